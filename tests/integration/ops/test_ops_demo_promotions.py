"""The demo's community can promote: wishes, three weeks of campaigns, and somebody in voice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import asyncpg
import pytest

from muster.channels.rules import parse_address
from muster.crypto import ContactCipher, generate_contact_key
from muster.evenings.service import evenings_of
from muster.live_status import service as live_status
from muster.promotions import service as promotions
from muster.promotions.preview_rules import Candidate
from muster.promotions.rules import Campaign, PastCampaign
from ops.demo.community import answers_for, members
from ops.demo.data import fill
from ops.demo.evenings import evenings
from ops.demo.plan import demo_settings
from ops.demo.voice import keep_voice, show_voice
from tests.support.running.websites import becomes

ZONE = demo_settings(8000).zone
NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
TODAY = date(2026, 11, 20)
CIPHER = ContactCipher([generate_contact_key()])
EVENINGS = evenings_of(demo_settings(8000))


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def entries(connection: Any) -> list[tuple[Any, ...]]:
    rows = await connection.fetch("SELECT * FROM availability_entries ORDER BY arrival_number")
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("offset", range(0, 365, 13))
def test_on_any_evening_somebody_may_be_asked(offset: int) -> None:
    wishes = {member.guid: member.wishes for member in members()}
    assert len([each for each in wishes.values() if each]) == 17
    now = NOW + timedelta(days=offset)
    today = now.astimezone(ZONE).date()
    answers = answers_for([today], today, now, ZONE, members())
    asked = Counter(each.status for each in answers if wishes[each.guid])
    assert asked["LOOKING"] >= 2
    assert asked["LOOKING"] + asked["AVAILABLE"] + asked["MAYBE"] >= 5


def test_addresses_belong_to_nobody() -> None:
    wishes = [member.wishes for member in members() if member.wishes]
    numbers = [each.signal for each in wishes if each.signal]
    assert len(set(numbers)) == len(numbers) == 4
    # Kept for fiction by the numbering plan.
    assert all(number.startswith("+120255501") and len(number) == 12 for number in numbers)
    chats = [each.telegram for each in wishes if each.telegram]
    assert len(set(chats)) == len(chats) == 5
    assert all((found := parse_address("telegram", chat)) and found.deliverable for chat in chats)
    typed = [each.typed_telegram for each in wishes if each.typed_telegram]
    assert [(found := parse_address("telegram", name)) and found.deliverable for name in typed] == [
        False
    ]
    assert [each.timezone for each in wishes if each.timezone] == ["Asia/Tbilisi"]


@pytest.mark.parametrize("offset", range(0, 365, 13))
def test_the_last_weeks_had_campaigns_of_every_kind(offset: int) -> None:
    today = TODAY + timedelta(days=offset)
    found = evenings(today, ZONE, members())
    assert found == evenings(today, ZONE, members())
    assert 6 <= len(found) <= 8
    assert len({evening.promoter_guid for evening in found}) == 2
    assert {evening.status for evening in found} == {"followup_sent", "partial", "cancelled"}
    assert len([evening for evening in found if evening.dry_run]) == 1
    assert all(evening.updated_at < datetime.combine(today, time(0), ZONE) for evening in found)
    answers = [each for evening in found for each in evening.answers]
    assert any(each.status == "LOOKING" for each in answers)


async def members_channels(connection: Any) -> dict[str, int]:
    rows = await connection.fetch(
        "SELECT channel_type, count(*) FROM channel_reach WHERE verified AND reachable GROUP BY 1"
    )
    return dict(rows)


async def candidates(connection: Any) -> list[Candidate]:
    found = await promotions.preview(
        connection, 0, EVENINGS.on(TODAY), NOW, include_available=True, include_maybe=True
    )
    return list(found.candidates)


async def history(connection: Any) -> list[tuple[PastCampaign, Campaign]]:
    """Each campaign as the history and as its own panel show it, newest first."""
    found: list[tuple[PastCampaign, Campaign]] = []
    for past in await promotions.list_campaigns(connection, 100, None):
        promoter = await connection.fetchval(
            "SELECT promoter_user_id FROM availability_promotion_campaigns WHERE id = $1", past.id
        )
        campaign = await promotions.read_campaign(connection, past.campaign_date, promoter)
        assert campaign is not None
        assert campaign.id == past.id
        found.append((past, campaign))
    return found


async def test_a_promoter_finds_people_to_ask_on_every_channel(
    database_url: str, connection: Any
) -> None:
    await fill(database_url, ZONE, CIPHER, NOW)
    assert await members_channels(connection) == {
        "discord": 22,
        "telegram": 5,
        "signal": 4,
    }
    asked = await candidates(connection)
    agreed = {member.display_name: member.wishes for member in members() if member.wishes}
    assert {each.display_name: each.channel_type for each in asked} == {
        each.display_name: wishes.channel
        for each in asked
        if (wishes := agreed.get(each.display_name))
    }
    assert {each.status for each in asked} == {"LOOKING", "AVAILABLE", "MAYBE"}
    assert {each.channel_type for each in asked} == {"discord", "telegram", "signal"}
    stored = await connection.fetch("SELECT address_encrypted FROM availability_channel_links")
    addresses = {CIPHER.decrypt(row[0]) for row in stored}
    assert len(addresses) == 10
    assert "+12025550101" in addresses


async def test_the_history_adds_up(database_url: str, connection: Any) -> None:
    await fill(database_url, ZONE, CIPHER, NOW)
    found = await history(connection)
    told = evenings(TODAY, ZONE, members())
    assert [past.campaign_date for past, _ in found] == [each.day for each in reversed(told)]
    assert {past.promoter_name for past, _ in found} == {"Marlow", "Odessa"}
    for past, campaign in found:
        over = past.status == "cancelled"
        assert past.recipient_count == sum(campaign.channels_summary.values())
        assert [job.job_type for job in campaign.jobs] == [
            "send_reminder_2045",
            "send_start_2100",
            "voice_check_2100",
        ]
        reminder, start, _ = (job.counts for job in campaign.jobs)
        assert reminder.people == start.people == (0 if over else past.recipient_count)
        assert (past.counts, past.over) == (campaign.counts, campaign.over)
        assert past.counts.people == start.people
        assert past.counts.delivered >= max(reminder.delivered, start.delivered)
        assert (past.voice_expected is None) == (past.status in ("cancelled", "partial"))
        assert start.pending == 0
    assert any(past.looking_afterwards for past, _ in found)
    assert any(past.voice_present for past, _ in found)
    [partial] = [campaign for past, campaign in found if past.status == "partial"]
    assert (partial.jobs[1].counts.failed, partial.jobs[1].counts.unknown) == (1, 1)
    # What was sent has a row in both: nobody is asked again by whoever runs the demo.
    unequal = await connection.fetchval(
        """
        SELECT count(*)
          FROM availability_promotion_send_logs g
          FULL JOIN notifications_ledger l ON l.id = g.ledger_id
         WHERE (l.promotion_job_id, l.user_id, l.channel_type, l.reason)
               IS DISTINCT FROM (g.job_id, g.user_id, g.channel_type, g.reason)
        """
    )
    assert unequal == 0


async def test_a_second_start_adds_no_wish_and_no_campaign(
    database_url: str, connection: Any
) -> None:
    tables = (
        "subscription_preferences",
        "availability_subscriptions",
        "availability_channel_links",
        "availability_promotion_campaigns",
        "availability_promotion_jobs",
        "availability_promotion_send_logs",
        "notifications_ledger",
    )

    async def rows() -> list[list[tuple[Any, ...]]]:
        return [
            sorted(map(tuple, await connection.fetch(f"SELECT * FROM {table}")), key=str)
            for table in tables
        ]

    await fill(database_url, ZONE, CIPHER, NOW)
    await connection.execute("DELETE FROM subscription_preferences WHERE user_id = 1")
    before = await rows()
    await fill(database_url, ZONE, CIPHER, NOW + timedelta(days=1))
    assert await rows() == before


async def test_a_demo_of_an_older_muster_gets_both_and_keeps_what_was_chosen(
    database_url: str, connection: Any
) -> None:
    await fill(database_url, ZONE, CIPHER, NOW)
    await connection.execute(
        "TRUNCATE availability_promotion_campaigns, subscription_preferences,"
        " availability_channel_links, notifications_ledger CASCADE"
    )
    # Somebody had chosen, somebody had unlinked.
    await connection.execute(
        "INSERT INTO subscription_preferences (user_id, created_at, updated_at) VALUES (1, $1, $1)",
        NOW,
    )
    await connection.execute("DELETE FROM user_player_links WHERE user_id = 2")
    answers = await entries(connection)
    await fill(database_url, ZONE, CIPHER, NOW)
    assert len(await history(connection)) == 8
    agreed = await connection.fetch(
        "SELECT user_id FROM subscription_preferences WHERE allow_promotions"
    )
    assert len(agreed) == 15
    assert {1, 2}.isdisjoint(row[0] for row in agreed)
    assert await entries(connection) == answers


async def test_voice_and_server_show_people_of_tonight_and_no_persona(
    database_url: str, connection: Any
) -> None:
    await fill(database_url, ZONE, CIPHER, NOW)
    await show_voice(connection, ZONE, NOW)
    voice = await live_status.read_status(connection, "voice_channel")
    server = await live_status.read_status(connection, "game_server")
    assert voice is not None
    assert server is not None
    accounts = [int(each["id"]) for each in voice.data["members"]]
    statuses = await connection.fetch(
        "SELECT e.status FROM availability_entries e JOIN discord_accounts d USING (user_id)"
        " WHERE e.entry_date = $1 AND d.discord_user_id = ANY($2)",
        TODAY,
        accounts,
    )
    assert sorted(row[0] for row in statuses) == ["AVAILABLE", "LOOKING", "LOOKING"]
    assert len(server.data["players"]) == 4
    # The players' names as they are on a server, which Discord's are not.
    written = {member.name for member in members()}
    assert {each["name"] for each in server.data["players"]} <= written

    # A persona that answers, and a minute that passes, change nothing.
    marlow = await connection.fetchval(
        "SELECT user_id FROM discord_accounts WHERE username = 'marlow'"
    )
    await connection.execute(
        "INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at,"
        " arrival_number) VALUES ($1, $2, 'LOOKING', $3, $3, 0)",
        marlow,
        TODAY,
        NOW,
    )
    later = NOW + timedelta(minutes=1)
    await show_voice(connection, ZONE, later)
    again = await live_status.read_status(connection, "voice_channel")
    assert again is not None
    assert (again.data, again.updated_at) == (voice.data, later)


async def test_voice_is_kept_fresh_until_it_is_told_to_end(
    database_url: str, connection: Any
) -> None:
    task = asyncio.create_task(keep_voice(database_url, ZONE))
    rows = "SELECT count(*) FROM live_status"
    await becomes(lambda: connection.fetchval(rows), 2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    others = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE application_name = 'muster demo voice' AND datname = current_database()"
    )
    await becomes(lambda: connection.fetchval(others), 0)
