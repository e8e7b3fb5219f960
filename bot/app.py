"""The bot, wired: scheduler, delivery and change listener over one database."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog
import uvloop

from bot.channels.base import Channel
from bot.channels.rate import Limiters
from bot.channels.registry import (
    build_channels,
    build_events,
    build_threads,
    close_channels,
    open_channels,
)
from bot.channels.threads import Threads
from bot.cogs.availability_poll_cog import Duty, Scheduler
from bot.duties import clean_up, daily_reminder, deliver, heartbeat, open_dms, session_ready
from bot.event_duties import event_duties
from bot.game_server_duty import game_server_duties
from bot.gateway.health import DiscordHealth
from bot.inbound.conversation import Conversation
from bot.inbound.receivers import build_receivers
from bot.planning_duties import (
    add_thread_members,
    open_planning_thread,
    post_planning_teams,
)
from bot.promotion_duties import close_promotion_jobs, run_promotion_jobs
from bot.services.availability_notifier_service import AvailabilityNotifierService, Community
from bot.services.channel_health import ChannelHealth
from muster.changes import ChangeListener
from muster.channels.rules import ChannelType
from muster.clock import CommunityClock, utc_now
from muster.crypto import ContactCipher
from muster.database import Database
from muster.leadership import Leadership
from muster.logs import configure_logs
from muster.promotions.dispatch import Dispatch
from muster.settings import Settings

if TYPE_CHECKING:
    from bot.front_door import FrontDoor

STOP_SECONDS = 2.0
"""How long messages under way may take to finish after a signal; leases take care of the rest."""

_GATEWAY_LINGERS_SECONDS = 120.0
_READY_REST_SECONDS = 0.5
_CLOSING_REST_SECONDS = 0.2
_PLANNING_REST_SECONDS = 0.2

_log = structlog.stdlib.get_logger(__name__)


def run_bot(settings: Settings) -> None:
    """Run scheduler and delivery in this process; returns after SIGINT or SIGTERM.

    `settings.database_url` must be set. A database that is gone is waited for.
    """
    configure_logs(settings, process="bot")
    with suppress(KeyboardInterrupt):
        uvloop.run(_run(settings))


def worker_name() -> str:
    """Names this process in the ledger: host, process, and a word that no other start repeats."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


async def _run(settings: Settings) -> None:
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    database = Database(url, application_name="muster bot", max_size=8)
    listener = ChangeListener(url, application_name="muster bot listener")
    leadership = Leadership(url, application_name="muster bot leadership")
    limiters = Limiters(None)
    leadership.subscribe(limiters.share_among)
    channels = build_channels(settings, database, limiters)
    community = Community(
        settings.frontend_origin, settings.zone, settings.availability_promotion_start_time
    )
    notifier = AvailabilityNotifierService(
        database, channels, community, ContactCipher.from_settings(settings), worker_name()
    )
    conversation = Conversation(
        database,
        ContactCipher.from_settings(settings),
        CommunityClock(settings.zone),
        settings.threshold,
    )
    scheduler = Scheduler(every_process_duties(settings, database, notifier))
    health = DiscordHealth()
    front_door = _build_front_door(settings, database, channels, health)
    threads = build_threads(settings, channels, limiters)
    led_scheduler = Scheduler(
        [
            *_led_duties(settings, database, channels, health, notifier.health),
            *([] if front_door is None else front_door.duties),
            *_planning_duties(settings, database, threads, notifier),
            *game_server_duties(settings, database),
            *event_duties(
                settings, database, build_events(settings, channels), notifier.worker, health
            ),
        ]
    )
    listener.subscribe(scheduler.on_change)
    listener.subscribe(led_scheduler.on_change)
    await database.open()
    await listener.start()
    await leadership.start()
    _log.info("bot_starts", channels=list(channels))
    led = [led_scheduler.run]
    led += [receiver.run for receiver in build_receivers(settings, channels, conversation)]
    running = [
        asyncio.create_task(scheduler.run(), name="scheduler"),
        asyncio.create_task(open_channels(channels.values()), name="open channels"),
        *(asyncio.create_task(leadership.while_leading(work), name="led") for work in led),
        *_gateway_tasks(leadership, front_door),
    ]
    stopping = asyncio.create_task(stop.wait(), name="stop")
    await asyncio.wait({stopping, running[0]}, return_when=asyncio.FIRST_COMPLETED)
    notifier.stop()
    with suppress(TimeoutError):
        await asyncio.wait_for(notifier.idle(), STOP_SECONDS)
    for task in (*running, stopping):
        task.cancel()
    ended = await asyncio.gather(*running, return_exceptions=True)
    await asyncio.gather(leadership.stop(), conversation.close())
    if front_door is not None:
        await front_door.close()
    await close_channels(channels.values())
    if threads is not None:
        await threads.close()
    await listener.stop()
    await database.close()
    _log.info("bot_stops")
    if not stop.is_set() and isinstance(ended[0], BaseException):
        raise ended[0]


def _gateway_tasks(
    leadership: Leadership, front_door: FrontDoor | None
) -> list[asyncio.Task[None]]:
    """The gateway is the leader's. While the database is away it stays, to say so to whoever asks,
    and because Discord lets a bot begin only so many sessions a day.
    """
    if front_door is None:
        return []
    staying = leadership.while_leading(front_door.run, linger_seconds=_GATEWAY_LINGERS_SECONDS)
    return [asyncio.create_task(staying, name="gateway")]


def every_process_duties(
    settings: Settings, database: Database, notifier: AvailabilityNotifierService
) -> list[Duty]:
    """What every bot process does: twice does no harm, and no leader's end leaves a gap."""
    channel_types = notifier.channel_types
    duties = [Duty("clean up", clean_up(database))]
    if channel_types:
        duties += [
            *(
                Duty(f"deliver {kind}", deliver(notifier, kind), wakes=frozenset({"ledger"}))
                for kind in channel_types
            ),
            *_promotion_duties(settings, database, notifier),
            Duty("daily reminder", daily_reminder(database, settings, channel_types)),
            Duty(
                "session ready",
                session_ready(database, settings, channel_types),
                wakes=frozenset({"availability", "names"}),
                rest_seconds=_READY_REST_SECONDS,
            ),
        ]
    return duties


def _promotion_duties(
    settings: Settings, database: Database, notifier: AvailabilityNotifierService
) -> list[Duty]:
    """Campaigns: jobs are run on the second, and closed as soon as their rows are settled."""
    if not settings.availability_promotion_enabled:
        return []
    dispatch = Dispatch(
        worker=notifier.worker,
        channel_types=notifier.channel_types,
        summary_channel_id=settings.summary_channel_id,
        check_voice=settings.availability_promotion_voice_check_enabled,
        check_server=settings.availability_promotion_server_check_enabled,
    )
    return [
        Duty(
            "run promotion jobs",
            run_promotion_jobs(database, dispatch),
            wakes=frozenset({"promotions"}),
        ),
        Duty(
            "close promotion jobs",
            close_promotion_jobs(database, dispatch),
            wakes=frozenset({"promotions", "notices"}),
            rest_seconds=_CLOSING_REST_SECONDS,
        ),
    ]


def _led_duties(
    settings: Settings,
    database: Database,
    channels: Mapping[ChannelType, Channel],
    health: DiscordHealth,
    channel_health: ChannelHealth,
) -> list[Duty]:
    """What one bot process does for all of them."""
    step = heartbeat(database, utc_now(), list(channels), health, channel_health)
    beating = Duty("heartbeat", step)
    health.on_change = channel_health.on_change = beating.woken.set
    duties = [beating]
    discord: Any = channels.get("discord")
    if discord is not None and not settings.muster_sandbox:
        step = open_dms(database, discord)
        duties.append(Duty("open DMs", step, wakes=frozenset({"names"})))
    return duties


def _build_front_door(
    settings: Settings,
    database: Database,
    channels: Mapping[ChannelType, Channel],
    health: DiscordHealth,
) -> FrontDoor | None:
    """None in the sandbox, and where no Discord bot is set up; its library is not loaded then."""
    if settings.muster_sandbox or settings.discord_bot_token is None:
        return None
    from bot.front_door import FrontDoor

    return FrontDoor(settings, database, channels, health)


def _planning_duties(
    settings: Settings,
    database: Database,
    threads: Threads | None,
    notifier: AvailabilityNotifierService,
) -> list[Duty]:
    """The planning room's thread: opened once, joined by whoever joins the pool, told the teams."""
    posts = "discord" in notifier.channel_types
    opening = open_planning_thread(database, settings.zone, threads, notifier.worker, posts=posts)
    adding = add_thread_members(database, settings.zone, threads)
    posting = [post_planning_teams(database, settings.zone)] if posts else []
    return [
        Duty("open planning thread", opening, wakes=frozenset({"planning"})),
        Duty(
            "add to planning thread",
            adding,
            wakes=frozenset({"planning", "availability", "names"}),
            rest_seconds=_PLANNING_REST_SECONDS,
        ),
        *(
            Duty(
                "post planning teams",
                step,
                wakes=frozenset({"planning"}),
                rest_seconds=_PLANNING_REST_SECONDS,
            )
            for step in posting
        ),
    ]
