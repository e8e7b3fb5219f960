"""The evenings of the community that tests play in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from muster.evening import Evening, Evenings

LJUBLJANA = ZoneInfo("Europe/Ljubljana")


def evenings(
    origin: str = "http://127.0.0.1:8000",
    *,
    zone: ZoneInfo = LJUBLJANA,
    start: time = time(21, 0),
    threshold: int = 4,
) -> Evenings:
    """Sessions at nine of four players, with a reminder a quarter of an hour before."""
    return Evenings(origin, zone, start, time(20, 45), threshold)


class KnownEvenings:
    """The evenings as memory has them."""

    def __init__(self, evenings: Evenings) -> None:
        self.known: Evenings | None = evenings

    async def read(self) -> Evenings:
        assert self.known is not None
        return self.known


def evening(day: date, threshold: int = 4, *, session: bool = True) -> Evening:
    """One of them, of so many players; or a day without."""
    return replace(evenings(threshold=threshold).on(day), session=session)


async def set_rule(sql: Any, day: date, **rule: Any) -> None:
    """The rule of the weekday that `day` is, set by an admin; what is left out stays as it is."""
    values = {"session": True, **rule}
    names = ", ".join(values)
    places = ", ".join(f"${number}" for number in range(2, len(values) + 2))
    await sql.execute(
        f"INSERT INTO evening_rules (weekday, {names}, updated_at) VALUES ($1, {places}, now())"
        f" ON CONFLICT (weekday) DO UPDATE SET ({names}, updated_at) = ROW ({places}, now())",
        day.weekday(),
        *values.values(),
    )
