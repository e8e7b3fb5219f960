"""What the scheduler does so that evenings are remembered."""

from __future__ import annotations

from datetime import datetime

from bot.scheduler import Step
from muster.database import Database
from muster.evening import Evenings
from muster.history import dispatch


def note_evenings(database: Database, evenings: Evenings, *, voice_is_set_up: bool) -> Step:
    """Notes who is there, once a minute from the start until an hour after it, and then closes the
    evening's record; woken by rules of weekdays, which may move the start.
    """

    async def step(now: datetime) -> datetime:
        return await dispatch.note_evenings(
            database, evenings, now, voice_is_set_up=voice_is_set_up
        )

    return step
