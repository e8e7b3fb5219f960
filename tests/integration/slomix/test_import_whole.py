"""An import of slomix is whole or not there, and its report accounts for every row."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import pytest

from muster.errors import MusterError, OperatorError
from muster.settings import child_environment
from ops.slomix import command, source
from ops.slomix.addresses import TYPED
from ops.slomix.report import Report
from tests.support.running.bot import CONTACT_KEY
from tests.support.running.locks import waiting
from tests.support.running.websites import becomes
from tests.support.scenes.community import EVENING, add_person
from tests.support.slomix.community import DAN, EVERYBODY, HANA, PASSPHRASE, at
from tests.support.slomix.database import insert
from tests.support.slomix.importing import WRITTEN, ZONE, everything, left, numbers, run, user_ids


async def test_every_row_is_accounted_for(database_url: str, slomix_url: str, sql: Any) -> None:
    report = await run(database_url, slomix_url)
    for table, count in report.counts.items():
        assert count.read == count.taken + count.same + count.left, table
    assert report.written == WRITTEN
    assert {
        name: count for name, count in (await numbers(sql)).items() if name in WRITTEN
    } == WRITTEN
    assert sum(listed.number for listed in report.left.values()) == sum(
        count.left for count in report.counts.values()
    )
    assert left(report)[f"{TYPED}: the key does not open it"] == [f"{HANA} signal"]
    of_identities = {why: ids for why, ids in left(report).items() if "identity" in why}
    assert of_identities == {
        "player_identity_links: both are linked; an admin of Muster's can merge them": [
            "JJJJ1010 of AAAA1111"
        ],
        "player_identity_links: a profile that nothing else tells of": ["NNNN0000 of AAAA1111"],
    }


async def test_a_report_tells_ids_alone(
    database_url: str, slomix_url: str, tmp_path: Any, capsys: Any
) -> None:
    file = tmp_path / "report.json"
    await run(database_url, slomix_url, report=file)
    told = capsys.readouterr().out + file.read_text()
    for secret in ("7001001", "5550101", "anna_plays", "Anna", "Bozo", "hana", PASSPHRASE, "-100"):
        assert secret not in told
    assert str(HANA) in told
    assert file.stat().st_mode & 0o777 == 0o600


async def test_a_dry_run_says_the_same_and_writes_nothing(
    database_url: str, slomix_url: str, sql: Any, capsys: Any
) -> None:
    before = await everything(sql)
    dry = await run(database_url, slomix_url, dry_run=True)
    assert await everything(sql) == before
    said = capsys.readouterr().out
    real = await run(database_url, slomix_url)
    assert said.splitlines()[:-1] == capsys.readouterr().out.splitlines()[:-1]
    assert said.splitlines()[-1] == "Nothing was written: this was a dry run."
    assert (dry.counts, dry.left) == (real.counts, real.left)


async def test_an_import_that_fails_at_any_step_leaves_nothing(
    database_url: str, slomix_url: str, sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, steps = await everything(sql), command.STEPS

    async def fails(_taking: Any) -> None:
        raise OperatorError("the power went off")

    for place in range(1, len(steps) + 1):
        monkeypatch.setattr(command, "STEPS", (*steps[:place], fails))
        with pytest.raises(MusterError, match="the power went off"):
            await run(database_url, slomix_url)
        assert await everything(sql) == before, steps[place - 1].__name__
    monkeypatch.setattr(command, "STEPS", steps)
    assert (await run(database_url, slomix_url)).written == WRITTEN


async def test_an_import_that_is_killed_leaves_nothing_and_is_run_again(
    database_url: str, slomix_url: str, sql: Any
) -> None:
    before = await everything(sql)
    holder = await asyncpg.connect(database_url)
    # Held up at its last step, when all else is written.
    await holder.execute("BEGIN; LOCK TABLE planning_team_members IN ACCESS EXCLUSIVE MODE")
    variables = child_environment(
        DATABASE_URL=database_url,
        CONTACT_DATA_ENCRYPTION_KEY=CONTACT_KEY,
        SLOMIX_DATABASE_URL=slomix_url,
        SLOMIX_CONTACT_DATA_ENCRYPTION_KEY=PASSPHRASE,
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "muster", "import", "slomix"),
        env=variables,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await becomes(lambda: waiting(sql), 1)
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    await holder.close()
    await becomes(lambda: everything(sql), before)
    assert (await run(database_url, slomix_url)).written == WRITTEN


async def test_a_source_that_changes_meanwhile_is_seen_as_of_one_moment(
    database_url: str, own_slomix_url: str, sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await asyncpg.connect(own_slomix_url)
    read = source._read

    async def reads_while_somebody_writes(connection: Any, table: str, *others: Any) -> Any:
        rows = await read(connection, table, *others)
        if table == "website_users":
            await insert(other, "website_users", id=9999)
            await insert(
                other,
                "availability_entries",
                id=30,
                user_id=9999,
                entry_date=date(2026, 11, 20),
                status="LOOKING",
            )
            await other.execute("UPDATE availability_entries SET status = 'MAYBE'")
        return rows

    monkeypatch.setattr(source, "_read", reads_while_somebody_writes)
    await run(database_url, own_slomix_url)
    assert 9999 not in await user_ids(sql)
    looking = "SELECT count(*) FROM availability_entries WHERE status = 'LOOKING'"
    assert await sql.fetchval(looking) == 5
    monkeypatch.undo()
    await run(database_url, own_slomix_url)
    assert 9999 in await user_ids(sql)
    await other.close()


async def test_the_source_cannot_be_written_to(
    database_url: str, own_slomix_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def writes(connection: Any, *_others: Any) -> Any:
        await connection.execute("DELETE FROM website_users")

    monkeypatch.setattr(source, "_read", writes)
    with pytest.raises(MusterError):
        await run(database_url, own_slomix_url)
    other = await asyncpg.connect(own_slomix_url)
    assert await other.fetchval("SELECT count(*) FROM website_users") == 8
    await other.close()


async def test_strangers_are_asked_about(database_url: str, slomix_url: str, sql: Any) -> None:
    await add_person(sql, 31415, "a stranger", player="Stranger")
    with pytest.raises(MusterError) as caught:
        await run(database_url, slomix_url)
    assert str(caught.value) == (
        "Muster has 1 person whom slomix does not know; if this is the right database, "
        "--merge imports beside them"
    )
    await run(database_url, slomix_url, merge=True)
    assert sorted(await user_ids(sql)) == [*sorted(EVERYBODY), 31415]


async def test_instants_are_of_the_servers_zone(
    database_url: str, own_slomix_url: str, sql: Any
) -> None:
    there = await asyncpg.connect(own_slomix_url)
    await there.execute(
        "UPDATE availability_entries SET updated_at = '2026-11-21 02:00' WHERE id = 1"
    )
    await insert(
        there,
        "availability_entries",
        id=20,
        user_id=DAN,
        entry_date=date(2026, 3, 29),
        status="MAYBE",
        created_at=at("2026-03-01 12:00"),
        updated_at=at("2026-03-29 02:30"),
    )
    await there.close()
    report = await run(database_url, own_slomix_url, zone=ZONE)
    rows = await sql.fetch("SELECT entry_date, updated_at FROM availability_entries")
    found = {row[0]: row[1] for row in rows}
    assert found[date(2026, 10, 25)] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "the first 02:30"
    assert found[date(2026, 3, 29)] == datetime(2026, 3, 29, 1, 30, tzinfo=UTC), (
        "there was no 02:30"
    )
    assert found[date(2026, 11, 21)] == datetime(2026, 11, 20, 16, 1, tzinfo=UTC)
    changed = {
        what: listed.ids
        for (table, what), listed in report.changed.items()
        if table == "availability_entries" and "hour" in what
    }
    assert changed == {
        "an hour that the clock repeats; the first time is meant": ["7"],
        "an hour that the clock skips; taken by the offset from before": ["20"],
    }
    assert await sql.fetchval("SELECT max(updated_at) FROM availability_entries") == EVENING
    assert any("1 instant lies in the future" in note for note in report.notes)


def test_a_long_list_is_cut_short_on_the_terminal_alone() -> None:
    report = Report()
    for number in range(25):
        report.leave("somewhere", "for a reason", number)
    report.leave_many("somewhere", "not meant", 1000)
    told = "\n".join(report.lines())
    assert "for a reason: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 15 more" in told
    assert "not meant: 1000" in told
    assert '"24"' in report.as_json()
