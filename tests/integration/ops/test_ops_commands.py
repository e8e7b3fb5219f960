"""`muster migrate`, `players import` and `doctor`: what they print and how they end."""

import asyncio
import json
import shlex
import threading
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import asyncpg
import pytest
from cryptography.fernet import Fernet

from muster.clock import utc_now
from muster.health.database import clock_finding
from muster.health.rules import Verdict
from ops.migrate import shipped_migrations
from ops.postgres.grants import needs_of, website_needs
from tests.integration.conftest import Run
from tests.support.fakes.game_server import FakeGameServer, fake_game_server


def query(url: str, statement: str, *values: object) -> list[Any]:
    async def work() -> list[Any]:
        connection = await asyncpg.connect(url)
        try:
            return [tuple(row) for row in await connection.fetch(statement, *values)]
        finally:
            await connection.close()

    return asyncio.run(work())


async def run_script(url: str, script: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(script)
    finally:
        await connection.close()


def test_migrate_says_what_it_did_and_check_what_is_missing(
    empty_database_url: str, run: Run
) -> None:
    code, _, err = run(empty_database_url, "migrate", "--check")
    assert code == 1
    assert err[0].startswith("muster: 001_players is pending")

    code, out, err = run(empty_database_url, "migrate")
    assert (code, err) == (0, [])
    assert out[0] == "  applied 001_players"
    code, out, _ = run(empty_database_url, "migrate")
    assert code == 0
    assert len(out) == 1
    assert run(empty_database_url, "migrate", "--check")[0] == 0

    query(empty_database_url, "UPDATE schema_migrations SET content_hash = '' WHERE version = 3")
    for command in (["migrate", "--check"], ["migrate"]):
        code, _, err = run(empty_database_url, *command)
        assert (code, len(err)) == (1, 1)
        assert "003_live_status" in err[0]


def test_check_says_that_this_checkout_is_older_than_the_database(
    database_url: str, run: Run
) -> None:
    query(database_url, "INSERT INTO schema_migrations VALUES (998, 'x', 'x', now())")
    code, out, err = run(database_url, "migrate", "--check")
    assert (code, out, len(err)) == (1, [], 1)
    assert "998 applied, but without a file here: this checkout is older" in err[0]
    assert states(run(database_url, "doctor")[1])["migrations"] == "warn"


def test_a_role_that_may_not_read_the_record_is_told_the_grant(
    database_url: str, run: Run, url_for_role: Callable[..., str]
) -> None:
    query(database_url, "REVOKE SELECT ON schema_migrations FROM website_app")
    code, out, err = run(url_for_role(database_url), "migrate", "--check")
    assert (code, out, len(err)) == (1, [], 1)
    grant = "GRANT SELECT ON schema_migrations TO website_app"
    assert err[0].endswith(grant)
    _, out, _ = run(url_for_role(database_url), "doctor")
    assert any(line.startswith("FAIL migrations") and grant in line for line in out)


def test_an_address_that_the_server_refuses_is_one_line(database_url: str, run: Run) -> None:
    code, out, err = run(f"{database_url}&bogus=1", "migrate", "--check")
    assert (code, out, len(err)) == (1, [], 1)
    assert 'unrecognized configuration parameter "bogus"' in err[0]


def test_import_adds_and_updates_by_guid(database_url: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "players.csv"
    file.write_text("guid,name,aliases,rating\nA1,^1Foo,f1;f2,12.5\nB2,Bar,,\n")
    code, out, _ = run(database_url, "players", "import", str(file))
    assert (code, out) == (0, ["2 players: 2 added, 0 updated, 0 unchanged"])

    file.write_text("guid,name,aliases,rating\nA1,^1Foo,f1,12.5\nB2,Bar,,\nC3,Baz,,\n")
    code, out, _ = run(database_url, "players", "import", str(file))
    assert (code, out) == (0, ["3 players: 1 added, 1 updated, 1 unchanged"])
    file.write_text("guid,name\nC3,Baz\n")
    code, out, _ = run(database_url, "players", "import", str(file))
    assert (code, out) == (0, ["1 player: 0 added, 0 updated, 1 unchanged"])
    rows = query(
        database_url,
        "SELECT guid, canonical_name, rating, array_remove(array_agg(alias), NULL) FROM players"
        " LEFT JOIN player_aliases USING (guid) GROUP BY guid ORDER BY guid",
    )
    assert rows == [("A1", "Foo", 12.5, ["f1"]), ("B2", "Bar", None, []), ("C3", "Baz", None, [])]


def test_import_loads_nothing_when_a_row_is_bad(
    database_url: str, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "players.csv"
    file.write_text("guid,name\nA1,Foo\n,Bar\nA1,Baz\n")
    code, out, err = run(database_url, "players", "import", str(file))
    assert (code, out) == (1, [])
    assert err == [
        "muster: line 3: guid is missing",
        "muster: line 4: guid 'A1' is on line 2 already",
    ]
    assert query(database_url, "SELECT * FROM players") == []


def test_import_needs_a_current_database(empty_database_url: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("guid,name\nA1,Foo\n")
    code, _, err = run(empty_database_url, "players", "import", "p.csv")
    assert (code, len(err)) == (1, 1)
    assert "run `muster migrate` first" in err[0]


class Services(BaseHTTPRequestHandler):
    """Discord, Telegram and Signal in one; `refused` paths answer 401."""

    refused: ClassVar[set[str]] = set()
    answers: ClassVar[dict[str, Any]] = {
        "/oauth2/token": {"access_token": "x"},
        "/users/@me": {"id": "1", "username": "muster", "discriminator": "0", "avatar": None},
        "/oauth2/applications/@me": {
            "id": "80351110224678912",
            "name": "muster",
            "description": "",
            "icon": None,
            "verify_key": "00",
            "bot_public": False,
            "bot_require_code_grant": False,
            "flags": 0,
            "owner": {"id": "2", "username": "op", "discriminator": "0", "avatar": None},
        },
        "/gateway/bot": {
            "url": "wss://gateway.example",
            "shards": 1,
            "session_start_limit": {
                "total": 1000,
                "remaining": 999,
                "reset_after": 1,
                "max_concurrency": 1,
            },
        },
        "/applications/80351110224678912/commands": [],
        "/bot123:geheim/getMe": {
            "ok": True,
            "result": {"id": 1, "is_bot": True, "first_name": "Muster", "username": "muster_bot"},
        },
        "/v1/about": {"version": "0.93", "mode": "json-rpc"},
        "/v1/accounts": ["+38641999888"],
    }

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        found = self.answers.get(path)
        status = 401 if path in self.refused else 404 if found is None else 200
        body = json.dumps({} if found is None else found).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base's word
        """Say nothing."""


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Generator[str, None, None]:
    """The address of the services, which know the settings of `all_services`."""
    monkeypatch.setattr(Services, "refused", set())
    with ThreadingHTTPServer(("127.0.0.1", 0), Services) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def game_server() -> Generator[FakeGameServer, None, None]:
    with fake_game_server() as server:
        server.has("Bramble")
        yield server


def all_services(address: str) -> dict[str, str]:
    return {
        "DISCORD_API_BASE_URL": address,
        "DISCORD_CLIENT_ID": "80351110224678912",
        "DISCORD_CLIENT_SECRET": "geheim",
        "DISCORD_BOT_TOKEN": "geheim",
        "TELEGRAM_API_BASE_URL": address,
        "TELEGRAM_BOT_TOKEN": "123:geheim",
        "SIGNAL_API_BASE_URL": address,
        "SIGNAL_SENDER_NUMBER": "+38641999888",
        "CONTACT_DATA_ENCRYPTION_KEY": Fernet.generate_key().decode(),
        "SESSION_SECRET": "geheim" * 3,
    }


def assert_no_secrets(lines: list[str]) -> None:
    text = "".join(lines)
    assert "geheim" not in text
    assert "999888" not in text


def states(lines: list[str]) -> dict[str, str]:
    """How each subject stands."""
    return {line[5:22].strip(): line[:5].strip() for line in lines}


def test_doctor_finds_nothing_wrong(
    database_url: str, run: Run, services: str, game_server: FakeGameServer, tmp_path: Path
) -> None:
    query(database_url, "INSERT INTO live_status VALUES ('bot', '{}', $1)", utc_now())
    (tmp_path / "muster-2026-11-20.zip").write_text("x")
    variables = all_services(services) | {"GAME_SERVER_ADDRESS": game_server.address}
    variables |= {"MUSTER_BACKUP_DIR": str(tmp_path)}
    code, out, err = run(database_url, "doctor", **variables)
    assert (code, err) == (0, []), "\n".join(out)
    # No server and no channels are set; tests/integration/ops/test_doctor_discord.py and
    # test_doctor_discord_channels.py beside it have them.
    settings = {"Discord server", "Discord gateway", "Discord channel", "Discord commands"}
    settings |= {"Redis", "settings file", "webhooks", "push devices", "Web push"}
    found = states(out)
    assert {found[name] for name in set(found) - settings} == {"ok"}, out
    assert any(line.endswith(f"1 player on {game_server.address}") for line in out)
    assert len(out) == 30
    assert_no_secrets(out)


def test_doctor_knows_of_channels_that_a_bot_elsewhere_delivers_on(
    database_url: str, run: Run
) -> None:
    """As on a machine that runs a website alone, which needs the key and no token."""
    channel = {"DISCORD_ANNOUNCE_CHANNEL_ID": "5"}
    _, out, _ = run(database_url, "doctor", **channel)
    assert any("do nothing without DISCORD_BOT_TOKEN" in line for line in out)
    assert states(out)["contact key"] == "off"
    for status_type in ("bot", "delivery_discord", "delivery_telegram"):
        query(database_url, "INSERT INTO live_status VALUES ($1, '{}', $2)", status_type, utc_now())
    code, out, _ = run(database_url, "doctor", **channel)
    found = {line[5:22].strip(): line[22:] for line in out}
    assert not any("do nothing without DISCORD_BOT_TOKEN" in line for line in out)
    assert found["Discord bot"].startswith("DISCORD_BOT_TOKEN is not set here, but where a bot")
    assert found["Telegram"].startswith("TELEGRAM_BOT_TOKEN is not set here, but where a bot")
    assert found["Signal"] == "SIGNAL_API_BASE_URL is not set"
    assert (code, states(out)["contact key"]) == (1, "FAIL")


def test_doctor_says_what_is_off(database_url: str, run: Run) -> None:
    code, out, _ = run(database_url, "doctor", SESSION_SECRET="geheim" * 3)
    assert code == 0
    found = states(out)
    assert {found[name] for name in ("Discord sign-in", "Telegram", "Signal", "clock")} == {"off"}
    assert found["bot"] == "warn"


def test_doctor_fails_on_what_services_refuse(database_url: str, run: Run, services: str) -> None:
    Services.refused |= set(Services.answers)
    code, out, _ = run(database_url, "doctor", **all_services(services))
    assert code == 1
    found = states(out)
    for name in ("Discord sign-in", "Discord bot", "Telegram", "Signal"):
        assert found[name] == "FAIL"
    assert_no_secrets(out)


def test_doctor_fails_on_what_cannot_be_reached(run: Run) -> None:
    url = "postgresql://muster:geheim@127.0.0.1:1/muster"
    code, out, _ = run(url, "doctor", **all_services("http://127.0.0.1:1"))
    assert code == 1
    found = states(out)
    for name in ("database", "Discord sign-in", "Discord bot", "Telegram", "Signal"):
        assert found[name] == "FAIL"
    assert_no_secrets(out)


def test_doctor_looks_at_migrations_and_grants(
    database_url: str, run: Run, url_for_role: Callable[..., str]
) -> None:
    assert states(run(url_for_role(database_url), "doctor")[1])["grants"] == "ok"
    query(database_url, "REVOKE INSERT ON availability_entries FROM website_app")
    query(database_url, "DELETE FROM schema_migrations WHERE version = 9")
    code, out, _ = run(database_url, "doctor")
    assert code == 1
    found = states(out)
    assert (found["grants"], found["migrations"]) == ("FAIL", "FAIL")
    assert any("website_app lacks INSERT on availability_entries" in line for line in out)


def test_doctor_gives_the_command_that_grants_what_is_missing(database_url: str, run: Run) -> None:
    def remedy() -> list[str]:
        found = next(line for line in run(database_url, "doctor")[1] if "grants" in line)
        assert found.startswith("FAIL")
        return shlex.split(found.partition("as the tables' owner: ")[2])

    query(database_url, "REVOKE SELECT ON channel_reach FROM website_app")
    *psql, option, statement = remedy()
    assert psql == ["psql", "$OWNER_DATABASE_URL", "-v", "ON_ERROR_STOP=1"]
    assert (option, statement) == ("-c", "GRANT SELECT ON channel_reach TO website_app")
    query(database_url, statement)

    query(database_url, "REVOKE INSERT ON players FROM website_app")
    *psql, option, file = remedy()
    assert option == "-f"
    asyncio.run(run_script(database_url, Path(file).read_text()))
    assert states(run(database_url, "doctor")[1])["grants"] == "ok"


def test_migrate_grants_again_what_a_restore_lost(
    database_url: str, run: Run, url_for_role: Callable[..., str]
) -> None:
    said = "  granted website_app what the website needs"
    assert said not in run(database_url, "migrate")[1]
    query(database_url, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM website_app")
    code, out, _ = run(database_url, "migrate")
    assert (code, out[0]) == (0, said)
    assert states(run(database_url, "doctor")[1])["grants"] == "ok"
    assert said not in run(database_url, "migrate")[1]


def test_doctor_creates_nothing(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("", "doctor")
    assert code == 0
    assert states(out)["database"] == "off"
    assert list(tmp_path.iterdir()) == []


def test_what_the_website_needs_is_read_from_the_grants() -> None:
    needs = website_needs(shipped_migrations())
    assert ("players", "SELECT", None) in needs
    assert ("website_sessions", "UPDATE", "expires_at") in needs
    assert len({table for table, _, _ in needs}) > 20
    # What later migrations create they grant themselves.
    for table in ("sandbox_outbox", "channel_reach", "schema_migrations"):
        assert (table, "SELECT", None) in needs
    assert needs_of("GRANT SELECT, UPDATE (a, b) ON TABLE %I.one, two TO website_app;") == [
        (table, privilege, column)
        for table in ("one", "two")
        for privilege, column in (("SELECT", None), ("UPDATE", "a"), ("UPDATE", "b"))
    ]


@pytest.mark.parametrize(
    ("skew", "state"),
    [
        (0.1, Verdict.OK),
        (-3, Verdict.WARN),
        (3, Verdict.WARN),
        (61, Verdict.FAIL),
        (-3600, Verdict.FAIL),
    ],
)
def test_clocks_that_differ(skew: float, state: Verdict) -> None:
    assert clock_finding("clock", None, timedelta(seconds=skew)).state is state


def test_the_bots_heartbeat_grows_old(database_url: str, run: Run) -> None:
    old = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    query(database_url, "INSERT INTO live_status VALUES ('bot', '{}', $1)", old)
    _, out, _ = run(database_url, "doctor")
    assert states(out)["bot"] == "warn"
    assert any("2026-01-02 03:04 UTC" in line for line in out)
