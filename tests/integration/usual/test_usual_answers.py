"""Usual answers on PostgreSQL: what is given for people and when, and a week at once."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from muster.clock import start_of_day
from muster.errors import AnswerOvertaken
from muster.evenings.service import evenings_of
from muster.usual import service
from tests.integration.usual.conftest import EVENING, FRIDAY, LATE, MIDNIGHT, MINUTE, Community
from tests.support.scenes.evenings import LJUBLJANA, evenings, set_rule
from tests.support.scenes.usual import add_weeks, set_usual

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
