"""An evening with promotions: its people, what campaigns leave behind, where the page shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx2
import time_machine
from playwright.async_api import Locator, Page, expect

from muster.sandbox.rules import PERSONAS
from muster.settings import Settings
from tests.browser.conftest import Site, ok
from tests.support.running.patience import PATIENCE
from tests.support.running.websites import becomes

Execute = Callable[[str], Awaitable[str]]

# A Friday in Ljubljana: 20:10, then five minutes after each of the times that matter.
EARLY = datetime(2026, 12, 4, 19, 10, tzinfo=UTC)
AFTER_THE_REMINDER = datetime(2026, 12, 4, 19, 50, tzinfo=UTC)
AFTER_THE_START = datetime(2026, 12, 4, 20, 5, tzinfo=UTC)
TONIGHT = "2026-12-04"


def number_of(role: str) -> int:
    """A persona's Discord account."""
    return next(persona.discord_user_id for persona in PERSONAS if persona.role == role)


class EveningSite(Site):
    """A site whose clock the test sets."""

    clock: time_machine.Traveller
    switched_on = True

    def settings(self) -> Settings:
        return (
            super()
            .settings()
            .model_copy(
                update={
                    "promoter_discord_ids": frozenset({number_of("promoter")}),
                    "admin_discord_ids": frozenset({number_of("admin")}),
                    "availability_promotion_enabled": self.switched_on,
                }
            )
        )

    async def move_to(self, instant: datetime) -> None:
        """Move the clock, and wait for the date of its answers, by which a page that is opened then
        goes: the server renews that once a second.
        """
        self.clock.move_to(instant)
        async with httpx2.AsyncClient(base_url=self.address, timeout=PATIENCE) as client:

            async def dated() -> str:
                return (await client.get("/healthz")).headers["date"]

            await becomes(dated, format_datetime(instant.astimezone(UTC), usegmt=True))

    async def asked(self, number: int, name: str, status: str) -> None:
        """Let a player answer for tonight who may be asked."""
        client = await self.visitor(number, name)
        preferences = {"allow_promotions": True}
        await ok(client.post("/api/availability/promotion-preferences", json=preferences))
        await ok(client.post("/api/availability", json={"date": TONIGHT, "status": status}))
        await client.aclose()

    async def some_people(self) -> None:
        """Two who are looking, one available, one maybe, and one whom nobody may ask."""
        await self.asked(301, "Bramble", "LOOKING")
        await self.asked(302, "Corvid", "LOOKING")
        await self.asked(303, "Dunlin", "AVAILABLE")
        await self.asked(304, "Egret", "MAYBE")
        await self.answer(305, "Fulmar", TONIGHT, "LOOKING")

    async def promote(self, role: str = "promoter", **choice: bool) -> None:
        """Start a campaign as a persona, without going through the page."""
        client = await self.visitor(number_of(role))
        await ok(client.post("/api/availability/promotions/campaigns", json=choice))
        await client.aclose()


@asynccontextmanager
async def evening_site(database_url: str) -> AsyncIterator[EveningSite]:
    """A site at ten past eight."""
    with time_machine.travel(EARLY, tick=False) as clock:
        site = EveningSite(database_url)
        site.clock = clock
        await site.start()
        yield site
        await site.stop()


async def run_job(execute: Execute, job_type: str, *outcomes: tuple[str, str | None]) -> None:
    """What a job leaves behind whose people, in the order of their ids, ended like this.

    An outcome is (status of the send log, reason); `("unknown", None)` was sent into the blue.
    """
    rows = ", ".join(
        f"({place}, '{status}', nullif('{reason or ''}', ''))"
        for place, (status, reason) in enumerate(outcomes, 1)
    )
    await execute(
        f"""
        WITH job AS (
            UPDATE availability_promotion_jobs
               SET status = 'running', expanded_at = run_at, attempts = 1, updated_at = run_at
             WHERE job_type = '{job_type}' AND status = 'pending'
            RETURNING id, campaign_id, run_at
        ), begun AS (
            UPDATE availability_promotion_campaigns c
               SET status = 'running', updated_at = j.run_at
              FROM job j
             WHERE c.id = j.campaign_id AND c.status = 'scheduled'
        ), people AS (
            SELECT j.id, j.campaign_id, j.run_at, r.user_id, r.selected_channel,
                   row_number() OVER (ORDER BY r.user_id) AS place
              FROM job j JOIN availability_promotion_recipients r USING (campaign_id)
        ), ended AS (
            SELECT p.*, o.status, o.reason
              FROM people p JOIN (VALUES {rows}) AS o (place, status, reason) USING (place)
        ), ledger AS (
            INSERT INTO notifications_ledger
                   (user_id, event_key, channel_type, promotion_job_id, state, reason, not_before,
                    useful_until, sent_at, message_id, created_at, updated_at)
            SELECT user_id, 'PROMOTE:{job_type}', selected_channel, id, status, reason, run_at,
                   run_at + interval '15 minutes',
                   CASE WHEN status = 'sent' THEN run_at END,
                   CASE WHEN status = 'sent' THEN 'm' || user_id END, run_at, run_at
              FROM ended
            RETURNING id, user_id
        )
        INSERT INTO availability_promotion_send_logs
               (campaign_id, job_id, user_id, ledger_id, channel_type, status, reason, created_at)
        SELECT e.campaign_id, e.id, e.user_id, l.id, e.selected_channel,
               CASE e.status WHEN 'unknown' THEN 'failed' ELSE e.status END, e.reason, e.run_at
          FROM ended e JOIN ledger l USING (user_id)
         WHERE e.status <> 'pending'
        """
    )


async def finish_job(
    execute: Execute, job_type: str, campaign_status: str, last_error: str | None = None
) -> None:
    """Close a job that runs, and say how its campaign stands."""
    error = f"'{last_error}'" if last_error else "NULL"
    await execute(
        f"""
        UPDATE availability_promotion_jobs
           SET status = 'sent', sent_at = run_at, last_error = {error}, updated_at = run_at
         WHERE job_type = '{job_type}' AND status = 'running';
        UPDATE availability_promotion_campaigns
           SET status = '{campaign_status}', updated_at = created_at
         WHERE campaign_date = '{TONIGHT}' AND status <> 'cancelled';
        """
    )


async def an_evening(execute: Execute) -> None:
    """A campaign of four people from the reminder to the voice check, with something of each."""
    await run_job(
        execute,
        "send_reminder_2045",
        ("sent", None),
        ("sent", None),
        ("skipped", "quiet_hours"),
        ("skipped", "withdrew"),
    )
    await finish_job(execute, "send_reminder_2045", "running")
    await run_job(
        execute,
        "send_start_2100",
        ("sent", None),
        ("failed", None),
        ("skipped", "quiet_hours"),
        ("unknown", None),
    )
    await finish_job(execute, "send_start_2100", "partial", "1 failed, 1 unknown.")


async def past_evenings(execute: Execute, number: int) -> None:
    """Campaigns of the promoter on the days before tonight; every seventh was a dry run."""
    await execute(
        f"""
        INSERT INTO availability_promotion_campaigns
               (campaign_date, promoter_user_id, target_timezone, target_reminder_time,
                target_start_time, dry_run, status, recipient_count, voice_expected, voice_present,
                created_at, updated_at)
        SELECT date '{TONIGHT}' - n, user_id, 'Europe/Ljubljana', '20:45', '21:00', n % 7 = 0,
               CASE n % 9 WHEN 4 THEN 'failed' ELSE 'followup_sent' END, 6 + n % 5,
               CASE WHEN n % 9 <> 4 THEN 6 + n % 5 END, CASE WHEN n % 9 <> 4 THEN 4 + n % 3 END,
               timestamptz '{EARLY}' - n * interval '1 day',
               timestamptz '{EARLY}' - n * interval '1 day'
          FROM discord_accounts CROSS JOIN generate_series({number}, 1, -1) AS n
         WHERE discord_user_id = {number_of("promoter")};
        WITH start AS (
            INSERT INTO availability_promotion_jobs
                   (campaign_id, job_type, run_at, useful_until, status, created_at, updated_at)
            SELECT id, 'send_start_2100', created_at, created_at, 'sent', created_at, created_at
              FROM availability_promotion_campaigns WHERE status <> 'failed'
            RETURNING id, campaign_id, run_at
        )
        INSERT INTO availability_promotion_send_logs
               (campaign_id, job_id, user_id, channel_type, status, created_at)
        SELECT s.campaign_id, s.id, u.id, 'discord', 'sent', s.run_at
          FROM start s JOIN availability_promotion_campaigns c ON c.id = s.campaign_id
         CROSS JOIN LATERAL (SELECT id FROM website_users
                              ORDER BY id LIMIT c.recipient_count - c.id % 3) AS u
        """
    )


def campaign(page: Page) -> Locator:
    return page.get_by_role("region", name="Campaign")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Promote tonight")


def step(page: Page, name: str) -> Locator:
    return campaign(page).get_by_role("listitem").filter(has_text=name)


async def open_dialog(page: Page) -> Locator:
    await campaign(page).get_by_role("button", name="Promote", exact=True).click()
    await expect(dialog(page)).to_be_visible()
    return dialog(page)


def chip(asking: Locator, name: str) -> Locator:
    """The answer that is asked for, or not."""
    return asking.get_by_role("group", name="Who is asked").get_by_role("button", name=name)
