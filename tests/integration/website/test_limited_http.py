"""Slow, huge and hostile requests, on real sockets: each ends by itself, and nobody else's does."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from tests.support.running.raw_http import GET, POST, SOON, drip, serving
from tests.support.running.websites import eventually
from website.backend import limited_http, log_lines
from website.backend.log_lines import OnceASecond
from website.backend.server import complain_without_descriptors, most_connections

# --- deadlines ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        b"G",
        b"GET / HT",
        b"GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nCookie: muster",
        GET[:-2],
        GET + b"GET /sec",  # after a request that was answered
    ],
)
async def test_half_a_head_has_its_time(head: bytes) -> None:
    async with serving(head_seconds=SOON) as server:
        caller = await server.connect(head)
        assert await caller.refusal() == (408, "head_too_slow")
        await eventually(lambda: not server.connections)


@pytest.mark.parametrize("piece", [b"x", b"a: b\r\n"])
async def test_a_head_that_drips_in_has_no_more_time(piece: bytes) -> None:
    async with serving(head_seconds=SOON) as server:
        caller = await server.connect(b"GET / HTTP/1.1\r\nx")
        dripping = asyncio.create_task(caller.pour(drip(piece)))
        assert (await caller.refusal())[0] in (408, 431)
        dripping.cancel()


@pytest.mark.parametrize("said", [b"", b"\r\n", b"\r\n\r\n"])
@pytest.mark.parametrize("before", [b"", GET])
async def test_who_says_nothing_hears_nothing(said: bytes, before: bytes) -> None:
    if before and not said:
        return  # a connection at rest; see below
    async with serving(head_seconds=SOON) as server:
        caller = await server.connect(before)
        if before:
            await caller.hears(b"0 bytes\r\n0\r\n\r\n")
        caller.send(said)
        assert await caller.heard_to_end() == b""
        await eventually(lambda: not server.connections)


@pytest.mark.parametrize(
    "request_start",
    [
        POST + b"Content-Length: 10\r\n\r\n",
        POST + b"Content-Length: 10\r\n\r\nabc",
        POST + b"Transfer-Encoding: chunked\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
        POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nx: y",
        POST + b"Content-Length: 10\r\nExpect: 100-continue\r\n\r\n",
    ],
)
async def test_half_a_body_has_its_time(request_start: bytes) -> None:
    async with serving(body_seconds=SOON) as server:
        caller = await server.connect(request_start)
        assert await caller.refusal() == (408, "body_too_slow")
        await eventually(lambda: not server.connections)
        assert server.app.bodies == []


async def test_a_body_that_drips_in_has_no_more_time() -> None:
    async with serving(body_seconds=SOON) as server:
        caller = await server.connect(POST + b"Content-Length: 60000\r\n\r\n")
        dripping = asyncio.create_task(caller.pour(drip(b"x")))
        assert await caller.refusal() == (408, "body_too_slow")
        dripping.cancel()


async def test_a_body_that_nobody_read_ends_its_connection_without_a_second_answer() -> None:
    async with serving(body_seconds=SOON) as server:
        caller = await server.connect(
            POST.replace(b"/ ", b"/unread ", 1) + b"Content-Length: 10\r\n\r\nabc"
        )
        assert (await caller.heard_to_end()).count(b"HTTP/1.1") == 1


async def test_streams_and_connections_at_rest_have_no_such_time() -> None:
    async with serving(head_seconds=SOON, body_seconds=SOON) as server:
        stream = await server.connect(GET.replace(b"/ ", b"/stream ", 1))
        await stream.hears(b"\r\n\r\n")
        resting = await server.connect(GET)
        await resting.hears(b"0 bytes\r\n0\r\n\r\n")
        for half in (GET[:-2], POST + b"Content-Length: 1\r\n\r\n"):
            later = await server.connect(half)
            await later.refusal()  # by now the time of those is over, had they any
        server.app.events.put_nowait(b"still here")
        await stream.hears(b"still here")
        resting.send(GET)
        await resting.hears(b"0 bytes\r\n0\r\n\r\n")


async def test_who_takes_nothing_of_an_answer_is_let_go() -> None:
    async with serving(take_seconds=SOON) as server:
        await server.connect(GET.replace(b"/ ", b"/huge ", 1))
        await eventually(lambda: server.connections == 1)
        await eventually(lambda: not server.connections)


# --- limits ---------------------------------------------------------------------------------------


async def endless(piece: bytes) -> AsyncIterator[bytes]:
    for _ in range(100_000):
        yield piece


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"GET / HTTP/1.1\r\nCookie: ", b"x" * 65_536),
        (b"GET / HTTP/1.1\r\n", b"x" * 65_536),  # the name of a header
        (b"GET / HTTP/1.1\r\n", b"a:\r\n" * 1000),
        (b"GET / HTTP/1.1\r\n", b"a: b\r\n"),
        (b"GET /", b"y" * 1000),
        (b"GET / HTTP/1.1\r\nx: y\r\n ", b" folded\r\n " * 500),
        (GET + b"GET / HTTP/1.1\r\nCookie: ", b"x" * 65_536),
        (POST + b"Content-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\nCookie: ", b"x" * 65_536),
    ],
)
async def test_a_head_without_end_is_cut(start: bytes, piece: bytes) -> None:
    async with serving() as server:
        caller = await server.connect(start)
        pouring = asyncio.create_task(caller.pour(endless(piece)))
        status = (await caller.heard_to_end()).rpartition(b"HTTP/1.1 ")[2][:3]
        assert status in (b"431", b"400", b""), status
        pouring.cancel()
        await eventually(lambda: not server.connections)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.1\r\nCookie: " + b"x" * 40_000 + b"\r\n\r\n",
        b"GET /" + b"y" * 40_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 101 + b"\r\n",
        b"GET / HTTP/1.1\r\nCookie: " + b"x" * 60_000_000 + b"\r\n\r\n",
        POST
        + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
        + b"a: b\r\n" * 200
        + b"x: " * 9000,
    ],
)
async def test_a_head_too_large_is_431(request_bytes: bytes) -> None:
    async with serving() as server:
        caller = await server.connect(request_bytes)
        assert await caller.refusal() == (431, "head_too_large")
        assert server.app.bodies == []


async def test_a_large_head_that_fits_is_served() -> None:
    lines = b"".join(b"x%d: %b\r\n" % (n, b"y" * 280) for n in range(99))
    async with serving() as server:
        caller = await server.connect(b"GET / HTTP/1.1\r\nHost: x\r\n" + lines + b"\r\n" + GET)
        for _ in range(2):
            await caller.hears(b"0 bytes\r\n0\r\n\r\n")


@pytest.mark.parametrize(
    "request_bytes",
    [
        POST + b"Content-Length: 1048577\r\n\r\n",
        POST + b"Content-Length: 99999999999\r\n\r\nabc",
        POST + b"Content-Length: 60000000\r\nExpect: 100-continue\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\n" + (b"ffff\r\n" + b"x" * 65_535 + b"\r\n") * 20,
        POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 300_000,
        POST + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"y" * 2_000_000,
        POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nx: " + b"y" * 2_000_000,
    ],
)
async def test_a_body_too_large_is_413_however_it_comes(request_bytes: bytes) -> None:
    async with serving() as server:
        caller = await server.connect(request_bytes)
        heard = await caller.heard_to_end()
        assert heard.startswith((b"HTTP/1.1 413 ", b"HTTP/1.1 400 ")), heard[:50]
        assert b"100 Continue" not in heard
        assert server.app.bodies == []


async def test_the_largest_body_and_one_that_asks_first_are_read() -> None:
    async with serving() as server:
        caller = await server.connect(
            POST + b"Content-Length: 1048576\r\nExpect: 100-continue\r\n\r\n"
        )
        await caller.hears(b"HTTP/1.1 100 Continue\r\n\r\n")
        caller.send(b"x" * 1_048_576)
        await caller.hears(b"1048576 bytes\r\n0\r\n\r\n")


async def test_more_than_was_said_is_no_part_of_the_body() -> None:
    async with serving() as server:
        caller = await server.connect(POST + b"Content-Length: 3\r\n\r\nabcdefgh\r\n\r\n")
        heard = await caller.heard_to_end()
        assert server.app.bodies in ([3], [])
        assert heard.endswith(b"Invalid HTTP request received.") or not heard


async def test_a_trailer_adds_no_header() -> None:
    async with serving() as server:
        caller = await server.connect(
            POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nCookie: x\r\n\r\n"
        )
        await caller.hears(b"1 bytes")
        assert server.app.headers == [b"host", b"transfer-encoding"]


async def test_pipelined_requests_are_answered_in_turn_and_not_without_end() -> None:
    async with serving() as server:
        caller = await server.connect(
            b"".join(POST + b"Content-Length: %d\r\n\r\n" % n + b"x" * n for n in range(20))
        )
        for number in range(20):
            await caller.hears(b"%d bytes\r\n0\r\n\r\n" % number)
        flooding = await server.connect(GET * 5000)
        await flooding.heard_to_end()
        assert len(server.app.bodies) < 200


# --- too many -------------------------------------------------------------------------------------


async def test_one_connection_too_many_is_told_so_and_logged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limited_http, "_FULL", OnceASecond("connection_refused"))
    async with serving(most=2) as server:
        served = [await server.connect(GET) for _ in range(2)]
        for each in served:
            await each.hears(b"0 bytes\r\n0\r\n\r\n")
        with capture_logs() as logs:
            refused = await server.connect()
            assert await refused.refusal() == (503, "too_many_connections")
        assert [(each["event"], each["most"]) for each in logs] == [("connection_refused", 2)]
        served[0].send(GET)
        await served[0].hears(b"0 bytes\r\n0\r\n\r\n")


def test_a_flood_of_refusals_is_a_line_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(log_lines, "monotonic", lambda: now)
    warning = OnceASecond("refused")
    with capture_logs() as logs:
        for _ in range(5):
            warning.say(code="x")
        now = 101.0
        warning.say(code="y")
    assert [(each["times"], each["code"]) for each in logs] == [(1, "x"), (5, "y")]


@pytest.mark.parametrize("protocol", [b"h2c", b"websocket"])
async def test_a_flood_of_upgrades_is_a_line_and_each_is_answered_as_it_is(
    protocol: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(limited_http, "_UPGRADE", OnceASecond("upgrade_passed_over"))
    monkeypatch.setattr(log_lines, "monotonic", lambda: 100.0)
    upgrade = GET[:-2] + b"Connection: Upgrade\r\nUpgrade: " + protocol + b"\r\n\r\n"
    async with serving() as server:
        with capture_logs() as logs:
            for _ in range(5):
                caller = await server.connect(upgrade)
                await caller.hears(b"0 bytes\r\n0\r\n\r\n")
    assert [each["event"] for each in logs] == ["upgrade_passed_over"]
    assert caplog.messages == []


@pytest.mark.parametrize(
    "garbage",
    [b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n"],
)
async def test_a_flood_of_garbage_is_a_line_and_each_is_refused(
    garbage: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(limited_http, "_UNREADABLE", OnceASecond("request_not_understood"))
    monkeypatch.setattr(log_lines, "monotonic", lambda: 100.0)
    async with serving() as server:
        with capture_logs() as logs:
            for _ in range(5):
                caller = await server.connect(garbage)
                assert (await caller.heard_to_end()).startswith(b"HTTP/1.1 400 ")
    assert [each["event"] for each in logs] == ["request_not_understood"]
    assert caplog.messages == []


@pytest.mark.parametrize("code", [errno.EMFILE, errno.ENFILE])
def test_a_log_line_says_that_nothing_can_be_accepted(
    code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_more(*_: object) -> int:
        raise OSError(code, os.strerror(code))

    with capture_logs() as logs:
        complain_without_descriptors()
        monkeypatch.setattr(os, "open", no_more)
        complain_without_descriptors()
    assert [(each["event"], each["log_level"]) for each in logs] == [
        ("connections_not_accepted", "warning")
    ]


@pytest.mark.parametrize(
    ("open_files", "most"), [(64, 32), (256, 156), (1024, 924), (65_536, 10_000)]
)
def test_connections_leave_files_for_ourselves(open_files: int, most: int) -> None:
    assert most_connections(open_files) == most
