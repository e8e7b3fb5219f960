"""Running calls: a due wave becomes ledger rows, and a call ends when it has to.

All that is done about a call at one moment is one transaction under a lock of its row, which a
worker's death undoes: whoever comes next finds the wave due. Sending is the notifier's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from muster.calls import people_store, store
from muster.calls.chances import Chance, chances
from muster.calls.rules import (
    MOST,
    RESUMES_AFTER,
    WAIT_DEFAULT,
    Audience,
    Call,
    CallStatus,
    EndReason,
    Tonight,
    audience_of,
    event_key,
    next_step,
)
from muster.calls.store import Standing
from muster.calls.waves import (
    SHORTEST_WAIT,
    aim_at,
    may_yet_say_yes,
    next_wave,
    still_expected,
    wait_before_next,
    wave_by_chance,
)
from muster.channels.rules import ChannelType
from muster.database import Connection
from muster.forecast import service as forecast
from muster.forecast.rules import Forecast
from muster.notifications import service as notifications
from muster.notifications.rules import Reason
from muster.webhooks import service as webhooks

_LOCKED_AGAIN_AFTER = timedelta(milliseconds=100)
"""When a call is looked at again that somebody else has locked just now."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What running calls takes from this process.

    Attributes:
        channel_types: those that it delivers on; those of other bots count, too.
    """

    channel_types: Sequence[ChannelType]
    read_learned: forecast.ReadLearned = field(default=forecast.read_learned)


async def follow(
    connection: Connection, tonight: Tonight, how: Dispatch, now: datetime
) -> datetime | None:
    """Do what is due about a call that is on; call it inside a transaction.

    Returns when to look again: at once, where there may be more to do; None, where no call is on.
    """
    call = await store.lock_open_call(connection, tonight.day)
    if call is None:
        if await store.is_any_open(connection, tonight.day):
            return now + _LOCKED_AGAIN_AFTER
        await _skip_what_is_not_needed(connection, tonight, now)
        return None
    key = event_key(call.call_date)
    standing = await store.read_standing(connection, call.call_date, call.id, key)
    match next_step(call, tonight, standing.looking, now):
        case "end_at_start":
            await _end(connection, call, "over", "expired", now, end_reason="start")
            return now
        case "call_off":
            await _end(connection, call, "called_off", "cancelled", now)
            return now
        case "fill":
            await _end(connection, call, "full", "full", now)
            return tonight.starts_at
        case "resume":
            due = now + RESUMES_AFTER
            await store.resume_call(connection, call.id, due, now)
            return due
        case "ask":
            return await _take_wave(connection, call, tonight, standing, how, now)
        case "wait":
            if call.status == "full":
                # What was queued in the moment in which it became full.
                await notifications.skip_waiting(connection, key, "full", now)
                return tonight.starts_at
            return min(call.next_wave_at or tonight.starts_at, tonight.starts_at)


async def prepare(connection: Connection, day: date) -> None:
    """Have ready what people did before `day`, by which its waves choose; safe to repeat.

    Call it inside a transaction.
    """
    if not await people_store.has_habits(connection, day):
        await people_store.insert_habits(connection, day)


async def start_by_rule(
    connection: Connection, tonight: Tonight, how: Dispatch, now: datetime
) -> bool:
    """Start the evening's own call once its time has come, where the evening is short and the day
    has had no call, nor is one held; where the rule says so, only while the chance of being enough
    is low.

    Returns whether it was started; safe to repeat.
    """
    if tonight.called_off or tonight.calls_at is None:
        return False
    if not tonight.calls_at <= now < tonight.starts_at:
        return False
    looking = await notifications.count_looking(connection, tonight.day)
    if looking >= tonight.threshold or await _will_be_enough(connection, tonight, how, now):
        return False
    most = MOST[1] if tonight.call_most is None else min(tonight.call_most, MOST[1])
    call_id = await store.insert_call_by_rule(connection, tonight.day, most, WAIT_DEFAULT, now)
    if call_id is None:
        return False
    told = {**tonight.told(looking), "source": "rule"}
    await webhooks.tell(connection, "call.started", str(call_id), told, now)
    return True


async def tell_short(connection: Connection, tonight: Tonight, now: datetime) -> datetime | None:
    """Let other programs be told, once an evening, that too few are looking from its `short_at` on.

    Call it inside a transaction; safe to repeat. Returns when there may be something to tell; None
    where that is over, or there is no session.
    """
    if tonight.called_off or now >= tonight.starts_at:
        return None
    if now < tonight.short_at:
        return tonight.short_at
    looking = await notifications.count_looking(connection, tonight.day)
    if looking < tonight.threshold:
        key, told = tonight.day.isoformat(), tonight.told(looking)
        await webhooks.tell(connection, "evening.short", key, told, now)
    return tonight.starts_at


async def _will_be_enough(
    connection: Connection, tonight: Tonight, how: Dispatch, now: datetime
) -> bool:
    """Whether the chance of being enough is as good as the rule wants it; False where the rule does
    not ask for it, and while it is too early to say.
    """
    if tonight.call_below is None:
        return False
    said = await _read_forecast(connection, tonight, how, now)
    return said is not None and said.chance is not None and 100 * said.chance >= tonight.call_below


async def _read_forecast(
    connection: Connection, tonight: Tonight, how: Dispatch, now: datetime
) -> Forecast | None:
    if tonight.evening is None:
        return None
    learned = await how.read_learned(connection)
    return await forecast.read_forecast(connection, tonight.evening, learned, now)


async def _read_maybes(
    connection: Connection, tonight: Tonight, how: Dispatch, now: datetime
) -> list[float] | None:
    """How likely each comes who said maybe or the like; None while it is too early to say."""
    if tonight.evening is None:
        return None
    learned = await how.read_learned(connection)
    return await forecast.read_maybes(connection, tonight.evening, learned, now)


async def _skip_what_is_not_needed(connection: Connection, tonight: Tonight, now: datetime) -> None:
    """Of a call that has asked everybody, messages may still wait that nobody needs any more."""
    call = await store.find_call_of_day(connection, tonight.day)
    if call is None or call.status != "over":
        return
    if await notifications.count_looking(connection, tonight.day) >= tonight.threshold:
        await notifications.skip_waiting(connection, event_key(tonight.day), "full", now)


async def _end(
    connection: Connection,
    call: Call,
    status: CallStatus,
    unsent: Reason,
    now: datetime,
    *,
    end_reason: EndReason | None = None,
) -> None:
    await store.end_call(connection, call.id, status, end_reason, None, now)
    await notifications.skip_waiting(connection, event_key(call.call_date), unsent, now)


async def find_pool(
    connection: Connection, tonight: Tonight, now: datetime
) -> tuple[Audience, dict[int, Chance]]:
    """Everybody silent, judged, and the chances of those who may be asked now; one statement."""
    people = await people_store.list_silent(connection, tonight.day)
    audience = audience_of(people, tonight, now)
    # The community's mean is that of everybody who could be called.
    agreed = [person.record for person in people if person.refusal != "opted_out"]
    by_id = {chance.user_id: chance for chance in chances(agreed)}
    return audience, {person.user_id: by_id[person.user_id] for person in audience.askable}


async def _take_wave(
    connection: Connection,
    call: Call,
    tonight: Tonight,
    standing: Standing,
    how: Dispatch,
    now: datetime,
) -> datetime:
    """Ask the next few, or end the call where nobody is left; returns when to look again."""
    left = call.most - standing.asked
    if left <= 0:
        await store.end_call(connection, call.id, "over", "most_asked", None, now)
        return now
    audience, pool = await find_pool(connection, tonight, now)
    maybes = await _read_maybes(connection, tonight, how, now)
    here = await notifications.channels_to_queue_on(connection, now, how.channel_types)
    payload = payload_of(call, tonight)
    asked: list[tuple[int, float]] = []
    left_alone: list[tuple[int, Reason]] = list(audience.left_alone)

    def choose() -> tuple[int, ...]:
        people, missing = list(pool.values()), tonight.threshold - standing.looking
        just_asked, may_ask = [yes for _, yes in asked], left - len(asked)
        if maybes is None:
            expected = still_expected(standing.unanswered, now) + sum(just_asked)
            return next_wave(people, missing - expected, may_ask)
        yet = may_yet_say_yes(standing.unanswered, now, tonight.starts_at)
        return wave_by_chance(
            people,
            missing,
            [*maybes, *yet, *just_asked],
            aim_at(tonight.starts_at - now),
            may_ask,
            at_once=call.source == "hand" and not call.wave_number and not asked,
        )

    # Who turns out to be unreachable makes room for the next likeliest.
    while wave := choose():
        queued = await notifications.queue_for_people(
            connection,
            event_key(call.call_date),
            [(user_id, payload) for user_id in wave],
            here,
            None,
            now,
            tonight.starts_at,
            now,
        )
        for each in queued:
            chance = pool.pop(each.user_id)
            if each.reason is None:
                asked.append((each.user_id, chance.yes))
            else:
                left_alone.append((each.user_id, each.reason))
        if all(each.reason is None for each in queued):
            break
    number = call.wave_number + 1
    await store.upsert_asks(connection, call, number, asked, left_alone, now)
    told = [each for each in left_alone if each[1] != "opted_out"]
    await notifications.note_not_asked(connection, event_key(call.call_date), told, payload, now)
    if asked:
        wait = wait_before_next(call.wait, now, tonight.starts_at)
        await store.set_next_wave(connection, call.id, number, now + wait, now)
        return min(now + wait, tonight.starts_at)
    if pool or audience.more_later:
        # Enough of those who were asked may yet say yes, or somebody's quiet hours end.
        await store.set_next_wave(connection, call.id, call.wave_number, now + SHORTEST_WAIT, now)
        return min(now + SHORTEST_WAIT, tonight.starts_at)
    await store.end_call(connection, call.id, "over", "everybody_asked", None, now)
    return now


def payload_of(call: Call, tonight: Tonight) -> dict[str, Any]:
    """What a call's message is made of; how many are missing is read when it is sent."""
    return {
        "kind": "call",
        "date": call.call_date.isoformat(),
        "start": tonight.starts_at.astimezone(UTC).isoformat(),
        "threshold": tonight.threshold,
        "call_id": call.id,
    }
