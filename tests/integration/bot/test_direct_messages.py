"""DM channels that the bot opens when people link, and whom a failure of Discord's bars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.chats.contract import TransportError
from bot.duties.direct_messages import open_dms
from bot.scheduler import Step
from muster.database import Database
from muster.refusals import RefusalCode
from tests.support.scenes.ledger import add_people

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


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
async def people(sql: Any) -> list[int]:
    """Two without a DM channel; the last is asked about first."""
    user_ids = await add_people(sql, 2, NOW)
    await sql.execute("UPDATE availability_subscriptions SET discord_dm_channel_id = NULL")
    return user_ids


def step_of(database: Database, discord: _Discord, left_out: dict[int, datetime]) -> Step:
    return open_dms(database, discord, left_out)  # type: ignore[arg-type]  # as much as is called


@pytest.mark.parametrize(
    "error",
    [
        TransportError(RefusalCode.TIMEOUT, maybe_sent=True),
        TransportError(RefusalCode.SERVICE_ERROR),
    ],
)
@pytest.mark.usefixtures("people")
async def test_a_failure_puts_one_off_and_keeps_nobody_else_waiting(
    database: Database, error: TransportError
) -> None:
    discord = _Discord()
    step = step_of(database, discord, {})
    discord.error = error
    assert await step(NOW) == NOW
    discord.error = None
    assert await step(NOW) == NOW
    assert await step(NOW) == NOW + MINUTE
    await step(NOW + MINUTE)
    first, second, again = discord.asked
    assert first == again != second


@pytest.mark.usefixtures("people")
async def test_when_everybody_has_to_wait_nobody_is_left_out(database: Database) -> None:
    discord, left_out = _Discord(), dict[int, datetime]()
    step = step_of(database, discord, left_out)
    discord.error = TransportError(RefusalCode.RATE_LIMITED, everyone=True, retry_after=3.0)
    assert await step(NOW) == NOW + timedelta(seconds=3)
    assert left_out == {}


async def test_a_refusal_bars_until_somebody_leads_anew(
    database: Database, people: list[int]
) -> None:
    discord, left_out = _Discord(), dict[int, datetime]()
    step = step_of(database, discord, left_out)
    discord.error = TransportError(RefusalCode.DMS_CLOSED, permanent=True)
    for later in (timedelta(0), timedelta(0), timedelta(days=1)):
        await step(NOW + later)
    assert len(discord.asked) == 2
    assert set(left_out) == set(people)
    left_out.clear()
    await step(NOW + timedelta(days=1))
    assert len(discord.asked) == 3
