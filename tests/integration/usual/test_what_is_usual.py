"""What is usual on PostgreSQL: what is suggested to whom, and what they set."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from muster.availability import service as availability
from muster.clock import start_of_day
from muster.notifications.usual import answer_for_people
from muster.usual import service
from muster.usual.rules import Choice, Suggestion, Usual
from tests.integration.usual.conftest import EVENING, FRIDAY, LATE, MIDNIGHT, Community
from tests.support.scenes.evenings import LJUBLJANA, evenings
from tests.support.scenes.usual import WEEK, add_weeks, set_usual


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
