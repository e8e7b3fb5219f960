"""From what an older Muster's demo left behind to now: same answers, nothing lost, and back again.

The recordings are made by `record.py` beside.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest
import time_machine

from ops.backup.archive import open_archive
from tests.conftest import Cluster
from tests.integration.conftest import Run
from tests.integration.upgrades.record import PERSONAS, SETTINGS
from tests.support.running.recorded_demo import COMMITS, answers_of, load_demo, load_dump, sums
from tests.support.running.websites import running_website
from tests.support.scenes.community import settings_for

COUNTED_ANEW = re.compile(
    r"\.campaigns\[\d+\]\.(looking_afterwards|counts\.(delivered|failed|unknown))"
)
"""What says something else on purpose: whoever any message reached counts as reached, and who looks
afterwards does so after it (changelog, "count alike"). `recounted` says what it is to be."""

CHANNELS = re.compile(r"\.subscriptions")
"""One for each channel: those that an older Muster did not have come behind the others."""

CAMPAIGNS = "/api/availability/promotions/campaigns"


def differences(old: Any, new: Any, at: str = "") -> Iterator[str]:
    """Where an answer lacks something that the older one had, or says something else."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name, value in old.items():
            if name not in new:
                yield f"{at}.{name} is gone"
            else:
                yield from differences(value, new[name], f"{at}.{name}")
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new) and not CHANNELS.fullmatch(at):
            yield f"{at} has {len(new)} of {len(old)}"
        for number, pair in enumerate(zip(old, new, strict=False)):
            yield from differences(*pair, f"{at}[{number}]")
    elif old != new and not COUNTED_ANEW.fullmatch(at):
        yield f"{at}: {old!r} became {new!r}"


async def recounted(url: str) -> dict[int, tuple[int, int]]:
    """By campaign, from the older Muster's own rows: how many people a reminder or a start reached,
    and how many have been looking since the first of these.
    """
    connection = await asyncpg.connect(url)
    try:
        campaigns = await connection.fetch(
            "SELECT id, campaign_date, dry_run FROM availability_promotion_campaigns"
        )
        logs = await connection.fetch(
            "SELECT j.campaign_id, j.job_type, g.user_id, g.created_at"
            "  FROM availability_promotion_send_logs g"
            "  JOIN availability_promotion_jobs j ON j.id = g.job_id WHERE g.status = 'sent'"
        )
        looking = await connection.fetch(
            "SELECT e.entry_date, e.updated_at FROM availability_entries e"
            "  JOIN user_player_links USING (user_id) WHERE e.status = 'LOOKING'"
        )
    finally:
        await connection.close()
    found: dict[int, tuple[int, int]] = {}
    for number, day, dry_run in campaigns:
        told = [log for log in logs if log["campaign_id"] == number]
        reached = {log["user_id"] for log in told if log["job_type"] != "voice_check_2100"}
        first = min((log["created_at"] for log in told), default=None)
        after = [at for on, at in looking if on == day and first is not None and at > first]
        found[number] = len(reached), 0 if dry_run else len(after)
    return found


def compare_counts(
    old: dict[str, Any], new: dict[str, Any], wanted: dict[int, tuple[int, int]]
) -> None:
    """Compare the campaigns' counts with what the rows say, and that nobody is lost in them."""
    for before, after in zip(old["campaigns"], new["campaigns"], strict=True):
        then, now = before["counts"], after["counts"]
        assert (now["delivered"], after["looking_afterwards"]) == wanted[after["id"]], after
        outcomes = ("delivered", "failed", "unknown", "skipped", "pending")
        assert sum(now[name] for name in outcomes) == sum(then[name] for name in outcomes)
        assert now["delivered"] >= then["delivered"]
        assert now["failed"] <= then["failed"]
        assert now["unknown"] <= then["unknown"]


async def answered(
    url: str, recorded: dict[str, Any], wanted: dict[int, tuple[int, int]]
) -> dict[str, list[str]]:
    """By address: how today's answers differ from the recorded ones, asked at the same moment.

    Args:
        wanted: what `recounted` said.
    """
    settings = settings_for(
        url,
        frontend_origin=SETTINGS["FRONTEND_ORIGIN"],
        admin_discord_ids=SETTINGS["ADMIN_DISCORD_IDS"],
        promoter_discord_ids=SETTINGS["PROMOTER_DISCORD_IDS"],
        telegram_bot_username=SETTINGS["TELEGRAM_BOT_USERNAME"],
    )
    found: dict[str, list[str]] = {}
    with time_machine.travel(datetime.fromisoformat(recorded["at"]), tick=False):
        async with running_website(settings) as website:
            for name, answers in recorded["answers"].items():
                client: httpx2.AsyncClient = await website.client()
                who = PERSONAS[name]
                if who is not None:
                    body = {"discord_user_id": str(who)}
                    assert (await client.post("/auth/sandbox/login", json=body)).status_code == 200
                for address, (status, body) in answers.items():
                    answer = await client.get(address)
                    if answer.status_code != status:
                        found[f"{name} {address}"] = [f"{status} became {answer.status_code}"]
                    elif body is not None:
                        if address.partition("?")[0] == CAMPAIGNS:
                            compare_counts(body, answer.json(), wanted)
                        found[f"{name} {address}"] = list(differences(body, answer.json()))
    return found


async def columns_of(url: str) -> dict[str, list[str]]:
    """Every table with its columns."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT table_name, column_name FROM information_schema.columns"
            "  JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            "   AND table_name <> 'schema_migrations' ORDER BY 1, 2"
        )
    finally:
        await connection.close()
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found


async def rows_of(url: str, columns: dict[str, list[str]]) -> Counter[tuple[str, str]]:
    """Every row of these tables as text, of these columns alone."""
    connection = await asyncpg.connect(url)
    try:
        found: Counter[tuple[str, str]] = Counter()
        for table, names in columns.items():
            chosen = ", ".join(f'"{name}"' for name in names)
            for row in await connection.fetch(f'SELECT row({chosen})::text FROM "{table}"'):
                found[table, row[0]] += 1
        return found
    finally:
        await connection.close()


@pytest.mark.parametrize("commit", COMMITS)
def test_same_answers_nothing_lost_and_back_again(
    commit: str, empty_database_url: str, cluster: Cluster, run: Run, tmp_path: Path
) -> None:
    recorded = answers_of(commit)
    load_demo(empty_database_url, commit)
    before, columns = sums(empty_database_url), asyncio.run(columns_of(empty_database_url))
    rows = asyncio.run(rows_of(empty_database_url, columns))
    assert rows.total() > 500
    has_campaigns = "availability_promotion_campaigns" in columns
    wanted = asyncio.run(recounted(empty_database_url)) if has_campaigns else {}
    assert len(wanted) == (0 if commit == COMMITS[0] else 8)

    code, _, err = run(empty_database_url, "migrate")
    assert (code, err) == (0, [])
    assert not rows - asyncio.run(rows_of(empty_database_url, columns)), "lost or changed"
    answers = asyncio.run(answered(empty_database_url, recorded, wanted))
    assert len(answers) > 100
    assert {address: lines for address, lines in answers.items() if lines} == {}

    # The backup that was made before holds what the older Muster can go on with …
    (made,) = (tmp_path / "data" / "backups").iterdir()
    name = cluster.create_database()
    try:
        with open_archive(made, None) as archive:
            (tmp_path / "database.dump").write_bytes(b"".join(archive.chunks("database.dump")))
        load_dump(cluster.url(name), tmp_path / "database.dump")
        assert sums(cluster.url(name)) == before
    finally:
        cluster.drop_database(name)
    # … and what this one can, by way of the same migrations.
    assert run(empty_database_url, "restore", "--replace", str(made))[0] == 0
    assert not rows - asyncio.run(rows_of(empty_database_url, columns))
