"""What becomes of the rows of an evening while no Bot API answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Generator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.chats import attempts, pace
from bot.services.availability_notifier_service import AvailabilityNotifierService
from bot.telegram.send import TelegramChannel
from muster.database import Database
from muster.health.delivery import delivery_findings
from muster.health.rules import Verdict
from muster.live_status.rules import LiveStatus
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.scenes.evenings import evenings
from tests.support.scenes.ledger import MemoryChannel, add_people, add_test_rows
from tests.support.scenes.linked_chats import CIPHER, link

NOW = datetime(2026, 11, 20, 19, 45, tzinfo=UTC)
PEOPLE = 60
REST = timedelta(seconds=40)


@pytest.fixture(scope="module")
def server() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


class Evening:
    """Sixty people whom Telegram reaches, Discord behind it, on a clock that a test sets."""

    def __init__(self, telegram: Any, sql: Any, database: Database, channel: Any) -> None:
        self.telegram = telegram
        self.now = NOW
        self.discord = MemoryChannel()
        self.sql = sql
        self.notifier = AvailabilityNotifierService(
            database,
            {"telegram": channel, "discord": self.discord},
            evenings(),
            CIPHER,
            "one",
            now=lambda: self.now,
        )

    async def deliver(self, after: timedelta = timedelta(0)) -> Counter[tuple[str, str, str]]:
        """(channel, state, error) of every row, counted, after a round of delivery.

        What is sent has no error any more that counts.
        """
        self.now += after
        await self.notifier.deliver_due()
        found = await self.sql.fetch(
            "SELECT channel_type, state, CASE state WHEN 'sent' THEN ''"
            " ELSE coalesce(last_error, '') END FROM notifications_ledger"
        )
        return Counter(tuple(row) for row in found)


@pytest.fixture
async def evening(server: FakeChats, sql: Any, database: Database) -> AsyncGenerator[Evening, None]:
    server.telegram.__init__()
    channel = TelegramChannel(
        server.telegram.token, base_url=f"{server.url}/telegram", limiter=pace.Limiter(None)
    )
    people = await add_people(sql, PEOPLE, NOW)
    for place, user_id in enumerate(people):
        await link(database, user_id, "telegram", str(501 + place))
    await add_test_rows(sql, people, NOW, NOW + timedelta(hours=9), "telegram")
    yield Evening(server.telegram, sql, database, channel)
    await channel.close()


@pytest.mark.parametrize(
    ("status", "method"), [(404, "getMe"), (301, "sendMessage"), (403, "sendMessage")]
)
async def test_an_address_that_is_no_bot_api_costs_nobody_their_message(
    evening: Evening, status: int, method: str
) -> None:
    evening.telegram.fail(method=method, status=status, body="<html>", times=None)
    rows = await evening.deliver()
    assert {state for _, state, _ in rows} == {"pending"}
    assert rows["telegram", "pending", "no_telegram_server"] >= 1
    assert evening.notifier.health.problems == {"telegram": "no_telegram_server"}
    status_of_bot = LiveStatus(
        "bot", {"channel_problems": {"telegram": "no_telegram_server"}}, evening.now
    )
    (finding,) = delivery_findings(status_of_bot, evening.now)
    assert finding.state is Verdict.FAIL
    assert "TELEGRAM_API_BASE_URL" in finding.text
    evening.telegram.faults.clear()
    rows = await evening.deliver(REST)
    assert rows == {("telegram", "sent", ""): PEOPLE}
    assert set(evening.telegram.counts().values()) == {1}
    assert evening.notifier.health.problems == {}


async def test_an_outage_costs_those_in_flight_and_nobody_else(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "REQUEST_SECONDS", 0.3)
    monkeypatch.setattr("bot.telegram.send._QUESTION_SECONDS", 0.3)
    evening.telegram.fail("hang", seconds=1.0, times=None)
    await evening.deliver()
    evening.telegram.fail("hang", method="getMe", seconds=1.0, times=None)
    for _ in range(3):
        await evening.deliver(REST)
    rows = await evening.deliver(REST)
    lost = rows["telegram", "unknown", "timeout"]
    assert 1 <= lost <= TelegramChannel.most_in_flight
    assert len(evening.telegram.sendings) == lost
    assert evening.notifier.health.problems == {"telegram": "timeout"}
    evening.telegram.faults.clear()
    rows = await evening.deliver(REST)
    assert rows == {
        ("telegram", "unknown", "timeout"): lost,
        ("telegram", "sent", ""): PEOPLE - lost,
    }
    assert set(evening.telegram.counts().values()) == {1}


async def test_an_outage_from_the_start_costs_nobody_their_message(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "REQUEST_SECONDS", 0.3)
    for method in ("getMe", "sendMessage"):
        evening.telegram.fail("hang", method=method, seconds=1.0, times=None)
    await evening.deliver()
    rows = await evening.deliver(REST)
    assert {state for _, state, _ in rows} == {"pending"}
    assert evening.telegram.sendings == []
    evening.telegram.faults.clear()
    assert await evening.deliver(REST) == {("telegram", "sent", ""): PEOPLE}
