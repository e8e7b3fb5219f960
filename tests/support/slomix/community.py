"""A community in slomix with everything that is awkward about years of use, at `EVENING`."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import asyncpg
from cryptography.fernet import Fernet

PASSPHRASE = "correct horse battery staple"
"""What slomix has as CONTACT_DATA_ENCRYPTION_KEY."""

ANNA, BOJAN, CILKA, DAN, EVA = 9001, 9002, 9003, 9004, 9005
FILIP, GREGA, HANA, IVAN, JAN = 9006, 9007, 9008, 9009, 9010
EVERYBODY = (ANNA, BOJAN, CILKA, DAN, EVA, FILIP, GREGA, HANA, IVAN, JAN)
IVANS_USER = 77
"""slomix's user id of Ivan, which is not his Discord id."""
GONE = 123456
"""Somebody of whom only logs know."""

ANNAS_CHAT, BOJANS_NUMBER = "7001001", "+12025550101"
ANNOUNCED_IN = 555000555
THREAD = 1234567890123456789
_JSON = frozenset({"quiet_hours"})
"""Columns in which a text is JSON's text, too."""
SCHEMA = Path(__file__).with_name("schema.sql")

_ALIEN = Fernet(Fernet.generate_key())


def sealed(text: str) -> str:
    """`text` as slomix keeps it."""
    key = base64.urlsafe_b64encode(hashlib.sha256(PASSPHRASE.encode()).digest())
    return Fernet(key).encrypt(text.encode()).decode()


def at(text: str) -> datetime:
    """An instant as slomix's server writes it down, without a zone."""
    return datetime.fromisoformat(text)


async def fill(url: str) -> None:
    """Make slomix's tables and put the community into them."""
    connection = await asyncpg.connect(url)
    try:
        # Whatever says nothing of a time was last changed in summer.
        schema = SCHEMA.read_text().replace("DEFAULT now()", "DEFAULT '2026-07-01 12:00'")
        await connection.execute(schema)
        for table, rows in _ROWS.items():
            for row in rows:
                await insert(connection, table, **row)
    finally:
        await connection.close()


async def insert(connection: Any, table: str, **values: Any) -> None:
    """Add a row; JSON comes as what it stands for."""
    given = [
        json.dumps(each) if isinstance(each, dict | list) else each for each in values.values()
    ]
    places = ", ".join(f"${place}" for place in range(1, len(given) + 1))
    statement = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})"
    await connection.execute(statement, *given)


def _user(user_id: int, since: str, changed: str | None = None) -> dict[str, Any]:
    return {"id": user_id, "created_at": at(since), "updated_at": at(changed or since)}


def _account(user_id: int, name: str, **others: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "user_id": user_id,
        "discord_user_id": user_id,
        "username": name,
        "display_name": name.capitalize(),
        "linked_at": at("2025-01-02 10:00"),
    }
    return values | others


def _answer(number: int, user: int, day: str, status: str, when: str) -> dict[str, Any]:
    return {
        "id": number,
        "user_id": user,
        "user_name": "a name that nobody needs",
        "entry_date": date.fromisoformat(day),
        "status": status,
        "created_at": at("2025-01-01 09:00"),
        "updated_at": at(when),
    }


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


_ROWS: dict[str, list[dict[str, Any]]] = {
    "website_users": [
        _user(ANNA, "2025-01-02 10:00"),
        _user(BOJAN, "2025-01-01 10:00"),
        _user(CILKA, "2025-01-03 10:00"),
        _user(FILIP, "2025-01-04 10:00", "2026-03-03 10:00"),
        _user(HANA, "2025-01-06 10:00"),
        _user(IVANS_USER, "2025-01-07 10:00"),
        _user(JAN, "2025-01-08 10:00"),
        _user(-5, "2025-01-08 10:00"),
    ],
    "discord_accounts": [
        _account(ANNA, "anna", avatar="0123456789abcdef0123456789abcdef"),
        _account(BOJAN, "bojan", avatar="https://example.org/me.png"),
        _account(CILKA, "cilka", display_name="  "),
        _account(HANA, "hana"),
        _account(IVANS_USER, "ivan", discord_user_id=IVAN),
        _account(JAN, "jan"),
    ],
    "user_player_links": [
        {"user_id": ANNA, "player_guid": "AAAA1111", "player_name": "anna the first"},
        {"user_id": BOJAN, "player_guid": "BBBB2222", "player_name": "^1Bo^7jan"},
        {"user_id": CILKA, "player_guid": "CCCC3333", "player_name": "Cilka"},
        {"user_id": HANA, "player_guid": "HHHH8888", "player_name": "Hana"},
        {"user_id": IVANS_USER, "player_guid": "IIII9999", "player_name": "Ivan"},
        {"user_id": JAN, "player_guid": "JJJJ1010", "player_name": "Jan"},
    ],
    "player_links": [
        {
            "player_guid": "AAAA1111",
            "discord_id": ANNA,
            "discord_username": "anna",
            "player_name": "anna the first",
            "display_name": "^2Anna^7!",
            "display_name_source": "custom",
        },
        {
            "player_guid": "DDDD4444",
            "discord_id": DAN,
            "discord_username": "dan#1234",
            "player_name": "Dan",
            "linked_at": at("2024-05-05 10:00"),
        },
        {
            "player_guid": "aaaa1111",
            "discord_id": GREGA,
            "discord_username": "grega",
            "player_name": "anna the first",
            "linked_at": at("2026-02-02 10:00"),
        },
        {"player_guid": "EEEE5555", "discord_id": BOJAN, "player_name": "An older profile"},
    ],
    "player_aliases": [
        {"guid": "BBBB2222", "alias": "bo", "last_seen": at("2025-05-01 10:00")},
        {"guid": "BBBB2222", "alias": "^4Bo^7zo", "last_seen": at("2026-05-01 10:00")},
        {"guid": "UUUU0000", "alias": "nobody's yet", "last_seen": at("2026-05-01 10:00")},
        {"guid": "WWWW1111", "alias": "Ivan the old", "last_seen": at("2024-05-01 10:00")},
        {"guid": "OMNIBOT012345678", "alias": "[BOT]fred"},
        {"guid": "SLOT3", "alias": "player"},
        {"guid": "DDDD4444", "alias": "^1^2"},
    ],
    "player_skill_ratings": [
        {"player_guid": "AAAA1111", "et_rating": 0.75, "games_rated": 40},
        {"player_guid": "DDDD4444", "et_rating": 0.0, "games_rated": 0},
        {"player_guid": "UUUU0000", "et_rating": float("nan"), "games_rated": 3},
    ],
    "player_identity_links": [
        {"primary_guid": "BBBB2222", "alt_guid": "EEEE5555", "link_type": "sick_leave"},
        {"primary_guid": "WWWW1111", "alt_guid": "iiii9999", "link_type": "alias"},
        {"primary_guid": "AAAA1111", "alt_guid": "JJJJ1010", "link_type": "merged"},
        {"primary_guid": "AAAA1111", "alt_guid": "NNNN0000", "link_type": "merged"},
    ],
    "user_permissions": [
        {"discord_id": ANNA, "username": "anna", "tier": "admin", "added_by": 4242},
        {"discord_id": BOJAN, "username": "bojan", "tier": "moderator"},
        {"discord_id": 4242, "username": "the owner", "tier": "root"},
        {"discord_id": 4243, "username": "x", "tier": "janitor"},
    ],
    "account_link_audit_log": [
        {
            "user_id": ANNA,
            "discord_user_id": ANNA,
            "action": "player_linked",
            "actor_discord_id": ANNA,
            "metadata": {"player_guid": "AAAA1111", "player_name": "anna the first"},
            "created_at": at("2025-01-02 10:05"),
        },
        {
            "user_id": FILIP,
            "discord_user_id": FILIP,
            "action": "discord_unlinked",
            "actor_discord_id": FILIP,
            "created_at": at("2026-03-03 09:59"),
        },
        {"user_id": ANNA, "action": "display_name_set", "actor_discord_id": ANNA},
        {"user_id": GONE, "action": "player_unlinked", "actor_discord_id": GONE},
    ],
    "availability_entries": [
        _answer(1, BOJAN, "2026-11-20", "LOOKING", "2026-11-20 18:00"),
        _answer(2, ANNA, "2026-11-20", "LOOKING", "2026-11-20 17:00"),
        _answer(3, DAN, "2026-11-20", "LOOKING", "2026-11-20 17:30"),
        _answer(4, EVA, "2026-11-20", "LOOKING", "2026-11-20 16:00"),
        _answer(5, IVANS_USER, "2026-11-20", "MAYBE", "2026-11-20 16:30"),
        _answer(6, ANNA, "2026-11-21", "AVAILABLE", "2026-11-20 17:01"),
        _answer(7, ANNA, "2026-10-25", "LOOKING", "2026-10-25 02:30"),
        _answer(8, BOJAN, "2026-11-13", "NOT_PLAYING", "2026-11-12 12:00"),
        # The bot knew Ivan by his Discord id.
        _answer(10, IVAN, "2026-11-20", "NOT_PLAYING", "2026-11-20 15:30"),
        _answer(9, -17, "2026-11-13", "LOOKING", "2026-11-12 12:00"),
    ],
    "availability_user_settings": [
        {"user_id": ANNA, "sound_enabled": False, "sound_cooldown_seconds": 5},
        {"user_id": BOJAN, "timezone": "Asia/Tbilisi", "availability_reminders_enabled": False},
        {"user_id": CILKA, "timezone": "UTC"},
        {"user_id": HANA, "timezone": "Mars/Olympus", "updated_at": at("0001-01-01")},
        {"user_id": IVANS_USER, "sound_cooldown_seconds": 60},
        {"user_id": IVAN, "sound_cooldown_seconds": 90, "updated_at": at("2026-08-01 12:00")},
    ],
    "availability_channel_links": [
        {
            "user_id": ANNA,
            "channel_type": "telegram",
            "destination": ANNAS_CHAT,
            "verified_at": at("2025-02-02 10:00"),
        },
        {
            "user_id": JAN,
            "channel_type": "telegram",
            "destination": f" {ANNAS_CHAT} ",
            "verified_at": at("2025-03-03 10:00"),
        },
        {
            "user_id": HANA,
            "channel_type": "signal",
            "destination": None,
            "verification_token_hash": "0" * 64,
        },
        {
            "user_id": CILKA,
            "channel_type": "telegram",
            "destination": "-100123456",
            "verified_at": at("2025-03-03 10:00"),
        },
        {
            "user_id": BOJAN,
            "channel_type": "discord",
            "destination": str(BOJAN),
            "verified_at": at("2025-03-03 10:00"),
        },
    ],
    "availability_subscriptions": [
        {
            "user_id": ANNA,
            "channel_type": "telegram",
            "channel_address": ANNAS_CHAT,
            "enabled": True,
            "verified_at": at("2025-02-02 10:00"),
            "preferences": {"daily": True},
        },
        {"user_id": BOJAN, "channel_type": "discord", "enabled": False},
        {
            "user_id": JAN,
            "channel_type": "telegram",
            "channel_address": ANNAS_CHAT,
            "enabled": True,
            "verified_at": at("2025-03-03 10:00"),
        },
    ],
    "subscription_preferences": [
        {
            "user_id": ANNA,
            "allow_promotions": True,
            "preferred_channel": "telegram",
            "telegram_handle_encrypted": sealed("@anna_plays"),
            "quiet_hours": {"start": "23:00", "end": "08:00"},
            "notify_threshold": 4,
        },
        {
            "user_id": BOJAN,
            "allow_promotions": True,
            "signal_handle_encrypted": sealed("+1 (202) 555-0101"),
            "quiet_hours": json.dumps({"start": "22:00", "end": "22:00"}),
            "timezone": "Asia/Tbilisi",
        },
        {"user_id": CILKA, "timezone": "UTC", "quiet_hours": {"start": "late", "end": "07:00"}},
        {
            "user_id": HANA,
            "allow_promotions": True,
            "telegram_handle_encrypted": sealed(ANNAS_CHAT),
            "signal_handle_encrypted": _ALIEN.encrypt(b"+12025550199").decode(),
            "notify_threshold": 500,
        },
        {"user_id": JAN, "signal_handle_encrypted": sealed("call me")},
    ],
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
