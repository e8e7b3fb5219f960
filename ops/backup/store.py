"""What a backup needs to know of a database, and how a restore changes it: SQL alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from muster.clock import monotonic
from muster.migrations import LOCK_KEY
from ops.backup.manifest import Recorded, TableSum

PATIENCE = 3600.0
"""Seconds that a statement over a whole table may take."""

RESTORED, ASIDE = "muster_restored", "muster_aside"
"""Schemas: of what was restored and awaits its place; of what makes room inside a transaction."""

_TABLES = """
    SELECT c.relname FROM pg_catalog.pg_class AS c
     WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema()))
       AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                        WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
                          AND d.deptype = 'e')
     ORDER BY c.relname COLLATE "C"
"""

# A row's text is the same on every server, since the session says how values look as text.
_SUM = """
    SELECT count(*) AS rows, coalesce(sum(
           ('x' || left(md5(every_row::text), 16))::bit(64)::bigint::numeric), 0)::text AS checksum
      FROM {table} AS every_row
"""

_SESSIONS = """
    SELECT count(*) FROM pg_catalog.pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND (application_name ~ '^muster (web|bot)' OR usename = 'website_app')
"""

# Everything in one schema that is not an extension's moves to another; what belongs to a table
# (indexes, constraints, triggers, sequences of its columns) goes with it.
_MOVE = """
DO $move$
DECLARE
    statement text;
BEGIN
    FOR statement IN
        SELECT format('ALTER %s %I.%I SET SCHEMA %I',
                      CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                                     WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE'
                                     ELSE 'TABLE' END, {source}, c.relname, {target})
          FROM pg_catalog.pg_class AS c
         WHERE c.relnamespace = to_regnamespace(quote_ident({source}))
           AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                            WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
                              AND (d.deptype = 'e' OR c.relkind = 'S' AND d.deptype IN ('a', 'i')
                                   AND d.refclassid = 'pg_catalog.pg_class'::regclass))
        UNION ALL
        SELECT format('ALTER TYPE %I.%I SET SCHEMA %I', {source}, t.typname, {target})
          FROM pg_catalog.pg_type AS t
          LEFT JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
         WHERE t.typnamespace = to_regnamespace(quote_ident({source}))
           AND (t.typtype IN ('d', 'e', 'r') OR c.relkind = 'c')
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                            WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid
                              AND d.deptype = 'e')
        UNION ALL
        SELECT format('ALTER ROUTINE %s SET SCHEMA %I', p.oid::regprocedure, {target})
          FROM pg_catalog.pg_proc AS p
         WHERE p.pronamespace = to_regnamespace(quote_ident({source}))
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                            WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid
                              AND d.deptype = 'e')
    LOOP
        EXECUTE statement;
    END LOOP;
END
$move$;
"""

_COLUMNS = """
    SELECT n.attname
      FROM pg_catalog.pg_attribute AS n
      JOIN pg_catalog.pg_attribute AS o ON o.attname = n.attname AND o.atttypid = n.atttypid
     WHERE n.attrelid = to_regclass($1) AND o.attrelid = to_regclass($2)
       AND n.attnum > 0 AND NOT n.attisdropped AND n.attidentity = '' AND n.attgenerated = ''
     ORDER BY n.attnum
"""


def literal(text: str) -> str:
    """`text` as a literal of SQL."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"E'{escaped}'"


def quoted(name: str) -> str:
    """`name` as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def moving(source: str, target: str) -> str:
    """The statement that moves everything of ours from schema `source` to `target`.

    Its session's search path is to be `pg_catalog` alone.
    """
    return _MOVE.format(source=literal(source), target=literal(target))


async def server_major(connection: Any) -> int:
    """The server's major version."""
    return int(await connection.fetchval("SELECT current_setting('server_version_num')")) // 10000


async def current_schema(connection: Any) -> str | None:
    """The schema of our tables, None where there is none yet."""
    return await connection.fetchval("SELECT current_schema()")


async def other_databases(connection: Any) -> list[str]:
    """The server's databases but for this one and the templates."""
    rows = await connection.fetch(
        "SELECT datname FROM pg_catalog.pg_database"
        " WHERE NOT datistemplate AND datname <> current_database() ORDER BY 1"
    )
    return [row[0] for row in rows]


async def wanted_schema(connection: Any) -> str:
    """The schema in which our tables are, or are to be."""
    path = "SELECT (parse_ident(current_setting('search_path')))[1]"
    return await current_schema(connection) or await connection.fetchval(path)


async def schema_exists(connection: Any, name: str) -> bool:
    """Whether there is a schema of that name."""
    return await connection.fetchval("SELECT to_regnamespace(quote_ident($1)) IS NOT NULL", name)


async def holds_anything(connection: Any, name: str) -> bool:
    """Whether a schema has a table, view, sequence or function in it."""
    return await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM pg_catalog.pg_class
                        WHERE relnamespace = to_regnamespace(quote_ident($1)))
            OR EXISTS (SELECT FROM pg_catalog.pg_proc
                        WHERE pronamespace = to_regnamespace(quote_ident($1)))
        """,
        name,
    )


async def table_sums(connection: Any) -> dict[str, TableSum]:
    """The sum of every table of the schema, by the tables' names."""
    found: dict[str, TableSum] = {}
    schema = await current_schema(connection)
    for (name,) in await connection.fetch(_TABLES):
        table = f"{quoted(schema or '')}.{quoted(name)}"
        row = (await connection.fetch(_SUM.format(table=table), timeout=PATIENCE))[0]
        found[name] = TableSum(rows=row["rows"], checksum=row["checksum"])
    return found


async def recorded_migrations(connection: Any) -> tuple[Recorded, ...]:
    """What is applied, by number; nothing where files were applied by hand and nobody noted it."""
    if await connection.fetchval("SELECT to_regclass('schema_migrations')") is None:
        return ()
    rows = await connection.fetch(
        "SELECT version, name, content_hash FROM schema_migrations ORDER BY version"
    )
    return tuple(Recorded(**dict(row)) for row in rows)


async def running_sessions(connection: Any) -> int:
    """How many connections websites and bots have to this database, at this very moment: inside a
    transaction PostgreSQL would else repeat what it said first.
    """
    await connection.execute("SELECT pg_stat_clear_snapshot()")
    return await connection.fetchval(_SESSIONS)


async def share_tables(connection: Any, patience: float) -> bool:
    """Keep everybody from changing tables until the session ends; False where somebody still does
    after `patience` seconds.
    """
    return await _locked(connection, "pg_try_advisory_lock_shared", patience)


async def take_tables(connection: Any, patience: float) -> bool:
    """Have the tables for oneself until the session ends; False where somebody still works on them
    after `patience` seconds.
    """
    return await _locked(connection, "pg_try_advisory_lock", patience)


async def _locked(connection: Any, function: str, patience: float) -> bool:
    until = monotonic() + patience
    while not await connection.fetchval(f"SELECT {function}($1)", LOCK_KEY):
        if monotonic() >= until:
            return False
        await asyncio.sleep(0.1)
    return True


async def be_patient(connection: Any) -> None:
    """Let this session stay in a transaction for as long as it takes."""
    await connection.execute("SET idle_in_transaction_session_timeout = 0")


async def go_to(connection: Any, schema: str) -> None:
    """Make `schema` the search path."""
    await connection.execute(f"SET search_path = {quoted(schema)}")


async def drop_schema(connection: Any, schema: str) -> None:
    """Drop a schema of ours with all that is in it, if it is there."""
    await connection.execute(f"DROP SCHEMA IF EXISTS {quoted(schema)} CASCADE", timeout=PATIENCE)


async def note_restore(connection: Any, word: str) -> None:
    """Write down which restore the tables came from, in the transaction that puts them there."""
    await connection.execute(f"COMMENT ON TABLE schema_migrations IS {literal(word)}")


async def noted_restore(connection: Any) -> str | None:
    """What `note_restore` wrote."""
    return await connection.fetchval(
        "SELECT obj_description(to_regclass('schema_migrations'), 'pg_class')"
    )


async def let_go(connection: Any) -> None:
    """Give back what `take_tables` took, once."""
    await connection.execute("SELECT pg_advisory_unlock($1)", LOCK_KEY)


async def columns_of_both(connection: Any, table: str) -> Sequence[str]:
    """The columns that a table of the current schema and that of its name in `ASIDE` have both, but
    for numbers that a table gives itself; none where one of the tables is not there.
    """
    rows = await connection.fetch(_COLUMNS, table, f"{quoted(ASIDE)}.{table}")
    return [row[0] for row in rows]


async def changed_rows(connection: Any, statement: str, *values: Any) -> int:
    """How many rows a statement wrote or deleted."""
    tag: str = await connection.execute(statement, *values, timeout=PATIENCE)
    return int(tag.rsplit(" ", 1)[-1])
