"""Claim some work, do it at a service, note what came of it: the step that several duties share.

What is claimed is this bot's while its lease lasts; nothing is asked of a service in a transaction.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

import structlog

from bot.chats.contract import TransportError
from muster.clock import monotonic
from muster.database import Connection, Database
from muster.refusals import Refusal, RefusalCode, is_outage

Work = TypeVar("Work")
Found = TypeVar("Found")

_CLAIMING_PART, _WORKING_PART = 0.2, 0.75
"""Parts of the lease: how much of it claiming may take at most, and how much the work."""

_log = structlog.stdlib.get_logger(__name__)


class LeasedStep(ABC, Generic[Work, Found]):
    """One kind of work under a lease; `step` does one piece of it.

    Attributes:
        failed_event: what the log calls a failure that nobody foresaw.
        lease: how long what was claimed is ours.
    """

    failed_event: ClassVar[str]
    lease: ClassVar[timedelta]

    def __init__(self, database: Database) -> None:
        self._database = database

    @abstractmethod
    async def claim(self, connection: Connection, now: datetime) -> Work | datetime:
        """Claim work and return it, or when to ask again; runs in a transaction."""

    @abstractmethod
    async def carry_out(self, work: Work) -> Found:
        """Do the work at the service; returns what came of it.

        Raises:
            TransportError: it was not, or not certainly, done.
        """

    @abstractmethod
    async def note(
        self, connection: Connection, work: Work, outcome: Found | Refusal, now: datetime
    ) -> None:
        """Store what came of the work at `now`; runs in a transaction."""

    @abstractmethod
    def subject(self, work: Work) -> dict[str, Any]:
        """What the log says a piece of work is about."""

    async def step(self, now: datetime) -> datetime:
        """Claim a piece of work, carry it out and note the outcome; returns when to run again."""
        began = monotonic()
        async with self._database.transaction() as connection:
            work = await self.claim(connection, now)
        if isinstance(work, datetime):
            return work
        if monotonic() - began > self.lease.total_seconds() * _CLAIMING_PART:
            return now  # we were held up: the lease could end while we are at it
        outcome = await self._try(work)
        # A request may have hung: a pause begins when it is over.
        now += timedelta(seconds=monotonic() - began)
        async with self._database.transaction() as connection:
            await self.note(connection, work, outcome, now)
        return now

    async def _try(self, work: Work) -> Found | Refusal:
        try:
            async with asyncio.timeout(self.lease.total_seconds() * _WORKING_PART):
                return await self.carry_out(work)
        except TransportError as error:
            return Refusal(
                error.code,
                permanent=error.permanent,
                outage=is_outage(error.code, maybe_sent=error.maybe_sent, everyone=error.everyone),
                retry_after=error.retry_after,
            )
        except TimeoutError:
            return Refusal(RefusalCode.TIMEOUT, outage=True)
        except Exception:
            _log.exception(self.failed_event, **self.subject(work))
            return Refusal(RefusalCode.UNEXPECTED)
