"""The sandbox: anybody is one click away (contract, section 4)."""

from __future__ import annotations

import pytest

from muster.sandbox.rules import PERSONAS
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import TODAY, add_player


async def test_personas_are_listed_with_the_player_they_are_linked_to(
    website: RunningWebsite,
) -> None:
    kestrel = next(persona for persona in PERSONAS if persona.role == "player")
    client = await website.signed_in(kestrel.discord_user_id)
    await add_player(website.sql, "g1", "Kestrel")
    await client.post("/auth/link", json={"player_guid": "g1"})
    answer = await (await website.client()).get("/auth/sandbox/personas")
    personas = answer.json()["personas"]
    assert [persona["role"] for persona in personas] == ["unlinked", "player", "promoter", "admin"]
    for persona in personas:
        assert set(persona) == {
            "discord_user_id",
            "username",
            "display_name",
            "role",
            "description",
            "linked_player",
        }
        assert persona["discord_user_id"].isdigit()
        assert persona["linked_player"] == ("Kestrel" if persona["role"] == "player" else None)


async def test_signing_in_creates_an_account_once_and_answers_like_me(
    website: RunningWebsite,
) -> None:
    client = await website.client()
    body = {"discord_user_id": "80351110224678912", "username": " nelly "}
    answer = await client.post("/auth/sandbox/login", json=body)
    assert answer.json() == (await client.get("/auth/me")).json()
    assert answer.json()["username"] == "nelly"
    again = await client.post("/auth/sandbox/login", json=body)
    assert again.json()["website_user_id"] == answer.json()["website_user_id"]
    assert await website.sql.fetchval("SELECT count(*) FROM website_users") == 1


async def test_an_account_without_a_given_name_still_has_one(website: RunningWebsite) -> None:
    me = (await (await website.signed_in(5550123456)).get("/auth/me")).json()
    assert me["username"]
    persona = (await (await website.signed_in(PERSONAS[0].discord_user_id)).get("/auth/me")).json()
    assert (persona["username"], persona["display_name"]) == (
        PERSONAS[0].username,
        PERSONAS[0].display_name,
    )


async def test_a_click_changes_who_one_is(website: RunningWebsite) -> None:
    client = await website.signed_in(1, username="one")
    first = client.cookies["muster_session"]
    await client.post("/auth/sandbox/login", json={"discord_user_id": "2", "username": "two"})
    assert client.cookies["muster_session"] != first
    assert (await client.get("/auth/me")).json()["username"] == "two"
    await client.post("/auth/logout")
    assert (await client.get("/auth/me")).status_code == 401


async def test_discord_ids_are_digits_within_64_bits(website: RunningWebsite) -> None:
    client = await website.client()
    for bad in (
        "",
        "0",
        "-1",
        "abc",
        "1.5",
        str(2**63),
        "9" * 30,
        "\u0661\u0662",
        "1 2",
        17,
        None,
        True,
    ):
        answer = await client.post("/auth/sandbox/login", json={"discord_user_id": bad})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input"), bad


async def test_the_community_says_that_it_is_a_sandbox(website: RunningWebsite) -> None:
    community = (await (await website.client()).get("/api/community")).json()
    assert community == {
        "name": "Muster",
        "timezone": "Europe/Ljubljana",
        "today": TODAY.isoformat(),
        "next_midnight": "2026-11-20T23:00:00Z",
        "last_writable_date": "2027-02-18",
        "session": True,
        "threshold": 6,
        "reminder_time": "20:45",
        "start_time": "21:00",
        "week": [{"session": True, "start_time": "21:00", "threshold": 6}] * 7,
        "sandbox": True,
        "sign_in_available": False,
        "self_registration": True,
        "accent": None,
        "crest": None,
        "language": "en",
    }


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8000", 200),
        ("http://localhost:5173", 200),
        ("http://[::1]:8000", 200),
        ("http://evil.example.org:8000", 403),
        ("http://127.0.0.1.evil.example.org", 403),
        ("http://[", 403),
        ("null", 403),
    ],
)
async def test_a_foreign_page_signs_nobody_in(
    website: RunningWebsite, origin: str, status: int
) -> None:
    client = await website.client(Origin=origin)
    answer = await client.post("/auth/sandbox/login", json={"discord_user_id": "17"})
    assert answer.status_code == status
    assert (await client.get("/auth/sandbox/personas")).status_code == status
    if status == 403:
        assert answer.json()["code"] == "forbidden"
        assert "muster_session" not in client.cookies
