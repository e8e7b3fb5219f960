"""Which bot queues, or is refused, decides on nobody's channel: those of all bots count."""

from __future__ import annotations

from typing import Any

import pytest

from bot.duties.reminders import session_ready
from muster.database import Database
from muster.live_status import service as live_status
from tests.support.scenes.campaigns import CampaignEvening, at
from tests.support.scenes.community import settings_for
from tests.support.scenes.delivering import LATER, NOW, Clock, telegram_notifier, with_telegram
from tests.support.scenes.ledger import (
    HANDS_OVER,
    MemoryChannel,
    add_people,
    add_test_rows,
    raising,
)


@pytest.mark.parametrize("also", [True, False])
async def test_which_bot_queues_decides_on_nobodys_channel(
    sql: Any, database: Database, database_url: str, also: bool
) -> None:
    settings = settings_for(database_url, availability_session_ready_threshold=3)
    people = await add_people(sql, 3, NOW)
    await with_telegram(sql, people)
    await sql.executemany(
        "INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)"
        " VALUES ($1, $2, 'LOOKING', $3, $3)",
        [(person, NOW.date(), NOW) for person in people],
    )
    if also:
        async with database.connection() as connection:
            await live_status.note_delivery(connection, ["telegram"], NOW)
    await session_ready(database, settings, ["discord"])(NOW)
    best = "telegram" if also else "discord"
    told = {(person, best) for person in people}
    rows = await sql.fetch("SELECT user_id, channel_type FROM notifications_ledger")
    assert {tuple(row) for row in rows} == told


async def test_a_channel_that_another_bot_delivers_on_takes_over(
    sql: Any, database: Database
) -> None:
    people = await add_people(sql, 1, NOW)
    await with_telegram(sql, people)
    await add_test_rows(sql, people, NOW, LATER, payload=HANDS_OVER)
    async with database.connection() as connection:
        await live_status.note_delivery(connection, ["telegram"], NOW)
    discord = MemoryChannel(behave=raising("dms_closed", permanent=True))
    await telegram_notifier(database, Clock(), discord).deliver_due()
    telegram = MemoryChannel("telegram", idempotent=False)
    await telegram_notifier(database, Clock(), telegram).deliver_due()
    assert len(telegram.sent) == 1


async def test_a_campaign_that_a_bot_without_it_expands_goes_out_on_another_bots_channel(
    sql: Any, database: Database
) -> None:
    evening = CampaignEvening(sql, database)
    promoter, asked = await evening.add_people(2)
    await with_telegram(sql, [asked])
    async with database.connection() as connection:
        await live_status.note_delivery(connection, ["discord", "telegram"], evening.now)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    rows = await sql.fetch(
        "SELECT user_id, channel_type FROM notifications_ledger WHERE event_key LIKE 'PROMO%'"
    )
    assert {tuple(row) for row in rows} == {(promoter, "discord"), (asked, "telegram")}
