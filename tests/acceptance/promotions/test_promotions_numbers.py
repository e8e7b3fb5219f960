"""What is counted: whom a campaign would reach, and one number for one thing everywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from muster.database import Database
from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.campaigns import CampaignEvening
from tests.support.scenes.campaigns import at as campaign_at
from tests.support.scenes.community import EVENING, add_person
from tests.support.scenes.promoting import (
    CAMPAIGNS,
    Json,
    add_candidate,
    answer,
    cancel,
    create,
    preview,
    read,
    refuse,
)

REMINDER_AT, START_AT = "2026-11-20T19:45:00Z", "2026-11-20T20:00:00Z"
ALL = "?include_available=true&include_maybe=true"


async def let_hear(
    connection: Any, user_id: int, event: str, state: str = "sent", minute: int = 45
) -> None:
    """Somebody was told of `event` tonight, at a quarter to nine by default."""
    await connection.execute(
        """
        INSERT INTO notifications_ledger
               (user_id, event_key, channel_type, state, reason, not_before, useful_until, sent_at,
                created_at, updated_at)
        VALUES ($1, $2, 'discord', $3::text,
                CASE WHEN $3::text = 'skipped' THEN 'quiet_hours' END, $4, $4,
                CASE WHEN $3::text = 'sent' THEN $4::timestamptz END, $4, $4)
        """,
        user_id,
        f"PROMOTE:{event}:2026-11-20",
        state,
        EVENING.replace(hour=19, minute=minute),
    )


def answers(shown: Json, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(each[name] for name in names) for each in shown["answers"]]


# --- the preview ----------------------------------------------------------------------------------


async def test_the_preview_says_what_each_answer_would_bring_and_who_cannot_be_asked(
    website: RunningWebsite, callers: Callers
) -> None:
    sql = website.sql
    await add_candidate(sql, 1, "Lou")
    await answer(sql, await add_person(sql, 2, player="Lee"), "LOOKING")
    await add_candidate(sql, 3, "Ava", "AVAILABLE")
    await refuse(sql, await add_candidate(sql, 4, "Abe", "AVAILABLE"), "discord")
    await add_candidate(sql, 5, "Ann", "AVAILABLE", to=False)
    await add_candidate(sql, 6, "Moe", "MAYBE")
    await add_candidate(sql, 7, "Nat", "NOT_PLAYING")
    gone = await add_candidate(sql, 8, "Gone")
    await sql.execute("DELETE FROM user_player_links WHERE user_id = $1", gone)
    for query in ("", ALL):
        shown = await preview(callers.promoter, query)
        assert answers(shown, "status", "people", "reached", "not_agreed", "no_channel") == [
            ("LOOKING", 2, 1, 1, 0),
            ("AVAILABLE", 3, 1, 1, 1),
            ("MAYBE", 1, 1, 0, 0),
        ]
        assert shown["short_by"] == 4
    assert (shown["recipient_count"], shown["reached_count"]) == (3, 3)
    assert shown["told_at"] == [None] * 3
    for name in ("Lee", "Abe", "Ann", "Nat", "Gone"):
        assert name not in str(shown)


async def test_who_was_told_by_another_campaign_is_named_and_not_counted_again(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    sql = website.sql
    told, in_doubt, new = [
        await add_candidate(sql, number, name)
        for number, name in ((1, "Told"), (2, "Doubt"), (3, "New"))
    ]
    skipped = await add_candidate(sql, 4, "Skipped", "MAYBE")
    for user_id, state in ((told, "sent"), (in_doubt, "unknown")):
        await let_hear(sql, user_id, "T-15", state)
        await let_hear(sql, user_id, "T0", state, minute=59)
    for event in ("T-15", "T0"):
        await let_hear(sql, skipped, event, "skipped")
    await let_hear(sql, new, "FOLLOWUP")
    clock.move_to(EVENING.replace(hour=20, minute=10))
    shown = await preview(callers.promoter, ALL)
    assert shown["told_at"] == [REMINDER_AT, REMINDER_AT, None, None]
    assert (shown["recipient_count"], shown["reached_count"]) == (4, 2)
    assert answers(shown, "reached", "told", "told_at") == [
        (1, 2, REMINDER_AT),
        (0, 0, None),
        (1, 0, None),
    ]


async def test_who_will_be_told_by_a_campaign_that_stands_is_not_counted_either(
    website: RunningWebsite, callers: Callers
) -> None:
    for number, name in enumerate(("Ana", "Bo"), start=1):
        await add_candidate(website.sql, number, name)
    created = await create(callers.admin)
    await add_candidate(website.sql, 3, "Cas")
    shown = await preview(callers.promoter)
    assert (shown["told_at"], shown["reached_count"]) == ([REMINDER_AT, REMINDER_AT, None], 1)
    await cancel(callers.admin, created["campaign_id"])
    shown = await preview(callers.promoter)
    assert (shown["told_at"], shown["reached_count"]) == ([None] * 3, 3)


async def test_whom_a_cancelled_campaign_reminded_the_next_one_tells_of_the_start(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    ana = await add_candidate(website.sql, 1, "Ana")
    await let_hear(website.sql, ana, "T-15")
    clock.move_to(EVENING.replace(hour=19, minute=50))
    assert (await preview(callers.promoter))["reached_count"] == 1
    await let_hear(website.sql, ana, "T0", minute=49)
    assert (await preview(callers.promoter))["reached_count"] == 0


async def test_a_second_dry_run_would_tell_its_promoter_nothing(
    website: RunningWebsite, callers: Callers
) -> None:
    assert (await preview(callers.promoter))["you_told_at"] is None
    me = await website.user_id(callers.promoter)
    for event in ("T-15", "T0"):
        await let_hear(website.sql, me, event)
    assert (await preview(callers.promoter))["you_told_at"] == REMINDER_AT


# --- one number for one thing ---------------------------------------------------------------------


def numbers(campaign: Json | None) -> tuple[int, int, bool]:
    """Delivered, on their way, and whether it is over."""
    assert campaign is not None
    return campaign["counts"]["delivered"], campaign["counts"]["pending"], campaign["over"]


@pytest.fixture
def evening(website: RunningWebsite, database: Database) -> CampaignEvening:
    return CampaignEvening(website.sql, database)


async def test_history_and_campaign_count_alike_at_every_moment(
    website: RunningWebsite, callers: Callers, evening: CampaignEvening
) -> None:
    people = await evening.add_people(3)
    created = await create(callers.promoter)
    assert created["recipient_count"] == len(people)

    async def shown() -> tuple[int, int, bool]:
        campaign = await read(callers.promoter)
        (past,) = (await callers.promoter.get(CAMPAIGNS)).json()["campaigns"]
        assert campaign is not None
        assert past["counts"] == campaign["counts"]
        assert (past["over"], past["status"]) == (campaign["over"], campaign["status"])
        assert past["voice"] == campaign["voice"]
        return numbers(campaign)

    assert await shown() == (0, 0, False)
    await evening.run_jobs(campaign_at(20, 44, 59))  # the rows are written a little ahead
    assert await shown() == (0, 3, False)
    await evening.tick(campaign_at(20, 45))
    assert await shown() == (3, 0, False)  # not once the start has left
    await evening.answer(people[0], None)
    await evening.tick(campaign_at(21, 0))
    assert await shown() == (3, 0, False)
    await evening.voice(people[1], seen_at=campaign_at(21, 0))
    await evening.tick(campaign_at(21, 0, 30))
    assert await shown() == (3, 0, True)


async def test_a_campaign_that_told_nobody_brought_nobody(
    website: RunningWebsite,
    callers: Callers,
    evening: CampaignEvening,
    clock: time_machine.Traveller,
) -> None:
    await evening.add_people(2)
    cancelled = await create(callers.promoter)
    await cancel(callers.promoter, cancelled["campaign_id"])
    await create(callers.promoter)
    (late,) = await evening.add_people(1)

    async def brought() -> list[int]:
        past = (await callers.promoter.get(CAMPAIGNS)).json()["campaigns"]
        return [each["looking_afterwards"] for each in past]

    assert await brought() == [0, 0]
    await evening.tick(campaign_at(20, 45))
    clock.move_to(campaign_at(20, 45) + timedelta(minutes=1))
    await website.sql.execute(
        "UPDATE availability_entries SET updated_at = $2 WHERE user_id = $1",
        late,
        campaign_at(20, 46),
    )
    assert await brought() == [1, 0]
