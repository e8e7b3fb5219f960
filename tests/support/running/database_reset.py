"""One database for many tests, each of which finds it as the migrations left it.

A copy of the template for every test costs each of them two checkpoints of the whole cluster, which
all workers wait for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
          FROM pg_db_role_setting AS s LEFT JOIN pg_database AS d ON d.oid = s.setdatabase
         WHERE s.setdatabase = 0 OR d.datname = current_database()
    ) AS lines
"""
# How often the server has written to those catalogues and to what the migrations wrote, as far as
# that is this database's alone; of what several databases share, what the fingerprint reads. What
# whoever is gone wrote is counted: a server process reports it before it ends.
_WRITES = """
    SELECT concat_ws(' ',
        (SELECT sum(pg_stat_get_tuples_inserted(each) + pg_stat_get_tuples_updated(each)
                    + pg_stat_get_tuples_deleted(each))
           FROM unnest('{pg_class, pg_attribute, pg_attrdef, pg_constraint, pg_index, pg_trigger,
                         pg_proc, pg_namespace, pg_extension,
                         public.schema_migrations}'::regclass[]) AS each),
        (SELECT concat_ws(' ', datacl, datconnlimit)
           FROM pg_database WHERE datname = current_database()),
        (SELECT string_agg(concat_ws(' ', setdatabase, setrole, setconfig), ' '
                           ORDER BY setdatabase, setrole)
           FROM pg_db_role_setting AS s LEFT JOIN pg_database AS d ON d.oid = s.setdatabase
          WHERE s.setdatabase = 0 OR d.datname = current_database()))
"""
_END_OTHERS = """
    SELECT pg_terminate_backend(pid, 120000) FROM pg_stat_activity
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
_DELETED_UP_TO = 8 << 20
"""Bytes of tables up to which their rows are deleted, which leaves them where they are; beyond that
the tables are given new files, which for all that belong together costs as much as a test."""


@dataclass
class Unused:
    """A database before anybody used it: its `fingerprint`, and how often it had been written to
    when that was last looked at.
    """

    fingerprint: str
    writes: str = ""


class ReusedDatabase:
    """A copy of the template, made on first use and again whenever it cannot be mended."""

    def __init__(
        self, create: Callable[[], str], drop: Callable[[str], None], url: Callable[[str], str]
    ) -> None:
        """`create` makes a copy and returns its name; `drop` and `url` take such a name."""
        self._create, self._drop, self._url = create, drop, url
        self._name = ""
        self._unused = Unused("")

    def as_good_as_new(self) -> str:
        """The URL of the database with nothing in it but what the migrations wrote."""
        if not self._name or not in_a_loop_of_its_own(reset(self._url(self._name), self._unused)):
            self.drop()
            self._name = self._create()
            self._unused = in_a_loop_of_its_own(_unused_at(self._url(self._name)))
        return self._url(self._name)

    def drop(self) -> None:
        if self._name:
            self._drop(self._name)
            self._name = ""


def in_a_loop_of_its_own(work: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine to its end from a synchronous fixture, beside whatever loop the test uses."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _unused_at(url: str) -> Unused:
    connection = await asyncpg.connect(url)
    try:
        return Unused(await fingerprint(connection))
    finally:
        await connection.close()


async def fingerprint(connection: asyncpg.Connection) -> str:
    """What the schema, its privileges and the migrations' own rows are, as one word."""
    schema = await connection.fetchval(_SCHEMA)
    rows = await connection.fetchval(
        f"SELECT md5(string_agg(m::text, ' ' ORDER BY m::text)) FROM {_KEPT} AS m"
    )
    return f"{schema} {rows}"


async def reset(url: str, unused: Unused) -> bool:
    """Empty every table and start every sequence anew, after ending whoever is still connected.

    Returns:
        False where more than rows changed (or the database is gone): then it is of no use any more.
    """
    try:
        connection = await asyncpg.connect(url)
    except (asyncpg.PostgresError, OSError):
        return False
    try:
        await connection.execute(_END_OTHERS)
        # Neither is a trigger to tell anybody of this, nor a foreign key to look for what is left.
        await connection.execute("SET session_replication_role = replica")
        writes = await connection.fetchval(_WRITES)
        if writes != unused.writes:
            if await fingerprint(connection) != unused.fingerprint:
                return False
            unused.writes = writes
        tables = [row[0] for row in await connection.fetch(_TABLES) if row[0] != _KEPT]
        used, size = await connection.fetchrow(
            "SELECT array_agg(name) FILTER (WHERE pg_relation_size(name::regclass) > 0),"
            " sum(pg_table_size(name::regclass)) FROM unnest($1::text[]) AS name",
            tables,
        )
        if used and size > _DELETED_UP_TO:
            await connection.execute(f"TRUNCATE {', '.join(used)} CASCADE")
        elif used:
            await connection.execute("; ".join(f"DELETE FROM {each}" for each in used))
        await connection.execute(_RESTART_SEQUENCES)
    finally:
        await connection.close()
    return True
