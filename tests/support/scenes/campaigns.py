"""An evening with a campaign, for the tests of promotions: people, answers, time and messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.duties.campaigns import close_promotion_jobs, run_promotion_jobs
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.channels.rules import ChannelType
from muster.crypto import ContactCipher
from muster.database import Database
from muster.evening import Evenings
from muster.promotions import service
from muster.promotions.dispatch import Dispatch
from muster.promotions.rules import Campaign
from muster.promotions.service import Created
from tests.support.scenes.evenings import evenings
from tests.support.scenes.ledger import MemoryChannel, add_people

ZONE = ZoneInfo("Europe/Ljubljana")
DAY = date(2026, 11, 20)
FOLLOWUP_CHANNEL = 777_000_000_000_000_001
ORIGIN = "http://127.0.0.1:8000"
EVENINGS = evenings(ORIGIN)


def at(hour: int, minute: int, second: int = 0) -> datetime:
    """An instant of the evening by the community's clock."""
    return datetime(2026, 11, 20, hour, minute, second, tzinfo=ZONE).astimezone(UTC)


STARTS = int(at(21, 0).timestamp())
"""When the session starts, as Discord writes instants."""


class CampaignEvening:
    """The scheduler's and the notifier's part of an evening, on a clock that a test sets.

    `worker` is replaced to say that another process took over; nothing else is in memory.
    """

    def __init__(
        self,
        sql: Any,
        database: Database,
        channels: Sequence[Any] | None = None,
        *,
        check_voice: bool = True,
        followup_channel: int | None = FOLLOWUP_CHANNEL,
        worker: str = "one",
        evenings: Evenings = EVENINGS,
        cipher: ContactCipher | None = None,
    ) -> None:
        self.sql = sql
        self.database = database
        self.now = at(20, 10)
        self.channels = [MemoryChannel()] if channels is None else list(channels)
        types: list[ChannelType] = [each.channel_type for each in self.channels]
        how = Dispatch(worker, types, followup_channel, check_voice, True, evenings)
        self.run_jobs = run_promotion_jobs(database, how)
        self.close_jobs = close_promotion_jobs(database, how)
        by_type: dict[ChannelType, Any] = {each.channel_type: each for each in self.channels}
        self.notifier = AvailabilityNotifierService(
            database,
            by_type,
            evenings,
            cipher,
            worker,
            now=lambda: self.now,
        )

    @property
    def discord(self) -> Any:
        """The channel on Discord: a `MemoryChannel`, or what the test gave in its place."""
        return next(each for each in self.channels if each.channel_type == "discord")

    async def tick(self, now: datetime | None = None) -> datetime:
        """One round of all that the bot does for campaigns; when it wants to run again."""
        if now is not None:
            self.now = now
        due = await self.run_jobs(self.now)
        await self.notifier.deliver_due()
        await self.close_jobs(self.now)
        return due

    async def add_people(self, number: int, status: str = "LOOKING") -> list[int]:
        """Linked people who agreed to promotions and answered for today."""
        people = await add_people(self.sql, number, self.now)
        await self.sql.execute(
            """
            INSERT INTO subscription_preferences (user_id, allow_promotions, created_at, updated_at)
            SELECT id, true, $2, $2 FROM unnest($1::bigint[]) AS id
            """,
            people,
            self.now,
        )
        for user_id in people:
            await self.answer(user_id, status)
        return people

    async def answer(self, user_id: int, status: str | None) -> None:
        """Somebody says (or takes back, with None) whether they play today."""
        await self.sql.execute(
            "DELETE FROM availability_entries WHERE user_id = $1 AND entry_date = $2", user_id, DAY
        )
        if status is not None:
            await self.sql.execute(
                """
                INSERT INTO availability_entries
                       (user_id, entry_date, status, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $4)
                """,
                user_id,
                DAY,
                status,
                self.now,
            )

    async def comes_at(self, user_id: int, arrives_at: time) -> None:
        """Somebody who answered says from when they play."""
        await self.sql.execute(
            "UPDATE availability_entries SET arrives_at = $3"
            " WHERE user_id = $1 AND entry_date = $2",
            user_id,
            DAY,
            arrives_at,
        )

    async def promote(self, promoter: int, **choices: Any) -> Created:
        """Create a campaign for today, as a promoter does on the page."""
        chosen = {
            "include_available": False,
            "include_maybe": False,
            "dry_run": False,
            "one_a_day": False,
            "max_attempts": 5,
        } | choices
        async with self.database.connection() as connection:
            return await service.create_campaign(
                connection, promoter, EVENINGS.on(DAY), self.now, **chosen
            )

    async def cancel(self, campaign_id: int, user_id: int) -> Campaign:
        async with self.database.transaction() as connection:
            return await service.cancel_campaign(
                connection, campaign_id, user_id, self.now, admin=False
            )

    async def campaign(self, viewer: int) -> Campaign:
        """Today's campaign as the page shows it to somebody."""
        async with self.database.connection() as connection:
            found = await service.read_campaign(connection, DAY, viewer)
        assert found is not None
        return found

    async def voice(self, *user_ids: int, seen_at: datetime | None = None) -> None:
        """Who is in voice, as the gateway would have written it."""
        members = [{"id": str(5000 + user_id), "name": "somebody"} for user_id in user_ids]
        await self._live_status("voice_channel", {"members": members}, seen_at)

    async def server(self, *names: str, seen_at: datetime | None = None) -> None:
        """Who is on the game server."""
        players = [{"name": name} for name in names]
        await self._live_status("game_server", {"players": players}, seen_at)

    async def _live_status(
        self, status_type: str, data: dict[str, Any], seen_at: datetime | None
    ) -> None:
        await self.sql.execute(
            """
            INSERT INTO live_status (status_type, status_data, updated_at) VALUES ($1, $2, $3)
            ON CONFLICT (status_type)
            DO UPDATE SET status_data = EXCLUDED.status_data, updated_at = EXCLUDED.updated_at
            """,
            status_type,
            json.dumps(data),
            seen_at or self.now,
        )

    def heard(self, user_id: int) -> list[str]:
        """The first lines of what somebody got on Discord, in order."""
        address = f"user:{5000 + user_id}"
        return [each.text.splitlines()[0] for each in self.discord.sent if each.address == address]

    def announced(self) -> list[str]:
        """The first lines of what the follow-up channel got."""
        return [
            each.text.splitlines()[0]
            for each in self.discord.sent
            if each.address == f"channel:{FOLLOWUP_CHANNEL}"
        ]

    async def logs(self, user_id: int) -> list[tuple[str, str, str | None]]:
        """(job type, status, reason) of somebody's send-log rows, in order."""
        rows = await self.sql.fetch(
            """
            SELECT j.job_type, g.status, g.reason
              FROM availability_promotion_send_logs g
              JOIN availability_promotion_jobs j ON j.id = g.job_id
             WHERE g.user_id = $1 ORDER BY g.id
            """,
            user_id,
        )
        return [(row[0], row[1], row[2]) for row in rows]


def statuses(campaign: Any) -> list[str]:
    return [job.status for job in campaign.jobs]
