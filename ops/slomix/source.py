"""Reads slomix's database: all of it in one transaction that can write nothing.

What is read is as of one moment, whatever the source goes on doing, and the source is let go before
Muster's own database is written to.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg

from muster.database import translated_errors
from muster.errors import OperatorError

TABLES: dict[str, dict[str, str]] = {
    "website_users": {"id": "bigint", "created_at": "timestamp", "updated_at": "timestamp"},
    "discord_accounts": {
        "user_id": "bigint",
        "discord_user_id": "bigint",
        "username": "text",
        "display_name": "text",
        "avatar": "text",
        "linked_at": "timestamp",
    },
    "user_player_links": {
        "user_id": "bigint",
        "player_guid": "text",
        "player_name": "text",
        "linked_at": "timestamp",
    },
    "player_links": {
        "discord_id": "bigint",
        "discord_username": "text",
        "player_guid": "text",
        "player_name": "text",
        "display_name": "text",
        "linked_at": "timestamp",
    },
    "player_aliases": {"guid": "text", "alias": "text", "last_seen": "timestamp"},
    "player_skill_ratings": {
        "player_guid": "text",
        "display_name": "text",
        "et_rating": "float8",
        "games_rated": "bigint",
    },
    "player_identity_links": {"primary_guid": "text", "alt_guid": "text", "link_type": "text"},
    "user_permissions": {
        "discord_id": "bigint",
        "tier": "text",
        "added_at": "timestamp",
        "added_by": "bigint",
    },
    "account_link_audit_log": {
        "id": "bigint",
        "user_id": "bigint",
        "discord_user_id": "bigint",
        "action": "text",
        "actor_discord_id": "bigint",
        "metadata": "jsonb",
        "created_at": "timestamp",
    },
    "availability_entries": {
        "id": "bigint",
        "user_id": "bigint",
        "entry_date": "date",
        "status": "text",
        "created_at": "timestamp",
        "updated_at": "timestamp",
    },
    "availability_user_settings": {
        "user_id": "bigint",
        "sound_enabled": "boolean",
        "sound_cooldown_seconds": "integer",
        "availability_reminders_enabled": "boolean",
        "timezone": "text",
        "updated_at": "timestamp",
    },
    "availability_subscriptions": {
        "id": "bigint",
        "user_id": "bigint",
        "channel_type": "text",
        "channel_address": "text",
        "enabled": "boolean",
        "verified_at": "timestamp",
        "preferences": "jsonb",
        "created_at": "timestamp",
        "updated_at": "timestamp",
    },
    "availability_channel_links": {
        "id": "bigint",
        "user_id": "bigint",
        "channel_type": "text",
        "destination": "text",
        "verified_at": "timestamp",
        "updated_at": "timestamp",
    },
    "subscription_preferences": {
        "user_id": "bigint",
        "allow_promotions": "boolean",
        "preferred_channel": "text",
        "telegram_handle_encrypted": "text",
        "signal_handle_encrypted": "text",
        "quiet_hours": "jsonb",
        "timezone": "text",
        "notify_threshold": "integer",
        "created_at": "timestamp",
        "updated_at": "timestamp",
    },
    "notifications_ledger": {
        "id": "bigint",
        "user_id": "bigint",
        "event_key": "text",
        "channel_type": "text",
        "sent_at": "timestamp",
        "message_id": "text",
    },
    "availability_promotion_campaigns": {
        "id": "bigint",
        "campaign_date": "date",
        "target_timezone": "text",
        "target_start_time": "time",
        "initiated_by_user_id": "bigint",
        "include_maybe": "boolean",
        "include_available": "boolean",
        "dry_run": "boolean",
        "status": "text",
        "recipient_count": "integer",
        "channels_summary": "jsonb",
        "recipients_snapshot": "jsonb",
        "created_at": "timestamp",
        "updated_at": "timestamp",
    },
    "availability_promotion_jobs": {
        "id": "bigint",
        "campaign_id": "bigint",
        "job_type": "text",
        "run_at": "timestamptz",
        "status": "text",
        "attempts": "integer",
        "max_attempts": "integer",
        "sent_at": "timestamptz",
        "created_at": "timestamp",
        "updated_at": "timestamp",
    },
    "availability_promotion_send_logs": {
        "id": "bigint",
        "campaign_id": "bigint",
        "job_id": "bigint",
        "user_id": "bigint",
        "channel_type": "text",
        "status": "text",
        "message_id": "text",
        "error": "text",
        "created_at": "timestamp",
    },
    "planning_sessions": {
        "id": "bigint",
        "session_date": "date",
        "created_by_user_id": "bigint",
        "discord_thread_id": "text",
        "created_at": "timestamp",
        "updated_at": "timestamp",
    },
    "planning_team_names": {
        "id": "bigint",
        "session_id": "bigint",
        "suggested_by_user_id": "bigint",
        "name": "text",
        "created_at": "timestamp",
    },
    "planning_votes": {
        "id": "bigint",
        "session_id": "bigint",
        "user_id": "bigint",
        "suggestion_id": "bigint",
        "created_at": "timestamp",
        "updated_at": "timestamp",
    },
    "planning_teams": {
        "id": "bigint",
        "session_id": "bigint",
        "side": "text",
        "captain_user_id": "bigint",
        "created_at": "timestamp",
        "updated_at": "timestamp",
    },
    "planning_team_members": {
        "id": "bigint",
        "session_id": "bigint",
        "team_id": "bigint",
        "user_id": "bigint",
    },
}
"""What is read of slomix: its tables in the order of their import, and the columns of each."""

_OLDER_NAMES = {
    ("player_links", "player_guid"): "et_guid",
    ("player_links", "player_name"): "et_name",
    ("player_links", "linked_at"): "linked_date",
}
_READ_SECONDS = 120.0
_ANSWERS = "availability_entries"
_INSTANTS = ("timestamp without time zone", "timestamp with time zone")

Row = dict[str, Any]


class NotSlomix(OperatorError):
    """The database is another program's."""

    code = "not_slomix"


@dataclass
class Snapshot:
    """slomix at one moment; instants as they are stored there.

    Attributes:
        rows: by table; the ledger's are those of today alone.
        missing: tables that this slomix does not have (yet).
        other_messages: how many rows its ledger has besides.
        server_zone: the time zone that the server gives whoever says nothing of one.
    """

    rows: dict[str, list[Row]]
    missing: list[str]
    other_messages: int
    server_zone: str


async def read_snapshot(
    connection: Any, today: date, progress: Callable[[str], None] = lambda _table: None
) -> Snapshot:
    """Everything that an import needs; `today` is the community's date.

    Raises:
        NotSlomix: the tables are another program's.
        OperatorError: the role may not read one of them.
        DatabaseUnavailable: the database went away.
    """
    reading = ""
    try:
        with translated_errors():
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                columns = await _columns(connection)
                _require_slomix(columns)
                rows: dict[str, list[Row]] = {}
                for table in TABLES:
                    progress(table)
                    reading = table
                    rows[table] = await _read(connection, table, columns.get(table), today)
                other = 0
                if "notifications_ledger" in columns:
                    other = await connection.fetchval("SELECT count(*) FROM notifications_ledger")
                    other -= len(rows["notifications_ledger"])
                zone = await connection.fetchval(
                    "SELECT reset_val FROM pg_settings WHERE name = 'TimeZone'"
                )
    except asyncpg.InsufficientPrivilegeError as error:
        reason = str(error).strip().splitlines()[0]
        raise OperatorError(
            f"slomix's database lets this role not read all tables ({reason}); use the role that "
            "slomix itself connects as"
        ) from None
    except (asyncpg.DataError, asyncpg.SyntaxOrAccessError):
        # What the driver says of it holds the value, which may be an address.
        raise OperatorError(
            f"slomix's table {reading or _ANSWERS} has a column of another kind than slomix's, "
            "which cannot be read as that"
        ) from None
    missing = [table for table in TABLES if table not in columns]
    return Snapshot(rows, missing, other, zone or "")


async def _columns(connection: Any) -> dict[str, dict[str, str]]:
    """The columns of each table that the search path leads to, and of which kind each is."""
    found = await connection.fetch(
        """
        SELECT c.relname, a.attname, format_type(a.atttypid, NULL)
          FROM unnest($1::text[]) AS wanted (name)
          JOIN pg_class c ON c.oid = to_regclass(quote_ident(wanted.name))
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        """,
        list(TABLES),
    )
    columns: dict[str, dict[str, str]] = {}
    for table, column, kind in found:
        columns.setdefault(table, {})[column] = kind
    return columns


def _require_slomix(columns: dict[str, dict[str, str]]) -> None:
    answers = columns.get(_ANSWERS, {})
    if "arrival_number" in answers:
        raise NotSlomix("This is a database of Muster's, not slomix's; check the address.")
    if not {"id", "user_id", "user_name", "entry_date", "status"} <= answers.keys():
        raise NotSlomix(
            "This is no database of slomix's: its table availability_entries is not here; check "
            "the address, the database's name above all."
        )


async def _read(connection: Any, table: str, has: dict[str, str] | None, today: date) -> list[Row]:
    if has is None:
        return []
    parts: list[str] = []
    for name, kind in TABLES[table].items():
        older = _OLDER_NAMES.get((table, name), "")
        found = name if name in has else older if older in has else None
        parts.append(f"{_as_kind(found, has[found], kind) if found else f'NULL::{kind}'} AS {name}")
    statement = f"SELECT {', '.join(parts)} FROM {table}"  # noqa: S608 names of ours
    arguments: list[Any] = []
    if table == "notifications_ledger":
        statement += " WHERE sent_at IS NOT NULL AND strpos(event_key, $1) > 0"
        arguments.append(f":{today.isoformat()}")
    if "id" in has:
        statement += " ORDER BY id"
    found_rows = await connection.fetch(statement, *arguments, timeout=_READ_SECONDS)
    of_json = [name for name, kind in TABLES[table].items() if kind == "jsonb"]
    return [_plain(row, of_json) for row in found_rows]


def _as_kind(column: str, stored: str, kind: str) -> str:
    """The column as what it is in today's slomix; older ones kept ids as texts, for one.

    Instants that say their zone keep it, and JSON is made of its text afterwards.
    """
    as_it_is = kind == "jsonb" or (kind.startswith("timestamp") and stored in _INSTANTS)
    return column if as_it_is else f"{column}::{kind}"


def _plain(row: Any, of_json: list[str]) -> Row:
    plain = dict(row)
    for name in of_json:
        # Some drivers wrote JSON into JSON, as a text.
        while isinstance(plain[name], str):
            try:
                plain[name] = json.loads(plain[name])
            except ValueError:
                plain[name] = None
    return plain
