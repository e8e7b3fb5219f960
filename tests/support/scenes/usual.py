"""Weeks of answers, from which something is usual."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

WEEK = timedelta(days=7)


async def add_weeks(
    sql: Any,
    user_id: int,
    day: date,
    said: Sequence[str | None],
    *,
    arrives_at: Any = None,
    only_if: int | None = None,
) -> None:
    """Answers for the weeks before `day`, the latest first, as their person gave them by the page;
    None where they gave none.
    """
    for weeks, status in enumerate(said, 1):
        if status is None:
            continue
        await sql.execute(
            """
            WITH said AS (
                INSERT INTO availability_entries
                       (user_id, entry_date, status, arrives_at, only_if, created_at, updated_at)
                VALUES ($1, $2::date, $3, $4, $5, $2::date, $2::date)
                RETURNING *
            )
            INSERT INTO availability_answer_changes
                   (user_id, entry_date, status, arrives_at, only_if, source, changed_at)
            SELECT user_id, entry_date, status, arrives_at, only_if, 'page', updated_at FROM said
            """,
            user_id,
            day - weeks * WEEK,
            status,
            arrives_at,
            only_if,
        )


async def set_usual(
    sql: Any,
    user_id: int,
    day: date,
    mode: str = "answer",
    status: str | None = None,
    answers_from: date | None = None,
) -> None:
    """What somebody set for the weekday that `day` is."""
    await sql.execute(
        """
        INSERT INTO usual_answers (user_id, weekday, mode, status, answers_from, updated_at)
        VALUES ($1, $2, $3, $4, $5, now())
        ON CONFLICT (user_id, weekday) DO UPDATE
           SET mode = EXCLUDED.mode, status = EXCLUDED.status, stopped_at = NULL,
               answers_from = EXCLUDED.answers_from
        """,
        user_id,
        day.weekday(),
        mode,
        status,
        (answers_from or date(2026, 1, 1)) if mode == "answer" else None,
    )


async def close_evening(
    sql: Any,
    day: date,
    came: Sequence[int] = (),
    *,
    played: bool | None = True,
    session: bool = True,
    at: datetime,
) -> None:
    """The record of an evening, closed at `at`; `came` are those who were in voice."""
    await sql.execute(
        """
        INSERT INTO evening_records (evening_date, session, starts_at, threshold, told_by, said_yes,
                                     came, played, closed_at)
        VALUES ($1, $2, $3, 4, $4, 1, $5, $6, $3)
        """,
        day,
        session,
        at,
        None if played is None else "voice",
        None if played is None else len(came),
        played,
    )
    await sql.executemany(
        "INSERT INTO evening_attendance (evening_date, user_id, first_seen_at, last_seen_at)"
        " VALUES ($1, $2, $3, $3)",
        [(day, user_id, at) for user_id in came],
    )
