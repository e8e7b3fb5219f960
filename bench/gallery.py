"""``python -m bench.gallery``: pictures of the page as everybody sees it; see `make gallery`.

A website of the demo's community goes through an evening, and each state of it is taken in every
place, for every role that sees it differently, at every width in both themes.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.async_api import APIRequestContext, Browser, Page
from playwright.async_api import Error as PlaywrightError
from rich.console import Console

from bench.data import create_database
from bench.gallery_album import PHONE, SIZES, Album, at_rest
from bench.gallery_discord import message_page
from bench.page_visit import chromium
from bench.run import ground
from bench.servers import CannotMeasure, start_website, unpinned
from bot.discord.views import tonight_view
from muster.clock import local_date, utc_now
from muster.crypto import ContactCipher, generate_contact_key
from muster.database import connect
from muster.errors import MusterError
from muster.evenings.service import evenings_of
from muster.forecast.service import read_learned
from muster.sandbox.rules import PERSONAS
from muster.tonight.message import service as tonight
from muster.tonight.message.messages import board_text
from ops.demo.community import members
from ops.demo.data import fill
from ops.demo.plan import demo_settings
from ops.demo.voice import show_voice
from tests.support.pseudo_page import speak_pseudo
from tests.support.running.bot import zone_where_it_is_noon

ARTIFACTS = Path(__file__).parents[1] / "artifacts" / "gallery"
TONIGHT = "availability"
PSEUDO = "en-XA"
PLACES = (TONIGHT, "week", "planning", "campaigns", "notifications", "profile", "nowhere")
ROLES = ("signed out", "unlinked", "player", "promoter", "admin")
_MINUTES = 12
_AJAX = {"X-Requested-With": "XMLHttpRequest"}
_PATIENCE = 20_000
_SETTLED_MILLISECONDS = 3000
"""After this a page has kept what it needs to be opened without a network."""
_ENOUGH = 12
_PUBLIC = "https://muster.example"
"""Discord links to no site on this machine."""
_WINDOW = (720, 300)


@dataclass
class Evening:
    """The website that is looked at, and where the evening on it stands.

    Attributes:
        url: of its database.
        until: by `time.monotonic`; what has not been taken by then is left out.
        locale: of the browser that looks; `PSEUDO` for letters that nobody writes.
    """

    browser: Browser
    address: str
    url: str
    zone: ZoneInfo
    album: Album
    console: Console
    until: float
    locale: str = "en-GB"
    left_out: list[str] = field(default_factory=list[str])

    async def take_all(self) -> None:
        """Every state in turn."""
        for role in ROLES:
            for place in PLACES:
                await self._view("unanswered", role, place)
        await self._views("looked back at", ("signed out", "player", "promoter"), ("history",))
        await self._views("asked whom", ("player", "promoter", "admin"), ("members",))
        await self._views("kept in order", ("player", "admin"), ("admin",))
        await self._views("invited", ("signed out", "unlinked"), ("invite",))
        await self._others_see("short")
        await self._discord("short")
        await self._offline()
        await self._answer("player", "LOOKING")
        await self._views("answered", ("player",), (TONIGHT, "week"))
        await self._post("promoter", "/api/availability/promotions/campaigns", {})
        await self._views("campaign", ("player", "promoter"), (TONIGHT, "campaigns"))
        for number in await self._those_who_said("AVAILABLE", "MAYBE"):
            await self._answer(number, "LOOKING")
        await self._answer("promoter", "LOOKING")
        await self._views(
            "ready", ("signed out", "unlinked", "player", "admin"), (TONIGHT, "planning")
        )
        await self._others_see("ready")
        await self._discord("ready")
        await self._post("player", "/api/planning/today/create", {})
        await self._views("room open", ("player", "promoter"), (TONIGHT, "planning"))
        await self._save_teams()
        await self._views("teams saved", ("player", "promoter"), (TONIGHT, "planning"))

    async def _views(self, state: str, roles: Sequence[str], places: Sequence[str]) -> None:
        for role in roles:
            for place in places:
                await self._view(state, role, place)

    async def _view(self, state: str, role: str, place: str) -> None:
        view = f"{state}, {role}, {place}"
        if time.monotonic() > self.until:
            self.left_out.append(view)
            return
        self.console.print(view)
        async with self._opened(role, place) as page:
            await self.album.take(page, view)

    async def _others_see(self, state: str) -> None:
        async with self._opened("player", TONIGHT) as page:
            await self.album.take_as_others_see(page, f"{state}, colours, {TONIGHT}")

    async def _discord(self, state: str) -> None:
        """The tonight message of this evening, as Discord would show it."""
        now = utc_now()
        evenings = replace(evenings_of(demo_settings(0)), zone=self.zone)
        connection = await connect(self.url, application_name="muster gallery")
        try:
            learned = await read_learned(connection)
            board = await tonight.read_board(connection, evenings.at(now), learned, now)
        finally:
            connection.terminate()
        page = await self.browser.new_page()
        try:
            view = tonight_view(board, _PUBLIC)
            await page.set_content(message_page(board_text(board), view, now, self.zone))
            await self.album.take(page, f"{state}, discord", [PHONE, _WINDOW])
        finally:
            await page.close()

    async def _offline(self) -> None:
        """Somebody loses the network while they look, and opens the page again."""
        async with self._opened("player", TONIGHT) as page:
            await at_rest(page)
            await page.wait_for_timeout(_SETTLED_MILLISECONDS)
            await page.context.set_offline(True)
            await self.album.take(page, f"offline, player, {TONIGHT}")
            try:
                await page.reload()
            except PlaywrightError:
                self.console.print("offline, the page cannot be opened again", style="red")
                return
            await self.album.take(page, f"opened offline, player, {TONIGHT}")

    @asynccontextmanager
    async def _opened(self, role: str, place: str) -> AsyncGenerator[Page, None]:
        await self._voice()
        width, height = SIZES[0]
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="en-GB" if self.locale == PSEUDO else self.locale,
            timezone_id=self.zone.key,
            reduced_motion="reduce",
            service_workers="block" if self.locale == PSEUDO else "allow",
        )
        context.set_default_timeout(_PATIENCE)
        if self.locale == PSEUDO:
            await speak_pseudo(context)
        try:
            if role != "signed out":
                await self._sign_in(context.request, _account(role))
            page = await context.new_page()
            await page.goto(f"{self.address}/#/{place}")
            yield page
        finally:
            await context.close()

    async def _voice(self) -> None:
        """Who is in voice is believed for three minutes."""
        connection = await connect(self.url, application_name="muster gallery")
        try:
            await show_voice(connection, self.zone, utc_now())
        finally:
            connection.terminate()

    async def _sign_in(self, request: APIRequestContext, account: int) -> None:
        await self._ok(request, "/auth/sandbox/login", {"discord_user_id": str(account)})

    async def _ok(self, request: APIRequestContext, path: str, body: dict[str, Any]) -> Any:
        answer = await request.post(f"{self.address}{path}", data=body, headers=_AJAX)
        if not answer.ok:
            raise CannotMeasure(f"POST {path}: {answer.status} {(await answer.text())[:300]}")
        return await answer.json() if answer.status != 204 else None

    async def _post(self, who: str | int, path: str, body: dict[str, Any]) -> Any:
        context = await self.browser.new_context()
        try:
            await self._sign_in(context.request, _account(who))
            return await self._ok(context.request, path, body)
        finally:
            await context.close()

    async def _answer(self, who: str | int, status: str) -> None:
        today = str(local_date(utc_now(), self.zone))
        await self._post(who, "/api/availability", {"date": today, "status": status})

    async def _those_who_said(self, *statuses: str) -> list[int]:
        connection = await connect(self.url, application_name="muster gallery")
        try:
            rows = await connection.fetch(
                "SELECT d.discord_user_id FROM availability_entries e"
                "  JOIN discord_accounts d USING (user_id)"
                " WHERE e.entry_date = $1 AND e.status = ANY($2::text[])",
                local_date(utc_now(), self.zone),
                list(statuses),
            )
        finally:
            connection.terminate()
        return [row["discord_user_id"] for row in rows]

    async def _save_teams(self) -> None:
        """Whoever is in the pool, in turn on either side."""
        context = await self.browser.new_context()
        try:
            await self._sign_in(context.request, _account("player"))
            state = await (await context.request.get(f"{self.address}/api/planning/today")).json()
            people = [each["user_id"] for each in state["participants"]][:_ENOUGH]
            teams = {"side_a": people[::2], "side_b": people[1::2]}
            await self._ok(context.request, "/api/planning/today/teams", teams)
        finally:
            await context.close()


def _account(who: str | int) -> int:
    """The Discord account of a role's persona."""
    if isinstance(who, int):
        return who
    return next(each.discord_user_id for each in PERSONAS if each.role == who)


async def _prepared(server_url: str, zone: ZoneInfo) -> str:
    """The address of a new database with the demo's community in it."""
    now = datetime.now(UTC)
    url = await create_database(server_url, "gallery", now)
    await fill(url, zone, ContactCipher([generate_contact_key()]), now)
    return url


def _settings(zone: ZoneInfo) -> dict[str, str]:
    return {
        "MUSTER_SANDBOX": "true",
        "AVAILABILITY_PROMOTION_TIMEZONE": zone.key,
        "ADMIN_DISCORD_IDS": str(_account("admin")),
        "PROMOTER_DISCORD_IDS": str(_account("promoter")),
    }


async def _take(
    address: str, url: str, zone: ZoneInfo, console: Console, minutes: float, locale: str
) -> Album:
    album = Album(ARTIFACTS)
    async with chromium() as browser:
        until = time.monotonic() + minutes * 60
        evening = Evening(browser, address, url, zone, album, console, until, locale)
        try:
            await evening.take_all()
        finally:
            if evening.left_out:
                console.print(f"{minutes:g} minutes were too few for {len(evening.left_out)} views")
    return album


def main() -> int:
    """0 when the pictures are there."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.gallery", description="Take the gallery."
    )
    parser.add_argument("--minutes", type=float, default=_MINUTES, help="the most it may take")
    parser.add_argument(
        "--language", default="en-GB", help=f"sl-SI, de-DE, …, or {PSEUDO}: strange, long letters"
    )
    options = parser.parse_args()
    console = Console()
    zone = zone_where_it_is_noon(datetime.now(UTC))
    shutil.rmtree(ARTIFACTS, ignore_errors=True)
    ARTIFACTS.mkdir(parents=True)
    try:
        with ground(console) as base:
            console.print(f"Filling a database: {len(members())} people…")
            url = asyncio.run(_prepared(base.database.url, zone))
            web = start_website(url, base.folder, profile=None, **_settings(zone))
            base.servers.append(web)
            web.wait_until_listening()
            with unpinned(web.process.pid):
                address = f"http://127.0.0.1:{web.port}"
                album = asyncio.run(
                    _take(address, url, zone, console, options.minutes, options.language)
                )
    except (CannotMeasure, MusterError, PlaywrightError) as error:
        console.print(f"gallery: {error}", style="red", markup=False)
        return 1
    except KeyboardInterrupt:
        return 130
    pictures = sum(map(len, album.views.values()))
    console.print(f"{pictures} pictures: {album.bind()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
