"""Signing in with Discord: authorization code, PKCE, state (contract, section 4)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncGenerator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.fakes.services import CLIENT_SECRET, FakeDiscord
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import add_player, settings_for
from tests.support.scenes.signing_in import (
    ACCOUNT,
    ORIGIN,
    come_back,
    discord_settings,
    sign_in,
)


@pytest.fixture
async def website(
    database_url: str, page: Path, discord: FakeDiscord
) -> AsyncGenerator[RunningWebsite, None]:
    """The website on https, with the fake Discord, outside the sandbox."""
    settings = settings_for(database_url, **discord_settings(discord))
    async with running_website(settings, page=page) as running:
        yield running


# --- the way that works ---------------------------------------------------------------------------


async def test_a_newcomer_signs_in_links_and_answers(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await website.client()
    assert await sign_in(client, discord) == f"{ORIGIN}/#/profile"
    assert (await client.get("/auth/me")).json() == {
        "id": ACCOUNT["id"],
        "website_user_id": 1,
        "username": "nelly",
        "display_name": "Nelly",
        "avatar": ACCOUNT["avatar"],
        "avatar_url": None,
        "linked_player": None,
        "linked_player_guid": None,
        "erases_at": None,
        "language": None,
    }
    await add_player(website.sql, "g1", "Nelly")
    assert (await client.post("/auth/link", json={"player_guid": "g1"})).status_code == 200
    body = {"date": "2026-11-20", "status": "LOOKING"}
    assert (await client.post("/api/availability", json=body)).status_code == 200
    assert await sign_in(client, discord) == f"{ORIGIN}/#/availability"
    assert await website.sql.fetchval("SELECT count(*) FROM website_users") == 1


async def test_login_asks_discord_for_a_code_with_pkce_and_a_state(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await website.client()
    answer = await client.get("/auth/login")
    location = urlsplit(answer.headers["location"])
    asked = {name: values[0] for name, values in parse_qs(location.query).items()}
    assert answer.headers["location"].startswith(f"{discord.url}/oauth2/authorize?")
    assert asked["scope"] == "identify"
    assert asked["redirect_uri"] == f"{ORIGIN}/auth/callback"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 43
    assert CLIENT_SECRET not in answer.headers["location"]
    assert answer.headers["cache-control"] == "no-store"
    row = await website.sql.fetchrow("SELECT * FROM oauth_states")
    digest = hashlib.sha256(row["code_verifier"].encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert asked["state"].encode() not in row["state_hash"]
    again = await client.get("/auth/login")
    assert again.headers["location"] != answer.headers["location"]


async def test_the_verifier_goes_to_discord_with_the_code(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    await sign_in(await website.client(), discord)
    (form,) = discord.token_requests
    assert form["grant_type"] == "authorization_code"
    assert 43 <= len(form["code_verifier"]) <= 128
    assert form["redirect_uri"] == f"{ORIGIN}/auth/callback"


async def test_cookies_are_secure_on_https(website: RunningWebsite, discord: FakeDiscord) -> None:
    client = await website.client()
    answer = await client.get("/auth/login")
    back = await come_back(client, discord.authorize(answer.headers["location"], ACCOUNT))
    for cookie, name in (
        (answer.headers["set-cookie"], "__Host-muster_sign_in_"),
        (back.headers.get_list("set-cookie")[0], "__Host-muster_session="),
        (back.headers.get_list("set-cookie")[1], "__Host-muster_sign_in_"),
    ):
        assert cookie.startswith(name)
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        # Without these browsers take no cookie of such a name, nor its deletion.
        assert {"httponly", "samesite=lax", "secure", "path=/"} <= attributes
        assert not any(part.startswith("domain") for part in attributes)
    assert back.headers["cache-control"] == "no-store"
    assert list(client.cookies) == ["__Host-muster_session"]


async def test_nothing_that_discord_gave_us_is_kept_but_the_profile(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    await sign_in(await website.client(), discord)
    assert await website.sql.fetchval("SELECT count(*) FROM oauth_states") == 0
    row = await website.sql.fetchrow("SELECT * FROM discord_accounts")
    kept = {row["username"], row["display_name"], row["avatar"], str(row["discord_user_id"])}
    assert kept == set(ACCOUNT.values())


PLACES = {
    "%23/availability": "/#/availability",
    "%23/profile": "/#/profile",
    "/%23/availability?day=2026-11-21": "/#/availability?day=2026-11-21",
    "https://evil.example.org/%23/": "/#/availability",
    "//evil.example.org/%23/": "/#/availability",
    "/evil": "/#/availability",
    "javascript:alert(1)": "/#/availability",
    "%23evil": "/#/availability",
    "%23/%0d%0aSet-Cookie:x=1": "/#/availability",
    "%23/" + "x" * 300: "/#/availability",
    "%00": "/#/availability",
    "": "/#/availability",
}


async def test_one_comes_back_to_a_place_on_our_own_page_and_nowhere_else(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await website.client()
    await sign_in(client, discord)
    await add_player(website.sql, "g1", "Nelly")
    await client.post("/auth/link", json={"player_guid": "g1"})
    for given, place in PLACES.items():
        assert await sign_in(client, discord, f"?next={given}") == f"{ORIGIN}{place}", given


async def test_a_name_changed_at_discord_is_taken_over_at_the_next_sign_in(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    first, second = await website.client(), await website.client()
    await sign_in(first, discord)
    discord.user = {"id": ACCOUNT["id"], "username": "nelly2", "global_name": None, "avatar": None}
    await sign_in(second, discord)
    me = (await second.get("/auth/me")).json()
    assert (me["username"], me["display_name"], me["avatar"]) == ("nelly2", "nelly2", None)
    assert await website.sql.fetchval("SELECT count(*) FROM account_link_audit_log") == 1
