"""The doctor's look at Redis: whether it answers, and counts."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic import SecretStr

from muster.health.rules import Verdict
from ops.doctor import installation
from ops.doctor.installation import redis, shared_counters
from tests.support.scenes.community import settings_for
from website.backend import redis_client


@pytest.mark.parametrize(
    ("address", "port"),
    [("redis://h", 6379), ("rediss://:a-password@h:/1", 6379), ("redis://[::1]/0", 6379)],
)
async def test_an_address_of_redis_without_a_port_means_its_usual_one(
    address: str, port: int
) -> None:
    settings = settings_for("postgresql://x/x", redis_url=SecretStr(address))
    storage: Any = shared_counters(settings)
    assert [found for _, found in storage.bridge.options_from_uri.locations] == [port]


async def test_a_redis_that_is_not_there_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = settings_for(
        "postgresql://x/x", redis_url=SecretStr("redis://:a-password@127.0.0.1:1/0")
    )
    finding = await redis(shared_counters(nowhere))
    assert finding.state is Verdict.FAIL
    assert "REDIS_URL" in finding.text
    assert "a-password" not in finding.text


@pytest.mark.parametrize(
    ("answer", "state"),
    [(b"+PONG", Verdict.OK), (b"HTTP/1.1 400 Bad Request", Verdict.FAIL), (b"", Verdict.FAIL)],
)
async def test_whatever_is_at_the_address_of_redis(
    monkeypatch: pytest.MonkeyPatch, answer: bytes, state: Verdict
) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await reader.read(4096):
            for command in request.split(b"*")[1:]:
                said = b"+OK" if state is Verdict.OK and b"PING" not in command else answer
                writer.write(said and said + b"\r\n")
        writer.close()

    if not answer:
        monkeypatch.setattr(installation, "CHECK_SECONDS", 0.2)
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        url = SecretStr(f"redis://127.0.0.1:{port}/0")
        settings = settings_for("postgresql://x/x", redis_url=url)
        assert (await redis(shared_counters(settings))).state is state


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (
            "READONLY You can't write against a read only replica. script: 7a, on @user_script:21.",
            "replica;",
        ),
        ("MISCONF Redis is configured to save RDB snapshots, but it can't", "RDB snapshots"),
        ("OOM command not allowed when used memory > 'maxmemory'.", "maxmemory"),
        ("NOPERM this user has no permissions to run the 'evalsha' command", "no permissions"),
        ("ERR unknown command 'EVALSHA', with args beginning with: 'a-password'", "EVALSHA"),
    ],
)
async def test_a_redis_that_answers_and_refuses_writes_is_a_failure(
    refusal: str, words: str
) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await reader.read(4096):
            for command in request.split(b"*")[1:]:
                said = b"+PONG" if b"PING" in command else b"+OK"
                writer.write((f"-{refusal}".encode() if b"EVAL" in command else said) + b"\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        url = SecretStr(f"redis://127.0.0.1:{port}/0")
        finding = await redis(shared_counters(settings_for("postgresql://x/x", redis_url=url)))
    assert finding.state is Verdict.FAIL
    assert finding.text.startswith("answers, but refuses to count: ")
    assert words in finding.text
    assert "a-password" not in finding.text


async def test_a_redis_without_its_client_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_client, "find_spec", lambda name: None)
    settings = settings_for("postgresql://x/x", redis_url=SecretStr("redis://:a-password@h"))
    finding = await redis(shared_counters(settings))
    assert finding.state is Verdict.FAIL
    assert "muster[redis]" in finding.text
    assert "a-password" not in finding.text


async def test_without_redis_there_is_nothing_to_look_at() -> None:
    assert (await redis(None)).state is Verdict.OFF
