"""Sessions over HTTP: one a browser, how long they live, their list, signing out everywhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
import time_machine

from muster.crypto import token_hash
from tests.acceptance.conftest import Callers
from tests.support.fakes.services import FakeDiscord
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import EVENING, PLAYER, SESSION_KEY, settings_for
from tests.support.scenes.signing_in import (
    ACCOUNT,
    come_back,
    cookies_of,
    discord_settings,
    leave,
    sign_in,
)

DAY = timedelta(days=1)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
COUNT = "SELECT count(*) FROM website_sessions"


@pytest.fixture
async def public(
    database_url: str, page: Path, discord: FakeDiscord
) -> AsyncGenerator[RunningWebsite, None]:
    """The website on https, with the fake Discord, outside the sandbox."""
    settings = settings_for(database_url, **discord_settings(discord))
    async with running_website(settings, page=page) as running:
        yield running


async def who(client: httpx2.AsyncClient) -> int:
    return (await client.get("/auth/me")).status_code


async def session_of_before(website: RunningWebsite, client: httpx2.AsyncClient) -> str:
    """The token of a session as they were before cookies had names of their own."""
    token = "t" * 43
    await website.sql.execute(
        "INSERT INTO website_sessions VALUES ($1, $2, $3, $3, $4)",
        token_hash(token, SESSION_KEY),
        await website.user_id(client),
        EVENING,
        EVENING + 30 * DAY,
    )
    return token


# --- one session a browser ------------------------------------------------------------------------


async def test_signing_in_again_ends_the_browser_s_old_session(
    website: RunningWebsite,
) -> None:
    client = await website.signed_in(PLAYER)
    elsewhere = await website.signed_in(PLAYER)
    old = await website.client(Cookie=cookies_of(client))
    assert await who(old) == 200
    for discord_user_id in (PLAYER, 777):
        body = {"discord_user_id": str(discord_user_id)}
        assert (await client.post("/auth/sandbox/login", json=body)).status_code == 200
        assert (await who(client), await who(elsewhere), await who(old)) == (200, 200, 401)
        assert await website.sql.fetchval(COUNT) == 2
        old = await website.client(Cookie=cookies_of(client))


async def test_signing_in_again_with_discord_ends_the_old_session_too(
    public: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await public.client()
    await sign_in(client, discord)
    old = await public.client(Cookie=cookies_of(client))
    await sign_in(client, discord)
    assert (await who(client), await who(old)) == (200, 401)
    assert await public.sql.fetchval(COUNT) == 1


async def test_two_sign_ins_in_two_tabs_both_work(
    public: RunningWebsite, discord: FakeDiscord
) -> None:
    for order in ((0, 1), (1, 0)):
        client = await public.client()
        queries = [await leave(client, discord) for _ in range(2)]
        for number in order:
            answer = await come_back(client, queries[number])
            assert (answer.status_code, "problem=" in answer.headers["location"]) == (302, False)
            assert await who(client) == 200
        assert list(client.cookies) == ["__Host-muster_session"]


async def test_two_sign_ins_that_begin_at_once_both_work(
    public: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await public.client()
    answers = await asyncio.gather(*[client.get("/auth/login") for _ in range(3)])
    for answer in answers:
        query = discord.authorize(answer.headers["location"], ACCOUNT)
        assert (await come_back(client, query)).status_code == 302
    assert await who(client) == 200


async def test_two_installations_on_one_host_do_not_sign_each_other_out(
    website: RunningWebsite, database_url: str, page: Path
) -> None:
    other = settings_for(database_url, frontend_origin="http://127.0.0.1:8123")
    async with running_website(other, page=page) as second:
        here, there = await website.client(), await second.client()
        for client in (here, there):
            body = {"discord_user_id": str(PLAYER)}
            # One browser: what either sets goes to both.
            client.headers["Cookie"] = "; ".join(filter(None, map(cookies_of, (here, there))))
            assert (await client.post("/auth/sandbox/login", json=body)).status_code == 200
        both = "; ".join(map(cookies_of, (here, there)))
        for site in (website, second):
            assert await who(await site.client(Cookie=both)) == 200
        client = await second.client(Cookie=both)
        assert (await client.post("/auth/logout")).status_code == 200
        assert await who(await website.client(Cookie=both)) == 200


# --- how long they live ---------------------------------------------------------------------------


async def test_a_session_ends_after_180_days_however_often_it_is_used(
    website: RunningWebsite, clock: time_machine.Traveller
) -> None:
    client = await website.signed_in(PLAYER)
    browser = await website.client(Cookie=cookies_of(client))
    for days in (*range(20, 180, 20), 179):
        clock.move_to(EVENING + days * DAY)
        assert await who(browser) == 200, days
    ends = await website.sql.fetchval("SELECT expires_at FROM website_sessions")
    assert ends == EVENING + 180 * DAY
    clock.move_to(EVENING + 180 * DAY - timedelta(seconds=1))
    assert await who(browser) == 200
    clock.move_to(EVENING + 180 * DAY)
    assert await who(browser) == 401


async def test_a_session_of_before_that_is_older_than_that_is_over(
    website: RunningWebsite, clock: time_machine.Traveller
) -> None:
    client = await website.signed_in(PLAYER)
    await website.sql.execute(
        "UPDATE website_sessions SET created_at = $1, expires_at = $2",
        EVENING - 180 * DAY,
        EVENING + 20 * DAY,
    )
    await website.heard_everything()
    website.parts.viewers.forget(1)
    assert await who(client) == 401


# --- sessions of before ---------------------------------------------------------------------------


async def test_a_session_of_before_goes_on_and_gets_its_new_name(
    public: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await public.client()
    await sign_in(client, discord)
    token = await session_of_before(public, client)
    before = await public.client(Cookie=f"muster_session={token}")
    access = await before.get("/api/availability/access")
    assert access.json()["authenticated"] is True
    days = await before.get("/api/availability")
    assert days.json()["viewer"]["authenticated"] is True
    assert (await before.get("/api/availability")).json() == days.json()
    answer = await before.get("/auth/me")
    assert answer.status_code == 200
    made, deleted = answer.headers.get_list("set-cookie")
    assert made.startswith(f"__Host-muster_session={token}; ")
    assert deleted.startswith('muster_session=""; ')
    moved = await public.client(Cookie=f"__Host-muster_session={token}")
    answer = await moved.get("/auth/me")
    assert (answer.status_code, answer.headers.get_list("set-cookie")) == (200, [])


async def test_signing_in_and_out_ends_the_session_of_before_too(
    public: RunningWebsite, discord: FakeDiscord
) -> None:
    for end in ("sign in", "sign out"):
        client = await public.client()
        await sign_in(client, discord)
        token = await session_of_before(public, client)
        before = f"muster_session={token}"
        assert await who(await public.client(Cookie=before)) == 200
        if end == "sign in":
            query = await leave(client, discord)
            jar = f"{before}; {cookies_of(client)}"
            answer = await client.get("/auth/callback", params=query, headers={"Cookie": jar})
            assert answer.status_code == 302
        else:
            browser = await public.client(Cookie=f"{before}; {cookies_of(client)}")
            assert (await browser.post("/auth/logout")).status_code == 200
            assert await who(client) == 401
        assert await who(await public.client(Cookie=before)) == 401


async def test_a_session_of_now_is_not_taken_under_the_name_of_before(
    public: RunningWebsite, discord: FakeDiscord
) -> None:
    client = await public.client()
    await sign_in(client, discord)
    token = client.cookies["__Host-muster_session"]
    for planted in (f"muster_session={token}", f"__Secure-muster_session={token}"):
        assert await who(await public.client(Cookie=planted)) == 401


# --- the list -------------------------------------------------------------------------------------


async def test_one_sees_one_s_own_sessions_and_knows_them_again(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    firefox = await website.client()
    firefox.headers["User-Agent"] = FIREFOX
    body = {"discord_user_id": str(PLAYER)}
    clock.move_to(EVENING + DAY)
    await firefox.post("/auth/sandbox/login", json=body)
    clock.move_to(EVENING + 3 * DAY)
    await callers.player.get("/auth/me")
    found = (await firefox.get("/auth/sessions")).json()["sessions"]
    assert found == [
        {
            "created_at": "2026-11-21T19:30:00Z",
            "last_seen_at": "2026-11-23T19:30:00Z",
            "browser": "Firefox, Linux",
            "current": True,
        },
        {
            "created_at": "2026-11-20T19:30:00Z",
            "last_seen_at": "2026-11-23T19:30:00Z",
            "browser": None,
            "current": False,
        },
    ]
    (own,) = (await callers.admin.get("/auth/sessions")).json()["sessions"]
    assert own["current"] is True
    kept = await website.sql.fetch("SELECT s::text FROM website_sessions s")
    assert not any("Mozilla" in row[0] or "Gecko" in row[0] for row in kept)
    clock.move_to(EVENING + 33 * DAY - timedelta(seconds=1))
    await firefox.get("/auth/me")
    clock.move_to(EVENING + 33 * DAY)
    assert len((await firefox.get("/auth/sessions")).json()["sessions"]) == 1


async def test_signing_out_everywhere_ends_all_of_one_s_own_sessions(
    website: RunningWebsite, callers: Callers
) -> None:
    elsewhere = [await website.signed_in(PLAYER) for _ in range(3)]
    for client in elsewhere:
        assert await who(client) == 200
    answer = await elsewhere[0].post("/auth/logout-everywhere")
    assert answer.json() == {"ok": True}
    assert list(elsewhere[0].cookies) == []
    for client in (callers.player, *elsewhere):
        assert await who(client) == 401
    for client in (callers.unlinked, callers.promoter, callers.admin):
        assert await who(client) == 200
    assert await who(await website.signed_in(PLAYER)) == 200


async def test_signing_out_everywhere_reaches_other_processes(
    website: RunningWebsite, callers: Callers, database_url: str, page: Path
) -> None:
    async with running_website(settings_for(database_url), page=page) as second:
        there = await second.client(Cookie=cookies_of(callers.player))
        assert await who(there) == 200
        await callers.player.post("/auth/logout-everywhere")
        await second.heard_everything()
        assert await who(there) == 401
