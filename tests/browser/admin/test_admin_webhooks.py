"""`#/admin?section=webhooks` and `tokens`: added, tried, changed and ended by an admin."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import time_machine
from playwright.async_api import Locator, Page, expect
from pydantic import SecretStr

from bot.duties.webhooks import webhook_delivery
from muster.clock import utc_now
from muster.crypto import generate_contact_key
from muster.database import Database
from muster.settings import Settings
from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import PHONE, Site, Visitor, async_fixture
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.scenes.evening_page import EARLY, EveningSite, Execute

WEBHOOKS, TOKENS = "#/admin?section=webhooks", "#/admin?section=tokens"
ADDRESS = "https://hooks.example.org/services/s3cret"

_KEY = SecretStr(generate_contact_key())

STATES = """
    INSERT INTO webhooks (place, label, address_encrypted, address_shown, secret_encrypted,
        encryption_key_id, events, state, failures, failing_since, created_at, updated_at)
    SELECT place, label, 'a', 'https://' || place || '.hooks.example', 's', 'k',
           ARRAY['session.ready', 'result.recorded'], state, failures,
           CASE WHEN failures > 0 THEN '2026-12-04 17:00Z'::timestamptz END,
           '2026-12-01 12:00Z', '2026-12-01 12:00Z'
      FROM (VALUES (1, 'Clan site', 'on', 0), (2, 'A board whose name is rather long', 'on', 7),
                   (3, 'Old bot', 'gone', 1)) AS w (place, label, state, failures);
    INSERT INTO webhook_events (message_id, event, event_key, data, occurred_at)
    SELECT 'msg_' || n, 'session.ready', n::text, '{}', '2026-12-04 17:00Z'
      FROM generate_series(1, 4) AS n;
    INSERT INTO webhook_deliveries (webhook_id, event_id, state, attempts, due_at, status, reason,
        settled_at, created_at)
    SELECT w.id, d.event_id, d.state, d.attempts, '2026-12-04 19:30Z', d.status, d.reason,
           CASE WHEN d.state <> 'pending' THEN '2026-12-04 17:01Z'::timestamptz END, now()
      FROM webhooks w,
           (VALUES (1, 'delivered', 1, 204, NULL), (2, 'delivered', 3, 204, NULL),
                   (3, 'given_up', 11, NULL, 'timeout'), (4, 'pending', 2, 502, 'status'))
               AS d (event_id, state, attempts, status, reason)
     WHERE w.label = 'Clan site'
"""


class _SiteWithAKey(EveningSite):
    def settings(self) -> Settings:
        return super().settings().model_copy(update={"contact_data_encryption_key": _KEY})


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[EveningSite]:
    """A site at ten past eight, whose settings name an admin, and which can store addresses."""
    with time_machine.travel(EARLY, tick=False) as clock:
        evening = _SiteWithAKey(database_url)
        evening.clock = clock
        await evening.start()
        yield evening
        await evening.stop()


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


async def test_a_webhook_is_added_tried_changed_and_removed(
    visit: Visitor, site: EveningSite
) -> None:
    opened = await visit("admin", size=PHONE, place=WEBHOOKS)
    page = opened.page
    here = card(page, "Webhooks")
    await expect(here).to_contain_text("No other program hears anything yet.")
    await here.get_by_role("button", name="Add a webhook").click()
    await expect(here.get_by_label("What it is")).to_be_focused()
    add = here.get_by_role("button", name="Add this webhook")
    await expect(add).to_be_disabled()
    await here.get_by_label("What it is").fill("Clan site")
    await here.get_by_label("Address").fill("https://10.0.0.1/s3cret")
    await here.get_by_label("Teams saved").uncheck()
    async with page.expect_response("**/api/admin/webhooks"):
        await add.click()
    await expect(here.get_by_role("alert")).to_have_text(
        "This address leads into a private network, where events are not sent."
    )
    opened.problems.clear()  # the browser's own line about it
    await here.get_by_label("Address").fill(ADDRESS)
    await add.click()
    secret = here.get_by_label("Secret", exact=True)
    await expect(secret).to_be_focused()
    first = await secret.input_value()
    assert first.startswith("whsec_")
    await here.get_by_role("button", name="Done").click()
    await expect(here).not_to_contain_text("s3cret")
    one = here.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Clan site"))
    await expect(one).to_contain_text("https://hooks.example.org")
    await expect(one).to_contain_text("Was told nothing lately.")
    await expect(one.get_by_role("list", name="Hears").get_by_role("listitem")).to_have_count(4)

    # A bot does what was asked for; in the sandbox that is nothing.
    await one.get_by_role("button", name="Send a test to Clan site").click()
    told = one.get_by_role("list", name="Messages to Clan site")
    await expect(told).to_contain_text("On its way.")
    database = Database(site.database_url, application_name="a bot")
    await database.open()
    delivery = webhook_delivery(site.settings(), database, "bot")
    await delivery.start_due(utc_now())
    await delivery.idle()
    await database.close()
    await expect(told).to_contain_text("In the sandbox nothing is sent.")

    await one.get_by_role("button", name="Change Clan site").click()
    await one.get_by_label("What it is").fill("The clan's site")
    await one.get_by_role("button", name="Save").click()
    await expect(here.get_by_role("heading", name="The clan's site")).to_be_visible()
    one = here.get_by_role("listitem").filter(has=page.get_by_role("heading", level=3))
    on = one.get_by_role("switch")
    await on.click()
    await expect(one).to_contain_text("Switched off. What it misses is not told later.")
    await on.click()
    await expect(one).not_to_contain_text("Switched off")

    await one.get_by_role("button", name="Renew the secret of").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Renew the secret").click()
    await expect(one.get_by_label("Secret", exact=True)).to_be_focused()
    assert await one.get_by_label("Secret", exact=True).input_value() != first
    await one.get_by_role("button", name="Done").click()
    await one.get_by_role("button", name="Remove The clan's site").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    await expect(here).to_contain_text("No other program hears anything yet.")
    await (
        page.get_by_role("navigation", name="Sections")
        .get_by_role("link", name="Done lately")
        .click()
    )
    await expect(page.get_by_role("main")).to_contain_text("renewed the secret of a webhook")


async def test_a_token_is_made_shown_once_and_revoked(visit: Visitor, site: EveningSite) -> None:
    page = (await visit("admin", size=PHONE, place=TOKENS)).page
    here = card(page, "Tokens")
    await expect(here).to_contain_text("No token yet.")
    await here.get_by_role("button", name="Make a token").click()
    await here.get_by_label("What it is for").fill("Overlay")
    await here.get_by_label("Sees").select_option("member")
    await expect(here).to_contain_text("it ends when you are no admin any more")
    await here.get_by_role("button", name="Make this token").click()
    field = here.get_by_label("Token", exact=True)
    await expect(field).to_be_focused()
    token = await field.input_value()
    program = await page.request.get(
        f"{site.address}/api/availability", headers={"Authorization": f"Bearer {token}"}
    )
    assert program.ok
    await here.get_by_role("button", name="Done").click()
    await expect(field).to_have_count(0)
    assert token not in await page.content()
    one = here.get_by_role("listitem").filter(has_text="Overlay")
    await expect(one).to_contain_text("Holds until 4 Mar 2027 · never used")
    await one.get_by_role("button", name="Revoke Overlay").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Revoke").click()
    await expect(one).to_contain_text("Revoked · last used 4 Dec 2026")
    program = await page.request.get(
        f"{site.address}/api/availability", headers={"Authorization": f"Bearer {token}"}
    )
    assert program.status == 401


async def test_it_can_be_read_by_everybody(
    visit: Visitor, site: EveningSite, execute: Execute, subtests: pytest.Subtests
) -> None:
    await execute(STATES)
    page = (await visit("admin", place=WEBHOOKS)).page
    here = card(page, "Webhooks")
    await here.get_by_role("button", name="Messages to Clan site").click()
    await expect(here).to_contain_text("It answered 502. Attempt 2; again 4 Dec, 20:30.")
    await expect(here).to_contain_text("Taken at attempt 3.")
    await expect(here).to_contain_text("Takes nothing since 4 Dec, 18:00: 7 attempts.")
    await here.get_by_role("button", name="Add a webhook").click()
    as_wide = "document.documentElement.scrollWidth === innerWidth"
    async for look in looks(page):
        with subtests.test(f"webhooks {look}"):
            assert await violations(page, look) == []
            assert await page.evaluate(as_wide)
            await screenshot(page, f"webhooks-{look}")
    await page.goto(f"{site.address}/{TOKENS}")
    await card(page, "Tokens").get_by_role("button", name="Make a token").click()
    async for look in looks(page):
        with subtests.test(f"tokens {look}"):
            assert await violations(page, look) == []
            assert await page.evaluate(as_wide)
            await screenshot(page, f"tokens-{look}")
