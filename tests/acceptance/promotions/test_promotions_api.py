"""Promotions over HTTP: bad input and bad luck, races, and who sees how much (contract, section 7).

What the promote document says of the routes is in
`tests/unit/test_availability_promotions_router.py`; of cancelling, in `test_promotions_cancelling`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
import time_machine

from tests.acceptance.conftest import Callers
from tests.support.refusals import JSON, refusal
from tests.support.running.live_stream import Event
from tests.support.running.websites import RunningWebsite, counted_statements, running_website
from tests.support.scenes.community import ADMIN, EVENING, PLAYER, PROMOTER, settings_for
from tests.support.scenes.promoting import (
    CAMPAIGN,
    CAMPAIGNS,
    PREVIEW,
    add_candidate,
    cancel,
    create,
    instants,
    preview,
    read,
    stored,
)

LAST_ID = 2**63 - 1
PROMOTED: Event = ("promotions", {})


@pytest.fixture
async def candidates(website: RunningWebsite) -> list[int]:
    """Three who are looking and may be asked."""
    names = enumerate(("Ana", "Bo", "Cas"), start=1)
    return [await add_candidate(website.sql, number, name) for number, name in names]


@asynccontextmanager
async def website_with(database_url: str, **settings: Any) -> AsyncGenerator[RunningWebsite, None]:
    async with running_website(settings_for(database_url, **settings)) as running:
        yield running


# --- rights that come and end ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tier", "may"), [("root", True), ("admin", True), ("moderator", False), (None, False)]
)
async def test_the_tiers_admin_and_root_promote(
    website: RunningWebsite, tier: str | None, may: bool
) -> None:
    await website.sql.execute(
        "INSERT INTO user_permissions (discord_user_id, tier, granted_at)"
        " SELECT $1::bigint, $2::text, now() WHERE $2 IS NOT NULL",
        PLAYER,
        tier,
    )
    client = await website.signed_in(PLAYER, player="Shade")
    assert (await client.get(PREVIEW)).status_code == (200 if may else 403)


async def test_admins_by_their_id_promote(website: RunningWebsite) -> None:
    client = await website.signed_in(ADMIN, player="Odessa")
    assert (await preview(client))["recipient_count"] == 0


@pytest.mark.parametrize(
    ("taken_away", "expected"),
    [
        ("DELETE FROM user_permissions", (403, "not_promoter")),
        ("UPDATE user_permissions SET tier = 'moderator'", (403, "not_promoter")),
        ("DELETE FROM user_player_links", (403, "not_linked")),
        ("DELETE FROM website_sessions", (401, "not_signed_in")),
    ],
)
async def test_a_right_that_ends_after_the_preview_ends_at_once(
    website: RunningWebsite, candidates: list[int], taken_away: str, expected: tuple[int, str]
) -> None:
    await website.sql.execute(
        "INSERT INTO user_permissions VALUES ($1, 'admin', $2, NULL)", PLAYER, EVENING
    )
    client = await website.signed_in(PLAYER, player="Shade")
    assert (await preview(client))["recipient_count"] == len(candidates)
    await website.sql.execute(taken_away)
    await website.heard_everything()
    assert refusal(await client.post(CAMPAIGNS, json={})) == expected
    assert refusal(await client.get(PREVIEW)) == expected
    assert await stored(website.sql) == (0, 0, 0)


async def test_who_lost_the_right_can_still_stop_what_they_started(
    website: RunningWebsite, candidates: list[int]
) -> None:
    await website.sql.execute(
        "INSERT INTO user_permissions VALUES ($1, 'root', $2, NULL)", PLAYER, EVENING
    )
    client = await website.signed_in(PLAYER, player="Shade")
    created = await create(client)
    await website.sql.execute("DELETE FROM user_permissions")
    await website.heard_everything()
    found = await read(client)
    assert found is not None
    assert found["can_cancel"] is True
    assert (await cancel(client, created["campaign_id"])).status_code == 200


# --- input that does not fit ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"", None),
        (b"{", None),
        (b"[]", None),
        (b"null", None),
        (b'"dry"', None),
        (b"\xff\xfe", None),
        (b'{"dry_run": "yes"}', "dry_run"),
        (b'{"dry_run": 1}', "dry_run"),
        (b'{"include_maybe": null}', "include_maybe"),
        (b'{"include_available": "true"}', "include_available"),
        (b'{"include_looking": true}', "include_looking"),
        (b'{"status": "LOOKING"}', "status"),
        (b'{"dry_run": "\\u0000"}', "dry_run"),
    ],
)
async def test_a_body_that_does_not_fit_is_a_422(
    website: RunningWebsite,
    callers: Callers,
    candidates: list[int],
    content: bytes,
    field: str | None,
) -> None:
    refused = await callers.promoter.post(CAMPAIGNS, content=content, headers=JSON)
    assert refusal(refused) == (422, "invalid_input")
    assert [each["field"] for each in refused.json().get("errors", [])] == (
        [field] if field else []
    )
    assert await stored(website.sql) == (0, 0, 0)


async def test_a_body_too_large_is_a_422(callers: Callers) -> None:
    huge = b'{"dry_run": ' + b" " * 100_000 + b"true}"
    answered = await callers.promoter.post(CAMPAIGNS, content=huge, headers=JSON)
    assert refusal(answered) == (422, "body_too_large")


@pytest.mark.parametrize(
    "path",
    [
        f"{PREVIEW}?include_available=perhaps",
        f"{PREVIEW}?include_maybe=",
        f"{CAMPAIGN}?date=2026-13-01",
        f"{CAMPAIGN}?date=2026-11-20T20:00:00Z",
        f"{CAMPAIGN}?date=1763668800",
        f"{CAMPAIGN}?date=",
        f"{CAMPAIGNS}?limit=0",
        f"{CAMPAIGNS}?limit=101",
        f"{CAMPAIGNS}?limit=many",
        f"{CAMPAIGNS}?before=0",
        f"{CAMPAIGNS}?before={LAST_ID + 1}",
        f"{CAMPAIGNS}?before={'9' * 60}",
    ],
)
async def test_a_query_that_does_not_fit_is_a_422(callers: Callers, path: str) -> None:
    assert refusal(await callers.promoter.get(path)) == (422, "invalid_input")


@pytest.mark.parametrize(
    ("campaign_id", "expected"),
    [
        ("1", (404, "campaign_not_found")),
        (str(LAST_ID), (404, "campaign_not_found")),
        (str(LAST_ID + 1), (422, "invalid_input")),
        ("9" * 60, (422, "invalid_input")),
        ("0", (422, "invalid_input")),
        ("-1", (422, "invalid_input")),
        ("1.5", (422, "invalid_input")),
        ("nonsense", (422, "invalid_input")),
        ("%00", (422, "invalid_input")),
    ],
)
async def test_an_id_that_nothing_has_is_never_our_mistake(
    callers: Callers, campaign_id: str, expected: tuple[int, str]
) -> None:
    answered = await callers.promoter.post(f"{CAMPAIGNS}/{campaign_id}/cancel")
    assert refusal(answered) == expected


async def test_any_date_can_be_read(callers: Callers) -> None:
    for day in ("0001-01-01", "9999-12-31", "2026-11-20"):
        assert await read(callers.player, f"?date={day}") is None


# --- how often, and whether at all ----------------------------------------------------------------


async def test_previews_are_limited_for_each_promoter(callers: Callers) -> None:
    for _ in range(60):
        await preview(callers.promoter)
    refused = await callers.promoter.get(PREVIEW)
    assert refusal(refused) == (429, "rate_limited")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    await preview(callers.admin)


async def test_creating_and_cancelling_share_a_limit(callers: Callers) -> None:
    for _ in range(10):
        created = await create(callers.promoter, dry_run=True)
        assert (await cancel(callers.promoter, created["campaign_id"])).status_code == 200
    for refused in (
        await callers.promoter.post(CAMPAIGNS, json={}),
        await cancel(callers.promoter, 1),
    ):
        assert refusal(refused) == (429, "rate_limited")
    await create(callers.admin, dry_run=True)


async def test_switched_off_nothing_new_begins_and_what_there_is_can_be_stopped(
    website: RunningWebsite, callers: Callers, candidates: list[int], database_url: str
) -> None:
    created = await create(callers.promoter)
    async with website_with(database_url, availability_promotion_enabled=False) as off:
        promoter, player = await off.signed_in(PROMOTER), await off.signed_in(PLAYER)
        for answered in (
            await promoter.get(PREVIEW),
            await promoter.post(CAMPAIGNS, json={"dry_run": True}),
        ):
            assert refusal(answered) == (503, "promotions_off")
        assert refusal(await player.get(PREVIEW)) == (403, "not_promoter")
        assert (await promoter.get(CAMPAIGNS)).status_code == 200
        found = await read(player)
        assert found is not None
        assert found["status"] == "scheduled"
        assert (await cancel(promoter, created["campaign_id"])).status_code == 200


# --- what the settings say ------------------------------------------------------------------------


async def test_the_times_are_the_settings_on_the_community_s_clock(
    clock: time_machine.Traveller, database_url: str
) -> None:
    clock.move_to(datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
    settings = {
        "availability_promotion_reminder_time": "19:05",
        "availability_promotion_start_time": "22:30",
        "availability_promotion_timezone": "Europe/London",
        "availability_promotion_dry_run_default": True,
    }
    async with website_with(database_url, **settings) as london:
        found = await preview(await london.signed_in(PROMOTER, player="Marlow"))
    assert (found["reminder_time_cet"], found["target_time_cet"]) == ("19:05", "22:30")
    assert found["dry_run_default"] is True
    assert instants(found["scheduled_times"]) == [
        datetime(2026, 7, 1, 18, 5, tzinfo=UTC),  # summer time
        datetime(2026, 7, 1, 21, 30, tzinfo=UTC),
        datetime(2026, 7, 1, 21, 30, 30, tzinfo=UTC),
    ]


async def test_the_setting_decides_where_nobody_says_whether_it_is_dry(
    candidates: list[int], database_url: str
) -> None:
    async with website_with(database_url, availability_promotion_dry_run_default=True) as cautious:
        promoter = await cautious.signed_in(PROMOTER, player="Marlow")
        admin = await cautious.signed_in(ADMIN, player="Odessa")
        assert (await create(promoter))["dry_run"] is True
        assert (await create(admin, dry_run=False))["dry_run"] is False


# --- two at once ----------------------------------------------------------------------------------


async def at_once(*clients: httpx2.AsyncClient) -> list[tuple[int, str]]:
    answers = await asyncio.gather(*(client.post(CAMPAIGNS, json={}) for client in clients))
    return sorted((each.status_code, each.json().get("code", "")) for each in answers)


async def test_of_two_clicks_of_one_promoter_one_wins(
    website: RunningWebsite, callers: Callers, candidates: list[int]
) -> None:
    answers = await at_once(*[callers.promoter] * 6)
    assert answers == [(201, ""), *[(409, "campaign_exists")] * 5]
    assert await stored(website.sql) == (1, 3, len(candidates))


async def test_two_promoters_at_once_each_have_a_campaign(
    website: RunningWebsite, callers: Callers, candidates: list[int]
) -> None:
    assert await at_once(callers.promoter, callers.admin) == [(201, ""), (201, "")]
    assert await stored(website.sql) == (2, 6, 2 * len(candidates))


async def test_of_two_promoters_one_wins_where_one_a_day_is_the_rule(
    website: RunningWebsite, candidates: list[int], database_url: str
) -> None:
    async with website_with(database_url, availability_promotion_global_cooldown=True) as strict:
        first = await strict.signed_in(PROMOTER, player="Marlow")
        second = await strict.signed_in(ADMIN, player="Odessa")
        answers = await at_once(*[first, second] * 3)
        assert Counter(status for status, _ in answers) == {201: 1, 409: 5}
        codes = Counter(code for status, code in answers if status == 409)
        # The winner's own later clicks meet their own campaign, the other's somebody else's.
        assert codes == {"campaign_exists": 2, "day_has_campaign": 3}
        assert await stored(website.sql) == (1, 3, len(candidates))


async def test_two_who_cancel_at_once_are_both_right(
    callers: Callers, candidates: list[int]
) -> None:
    created = await create(callers.promoter)
    answers = await asyncio.gather(
        *(
            cancel(client, created["campaign_id"])
            for client in [callers.promoter, callers.admin] * 3
        )
    )
    assert {each.status_code for each in answers} == {200}


# --- how much it costs ----------------------------------------------------------------------------


async def test_preview_and_create_take_three_statements_at_most(
    website: RunningWebsite, callers: Callers, candidates: list[int], database_url: str
) -> None:
    await website.heard_everything()
    await preview(callers.promoter)
    with counted_statements(website) as sent:
        await preview(callers.promoter, "?include_available=true&include_maybe=true")
    assert 0 < len(sent) <= 3
    with counted_statements(website) as sent:
        await create(callers.promoter)
    assert 0 < len(sent) <= 3
    async with website_with(database_url, availability_promotion_global_cooldown=True) as strict:
        client = await strict.signed_in(ADMIN)
        await strict.heard_everything()
        await read(client)
        with counted_statements(strict) as sent:
            assert refusal(await client.post(CAMPAIGNS, json={})) == (409, "day_has_campaign")
        assert 0 < len(sent) <= 3
