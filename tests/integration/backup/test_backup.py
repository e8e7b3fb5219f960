"""`muster backup`: what is in the file, who may read it, and what is left where it fails."""

import asyncio
import fcntl
import json
import os
import shlex
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from muster.settings import child_environment
from ops.backup import keys
from ops.backup.archive import open_archive
from ops.backup.steps import Step
from ops.cli import main
from ops.postgres.files import programs
from ops.postgres.tools import as_client, tool
from tests.integration.conftest import Run
from tests.support.running.recorded_demo import sums

ROOT = Path(__file__).parents[3]
PASSPHRASE = "a long night on the server"


def test_holds_database_secret_and_a_manifest_that_counts_both(
    community_url: str, run: Run, folder: Path
) -> None:
    file = folder / "muster.zip"
    code, out, err = run(community_url, "backup", str(file), SESSION_SECRET="kept for everybody")
    assert (code, err) == (0, [])
    assert str(file) in out[0]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["muster.zip"]
    with zipfile.ZipFile(file) as opened:
        manifest = json.loads(opened.read("manifest.json"))
        assert opened.namelist() == ["database.dump", "session_secret", "manifest.json"]
        assert opened.read("session_secret") == b"kept for everybody"
    assert manifest["tables"]["players"]["rows"] == sums(community_url)["players"].rows > 20
    assert manifest["migrations"][0]["name"] == "players"


def test_is_opened_by_postgresql_and_zip_alone(
    community_url: str, empty_url: str, run: Run, folder: Path
) -> None:
    assert run(community_url, "backup", str(folder / "muster.zip"))[0] == 0
    with zipfile.ZipFile(folder / "muster.zip") as opened:
        opened.extract("database.dump", folder)
    subprocess.run(
        [
            *(str(programs() / "pg_restore"), "--schema=public", f"--dbname={empty_url}"),
            str(folder / "database.dump"),
        ],
        check=True,
    )
    assert sums(empty_url) == sums(community_url)


@pytest.mark.parametrize("ending", ["", "&options=-csearch_path%3Dmuster"])
def test_is_opened_by_the_documented_commands_whatever_schema_it_is_of(
    new_database: Callable[..., str], run: Run, folder: Path, ending: str
) -> None:
    own, empty = f"{new_database()}{ending}", new_database()
    assert run(own, "migrate")[0] == 0
    assert run(own, "backup", str(folder / "muster.zip"))[0] == 0
    with zipfile.ZipFile(folder / "muster.zip") as opened:
        opened.extractall(folder)
    document = (ROOT / "docs/operations/backup-and-restore.md").read_text()
    block = document.split("## Without Muster")[1].split("```")[1].removeprefix("sh\n")
    lines = [line for line in block.splitlines() if not line.startswith(("age ", "unzip "))]
    assert len(lines) == 3
    subprocess.run(
        ["sh", "-ec", "\n".join(lines).replace("EMPTY", shlex.quote(empty))],
        cwd=folder,
        env=child_environment(PATH=f"{programs()}:{child_environment()['PATH']}"),
        check=True,
    )
    assert sums(f"{empty}{ending}") == sums(own)


async def test_is_of_one_moment_while_people_answer(community_url: str, folder: Path) -> None:
    connection = await asyncpg.connect(community_url)
    await connection.execute(
        "CREATE TABLE said (number bigint); CREATE TABLE heard (number bigint)"
    )
    stopped = False

    async def speak() -> None:
        # Both tables get each row in one transaction, so a moment has as many of each.
        number = 0
        while not stopped:
            async with connection.transaction():
                await connection.execute("INSERT INTO heard VALUES ($1)", number)
                await connection.execute("INSERT INTO said VALUES ($1)", number)
            number += 1

    speaking = asyncio.create_task(speak())
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ops.cli", "backup", str(folder / "muster.zip")),
        env={**os.environ, "DATABASE_URL": community_url},
        cwd=ROOT,
    )
    assert await process.wait() == 0
    stopped = True
    await speaking
    await connection.close()
    with open_archive(folder / "muster.zip", None) as archive:
        tables = archive.manifest.tables
        assert tables["said"] == tables["heard"]
        assert tables["said"].rows > 0
        dump = b"".join(archive.chunks("database.dump"))
    assert rows_in(dump, "said") == tables["said"].rows


def rows_in(dump: bytes, table: str) -> int:
    listed = subprocess.run(
        [str(programs() / "pg_restore"), "--data-only", f"--table={table}", "--file=-"],
        input=dump,
        capture_output=True,
        check=True,
    )
    return sum(line.isdigit() for line in listed.stdout.splitlines())


def test_an_encrypted_one_shows_nothing_and_opens_by_its_key_alone(
    community_url: str, run: Run, folder: Path
) -> None:
    key, other = folder / "key", folder / "other"
    key.write_text(keys.new_key())
    other.write_text(keys.new_key())
    file = folder / "muster.zip.age"
    code, out, _ = run(community_url, "backup", str(file), "--key-file", str(key))
    assert code == 0
    assert "encrypted" in out[0]
    assert b"players" not in file.read_bytes()
    with open_archive(file, key) as archive:
        assert archive.manifest.tables["players"].rows > 20
    code, _, err = run(community_url, "restore", "--replace", str(file), "--key-file", str(other))
    assert code == 1
    assert err == ["muster: muster.zip.age does not open by this key; it was encrypted to another."]


def test_the_settings_encrypt_by_a_public_key_whose_secret_one_is_elsewhere(
    community_url: str, run: Run, folder: Path
) -> None:
    pair = keys.new_key()
    file, key = folder / "muster.zip.age", folder / "key"
    key.write_text(pair)
    public = pair.splitlines()[0].removeprefix("# public key: ")
    run(community_url, "backup", str(file), MUSTER_BACKUP_RECIPIENTS=public)
    with open_archive(file, key) as archive:
        assert archive.manifest.rows > 100


def test_a_passphrase_is_asked_for_twice_and_never_an_argument(
    community_url: str, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [PASSPHRASE, PASSPHRASE, "another passphrase", PASSPHRASE, "no", PASSPHRASE]
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: said.pop(0))
    file = folder / "muster.zip.age"
    assert run(community_url, "backup", str(file), "--encrypt")[0] == 0
    code, _, err = run(community_url, "backup", str(folder / "2"), "--encrypt")
    assert (code, err) == (1, ["muster: The two passphrases differ; nothing was written."])
    code, _, err = run(community_url, "backup", str(folder / "3"), "--encrypt")
    assert (code, err) == (1, ["muster: A passphrase has 12 characters at least."])
    with open_archive(file, None) as archive:
        assert archive.manifest.rows > 100
    assert [path.name for path in folder.iterdir()] == ["muster.zip.age"]


def test_without_a_terminal_there_is_nobody_to_ask(
    community_url: str, run: Run, folder: Path
) -> None:
    code, _, err = run(community_url, "backup", str(folder / "muster.zip"), "--encrypt")
    assert code == 1
    assert len(err) == 1
    assert "no terminal" in err[0]
    assert list(folder.iterdir()) == []


def test_contact_keys_come_along_where_they_are_asked_for_and_encrypted(
    community_url: str, run: Run, folder: Path
) -> None:
    key = folder / "key"
    key.write_text(keys.new_key())
    contact_key = "x" * 43 + "="
    variables = {"CONTACT_DATA_ENCRYPTION_KEY": contact_key}
    asked = ("backup", str(folder / "with"), "--with-keys")
    code, _, err = run(community_url, *asked, **variables)
    assert code == 1
    assert "--with-keys needs --encrypt" in err[0]
    assert run(community_url, *asked, "--key-file", str(key), **variables)[0] == 0
    assert run(community_url, "backup", str(folder / "without"), **variables)[0] == 0
    with open_archive(folder / "with", key) as archive:
        assert archive.read("contact_keys") == contact_key.encode()
    with open_archive(folder / "without", None) as archive:
        assert archive.read("contact_keys") is None
    assert contact_key.encode() not in (folder / "without").read_bytes()


def test_never_writes_over_what_is_there(community_url: str, run: Run, folder: Path) -> None:
    file = folder / "diary.txt"
    file.write_text("dear diary")
    code, _, err = run(community_url, "backup", str(file))
    assert (code, len(err)) == (1, 1)
    assert "exists" in err[0]
    assert file.read_text() == "dear diary"
    code, _, err = run(community_url, "backup", str(folder))
    assert (code, len(err)) == (1, 1)
    code, _, err = run(community_url, "backup", str(folder / "nowhere" / "muster.zip"))
    assert (code, len(err)) == (1, 1)
    assert "no folder" in err[0]


def test_two_at_once_of_one_name_are_one_and_a_refusal(
    community_url: str, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "muster.zip"

    def reached(step: Step) -> None:
        if step is Step.BACKUP_SEALED:
            file.write_text("the other one was quicker")

    monkeypatch.setattr("ops.backup.archive.reached", reached)
    code, _, err = run(community_url, "backup", str(file))
    assert (code, len(err)) == (1, 1)
    assert "exists" in err[0]
    assert file.read_text() == "the other one was quicker"
    assert [path.name for path in folder.iterdir()] == ["muster.zip"]


def test_what_another_backup_is_writing_stays(community_url: str, run: Run, folder: Path) -> None:
    name = ".muster.zip.0123456789abcdef.muster-part"
    with (folder / name).open("wb") as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        assert run(community_url, "backup", str(folder / "1.zip"))[0] == 0
        assert (folder / name).exists()
    assert run(community_url, "backup", str(folder / "2.zip"))[0] == 0
    assert not (folder / name).exists()


def test_ctrl_c_leaves_nothing(community_url: str, folder: Path) -> None:
    code = (
        "import os, signal, sys; from ops.backup import steps;"
        "steps.reached = lambda step: step.name == 'BACKUP_BEGUN' and os.kill(0, signal.SIGINT);"
        "from ops.cli import main; main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "backup", str(folder / "muster.zip")],
        env={**os.environ, "DATABASE_URL": community_url},
        cwd=ROOT,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
    assert list(folder.iterdir()) == []


def test_a_server_newer_than_every_program_here(
    community_url: str, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def from_the_future(connection: object) -> int:
        return 99

    monkeypatch.setattr("ops.backup.store.server_major", from_the_future)
    code, _, err = run(community_url, "backup", str(folder / "muster.zip"))
    assert (code, len(err)) == (1, 1)
    assert "postgresql-client-99" in err[0]
    assert list(folder.iterdir()) == []


def test_the_databases_password_is_no_argument_of_any_program() -> None:
    address, variables = as_client("postgresql://me:p%40ss@host:5433/db?sslmode=require")
    assert address == "postgresql://me@host:5433/db?sslmode=require"
    assert variables["PGPASSWORD"] == "p@ss"
    address, variables = as_client("postgresql:///db?user=me&password=p%40ss&search_path=night")
    assert address == "postgresql:///db?user=me"
    assert variables["PGPASSWORD"] == "p@ss"
    # What our driver takes for a setting of the session, libpq would not know.
    assert as_client("postgresql://h/db?jit=off&port=5433")[0] == "postgresql://h/db?port=5433"


async def test_nor_is_the_password_of_the_clients_tls_key(tmp_path: Path) -> None:
    program = tmp_path / "pg_dump"
    program.write_text(
        '#!/bin/sh\necho "$*"; stat -c %a "$PGSERVICEFILE"\n'
        'echo "$PGSERVICE"; cat "$PGSERVICEFILE"; echo "$PGSERVICEFILE"\n'
    )
    program.chmod(0o700)
    url = "postgresql:///db?sslkey=/k&sslpassword=s%20p%23%40ss"
    async with tool(tmp_path, "pg_dump", ("--no-password",), url) as running:
        said = b"".join([chunk async for chunk in running.chunks()]).decode().splitlines()
        await running.finish()
    assert said[:-1] == [
        "--dbname=postgresql:///db?sslkey=%2Fk --no-password",
        *("600", "muster", "[muster]", "sslpassword=s p#@ss"),
    ]
    with pytest.raises(FileNotFoundError):
        os.stat(said[-1])


def test_a_full_disk_leaves_no_half_file(community_url: str, run: Run, folder: Path) -> None:
    for encrypted in ((), ("--key-file", str(folder / "key"))):
        (folder / "key").write_text(keys.new_key())
        code, err = limited(
            community_url, 100_000, "backup", str(folder / "muster.zip"), *encrypted
        )
        assert code == 1
        assert err.count("\n") == 1
        assert "could not be written" in err
        assert [path.name for path in folder.iterdir()] == ["key"]


def limited(url: str, largest: int, *arguments: str) -> tuple[int, str]:
    """A command that can make files of at most `largest` bytes: the error of a full disk."""
    code = (
        "import resource, signal, sys; from ops.cli import main;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({largest}, {largest})); main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "DATABASE_URL": url},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr


def test_a_database_without_muster_is_none_to_back_up(
    empty_url: str, run: Run, folder: Path
) -> None:
    code, _, err = run(empty_url, "backup", str(folder / "muster.zip"))
    assert (code, err) == (1, ["muster: The database holds nothing of Muster's yet."])
    assert list(folder.iterdir()) == []


def test_a_role_that_may_not_read_everything_says_so(
    community_url: str, run: Run, folder: Path, url_for_role: object
) -> None:
    assert callable(url_for_role)
    code, _, err = run(url_for_role(community_url), "backup", str(folder / "muster.zip"))
    assert (code, len(err)) == (1, 1)
    assert "owner" in err[0]
    assert list(folder.iterdir()) == []


def test_usage_needs_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in (["backup"], ["backup", "x", "--daily"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
