"""What whom is shown of campaigns: details, history, live events; and the website's own role."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.acceptance.conftest import Callers
from tests.support.refusals import refusal
from tests.support.running.live_stream import TODAY_EVENT, Event, listening
from tests.support.running.websites import RunningWebsite, on_a_port, running_website
from tests.support.scenes.community import EVENING, PROMOTER, settings_for
from tests.support.scenes.promoting import (
    CAMPAIGN,
    CAMPAIGNS,
    NO_COUNTS,
    PREVIEW,
    Json,
    add_address,
    add_candidate,
    agree,
    answer,
    cancel,
    create,
    preview,
    read,
)

LAST_ID = 2**63 - 1
PROMOTED: Event = ("promotions", {})


@pytest.fixture
async def candidates(website: RunningWebsite) -> list[int]:
    """Three who are looking and may be asked."""
    names = enumerate(("Ana", "Bo", "Cas"), start=1)
    return [await add_candidate(website.sql, number, name) for number, name in names]


# --- who sees how much ----------------------------------------------------------------------------


async def settle_start_job(connection: Any, campaign_id: int, people: list[int]) -> None:
    """The start job is over: one delivered, one in doubt, one skipped."""
    job_id = await connection.fetchval(
        "UPDATE availability_promotion_jobs SET status = 'sent', sent_at = $2, attempts = 1,"
        " expanded_at = $2, last_error = '1 unknown.'"
        " WHERE campaign_id = $1 AND job_type = 'send_start_2100' RETURNING id",
        campaign_id,
        EVENING,
    )
    became = (("sent", "sent", None), ("unknown", "failed", None), (None, "skipped", "withdrew"))
    for user_id, (state, status, reason) in zip(people, became, strict=True):
        ledger_id = None
        if state is not None:
            ledger_id = await connection.fetchval(
                """
                INSERT INTO notifications_ledger
                       (user_id, event_key, channel_type, state, not_before, useful_until,
                        promotion_job_id, sent_at, created_at, updated_at)
                VALUES ($1, 'PROMOTE:T0:2026-11-20', 'discord', $2::text, $4, $4, $3,
                        CASE WHEN $2::text = 'sent' THEN $4::timestamptz END, $4, $4)
                RETURNING id
                """,
                user_id,
                state,
                job_id,
                EVENING,
            )
        await connection.execute(
            """
            INSERT INTO availability_promotion_send_logs
                   (campaign_id, job_id, user_id, ledger_id, status, reason, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            campaign_id,
            job_id,
            user_id,
            ledger_id,
            status,
            reason,
            EVENING,
        )


def start_job(campaign: Json | None) -> Json:
    assert campaign is not None
    return next(job for job in campaign["jobs"] if job["job_type"] == "send_start_2100")


async def test_details_of_what_went_wrong_are_for_promoters(
    website: RunningWebsite, callers: Callers, candidates: list[int]
) -> None:
    created = await create(callers.promoter)
    await settle_start_job(website.sql, created["campaign_id"], candidates)
    counted = {"pending": 0, "delivered": 1, "skipped": 1}
    for client in (callers.promoter, callers.admin):
        job = start_job(await read(client))
        assert (job["status"], job["last_error"]) == ("sent", "1 unknown.")
        assert job["counts"] == {
            **counted,
            "failed": 0,
            "unknown": 1,
            "skipped_by_reason": {"withdrew": 1},
        }
    for client in (callers.player, callers.unlinked):
        job = start_job(await read(client))
        assert (job["status"], job["last_error"]) == ("sent", None)
        assert job["counts"] == {**counted, "failed": 1, "unknown": 0, "skipped_by_reason": {}}


async def test_no_answer_and_no_log_line_holds_an_address(
    website: RunningWebsite,
    callers: Callers,
    candidates: list[int],
    capfd: pytest.CaptureFixture[str],
) -> None:
    await add_address(website.sql, candidates[0], "telegram")
    texts = [(await callers.promoter.get(PREVIEW)).text]
    created = await callers.promoter.post(CAMPAIGNS, json={})
    texts += [created.text, (await callers.promoter.get(CAMPAIGN)).text]
    texts.append((await cancel(callers.promoter, created.json()["campaign_id"])).text)
    texts.append((await callers.promoter.get(CAMPAIGNS)).text)
    texts += capfd.readouterr()
    for text in texts:
        assert "secret" not in text
        assert "telegram of" not in text
    for text in texts[1:]:
        assert "Ana" not in text
    assert all(
        set(each) == {"display_name", "status", "selected_channel"}
        for each in json.loads(texts[0])["recipients_preview"]
    )


async def test_somebody_else_s_dry_run_concerns_nobody(
    callers: Callers, candidates: list[int]
) -> None:
    dry = await create(callers.promoter, dry_run=True)
    for client in (callers.player, callers.admin):
        assert await read(client) is None
    real = await create(callers.admin)
    for client, expected in (
        (callers.player, real),
        (callers.admin, real),
        (callers.promoter, dry),
    ):
        found = await read(client)
        assert found is not None
        assert found["id"] == expected["campaign_id"]


async def test_a_day_s_campaign_is_read_by_its_date(
    callers: Callers, candidates: list[int], clock: time_machine.Traveller
) -> None:
    created = await create(callers.promoter)
    clock.move_to(EVENING + timedelta(days=1))
    assert await read(callers.promoter) is None
    found = await read(callers.player, "?date=2026-11-20")
    assert found is not None
    assert found["id"] == created["campaign_id"]
    assert await read(callers.player, "?date=2026-11-19") is None


async def test_a_campaign_that_is_over_cannot_be_cancelled(
    website: RunningWebsite, callers: Callers, candidates: list[int]
) -> None:
    created = await create(callers.promoter)
    await website.sql.execute(
        "UPDATE availability_promotion_campaigns SET status = 'followup_sent'"
    )
    await website.sql.execute("UPDATE availability_promotion_jobs SET status = 'sent'")
    found = await read(callers.promoter)
    assert found is not None
    assert found["can_cancel"] is False
    refused = await cancel(callers.promoter, created["campaign_id"])
    assert refusal(refused) == (409, "campaign_over")


# --- the history ----------------------------------------------------------------------------------


async def test_the_history_has_who_when_and_what_came_of_it(
    website: RunningWebsite,
    callers: Callers,
    candidates: list[int],
    clock: time_machine.Traveller,
) -> None:
    first = await create(callers.promoter)
    await settle_start_job(website.sql, first["campaign_id"], candidates)
    await website.sql.execute(
        "UPDATE availability_promotion_campaigns SET status = 'partial', voice_expected = 2,"
        " voice_present = 1"
    )
    clock.move_to(EVENING + timedelta(minutes=1))
    body = {"date": "2026-11-20", "status": "LOOKING"}
    assert (await callers.player.post("/api/availability", json=body)).status_code == 200
    second = await create(callers.admin, dry_run=True)
    await website.sql.execute(
        "DELETE FROM user_player_links WHERE user_id = $1", await website.user_id(callers.admin)
    )
    answered = await callers.promoter.get(CAMPAIGNS)
    assert answered.json() == {
        "campaigns": [
            {
                "id": second["campaign_id"],
                "campaign_date": "2026-11-20",
                "promoter_name": None,
                "dry_run": True,
                "status": "scheduled",
                "over": False,
                "recipient_count": 1,
                "counts": NO_COUNTS,
                "looking_afterwards": 0,
                "voice": None,
                "created_at": "2026-11-20T19:31:00Z",
            },
            {
                "id": first["campaign_id"],
                "campaign_date": "2026-11-20",
                "promoter_name": "Marlow",
                "dry_run": False,
                "status": "partial",
                "over": False,
                "recipient_count": 3,
                "counts": {
                    "pending": 0,
                    "delivered": 1,
                    "skipped": 1,
                    "failed": 0,
                    "unknown": 1,
                    "skipped_by_reason": {"withdrew": 1},
                },
                "looking_afterwards": 1,
                "voice": {"expected": 2, "present": 1},
                "created_at": "2026-11-20T19:30:00Z",
            },
        ],
        "more": False,
    }


async def test_the_history_is_read_page_by_page(callers: Callers) -> None:
    made: list[int] = []
    for _ in range(5):
        created = await create(callers.promoter, dry_run=True)
        made.append(created["campaign_id"])
        await cancel(callers.promoter, made[-1])
    read_ids: list[int] = []
    before = ""
    for expected_more in (True, True, False):
        page = (await callers.admin.get(f"{CAMPAIGNS}?limit=2{before}")).json()
        read_ids += [each["id"] for each in page["campaigns"]]
        assert page["more"] is expected_more
        before = f"&before={read_ids[-1]}"
    assert read_ids == sorted(made, reverse=True)
    assert (await callers.admin.get(f"{CAMPAIGNS}?before=1")).json() == {
        "campaigns": [],
        "more": False,
    }
    assert len((await callers.admin.get(f"{CAMPAIGNS}?before={LAST_ID}")).json()["campaigns"]) == 5


# --- live, and as the website's role --------------------------------------------------------------


async def test_open_pages_are_told_of_campaigns_and_jobs(
    website: RunningWebsite, callers: Callers, candidates: list[int]
) -> None:
    async with on_a_port(website.app) as address:
        async with listening(address) as stream:
            await stream.until(TODAY_EVENT)
            created = await create(callers.promoter)
            await stream.until(PROMOTED)
            await website.sql.execute("UPDATE availability_promotion_jobs SET attempts = 1")
            await stream.until(PROMOTED)
            await cancel(callers.promoter, created["campaign_id"])
            await stream.until(PROMOTED)
        website.parts.live_feed.close()


async def test_all_of_it_works_as_the_website_s_own_role(
    database_url: str, url_for_role: Callable[..., str]
) -> None:
    async with running_website(settings_for(url_for_role(database_url))) as website:
        me = await website.signed_in(PROMOTER, username="marlow")
        await me.post("/auth/players", json={"name": "Marlow"})
        user_id = await website.user_id(me)
        await agree(website.sql, user_id)
        await answer(website.sql, user_id, "LOOKING")
        assert (await preview(me))["recipient_count"] == 1
        created = await create(me)
        assert (await read(me) or {})["status"] == "scheduled"
        assert (await cancel(me, created["campaign_id"])).status_code == 200
        assert (await me.get(CAMPAIGNS)).json()["campaigns"][0]["status"] == "cancelled"
