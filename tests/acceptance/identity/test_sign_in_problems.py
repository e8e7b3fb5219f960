"""Sign-ins that fail: whose fault it is, what the log says, and what a browser shows."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.support.fakes.services import FakeDiscord
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import settings_for
from tests.support.scenes.signing_in import (
    HTML,
    ORIGIN,
    come_back,
    discord_settings,
    leave,
    nobody_signed_in,
    refusal,
)

PAGE = f"{ORIGIN}/#/availability?problem="


@pytest.fixture
async def website(
    database_url: str, page: Path, discord: FakeDiscord
) -> AsyncGenerator[RunningWebsite, None]:
    """The website on https, with the fake Discord, outside the sandbox."""
    settings = settings_for(database_url, **discord_settings(discord))
    async with running_website(settings, page=page) as running:
        yield running


SECRET = "s3cr3t said by Discord"
NOT_THE_PERSONS: list[tuple[int, Any, dict[str, str], str, int]] = [
    (401, {"error": "invalid_client"}, {}, "401 invalid_client", 10),
    (400, {"error": "unauthorized_client"}, {}, "400 unauthorized_client", 10),
    (400, {"error": SECRET, "error_description": SECRET}, {}, "400 unknown error", 10),
    (400, {"error": ["invalid_grant"]}, {}, "400 unknown error", 10),
    (429, {"message": SECRET, "retry_after": 41.3}, {"Retry-After": "42"}, "429", 42),
    (429, {}, {"Retry-After": "0.2"}, "429", 1),
    (429, {}, {"Retry-After": "9" * 8}, "429", 3600),
    (302, {}, {"Location": "https://elsewhere.example.org/"}, "302", 10),
    (200, {}, {}, "200 without a token", 10),
    (200, {"access_token": None}, {}, "200 without a token", 10),
    (503, {}, {"Retry-After": "soon"}, "503", 10),
]


@pytest.mark.parametrize(("status", "body", "headers", "reason", "wait"), NOT_THE_PERSONS)
async def test_what_the_person_cannot_mend_is_503_and_one_warning_says_why(
    website: RunningWebsite,
    discord: FakeDiscord,
    status: int,
    body: Any,
    headers: dict[str, str],
    reason: str,
    wait: int,
) -> None:
    client = await website.client()
    query = await leave(client, discord)
    discord.token_answer = (status, body, headers)
    with capture_logs() as logged:
        answer = await come_back(client, query)
    assert refusal(answer) == (503, "discord_unavailable")
    assert answer.headers["retry-after"] == str(wait)
    (warning,) = [entry for entry in logged if entry["log_level"] == "warning"]
    assert warning["event"] == "request_refused"
    assert (warning["code"], warning["reason"]) == ("discord_unavailable", reason)
    assert SECRET not in str(logged)
    assert query["code"] not in str(logged)
    assert await nobody_signed_in(website)


async def test_a_refused_profile_is_503_and_logged(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await website.client()
    query = await leave(client, discord)
    discord.me_answer = (429, {}, {"Retry-After": "7"})
    with capture_logs() as logged:
        answer = await come_back(client, query)
    assert refusal(answer) == (503, "discord_unavailable")
    assert answer.headers["retry-after"] == "7"
    assert [entry["reason"] for entry in logged if "reason" in entry] == ["429"]


async def test_a_malformed_code_is_the_callers(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await website.client()
    query = await leave(client, discord)
    said = {"error": "invalid_request", "error_description": 'Invalid "code" in request.'}
    discord.token_answer = (400, said, {})
    assert refusal(await come_back(client, query)) == (422, "sign_in_failed")


@pytest.mark.parametrize("error", ["server_error", "invalid_scope", "Not a word <b>"])
async def test_an_error_that_discord_sends_along_is_not_the_persons(
    website: RunningWebsite, discord: FakeDiscord, error: str
) -> None:
    client = await website.client()
    state = (await leave(client, discord))["state"]
    with capture_logs() as logged:
        answer = await come_back(client, {"error": error, "state": state})
    assert refusal(answer) == (503, "discord_unavailable")
    reason = error if error.islower() else "unknown error"
    assert [entry["reason"] for entry in logged if "reason" in entry] == [reason]


async def test_a_browser_is_sent_back_to_the_page_which_says_what_happened(
    website: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await website.client()
    answer = await client.get("/auth/callback", headers=HTML)
    assert answer.status_code == 302
    assert answer.headers["location"] == f"{PAGE}sign_in_failed"
    query = await leave(client, discord)
    discord.mood = "down"
    with capture_logs() as logged:
        answer = await client.get("/auth/callback", params=query, headers=HTML)
    assert answer.headers["location"] == f"{PAGE}discord_unavailable"
    assert answer.headers["cache-control"] == "no-store"
    assert [entry["reason"] for entry in logged if "reason" in entry] == ["500"]


async def test_a_browser_that_comes_too_often_is_sent_back_to_the_page(
    database_url: str, discord: FakeDiscord
) -> None:
    few = discord_settings(discord, discord_oauth_rate_limit_max_requests=1)
    async with running_website(settings_for(database_url, **few)) as website:
        client = await website.client()
        assert (await client.get("/auth/login", headers=HTML)).status_code == 302
        for path in ("/auth/login", "/auth/callback?code=a&state=b"):
            answer = await client.get(path, headers=HTML)
            assert (answer.status_code, answer.headers["location"]) == (302, f"{PAGE}rate_limited")
            assert (await client.get(path)).status_code == 429, "programs get the error itself"


async def test_a_browser_is_sent_back_where_signing_in_is_not_set_up(database_url: str) -> None:
    async with running_website(settings_for(database_url)) as website:
        client = await website.client(Accept=HTML["Accept"])
        for path in ("/auth/login", "/auth/callback?code=a&state=b", "/auth/link/start"):
            answer = await client.get(path, follow_redirects=True)
            assert answer.history, path
            assert (
                answer.history[-1]
                .headers["location"]
                .endswith("/#/availability?problem=discord_not_configured")
            )


@pytest.mark.parametrize(
    "user",
    [
        {"id": "80351110224670042", "username": "", "global_name": ""},
        {"id": "80351110224670042", "username": "\u3164", "global_name": "\u200b"},
        {"id": "80351110224670042", "username": "\u17b4", "global_name": "\ufe0f\u2065"},
    ],
)
async def test_an_account_without_a_name_that_can_be_seen_is_called_something(
    website: RunningWebsite, discord: FakeDiscord, user: dict[str, str]
) -> None:
    client = await website.client()
    query = await leave(client, discord)
    discord.user = user
    assert (await come_back(client, query)).status_code == 302
    assert (await client.get("/auth/me")).json()["display_name"] == "Discord user 0042"
