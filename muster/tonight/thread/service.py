"""The room's Discord thread: who opens it, who is added, what is posted in it.

The bot's door to the planning room. Nothing here talks to Discord; what does happens outside the
transactions in which these functions are called. `now` is an aware instant, `day` a date of the
community's calendar.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from muster.clock import start_of_day
from muster.database import Connection
from muster.notifications import service as notifications
from muster.planning.rules import POOL_STATUSES
from muster.refusals import Refusal
from muster.tonight.thread import messages
from muster.tonight.thread import store as thread_store
from muster.tonight.thread.rules import (
    MOST_TRIES,
    TEAMS_REST,
    THREAD_LEASE,
    MissingMember,
    WantedThread,
    after_refusal,
    room_key,
    teams_key,
    thread_key,
)


async def claim_thread(
    connection: Connection, day: date, worker: str, now: datetime
) -> WantedThread | None:
    """The day's room if its thread is to be opened now, ours while the lease lasts.

    Rooms of days that are over are given up, and so is one whose bots died at every try. Call it
    inside a transaction.
    """
    await thread_store.fail_past(connection, day, messages.TOO_LATE, now)
    wanted = await thread_store.claim_thread(connection, day, worker, now + THREAD_LEASE, now)
    if wanted is not None and wanted.attempts > MOST_TRIES:
        await thread_store.set_failed(connection, wanted, worker, "lost", now)
        return None
    return wanted


async def find_next_try(connection: Connection, day: date, now: datetime) -> datetime | None:
    """When the day's thread is to be tried next; None when none waits."""
    return await thread_store.find_next_try(connection, day, now)


async def note_created(
    connection: Connection,
    wanted: WantedThread,
    worker: str,
    thread_id: int,
    zone: ZoneInfo,
    now: datetime,
    *,
    posts: bool,
) -> bool:
    """The thread is there; where this installation `posts`, the room's link is queued for it.

    False when somebody else took the room over meanwhile. Call it inside a transaction.
    """
    if not await thread_store.set_created(connection, wanted, worker, thread_id, now):
        return False
    if posts:
        await notifications.queue_announcement(
            connection,
            room_key(wanted.session_date),
            thread_id,
            messages.room_payload(wanted.session_date),
            None,
            _midnight_after(wanted.session_date, zone),
            now,
        )
    return True


async def note_refusal(
    connection: Connection, wanted: WantedThread, worker: str, refusal: Refusal, now: datetime
) -> bool:
    """Write down why there is no thread, for the room's creator; returns whether it is tried again.

    Waiting for Discord to come back is no try that failed: only the day's end ends it.
    """
    again = after_refusal(refusal, wanted.attempts)
    if again is None:
        await thread_store.set_failed(connection, wanted, worker, refusal.code, now)
        return False
    await thread_store.set_again(
        connection,
        wanted,
        worker,
        messages.NOT_YET,
        now + again.after,
        now,
        counts=again.counts,
    )
    return True


async def find_missing_members(connection: Connection, day: date, most: int) -> list[MissingMember]:
    """Who of the day's pool has not been added to its thread yet, first come first."""
    return await thread_store.list_missing_members(
        connection, day, POOL_STATUSES, thread_key(day), most
    )


async def remember_member(
    connection: Connection, member: MissingMember, error: str | None, now: datetime
) -> None:
    """Write down that somebody was added, or why Discord will not have them (`error`).

    Nobody is added twice: who left the thread wanted to.
    """
    await notifications.record_done(
        connection,
        member.user_id,
        thread_key(member.session_date),
        messages.room_payload(member.session_date),
        error,
        now,
    )


async def post_saved_teams(
    connection: Connection, day: date, zone: ZoneInfo, now: datetime
) -> datetime | None:
    """Queue the day's saved draft for its thread once it has stood for ten seconds; safe to repeat.

    A draft that was saved before and has not been sent is withdrawn: the latest is what counts.
    Returns when to come back, None when there is nothing to wait for. Call it inside a transaction.
    """
    draft = await thread_store.read_saved_draft(connection, day)
    if draft is None:
        return None
    # A clock that was set back does not make anybody wait for the old time.
    if now < draft.saved_at + TEAMS_REST and draft.saved_at <= now + TEAMS_REST:
        return draft.saved_at + TEAMS_REST
    event_key = teams_key(day, draft.version)
    queued = await notifications.queue_announcement(
        connection,
        event_key,
        draft.thread_id,
        messages.teams_payload(draft),
        None,
        _midnight_after(day, zone),
        now,
    )
    if queued:
        await notifications.withdraw_announcements(
            connection, draft.thread_id, teams_key(day, ""), event_key, now
        )
    return None


def _midnight_after(day: date, zone: ZoneInfo) -> datetime:
    return start_of_day(day + timedelta(days=1), zone)
