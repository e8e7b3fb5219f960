"""What slomix has of the community's people: who they are, what they said, how they are reached."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from cryptography.fernet import Fernet

from tests.support.slomix.community import (
    ANNA,
    ANNAS_CHAT,
    BOJAN,
    CILKA,
    DAN,
    EVA,
    FILIP,
    GONE,
    GREGA,
    HANA,
    IVAN,
    IVANS_USER,
    JAN,
    at,
    sealed,
)

_ALIEN = Fernet(Fernet.generate_key())


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


PEOPLE: dict[str, list[dict[str, Any]]] = {
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
}
