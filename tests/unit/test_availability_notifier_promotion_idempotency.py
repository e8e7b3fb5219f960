"""Nobody hears one event of a campaign twice, however often or by whomever it is run."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from muster.database import Database
from muster.errors import CampaignExists, DayHasCampaign, NobodyToAsk, NotYourCampaign
from tests.support.scenes.campaigns import CampaignEvening, at, statuses
from tests.support.scenes.ledger import raising


@pytest.fixture
def evening(sql: Any, database: Database) -> CampaignEvening:
    return CampaignEvening(sql, database)


async def test_the_ledger_s_keys_are_those_of_the_promote_document(
    evening: CampaignEvening,
) -> None:
    promoter, _ = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.voice(seen_at=at(21, 0, 20))
    for instant in (at(20, 45), at(21, 0), at(21, 0, 30)):
        await evening.tick(instant)
    rows = await evening.sql.fetch(
        """
        SELECT event_key, count(*) AS number FROM notifications_ledger
         WHERE user_id IS NOT NULL GROUP BY event_key ORDER BY event_key
        """
    )
    assert [tuple(row) for row in rows] == [
        ("PROMOTE:FOLLOWUP:2026-11-20", 2),
        ("PROMOTE:T-15:2026-11-20", 2),
        ("PROMOTE:T0:2026-11-20", 2),
    ]


async def test_a_rerun_after_a_restart_sends_nothing_again(
    sql: Any, database: Database, evening: CampaignEvening
) -> None:
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    restarted = CampaignEvening(sql, database, evening.channels, worker="restarted")
    for second in range(3):
        await restarted.tick(at(20, 45, second))
    assert len(evening.heard(other)) == 1
    # Nor does a job that somebody sets back by hand: the ledger remembers.
    await sql.execute(
        """
        UPDATE availability_promotion_jobs
           SET status = 'pending', expanded_at = NULL, sent_at = NULL
         WHERE job_type = 'send_reminder_2045'
        """
    )
    await restarted.tick(at(20, 46))
    assert len(evening.heard(other)) == 1
    assert await evening.logs(other) == [
        ("send_reminder_2045", "sent", None),
        ("send_reminder_2045", "skipped", "already_notified"),
    ]


async def test_two_promoters_on_one_day_share_each_person_s_budget(
    evening: CampaignEvening,
) -> None:
    first, second, both = await evening.add_people(3)
    (only_second,) = await evening.add_people(1, "MAYBE")
    await evening.promote(first)
    await evening.promote(second, include_maybe=True)
    await evening.voice(seen_at=at(21, 0, 20))
    for instant in (at(20, 45), at(21, 0), at(21, 0, 30)):
        await evening.tick(instant)
    assert len(evening.heard(both)) == 3
    assert len(evening.heard(only_second)) == 3
    logs = await evening.logs(both)
    assert sorted(logs) == sorted(
        (job, status, reason)
        for job in ("send_reminder_2045", "send_start_2100", "voice_check_2100")
        for status, reason in (("sent", None), ("skipped", "already_notified"))
    )
    assert len(evening.announced()) == 2


async def test_after_a_cancelled_campaign_the_next_one_asks_the_same_people(
    evening: CampaignEvening,
) -> None:
    promoter, other = await evening.add_people(2)
    created = await evening.promote(promoter)
    evening.discord.behave = raising("refused_connection")
    await evening.tick(at(20, 45))
    cancelled = await evening.cancel(created.campaign_id, promoter)
    assert (cancelled.status, statuses(cancelled)) == ("cancelled", ["skipped"] * 3)
    evening.discord.behave = None
    await evening.tick(at(20, 46))
    assert evening.heard(other) == []
    evening.now = at(20, 47)
    again = await evening.promote(promoter)
    await evening.tick(again.schedule.reminder_at)
    assert len(evening.heard(other)) == 1


async def test_a_cancelled_campaign_says_nothing_more(evening: CampaignEvening) -> None:
    promoter, other = await evening.add_people(2)
    created = await evening.promote(promoter)
    await evening.tick(at(20, 45))
    with pytest.raises(NotYourCampaign):
        await evening.cancel(created.campaign_id, other)
    await evening.cancel(created.campaign_id, promoter)
    await evening.cancel(created.campaign_id, promoter)  # twice is once
    for instant in (at(21, 0), at(21, 0, 30)):
        await evening.tick(instant)
    assert len(evening.heard(other)) == 1
    shown = await evening.campaign(promoter)
    assert (shown.status, statuses(shown)) == ("cancelled", ["sent", "skipped", "skipped"])


async def test_one_campaign_a_promoter_and_day_and_one_a_day_where_the_community_says_so(
    evening: CampaignEvening,
) -> None:
    first, second = await evening.add_people(2)
    await evening.promote(first)
    with pytest.raises(CampaignExists):
        await evening.promote(first)
    with pytest.raises(DayHasCampaign):
        await evening.promote(second, one_a_day=True)
    await evening.promote(second)


@pytest.mark.parametrize("one_a_day", [False, True])
async def test_in_the_same_instant_there_is_one_winner(
    evening: CampaignEvening, one_a_day: bool
) -> None:
    people = await evening.add_people(6)
    promoters = people if one_a_day else [people[0]] * 6
    results = await asyncio.gather(
        *(evening.promote(each, one_a_day=one_a_day) for each in promoters), return_exceptions=True
    )
    errors = [each for each in results if isinstance(each, BaseException)]
    assert len(errors) == 5
    assert {type(each) for each in errors} == {DayHasCampaign if one_a_day else CampaignExists}
    assert await evening.sql.fetchval("SELECT count(*) FROM availability_promotion_jobs") == 3


async def test_with_nobody_to_ask_nothing_is_stored(evening: CampaignEvening) -> None:
    (promoter,) = await evening.add_people(1, "MAYBE")
    with pytest.raises(NobodyToAsk):
        await evening.promote(promoter, include_available=True)
    assert await evening.sql.fetchval("SELECT count(*) FROM availability_promotion_campaigns") == 0


async def test_two_schedulers_at_once_expand_every_job_once(sql: Any, database: Database) -> None:
    one = CampaignEvening(sql, database, worker="one")
    two = CampaignEvening(sql, database, worker="two")
    people = await one.add_people(60)
    await one.promote(people[0])
    await one.voice(seen_at=at(21, 0, 20))
    for instant in (at(20, 45), at(21, 0), at(21, 0, 30)):
        await asyncio.gather(one.tick(instant), two.tick(instant))
        await asyncio.gather(one.tick(instant), two.tick(instant))
    for person in people:
        assert len(one.heard(person)) + len(two.heard(person)) == 3
    assert len(one.announced()) + len(two.announced()) == 1
    shown = await one.campaign(people[0])
    assert (shown.status, [job.attempts for job in shown.jobs]) == ("followup_sent", [1, 1, 1])
