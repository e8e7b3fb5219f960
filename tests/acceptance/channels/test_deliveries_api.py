"""`/api/admin/deliveries`: what did not arrive, by day and channel, with reasons and names."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import EVENING, add_person

DELIVERIES, PEOPLE = "/api/admin/deliveries", "/api/admin/deliveries/people"
TODAY, YESTERDAY = "2026-11-20", "2026-11-19"


async def message(
    website: RunningWebsite,
    user_id: int | None,
    state: str,
    code: str | None = None,
    *,
    due: datetime = EVENING,
    channel_type: str = "discord",
    event: str = "DAILY_REMINDER:2026-11-20",
) -> None:
    await website.sql.execute(
        """
        INSERT INTO notifications_ledger
               (user_id, discord_channel_id, event_key, channel_type, payload, state, last_error,
                not_before, useful_until, attempt, sent_at, created_at, updated_at)
        VALUES ($1, $2, $3, $4, '{"kind": "daily_reminder"}', $5, $6, $7, $8, 1, $9, $7, $7)
        """,
        user_id,
        77 if user_id is None else None,
        event,
        channel_type,
        state,
        code,
        due,
        due + timedelta(hours=3),
        due if state == "sent" else None,
    )


async def several(website: RunningWebsite) -> None:
    """Messages of two days; the earlier one's is due after midnight in the community's zone."""
    for number in range(4):
        person = await add_person(website.sql, 500 + number, player=f"Player{number}")
        outcome = [("sent", None), ("failed", "dms_closed"), ("failed", "dms_closed")]
        state, code = [*outcome, ("unknown", "timeout")][number]
        await message(website, person, state, code)
        await message(website, person, "sent", None, channel_type="telegram", event=f"T:{number}")
    person = await add_person(website.sql, 600, player="Late")
    midnight = EVENING.replace(hour=23, minute=30) - timedelta(days=2)
    await message(website, person, "failed", "word_of_old", due=midnight, event="CAMPAIGN:1:x")
    await message(website, None, "failed", "no_access", event="ANNOUNCED")


async def read(callers: Callers, path: str, **query: Any) -> Any:
    answer = await callers.admin.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_days_and_channels_have_counts_and_reasons_with_what_to_do(
    website: RunningWebsite, callers: Callers
) -> None:
    await several(website)
    found = await read(callers, DELIVERIES)
    assert (found["first"], found["last"]) == ("2026-11-07", TODAY)
    counted = [
        (each["date"], each["channel_type"], each["sent"], each["failed"], each["unknown"])
        for each in found["days"]
    ]
    assert counted == [
        (TODAY, "discord", 1, 3, 1),
        (TODAY, "telegram", 4, 0, 0),
        (YESTERDAY, "discord", 0, 1, 0),
    ]
    troubles = found["days"][0]["troubles"]
    assert [(each["state"], each["code"], each["number"]) for each in troubles] == [
        ("failed", "dms_closed", 2),
        ("failed", "no_access", 1),
        ("unknown", "timeout", 1),
    ]
    assert all(each["meaning"].endswith(".") and each["advice"] for each in troubles)
    assert found["days"][2]["troubles"][0]["meaning"] == "Nothing is known of why."
    only = await read(callers, DELIVERIES, **{"from": YESTERDAY, "to": YESTERDAY})
    assert [each["date"] for each in only["days"]] == [YESTERDAY]


async def test_who_it_was_is_a_name_and_never_an_address(
    website: RunningWebsite, callers: Callers
) -> None:
    await several(website)
    found = await read(callers, PEOPLE, date=TODAY)
    assert [(each["name"], each["announcement"], each["code"]) for each in found["messages"]] == [
        (None, True, "no_access"),
        ("Player3", False, "timeout"),
        ("Player2", False, "dms_closed"),
        ("Player1", False, "dms_closed"),
    ]
    assert set(found["messages"][0]) == {
        "id", "name", "announcement", "title", "channel_type", "state", "code", "meaning",
        "attempts", "at",
    }  # fmt: skip
    assert (await read(callers, PEOPLE, date=TODAY, channel_type="telegram"))["messages"] == []
    last = found["messages"][1]["id"]
    assert len((await read(callers, PEOPLE, date=TODAY, before=last))["messages"]) == 2


async def test_more_than_a_page_is_read_page_by_page(
    website: RunningWebsite, callers: Callers
) -> None:
    person = await add_person(website.sql, 500, player="Often")
    for number in range(51):
        await message(website, person, "failed", "timeout", event=f"E:{number}")
    first = await read(callers, PEOPLE, date=TODAY)
    assert (len(first["messages"]), first["more"]) == (50, True)
    rest = await read(callers, PEOPLE, date=TODAY, before=first["messages"][-1]["id"])
    assert (len(rest["messages"]), rest["more"]) == (1, False)


async def test_a_job_that_could_not_be_run_is_told_with_how_many_heard_nothing(
    website: RunningWebsite, callers: Callers
) -> None:
    promoter = await website.user_id(callers.promoter)
    await website.sql.execute(
        """
        WITH campaign AS (
            INSERT INTO availability_promotion_campaigns
                   (campaign_date, promoter_user_id, target_timezone, target_start_time,
                    target_reminder_time, include_available, include_maybe, dry_run, status,
                    recipient_count, channels_summary, created_at, updated_at)
            VALUES ('2026-11-20', $1, 'Europe/Ljubljana', '21:00', '20:45', false, false, false,
                    'failed', 2, '{}', $2, $2)
            RETURNING id
        ), job AS (
            INSERT INTO availability_promotion_jobs
                   (campaign_id, job_type, run_at, useful_until, status, last_error, attempts,
                    max_attempts, created_at, updated_at)
            SELECT id, 'send_reminder_2045', $2, $2 + interval '1 hour', 'failed', 'It broke.', 5,
                   5, $2, $2 FROM campaign
            RETURNING id, campaign_id
        )
        INSERT INTO availability_promotion_send_logs
               (campaign_id, job_id, user_id, status, error, created_at)
        SELECT campaign_id, job.id, u.id, 'failed', 'It broke.', $2 FROM job, website_users u
         ORDER BY u.id LIMIT 2
        """,
        promoter,
        EVENING,
    )
    assert (await read(callers, DELIVERIES))["failed_jobs"] == [
        {"date": TODAY, "job_type": "send_reminder_2045", "error": "It broke.", "people": 2}
    ]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("from=2026-11-20&to=2026-11-19", "invalid_range"),
        ("from=2026-01-01&to=2026-11-19", "range_too_long"),
        ("from=tomorrow", "invalid_input"),
        ("to=2026-13-01", "invalid_input"),
    ],
)
async def test_ranges_that_do_not_fit_get_a_sentence(
    callers: Callers, query: str, code: str
) -> None:
    answer = await callers.admin.get(f"{DELIVERIES}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_the_ends_of_time_are_days_without_messages(callers: Callers, day: str) -> None:
    assert (await read(callers, DELIVERIES, to=day))["days"] == []
    assert (await read(callers, PEOPLE, date=day))["messages"] == []
