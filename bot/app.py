"""The bot, wired: scheduler, delivery and change listener over one database."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import secrets
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog
import uvloop

from bot.chats.conversation import Conversation
from bot.chats.pace import Limiters
from bot.cogs.availability_poll_cog import every_process_duties, led_duties, planning_duties
from bot.discord.gateway.health import DiscordHealth
from bot.duties.game_server import game_server_duties
from bot.duties.healthcheck import healthcheck_duties
from bot.duties.scheduled_event import event_duties
from bot.duties.webhooks import webhook_delivery, webhook_duties
from bot.registry import (
    Channels,
    build_channels,
    build_events,
    build_receivers,
    build_threads,
    close_channels,
    open_channels,
)
from bot.scheduler import Scheduler
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.changes import ChangeListener
from muster.clock import CommunityClock
from muster.crypto import ContactCipher
from muster.database import Database
from muster.evenings.memory import EveningMemory
from muster.evenings.service import evenings_of
from muster.forecast.memory import ForecastMemory
from muster.forecast.service import ReadLearned
from muster.leadership import Leadership
from muster.logs import configure_logs
from muster.settings import Settings

if TYPE_CHECKING:
    from bot.front_door import FrontDoor

STOP_SECONDS = 2.0
"""How long messages under way may take to finish after a signal; leases take care of the rest."""

_GATEWAY_LINGERS_SECONDS = 120.0

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
    evenings = evenings_of(settings)
    notifier = AvailabilityNotifierService(
        database, channels, evenings, ContactCipher.from_settings(settings), worker_name()
    )
    conversation = Conversation(
        database,
        ContactCipher.from_settings(settings),
        CommunityClock(settings.zone),
        evenings,
    )
    learned = ForecastMemory(database, listener)
    webhooks = webhook_delivery(settings, database, notifier.worker)
    scheduler = Scheduler(
        [
            *every_process_duties(settings, database, notifier, learned.read),
            *webhook_duties(settings, database, webhooks),
        ]
    )
    health = DiscordHealth()
    rules = EveningMemory(database, listener, evenings)
    front_door = _build_front_door(settings, database, channels, health, rules, learned.read)
    threads = build_threads(settings, channels, limiters)
    led_scheduler = Scheduler(
        [
            *led_duties(settings, database, channels, health, notifier.health),
            *([] if front_door is None else front_door.duties),
            *planning_duties(settings, database, threads, notifier),
            *game_server_duties(settings, database),
            *healthcheck_duties(settings, database, health, notifier.health),
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
    receivers = build_receivers(channels, conversation, notifier.health.heard)
    led += [receiver.run for receiver in receivers]
    opening = asyncio.create_task(_open(channels), name="open channels")
    lasting = [
        asyncio.create_task(scheduler.run(), name="scheduler"),
        *(asyncio.create_task(leadership.while_leading(work), name="led") for work in led),
        *_gateway_tasks(leadership, front_door),
    ]
    stopping = asyncio.create_task(stop.wait(), name="stop")
    broken = await _first_that_breaks(lasting, opening, stopping)
    notifier.stop()
    webhooks.stop()
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.gather(notifier.idle(), webhooks.idle()), STOP_SECONDS)
    await webhooks.close()
    for task in (*lasting, opening, stopping):
        task.cancel()
    await asyncio.gather(*lasting, opening, return_exceptions=True)
    await asyncio.gather(leadership.stop(), conversation.close())
    if front_door is not None:
        await front_door.close()
    await close_channels(channels.values())
    if threads is not None:
        await threads.close()
    await listener.stop()
    await database.close()
    _log.info("bot_stops")
    if broken is not None:
        raise broken


async def _first_that_breaks(
    lasting: Sequence[asyncio.Task[None]],
    passing: asyncio.Task[None],
    stopping: asyncio.Task[Any],
) -> BaseException | None:
    """Wait until `stopping` is done (None), or a task breaks (its error, which is logged).

    A task breaks by an error; one that is `lasting` also by coming to its end. Every one of them is
    needed: a process that lost one would look alive and lack a part.
    """
    waiting: set[asyncio.Task[Any]] = {stopping, passing, *lasting}
    while True:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if stopping in done:
            return None
        for task in done:
            error = None if task.cancelled() else task.exception()
            if error is None and task is not passing:
                error = RuntimeError(f"the task {task.get_name()!r} ended, which it never does")
            if error is not None:
                _log.error("task_broke", task=task.get_name())
                return error


async def _open(channels: Channels) -> None:
    """Open the channels; what their libraries took to load is given back then."""
    await open_channels(channels.values())
    _give_back_memory()


def _give_back_memory() -> None:
    """Return to the system what loading the code took and no longer needs: a twentieth of all."""
    gc.freeze()  # what has been loaded stays until the end, so no collection has to look at it
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it
    if trim is not None:
        trim(0)


def _gateway_tasks(
    leadership: Leadership, front_door: FrontDoor | None
) -> list[asyncio.Task[None]]:
    """The task that keeps the leading bot on the gateway; none without a front door.

    While the database is away the bot stays on the gateway for up to two minutes, to say so to
    whoever asks, and because Discord lets a bot begin only so many sessions a day.
    """
    if front_door is None:
        return []
    staying = leadership.while_leading(front_door.run, linger_seconds=_GATEWAY_LINGERS_SECONDS)
    return [asyncio.create_task(staying, name="gateway")]


def _build_front_door(
    settings: Settings,
    database: Database,
    channels: Channels,
    health: DiscordHealth,
    evenings: EveningMemory,
    read_learned: ReadLearned,
) -> FrontDoor | None:
    """Discord's part; None, and discord.py not loaded, in the sandbox and without a Discord bot."""
    if channels.discord is None:
        return None
    from bot.front_door import FrontDoor

    return FrontDoor(settings, database, channels, health, evenings, read_learned)
