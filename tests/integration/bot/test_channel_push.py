"""Web push against a push service that checks and decrypts what it gets."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.chats import attempts
from bot.chats.contract import TransportError
from muster.clock import utc_now
from muster.web_push import SenderKeys, generate_sender_key
from tests.support.fakes.push import FakePushService
from tests.support.scenes.push_sending import (
    ANSWERS,
    Sender,
    new_push_service,
    push_sender,
    sender_to,
)

service, sender = new_push_service, push_sender


async def test_a_message_reaches_its_browser_and_nobody_else_could_read_it(sender: Sender) -> None:
    phone = sender.browser("phone")
    assert await sender.channel.send(sender.message(phone)) == "m1-2"
    (delivery,) = sender.service.deliveries
    told = delivery.request["payload"]
    assert (told["t"], told["b"]) == ("Dnevno vprašanje", "Igraš nocoj? 🎮")
    assert told["u"] == "/#/availability?n=m1-2"
    assert told["a"] == [list(each) for each in ANSWERS]
    assert (told["l"], told["c"], told["n"]) == ("sl", 4, "m1-2")
    assert told["s"]["kept"].startswith("Še ni poslano")
    headers = delivery.request["headers"]
    assert 7190 <= int(headers["ttl"]) <= 7200
    assert (headers["urgency"], headers["topic"]) == ("high", "m1-2")
    assert delivery.request["size"] < 1_200
    assert sender.gone.ids == []


async def test_all_devices_of_a_person_get_it_and_a_repeat_shows_nothing_twice(
    sender: Sender,
) -> None:
    phone, laptop = sender.browser("phone"), sender.browser("laptop")
    message = sender.message(phone, laptop)
    await sender.channel.send(message)
    await sender.channel.send(message)
    assert sender.service.counts() == {"phone": 2, "laptop": 2}
    assert [len(each.shown) for each in (phone, laptop)] == [1, 1]


async def test_what_was_not_shown_yet_is_replaced_at_the_service(sender: Sender) -> None:
    phone = sender.browser("phone")
    phone.online = False
    for _ in range(3):
        await sender.channel.send(sender.message(phone))
    sender.service.come_online("phone")
    assert len(phone.arrived) == 1


async def test_one_device_that_takes_it_is_enough_and_those_that_are_gone_are_told(
    sender: Sender,
) -> None:
    phone, old, older = sender.browser("phone"), sender.browser("old"), sender.browser("older")
    old.gone = True
    del sender.service.browsers["older"]
    await sender.channel.send(sender.message(old, phone, older))
    assert sender.service.counts() == {"phone": 1}
    assert sender.gone.ids == [1, 3]


async def test_where_all_devices_are_gone_the_next_channel_may_take_over(sender: Sender) -> None:
    phone, laptop = sender.browser("phone"), sender.browser("laptop")
    phone.gone = laptop.gone = True
    error = await sender.refused(sender.message(phone, laptop))
    assert (error.code, error.permanent, error.maybe_sent) == ("unknown_recipient", True, False)
    assert sender.gone.ids == [1, 2]
    nowhere = replace(sender.message(phone), notification=None)
    assert (await sender.refused(nowhere)).permanent


@pytest.mark.parametrize(
    ("status", "code", "permanent", "maybe_sent"),
    [
        (400, "message_refused", True, False),
        (413, "message_refused", True, False),
        (422, "message_refused", True, False),
        (401, "forbidden", False, False),
        (403, "forbidden", False, False),
        (429, "rate_limited", False, False),
        (500, "service_error", False, True),
        (503, "service_error", False, True),
        (307, "service_error", False, False),
    ],
)
async def test_each_answer_of_a_service_means_one_thing(
    sender: Sender, status: int, code: str, permanent: bool, maybe_sent: bool
) -> None:
    phone = sender.browser("phone")
    elsewhere = {"Location": f"{sender.service.url}/push/phone"}
    sender.service.fail(status=status, body="no", headers=elsewhere if status == 307 else {})
    error = await sender.refused(sender.message(phone))
    assert (error.code, error.permanent, error.maybe_sent, error.everyone) == (
        code,
        permanent,
        maybe_sent,
        False,
    )
    assert len(sender.service.sendings) == 1  # no retry of its own, and no redirect followed
    assert sender.service.deliveries == []
    assert sender.gone.ids == []


@pytest.mark.parametrize("status", [200, 202, 204])
async def test_whatever_says_that_it_worked_did(sender: Sender, status: int) -> None:
    sender.service.fail(status=status, body=None)
    await sender.channel.send(sender.message(sender.browser("phone")))


async def test_an_answer_that_never_came_is_doubt_and_a_repeat_is_harmless(sender: Sender) -> None:
    phone = sender.browser("phone")
    sender.service.fail("reset", does=True)
    error = await sender.refused(sender.message(phone))
    assert (error.code, error.maybe_sent) == ("connection_lost", True)
    sender.clock.seconds += 60
    await sender.channel.send(sender.message(phone))
    assert (len(phone.arrived), len(phone.shown)) == (2, 1)


async def test_a_service_that_hangs_is_given_up(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "REQUEST_SECONDS", 0.2)
    sender.service.fail("hang", seconds=20)
    error = await sender.refused(sender.message(sender.browser("phone")))
    assert (error.code, error.maybe_sent) == ("timeout", True)


async def test_a_service_that_cannot_be_reached_got_nothing(sender: Sender) -> None:
    phone = sender.browser("phone")
    phone.endpoint = "http://127.0.0.1:9/push/phone"
    error = await sender.refused(sender.message(phone))
    assert (error.code, error.maybe_sent) == ("refused_connection", False)
    assert error.retry_after is not None


async def test_one_services_trouble_leaves_the_others_devices_alone(sender: Sender) -> None:
    phone, laptop = sender.browser("phone"), sender.browser("laptop", host="localhost")
    sender.service.fail(status=429, recipient="phone", headers={"Retry-After": "120"}, times=1)
    error = await sender.refused(sender.message(phone))
    assert (error.code, error.retry_after) == ("rate_limited", 120.0)
    await sender.channel.send(sender.message(laptop))
    # The one that asked for patience is not asked meanwhile, and then is.
    before = len(sender.service.sendings)
    again = await sender.refused(sender.message(phone))
    assert (again.code, len(sender.service.sendings)) == ("rate_limited", before)
    await sender.channel.send(sender.message(phone, laptop))
    assert sender.service.counts() == {"laptop": 2}
    sender.clock.seconds += 121
    await sender.channel.send(sender.message(phone))
    assert sender.service.counts() == {"laptop": 2, "phone": 1}


async def test_a_service_that_keeps_failing_is_asked_less_and_less(sender: Sender) -> None:
    phone = sender.browser("phone")
    sender.service.fail(status=503, body="no", times=None)
    waits: list[float] = []
    for _ in range(4):
        error = await sender.refused(sender.message(phone))
        assert error.retry_after is not None
        waits.append(error.retry_after)
        sender.clock.seconds += error.retry_after + 0.1
    assert waits == sorted(waits)
    assert waits[-1] > 3 * waits[0]
    assert len(sender.service.sendings) == 4


async def test_a_key_that_a_service_does_not_know_is_the_operators_once_several_were_refused(
    service: FakePushService,
) -> None:
    other = sender_to(service, SenderKeys([generate_sender_key()], "mailto:admin@example.org"))
    theirs = SenderKeys([service.sender_key], "mailto:a@example.org").first.public
    errors: list[TransportError] = []
    for number in range(4):
        browser = service.subscribe(f"b{number}", theirs)
        message = other.message(browser, address=f"user:{number}")
        errors.append(await other.refused(message))
    assert [each.code for each in errors] == ["forbidden", "forbidden", "bad_token", "bad_token"]
    assert service.refused == ["the subscription is another sender's"] * 3
    assert errors[-1].retry_after == pytest.approx(3600, abs=1)
    assert not any(each.everyone or each.permanent or each.maybe_sent for each in errors)
    assert other.gone.ids == []
    await other.channel.close()


async def test_one_persons_odd_devices_do_not_stop_a_service(sender: Sender) -> None:
    odd = [sender.service.subscribe(f"odd{number}", "B" * 87) for number in range(8)]
    for _ in range(3):
        error = await sender.refused(sender.message(*odd))
        assert error.code == "forbidden"
    await sender.channel.send(sender.message(sender.browser("phone"), address="user:8"))


async def test_devices_of_a_key_that_is_no_more_are_gone(sender: Sender) -> None:
    phone = sender.browser("phone")
    message = sender.message(phone)
    assert message.notification is not None
    stale = replace(message.notification, devices=(sender.device(5, phone, "0" * 16),))
    error = await sender.refused(replace(message, notification=stale))
    assert (error.code, error.permanent) == ("unknown_recipient", True)
    assert (sender.gone.ids, sender.service.sendings) == ([5], [])


async def test_whoever_opens_the_request_is_asked_once_for_all_devices(sender: Sender) -> None:
    browsers = [sender.browser(name) for name in ("a", "b", "c")]
    seen: list[int] = []

    async def opening() -> None:
        seen.append(len(sender.service.sendings))
        await asyncio.sleep(0)

    await sender.channel.send(sender.message(*browsers), opening)
    assert seen == [0]
    assert sender.service.counts() == {"a": 1, "b": 1, "c": 1}


async def test_a_long_text_is_cut_to_what_services_take(sender: Sender) -> None:
    phone = sender.browser("phone")
    await sender.channel.send(sender.message(phone, text="š" * 5_000))
    (delivery,) = sender.service.deliveries
    assert delivery.text.endswith("…")
    assert len(delivery.text) > 500
    assert delivery.request["size"] <= 4_096


async def test_the_fake_refuses_what_the_standard_refuses(sender: Sender) -> None:
    """A test whose far end took everything would show nothing."""
    phone = sender.browser("phone")
    sender.service.now = lambda: datetime(2020, 1, 1, tzinfo=UTC).timestamp()
    assert (await sender.refused(sender.message(phone))).code == "forbidden"
    assert sender.service.refused == ["expired, or good for more than a day"]


async def test_check_names_the_key_and_asks_nobody(sender: Sender) -> None:
    await sender.channel.open()
    line = await sender.channel.check()
    assert sender.keys.first.key_id in line
    assert sender.service.requests == []
    with pytest.raises(TransportError):
        await sender.channel.find_sent(sender.message(sender.browser("x")), utc_now())
