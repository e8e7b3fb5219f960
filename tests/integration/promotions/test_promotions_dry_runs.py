"""Dry runs of campaigns: who hears of them, and what they hold."""

from __future__ import annotations

import pytest

from muster.errors import CampaignOver
from tests.support.scenes.campaigns import CampaignEvening, at


async def test_what_is_over_cannot_be_cancelled_but_a_dry_run_frees_its_day(
    evening: CampaignEvening,
) -> None:
    promoter, other = await evening.add_people(2)
    real = await evening.promote(other)
    dry = await evening.promote(promoter, dry_run=True)
    for instant in (at(20, 45), at(21, 0), at(21, 30)):
        await evening.tick(instant)
    with pytest.raises(CampaignOver):
        await evening.cancel((await _finished(evening, real.campaign_id)), other)
    await evening.cancel(dry.campaign_id, promoter)
    await evening.promote(promoter)


async def _finished(evening: CampaignEvening, campaign_id: int) -> int:
    await evening.sql.execute(
        "UPDATE availability_promotion_campaigns SET status = 'followup_sent' WHERE id = $1",
        campaign_id,
    )
    return campaign_id


async def test_a_dry_run_asks_its_initiator_alone_whatever_they_answered(
    evening: CampaignEvening,
) -> None:
    (promoter,) = await evening.add_people(1, "NOT_PLAYING")
    (other,) = await evening.add_people(1)
    await evening.sql.execute("UPDATE subscription_preferences SET allow_promotions = false")
    created = await evening.promote(promoter, dry_run=True)
    assert (created.recipient_count, created.channels_summary["discord"]) == (1, 1)
    await evening.voice(seen_at=at(21, 0, 20))
    for instant in (at(20, 45), at(21, 0), at(21, 0, 30)):
        await evening.tick(instant)
    assert len(evening.heard(promoter)) == 3
    assert evening.heard(other) == []
    assert evening.announced() == []
