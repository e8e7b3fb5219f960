"""A browser that hears by web push: turned on, told something, and what it shows pressed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from playwright.async_api import CDPSession, Page, Worker, expect

from tests.browser.conftest import Visit, Visitor
from tests.support.fakes.push import FakeBrowser, FakePushService, b64
from tests.support.running.websites import becomes
from tests.support.scenes.devices import sender_keys

# The browser's own subscription needs its maker's push service. What a page may learn of one is the
# same here: keys that belong together, and an address.
SUBSCRIBES = """
{
    const told = %s;
    const bytes = (text) => Uint8Array.from(
        atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
    const made = (applicationServerKey) => ({
        endpoint: told.endpoint,
        options: { applicationServerKey: bytes(applicationServerKey).buffer },
        toJSON: () => told,
        unsubscribe: async () => { localStorage.removeItem('subscribed'); return true; },
    });
    PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
        localStorage.setItem('subscribed', applicationServerKey);
        return made(applicationServerKey);
    };
    PushManager.prototype.getSubscription = async () => {
        const key = localStorage.getItem('subscribed');
        return key === null ? null : made(key);
    };
}
"""
SHOWN = """async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(
        ({ title, body, lang, tag, actions }) => ({
            title, body, lang, tag,
            actions: actions.map(({ action, title }) => [title, action]),
        }));
}"""
# A press on a notification can only be made by a hand: the same event is given to the worker, whose
# handler runs as for one, and is waited for.
PRESS = """async ({ tag, action }) => {
    const [notification] = await self.registration.getNotifications({ tag });
    const event = new NotificationEvent('notificationclick', { notification, action });
    const work = [];
    event.waitUntil = (promise) => work.push(promise);
    self.dispatchEvent(event);
    await Promise.all(work);
}"""

# A browser that is asked what it shows, while it begins to show something, may forget it for good.
COUNTS = """() => {
    const { registration } = self;
    if (self.shown === undefined) {
        self.shown = 0;
        const show = registration.showNotification.bind(registration);
        registration.showNotification = async (...told) => {
            await show(...told);
            self.shown += 1;
        };
    }
    return self.shown;
}"""


@dataclass
class Device:
    """A browser that hears, by DevTools, what its push service has decrypted."""

    opened: Visit
    browser: FakeBrowser
    devtools: CDPSession
    registration: dict[str, Any]

    @property
    def page(self) -> Page:
        return self.opened.page

    async def hear(self, told: dict[str, Any]) -> None:
        """Until what is told is shown."""
        before = await self.worker().evaluate(COUNTS)
        await self.devtools.send(
            "ServiceWorker.deliverPushMessage",
            {**self._where(), "data": json.dumps(told, ensure_ascii=False)},
        )

        async def more() -> bool:
            return await self.worker().evaluate("self.shown") > before

        await becomes(more, True)

    async def wake(self) -> None:
        """What the browser does once there is a network again."""
        await self.devtools.send(
            "ServiceWorker.dispatchSyncEvent",
            {**self._where(), "tag": "muster.presses", "lastChance": False},
        )

    @property
    def keys(self) -> dict[str, str]:
        return {"p256dh": self.browser.p256dh, "auth": b64(self.browser.auth)}

    def _where(self) -> dict[str, Any]:
        return {
            "origin": self.registration["scopeURL"].rstrip("/"),
            "registrationId": self.registration["registrationId"],
        }

    async def shown(self) -> list[dict[str, Any]]:
        return await self.page.evaluate(SHOWN)

    async def bodies(self) -> list[str]:
        return [each["body"] for each in await self.shown()]

    def worker(self) -> Worker:
        return self.opened.context.service_workers[-1]

    async def press(self, tag: str, label: str) -> None:
        (shown,) = [each for each in await self.shown() if each["tag"] == tag]
        action = dict(shown["actions"])[label]
        await self.worker().evaluate(PRESS, {"tag": tag, "action": action})


async def device_of(
    visit: Visitor, push: FakePushService, role: str = "player", **options: Any
) -> Device:
    """Somebody's browser, on the page where push is turned on, with its worker running."""
    browser = push.subscribe("phone", sender_keys(push).first.public)
    told = {
        "endpoint": browser.endpoint,
        "keys": {"p256dh": browser.p256dh, "auth": b64(browser.auth)},
    }
    opened = await visit(
        role,
        place="#/notifications",
        before=SUBSCRIBES % json.dumps(told),
        permissions=["notifications"],
        **options,
    )
    await opened.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    devtools = await opened.context.new_cdp_session(opened.page)
    found: list[dict[str, Any]] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(event["registrations"]),
    )
    await devtools.send("ServiceWorker.enable")

    async def is_known() -> bool:
        return bool(found)

    await becomes(is_known, True)
    return Device(opened, browser, devtools, found[-1])


async def turn_on(device: Device) -> None:
    page = device.page
    await page.get_by_role("button", name="Turn on here").click()
    await expect(page.get_by_text("Push is on here.")).to_be_visible()
