"""When no more is sent: addresses that are gone, tired, changed or removed, and events given up."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import asyncpg
import pytest

from muster.webhooks import dispatch, service
from muster.webhooks.rules import TRIED_FOR, Claimed, outcome_of_status
from tests.integration.webhooks.conftest import Bots
from tests.support.fakes.webhook_receiver import Receiver, status
from tests.support.running.locks import waiting
from tests.support.running.websites import becomes


async def test_410_switches_an_address_off_and_admins_are_told(
    bots: Bots, far_end: Receiver
) -> None:
    made = await bots.add(far_end.url, label="Gone")
    await bots.tell(key="first")
    await bots.tell(key="second")
    far_end.answers.append(status(410))
    assert await bots.run(bots.start()) is None
    (webhook,) = await bots.webhooks()
    assert (webhook.state, webhook.waiting) == ("gone", 0)
    second, first = await bots.deliveries_of(made.webhook.id)
    assert (first.state, first.reason, first.status) == ("given_up", "gone", 410)
    assert (second.state, second.reason) == ("dropped", "switched_off")
    async with bots.database.connection() as connection:
        act = await connection.fetchrow(
            "SELECT act, actor_user_id, details FROM admin_audit ORDER BY id DESC LIMIT 1"
        )
    assert act is not None
    assert (act["act"], act["actor_user_id"]) == ("webhook.end", None)
    assert json.loads(act["details"]) == {"webhook_id": made.webhook.id, "why": "gone"}
    await bots.tell(key="third")
    assert await bots.run(bots.start()) is None
    assert len(far_end.got) == 1


@pytest.mark.parametrize("code", [410, 500, 204])
async def test_what_an_address_says_that_was_changed_meanwhile_ends_nothing(
    bots: Bots, far_end: Receiver, code: int
) -> None:
    made = await bots.add(f"{far_end.url}/old")
    await bots.tell()
    (claimed,) = await _claimed(bots)
    async with bots.database.transaction() as connection:
        await service.change_webhook(
            connection,
            bots.cipher,
            bots.admin,
            made.webhook.id,
            label="Chat",
            address=f"{far_end.url}/new",
            events=["session.ready"],
            on=True,
            allow_private=True,
            now=bots.now,
        )
    async with bots.database.transaction() as connection:
        outcome = outcome_of_status(code, None)
        assert await dispatch.settle(connection, claimed, "one", outcome, 0.0, bots.now) is None
    (webhook,) = await bots.webhooks()
    assert (webhook.state, webhook.failures) == ("on", 0)
    assert await bots.run(bots.start()) is None
    taken = code == 204
    assert [each.path for each in far_end.got] == ([] if taken else ["/new"])
    (delivery,) = await bots.deliveries_of(made.webhook.id)
    assert (delivery.state, delivery.attempts) == ("delivered", 1 if taken else 2)


async def _claimed(bots: Bots) -> list[Claimed]:
    async with bots.database.transaction() as connection:
        return await dispatch.claim(connection, "one", [], bots.now)


async def test_one_that_takes_nothing_for_days_is_switched_off(
    bots: Bots, far_end: Receiver
) -> None:
    made = await bots.add(far_end.url)
    bot = bots.start()
    begun = bots.now
    far_end.answers += [status(500)] * 1000
    number = 0
    while (await bots.webhooks())[0].state == "on":
        assert bots.now - begun < timedelta(days=5)
        number += 1
        await bots.tell(key=str(number))
        due = await bots.run(bot)
        until = bots.now + timedelta(hours=12)
        while due is not None and due < until:
            bots.now = due
            due = await bots.run(bot)
        bots.now = max(bots.now, until)
    (webhook,) = await bots.webhooks()
    assert (webhook.state, webhook.waiting) == ("failing", 0)
    assert bots.now - begun >= timedelta(days=3)
    states = {each.state for each in await bots.deliveries_of(made.webhook.id)}
    assert states == {"given_up", "dropped"}


async def test_after_a_day_an_event_is_given_up(bots: Bots, far_end: Receiver) -> None:
    made = await bots.add(far_end.url)
    await bots.tell()
    far_end.answers += [status(500)] * 100
    bot, begun = bots.start(), bots.now
    while (due := await bots.run(bot)) is not None:
        bots.now = due
    assert bots.now - begun == TRIED_FOR
    (delivery,) = await bots.deliveries_of(made.webhook.id)
    assert (delivery.state, delivery.attempts) == ("given_up", 11)
    assert (await bots.webhooks())[0].state == "on"


async def test_whoever_removes_an_address_while_something_happens_breaks_nothing(
    bots: Bots, database_url: str
) -> None:
    made = await bots.add("http://127.0.0.1:9000/")
    removing = await asyncpg.connect(database_url)
    try:
        transaction = removing.transaction()
        await transaction.start()
        await removing.execute("DELETE FROM webhooks WHERE id = $1", made.webhook.id)
        telling = asyncio.create_task(bots.tell())
        async with bots.database.connection() as connection:
            await becomes(lambda: waiting(connection), 1)
        await transaction.commit()
        assert await telling
    finally:
        await removing.close()
    async with bots.database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM webhook_events") == 1
        assert await connection.fetchval("SELECT count(*) FROM webhook_deliveries") == 0
