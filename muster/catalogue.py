"""What a schema holds, and whether that is ours: read from PostgreSQL's catalogue, never written.

"Ours" are the names that migrations make (`names_made_by`). What belongs to an extension is
left out. Everything looks at the one schema in which tables would be created.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from muster.database import Connection

RECORD = "schema_migrations"
_RECORD_SHAPE = {
    ("version", "integer"),
    ("name", "text"),
    ("content_hash", "text"),
    ("applied_at", "timestamp with time zone"),
}

_OWN_PATH = r'^search_path=(?!pg_catalog,)("([^"]|"")+"|[^", ]+), pg_temp$'
"""How `pg_proc.proconfig` says that a function looks where it was made."""

_COMMENT = re.compile(r"--[^\n]*")
_MAKES = re.compile(
    r"\b(CREATE|DROP)\s+(?:OR\s+REPLACE\s+)?(?:UNIQUE\s+|MATERIALIZED\s+)?"
    r"(TABLE|VIEW|INDEX|SEQUENCE|TYPE|DOMAIN|FUNCTION|PROCEDURE)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(\w+)"
)


class Name(NamedTuple):
    """A name that can be taken: by a function, or by a table, view, index, sequence or type."""

    function: bool
    name: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a schema holds.

    Attributes:
        record: whether there is a record of migrations, and None where one of that name is another
            program's.
        names: every name that is taken, but for the record.
        tables: those of them that are tables or views.
    """

    record: bool | None
    names: frozenset[Name]
    tables: frozenset[str]


class Definition(NamedTuple):
    """One fact about one thing: `what` is its kind, such as column or trigger."""

    owner: str
    what: str
    text: str


def names_made_by(scripts: Iterable[str]) -> frozenset[Name]:
    """The names that scripts, one after the other, leave behind in an empty schema."""
    made: set[Name] = set()
    for script in scripts:
        for verb, kind, name in _MAKES.findall(_COMMENT.sub("", script)):
            each = Name(kind in ("FUNCTION", "PROCEDURE"), name)
            made.add(each) if verb == "CREATE" else made.discard(each)
    return frozenset(made)


async def read_holdings(connection: Connection) -> Holdings:
    """What the schema holds."""
    columns = await connection.fetch(
        """
        SELECT a.attname, format_type(a.atttypid, a.atttypmod)
          FROM pg_catalog.pg_class AS c
          LEFT JOIN pg_catalog.pg_attribute AS a
                 ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         WHERE c.relname = $1 AND c.relnamespace = to_regnamespace(quote_ident(current_schema()))
        """,
        RECORD,
    )
    record = {(row[0], row[1]) for row in columns} == _RECORD_SHAPE if columns else False
    rows = await connection.fetch(
        """
        WITH here AS (SELECT to_regnamespace(quote_ident(current_schema())) AS oid), held AS (
            SELECT 'pg_class'::regclass AS catalogue, c.oid, false AS function, c.relname AS name,
                   c.relkind IN ('r', 'p', 'v', 'm', 'f') AS is_table
              FROM pg_catalog.pg_class AS c, here WHERE c.relnamespace = here.oid
            UNION ALL
            SELECT 'pg_type'::regclass, t.oid, false, t.typname, false
              FROM pg_catalog.pg_type AS t, here
             WHERE t.typnamespace = here.oid AND t.typrelid = 0 AND t.typcategory <> 'A'
            UNION ALL
            SELECT 'pg_proc'::regclass, p.oid, true, p.proname, false
              FROM pg_catalog.pg_proc AS p, here WHERE p.pronamespace = here.oid
        )
        SELECT function, name, is_table FROM held
         WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                            WHERE d.classid = held.catalogue AND d.objid = held.oid
                              AND d.deptype = 'e')
        """
    )
    taken = [row for row in rows if row["name"] != RECORD]
    return Holdings(
        (record or None) if columns else False,
        frozenset(Name(row["function"], row["name"]) for row in taken),
        frozenset(row["name"] for row in taken if row["is_table"]),
    )


async def read_definitions(connection: Connection) -> frozenset[Definition]:
    """What the schema's tables, views, functions and so on are; without owners and privileges.

    The schema is to be the search path's only one, so that two schemas can be compared.
    """
    rows = await connection.fetch(
        """
        WITH things AS (
            SELECT c.oid, c.relname, c.relkind FROM pg_catalog.pg_class AS c
             WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema()))
        )
        SELECT c.relname AS owner, 'column' AS what,
               concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                         a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid)) AS text
          FROM things AS c
          JOIN pg_catalog.pg_attribute AS a
            ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
        UNION ALL
        SELECT c.relname, 'constraint', concat_ws(' ', o.conname, pg_get_constraintdef(o.oid))
          FROM things AS c JOIN pg_catalog.pg_constraint AS o ON o.conrelid = c.oid
         WHERE o.contype IN ('c', 'f', 'p', 'u', 'x')
        UNION ALL
        SELECT c.relname, 'index', pg_get_indexdef(i.indexrelid, 0, true)
          FROM things AS c JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid
        UNION ALL
        SELECT c.relname, 'trigger', concat_ws(' ', t.tgenabled, pg_get_triggerdef(t.oid, true))
          FROM things AS c JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = c.oid
         WHERE NOT t.tgisinternal
        UNION ALL
        SELECT c.relname, 'view', pg_get_viewdef(c.oid) FROM things AS c
         WHERE c.relkind IN ('v', 'm')
        UNION ALL
        SELECT c.relname, 'sequence', format_type(s.seqtypid, NULL)
          FROM things AS c JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = c.oid
        UNION ALL
        SELECT p.proname, 'function',
               concat_ws(' ', pg_get_function_arguments(p.oid), p.prorettype::regtype, l.lanname,
                         p.provolatile, p.prosecdef,
                         -- In which schema a function was made is no part of what it is.
                         (SELECT array_agg(regexp_replace(setting, $1, 'search_path=its own'))
                            FROM unnest(p.proconfig) AS setting),
                         p.prosrc)
          FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
         WHERE p.pronamespace = to_regnamespace(quote_ident(current_schema()))
        """,
        _OWN_PATH,
    )
    return frozenset(Definition(*row) for row in rows)


def differing(held: frozenset[Definition], wanted: frozenset[Definition]) -> list[str]:
    """The names of `wanted` that `held` defines otherwise, sorted; more indexes do no harm."""
    owners = {each.owner for each in wanted}
    more = {each for each in held if each.owner in owners and each.what != "index"} - wanted
    return sorted({each.owner for each in more | (wanted - held)})
