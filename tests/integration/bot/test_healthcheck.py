"""The dead man's switch: what is pinged when, and that nothing of it gets into a log."""

from __future__ import annotations

import os
import socket
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.chats.contract import TransportError
from bot.discord.gateway.health import DiscordHealth
from bot.duties.healthcheck import fail_address, healthcheck_duties, ping, troubles
from bot.services.channel_health import ChannelHealth
from muster.database import Database
from muster.errors import MusterError
from muster.live_status.rules import HEARTBEAT_EVERY
from muster.refusals import RefusalCode
from muster.settings import load_settings
from tests.support.scenes.ledger import add_people, add_test_rows

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
SECRET = "3f2b-a-secret-of-healthchecks"


class Pinged:
    """A server of pings: (path with query, body) of each; answers with `status`."""

    def __init__(self) -> None:
        self.pings: list[tuple[str, str]] = []
        self.status = 200
        self.address = ""


@contextmanager
def pinged_server() -> Generator[Pinged, None, None]:
    pinged = Pinged()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            pinged.pings.append((self.path, body.decode()))
            self.send_response(pinged.status)
            if 300 <= pinged.status < 400:
                self.send_header("Location", f"{pinged.address}/elsewhere")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"OK")

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    pinged.address = f"http://127.0.0.1:{server.server_port}/ping/{SECRET}"
    try:
        yield pinged
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def pinged() -> Generator[Pinged, None, None]:
    with pinged_server() as running:
        yield running


async def test_that_all_is_well_is_said_once_a_minute(database: Database, pinged: Pinged) -> None:
    step = ping(database, SecretStr(pinged.address), DiscordHealth("connected"), ChannelHealth())
    for minute in range(3):
        now = NOW + minute * timedelta(minutes=1)
        assert await step(now) == now + HEARTBEAT_EVERY
    assert pinged.pings == [(f"/ping/{SECRET}", "")] * 3


async def test_what_is_wrong_is_said_without_a_name(
    sql: Any, database: Database, pinged: Pinged
) -> None:
    channels, discord = ChannelHealth(), DiscordHealth("bad_token")
    channels.failed("signal", TransportError(RefusalCode.CAPTCHA_REQUIRED, everyone=True))
    channels.heard("telegram", RefusalCode.CONFLICT)
    people = await add_people(sql, 2, NOW)
    await add_test_rows(sql, people, NOW, NOW + timedelta(minutes=10))
    step = ping(database, SecretStr(f"{pinged.address}/?create=1"), discord, channels)
    await step(NOW + timedelta(minutes=5))  # not yet
    await step(NOW + timedelta(minutes=5, seconds=1))
    await step(NOW + timedelta(minutes=10))  # of no use any more
    path = f"/ping/{SECRET}/fail?create=1"
    others = (
        "nothing leaves on signal: captcha_required; nobody is heard on telegram: conflict; "
        "Discord does not let the bot in: bad_token"
    )
    assert pinged.pings == [
        (path, others),
        (path, f"2 messages are overdue by more than five minutes; {others}"),
        (path, others),
    ]


async def test_backups_that_stopped_are_said(
    database: Database, pinged: Pinged, tmp_path: Path
) -> None:
    file = tmp_path / "muster-2026-11-20.zip"
    file.write_text("x")
    os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    ahead = tmp_path / "muster-2026-11-21.zip"
    ahead.write_text("x")
    os.utime(ahead, (2_000_000_000, 2_000_000_000))
    (tmp_path / "muster-2026-11-22.zip").touch()
    settings = load_settings(
        env_file=None, muster_healthcheck_url=pinged.address, muster_backup_dir=tmp_path
    )
    (duty,) = healthcheck_duties(settings, database, DiscordHealth("connected"), ChannelHealth())
    await duty.step(NOW + timedelta(hours=35, minutes=59))
    await duty.step(NOW + timedelta(hours=36))
    assert pinged.pings == [
        (f"/ping/{SECRET}", ""),
        (f"/ping/{SECRET}/fail", "no daily backup was made for 36 hours"),
    ]


@pytest.mark.parametrize("status", [301, 404, 500])
async def test_a_ping_that_is_not_taken_is_tried_once_and_logged_once(
    database: Database, pinged: Pinged, status: int
) -> None:
    step = ping(database, SecretStr(pinged.address), DiscordHealth(), ChannelHealth())
    with capture_logs() as logs:
        pinged.status = status
        for _ in range(2):
            assert await step(NOW) == NOW + HEARTBEAT_EVERY
        pinged.status = 200
        await step(NOW)
    assert len(pinged.pings) == 3
    assert {path for path, _ in pinged.pings} == {f"/ping/{SECRET}"}
    assert [(line["event"], line.get("reason")) for line in logs] == [
        ("healthcheck_not_taken", f"status {status}"),
        ("healthcheck_taken_again", None),
    ]


async def test_where_nobody_answers_the_duty_goes_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.duties.healthcheck.PING_SECONDS", 0.05)
    with capture_logs() as logs, socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        for address in (f"http://127.0.0.1:{port}/{SECRET}", f"https://127.0.0.1:{port}/{SECRET}"):
            step = ping(database, SecretStr(address), DiscordHealth(), ChannelHealth())
            assert await step(NOW) == NOW + HEARTBEAT_EVERY
        silent.close()
        step = ping(database, SecretStr(address), DiscordHealth(), ChannelHealth())
        assert await step(NOW) == NOW + HEARTBEAT_EVERY
    assert [line["event"] for line in logs] == ["healthcheck_not_taken"] * 3
    assert SECRET not in str(logs)


def test_there_is_no_duty_without_an_address(database_url: str) -> None:
    database = Database(database_url, application_name="test")

    def duties(**settings: Any) -> int:
        loaded = load_settings(env_file=None, **settings)
        return len(healthcheck_duties(loaded, database, DiscordHealth(), ChannelHealth()))

    assert duties() == 0
    assert duties(muster_healthcheck_url="http://10.0.0.7/ping/x?create=1") == 1


@pytest.mark.parametrize("address", ["hc-ping.com/x", "ftp://a/b", "http://", "https://a/b#c"])
def test_an_address_that_is_none_is_refused_without_showing_it(address: str) -> None:
    with pytest.raises(MusterError) as refused:
        load_settings(env_file=None, muster_healthcheck_url=address)
    assert str(refused.value) == (
        "MUSTER_HEALTHCHECK_URL: the value (a secret, not shown) cannot be used; accepted: "
        "an address that begins with http:// or https://"
    )


def test_a_failure_goes_below_the_path() -> None:
    assert fail_address("https://hc-ping.com/uuid") == "https://hc-ping.com/uuid/fail"
    assert fail_address("https://a/key/slug/?create=1") == "https://a/key/slug/fail?create=1"
    assert not troubles(0, ChannelHealth(), "connecting")
