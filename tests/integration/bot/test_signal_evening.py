"""What becomes of the rows of an evening, by what signal-cli-rest-api answers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.chats import pace
from bot.chats.contract import OutgoingMessage, TransportError
from bot.services.availability_notifier_service import AvailabilityNotifierService
from bot.signal.send import SignalChannel
from muster.database import Database
from muster.health.delivery import delivery_findings
from muster.health.rules import Verdict
from muster.live_status.rules import LiveStatus
from tests.support.fakes.chats import FakeChats
from tests.support.scenes.evenings import evenings
from tests.support.scenes.ledger import MemoryChannel, add_people, add_test_rows
from tests.support.scenes.linked_chats import CIPHER, link

NOW = datetime(2026, 11, 20, 19, 45, tzinfo=UTC)
LATER = NOW + timedelta(hours=9)
EVENINGS = evenings()
EVENT = "TEST:2026-11-20:one"


class Evening:
    """Four people whom Signal reaches, Discord behind it, on a clock that a test sets."""

    def __init__(self, signal: Any, sql: Any, database: Database, channel: SignalChannel) -> None:
        self.signal = signal
        self.channel = channel
        self.now = NOW
        self.discord = MemoryChannel()
        self.sql = sql
        self.notifier = AvailabilityNotifierService(
            database,
            {"signal": channel, "discord": self.discord},
            EVENINGS,
            CIPHER,
            "one",
            now=lambda: self.now,
        )

    async def deliver(self, after: timedelta = timedelta(0)) -> None:
        self.now += after
        if after:  # the limiter's clock is the machine's, so a new one stands for time that passed
            self.channel._limiter = pace.Limiter(None)
        await self.notifier.deliver_due()

    async def rows(self) -> list[tuple[str, str, str | None]]:
        """(channel, state, error) of every row, by person."""
        found = await self.sql.fetch(
            "SELECT channel_type, state, last_error FROM notifications_ledger"
            " ORDER BY user_id, channel_type DESC"
        )
        return [tuple(row) for row in found]


def number(place: int) -> str:
    return f"+3864000000{place}"


@pytest.fixture
async def evening(server: FakeChats, sql: Any, database: Database) -> AsyncGenerator[Evening, None]:
    server.signal.__init__()
    channel = SignalChannel(
        base_url=f"{server.url}/signal", number=server.signal.number, limiter=pace.Limiter(None)
    )
    people = await add_people(sql, 4, NOW)
    for place, user_id in enumerate(people):
        await link(database, user_id, "signal", number(place))
    await add_test_rows(sql, people, NOW, LATER, "signal")
    yield Evening(server.signal, sql, database, channel)
    await channel.close()


@pytest.mark.parametrize("mode", ["json-rpc", "native"])
async def test_who_has_no_signal_keeps_nobody_else_waiting(evening: Evening, mode: Any) -> None:
    evening.signal.mode, evening.signal.shape = mode, "object"
    evening.signal.unregistered = {number(1)}
    await evening.deliver()
    states = [row for row in await evening.rows() if row[0] == "signal"]
    assert [state for _, state, _ in states] == ["sent", "failed", "sent", "sent"]
    assert states[1][2] == "unknown_recipient"
    assert len(evening.signal.deliveries) == 3
    refused = await evening.sql.fetchval(
        "SELECT refused_reason FROM availability_subscriptions"
        " WHERE channel_type = 'signal' AND refused_at IS NOT NULL"
    )
    assert refused == "unknown_recipient"
    assert evening.notifier.health.problems == {}


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (
            {"status": 400, "body": {"error": "Specified account does not exist"}},
            "bad_token",
            "SIGNAL_SENDER_NUMBER",
        ),
        (
            {"status": 400, "body": {"error": "[401] Authorization failed!"}},
            "bad_token",
            "SIGNAL_SENDER_NUMBER",
        ),
        (
            {"status": 429, "body": {"error": "x", "challenge_tokens": ["t"]}},
            "captcha_required",
            "captcha",
        ),
        ({"status": 404, "body": "<html>"}, "no_signal_server", "SIGNAL_API_BASE_URL"),
        (
            {"status": 400, "body": {"error": "Failed to send message: x: StatusCode: 499"}},
            "outdated_signal_cli",
            "signal-cli-rest-api",
        ),
    ],
)
async def test_rows_wait_while_an_operator_has_to_act_and_everybody_hears_of_it(
    evening: Evening, answer: dict[str, Any], code: str, words: str
) -> None:
    evening.signal.fail(**answer)
    await evening.deliver()
    assert [state for _, state, _ in await evening.rows()] == ["pending"] * 4
    assert len(evening.signal.sendings) == 1
    assert evening.notifier.health.problems == {"signal": code}
    status = LiveStatus("bot", {"channel_problems": {"signal": code}}, evening.now)
    (finding,) = delivery_findings(status, evening.now)
    assert finding.state is Verdict.FAIL
    assert words in finding.text
    assert code in finding.text
    evening.signal.faults.clear()
    await evening.deliver(timedelta(minutes=61))
    assert [state for _, state, _ in await evening.rows()] == ["sent"] * 4
    assert evening.notifier.health.problems == {}


async def test_a_captcha_that_an_answer_in_a_chat_met_is_named_too(evening: Evening) -> None:
    body = {"error": "rate limit", "challenge_tokens": ["a-token"]}
    evening.signal.fail(status=429, body=body)
    with pytest.raises(TransportError):
        await evening.channel.send(OutgoingMessage(number(1), "Today: nobody.", ""))
    await evening.deliver()
    assert [state for _, state, _ in await evening.rows()] == ["pending"] * 4
    assert len(evening.signal.sendings) == 1
    assert evening.notifier.health.problems == {"signal": "captcha_required"}


async def test_a_blank_challenge_token_is_haste_alone(evening: Evening) -> None:
    body = {"error": "rate limit", "challenge_tokens": [""], "retryAfterSeconds": 300}
    evening.signal.fail(status=429, body=body)
    await evening.deliver()
    assert evening.notifier.health.problems == {}
    await evening.deliver(timedelta(minutes=4))
    assert evening.signal.deliveries == []
    await evening.deliver(timedelta(minutes=2))
    assert [state for _, state, _ in await evening.rows()] == ["sent"] * 4


async def test_a_failure_that_the_search_does_not_explain_stays_in_doubt(evening: Evening) -> None:
    evening.signal.fail(status=400, body={"error": "Failed to send message"})
    await evening.deliver()
    states = [state for _, state, _ in await evening.rows()]
    assert states.count("unknown") == 1
    assert "sent" not in states, "the service rests for a moment"
