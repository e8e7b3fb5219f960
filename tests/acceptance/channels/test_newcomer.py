"""Somebody who links today hears of today's check-in, without having chosen anything."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from bot.duties.reminders import daily_reminder
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.evenings.service import evenings_of
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import UNLINKED, settings_for
from tests.support.scenes.ledger import MemoryChannel

AT_15 = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
AT_16 = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize("own_profile", [True, False])
async def test_a_newcomer_is_checked_in_on_at_16_00_by_discord_alone(
    website: RunningWebsite,
    database_url: str,
    clock: time_machine.Traveller,
    own_profile: bool,
) -> None:
    clock.move_to(AT_15)
    client = await website.signed_in(UNLINKED, username="newcomer")
    if own_profile:
        linked = await client.post("/auth/players", json={"name": "Newcomer"})
    else:
        await website.sql.execute(
            "INSERT INTO players (guid, name, canonical_name, origin, created_at, updated_at)"
            " VALUES ('guid-900', 'Heron', 'Heron', 'imported', now(), now())"
        )
        linked = await client.post("/auth/link", json={"player_guid": "guid-900"})
    assert linked.is_success
    settings = (await client.get("/api/availability/settings")).json()
    assert settings["availability_reminders_enabled"] is settings["discord_notify"] is True
    assert (settings["telegram_notify"], settings["signal_notify"]) == (False, False)

    database, discord = website.parts.database, MemoryChannel()
    how = settings_for(database_url)
    notifier = AvailabilityNotifierService(
        database,
        {"discord": discord},
        evenings_of(how),
        None,
        "one",
        now=lambda: AT_16,
    )
    step = daily_reminder(database, how, ["discord", "telegram", "signal"])
    assert await step(AT_15) == AT_16
    await notifier.deliver_due()
    assert discord.sent == []
    await step(AT_16)
    await notifier.deliver_due()
    assert [message.address for message in discord.sent] == [f"user:{UNLINKED}"]
    notices = (await client.get("/api/availability/notices")).json()
    assert [(each["channel_type"], each["state"]) for each in notices] == [("discord", "sent")]
    assert f"/#/notifications?n={notices[0]['reference']}" in discord.sent[0].text


async def test_who_switched_the_check_in_off_is_left_alone(
    website: RunningWebsite, database_url: str
) -> None:
    client = await website.signed_in(UNLINKED, player="Newcomer")
    off = {"availability_reminders_enabled": False}
    assert (await client.post("/api/availability/settings", json=off)).is_success
    await daily_reminder(website.parts.database, settings_for(database_url), ["discord"])(AT_16)
    assert await website.sql.fetchval("SELECT count(*) FROM notifications_ledger") == 0
