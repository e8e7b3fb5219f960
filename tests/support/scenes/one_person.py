"""A person who is in every table that can name one, and others who were told of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from muster.crypto import ContactCipher, generate_contact_key
from muster.personal_data.places import PLACES
from tests.support.scenes.good_rows import GOOD, NOW, TODAY, insert
from tests.support.scenes.ledger import add_people

USER_ID = 4_711_001
DISCORD_ID = 987_654_321_012_345_678
ALT_DISCORD_ID = 876_543_210_123_456_789
GUID, ALT_GUID = "self-feedbeefcafe", "self-deadbeefcafe"
NAME, USERNAME, DISPLAY_NAME = "Zephyrine", "zeph.yr", "Zephyr_R"
ADDRESS = "123456789"
SECRET = b"s" * 32
PAST = TODAY - timedelta(days=3)

# What the good rows lack that tells who it is.
_TELLING: dict[str, dict[str, Any]] = {
    "players": {"guid": GUID, "name": f"^1{NAME}", "canonical_name": NAME, "created_at": NOW},
    "player_aliases": {"guid": GUID, "alias": "Zed of old", "canonical_alias": "Zed of old"},
    "user_permissions": {"discord_user_id": DISCORD_ID, "granted_by": DISCORD_ID},
    "discord_accounts": {
        "discord_user_id": DISCORD_ID,
        "username": USERNAME,
        "display_name": DISPLAY_NAME,
        "avatar": "pictureofzephyr",
    },
    "discord_alt_accounts": {"discord_user_id": ALT_DISCORD_ID},
    "user_player_links": {"player_guid": GUID},
    "website_sessions": {"token_hash": SECRET},
    "read_tokens": {"token_hash": SECRET},
    "availability_link_tokens": {"token_hash": SECRET},
    "account_link_audit_log": {
        "discord_user_id": DISCORD_ID,
        "player_guid": GUID,
        "created_at": NOW,
    },
    "live_status": {
        "status_data": json.dumps(
            {"members": [{"id": str(DISCORD_ID), "name": DISPLAY_NAME}, {"id": "1", "name": "x"}]}
        )
    },
    "availability_entries": {"entry_date": PAST},
    "notifications_ledger": {"state": "sent", "sent_at": NOW, "attempt": 1},
    "availability_promotion_campaigns": {
        "campaign_date": PAST,
        "status": "cancelled",
        "cancelled_at": NOW,
        "cancelled_by_user_id": USER_ID,
    },
    "availability_promotion_jobs": {"status": "sent", "sent_at": NOW},
    "calls": {
        "status": "stopped",
        "stopped_by_user_id": USER_ID,
        "next_wave_at": None,
        "ended_at": NOW,
    },
    "calendar_feeds": {"salt": SECRET, "secret_hash": SECRET},
    "reader_languages": {"chosen": "sl", "heard": "de", "updated_at": NOW},
    "erasures": {"erases_at": NOW + timedelta(days=7)},
    "planning_teams": {"captain_user_id": USER_ID},
    "sandbox_outbox": {"address": f"user:{DISCORD_ID}", "text": f"Hello, {NAME}"},
    "admin_audit": {
        "actor_user_id": USER_ID,
        "actor_discord_user_id": DISCORD_ID,
        "user_id": USER_ID,
        "player_guid": GUID,
        "details": json.dumps({"before": NAME, "discord_user_id": str(DISCORD_ID)}),
    },
}


@dataclass(frozen=True)
class OnePerson:
    """Who is in every table, by what they are known; `other` was told of them."""

    other: int
    cipher: ContactCipher

    @property
    def needles(self) -> list[str]:
        """What no row may hold once they are erased."""
        hashed = self.cipher.hashes("telegram", ADDRESS)[0].hex()
        return [
            str(DISCORD_ID),
            str(ALT_DISCORD_ID),
            GUID,
            ALT_GUID,
            "Nightzephyr",
            NAME,
            USERNAME,
            DISPLAY_NAME,
            "Zed of old",
            "pictureofzephyr",
            hashed,
            SECRET.hex(),
        ]


async def fill_every_table(sql: Any) -> OnePerson:
    """Put the person into every table that names people, and let others hear of them."""
    (other,) = await add_people(sql, 1, NOW)
    await sql.execute("ALTER TABLE website_users ALTER id RESTART WITH 4711001")
    await sql.execute("INSERT INTO website_users (created_at) VALUES ($1)", NOW)
    cipher = ContactCipher([generate_contact_key()])
    sealed = {
        "channel_type": "telegram",
        "address_hash": cipher.hashes("telegram", ADDRESS)[0],
        "address_encrypted": cipher.encrypt(ADDRESS),
        "encryption_key_id": cipher.key_id,
    }
    device = {
        "session_hash": SECRET,
        "endpoint_hash": SECRET,
        "subscription_encrypted": SECRET,
        "encryption_key_id": cipher.key_id,
    }
    telling = _TELLING | {
        "push_devices": device,
        "availability_channel_links": {**sealed, "account_hash": None, "account_encrypted": None},
        "availability_disputed_handles": sealed,
        "availability_stopped_addresses": {**sealed, "stopped_at": NOW},
    }
    deferred = sql.transaction()
    await deferred.start()
    for table in GOOD:
        theirs = {
            name: USER_ID
            for name, column in (PLACES[table].columns.items() if table in PLACES else ())
            if column.by == "user" and name in GOOD[table] and table != "erased_people"
        }
        await insert(sql, table, theirs | telling.get(table, {}))
    await deferred.commit()
    await _tell_others(sql, other)
    return OnePerson(other, cipher)


async def _tell_others(sql: Any, other: int) -> None:
    alt = {"guid": ALT_GUID, "name": "Nightzephyr", "canonical_name": "Nightzephyr"}
    await insert(sql, "players", {**alt, "main_guid": GUID})
    await insert(
        sql,
        "account_link_audit_log",
        {"user_id": 8, "actor_user_id": 8, "discord_user_id": ALT_DISCORD_ID},
    )
    side = {"captain": NAME, "players": ["Player of another name", NAME]}
    payload = {"kind": "planning_teams", "date": TODAY.isoformat(), "A": side, "B": side}
    await insert(
        sql,
        "notifications_ledger",
        {
            "user_id": other,
            "event_key": "PLANNING:TEAMS:1",
            "payload": json.dumps(payload),
            "promotion_job_id": None,
        },
    )
    await insert(
        sql,
        "sandbox_outbox",
        {"user_id": other, "text": f"{NAME} plays. Zephyr\\_R does not."},
    )
    await insert(
        sql,
        "live_status",
        {
            "status_type": "game_server",
            "status_data": json.dumps({"players": [{"name": f"^2{NAME.lower()}"}]}),
        },
    )
    await insert(
        sql,
        "admin_audit",
        {
            "actor_user_id": other,
            "user_id": USER_ID,
            "undoes": None,
            "details": json.dumps({"name": NAME}),
        },
    )


async def everything(sql: Any) -> dict[str, str]:
    """Every row of every table, as text."""
    rows = await sql.fetch(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    return {
        row[0]: await sql.fetchval(
            f"SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM {row[0]} t"
        )
        for row in rows
    }


def later(days: float) -> datetime:
    return NOW + timedelta(days=days)
