"""What promoters do with calls, and what everybody may see of tonight's (filling, section 3).

`now` is an aware instant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from muster.availability import service as availability
from muster.calls import people_store, store
from muster.calls.chances import Chance, chances
from muster.calls.rules import (
    MOST_DEFAULT,
    WAIT_DEFAULT,
    Asked,
    Call,
    Outcome,
    Person,
    Tonight,
    audience_of,
    event_key,
    outcome_of,
)
from muster.calls.waves import aim_at, next_wave, wait_before_next, wave_by_chance
from muster.database import Connection
from muster.errors import CallExists, NobodyMissing, NoCall, SessionBegun
from muster.forecast.rules import (
    EVENINGS_NEEDED,
    Forecast,
    Learned,
    chances_of_maybes,
    forecast,
)
from muster.notifications import service as notifications
from muster.notifications.rules import Reason
from muster.webhooks import service as webhooks


@dataclass(frozen=True, slots=True)
class Preview:
    """What a call that is started now would do.

    Attributes:
        short_by: how many LOOKING are missing; nobody is asked where that is none.
        first: whom it would ask at once, the likeliest first.
        askable: how many it could ask in all, now.
        left_alone: how many it would not ask, by reason.
        next_wave_at: when it would ask the next, if it is still short.
        forecast: whether there will be enough, as it is; `with_first`: if those are asked. None
            where the evening as a whole is not known.
    """

    call: Call | None
    looking: int
    short_by: int
    first: Sequence[Person]
    askable: int
    left_alone: Mapping[Reason, int]
    next_wave_at: datetime
    forecast: Forecast | None
    with_first: Forecast | None


@dataclass(frozen=True, slots=True)
class Today:
    """Tonight's latest call, and what came of all of tonight's.

    Attributes:
        asked: whom they asked, for promoters alone.
        left_alone: how many they did not ask, by reason; for promoters alone.
    """

    call: Call | None
    outcome: Outcome
    asked: Sequence[Asked] = ()
    left_alone: Mapping[Reason, int] | None = None


async def preview(
    connection: Connection,
    tonight: Tonight,
    learned: Learned,
    most: int,
    wait: timedelta,
    now: datetime,
) -> Preview:
    """What a call that is started now would do; nothing is stored.

    Args:
        learned: what forecasts are made of.
    """
    call = await store.find_call_of_day(connection, tonight.day)
    looking = await notifications.count_looking(connection, tonight.day)
    short_by = max(0, tonight.threshold - looking)
    people = await people_store.list_silent(connection, tonight.day)
    audience = audience_of(people, tonight, now)
    here = await notifications.channels_in_use(connection, now)
    reachable = await people_store.list_reachable(
        connection, [person.user_id for person in audience.askable], here
    )
    left_alone: dict[Reason, int] = {}
    for _, reason in audience.left_alone:
        left_alone[reason] = left_alone.get(reason, 0) + 1
    if unreachable := len(audience.askable) - len(reachable):
        left_alone["no_channel"] = unreachable
    agreed = [person.record for person in people if person.refusal != "opted_out"]
    pool: list[Chance] = [each for each in chances(agreed) if each.user_id in reachable]
    by_id = {person.user_id: person for person in audience.askable}
    answers = (await availability.read_days(connection, (tonight.day,)))[tonight.day].answers
    evening = tonight.evening
    if evening is None or learned.evenings < EVENINGS_NEEDED:
        wave = next_wave(pool, short_by, most)
    else:
        maybes = chances_of_maybes(learned, evening, answers, now)
        aim = aim_at(tonight.starts_at - now)
        wave = wave_by_chance(pool, short_by, maybes, aim, most, at_once=True)
    said = with_first = None
    if evening is not None:
        asked = {each.user_id: each.yes for each in pool if each.user_id in wave}
        said = forecast(learned, evening, answers, now)
        with_first = forecast(learned, evening, answers, now, asked)
    return Preview(
        call=call,
        looking=looking,
        short_by=short_by,
        first=[by_id[user_id] for user_id in wave],
        askable=len(reachable),
        left_alone=left_alone,
        next_wave_at=now + wait_before_next(wait, now, tonight.starts_at),
        forecast=said,
        with_first=with_first,
    )


async def start_call(
    connection: Connection,
    user_id: int,
    tonight: Tonight,
    most: int,
    wait_minutes: int,
    now: datetime,
) -> Call:
    """Start asking for tonight; call it inside a transaction.

    One that was held, or had found enough before somebody dropped out, ends and this one goes on.
    Whoever was asked today is not asked again.

    Raises:
        SessionBegun: it has, or there is none tonight.
        NobodyMissing: enough are looking.
        CallExists: one is on.
    """
    if tonight.called_off or now >= tonight.starts_at:
        raise SessionBegun
    looking = await notifications.count_looking(connection, tonight.day)
    if looking >= tonight.threshold:
        raise NobodyMissing
    before = await store.lock_call_of_day(connection, tonight.day)
    if before is not None and before.status == "running":
        raise CallExists
    if before is not None and before.status in ("full", "held"):
        await store.end_call(connection, before.id, "over", "anew", None, now)
    call_id = await store.insert_call(
        connection, tonight.day, "hand", user_id, "running", most, wait_minutes, now
    )
    started = await store.find_call_of_day(connection, tonight.day)
    assert started is not None
    assert started.id == call_id
    told = {**tonight.told(looking), "source": "hand"}
    await webhooks.tell(connection, "call.started", str(call_id), told, now)
    return started


async def stop_call(
    connection: Connection,
    user_id: int,
    tonight: Tonight,
    now: datetime,
) -> Call:
    """Stop tonight's call; call it inside a transaction. Stopping twice is stopping once.

    Before there is any, the one that would start by itself tonight is held.

    Raises:
        NoCall: there is none to stop, and none would start.
        SessionBegun: there is none, and it is too late for one.
    """
    call = await store.lock_call_of_day(connection, tonight.day)
    if call is None:
        if tonight.calls_at is None:
            raise NoCall
        if now >= tonight.starts_at:
            raise SessionBegun
        await store.insert_call(
            connection, tonight.day, "hand", user_id, "held", MOST_DEFAULT, WAIT_DEFAULT, now
        )
    elif call.is_on:
        await store.end_call(connection, call.id, "stopped", None, user_id, now)
        await notifications.skip_waiting(connection, event_key(tonight.day), "cancelled", now)
    elif call.status not in ("stopped", "held"):
        raise NoCall
    stopped = await store.find_call_of_day(connection, tonight.day)
    assert stopped is not None
    return stopped


async def read_today(connection: Connection, day: date, *, names: bool) -> Today:
    """How the calls of `day` go; with `names` also whom they asked, for promoters."""
    call = await store.find_call_of_day(connection, day)
    if call is None:
        return Today(None, Outcome())
    asked = [Asked(*row) for row in await store.list_asked(connection, day, event_key(day))]
    left_alone = await store.count_left_alone(connection, day) if names else None
    return Today(call, outcome_of(asked), asked if names else (), left_alone)
