"""Where a bot process posts the voice check's summary."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from muster.clock import local_date, utc_now
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.running.bot import add_reachable_people, running_bot, zone_where_it_is_noon
from tests.support.running.websites import becomes

ANNOUNCEMENTS, FOLLOW_UPS = "77", "78"


@pytest.fixture(autouse=True)
def clock() -> None:
    """The processes have the true time, so these tests keep it too."""


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as chats:
        chats.discord.channels |= {ANNOUNCEMENTS, FOLLOW_UPS}
        yield chats


@pytest.fixture
async def sql(database_url: str) -> AsyncGenerator[Any, None]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def add_campaign_before_its_voice_check(sql: Any, user_id: int) -> None:
    """Everything else of it is over; nobody knows who is in voice."""
    now = utc_now()
    await sql.execute(
        """
        WITH campaign AS (
            INSERT INTO availability_promotion_campaigns
                   (campaign_date, promoter_user_id, target_timezone, target_reminder_time,
                    target_start_time, status, recipient_count, created_at, updated_at)
            VALUES ($1, $2, $3, '20:45', '21:00', 'sent', 1, $4, $4)
            RETURNING id
        ), recipient AS (
            INSERT INTO availability_promotion_recipients
                   (campaign_id, user_id, status, selected_channel)
            SELECT id, $2, 'LOOKING', 'discord' FROM campaign
        )
        INSERT INTO availability_promotion_jobs
               (campaign_id, job_type, run_at, useful_until, status, expanded_at, created_at,
                updated_at)
        SELECT id, job_type, $4, $5, status, CASE WHEN status = 'sent' THEN $4::timestamptz END,
               $4, $4
          FROM campaign
         CROSS JOIN (VALUES ('send_reminder_2045', 'sent'), ('send_start_2100', 'sent'),
                            ('voice_check_2100', 'pending')) AS j (job_type, status)
        """,
        local_date(now, zone_where_it_is_noon(now)),
        user_id,
        zone_where_it_is_noon(now).key,
        now,
        now + timedelta(minutes=30),
    )


@pytest.mark.parametrize(
    ("settings", "channel"),
    [
        ({"DISCORD_ANNOUNCE_CHANNEL_ID": ANNOUNCEMENTS}, ANNOUNCEMENTS),
        (
            {
                "DISCORD_ANNOUNCE_CHANNEL_ID": ANNOUNCEMENTS,
                "AVAILABILITY_PROMOTION_FOLLOWUP_CHANNEL_ID": FOLLOW_UPS,
            },
            FOLLOW_UPS,
        ),
    ],
)
async def test_the_summary_goes_to_the_follow_up_channel_or_to_that_for_announcements(
    sql: Any,
    database_url: str,
    chats: FakeChats,
    tmp_path: Path,
    settings: dict[str, str],
    channel: str,
) -> None:
    (person,) = await add_reachable_people(sql, chats, 1)
    await add_campaign_before_its_voice_check(sql, person.user_id)
    zone = zone_where_it_is_noon(utc_now()).key

    async def campaign() -> tuple[Any, ...]:
        row = await sql.fetchrow(
            """
            SELECT c.status, g.user_id, g.status, g.discord_channel_id::text
              FROM availability_promotion_campaigns c
              LEFT JOIN availability_promotion_send_logs g
                     ON g.campaign_id = c.id AND g.discord_channel_id IS NOT NULL
            """
        )
        return tuple(row)

    async with running_bot(
        database_url, chats, tmp_path, AVAILABILITY_PROMOTION_TIMEZONE=zone, **settings
    ):
        await becomes(campaign, ("followup_sent", person.user_id, "sent", channel))
    summaries = [
        channel_id
        for channel_id, messages in chats.discord.messages.items()
        if any("voice could not be read" in each["content"] for each in messages)
    ]
    assert summaries == [channel]
