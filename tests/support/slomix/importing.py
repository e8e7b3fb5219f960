"""Imports as an operator would run them, and what is in Muster's database afterwards."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from muster.settings import Settings
from ops.slomix.command import Wanted, import_slomix
from ops.slomix.report import Report
from tests.support.running.bot import CONTACT_KEY
from tests.support.scenes.community import EVENING, settings_for
from tests.support.slomix.community import PASSPHRASE

UTC = ZoneInfo("UTC")
ZONE = ZoneInfo("Europe/Ljubljana")
WRITTEN = {
    "account_link_audit_log": 3,
    "availability_answer_changes": 6,
    "availability_channel_links": 3,
    "availability_disputed_handles": 1,
    "availability_entries": 8,
    "availability_promotion_campaigns": 4,
    "availability_promotion_jobs": 6,
    "availability_promotion_recipients": 2,
    "availability_promotion_send_logs": 4,
    "availability_subscriptions": 3,
    "availability_user_settings": 5,
    "discord_accounts": 10,
    "notifications_ledger": 5,
    "planning_sessions": 2,
    "planning_team_members": 2,
    "planning_team_names": 2,
    "planning_teams": 2,
    "planning_votes": 2,
    "players": 10,
    "subscription_preferences": 5,
    "user_permissions": 3,
    "user_player_links": 7,
    "website_users": 10,
}
"""How many rows of each table an import of the community writes."""


def moving_in(database_url: str, **overrides: Any) -> Settings:
    """Settings of the Muster that a community moves to."""
    return settings_for(database_url, **({"contact_data_encryption_key": CONTACT_KEY} | overrides))


async def run(database_url: str, slomix_url: str, **options: Any) -> Report:
    """One import at `EVENING`, with slomix's key."""
    values: dict[str, Any] = {"zone": UTC, "key": PASSPHRASE}
    wanted = Wanted(slomix_url, **(values | options))
    return await import_slomix(moving_in(database_url), wanted, EVENING)


async def everything(sql: Any) -> dict[str, list[str]]:
    """All rows of all of Muster's tables, as text, in an order of their own."""
    tables = await sql.fetch(
        """
        SELECT relname FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
           AND relname <> 'schema_migrations'
         ORDER BY relname
        """
    )
    found: dict[str, list[str]] = {}
    for (table,) in tables:
        rows = await sql.fetch(f'SELECT t::text AS line FROM "{table}" t ORDER BY 1')
        if rows:
            found[table] = [row["line"] for row in rows]
    return found


async def numbers(sql: Any) -> dict[str, int]:
    """How many rows there are in each table that has any."""
    return {table: len(rows) for table, rows in (await everything(sql)).items()}


async def user_ids(sql: Any) -> dict[int, int]:
    """Muster's user ids by Discord id."""
    return dict(await sql.fetch("SELECT discord_user_id, user_id FROM discord_accounts"))


def left(report: Report) -> dict[str, list[str]]:
    """What was left out, as `table: reason`, with its ids."""
    return {f"{table}: {why}": listed.ids for (table, why), listed in report.left.items()}
