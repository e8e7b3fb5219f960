"""Calls that go by the chance of being enough: when they begin, and whom their waves ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from muster.calls import dispatch, service
from muster.calls.dispatch import Dispatch
from muster.calls.rules import Tonight
from muster.database import Connection, Database
from muster.forecast.habits import LEADS, State
from muster.forecast.rules import EVENINGS_NEEDED, Closed, Learned
from tests.support.scenes.calling import THRESHOLD, CallEvening
from tests.support.scenes.campaigns import DAY, EVENINGS, at


def all_day(state: State) -> tuple[State, ...]:
    return (state,) * len(LEADS)


def learned(people: list[int], evenings: int) -> Learned:
    """Of people who come where they say so, also if it is a maybe, and never without a word."""
    found = Learned(people=dict.fromkeys(people))
    for number in range(evenings):
        states: dict[int, tuple[State, ...]] = {}
        for place, user_id in enumerate(people):
            said: tuple[State, ...] = ("looking", "maybe", "silent")
            states[user_id] = all_day(said[(place + number) % 3])
        came = frozenset(who for who, said in states.items() if said[0] != "silent")
        day = DAY - timedelta(days=evenings - number)
        found.learn(Closed(day, THRESHOLD, len(came) >= THRESHOLD, states, came))
    return found


class Scene:
    """A short evening with six maybes or none, and what is known of earlier ones."""

    def __init__(self, evening: CallEvening, below: int | None, evenings: int) -> None:
        self.evening = evening
        by_rule = replace(EVENINGS.on(DAY), threshold=THRESHOLD, call_at=time(19), call_below=below)
        self.tonight = Tonight.of(by_rule)
        self.evenings = evenings
        self.people: list[int] = []

    async def read_learned(self, _connection: Connection) -> Learned:
        return learned(self.people, self.evenings)

    async def fill(self, looking: int, maybes: int, silent: int) -> None:
        self.people = await self.evening.add_looking(looking)
        may = await self.evening.add_silent(maybes)
        for user_id in may:
            await self.evening.answer(user_id, "MAYBE")
        self.people += may + await self.evening.add_silent(silent)
        self.evening.tonight = self.tonight

    async def starts(self, database: Database) -> bool:
        how = Dispatch(("discord",), self.read_learned)
        async with database.transaction() as connection:
            return await dispatch.start_by_rule(connection, self.tonight, how, at(19, 30))


@pytest.mark.parametrize(
    ("below", "maybes", "evenings", "starts"),
    [
        (50, 6, 20, False),  # two are in, and most maybes come
        (50, 0, 20, True),
        (None, 6, 20, True),  # the rule does not ask
        (50, 6, EVENINGS_NEEDED - 1, True),  # too early to say: it is short
    ],
)
async def test_a_call_by_the_rule_begins_while_the_chance_is_low(
    database: Database,
    evening: CallEvening,
    below: int | None,
    maybes: int,
    evenings: int,
    starts: bool,
) -> None:
    scene = Scene(evening, below, evenings)
    await scene.fill(2, maybes, 8)
    assert await scene.starts(database) is starts


async def test_an_evening_that_is_full_is_never_called(
    database: Database, evening: CallEvening
) -> None:
    scene = Scene(evening, 99, 20)
    await scene.fill(THRESHOLD, 0, 8)
    assert not await scene.starts(database)


async def test_waves_count_in_who_said_maybe(sql: Any, evening: CallEvening) -> None:
    scene = Scene(evening, None, 20)
    await scene.fill(THRESHOLD - 1, 5, 8)
    evening.learns_by(scene.read_learned)
    await evening.tick(at(20, 15))
    assert await sql.fetchval("SELECT source FROM calls") == "rule"
    # One of five maybes nearly always comes: nobody is asked as yet, and the call stays on.
    assert await sql.fetchval("SELECT count(*) FROM call_asks WHERE asked_at IS NOT NULL") == 0
    assert await sql.fetchval("SELECT status FROM calls") == "running"
    # They say no, and people are asked.
    for user_id in scene.people[THRESHOLD - 1 : THRESHOLD + 4]:
        await evening.answer(user_id, "NOT_PLAYING")
    await evening.tick(at(20, 18))
    assert await sql.fetchval("SELECT count(*) FROM call_asks WHERE asked_at IS NOT NULL") > 0


async def test_a_promoter_who_calls_anyway_is_not_refused(sql: Any, evening: CallEvening) -> None:
    scene = Scene(evening, 1, 20)
    await scene.fill(THRESHOLD - 1, 5, 8)
    evening.learns_by(scene.read_learned)
    await evening.start(scene.people[0])
    await evening.tick(at(19, 30))
    assert await sql.fetchval("SELECT count(*) FROM call_asks WHERE asked_at IS NOT NULL") == 1


async def test_the_preview_says_the_chance_without_and_with_whom_it_would_ask(
    database: Database, evening: CallEvening
) -> None:
    scene = Scene(evening, None, 20)
    await scene.fill(2, 2, 10)
    await evening.run_calls(at(19, 0))
    async with database.connection() as connection:
        known = await scene.read_learned(connection)
        wait = timedelta(minutes=8)
        found = await service.preview(connection, scene.tonight, known, 30, wait, at(19, 30))
    assert found.forecast is not None
    assert found.with_first is not None
    assert found.forecast.chance is not None
    assert found.with_first.chance is not None
    assert 0.01 <= found.forecast.chance < found.with_first.chance
    assert found.first
