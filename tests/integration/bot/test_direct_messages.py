"""DM channels that the bot opens when people link, and whom a failure of Discord's bars."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.chats.contract import TransportError
from bot.duties.direct_messages import open_dms
from muster.database import Database
from tests.support.scenes.ledger import add_people

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class _Discord:
    """Opens DMs, or raises what it is told to."""

    def __init__(self) -> None:
        self.error: TransportError | None = None
        self.asked: list[int] = []

    async def open_dm(self, discord_user_id: int) -> int:
        self.asked.append(discord_user_id)
        if self.error is not None:
            raise self.error
        return 9000 + discord_user_id


@pytest.fixture
async def person(sql: Any) -> int:
    (user_id,) = await add_people(sql, 1, NOW)
    await sql.execute("UPDATE availability_subscriptions SET discord_dm_channel_id = NULL")
    return user_id


@pytest.mark.parametrize(
    "error",
    [
        TransportError("timeout", maybe_sent=True),
        TransportError("service_error"),
        TransportError("rate_limited", everyone=True, retry_after=3.0),
    ],
)
@pytest.mark.usefixtures("person")
async def test_what_is_not_about_the_person_bars_nobody(
    database: Database, error: TransportError
) -> None:
    discord, refused = _Discord(), set[int]()
    step = open_dms(database, discord, refused)  # type: ignore[arg-type]  # as much as is called
    discord.error = error
    assert await step(NOW) > NOW
    assert refused == set()
    discord.error = None
    await step(NOW)
    assert len(discord.asked) == 2


async def test_a_refusal_bars_until_somebody_leads_anew(database: Database, person: int) -> None:
    discord, refused = _Discord(), set[int]()
    step = open_dms(database, discord, refused)  # type: ignore[arg-type]  # as much as is called
    discord.error = TransportError("dms_closed", permanent=True)
    await step(NOW)
    assert refused == {person}
    await step(NOW)
    assert len(discord.asked) == 1
    refused.clear()
    await step(NOW)
    assert len(discord.asked) == 2
