"""What every session of ours is, whatever the server, the database or the role has as its default.

Everything is set by one statement on the new connection and not by start-up parameters: a pooler
refuses those that it does not know. A name that the server does not know (an older one) is passed
over.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

_SETTINGS = {
    # what text, numbers and instants look like, both ways
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "lc_monetary": "C",
    "lc_numeric": "C",
    "lc_time": "C",
    # how statements are read
    "array_nulls": "on",
    "backslash_quote": "safe_encoding",
    "quote_all_identifiers": "off",
    "standard_conforming_strings": "on",
    "transform_null_equals": "off",
    # transactions: limits are kept by locks and constraints, which read what others committed
    "default_transaction_deferrable": "off",
    "default_transaction_isolation": "read committed",
    "default_transaction_read_only": "off",
    # what the ledger says of a message outlives a crash of the server, or it would be sent again
    "synchronous_commit": "on",
    # patience is ours (`muster.database`); whoever vanishes in a transaction holds nobody up
    "exit_on_error": "off",
    "idle_in_transaction_session_timeout": "60s",
    "idle_session_timeout": "0",
    "lock_timeout": "0",
    "statement_timeout": "0",
    "transaction_timeout": "0",
    # our statements are too short for it to pay
    "jit": "off",
}

# The schema of the record of migrations, wherever the server's own search path leads; where there
# is no record yet, the schema in which tables would be created.
_FOUND_SCHEMA = """coalesce(
    (SELECT n.nspname
       FROM unnest(pg_catalog.current_schemas(false) || 'public'::pg_catalog.name)
            WITH ORDINALITY AS path (name, place)
       JOIN pg_catalog.pg_namespace AS n ON n.nspname = path.name
       JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = 'schema_migrations'
       JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'content_hash'
      ORDER BY path.place
      LIMIT 1),
    pg_catalog.current_schema(),
    'public')"""

_OPTION = re.compile(r"(?:-c\s*|--)([\w-]+)=((?:\\.|\S)*)\s*")
_PATH_NAME = re.compile(r'\s*(?:"((?:[^"]|"")+)"|([^",\s]+))\s*(?:,|$)')


class Address(NamedTuple):
    """Where to connect to, and the search path that the address asks for (None: the server's)."""

    url: str
    search_path: str | None


def read_address(url: str) -> Address:
    """Take the search path out of an address: `?options=-csearch_path%3Dname` or
    `?search_path=name`. We set it ourselves, since a pooler may ignore `options`.
    """
    parts = urlsplit(url)
    found: str | None = None
    kept: list[tuple[str, str]] = []
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name == "search_path":
            found = value
            continue
        if name == "options":
            given = [
                (option[0].strip(), option[1].replace("-", "_").lower(), option[2])
                for option in _OPTION.finditer(value)
            ]
            paths = [path for _, option, path in given if option == "search_path"]
            if paths:
                found = re.sub(r"\\(.)", r"\1", paths[-1])
                value = " ".join(text for text, option, _ in given if option != "search_path")
                if not value:
                    continue
        kept.append((name, value))
    if found is None:
        return Address(url, None)
    query = urlencode(kept, quote_via=quote, safe="")
    return Address(urlunsplit(parts._replace(query=query)), found)


async def prepare(
    connection: Any, search_path: str | None, seconds: float, *, narrowed: bool = True
) -> None:
    """Make a new connection's session ours; `search_path` is what its address asks for. Where it is
    not `narrowed`, the path keeps all of its schemas, as for what other programs stored.

    Raises:
        Exception: the driver's, where the server refuses or does not answer within `seconds`.
    """
    await connection.execute(_statement(search_path, narrowed=narrowed), timeout=seconds)


def _statement(search_path: str | None, *, narrowed: bool) -> str:
    rows = ", ".join(f"({_text(name)}, {_text(value)})" for name, value in _SETTINGS.items())
    statements = [
        "SELECT pg_catalog.set_config(name, value, false)"  # noqa: S608 literals of ours
        f" FROM (VALUES {rows}) AS ours (name, value)"
        " WHERE pg_catalog.current_setting(name, true) IS NOT NULL"
    ]
    schema = _FOUND_SCHEMA
    if search_path is not None:
        statements.append(
            f"SELECT pg_catalog.set_config('search_path', {_text(search_path)}, false)"
        )
        schema = f"coalesce(pg_catalog.current_schema(), {_text(_first_name(search_path))})"
    if narrowed:
        statements.append(
            f"SELECT pg_catalog.set_config('search_path', pg_catalog.quote_ident({schema}), false)"
        )
    return "; ".join(statements)


def _first_name(search_path: str) -> str:
    """The schema that a search path names first, whether it exists or not."""
    names = [
        quoted.replace('""', '"') if quoted else plain.lower()
        for quoted, plain in _PATH_NAME.findall(search_path)
    ]
    return next((name for name in names if name != "$user"), "public")


def _text(value: str) -> str:
    """A literal that is read the same whatever `standard_conforming_strings` still is."""
    escaped = value.replace("\\", "\\\\").replace("'", "''")
    return f"E'{escaped}'"
