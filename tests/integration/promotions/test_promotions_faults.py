"""Campaigns while something of our own fails: what is tried again, undone, and told."""

from __future__ import annotations

from typing import Any

import pytest

from muster.promotions import job_store
from tests.support.scenes.campaigns import CampaignEvening, at, statuses


async def test_expanding_is_tried_max_attempts_times_and_the_campaign_tells_the_truth(
    evening: CampaignEvening, monkeypatch: pytest.MonkeyPatch
) -> None:
    promoter, _ = await evening.add_people(2)
    await evening.promote(promoter, max_attempts=3)

    async def broken(*_: Any) -> None:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(job_store, "list_asked", broken)
    due = await evening.tick(at(21, 0))
    tries = 1
    while due < at(21, 0, 30):
        due = await evening.tick(due)
        tries += 1
    shown = await evening.campaign(promoter)
    assert tries == 3
    assert statuses(shown)[:2] == ["failed", "failed"]
    assert [job.attempts for job in shown.jobs[:2]] == [3, 3]
    assert shown.status == "failed"
    assert evening.discord.sent == []


async def test_after_a_fault_that_passes_the_job_is_done(
    evening: CampaignEvening, monkeypatch: pytest.MonkeyPatch
) -> None:
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter)
    with monkeypatch.context() as faulty:

        async def broken(*_: Any) -> None:
            raise RuntimeError("a fault that passes")

        faulty.setattr(job_store, "mark_expanded", broken)
        due = await evening.tick(at(20, 45))
    # What was written before the fault is undone with it.
    assert await evening.sql.fetchval("SELECT count(*) FROM notifications_ledger") == 0
    assert (await evening.campaign(promoter)).jobs[0].last_error is not None
    await evening.tick(due)
    assert len(evening.heard(other)) == 1
    job = (await evening.campaign(promoter)).jobs[0]
    assert (job.status, job.attempts, job.last_error) == ("sent", 2, None)
