"""The SQL of which language people read, one verb function a query. `now` is an aware instant."""

from __future__ import annotations

from datetime import datetime

from muster.database import Connection
from muster.words import Language


async def find_language(connection: Connection, user_id: int) -> tuple[str | None, str | None]:
    """What somebody chose, and what their service or browser last said; None for neither."""
    row = await connection.fetchrow(
        "SELECT chosen, heard FROM reader_languages WHERE user_id = $1", user_id
    )
    return (None, None) if row is None else (row["chosen"], row["heard"])


async def set_chosen(
    connection: Connection, user_id: int, language: Language | None, now: datetime
) -> None:
    await connection.execute(
        """
        INSERT INTO reader_languages (user_id, chosen, updated_at) VALUES ($1, $2, $3)
            ON CONFLICT (user_id) DO UPDATE SET chosen = $2, updated_at = $3
         WHERE reader_languages.chosen IS DISTINCT FROM $2
        """,
        user_id,
        language,
        now,
    )


async def set_heard(
    connection: Connection, user_id: int, language: Language, now: datetime
) -> None:
    """Note what somebody's service says; what is noted already costs no write."""
    await connection.execute(
        """
        INSERT INTO reader_languages (user_id, heard, updated_at)
        SELECT id, $2, $3 FROM website_users WHERE id = $1
            ON CONFLICT (user_id) DO UPDATE SET heard = $2, updated_at = $3
         WHERE reader_languages.heard IS DISTINCT FROM $2
        """,
        user_id,
        language,
        now,
    )
