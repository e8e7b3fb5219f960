"""`/api/admin/health`: what website, database and the leading bot say, in the doctor's words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import time_machine

from bot.discord.gateway.health import DiscordHealth
from bot.duties.health import health_report
from bot.duties.heartbeat import heartbeat
from muster.database import Database
from muster.health.rules import Finding, Verdict, worst
from muster.health.service import read_health
from muster.live_status.service import write_status
from muster.migrations import load_migrations
from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import EVENING, settings_for
from website import MIGRATIONS

HEALTH = "/api/admin/health"
Lines = dict[str, list[tuple[str, str, str]]]


async def lines(callers: Callers) -> Lines:
    answer = await callers.admin.get(HEALTH)
    assert answer.status_code == 200, answer.text
    return {
        part["part"]: [(each["state"], each["subject"], each["text"]) for each in part["findings"]]
        for part in answer.json()["parts"]
    }


def states(found: list[tuple[str, str, str]]) -> dict[str, str]:
    return {subject: state for state, subject, _ in found}


async def test_a_community_without_a_bot_is_told_what_to_start(callers: Callers) -> None:
    found = await lines(callers)
    assert list(found) == ["bot", "database", "website"]
    assert found["bot"] == [
        ("warn", "bot", "has never run here; `muster up` or `muster bot` runs it")
    ]
    assert states(found["database"]) == {
        "database": "ok",
        "migrations": "ok",
        "database clock": "ok",
        "messages": "ok",
        "contact key": "off",
        "names": "ok",
        "webhooks": "off",
        "push devices": "off",
    } | {"database clock": states(found["database"])["database clock"]}
    assert {"settings", "disk", "backups"} <= {subject for _, subject, _ in found["website"]}
    assert (await callers.admin.get(HEALTH)).json()["state"] in ("warn", "fail")


async def test_the_leading_bot_says_what_is_amiss_where_it_runs(
    website: RunningWebsite,
    callers: Callers,
    database_url: str,
    tmp_path: Path,
    clock: time_machine.Traveller,
) -> None:
    gone = tmp_path / "gone"
    settings = settings_for(database_url, muster_backup_dir=str(gone))
    database = Database(database_url, application_name="bot")
    await database.open()
    try:
        await heartbeat(database, EVENING, ["telegram"], DiscordHealth())(EVENING)
        await health_report(database, settings, [])(EVENING)
    finally:
        await database.close()
    found = (await lines(callers))["bot"]
    assert found[0] == ("ok", "bot", "heard of 0 s ago")
    missing = f"MUSTER_BACKUP_DIR: there is no folder {gone}; make it"
    assert ("fail", "backups", missing) in found
    # What bot and website say alike stands there once.
    assert not set(found) & set((await lines(callers))["website"])
    assert "disk" not in states(found)
    assert (await callers.admin.get(HEALTH)).json()["state"] == "fail"
    clock.shift(timedelta(minutes=5))
    silent = (await lines(callers))["bot"]
    assert len(silent) == 1
    assert silent[0][0] == "warn"


async def test_a_channel_on_which_nothing_leaves_is_told_with_what_to_do(
    website: RunningWebsite, callers: Callers
) -> None:
    problems = {"channel_problems": {"telegram": "bad_token"}, "channels": ["telegram"]}
    await write_status(website.sql, "bot", problems, EVENING)
    sentence = "Telegram refuses TELEGRAM_BOT_TOKEN: ask BotFather for it (telegram: bad_token)"
    assert ("fail", "running bot", sentence) in (await lines(callers))["bot"]


async def test_a_channel_on_which_nobody_is_heard_is_told_with_what_to_do(
    website: RunningWebsite, callers: Callers
) -> None:
    heartbeat = {"unheard": {"telegram": "conflict"}, "channels": ["telegram"]}
    await write_status(website.sql, "bot", heartbeat, EVENING)
    found = [text for _, subject, text in (await lines(callers))["bot"] if subject == "running bot"]
    assert found == [
        "what people write or press on Telegram is not heard, so answers, links of chats and /stop "
        "do nothing there: another program polls with the token in TELEGRAM_BOT_TOKEN: stop it, or "
        "give each a bot of its own; or a webhook is set: call the Bot API's deleteWebhook once "
        "(telegram: conflict)"
    ]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"findings": "none"},
        {"findings": [1, ["ok"], ["great", "a", "b"], ["ok", "a", 1], {"ok": 1}]},
    ],
)
async def test_a_report_of_another_version_breaks_nothing(
    website: RunningWebsite, callers: Callers, data: dict[str, Any]
) -> None:
    await write_status(website.sql, "bot_health", data, EVENING)
    assert len((await lines(callers))["bot"]) == 1


async def test_no_secret_is_in_it(website: RunningWebsite, callers: Callers) -> None:
    text = (await callers.admin.get(HEALTH)).text
    for secret in (website.settings.session_secret, website.settings.database_url):
        assert secret is not None
        assert secret.get_secret_value() not in text


async def test_the_website_s_own_role_may_look_at_everything(
    website: RunningWebsite, database_url: str, url_for_role: Callable[..., str]
) -> None:
    connection = await asyncpg.connect(url_for_role(database_url))
    try:
        shipped = load_migrations(MIGRATIONS)
        parts = await read_health(connection, website.settings, shipped, [], EVENING)
    finally:
        await connection.close()
    database = next(part for part in parts if part.name == "database")
    looked_at = [each for each in database.findings if each.subject != "database clock"]
    assert {each.state for each in looked_at} <= {Verdict.OK, Verdict.OFF}


async def test_overdue_messages_and_pending_migrations_fail(
    website: RunningWebsite, callers: Callers
) -> None:
    await website.sql.execute(
        """
        INSERT INTO notifications_ledger
               (discord_channel_id, event_key, channel_type, not_before, useful_until, created_at,
                updated_at)
        VALUES (77, 'A', 'discord', $1, $2, $1, $1)
        """,
        EVENING - timedelta(minutes=10),
        EVENING + timedelta(hours=1),
    )
    await website.sql.execute(
        "DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations)"
    )
    found = states((await lines(callers))["database"])
    assert (found["messages"], found["migrations"]) == ("fail", "fail")


def test_the_worst_of_several_is_told() -> None:
    ok, off = Finding.ok("a", "b"), Finding.off("a", "b")
    warn, fail = Finding.warn("a", "b"), Finding.fail("a", "b")
    assert worst([]) is worst([off, ok]) is Verdict.OK
    assert worst([ok, warn, off]) is Verdict.WARN
    assert worst([fail, warn]) is Verdict.FAIL
