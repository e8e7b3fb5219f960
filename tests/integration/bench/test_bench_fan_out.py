"""The fan-out of the benchmark still does the work that it measures."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bench.fan_out import SERVICES, FanOut, FanOutPace
from bench.fan_out_data import Audience, check_outcome, fill, queue
from bench.fan_out_worker import Order, read_order
from bench.servers import CannotMeasure
from tests.support.running.database_reset import in_a_loop_of_its_own

PEOPLE = 50


@pytest.fixture
def audience(database_url: str) -> Audience:
    made: list[Audience] = []

    async def make() -> None:
        made.append(await fill(database_url, PEOPLE, datetime.now(UTC)))

    in_a_loop_of_its_own(make())
    return made[0]


@pytest.fixture
def fan_out(audience: Audience, tmp_path: Path) -> FanOut:
    pace = FanOutPace(rounds=1, firsts=2)
    # The processor time of any process will do: nobody looks at it here.
    return FanOut(tmp_path, audience.url, os.getpid(), Console(quiet=True), pace, PEOPLE)


def test_everybody_is_sent_to_and_logged_on_every_service(
    fan_out: FanOut, audience: Audience
) -> None:
    counts = {service.name: 0.5 for service in SERVICES}
    rows = fan_out.throughputs(audience, SERVICES, 3, counts)
    assert [row.work for row in rows] == [service.name for service in SERVICES]
    assert all(row.ours > 0 and row.reference > 0 and row.statements == 0.5 for row in rows)


def test_first_messages_are_timed(fan_out: FanOut, audience: Audience) -> None:
    due, notice = fan_out.firsts(audience)
    assert due.what == "first of 50 messages after they are due"
    assert "median of 2" in due.note
    assert "median of 2" in notice.note


async def test_a_message_that_is_missing_is_no_measurement(database_url: str, sql: Any) -> None:
    now = datetime.now(UTC)
    audience = await fill(database_url, 2, now)
    event_key = await queue(sql, audience, "discord", 2, now, now)
    with pytest.raises(CannotMeasure, match="of 2 messages 0 are sent"):
        await check_outcome(sql, event_key, 2)


async def test_an_order_survives_its_way_to_the_worker(database_url: str) -> None:
    order = Order("due", await fill(database_url, 1, datetime.now(UTC)), "telegram", times=3)
    assert read_order(order.encoded()) == order
