"""Whom a campaign asks, what is stored of it, and who wins a race, on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Literal

import pytest

from muster.database import Connection, Database
from muster.errors import CampaignExists, DayHasCampaign, NobodyToAsk
from muster.promotions import service
from muster.promotions.service import Created
from tests.support.running.locks import waiting
from tests.support.running.roles import database_of_either_role
from tests.support.scenes.campaigns import DAY, EVENINGS, at
from tests.support.scenes.ledger import add_people
from tests.support.scenes.promoting import add_address, add_candidate, refuse, stored

website = database_of_either_role
NOW, EVENING = at(20, 15), EVENINGS.on(DAY)
STATEMENTS = 3


@pytest.fixture(name="promoters")
async def two_promoters(sql: Any) -> list[int]:
    return await add_people(sql, 2, NOW)


async def promote(connection: Connection, promoter: int, **choices: Any) -> Created:
    chosen = {
        "include_available": False,
        "include_maybe": False,
        "dry_run": False,
        "one_a_day": False,
        "max_attempts": 5,
    } | choices
    return await service.create_campaign(connection, promoter, EVENING, NOW, **chosen)


async def promote_alone(database: Database, promoter: int, **choices: Any) -> Created:
    async with database.connection() as connection:
        return await promote(connection, promoter, **choices)


NOBODY = 0
"""A promoter without a campaign of their own or anybody else's."""


async def preview(
    database: Database, *, include_available: bool = True, include_maybe: bool = True
) -> service.Preview:
    async with database.connection() as connection:
        return await service.preview(
            connection,
            NOBODY,
            EVENING,
            NOW,
            include_available=include_available,
            include_maybe=include_maybe,
        )


async def chosen(database: Database) -> dict[str, str]:
    found = await preview(database)
    return {each.display_name: each.channel_type for each in found.candidates}


@contextmanager
def statements(connection: Any) -> Generator[list[str], None, None]:
    """Everything that is sent to the server while the block runs."""
    sent: list[str] = []

    def note(record: Any) -> None:
        sent.append(record.query)

    connection.add_query_logger(note)
    try:
        yield sent
    finally:
        connection.remove_query_logger(note)


# --- which way leads to whom ----------------------------------------------------------------------


async def test_ways_that_lead_nowhere_are_passed_over(sql: Any, website: Database) -> None:
    expected: dict[str, str] = {}

    async def person(name: str, preferred: str, expect: str | None, **ways: Any) -> int:
        user_id = await add_candidate(sql, len(expected) + 1, name, preferred=preferred)
        for channel, known in ways.items():
            await add_address(sql, user_id, channel, known)
        expected[name] = expect or ""
        return user_id

    await person("typed number", "signal", "signal", signal="typed")
    await person("typed chat", "telegram", "telegram", telegram="typed")
    await person("typed @name", "telegram", "discord", telegram="undeliverable")
    await person("@name and number", "telegram", "signal", telegram="undeliverable", signal="typed")
    both = await person("@name and a chat", "any", "telegram", telegram="undeliverable")
    await sql.execute("DELETE FROM availability_channel_links WHERE user_id = $1", both)
    await add_address(sql, both, "telegram", "verified")
    refused = await person("blocked the bot", "any", "signal", telegram="verified", signal="typed")
    await refuse(sql, refused, "telegram")
    closed = await person("closed DMs", "discord", "telegram", telegram="typed")
    await refuse(sql, closed, "discord")
    off = await person("switched off", "telegram", "telegram", telegram="verified")
    await sql.execute(
        "INSERT INTO availability_subscriptions"
        " (user_id, channel_type, enabled, created_at, updated_at)"
        " VALUES ($1, 'telegram', false, $2, $2)",
        off,
        NOW,
    )
    stopped = await person("said stop", "signal", "discord")
    address = await add_address(sql, stopped, "signal", "typed")
    await sql.execute(
        "INSERT INTO availability_stopped_addresses (channel_type, address_hash, stopped_at)"
        " VALUES ('signal', $1, $2)",
        address,
        NOW,
    )
    nowhere = await person("nowhere", "any", None)
    await refuse(sql, nowhere, "discord")
    unlinked = await person("left Discord", "any", None)
    await sql.execute(
        "UPDATE discord_accounts SET unlinked_at = $1 WHERE user_id = $2", NOW, unlinked
    )
    assert await chosen(website) == {name: way for name, way in expected.items() if way}


@pytest.mark.parametrize(
    ("age", "channels", "expected"),
    [
        (timedelta(minutes=1), '["discord", "signal"]', {"Ana": "signal", "Bo": "discord"}),
        (timedelta(minutes=1), '["telegram"]', {"Ana": "telegram"}),
        (timedelta(minutes=1), "[]", {}),
        (timedelta(minutes=1), '"?"', {"Ana": "telegram", "Bo": "discord"}),
        (timedelta(hours=4), '["discord", "signal"]', {"Ana": "signal", "Bo": "discord"}),
    ],
)
async def test_only_channels_that_the_bot_delivers_on_count(
    sql: Any, database: Database, age: timedelta, channels: str, expected: dict[str, str]
) -> None:
    ana = await add_candidate(sql, 1, "Ana", preferred="telegram")
    await add_address(sql, ana, "telegram")
    await add_address(sql, ana, "signal")
    await refuse(sql, ana, "discord")
    await add_candidate(sql, 2, "Bo")
    await sql.execute(
        "INSERT INTO live_status VALUES ('bot', $1::jsonb, $2)",
        f'{{"channels": {channels}}}',
        NOW - age,
    )
    assert await chosen(database) == expected


# --- what is stored -------------------------------------------------------------------------------


async def test_the_snapshot_is_what_the_preview_showed(
    sql: Any, website: Database, promoters: list[int]
) -> None:
    ana = await add_candidate(sql, 1, "Ana", "MAYBE", preferred="signal")
    await add_address(sql, ana, "signal", "typed")
    await add_candidate(sql, 2, "Bo", "LOOKING")
    await add_candidate(sql, 3, "Cas", "AVAILABLE")
    found = await preview(website, include_available=False)
    created = await promote_alone(website, promoters[0], include_maybe=True, max_attempts=7)
    assert created.recipient_count == len(found.candidates) == 2
    assert created.channels_summary == found.channels_summary
    assert created.schedule == found.schedule
    rows = await sql.fetch(
        "SELECT campaign_id, user_id, status, selected_channel"
        " FROM availability_promotion_recipients"
    )
    assert {tuple(row) for row in rows} == {
        (created.campaign_id, each.user_id, each.status, each.channel_type)
        for each in found.candidates
    }
    jobs = await sql.fetch(
        "SELECT job_type, run_at, useful_until, status, attempts, max_attempts"
        " FROM availability_promotion_jobs ORDER BY run_at"
    )
    assert [tuple(row) for row in jobs] == [
        ("send_reminder_2045", at(20, 45), at(21, 0), "pending", 0, 7),
        ("send_start_2100", at(21, 0), at(21, 30), "pending", 0, 7),
        ("voice_check_2100", at(21, 0, 30), at(21, 30), "pending", 0, 7),
    ]
    campaign = await sql.fetchrow("SELECT * FROM availability_promotion_campaigns")
    assert (campaign["campaign_date"], campaign["promoter_user_id"]) == (DAY, promoters[0])
    assert (campaign["target_timezone"], campaign["status"]) == ("Europe/Ljubljana", "scheduled")
    assert (campaign["include_available"], campaign["include_maybe"]) == (False, True)
    assert (campaign["created_at"], campaign["updated_at"]) == (NOW, NOW)


async def test_nobody_to_ask_leaves_nothing_behind(
    sql: Any, website: Database, promoters: list[int]
) -> None:
    await add_candidate(sql, 1, "Nat", "NOT_PLAYING")
    with pytest.raises(NobodyToAsk):
        await promote_alone(website, promoters[0], include_available=True, include_maybe=True)
    assert await stored(sql) == (0, 0, 0)


async def test_two_thousand_candidates_take_three_statements(
    sql: Any, website: Database, promoters: list[int]
) -> None:
    people = await add_people(sql, 2000, NOW)
    await sql.execute(
        """
        INSERT INTO subscription_preferences (user_id, allow_promotions, created_at, updated_at)
        SELECT id, true, $2, $2 FROM unnest($1::bigint[]) AS id
        """,
        people,
        NOW,
    )
    await sql.execute(
        """
        INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
        SELECT id, $3, 'LOOKING', $2, $2 FROM unnest($1::bigint[]) AS id
        """,
        people,
        NOW,
        DAY,
    )
    async with website.connection() as connection:
        with statements(connection) as sent:
            found = await service.preview(
                connection, NOBODY, EVENING, NOW, include_available=True, include_maybe=True
            )
        assert len(found.candidates) == 2000
        assert 0 < len(sent) <= STATEMENTS, sent
        with statements(connection) as sent:
            created = await promote(connection, promoters[0], one_a_day=True)
        assert created.recipient_count == 2000
        assert 0 < len(sent) <= STATEMENTS, sent
    assert await stored(sql) == (1, 3, 2000)


# --- races ----------------------------------------------------------------------------------------


Same = Literal["one promoter", "one day"]


@pytest.mark.parametrize("same", ["one promoter", "one day"])
@pytest.mark.parametrize("first_commits", [True, False])
async def test_the_second_of_two_waits_for_the_first(
    sql: Any, website: Database, promoters: list[int], same: Same, first_commits: bool
) -> None:
    await add_candidate(sql, 1, "Ana")
    first, other = promoters
    second, expected = (
        (first, CampaignExists) if same == "one promoter" else (other, DayHasCampaign)
    )
    one_a_day = same == "one day"
    async with website.connection() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await promote(connection, first, one_a_day=one_a_day)
        late = asyncio.create_task(promote_alone(website, second, one_a_day=one_a_day))
        await somebody_waits(sql)
        assert not late.done()
        if first_commits:
            await transaction.commit()
            with pytest.raises(expected):
                await late
        else:
            await transaction.rollback()
            await late
    assert await stored(sql) == (1, 3, 1)


async def somebody_waits(sql: Any) -> None:
    """Until a statement of the website waits for a lock that another holds."""
    while not await waiting(sql):
        await sql.execute("SELECT pg_sleep(0.005)")


async def test_promoters_do_not_keep_each_other_waiting_without_the_cooldown(
    sql: Any, website: Database, promoters: list[int]
) -> None:
    await add_candidate(sql, 1, "Ana")
    async with website.transaction() as connection:
        await promote(connection, promoters[0])
        await promote_alone(website, promoters[1])
    assert await stored(sql) == (2, 6, 2)


async def test_one_s_own_campaign_is_named_as_such_under_the_cooldown_too(
    sql: Any, website: Database, promoters: list[int]
) -> None:
    await add_candidate(sql, 1, "Ana")
    await promote_alone(website, promoters[0], one_a_day=True)
    with pytest.raises(CampaignExists):
        await promote_alone(website, promoters[0], one_a_day=True)
    with pytest.raises(DayHasCampaign):
        await promote_alone(website, promoters[1], one_a_day=True)


async def test_a_campaign_from_before_the_cooldown_counts(
    sql: Any, website: Database, promoters: list[int]
) -> None:
    await add_candidate(sql, 1, "Ana")
    await promote_alone(website, promoters[0])
    with pytest.raises(DayHasCampaign):
        await promote_alone(website, promoters[1], one_a_day=True)
