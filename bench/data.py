"""Communities of any size in databases of their own, written by SQL.

Every person has a Discord account, a linked player, a session and an answer for each of
`STORED_DAYS` days, half of them past.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg

import website
from muster.availability.rules import STATUSES
from muster.crypto import token_hash
from muster.migrations import apply, load_migrations

STORED_DAYS = 60
READ_DAYS = 14
SESSION_SECRET = "a secret of the benchmark alone"

_NAMES = [
    *("Falke", "Zora", "Brumm", "Kestrel", "Mistral", "Odin", "Vesna", "Grom", "Pika", "Ratte"),
    *("Lupo", "Sora", "Tank", "Ajda", "Blitz", "Ember", "Nacht", "Perun", "Quark", "Rook"),
    *("Sturm", "Vihar", "Wolke", "Yeti", "Zephyr"),
]

_STATUSES = [*STATUSES, "LOOKING", "LOOKING", "AVAILABLE"]
"""One of these each: not every status is as frequent as the others."""

_FILL = """
WITH people AS (SELECT n FROM generate_series(1, $1::int) AS n),
users AS (INSERT INTO website_users (created_at) SELECT $2 FROM people RETURNING id),
gamers AS (
    INSERT INTO players (guid, name, canonical_name, rating, origin)
    SELECT 'guid' || n, '^1' || shown, shown, 1000 + n, 'imported'
      FROM people, LATERAL (
          SELECT ($3::text[])[1 + n % cardinality($3::text[])] || n AS shown) AS named
    RETURNING guid)
SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM gamers)
"""
_ACCOUNTS = 100_000_000_000_000_000
_LINK = """
WITH numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM website_users),
accounts AS (
    INSERT INTO discord_accounts
           (discord_user_id, user_id, username, display_name, linked_at, updated_at)
    SELECT $2 + n, id, 'player' || n, 'Player ' || n, $1, $1 FROM numbered)
INSERT INTO user_player_links (user_id, player_guid, linked_at)
SELECT id, 'guid' || n, $1 FROM numbered
"""
_ANSWER = """
INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
SELECT u.id, day::date,
       ($4::text[])[1 + mod(abs(hashint8(u.id * 1000 + extract(doy FROM day)::int)::bigint),
                            cardinality($4::text[]))],
       at, at
  FROM website_users AS u,
       generate_series($1::date, $2::date, interval '1 day') AS day,
       LATERAL (SELECT $3::timestamptz - make_interval(secs => (u.id * 7919) % 100000) AS at) AS t
 ORDER BY day, at
"""
_SESSION = """
INSERT INTO website_sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
SELECT hash, user_id, $3, $3, $4 FROM unnest($1::bytea[], $2::bigint[]) AS s (hash, user_id)
"""


@dataclass(frozen=True)
class Community:
    """One filled database.

    Attributes:
        url: the database's address.
        people: how many answer each day.
        first: the first of the `READ_DAYS` days that are read; the day on which it was filled.
        tokens: a session's cookie for each person, by user id.
    """

    url: str
    people: int
    first: date
    tokens: dict[int, str]

    @property
    def discord_ids(self) -> dict[int, str]:
        """Everybody's Discord account, by user id."""
        return {each: str(_ACCOUNTS + number) for number, each in enumerate(self.tokens, 1)}

    @property
    def stored(self) -> int:
        """Answers in the database."""
        return self.people * STORED_DAYS

    @property
    def range_query(self) -> str:
        """The query string that reads `READ_DAYS` days."""
        return f"from={self.first}&to={self.first + timedelta(days=READ_DAYS - 1)}"


async def create_community(
    server_url: str, people: int, today: date, now: datetime, name: str = "bench"
) -> Community:
    """A new, migrated database on the server of `server_url` with `people` in it.

    Args:
        server_url: the address of any database of that server, as one who may create others.
        people: at least one.
        today: the community's calendar date; days are stored around it.
        now: aware; when everybody signed in.
        name: which `people` are added to; no other database is called like that.
    """
    url = await create_database(server_url, f"{name}_{people}", now)
    return await fill_community(url, people, today, now)


async def fill_community(url: str, people: int, today: date, now: datetime) -> Community:
    """Write `people` into a migrated, empty database (see `create_community`)."""
    connection = await asyncpg.connect(url)
    try:
        tokens = await _fill(connection, people, today, now)
    finally:
        await connection.close()
    return Community(url, people, today, tokens)


async def create_database(server_url: str, name: str, now: datetime) -> str:
    """The address of a new, migrated database; `server_url` is any database of that server."""
    url = urlsplit(server_url)._replace(path=f"/{name}").geturl()
    connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(f'CREATE DATABASE "{name}"')
    finally:
        await connection.close()
    connection = await asyncpg.connect(url)
    try:
        await apply(connection, load_migrations(Path(website.__path__[0]) / "migrations"), now)
    finally:
        await connection.close()
    return url


async def _fill(connection: Any, people: int, today: date, now: datetime) -> dict[int, str]:
    await connection.execute(_FILL, people, now, _NAMES)
    await connection.execute(_LINK, now, _ACCOUNTS)
    first = today - timedelta(days=STORED_DAYS // 2)
    last = first + timedelta(days=STORED_DAYS - 1)
    await connection.execute(_ANSWER, first, last, now, _STATUSES, timeout=60)
    rows = await connection.fetch("SELECT id FROM website_users ORDER BY id")
    tokens = {row["id"]: f"bench-session-of-{row['id']:06}-{'x' * 22}" for row in rows}
    hashes = [token_hash(token, SESSION_SECRET.encode()) for token in tokens.values()]
    await connection.execute(_SESSION, hashes, list(tokens), now, now + timedelta(days=30))
    await connection.execute("ANALYZE")
    return tokens
