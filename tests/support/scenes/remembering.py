"""An evening that is remembered: who said what, who is there, and the bots that note it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from bot.duties.history import note_evenings
from muster.database import Database
from muster.evening import Evenings
from tests.support.scenes.campaigns import DAY, EVENINGS, CampaignEvening

RECORD = """
    SELECT session, starts_at, threshold, told_by, most_in_voice, most_on_server, enough_minutes,
           said_yes, came, played, closed_at FROM evening_records WHERE evening_date = $1
"""


class RememberedEvening(CampaignEvening):
    """The duty that notes the evening, on a clock that a test sets."""

    def __init__(
        self,
        sql: Any,
        database: Database,
        settings: Evenings = EVENINGS,
        *,
        voice_is_set_up: bool = True,
    ) -> None:
        super().__init__(sql, database)
        self.note = note_evenings(database, settings, voice_is_set_up=voice_is_set_up)

    async def says(self, user_id: int, status: str | None, at: datetime) -> None:
        """Somebody says something, as the page stores it."""
        self.now = at
        await self.answer(user_id, status)
        await self.sql.execute(
            """
            INSERT INTO availability_answer_changes
                   (user_id, entry_date, status, source, changed_at)
            VALUES ($1, $2, $3, 'page', $4)
            """,
            user_id,
            DAY,
            status,
            at,
        )

    async def run(
        self,
        first: datetime,
        last: datetime,
        each: Callable[[datetime], Any] | None = None,
    ) -> list[datetime]:
        """Run the duty whenever it is due in `[first, last]`; `each` comes before every step."""
        now, steps = first, list[datetime]()
        while now <= last:
            if each is not None:
                await each(now)
            steps.append(now)
            now = await self.note(now)
        return steps

    async def record(self, day: date = DAY) -> dict[str, Any]:
        row = await self.sql.fetchrow(RECORD, day)
        return dict(row) if row is not None else {}

    async def attendance(self, day: date = DAY) -> list[tuple[Any, ...]]:
        """(user id, first seen, last seen, in voice, on the server, came), by person."""
        rows = await self.sql.fetch(
            """
            SELECT user_id, first_seen_at, last_seen_at, in_voice, on_server, came
              FROM evening_attendance WHERE evening_date = $1 ORDER BY user_id
            """,
            day,
        )
        return [tuple(row) for row in rows]

    async def minutes(self, day: date = DAY) -> int:
        return await self.sql.fetchval(
            "SELECT count(*) FROM evening_minutes WHERE evening_date = $1", day
        )
