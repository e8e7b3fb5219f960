"""Campaigns that get in each other's way, or in that of a cancellation: still once, still told."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.chats.contract import OutgoingMessage, TransportError
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.database import Database
from muster.errors import CampaignOver, Conflict
from muster.promotions import dispatch, job_store
from muster.promotions.dispatch import Dispatch
from muster.refusals import RefusalCode
from tests.support.scenes.campaigns import EVENINGS, CampaignEvening, at
from tests.support.scenes.ledger import MemoryChannel, raising


@pytest.fixture
def evening(sql: Any, database: Database) -> CampaignEvening:
    return CampaignEvening(sql, database)


async def reach_on_telegram(sql: Any, user_id: int) -> None:
    """A verified chat; the tests here never read its address."""
    await sql.execute(
        """
        INSERT INTO availability_channel_links
               (channel_type, address_hash, user_id, address_encrypted, encryption_key_id,
                deliverable, verified_at, created_at, updated_at)
        VALUES ('telegram', sha256('chat'), $1, 'chat', 'key', true, $2, $2, $2)
        """,
        user_id,
        at(20, 0),
    )


async def rest_of_the_wait(evening: CampaignEvening) -> None:
    for minute in range(46, 60):
        await evening.tick(at(20, minute))


async def test_cancelling_one_of_two_campaigns_leaves_its_people_to_the_other(
    evening: CampaignEvening,
) -> None:
    first, second, other = await evening.add_people(3)
    cancelled = await evening.promote(first)
    await evening.promote(second)
    evening.discord.behave = raising("refused_connection", everyone=True)
    await evening.tick(at(20, 45))
    await evening.cancel(cancelled.campaign_id, first)
    evening.discord.behave = None
    await rest_of_the_wait(evening)
    assert len(evening.heard(other)) == 1
    job = (await evening.campaign(second)).jobs[0]
    assert (job.status, job.counts.delivered, job.counts.skipped_in_all) == ("sent", 3, 0)


@pytest.mark.parametrize("arrived", [False, True])
async def test_after_a_cancellation_in_doubt_the_next_campaign_waits_for_the_truth(
    evening: CampaignEvening, arrived: bool
) -> None:
    promoter, other = await evening.add_people(2)
    created = await evening.promote(promoter)
    channel = evening.discord

    def answer_is_lost(message: OutgoingMessage) -> None:
        if arrived:
            channel.by_nonce[message.nonce] = "first"
        raise TransportError(RefusalCode.SERVICE_ERROR, maybe_sent=True)

    channel.behave = answer_is_lost
    await evening.tick(at(20, 45))
    evening.now = at(20, 45, 3)
    await evening.cancel(created.campaign_id, promoter)
    again = await evening.promote(promoter)
    await evening.run_jobs(again.schedule.reminder_at)
    channel.behave = None
    await rest_of_the_wait(evening)
    assert len(evening.heard(other)) == (0 if arrived else 1)
    counts = (await evening.campaign(promoter)).jobs[0].counts
    assert counts.delivered == (0 if arrived else 2)
    assert counts.skipped == ({"already_notified": 2} if arrived else {})


async def test_two_bots_that_expand_two_campaigns_at_once_give_each_person_one_row(
    sql: Any, database: Database
) -> None:
    evening = CampaignEvening(sql, database)
    promoter, other = await evening.add_people(2)
    await reach_on_telegram(sql, promoter)
    await evening.promote(promoter, dry_run=True)  # on Discord
    await evening.promote(other)  # on Telegram, for whom it is there
    how = Dispatch("bot", ["discord", "telegram"], None, True, True, EVENINGS)

    async def second_bot() -> None:
        async with database.transaction() as connection:
            assert await dispatch.run_next_job(connection, how, at(20, 45))

    async with database.transaction() as connection:
        assert await dispatch.run_next_job(connection, how, at(20, 45))
        second = asyncio.create_task(second_bot())
        await asyncio.sleep(0.05)  # it waits for us, or would be through by now
    await second
    rows = await sql.fetch("SELECT count(*) FROM notifications_ledger GROUP BY user_id")
    assert [row[0] for row in rows] == [1, 1]


async def test_a_worker_that_was_suspended_leaves_its_backlog_to_whoever_has_it_now(
    sql: Any, database: Database
) -> None:
    here, there = MemoryChannel(), MemoryChannel()
    asleep = CampaignEvening(sql, database, [here], worker="asleep")
    awake = CampaignEvening(sql, database, [there], worker="awake")
    asleep.notifier = AvailabilityNotifierService(
        database,
        {"discord": here},
        EVENINGS,
        None,
        "asleep",
        now=lambda: asleep.now,
        in_flight=1,
    )
    people = await asleep.add_people(4)
    await asleep.promote(people[0])
    await asleep.run_jobs(at(20, 45))
    suspended = False

    async def suspend_once(_message: OutgoingMessage) -> None:
        nonlocal suspended
        if not suspended:
            suspended = True
            asleep.now = awake.now = at(20, 50)
            await awake.notifier.deliver_due()

    here.behave = suspend_once
    asleep.now = at(20, 45)
    await asleep.notifier.deliver_due()
    # The one whose request was open is in the hands of Discord's memory of nonces.
    assert sum(len(asleep.heard(each)) + len(awake.heard(each)) for each in people) <= 5
    assert len(here.sent) == 1


async def test_what_was_claimed_ahead_is_judged_anew_after_a_while(
    evening: CampaignEvening,
) -> None:
    people = await evening.add_people(120)
    await evening.promote(people[0])
    await evening.run_jobs(at(20, 45))

    withdrawing = False
    withdrawn = asyncio.Event()

    async def withdraw_meanwhile(_message: OutgoingMessage) -> None:
        nonlocal withdrawing
        if not withdrawing:
            withdrawing = True
            await evening.sql.execute("DELETE FROM availability_entries")
            # Only now: what is claimed at the later time is to be judged without those answers.
            evening.now = at(20, 45, 10)
            withdrawn.set()
        await withdrawn.wait()

    evening.discord.behave = withdraw_meanwhile
    evening.now = at(20, 45)
    await evening.notifier.deliver_due()
    await evening.notifier.deliver_due()  # what was put back is due at once
    assert len(evening.discord.sent) <= 50  # those under way
    counts = (await evening.campaign(people[0])).jobs[0].counts
    assert counts.skipped["withdrew"] == 120 - len(evening.discord.sent)


async def test_a_refusal_hands_over_to_a_channel_that_was_only_skipped_before(
    sql: Any, database: Database
) -> None:
    evening = CampaignEvening(
        sql,
        database,
        [
            MemoryChannel(behave=raising("dms_closed", permanent=True)),
            MemoryChannel("telegram", idempotent=False),
        ],
    )
    promoter, other = await evening.add_people(2)
    await reach_on_telegram(sql, other)
    created = await evening.promote(promoter)
    await evening.run_jobs(at(20, 45))
    evening.now = at(20, 45, 1)
    await evening.cancel(created.campaign_id, promoter)
    await sql.execute(
        "UPDATE subscription_preferences SET preferred_channel = 'discord' WHERE user_id = $1",
        other,
    )
    again = await evening.promote(promoter)
    await evening.run_jobs(again.schedule.reminder_at)
    evening.now = again.schedule.reminder_at
    await evening.notifier.deliver_on("discord")
    rows = await sql.fetch(
        "SELECT channel_type, state FROM notifications_ledger WHERE user_id = $1 ORDER BY id",
        other,
    )
    assert [tuple(row) for row in rows] == [("telegram", "pending"), ("discord", "failed")]


async def test_a_dry_run_stays_on_discord(sql: Any, database: Database) -> None:
    evening = CampaignEvening(
        sql,
        database,
        [
            MemoryChannel(behave=raising("dms_closed", permanent=True)),
            MemoryChannel("telegram", idempotent=False),
        ],
    )
    (promoter,) = await evening.add_people(1)
    await reach_on_telegram(sql, promoter)
    await evening.promote(promoter, dry_run=True)
    await evening.tick(at(20, 45))
    assert await sql.fetchval("SELECT count(*) FROM notifications_ledger") == 1


async def test_a_fault_of_the_database_is_nobody_s_attempt(
    evening: CampaignEvening, monkeypatch: pytest.MonkeyPatch
) -> None:
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter)

    async def in_conflict(*_: Any) -> None:
        raise Conflict

    with monkeypatch.context() as faulty:
        faulty.setattr(job_store, "mark_expanded", in_conflict)
        for _ in range(10):
            with pytest.raises(Conflict):
                await evening.tick(at(20, 45))
    await evening.tick(at(20, 46))
    assert len(evening.heard(other)) == 1
    assert (await evening.campaign(promoter)).jobs[0].attempts == 1


async def test_who_could_not_be_told_because_of_us_has_a_row_that_says_so(
    evening: CampaignEvening, monkeypatch: pytest.MonkeyPatch
) -> None:
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter, max_attempts=2)

    async def broken(*_: Any) -> None:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(job_store, "mark_expanded", broken)
    due = at(20, 45)
    for _ in range(2):
        due = await evening.tick(due)
    assert await evening.logs(other) == [("send_reminder_2045", "failed", None)]
    assert (await evening.campaign(promoter)).jobs[0].counts.failed == 2


async def test_a_voice_check_that_was_made_ends_the_campaign_whoever_refused_to_hear_of_it(
    evening: CampaignEvening,
) -> None:
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    await evening.voice(promoter, seen_at=at(21, 0, 20))

    def refuse(message: OutgoingMessage) -> None:
        if message.address == f"user:{5000 + other}":
            raise TransportError(RefusalCode.DMS_CLOSED, permanent=True)

    evening.discord.behave = refuse
    await evening.tick(at(21, 0, 30))
    shown = await evening.campaign(promoter)
    assert (shown.status, shown.jobs[2].last_error) == ("followup_sent", "1 failed.")


async def test_a_summary_that_would_tell_of_long_ago_is_not_posted(
    evening: CampaignEvening,
) -> None:
    promoter, _ = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    await evening.voice(seen_at=at(21, 0, 20))
    evening.discord.behave = raising("refused_connection", everyone=True)
    await evening.tick(at(21, 0, 30))
    evening.discord.behave = None
    await evening.tick(at(21, 4))
    assert evening.announced() == []


async def test_who_withdrew_or_unlinked_before_the_voice_check_has_a_row_for_it(
    evening: CampaignEvening,
) -> None:
    promoter, withdraws, unlinks = await evening.add_people(3)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    await evening.answer(withdraws, "NOT_PLAYING")
    await evening.sql.execute("DELETE FROM user_player_links WHERE user_id = $1", unlinks)
    await evening.voice(seen_at=at(21, 0, 20))
    await evening.tick(at(21, 0, 30))
    assert (await evening.logs(withdraws))[-1] == ("voice_check_2100", "skipped", "withdrew")
    assert (await evening.logs(unlinks))[-1] == ("voice_check_2100", "skipped", "unlinked")


async def test_a_campaign_that_was_sent_in_full_cannot_be_cancelled_to_free_the_day(
    sql: Any, database: Database
) -> None:
    evening = CampaignEvening(sql, database, check_voice=False)
    promoter, _ = await evening.add_people(2)
    created = await evening.promote(promoter)
    for instant in (at(20, 45), at(21, 0), at(21, 0, 30)):
        await evening.tick(instant)
    assert (await evening.campaign(promoter)).status == "sent"
    with pytest.raises(CampaignOver):
        await evening.cancel(created.campaign_id, promoter)


async def test_a_dry_run_that_is_over_hides_nobody_s_real_campaign(
    evening: CampaignEvening,
) -> None:
    tester, promoter = await evening.add_people(2)
    await evening.promote(tester, dry_run=True)
    for instant in (at(20, 45), at(21, 0)):
        await evening.tick(instant)
    evening.now = at(21, 0, 1)
    real = await evening.promote(promoter, one_a_day=True)  # nor takes anybody's day
    assert (await evening.campaign(tester)).id == real.campaign_id
