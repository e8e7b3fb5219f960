"""Players: creating, linking, changing, unlinking (contract, section 4)."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import PLAYER, TODAY, add_answer, add_player, settings_for


async def link(client: httpx2.AsyncClient, guid: str) -> httpx2.Response:
    return await client.post("/auth/link", json={"player_guid": guid})


async def create(client: httpx2.AsyncClient, name: str) -> httpx2.Response:
    return await client.post("/auth/players", json={"name": name})


def outcome(answer: httpx2.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


async def audit(website: RunningWebsite, client: httpx2.AsyncClient) -> list[tuple[Any, ...]]:
    user_id = await website.user_id(client)
    rows = await website.sql.fetch(
        "SELECT action, player_guid, previous_player_guid FROM account_link_audit_log"
        " WHERE user_id = $1 AND actor_user_id = $1 AND action LIKE 'player%' ORDER BY id",
        user_id,
    )
    return [tuple(row) for row in rows]


# --- linking --------------------------------------------------------------------------------------


async def test_linking_changing_and_unlinking_with_their_audit_rows(
    website: RunningWebsite, callers: Callers
) -> None:
    await add_player(website.sql, "g1", "Ana")
    await add_player(website.sql, "g2", "Bo")
    client = callers.unlinked
    answer = await link(client, "g1")
    assert answer.json() == {
        "success": True,
        "linked_player": "Ana",
        "linked_player_guid": "g1",
    }
    assert (await client.get("/auth/me")).json()["linked_player"] == "Ana"
    assert (await link(client, "g1")).status_code == 200
    assert (await link(client, "g2")).json()["linked_player"] == "Bo"
    assert (await client.get("/auth/me")).json()["linked_player_guid"] == "g2"
    for _ in range(2):
        assert (await client.delete("/auth/link")).json() == {"success": True}
    assert (await client.get("/auth/me")).json()["linked_player"] is None
    assert await audit(website, client) == [
        ("player_linked", "g1", None),
        ("player_changed", "g2", "g1"),
        ("player_unlinked", None, "g2"),
    ]


async def test_linking_opens_and_unlinking_closes_the_door_at_once(
    website: RunningWebsite, callers: Callers
) -> None:
    await add_player(website.sql, "g1", "Ana")
    body = {"date": TODAY.isoformat(), "status": "LOOKING"}

    async def total() -> int:
        return (await callers.anonymous.get("/api/availability")).json()["days"][0]["total"]

    for _ in range(2):
        assert outcome(await callers.unlinked.post("/api/availability", json=body)) == (
            403,
            "not_linked",
        )
        assert await total() == 0
        await link(callers.unlinked, "g1")
        assert (await callers.unlinked.post("/api/availability", json=body)).status_code == 200
        assert await total() == 1
        await callers.unlinked.delete("/auth/link")


async def test_an_unknown_or_taken_player_cannot_be_linked(
    website: RunningWebsite, callers: Callers
) -> None:
    assert outcome(await link(callers.unlinked, "nobody")) == (404, "player_not_found")
    assert outcome(await link(callers.unlinked, "guid-102")) == (409, "player_taken")
    assert outcome(await link(callers.player, "guid-104")) == (409, "player_taken")
    assert (await callers.player.get("/auth/me")).json()["linked_player"] == "Shade"
    assert await audit(website, callers.unlinked) == []


async def test_two_people_linking_one_player_at_once_give_one_winner_and_one_409(
    website: RunningWebsite,
) -> None:
    for number in range(5):
        guid = await add_player(website.sql, f"g{number}")
        clients = [await website.signed_in(1000 + 10 * number + n) for n in range(3)]
        answers = await asyncio.gather(*[link(client, guid) for client in clients])
        assert sorted(outcome(answer) for answer in answers) == [
            (200, None),
            (409, "player_taken"),
            (409, "player_taken"),
        ]
        linked = [(await client.get("/auth/me")).json()["linked_player"] for client in clients]
        winner = [answer.status_code for answer in answers].index(200)
        assert [name is not None for name in linked] == [n == winner for n in range(3)]


async def test_one_person_linking_two_players_at_once_ends_with_one_and_a_true_log(
    website: RunningWebsite, callers: Callers
) -> None:
    guids = [await add_player(website.sql, f"g{n}") for n in range(4)]
    client = callers.unlinked
    answers = await asyncio.gather(*[link(client, guid) for guid in guids])
    assert [answer.status_code for answer in answers] == [200] * 4
    rows = await audit(website, client)
    assert [row[0] for row in rows] == ["player_linked"] + ["player_changed"] * 3
    assert [row[2] for row in rows] == [None, *[row[1] for row in rows[:-1]]]
    assert (await client.get("/auth/me")).json()["linked_player_guid"] == rows[-1][1]


async def test_two_people_who_swap_players_at_once_are_never_left_with_an_error_of_ours(
    website: RunningWebsite, callers: Callers
) -> None:
    for _ in range(5):
        answers = await asyncio.gather(
            link(callers.player, "guid-104"), link(callers.admin, "guid-102")
        )
        assert {answer.status_code for answer in answers} <= {200, 409}
        assert await website.sql.fetchval("SELECT count(*) FROM user_player_links") == 3


async def test_a_link_that_cannot_be_logged_is_not_made(
    website: RunningWebsite, callers: Callers
) -> None:
    await add_player(website.sql, "g1")
    await website.sql.execute("ALTER TABLE account_link_audit_log RENAME TO gone")
    assert (await link(callers.unlinked, "g1")).status_code == 503
    await website.sql.execute("ALTER TABLE gone RENAME TO account_link_audit_log")
    assert (await callers.unlinked.get("/auth/me")).json()["linked_player"] is None


async def test_answers_come_back_with_the_player(website: RunningWebsite, callers: Callers) -> None:
    user_id = await website.user_id(callers.player)
    await add_answer(website.sql, user_id, TODAY, "LOOKING")
    await callers.player.delete("/auth/link")
    await link(callers.player, "guid-102")
    day = (await callers.player.get("/api/availability")).json()["days"][0]
    assert (day["total"], day["my_status"]) == (1, "LOOKING")


# --- creating a profile ---------------------------------------------------------------------------


async def test_creating_a_profile_links_it(website: RunningWebsite, callers: Callers) -> None:
    answer = await create(callers.unlinked, "  ^1Red ^7Fox ")
    assert answer.status_code == 201
    created = answer.json()
    assert created == {
        "success": True,
        "guid": created["guid"],
        "name": "^1Red ^7Fox",
        "canonical_name": "Red Fox",
        "linked_player": "Red Fox",
        "linked_player_guid": created["guid"],
    }
    assert (await callers.unlinked.get("/auth/me")).json()["linked_player"] == "Red Fox"
    row = await website.sql.fetchrow(
        "SELECT name, canonical_name, origin FROM players WHERE guid = $1", created["guid"]
    )
    assert tuple(row) == ("^1Red ^7Fox", "Red Fox", "self_registered")
    assert await audit(website, callers.unlinked) == [("player_linked", created["guid"], None)]


async def test_a_name_that_a_player_goes_by_is_taken(callers: Callers) -> None:
    for name in ("Shade", "shade", "SHADE", "^3Sh^4ade", " Shade "):
        assert outcome(await create(callers.unlinked, name)) == (409, "name_taken"), name


async def test_a_name_has_2_to_36_characters_without_its_colours(
    website: RunningWebsite, callers: Callers
) -> None:
    before = await website.sql.fetchval("SELECT count(*) FROM players")
    misfits = ("", "x", "  x  ", "^1^2^3", "^1x", "x" * 37, "x" * 65, "x" * 5000, "a\x00b")
    for name in misfits:
        answer = await create(callers.unlinked, name)
        assert outcome(answer) == (422, "invalid_input"), name
        assert [entry["field"] for entry in answer.json()["errors"]] == ["name"]
    assert await website.sql.fetchval("SELECT count(*) FROM players") == before
    assert (await create(callers.unlinked, "^1" + "x" * 36)).status_code == 201


async def test_a_linked_person_does_not_create_another_profile(callers: Callers) -> None:
    assert outcome(await create(callers.player, "Second")) == (409, "already_linked")


async def test_names_are_stored_as_given_and_escaped_by_whoever_shows_them(
    callers: Callers,
) -> None:
    name = "<b>'\"; DROP--🦊"
    assert (await create(callers.unlinked, name)).json()["canonical_name"] == name
    found = await callers.player.get("/auth/players/search", params={"q": "drop--"})
    assert [player["name"] for player in found.json()] == [name]
    assert found.headers["content-type"] == "application/json"


async def test_creating_one_name_twice_at_once_gives_one_profile(website: RunningWebsite) -> None:
    clients = [await website.signed_in(2000 + n) for n in range(3)]
    answers = await asyncio.gather(*[create(client, "Falcon") for client in clients])
    assert sorted(outcome(answer) for answer in answers) == [
        (201, None),
        (409, "name_taken"),
        (409, "name_taken"),
    ]
    assert await website.sql.fetchval("SELECT count(*) FROM players") == 1
    once = await website.signed_in(2100)
    answers = await asyncio.gather(*[create(once, f"Heron {n}") for n in range(3)])
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert await website.sql.fetchval("SELECT count(*) FROM players") == 2


async def test_where_profiles_are_not_created_it_is_said_whatever_was_sent(
    database_url: str,
) -> None:
    async with running_website(settings_for(database_url, player_self_registration=False)) as site:
        client = await site.signed_in(PLAYER)
        for content in (b'{"name": "Falcon"}', b"{", b'{"name": 5}'):
            answer = await client.post(
                "/auth/players", content=content, headers={"Content-Type": "application/json"}
            )
            assert outcome(answer) == (403, "registration_closed")
        assert (await client.get("/api/community")).json()["self_registration"] is False


@pytest.mark.parametrize(
    "name",
    [
        "\u200b\u200b\u200b",
        *(each * count for each in "\u17b4\u2065\ufe0f\u034f\U000e0100" for count in (1, 3)),
        "\u3164\u3164",
        "\u202e\u2066x",
        "\u115f\u1160\uffa0\u2800",
        "\ue000\ue001",
        "^1\u200bx",
        "Fal\ncon",
        "Fal\x1bcon",
    ],
)
async def test_a_name_has_two_characters_that_can_be_seen_on_one_line(
    callers: Callers, name: str
) -> None:
    answer = await callers.unlinked.post("/auth/players", json={"name": name})
    assert outcome(answer) == (422, "invalid_input")
    assert [entry["field"] for entry in answer.json()["errors"]] == ["name"]


async def test_a_name_that_is_somebody_s_alias_is_theirs(
    callers: Callers, website: RunningWebsite
) -> None:
    await add_player(website.sql, "robin", "Robin", aliases=("Redbreast",))
    refused = await create(callers.unlinked, "redBreast")
    assert outcome(refused) == (409, "name_taken")
    # Linked or not, and as somebody who is called otherwise would be told.
    assert (await link(callers.unlinked, "robin")).status_code == 200
    chosen = await callers.player.post("/api/me/name", json={"name": "redBreast"})
    assert outcome(chosen) == (409, "name_taken")
    assert (await callers.unlinked.post("/api/me/name", json={"name": "redBreast"})).is_success


async def test_what_cannot_be_seen_makes_no_name_of_its_own(callers: Callers) -> None:
    answer = await callers.unlinked.post("/auth/players", json={"name": "Sha\u200bde"})
    assert outcome(answer) == (409, "name_taken")
    answer = await callers.unlinked.post("/auth/players", json={"name": "Fal\u202econ"})
    made = answer.json()
    assert (made["name"], made["canonical_name"]) == ("Fal\u202econ", "Falcon")


@pytest.mark.parametrize(
    ("there", "typed"),
    [
        ("Kestrel", "Kes\u034ftrel"),
        ("Kes\u034ftrel", "^1KESTREL\ufe0f"),
        ("Straße", "STRASSE"),
        ("STRASSE", "stra\u1e9ee"),
        ("Zo\u00e9", "ZOE\u0301"),
        ("Zoe\u0301", "zo\u00e9"),
        ("\uff2b\uff45\uff53", "kes"),
    ],
)
async def test_a_name_in_another_spelling_is_taken(
    website: RunningWebsite, callers: Callers, there: str, typed: str
) -> None:
    await add_player(website.sql, "g1", there)
    assert outcome(await create(callers.unlinked, typed)) == (409, "name_taken")


async def test_a_guid_in_another_spelling_links_the_same_player(
    website: RunningWebsite, callers: Callers
) -> None:
    await add_player(website.sql, "ABC", "Ana")
    for spelled in ("abc", "AB\u200bC"):
        answer = await link(callers.unlinked, spelled)
        assert answer.json()["linked_player_guid"] == "ABC"
    assert await audit(website, callers.unlinked) == [("player_linked", "ABC", None)]


async def test_emoji_keep_what_joins_and_varies_them(callers: Callers) -> None:
    name = "❤\ufe0f \U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert (await create(callers.unlinked, name)).json()["canonical_name"] == name


async def test_changing_links_too_often_is_429_with_retry_after(callers: Callers) -> None:
    statuses = [(await callers.unlinked.delete("/auth/link")).status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    answer = await callers.unlinked.delete("/auth/link")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert (await callers.player.delete("/auth/link")).status_code == 200
