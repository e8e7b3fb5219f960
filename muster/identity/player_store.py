"""The SQL of players as people meet them: found, searched, registered by themselves; one verb
function a query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from muster.database import Connection
from muster.identity.rules import Player
from muster.names import name_key

_PLAYER_COLUMNS = """
    p.guid, p.name, p.canonical_name,
    EXISTS (SELECT FROM user_player_links l WHERE l.player_guid = p.guid) AS taken
"""


def _player(row: Any) -> Player:
    return Player(row["guid"], row["name"], row["canonical_name"], row["taken"])


async def find_player(connection: Connection, guid: str) -> Player | None:
    """The player of that guid, or else the one whose guid is the same in other letter case.

    An alt's is that of its person.
    """
    row = await connection.fetchrow(
        f"""
        SELECT {_PLAYER_COLUMNS}
          FROM players f JOIN players p ON p.guid = coalesce(f.main_guid, f.guid)
         WHERE f.guid_key = $2 ORDER BY f.guid = $1 DESC, f.guid_twin LIMIT 1
        """,
        guid,
        name_key(guid),
    )
    return None if row is None else _player(row)


async def search_players(connection: Connection, text: str, limit: int) -> list[Player]:
    """Players of whose names one holds `text`, without colour codes, by their keys; each person
    once.

    Names that begin with it come first.
    """
    rows = await connection.fetch(
        f"""
        SELECT {_PLAYER_COLUMNS}
          FROM players p
         WHERE p.guid IN (SELECT n.guid FROM person_names n WHERE strpos(n.name_key, $1) > 0)
         ORDER BY strpos(p.name_key, $1) = 1 DESC, p.name_key, p.guid
         LIMIT $2
        """,
        name_key(text),
        limit,
    )
    return [_player(row) for row in rows]


async def list_players_with_aliases(connection: Connection) -> Iterator[Player]:
    """Every player, each made when it is taken: thousands can be made beside the event loop.

    Names of a person's alts are aliases of theirs.
    """
    row = await connection.fetchrow(
        f"""
        WITH others AS (
            SELECT coalesce(p.main_guid, p.guid) AS guid, a.canonical_alias AS name
              FROM player_aliases a JOIN players p ON p.guid = a.guid
             UNION ALL
            SELECT main_guid, canonical_name FROM players WHERE main_guid IS NOT NULL
        )
        SELECT array_agg(guid), array_agg(name), array_agg(canonical_name), array_agg(taken),
               (SELECT array_agg(o.guid ORDER BY o.guid) FROM others o),
               (SELECT array_agg(o.name ORDER BY o.guid) FROM others o)
          FROM (SELECT {_PLAYER_COLUMNS} FROM players p WHERE p.main_guid IS NULL) AS everybody
        """
    )
    columns: list[list[Any]] = [column or [] for column in row or ()]
    return _with_aliases(*columns)


def _with_aliases(
    guids: list[str],
    names: list[str],
    canonical_names: list[str],
    taken: list[bool],
    alias_guids: list[str],
    aliases: list[str],
) -> Iterator[Player]:
    aliases_of: defaultdict[str, list[str]] = defaultdict(list)
    for guid, alias in zip(alias_guids, aliases, strict=True):
        aliases_of[guid].append(alias)
    for guid, name, canonical, is_taken in zip(guids, names, canonical_names, taken, strict=True):
        yield Player(guid, name, canonical, is_taken, tuple(aliases_of.get(guid, ())))


async def find_own_creation(connection: Connection, user_id: int) -> Player | None:
    """The latest of the profiles that this user created and nobody is linked to.

    A profile is linked by its creator in the instant, and the transaction, of its creation: the
    log's first row about it is theirs.
    """
    row = await connection.fetchrow(
        f"""
        SELECT {_PLAYER_COLUMNS}
          FROM account_link_audit_log a
          JOIN players p ON p.guid = a.player_guid AND p.origin = 'self_registered'
         WHERE a.user_id = $1 AND a.action IN ('player_linked', 'player_changed')
           AND p.main_guid IS NULL
           AND a.created_at = p.created_at
           AND NOT EXISTS (SELECT FROM account_link_audit_log earlier
                            WHERE earlier.player_guid = a.player_guid AND earlier.id < a.id)
           AND NOT EXISTS (SELECT FROM user_player_links l WHERE l.player_guid = p.guid)
         ORDER BY a.id DESC
         LIMIT 1
        """,
        user_id,
    )
    return None if row is None else _player(row)


async def rename_self_registered_player(
    connection: Connection, guid: str, name: str, canonical: str, now: datetime
) -> None:
    await connection.execute(
        """
        UPDATE players
           SET name = $2, canonical_name = $3, updated_at = $4,
               name_twin = name_twin AND canonical_name = $3
         WHERE guid = $1 AND origin = 'self_registered'
        """,
        guid,
        name,
        canonical,
        now,
    )


async def insert_self_registered_player(
    connection: Connection, guid: str, name: str, canonical: str, now: datetime
) -> None:
    await connection.execute(
        """
        INSERT INTO players (guid, name, canonical_name, origin, created_at, updated_at)
        VALUES ($1, $2, $3, 'self_registered', $4, $4)
        """,
        guid,
        name,
        canonical,
        now,
    )


async def list_same_named(connection: Connection) -> list[list[Player]]:
    """Players of one name, or of one guid, that are several by their rows; and nameless ones.

    Two people of one name whom a file holds are none of these, nor are those whose names are the
    same in every letter but its case, nor the profiles of one person.
    """
    rows = await connection.fetch(
        """
        SELECT array_agg(guid ORDER BY created_at, guid),
               array_agg(name ORDER BY created_at, guid),
               array_agg(canonical_name ORDER BY created_at, guid)
          FROM players
         GROUP BY name_key
        HAVING name_key = ''
            OR count(DISTINCT coalesce(main_guid, guid)) > 1
               AND (bool_or(name_twin)
                    OR bool_or(origin = 'self_registered')
                       AND count(DISTINCT lower(canonical_name)) > 1)
         UNION
        SELECT array_agg(guid ORDER BY created_at, guid),
               array_agg(name ORDER BY created_at, guid),
               array_agg(canonical_name ORDER BY created_at, guid)
          FROM players
         GROUP BY guid_key
        HAVING bool_or(guid_twin) AND count(DISTINCT coalesce(main_guid, guid)) > 1
         ORDER BY 1
        """
    )
    return [[Player(*each) for each in zip(*row, strict=True)] for row in rows]
