"""What slomix has of the community's evenings: messages, campaigns and planning rooms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.support.slomix.community import (
    ANNA,
    ANNOUNCED_IN,
    BOJAN,
    BOJANS_NUMBER,
    CILKA,
    DAN,
    GONE,
    HANA,
    JAN,
    THREAD,
    at,
)


def _message(number: int, user: int, event: str, channel: str, sent: str | None) -> dict[str, Any]:
    return {
        "id": number,
        "user_id": user,
        "event_key": event,
        "channel_type": channel,
        "sent_at": at(sent) if sent else None,
        "message_id": f"m{number}" if sent else None,
        "error": None if sent else "no route",
        "retries": 0 if sent else 2,
    }


def _campaign(number: int, day: str, by: int, status: str, **others: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": number,
        "campaign_date": date.fromisoformat(day),
        "initiated_by_user_id": by,
        "initiated_by_discord_id": by,
        "status": status,
        "idempotency_key": f"key {number}",
        "created_at": at(f"{day} 16:00"),
        "updated_at": at(f"{day} 16:30"),
    }
    return values | others


def _job(number: int, campaign: int, kind: str, due: str, status: str) -> dict[str, Any]:
    when = datetime.fromisoformat(f"{due}+00:00")
    return {
        "id": number,
        "campaign_id": campaign,
        "job_type": kind,
        "run_at": when,
        "status": status,
        "attempts": 1 if status == "sent" else 0,
        "sent_at": when if status == "sent" else None,
        "created_at": at("2026-11-06 16:00"),
        "updated_at": at("2026-11-06 16:00"),
    }


def _log(number: int, user: int, status: str, error: str | None = None) -> dict[str, Any]:
    return {
        "id": number,
        "campaign_id": 1,
        "job_id": 1,
        "user_id": user,
        "channel_type": "discord",
        "status": status,
        "message_id": "m" if status == "sent" else None,
        "error": error,
        "created_at": at("2026-11-13 19:45"),
    }


EVENINGS: dict[str, list[dict[str, Any]]] = {
    "notifications_ledger": [
        _message(1, ANNA, "DAILY_REMINDER:2026-11-20", "discord", "2026-11-20 15:00"),
        _message(2, ANNA, "DAILY_REMINDER:2026-11-20", "telegram", "2026-11-20 15:01"),
        _message(3, BOJAN, "SESSION_READY:2026-11-20:threshold=6", "discord", "2026-11-20 18:00"),
        _message(
            4, -ANNOUNCED_IN, "SESSION_READY:2026-11-20:threshold=6", "discord", "2026-11-20 18:00"
        ),
        _message(5, ANNA, "DAILY_REMINDER:2026-11-19", "discord", "2026-11-19 15:00"),
        _message(6, BOJAN, "DAILY_REMINDER:2026-11-20", "discord", None),
        _message(7, ANNA, "FRIENDS_LOOKING:2026-11-20", "discord", "2026-11-20 15:00"),
        _message(9, HANA, "DAILY_REMINDER:2026-11-20", "discord", "2026-11-20 15:00"),
        _message(8, GONE, "DAILY_REMINDER:2026-11-20", "discord", "2026-11-20 15:00"),
    ],
    "availability_promotion_campaigns": [
        _campaign(
            1,
            "2026-11-13",
            ANNA,
            "followup_sent",
            include_maybe=True,
            recipient_count=2,
            channels_summary={"discord": 1, "telegram": 1, "pigeon": 1},
            recipients_snapshot=[
                {"user_id": ANNA, "status": "LOOKING", "selected_channel": "telegram"},
                {"user_id": str(DAN), "status": "LOOKING", "selected_channel": "discord"},
                {"user_id": GONE, "status": "MAYBE", "selected_channel": "discord"},
            ],
        ),
        _campaign(2, "2026-11-06", BOJAN, "scheduled"),
        _campaign(3, "2026-11-05", BOJAN, "cancelled", target_timezone="Nowhere/Land"),
        _campaign(
            4, "2026-11-20", ANNA, "followup_sent", target_start_time=at("2026-11-20 19:00").time()
        ),
    ],
    "availability_promotion_jobs": [
        _job(1, 1, "send_reminder_2045", "2026-11-13 19:40", "sent"),
        _job(2, 1, "send_start_2100", "2026-11-13 20:00", "failed"),
        _job(3, 1, "voice_check_2100", "2026-11-13 20:00:30", "sent"),
        _job(4, 2, "send_reminder_2045", "2026-11-06 19:45", "pending"),
        _job(5, 2, "send_start_2100", "2026-11-06 20:00", "running"),
        _job(6, 4, "send_start_2100", "2026-11-20 18:00", "sent"),
    ],
    "availability_promotion_send_logs": [
        _log(1, ANNA, "sent"),
        _log(2, BOJAN, "skipped", "recipient in quiet hours"),
        _log(3, DAN, "skipped", "idempotent skip"),
        _log(4, CILKA, "skipped", "who knows"),
        _log(5, BOJAN, "failed", f"{BOJANS_NUMBER} is not registered"),
        _log(6, 0, "sent"),
        _log(7, JAN, "sent") | {"job_id": None},
    ],
    "planning_sessions": [
        {
            "id": 1,
            "session_date": date(2026, 11, 13),
            "created_by_user_id": ANNA,
            "discord_thread_id": str(THREAD),
        },
        {
            "id": 2,
            "session_date": date(2026, 11, 20),
            "created_by_user_id": BOJAN,
            "discord_thread_id": "not yet",
        },
    ],
    "planning_team_names": [
        {"id": 1, "session_id": 2, "suggested_by_user_id": ANNA, "name": "Reds"},
        {"id": 2, "session_id": 2, "suggested_by_user_id": BOJAN, "name": "\uff32eds"},
        {"id": 3, "session_id": 2, "suggested_by_user_id": BOJAN, "name": "Blues"},
        {"id": 4, "session_id": 2, "suggested_by_user_id": BOJAN, "name": "x"},
    ],
    "planning_votes": [
        {"session_id": 2, "user_id": ANNA, "suggestion_id": 2},
        {"session_id": 2, "user_id": BOJAN, "suggestion_id": 3},
        {"session_id": 2, "user_id": HANA, "suggestion_id": 4},
    ],
    "planning_teams": [
        {"id": 1, "session_id": 2, "side": "A", "captain_user_id": ANNA},
        {"id": 2, "session_id": 2, "side": "B", "captain_user_id": HANA},
    ],
    "planning_team_members": [
        {"session_id": 2, "team_id": 1, "user_id": ANNA},
        {"session_id": 2, "team_id": 2, "user_id": BOJAN},
    ],
}
