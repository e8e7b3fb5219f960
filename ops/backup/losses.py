"""What the ways back of migrations would lose: tried in a transaction of which nothing is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import asyncpg

from muster.counting import counted
from muster.migrations import Migration, MigrationError
from ops.backup import store
from ops.migrate import reason_of

_COLUMNS = """
    SELECT c.relname AS table, a.attname AS column, pg_get_expr(d.adbin, d.adrelid) AS default
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_attribute AS a
        ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema()))
       AND c.relkind IN ('r', 'p')
     ORDER BY 1, 2
"""


async def losses_by(connection: Any, ways_back: Sequence[Migration]) -> list[str]:
    """What is lost by going these ways back, the first one first; each item counts it.

    Rows of tables that go or shrink, and columns with a value that is not their default.

    Raises:
        MigrationError: PostgreSQL refuses one of them.
    """
    before = await _rows(connection)
    columns = await connection.fetch(_COLUMNS)
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("SET LOCAL lock_timeout = '10s'")
        for migration in ways_back:
            try:
                await connection.execute(migration.rollback_sql, timeout=store.PATIENCE)
            except asyncpg.PostgresError as error:
                raise MigrationError(
                    f"PostgreSQL refuses the way back of {migration}: {reason_of(error)}."
                ) from None
        after = await _rows(connection)
        left = {(row["table"], row["column"]) for row in await connection.fetch(_COLUMNS)}
    finally:
        await transaction.rollback()
    lost = [
        f"{counted(rows - after.get(table, 0), 'row')} of {table}"
        for table, rows in before.items()
        if rows > after.get(table, 0) and table != "schema_migrations"
    ]
    for row in columns:
        table, column = row["table"], row["column"]
        if table not in after or (table, column) in left:
            continue
        default = row["default"]
        usual = "NULL" if default is None or "(" in default else default
        counting = (
            f"SELECT count(*) FROM {store.quoted(table)}"  # noqa: S608 names out of the catalogue
            f" WHERE {store.quoted(column)} IS DISTINCT FROM {usual}"
        )
        values = (await connection.fetch(counting, timeout=store.PATIENCE))[0][0]
        if values:
            lost.append(f"{counted(values, 'value')} of {table}.{column}")
    return lost


async def _rows(connection: Any) -> dict[str, int]:
    return {name: each.rows for name, each in (await store.table_sums(connection)).items()}
