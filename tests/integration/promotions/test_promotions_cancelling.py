"""Cancelling a campaign on PostgreSQL: what stops, what stays, and who waits for whom."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest

from muster.channels.rules import ChannelType
from muster.database import Database
from muster.errors import CampaignNotFound, NotYourCampaign
from muster.promotions import dispatch, service
from muster.promotions.dispatch import Dispatch
from muster.promotions.rules import Campaign
from tests.integration.promotions.test_promotions_service import (
    NOW,
    promote_alone,
    somebody_waits,
    two_promoters,
)
from tests.support.running.roles import database_of_either_role
from tests.support.scenes.campaigns import EVENINGS, at
from tests.support.scenes.promoting import add_candidate, agree, answer

ALL: list[ChannelType] = ["discord", "telegram", "signal"]
HOW = Dispatch("a worker", ALL, None, True, True, EVENINGS)
website, promoters = database_of_either_role, two_promoters


async def cancel(database: Database, campaign_id: int, user_id: int) -> Campaign:
    async with database.transaction() as connection:
        return await service.cancel_campaign(connection, campaign_id, user_id, NOW, admin=False)


async def outcomes(sql: Any) -> Counter[tuple[str, ...]]:
    """(state, reason) of every ledger row and every send-log row."""
    rows = await sql.fetch(
        "SELECT 'ledger', state, coalesce(reason, '') FROM notifications_ledger UNION ALL"
        " SELECT 'log', status, coalesce(reason, '') FROM availability_promotion_send_logs"
    )
    return Counter(tuple(row) for row in rows)


async def test_cancelling_waits_for_a_job_that_is_being_expanded_and_stops_its_rows(
    sql: Any, database: Database, website: Database, promoters: list[int]
) -> None:
    for number, name in enumerate(("Ana", "Bo"), start=1):
        await add_candidate(sql, number, name)
    created = await promote_alone(website, promoters[0])
    async with database.transaction() as connection:
        assert await dispatch.run_next_job(connection, HOW, at(20, 45))
        late = asyncio.create_task(cancel(website, created.campaign_id, promoters[0]))
        await somebody_waits(sql)
        assert not late.done()
    cancelled = await late
    assert cancelled.status == "cancelled"
    assert [job.status for job in cancelled.jobs] == ["skipped"] * 3
    assert cancelled.jobs[0].counts.skipped == {"cancelled": 2}
    assert await outcomes(sql) == {
        ("ledger", "skipped", "cancelled"): 2,
        ("log", "skipped", "cancelled"): 2,
    }


async def test_a_job_of_a_campaign_that_is_being_cancelled_is_left_alone(
    sql: Any, database: Database, website: Database, promoters: list[int]
) -> None:
    await add_candidate(sql, 1, "Ana")
    created = await promote_alone(website, promoters[0])
    async with website.transaction() as connection:
        await service.cancel_campaign(
            connection, created.campaign_id, promoters[0], NOW, admin=False
        )
        async with database.transaction() as scheduler:
            assert not await dispatch.run_next_job(scheduler, HOW, at(21, 0))
    async with database.transaction() as scheduler:
        assert not await dispatch.run_next_job(scheduler, HOW, at(21, 0))
        assert await dispatch.find_next_run(scheduler) is None
    assert await outcomes(sql) == {}


async def test_what_was_sent_stays_sent_and_what_is_under_way_is_not_touched(
    sql: Any, database: Database, website: Database, promoters: list[int]
) -> None:
    people = [
        await add_candidate(sql, number, name)
        for number, name in enumerate(("Ana", "Bo", "Cas"), start=1)
    ]
    created = await promote_alone(website, promoters[0])
    async with database.transaction() as connection:
        await dispatch.run_next_job(connection, HOW, at(20, 45))
    await sql.execute(
        "UPDATE notifications_ledger SET state = 'sent', sent_at = $2 WHERE user_id = $1",
        people[0],
        NOW,
    )
    await sql.execute(
        "UPDATE notifications_ledger SET state = 'sending', worker = 'w', claimed_at = $2,"
        " lease_until = $2 WHERE user_id = $1",
        people[1],
        NOW,
    )
    for _ in range(2):
        await cancel(website, created.campaign_id, promoters[0])
    assert await outcomes(sql) == {
        ("ledger", "sent", ""): 1,
        ("ledger", "sending", ""): 1,
        ("ledger", "skipped", "cancelled"): 1,
        ("log", "skipped", "cancelled"): 1,
    }


async def test_who_may_not_cancel_changes_nothing(
    sql: Any, website: Database, promoters: list[int]
) -> None:
    await add_candidate(sql, 1, "Ana")
    created = await promote_alone(website, promoters[0])
    with pytest.raises(NotYourCampaign):
        await cancel(website, created.campaign_id, promoters[1])
    with pytest.raises(CampaignNotFound):
        await cancel(website, 2**63 - 1, promoters[0])
    assert await sql.fetchval("SELECT status FROM availability_promotion_campaigns") == "scheduled"


async def test_after_a_cancellation_the_day_is_free_and_people_can_be_asked_anew(
    sql: Any, database: Database, website: Database, promoters: list[int]
) -> None:
    """The cancelled rows of the ledger are no reason to leave the next campaign unsaid."""
    me = promoters[0]
    await agree(sql, me)
    await answer(sql, me, "LOOKING")
    created = await promote_alone(website, me)
    async with database.transaction() as connection:
        await dispatch.run_next_job(connection, HOW, at(20, 45))
    await cancel(website, created.campaign_id, me)
    again = await promote_alone(website, me)
    assert again.campaign_id != created.campaign_id
    async with database.transaction() as connection:
        assert await dispatch.run_next_job(connection, HOW, at(20, 46))
    assert await outcomes(sql) == {
        ("ledger", "pending", ""): 1,
        ("log", "skipped", "cancelled"): 1,
    }
