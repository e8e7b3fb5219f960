"""What Muster said since a backup was made is not said again after its restore."""

import subprocess
from contextlib import ExitStack
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.duties.calls import by_rules, run_calls
from bot.duties.reminders import daily_reminder, session_ready
from muster.calls.dispatch import Dispatch
from muster.database import Database
from muster.evening import EveningRule
from muster.evenings.service import evenings_of, save_rules
from muster.settings import Settings, load_settings
from ops.backup import store
from ops.backup.archive import open_archive
from ops.backup.make import make_backup
from ops.backup.manifest import BackupError
from ops.backup.restore import _state_of, restore_backup
from ops.backup.steps import Step
from ops.migrate import migrate
from ops.postgres.files import programs
from ops.postgres.tools import QUIETLY
from tests.integration.backup.test_restore import held
from tests.support.scenes.campaigns import DAY, EVENINGS, FOLLOWUP_CHANNEL, CampaignEvening, at
from tests.support.scenes.ledger import MemoryChannel, raising


class Machine:
    """A database with an evening's bot, which is backed up and restored."""

    def __init__(self, url: str, folder: Path, discord: MemoryChannel) -> None:
        self.url = url
        self.folder = folder
        self.discord = discord

    async def __aenter__(self) -> CampaignEvening:
        self.sql = await asyncpg.connect(self.url)
        self.database = Database(self.url, application_name="test")
        await self.database.open()
        return CampaignEvening(self.sql, self.database, [self.discord])

    async def __aexit__(self, *_: object) -> None:
        await self.database.close()
        await self.sql.close()

    async def back_up(self, now: datetime) -> Path:
        file = self.folder / f"{now:%H%M}.zip"
        await make_backup(self.url, file, now, {}, None)
        return file

    def settings(self, **given: Any) -> Settings:
        return load_settings(env_file=None, muster_data_dir=self.folder, **given)

    async def restore(
        self, file: Path, now: datetime, *, replace: bool = True, **given: Any
    ) -> None:
        settings = self.settings(**given)
        with open_archive(file, None) as archive:
            await restore_backup(settings, self.url, archive, now, replace=replace)


@pytest.fixture
def machine(database_url: str, tmp_path: Path) -> Machine:
    return Machine(database_url, tmp_path, MemoryChannel())


async def rows(sql: Any) -> list[tuple[Any, ...]]:
    """Every ledger row but for its number and its job."""
    found = await sql.fetch(
        "SELECT user_id, discord_channel_id, event_key, channel_type, state, reason, last_error,"
        " attempt, claimed_at, nonce, message_id, sent_at FROM notifications_ledger"
        " ORDER BY event_key, user_id, channel_type"
    )
    return [tuple(row) for row in found]


async def test_a_campaigns_messages_go_out_once(machine: Machine) -> None:
    async with machine as evening:
        people = await evening.add_people(3)
        await evening.promote(people[0])
        file = await machine.back_up(at(20, 40))
        await evening.tick(at(20, 45))
        assert len(machine.discord.sent) == 3
        before = await rows(machine.sql)
    await machine.restore(file, at(20, 50))
    async with machine as evening:
        assert await rows(machine.sql) == before
        jobless = "SELECT count(*) FROM notifications_ledger WHERE promotion_job_id IS NULL"
        assert await machine.sql.fetchval(jobless) == 0
        jobs = "SELECT count(*) FROM availability_promotion_jobs WHERE status = 'pending'"
        assert await machine.sql.fetchval(jobs) == 3
        await evening.tick(at(20, 51))
        await evening.tick(at(21, 0))
    assert sorted(machine.discord.counts().values()) == [2, 2, 2]
    assert len({(each.address, each.text) for each in machine.discord.sent}) == 6


async def test_what_may_have_gone_out_stays_in_doubt(machine: Machine) -> None:
    machine.discord.behave = raising("unreachable")
    async with machine as evening:
        people = await evening.add_people(2)
        await evening.promote(people[0])
        file = await machine.back_up(at(20, 44))
        await evening.tick(at(20, 45))
        before = await rows(machine.sql)
        assert {row[4] for row in before} == {"pending"}
        assert all(row[8] is not None for row in before), "each was claimed"
    await machine.restore(file, at(20, 50))
    async with machine as evening:
        assert await rows(machine.sql) == before


_LEDGER = """
    INSERT INTO notifications_ledger
           (user_id, discord_channel_id, event_key, channel_type, payload, state, reason,
            not_before, useful_until, sent_at, created_at, updated_at)
    VALUES ($1, $2, $3, $4, '{"kind": "test"}', $5, $6, $7, $8,
            CASE WHEN $5 = 'sent' THEN $9::timestamptz END, $7, $9)
"""


async def say(
    sql: Any,
    recipient: dict[str, int],
    event: str,
    state: str,
    now: datetime,
    channel: str = "discord",
    reason: str | None = None,
) -> None:
    """Write a ledger row that became `state` at `now`."""
    person, everybody = recipient.get("user_id"), recipient.get("discord_channel_id")
    await sql.execute(
        _LEDGER, person, everybody, event, channel, state, reason, at(20, 0), at(23, 0), now
    )


async def test_each_kind_of_row(machine: Machine) -> None:
    async with machine as evening:
        people = [{"user_id": each} for each in await evening.add_people(4)]
        channel = {"discord_channel_id": FOLLOWUP_CHANNEL}
        event = "SESSION_READY:2026-11-20:threshold="
        await say(machine.sql, people[0], "TEST:sent", "pending", at(20, 1))
        await say(machine.sql, people[1], f"{event}3", "pending", at(20, 1), "telegram")
        await say(machine.sql, people[2], "TEST:waits", "pending", at(20, 1))
        await say(machine.sql, people[3], "TEST:before", "sent", at(20, 1))
        file = await machine.back_up(at(20, 40))
        await machine.sql.execute(
            "UPDATE notifications_ledger SET state = 'sent', sent_at = $1, updated_at = $1"
            " WHERE event_key = 'TEST:sent'",
            at(20, 41),
        )
        await machine.sql.execute(
            "UPDATE notifications_ledger SET state = 'skipped', reason = 'no_channel',"
            " updated_at = $1 WHERE channel_type = 'telegram'",
            at(20, 41),
        )
        await say(machine.sql, people[1], f"{event}4", "unknown", at(20, 42), "discord")
        await say(machine.sql, channel, "DAILY_REMINDER:2026-11-20", "sent", at(20, 43))
        await say(machine.sql, people[2], "TEST:new", "pending", at(20, 43))
        later = {"user_id": (await evening.add_people(1))[0]}
        await say(machine.sql, later, "TEST:gone", "sent", at(20, 43))
        await machine.sql.execute(
            "INSERT INTO tonight_messages (message_date, discord_channel_id, nonce,"
            " discord_message_id, posted_at, updated_at) VALUES ('2026-11-20', 7, 'n', 8, $1, $1)",
            at(20, 43),
        )
    await machine.restore(file, at(20, 50))
    async with machine:
        found = {(row[2], row[3]): (row[4], row[5]) for row in await rows(machine.sql)}
        posted = "SELECT discord_message_id FROM tonight_messages"
        assert await machine.sql.fetchval(posted) == 8
    assert found == {
        ("TEST:sent", "discord"): ("sent", None),
        (f"{event}3", "telegram"): ("skipped", "no_channel"),
        (f"{event}4", "discord"): ("unknown", None),
        ("TEST:waits", "discord"): ("pending", None),
        ("TEST:before", "discord"): ("sent", None),
        ("DAILY_REMINDER:2026-11-20", "discord"): ("sent", None),
    }


async def test_another_communitys_people_have_the_same_numbers(
    machine: Machine, empty_database_url: str, tmp_path: Path
) -> None:
    async with machine as evening:
        people = await evening.add_people(1)
        await say(machine.sql, {"user_id": people[0]}, "TEST:one", "pending", at(20, 1))
        file = await machine.back_up(at(20, 40))
    await migrate(empty_database_url, at(19, 0), quiet=True)
    other = Machine(empty_database_url, tmp_path, MemoryChannel())
    async with other as evening:
        evening.now = at(20, 20)
        assert await evening.add_people(1) == people
        await say(other.sql, {"user_id": people[0]}, "TEST:one", "sent", at(20, 45))
    await other.restore(file, at(20, 50))
    async with other:
        # Not the other community's "sent": of this one's message nothing is known there.
        found = [(row[4], row[6]) for row in await rows(other.sql)]
        assert found == [("unknown", "lease_ran_out")]


@pytest.mark.parametrize("replace", [False, True], ids=["empty", "stale"])
async def test_on_another_machine_what_was_due_is_in_doubt(
    machine: Machine, empty_database_url: str, tmp_path: Path, replace: bool
) -> None:
    async with machine as evening:
        people = await evening.add_people(3)
        await evening.promote(people[0])
        await say(machine.sql, {"user_id": people[1]}, "TEST:due", "pending", at(20, 1))
        stale = await machine.back_up(at(20, 30))
        await say(machine.sql, {"user_id": people[2]}, "TEST:told", "sent", at(20, 31))
        file = await machine.back_up(at(20, 40))
        await evening.tick(at(20, 45))
    # The other machine hears of nothing that the first one sends.
    other = Machine(empty_database_url, tmp_path, MemoryChannel())
    if replace:
        await other.restore(stale, at(20, 32), replace=False)
    await other.restore(file, at(20, 50), replace=replace)
    async with other as evening:
        told = [(row[2], row[4]) for row in await rows(other.sql)]
        assert told == [("PROMOTE:T-15:2026-11-20", "unknown")] * 3 + [
            ("TEST:due", "unknown"),
            ("TEST:told", "sent"),
        ]
        await evening.tick(at(20, 51))
        assert other.discord.sent == []
        statuses = "SELECT job_type, status FROM availability_promotion_jobs ORDER BY run_at"
        jobs = dict(await other.sql.fetch(statuses))
        assert jobs["send_reminder_2045"] != "pending"
        assert jobs["send_start_2100"] == "pending"
        # What is due from here on is this machine's.
        await evening.tick(at(21, 0))
        assert sorted(other.discord.counts().values()) == [1, 1, 1]
        shown = await evening.campaign(people[0])
        assert shown.jobs[0].counts.unknown == 3


async def test_the_check_in_of_that_day_is_in_doubt_and_the_next_is_not(
    machine: Machine, empty_database_url: str, tmp_path: Path
) -> None:
    async with machine as evening:
        people = await evening.add_people(3)
        for user_id in people[:2]:
            await evening.answer(user_id, None)
        file = await machine.back_up(at(15, 0))
    other = Machine(empty_database_url, tmp_path, MemoryChannel())
    reminder = {"availability_daily_reminder_time": time(16, 0)}
    await other.restore(file, at(17, 0), replace=False, **reminder)
    async with other as evening:
        settings = other.settings(**reminder)
        await daily_reminder(evening.database, settings, ["discord"])(at(17, 1))
        found = [(row[0], row[2], row[4]) for row in await rows(other.sql)]
        assert found == [(each, "DAILY_REMINDER:2026-11-20", "unknown") for each in people[:2]]
        tomorrow = at(17, 1) + timedelta(days=1)
        await daily_reminder(evening.database, settings, ["discord"])(tomorrow)
        assert [row[4] for row in await rows(other.sql)][2:] == ["pending"] * 3


async def test_a_session_that_was_ready_by_answers_of_before_is_in_doubt(
    machine: Machine, empty_database_url: str, tmp_path: Path
) -> None:
    tomorrow = at(17, 0) + timedelta(days=1)
    day, settings = tomorrow.date(), machine.settings(availability_session_ready_threshold=2)
    async with machine as evening:
        people = await evening.add_people(3)
        await evening.answer(people[2], None)
        await machine.sql.execute("UPDATE availability_entries SET entry_date = $1", day)
        file = await machine.back_up(at(20, 0))
    other = Machine(empty_database_url, tmp_path, MemoryChannel())
    await other.restore(file, tomorrow, replace=False, availability_session_ready_threshold=2)
    async with other as evening:
        step = session_ready(evening.database, settings, ["discord"])
        told = (
            "SELECT user_id, state FROM notifications_ledger"
            " WHERE event_key LIKE 'SESSION_READY:%' ORDER BY user_id"
        )
        for _ in range(2):
            await step(tomorrow)
            found = [tuple(row) for row in await other.sql.fetch(told)]
            assert found == [(each, "unknown") for each in people[:2]]
        # Whoever answers there has heard of nothing yet.
        await other.sql.execute(
            "INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)"
            " VALUES ($1, $2, 'AVAILABLE', $3, $3)",
            people[2],
            day,
            tomorrow,
        )
        await step(tomorrow + timedelta(minutes=1))
        found = [tuple(row) for row in await other.sql.fetch(told)]
        assert found[2:] == [(people[2], "pending")]


@pytest.mark.parametrize(
    ("made", "restored", "begins"),
    [((20, 0), (20, 20), False), ((20, 16), (20, 20), True), ((20, 0), (20, 10), True)],
    ids=["in between", "before the backup", "after the restore"],
)
async def test_a_call_that_may_have_begun_by_itself_does_not_begin_again(
    machine: Machine,
    empty_database_url: str,
    tmp_path: Path,
    made: tuple[int, int],
    restored: tuple[int, int],
    begins: bool,
) -> None:
    async with machine as evening:
        rules = {DAY.weekday(): EveningRule(threshold=5, call_at=time(20, 15))}
        await save_rules(machine.sql, EVENINGS, rules, None, at(19, 0))
        file = await machine.back_up(at(*made))
    other = Machine(empty_database_url, tmp_path, MemoryChannel())
    await other.restore(file, at(*restored), replace=False)
    async with other as evening:
        step = run_calls(evening.database, by_rules(evenings_of(other.settings())), Dispatch([]))
        await step(at(20, 21))
        found = [tuple(row) for row in await other.sql.fetch("SELECT source, status FROM calls")]
        assert len(found) == 1
        assert (found[0] != ("rule", "stopped")) == begins


async def test_who_begins_while_the_tables_are_swapped_loses_nothing(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with machine as evening:
        await evening.add_people(1)
        file = await machine.back_up(at(20, 40))
    joins = "INSERT INTO website_users (created_at) VALUES (now())"
    with ExitStack() as begun:

        def begin(step: Step) -> None:
            if step is Step.RESTORE_SUMMED:
                begun.enter_context(held(machine.url, "muster bot leadership", joins))

        monkeypatch.setattr("ops.backup.restore.reached", begin)
        with pytest.raises(BackupError, match="Muster is running"):
            await machine.restore(file, at(20, 50))
    async with machine:
        assert await machine.sql.fetchval("SELECT count(*) FROM website_users") == 2
    monkeypatch.undo()
    await machine.restore(file, at(20, 51))
    async with machine:
        assert await machine.sql.fetchval("SELECT count(*) FROM website_users") == 1


async def test_a_database_that_goes_away_during_the_swap_is_said_to_be_as_it_was(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with machine as evening:
        await evening.add_people(2)
        file = await machine.back_up(at(20, 40))
        await machine.sql.execute("DELETE FROM website_users WHERE id = 1")
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = 'muster restore'"
    )

    def cut_it(step: Step) -> None:
        if step is Step.RESTORE_SUMMED:
            subprocess.run([programs() / "psql", *QUIETLY, machine.url, "-c", cut], check=True)

    monkeypatch.setattr("ops.backup.restore.reached", cut_it)
    with pytest.raises(BackupError, match=r"went away for a moment; it is as it was\.$"):
        await machine.restore(file, at(20, 50))
    async with machine:
        assert await machine.sql.fetchval("SELECT count(*) FROM website_users") == 1
    monkeypatch.undo()
    # Where nobody heard whether it was committed, the tables tell.
    noted: list[str] = []
    note_restore = store.note_restore

    async def note(connection: Any, word: str) -> None:
        noted.append(word)
        await note_restore(connection, word)

    monkeypatch.setattr(store, "note_restore", note)
    await machine.restore(file, at(20, 51))
    assert await _state_of(machine.url, noted[0]) == "the backup is restored; start Muster"
    assert await _state_of(machine.url, "another") == "it is as it was"
