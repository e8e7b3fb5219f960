"""What the scheduler does for the planning room's Discord thread, one step each.

They belong to the bot that leads; the lease in the database covers the moment in which two do.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import structlog

from bot.chats.contract import TransportError
from bot.duties.leased import LeasedStep
from bot.scheduler import LONGEST_NAP, Step
from muster.clock import local_date, monotonic
from muster.database import Connection, Database
from muster.refusals import Refusal, RefusalCode
from muster.tonight.thread import service as thread_service
from muster.tonight.thread.messages import thread_name
from muster.tonight.thread.rules import THREAD_LEASE, WantedThread
from muster.words import ENGLISH, Language

if TYPE_CHECKING:
    from bot.discord.threads import Threads

_LOCKED_AGAIN_AFTER = timedelta(milliseconds=100)
"""When a wanted thread is looked at again whose room somebody else has locked just now."""

_MOST_MEMBERS_AT_ONCE = 50
_MEMBERS_AGAIN_AFTER = timedelta(seconds=15)

_log = structlog.stdlib.get_logger(__name__)


def open_planning_thread(
    database: Database,
    zone: ZoneInfo,
    threads: Threads | None,
    worker: str,
    *,
    posts: bool,
    language: Language = ENGLISH,
) -> Step:
    """Opens the thread that today's room wants; woken whenever a room is opened.

    Args:
        threads: None where no Discord bot is set up: the room's creator is told so.
        posts: whether this installation delivers messages to Discord's channels.
        language: the community's, in which the thread is named.
    """

    return _Opening(database, zone, threads, worker, posts=posts, language=language).step


class _Opening(LeasedStep[WantedThread, int]):
    """Opens a wanted thread; `carry_out` returns its id."""

    failed_event = "planning_thread_failed"
    lease = THREAD_LEASE

    def __init__(
        self,
        database: Database,
        zone: ZoneInfo,
        threads: Threads | None,
        worker: str,
        *,
        posts: bool,
        language: Language,
    ) -> None:
        super().__init__(database)
        self._zone = zone
        self._threads = threads
        self._worker = worker
        self._posts = posts
        self._language: Language = language

    async def claim(self, connection: Connection, now: datetime) -> WantedThread | datetime:
        today = local_date(now, self._zone)
        wanted = await thread_service.claim_thread(connection, today, self._worker, now)
        if wanted is not None:
            return wanted
        due = await thread_service.find_next_try(connection, today, now)
        return now + LONGEST_NAP if due is None else max(due, now + _LOCKED_AGAIN_AFTER)

    async def carry_out(self, work: WantedThread) -> int:
        if self._threads is None:
            raise TransportError(RefusalCode.NO_BOT, permanent=True)
        name = thread_name(work.session_date, work.reference, self._language)
        return await self._threads.open_thread(name, work.reference, look_first=work.look_first)

    async def note(
        self, connection: Connection, work: WantedThread, outcome: int | Refusal, now: datetime
    ) -> None:
        worker = self._worker
        if isinstance(outcome, Refusal):
            again = await thread_service.note_refusal(connection, work, worker, outcome, now)
            _log.warning(
                "planning_thread_refused", code=outcome.code, again=again, **self.subject(work)
            )
        elif not await thread_service.note_created(
            connection, work, worker, outcome, self._zone, now, posts=self._posts
        ):
            _log.warning("planning_thread_taken_over", **self.subject(work))

    def subject(self, work: WantedThread) -> dict[str, Any]:
        return {"room": work.room_id}


def add_thread_members(database: Database, zone: ZoneInfo, threads: Threads | None) -> Step:
    """Adds who is in today's pool to its thread, each once; woken by every answer."""

    not_before: datetime | None = None
    put_off: dict[int, datetime] = {}

    async def step(now: datetime) -> datetime:
        nonlocal not_before
        began = monotonic()
        if threads is None:
            return now + LONGEST_NAP
        if not_before is not None and now < not_before <= now + LONGEST_NAP:
            return not_before  # woken by an answer while the service wants us to wait
        for user_id in [each for each, until in put_off.items() if until <= now]:
            del put_off[user_id]
        async with database.connection() as connection:
            found = await thread_service.find_missing_members(
                connection, local_date(now, zone), _MOST_MEMBERS_AT_ONCE + len(put_off)
            )
        # Whom it does not work for just now keeps nobody else out.
        missing = [each for each in found if each.user_id not in put_off][:_MOST_MEMBERS_AT_ONCE]
        again_at = now + LONGEST_NAP if len(missing) < _MOST_MEMBERS_AT_ONCE else now
        if put_off:
            again_at = min(again_at, *put_off.values())
        for member in missing:
            code: str | None = None
            try:
                await threads.add_member(member.thread_id, member.discord_user_id)
            except TransportError as error:
                over = now + timedelta(seconds=monotonic() - began)  # the request may have hung
                if error.everyone or error.retry_after is not None:
                    wait = timedelta(seconds=error.retry_after or 0)
                    not_before = over + max(wait, _MEMBERS_AGAIN_AFTER)
                    return not_before
                if not error.permanent:
                    put_off[member.user_id] = over + _MEMBERS_AGAIN_AFTER
                    again_at = min(again_at, put_off[member.user_id])
                    continue
                code = error.code
            async with database.connection() as connection:
                await thread_service.remember_member(connection, member, code, now)
        return again_at

    return step


def post_planning_teams(database: Database, zone: ZoneInfo) -> Step:
    """Queues today's saved teams for the thread; woken whenever a draft is saved."""

    async def step(now: datetime) -> datetime:
        async with database.transaction() as connection:
            due = await thread_service.post_saved_teams(
                connection, local_date(now, zone), zone, now
            )
        return due or now + LONGEST_NAP

    return step
