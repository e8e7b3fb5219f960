"""The doctor's check of what roles may do in the database, by the migrations that grant it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import Any

import website
from muster.health.rules import Finding
from ops.migrate import shipped_migrations
from ops.postgres.grants import WEBSITE_ROLE, Need, missing, needs_of, website_needs

_MAIN_MIGRATION = 8
"""Grants nearly everything and may be run again; a later one grants what it creates itself."""

_BOT_NEEDS: list[Need] = [("live_status", "INSERT", None), ("live_status", "UPDATE", None)]


async def grants(connection: Any) -> Finding:
    """Whether the connection's role and `website_app` may do what the website does."""
    needs = website_needs(shipped_migrations())
    absent = await connection.fetchval(
        "SELECT count(*) FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL",
        sorted({table for table, _, _ in needs}),
    )
    if absent:
        return Finding.off("grants", "looked at once all migrations are applied")
    user = await connection.fetchval("SELECT current_user")
    roles = await connection.fetch("SELECT 1 FROM pg_roles WHERE rolname = $1", WEBSITE_ROLE)
    for role in [user, WEBSITE_ROLE] if roles and user != WEBSITE_ROLE else [user]:
        lacking = await missing(connection, role, needs)
        if lacking:
            shown = ", ".join(map(_shown, lacking[:4]))
            name = await connection.fetchval("SELECT quote_ident($1)", role)
            return Finding.fail(
                "grants",
                f"{role} lacks {shown}{' and more' if lacking[4:] else ''}; as the tables' owner: "
                f"{_remedy(name, lacking)}",
            )
    if user != WEBSITE_ROLE:
        lacking = await missing(connection, user, _BOT_NEEDS)
        if lacking:
            return Finding.warn(
                "grants",
                f"{user} lacks {', '.join(map(_shown, lacking))}, which `muster bot` needs",
            )
    served = f"{user} and {WEBSITE_ROLE} have" if roles and user != WEBSITE_ROLE else f"{user} has"
    return Finding.ok("grants", f"{served} what the website needs")


def _shown(need: Need) -> str:
    table, privilege, column = need
    return f"{privilege} on {table}" + (f".{column}" if column else "")


def _remedy(role: str, missing: Sequence[Need]) -> str:
    """A command that grants `role` (quoted as SQL wants it) what is missing."""
    main = next(each for each in shipped_migrations() if each.number == _MAIN_MIGRATION)
    by_file = set(needs_of(main.sql)) if role == WEBSITE_ROLE else set[Need]()
    command = ["psql", '"$OWNER_DATABASE_URL"', "-v", "ON_ERROR_STOP=1"]
    if by_file & set(missing):
        command += ["-f", quote(str(Path(website.__path__[0]) / "migrations" / f"{main}.sql"))]
    privileges: dict[str, list[str]] = {}
    for need in missing:
        if need not in by_file:
            table, privilege, column = need
            listed = privileges.setdefault(table, [])
            listed.append(f"{privilege} ({column})" if column else privilege)
    for table, listed in privileges.items():
        command += ["-c", quote(f"GRANT {', '.join(listed)} ON {table} TO {role}")]
    return " ".join(command)
