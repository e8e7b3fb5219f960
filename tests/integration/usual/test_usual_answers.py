"""Usual answers on PostgreSQL: what is suggested to whom, and what is given for them, and when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.duties.usual import answer_as_usual
from muster.availability import service as availability
from muster.availability.rules import Answer
from muster.availability.service import AvailabilityWriter
from muster.clock import start_of_day
from muster.database import Database
from muster.errors import AnswerOvertaken
from muster.evenings.service import evenings_of
from muster.notifications.usual import answer_for_people
from muster.settings import Settings
from muster.usual import service
from muster.usual.rules import Choice, Suggestion, Usual
from tests.support.scenes.community import settings_for
from tests.support.scenes.evenings import LJUBLJANA, evenings, set_rule
from tests.support.scenes.ledger import add_people
from tests.support.scenes.usual import WEEK, add_weeks, set_usual

FRIDAY = date(2026, 11, 20)
MIDNIGHT = start_of_day(FRIDAY, LJUBLJANA)
EVENING = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATE = time(21, 30)


class Community:
    """Linked people, and the bot's duty on a clock that is set."""

    def __init__(self, sql: Any, database: Database, settings: Settings, people: list[int]) -> None:
        self.sql = sql
        self.database = database
        self.settings = settings
        self.people = people
        self.writer = AvailabilityWriter(database)

    def restarted(self) -> Any:
        """The duty as another process, or the same one later, has it."""
        return answer_as_usual(self.database, self.settings, ["discord"])

    async def run(self, now: datetime) -> datetime:
        return await self.restarted()(now)

    async def answers(self, day: date = FRIDAY) -> list[Answer]:
        async with self.database.connection() as connection:
            found = await availability.read_days(connection, [day])
        return list(found[day].answers)

    async def usual(self, day: date = FRIDAY) -> dict[int, Usual]:
        async with self.database.connection() as connection:
            return await service.find_usual(connection, self.people, evenings().on(day), day)

    async def suggestion(self, user_id: int, day: date = FRIDAY) -> Suggestion | None:
        async with self.database.connection() as connection:
            found = await service.read_usual(connection, user_id, evenings(), day)
        return found.weekdays[day.weekday()].suggestion

    async def say(self, user_id: int, status: Any, now: datetime, **beside: Any) -> None:
        await self.writer.set_status(user_id, FRIDAY, status, today=FRIDAY, now=now, **beside)

    async def sources(self, user_id: int, day: date = FRIDAY) -> list[tuple[str | None, str]]:
        rows = await self.sql.fetch(
            "SELECT status, source FROM availability_answer_changes"
            " WHERE user_id = $1 AND entry_date = $2 ORDER BY id",
            user_id,
            day,
        )
        return [(row[0], row[1]) for row in rows]


@pytest.fixture
async def community(
    sql: Any, database: Database, database_url: str
) -> AsyncGenerator[Community, None]:
    people = await add_people(sql, 4, MIDNIGHT - 20 * WEEK)
    made = Community(sql, database, settings_for(database_url), people)
    yield made
    await made.writer.close()


# --- what is usual --------------------------------------------------------------------------------


async def test_the_latest_eight_of_a_weekday_count_whatever_lies_between(
    community: Community,
) -> None:
    ana, bo, cy, dee = community.people
    await add_weeks(community.sql, ana, FRIDAY, ["LOOKING"] * 8 + ["MAYBE"] * 20)
    holes = ["LOOKING", None, None, None, "LOOKING", "LOOKING", None, "MAYBE", *[None] * 9]
    await add_weeks(community.sql, bo, FRIDAY, [*holes, "LOOKING", "LOOKING"], arrives_at=None)
    await add_weeks(community.sql, cy, FRIDAY, ["LOOKING"] * 4)
    await add_weeks(community.sql, dee, FRIDAY - timedelta(days=1), ["LOOKING"] * 8)
    assert await community.usual() == {ana: Usual("LOOKING"), bo: Usual("LOOKING")}
    assert await community.suggestion(bo) == Suggestion(Usual("LOOKING"), 5, 6)
    assert await community.usual(FRIDAY - timedelta(days=1)) == {dee: Usual("LOOKING")}


async def test_what_is_said_beside_a_status_is_usual_with_it(community: Community) -> None:
    ana, bo, *_ = community.people
    await add_weeks(community.sql, ana, FRIDAY, ["LOOKING"] * 5, arrives_at=LATE)
    await add_weeks(community.sql, bo, FRIDAY, ["AVAILABLE"] * 5, only_if=6)
    assert await community.usual() == {
        ana: Usual("LOOKING", LATE),
        bo: Usual("AVAILABLE", None, 6),
    }


async def test_of_a_condition_that_came_true_the_condition_is_usual(community: Community) -> None:
    ana = community.people[0]
    await add_weeks(community.sql, ana, FRIDAY, ["AVAILABLE"] * 5, only_if=2)
    for weeks in (1, 2, 3):
        async with community.database.transaction() as connection:
            day = FRIDAY - weeks * WEEK
            await add_weeks(community.sql, community.people[1], day + WEEK, ["LOOKING"])
            assert await availability.fulfil_conditions(connection, day, EVENING) == [ana]
    assert await community.usual() == {ana: Usual("AVAILABLE", None, 2)}


async def test_what_was_given_for_somebody_is_not_their_own(community: Community) -> None:
    ana = community.people[0]
    await add_weeks(community.sql, ana, FRIDAY - 3 * WEEK, ["LOOKING"] * 4)
    await set_usual(community.sql, ana, FRIDAY, "answer", "LOOKING")
    for weeks in (3, 2, 1):
        await community.run(start_of_day(FRIDAY - weeks * WEEK, LJUBLJANA))
    assert len(await community.answers(FRIDAY - WEEK)) == 1
    assert await community.suggestion(ana) is None
    # Whoever says the same themselves has said it.
    day = FRIDAY - WEEK
    await community.writer.set_status(ana, day, "LOOKING", today=day, now=EVENING - WEEK)
    assert await community.suggestion(ana) == Suggestion(Usual("LOOKING"), 5, 5)


async def test_what_was_given_and_came_true_is_not_their_own(community: Community) -> None:
    """Also where a process of an older version let it come true, which knows of no mark."""
    ana = community.people[0]
    await add_weeks(community.sql, ana, FRIDAY - WEEK, ["AVAILABLE"] * 4, only_if=2)
    async with community.database.transaction() as connection:
        gift = availability.Gift(ana, FRIDAY - WEEK, "AVAILABLE", None, 2)
        await availability.give_where_none(connection, [gift], EVENING - WEEK)
    await add_weeks(community.sql, community.people[1], FRIDAY, ["LOOKING"])
    async with community.database.transaction() as connection:
        await availability.fulfil_conditions(connection, FRIDAY - WEEK, EVENING - WEEK)
    [given, _] = sorted(await community.answers(FRIDAY - WEEK), key=lambda each: each.user_id)
    assert (given.status, given.only_if, given.usual) == ("LOOKING", None, True)
    assert await community.suggestion(ana) is None
    await community.sql.execute("UPDATE availability_entries SET usual_at = NULL")
    assert await community.suggestion(ana) is None


async def test_today_the_future_and_what_was_long_ago_do_not_count(community: Community) -> None:
    ana = community.people[0]
    await add_weeks(community.sql, ana, FRIDAY + 2 * WEEK, ["LOOKING"] * 6)
    await add_weeks(community.sql, ana, FRIDAY - 58 * WEEK, ["LOOKING"] * 5)
    assert await community.suggestion(ana) is None


async def test_the_answers_are_a_persons_whatever_player_they_are(community: Community) -> None:
    """Two people swap their player profiles: what is usual stays with who said it."""
    ana, bo, *_ = community.people
    await add_weeks(community.sql, ana, FRIDAY, ["LOOKING"] * 5)
    await set_usual(community.sql, ana, FRIDAY)
    before = {ana: Usual("LOOKING")}
    assert await community.usual() == before
    guids = dict(await community.sql.fetch("SELECT user_id, player_guid FROM user_player_links"))
    await community.sql.execute("DELETE FROM user_player_links WHERE user_id = ANY($1)", [ana, bo])
    assert await answer_for_people(community.database, evenings(), MIDNIGHT) == []
    for user_id, guid in ((ana, guids[bo]), (bo, guids[ana])):
        await community.sql.execute(
            "INSERT INTO user_player_links VALUES ($1, $2, $3)", user_id, guid, MIDNIGHT
        )
    assert await community.usual() == before
    assert await answer_for_people(community.database, evenings(), MIDNIGHT) == [ana]


# --- what is set ----------------------------------------------------------------------------------


async def test_settings_are_changed_whole_weekdays_and_answering_begins_tomorrow(
    community: Community,
) -> None:
    ana = community.people[0]
    friday, monday = FRIDAY.weekday(), 0

    async def save(choices: dict[int, Choice], today: date = FRIDAY) -> None:
        async with community.database.transaction() as connection:
            await service.save_settings(connection, ana, choices, today, EVENING)

    async def stored() -> list[tuple[Any, ...]]:
        rows = await community.sql.fetch(
            "SELECT weekday, mode, status, answers_from FROM usual_answers ORDER BY weekday"
        )
        return [tuple(row) for row in rows]

    await save({friday: Choice("answer", "LOOKING"), monday: Choice("off")})
    tomorrow = FRIDAY + timedelta(days=1)
    assert await stored() == [(0, "off", None, None), (4, "answer", "LOOKING", tomorrow)]
    await save({friday: Choice("answer", "MAYBE")}, FRIDAY + WEEK)
    assert await stored() == [(0, "off", None, None), (4, "answer", "MAYBE", tomorrow)]
    await save({friday: Choice("suggest")})
    assert await stored() == [(0, "off", None, None), (4, "suggest", None, None)]


# --- what is given --------------------------------------------------------------------------------


async def test_it_is_given_at_midnight_once_however_many_bots_there_are(
    community: Community,
) -> None:
    ana, bo, cy, _ = community.people
    for user_id in (ana, bo):
        await add_weeks(community.sql, user_id, FRIDAY, ["LOOKING"] * 5, arrives_at=LATE)
        await set_usual(community.sql, user_id, FRIDAY)
    await add_weeks(community.sql, cy, FRIDAY, ["LOOKING"] * 8)
    assert await community.run(MIDNIGHT - MINUTE) == MIDNIGHT
    assert await community.answers() == []
    due = await asyncio.gather(*(community.run(MIDNIGHT) for _ in range(4)))
    assert {*due} == {MIDNIGHT + timedelta(days=1)}
    given = await community.answers()
    assert {each.user_id for each in given} == {ana, bo}
    assert {each[2:] for each in given} == {("LOOKING", None, LATE, None, True)}
    assert await community.sources(ana) == [("LOOKING", "usual")]
    await community.run(EVENING)
    assert await community.sources(ana) == [("LOOKING", "usual")]


@pytest.mark.parametrize(
    "day", [date(2026, 10, 25), date(2026, 3, 29), date(2026, 10, 26), date(2026, 3, 30)]
)
async def test_a_night_in_which_the_clocks_change_has_one_midnight(
    community: Community, day: date
) -> None:
    ana = community.people[0]
    for each in (day, day + timedelta(days=1)):
        await set_usual(community.sql, ana, each, "answer", "LOOKING")
    midnight = start_of_day(day, LJUBLJANA)
    due = await community.run(midnight - MINUTE)
    assert due == midnight
    due = await community.run(due)
    assert due == start_of_day(day + timedelta(days=1), LJUBLJANA)
    assert [each.user_id for each in await community.answers(day)] == [ana]
    assert await community.answers(day + timedelta(days=1)) == []


async def test_nobody_is_answered_for_who_said_something_is_away_or_not_linked(
    community: Community,
) -> None:
    ana, bo, cy, dee = community.people
    for user_id in community.people:
        await set_usual(community.sql, user_id, FRIDAY, "answer", "LOOKING")
    await community.say(ana, "MAYBE", MIDNIGHT - MINUTE)
    await community.say(bo, "LOOKING", MIDNIGHT - MINUTE)
    await community.writer.clear_status(bo, FRIDAY, today=FRIDAY, now=MIDNIGHT - MINUTE)
    await community.sql.execute(
        "INSERT INTO subscription_preferences (user_id, away_until, away_since, created_at,"
        " updated_at) VALUES ($1, $2, $3, $3, $3)",
        cy,
        FRIDAY + timedelta(days=1),
        MIDNIGHT - MINUTE,
    )
    await community.sql.execute("DELETE FROM user_player_links WHERE user_id = $1", dee)
    await community.run(MIDNIGHT)
    assert [(each.user_id, each.status) for each in await community.answers()] == [(ana, "MAYBE")]
    await community.sql.execute(
        "INSERT INTO user_player_links VALUES ($1, 'guid' || $1::bigint, $2)", dee, MIDNIGHT
    )
    await community.run(EVENING)  # who is linked again today is answered for today, too
    assert [each.user_id for each in await community.answers()] == [ana, dee]


async def test_what_was_undone_is_not_given_again(community: Community) -> None:
    ana = community.people[0]
    await set_usual(community.sql, ana, FRIDAY, "answer", "LOOKING")
    await community.run(MIDNIGHT)
    assert await community.writer.clear_status(ana, FRIDAY, today=FRIDAY, now=MIDNIGHT + MINUTE)
    await community.run(MIDNIGHT + 2 * MINUTE)
    assert await community.answers() == []
    assert await community.sources(ana) == [("LOOKING", "usual"), (None, "page")]


async def test_it_is_given_until_the_session_begins_and_where_there_is_one(
    community: Community,
) -> None:
    ana, bo, *_ = community.people
    await set_usual(community.sql, ana, FRIDAY, "answer", "LOOKING")
    await set_usual(community.sql, bo, FRIDAY, answers_from=FRIDAY + timedelta(days=1))
    await add_weeks(community.sql, bo, FRIDAY, ["LOOKING"] * 5)
    await set_rule(community.sql, FRIDAY, session=False)
    await community.run(MIDNIGHT)
    assert await community.answers() == []
    await set_rule(community.sql, FRIDAY, session=True)
    starts_at = evenings_of(community.settings).on(FRIDAY).starts_at
    await community.run(starts_at)
    assert await community.answers() == []
    await community.run(starts_at - MINUTE)  # a bot that was down all day
    assert [each.user_id for each in await community.answers()] == [ana]


async def test_saying_the_same_makes_it_ones_own_and_keeps_the_place(community: Community) -> None:
    ana, bo, *_ = community.people
    for user_id in (ana, bo):
        await set_usual(community.sql, user_id, FRIDAY, "answer", "LOOKING")
    await community.run(MIDNIGHT)
    assert [each.usual for each in await community.answers()] == [True, True]
    first = (await community.answers())[0].user_id
    await community.say(first, "LOOKING", EVENING, source="telegram")
    assert [(each.user_id == first, each.usual) for each in await community.answers()] == [
        (True, False),
        (False, True),
    ]
    assert await community.sources(first) == [("LOOKING", "usual"), ("LOOKING", "telegram")]
    await community.say(first, "LOOKING", EVENING + MINUTE)  # which is no change any more
    assert len(await community.sources(first)) == 2


async def test_a_word_from_before_midnight_comes_before_what_was_given(
    community: Community,
) -> None:
    """It waited for a network, but nobody has said anything since."""
    ana, bo, cy, _ = community.people
    for user_id in (ana, bo, cy):
        await set_usual(community.sql, user_id, FRIDAY, "answer", "LOOKING")
    await community.run(MIDNIGHT)
    before, later = MIDNIGHT - MINUTE, MIDNIGHT + MINUTE
    await community.say(ana, "NOT_PLAYING", later, answered_at=before)
    assert await community.writer.clear_status(
        bo, FRIDAY, today=FRIDAY, now=later, answered_at=before
    )
    await community.say(cy, "LOOKING", later, answered_at=before)
    assert {(each.user_id, each.status, each.usual) for each in await community.answers()} == {
        (ana, "NOT_PLAYING", False),
        (cy, "LOOKING", False),
    }
    await community.say(ana, "MAYBE", later + MINUTE)
    with pytest.raises(AnswerOvertaken):
        await community.say(ana, "LOOKING", later + 2 * MINUTE, answered_at=before)


async def test_a_process_of_an_older_version_takes_the_mark_off(community: Community) -> None:
    ana = community.people[0]
    await set_usual(community.sql, ana, FRIDAY, "answer", "LOOKING")
    await community.run(MIDNIGHT)
    await community.sql.execute(
        "UPDATE availability_entries SET status = 'MAYBE', updated_at = $1", EVENING
    )
    assert [(each.status, each.usual) for each in await community.answers()] == [("MAYBE", False)]


async def test_somebody_who_is_erased_leaves_nothing(community: Community) -> None:
    ana, bo, *_ = community.people
    for user_id in (ana, bo):
        await add_weeks(community.sql, user_id, FRIDAY, ["LOOKING"] * 5)
        await set_usual(community.sql, user_id, FRIDAY)
    await community.sql.execute("DELETE FROM user_player_links WHERE user_id = $1", ana)
    await community.sql.execute("DELETE FROM discord_accounts WHERE user_id = $1", ana)
    await community.sql.execute("DELETE FROM website_users WHERE id = $1", ana)
    await community.run(MIDNIGHT)
    assert [each.user_id for each in await community.answers()] == [bo]
    left = await community.sql.fetch("SELECT user_id FROM usual_answers")
    assert [row[0] for row in left] == [bo]


# --- a week at once -------------------------------------------------------------------------------


async def test_a_week_is_filled_where_nothing_was_said_and_taken_back_where_nothing_was_since(
    community: Community,
) -> None:
    ana = community.people[0]
    for ahead in range(6):
        await set_usual(community.sql, ana, FRIDAY + timedelta(days=ahead), "suggest", "AVAILABLE")
    saturday, sunday, monday, tuesday, wednesday = (
        FRIDAY + timedelta(days=ahead) for ahead in range(1, 6)
    )
    await community.writer.set_status(ana, sunday, "MAYBE", today=FRIDAY, now=MIDNIGHT)
    async with community.database.connection() as connection:
        gifts = await service.find_week(connection, ana, evenings(), FRIDAY, EVENING)
    filled = await community.writer.fill(gifts, now=EVENING)
    assert filled == [FRIDAY, saturday, monday, tuesday, wednesday]
    assert await community.writer.fill(gifts, now=EVENING + MINUTE) == []
    assert await community.sources(ana) == [("AVAILABLE", "page")]
    assert [each.usual for each in await community.answers()] == [False]
    later = EVENING + MINUTE
    await community.writer.set_status(ana, monday, "LOOKING", today=FRIDAY, now=later)
    await community.writer.set_status(ana, tuesday, "AVAILABLE", today=FRIDAY, now=later)
    gone = await community.writer.take_back_unchanged(
        ana, [*filled, sunday], EVENING, now=later + MINUTE
    )
    assert gone == [FRIDAY, saturday, wednesday]
    again = await community.writer.take_back_unchanged(ana, filled, EVENING, now=later + MINUTE)
    assert again == []
    assert await community.sources(ana, saturday) == [("AVAILABLE", "page"), (None, "page")]


async def test_a_week_leaves_out_an_evening_that_began_days_away_and_without_session(
    community: Community,
) -> None:
    ana = community.people[0]
    for ahead in range(7):
        await set_usual(community.sql, ana, FRIDAY + timedelta(days=ahead), "suggest", "MAYBE")
    await community.sql.execute(
        "INSERT INTO subscription_preferences (user_id, away_until, away_since, created_at,"
        " updated_at) VALUES ($1, $2, $3, $3, $3)",
        ana,
        FRIDAY + timedelta(days=3),
        EVENING,
    )
    async with community.database.connection() as connection:
        gifts = await service.find_week(connection, ana, evenings(), FRIDAY, EVENING)
        assert [(each.day - FRIDAY).days for each in gifts] == [3, 4, 5, 6]
        begun = evenings().on(FRIDAY + timedelta(days=3))
        now = begun.starts_at
        gifts = await service.find_week(connection, ana, evenings(), begun.day, now)
        assert [(each.day - begun.day).days for each in gifts] == [1, 2, 3, 4, 5, 6]
