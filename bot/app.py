"""The bot, wired: scheduler and change listener over one database."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress

import structlog
import uvloop

from bot.cogs.availability_poll_cog import Scheduler
from bot.duties import clean_up, heartbeat
from muster.changes import ChangeListener
from muster.clock import utc_now
from muster.database import Database
from muster.logs import configure_logs
from muster.settings import Settings

_log = structlog.stdlib.get_logger(__name__)


def run_bot(settings: Settings) -> None:
    """Run scheduler and delivery in this process; returns after SIGINT or SIGTERM.

    `settings.database_url` must be set. A database that is gone is waited for.
    """
    configure_logs(settings, process="bot")
    with suppress(KeyboardInterrupt):
        uvloop.run(_run(settings))


async def _run(settings: Settings) -> None:
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    database = Database(url, application_name="muster bot", max_size=4)
    listener = ChangeListener(url, application_name="muster bot listener")
    now = utc_now()
    scheduler = Scheduler(
        [("heartbeat", heartbeat(database, now)), ("clean up", clean_up(database))], now
    )
    await database.open()
    await listener.start()
    _log.info("bot_starts", discord=settings.discord_bot_token is not None)
    running = asyncio.create_task(scheduler.run(), name="scheduler")
    await stop.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await listener.stop()
    await database.close()
    _log.info("bot_stops")
