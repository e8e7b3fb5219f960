"""Starting, stopping and holding calls, and what a preview says."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from muster.calls import dispatch, service
from muster.database import Database
from muster.errors import CallExists, NobodyMissing, NoCall, SessionBegun
from muster.forecast.rules import Learned
from tests.support.running.roles import database_of_either_role
from tests.support.scenes.calling import THRESHOLD, CallEvening
from tests.support.scenes.campaigns import at
from tests.support.scenes.promoting import refuse

website = database_of_either_role
QUARTER_PAST = at(20, 15)


@pytest.fixture
def evening(sql: Any, website: Database) -> CallEvening:
    """What the website does is done as the website."""
    return CallEvening(sql, website)


async def test_one_call_is_on_at_a_time_whoever_starts_it(sql: Any, evening: CallEvening) -> None:
    looking = await evening.add_looking(2)
    results = await asyncio.gather(
        *(evening.start(user_id) for user_id in looking), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in results) == ["Call", "CallExists"]
    with pytest.raises(CallExists):
        await evening.start(looking[0])
    assert await sql.fetchval("SELECT count(*) FROM calls") == 1


async def test_nobody_is_called_for_where_enough_are_looking_or_it_is_too_late(
    evening: CallEvening,
) -> None:
    looking = await evening.add_looking(THRESHOLD)
    with pytest.raises(NobodyMissing):
        await evening.start(looking[0])
    await evening.answer(looking[1], "MAYBE")
    evening.now = at(21, 0)
    with pytest.raises(SessionBegun):
        await evening.start(looking[0])


async def test_stopping_twice_is_stopping_once_and_it_may_be_started_anew(
    sql: Any, database: Database, evening: CallEvening
) -> None:
    (promoter,) = await evening.add_looking(1)
    people = await evening.add_silent(3)
    await evening.start(promoter)
    bot = CallEvening(sql, database)
    await bot.run_calls(at(20, 15))
    stopped = await evening.stop(promoter)
    assert stopped.status == "stopped"
    assert await evening.stop(promoter) == stopped
    assert await evening.ledger(people[0]) == [("skipped", "cancelled")]
    await bot.tick(at(20, 30))
    assert bot.called() == []
    evening.now = at(20, 31)
    again = await evening.start(promoter)
    assert again.id != stopped.id
    await bot.tick(at(20, 31))
    # Their messages had not been sent, so nobody was asked before.
    assert sorted(bot.called()) == people


async def test_before_any_call_the_one_that_would_start_by_itself_is_held(
    database: Database, evening: CallEvening
) -> None:
    (promoter,) = await evening.add_looking(1)
    with pytest.raises(NoCall):
        await evening.stop(promoter)
    evening.calls_itself_at(at(20, 15))
    for _ in range(2):
        held = await evening.stop(promoter)
        assert held.status == "held"
    async with database.transaction() as connection:
        assert not await dispatch.start_by_rule(
            connection, evening.tonight, evening.how, at(20, 15)
        )
    # A promoter who has changed their mind starts one by hand.
    started = await evening.start(promoter)
    assert started.status == "running"


async def test_by_itself_one_starts_once_a_day_where_it_is_short(
    sql: Any, database: Database, evening: CallEvening
) -> None:
    looking = await evening.add_looking(THRESHOLD)
    evening.calls_itself_at(at(20, 15), most=12)

    async def start(now: datetime = QUARTER_PAST) -> bool:
        async with database.transaction() as connection:
            return await dispatch.start_by_rule(connection, evening.tonight, evening.how, now)

    assert not await start()
    await evening.answer(looking[0], None)
    assert not await start(at(20, 14, 59))
    assert not await start(at(21, 0))
    assert sorted(await asyncio.gather(start(), start())) == [False, True]
    assert (await evening.call()).most == 12
    await evening.stop(looking[1])
    assert not await start()
    assert await sql.fetchval("SELECT count(*) FROM calls WHERE source = 'rule'") == 1


async def test_a_preview_says_whom_it_would_ask_and_stores_nothing(
    sql: Any, database: Database, website: Database, evening: CallEvening
) -> None:
    await evening.add_looking(2)
    people = await evening.add_silent(6)
    likely, unreachable, away = people[2], people[3], people[4]
    for user_id in (likely, unreachable):
        await evening.usually_plays(user_id)
    await refuse(sql, unreachable, "discord")
    await evening.go_away(away)
    await CallEvening(sql, database).run_calls(at(20, 0))
    async with website.connection() as connection:
        found = await service.preview(
            connection, evening.tonight, Learned(), 30, timedelta(minutes=8), at(20, 15)
        )
    assert (found.looking, found.short_by, found.askable) == (2, 2, 4)
    first = [each.user_id for each in found.first]
    assert first[0] == likely
    assert not {unreachable, away} & set(first)
    assert found.left_alone == {"no_channel": 1, "away": 1}
    assert found.next_wave_at == at(20, 23)
    assert await sql.fetchval("SELECT count(*) FROM calls") == 0


async def test_the_bot_starts_it_at_its_time_and_asks_at_once(
    sql: Any, database: Database, evening: CallEvening
) -> None:
    await evening.add_looking(THRESHOLD - 1)
    people = await evening.add_silent(2)
    bot = CallEvening(sql, database)
    bot.calls_itself_at(at(20, 15))
    assert await bot.tick(at(20, 10)) == at(20, 15)
    assert bot.called() == []
    await bot.tick(at(20, 15))
    assert sorted(bot.called()) == people
    call = await bot.call()
    assert (call.source, call.started_by_user_id, call.most) == ("rule", None, 999)
