"""A short evening as the page shows it: its silent people, and the bot's part of a call."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from playwright.async_api import Locator, Page, expect

from bot.duties.calls import run_calls
from muster.calls.dispatch import Dispatch
from muster.calls.rules import Tonight
from muster.clock import utc_now
from muster.database import Connection, Database
from tests.browser.conftest import ok
from tests.support.scenes.evening_page import TONIGHT, EveningSite, Execute, number_of

LOOKING = ["Avocet", "Bittern", "Crake", "Diver", "Eider"]
SILENT = ["Heron", "Ibis", "Jay", "Kite"]


def number_of_player(name: str) -> int:
    """The Discord account of one of these players."""
    return 401 + [*LOOKING, *SILENT].index(name)


async def one_short(site: EveningSite) -> None:
    """Five of six are looking, and four who may be asked have said nothing."""
    for name in LOOKING:
        await site.asked(number_of_player(name), name, "LOOKING")
    for name in SILENT:
        client = await site.visitor(number_of_player(name), name)
        preferences = {"allow_promotions": True}
        await ok(client.post("/api/availability/promotion-preferences", json=preferences))
        await client.aclose()


async def says(site: EveningSite, name: str, status: str) -> None:
    await site.answer(number_of_player(name), name, TONIGHT, status)


async def rule(site: EveningSite, **said: object) -> None:
    """Say something of the weekday of tonight."""
    client = await site.visitor(number_of("admin"))
    weekday = date.fromisoformat(TONIGHT).weekday()
    await ok(client.put("/api/evening-rules", json={"rules": [{"weekday": weekday, **said}]}))
    await client.aclose()


async def start_call(site: EveningSite, role: str = "promoter", **choice: int) -> None:
    """Start a call as a persona, without going through the page."""
    client = await site.visitor(number_of(role))
    await ok(client.post("/api/calls", json=choice))
    await client.aclose()


async def _tonight(_connection: Connection, _now: datetime) -> Tonight:
    starts_at = datetime(2026, 12, 4, 20, 0, tzinfo=UTC)
    return Tonight(date.fromisoformat(TONIGHT), starts_at, 6, ZoneInfo("Europe/Ljubljana"))


class CallingBot:
    """What the bot does for calls, and Discord, which takes every message."""

    def __init__(self, site: EveningSite, database: Database, execute: Execute) -> None:
        self._step = run_calls(database, _tonight, Dispatch(["discord"]))
        self._site = site
        self._execute = execute

    async def looks(self, now: datetime | None = None) -> None:
        """One round, by the site's clock, or at a time to which that is moved."""
        if now is not None:
            await self._site.move_to(now)
        await self._step(utc_now())
        await self._execute(
            """
            UPDATE notifications_ledger
               SET state = 'sent', sent_at = created_at, message_id = 'm' || id
             WHERE event_key LIKE 'CALL:%' AND state = 'pending'
            """
        )


def call(page: Page) -> Locator:
    return page.get_by_role("region", name="Tonight\u2019s call")


def call_dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Call players")


async def open_call_dialog(page: Page) -> Locator:
    await call(page).get_by_role("button", name="Call players").click()
    await expect(call_dialog(page)).to_be_visible()
    return call_dialog(page)


def standing(page: Page) -> Locator:
    """The sentence that says how a call goes."""
    return call(page).get_by_role("paragraph").first
