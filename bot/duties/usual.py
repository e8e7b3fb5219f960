"""Usual answers are given at the day's start for whoever lets them be given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.scheduler import Step
from muster.channels.rules import ChannelType
from muster.clock import next_midnight
from muster.database import Database
from muster.evenings.service import evenings_of
from muster.notifications.usual import look_after
from muster.settings import Settings

_CLOCKS_DIFFER_BY = timedelta(minutes=10)


def answer_as_usual(
    database: Database, settings: Settings, channel_types: Sequence[ChannelType]
) -> Step:
    """Gives usual answers at the community's midnight, after downtime still until the session's
    start; stops for whoever was missing twice, once the record of an evening is closed.

    A rule that lets there be a session today after all, and somebody who is linked again, are heard
    of as they come.
    """
    evenings = evenings_of(settings)
    looked_at: datetime | None = None

    async def step(now: datetime) -> datetime:
        nonlocal looked_at
        since = None if looked_at is None else min(looked_at, now) - _CLOCKS_DIFFER_BY
        await look_after(database, evenings, channel_types, since, now)
        looked_at = now
        return next_midnight(now, settings.zone)

    return step
