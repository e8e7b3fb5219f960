"""Web push on a real ledger: many devices a row, and what ends each of them."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot.push.send import PushChannel
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.channels import service
from muster.channels.rules import ChannelType
from muster.crypto import ContactCipher, generate_contact_key
from muster.database import Database
from muster.notifications import dispatch
from muster.notifications.rules import LEASE
from tests.support.fakes.chats import fake_chats
from tests.support.fakes.push import FakeBrowser, FakePushService
from tests.support.scenes.delivering import EVENINGS, LATER, NOW, Clock
from tests.support.scenes.devices import let_in, push_channel
from tests.support.scenes.ledger import (
    HANDS_OVER,
    MemoryChannel,
    add_people,
    add_test_rows,
    states,
)

DAY = NOW.date()


@pytest.fixture(scope="module")
def push_service() -> Generator[FakePushService, None, None]:
    with fake_chats() as running:
        yield running.push


@dataclass
class Scene:
    """A person with a Discord account, and the notifier on push and Discord."""

    sql: Any
    database: Database
    push: FakePushService
    cipher: ContactCipher
    clock: Clock
    channel: PushChannel
    discord: MemoryChannel
    person: int

    async def let_in(self, name: str, person: int | None = None, **more: Any) -> FakeBrowser:
        who = self.person if person is None else person
        return await let_in(
            self.sql, self.database, self.cipher, self.push, who, name, self.clock.now, **more
        )

    def notifier(self, worker: str = "one") -> AvailabilityNotifierService:
        channels: dict[ChannelType, Any] = {"push": self.channel, "discord": self.discord}
        return AvailabilityNotifierService(
            self.database, channels, EVENINGS, self.cipher, worker, now=self.clock
        )

    async def queue(self, payload: str = '{"kind": "test"}', event: str = "TEST:one") -> None:
        await add_test_rows(self.sql, [self.person], self.clock.now, LATER, "push", event, payload)

    async def deliver(self, payload: str = '{"kind": "test"}', event: str = "TEST:one") -> None:
        await self.queue(payload, event)
        await self.run()

    async def run(self, worker: str = "one") -> None:
        """Deliver what is due, also what another channel handed over meanwhile."""
        notifier = self.notifier(worker)
        await notifier.deliver_due()
        await notifier.deliver_due()

    async def devices(self, person: int | None = None) -> list[str]:
        rows = await self.sql.fetch(
            "SELECT name FROM push_devices WHERE user_id = $1 ORDER BY id", person or self.person
        )
        return [row[0].removeprefix("Firefox on ") for row in rows]

    async def shown(self) -> service.Subscription:
        async with self.database.connection() as connection:
            found = await service.read_subscriptions(connection, self.cipher, self.person)
        return next(each for each in found if each.channel_type == "push")

    async def rows(self) -> list[tuple[str, str]]:
        found = await self.sql.fetch(
            "SELECT channel_type, state FROM notifications_ledger ORDER BY id"
        )
        return [(row[0], row[1]) for row in found]


@pytest.fixture
async def scene(
    sql: Any, database: Database, push_service: FakePushService
) -> AsyncGenerator[Scene, None]:
    push_service.__init__()
    clock = Clock()
    push_service.now = lambda: clock.now.timestamp()
    channel = push_channel(push_service, database, clock)
    (person,) = await add_people(sql, 1, NOW)
    made = Scene(
        sql,
        database,
        push_service,
        ContactCipher([generate_contact_key()]),
        clock,
        channel,
        MemoryChannel("discord"),
        person,
    )
    yield made
    await channel.close()


async def test_one_row_reaches_all_devices_of_a_person(scene: Scene) -> None:
    phone, laptop = await scene.let_in("phone"), await scene.let_in("laptop")
    await scene.deliver()
    assert await states(scene.sql) == {("sent", ""): 1}
    assert scene.push.counts() == {"phone": 1, "laptop": 1}
    nonce = await scene.sql.fetchval("SELECT nonce FROM notifications_ledger")
    assert list(phone.shown) == list(laptop.shown) == [nonce]
    told = phone.shown[nonce]
    assert [answer[0] for answer in told["a"]] == ["It works"]
    assert told["u"].endswith(f"?n={nonce}")
    assert "http" not in told["b"]
    assert scene.discord.sent == []


async def test_a_device_that_is_gone_goes_from_its_owners_list(scene: Scene) -> None:
    await scene.let_in("phone")
    (await scene.let_in("old")).gone = True
    await scene.deliver()
    assert await states(scene.sql) == {("sent", ""): 1}
    assert await scene.devices() == ["phone"]
    assert (await scene.shown()).enabled


async def test_where_all_are_gone_push_is_off_and_the_next_channel_takes_over(
    scene: Scene,
) -> None:
    (await scene.let_in("phone")).gone = True
    await scene.deliver(HANDS_OVER)
    assert await scene.rows() == [("push", "failed"), ("discord", "sent")]
    assert len(scene.discord.sent) == 1
    assert await scene.devices() == []
    shown = await scene.shown()
    assert (shown.enabled, shown.verified) == (False, False)
    assert shown.refused_reason
    # Letting a browser in again is all that it takes.
    await scene.let_in("phone")
    again = await scene.shown()
    assert (again.enabled, again.refused_reason) == (True, None)
    await scene.deliver(event="TEST:two")
    assert scene.push.counts() == {"phone": 1}


async def test_signed_out_means_no_push(scene: Scene) -> None:
    await scene.let_in("phone")
    await scene.let_in("laptop")
    await scene.sql.execute(
        "DELETE FROM website_sessions WHERE token_hash = sha256($1)",
        f"phone of {scene.person}".encode(),
    )
    assert await scene.devices() == ["laptop"]
    await scene.deliver()
    assert scene.push.counts() == {"laptop": 1}
    await scene.sql.execute("DELETE FROM website_sessions")
    await scene.deliver(HANDS_OVER, "TEST:two")
    assert scene.push.counts() == {"laptop": 1}
    assert await scene.rows() == [("push", "sent"), ("push", "skipped"), ("discord", "sent")]


async def test_a_session_that_has_ended_hears_nothing_before_it_is_swept_away(
    scene: Scene,
) -> None:
    await scene.let_in("phone")
    await scene.sql.execute("UPDATE website_sessions SET expires_at = $1", NOW + timedelta(hours=1))
    scene.clock.now = NOW + timedelta(minutes=5)
    await scene.deliver()
    scene.clock.now = NOW + timedelta(hours=1)
    await add_test_rows(
        scene.sql,
        [scene.person],
        scene.clock.now,
        scene.clock.now + timedelta(minutes=9),
        "push",
        "TEST:two",
        HANDS_OVER,
    )
    await scene.run()
    assert scene.push.counts() == {"phone": 1}
    assert len(scene.discord.sent) == 1


async def test_a_device_that_was_given_away_is_the_new_persons_alone(scene: Scene) -> None:
    (other,) = await add_people(scene.sql, 1, NOW)
    phone = await scene.let_in("phone")
    await scene.let_in("phone", other, browser=phone)
    assert (await scene.devices(), await scene.devices(other)) == ([], ["phone"])
    await scene.deliver(HANDS_OVER)
    assert scene.push.counts() == {}
    assert len(scene.discord.sent) == 1


async def test_a_worker_that_died_between_devices_leaves_nobody_without_or_told_twice(
    scene: Scene,
) -> None:
    phone, laptop = await scene.let_in("phone"), await scene.let_in("laptop")
    await scene.queue()
    async with scene.database.connection() as connection:
        (row,) = await dispatch.claim(connection, "push", "dead", 1, NOW)
    # Its request to the phone had left, that to the laptop had not.
    await scene.channel.send(_message(scene, row, phone))
    assert (len(phone.arrived), len(laptop.arrived)) == (1, 0)
    scene.clock.now = NOW + LEASE + timedelta(minutes=5)
    await scene.run("two")
    assert await states(scene.sql) == {("sent", ""): 1}
    assert (len(phone.arrived), len(laptop.arrived)) == (2, 1)
    assert len(phone.shown) == len(laptop.shown) == 1


def _message(scene: Scene, row: Any, phone: FakeBrowser) -> Any:
    from bot.chats.contract import Notification, OutgoingMessage

    devices = service.opened_devices(scene.cipher, row.devices)
    mine = tuple(each for each in devices if each.subscription.endpoint == phone.endpoint)
    assert len(devices) == 2
    return OutgoingMessage(
        "user:1", "x", row.nonce, notification=Notification(mine, "t", "en", LATER, True)
    )


async def test_doubt_is_sent_again_and_at_the_end_of_its_life_stays_doubt(scene: Scene) -> None:
    phone = await scene.let_in("phone")
    scene.push.fail("reset", does=True, times=1)
    await scene.deliver()
    assert (await states(scene.sql))["pending", "connection_lost"] == 1
    scene.push.fail(status=429, times=None)
    scene.clock.now = LATER
    await scene.run()
    ((state, _),) = await states(scene.sql)
    assert state == "unknown"
    assert len(phone.shown) == 1


async def test_a_service_that_asks_for_patience_keeps_other_rows_going(scene: Scene) -> None:
    (other,) = await add_people(scene.sql, 1, NOW)
    await scene.let_in("phone")
    keys_at = scene.push.url.replace("127.0.0.1", "localhost")
    laptop = scene.push.subscribe("laptop", None, host="localhost")
    assert laptop.endpoint.startswith(keys_at)
    await scene.let_in("laptop", other, browser=laptop)
    scene.push.fail(status=429, recipient="phone", headers={"Retry-After": "90"}, times=None)
    await add_test_rows(scene.sql, [scene.person, other], NOW, LATER, "push")
    await scene.run()
    assert scene.push.counts() == {"laptop": 1}
    row = await scene.sql.fetchrow(
        "SELECT state, attempt, not_before FROM notifications_ledger WHERE user_id = $1",
        scene.person,
    )
    assert (row["state"], row["attempt"]) == ("pending", 0)
    assert NOW + timedelta(seconds=90) <= row["not_before"] <= NOW + timedelta(seconds=92)


async def test_the_badge_is_how_many_are_looking_tonight(scene: Scene) -> None:
    phone = await scene.let_in("phone")
    others = await add_people(scene.sql, 4, NOW)
    await scene.sql.execute(
        """
        INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
        SELECT id, $2, 'LOOKING', $3, $3 FROM unnest($1::bigint[]) AS id
        """,
        others,
        DAY,
        NOW,
    )
    for number, (day, badge) in enumerate(((DAY, 4), (DAY + timedelta(days=1), None))):
        payload = json.dumps({"kind": "daily_reminder", "date": day.isoformat()})
        await scene.deliver(payload, f"DAILY_REMINDER:{day}")
        assert phone.arrived[number].get("c") == badge
        assert len(phone.arrived[number]["a"]) == 3


async def test_push_comes_last_unless_it_is_chosen(scene: Scene) -> None:
    await scene.let_in("phone")

    async def best() -> str:
        return await scene.sql.fetchval(
            "SELECT channel_type FROM best_channel($1, ARRAY['discord', 'push'], 'E', false)",
            scene.person,
        )

    assert await best() == "discord"
    for preferred, expected in (("push", "push"), ("any", "discord"), ("signal", "discord")):
        await scene.sql.execute(
            """
            INSERT INTO subscription_preferences
                   (user_id, preferred_channel, created_at, updated_at)
            VALUES ($1, $2, $3, $3) ON CONFLICT (user_id) DO UPDATE SET preferred_channel = $2
            """,
            scene.person,
            preferred,
            NOW,
        )
        assert await best() == expected


async def test_a_contact_key_that_was_lost_leads_nowhere_and_hands_over(scene: Scene) -> None:
    await scene.let_in("phone")
    scene.cipher = ContactCipher([generate_contact_key()])
    await scene.deliver(HANDS_OVER)
    assert scene.push.counts() == {}
    assert len(scene.discord.sent) == 1


async def test_devices_outlive_a_change_of_the_contact_key(scene: Scene) -> None:
    old, new = generate_contact_key(), generate_contact_key()
    scene.cipher = ContactCipher([old])
    phone = await scene.let_in("phone")
    scene.cipher = ContactCipher([new, old])
    async with scene.database.transaction() as connection:
        assert await service.count_contacts_under_other_keys(connection, [scene.cipher.key_id]) == 1
        step = await service.rotate_contacts(
            connection, scene.cipher, "push_devices", ("", b""), 10
        )
        assert (step.rewritten, step.unreadable) == (1, 0)
        assert await service.count_contacts_under_other_keys(connection, [scene.cipher.key_id]) == 0
    scene.cipher = ContactCipher([new])
    await scene.deliver()
    assert scene.push.counts() == {"phone": 1}
    # It is found under the new key: letting it in again makes no second device.
    await scene.let_in("phone", browser=phone)
    assert await scene.devices() == ["phone"]


async def test_two_accounts_of_one_person_leave_the_devices_of_the_one_that_is_kept(
    scene: Scene,
) -> None:
    (other,) = await add_people(scene.sql, 1, NOW)
    await scene.let_in("phone")
    await scene.let_in("laptop", other)
    await scene.sql.execute("SELECT merge_people($1, $2, $3)", scene.person, other, NOW)
    # The other's sessions end with the merge, and with them what was let in from there.
    assert await scene.devices() == ["phone"]
    assert await scene.sql.fetchval("SELECT count(*) FROM push_devices") == 1
