"""Teams on PostgreSQL: who may save which draft, races, proposals, and asking for more."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from muster.database import Database
from muster.errors import DraftChanged, InvalidInput, NotInPool, NotTeamEditor, TooFewPlayers
from muster.planning.rules import Draft, Ping
from tests.support.running.roles import database_of_either_role
from tests.support.scenes.community import add_person
from tests.support.scenes.planning import (
    NOW,
    add_pool,
    open_room,
    outcomes,
    ping,
    propose,
    room_of,
    save,
    sides,
    suggest,
)
from tests.support.scenes.promoting import answer

website = database_of_either_role
THREAD = 888_000_000_000_000_001


@pytest.fixture
async def people(sql: Any) -> list[int]:
    return await add_pool(sql)


# --- teams ----------------------------------------------------------------------------------------


async def test_a_draft_is_replaced_as_a_whole(website: Database, people: list[int]) -> None:
    ana, bo, cas, dee, eli, fay = people
    await open_room(website, ana)
    await save(website, ana, Draft([cas, ana], [bo, fay], cas, fay))
    await save(website, ana, Draft([fay, bo, eli], [dee], captain_a=bo))
    found = await room_of(website)
    assert sides(found) == ([fay, bo, eli], [dee])
    assert found.draft_version == 2
    assert (found.teams["A"].captain_user_id, found.teams["A"].captain_name) == (bo, "Bo")
    assert (found.teams["B"].captain_user_id, found.teams["B"].captain_name) == (None, None)
    await save(website, ana, Draft([], []))
    assert sides(await room_of(website)) == ([], [])


async def test_only_who_opened_it_and_promoters_save_teams(
    website: Database, people: list[int]
) -> None:
    await open_room(website, people[0])
    with pytest.raises(NotTeamEditor):
        await save(website, people[1], Draft([people[1]], []))
    await save(website, people[1], Draft([people[1]], []), elevated=True)
    assert sides(await room_of(website)) == ([people[1]], [])


async def test_only_the_pool_and_who_is_drafted_already_can_be_drafted(
    website: Database, sql: Any, people: list[int]
) -> None:
    ana, bo, cas, *_ = people
    stranger = await add_person(sql, 1, player="Gus")
    await open_room(website, ana)
    for outsider in (stranger, 2**62):
        with pytest.raises(NotInPool):
            await save(website, ana, Draft([ana, outsider], [bo]))
    await save(website, ana, Draft([ana], [bo, cas], captain_b=cas))
    await answer(sql, cas, "NOT_PLAYING")
    await save(website, ana, Draft([ana, cas], [bo], captain_a=cas))
    await save(website, ana, Draft([ana], [bo]))
    with pytest.raises(NotInPool):  # once taken out, who withdrew does not come back
        await save(website, ana, Draft([ana, cas], [bo]))
    found = await room_of(website)
    assert (sides(found), found.draft_version) == (([ana], [bo]), 3)


async def test_a_draft_that_does_not_fit_changes_nothing(
    website: Database, people: list[int]
) -> None:
    ana, bo, cas, *_ = people
    await open_room(website, ana)
    await save(website, ana, Draft([ana], [bo], ana, bo))
    for draft in (Draft([ana, ana], [bo]), Draft([ana], [ana]), Draft([ana], [bo], captain_a=cas)):
        with pytest.raises(InvalidInput):
            await save(website, ana, draft)
    found = await room_of(website)
    assert (sides(found), found.draft_version) == (([ana], [bo]), 1)
    assert found.teams["B"].captain_user_id == bo


async def test_who_drafts_from_an_old_version_is_told(website: Database, people: list[int]) -> None:
    ana, bo, *_ = people
    await open_room(website, ana)
    await save(website, ana, Draft([ana], [bo]), base_version=0)
    with pytest.raises(DraftChanged):
        await save(website, ana, Draft([bo], [ana]), base_version=0)
    assert sides(await room_of(website)) == ([ana], [bo])
    await save(website, ana, Draft([bo], [ana]))
    await save(website, ana, Draft([bo, ana], []), base_version=2)
    assert sides(await room_of(website)) == ([bo, ana], [])


async def test_of_two_who_save_from_one_version_at_once_one_wins(
    website: Database, people: list[int]
) -> None:
    ana, bo, cas, dee, *_ = people
    await open_room(website, ana)
    drafts = [Draft([ana, bo], [cas, dee], ana, cas), Draft([cas, dee], [ana, bo], dee, bo)]
    work = [save(website, ana, draft, base_version=0) for draft in drafts * 2]
    assert await outcomes(*work) == {None: 1, DraftChanged: 3}
    found = await room_of(website)
    assert sides(found) in [(draft.side_a, draft.side_b) for draft in drafts]
    assert found.draft_version == 1


async def test_drafts_saved_at_once_are_never_mixed(website: Database, people: list[int]) -> None:
    ana, bo, cas, dee, eli, fay = people
    await open_room(website, ana)
    drafts = [
        Draft([ana, bo], [cas, dee], ana, cas),
        Draft([dee, eli, fay], [ana], fay, ana),
        Draft([cas], [ana, bo, fay], cas, bo),
    ]
    assert await outcomes(*(save(website, ana, draft) for draft in drafts * 3)) == {None: 9}
    found = await room_of(website)
    captains = (found.teams["A"].captain_user_id, found.teams["B"].captain_user_id)
    kept = Draft(*sides(found), *captains)
    assert kept in drafts
    assert found.draft_version == 9


async def test_who_unlinked_since_stays_without_a_name(
    website: Database, sql: Any, people: list[int]
) -> None:
    ana, bo, *_ = people
    await open_room(website, ana)
    await suggest(website, ana, "Owls")
    await save(website, ana, Draft([ana], [bo], captain_a=ana))
    await sql.execute("DELETE FROM user_player_links WHERE user_id = $1", ana)
    found = await room_of(website)
    nobody = "Unlinked player"
    assert (found.created_by_name, found.suggestions[0].suggested_by_name) == (nobody, nobody)
    assert [each.display_name for each in found.teams["A"].members] == [nobody]


# --- proposals ------------------------------------------------------------------------------------


async def test_a_proposal_is_made_of_who_is_committed(website: Database, people: list[int]) -> None:
    ana, bo, cas, dee, eli, _fay = people
    split = await propose(website)
    # 100 to 500: 500, 200 and nobody (who counts as the 100) against 400, 300 and 100.
    assert sorted((*split.side_a, *split.side_b)) == [ana, bo, cas, dee, eli]
    assert (split.rating_gap, split.rated_count) == (0, 5)
    assert split.captain_a == eli


async def test_a_proposal_for_people_who_are_named(website: Database, people: list[int]) -> None:
    ana, bo, *_, fay = people
    split = await propose(website, [fay, ana])
    assert (split.side_a, split.side_b) == ((fay,), (ana,))
    with pytest.raises(InvalidInput):
        await propose(website, [ana, bo, ana])
    with pytest.raises(NotInPool):
        await propose(website, [ana, 2**62])
    with pytest.raises(TooFewPlayers):
        await propose(website, [ana])


async def test_a_repair_replaces_who_withdrew(
    website: Database, sql: Any, people: list[int]
) -> None:
    ana, bo, cas, dee, eli, fay = people
    await answer(sql, dee, "NOT_PLAYING")
    split = await propose(website, keep=Draft([dee, ana], [bo, cas]))
    assert (split.side_a, split.side_b) == ((ana, eli), (bo, cas))
    # Without anybody to wait, one of three changes sides.
    await answer(sql, ana, "NOT_PLAYING")
    split = await propose(website, keep=Draft([dee, ana], [bo, cas, eli]))
    assert (len(split.side_a), len(split.side_b)) == (1, 2)
    # Whoever is MAYBE stays where they are, and joins only where they are named.
    split = await propose(website, keep=Draft([fay, dee], [bo]))
    assert fay in split.side_a
    split = await propose(website, [bo, cas, eli, fay], keep=Draft([bo], [cas]))
    assert sorted((*split.side_a, *split.side_b)) == [bo, cas, eli, fay]
    with pytest.raises(InvalidInput):
        await propose(website, keep=Draft([bo], [bo]))


async def test_proposing_stores_nothing_and_needs_two(website: Database, sql: Any) -> None:
    with pytest.raises(TooFewPlayers):
        await propose(website)
    await answer(sql, await add_person(sql, 1, player="Gus"), "LOOKING")
    with pytest.raises(TooFewPlayers):
        await propose(website)
    await answer(sql, await add_person(sql, 2, player="Hal"), "MAYBE")
    split = await propose(website)
    assert (len(split.side_a), len(split.side_b), split.rated_count) == (1, 1, 0)
    assert await sql.fetchval("SELECT count(*) FROM planning_team_members") == 0


# --- pings ----------------------------------------------------------------------------------------


async def give_thread(sql: Any) -> None:
    await sql.execute(
        "UPDATE planning_sessions SET thread_state = 'created', discord_thread_id = $1", THREAD
    )


async def announced(sql: Any) -> list[tuple[Any, ...]]:
    rows = await sql.fetch(
        "SELECT discord_channel_id, user_id, payload, useful_until FROM notifications_ledger"
        " WHERE event_key LIKE 'PLANNING:PING:2026-11-20:%' ORDER BY id"
    )
    return [(row[0], row[1], json.loads(row[2]), row[3]) for row in rows]


async def test_a_ping_says_how_many_are_needed_once_in_ten_minutes(
    website: Database, sql: Any, people: list[int]
) -> None:
    await open_room(website, people[0])
    await give_thread(sql)
    # Five are committed, two sides of three are wanted.
    found = [await ping(website, NOW + timedelta(seconds=each)) for each in (0, 599, 600, 601)]
    assert found == [Ping(True, 1), Ping(False, 1), Ping(True, 1), Ping(False, 1)]
    said = {"kind": "planning_ping", "date": "2026-11-20", "need_count": 1}
    assert await announced(sql) == [
        (THREAD, None, said, NOW + timedelta(minutes=10)),
        (THREAD, None, said, NOW + timedelta(minutes=20)),
    ]


async def test_no_ping_is_said_to_leave_where_the_bot_posts_nothing_on_discord(
    website: Database, sql: Any, people: list[int]
) -> None:
    await open_room(website, people[0])
    await give_thread(sql)
    await sql.execute(
        "INSERT INTO live_status (status_type, status_data, updated_at) VALUES ('bot', $1, $2)",
        '{"channels": ["telegram"]}',
        NOW,
    )
    assert await ping(website, NOW) == Ping(False, 1)
    assert await announced(sql) == []
    await sql.execute("UPDATE live_status SET status_data = $1", '{"channels": ["discord"]}')
    assert await ping(website, NOW) == Ping(True, 1)


async def test_pings_at_once_are_one(website: Database, sql: Any, people: list[int]) -> None:
    await open_room(website, people[0])
    await give_thread(sql)
    found = await outcomes(*(ping(website) for _ in range(5)))
    assert found == {Ping(True, 1): 1, Ping(False, 1): 4}
    assert len(await announced(sql)) == 1


async def test_nobody_is_pinged_for_nothing(website: Database, sql: Any, people: list[int]) -> None:
    await open_room(website, people[0])
    assert await ping(website) == Ping(False, 1)  # no thread
    await give_thread(sql)
    await answer(sql, people[5], "AVAILABLE")
    assert await ping(website) == Ping(False, 0)  # nobody is missing
    assert (await room_of(website)).last_ping_at is None
    assert await ping(website, threshold=4) == Ping(True, 2)
