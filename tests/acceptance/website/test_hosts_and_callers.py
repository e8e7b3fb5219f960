"""By which names the site may be asked, and whom limits take for one caller."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, cast
from unittest.mock import AsyncMock
from urllib.parse import urlsplit

import httpx2
import pytest
from structlog.testing import capture_logs

from tests.acceptance.conftest import Callers
from tests.support.fakes.services import FakeDiscord
from tests.support.refusals import refusal
from tests.support.routes import EVERYTHING
from tests.support.running.raw_http import Caller
from tests.support.running.websites import RunningWebsite, on_a_port, running_website
from tests.support.scenes.community import settings_for
from tests.support.scenes.signing_in import ORIGIN, discord_settings
from website.backend.live_feed import MOST_STREAMS_AN_ADDRESS

FOREIGN = (
    "evil.example.org",
    "evil.example.org:8000",
    "127.0.0.1.evil.example.org",
    "127.0.0.1@evil.example.org",
    "evil.example.org@127.0.0.1",
    "localhost.evil.example.org:8000",
    "192.0.2.7:8000",
    "[2001:db8::7]:8000",
    "0.0.0.0:8000",
    "",
    " ",
    "[::1",
    "\xff",
)
THIS_MACHINE = (
    "127.0.0.1",
    "127.0.0.1:8123",
    "localhost:5173",
    "LOCALHOST.",
    "[::1]:8000",
    "127.9.9.9",
)
MONITORED = ("/healthz", "/readyz", "/metrics")


@pytest.fixture
async def public(
    database_url: str, page: Path, discord: FakeDiscord
) -> AsyncGenerator[RunningWebsite, None]:
    """The website at its public address, outside the sandbox."""
    settings = settings_for(database_url, **discord_settings(discord))
    async with running_website(settings, page=page) as running:
        yield running


async def asked_as(
    client: httpx2.AsyncClient, host: str, path: str, *, method: str = "GET", body: Any = None
) -> httpx2.Response:
    return await client.request(method, path, headers={b"Host": host.encode("latin-1")}, json=body)


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", FOREIGN)
async def test_a_foreign_name_reads_nothing_of_the_sandbox(
    website: RunningWebsite, callers: Callers, host: str
) -> None:
    for path in ("/api/sandbox/outbox", "/auth/sandbox/personas", "/api/availability", "/", "/x"):
        answer = await asked_as(callers.anonymous, host, path)
        assert refusal(answer) == (421, "wrong_host"), path
        assert "FRONTEND_ORIGIN" in answer.json()["detail"]
        assert "content-security-policy" in answer.headers
    answer = await asked_as(
        callers.anonymous,
        host,
        "/auth/sandbox/login",
        method="POST",
        body={"discord_user_id": "17"},
    )
    assert refusal(answer) == (421, "wrong_host")
    assert "set-cookie" not in answer.headers


async def test_no_route_answers_a_foreign_name_but_those_of_monitors(callers: Callers) -> None:
    for case in EVERYTHING:
        answer = await asked_as(
            callers.admin, FOREIGN[0], case.path, method=case.method, body=case.body
        )
        assert (answer.status_code == 421) is (case.path not in MONITORED), case
        assert (answer.status_code == 200) is (case.path in MONITORED), case


@pytest.mark.parametrize("host", THIS_MACHINE)
async def test_this_machine_has_many_names(callers: Callers, host: str) -> None:
    for path in ("/api/sandbox/outbox", "/", "/api/availability"):
        assert (await asked_as(callers.anonymous, host, path)).status_code == 200, path


async def test_the_site_answers_to_its_own_name_on_any_port(public: RunningWebsite) -> None:
    client = await public.client()
    own = ORIGIN.removeprefix("https://")
    for host in (own, f"{own}:443", f"{own}:8443", own.upper(), f"{own}.", *THIS_MACHINE):
        assert (await asked_as(client, host, "/api/availability")).status_code == 200, host
    for host in (*FOREIGN, f"evil.{own}", f"{own}.evil.example.org", f"{own}, evil.example.org"):
        answer = await asked_as(client, host, "/api/availability")
        assert refusal(answer) == (421, "wrong_host"), host
        assert ORIGIN in answer.json()["detail"]


async def test_two_names_in_one_request_have_to_fit_both(public: RunningWebsite) -> None:
    client = await public.client()
    headers = [("Host", "muster.example.org"), ("Host", "evil.example.org")]
    answer = await client.get("/api/availability", headers=headers)
    assert refusal(answer) == (421, "wrong_host")


@pytest.mark.parametrize(
    ("target", "host", "expected"),
    [
        ("http://evil.example.org/api/availability", ORIGIN, 421),
        ("HTTPS://EVIL.example.org/api/availability", ORIGIN, 421),
        ("ftp://evil.example.org:8000/api/availability?x=http://localhost/", ORIGIN, 421),
        ("http://localhost@evil.example.org/api/availability", ORIGIN, 421),
        ("http://evil.example.org@localhost/api/availability", ORIGIN, 421),
        ("http://evil.example.org/healthz", ORIGIN, 200),
        (f"{ORIGIN}/api/availability", "evil.example.org", 200),
        ("http://localhost:8000/api/availability?from=2026-11-20", "evil.example.org", 200),
        ("http://localhost/api/availability", None, 200),
        ("http://localhost/api/nothing", "evil.example.org", 404),
        ("http://localhost", "evil.example.org", 200),
        ("http://localhost?x=1", "evil.example.org", 200),
        ("/api/availability?x=http://localhost/", "evil.example.org", 421),
        ("/api/availability?x=http://evil.example.org/", ORIGIN, 200),
        ("//localhost/api/availability", "evil.example.org", 421),
        ("*", "evil.example.org", 421),
    ],
)
async def test_a_host_in_the_target_counts_and_not_the_header(
    public: RunningWebsite, target: str, host: str | None, expected: int
) -> None:
    header = f"Host: {host.removeprefix('https://')}\r\n" if host else ""
    async with on_a_port(public.app) as address:
        where = urlsplit(address)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        caller = Caller(
            reader, writer, f"GET {target} HTTP/1.1\r\n{header}Connection: close\r\n\r\n".encode()
        )
        try:
            await caller.hears(f"HTTP/1.1 {expected} ".encode())
        finally:
            await caller.close()


async def test_a_name_beyond_ascii_is_known_as_browsers_write_it(
    database_url: str, page: Path
) -> None:
    settings = settings_for(
        database_url, muster_sandbox=False, frontend_origin="https://čuk.example.org"
    )
    async with running_website(settings, page=page) as website:
        client = await website.client()
        answer = await asked_as(client, "xn--uk-dma.example.org", "/api/availability")
        assert answer.status_code == 200


async def test_monitors_ask_by_whatever_name_they_know(public: RunningWebsite) -> None:
    client = await public.client()
    for path in MONITORED:
        for host in FOREIGN:
            assert (await asked_as(client, host, path)).status_code == 200, (path, host)


async def test_the_log_says_what_a_proxy_lacks_and_is_not_flooded(public: RunningWebsite) -> None:
    client = await public.client()
    with capture_logs() as logs:
        for _ in range(50):
            await asked_as(client, "10.0.0.5:8000", "/api/availability")
    (line,) = [line for line in logs if line["event"] == "wrong_host"]
    assert line["asked"] == "'10.0.0.5:8000'"
    assert line["frontend_origin"] == ORIGIN
    assert "`muster docs install`" in line["hint"]


# --- callers --------------------------------------------------------------------------------------


def from_address(website: RunningWebsite, address: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=website.app, client=(address, 4711)),
        base_url=website.settings.frontend_origin,
    )


ONE_CALLER = [
    ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
    ("2001:db8:1:2::1", "2001:0DB8:0001:0002:0000:0000:0000:0007"),
    ("192.0.2.7", "::ffff:192.0.2.7"),
    ("192.0.2.7", "::ffff:c000:207"),
    ("fe80::1%eth0", "fe80::2%eth1"),
]
TWO_CALLERS = [
    ("2001:db8:1:2::1", "2001:db8:1:3::1"),
    ("192.0.2.7", "192.0.2.8"),
    ("::ffff:192.0.2.7", "::ffff:192.0.2.8"),
]


async def refused_after(website: RunningWebsite, first: str, second: str) -> bool:
    """Whether `second` may not sign in any more once `first` has tried too often."""
    async with from_address(website, first) as client:
        for _ in range(website.settings.discord_oauth_rate_limit_max_requests):
            assert (await client.get("/auth/login")).status_code == 302
        assert (await client.get("/auth/login")).status_code == 429
    async with from_address(website, second) as client:
        return (await client.get("/auth/login")).status_code == 429


@pytest.mark.parametrize(("first", "second"), ONE_CALLER)
async def test_one_network_is_one_caller_at_sign_in(
    public: RunningWebsite, first: str, second: str
) -> None:
    assert await refused_after(public, first, second)


@pytest.mark.parametrize(("first", "second"), TWO_CALLERS)
async def test_another_network_is_another_caller_at_sign_in(
    public: RunningWebsite, first: str, second: str
) -> None:
    assert not await refused_after(public, first, second)


async def test_one_network_shares_its_streams(public: RunningWebsite) -> None:
    feed = public.parts.live_feed
    streams = [
        cast("AsyncGenerator[Any, None]", feed.stream(None, "2001:db8:1:2::/64", AsyncMock()))
        for _ in range(MOST_STREAMS_AN_ADDRESS)
    ]
    for stream in streams:
        await anext(stream)
    try:
        async with from_address(public, "2001:db8:1:2:3:4:5:6") as client:
            answer = await client.head("/api/availability/events")  # ends, whatever it answers
        assert answer.status_code == 503
        async with from_address(public, "2001:db8:1:3::1") as client:
            answer = await client.head("/api/availability/events")
        assert answer.status_code == 200
    finally:
        for stream in streams:
            await stream.aclose()


# --- addresses that are no parameter --------------------------------------------------------------


async def test_what_has_an_address_of_its_own_is_no_day(callers: Callers) -> None:
    paths = {case.path.partition("?")[0] for case in EVERYTHING}
    beside = {
        path
        for path in paths
        if path.startswith("/api/availability/")
        and path.count("/") == 3
        and not path.endswith("2026-11-20")
    }
    assert {"access", "me", "events", "settings", "preferences", "link-token"} <= {
        path.rpartition("/")[2] for path in beside
    }
    for client in (callers.anonymous, callers.unlinked, callers.player):
        for path in beside:
            answer = await client.delete(path)
            assert refusal(answer) == (405, "method_not_allowed"), path
            assert "DELETE" not in answer.headers["allow"], path
    answer = await callers.player.get("/api/availability/2026-11-20")
    assert (answer.status_code, answer.headers["allow"]) == (405, "DELETE")
