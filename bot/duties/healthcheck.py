"""A dead man's switch: somebody outside hears once a minute that all is well, and misses it if not.

It is made for healthchecks (healthchecks.io or one's own), and for whatever takes a POST: success
at the address itself, a failure with its reason at the address with `/fail`.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import structlog
from pydantic import SecretStr

from bot.discord.gateway.health import DiscordHealth
from bot.scheduler import Duty, Step
from bot.services.channel_health import ChannelHealth
from muster import backups
from muster.database import Database
from muster.live_status.rules import HEARTBEAT_EVERY, GatewayState
from muster.notifications import service as notifications
from muster.settings import Settings

PING_SECONDS = 10.0

_log = structlog.stdlib.get_logger(__name__)


def healthcheck_duties(
    settings: Settings, database: Database, health: DiscordHealth, channel_health: ChannelHealth
) -> list[Duty]:
    """The duty of pinging, where an address is set."""
    address = settings.muster_healthcheck_url
    if address is None:
        return []
    backup_dir = settings.muster_backup_dir
    return [Duty("healthcheck", ping(database, address, health, channel_health, backup_dir))]


def ping(
    database: Database,
    address: SecretStr,
    health: DiscordHealth,
    channel_health: ChannelHealth,
    backup_dir: Path | None = None,
) -> Step:
    """Pings `address` once a minute: that all is well, or what is not.

    Each ping is tried once, without following a redirect: the address is a secret that is nobody
    else's. One that is not taken is logged when it begins and when it ends, by its status or the
    kind of error alone. While the database is away nobody leads, and nobody pings.
    """
    pinger = Pinger(address)

    async def step(now: datetime) -> datetime:
        async with database.connection() as connection:
            overdue = await notifications.count_overdue(connection, now)
        found = [*troubles(overdue, channel_health, health.gateway)]
        # A folder may be on another machine, which takes its time.
        if backup_dir is not None and await asyncio.to_thread(backups.are_late, backup_dir, now):
            found.append(f"no daily backup was made for {backups.LATE // timedelta(hours=1)} hours")
        await pinger.ping(found)
        return now + HEARTBEAT_EVERY

    return step


def troubles(overdue: int, channels: ChannelHealth, gateway: GatewayState) -> Sequence[str]:
    """What is not well, in words without anybody's name; none where all is."""
    found: list[str] = []
    if overdue:
        found.append(f"{overdue} messages are overdue by more than five minutes")
    found += [f"nothing leaves on {kind}: {code}" for kind, code in channels.problems.items()]
    found += [f"nobody is heard on {kind}: {code}" for kind, code in channels.unheard.items()]
    if gateway in ("bad_token", "missing_intents"):
        found.append(f"Discord does not let the bot in: {gateway}")
    return found


def fail_address(address: str) -> str:
    """Where a failure is told: the address with `/fail` at the end of its path."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/fail"))


class Pinger:
    """Tells one address how it is."""

    def __init__(self, address: SecretStr) -> None:
        self._address = address
        self._tls: ssl.SSLContext | None = None
        self._taken = True

    async def ping(self, troubles: Sequence[str]) -> None:
        """One ping; whether it was taken is logged where it changes."""
        reason = await self._send(troubles)
        if reason is not None and self._taken:
            _log.warning("healthcheck_not_taken", reason=reason)
        elif reason is None and not self._taken:
            _log.info("healthcheck_taken_again")
        self._taken = reason is None

    async def _send(self, troubles: Sequence[str]) -> str | None:
        """Why it was not taken: a status of HTTP or the kind of the error; None where it was."""
        import httpx2  # with an address alone it is needed

        address = self._address.get_secret_value()
        if troubles:
            address = fail_address(address)
        try:
            if self._tls is None and address.startswith("https:"):
                # Reading the system's certificates takes longer than the event loop may be held.
                self._tls = await asyncio.to_thread(ssl.create_default_context)
            async with (
                asyncio.timeout(3 * PING_SECONDS),  # connecting and answering each have one
                httpx2.AsyncClient(
                    verify=self._tls or False, timeout=PING_SECONDS, follow_redirects=False
                ) as client,
                # What the answer says is nobody's concern, however long it is.
                client.stream("POST", address, content="; ".join(troubles)) as answer,
            ):
                return None if answer.is_success else f"status {answer.status_code}"
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            return type(error).__name__
