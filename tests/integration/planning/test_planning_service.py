"""The planning room on PostgreSQL: opening, joining, names and votes, and who wins a race."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from muster.availability.service import AvailabilityWriter
from muster.database import Database
from muster.errors import (
    NoPlanningRoom,
    NotLinked,
    PlanningLocked,
    RoomFullOfSuggestions,
    SuggestionNotFound,
    SuggestionTaken,
    TooManySuggestions,
)
from muster.planning import service
from muster.planning.rules import Draft
from tests.support.running.roles import database_of_either_role
from tests.support.scenes.community import TODAY, add_person
from tests.support.scenes.planning import (
    NOW,
    THRESHOLD,
    add_pool,
    open_room,
    outcomes,
    ping,
    room_of,
    save,
    suggest,
    vote,
)
from tests.support.scenes.promoting import answer

website = database_of_either_role
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
async def people(sql: Any) -> list[int]:
    return await add_pool(sql)


# --- opening --------------------------------------------------------------------------------------


async def test_the_room_is_locked_until_enough_are_looking(website: Database, sql: Any) -> None:
    host = await add_person(sql, 1, player="Host")
    for number in range(THRESHOLD):
        with pytest.raises(PlanningLocked):
            await open_room(website, host)
        await answer(sql, await add_person(sql, 600 + number, player=f"P{number}"), "LOOKING")
    assert await open_room(website, host) is True


async def test_the_room_stays_open_when_people_leave(
    website: Database, sql: Any, people: list[int]
) -> None:
    assert await open_room(website, people[0]) is True
    await sql.execute("UPDATE availability_entries SET status = 'NOT_PLAYING'")
    assert await open_room(website, people[1]) is False
    found = await room_of(website)
    assert (found.created_by_user_id, found.created_by_name) == (people[0], "Ana")


async def test_four_who_open_it_in_one_instant_get_one_room(
    website: Database, sql: Any, people: list[int]
) -> None:
    found = await outcomes(*(open_room(website, each, wants_thread=True) for each in people[:4]))
    assert found == {True: 1, False: 3}
    rows = await sql.fetch("SELECT session_date, thread_state FROM planning_sessions")
    assert [tuple(row) for row in rows] == [(TODAY, "wanted")]


async def test_a_room_wants_a_thread_only_where_it_is_to(
    website: Database, people: list[int]
) -> None:
    await open_room(website, people[0])
    found = await room_of(website)
    assert (found.thread_state, found.discord_thread_id, found.thread_error) == ("none", None, None)


async def test_each_day_has_a_room_of_its_own(
    website: Database, sql: Any, people: list[int]
) -> None:
    await open_room(website, people[0])
    await suggest(website, people[0], "Owls")
    with pytest.raises(PlanningLocked):
        await open_room(website, people[0], TOMORROW)
    for each in people[:THRESHOLD]:
        await answer(sql, each, "LOOKING", TOMORROW)
    assert await open_room(website, people[1], TOMORROW) is True
    assert (await room_of(website, day=TOMORROW)).suggestions == ()
    assert [each.name for each in (await room_of(website)).suggestions] == ["Owls"]
    with pytest.raises(SuggestionNotFound):
        await vote(website, people[0], (await room_of(website)).suggestions[0].id, TOMORROW)


async def test_without_a_room_there_is_nothing_to_do(website: Database, people: list[int]) -> None:
    async with website.connection() as connection:
        found = await service.find_room(connection, TODAY, people[0], TODAY, elevated=False)
        assert found is None
    for work in (
        suggest(website, people[0], "Owls"),
        vote(website, people[0], 1),
        save(website, people[0], Draft([], [])),
        ping(website),
    ):
        with pytest.raises(NoPlanningRoom):
            await work


# --- joining --------------------------------------------------------------------------------------


async def add_room(sql: Any, user_id: int) -> None:
    await sql.execute(
        "INSERT INTO planning_sessions (session_date, created_by_user_id, created_at, updated_at)"
        " VALUES ($1, $2, $3, $3)",
        TODAY,
        user_id,
        NOW,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "LOOKING"),
        ("NOT_PLAYING", "LOOKING"),
        ("LOOKING", "LOOKING"),
        ("AVAILABLE", "AVAILABLE"),
        ("MAYBE", "MAYBE"),
    ],
)
async def test_joining_puts_one_into_the_pool(
    website: Database, sql: Any, before: str | None, after: str
) -> None:
    user_id = await add_person(sql, 1, player="Gus")
    if before is not None:
        await answer(sql, user_id, before)
    await add_room(sql, user_id)
    changed: list[date] = []
    writer = AvailabilityWriter(website, lambda: changed.extend)
    moved = await service.join(website, writer, user_id, TODAY, NOW)
    await writer.close()
    stored = await sql.fetchval("SELECT status FROM availability_entries")
    assert (moved, stored) == (before != after, after)
    assert changed == ([TODAY] if moved else [])


async def test_who_is_not_linked_does_not_join(website: Database, sql: Any) -> None:
    user_id = await add_person(sql, 1)
    await add_room(sql, user_id)
    writer = AvailabilityWriter(website)
    with pytest.raises(NotLinked):
        await service.join(website, writer, user_id, TODAY, NOW)
    await writer.close()
    assert await sql.fetchval("SELECT count(*) FROM availability_entries") == 0


# --- names and votes ------------------------------------------------------------------------------


async def test_a_name_is_there_once_in_any_letter_case(
    website: Database, people: list[int]
) -> None:
    await open_room(website, people[0])
    await suggest(website, people[0], "  Čuki   Owls ")
    for name in ("Čuki Owls", "čUKI owls", "ČUKI\u200b OWLS"):
        with pytest.raises(SuggestionTaken):
            await suggest(website, people[1], name)
    (found,) = (await room_of(website)).suggestions
    assert (found.name, found.suggested_by_name, found.votes) == ("Čuki Owls", "Ana", 1)
    assert found.created_at == NOW


async def test_of_two_who_suggest_one_name_at_once_one_is_told(
    website: Database, people: list[int]
) -> None:
    await open_room(website, people[0])
    found = await outcomes(suggest(website, people[0], "Owls"), suggest(website, people[1], "OWLS"))
    assert found == {None: 1, SuggestionTaken: 1}


async def test_ten_names_a_person_also_all_at_once(website: Database, people: list[int]) -> None:
    await open_room(website, people[0])
    found = await outcomes(*(suggest(website, people[0], f"Name {n}") for n in range(14)))
    assert found == {None: 10, TooManySuggestions: 4}
    with pytest.raises(TooManySuggestions) as refused:
        await suggest(website, people[0], "One more", NOW)
    # Half past eight: three and a half hours to the community's midnight.
    assert refused.value.retry_after == 3.5 * 3600
    await suggest(website, people[1], "Somebody else's")


async def test_fifty_names_a_room_also_all_at_once(
    website: Database, sql: Any, people: list[int]
) -> None:
    await open_room(website, people[0])
    for each in people[:4]:
        for number in range(10):
            await suggest(website, each, f"Name {each} {number}")
    late = [(each, number) for number in range(8) for each in people[4:]]
    found = await outcomes(*(suggest(website, who, f"Late {who} {n}") for who, n in late))
    assert found == {None: 10, RoomFullOfSuggestions: 6}
    assert await sql.fetchval("SELECT count(*) FROM planning_team_names") == 50


async def test_one_vote_a_person_that_can_be_changed(website: Database, people: list[int]) -> None:
    await open_room(website, people[0])
    for name in ("Owls", "Bats"):
        await suggest(website, people[0], name)
    owls, bats = (each.id for each in (await room_of(website)).suggestions)
    for who, choice in ((0, owls), (1, owls), (2, bats), (0, bats), (0, bats)):
        await vote(website, people[who], choice)
    found = await room_of(website, people[0])
    assert [each.votes for each in found.suggestions] == [1, 2]
    assert found.my_vote_suggestion_id == bats
    assert (await room_of(website, people[5])).my_vote_suggestion_id is None


async def test_who_votes_for_two_names_at_once_has_one_vote(
    website: Database, people: list[int]
) -> None:
    await open_room(website, people[0])
    names = [f"Name {number}" for number in range(6)]
    for name in names:
        await suggest(website, people[0], name)
    ids = [each.id for each in (await room_of(website)).suggestions]
    assert await outcomes(*(vote(website, people[1], each) for each in ids)) == {None: 6}
    found = await room_of(website, people[1])
    # The other vote is that of who suggested them, for the first.
    assert sum(each.votes for each in found.suggestions) == 2
    assert found.my_vote_suggestion_id in ids


async def test_the_first_suggestion_of_a_person_takes_their_vote_along(
    website: Database, people: list[int]
) -> None:
    ana, bo, *_ = people
    await open_room(website, ana)
    await suggest(website, ana, "Owls")
    (owls,) = (await room_of(website, ana)).suggestions
    assert (owls.votes, (await room_of(website, ana)).my_vote_suggestion_id) == (1, owls.id)
    await vote(website, bo, owls.id)
    await suggest(website, bo, "Bats")
    assert [each.votes for each in (await room_of(website)).suggestions] == [1, 1]
    # Who offers one name more has not changed their mind.
    await suggest(website, bo, "Crows")
    assert [each.votes for each in (await room_of(website)).suggestions] == [1, 1, 0]
    with pytest.raises(SuggestionTaken):
        await suggest(website, people[2], "Owls")
    assert (await room_of(website, people[2])).my_vote_suggestion_id is None


@pytest.mark.parametrize("suggestion_id", [0, -1, 7, 2**63 - 1])
async def test_a_vote_for_what_is_not_there_is_refused(
    website: Database, people: list[int], suggestion_id: int
) -> None:
    await open_room(website, people[0])
    with pytest.raises(SuggestionNotFound):
        await vote(website, people[0], suggestion_id)
