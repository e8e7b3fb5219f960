"""The website as a process of its own: how it starts, what it logs, how it stops."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from muster.settings import child_environment
from tests.support.running.live_stream import Stream
from tests.support.running.patience import PATIENCE
from tests.support.running.websites import AJAX, becomes, free_port
from tests.support.scenes.community import SESSION_SECRET

RUN = """
from muster.settings import load_settings
from website.backend import server
server.GRACE_SECONDS = {grace}
server.run_web(load_settings(env_file=None), "127.0.0.1", {port})
"""


class Process:
    """`run_web` in a process; its log is in a file."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.port = port
        self.process = process
        self._log = log

    async def exited(self) -> int:
        """The exit status, once the process has ended."""
        return await asyncio.wait_for(asyncio.to_thread(self.process.wait), PATIENCE)

    async def has_read_everything(self) -> None:
        """Wait until the process has read what was sent to it before.

        It answers on one loop: what waits to be accepted or read has its turn before the second
        connection that comes after it.
        """
        for _ in range(2):
            async with httpx2.AsyncClient(base_url=self.address, timeout=PATIENCE) as client:
                assert (await client.get("/healthz")).is_success

    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._log.read_text().splitlines()]

    def log_text(self) -> str:
        return self._log.read_text()


def _start(port: int, environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", RUN.format(port=port, grace=PATIENCE)]
    with log.open("wb") as stderr:
        return subprocess.Popen(command, env=environment, stderr=stderr)


@asynccontextmanager
async def running_process(database_url: str, tmp_path: Path) -> AsyncGenerator[Process, None]:
    """The website on `database_url` as a process, healthy; its data and log in `tmp_path`."""
    with free_port() as bound:
        port: int = bound.getsockname()[1]
    log = tmp_path / "log"
    environment = child_environment(
        DATABASE_URL=database_url,
        SESSION_SECRET=SESSION_SECRET,
        MUSTER_SANDBOX="true",
        MUSTER_LOG_FORMAT="json",
        MUSTER_DATA_DIR=str(tmp_path),
    )
    process = _start(port, environment, log)
    running = Process(port, process, log)

    async def healthy() -> bool:
        assert process.poll() is None, running.log_text()
        try:
            return (await asyncio.to_thread(httpx2.get, f"{running.address}/healthz")).is_success
        except httpx2.TransportError:
            return False

    try:
        await becomes(healthy, expected=True)
        yield running
    finally:
        process.kill()
        process.wait()


@pytest.fixture
async def process(database_url: str, tmp_path: Path) -> AsyncGenerator[Process, None]:
    async with running_process(database_url, tmp_path) as running:
        yield running


async def _linked(client: httpx2.AsyncClient) -> str:
    """Sign in and link through the API; the session's token."""
    answer = await client.post("/auth/sandbox/login", json={"discord_user_id": "7"})
    token = answer.cookies["muster_session"]
    answer = await client.post("/auth/players", json={"name": "Namedperson"})
    assert answer.status_code == 201
    return token


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_on_a_signal_open_requests_finish_streams_end_and_the_process_is_gone(
    process: Process, sign: signal.Signals
) -> None:
    async with httpx2.AsyncClient(
        base_url=process.address, headers=AJAX, timeout=PATIENCE
    ) as client:
        token = await _linked(client)
        today = (await client.get("/api/community")).json()["today"]
        body = json.dumps({"date": today, "status": "LOOKING"})
        async with client.stream("GET", "/api/availability/events") as answer:
            stream = Stream(answer)
            assert (await stream.next())[0] == "today"
            reader, writer = await asyncio.open_connection("127.0.0.1", process.port)
            head = (
                "POST /api/availability HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                f"Cookie: muster_session={token}\r\nX-Requested-With: XMLHttpRequest\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            writer.write(head.encode() + body[:10].encode())
            await writer.drain()
            await process.has_read_everything()
            process.process.send_signal(sign)
            exited = asyncio.create_task(process.exited())
            assert await stream.ends()
            writer.write(body[10:].encode())
            assert await asyncio.wait_for(reader.readline(), PATIENCE) == b"HTTP/1.1 200 OK\r\n"
            writer.close()
        assert await exited in (0, -sign)
    with pytest.raises(httpx2.ConnectError):
        await asyncio.to_thread(httpx2.get, f"{process.address}/healthz")
    assert "Traceback" not in process.log_text()


async def test_the_log_is_structured_and_holds_no_secrets_cookies_or_queries(
    process: Process,
) -> None:
    async with httpx2.AsyncClient(
        base_url=process.address, headers=AJAX, timeout=PATIENCE
    ) as client:
        token = await _linked(client)
        await client.get("/auth/players/search?q=searchedfor")
        await client.post("/api/availability?leak=query", json={"date": "bodytext"})
        await client.get("/auth/callback?code=thecode&state=thestate")
        logged_out = await client.post("/auth/logout")
    process.process.terminate()
    await process.exited()
    lines = process.log()
    assert {line["process"] for line in lines} == {"web"}
    line = next(line for line in lines if line.get("route") == "/auth/logout")
    assert line["event"] == "request"
    assert line["request_id"] == logged_out.headers["x-request-id"]
    assert (line["method"], line["status"]) == ("POST", 200)
    assert line["ms"] >= 0
    text = process.log_text()
    for secret in (
        token,
        SESSION_SECRET,
        "searchedfor",
        "leak=",
        "bodytext",
        "thecode",
        "thestate",
        "Namedperson",
    ):
        assert secret not in text, secret
