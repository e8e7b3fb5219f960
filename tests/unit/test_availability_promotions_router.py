"""`/api/availability/promotions` as the promote document has it: preview, create, read."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import httpx2
import pytest
import time_machine

from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.campaigns import at
from tests.support.scenes.community import (
    EVENING,
    PLAYER,
    PROMOTER,
    TODAY,
    add_person,
    settings_for,
)
from tests.support.scenes.promoting import (
    CAMPAIGN,
    CAMPAIGNS,
    NO_COUNTS,
    NOBODY,
    OTHER_PROMOTER,
    PREVIEW,
    TIMES,
    TWO_PROMOTERS,
    add_address,
    add_candidate,
    agree,
    answer,
    cancel,
    code,
    create,
    instants,
    preview,
    read,
    refuse,
    stored,
)


@pytest.fixture(autouse=True)
def clock() -> Generator[time_machine.Traveller, None, None]:
    """It is half past eight in the community, and stays so until `clock.move_to(…)`."""
    with time_machine.travel(EVENING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def settings() -> dict[str, Any]:
    """What differs from the defaults."""
    return {}


@pytest.fixture
async def website(
    database_url: str, settings: dict[str, Any]
) -> AsyncGenerator[RunningWebsite, None]:
    values = settings_for(database_url, promoter_discord_ids=TWO_PROMOTERS, **settings)
    async with running_website(values) as running:
        yield running


@pytest.fixture
async def promoter(website: RunningWebsite) -> httpx2.AsyncClient:
    return await website.signed_in(PROMOTER, player="Marlow")


@pytest.fixture
async def other_promoter(website: RunningWebsite) -> httpx2.AsyncClient:
    return await website.signed_in(OTHER_PROMOTER, player="Quill")


# --- who may promote ------------------------------------------------------------------------------


async def test_one_must_be_signed_in_linked_and_a_promoter(website: RunningWebsite) -> None:
    await add_candidate(website.sql, 1, "Ana")
    for client, expected in (
        (await website.client(), (401, "not_signed_in")),
        (await website.signed_in(PROMOTER), (403, "not_linked")),
        (await website.signed_in(PLAYER, player="Shade"), (403, "not_promoter")),
    ):
        assert code(await client.get(PREVIEW)) == expected
        assert code(await client.post(CAMPAIGNS, json={})) == expected
    assert await stored(website.sql) == (0, 0, 0)


# --- whom a campaign asks -------------------------------------------------------------------------


async def test_those_looking_are_asked_and_the_others_where_the_promoter_says_so(
    website: RunningWebsite, promoter: httpx2.AsyncClient
) -> None:
    sql = website.sql
    await add_candidate(sql, 1, "Moe", "MAYBE")
    await add_candidate(sql, 2, "Ava", "AVAILABLE")
    await add_candidate(sql, 3, "Lou", "LOOKING")
    await add_candidate(sql, 4, "Nat", "NOT_PLAYING")
    await add_candidate(sql, 5, "Liv", "LOOKING")
    await agree(sql, await add_person(sql, 6, player="Silent"))
    tomorrow = await add_person(sql, 7, player="Tom")
    await agree(sql, tomorrow)
    await answer(sql, tomorrow, "LOOKING", TODAY + timedelta(days=1))
    for query, expected in (
        ("", ["Lou", "Liv"]),
        ("?include_available=true", ["Lou", "Liv", "Ava"]),
        ("?include_maybe=true", ["Lou", "Liv", "Moe"]),
        ("?include_available=true&include_maybe=true", ["Lou", "Liv", "Ava", "Moe"]),
        ("?include_available=false&include_maybe=false", ["Lou", "Liv"]),
    ):
        found = await preview(promoter, query)
        assert [each["display_name"] for each in found["recipients_preview"]] == expected
        assert found["recipient_count"] == len(expected)
        assert found["channels_summary"] == {
            "discord": len(expected),
            "telegram": 0,
            "signal": 0,
            "push": 0,
        }


async def test_only_who_agreed_and_is_linked_is_asked(
    website: RunningWebsite, promoter: httpx2.AsyncClient
) -> None:
    sql = website.sql
    await answer(sql, await add_person(sql, 1, player="Never said"), "LOOKING")
    await add_candidate(sql, 2, "Said no", to=False)
    unlinked = await add_candidate(sql, 3, "Left")
    await sql.execute("DELETE FROM user_player_links WHERE user_id = $1", unlinked)
    await add_candidate(sql, 4, "Said yes")
    found = await preview(promoter)
    assert [each["display_name"] for each in found["recipients_preview"]] == ["Said yes"]
    created = await create(promoter)
    assert created["recipient_count"] == 1


ORDERS = {
    "telegram": ("telegram", "signal", "discord"),
    "signal": ("signal", "telegram", "discord"),
    "discord": ("discord", "telegram", "signal"),
    "any": ("telegram", "signal", "discord"),
}


async def test_the_channel_is_the_first_of_the_preference_s_order_that_leads_there(
    website: RunningWebsite, promoter: httpx2.AsyncClient
) -> None:
    expected: dict[str, str] = {}
    for number, (preferred, has_discord, has_telegram, has_signal) in enumerate(
        product(ORDERS, (True, False), (True, False), (True, False)), start=1
    ):
        has = {"discord": has_discord, "telegram": has_telegram, "signal": has_signal}
        name = f"{preferred}: {' '.join(channel for channel in has if has[channel])}"
        user_id = await add_candidate(website.sql, number, name, preferred=preferred)
        if not has_discord:
            await refuse(website.sql, user_id, "discord")
        for channel in ("telegram", "signal"):
            if has[channel]:
                await add_address(website.sql, user_id, channel)
        if reachable := [channel for channel in ORDERS[preferred] if has[channel]]:
            expected[name] = reachable[0]
    found = await preview(promoter)
    chosen = {
        each["display_name"]: each["selected_channel"] for each in found["recipients_preview"]
    }
    assert chosen == expected
    assert len(chosen) == 28
    created = await create(promoter)
    assert created["channels_summary"] == found["channels_summary"]
    snapshot = await website.sql.fetch(
        "SELECT p.name, r.selected_channel FROM availability_promotion_recipients r"
        " JOIN user_player_links USING (user_id) JOIN players p ON p.guid = player_guid"
    )
    assert {row[0]: row[1] for row in snapshot} == expected


# --- preview --------------------------------------------------------------------------------------


async def test_the_preview_says_who_when_and_how_and_nothing_more(
    website: RunningWebsite, promoter: httpx2.AsyncClient
) -> None:
    user_id = await add_candidate(website.sql, 880001, "Ana", preferred="signal")
    await add_address(website.sql, user_id, "signal")
    assert await preview(promoter) == {
        "campaign_date": "2026-11-20",
        "target_time_cet": "21:00",
        "reminder_time_cet": "20:45",
        "recipient_count": 1,
        "channels_summary": {"discord": 0, "telegram": 0, "signal": 1, "push": 0},
        "recipients_preview": [
            {"display_name": "Ana", "status": "LOOKING", "selected_channel": "signal"}
        ],
        "scheduled_times": TIMES,
        "dry_run_default": False,
        "voice_check": True,
        "others_ask": False,
        "answers": [
            {**NOBODY, "status": "LOOKING", "people": 1, "reached": 1},
            {**NOBODY, "status": "AVAILABLE"},
            {**NOBODY, "status": "MAYBE"},
        ],
        "short_by": 5,
        "reached_count": 1,
        "told_at": [None],
        "you_told_at": None,
        "reminds": True,
        "follows_up": True,
    }
    assert await stored(website.sql) == (0, 0, 0)


# --- create ---------------------------------------------------------------------------------------


async def test_a_campaign_is_one_row_three_jobs_and_a_snapshot(
    website: RunningWebsite, promoter: httpx2.AsyncClient
) -> None:
    ana = await add_candidate(website.sql, 1, "Ana")
    bo = await add_candidate(website.sql, 2, "Bo", "MAYBE")
    created = await create(promoter, include_maybe=True)
    campaign_id = created["campaign_id"]
    assert created == {
        "success": True,
        "campaign_id": campaign_id,
        "campaign_date": "2026-11-20",
        "status": "scheduled",
        "recipient_count": 2,
        "channels_summary": {"discord": 2, "telegram": 0, "signal": 0, "push": 0},
        "scheduled_times": TIMES,
        "dry_run": False,
    }
    assert await stored(website.sql) == (1, 3, 2)
    await add_candidate(website.sql, 3, "Late")
    await answer(website.sql, ana, "NOT_PLAYING")
    rows = await website.sql.fetch(
        "SELECT user_id, status FROM availability_promotion_recipients ORDER BY user_id"
    )
    assert [tuple(row) for row in rows] == [(ana, "LOOKING"), (bo, "MAYBE")]


@pytest.mark.parametrize(
    ("now", "reminder", "start"),
    [
        (at(20, 44), at(20, 45), at(21, 0)),
        (at(20, 45), at(20, 45) + timedelta(seconds=10), at(21, 0)),
        (at(20, 59), at(20, 59) + timedelta(seconds=10), at(21, 0)),
        (at(21, 0), at(21, 0) + timedelta(seconds=10), at(21, 0) + timedelta(seconds=20)),
        (at(23, 0), at(23, 0) + timedelta(seconds=10), at(23, 0) + timedelta(seconds=20)),
    ],
)
async def test_a_time_that_has_passed_moves_to_near_now(
    website: RunningWebsite,
    promoter: httpx2.AsyncClient,
    clock: time_machine.Traveller,
    now: datetime,
    reminder: datetime,
    start: datetime,
) -> None:
    await add_candidate(website.sql, 1, "Ana")
    clock.move_to(now)
    reminds, follows_up = (start - reminder).total_seconds() > 120, start == at(21, 0)
    expected = [reminder, start, start + timedelta(seconds=30)]
    shown = await preview(promoter)
    assert instants(shown["scheduled_times"]) == expected
    assert (shown["reminds"], shown["follows_up"]) == (reminds, follows_up)
    assert instants((await create(promoter))["scheduled_times"]) == expected
    found = await read(promoter)
    assert found is not None
    assert [datetime.fromisoformat(job["run_at"]) for job in found["jobs"]] == expected
    waiting = ["pending" if reminds else "skipped", "pending", "pending"]
    assert [job["status"] for job in found["jobs"]] == waiting
    assert (found["status"], found["over"]) == ("scheduled", False)


async def test_nobody_to_ask_is_a_409_and_nothing_is_stored(
    website: RunningWebsite, promoter: httpx2.AsyncClient
) -> None:
    await add_candidate(website.sql, 1, "Moe", "MAYBE")
    refused = await promoter.post(CAMPAIGNS, json={"include_available": True})
    assert code(refused) == (409, "nobody_to_ask")
    assert await stored(website.sql) == (0, 0, 0)
    await create(promoter, include_maybe=True)


async def test_a_dry_run_asks_its_initiator_alone_on_discord(
    website: RunningWebsite, promoter: httpx2.AsyncClient
) -> None:
    for number, name in enumerate(("Ana", "Bo"), start=1):
        await add_candidate(website.sql, number, name)
    me = await website.user_id(promoter)
    await add_address(website.sql, me, "telegram")
    created = await create(promoter, dry_run=True)
    assert (created["dry_run"], created["recipient_count"]) == (True, 1)
    assert created["channels_summary"] == {"discord": 1, "telegram": 0, "signal": 0, "push": 0}
    rows = await website.sql.fetch(
        "SELECT user_id, status, selected_channel FROM availability_promotion_recipients"
    )
    assert [tuple(row) for row in rows] == [(me, None, "discord")]
    assert await stored(website.sql) == (1, 3, 1)


# --- anti-spam ------------------------------------------------------------------------------------


async def test_one_campaign_a_promoter_and_day(
    website: RunningWebsite,
    promoter: httpx2.AsyncClient,
    other_promoter: httpx2.AsyncClient,
    clock: time_machine.Traveller,
) -> None:
    ana = await add_candidate(website.sql, 1, "Ana")
    await create(promoter)
    for body in ({}, {"dry_run": True}, {"include_maybe": True}):
        refused = await promoter.post(CAMPAIGNS, json=body)
        assert code(refused) == (409, "campaign_exists")
    await create(other_promoter)
    clock.move_to(EVENING + timedelta(days=1))
    await answer(website.sql, ana, "LOOKING", TODAY + timedelta(days=1))
    assert (await create(promoter))["campaign_date"] == "2026-11-21"
    assert await stored(website.sql) == (3, 9, 3)


@pytest.mark.parametrize("settings", [{"availability_promotion_global_cooldown": True}])
async def test_one_campaign_a_day_for_everybody_where_the_setting_says_so(
    website: RunningWebsite, promoter: httpx2.AsyncClient, other_promoter: httpx2.AsyncClient
) -> None:
    await add_candidate(website.sql, 1, "Ana")
    created = await create(promoter)
    refused = await other_promoter.post(CAMPAIGNS, json={})
    assert code(refused) == (409, "day_has_campaign")
    assert code(await promoter.post(CAMPAIGNS, json={})) == (409, "campaign_exists")
    assert await stored(website.sql) == (1, 3, 1)
    await cancel(promoter, created["campaign_id"])
    await create(other_promoter)
    assert code(await promoter.post(CAMPAIGNS, json={})) == (409, "day_has_campaign")


# --- read -----------------------------------------------------------------------------------------


async def test_everybody_signed_in_reads_aggregates_and_never_a_recipient(
    website: RunningWebsite, promoter: httpx2.AsyncClient
) -> None:
    assert await read(promoter) is None
    ana = await add_candidate(website.sql, 880001, "Anastasia", preferred="telegram")
    await add_address(website.sql, ana, "telegram")
    created = await create(promoter, include_available=True)
    jobs = await website.sql.fetch("SELECT id FROM availability_promotion_jobs ORDER BY run_at")
    expected = {
        "id": created["campaign_id"],
        "campaign_date": "2026-11-20",
        "target_timezone": "Europe/Ljubljana",
        "target_start_time": "21:00",
        "include_available": True,
        "include_maybe": False,
        "dry_run": False,
        "status": "scheduled",
        "recipient_count": 1,
        "channels_summary": {"discord": 0, "telegram": 1, "signal": 0, "push": 0},
        "jobs": [
            {
                "id": job[0],
                "job_type": job_type,
                "run_at": run_at,
                "status": "pending",
                "attempts": 0,
                "max_attempts": 5,
                "last_error": None,
                "sent_at": None,
                "counts": NO_COUNTS,
            }
            for job, job_type, run_at in zip(
                jobs,
                ("send_reminder_2045", "send_start_2100", "voice_check_2100"),
                TIMES.values(),
                strict=True,
            )
        ],
        "counts": NO_COUNTS,
        "over": False,
        "voice": None,
        "mine": True,
        "can_cancel": True,
        "created_at": "2026-11-20T19:30:00Z",
        "updated_at": "2026-11-20T19:30:00Z",
    }
    assert await read(promoter) == expected
    unlinked, player = await website.signed_in(101), await website.signed_in(PLAYER, player="Shade")
    for client in (unlinked, player):
        assert await read(client) == expected | {"mine": False, "can_cancel": False}
        assert "Anastasia" not in (await client.get(CAMPAIGN)).text
    assert code(await (await website.client()).get(CAMPAIGN)) == (401, "not_signed_in")
