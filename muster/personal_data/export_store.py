"""The SQL that reads what is stored of a person: one statement a table, made from `PLACES`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from muster.channels.rules import LinkedChannel
from muster.database import Connection
from muster.personal_data.places import PLACES, Key, Place
from muster.personal_data.rules import Person

_MATCHES: dict[Key, str] = {
    "user": "= {}",
    "discord": "= ANY({}::bigint[])",
    "player": "= ANY({}::text[])",
}


async def list_rows(connection: Connection, table: str, person: Person) -> list[str]:
    """A person's rows of one of the tables that are given, each as the text of a JSON object.

    Nobody else's number is in them, and Discord's numbers, too long for JavaScript, are texts.
    """
    place = PLACES[table]
    statement, values = _statement(table, place, person)
    rows = await connection.fetch(statement, *values)
    return [row[0] for row in rows]


def _statement(table: str, place: Place, person: Person) -> tuple[str, list[Any]]:
    known: dict[Key, Any] = {
        "user": person.user_id,
        "discord": list(person.discord_user_ids),
        "player": list(person.guids),
    }
    values: list[Any] = [sorted(place.withheld)]
    places: dict[Key, str] = {}
    theirs: list[str] = []
    masks: list[str] = []
    for name, column in place.columns.items():
        if column.by is None:
            continue
        if column.by not in places:
            values.append(known[column.by])
            places[column.by] = f"${len(values)}"
        matches = _MATCHES[column.by].format(places[column.by])
        theirs.append(f"t.{name} {matches}")
        masks.append(f"'{name}', CASE WHEN t.{name} {matches} THEN t.{name} END")
    for name, other in place.given_with.items():
        by = place.columns[other].by
        assert by is not None
        matches = _MATCHES[by].format(places[by])
        masks.append(f"'{name}', CASE WHEN t.{other} {matches} THEN t.{name} END")
    order = place.order or next(iter(place.columns))
    statement = f"""
        SELECT ((given || coalesce((SELECT jsonb_object_agg(key, value #>> '{{}}')
                                      FROM jsonb_each(given)
                                     WHERE (key LIKE '%discord%id' OR key = 'granted_by')
                                       AND value <> 'null'), '{{}}'))
                - $1::text[])::text
          FROM (SELECT t.*, to_jsonb(t) || jsonb_build_object({", ".join(masks)}) AS given
                  FROM {table} t
                 WHERE {" OR ".join(theirs)}) AS theirs
         ORDER BY {order}
    """
    return statement, values


class SealedAddress(NamedTuple):
    """An address of a person, as it is stored."""

    channel_type: LinkedChannel
    encrypted: bytes
    account_encrypted: bytes | None
    deliverable: bool
    typed_at: datetime | None
    verified_at: datetime | None


async def list_addresses(connection: Connection, user_id: int) -> list[SealedAddress]:
    """A person's addresses. Whether somebody else has one of them, or one said stop, is not to be
    seen.
    """
    rows = await connection.fetch(
        """
        SELECT channel_type, address_encrypted, account_encrypted, deliverable, typed_at,
               verified_at
          FROM availability_channel_links k
         WHERE user_id = $1
           AND (verified_at IS NOT NULL
                OR NOT EXISTS (SELECT FROM availability_disputed_handles d
                                WHERE d.user_id = k.user_id AND d.channel_type = k.channel_type))
         UNION ALL
        SELECT channel_type, address_encrypted, NULL, deliverable, typed_at, NULL
          FROM availability_disputed_handles
         WHERE user_id = $1
         ORDER BY 1, 5, 6
        """,
        user_id,
    )
    return [SealedAddress(*row) for row in rows]


class Answer(NamedTuple):
    """One answer, for a line of a table."""

    day: date
    status: str
    arrives_at: time | None
    only_if: int | None
    as_usual: bool
    created_at: datetime
    updated_at: datetime


async def list_answers(connection: Connection, user_id: int) -> Sequence[Answer]:
    rows = await connection.fetch(
        """
        SELECT entry_date, status, arrives_at, only_if,
               usual_at IS NOT DISTINCT FROM updated_at, created_at, updated_at
          FROM availability_entries
         WHERE user_id = $1
         ORDER BY entry_date
        """,
        user_id,
    )
    return [Answer(*row) for row in rows]
