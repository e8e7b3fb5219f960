"""The measured bot of the campaigns: ``python -m bench.campaign_worker ORDER``.

ORDER is a `CampaignOrder` as JSON; what was measured is printed as one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import uvloop

from bench.campaign_data import check_sent, day_of_campaign, schedule_start
from bench.fan_out_data import CHANNELS, Audience, read_audience
from bench.fan_out_worker import EVENINGS, FakeChannel
from bot.app import worker_name
from bot.chats.contract import Channel
from bot.chats.pace import Limiters
from bot.cogs.availability_poll_cog import every_process_duties
from bot.registry import build_channels, close_channels
from bot.scheduler import Scheduler
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.changes import ChangeListener
from muster.channels import service as channels_service
from muster.channels.rules import ChannelType
from muster.clock import monotonic, utc_now
from muster.crypto import ContactCipher
from muster.database import Database
from muster.logs import configure_logs
from muster.settings import Settings, load_settings
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.faults import FakeChat
from tests.support.running.websites import eventually

_AHEAD = timedelta(seconds=3)  # more than the two by which rows are written ahead
_PATIENCE = 60.0
_NO_CHECK_IN: dict[str, Any] = {"availability_daily_reminder_time": None}
"""No daily check-in, which at some hours would be sent beside what is measured."""


@dataclass(frozen=True)
class CampaignOrder:
    """What to measure.

    Attributes:
        audience: who is asked; they answered for a day after its first for each campaign.
        recipients: how many of them each campaign asks.
        past: how many campaigns they had already.
        times: how many campaigns, one after the other.
        paced: the one channel that messages go out on, at its service's rate and over HTTP; None:
            over channels in memory.
    """

    audience: Audience
    recipients: int
    past: int = 0
    times: int = 1
    paced: ChannelType | None = None

    def encoded(self) -> str:
        return json.dumps(asdict(self), default=str)


def read_order(encoded: str) -> CampaignOrder:
    """What `CampaignOrder.encoded` wrote."""
    members = json.loads(encoded)
    return CampaignOrder(audience=read_audience(members.pop("audience")), **members)


@dataclass(frozen=True)
class _Bot:
    """A scheduler that runs, and what stands around it; `writer` is a connection beside it."""

    order: CampaignOrder
    database: Database
    notifier: AvailabilityNotifierService
    writer: Any

    async def schedule(self, number: int) -> tuple[int, datetime]:
        """The campaign of one round, written while there is time; its id and its start."""
        await self.notifier.idle()
        now = utc_now()
        due = now + _AHEAD
        due = due.replace(microsecond=due.microsecond // 1000 * 1000)
        day = day_of_campaign(self.order.audience, self.order.past + number)
        campaign = await schedule_start(self.writer, day, self.order.recipients, due, now)
        if utc_now() > due:
            raise TimeoutError("the campaign was not written in time")
        return campaign, due

    async def check(self, campaign: int) -> None:
        """See that the round's messages went out, once what is on its way is settled."""
        await self.notifier.idle()
        await check_sent(self.writer, campaign, self.order.recipients)


@asynccontextmanager
async def _bot(
    order: CampaignOrder,
    settings: Settings,
    database: Database,
    channels: Mapping[ChannelType, Channel],
) -> AsyncGenerator[_Bot, None]:
    """The duties of every bot process over `channels`, told of changes as in the bot."""
    url = order.audience.url
    notifier = AvailabilityNotifierService(
        database, channels, EVENINGS, ContactCipher([order.audience.contact_key]), worker_name()
    )
    scheduler = Scheduler(every_process_duties(settings, database, notifier))
    listener = ChangeListener(url, application_name="muster bench listener")
    listener.subscribe(scheduler.on_change)
    await database.open()
    await listener.start()
    writer: Any = await asyncpg.connect(url)
    # What the bot of another measurement delivered on a moment ago would be used as well.
    await writer.execute("DELETE FROM live_status")
    running = asyncio.create_task(scheduler.run())
    try:
        yield _Bot(order, database, notifier, writer)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await writer.close()
        await listener.stop()
        await close_channels(channels.values())
        await database.close()


def _database(order: CampaignOrder) -> Database:
    return Database(order.audience.url, application_name="muster bench", max_size=8)


async def _first_messages(order: CampaignOrder) -> dict[str, Any]:
    """How late the first message of each campaign is, in milliseconds, ascending.

    Half of the recipients hear on a service that knows nonces, half on one that does not. Whoever
    sends knows of the campaign by PostgreSQL's notice, and of the instant by its own timer.
    """
    fakes: dict[ChannelType, FakeChannel] = {
        kind: FakeChannel(kind, idempotent=kind == "discord", seconds=0.0) for kind in CHANNELS
    }
    late: list[float] = []
    settings = load_settings(env_file=None, **_NO_CHECK_IN)
    async with _bot(order, settings, _database(order), fakes) as bot:
        for number in range(order.times):
            for fake in fakes.values():
                fake.expect(order.recipients // len(fakes))
            campaign, due = await bot.schedule(number)
            async with asyncio.timeout(_PATIENCE):
                for fake in fakes.values():
                    await fake.complete.wait()
            await bot.check(campaign)
            first = min(fake.first_at for fake in fakes.values() if fake.first_at is not None)
            late.append((first - due).total_seconds() * 1000)
    return {"late": sorted(late)}


async def _paced_messages(order: CampaignOrder) -> dict[str, Any]:
    """How long, in seconds, from a campaign's start until its first and its last message came.

    Both by the far end's clock, which is a service on this machine. The median campaign by its
    last message.
    """
    assert order.paced is not None
    spans: list[tuple[float, float]] = []
    with fake_chats() as chats:
        fake: FakeChat = getattr(chats, order.paced)
        settings = load_settings(
            env_file=None, muster_sandbox=False, **_NO_CHECK_IN, **chats.settings
        )
        database = _database(order)
        built = build_channels(settings, database, Limiters(1))
        async with _bot(order, settings, database, {order.paced: built[order.paced]}) as bot:
            await _open_dms(bot, chats)
            for number in range(order.times):
                fake.sendings.clear()
                campaign, due = await bot.schedule(number)
                due_at = monotonic() + (due - utc_now()).total_seconds()
                await eventually(lambda: len(fake.sendings) >= order.recipients)
                await bot.check(campaign)
                arrived = [sending.arrived - due_at for sending in fake.sendings]
                spans.append((arrived[0], arrived[-1]))
    spans.sort(key=lambda span: span[1])
    first, last = spans[len(spans) // 2]
    return {"first": first, "last": last}


async def _open_dms(bot: _Bot, chats: FakeChats) -> None:
    """Discord's DM channels, as the bot opens them when people link."""
    rows = await bot.writer.fetch("SELECT user_id, discord_user_id FROM discord_accounts")
    async with bot.database.transaction() as connection:
        for user_id, discord_user_id in rows:
            channel_id = int(chats.discord.dm_of(str(discord_user_id)))
            await channels_service.remember_dm_channel(connection, user_id, channel_id, utc_now())


def main() -> None:
    configure_logs(load_settings(env_file=None), process="bench")
    order = read_order(sys.argv[1])
    work = _paced_messages if order.paced else _first_messages
    print(json.dumps(uvloop.run(work(order))))


if __name__ == "__main__":
    main()
