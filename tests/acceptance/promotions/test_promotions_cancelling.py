"""Cancelling a campaign over HTTP: who may, and what follows (contract, section 7)."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from tests.acceptance.conftest import Callers
from tests.support.refusals import refusal
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import settings_for
from tests.support.scenes.promoting import (
    OTHER_PROMOTER,
    TWO_PROMOTERS,
    add_candidate,
    cancel,
    create,
    read,
)


@pytest.fixture
async def website(database_url: str) -> AsyncGenerator[RunningWebsite, None]:
    values = settings_for(database_url, promoter_discord_ids=TWO_PROMOTERS)
    async with running_website(values) as running:
        yield running


async def test_its_promoter_cancels_and_may_start_another(
    website: RunningWebsite, callers: Callers
) -> None:
    await add_candidate(website.sql, 1, "Ana")
    created = await create(callers.promoter)
    for _ in range(2):  # twice is once
        cancelled = await cancel(callers.promoter, created["campaign_id"])
        assert cancelled.status_code == 200, cancelled.text
        body = cancelled.json()
        assert body["success"] is True
        assert (body["campaign"]["id"], body["campaign"]["status"]) == (
            created["campaign_id"],
            "cancelled",
        )
        assert {job["status"] for job in body["campaign"]["jobs"]} == {"skipped"}
        assert body["campaign"]["can_cancel"] is False
    found = await read(callers.promoter)
    assert found is not None
    assert found["status"] == "cancelled"
    again = await create(callers.promoter)
    found = await read(callers.promoter)
    assert found is not None
    assert (found["id"], found["status"]) == (again["campaign_id"], "scheduled")


async def test_admins_cancel_too_and_nobody_else(website: RunningWebsite, callers: Callers) -> None:
    await add_candidate(website.sql, 1, "Ana")
    campaign_id = (await create(callers.promoter))["campaign_id"]
    other_promoter = await website.signed_in(OTHER_PROMOTER, player="Quill")
    for client in (callers.player, other_promoter):
        assert refusal(await cancel(client, campaign_id)) == (403, "not_your_campaign")
    found = await read(callers.admin)
    assert found is not None
    assert found["can_cancel"] is True
    assert (await cancel(callers.admin, campaign_id)).status_code == 200
    assert (await read(callers.promoter) or {})["status"] == "cancelled"
