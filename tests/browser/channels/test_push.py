"""Web push in a real Chromium: turned on under Me, shown once, answered with the page closed.

A push service on the internet cannot be reached from here: the fake one takes what the bot sends,
decrypts it with the browser's keys, and it comes to the browser by DevTools, as a push service's
message does.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from playwright.async_api import expect
from pydantic import SecretStr

from bot.push.send import PushChannel
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.clock import utc_now
from muster.crypto import ContactCipher, generate_contact_key
from muster.database import Database
from muster.evenings.service import evenings_of
from muster.sandbox.rules import PERSONAS
from muster.settings import Settings
from tests.browser.app.test_accessibility import violations
from tests.browser.channels.push_device import SUBSCRIBES, device_of, turn_on
from tests.browser.conftest import PHONE, Site, Visitor, async_fixture
from tests.browser.screenshots import screenshot
from tests.support.fakes.chats import fake_chats
from tests.support.fakes.push import FakePushService
from tests.support.running.websites import becomes
from tests.support.scenes.devices import push_channel, sender_keys

pytestmark = pytest.mark.whole_browser
CONTACT_KEY = generate_contact_key()

# A push service that gives a browser another address.
CHANGED = """async ({ told, key }) => {
    const bytes = (text) => Uint8Array.from(
        atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
    const work = [];
    const event = new ExtendableEvent('pushsubscriptionchange');
    event.waitUntil = (promise) => work.push(promise);
    event.newSubscription = {
        options: { applicationServerKey: bytes(key).buffer }, toJSON: () => told };
    self.dispatchEvent(event);
    await Promise.all(work);
}"""


@pytest.fixture
def service_workers() -> str:
    return "allow"


@pytest.fixture
def push() -> Iterator[FakePushService]:
    with fake_chats() as running:
        yield running.push


class PushSite(Site):
    """A site that sends to browsers."""

    push: FakePushService

    def settings(self) -> Settings:
        return (
            super()
            .settings()
            .model_copy(
                update={
                    "contact_data_encryption_key": SecretStr(CONTACT_KEY),
                    "muster_vapid_private_key": SecretStr(self.push.sender_key),
                    "muster_push_private_endpoints": True,
                }
            )
        )


@async_fixture
async def site(database_url: str, push: FakePushService) -> AsyncIterator[Site]:
    site = PushSite(database_url)
    site.push = push
    await site.start()
    for persona in PERSONAS:
        if persona.player_name is not None:
            visitor = await site.visitor(persona.discord_user_id, persona.player_name)
            await visitor.aclose()
    yield site
    await site.stop()


@dataclass
class Bot:
    """What the bot does: delivers what is due, over the real channel."""

    site: Site
    database: Database
    channel: PushChannel

    async def deliver(self) -> None:
        settings = self.site.settings()
        notifier = AvailabilityNotifierService(
            self.database,
            {"push": self.channel},
            evenings_of(settings),
            ContactCipher([CONTACT_KEY]),
            "bot",
        )
        await notifier.deliver_due()


@async_fixture
async def sql(database_url: str) -> AsyncIterator[Any]:
    connection: Any = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@async_fixture
async def bot(site: Site, push: FakePushService, database_url: str) -> AsyncIterator[Bot]:
    database = Database(database_url, application_name="tests")
    await database.open()
    channel = push_channel(push, database, utc_now)
    yield Bot(site, database, channel)
    await channel.close()
    await database.close()


async def queue(execute: Any, site: Site, kind: str, key: str) -> None:
    day = await site.today()
    await execute(
        f"""
        INSERT INTO notifications_ledger
               (user_id, event_key, channel_type, payload, not_before, useful_until, created_at,
                updated_at)
        SELECT user_id, '{key}:{day}', 'push',
               '{{"kind": "{kind}", "date": "{day}"}}', now(), now() + interval '1 hour',
               now(), now()
          FROM push_devices
        """
    )


async def test_a_person_turns_push_on_hears_and_answers_with_the_page_closed(
    visit: Visitor, site: Site, push: FakePushService, bot: Bot, execute: Any
) -> None:
    device = await device_of(visit, push)
    page = device.page
    await expect(page.get_by_text("Messages here, also while this page is closed")).to_be_visible()
    assert await violations(page) == []
    await screenshot(page, "push-off")
    await turn_on(device)
    await expect(page.get_by_role("list", name="Your devices")).to_contain_text("This device")
    await screenshot(page, "push-on")

    # A test message, by the page's own button.
    await page.get_by_role("button", name="Send me a test message on Push").click()
    await expect(page.get_by_text("On its way.")).to_be_visible()
    await bot.deliver()
    (test,) = device.browser.arrived
    await device.hear(test)
    await becomes(device.bodies, [test["b"]])

    # The check-in, pressed while no page of ours is open.
    await queue(execute, site, "daily_reminder", "DAILY_REMINDER")
    await bot.deliver()
    reminder = device.browser.arrived[-1]
    await device.hear(reminder)
    await becomes(device.bodies, [test["b"], reminder["b"]])
    shown = (await device.shown())[-1]
    assert [title for title, _ in shown["actions"]] == [reminder["a"][0][0], reminder["a"][-1][0]]
    await device.press(reminder["n"], reminder["a"][0][0])
    player = await site.visitor(PERSONAS[1].discord_user_id)
    day = await site.today()
    mine = (await player.get(f"/api/availability/me?from={day}&to={day}")).json()
    assert "LOOKING" in json.dumps(mine)
    answered = [each for each in await device.shown() if each["tag"] == reminder["n"]]
    assert [title for title, _ in answered[0]["actions"]] == ["Change"]
    assert answered[0]["body"] != reminder["b"]
    await player.aclose()

    # The same message once more, as after a crash of the bot: what stands there stays.
    await device.hear(reminder)
    await device.hear(test)
    again = {each["tag"]: each["body"] for each in await device.shown()}
    assert again == {test["n"]: test["b"], reminder["n"]: answered[0]["body"]}


async def test_what_was_closed_does_not_come_back(
    visit: Visitor, site: Site, push: FakePushService, bot: Bot, execute: Any
) -> None:
    device = await device_of(visit, push)
    await turn_on(device)
    await queue(execute, site, "daily_reminder", "DAILY_REMINDER")
    await bot.deliver()
    (reminder,) = device.browser.arrived
    await device.hear(reminder)
    await becomes(device.bodies, [reminder["b"]])
    await device.worker().evaluate(
        "async () => {"
        " for (const each of await self.registration.getNotifications()) each.close(); }"
    )
    await becomes(device.bodies, [])
    await device.hear(reminder)
    # Another one is heard behind it, so that it has been dealt with.
    await device.hear({**reminder, "n": "m9-9", "b": "Another"})
    await becomes(device.bodies, ["Another"])


async def test_what_is_pressed_without_a_network_is_kept_and_sent_later_once(
    visit: Visitor, site: Site, push: FakePushService, bot: Bot, execute: Any, sql: Any
) -> None:
    device = await device_of(visit, push)
    await turn_on(device)
    await queue(execute, site, "daily_reminder", "DAILY_REMINDER")
    await bot.deliver()
    (reminder,) = device.browser.arrived
    await device.hear(reminder)
    await becomes(device.bodies, [reminder["b"]])
    await device.opened.context.set_offline(True)
    await device.press(reminder["n"], reminder["a"][0][0])
    await becomes(device.bodies, [reminder["s"]["kept"]])
    assert await sql.fetchval("SELECT count(*) FROM availability_entries") == 0
    await device.opened.context.set_offline(False)
    await device.wake()

    async def answers() -> list[str]:
        rows = await sql.fetch("SELECT status || ' ' || source FROM availability_answer_changes")
        return [row[0] for row in rows]

    await becomes(answers, ["LOOKING push"])
    await device.wake()

    async def says_what_holds() -> bool:
        (body,) = await device.bodies()
        return body not in (reminder["b"], reminder["s"]["kept"])

    await becomes(says_what_holds, True)
    assert await answers() == ["LOOKING push"]
    # What failed for the lack of a network is no problem of the page's.
    device.opened.problems.clear()


async def test_signing_out_turns_it_off_here(
    visit: Visitor, site: Site, push: FakePushService, sql: Any
) -> None:
    device = await device_of(visit, push)
    page = device.page
    await turn_on(device)
    assert await sql.fetchval("SELECT count(*) FROM push_devices") == 1
    await page.goto(f"{site.address}/#/profile")
    await page.get_by_role("button", name="Sign out", exact=True).click()

    async def devices() -> int:
        return await sql.fetchval("SELECT count(*) FROM push_devices")

    await becomes(devices, 0)
    assert await page.evaluate("localStorage.getItem('subscribed')") is None


async def test_a_device_is_taken_off_the_list(
    visit: Visitor, push: FakePushService, sql: Any
) -> None:
    device = await device_of(visit, push)
    page = device.page
    await turn_on(device)
    await page.get_by_role("button", name="Remove Chrome").click()
    await expect(page.get_by_role("button", name="Turn on here")).to_be_visible()
    assert await sql.fetchval("SELECT count(*) FROM push_devices") == 0


async def test_another_key_is_subscribed_to_at_the_next_visit(
    visit: Visitor, site: Site, push: FakePushService, sql: Any
) -> None:
    device = await device_of(visit, push)
    await turn_on(device)
    before = await sql.fetchval("SELECT sender_key FROM push_devices")
    # As if it had subscribed to the key of before.
    await sql.execute("UPDATE push_devices SET sender_key = '0123456789abcdef'")
    await device.page.reload()

    async def key() -> str:
        return await sql.fetchval("SELECT sender_key FROM push_devices")

    await becomes(key, before)


async def test_who_was_taken_off_the_list_is_let_in_by_no_change_of_address(
    visit: Visitor, push: FakePushService, sql: Any
) -> None:
    device = await device_of(visit, push)
    await turn_on(device)
    key = sender_keys(push).first.public

    async def changed(address: str) -> None:
        await device.worker().evaluate(
            CHANGED, {"told": {"endpoint": address, "keys": device.keys}, "key": key}
        )

    hashed = "SELECT endpoint_hash FROM push_devices"
    before = await sql.fetchval(hashed)
    await changed(f"{device.browser.endpoint}-moved")
    assert await sql.fetchval(hashed) not in (None, before)

    # On another of their devices.
    await sql.execute("DELETE FROM push_devices")
    await changed(f"{device.browser.endpoint}-again")
    assert await sql.fetchval(hashed) is None
    device.opened.problems.clear()


async def test_it_says_where_it_cannot_be_turned_on(visit: Visitor, site: Site) -> None:
    blocked = await visit(
        "player",
        place="#/notifications",
        before="Object.defineProperty(Notification, 'permission', { value: 'denied' });",
    )
    await expect(blocked.page.get_by_text("This browser blocks notifications")).to_be_visible()
    phone = await visit(
        "player",
        place="#/notifications",
        before="delete window.PushManager;",
        user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1",
    )
    await expect(phone.page.get_by_text("Add to Home Screen")).to_be_visible()
    assert await phone.page.get_by_role("button", name="Turn on here").count() == 0
    old = await visit("player", place="#/notifications", before="delete window.PushManager;")
    await expect(old.page.get_by_text("This browser cannot show notifications.")).to_be_visible()


@pytest.mark.parametrize("language", ["sl", "de"])
async def test_it_is_said_in_the_readers_language(
    visit: Visitor, push: FakePushService, language: str
) -> None:
    browser = push.subscribe("phone")
    told = {"endpoint": browser.endpoint, "keys": {"p256dh": browser.p256dh, "auth": "x"}}
    opened = await visit(
        "player",
        place="#/notifications",
        before=SUBSCRIBES % json.dumps(told),
        locale=language,
        size=PHONE,
    )
    words = {"sl": "Vklopi tukaj", "de": "Hier einschalten"}
    await expect(opened.page.get_by_role("button", name=words[language])).to_be_visible()
    await screenshot(opened.page, f"push-{language}")
