"""The doctor's look at the fake Discord, for its tests."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime
from typing import Any

import pytest

from muster.health.rules import Finding
from muster.live_status.rules import LiveStatus
from ops.doctor.discord import discord_checks
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.scenes.front_door import front_door_settings

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
URL = "postgresql://x/x"
PARENT_ID = 830_000_000_000_000_001

THREADS = {
    "availability_planning_discord_create_thread": True,
    "availability_planning_thread_parent_channel_id": str(PARENT_ID),
}


@pytest.fixture
def discord_with_a_parent() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        running.discord.parents.add(str(PARENT_ID))
        yield running


async def look(chats: FakeChats, status: LiveStatus | None = None, **changed: Any) -> list[Finding]:
    findings = await discord_checks(front_door_settings(URL, chats, **changed), status, NOW)
    assert all(chats.discord.token not in finding.text for finding in findings)
    assert (chats.discord.deliveries, chats.discord.front.syncs) == ([], 0)
    return findings


def of(findings: list[Finding], subject: str) -> list[Finding]:
    return [finding for finding in findings if finding.subject == subject]
