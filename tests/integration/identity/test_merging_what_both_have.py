"""What both accounts of one person have becomes one, table by table: nothing counts twice."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from muster.database import Database
from tests.support.running.roles import database_of_either_role
from tests.support.scenes.good_rows import HASH, LATER, NOW, OTHER_HASH, STAMPS, TODAY, insert
from tests.support.scenes.merging import GONE, KEPT, merge, of, two_accounts

room, two = database_of_either_role, two_accounts
BEFORE = NOW - timedelta(hours=1)


async def test_of_answers_the_later_word_holds_and_a_day_counts_once(
    room: Database, two: Any
) -> None:
    days = [TODAY + timedelta(days=ago) for ago in range(1, 7)]

    async def answer(user_id: int, day: date, status: str, at: Any, *, given: bool = False) -> None:
        changes = {"user_id": user_id, "entry_date": day, "status": status, "updated_at": at}
        await insert(two, "availability_entries", changes | ({"usual_at": at} if given else {}))

    await answer(GONE, days[0], "LOOKING", LATER)
    await answer(KEPT, days[0], "MAYBE", NOW)
    await answer(GONE, days[1], "LOOKING", NOW)
    await answer(KEPT, days[1], "MAYBE", LATER)
    # Taken back later than the other one answered.
    await answer(GONE, days[2], "LOOKING", NOW)
    await insert(
        two, "availability_last_words", {"user_id": KEPT, "entry_date": days[2], "said_at": LATER}
    )
    # What was given for somebody gives way to what they said.
    await answer(GONE, days[3], "LOOKING", LATER, given=True)
    await answer(KEPT, days[3], "NOT_PLAYING", NOW)
    await answer(KEPT, days[4], "MAYBE", NOW)
    await two.execute("DELETE FROM availability_entries WHERE entry_date = $1", TODAY)
    await merge(room)
    assert await of(
        two, "SELECT entry_date, user_id, status FROM availability_entries ORDER BY entry_date"
    ) == [
        (days[0], KEPT, "LOOKING"),
        (days[1], KEPT, "MAYBE"),
        (days[3], KEPT, "NOT_PLAYING"),
        (days[4], KEPT, "MAYBE"),
    ]


async def test_votes_places_and_settings_are_held_once(room: Database, two: Any) -> None:
    await insert(two, "planning_team_names", {"name": "Owls"})
    vote = {"session_id": 1, "user_id": KEPT, "suggestion_id": 2, **STAMPS, "updated_at": LATER}
    await insert(two, "planning_votes", vote)
    await insert(two, "planning_teams", {"side": "B"})
    await insert(two, "planning_team_members", {"user_id": KEPT, "side": "A", "position": 1})
    await two.execute("UPDATE planning_teams SET captain_user_id = $1 WHERE side = 'A'", GONE)
    await insert(
        two,
        "subscription_preferences",
        {"user_id": KEPT, "notify_threshold": 9, "updated_at": BEFORE},
    )
    await insert(two, "usual_answers", {"user_id": KEPT, "mode": "off", "updated_at": LATER})
    await merge(room)
    assert await of(two, "SELECT user_id, suggestion_id FROM planning_votes") == [(KEPT, 2)]
    assert await of(two, "SELECT user_id, side FROM planning_team_members") == [(KEPT, "A")]
    assert await of(two, "SELECT side, captain_user_id FROM planning_teams ORDER BY 1") == [
        ("A", KEPT),
        ("B", None),
    ]
    assert await of(two, "SELECT user_id, notify_threshold FROM subscription_preferences") == [
        (KEPT, 0)
    ]
    assert await of(two, "SELECT user_id, mode FROM usual_answers") == [(KEPT, "off")]


async def test_a_captain_who_stands_on_both_sides_keeps_the_place_that_stays(
    room: Database, two: Any
) -> None:
    await insert(two, "planning_teams", {"side": "B"})
    await insert(two, "planning_team_members", {"user_id": KEPT, "side": "B"})
    await two.execute("UPDATE planning_teams SET captain_user_id = $1 WHERE side = 'A'", GONE)
    await merge(room)
    assert await of(two, "SELECT user_id, side FROM planning_team_members") == [(KEPT, "B")]
    assert await of(two, "SELECT captain_user_id FROM planning_teams") == [(None,), (None,)]


async def test_a_verified_address_comes_before_a_typed_one_and_brings_its_subscription(
    room: Database, two: Any
) -> None:
    typed = {
        "user_id": KEPT,
        "verified_at": None,
        "address_hash": OTHER_HASH,
        "account_hash": None,
        "account_encrypted": None,
    }
    await insert(two, "availability_channel_links", typed)
    await insert(two, "availability_subscriptions", {"channel_type": "signal", "enabled": True})
    await insert(two, "availability_subscriptions", {"user_id": KEPT, "channel_type": "signal"})
    # Both have Telegram, verified: the one that stays keeps theirs.
    for user_id, hashed in ((GONE, b"3" * 32), (KEPT, b"4" * 32)):
        telegram = {
            "channel_type": "telegram",
            "user_id": user_id,
            "address_hash": hashed,
            "account_hash": None,
            "account_encrypted": None,
        }
        await insert(two, "availability_channel_links", telegram)
    await merge(room)
    assert await of(
        two,
        "SELECT channel_type, user_id, address_hash FROM availability_channel_links ORDER BY 1",
    ) == [("signal", KEPT, HASH), ("telegram", KEPT, b"4" * 32)]
    assert await of(
        two,
        "SELECT user_id, enabled FROM availability_subscriptions WHERE channel_type = 'signal'",
    ) == [(KEPT, True)]
    # The address that both claimed is theirs.
    assert await of(two, "SELECT * FROM availability_disputed_handles") == []


async def test_what_was_heard_on_one_account_is_not_said_again_on_the_other(
    room: Database, two: Any
) -> None:
    await two.execute("DELETE FROM notifications_ledger")

    async def row(user_id: int, event: str, state: str, channel: str = "discord") -> None:
        sent = {"sent_at": NOW} if state == "sent" else {}
        reason = {"reason": "expired"} if state == "skipped" else {}
        await insert(
            two,
            "notifications_ledger",
            {
                "user_id": user_id,
                "event_key": event,
                "channel_type": channel,
                "state": state,
                **sent,
                **reason,
            },
        )

    await row(GONE, "CHECK_IN:1", "sent")
    await row(KEPT, "CHECK_IN:1", "pending")
    await row(GONE, "SESSION_READY:1:threshold=6", "sent", "telegram")
    await row(KEPT, "SESSION_READY:1:threshold=8", "pending")
    await row(GONE, "BOTH:1", "sent", "signal")
    await row(KEPT, "BOTH:1", "sent")
    await row(GONE, "ONE:1", "pending")
    await row(KEPT, "SKIPPED:1", "skipped")
    await row(GONE, "SKIPPED:1", "pending")
    await merge(room)
    assert await of(
        two,
        "SELECT event_key, channel_type, state, reason, repeats_another FROM notifications_ledger"
        " WHERE user_id = 2 ORDER BY 1, 2",
    ) == [
        ("BOTH:1", "discord", "sent", None, False),
        ("BOTH:1", "signal", "sent", None, True),
        ("CHECK_IN:1", "discord", "sent", None, False),
        ("ONE:1", "discord", "pending", None, False),
        ("SESSION_READY:1:threshold=6", "telegram", "sent", None, False),
        ("SESSION_READY:1:threshold=8", "discord", "skipped", "already_notified", True),
        ("SKIPPED:1", "discord", "pending", None, False),
    ]


async def test_a_campaign_asks_and_counts_a_person_once(room: Database, two: Any) -> None:
    await two.execute(
        "UPDATE availability_promotion_campaigns"
        "   SET recipient_count = 2, channels_summary = '{\"discord\": 2}'"
    )
    await insert(two, "availability_promotion_recipients", {"user_id": KEPT})
    await insert(
        two,
        "availability_promotion_send_logs",
        {"user_id": KEPT, "status": "skipped", "reason": "no_channel"},
    )
    # Both have promoted this day, too.
    await insert(
        two,
        "availability_promotion_campaigns",
        {"promoter_user_id": KEPT, "exclusive_day": False},
    )
    await insert(
        two,
        "call_asks",
        {"user_id": KEPT, "asked_at": None, "chance": None, "reason": "no_channel"},
    )
    await merge(room)
    assert await of(two, "SELECT user_id FROM availability_promotion_recipients") == [(KEPT,)]
    assert await of(two, "SELECT user_id, status FROM availability_promotion_send_logs") == [
        (KEPT, "sent")
    ]
    rows = await two.fetch(
        "SELECT promoter_user_id, recipient_count, channels_summary"
        "  FROM availability_promotion_campaigns ORDER BY id"
    )
    assert [(row[0], row[1], json.loads(row[2])) for row in rows] == [
        (KEPT, 1, {"discord": 1}),
        (KEPT, 0, {}),
    ]
    assert await of(two, "SELECT user_id, asked_at FROM call_asks") == [(KEPT, NOW)]
    # A person still promotes a day once.
    with pytest.raises(asyncpg.UniqueViolationError):
        await insert(
            two,
            "availability_promotion_campaigns",
            {"promoter_user_id": KEPT, "exclusive_day": False},
        )


async def test_an_evening_counts_who_was_there_twice_once(room: Database, two: Any) -> None:
    await two.execute("UPDATE evening_records SET starts_at = $1", LATER)
    await insert(two, "availability_answer_changes", {"user_id": KEPT})
    await insert(
        two,
        "evening_attendance",
        {"user_id": KEPT, "first_seen_at": BEFORE, "last_seen_at": NOW, "in_voice": False},
    )
    await insert(two, "forecast_habits", {"user_id": KEPT, "seen": [9.0] * 7, "came": [1.0] * 7})
    await merge(room)
    assert await of(two, "SELECT said_yes, came, played FROM evening_records") == [(5, 5, True)]
    assert await of(
        two, "SELECT user_id, first_seen_at, last_seen_at, in_voice FROM evening_attendance"
    ) == [(KEPT, BEFORE, LATER, True)]
    assert await of(two, "SELECT user_id, seen[1] FROM forecast_habits") == [(KEPT, 9.0)]
