"""The doctor's checks of the database: version, migrations, grants, clock, the bot's heartbeat."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from muster.clock import utc_now
from muster.database import translated_errors
from muster.errors import MusterError
from muster.live_status.rules import STALE_AFTER
from muster.live_status.service import read_status
from muster.migrations import edited, pending
from ops.findings import Finding
from ops.migrate import connect_patiently, reason_of, shipped_migrations

OLDEST_VERSION = 14
WEBSITE_ROLE = "website_app"

SLIGHT_SKEW, GRAVE_SKEW = timedelta(seconds=2), timedelta(seconds=60)

_GRANTS_MIGRATION = 8
_GRANT = re.compile(r"\('(\w+)',\s*((?:'[^']*'\s*)+)\)")
_PRIVILEGE = re.compile(r"(SELECT|INSERT|UPDATE|DELETE)(?:\s*\(([^)]*)\))?")

Need = tuple[str, str, str | None]
"""A table, a privilege, and the column it is for (None: the whole table)."""


async def database_checks(url: str) -> list[Finding]:
    """Everything that a connection can tell; one finding alone when there is no connection."""
    try:
        connection = await connect_patiently(url, "muster doctor")
    except MusterError as error:
        return [Finding.fail("database", error.detail)]
    try:
        with translated_errors():
            findings = [await _version(connection)]
            for subject, check in (
                ("migrations", _migrations),
                ("grants", _grants),
                ("database clock", _clock),
                ("bot", _heartbeat),
            ):
                try:
                    findings.append(await check(connection))
                except asyncpg.PostgresError as error:
                    findings.append(Finding.fail(subject, reason_of(error)))
            return findings
    finally:
        connection.terminate()


async def _version(connection: Any) -> Finding:
    number = int(await connection.fetchval("SELECT current_setting('server_version_num')"))
    user = await connection.fetchval("SELECT current_user")
    if number < OLDEST_VERSION * 10000:
        return Finding.fail(
            "database", f"PostgreSQL {number // 10000}; {OLDEST_VERSION} or newer is needed"
        )
    return Finding.ok("database", f"PostgreSQL {number // 10000} answers, as user {user}")


async def _migrations(connection: Any) -> Finding:
    migrations = shipped_migrations()
    waiting = await pending(connection, migrations)
    changed = await edited(connection, migrations)
    if changed:
        names = ", ".join(map(str, changed))
        return Finding.fail("migrations", f"edited since they were applied: {names}; restore them")
    if waiting:
        return Finding.fail("migrations", f"{len(waiting)} pending; run `muster migrate`")
    return Finding.ok("migrations", f"all {len(migrations)} applied, none edited since")


def website_needs() -> list[Need]:
    """What the website needs, as the migration that grants it says."""
    sql = next(each.sql for each in shipped_migrations() if each.number == _GRANTS_MIGRATION)
    needs: list[Need] = []
    for table, literals in _GRANT.findall(sql):
        for privilege, columns in _PRIVILEGE.findall(literals.replace("'", "")):
            names = [column.strip() for column in columns.split(",")] if columns else [None]
            needs += [(table, privilege, name) for name in names]
    return needs


async def _grants(connection: Any) -> Finding:
    user = await connection.fetchval("SELECT current_user")
    roles = await connection.fetch("SELECT 1 FROM pg_roles WHERE rolname = $1", WEBSITE_ROLE)
    for role in [user, WEBSITE_ROLE] if roles and user != WEBSITE_ROLE else [user]:
        missing = await _missing(connection, role, website_needs())
        if missing:
            return Finding.fail(
                "grants",
                f"{role} lacks {', '.join(missing[:4])}{' and more' if missing[4:] else ''}; "
                "run migration 008 again as the tables' owner",
            )
    if user != WEBSITE_ROLE:
        bot_needs: list[Need] = [("live_status", p, None) for p in ("INSERT", "UPDATE")]
        missing = await _missing(connection, user, bot_needs)
        if missing:
            return Finding.warn(
                "grants", f"{user} lacks {', '.join(missing)}, which `muster bot` needs"
            )
    served = f"{user} and {WEBSITE_ROLE} have" if roles and user != WEBSITE_ROLE else f"{user} has"
    return Finding.ok("grants", f"{served} what the website needs")


async def _missing(connection: Any, role: str, needs: list[Need]) -> list[str]:
    rows = await connection.fetch(
        """
        SELECT n.table_name, n.privilege, n.column_name
          FROM unnest($2::text[], $3::text[], $4::text[]) AS n (table_name, privilege, column_name)
         WHERE NOT coalesce(
               CASE WHEN n.column_name IS NULL
                    THEN has_table_privilege($1, to_regclass(n.table_name), n.privilege)
                    ELSE has_column_privilege(
                             $1, to_regclass(n.table_name), n.column_name, n.privilege)
               END, false)
        """,
        role,
        *(list(part) for part in zip(*needs, strict=True)),
    )
    return [
        f"{row['privilege']} on {row['table_name']}"
        + (f".{row['column_name']}" if row["column_name"] else "")
        for row in rows
    ]


async def _clock(connection: Any) -> Finding:
    before = utc_now()
    theirs: datetime = await connection.fetchval("SELECT clock_timestamp()")
    ours = before + (utc_now() - before) / 2
    return clock_finding("database clock", "the database's", theirs - ours)


def clock_finding(
    subject: str, whose: str, skew: timedelta, slight: timedelta = SLIGHT_SKEW
) -> Finding:
    """How a clock compares with this machine's; `skew` is theirs less ours."""
    seconds = abs(skew.total_seconds())
    text = f"{whose} clock and this machine's differ by {seconds:.1f} s"
    if seconds > GRAVE_SKEW.total_seconds():
        return Finding.fail(subject, f"{text}; set both by NTP")
    if seconds > slight.total_seconds():
        return Finding.warn(subject, f"{text}; set both by NTP")
    return Finding.ok(subject, text)


async def _heartbeat(connection: Any) -> Finding:
    status = await read_status(connection, "bot")
    if status is None:
        return Finding.warn("bot", "has never run here; `muster up` or `muster bot` runs it")
    age = utc_now() - status.updated_at
    if age > STALE_AFTER:
        return Finding.warn(
            "bot",
            f"last heard of {status.updated_at:%Y-%m-%d %H:%M} UTC; start `muster up` or "
            "`muster bot`",
        )
    return Finding.ok("bot", f"heard of {max(0, int(age.total_seconds()))} s ago")
