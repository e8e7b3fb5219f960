"""What an import of slomix refuses, each in one sentence, and what its command line takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from cryptography.fernet import Fernet

from muster.crypto import generate_contact_key
from muster.errors import DatabaseUnavailable, MusterError
from ops.cli import main
from ops.slomix import command
from ops.slomix.addresses import SourceKey
from ops.slomix.command import Wanted, import_slomix
from ops.slomix.store import take_lock
from tests.conftest import Cluster
from tests.support.running.bot import CONTACT_KEY
from tests.support.scenes.community import EVENING
from tests.support.slomix.community import PASSPHRASE, at
from tests.support.slomix.database import SCHEMA, insert
from tests.support.slomix.importing import UTC, everything, moving_in, run, user_ids


async def refused(database_url: str, slomix_url: str, **options: Any) -> str:
    """The one sentence of an import that is refused."""
    with pytest.raises(MusterError) as caught:
        await run(database_url, slomix_url, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "url", ["mysql://root:geheim@localhost/slomix", "slomix.db", "postgresql://u:a#b@h/x", ""]
)
async def test_an_address_of_no_postgresql(database_url: str, url: str) -> None:
    sentence = await refused(database_url, url)
    assert "accepted: postgresql://" in sentence
    assert "geheim" not in sentence


async def test_a_database_of_another_program(database_url: str, empty_database_url: str) -> None:
    assert "no database of slomix's" in await refused(database_url, empty_database_url)
    there = await asyncpg.connect(empty_database_url)
    await there.execute("CREATE TABLE availability_entries (id bigint, name text)")
    await there.close()
    assert "no database of slomix's" in await refused(database_url, empty_database_url)


async def test_a_database_of_musters(database_url: str, cluster: Cluster) -> None:
    assert "Muster's own database" in await refused(database_url, database_url)
    other = cluster.create_database("muster_template")
    try:
        sentence = await refused(database_url, cluster.url(other))
        assert sentence == "This is a database of Muster's, not slomix's; check the address."
    finally:
        cluster.drop_database(other)


async def test_slomix_in_another_schema_of_the_same_database(sql: Any, database_url: str) -> None:
    # slomix's tables stand in a schema of the database that Muster works on, beside its own.
    await sql.execute("CREATE SCHEMA other; SET search_path = other")
    try:
        await sql.execute(SCHEMA.read_text())
        await sql.execute("INSERT INTO website_users (id) VALUES (9001)")
        await sql.execute("SET search_path = public")
        await run(database_url, f"{database_url}&options=-csearch_path%3Dother")
        assert list(await user_ids(sql)) == [9001]
    finally:
        await sql.execute("SET search_path = public; DROP SCHEMA other CASCADE")


async def test_a_muster_that_is_not_migrated(empty_database_url: str, slomix_url: str) -> None:
    assert "run `muster migrate` first" in await refused(empty_database_url, slomix_url)


async def test_another_import_that_is_running(database_url: str, slomix_url: str, sql: Any) -> None:
    async with sql.transaction():
        assert await take_lock(sql)
        assert await refused(database_url, slomix_url) == (
            "Another import is running; wait until it is done"
        )
    await run(database_url, slomix_url)


async def test_somebody_who_writes_and_does_not_end(
    database_url: str, slomix_url: str, sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "LOCK_SECONDS", 0.05)
    async with sql.transaction():
        await sql.execute("INSERT INTO website_users (created_at) VALUES (now())")
        sentence = await refused(database_url, slomix_url)
    assert sentence.startswith("Somebody writes to Muster's database and does not end; stop")


async def test_a_database_that_cannot_be_reached(database_url: str) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        await run(database_url, "postgresql://anna:geheim@127.0.0.1:1/slomix")
    assert str(caught.value).startswith("slomix's database cannot be reached: ")
    assert "geheim" not in str(caught.value)


async def test_a_role_that_may_not_read(
    database_url: str, slomix_url: str, url_for_role: Callable[..., str]
) -> None:
    sentence = await refused(database_url, url_for_role(slomix_url))
    assert "lets this role not read all tables" in sentence


async def test_a_role_that_may_not_write(
    database_url: str, slomix_url: str, url_for_role: Callable[..., str]
) -> None:
    assert "may not write all" in await refused(url_for_role(database_url), slomix_url)


async def test_addresses_and_no_key_to_keep_them_under(
    database_url: str, slomix_url: str, sql: Any
) -> None:
    before = await everything(sql)
    settings = moving_in(database_url, contact_data_encryption_key="")
    with pytest.raises(MusterError, match="CONTACT_DATA_ENCRYPTION_KEY is not set"):
        await import_slomix(settings, Wanted(slomix_url, UTC, PASSPHRASE), EVENING)
    assert await everything(sql) == before


@pytest.mark.parametrize(
    ("day", "status", "job"),
    [
        ("2026-11-20", "scheduled", None),
        ("2026-11-20", "running", "running"),
        ("2026-11-20", "sent", "pending"),
        ("2026-11-21", "scheduled", "pending"),
    ],
)
async def test_a_campaign_that_slomix_has_not_ended(
    database_url: str, own_slomix_url: str, sql: Any, day: str, status: str, job: str | None
) -> None:
    there = await asyncpg.connect(own_slomix_url)
    await insert(
        there,
        "availability_promotion_campaigns",
        id=50,
        campaign_date=date.fromisoformat(day),
        initiated_by_user_id=9002,
        initiated_by_discord_id=9002,
        status=status,
        idempotency_key="k",
        created_at=at("2026-11-20 16:00"),
    )
    if job:
        await insert(
            there,
            "availability_promotion_jobs",
            id=50,
            campaign_id=50,
            job_type="voice_check_2100",
            run_at=EVENING,
            status=job,
        )
    before = await everything(sql)
    for dry_run in (True, False):
        sentence = await refused(database_url, own_slomix_url, dry_run=dry_run)
        assert sentence.startswith(f"slomix's campaign 50 of {day} is still under way; cancel it")
    assert await everything(sql) == before
    await there.execute("UPDATE availability_promotion_campaigns SET status = 'cancelled'")
    await there.close()
    await run(database_url, own_slomix_url)


def test_a_key_is_one_or_a_passphrase() -> None:
    key = generate_contact_key()
    other = SourceKey(f"{key},{generate_contact_key()}")
    assert other.open(Fernet(key).encrypt(b"+12025550101").decode()) == "+12025550101"
    assert other.open("no token") is None
    assert other.open("\u0161") is None
    with pytest.raises(MusterError, match="44 characters that are no Fernet key"):
        SourceKey("x" * 44)


# --- the command line -----------------------------------------------------------------------------


@pytest.fixture
def _installed(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that an operator works in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("CONTACT_DATA_ENCRYPTION_KEY", CONTACT_KEY)


def run_command(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["import", "slomix", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.usefixtures("_installed")
def test_the_command_takes_the_key_from_a_file_or_the_environment(
    slomix_url: str, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text(f"{PASSPHRASE}\n")
    assert run_command(slomix_url, "--dry-run", "--key-file", "key") == 0
    by_file = capsys.readouterr()
    monkeypatch.setenv("SLOMIX_CONTACT_DATA_ENCRYPTION_KEY", PASSPHRASE)
    monkeypatch.setenv("SLOMIX_DATABASE_URL", slomix_url)
    assert run_command("--dry-run") == 0
    by_environment = capsys.readouterr()
    assert by_file.out == by_environment.out
    handles = next(
        line
        for line in by_file.out.splitlines()
        if line.startswith("subscription_preferences (handles)")
    )
    assert handles.split()[2:] == ["5", "3", "0", "2"]
    assert PASSPHRASE not in by_file.out + by_file.err


@pytest.mark.usefixtures("_installed")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--key", "geheim geheim"), "A key on the command line is seen by everybody"),
        (("--timezone", "Mars/Olympus"), "'Mars/Olympus' is no IANA time zone"),
        (("--key-file", "none"), "none: No such file or directory"),
        (("--key-file", "empty"), "empty holds no key"),
        (("--report", "empty"), "empty is there already"),
        (("--report", "no/folder"), "no/folder: No such file or directory"),
    ],
)
def test_the_command_refuses_in_one_line(
    slomix_url: str, tmp_path: Path, capsys: Any, arguments: tuple[str, ...], sentence: str
) -> None:
    (tmp_path / "empty").touch()
    assert run_command(slomix_url, *arguments) != 0
    told = capsys.readouterr().err
    assert told.startswith("muster: ")
    assert len(told.splitlines()) == 1
    assert sentence in told
    assert "geheim" not in told


@pytest.mark.usefixtures("_installed")
def test_a_report_of_nothing_is_not_left(empty_database_url: str, tmp_path: Path) -> None:
    assert run_command(empty_database_url, "--report", "report.json") == 1
    assert not (tmp_path / "report.json").exists()


@pytest.mark.usefixtures("_installed")
def test_an_address_is_asked_for(capsys: Any) -> None:
    assert run_command() == 2
    assert "URL" in capsys.readouterr().err
