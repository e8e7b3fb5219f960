"""A day without a session: the page says so at once, and people answer as ever."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, answer
from tests.browser.looks import looks
from tests.support.scenes.evening_page import Execute


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_an_open_page_follows_and_people_answer_all_the_same(
    visit: Visitor, site: Site, execute: Execute, subtests: pytest.Subtests, size: tuple[int, int]
) -> None:
    del site
    page = (await visit("player", size=size)).page
    tonight = page.get_by_role("region", name="Tonight")
    await expect(tonight).to_contain_text("6 short")
    await execute(
        "INSERT INTO evening_rules (weekday, session) SELECT d, false FROM generate_series(0, 6) d"
    )
    async for look in looks(page, [size]):
        with subtests.test(str(look)):
            await expect(tonight).to_contain_text("No session tonight")
            await expect(tonight).not_to_contain_text("short")
    await answer(page, "LOOKING")
    await expect(tonight).to_contain_text("1 looking")
    await page.goto(page.url.split("#")[0] + "#/planning")
    await expect(page.get_by_text("No session tonight")).to_be_visible()
