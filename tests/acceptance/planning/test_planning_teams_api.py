"""Teams over HTTP: saved, in conflict, proposed and repaired, and asking for more players."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import httpx2
import pytest
import time_machine

from tests.acceptance.conftest import Callers
from tests.support.refusals import JSON, refusal
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.planning_room import (
    PLANNING,
    enough_looking,
    ids_of,
    ok,
    post,
    read,
    room,
)
from tests.support.scenes.promoting import answer

LAST_ID = 2**63 - 1


@pytest.fixture
async def people(website: RunningWebsite, callers: Callers) -> list[int]:
    """Six who are looking, in the room that the player opened."""
    found = await enough_looking(website)
    await ok(callers.player, "create")
    return found


async def save(client: httpx2.AsyncClient, *sides: list[int], **more: Any) -> httpx2.Response:
    return await post(client, "teams", side_a=sides[0], side_b=sides[1], **more)


async def propose(client: httpx2.AsyncClient, **body: Any) -> dict[str, Any]:
    return await ok(client, "balanced-teams", **body)


def sides_of(session: dict[str, Any]) -> list[list[int]]:
    teams = session["teams"]
    return [[each["user_id"] for each in teams[side]["members"]] for side in ("A", "B")]


# --- saving ---------------------------------------------------------------------------------------


async def test_a_saved_draft_is_there_for_everybody(callers: Callers, people: list[int]) -> None:
    ana, bo, cas, dee, eli, fay = people
    saved = await save(
        callers.player, [cas, ana, bo], [fay, dee], captain_a=bo, captain_b=fay, base_version=0
    )
    assert saved.status_code == 200
    session = await room(callers.admin)
    assert saved.json()["state"]["session"]["teams"] == session["teams"]
    assert session["draft_version"] == 1
    assert session["teams"]["A"] == {
        "side": "A",
        "captain_user_id": bo,
        "captain_name": "Bo",
        "members": [
            {"user_id": cas, "display_name": "Cas", "status": "LOOKING", "avatar": None},
            {"user_id": ana, "display_name": "Ana", "status": "LOOKING", "avatar": None},
            {"user_id": bo, "display_name": "Bo", "status": "LOOKING", "avatar": None},
        ],
    }
    assert session["teams"]["B"]["captain_name"] == "Fay"
    assert eli not in {*sides_of(session)[0], *sides_of(session)[1]}


async def test_who_may_save_teams(
    website: RunningWebsite, callers: Callers, people: list[int]
) -> None:
    stranger = await website.signed_in(777, player="Nightjar")
    for client in callers.linked:
        assert (await room(client))["can_edit_teams"] is True
        assert (await save(client, people[:3], people[3:])).status_code == 200
    assert (await room(stranger))["can_edit_teams"] is False
    assert refusal(await save(stranger, people[:3], people[3:])) == (403, "not_team_editor")
    assert (await room(stranger))["draft_version"] == 3


async def test_who_may_not_save_learns_nothing_of_what_would_fit(
    website: RunningWebsite, callers: Callers, people: list[int]
) -> None:
    stranger = await website.signed_in(777, player="Nightjar")
    for content in (b"", b"{", b"[]", b'{"side_a": [1, 1]}', b'{"side_a": "x"}'):
        for client, expected in (
            (stranger, (403, "not_team_editor")),
            (callers.unlinked, (403, "not_linked")),
            (callers.anonymous, (401, "not_signed_in")),
            (callers.player, (422, "invalid_input")),
        ):
            refused = await client.post(f"{PLANNING}/teams", content=content, headers=JSON)
            assert refusal(refused) == expected, content


async def test_a_right_that_ends_ends_at_once(
    website: RunningWebsite, callers: Callers, people: list[int]
) -> None:
    client = await website.signed_in(777, player="Nightjar")
    await website.sql.execute("INSERT INTO user_permissions VALUES (777, 'admin', now(), NULL)")
    await website.heard_everything()
    assert (await save(client, people[:3], people[3:])).status_code == 200
    await website.sql.execute("UPDATE user_permissions SET tier = 'moderator'")
    await website.heard_everything()
    assert refusal(await save(client, [], [])) == (403, "not_team_editor")


@pytest.mark.parametrize(
    ("sides", "more", "expected"),
    [
        (([0, 0], [1]), {}, (422, "invalid_input")),
        (([0, 1], [1, 2]), {}, (422, "invalid_input")),
        (([0], [1]), {"captain_a": 1}, (422, "invalid_input")),
        (([0], [1]), {"captain_b": 0}, (422, "invalid_input")),
        (([0], [1]), {"captain_b": 2}, (422, "invalid_input")),
        (([0, 6], [1]), {}, (422, "not_in_pool")),
        (([0], [1]), {"base_version": 7}, (409, "draft_changed")),
    ],
)
async def test_a_draft_that_does_not_fit_is_refused(
    website: RunningWebsite,
    callers: Callers,
    people: list[int],
    sides: tuple[list[int], list[int]],
    more: dict[str, int],
    expected: tuple[int, str],
) -> None:
    outsider, *_ = await ids_of(website, callers)
    known = [*people, outsider]
    given = [[known[each] for each in side] for side in sides]
    body = {name: value if name == "base_version" else known[value] for name, value in more.items()}
    refused = await save(callers.player, *given, **body)
    assert (refused.status_code, refused.json()["code"]) == expected
    assert (await room(callers.player))["draft_version"] == 0


@pytest.mark.parametrize(
    "body",
    [
        {"side_a": []},
        {"side_a": [], "side_b": None},
        {"side_a": ["1"], "side_b": []},
        {"side_a": [True], "side_b": []},
        {"side_a": [1.5], "side_b": []},
        {"side_a": [0], "side_b": []},
        {"side_a": [-1], "side_b": []},
        {"side_a": [LAST_ID + 1], "side_b": []},
        {"side_a": [10**40], "side_b": []},
        {"side_a": {"0": 1}, "side_b": []},
        {"side_a": [[1]], "side_b": []},
        {"side_a": list(range(1, 502)), "side_b": []},
        {"side_a": [], "side_b": [], "captain_a": "1"},
        {"side_a": [], "side_b": [], "captain_a": LAST_ID + 1},
        {"side_a": [], "side_b": [], "base_version": -1},
        {"side_a": [], "side_b": [], "base_version": 2**40},
    ],
)
async def test_a_body_that_does_not_fit_is_a_422(
    callers: Callers, people: list[int], body: dict[str, Any]
) -> None:
    assert refusal(await post(callers.player, "teams", **body)) == (422, "invalid_input")
    if "side_c" not in body and "base_version" not in body and "captain_a" not in body:
        refused = await post(callers.player, "balanced-teams", keep=body)
        assert refusal(refused) == (422, "invalid_input")


async def test_an_id_that_nobody_has_is_not_in_the_pool(
    callers: Callers, people: list[int]
) -> None:
    assert refusal(await save(callers.player, [LAST_ID], [])) == (422, "not_in_pool")
    refused = await post(callers.player, "balanced-teams", user_ids=[people[0], LAST_ID])
    assert refusal(refused) == (422, "not_in_pool")


async def test_who_saved_second_sees_what_the_first_saved(
    callers: Callers, people: list[int]
) -> None:
    ana, bo, *_ = people
    await save(callers.player, [ana], [bo], captain_a=ana, base_version=0)
    refused = await save(callers.admin, [bo], [ana], base_version=0)
    body = refused.json()
    assert (refused.status_code, body["code"]) == (409, "draft_changed")
    assert set(body) == {"detail", "code", "state"}
    session = body["state"]["session"]
    assert session == await room(callers.admin)
    assert (sides_of(session), session["draft_version"]) == ([[ana], [bo]], 1)
    assert (await save(callers.admin, [bo], [ana], base_version=1)).status_code == 200
    assert (await save(callers.player, [ana, bo], [])).status_code == 200  # the last one wins
    assert sides_of(await room(callers.player)) == [[ana, bo], []]


async def test_of_two_who_save_at_once_one_sees_the_other(
    callers: Callers, people: list[int]
) -> None:
    drafts = [(people[:3], people[3:]), (people[3:], people[:3])]
    browsers = (callers.player, callers.promoter, callers.admin)
    done = await asyncio.gather(
        *(save(client, *drafts[n % 2], base_version=0) for n, client in enumerate(browsers))
    )
    assert Counter(each.status_code for each in done) == {200: 1, 409: 2}
    winner = next(each.json()["state"] for each in done if each.status_code == 200)
    for each in done:
        assert sides_of(each.json()["state"]["session"]) == sides_of(winner["session"])


async def test_who_withdraws_is_marked_and_stays_until_moved(
    website: RunningWebsite, callers: Callers, people: list[int]
) -> None:
    ana, bo, cas, *rest = people
    await save(callers.player, [ana, bo], [cas])
    await answer(website.sql, bo, "NOT_PLAYING")
    await website.sql.execute("DELETE FROM availability_entries WHERE user_id = $1", cas)
    await website.heard_everything()
    session = await room(callers.player)
    assert sides_of(session) == [[ana, bo], [cas]]
    statuses = [each["status"] for side in "AB" for each in session["teams"][side]["members"]]
    assert statuses == ["LOOKING", "NOT_PLAYING", None]
    assert (await save(callers.player, [ana, rest[0]], [cas, bo])).status_code == 200
    assert (await save(callers.player, [ana], rest[:1])).status_code == 200
    assert refusal(await save(callers.player, [ana], [bo])) == (422, "not_in_pool")


# --- proposing ------------------------------------------------------------------------------------


async def rate(website: RunningWebsite, people: list[int], *ratings: float | None) -> None:
    for user_id, rating in zip(people, ratings, strict=True):
        await website.sql.execute(
            "UPDATE players SET rating = $2 FROM user_player_links l"
            " WHERE l.player_guid = guid AND l.user_id = $1",
            user_id,
            rating,
        )


async def test_a_fair_split_is_proposed_to_anybody_linked(
    website: RunningWebsite, callers: Callers, people: list[int]
) -> None:
    ana, bo, cas, dee, eli, fay = people
    await rate(website, people, 1600, 1500, 1400, 1300, 1200, None)
    stranger = await website.signed_in(777, player="Nightjar")
    found = await propose(stranger)
    # Fay counts 1400, so the sums are 4200 each.
    assert found == {
        "side_a": [ana, cas, eli],
        "side_b": [bo, fay, dee],
        "captain_a": ana,
        "captain_b": bo,
        "rating_gap": 0,
        "win_probability": pytest.approx(0.5),
        "rated_count": 5,
    }
    for _ in range(3):
        assert await propose(callers.player, user_ids=people[::-1]) == found
    assert (await room(callers.player))["draft_version"] == 0


async def test_odds_are_null_where_too_few_are_rated(
    website: RunningWebsite, callers: Callers, people: list[int]
) -> None:
    await rate(website, people, 1600, 1500, 1400, 1300, None, None)
    found = await propose(callers.player)
    assert (found["win_probability"], found["rated_count"]) == (None, 4)
    unrated = {*people[4:]}
    assert len(unrated & {*found["side_a"]}) == len(unrated & {*found["side_b"]}) == 1


async def test_ratings_are_for_who_may_draft_tonight(
    website: RunningWebsite, callers: Callers, people: list[int]
) -> None:
    ana, bo, *_ = people
    await rate(website, people, 1600, 1500, 0, None, None, None)
    await save(callers.player, [ana], [bo])
    await website.sql.execute("DELETE FROM availability_entries WHERE user_id = $1", ana)
    await website.heard_everything()
    expected = {str(ana): 1600, str(bo): 1500, str(people[2]): 0}
    for client in callers.linked:
        assert (await room(client))["ratings"] == expected
    stranger = await website.signed_in(777, player="Nightjar")
    assert (await room(stranger))["ratings"] is None
    await website.sql.execute("UPDATE planning_sessions SET session_date = '2026-11-19'")
    past = (await read(callers.player, "?date=2026-11-19"))["session"]
    assert past["ratings"] is None


async def test_a_proposal_needs_no_room_but_two_players(
    website: RunningWebsite, callers: Callers
) -> None:
    for number in range(2):
        refused = await post(callers.player, "balanced-teams")
        assert refusal(refused) == (409, "too_few_players")
        assert refusal(await post(callers.player, "balanced-teams", user_ids=[])) == (
            409,
            "too_few_players",
        )
        await answer(website.sql, await website.user_id(callers.linked[number]), "LOOKING")
    found = await propose(callers.player)
    assert (len(found["side_a"]), len(found["side_b"]), found["rated_count"]) == (1, 1, 0)


async def test_naming_somebody_twice_is_a_422(callers: Callers, people: list[int]) -> None:
    ana, bo, *_ = people
    for body in (
        {"user_ids": [ana, bo, ana]},
        {"keep": {"side_a": [ana, ana], "side_b": []}},
        {"keep": {"side_a": [ana], "side_b": [ana]}},
    ):
        refused = await post(callers.player, "balanced-teams", **body)
        assert refusal(refused) == (422, "invalid_input")


async def test_a_draft_is_repaired_with_the_fewest_moves(
    website: RunningWebsite, callers: Callers, people: list[int]
) -> None:
    ana, bo, cas, dee, eli, fay = people
    await rate(website, people, 100, 200, 300, 400, 500, 600)
    await answer(website.sql, fay, "NOT_PLAYING")
    await website.heard_everything()
    # Eli waits and takes Fay's place; nobody else moves.
    found = await propose(callers.player, keep={"side_a": [fay, ana], "side_b": [bo, cas, dee]})
    assert (found["side_a"], found["side_b"]) == ([ana, eli], [bo, cas, dee])
    assert (found["captain_a"], found["captain_b"]) == (eli, dee)
    # Nobody waits, and A lost two of three: the one whose move makes the sides even changes them.
    await answer(website.sql, eli, "NOT_PLAYING")
    await website.heard_everything()
    keep = {"side_a": [fay, eli], "side_b": [dee, cas, bo, ana]}
    found = await propose(callers.player, keep=keep, user_ids=[ana, bo, cas, dee])
    assert len(found["side_a"]) == 2
    assert found["rating_gap"] >= 0
    assert set(found["side_b"]) < {ana, bo, cas, dee}


# --- asking for more ------------------------------------------------------------------------------


async def test_a_ping_goes_to_the_thread_once_in_ten_minutes(
    website: RunningWebsite,
    callers: Callers,
    people: list[int],
    clock: time_machine.Traveller,
) -> None:
    assert await ok(callers.player, "ping") == {"pinged": False, "need_count": 6}
    await website.sql.execute(
        "UPDATE planning_sessions SET thread_state = 'created', discord_thread_id = 77"
    )
    done = await asyncio.gather(*(ok(client, "ping") for client in callers.linked))
    assert Counter(each["pinged"] for each in done) == {True: 1, False: 2}
    assert {each["need_count"] for each in done} == {6}
    assert (await room(callers.player))["last_ping_at"] == "2026-11-20T19:30:00Z"
    clock.shift(9 * 60)
    assert (await ok(callers.admin, "ping"))["pinged"] is False
    clock.shift(60)
    await ok(callers.admin, "join")
    assert await ok(callers.admin, "ping") == {"pinged": True, "need_count": 5}
    rows = await website.sql.fetch(
        "SELECT discord_channel_id, payload FROM notifications_ledger"
        " WHERE event_key LIKE 'PLANNING:PING:2026-11-20:%' ORDER BY id"
    )
    assert [row[0] for row in rows] == [77, 77]
    assert '"need_count": 5' in rows[1][1]
