"""Invite links: made by promoters, followed by newcomers as far as their first answer."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from muster.crypto import token_hash
from tests.acceptance.conftest import Callers
from tests.support.fakes.services import FakeDiscord
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import EVENING, add_player, settings_for
from tests.support.scenes.promoting import Json
from tests.support.scenes.signing_in import ORIGIN, discord_settings, leave, sign_in

INVITES = "/api/invites"
WELCOME = "/#/invite"


async def make(client: Any, **body: Any) -> Json:
    answered = await client.post(INVITES, json=body)
    assert answered.status_code == 201, answered.text
    return answered.json()


async def invites(client: Any) -> list[Json]:
    answered = await client.get(INVITES)
    assert answered.status_code == 200, answered.text
    return answered.json()["invites"]


def secret_of(made: Json) -> str:
    return made["address"].rpartition("/")[2]


async def follow(client: Any, made: Json) -> str:
    """The place of the page to which a link leads."""
    answered = await client.get(f"/i/{secret_of(made)}")
    assert answered.status_code == 302, answered.text
    return answered.headers["location"].partition("/#")[2]


async def come_as(client: Any, number: int) -> None:
    body = {"discord_user_id": str(number), "username": f"guest{number}"}
    assert (await client.post("/auth/sandbox/login", json=body)).status_code == 200


async def test_a_link_is_made_listed_and_revoked(callers: Callers, website: RunningWebsite) -> None:
    made = await make(callers.promoter, label=" Friends ", days=3, most_uses=2)
    assert made["invite"] == {
        "id": 1,
        "label": "Friends",
        "created_by": "Marlow",
        "created_at": "2026-11-20T19:30:00Z",
        "expires_at": "2026-11-23T19:30:00Z",
        "most_uses": 2,
        "state": "open",
        "uses": 0,
        "linked": 0,
        "answered": 0,
    }
    assert re.fullmatch(r"http://127.0.0.1:8000/i/[\w-]{43}", made["address"])
    second = await make(callers.admin)
    assert (second["invite"]["label"], second["invite"]["most_uses"]) == (None, None)
    assert second["invite"]["expires_at"] == "2026-12-04T19:30:00Z"
    assert [each["id"] for each in await invites(callers.promoter)] == [2, 1]
    for _ in range(2):
        assert (await callers.admin.delete(f"{INVITES}/1")).status_code == 200
    assert [each["state"] for each in await invites(callers.admin)] == ["open", "revoked"]
    missing = await callers.admin.delete(f"{INVITES}/99")
    assert (missing.status_code, missing.json()["code"]) == (404, "invite_not_found")
    stored = await website.sql.fetchval("SELECT string_agg(i::text, ' ') FROM invites i")
    for each in (made, second):
        assert secret_of(each) not in stored


async def test_who_made_and_revoked_a_link_is_noted_once(callers: Callers) -> None:
    await make(callers.promoter, label="Friends")
    for _ in range(2):
        await callers.admin.delete(f"{INVITES}/1")
    acts = (await callers.admin.get("/api/admin/audit")).json()["acts"]
    assert [(each["act"], each["actor_name"], each["details"]) for each in acts] == [
        ("invite.revoke", "Odessa", {"invite_id": 1}),
        ("invite.create", "Marlow", {"invite_id": 1}),
    ]
    assert not any(each["can_undo"] for each in acts)


async def test_a_label_is_what_can_be_seen_of_it(callers: Callers) -> None:
    made = await make(callers.promoter, label="\u202eclan\u202c  cup")
    assert made["invite"]["label"] == "clan cup"
    assert (await make(callers.promoter, label="\u200b\u2800"))["invite"]["label"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"label": ""},
        {"label": "x" * 61},
        {"label": "two\nlines"},
        {"days": 0},
        {"days": 366},
        {"days": "7"},
        {"most_uses": 0},
        {"most_uses": 1001},
    ],
)
async def test_what_does_not_fit_is_422(callers: Callers, body: Json) -> None:
    answered = await callers.promoter.post(INVITES, json=body)
    assert (answered.status_code, answered.json()["code"]) == (422, "invalid_input")


async def test_it_counts_who_came_linked_and_answered_each_once(
    callers: Callers, website: RunningWebsite
) -> None:
    made = await make(callers.promoter)
    for number in (901, 902, 903):
        client = await website.client()
        assert await follow(client, made) == "/invite"
        await come_as(client, number)
        assert "muster_invite" not in client.cookies
        # Whoever comes again, or is linked, is no news.
        await follow(client, made)
        await come_as(client, number)
        if number > 901:
            assert (await client.post("/auth/players", json={"name": f"Guest {number}"})).is_success
        if number > 902:
            body = {"date": "2026-11-20", "status": "LOOKING"}
            assert (await client.post("/api/availability", json=body)).status_code == 200
    await follow(callers.player, made)
    await come_as(callers.player, 102)
    (found,) = await invites(callers.admin)
    assert (found["uses"], found["linked"], found["answered"]) == (3, 2, 1)
    assert not {"901", "902", "903", "guest901"} & set(re.findall(r"\w+", str(found)))


async def test_whoever_is_signed_in_counts_at_once_and_keeps_no_cookie(
    callers: Callers, website: RunningWebsite
) -> None:
    made = await make(callers.promoter)
    for client in (callers.unlinked, callers.unlinked, callers.player, callers.promoter):
        assert await follow(client, made) == "/invite"
        assert "muster_invite" not in client.cookies
    (found,) = await invites(callers.admin)
    assert (found["uses"], found["linked"]) == (1, 0)


async def test_only_so_many_come_by_a_link(callers: Callers, website: RunningWebsite) -> None:
    made = await make(callers.promoter, most_uses=1)
    first, second = await website.client(), await website.client()
    for client in (first, second):
        assert await follow(client, made) == "/invite"
    await come_as(first, 901)
    await come_as(second, 902)  # was promised the way, and is let in as everybody
    assert (await second.get("/auth/me")).status_code == 200
    (found,) = await invites(callers.promoter)
    assert (found["uses"], found["state"]) == (1, "used_up")
    assert await follow(await website.client(), made) == "/invite?invite=used_up"


async def test_a_link_that_does_not_hold_leads_to_the_same_page_and_says_so(
    callers: Callers, website: RunningWebsite, clock: time_machine.Traveller
) -> None:
    revoked, expired = await make(callers.promoter), await make(callers.promoter, days=1)
    await callers.promoter.delete(f"{INVITES}/{revoked['invite']['id']}")
    client = await website.client()
    assert await follow(client, revoked) == "/invite?invite=revoked"
    clock.move_to(EVENING + timedelta(days=1))
    assert await follow(client, expired) == "/invite?invite=expired"
    for address in ("nonsense", "x" * 43, "x" * 3000, "%00", "%F0%9F%A6%89", "a b", "%0d%0a"):
        answered = await client.get(f"/i/{address}")
        place = answered.headers["location"]
        assert (answered.status_code, place.partition("/#")[2]) == (302, "/invite?invite=unknown")
    assert not client.cookies


async def test_looking_uses_nothing_up_and_the_secret_goes_no_further(
    callers: Callers, website: RunningWebsite, capsys: pytest.CaptureFixture[str]
) -> None:
    made = await make(callers.promoter, most_uses=1)
    client = await website.client()
    answers = [await client.get(f"/i/{secret_of(made)}") for _ in range(3)]
    for answered in answers:
        assert secret_of(made) not in answered.headers["location"] + answered.text
        assert answered.headers["cache-control"] == "no-store"
        assert answered.headers["referrer-policy"] == "same-origin"
    cookie = answers[0].headers["set-cookie"].lower()
    assert {"httponly", "samesite=lax", "path=/", "max-age=3600"} <= set(cookie.split("; "))
    (found,) = await invites(callers.promoter)
    assert (found["uses"], found["state"]) == (0, "open")
    metrics = (await client.get("/metrics")).text
    assert 'route="/i/{secret}"' in metrics
    assert secret_of(made) not in metrics + capsys.readouterr().out


async def test_whoever_tries_links_out_is_told_to_wait(website: RunningWebsite) -> None:
    client = await website.client()
    codes = [(await client.get("/i/nonsense")).status_code for _ in range(31)]
    assert codes == [302] * 30 + [429]
    browser = await client.get("/i/nonsense", headers={"Accept": "text/html"})
    assert browser.headers["location"].endswith("/#/availability?problem=rate_limited")


async def test_fifty_links_hold_at_once(callers: Callers, website: RunningWebsite) -> None:
    await website.sql.execute(
        """
        INSERT INTO invites (secret_hash, created_at, expires_at)
        SELECT sha256(n::text::bytea), now(), now() + interval '1 year'
          FROM generate_series(1, 50) AS n
        """
    )
    answered = await callers.promoter.post(INVITES, json={})
    assert (answered.status_code, answered.json()["code"]) == (409, "too_many_invites")
    await callers.promoter.delete(f"{INVITES}/1")
    assert (await invites(callers.admin))[0]["created_by"] is None
    await make(callers.promoter)


# --- with Discord ---------------------------------------------------------------------------------


@pytest.fixture
async def on_https(
    database_url: str, page: Path, discord: FakeDiscord
) -> AsyncGenerator[RunningWebsite, None]:
    """The website on https, with the fake Discord, outside the sandbox."""
    settings = settings_for(database_url, **discord_settings(discord))
    async with running_website(settings, page=page) as running:
        yield running


async def insert_invite(website: RunningWebsite, secret: str) -> Json:
    await website.sql.execute(
        "INSERT INTO invites (secret_hash, created_at, expires_at) VALUES ($1, $2, $3)",
        token_hash(secret, website.parts.session_key),
        EVENING,
        EVENING + timedelta(days=1),
    )
    return {"address": f"{ORIGIN}/i/{secret}"}


async def test_a_newcomer_comes_by_a_link_through_discord_to_the_first_answer(
    on_https: RunningWebsite, discord: FakeDiscord
) -> None:
    made = await insert_invite(on_https, "a-secret-of-the-tests")
    client = await on_https.client()
    assert await follow(client, made) == "/invite"
    assert client.cookies["__Host-muster_invite"] == "a-secret-of-the-tests"
    # Not linked yet: the profile comes first, and leads to tonight.
    assert await sign_in(client, discord, "?next=%23/availability") == f"{ORIGIN}/#/profile"
    assert list(client.cookies) == ["__Host-muster_session"]
    assert await on_https.sql.fetchval("SELECT uses FROM invites") == 1
    await add_player(on_https.sql, "g1", "Nelly")
    assert (await client.post("/auth/link", json={"player_guid": "g1"})).status_code == 200
    body = {"date": "2026-11-20", "status": "LOOKING"}
    assert (await client.post("/api/availability", json=body)).status_code == 200


async def test_whoever_turns_back_at_discord_keeps_the_way(
    on_https: RunningWebsite, discord: FakeDiscord
) -> None:
    made = await insert_invite(on_https, "a-secret-of-the-tests")
    client = await on_https.client()
    await follow(client, made)
    query = await leave(client, discord)
    denied = {"state": query["state"], "error": "access_denied"}
    assert (await client.get("/auth/callback", params=denied)).status_code == 302
    assert "__Host-muster_invite" in client.cookies
    await sign_in(client, discord)
    assert await on_https.sql.fetchval("SELECT uses FROM invites") == 1


async def test_a_cookie_of_nonsense_keeps_nobody_out(
    on_https: RunningWebsite, discord: FakeDiscord
) -> None:
    for value in ("nonsense", "x" * 43, "x" * 500, "%00"):
        client = await on_https.client()
        client.cookies.set("__Host-muster_invite", value, domain="muster.example.org")
        assert await sign_in(client, discord) == f"{ORIGIN}/#/profile"
    assert await on_https.sql.fetchval("SELECT count(*) FROM invite_arrivals") == 0
