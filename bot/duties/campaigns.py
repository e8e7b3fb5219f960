"""What the scheduler does for campaigns, one step each."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.scheduler import LONGEST_NAP, Step
from muster.database import Database
from muster.notifications import dispatch as delivery
from muster.promotions import dispatch
from muster.promotions.dispatch import Dispatch, JobFailed

_LOCKED_AGAIN_AFTER = timedelta(milliseconds=100)
"""When a due job is looked at again that somebody else has locked just now."""

_log = structlog.stdlib.get_logger(__name__)


def run_promotion_jobs(database: Database, how: Dispatch) -> Step:
    """Turns due jobs into ledger rows, each job in its own transaction; several bots may do so."""

    async def step(now: datetime) -> datetime:
        async with database.transaction() as connection:
            await dispatch.follow_evenings(connection, how, now)
        while True:
            try:
                async with database.transaction() as connection:
                    if not await dispatch.run_next_job(connection, how, now):
                        due = await dispatch.find_next_run(connection)
                        break
            except JobFailed as failure:
                _log.exception("promotion_job_failed", job=failure.job_id)
                async with database.transaction() as connection:
                    await dispatch.note_failure(connection, failure, now)
        return now + LONGEST_NAP if due is None else max(due, now + _LOCKED_AGAIN_AFTER)

    return step


def close_promotion_jobs(database: Database, how: Dispatch) -> Step:
    """Closes jobs whose rows are settled; woken whenever rows are."""

    async def step(now: datetime) -> datetime:
        async with database.connection() as connection:
            await delivery.expire_overdue(connection, now)
            settled = await dispatch.find_settled(connection)
        for job in settled:  # each in a transaction of its own, so that no two campaigns are locked
            async with database.transaction() as connection:
                await dispatch.close_settled(connection, job, how, now)
        return now + LONGEST_NAP

    return step
