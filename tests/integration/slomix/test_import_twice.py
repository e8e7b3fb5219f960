"""An import of slomix is whole or not there: dry, twice, broken off, killed, merged, late."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from muster.audit.rules import OPERATOR
from muster.database import Database
from muster.errors import MusterError, OperatorError
from muster.identity.merging import split
from muster.personal_data.service import ask_to_erase, erase_due
from muster.retention.rules import Kept
from muster.retention.service import forget_old
from muster.settings import child_environment
from ops.slomix import command, source
from ops.slomix.addresses import TYPED
from ops.slomix.report import Report
from tests.support.running.bot import CONTACT_KEY
from tests.support.running.websites import becomes
from tests.support.scenes.community import EVENING, add_person
from tests.support.slomix.community import (
    ANNA,
    BOJAN,
    CILKA,
    DAN,
    EVA,
    EVERYBODY,
    HANA,
    PASSPHRASE,
    at,
    insert,
    sealed,
)
from tests.support.slomix.importing import everything, numbers, run, user_ids

ZONE = ZoneInfo("Europe/Ljubljana")
WRITTEN = {
    "account_link_audit_log": 3,
    "availability_answer_changes": 6,
    "availability_channel_links": 3,
    "availability_disputed_handles": 1,
    "availability_entries": 8,
    "availability_promotion_campaigns": 4,
    "availability_promotion_jobs": 6,
    "availability_promotion_recipients": 2,
    "availability_promotion_send_logs": 4,
    "availability_subscriptions": 3,
    "availability_user_settings": 5,
    "discord_accounts": 10,
    "notifications_ledger": 5,
    "planning_sessions": 2,
    "planning_team_members": 2,
    "planning_team_names": 2,
    "planning_teams": 2,
    "planning_votes": 2,
    "players": 10,
    "subscription_preferences": 5,
    "user_permissions": 3,
    "user_player_links": 7,
    "website_users": 10,
}


def left(report: Report) -> dict[str, list[str]]:
    """What was left out, as `table: reason`, with its ids."""
    return {f"{table}: {why}": listed.ids for (table, why), listed in report.left.items()}


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


async def test_a_second_import_changes_nothing(
    database_url: str, slomix_url: str, sql: Any
) -> None:
    await run(database_url, slomix_url)
    first = await everything(sql)
    report = await run(database_url, slomix_url)
    assert await everything(sql) == first
    assert report.written == {}
    assert not any(count.taken for count in report.counts.values())


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
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = $1::regclass"
    await becomes(lambda: sql.fetchval(waiting, "planning_team_members"), 1)
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


async def test_a_later_import_brings_what_is_new_and_keeps_what_is_later_here(
    database_url: str, own_slomix_url: str, sql: Any
) -> None:
    await run(database_url, own_slomix_url)
    ids = await user_ids(sql)
    later, latest = datetime(2026, 11, 20, 18, 30, tzinfo=UTC), "2026-11-20 19:00"
    # Here, Anna took her answer back, Dan changed his mind, and Bojan is asked in another way.
    await sql.execute(
        "DELETE FROM availability_entries WHERE user_id = $1 AND entry_date = '2026-11-20'",
        ids[ANNA],
    )
    await sql.execute(
        "INSERT INTO availability_last_words VALUES ($1, '2026-11-20', $2)", ids[ANNA], later
    )
    await sql.execute(
        "UPDATE availability_entries SET status = 'NOT_PLAYING', updated_at = $2"
        " WHERE user_id = $1",
        ids[DAN],
        later,
    )
    await sql.execute(
        "UPDATE subscription_preferences SET preferred_channel = 'signal', updated_at = $2"
        " WHERE user_id = $1",
        ids[BOJAN],
        later,
    )
    # There, Bojan changed his answer, Cilka agreed to be asked, and somebody came along.
    there = await asyncpg.connect(own_slomix_url)
    await there.execute(
        "UPDATE availability_entries SET status = 'AVAILABLE', updated_at = $2"
        " WHERE user_id = $1 AND entry_date = '2026-11-20'",
        BOJAN,
        at(latest),
    )
    await there.execute(
        "UPDATE subscription_preferences SET allow_promotions = true, updated_at = $2,"
        " telegram_handle_encrypted = $3 WHERE user_id = $1",
        CILKA,
        at(latest),
        sealed("@cilka_plays"),
    )
    await there.execute(
        "UPDATE subscription_preferences SET preferred_channel = 'discord', updated_at = $2"
        " WHERE user_id = $1",
        BOJAN,
        at("2026-11-20 18:00"),
    )
    await insert(there, "website_users", id=9100, created_at=at(latest))
    await there.close()

    report = await run(database_url, own_slomix_url)
    answers = await sql.fetch(
        "SELECT user_id, status FROM availability_entries"
        " WHERE entry_date = '2026-11-20' ORDER BY arrival_number"
    )
    told = {row["user_id"]: row["status"] for row in answers}
    assert (told[ids[DAN]], told[ids[BOJAN]]) == ("NOT_PLAYING", "AVAILABLE")
    assert ids[ANNA] not in told, "taken back here, later than said there"
    assert answers[-1]["user_id"] == ids[BOJAN], "his new answer is the last one"
    wishes = "SELECT preferred_channel, allow_promotions FROM subscription_preferences"
    bojan, cilka = [
        tuple(await sql.fetchrow(f"{wishes} WHERE user_id = $1", ids[person]))
        for person in (BOJAN, CILKA)
    ]
    assert (bojan[0], cilka[1]) == ("signal", True)
    assert report.written == {
        "website_users": 1,
        "discord_accounts": 1,
        "subscription_preferences": 1,
        "availability_channel_links": 1,
        "availability_entries": 1,
        "availability_answer_changes": 1,
    }


async def test_the_right_key_adds_what_a_wrong_one_left(
    database_url: str, slomix_url: str, sql: Any
) -> None:
    report = await run(database_url, slomix_url, key="some other passphrase")
    assert len(left(report)[f"{TYPED}: the key does not open it"]) == 5
    assert any("probably the wrong one" in note for note in report.notes)
    report = await run(database_url, slomix_url)
    assert report.written == {"availability_channel_links": 2, "availability_disputed_handles": 1}
    assert {
        name: count for name, count in (await numbers(sql)).items() if name in WRITTEN
    } == WRITTEN
    own = await run(database_url, slomix_url, key=None)
    assert own.written == {}
    assert len(left(own)[f"{TYPED}: the key does not open it"]) == 5, "Muster's own was tried"


async def test_people_who_are_here_already_are_the_same(
    database_url: str, slomix_url: str, sql: Any
) -> None:
    here = await add_person(sql, ANNA, "anna here", player="A new profile")
    dan = await add_person(sql, DAN, "dan here")
    await sql.execute(
        "INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)"
        " VALUES ($1, '2026-11-20', 'LOOKING', $2, $2)",
        dan,
        datetime(2026, 11, 20, 17, 45, tzinfo=UTC),
    )
    report = await run(database_url, slomix_url)
    ids = await user_ids(sql)
    assert (ids[ANNA], ids[DAN]) == (here, dan)
    assert sorted(ids) == sorted(EVERYBODY)
    reason = "user_player_links: linked to another player in Muster, which holds"
    assert left(report)[reason] == [f"{ANNA} (guid AAAA1111)"]
    link = "SELECT player_guid FROM user_player_links WHERE user_id = $1"
    assert await sql.fetchval(link, dan) == "DDDD4444"
    order = await sql.fetch(
        "SELECT user_id FROM availability_entries"
        " WHERE entry_date = '2026-11-20' AND status = 'LOOKING' ORDER BY arrival_number"
    )
    people = {user_id: person for person, user_id in ids.items()}
    assert [people[row[0]] for row in order][1:] == [ANNA, DAN, BOJAN], "Dan's later word counts"


async def test_somebody_with_two_accounts_here_is_one_person(
    database_url: str, slomix_url: str, sql: Any
) -> None:
    here = await add_person(sql, 31415, "anna elsewhere")
    for account in (ANNA, DAN):
        await sql.execute(
            "INSERT INTO discord_alt_accounts VALUES ($1, $2, $3)", account, here, EVENING
        )
    report = await run(database_url, slomix_url)
    links = await sql.fetch("SELECT player_guid FROM user_player_links WHERE user_id = $1", here)
    assert [row[0] for row in links] == ["AAAA1111"]
    assert ANNA not in await user_ids(sql)
    reason = "player_links: linked to another player in Muster, which holds"
    assert f"{DAN} (guid DDDD4444)" in left(report)[reason]
    answers = "SELECT count(*) FROM availability_entries WHERE user_id = $1 AND entry_date = $2"
    assert await sql.fetchval(answers, here, date(2026, 11, 20)) == 1


async def test_whoever_was_erased_stays_away(
    database_url: str, database: Database, slomix_url: str, sql: Any
) -> None:
    await run(database_url, slomix_url)
    ids = await user_ids(sql)
    gone = (ANNA, EVA)
    async with database.transaction() as connection:
        for person in gone:
            await ask_to_erase(connection, ids[person], [4242], EVENING)
    erased = await erase_due(database, ZONE, EVENING + timedelta(days=8))
    assert sorted(erased) == sorted(ids[person] for person in gone)
    before = await everything(sql)
    report = await run(database_url, slomix_url)
    assert not set(gone) & (await user_ids(sql)).keys()
    assert report.written == {}
    assert await everything(sql) == before
    for table, count in report.counts.items():
        assert count.read == count.taken + count.same + count.left, table


async def test_profiles_that_were_split_here_stay_two(
    database_url: str, slomix_url: str, sql: Any
) -> None:
    await run(database_url, slomix_url)
    await split(sql, OPERATOR, "EEEE5555", EVENING)
    report = await run(database_url, slomix_url)
    reason = "player_identity_links: an admin of Muster's let them be two people"
    assert left(report)[reason] == ["EEEE5555 of BBBB2222"]
    main = "SELECT main_guid FROM players WHERE guid = 'EEEE5555'"
    assert await sql.fetchval(main) is None


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


async def test_an_old_slomix_with_few_tables(
    database_url: str, empty_database_url: str, sql: Any
) -> None:
    there = await asyncpg.connect(empty_database_url)
    await there.execute(
        """
        CREATE TABLE availability_entries (
            id bigserial PRIMARY KEY, user_id bigint NOT NULL, user_name text,
            entry_date date NOT NULL, status text NOT NULL, updated_at timestamp);
        CREATE TABLE player_links (
            discord_id bigint PRIMARY KEY, discord_username text NOT NULL, et_guid text NOT NULL,
            et_name text, linked_date timestamp);
        INSERT INTO player_links VALUES (9004, 'dan', 'DDDD4444', '^1Dan', '2024-05-05 10:00');
        INSERT INTO availability_entries (user_id, entry_date, status)
        VALUES (9004, '2026-11-20', 'LOOKING');
        """
    )
    await there.close()
    report = await run(database_url, empty_database_url)
    row = await sql.fetchrow(
        "SELECT p.canonical_name, k.linked_at, e.status FROM user_player_links k"
        " JOIN players p ON p.guid = k.player_guid"
        " JOIN availability_entries e ON e.user_id = k.user_id"
    )
    assert tuple(row) == ("Dan", datetime(2024, 5, 5, 10, 0, tzinfo=UTC), "LOOKING")
    assert report.notes[0].startswith("Tables that this slomix does not have: website_users, ")


def test_a_long_list_is_cut_short_on_the_terminal_alone() -> None:
    report = Report()
    for number in range(25):
        report.leave("somewhere", "for a reason", number)
    report.leave_many("somewhere", "not meant", 1000)
    told = "\n".join(report.lines())
    assert "for a reason: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 15 more" in told
    assert "not meant: 1000" in told
    assert '"24"' in report.as_json()


async def test_what_was_imported_grows_old_like_anything_else(
    database_url: str, database: Database, slomix_url: str, sql: Any
) -> None:
    await run(database_url, slomix_url)
    later = EVENING + timedelta(days=450)
    while await forget_old(database, Kept(400, 400, 400), ZONE, later):
        pass
    counts = await sql.fetch(
        "SELECT status, number FROM availability_day_counts"
        " WHERE entry_date = '2026-11-20' ORDER BY status"
    )
    assert [tuple(row) for row in counts] == [("LOOKING", 3), ("MAYBE", 1)], "Eva is not linked"
    assert "availability_entries" not in await numbers(sql)
    outcomes = "SELECT counts FROM availability_promotion_campaigns WHERE campaign_date = $1"
    counted = json.loads(await sql.fetchval(outcomes, date(2026, 11, 13)))
    assert sum(number for _, _, number in counted) == 3
