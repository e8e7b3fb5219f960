"""The doctor's look at the installation: settings, keys, page, disks, and its own clocks."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from muster.channels.service import CONTACT_TABLES
from muster.crypto import generate_contact_key
from muster.health.database import ContactKeys
from muster.health.installation import (
    LOW_BYTES,
    LOW_FILES,
    SCARCE_BYTES,
    SCARCE_FILES,
    data_folder_findings,
    disk_finding,
    line_findings,
)
from muster.health.rules import Verdict
from muster.settings import child_environment, load_settings, unknown_variables
from ops.doctor import installation
from ops.doctor.examine import examine
from ops.doctor.installation import page_finding
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.running.bot import CONTACT_KEY, add_reachable_people
from tests.support.running.patience import PATIENCE
from tests.support.scenes.community import settings_for

ROOT = Path(__file__).parents[3]


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


# --- which settings were read ---------------------------------------------------------------------


def test_every_other_name_in_the_file_is_no_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "DISCORD_BOT_TOKN=secret\nFRONTEND_ORIGIN=http://127.0.0.1:8000\nfrontend_origin=\n"
        "SOMETHING_ELSE=1\nAVAILABILITY_PROMTION_TIMEZONE=Europe/Berlin\nEMPTY=\n"
    )
    found = [(each.name, each.meant) for each in unknown_variables(file) if each.place == str(file)]
    assert found == [
        ("DISCORD_BOT_TOKN", "DISCORD_BOT_TOKEN"),
        ("SOMETHING_ELSE", None),
        ("AVAILABILITY_PROMTION_TIMEZONE", "AVAILABILITY_PROMOTION_TIMEZONE"),
    ]


def test_another_programs_file_is_told_of_in_a_few_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    others = "".join(f"SSH_{number}=geheim\n" for number in range(70))
    (tmp_path / ".env").write_text(
        f"{others}OWNER_USER_ID=101\nDISCORD_GUILD_ID=0\n"
        "CONTACT_DATA_ENCRYPTION_KEY=geheim geheim\nDISCORD_BOT_TOKN=geheim\n"
    )
    found = installation.installation_checks(load_settings())
    told = [each.text for each in found if each.subject == "settings"]
    assert told == [
        "OWNER_USER_ID: read as ADMIN_DISCORD_IDS; rename it, since it is slomix's name",
        "DISCORD_GUILD_ID: 0 means that it is not set; leave it empty",
        "CONTACT_DATA_ENCRYPTION_KEY: a passphrase, whose SHA-256 is the key, as in slomix; "
        "`muster generate-key` prints a key that nobody can guess",
        "DISCORD_BOT_TOKN, set in .env, is no setting of Muster's; did you mean DISCORD_BOT_TOKEN?",
        "SSH_0, SSH_1, SSH_2, SSH_3, SSH_4 and 65 more, set in .env, are no settings of Muster's; "
        "`muster docs settings` lists all",
    ]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("REDIS_URI", "REDIS_URL"),
        ("DISCORD_GUILDID", "DISCORD_GUILD_ID"),
        ("PROMOTERS_DISCORD_IDS", "PROMOTER_DISCORD_IDS"),
        ("MUSTER_DATA_FOLDER", None),
        ("AVAILABILITY_THRESHOLD", None),
    ],
)
def test_names_like_ours_in_the_environment_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, meant: str | None
) -> None:
    monkeypatch.setenv(name, "x")
    (found,) = [each for each in unknown_variables(tmp_path / "none") if each.name == name]
    assert found.place == "the environment"
    assert meant is None or found.meant == meant


@pytest.mark.parametrize("name", ["PATH", "DATABASE_PASSWORD_OF_ANOTHER", "DISCORD_WEBHOOK", "TZ"])
def test_names_of_others_in_the_environment_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "x")
    assert name not in [each.name for each in unknown_variables(tmp_path / "none")]


def test_it_says_which_file_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    without = installation.installation_checks(load_settings())
    assert (without[0].state, str(tmp_path) in without[0].text) == (Verdict.OFF, True)
    (tmp_path / ".env").write_text("SIGNAL_SENDER_NUMER=+38640111222\n")
    findings = installation.installation_checks(load_settings())
    assert findings[0].state is Verdict.OK
    assert findings[0].text.startswith(str(tmp_path / ".env"))
    assert findings[1].state is Verdict.WARN
    assert findings[1].text.endswith("no setting of Muster's; did you mean SIGNAL_SENDER_NUMBER?")
    assert "38640111222" not in "".join(each.text for each in findings)


BAD_LINES = """
geheim 1
MUSTER_PORT=8000
  # a comment = geheim 2

postgresql://u:geheim@h/db?sslmode=require
SESSION_SECRET
REDIS_URL='geheim 3
FRONTEND_ORIGIN=http://127.0.0.1:8000
export AVAILABILITY_PROMOTION_TIMEZONE="Europe/Berlin"
geheim-4=x
DISCORD_CLIENT_SECRET="geheim 5
DISCORD_BOT_TOKEN="geheim 6"
EMPTY=
"""


def test_every_line_that_sets_nothing_is_numbered_and_none_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / ".env").write_text(BAD_LINES)
    findings = installation.installation_checks(load_settings())
    (told,) = [each for each in findings if "set nothing" in each.text]
    assert (told.subject, told.state) == ("settings file", Verdict.WARN)
    assert "lines 2, 6, 7, 8, 11, 12 and 13 set nothing; each is to read" in told.text
    (tmp_path / ".env").write_text("\n\ngeheim\n")
    assert ".env: line 3 sets nothing; it is to read" in str(line_findings())
    assert "geheim" not in f"{findings}{capfd.readouterr()}"
    (tmp_path / ".env").write_text(f"{BAD_LINES}MUSTER_SANDBOX=perhaps\n")
    assert asyncio.run(examine())
    out, err = capfd.readouterr()
    assert [line.split()[:3] for line in out.splitlines()] == [
        ["FAIL", "settings", "MUSTER_SANDBOX:"],
        ["warn", "settings", "file"],
    ]
    assert "geheim" not in out
    assert err == ""


def test_a_name_that_stands_twice_is_told_and_no_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(
        "MUSTER_PORT=8123\nSESSION_SECRET='geheim\n 1'\n# REDIS_URL=x\n\n"
        "export muster_port=8124\nREDIS_URL=redis://:geheim@h\nMUSTER_PORT=\nSESSION_SECRET\n"
    )
    found = installation.installation_checks(load_settings())
    told = [each.text for each in found if "more than once" in each.text]
    (text,) = told
    assert text == "MUSTER_PORT stands more than once in .env, on lines 1, 6, 8; the last one holds"
    assert "geheim" not in f"{found}{capfd.readouterr()}"
    (tmp_path / ".env").write_text("MUSTER_PORT=8123\nMUSTER_PORT=perhaps\n")
    assert asyncio.run(examine()), "also where the last one is what cannot be read"
    assert "MUSTER_PORT stands more than once in .env, on lines 1, 2;" in capfd.readouterr().out


# --- the page, the disks --------------------------------------------------------------------------


def test_a_page_that_was_not_built_is_a_failure(tmp_path: Path) -> None:
    assert page_finding(tmp_path).state is Verdict.FAIL
    (tmp_path / "index.html").touch()
    assert page_finding(tmp_path).state is Verdict.OK


def test_a_disk_that_fills_up_is_told_in_time(tmp_path: Path) -> None:
    states = [disk_finding(tmp_path, free).state for free in (0, SCARCE_BYTES, LOW_BYTES)]
    assert states == [Verdict.FAIL, Verdict.WARN, Verdict.OK]
    found = [disk_finding(tmp_path, LOW_BYTES, files) for files in (0, SCARCE_FILES, LOW_FILES)]
    assert [each.state for each in found] == [Verdict.FAIL, Verdict.WARN, Verdict.OK]
    assert f"files that still fit at {tmp_path}, " in found[0].text
    assert disk_finding(tmp_path, 0, LOW_FILES).state is Verdict.FAIL
    assert disk_finding(tmp_path, SCARCE_BYTES, 0).state is Verdict.FAIL


class Disk:
    """What `statvfs` says of one with plenty of room."""

    f_bavail, f_frsize, f_files, f_favail = 2**20, 4096, 10**6, 10**6


class FullDisk(Disk):
    f_bavail = 0


class DiskWithoutFiles(Disk):
    f_favail = 0


class UncountedDisk(Disk):
    f_files = f_favail = 0


@pytest.mark.parametrize(
    ("data", "backups", "expected"),
    [
        (Disk, None, [(Verdict.OK, "free at")]),
        (DiskWithoutFiles, None, [(Verdict.FAIL, "bytes are free: 0;")]),
        (UncountedDisk, None, [(Verdict.OK, "free at")]),
        (Disk, FullDisk, [(Verdict.OK, "free at"), (Verdict.FAIL, "no backup can be made")]),
        (Disk, DiskWithoutFiles, [(Verdict.OK, "free at"), (Verdict.FAIL, "bytes are free: 0;")]),
    ],
)
def test_the_disks_of_data_and_of_backups_are_looked_at(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    data: type[Disk],
    backups: type[Disk] | None,
    expected: list[tuple[Verdict, str]],
) -> None:
    kept = tmp_path / "backups"
    kept.mkdir()
    real = Path.stat

    def stat(path: Path, **options: Any) -> Any:
        found = real(path, **options)
        if path != kept or backups is None:
            return found
        return os.stat_result((*found[:2], found.st_dev + 1, *found[3:]))

    monkeypatch.setattr(Path, "stat", stat)
    monkeypatch.setattr(os, "statvfs", lambda path: backups if path == kept else data)
    settings = load_settings(
        env_file=None, muster_data_dir=tmp_path / "data", muster_backup_dir=kept
    )
    found = data_folder_findings(settings)
    assert [each.state for each in found] == [state for state, _ in expected]
    for each, (_, words) in zip(found, expected, strict=True):
        assert (each.subject, words in each.text) == ("disk", True), each.text


@pytest.mark.parametrize("made", ["file", "link"])
def test_a_data_folder_that_cannot_be_made_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if made == "file":
        Path("data").touch()
    else:
        Path("data").symlink_to("nowhere")
    for secret, subject in (None, "data folder"), ("sixteen letters.", "disk"):
        # With a database and a secret of its own, a machine keeps nothing in the folder.
        settings = load_settings(database_url="postgresql://x/x", session_secret=secret)
        assert installation.installation_checks(settings)[-1].subject == subject
    nothing = load_settings(muster_data_dir=Path("below/it"))
    assert installation.installation_checks(nothing)[-1].subject == "disk"


@pytest.mark.parametrize("cause", ["read-only", "a file"])
def test_where_no_database_can_be_made_nobody_is_sent_to_make_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    cause: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MUSTER_DATA_DIR", "data")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    asyncio.run(examine())
    assert "off  database         none in data yet; `muster up` makes it" in capsys.readouterr().out
    if cause == "read-only":
        Path("data").mkdir(mode=0o500)
        # To root, who may write into any folder, only the system's answer says read-only.
        monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    else:
        Path("data").touch()
    assert asyncio.run(examine())
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("FAIL data folder      data cannot be made") for line in lines)
    (database,) = [line for line in lines if " database " in line]
    assert database.startswith("FAIL database         none in data, and none can be made or found")
    assert database.endswith("see data folder")


# --- keys that open nothing -----------------------------------------------------------------------


async def test_keys_that_open_none_of_the_addresses_are_a_failure(
    sql: Any, chats: FakeChats
) -> None:
    await add_reachable_people(sql, chats, 2)
    right, other = CONTACT_KEY, generate_contact_key()
    for keys, state in (
        (right, Verdict.OK),
        (f"{other},{right}", Verdict.OK),
        (other, Verdict.FAIL),
        (None, Verdict.FAIL),
    ):
        secret = None if keys is None else SecretStr(keys)
        settings = settings_for("postgresql://x/x", contact_data_encryption_key=secret)
        finding = await ContactKeys(settings).check(sql)
        assert (finding.state, finding.subject) == (state, "contact key"), finding.text
        assert (state is Verdict.FAIL) is finding.text.startswith("4 stored addresses")
    for table in CONTACT_TABLES:
        await sql.execute(f"DELETE FROM {table}")
    assert (await ContactKeys(settings).check(sql)).state is Verdict.OFF


# --- clocks ---------------------------------------------------------------------------------------

SCRIPT = """
import asyncio, sys
before = None
real = asyncio.timeout

def timeout(seconds):
    global before
    before = before or set(sys.modules)
    return real(seconds)

asyncio.timeout = timeout
from ops.doctor.examine import examine
asyncio.run(examine())
late = {name.partition(".")[0] for name in set(sys.modules) - before}
print("LOADED", *sorted(late & {"discord", "telegram", "aiohttp", "httpx2", "limits", "redis"}))
"""


def test_libraries_are_loaded_before_a_check_looks_at_the_clock(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:1"
    environment = child_environment(
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing",
        DISCORD_API_BASE_URL=nowhere,
        DISCORD_BOT_TOKEN="a made-up token",
        TELEGRAM_API_BASE_URL=nowhere,
        TELEGRAM_BOT_TOKEN="123456:a-made-up-token-of-the-right-length",
        SIGNAL_API_BASE_URL=nowhere,
        SIGNAL_SENDER_NUMBER="+38640999888",
        REDIS_URL="redis://127.0.0.1:1/0",
        MUSTER_SANDBOX="false",
        PYTHONPATH=str(ROOT),
    )
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "LOADED" in done.stdout.splitlines(), done.stdout
