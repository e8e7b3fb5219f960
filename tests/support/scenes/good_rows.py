"""One row of each table that the database takes, for the tests of what it refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)
TODAY = date(2026, 11, 20)
HASH, OTHER_HASH = b"1" * 32, b"2" * 32
STAMPS = {"created_at": NOW, "updated_at": NOW}

# One good row a table, in an order that the foreign keys allow. Generated ids all come out as 1,
# except for the three users.
GOOD: dict[str, dict[str, Any]] = {
    "players": {"guid": "g1", "name": "^1Š", "canonical_name": "Š", "origin": "self_registered"},
    "player_aliases": {"guid": "g1", "alias": "Shade", "canonical_alias": "Shade"},
    "user_permissions": {"discord_user_id": 501, "tier": "admin"},
    "live_status": {"status_type": "voice_channel", "status_data": '{"members": []}'},
    "website_sessions": {
        "token_hash": HASH,
        "user_id": 1,
        "created_at": NOW,
        "last_seen_at": NOW,
        "expires_at": LATER,
    },
    "oauth_states": {
        "state_hash": HASH,
        "code_verifier": "v",
        "redirect_uri": "http://127.0.0.1:8000/auth/callback",
        "created_at": NOW,
        "expires_at": LATER,
    },
    "discord_accounts": {
        "discord_user_id": 501,
        "user_id": 1,
        "username": "shade",
        "linked_at": NOW,
        "updated_at": NOW,
    },
    "user_player_links": {"user_id": 1, "player_guid": "g1", "linked_at": NOW},
    "account_link_audit_log": {
        "user_id": 1,
        "actor_user_id": 1,
        "action": "player_linked",
        "created_at": NOW,
    },
    "availability_entries": {"user_id": 1, "entry_date": TODAY, "status": "LOOKING", **STAMPS},
    "availability_last_words": {"user_id": 1, "entry_date": TODAY, "said_at": NOW},
    "availability_answer_changes": {
        "user_id": 1,
        "entry_date": TODAY,
        "status": "LOOKING",
        "source": "page",
        "changed_at": NOW,
    },
    "evening_rules": {
        "weekday": 4,
        "starts_at": time(21, 0),
        "threshold": 6,
        "call_at": time(20, 15),
        "call_most": 12,
        "updated_by": 1,
        "updated_at": NOW,
    },
    "evening_rule_changes": {"weekday": 4, "session": True, "changed_by": 1, "changed_at": NOW},
    "availability_user_settings": {"user_id": 1, **STAMPS},
    "availability_subscriptions": {"user_id": 1, "channel_type": "telegram", **STAMPS},
    "availability_channel_links": {
        "channel_type": "signal",
        "address_hash": HASH,
        "user_id": 1,
        "address_encrypted": b"secret",
        "account_hash": HASH,
        "account_encrypted": b"secret",
        "encryption_key_id": "k1",
        "deliverable": True,
        "typed_at": NOW,
        "verified_at": NOW,
        **STAMPS,
    },
    "availability_link_tokens": {
        "user_id": 1,
        "channel_type": "telegram",
        "token_hash": HASH,
        "created_at": NOW,
        "expires_at": LATER,
    },
    "availability_stopped_addresses": {
        "channel_type": "signal",
        "address_hash": HASH,
        "stopped_at": NOW,
    },
    "availability_disputed_handles": {
        "user_id": 1,
        "channel_type": "signal",
        "address_hash": HASH,
        "address_encrypted": b"secret",
        "encryption_key_id": "k1",
        "deliverable": True,
        "typed_at": NOW,
    },
    "subscription_preferences": {"user_id": 1, **STAMPS},
    "availability_promotion_campaigns": {
        "campaign_date": TODAY,
        "promoter_user_id": 1,
        "target_timezone": "Europe/Ljubljana",
        "target_reminder_time": time(20, 45),
        "target_start_time": time(21, 0),
        "exclusive_day": True,
        **STAMPS,
    },
    "availability_promotion_recipients": {
        "campaign_id": 1,
        "user_id": 1,
        "status": "LOOKING",
        "selected_channel": "discord",
    },
    "availability_promotion_jobs": {
        "campaign_id": 1,
        "job_type": "send_reminder_2045",
        "run_at": NOW,
        "useful_until": LATER,
        **STAMPS,
    },
    "notifications_ledger": {
        "user_id": 1,
        "event_key": "PROMOTE:T0:2026-11-20",
        "channel_type": "discord",
        "not_before": NOW,
        "useful_until": LATER,
        "promotion_job_id": 1,
        **STAMPS,
    },
    "availability_promotion_send_logs": {
        "campaign_id": 1,
        "job_id": 1,
        "user_id": 1,
        "status": "sent",
        "created_at": NOW,
    },
    "calls": {
        "call_date": TODAY,
        "source": "hand",
        "started_by_user_id": 1,
        "status": "running",
        "most": 30,
        "wait_minutes": 8,
        "next_wave_at": NOW,
        **STAMPS,
    },
    "call_asks": {
        "call_date": TODAY,
        "user_id": 1,
        "call_id": 1,
        "wave": 1,
        "chance": 0.5,
        "asked_at": NOW,
        **STAMPS,
    },
    "call_habits": {
        "habit_date": TODAY,
        "user_id": 1,
        "known_since": TODAY,
        "same_day_yes": 0,
        "other_yes": 0,
        "asked": 0,
        "asked_yes": 0,
    },
    "usual_answers": {"user_id": 1, "weekday": 4, "mode": "suggest", "updated_at": NOW},
    "evening_attendance": {
        "evening_date": TODAY,
        "user_id": 1,
        "first_seen_at": NOW,
        "last_seen_at": LATER,
    },
    "evening_records": {
        "evening_date": TODAY,
        "session": True,
        "starts_at": NOW,
        "threshold": 6,
        "told_by": "voice",
        "most_in_voice": 7,
        "most_on_server": 6,
        "enough_minutes": 40,
        "looked_at": LATER,
        "said_yes": 6,
        "came": 6,
        "played": True,
        "closed_at": LATER,
        "closed_by": 1,
    },
    "evening_minutes": {
        "evening_date": TODAY,
        "minute": NOW,
        "in_voice": 6,
        "on_server": 5,
    },
    "forecast_habits": {
        "user_id": 1,
        "state": "silent",
        "weekday": 4,
        "seen": [1.0] * 7,
        "came": [0.0] * 7,
    },
    "forecast_calibrations": {
        "lead_hours": 3,
        "intercept": 0.1,
        "slope": 0.9,
        "of_intercept": 4.2,
        "of_both": 0.0,
        "of_slope": 12.5,
    },
    "forecast_learned": {"evening_date": TODAY, "learned_at": LATER},
    "forecast_notes": {
        "evening_date": TODAY,
        "hour": 18,
        "chance": 0.72,
        "looking": 4,
        "threshold": 6,
        "noted_at": NOW,
    },
    "availability_day_counts": {"entry_date": TODAY, "status": "LOOKING", "number": 3},
    "notification_day_counts": {
        "due_date": TODAY,
        "channel_type": "discord",
        "kind": "session_ready",
        "state": "sent",
        "reason": "",
        "number": 3,
        "in_time": 2,
    },
    "planning_sessions": {"session_date": TODAY, "created_by_user_id": 1, **STAMPS},
    "planning_team_names": {
        "session_id": 1,
        "name": "Čuki",
        "suggested_by_user_id": 1,
        "created_at": NOW,
    },
    "planning_votes": {"session_id": 1, "user_id": 1, "suggestion_id": 1, **STAMPS},
    "planning_teams": {"session_id": 1, "side": "A", **STAMPS},
    "planning_team_members": {"session_id": 1, "user_id": 1, "side": "A"},
    "tonight_messages": {
        "message_date": TODAY,
        "discord_channel_id": 9,
        "nonce": "n" * 24,
        **STAMPS,
    },
    "discord_scheduled_events": {"event_date": TODAY, "reference": "e20261120-1", **STAMPS},
    "sandbox_outbox": {
        "user_id": 1,
        "channel_type": "discord",
        "address": "user:501",
        "text": "Hello",
        "sent_at": NOW,
    },
}

ANNOUNCEMENT = {"user_id": None, "discord_channel_id": 9}


async def insert(connection: Any, table: str, changes: dict[str, Any] | None = None) -> None:
    row = GOOD[table] | (changes or {})
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    statement = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})"
    await connection.execute(statement, *row.values())
