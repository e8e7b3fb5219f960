"""Writes into the demo what its evenings were like."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ops.demo.community import HISTORY_DAYS, MadeUpPlayer
from ops.demo.history import (
    Attendance,
    Change,
    EveningRecord,
    Given,
    changes_of,
    past_evenings,
)


async def load_history(
    connection: Any, today: date, zone: ZoneInfo, everybody: Sequence[MadeUpPlayer]
) -> None:
    """Records, attendance and changes of answers, for what has none; nothing else is touched.

    It is put together from the answers as they are stored, and copied in three statements.
    """
    people = {member.guid: member for member in everybody}
    days = await _days_without_record(connection, today)
    rows = await connection.fetch(
        """
        SELECT k.player_guid, e.user_id, e.entry_date, e.status, e.updated_at,
               NOT EXISTS (SELECT FROM availability_answer_changes c
                            WHERE c.user_id = e.user_id AND c.entry_date = e.entry_date) AS made_up
          FROM availability_entries e
          JOIN user_player_links k ON k.user_id = e.user_id
         WHERE e.entry_date >= $1 AND k.player_guid = ANY($2::text[])
         ORDER BY e.entry_date, e.arrival_number
        """,
        today - timedelta(days=HISTORY_DAYS),
        list(people),
    )
    given = [Given(*row[:5]) for row in rows]
    made_up = [each for each, row in zip(given, rows, strict=True) if row[5]]
    await _copy(
        connection, "availability_answer_changes", Change._fields, changes_of(made_up, people)
    )
    if not days:
        return
    links = await connection.fetch(
        "SELECT player_guid, user_id FROM user_player_links"
        " WHERE player_guid = ANY($1::text[]) ORDER BY user_id",
        list(people),
    )
    records, attendance = past_evenings(
        days, today, zone, given, {row[0]: row[1] for row in links}, people
    )
    await _copy(connection, "evening_records", EveningRecord._fields, records)
    await _copy(connection, "evening_attendance", Attendance._fields, attendance)


async def _days_without_record(connection: Any, today: date) -> list[date]:
    rows = await connection.fetch(
        """
        SELECT g::date AS day FROM generate_series($1::date, $2::date, interval '1 day') AS g
         WHERE NOT EXISTS (SELECT FROM evening_records r WHERE r.evening_date = g::date)
           AND NOT EXISTS (SELECT FROM evening_attendance v WHERE v.evening_date = g::date)
         ORDER BY day
        """,
        today - timedelta(days=HISTORY_DAYS),
        today - timedelta(days=1),
    )
    return [row["day"] for row in rows]


async def _copy(
    connection: Any, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    await connection.copy_records_to_table(table, records=rows, columns=list(columns))
