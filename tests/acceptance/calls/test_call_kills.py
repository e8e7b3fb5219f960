"""Workers are killed while a call is on; it goes on by itself, and nobody is asked twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from muster.calls import service
from muster.database import Database
from tests.support.running.campaign_worker import FileChannel, run_until_killed
from tests.support.scenes.calling import THRESHOLD, CallEvening
from tests.support.scenes.campaigns import at

PEOPLE = 8


async def begin(sql: Any, database: Database, path: Path) -> tuple[CallEvening, list[int]]:
    """A call of an evening that is two short, whose first wave is due."""
    await sql.execute(
        "TRUNCATE website_users, players, availability_entries, notifications_ledger, calls CASCADE"
    )
    FileChannel(path).forget()
    evening = CallEvening(sql, database, [FileChannel(path)], worker="rescuer")
    looking = await evening.add_looking(THRESHOLD - 2)
    people = await evening.add_silent(PEOPLE)
    await evening.start(looking[0])
    return evening, people


async def finish(evening: CallEvening, people: list[int]) -> None:
    """What another worker makes of it, and what must be true then."""
    for minute in (18, 20, 25, 30, 35, 40, 45, 50, 55):
        await evening.tick(at(20, minute))
    await evening.tick(at(21, 0))
    call = await evening.call()
    assert (call.status, call.end_reason) == ("over", "everybody_asked")
    assert Counter(evening.called()) == dict.fromkeys(people, 1)
    assert await evening.asks() == dict.fromkeys(people)
    states = await evening.sql.fetch("SELECT DISTINCT state FROM notifications_ledger")
    assert [row[0] for row in states] == ["sent"]


async def test_killed_after_every_single_statement_of_a_wave(
    sql: Any, database: Database, database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "sent"
    number, killed = 0, True
    while killed:
        number += 1
        evening, people = await begin(sql, database, path)
        killed = run_until_killed(
            database_url, path, [at(20, 15)], last_statement=number, evening=CallEvening
        )
        await finish(evening, people)
    assert number > 15


@pytest.mark.parametrize("dies", ["before", "after"])
async def test_killed_while_a_message_is_under_way(
    sql: Any, database: Database, database_url: str, tmp_path: Path, dies: str
) -> None:
    path = tmp_path / "sent"
    evening, people = await begin(sql, database, path)
    assert run_until_killed(database_url, path, [at(20, 15)], dies=dies, evening=CallEvening)
    await finish(evening, people)


async def test_killed_while_it_becomes_full_and_while_it_is_stopped(
    sql: Any, database: Database, database_url: str, tmp_path: Path
) -> None:
    """What waits is skipped by whoever comes next, and nothing more leaves."""
    path = tmp_path / "sent"
    for stops in (False, True):
        number, killed = 0, True
        while killed:
            number += 1
            evening, people = await begin(sql, database, path)
            await evening.run_calls(at(20, 15))
            if stops:
                async with database.transaction() as connection:
                    await service.stop_call(connection, people[0], evening.tonight, at(20, 16))
            else:
                for user_id in people[-2:]:
                    await evening.answer(user_id, "LOOKING")
            killed = run_until_killed(
                database_url, path, [at(20, 16)], last_statement=number, evening=CallEvening
            )
            await evening.tick(at(20, 18))
            assert evening.called() == []
            states = await sql.fetch("SELECT DISTINCT state FROM notifications_ledger")
            assert [row[0] for row in states] == ["skipped"]
        assert number > 3
