"""What people do in the planning room: one function each (contract, section 8).

The website and the bots both come here. `day` is a date of the community's calendar, `now` an aware
instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from muster.availability import service as availability
from muster.availability.rules import DateRange, Day, Source, session_ready
from muster.availability.service import AvailabilityWriter
from muster.clock import start_of_day
from muster.database import Connection, Database
from muster.errors import (
    DraftChanged,
    NoPlanningRoom,
    NoSession,
    NotTeamEditor,
    PlanningLocked,
    PlanningNotOpen,
    RoomFullOfSuggestions,
    TooManySuggestions,
)
from muster.evening import Evening
from muster.identity.rules import Viewer
from muster.notifications import service as notifications
from muster.off_loop import off_loop
from muster.planning import balancer, repair, store
from muster.planning.balancer import Split
from muster.planning.rules import (
    MOST_SUGGESTIONS,
    MOST_SUGGESTIONS_EACH,
    PING_EVERY,
    POOL_STATUSES,
    Draft,
    Ping,
    Planning,
    Room,
    as_seen_by,
    check_draft,
    check_in_pool,
    check_nobody_twice,
    clean_name,
    committed,
    may_edit_teams,
    need_count,
    people_of,
    planning_of,
    players_to_draft,
    pool_of,
)
from muster.webhooks import service as webhooks


async def find_room(
    connection: Connection, day: date, user_id: int | None, today: date, *, elevated: bool
) -> Room | None:
    """The room of `day` as one viewer may see it, in one statement; None when there is none.

    Args:
        user_id: the viewer's; None for nobody.
        elevated: this is a promoter or an admin.
    """
    room = await store.find_room(connection, day, user_id)
    return None if room is None else as_seen_by(room, user_id, today, elevated=elevated)


async def read_planning(
    connection: Connection,
    answers: Day,
    viewer: Viewer | None,
    evening: Evening,
    today: date,
    *,
    elevated: bool,
) -> Planning:
    """What `viewer` may see of the planning of a day, whose `answers` and `evening` are given.

    Who may save teams sees ratings too, to judge what they draft; nobody else does.
    """
    user_id = viewer.user_id if viewer else None
    room = await find_room(connection, answers.date, user_id, today, elevated=elevated)
    linked = viewer is not None and viewer.linked
    planning = planning_of(answers, room, evening, linked=linked)
    if planning.room is None or not planning.room.can_edit_teams:
        return planning
    ratings = await store.list_ratings(connection, people_of(planning.participants, planning.room))
    known = {user_id: rating for user_id, rating in ratings.items() if rating is not None}
    return replace(planning, room=replace(planning.room, ratings=known))


async def room_exists(connection: Connection, day: date) -> bool:
    """Whether the room of `day` was opened."""
    return await store.find_creator(connection, day) is not None


async def open_room(
    connection: Connection,
    evening: Evening,
    user_id: int,
    now: datetime,
    *,
    wants_thread: bool,
) -> bool:
    """Open the room of an evening; False where it is open already, whoever opened it.

    Args:
        wants_thread: whether the bot is to make a Discord thread for it.

    Raises:
        NoSession: there is no room yet, and no session on that day.
        PlanningLocked: there is no room yet, and fewer are LOOKING than it takes.
    """
    day = evening.day
    if await store.find_creator(connection, day) is not None:
        return False
    if not evening.session:
        raise NoSession
    if not session_ready(await _read_day(connection, day), evening).ready:
        raise PlanningLocked
    return await store.insert_room(
        connection, day, user_id, "wanted" if wants_thread else "none", now
    )


async def join(
    database: Database,
    writer: AvailabilityWriter,
    user_id: int,
    day: date,
    now: datetime,
    source: Source = "page",
) -> bool:
    """Put a person into the pool of `day` (today): LOOKING, unless they are in it already.

    Returns whether that changed anything; `source` is how they came.

    Raises:
        PlanningNotOpen: there is no room for `day`; nothing is stored.
        NotLinked, DatabaseUnavailable, RateLimited: as `AvailabilityWriter.set_status`.
    """
    async with database.connection() as connection:
        if await store.find_creator(connection, day) is None:
            raise PlanningNotOpen
        own = await availability.read_own_entries(connection, user_id, DateRange(day, day))
    if any(entry.status in POOL_STATUSES for entry in own):
        return False
    await writer.set_status(user_id, day, "LOOKING", today=day, now=now, source=source)
    return True


async def suggest_name(
    connection: Connection, day: date, user_id: int, name: str, zone: ZoneInfo, now: datetime
) -> None:
    """Suggest a name; call it inside a transaction.

    A person's first suggestion takes their vote along; later ones leave it where it is.

    Raises:
        InvalidInput: it has no 2 to 48 visible characters.
        NoPlanningRoom: there is none for `day`.
        RoomFullOfSuggestions: it has 50 names.
        TooManySuggestions: 10 of them are this person's; the next day begins anew.
        SuggestionTaken: the room has the same name already.
    """
    cleaned = clean_name(name)
    room = await _lock_room(connection, day)
    in_all, own = await store.count_suggestions(connection, room.id, user_id)
    if own >= MOST_SUGGESTIONS_EACH:
        left = start_of_day(day + timedelta(days=1), zone) - now
        raise TooManySuggestions(retry_after=max(1, int(left.total_seconds())))
    if in_all >= MOST_SUGGESTIONS:
        raise RoomFullOfSuggestions
    suggestion_id = await store.insert_suggestion(connection, room.id, user_id, cleaned, now)
    if own == 0:
        await store.upsert_vote(connection, day, user_id, suggestion_id, now)


async def list_same_suggestions(connection: Connection, since: date) -> list[tuple[date, str]]:
    """(day, name) of names, of rooms from `since` on, that would not be taken today: their room has
    the same name already. Votes for them count.
    """
    return await store.list_same_suggestions(connection, since)


async def vote(
    connection: Connection, day: date, user_id: int, suggestion_id: int, now: datetime
) -> None:
    """Vote for one of the room's names, instead of whatever one voted for before.

    Raises:
        NoPlanningRoom: there is none for `day`.
        SuggestionNotFound: the room has no such name.
    """
    if not await store.upsert_vote(connection, day, user_id, suggestion_id, now):
        raise NoPlanningRoom


async def check_may_edit_teams(
    connection: Connection, day: date, user_id: int, *, elevated: bool
) -> None:
    """Refuse a viewer who may not save the teams of `day`.

    Raises:
        NoPlanningRoom: there is none for `day`.
        NotTeamEditor: neither its creator, nor a promoter, nor an admin.
    """
    creator = await store.find_creator(connection, day)
    if creator is None:
        raise NoPlanningRoom
    if not may_edit_teams(creator, user_id, elevated=elevated):
        raise NotTeamEditor


async def save_teams(
    connection: Connection,
    day: date,
    user_id: int,
    draft: Draft,
    now: datetime,
    *,
    elevated: bool,
    base_version: int | None,
) -> None:
    """Replace the room's draft as a whole; call it inside a transaction.

    Whoever is in the saved draft may stay in it, also when they left the pool since.

    Args:
        elevated: this is a promoter or an admin.
        base_version: the `draft_version` that this draft was made from; None: the last save wins.

    Raises:
        NoPlanningRoom, NotTeamEditor: as `check_may_edit_teams`.
        InvalidInput: somebody is in it twice, or a captain is not on their own side.
        DraftChanged: another draft was saved since `base_version`.
        NotInPool: somebody is neither in the pool nor in the saved draft.
    """
    room = await _lock_room(connection, day)
    if not may_edit_teams(room.created_by_user_id, user_id, elevated=elevated):
        raise NotTeamEditor
    check_draft(draft)
    if base_version is not None and base_version != room.draft_version:
        raise DraftChanged
    pool = pool_of(await _read_day(connection, day))
    drafted = await store.list_drafted(connection, room.id)
    check_in_pool([*draft.side_a, *draft.side_b], {*drafted, *(each.user_id for each in pool)})
    await store.replace_draft(
        connection,
        room.id,
        (draft.side_a, draft.side_b),
        (draft.captain_a, draft.captain_b),
        now,
    )
    version = room.draft_version + 1
    told = {
        "date": day.isoformat(),
        "draft_version": version,
        "side_a": len(draft.side_a),
        "side_b": len(draft.side_b),
    }
    await webhooks.tell(connection, "teams.saved", f"{room.id}:{version}", told, now)


async def propose_teams(
    connection: Connection,
    day: date,
    user_ids: Sequence[int] | None = None,
    keep: Draft | None = None,
) -> Split:
    """Two fair sides of the pool of `day`; nothing is stored.

    Args:
        user_ids: who is to play; if not given, who is committed, or the whole pool where those are
            fewer than two.
        keep: a draft to be repaired with the fewest moves. Who has left the pool (or is not in
            `user_ids`) is taken out. Of those who wait, as many join as were taken out, or all that
            `user_ids` names.

    Raises:
        InvalidInput: somebody is named twice.
        NotInPool: `user_ids` names somebody who is not in the pool.
        TooFewPlayers: there are fewer than two players.
    """
    pool = pool_of(await _read_day(connection, day))
    here = {each.user_id for each in pool}
    if user_ids is not None:
        check_nobody_twice(user_ids)
        check_in_pool(user_ids, here)
        here = set(user_ids)
    players = players_to_draft(pool) if user_ids is None else user_ids
    ratings = await store.list_ratings(connection, here)
    if keep is None:
        return await off_loop(balancer.balance, players, ratings, day)
    check_draft(keep)
    side_a = [each for each in keep.side_a if each in here]
    side_b = [each for each in keep.side_b if each in here]
    waiting = [each for each in players if each not in side_a and each not in side_b]
    gone = len(keep.side_a) + len(keep.side_b) - len(side_a) - len(side_b)
    joining = gone if user_ids is None else len(waiting)
    return await off_loop(repair.rebalance, side_a, side_b, waiting, joining, ratings, day)


async def ping(connection: Connection, evening: Evening, now: datetime) -> Ping:
    """Say "need N more" in the room's thread; call it inside a transaction.

    A room is pinged once in ten minutes at most; not at all where nobody is needed, there is no
    session or no thread, or no bot delivers on Discord. The message is useful for ten minutes,
    until midnight at most.

    Raises:
        NoPlanningRoom: there is none for the evening's day.
    """
    day = evening.day
    if await store.find_creator(connection, day) is None:
        raise NoPlanningRoom
    sure = committed(pool_of(await _read_day(connection, day)))
    count = need_count(len(sure), evening.threshold) if evening.session else 0
    if count == 0 or "discord" not in await notifications.channels_in_use(connection, now):
        return Ping(False, count)
    thread_id = await store.take_ping(connection, day, now - PING_EVERY, now)
    if thread_id is None:
        return Ping(False, count)
    pinged = await notifications.queue_announcement(
        connection,
        # Two pings of a room are ten minutes apart, so no two have one number.
        f"PLANNING:PING:{day.isoformat()}:{int(now.timestamp() / PING_EVERY.total_seconds())}",
        thread_id,
        {"kind": "planning_ping", "date": day.isoformat(), "need_count": count},
        None,
        min(start_of_day(day + timedelta(days=1), evening.zone), now + PING_EVERY),
        now,
    )
    return Ping(pinged, count)


async def _read_day(connection: Connection, day: date) -> Day:
    return (await availability.read_days(connection, (day,)))[day]


async def _lock_room(connection: Connection, day: date) -> store.LockedRoom:
    room = await store.lock_room(connection, day)
    if room is None:
        raise NoPlanningRoom
    return room
