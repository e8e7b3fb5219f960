"""What roles may do in the database, by the migrations that grant it, and granting it again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from muster.migrations import Migration

WEBSITE_ROLE = "website_app"

_LISTED = re.compile(r"\('(\w+)',\s*((?:'[^']*'\s*)+)\)")
_NAMES = r"(?:%I\.)?\w+(?:\s*,\s*(?:%I\.)?\w+)*"
_STATED = re.compile(
    rf"\bGRANT\s+([A-Z][^;']*?)\s+ON\s+(?:TABLE\s+)?({_NAMES})\s+TO\s+{WEBSITE_ROLE}\b"
)
_PRIVILEGE = re.compile(r"(SELECT|INSERT|UPDATE|DELETE)(?:\s*\(([^)]*)\))?")
_BLOCK = re.compile(r"^DO \$\$$.*?^\$\$;$", re.MULTILINE | re.DOTALL)

# Commands that grant take turns: two at once would meet at the same rows of the catalogue.
_TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtext('muster grants'))"

Need = tuple[str, str, str | None]
"""A table, a privilege, and the column it is for (None: the whole table)."""


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


def website_needs(migrations: Sequence[Migration]) -> list[Need]:
    """What the website needs, as the migrations that grant it say."""
    return list(dict.fromkeys(need for each in migrations for need in needs_of(each.sql)))


def granting_blocks(sql: str) -> list[str]:
    """The statements of a migration that grant `website_app` something; each may be run again."""
    return [block for block in _BLOCK.findall(sql) if f"TO {WEBSITE_ROLE}" in block]


async def grant_again(connection: Any, migrations: Sequence[Migration]) -> bool:
    """Grant `website_app` what it lacks, and answer whether it lacked anything.

    A restore without privileges loses them, and a role that was created after the migrations never
    had them.

    Raises:
        asyncpg.InsufficientPrivilegeError: the connection's role may not grant it.
    """
    async with connection.transaction():
        await connection.execute(_TAKE_TURNS)
        known = "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = $1"
        if not await connection.fetchval(known, WEBSITE_ROLE):
            return False
        if not await missing(connection, WEBSITE_ROLE, website_needs(migrations)):
            return False
        for migration in migrations:
            for block in granting_blocks(migration.sql):
                await connection.execute(block)
        return True


async def missing(connection: Any, role: str, needs: Sequence[Need]) -> list[Need]:
    """Those of `needs` that `role` may not do."""
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
