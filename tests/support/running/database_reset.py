"""One database for many tests, each of which finds it as the migrations left it.

A copy of the template for every test costs each of them two checkpoints of the whole cluster, which
all workers wait for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import asyncpg

_T = TypeVar("_T")

# Everything of ours in the catalogue that a test could change, without what merely counts or moves
# (row estimates, files). Objects of PostgreSQL itself have numbers below 16384.
_SCHEMA = """
    SELECT md5(string_agg(line, E'\n' ORDER BY line COLLATE "C")) FROM (
        SELECT concat_ws(' ', 'relation', oid, relname, relnamespace, relkind, relowner, relacl,
                         relrowsecurity, reloptions, relhasrules) AS line
          FROM pg_class WHERE oid >= 16384
        UNION ALL
        SELECT concat_ws(' ', 'column', attrelid, attnum, attname, atttypid, attnotnull, atthasdef,
                         attidentity, attisdropped, attacl)
          FROM pg_attribute WHERE attrelid >= 16384
        UNION ALL SELECT concat_ws(' ', 'default', oid, pg_get_expr(adbin, adrelid)) FROM pg_attrdef
        UNION ALL
        SELECT concat_ws(' ', 'constraint', oid, conname, convalidated)
          FROM pg_constraint WHERE oid >= 16384
        UNION ALL SELECT concat_ws(' ', 'index', indexrelid, indisvalid) FROM pg_index
        UNION ALL SELECT concat_ws(' ', 'trigger', oid, tgenabled) FROM pg_trigger
        UNION ALL
        SELECT concat_ws(' ', 'function', oid, proname, pronamespace, proowner, md5(prosrc),
                         proconfig, proacl)
          FROM pg_proc WHERE oid >= 16384
        UNION ALL SELECT concat_ws(' ', 'schema', oid, nspname, nspowner, nspacl)
          FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_'
        UNION ALL SELECT concat_ws(' ', 'extension', oid, extversion) FROM pg_extension
        UNION ALL SELECT concat_ws(' ', 'database', datname, datacl, datconnlimit)
          FROM pg_database WHERE datname = current_database()
        UNION ALL SELECT concat_ws(' ', 'setting', setdatabase, setrole, setconfig)
          FROM pg_db_role_setting
    ) AS lines
"""
_END_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TABLES = """
    SELECT format('%I.%I', n.nspname, c.relname)
      FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.oid >= 16384 AND c.relkind = 'r'
     ORDER BY 1
"""
_RESTART_SEQUENCES = """
    SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence
     WHERE pg_sequence_last_value(seqrelid) IS NOT NULL
"""
# What the migrations themselves wrote; a test that touched it leaves a database for nobody.
_KEPT = "public.schema_migrations"


class ReusedDatabase:
    """A copy of the template, made on first use and again whenever it cannot be mended."""

    def __init__(
        self, create: Callable[[], str], drop: Callable[[str], None], url: Callable[[str], str]
    ) -> None:
        """`create` makes a copy and returns its name; `drop` and `url` take such a name."""
        self._create, self._drop, self._url = create, drop, url
        self._name = ""
        self._unused = ""

    def as_good_as_new(self) -> str:
        """The URL of the database with nothing in it but what the migrations wrote."""
        if not self._name or not in_a_loop_of_its_own(reset(self._url(self._name), self._unused)):
            self.drop()
            self._name = self._create()
            self._unused = in_a_loop_of_its_own(_fingerprint_at(self._url(self._name)))
        return self._url(self._name)

    def drop(self) -> None:
        if self._name:
            self._drop(self._name)
            self._name = ""


def in_a_loop_of_its_own(work: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine to its end from a synchronous fixture, beside whatever loop the test uses."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _fingerprint_at(url: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        return await fingerprint(connection)
    finally:
        await connection.close()


async def fingerprint(connection: asyncpg.Connection) -> str:
    """What the schema, its privileges and the migrations' own rows are, as one word."""
    schema = await connection.fetchval(_SCHEMA)
    rows = await connection.fetchval(
        f"SELECT md5(string_agg(m::text, ' ' ORDER BY m::text)) FROM {_KEPT} AS m"
    )
    return f"{schema} {rows}"


async def reset(url: str, unused: str) -> bool:
    """Empty every table and start every sequence anew, after ending whoever is still connected.

    Args:
        unused: the `fingerprint` of this database before anybody used it.

    Returns:
        False where more than rows changed (or the database is gone): then it is of no use any more.
    """
    try:
        connection = await asyncpg.connect(url)
    except (asyncpg.PostgresError, OSError):
        return False
    try:
        await connection.execute(_END_OTHERS)
        # No trigger is to tell anybody of this.
        await connection.execute("SET session_replication_role = replica")
        if await fingerprint(connection) != unused:
            return False
        tables = [row[0] for row in await connection.fetch(_TABLES) if row[0] != _KEPT]
        used = await connection.fetchval(
            "SELECT concat_ws(', ', "
            + ", ".join(
                f"CASE WHEN pg_relation_size('{each}') > 0 THEN '{each}' END" for each in tables
            )
            + ")"
        )
        if used:
            await connection.execute(f"TRUNCATE {used} CASCADE")
        await connection.execute(_RESTART_SEQUENCES)
    finally:
        await connection.close()
    return True
