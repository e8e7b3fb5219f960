"""Who is in voice and on the game server in the demo, where no Discord and no server tell."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from muster.availability.rules import Status
from muster.clock import local_date, utc_now
from muster.database import Connection, Database
from muster.errors import MusterError
from muster.live_status import service as live_status
from muster.live_status.rules import HEARTBEAT_EVERY
from muster.sandbox.rules import PERSONAS

# How many of those with each answer are in voice; one more who is looking is only on the server.
_IN_VOICE: dict[Status, int] = {"LOOKING": 2, "AVAILABLE": 1}
_ONLY_ON_SERVER = 1

_AGAIN_AFTER = 5.0


async def keep_voice(url: str, zone: ZoneInfo) -> None:
    """Write both kinds of live status every minute, until it is cancelled.

    A database that goes away is waited for.
    """
    database = Database(url, application_name="muster demo voice", max_size=1)
    await database.open()
    try:
        while True:
            pause = _AGAIN_AFTER
            with suppress(MusterError):
                async with database.connection() as connection:
                    await show_voice(connection, zone, utc_now())
                pause = HEARTBEAT_EVERY.total_seconds()
            await asyncio.sleep(pause)
    finally:
        await database.close()


async def show_voice(connection: Connection, zone: ZoneInfo, now: datetime) -> None:
    """Let the first who answered for today be there; never a persona, whom somebody plays."""
    in_voice, on_server = await _who_is_there(connection, local_date(now, zone))
    members = [{"id": str(account), "name": name} for account, name, _ in in_voice]
    players = [{"name": player} for _, _, player in (*in_voice, *on_server)]
    await live_status.write_status(connection, "voice_channel", {"members": members}, now)
    await live_status.write_status(connection, "game_server", {"players": players}, now)


async def _who_is_there(
    connection: Connection, day: date
) -> tuple[list[tuple[int, str, str]], list[tuple[int, str, str]]]:
    """(in voice and on the server, on the server alone): account, its name, the player's own."""
    rows: list[Any] = await connection.fetch(
        """
        SELECT e.status, d.discord_user_id, coalesce(d.display_name, d.username), p.name
          FROM availability_entries e
          JOIN discord_accounts d ON d.user_id = e.user_id AND d.unlinked_at IS NULL
          JOIN user_player_links k ON k.user_id = e.user_id
          JOIN players p ON p.guid = k.player_guid
         WHERE e.entry_date = $1 AND d.discord_user_id <> ALL($2::bigint[])
         ORDER BY e.arrival_number
        """,
        day,
        [persona.discord_user_id for persona in PERSONAS],
    )
    by_status: dict[str, list[tuple[int, str, str]]] = {}
    for row in rows:
        by_status.setdefault(row[0], []).append((row[1], row[2], row[3]))
    in_voice = [
        person for status, most in _IN_VOICE.items() for person in by_status.get(status, [])[:most]
    ]
    looking = by_status.get("LOOKING", [])[_IN_VOICE["LOOKING"] :]
    return in_voice, looking[:_ONLY_ON_SERVER]
