"""Running campaigns: what the scheduler makes of its jobs, on good evenings and bad ones."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import pytest

from bot.chats.contract import OutgoingMessage, TransportError
from muster.database import Database
from muster.promotions import dispatch
from muster.promotions.rules import REMINDER_LEFT_OUT
from muster.refusals import RefusalCode
from tests.support.scenes.campaigns import FOLLOWUP_CHANNEL, CampaignEvening, at, statuses
from tests.support.scenes.ledger import MemoryChannel, raising

STARTS = f"<t:{int(at(21, 0).timestamp())}:t>"
LATE_START = f"Tonight's session started at {STARTS}; you can still join."


@pytest.fixture
def evening(sql: Any, database: Database) -> CampaignEvening:
    return CampaignEvening(sql, database)


# --- late -----------------------------------------------------------------------------------------


async def test_after_an_hour_without_a_bot_the_reminder_is_skipped_and_said_so(
    evening: CampaignEvening,
) -> None:
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.voice(promoter, other, seen_at=at(21, 9))
    await evening.tick(at(21, 10))
    assert evening.heard(other) == [LATE_START]
    assert await evening.logs(other) == [
        ("send_reminder_2045", "skipped", "expired"),
        ("send_start_2100", "sent", None),
    ]
    shown = await evening.campaign(promoter)
    assert statuses(shown) == ["skipped", "sent", "sent"]
    assert shown.jobs[0].last_error == dispatch.TOO_LATE
    assert shown.status == "followup_sent"


async def test_when_everything_is_too_late_the_campaign_has_failed(
    evening: CampaignEvening,
) -> None:
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.tick(at(21, 30))
    assert evening.discord.sent == []
    shown = await evening.campaign(promoter)
    assert (shown.status, statuses(shown)) == ("failed", ["skipped"] * 3)
    assert len(await evening.logs(other)) == 3
    assert (await evening.tick()) > at(21, 30)


async def test_created_after_the_start_everybody_hears_one_message(
    evening: CampaignEvening,
) -> None:
    promoter, other = await evening.add_people(2)
    evening.now = at(21, 40)
    created = await evening.promote(promoter)
    await evening.voice(promoter, seen_at=at(21, 40))
    assert statuses(await evening.campaign(promoter)) == ["skipped", "pending", "pending"]
    schedule = created.schedule
    for instant in (schedule.reminder_at, schedule.start_at, schedule.voice_check_at):
        await evening.tick(instant)
    assert evening.heard(other) == [LATE_START]
    assert await evening.logs(other) == [
        ("send_start_2100", "sent", None),
        ("voice_check_2100", "skipped", "already_notified"),
    ]
    shown = await evening.campaign(promoter)
    assert statuses(shown) == ["skipped", "sent", "sent"]
    assert shown.jobs[0].last_error == REMINDER_LEFT_OUT
    assert (shown.status, shown.over) == ("followup_sent", True)
    assert (shown.voice_expected, shown.voice_present) == (2, 1)
    assert (await evening.tick()) > schedule.voice_check_at


# --- voice ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seen_at", [None, at(20, 57, 29)])
async def test_on_absent_or_stale_voice_data_nobody_is_called_missing(
    evening: CampaignEvening, seen_at: datetime | None
) -> None:
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    if seen_at is not None:
        await evening.voice(seen_at=seen_at)
    await evening.tick(at(21, 0, 30))
    assert len(evening.heard(other)) == 2
    assert (await evening.logs(other))[-1] == ("voice_check_2100", "skipped", "voice_unknown")
    assert evening.announced() == [
        f"Session of {STARTS}: voice could not be read, so nobody was asked to join it."
    ]
    shown = await evening.campaign(promoter)
    assert (shown.status, shown.voice_expected) == ("followup_sent", None)
    assert statuses(shown) == ["sent", "sent", "sent"]
    assert shown.jobs[2].last_error == dispatch.VOICE_UNKNOWN


async def test_a_voice_check_that_is_switched_off_says_so(sql: Any, database: Database) -> None:
    evening = CampaignEvening(sql, database, check_voice=False)
    (promoter,) = await evening.add_people(1)
    await evening.promote(promoter)
    await evening.voice(seen_at=at(21, 0))
    for instant in (at(20, 45), at(21, 0), at(21, 0, 30)):
        await evening.tick(instant)
    shown = await evening.campaign(promoter)
    assert (shown.status, shown.jobs[2].last_error) == ("sent", dispatch.VOICE_CHECK_OFF)
    assert evening.announced() == []
    assert [job for job, *_ in await evening.logs(promoter)] == [
        "send_reminder_2045",
        "send_start_2100",
    ]


async def test_who_came_to_voice_before_the_follow_up_left_is_not_told_off(
    evening: CampaignEvening,
) -> None:
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    evening.now = at(21, 0, 30)
    await evening.voice()
    await evening.run_jobs(evening.now)  # both are missing; nothing is sent yet
    evening.now = at(21, 0, 40)
    await evening.voice(other)
    await evening.tick()
    assert len(evening.heard(other)) == 2
    assert len(evening.heard(promoter)) == 3
    assert (await evening.logs(other))[-1] == ("voice_check_2100", "skipped", "cancelled")


async def test_who_comes_later_gets_no_follow_up_and_is_not_counted(
    evening: CampaignEvening,
) -> None:
    promoter, late, later_on, in_voice = await evening.add_people(4)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    for person, arrives_at in ((late, time(21, 30)), (in_voice, time(21, 15))):
        await evening.comes_at(person, arrives_at)
    await evening.tick(at(21, 0))
    evening.now = at(21, 0, 30)
    await evening.voice(in_voice)
    await evening.run_jobs(evening.now)
    # Between the look and the message somebody says that they are on their way.
    await evening.comes_at(later_on, time(21, 10))
    await evening.tick()
    assert [len(evening.heard(person)) for person in (promoter, late, later_on, in_voice)] == [
        3,
        2,
        2,
        2,
    ]
    for person in (late, later_on):
        assert (await evening.logs(person))[-1] == ("voice_check_2100", "skipped", "comes_later")
    shown = await evening.campaign(promoter)
    assert (shown.voice_expected, shown.voice_present) == (3, 1)


async def test_who_waits_for_others_is_not_told_off(evening: CampaignEvening) -> None:
    promoter, waits = await evening.add_people(2)
    await evening.answer(waits, "AVAILABLE")
    await evening.promote(promoter, include_available=True)
    await evening.sql.execute(
        "UPDATE availability_entries SET only_if = 6 WHERE user_id = $1", waits
    )
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    await evening.voice(seen_at=at(21, 0))
    await evening.tick(at(21, 0, 30))
    assert (len(evening.heard(promoter)), len(evening.heard(waits))) == (3, 2)
    assert (await evening.logs(waits))[-1] == ("voice_check_2100", "skipped", "cancelled")


async def test_whose_time_has_come_is_expected(evening: CampaignEvening) -> None:
    (promoter,) = await evening.add_people(1)
    await evening.promote(promoter)
    await evening.comes_at(promoter, time(21, 1))
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    await evening.voice(seen_at=at(21, 1))
    await evening.tick(at(21, 1))
    assert len(evening.heard(promoter)) == 3


async def test_who_was_on_the_server_long_ago_is_not_said_to_be(evening: CampaignEvening) -> None:
    (promoter,) = await evening.add_people(1)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    await evening.voice(seen_at=at(21, 0))
    await evening.server(f"Player{promoter}", seen_at=at(20, 55))
    await evening.tick(at(21, 0, 30))
    assert "server" not in evening.heard(promoter)[-1]


async def test_a_follow_up_channel_that_was_deleted_costs_nobody_their_message(
    evening: CampaignEvening,
) -> None:
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))

    def refuse_the_channel(message: OutgoingMessage) -> None:
        if message.address == f"channel:{FOLLOWUP_CHANNEL}":
            raise TransportError(RefusalCode.UNKNOWN_RECIPIENT, permanent=True)

    evening.discord.behave = refuse_the_channel
    await evening.voice(seen_at=at(21, 0))
    await evening.tick(at(21, 0, 30))
    assert len(evening.heard(other)) == 3
    shown = await evening.campaign(promoter)
    assert (shown.status, shown.jobs[2].last_error) == (
        "followup_sent",
        "The summary could not be posted.",
    )


# --- services -------------------------------------------------------------------------------------


async def test_discord_down_for_ten_minutes(evening: CampaignEvening) -> None:
    promoter, other, withdraws = await evening.add_people(3)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    evening.discord.behave = raising("refused_connection", everyone=True)
    await evening.tick(at(21, 0))
    await evening.voice(seen_at=at(21, 0, 30))
    await evening.tick(at(21, 0, 30))
    assert (await evening.campaign(promoter)).status == "running"
    for minute in range(1, 10):
        await evening.tick(at(21, minute))
    await evening.answer(withdraws, None)
    await evening.voice(promoter, seen_at=at(21, 9, 30))
    evening.discord.behave = None
    for second in (0, 40):
        await evening.tick(at(21, 10, second))
    assert evening.heard(other)[1:] == [
        LATE_START,
        f"Tonight's session started at {STARTS} and you are not in voice yet.",
    ]
    assert evening.heard(promoter)[1:] == [LATE_START]
    assert len(evening.heard(withdraws)) == 1
    shown = await evening.campaign(promoter)
    assert (shown.status, statuses(shown)) == ("followup_sent", ["sent", "sent", "sent"])


async def test_nobody_can_be_reached(evening: CampaignEvening) -> None:
    promoter, _ = await evening.add_people(2)
    await evening.promote(promoter)
    evening.discord.behave = raising("dms_closed", permanent=True)
    for instant in (at(20, 45), at(21, 0), at(21, 0, 30)):
        await evening.tick(instant)
    shown = await evening.campaign(promoter)
    assert shown.status == "failed"
    assert shown.jobs[0].last_error == "Nobody could be reached."
    # Their channel is off by then, so the start finds no way to them.
    assert shown.jobs[1].counts.skipped == {"no_channel": 2}


async def test_an_answer_that_never_came_is_shown_as_unknown(sql: Any, database: Database) -> None:
    telegram = MemoryChannel(
        "telegram", idempotent=False, behave=raising("timeout", maybe_sent=True)
    )
    evening = CampaignEvening(sql, database, [MemoryChannel(), telegram])
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.run_jobs(at(20, 45))
    await sql.execute(
        "UPDATE notifications_ledger SET channel_type = 'telegram', state = 'unknown',"
        " last_error = 'timeout' WHERE user_id = $1",
        other,
    )
    await sql.execute(
        """
        INSERT INTO availability_promotion_send_logs
               (campaign_id, job_id, user_id, ledger_id, channel_type, status, error, created_at)
        SELECT j.campaign_id, j.id, l.user_id, l.id, 'telegram', 'failed', 'timeout', $2
          FROM notifications_ledger l
          JOIN availability_promotion_jobs j ON j.id = l.promotion_job_id
         WHERE l.user_id = $1
        """,
        other,
        at(20, 45),
    )
    await evening.tick(at(20, 45))
    counts = (await evening.campaign(promoter)).jobs[0].counts
    assert (counts.delivered, counts.unknown, counts.failed) == (1, 1, 0)


async def test_a_channel_nobody_delivers_on_any_more_does_not_keep_the_campaign_open(
    evening: CampaignEvening,
) -> None:
    (promoter,) = await evening.add_people(1)
    await evening.promote(promoter)
    await evening.run_jobs(at(20, 45))
    await evening.sql.execute("UPDATE notifications_ledger SET channel_type = 'signal'")
    await evening.tick(at(20, 59))
    assert (await evening.campaign(promoter)).jobs[0].status == "running"
    await evening.tick(at(21, 1))
    job = (await evening.campaign(promoter)).jobs[0]
    assert (job.status, job.counts.skipped) == ("sent", {"expired": 1})


@pytest.mark.parametrize("missing", [0, 1])
@pytest.mark.parametrize("how", ["failed", "unknown", "expired"])
async def test_a_campaign_that_missed_somebody_is_partial_whichever_message_it_was(
    sql: Any, database: Database, missing: int, how: str
) -> None:
    discord = MemoryChannel(idempotent=how != "unknown")
    evening = CampaignEvening(sql, database, [discord])
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter)
    codes: dict[str, dict[str, bool]] = {
        "failed": {"permanent": True},
        "unknown": {"maybe_sent": True},
    }

    def miss(message: OutgoingMessage) -> None:
        if message.address == f"user:{5000 + other}":
            raise TransportError(RefusalCode.MESSAGE_REFUSED, **codes[how])

    for number, run_at in enumerate((at(20, 45), at(21, 0))):
        await evening.run_jobs(run_at)
        if number == missing and how == "expired":
            await sql.execute(
                "UPDATE notifications_ledger SET useful_until = $2"
                " WHERE user_id = $1 AND state = 'pending'",
                other,
                run_at,
            )
        discord.behave = miss if number == missing and how in codes else None
        await evening.tick(run_at)
    shown = await evening.campaign(promoter)
    assert [job.counts.missed for job in shown.jobs[:2]] == [1 - missing, missing]
    assert (shown.status, statuses(shown)[:2]) == ("partial", ["sent", "sent"])
