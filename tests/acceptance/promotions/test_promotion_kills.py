"""Workers are killed while a campaign runs; it finishes by itself, nobody hears twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from muster.database import Database
from tests.support.running.campaign_worker import FileChannel, run_until_killed
from tests.support.scenes.campaigns import FOLLOWUP_CHANNEL, CampaignEvening, at

PEOPLE = 3


async def finish(evening: CampaignEvening, promoter: int) -> None:
    """What another worker makes of it, and what must be true then."""
    for minute in (2, 3, 5, 9, 12):
        await evening.voice(seen_at=at(21, minute))
        await evening.tick(at(21, minute))
    shown = await evening.campaign(promoter)
    assert shown.status == "followup_sent"
    assert {job.status for job in shown.jobs} <= {"sent", "skipped"}
    assert set(Counter(each.nonce for each in evening.discord.sent).values()) == {1}
    heard = Counter(each.address for each in evening.discord.sent)
    for user_id in range(promoter, promoter + PEOPLE):
        assert heard[f"user:{5000 + user_id}"] == 2
    assert heard[f"channel:{FOLLOWUP_CHANNEL}"] == 1
    states = await evening.sql.fetch("SELECT DISTINCT state FROM notifications_ledger")
    assert {row[0] for row in states} <= {"sent", "skipped"}
    # The audit has one row for each message that left, the summary's too, and says the same.
    logged = await evening.sql.fetch(
        "SELECT job_id, user_id, discord_channel_id, count(*) AS number"
        " FROM availability_promotion_send_logs"
        " WHERE status = 'sent' GROUP BY job_id, user_id, discord_channel_id"
    )
    assert {row["number"] for row in logged} == {1}
    sent = await evening.sql.fetchval(
        "SELECT count(*) FROM notifications_ledger WHERE state = 'sent'"
    )
    assert len(logged) == sent


async def begin(sql: Any, database: Database, path: Path) -> tuple[CampaignEvening, int]:
    """An evening anew, up to the start."""
    await sql.execute(
        "TRUNCATE website_users, players, availability_entries, live_status,"
        " notifications_ledger, availability_promotion_campaigns CASCADE"
    )
    FileChannel(path).forget()
    evening = CampaignEvening(sql, database, [FileChannel(path)], worker="rescuer")
    evening.now = at(20, 50)
    people = await evening.add_people(PEOPLE)
    await evening.promote(people[0])
    await evening.voice(seen_at=at(21, 1, 30))
    await sql.execute(
        "UPDATE availability_promotion_jobs SET run_at = $1 WHERE run_at < $2",
        at(20, 59),
        at(21, 0),
    )
    return evening, people[0]


async def test_killed_after_every_single_statement_of_the_start(
    sql: Any, database: Database, database_url: str, tmp_path: Path
) -> None:
    """After the claim, before the log, before the campaign's status, and everywhere between."""
    path = tmp_path / "sent"
    number, killed = 0, True
    while killed:
        number += 1
        evening, promoter = await begin(sql, database, path)
        killed = run_until_killed(database_url, path, [at(21, 0)], last_statement=number)
        await finish(evening, promoter)
    assert number > 20


@pytest.mark.parametrize("dies", ["before", "after"])
async def test_killed_while_a_message_is_under_way(
    sql: Any, database: Database, database_url: str, tmp_path: Path, dies: str
) -> None:
    evening, promoter = await begin(sql, database, tmp_path / "sent")
    assert run_until_killed(database_url, tmp_path / "sent", [at(21, 0)], dies=dies)
    await finish(evening, promoter)


async def test_killed_again_and_again_through_the_whole_evening(
    sql: Any, database: Database, database_url: str, tmp_path: Path
) -> None:
    evening, promoter = await begin(sql, database, tmp_path / "sent")
    kills = 0
    for minute in range(20):
        instants = [at(21, minute), at(21, minute, 40)]
        kills += run_until_killed(
            database_url, tmp_path / "sent", instants, last_statement=5 + 3 * minute
        )
    assert kills >= 6
    await evening.tick(at(21, 25))
    assert (await evening.campaign(promoter)).status == "followup_sent"
    heard = Counter(each.nonce for each in evening.discord.sent)
    assert set(heard.values()) == {1}
