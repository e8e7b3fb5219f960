"""The scheduler's look at the game server: who is on it, through the evening."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.duties.live_status import LiveStatusWriter
from bot.getstatus import GameServerError, ask_players
from bot.scheduler import Duty, Step
from muster.database import Database
from muster.evening import Evenings
from muster.evenings.service import evenings_of, read_evenings
from muster.live_status.rules import next_server_hours
from muster.settings import Settings

ASK_EVERY = timedelta(seconds=30)

_log = structlog.stdlib.get_logger(__name__)


def game_server_duties(settings: Settings, database: Database) -> list[Duty]:
    """The duty of watching the game server, where there is one to watch.

    The sandbox makes up who is there. Whether a campaign's voice check looks at what is written
    here is a setting of its own (`AVAILABILITY_PROMOTION_SERVER_CHECK_ENABLED`).
    """
    address = settings.game_server_address
    if address is None or settings.muster_sandbox:
        return []
    writer = LiveStatusWriter(database, "game_server")
    step = watch_game_server(database, address, evenings_of(settings), writer)
    wakes = frozenset({"evening_rules"})
    return [Duty("watch game server", step, wakes=wakes, forget=writer.forget)]


def watch_game_server(
    database: Database,
    address: str,
    evenings: Evenings,
    writer: LiveStatusWriter,
    ask: Callable[[str], Awaitable[list[str]]] = ask_players,
) -> Step:
    """Writes who is on the server, every 30 seconds of the server hours.

    A server that cannot be asked writes nothing: what is known of it grows stale, and from then on
    means that nobody knows. It is logged once an evening, and once more when it answers again.
    """
    silent = False

    async def step(now: datetime) -> datetime:
        nonlocal silent
        async with database.connection() as connection:
            hours = next_server_hours(now, await read_evenings(connection, evenings))
        if now < hours.begins:
            silent = False
            return hours.begins
        try:
            names = await ask(address)
        except GameServerError as error:
            if not silent:
                _log.warning("game_server_silent", address=address, reason=error.reason)
            silent = True
            return now + ASK_EVERY
        if silent:
            _log.info("game_server_answers", address=address)
        silent = False
        await writer.write({"players": [{"name": name} for name in names]}, now)
        return now + ASK_EVERY

    return step
