"""What the scheduler does for the planning room's Discord thread, one step each (see `duties`).

They belong to the bot that leads; the lease in the database covers the moment in which two do.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from bot.chats.contract import TransportError
from bot.scheduler import LONGEST_NAP, Step
from muster.clock import local_date, monotonic
from muster.database import Database
from muster.refusals import Refusal, RefusalCode
from muster.tonight.thread import service as thread_service
from muster.tonight.thread.messages import thread_name
from muster.tonight.thread.rules import THREAD_LEASE, WantedThread

if TYPE_CHECKING:
    from bot.discord.threads import Threads

_LOCKED_AGAIN_AFTER = timedelta(milliseconds=100)
"""When a wanted thread is looked at again whose room somebody else has locked just now."""

_MOST_MEMBERS_AT_ONCE = 50
_MEMBERS_AGAIN_AFTER = timedelta(seconds=15)
_OPENING_SECONDS = THREAD_LEASE.total_seconds() * 0.75
_CLAIMING_SECONDS = THREAD_LEASE.total_seconds() * 0.2
_NOT_THERE = frozenset(
    {RefusalCode.TIMEOUT, RefusalCode.CONNECTION_LOST, RefusalCode.REFUSED_CONNECTION}
)

_log = structlog.stdlib.get_logger(__name__)


def open_planning_thread(
    database: Database, zone: ZoneInfo, threads: Threads | None, worker: str, *, posts: bool
) -> Step:
    """Opens the thread that today's room wants; woken whenever a room is opened.

    Args:
        threads: None where no Discord bot is set up: the room's creator is told so.
        posts: whether this installation delivers messages to Discord's channels.
    """

    async def step(now: datetime) -> datetime:
        today = local_date(now, zone)
        began = monotonic()
        async with database.transaction() as connection:
            wanted = await thread_service.claim_thread(connection, today, worker, now)
        if wanted is None:
            async with database.connection() as connection:
                due = await thread_service.find_next_try(connection, today, now)
            return now + LONGEST_NAP if due is None else max(due, now + _LOCKED_AGAIN_AFTER)
        if monotonic() - began > _CLAIMING_SECONDS:
            return now  # we were held up: the lease could end while the thread is being opened
        opened = await _open(threads, wanted)
        # A request may have hung: a pause begins when it is over.
        now += timedelta(seconds=monotonic() - began)
        async with database.transaction() as connection:
            if isinstance(opened, Refusal):
                again = await thread_service.note_refusal(connection, wanted, worker, opened, now)
                _log.warning(
                    "planning_thread_refused", code=opened.code, room=wanted.room_id, again=again
                )
            elif not await thread_service.note_created(
                connection, wanted, worker, opened, zone, now, posts=posts
            ):
                _log.warning("planning_thread_taken_over", room=wanted.room_id)
        return now

    return step


async def _open(threads: Threads | None, wanted: WantedThread) -> int | Refusal:
    """The thread's id, or why there is none."""
    if threads is None:
        return Refusal(RefusalCode.NO_BOT, permanent=True)
    name = thread_name(wanted.session_date, wanted.reference)
    try:
        async with asyncio.timeout(_OPENING_SECONDS):
            return await threads.open_thread(name, wanted.reference, look_first=wanted.look_first)
    except TransportError as error:
        return Refusal(
            error.code,
            permanent=error.permanent,
            outage=error.everyone or error.maybe_sent or error.code in _NOT_THERE,
            retry_after=error.retry_after,
        )
    except TimeoutError:
        return Refusal(RefusalCode.TIMEOUT, outage=True)
    except Exception:
        _log.exception("planning_thread_failed", room=wanted.room_id)
        return Refusal(RefusalCode.UNEXPECTED)


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
