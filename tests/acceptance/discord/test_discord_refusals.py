"""Signing in with Discord: the ways that do not lead anywhere (contract, section 4)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from tests.support.fakes.services import FakeDiscord, Mood
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import EVENING, settings_for
from tests.support.scenes.signing_in import (
    ORIGIN,
    come_back,
    cookies_of,
    discord_settings,
    leave,
    nobody_signed_in,
    refusal,
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


# --- the ways that do not -------------------------------------------------------------------------


async def test_a_state_is_good_once(website: RunningWebsite, discord: FakeDiscord) -> None:
    client = await website.client()
    query = await leave(client, discord)
    cookie = {"Cookie": cookies_of(client)}
    assert (await come_back(client, query)).status_code == 302
    again = await client.get("/auth/callback", params=query, headers=cookie)
    assert refusal(again) == (422, "sign_in_failed")
    assert await website.sql.fetchval("SELECT count(*) FROM website_sessions") == 1


async def test_a_state_is_good_once_also_when_it_comes_twice_at_once(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await website.client()
    query = await leave(client, discord)
    answers = await asyncio.gather(*[come_back(client, query) for _ in range(4)])
    assert sorted(answer.status_code for answer in answers) == [302, 422, 422, 422]


@pytest.mark.parametrize(("seconds", "status"), [(599, 302), (600, 422)])
async def test_a_state_ends(
    website: RunningWebsite,
    discord: FakeDiscord,
    clock: time_machine.Traveller,
    seconds: int,
    status: int,
) -> None:
    client = await website.client()
    query = await leave(client, discord)
    cookie = {"Cookie": cookies_of(client)}
    clock.move_to(EVENING + timedelta(seconds=seconds))
    answer = await client.get("/auth/callback", params=query, headers=cookie)
    assert answer.status_code == status
    if status == 422:
        assert refusal(answer) == (422, "sign_in_failed")
        assert await nobody_signed_in(website)


async def test_a_state_is_good_only_in_the_browser_that_it_was_given_to(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    attacker, victim = await website.client(), await website.client()
    query = await leave(attacker, discord)
    assert refusal(await come_back(victim, query)) == (422, "sign_in_failed")
    await leave(victim, discord)
    assert refusal(await come_back(victim, query)) == (422, "sign_in_failed")
    assert await nobody_signed_in(website)


async def test_what_did_not_come_from_discord_signs_nobody_in(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await website.client()
    for change in (
        {"state": ""},
        {"state": "invented"},
        {"state": "é\x00"},
        {"code": ""},
        {"code": "invented"},
        {"code": "x" * 5000},
    ):
        query = {**await leave(client, discord), **change}
        assert refusal(await come_back(client, query)) == (422, "sign_in_failed"), change
    assert refusal(await client.get("/auth/callback")) == (422, "sign_in_failed")
    assert await nobody_signed_in(website)


async def test_a_code_for_another_sign_in_is_refused(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    attacker, victim = await website.client(), await website.client()
    stolen = await leave(attacker, discord)
    query = {**await leave(victim, discord), "code": stolen["code"]}
    assert refusal(await come_back(victim, query)) == (422, "sign_in_failed")


async def test_saying_no_at_discord_leads_back_to_the_page_signed_out(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await website.client()
    state = (await leave(client, discord))["state"]
    answer = await come_back(client, {"error": "access_denied", "state": state})
    assert (answer.status_code, answer.headers["location"]) == (302, f"{ORIGIN}/#/availability")
    assert await nobody_signed_in(website)


async def test_a_code_that_discord_refuses_signs_nobody_in(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await website.client()
    query = await leave(client, discord)
    discord.mood = "refuses"
    assert refusal(await come_back(client, query)) == (422, "sign_in_failed")
    assert await nobody_signed_in(website)


@pytest.mark.parametrize("mood", ["down", "garbage", "wrong shape"])
async def test_while_discord_is_down_signing_in_is_503_with_retry_after(
    website: RunningWebsite, discord: FakeDiscord, mood: Mood
) -> None:
    client = await website.client()
    query = await leave(client, discord)
    discord.mood = mood
    answer = await come_back(client, query)
    assert refusal(answer) == (503, "discord_unavailable")
    assert int(answer.headers["retry-after"]) > 0
    discord.mood = "well"
    assert await sign_in(client, discord) == f"{ORIGIN}/#/profile"


async def test_a_discord_that_nobody_answers_for_is_503(
    database_url: str, discord: FakeDiscord
) -> None:
    nowhere = discord_settings(discord, discord_api_base_url="http://127.0.0.1:9/api/v10")
    async with running_website(settings_for(database_url, **nowhere)) as website:
        client = await website.client()
        login = await client.get("/auth/login")
        state = parse_qs(urlsplit(login.headers["location"]).query)["state"][0]
        answer = await come_back(client, {"code": "any", "state": state})
        assert refusal(answer) == (503, "discord_unavailable")


async def test_a_discord_that_is_slow_is_503(
    website: RunningWebsite, discord: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("website.backend.discord_sign_in._TIMEOUT", 0.1)
    client = await website.client()
    query = await leave(client, discord)
    discord.mood = "slow"
    assert refusal(await come_back(client, query)) == (503, "discord_unavailable")


NONSENSE: list[Any] = [
    [],
    "text",
    {"message": "hello"},
    {"id": "abc", "username": "nelly"},
    {"id": "-5", "username": "nelly"},
    {"id": str(2**64), "username": "nelly"},
    {"id": None, "username": "nelly"},
    {"id": "17", "username": None},
    {"id": "17", "username": {"a": 1}},
]


async def test_a_profile_that_makes_no_sense_is_503_and_stores_nothing(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await website.client()
    for user in NONSENSE:
        query = await leave(client, discord)
        discord.user = user
        assert refusal(await come_back(client, query)) == (503, "discord_unavailable"), user
    assert await website.sql.fetchval("SELECT count(*) FROM website_users") == 0


async def test_odd_names_are_shortened_not_refused(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await website.client()
    query = await leave(client, discord)
    discord.user = {"id": "17", "username": "n\x00" * 90, "global_name": "🦊" * 90, "avatar": 5}
    discord.user["avatar"] = "a" * 90
    assert (await come_back(client, query)).status_code == 302
    me = (await client.get("/auth/me")).json()
    assert (me["username"], me["display_name"]) == ("n" * 64, "🦊" * 64)


async def test_signing_in_too_often_is_429_with_retry_after(
    database_url: str, discord: FakeDiscord, clock: time_machine.Traveller
) -> None:
    few = discord_settings(
        discord,
        discord_oauth_rate_limit_max_requests=3,
        discord_oauth_rate_limit_window_seconds=30,
    )
    async with running_website(settings_for(database_url, **few)) as website:
        client = await website.client()
        assert [(await client.get("/auth/login")).status_code for _ in range(3)] == [302] * 3
        for path in ("/auth/login", "/auth/callback?code=a&state=b"):
            answer = await client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
            assert 1 <= int(answer.headers["retry-after"]) <= 30
        assert await website.sql.fetchval("SELECT count(*) FROM oauth_states") == 3
        clock.shift(31)
        assert (await client.get("/auth/login")).status_code == 302


async def test_without_a_discord_application_signing_in_is_503(database_url: str) -> None:
    async with running_website(settings_for(database_url)) as website:
        client = await website.client()
        for path in ("/auth/login", "/auth/callback?code=a&state=b"):
            answer = await client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (503, "discord_not_configured")
        assert (await client.get("/api/community")).json()["sign_in_available"] is False


async def test_outside_the_sandbox_its_routes_do_not_exist_whatever_is_sent(
    website: RunningWebsite,
) -> None:
    client = await website.client()
    bare = await website.client(ajax=False)
    for caller in (client, bare):
        answers = [await caller.get("/auth/sandbox/personas")]
        for content in (b'{"discord_user_id": "17"}', b"{", b""):
            answers.append(
                await caller.post(
                    "/auth/sandbox/login",
                    content=content,
                    headers={"Content-Type": "application/json"},
                )
            )
        for answer in answers:
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert await nobody_signed_in(website)
    community = (await client.get("/api/community")).json()
    assert (community["sandbox"], community["sign_in_available"]) == (False, True)


async def test_the_redirect_address_is_one_of_the_allowlist(
    database_url: str, discord: FakeDiscord
) -> None:
    listed = f"{ORIGIN}/auth/callback"
    settings = discord_settings(
        discord,
        discord_redirect_uri=listed,
        discord_redirect_uri_allowlist=f"{listed},http://127.0.0.1:8000/auth/callback",
    )
    async with running_website(settings_for(database_url, **settings)) as website:
        client = await website.client()
        client.headers["X-Forwarded-Host"] = "evil.example.org"
        answer = await client.get("/auth/login?redirect_uri=https://evil.example.org/")
        asked = parse_qs(urlsplit(answer.headers["location"]).query)
        assert asked["redirect_uri"] == [listed], "nothing that a caller sends moves it"
