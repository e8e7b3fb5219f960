"""The doctor's check of what roles may do in the database, by the migrations that grant it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import Any

import website
from ops.findings import Finding
from ops.migrate import shipped_migrations

WEBSITE_ROLE = "website_app"

_MAIN_MIGRATION = 8
"""Grants nearly everything and may be run again; a later one grants what it creates itself."""

_LISTED = re.compile(r"\('(\w+)',\s*((?:'[^']*'\s*)+)\)")
_NAMES = r"(?:%I\.)?\w+(?:\s*,\s*(?:%I\.)?\w+)*"
_STATED = re.compile(
    rf"\bGRANT\s+([A-Z][^;']*?)\s+ON\s+(?:TABLE\s+)?({_NAMES})\s+TO\s+{WEBSITE_ROLE}\b"
)
_PRIVILEGE = re.compile(r"(SELECT|INSERT|UPDATE|DELETE)(?:\s*\(([^)]*)\))?")

Need = tuple[str, str, str | None]
"""A table, a privilege, and the column it is for (None: the whole table)."""

_BOT_NEEDS: list[Need] = [("live_status", "INSERT", None), ("live_status", "UPDATE", None)]


def needs_of(sql: str) -> list[Need]:
    """What a migration grants the website, from its list of tables or its statements."""
    found = [(table, literals.replace("'", "")) for table, literals in _LISTED.findall(sql)]
    for privileges, tables in _STATED.findall(sql):
        names = [name.strip().removeprefix("%I.") for name in tables.split(",")]
        found += [(name, privileges) for name in names]
    needs: list[Need] = []
    for table, privileges in found:
        for privilege, columns in _PRIVILEGE.findall(privileges):
            names = [column.strip() for column in columns.split(",")] if columns else [None]
            needs += [(table, privilege, name) for name in names]
    return needs


def website_needs() -> list[Need]:
    """What the website needs, as the migrations that grant it say."""
    return list(dict.fromkeys(need for each in shipped_migrations() for need in needs_of(each.sql)))


async def grants(connection: Any) -> Finding:
    """Whether the connection's role and `website_app` may do what the website does."""
    needs = website_needs()
    absent = await connection.fetchval(
        "SELECT count(*) FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL",
        sorted({table for table, _, _ in needs}),
    )
    if absent:
        return Finding.off("grants", "looked at once all migrations are applied")
    user = await connection.fetchval("SELECT current_user")
    roles = await connection.fetch("SELECT 1 FROM pg_roles WHERE rolname = $1", WEBSITE_ROLE)
    for role in [user, WEBSITE_ROLE] if roles and user != WEBSITE_ROLE else [user]:
        missing = await _missing(connection, role, needs)
        if missing:
            shown = ", ".join(map(_shown, missing[:4]))
            name = await connection.fetchval("SELECT quote_ident($1)", role)
            return Finding.fail(
                "grants",
                f"{role} lacks {shown}{' and more' if missing[4:] else ''}; as the tables' owner: "
                f"{_remedy(name, missing)}",
            )
    if user != WEBSITE_ROLE:
        missing = await _missing(connection, user, _BOT_NEEDS)
        if missing:
            return Finding.warn(
                "grants",
                f"{user} lacks {', '.join(map(_shown, missing))}, which `muster bot` needs",
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


async def _missing(connection: Any, role: str, needs: list[Need]) -> list[Need]:
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
    return [(row["table_name"], row["privilege"], row["column_name"]) for row in rows]
