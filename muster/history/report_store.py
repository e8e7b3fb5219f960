"""The SQL of what people see of past evenings; each by an index of the days or of the person."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from muster.database import Connection
from muster.history.rules import OwnEvening, Person, Record

RECORD = """
    r.evening_date, r.session, r.starts_at, r.threshold, r.told_by, r.most_in_voice,
    r.most_on_server, r.enough_minutes, r.looked_at, r.said_yes, r.came, r.played, r.closed_at
"""

# Whether somebody was committed at an instant: the latest change until then says so, or the answer
# itself where it is from before changes were kept. One look into an index a person.
SAID_YES = """
    coalesce(
        coalesce(
            (SELECT coalesce(c.status, '') FROM availability_answer_changes c
              WHERE c.user_id = {user} AND c.entry_date = {day} AND c.changed_at <= {at}
              ORDER BY c.id DESC LIMIT 1),
            (SELECT e.status FROM availability_entries e
              WHERE e.user_id = {user} AND e.entry_date = {day} AND e.updated_at <= {at}
                AND NOT EXISTS (SELECT FROM availability_answer_changes c
                                 WHERE c.user_id = {user} AND c.entry_date = {day}))
        ) = 'LOOKING', false)
"""


class SeenRecord(NamedTuple):
    """A day's record (None: there is none), and what somebody is on that day."""

    record: Record | None
    is_captain: bool
    opened_room: bool


async def list_records(connection: Connection, first: date, last: date) -> list[Record]:
    """The records of `[first, last]`, the latest first."""
    rows = await connection.fetch(
        f"SELECT {RECORD} FROM evening_records r WHERE r.evening_date BETWEEN $1 AND $2"
        " ORDER BY r.evening_date DESC",
        first,
        last,
    )
    return [Record(*row) for row in rows]


async def find_record(connection: Connection, day: date, user_id: int | None) -> SeenRecord:
    """A day's record, and whether this person led a side on it or opened its planning room."""
    row = await connection.fetchrow(
        f"""
        SELECT EXISTS (SELECT FROM planning_sessions s JOIN planning_teams t ON t.session_id = s.id
                        WHERE s.session_date = $1 AND t.captain_user_id = $2),
               EXISTS (SELECT FROM planning_sessions s
                        WHERE s.session_date = $1 AND s.created_by_user_id = $2),
               {RECORD}
          FROM (SELECT $1::date AS day) AS asked
          LEFT JOIN evening_records r ON r.evening_date = asked.day
        """,
        day,
        user_id,
    )
    assert row is not None
    captain, opened, *record = row
    return SeenRecord(None if record[0] is None else Record(*record), captain, opened)


async def list_people(connection: Connection, record: Record) -> list[tuple[Person, bool]]:
    """All linked people, by name, with what they did that evening and whether lists may say so."""
    said = SAID_YES.format(user="k.user_id", day="$1", at="$2")
    rows = await connection.fetch(
        f"""
        SELECT k.user_id, p.canonical_name, {said}, coalesce(v.came, false),
               coalesce(v.in_voice, false), coalesce(v.on_server, false),
               CASE WHEN v.in_voice OR v.on_server THEN v.first_seen_at END,
               CASE WHEN v.in_voice OR v.on_server THEN v.last_seen_at END,
               coalesce(s.show_attendance, true)
          FROM user_player_links k
          JOIN discord_accounts d ON d.user_id = k.user_id AND d.unlinked_at IS NULL
          JOIN players p ON p.guid = k.player_guid
          LEFT JOIN evening_attendance v ON v.evening_date = $1 AND v.user_id = k.user_id
          LEFT JOIN subscription_preferences s ON s.user_id = k.user_id
         ORDER BY p.name_key, k.user_id
        """,
        record.evening_date,
        record.starts_at,
    )
    return [(Person(*row[:8]), row[8]) for row in rows]


async def list_own(
    connection: Connection, user_id: int, first: date, last: date
) -> list[OwnEvening]:
    """What somebody did on the sessions of `[first, last]` that are over, the latest first."""
    said = SAID_YES.format(user="$1", day="r.evening_date", at="r.starts_at")
    rows = await connection.fetch(
        f"""
        SELECT r.evening_date, {said}, coalesce(v.came, false), r.played
          FROM evening_records r
          LEFT JOIN evening_attendance v
                 ON v.user_id = $1 AND v.evening_date = r.evening_date
         WHERE r.evening_date BETWEEN $2 AND $3 AND r.session AND r.closed_at IS NOT NULL
         ORDER BY r.evening_date DESC
        """,
        user_id,
        first,
        last,
    )
    return [OwnEvening(*row) for row in rows]
