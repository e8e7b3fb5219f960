"""The evenings of the community that tests play in."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

from muster.evening import Evening

LJUBLJANA = ZoneInfo("Europe/Ljubljana")


def evenings(
    origin: str = "http://127.0.0.1:8000",
    *,
    zone: ZoneInfo = LJUBLJANA,
    start: time = time(21, 0),
    threshold: int = 4,
) -> Evening:
    """Sessions at nine of four players, with a reminder a quarter of an hour before."""
    return Evening(origin, zone, start, time(20, 45), threshold)
