"""Whoever is erased while they still press something is told so in a sentence."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.acceptance.conftest import Callers
from tests.support.running.locks import waiting
from tests.support.running.websites import RunningWebsite, becomes
from tests.support.scenes.community import PLAYER


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/me/erasure", {}),
        ("/api/availability/promotions/campaigns", {"dry_run": True}),
        ("/api/invites", {"label": "Friends"}),
    ],
)
async def test_what_is_written_as_they_are_erased_is_a_conflict_and_no_fault(
    website: RunningWebsite, callers: Callers, path: str, body: dict[str, Any]
) -> None:
    user_id = await website.user_id(callers.admin)
    # The last admin could not ask to be erased.
    await website.sql.execute("INSERT INTO user_permissions VALUES ($1, 'admin')", PLAYER)
    async with website.sql.transaction():
        await website.sql.execute("DELETE FROM website_users WHERE id = $1", user_id)
        writing = asyncio.create_task(callers.admin.post(path, json=body))
        await becomes(lambda: waiting(website.sql), 1)
    answer = await writing
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
