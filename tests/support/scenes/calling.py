"""An evening with a call: silent people, answers, time and messages, on a clock that tests set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.duties.calls import run_calls
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.calls import service
from muster.calls.dispatch import Dispatch
from muster.calls.rules import Call, Tonight
from muster.calls.service import Today
from muster.channels.rules import ChannelType
from muster.database import Database
from muster.forecast.service import ReadLearned
from tests.support.scenes.campaigns import DAY, EVENINGS, ZONE, at
from tests.support.scenes.ledger import MemoryChannel, add_people

THRESHOLD = 4


class CallEvening:
    """The scheduler's and the notifier's part of an evening that is short.

    `worker` is replaced to say that another process took over; nothing else is in memory.
    """

    def __init__(
        self,
        sql: Any,
        database: Database,
        channels: Sequence[Any] | None = None,
        *,
        worker: str = "one",
    ) -> None:
        self.sql = sql
        self.database = database
        self.now = at(20, 10)
        self.tonight = Tonight(DAY, at(21, 0), THRESHOLD, ZONE)
        self.channels = [MemoryChannel()] if channels is None else list(channels)
        types: list[ChannelType] = [each.channel_type for each in self.channels]
        self.how = Dispatch(types)
        self.run_calls = run_calls(database, self._read_tonight, self.how)
        by_type: dict[ChannelType, Any] = {each.channel_type: each for each in self.channels}
        self.notifier = AvailabilityNotifierService(
            database, by_type, EVENINGS, None, worker, now=lambda: self.now
        )

    def learns_by(self, read_learned: ReadLearned) -> None:
        """Let calls go by what closed evenings taught."""
        self.how = replace(self.how, read_learned=read_learned)
        self.run_calls = run_calls(self.database, self._read_tonight, self.how)

    async def _read_tonight(self, _connection: Any, _now: datetime) -> Tonight:
        return self.tonight

    @property
    def discord(self) -> Any:
        return next(each for each in self.channels if each.channel_type == "discord")

    async def tick(self, now: datetime | None = None) -> datetime:
        """One round of all that the bot does for calls; when it wants to run again."""
        if now is not None:
            self.now = now
        due = await self.run_calls(self.now)
        await self.notifier.deliver_due()
        return due

    async def move_start(self, starts_at: datetime) -> None:
        self.tonight = replace(self.tonight, starts_at=starts_at)

    async def call_off(self) -> None:
        self.tonight = replace(self.tonight, called_off=True)

    # --- people ---------------------------------------------------------------------------------

    async def add_silent(self, number: int, *, agreed: bool = True) -> list[int]:
        """Linked people who have not answered for today."""
        people = await add_people(self.sql, number, at(12, 0))
        await self.sql.execute(
            """
            INSERT INTO subscription_preferences (user_id, allow_promotions, created_at, updated_at)
            SELECT id, $3, $2, $2 FROM unnest($1::bigint[]) AS id
            """,
            people,
            self.now,
            agreed,
        )
        return people

    async def add_looking(self, number: int) -> list[int]:
        people = await self.add_silent(number)
        for user_id in people:
            await self.answer(user_id, "LOOKING")
        return people

    async def answer(self, user_id: int, status: str | None, day: date = DAY) -> None:
        """Somebody says (or takes back, with None) whether they play."""
        await self.sql.execute(
            "DELETE FROM availability_entries WHERE user_id = $1 AND entry_date = $2", user_id, day
        )
        if status is not None:
            await self.sql.execute(
                """
                INSERT INTO availability_entries
                       (user_id, entry_date, status, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $4)
                """,
                user_id,
                day,
                status,
                self.now,
            )

    async def prefer(self, user_id: int, **wishes: Any) -> None:
        """What somebody wants, by columns of `subscription_preferences`."""
        changes = ", ".join(f"{column} = ${number}" for number, column in enumerate(wishes, 2))
        await self.sql.execute(
            f"UPDATE subscription_preferences SET {changes} WHERE user_id = $1",
            user_id,
            *wishes.values(),
        )

    async def go_away(self, user_id: int) -> None:
        await self.prefer(user_id, away_until=DAY + timedelta(days=3), away_since=self.now)

    async def usually_plays(self, user_id: int, weeks: int = 8) -> None:
        """Somebody who has played on this weekday for some weeks, and is the likeliest to come."""
        await self.sql.execute(
            "UPDATE user_player_links SET linked_at = $2 WHERE user_id = $1",
            user_id,
            self.now - timedelta(weeks=weeks + 1),
        )
        for week in range(1, weeks + 1):
            await self.answer(user_id, "LOOKING", DAY - timedelta(weeks=week))

    async def was_told(self, user_id: int, event_key: str, state: str = "sent") -> None:
        """A row of the ledger, as an earlier ask left it."""
        await self.sql.execute(
            """
            INSERT INTO notifications_ledger
                   (user_id, event_key, channel_type, payload, state, sent_at, not_before,
                    useful_until, created_at, updated_at)
            VALUES ($1, $2, 'discord', '{"kind": "test"}', $3, $4, $4, $4, $4, $4)
            """,
            user_id,
            event_key,
            state,
            self.now - timedelta(hours=6),
        )

    # --- the call -------------------------------------------------------------------------------

    async def start(self, promoter: int, most: int = 30, wait_minutes: int = 8) -> Call:
        async with self.database.transaction() as connection:
            return await service.start_call(
                connection, promoter, self.tonight, most, wait_minutes, self.now
            )

    async def stop(self, promoter: int) -> Call:
        async with self.database.transaction() as connection:
            return await service.stop_call(connection, promoter, self.tonight, self.now)

    def calls_itself_at(self, calls_at: datetime, most: int | None = None) -> None:
        """What an admin says of this weekday."""
        self.tonight = replace(self.tonight, calls_at=calls_at, call_most=most)

    async def today(self) -> Today:
        async with self.database.connection() as connection:
            return await service.read_today(connection, DAY, names=True)

    async def call(self) -> Call:
        found = (await self.today()).call
        assert found is not None
        return found

    def heard(self, user_id: int) -> list[str]:
        """The first lines of what somebody got on Discord, in order."""
        address = f"user:{5000 + user_id}"
        return [each.text.splitlines()[0] for each in self.discord.sent if each.address == address]

    def called(self) -> list[int]:
        """Who was called on Discord, in that order."""
        return [int(each.address.removeprefix("user:")) - 5000 for each in self.discord.sent]

    async def asks(self) -> dict[int, str | None]:
        """Why each person whom a wave considered was not asked; None for those who were."""
        rows = await self.sql.fetch("SELECT user_id, reason FROM call_asks ORDER BY user_id")
        return {row[0]: row[1] for row in rows}

    async def ledger(self, user_id: int) -> list[tuple[str, str | None]]:
        """(state, reason) of somebody's rows of tonight's call."""
        rows = await self.sql.fetch(
            "SELECT state, reason FROM notifications_ledger"
            " WHERE user_id = $1 AND event_key LIKE 'CALL:%' ORDER BY id",
            user_id,
        )
        return [(row[0], row[1]) for row in rows]
