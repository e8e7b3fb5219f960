"""Whoever is to be erased is, once their grace is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.scheduler import Step
from muster.database import Database
from muster.personal_data.service import erase_due

_LOOK_EVERY = timedelta(minutes=1)

_log = structlog.stdlib.get_logger(__name__)


def erase_people(database: Database, zone: ZoneInfo) -> Step:
    """Erases everybody whose grace is over, each in a transaction of their own."""

    async def step(now: datetime) -> datetime:
        for user_id in await erase_due(database, zone, now):
            _log.info("person_erased", user_id=user_id)
        return now + _LOOK_EVERY

    return step
