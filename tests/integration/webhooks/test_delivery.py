"""Events reach those who are to hear them: once each, signed, and sooner or later."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import timedelta

import asyncpg
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.services.webhook_delivery import WebhookDelivery
from muster.crypto import ContactCipher, generate_contact_key
from muster.errors import MusterError
from muster.webhooks import dispatch, service
from muster.webhooks.rules import LEASE, OVERLAP, TRIED_FOR, Claimed, outcome_of_status
from ops.contacts import rotate_key
from tests.integration.webhooks.conftest import ORIGIN, Bots
from tests.support.fakes.webhook_receiver import Receiver, Unproven, receiver, status, verify
from tests.support.running.websites import becomes, eventually
from tests.support.scenes.community import settings_for


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


async def test_after_a_renewal_both_secrets_prove_for_a_day(bots: Bots, far_end: Receiver) -> None:
    made = await bots.add(far_end.url)
    async with bots.database.transaction() as connection:
        renewed = await service.renew_secret(
            connection, bots.cipher, bots.admin, made.webhook.id, bots.now
        )
    assert renewed.secret != made.secret
    assert len(base64.b64decode(renewed.secret.removeprefix("whsec_"))) == 32
    bot = bots.start()
    await bots.tell(key="first")
    await bots.run(bot)
    for secret in (made.secret, renewed.secret):
        far_end.proven(secret, bots.now)
    bots.later(OVERLAP)
    await bots.tell(key="second")
    await bots.run(bot)
    got = far_end.got[-1]
    verify(renewed.secret, got.headers, got.body, bots.now)
    with pytest.raises(Unproven):
        verify(made.secret, got.headers, got.body, bots.now)


async def test_an_address_that_no_key_opens_is_not_sent_to_and_says_so(
    bots: Bots, far_end: Receiver
) -> None:
    made = await bots.add(far_end.url)
    await bots.tell()
    bots.cipher = ContactCipher([generate_contact_key()])
    await bots.run(bots.start())
    (delivery,) = await bots.deliveries_of(made.webhook.id)
    assert (delivery.state, delivery.reason) == ("pending", "unreadable")
    assert far_end.connections == 0


async def test_an_event_is_there_if_and_only_if_what_it_tells_of_is(bots: Bots) -> None:
    made = await bots.add("http://127.0.0.1:9000/")

    async def tell_and_fail() -> None:
        async with bots.database.transaction() as connection:
            await service.tell(connection, "teams.saved", "1", {}, bots.now)
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        await tell_and_fail()
    assert await bots.deliveries_of(made.webhook.id) == []


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
            waits = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock')"
            await becomes(lambda: connection.fetchval(waits), True)
        await transaction.commit()
        assert await telling
    finally:
        await removing.close()
    async with bots.database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM webhook_events") == 1
        assert await connection.fetchval("SELECT count(*) FROM webhook_deliveries") == 0


async def test_every_secret_is_stored_sealed_and_put_under_a_new_key(
    bots: Bots, far_end: Receiver
) -> None:
    made = await bots.add(f"{far_end.url}/hook/s3cret")
    async with bots.database.connection() as connection:
        stored = await connection.fetchval("SELECT string_agg(w::text, ' ') FROM webhooks w")
        noted = await connection.fetchval("SELECT string_agg(a::text, ' ') FROM admin_audit a")
    for secret in ("s3cret", made.secret, made.secret.removeprefix("whsec_")):
        assert secret not in stored
        assert secret.encode().hex() not in stored
        assert secret not in noted
    former, new = bots.cipher, generate_contact_key()
    bots.cipher = ContactCipher([new, bots.key])
    async with bots.database.transaction() as connection:
        assert await service.count_under_other_keys(connection, [bots.cipher.key_id]) == 1
        assert await service.rotate(connection, bots.cipher) == (1, 0)
        assert await service.rotate(connection, bots.cipher) == (0, 0)
        assert await service.count_under_other_keys(connection, [bots.cipher.key_id]) == 0
    assert former.key_id != bots.cipher.key_id
    bots.cipher = ContactCipher([new])
    await bots.tell()
    assert await bots.run(bots.start()) is None
    far_end.proven(made.secret, bots.now)


async def test_the_operators_command_takes_webhooks_along(
    bots: Bots, far_end: Receiver, database_url: str
) -> None:
    made = await bots.add(far_end.url)
    new = generate_contact_key()
    keys = SecretStr(f"{new},{bots.key}")
    settings = settings_for(database_url, contact_data_encryption_key=keys)
    assert await rotate_key(settings) == 1
    assert await rotate_key(settings) == 0
    bots.cipher = ContactCipher([new])
    await bots.tell()
    await bots.run(bots.start())
    far_end.proven(made.secret, bots.now)
    assert len(far_end.got) == 1
    lost = SecretStr(generate_contact_key())
    with pytest.raises(MusterError, match="1 address opens with none of the keys"):
        await rotate_key(settings_for(database_url, contact_data_encryption_key=lost))
