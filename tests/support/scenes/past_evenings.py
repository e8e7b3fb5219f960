"""Closed evenings as the bot leaves them: what people said and when, who came, what came of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tests.support.scenes.evenings import evenings

EVENINGS = evenings("http://127.0.0.1:8000", threshold=6)


def starts_at(day: date) -> datetime:
    return EVENINGS.on(day).starts_at


async def close_evening(
    sql: Any,
    day: date,
    said: Sequence[tuple[int, str | None, float]],
    came: Sequence[int],
    *,
    threshold: int = 6,
    played: bool | None = None,
) -> None:
    """One evening. `said`: (user id, status, hours before the start), in that order; played is by
    who came where nothing else is said.
    """
    start = starts_at(day)
    for user_id, status, hours in said:
        await sql.execute(
            "INSERT INTO availability_answer_changes"
            " (user_id, entry_date, status, source, changed_at) VALUES ($1, $2, $3, 'page', $4)",
            user_id,
            day,
            status,
            start - timedelta(hours=hours),
        )
    for user_id in came:
        await sql.execute(
            "INSERT INTO evening_attendance (evening_date, user_id, first_seen_at, last_seen_at)"
            " VALUES ($1, $2, $3, $4)",
            day,
            user_id,
            start,
            start + timedelta(minutes=50),
        )
    await sql.execute(
        """
        INSERT INTO evening_records
               (evening_date, session, starts_at, threshold, told_by, said_yes, came, played,
                closed_at)
        VALUES ($1, true, $2, $3, 'voice', 0, $4, $5, $6)
        """,
        day,
        start,
        threshold,
        len(came),
        len(came) >= threshold if played is None else played,
        start + timedelta(hours=1),
    )


async def close_evenings(
    sql: Any, people: Sequence[int], before: date, number: int, *, seed: int = 1
) -> list[date]:
    """So many evenings up to `before`, of people of whom some play most times they say so."""
    drawn = random.Random(seed)
    days = [before - timedelta(days=number - place) for place in range(number)]
    for day in days:
        said: list[tuple[int, str | None, float]] = []
        came: list[int] = []
        for user_id in people:
            status = drawn.choice(["LOOKING", "LOOKING", "MAYBE", "NOT_PLAYING", None])
            if status is not None:
                said.append((user_id, status, drawn.choice([30, 8, 4, 2.5, 0.7])))
            if drawn.random() < {"LOOKING": 0.9, "MAYBE": 0.4}.get(status or "", 0.05):
                came.append(user_id)
        await close_evening(sql, day, said, came)
    return days
