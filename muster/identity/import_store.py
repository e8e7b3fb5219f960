"""The SQL of importing player profiles, one verb function a query. `now` is an aware instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from muster.database import Connection
from muster.identity.rules import ImportedPlayer, canonical_name
from muster.names import name_key


async def find_imported_players(
    connection: Connection, guids: Sequence[str]
) -> dict[str, ImportedPlayer]:
    """The profiles that exist of `guids`, as an import would state them, by the guid given; rows
    stay locked.

    The profile of a guid is the one stored under it, or else under the same in other letter case.
    """
    rows = await connection.fetch(
        """
        SELECT p.guid, p.guid_key, p.guid_twin, p.name, p.rating,
               array(SELECT a.alias FROM player_aliases a WHERE a.guid = p.guid) AS aliases
          FROM players p
         WHERE p.guid_key = ANY($1::text[])
         ORDER BY p.guid COLLATE "C"
           FOR UPDATE OF p
        """,
        [name_key(guid) for guid in guids],
    )
    stored = {
        # Sorted here: what order a database of somebody else's has, nobody knows.
        row["guid"]: ImportedPlayer(
            row["guid"], row["name"], tuple(sorted(row["aliases"])), row["rating"]
        )
        for row in rows
    }
    first = {row["guid_key"]: row["guid"] for row in rows if not row["guid_twin"]}
    return {
        guid: stored[found]
        for guid in guids
        if (found := guid if guid in stored else first.get(name_key(guid))) is not None
    }


async def list_name_clashes(connection: Connection, players: Sequence[ImportedPlayer]) -> list[str]:
    """The guids of those whose names would be a self-registered one's and are another's already."""
    rows = await connection.fetch(
        """
        SELECT p.guid
          FROM unnest($1::text[], $2::text[]) AS g (guid, name_key)
          JOIN players p ON p.guid = g.guid AND p.origin = 'self_registered'
         WHERE p.name_key <> g.name_key
           AND EXISTS (SELECT FROM players o
                        WHERE o.name_key = g.name_key AND o.guid <> p.guid
                          AND (o.origin = 'self_registered' OR o.name_chosen_at IS NOT NULL)
                          AND NOT o.name_twin)
        """,
        [player.guid for player in players],
        [name_key(canonical_name(player.name)) for player in players],
    )
    return [row[0] for row in rows]


async def list_untouched(connection: Connection, guids: Sequence[str]) -> list[str]:
    """Those of `guids` whom nobody is linked to, and that neither are alts nor have any."""
    rows = await connection.fetch(
        """
        SELECT p.guid FROM players p
         WHERE p.guid = ANY($1::text[]) AND p.main_guid IS NULL
           AND NOT EXISTS (SELECT FROM user_player_links l WHERE l.player_guid = p.guid)
           AND NOT EXISTS (SELECT FROM players a WHERE a.main_guid = p.guid)
        """,
        guids,
    )
    return [row[0] for row in rows]


async def delete_players(connection: Connection, guids: Sequence[str]) -> None:
    await connection.execute("DELETE FROM players WHERE guid = ANY($1::text[])", guids)


async def find_chosen_names(
    connection: Connection, guids: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """The names that people gave up for one of their own choice, by guid of those who chose."""
    rows = await connection.fetch(
        """
        SELECT p.guid,
               array(SELECT a.alias FROM player_aliases a
                      WHERE a.guid = p.guid AND a.given_up_at IS NOT NULL)
          FROM players p
         WHERE p.guid = ANY($1::text[]) AND p.name_chosen_at IS NOT NULL
        """,
        guids,
    )
    return {row[0]: tuple(row[1]) for row in rows}


async def upsert_imported_players(
    connection: Connection, players: Sequence[ImportedPlayer], now: datetime
) -> None:
    """Add or change profiles by guid; their aliases are replaced by those given, but for names that
    their people gave up.

    Rows are written by guid everywhere, so that nobody who does the same waits in a circle.
    """
    players = sorted(players, key=lambda player: player.guid)
    guids = [player.guid for player in players]
    await connection.execute(
        """
        INSERT INTO players (guid, name, canonical_name, rating, origin, created_at, updated_at)
        SELECT guid, name, canonical_name, rating, 'imported', $5, $5
          FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[])
                 AS given (guid, name, canonical_name, rating)
         ORDER BY guid COLLATE "C"
        ON CONFLICT (guid) DO UPDATE
           SET name = EXCLUDED.name, canonical_name = EXCLUDED.canonical_name,
               rating = EXCLUDED.rating, updated_at = EXCLUDED.updated_at,
               name_twin = players.name_twin
                           AND players.canonical_name = EXCLUDED.canonical_name
        """,
        guids,
        [player.name for player in players],
        [canonical_name(player.name) for player in players],
        [player.rating for player in players],
        now,
    )
    await connection.execute(
        "DELETE FROM player_aliases WHERE guid = ANY($1::text[]) AND given_up_at IS NULL", guids
    )
    pairs = [(player.guid, alias) for player in players for alias in player.aliases]
    await connection.execute(
        """
        INSERT INTO player_aliases (guid, alias, canonical_alias)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
        ON CONFLICT DO NOTHING
        """,
        [guid for guid, _ in pairs],
        [alias for _, alias in pairs],
        [canonical_name(alias) for _, alias in pairs],
    )
