"""The SQL of the forecast, one verb function a query. `now` is always an aware instant."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import NamedTuple

from muster.database import Connection
from muster.forecast.calibration import Calibration
from muster.forecast.habits import LEADS, Habits, Key, Tally
from muster.forecast.rules import Learned, Note
from muster.forecast.states import Away, Change

_LEARNED = """
    SELECT NULL::bigint AS user_id, NULL::date, NULL::timestamptz,
           NULL::text[], NULL::smallint[], NULL::float8[],
           (SELECT array_agg(ARRAY[c.lead_hours, c.intercept, c.slope, c.of_intercept, c.of_both,
                                   c.of_slope]::float8[])
              FROM forecast_calibrations c),
           (SELECT count(*) FROM forecast_learned)
     UNION ALL
    SELECT k.user_id, s.away_until, s.away_since, h.states, h.weekdays, h.seen, h.came, 0
      FROM user_player_links k
      LEFT JOIN subscription_preferences s ON s.user_id = k.user_id
      LEFT JOIN LATERAL (
            SELECT array_agg(x.state) AS states, array_agg(x.weekday) AS weekdays,
                   array_agg(x.seen) AS seen, array_agg(x.came) AS came
              FROM forecast_habits x WHERE x.user_id = k.user_id
           ) AS h ON true
"""


async def read_learned(connection: Connection) -> Learned:
    """What closed evenings taught of everybody who is linked, by one statement."""
    people: dict[int, Away | None] = {}
    habits = Habits()
    calibrations = [Calibration() for _ in LEADS]
    for user_id, until, since, states, weekdays, seen, came, evenings in await connection.fetch(
        _LEARNED
    ):
        if user_id is None:
            habits.evenings = evenings
            for lead_hours, *numbers in came or ():
                calibrations[LEADS.index(int(lead_hours))] = Calibration(*numbers)
            continue
        people[user_id] = None if until is None else Away(until, since)
        if states is not None:
            habits.people[user_id] = {
                (state, weekday): Tally(of_seen, of_came)
                for state, weekday, of_seen, of_came in zip(
                    states, weekdays, seen, came, strict=True
                )
            }
    return Learned(habits, calibrations, people)


async def lock_learning(connection: Connection) -> None:
    """One of several bots learns at a time; readers do not wait."""
    await connection.execute("LOCK TABLE forecast_learned IN SHARE ROW EXCLUSIVE MODE")


class Record(NamedTuple):
    """A closed evening that has not been learned; `came` None: nobody could tell who did."""

    day: date
    starts_at: datetime
    threshold: int
    played: bool
    came: int | None


async def list_unlearned(connection: Connection, most: int, said_by: datetime) -> list[Record]:
    """Known evenings that were not learned yet, the oldest first; of those that a hand closed only
    what was said by then.
    """
    rows = await connection.fetch(
        """
        SELECT r.evening_date, r.starts_at, r.threshold, r.played, r.came
          FROM evening_records r
         WHERE r.session AND r.played IS NOT NULL
           AND (r.told_by IS DISTINCT FROM 'hand' OR r.closed_at <= $2)
           AND NOT EXISTS (SELECT FROM forecast_learned l WHERE l.evening_date = r.evening_date)
         ORDER BY r.evening_date
         LIMIT $1
        """,
        most,
        said_by,
    )
    return [Record(*row) for row in rows]


async def list_known_by(connection: Connection, at: datetime) -> dict[int, Away | None]:
    """Everybody who was linked at `at` and still is, and whether they are away now."""
    rows = await connection.fetch(
        """
        SELECT k.user_id, s.away_until, s.away_since
          FROM user_player_links k
          LEFT JOIN subscription_preferences s ON s.user_id = k.user_id
         WHERE k.linked_at <= $1
         ORDER BY k.user_id
        """,
        at,
    )
    return {row[0]: None if row[1] is None else Away(row[1], row[2]) for row in rows}


async def list_changes(connection: Connection, day: date) -> list[Change]:
    """What everybody linked said of a day, in the order in which they said it."""
    rows = await connection.fetch(
        """
        SELECT x.user_id, x.status, x.only_if, x.changed_at
          FROM user_player_links k
          JOIN availability_answer_changes x ON x.user_id = k.user_id AND x.entry_date = $1
         ORDER BY x.user_id, x.id
        """,
        day,
    )
    return [Change(*row) for row in rows]


async def list_came(connection: Connection, day: date) -> frozenset[int]:
    """Who came to an evening."""
    rows = await connection.fetch(
        "SELECT user_id FROM evening_attendance WHERE evening_date = $1 AND came", day
    )
    return frozenset(row[0] for row in rows)


async def write_learned(
    connection: Connection,
    learned: Learned,
    changed: Iterable[tuple[int, Key]],
    days: Sequence[date],
    now: datetime,
) -> None:
    """Store what these evenings taught, and that they were learned."""
    tallies: list[dict[str, object]] = []
    for user_id, (state, weekday) in sorted(changed):
        tally = learned.habits.people[user_id][state, weekday]
        numbers: dict[str, object] = {"seen": tally.seen, "came": tally.came}
        tallies.append({"user_id": user_id, "state": state, "weekday": weekday, **numbers})
    await connection.execute(
        """
        INSERT INTO forecast_habits (user_id, state, weekday, seen, came)
        SELECT g.user_id, g.state, g.weekday, g.seen, g.came
          FROM jsonb_to_recordset($1::jsonb) AS g
               (user_id bigint, state text, weekday smallint, seen float8[], came float8[])
          JOIN website_users u ON u.id = g.user_id
        ON CONFLICT (user_id, state, weekday) DO UPDATE
           SET seen = EXCLUDED.seen, came = EXCLUDED.came
        """,
        json.dumps(tallies),
    )
    await connection.execute(
        """
        INSERT INTO forecast_calibrations
               (lead_hours, intercept, slope, of_intercept, of_both, of_slope)
        SELECT * FROM jsonb_to_recordset($1::jsonb) AS g
               (lead_hours smallint, intercept float8, slope float8, of_intercept float8,
                of_both float8, of_slope float8)
        ON CONFLICT (lead_hours) DO UPDATE
           SET intercept = EXCLUDED.intercept, slope = EXCLUDED.slope,
               of_intercept = EXCLUDED.of_intercept, of_both = EXCLUDED.of_both,
               of_slope = EXCLUDED.of_slope
        """,
        json.dumps(
            [
                {"lead_hours": hours, **asdict(each)}
                for hours, each in zip(LEADS, learned.calibrations, strict=True)
            ]
        ),
    )
    await connection.execute(
        "INSERT INTO forecast_learned (evening_date, learned_at) SELECT unnest($1::date[]), $2",
        days,
        now,
    )


# --- what was said --------------------------------------------------------------------------------


async def insert_notes(connection: Connection, notes: Sequence[Note], now: datetime) -> None:
    """Note what was said; an hour that has been noted stays as it is."""
    await connection.execute(
        """
        INSERT INTO forecast_notes (evening_date, hour, chance, looking, threshold, noted_at)
        SELECT g.*, $6
          FROM unnest($1::date[], $2::smallint[], $3::real[], $4::smallint[], $5::smallint[]) AS g
        ON CONFLICT (evening_date, hour) DO NOTHING
        """,
        [each.day for each in notes],
        [each.hour for each in notes],
        [each.chance for each in notes],
        [each.looking for each in notes],
        [each.threshold for each in notes],
        now,
    )


async def is_noted(connection: Connection, day: date, hour: int) -> bool:
    return await connection.fetchval(
        "SELECT EXISTS (SELECT FROM forecast_notes WHERE evening_date = $1 AND hour = $2)",
        day,
        hour,
    )


async def list_notes(connection: Connection) -> list[tuple[date, bool, list[Note]]]:
    """Each known evening, the oldest first: its day, whether it was played, and what was said."""
    rows = await connection.fetch(
        """
        SELECT r.evening_date, r.played, n.hour, n.chance::float8, n.looking, n.threshold
          FROM evening_records r
          LEFT JOIN forecast_notes n ON n.evening_date = r.evening_date
         WHERE r.session AND r.played IS NOT NULL
         ORDER BY r.evening_date, n.hour
        """
    )
    found: list[tuple[date, bool, list[Note]]] = []
    for day, played, hour, chance, looking, threshold in rows:
        if not found or found[-1][0] != day:
            found.append((day, played, []))
        if hour is not None:
            found[-1][2].append(Note(day, hour, round(chance, 2), looking, threshold))
    return found
