"""Every way in which a voice check can end, and the send log that it leaves."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.chats.contract import OutgoingMessage, TransportError
from muster.database import Database
from muster.live_status.rules import MOST_PEOPLE
from muster.promotions import dispatch, job_store
from muster.refusals import RefusalCode
from tests.support.scenes.campaigns import FOLLOWUP_CHANNEL, CampaignEvening, at
from tests.support.scenes.ledger import MemoryChannel

Prepare = Callable[[CampaignEvening, int], Awaitable[None]]


async def write_voice(evening: CampaignEvening, data: Any) -> None:
    await evening.sql.execute(
        "INSERT INTO live_status (status_type, status_data, updated_at)"
        " VALUES ('voice_channel', $1, $2)",
        json.dumps(data),
        evening.now,
    )


async def absent(evening: CampaignEvening, promoter: int) -> None:
    """The gateway never wrote who is in voice."""


async def stale(evening: CampaignEvening, promoter: int) -> None:
    await evening.voice(promoter, seen_at=at(20, 57))


async def malformed(evening: CampaignEvening, promoter: int) -> None:
    await write_voice(evening, {"members": "none"})


async def empty(evening: CampaignEvening, promoter: int) -> None:
    await evening.voice(seen_at=at(21, 0))


async def all_there(evening: CampaignEvening, promoter: int) -> None:
    await evening.voice(promoter, seen_at=at(21, 0))


async def withdrawn(evening: CampaignEvening, promoter: int) -> None:
    await evening.voice(seen_at=at(21, 0))
    await evening.answer(promoter, None)


async def goes_stale(evening: CampaignEvening, promoter: int) -> None:
    """Voice can be read when the check looks, and no more when its messages leave."""
    await evening.voice(seen_at=at(21, 0))
    await evening.run_jobs(at(21, 0, 30))
    await evening.voice(seen_at=at(20, 50))


UNKNOWN = dispatch.VOICE_UNKNOWN


@pytest.mark.parametrize(
    ("prepare", "channel", "job_status", "last_error"),
    [
        (absent, None, "skipped", UNKNOWN),
        (stale, None, "skipped", UNKNOWN),
        (malformed, None, "skipped", UNKNOWN),
        (absent, FOLLOWUP_CHANNEL, "sent", UNKNOWN),
        (stale, FOLLOWUP_CHANNEL, "sent", UNKNOWN),
        (malformed, FOLLOWUP_CHANNEL, "sent", UNKNOWN),
        (goes_stale, None, "sent", UNKNOWN),
        (empty, None, "sent", None),
        (all_there, None, "sent", None),
        (withdrawn, None, "sent", None),
        (withdrawn, FOLLOWUP_CHANNEL, "sent", None),
    ],
)
@pytest.mark.parametrize("dry_run", [False, True])
async def test_a_voice_check_that_ran_makes_the_campaign_followup_sent(
    sql: Any,
    database: Database,
    prepare: Prepare,
    channel: int | None,
    job_status: str,
    last_error: str | None,
    dry_run: bool,
) -> None:
    evening = CampaignEvening(sql, database, followup_channel=channel)
    (promoter,) = await evening.add_people(1)
    await evening.promote(promoter, dry_run=dry_run)
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    assert (await evening.campaign(promoter)).status == "sent"
    evening.now = at(21, 0, 10)
    await prepare(evening, promoter)
    await evening.tick(at(21, 0, 30))
    shown = await evening.campaign(promoter)
    if dry_run and last_error == UNKNOWN and prepare is not goes_stale:
        job_status = "skipped"  # a dry run has no summary
    assert shown.status == "followup_sent"
    assert (shown.jobs[2].status, shown.jobs[2].last_error) == (job_status, last_error)


async def test_voice_that_nobody_reads_where_discord_is_not_delivered_on(
    sql: Any, database: Database
) -> None:
    """Discord without a token: no voice, no summary, and the check ends all the same."""
    evening = CampaignEvening(sql, database, [MemoryChannel("telegram", idempotent=False)])
    (promoter,) = await evening.add_people(1)
    await evening.promote(promoter)
    # Somebody else's bot told them, with a token.
    await sql.execute(
        """
        INSERT INTO notifications_ledger
               (user_id, event_key, channel_type, payload, state, not_before, useful_until, sent_at,
                created_at, updated_at)
        VALUES ($1, 'PROMOTE:T0:2026-11-20', 'discord', '{"kind": "promotion_start"}', 'sent', $2,
                $2, $2, $2, $2)
        """,
        promoter,
        at(21, 0),
    )
    await evening.tick(at(21, 0))
    await evening.tick(at(21, 0, 30))
    shown = await evening.campaign(promoter)
    assert (shown.status, shown.jobs[2].last_error) == ("followup_sent", UNKNOWN)


async def test_a_voice_check_that_is_too_late_is_over_and_says_so(
    sql: Any, database: Database
) -> None:
    evening = CampaignEvening(sql, database)
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    await evening.tick(at(21, 30))
    shown = await evening.campaign(promoter)
    assert (shown.status, shown.jobs[2].status) == ("followup_sent", "skipped")
    assert shown.jobs[2].last_error == dispatch.TOO_LATE
    assert (await evening.logs(other))[-1] == ("voice_check_2100", "skipped", "expired")


async def test_a_voice_check_whose_attempts_are_spent_leaves_the_campaign_partial(
    sql: Any, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = CampaignEvening(sql, database)
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter, max_attempts=2)
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))

    async def broken(*_: Any) -> None:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(job_store, "list_asked", broken)
    for minute in (1, 2):
        await evening.tick(at(21, minute))
    shown = await evening.campaign(promoter)
    assert (shown.status, shown.jobs[2].status) == ("partial", "failed")
    assert shown.jobs[2].last_error == dispatch.OUR_FAULT
    assert (await evening.logs(other))[-1] == ("voice_check_2100", "failed", None)


@pytest.mark.parametrize("crowd", [0, 2 * MOST_PEOPLE])
@pytest.mark.parametrize("form", ["{}", "00{}"])
async def test_whom_the_page_would_show_in_voice_is_not_missing(
    sql: Any, database: Database, form: str, crowd: int
) -> None:
    """Also behind more people than the page shows."""
    evening = CampaignEvening(sql, database)
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    strangers = [{"id": 7_000_000 + number} for number in range(crowd)]
    await write_voice(evening, {"members": [*strangers, {"id": form.format(5000 + other)}]})
    await evening.tick(at(21, 0, 30))
    shown = await evening.campaign(promoter)
    assert (shown.voice_expected, shown.voice_present) == (2, 1)
    assert await evening.logs(other) == [
        ("send_reminder_2045", "sent", None),
        ("send_start_2100", "sent", None),
    ]


# --- the summary's row ----------------------------------------------------------------------------


async def summaries(sql: Any) -> list[tuple[Any, ...]]:
    """(user id, job type, channel, status, reason) of the send-log rows of summaries."""
    rows = await sql.fetch(
        """
        SELECT g.user_id, j.job_type, g.channel_type, g.status, g.reason
          FROM availability_promotion_send_logs g
          JOIN availability_promotion_jobs j ON j.id = g.job_id
         WHERE g.discord_channel_id = $1
        """,
        FOLLOWUP_CHANNEL,
    )
    return [tuple(row) for row in rows]


async def until_the_summary(evening: CampaignEvening) -> tuple[int, int]:
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    await evening.voice(promoter, seen_at=at(21, 0))
    return promoter, other


async def test_the_summary_has_its_row_under_the_initiator_and_counts_for_nobody(
    sql: Any, database: Database
) -> None:
    evening = CampaignEvening(sql, database)
    promoter, other = await until_the_summary(evening)
    await evening.tick(at(21, 0, 30))
    assert len(evening.announced()) == 1
    assert await summaries(sql) == [(promoter, "voice_check_2100", "discord", "sent", None)]
    counts = (await evening.campaign(promoter)).jobs[2].counts
    assert (counts.delivered, counts.people) == (1, 1)  # whom it told: the one who is missing
    assert (await evening.logs(other))[-1] == ("voice_check_2100", "sent", None)


async def test_a_summary_without_voice_has_its_row_too(sql: Any, database: Database) -> None:
    evening = CampaignEvening(sql, database)
    promoter, _ = await until_the_summary(evening)
    await evening.voice(seen_at=at(20, 50))
    await evening.tick(at(21, 0, 30))
    assert await summaries(sql) == [(promoter, "voice_check_2100", "discord", "sent", None)]
    assert (await evening.campaign(promoter)).jobs[2].counts.skipped == {"voice_unknown": 2}


async def test_a_summary_that_is_refused_expires_or_is_cancelled_has_its_row(
    sql: Any, database: Database
) -> None:
    evening = CampaignEvening(sql, database)

    def refuse_the_channel(message: OutgoingMessage) -> None:
        if message.address == f"channel:{FOLLOWUP_CHANNEL}":
            raise TransportError(RefusalCode.FORBIDDEN, permanent=True)

    evening.discord.behave = refuse_the_channel
    promoter, _ = await until_the_summary(evening)
    await evening.tick(at(21, 0, 30))
    assert await summaries(sql) == [(promoter, "voice_check_2100", "discord", "failed", None)]
    assert (await evening.campaign(promoter)).status == "followup_sent"


@pytest.mark.parametrize("cancelled", [False, True])
async def test_a_summary_that_never_left_has_its_row(
    sql: Any, database: Database, cancelled: bool
) -> None:
    evening = CampaignEvening(sql, database)
    promoter, _ = await until_the_summary(evening)
    await evening.run_jobs(at(21, 0, 30))
    if cancelled:
        campaign = await evening.campaign(promoter)
        await evening.cancel(campaign.id, promoter)
    await evening.tick(at(21, 10))
    reason = "cancelled" if cancelled else "expired"
    expected = (promoter, "voice_check_2100", "discord", "skipped", reason)
    assert await summaries(sql) == [expected]


# --- whoever gets no follow-up --------------------------------------------------------------------


async def test_who_never_heard_has_a_row_of_the_voice_check_that_says_why(
    sql: Any, database: Database
) -> None:
    evening = CampaignEvening(sql, database)
    promoter, quiet, opted_out, refused, withdrew, unlinked = await evening.add_people(6)
    await evening.promote(promoter)
    await sql.execute(
        """
        UPDATE subscription_preferences
           SET quiet_hours_start = '20:00', quiet_hours_end = '08:00' WHERE user_id = $1
        """,
        quiet,
    )
    await sql.execute(
        "UPDATE subscription_preferences SET allow_promotions = false WHERE user_id = $1", opted_out
    )
    await evening.answer(withdrew, "NOT_PLAYING")
    await sql.execute("DELETE FROM user_player_links WHERE user_id = $1", unlinked)

    def refuse_one(message: OutgoingMessage) -> None:
        if message.address == f"user:{5000 + refused}":
            raise TransportError(RefusalCode.DMS_CLOSED, permanent=True)

    evening.discord.behave = refuse_one
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    # Being in voice changes nothing for them: nobody looks for who never heard.
    await evening.voice(promoter, opted_out, seen_at=at(21, 0))
    await evening.tick(at(21, 0, 30))
    for person, reason in (
        (quiet, "quiet_hours"),
        (opted_out, "opted_out"),
        (refused, "no_channel"),
        (withdrew, "withdrew"),
        (unlinked, "unlinked"),
    ):
        assert evening.heard(person) == []
        assert (await evening.logs(person))[-1] == ("voice_check_2100", "skipped", reason)
    shown = await evening.campaign(promoter)
    assert (shown.status, shown.voice_expected) == ("followup_sent", 1)


async def test_quiet_hours_that_end_before_the_start_cost_no_follow_up(
    sql: Any, database: Database
) -> None:
    evening = CampaignEvening(sql, database)
    promoter, quiet = await evening.add_people(2)
    await evening.promote(promoter)
    await sql.execute(
        """
        UPDATE subscription_preferences
           SET quiet_hours_start = '20:00', quiet_hours_end = '20:50' WHERE user_id = $1
        """,
        quiet,
    )
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    await evening.voice(promoter, seen_at=at(21, 0))
    await evening.tick(at(21, 0, 30))
    assert [status for _, status, _ in await evening.logs(quiet)] == ["skipped", "sent", "sent"]
