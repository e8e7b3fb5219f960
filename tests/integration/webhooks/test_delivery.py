"""Events reach those who are to hear them: once each, signed, and sooner or later."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.services.webhook_delivery import WebhookDelivery
from muster.webhooks import service
from muster.webhooks.rules import LEASE
from tests.integration.webhooks.conftest import ORIGIN, Bots
from tests.support.fakes.webhook_receiver import Receiver, Unproven, receiver, status, verify
from tests.support.running.websites import eventually


async def test_an_event_arrives_signed_once_at_everybody_who_hears_it(
    bots: Bots, far_end: Receiver
) -> None:
    made = await bots.add(f"{far_end.url}/hook/s3cret?token=abc")
    other = await bots.add(f"{far_end.url}/other", ["teams.saved"])
    assert await bots.tell("session.ready", "2026-11-20")
    assert not await bots.tell("session.ready", "2026-11-20")
    assert await bots.run(bots.start()) is None
    (got,) = far_end.got
    assert got.path == "/hook/s3cret?token=abc"
    assert got.headers["content-type"] == "application/json"
    assert verify(made.secret, got.headers, got.body, bots.now) == {
        "type": "session.ready",
        "timestamp": "2026-11-20T19:30:00.000Z",
        "version": 1,
        "source": ORIGIN,
        "data": {"looking": 6},
    }
    with pytest.raises(Unproven):
        verify(other.secret, got.headers, got.body, bots.now)
    with pytest.raises(Unproven):
        verify(made.secret, got.headers, got.body + b" ", bots.now)
    with pytest.raises(Unproven):
        verify(made.secret, got.headers, got.body, bots.now + timedelta(minutes=6))
    (delivery,) = await bots.deliveries_of(made.webhook.id)
    assert (delivery.state, delivery.attempts, delivery.status) == ("delivered", 1, 204)
    assert delivery.message_id == got.message_id
    assert await bots.deliveries_of(other.webhook.id) == []


async def test_it_comes_again_under_the_same_id_until_it_is_taken(
    bots: Bots, far_end: Receiver
) -> None:
    made = await bots.add(far_end.url)
    await bots.tell()
    far_end.answers += [status(500), status(503, "Retry-After: 120"), "reset"]
    bot = bots.start()
    pauses = list[timedelta]()
    while (due := await bots.run(bot)) is not None:
        pauses.append(due - bots.now)
        bots.now = due
    assert pauses == [timedelta(seconds=5), timedelta(minutes=2), timedelta(minutes=2)]
    assert len(far_end.got) == 4
    assert len({each.message_id for each in far_end.got}) == 1
    assert len({each.body for each in far_end.got}) == 1
    stamps = [int(each.headers["webhook-timestamp"]) for each in far_end.got]
    assert stamps == sorted(set(stamps)), "each attempt says when it was made"
    verify(made.secret, far_end.got[-1].headers, far_end.got[-1].body, bots.now)
    (webhook,) = await bots.webhooks()
    assert (webhook.failures, webhook.failing_since, webhook.waiting) == (0, None, 0)
    (delivery,) = await bots.deliveries_of(made.webhook.id)
    assert (delivery.state, delivery.attempts, delivery.reason) == ("delivered", 4, None)


@pytest.mark.parametrize(
    ("answer", "reason", "code"),
    [
        (status(500), "status", 500),
        (status(404), "status", 404),
        (status(302, "Location: http://169.254.169.254/latest/meta-data/"), "redirect", 302),
        (status(307, "Location: /elsewhere"), "redirect", 307),
        ("reset", "connection_lost", None),
        ("hang", "timeout", None),
        ("drip", "timeout", None),
        ("endless", "bad_answer", None),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "bad_answer", None),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 20_000 + b"\r\n\r\n", "bad_answer", None),
    ],
    ids=str,
)
async def test_what_is_not_taken_waits_with_why(
    bots: Bots, far_end: Receiver, answer: bytes | str, reason: str, code: int | None
) -> None:
    made = await bots.add(f"{far_end.url}/s3cret")
    await bots.tell()
    far_end.answers.append(answer)
    with capture_logs() as logged:
        due = await bots.run(bots.start(seconds=1.0))
    (delivery,) = await bots.deliveries_of(made.webhook.id)
    assert (delivery.state, delivery.reason, delivery.status) == ("pending", reason, code)
    assert due == bots.now + timedelta(seconds=5)
    assert len(far_end.got) == far_end.connections == 1, "nothing was followed"
    assert "s3cret" not in str(logged)
    (webhook,) = await bots.webhooks()
    assert (webhook.failures, webhook.failing_since) == (1, bots.now)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 50000000000\r\n\r\n" + b"x" * 200_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nslow",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nno gzip..",
        status(201, "Set-Cookie: a=b", body=b"<html>"),
        status(200, "Content-Security-Policy: script-src " + "a.example " * 700),
    ],
)
async def test_what_a_receiver_says_beyond_its_status_is_not_read(
    bots: Bots, far_end: Receiver, answer: bytes
) -> None:
    made = await bots.add(far_end.url)
    await bots.tell()
    far_end.answers.append(answer)
    assert await bots.run(bots.start()) is None
    (delivery,) = await bots.deliveries_of(made.webhook.id)
    assert delivery.state == "delivered"


async def test_one_that_hangs_delays_nobody(bots: Bots, far_end: Receiver) -> None:
    slow = await bots.add(f"{far_end.url}/slow")
    far_end.answers.append("hang")
    await bots.tell(key="first")
    bot = bots.start(seconds=600)
    await bot.start_due(bots.now)
    await eventually(lambda: far_end.got)
    async with receiver() as quick:
        fast = await bots.add(quick.url)
        for key in ("second", "third"):
            await bots.tell(key=key)
        freed = asyncio.Event()
        bot.on_free = freed.set
        while len(quick.got) < 2:
            freed.clear()
            await bot.start_due(bots.now)
            await asyncio.wait_for(freed.wait(), 60)
        states = [each.state for each in await bots.deliveries_of(fast.webhook.id)]
        assert states == ["delivered", "delivered"]
    assert [each.path for each in far_end.got] == ["/slow"], "one at a time for each"
    states = [each.state for each in await bots.deliveries_of(slow.webhook.id)]
    assert states == ["pending", "pending", "sending"]
    far_end.released.set()
    assert await bots.run(bot) is None
    assert len(far_end.got) == 3


async def test_whoever_finds_another_at_it_looks_again_when_that_lease_runs_out(
    bots: Bots, far_end: Receiver
) -> None:
    await bots.add(far_end.url)
    await bots.tell(key="first")
    await bots.tell(key="second")
    far_end.answers.append("hang")
    first, second = bots.start("first", seconds=600), bots.start("second")
    await first.start_due(bots.now)
    await eventually(lambda: far_end.got)
    assert await second.start_due(bots.now) == bots.now + LEASE
    await second.idle()
    assert len(far_end.got) == 1
    far_end.released.set()
    await first.idle()
    assert await second.start_due(bots.now) is None
    await second.idle()
    assert len(far_end.got) == 2


async def test_nothing_is_sent_inside_a_transaction(bots: Bots, far_end: Receiver) -> None:
    await bots.add(far_end.url)
    await bots.tell()
    far_end.answers.append("hang")
    bot = bots.start(seconds=600)
    await bot.start_due(bots.now)
    await eventually(lambda: far_end.got)
    async with bots.database.connection() as connection:
        busy = await connection.fetchval(
            """
            SELECT count(*) FROM pg_stat_activity
             WHERE pid <> pg_backend_pid() AND datname = current_database()
               AND xact_start IS NOT NULL AND backend_type = 'client backend'
            """
        )
    assert busy == 0
    far_end.released.set()
    await bot.idle()


async def test_what_a_killed_bot_was_sending_comes_again_under_the_same_id(
    bots: Bots, far_end: Receiver
) -> None:
    made = await bots.add(far_end.url)
    await bots.tell()
    far_end.answers.append("hang")
    killed = bots.start("killed", seconds=600)
    await killed.start_due(bots.now)
    await eventually(lambda: far_end.got)
    await killed.close()  # as a kill -9 leaves it: sent, and not settled
    other = bots.start("other")
    assert await bots.run(other) == bots.now + LEASE
    assert len(far_end.got) == 1, "it may still be under way"
    bots.later(LEASE)
    assert await bots.run(other) is None
    assert [each.message_id for each in far_end.got] == [far_end.got[0].message_id] * 2
    (delivery,) = await bots.deliveries_of(made.webhook.id)
    assert (delivery.state, delivery.attempts) == ("delivered", 2)


async def test_who_comes_back_after_the_lease_settles_nothing_of_another(
    bots: Bots, far_end: Receiver
) -> None:
    made = await bots.add(far_end.url)
    await bots.tell()
    far_end.answers.append("hang")
    late = bots.start("late", seconds=600)
    await late.start_due(bots.now)
    await eventually(lambda: far_end.got)
    bots.later(LEASE)
    far_end.answers.append(status(500))
    due = await bots.run(bots.start("other"))
    assert due is not None
    far_end.released.set()
    await late.idle()
    (delivery,) = await bots.deliveries_of(made.webhook.id)
    assert (delivery.state, delivery.attempts, delivery.status) == ("pending", 2, 500)


async def test_several_bots_send_each_event_once(bots: Bots, far_end: Receiver) -> None:
    await bots.add(f"{far_end.url}/a")
    await bots.add(f"{far_end.url}/b")
    for number in range(12):
        await bots.tell(key=str(number))

    async def work(bot: WebhookDelivery) -> None:
        while await bot.start_due(bots.now) is not None or len(far_end.got) < 24:
            await bot.idle()
            await asyncio.sleep(0)
        await bot.idle()

    await asyncio.wait_for(
        asyncio.gather(*(work(bots.start(f"bot {number}")) for number in range(3))), 100
    )
    for path in ("/a", "/b"):
        ids = [each.message_id for each in far_end.got if each.path == path]
        assert len(ids) == len(set(ids)) == 12


async def test_an_event_is_there_if_and_only_if_what_it_tells_of_is(bots: Bots) -> None:
    made = await bots.add("http://127.0.0.1:9000/")

    async def tell_and_fail() -> None:
        async with bots.database.transaction() as connection:
            await service.tell(connection, "teams.saved", "1", {}, bots.now)
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        await tell_and_fail()
    assert await bots.deliveries_of(made.webhook.id) == []
