"""`muster restore`: all of it or nothing, and what it refuses with the database as it was."""

import asyncio
import json
import os
import threading
import zipfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from muster.migrations import LOCK_KEY
from ops.backup.keys import new_key
from ops.backup.store import RESTORED
from ops.migrate import shipped_migrations
from ops.postgres.files import programs
from ops.postgres.grants import missing, website_needs
from tests.conftest import WEBSITE_ROLE
from tests.integration.backup.test_backup import limited
from tests.integration.conftest import Run
from tests.support.running.older_server import older_server
from tests.support.running.recorded_demo import load_demo, sums


def ask(url: str, question: str, *values: Any) -> Any:
    async def work() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(question, *values)
        finally:
            await connection.close()

    return asyncio.run(work())


@pytest.fixture
def backup(community_url: str, run: Run, folder: Path) -> Path:
    """A backup of the community."""
    file = folder / "muster.zip"
    assert run(community_url, "backup", str(file), SESSION_SECRET="the backup's own secret")[0] == 0
    os.environ.pop("SESSION_SECRET", None)
    return file


def changed(backup: Path, **members: Any) -> Path:
    """A copy of a backup whose manifest says something else."""
    copy = backup.with_name("changed.zip")
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = json.dumps(json.loads(content) | members).encode()
            new.writestr(name, content)
    return copy


def test_into_an_empty_database(
    backup: Path, community_url: str, empty_url: str, run: Run, tmp_path: Path
) -> None:
    code, out, err = run(empty_url, "restore", str(backup))
    assert (code, err) == (0, [])
    assert out[-1].startswith("Restored and compared:")
    assert sums(empty_url) == sums(community_url)
    assert (tmp_path / "data" / "session_secret").read_bytes() == b"the backup's own secret"
    assert run(empty_url, "migrate", "--check")[0] == 0


def test_into_a_database_that_is_read_only_by_default(
    backup: Path, community_url: str, empty_url: str, run: Run
) -> None:
    read_only = "EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', {})"
    ask(empty_url, f"DO $$ BEGIN {read_only.format('current_database()')}; END $$")
    code, _, err = run(empty_url, "restore", str(backup))
    assert (code, err) == (0, [])
    assert sums(empty_url) == sums(community_url)


def test_in_place_of_what_is_there_and_only_where_that_is_said(
    backup: Path, community_url: str, run: Run
) -> None:
    before = sums(community_url)
    ask(community_url, "DELETE FROM availability_answer_changes")
    ask(community_url, "UPDATE players SET name = 'somebody else'")
    spoilt = sums(community_url)
    assert spoilt != before
    code, _, err = run(community_url, "restore", str(backup))
    assert (code, len(err)) == (1, 1)
    assert "--replace" in err[0]
    assert sums(community_url) == spoilt
    assert run(community_url, "restore", "--replace", str(backup))[0] == 0
    assert sums(community_url) == before


def test_the_restored_tables_are_as_alive_as_the_old_ones(
    backup: Path, community_url: str, run: Run, url_for_role: Callable[..., str]
) -> None:
    assert run(community_url, "restore", "--replace", str(backup))[0] == 0

    async def look() -> tuple[list[Any], list[Any], int]:
        connection = await asyncpg.connect(community_url)
        heard: list[Any] = []
        await connection.add_listener("muster_changes", lambda *notice: heard.append(notice[-1]))
        lacking = await missing(connection, WEBSITE_ROLE, website_needs(shipped_migrations()))
        await connection.execute("UPDATE players SET name = name || '!', updated_at = now()")
        number = await connection.fetchval(
            "INSERT INTO website_users (created_at) VALUES (now()) RETURNING id"
        )
        highest = await connection.fetchval(
            "SELECT max(id) FROM website_users WHERE id <> $1", number
        )
        await asyncio.sleep(0)
        await connection.fetchval("SELECT 1")
        await connection.close()
        return heard, lacking, number - highest

    heard, lacking, distance = asyncio.run(look())
    assert heard
    assert lacking == []
    assert distance > 0
    schemas = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'muster%'"
    assert ask(community_url, schemas) == 0


def test_an_older_musters_backup_is_migrated(
    new_database: Callable[..., str], run: Run, folder: Path
) -> None:
    older, fresh = new_database(), new_database()
    load_demo(older, "0605d29")
    before = sums(older)
    assert run(older, "backup", str(folder / "older.zip"))[0] == 0
    assert sums(older) == before
    code, out, err = run(fresh, "restore", str(folder / "older.zip"))
    assert (code, err) == (0, [])
    assert any("migrations that it lacked" in line for line in out)
    assert run(fresh, "migrate", "--check")[0] == 0
    assert sums(fresh)["players"].rows == before["players"].rows


def test_a_schema_of_its_own_beside_another_program(
    backup: Path, new_database: Callable[..., str], run: Run, folder: Path
) -> None:
    shared = new_database()
    ask(shared, "CREATE TABLE public.theirs AS SELECT 7 AS number")
    own = f"{shared}&options=-csearch_path%3Dnight"
    assert run(own, "migrate")[0] == 0
    ask(
        shared,
        "INSERT INTO night.players (guid, name, canonical_name, origin)"
        " VALUES ('g', 'n', 'n', 'imported')",
    )
    assert run(own, "backup", str(folder / "night.zip"))[0] == 0
    ask(shared, "DELETE FROM night.players")
    assert run(own, "restore", "--replace", str(folder / "night.zip"))[0] == 0
    assert ask(shared, "SELECT count(*) FROM night.players") == 1
    assert ask(shared, "SELECT number FROM public.theirs") == 7
    # A backup of the usual schema would have to pass through theirs.
    code, _, err = run(own, "restore", "--replace", str(backup))
    assert (code, len(err)) == (1, 1)
    assert "public" in err[0]
    # And what is theirs is nothing to put a backup in place of.
    code, _, err = run(shared, "restore", "--replace", str(backup))
    assert (code, len(err)) == (1, 1)
    assert "another program's" in err[0]
    assert ask(shared, "SELECT number FROM public.theirs") == 7
    # Another schema's backup fits into an empty database.
    fresh = new_database()
    assert run(fresh, "restore", str(folder / "night.zip"))[0] == 0
    assert ask(fresh, "SELECT count(*) FROM public.players") == 1


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda data: b"", "is no backup"),
        (lambda data: b"dear diary", "is no backup"),
        (lambda data: data[: len(data) // 2], "cut short"),
        (lambda data: data[:-1], "cut short"),
        (lambda data: data[:5000] + b"\0\0\0\0" + data[5004:], "cut short or damaged"),
    ],
    ids=["empty", "text", "half", "almost", "flipped"],
)
def test_what_is_no_whole_backup(
    backup: Path, community_url: str, run: Run, spoil: Callable[[bytes], bytes], says: str
) -> None:
    before = sums(community_url)
    backup.write_bytes(spoil(backup.read_bytes()))
    code, _, err = run(community_url, "restore", "--replace", str(backup))
    assert (code, len(err)) == (1, 1)
    assert says in err[0]
    assert sums(community_url) == before


def test_a_newer_musters_backup(backup: Path, community_url: str, run: Run) -> None:
    before = sums(community_url)
    manifest = json.loads(zipfile.ZipFile(backup).read("manifest.json"))
    newer = {"version": 998, "name": "from_the_future", "content_hash": "x"}
    file = changed(backup, muster="9.9.9", migrations=[*manifest["migrations"], newer])
    code, _, err = run(community_url, "restore", "--replace", str(file))
    assert code == 1
    assert "Muster 9.9.9 with migration 998_from_the_future" in err[0]
    file = changed(backup, muster="9.9.9", format=2)
    code, _, err = run(community_url, "restore", "--replace", str(file))
    assert code == 1
    assert "Muster 9.9.9" in err[0]
    assert sums(community_url) == before


def test_a_manifest_that_counts_something_else(backup: Path, community_url: str, run: Run) -> None:
    before = sums(community_url)
    tables = json.loads(zipfile.ZipFile(backup).read("manifest.json"))["tables"]
    tables["players"]["rows"] += 1
    file = changed(backup, tables=tables)
    code, _, err = run(community_url, "restore", "--replace", str(file))
    assert (code, len(err)) == (1, 1)
    assert "differs from the manifest in players" in err[0]
    assert sums(community_url) == before
    assert ask(community_url, "SELECT to_regnamespace($1) IS NULL", RESTORED)


@contextmanager
def held(url: str, name: str, *statements: str) -> Generator[None, None, None]:
    """A connection of somebody called `name` that has said `statements` and stays."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def connect() -> asyncpg.Connection:
        connection = await asyncpg.connect(url, server_settings={"application_name": name})
        for statement in statements:
            await connection.execute(statement)
        return connection

    connection = asyncio.run_coroutine_threadsafe(connect(), loop).result()
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(connection.close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.mark.parametrize("name", ["muster web", "muster bot leadership"])
def test_a_running_muster_is_not_pulled_away(
    backup: Path, community_url: str, run: Run, name: str
) -> None:
    with held(community_url, name):
        code, _, err = run(community_url, "restore", "--replace", str(backup))
    assert (code, len(err)) == (1, 1)
    assert "Muster is running" in err[0]


def test_two_at_once(
    backup: Path, community_url: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops.backup.restore.LOCK_PATIENCE", 0.1)
    with held(community_url, "muster restore", f"SELECT pg_advisory_lock({LOCK_KEY})"):
        code, _, err = run(community_url, "restore", "--replace", str(backup))
    assert (code, len(err)) == (1, 1)
    assert "another restore" in err[0]


def test_a_table_that_somebody_holds(
    backup: Path, community_url: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops.backup.restore.LOCK_TIMEOUT", "100ms")
    before = sums(community_url)
    lock = "LOCK TABLE players IN ACCESS SHARE MODE"
    with held(community_url, "psql", "BEGIN", lock):
        code, _, err = run(community_url, "restore", "--replace", str(backup))
    assert (code, len(err)) == (1, 1)
    assert "as it was" in err[0]
    assert sums(community_url) == before


def test_a_role_without_the_right_to_make_schemas(
    backup: Path, community_url: str, run: Run, url_for_role: Callable[..., str]
) -> None:
    before = sums(community_url)
    code, _, err = run(url_for_role(community_url), "restore", "--replace", str(backup))
    assert (code, len(err)) == (1, 1)
    assert "owner" in err[0]
    assert sums(community_url) == before


def test_no_room_for_what_was_encrypted(
    backup: Path, community_url: str, run: Run, folder: Path
) -> None:
    (folder / "key").write_text(new_key())
    encrypted = folder / "muster.zip.age"
    run(community_url, "backup", str(encrypted), "--key-file", str(folder / "key"))
    before = sums(community_url)
    code, err = limited(
        community_url,
        50_000,
        "restore",
        "--replace",
        str(encrypted),
        "--key-file",
        str(folder / "key"),
    )
    assert code == 1
    assert err.count("\n") == 1
    assert sums(community_url) == before


def test_a_wrong_key(community_url: str, run: Run, folder: Path) -> None:
    key, encrypted = folder / "key", folder / "muster.zip.age"
    key.write_text("a long night on the server")
    assert run(community_url, "backup", str(encrypted), "--key-file", str(key))[0] == 0
    asked = ("restore", "--replace", str(encrypted))
    for text, says in (
        ("another night on the server", "does not open by this key"),
        ("age", "12 characters"),
        ("AGE-SECRET-KEY-1NONSENSE", "opens by a passphrase"),
    ):
        key.write_text(text)
        code, _, err = run(community_url, *asked, "--key-file", str(key))
        assert (code, len(err)) == (1, 1)
        assert says in err[0]
    code, _, err = run(community_url, *asked)
    assert (code, len(err)) == (1, 1)
    assert "no terminal" in err[0]


def test_an_encrypted_one_without_its_end(community_url: str, run: Run, folder: Path) -> None:
    key, encrypted = folder / "key", folder / "muster.zip.age"
    key.write_text(new_key())
    assert run(community_url, "backup", str(encrypted), "--key-file", str(key))[0] == 0
    encrypted.write_bytes(encrypted.read_bytes()[:-100])
    asked = ("restore", "--replace", str(encrypted), "--key-file", str(key))
    code, _, err = run(community_url, *asked)
    assert (code, len(err)) == (1, 1)
    assert "cut short" in err[0]


def test_keys_that_came_along_are_laid_out_for_the_operator(
    community_url: str, run: Run, folder: Path, tmp_path: Path
) -> None:
    (folder / "key").write_text(new_key())
    contact_key = "x" * 43 + "="
    asked = (str(folder / "with"), "--key-file", str(folder / "key"))
    variables = {"CONTACT_DATA_ENCRYPTION_KEY": contact_key}
    assert run(community_url, "backup", *asked, "--with-keys", **variables)[0] == 0
    other = {"CONTACT_DATA_ENCRYPTION_KEY": "y" * 43 + "="}
    code, out, _ = run(community_url, "restore", "--replace", *asked, **other)
    assert code == 0
    laid_out = tmp_path / "data" / "contact_key.restored"
    assert laid_out.read_text() == contact_key
    assert laid_out.stat().st_mode & 0o077 == 0
    assert any(str(laid_out.name) in line for line in out)


def test_a_read_only_folder_and_a_plain_locale(
    backup: Path, community_url: str, run: Run, folder: Path
) -> None:
    folder.chmod(0o500)
    try:
        code, _, err = run(community_url, "restore", "--replace", str(backup), LC_ALL="C")
        assert (code, err) == (0, [])
        if os.geteuid() != 0:
            code, _, err = run(community_url, "backup", str(folder / "second.zip"), LC_ALL="C")
            assert (code, len(err)) == (1, 1)
    finally:
        folder.chmod(0o700)


WHEELS_OLDER = programs().parents[1] / "pginstall" / "bin"


def test_a_server_of_an_older_major(backup: Path, community_url: str, run: Run) -> None:
    with older_server(WHEELS_OLDER) as url:
        code, _, err = run(url, "restore", str(backup))
        assert (code, err) == (0, [])
        assert sums(url) == sums(community_url)
        assert run(url, "backup", str(backup.with_name("older.zip")))[0] == 0
