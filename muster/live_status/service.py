"""Writing and reading what is going on right now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from muster.database import Connection
from muster.identity import service as identity
from muster.live_status import rules, store
from muster.live_status.rules import Here, LiveStatus, StatusType, WhoIsThere


async def write_status(
    connection: Connection, status_type: StatusType, data: dict[str, Any], now: datetime
) -> None:
    """Store the latest; writing the same again is a heartbeat that wakes no page."""
    await store.upsert_status(connection, status_type, data, now)


async def read_status(connection: Connection, status_type: StatusType) -> LiveStatus | None:
    return await store.find_status(connection, status_type)


async def note_delivery(
    connection: Connection, channel_types: Sequence[str], now: datetime
) -> None:
    """Note that a bot delivers on these channels; each bot calls this once a minute."""
    await store.upsert_delivery(connection, channel_types, now)


async def read_delivered_on(connection: Connection, now: datetime) -> frozenset[str] | None:
    """The channels that bots deliver on, as they last said; None where none ever did."""
    bot, said = await store.find_delivery(connection)
    return rules.delivered_on(bot, said, now)


async def read_accounts_in_voice(connection: Connection, now: datetime) -> frozenset[int] | None:
    """The Discord accounts in voice; None where that is not known."""
    return rules.accounts_in_voice(await store.find_status(connection, "voice_channel"), now)


async def read_who_is_here(connection: Connection, now: datetime) -> Here:
    """Who is in voice and on the server, for noting it; by one statement."""
    found = await store.find_statuses(connection, ["voice_channel", "game_server"])
    return rules.who_is_here(found.get("voice_channel"), found.get("game_server"), now)


async def read_who_is_there(
    connection: Connection, now: datetime, *, names: bool, problems: bool = False
) -> WhoIsThere:
    """Who is in voice and on the server; two statements at the most.

    Without `names` nobody's player is looked up, and only counts may be shown to anybody. With
    `problems` also what keeps the leading bot from sending, which is for admins.
    """
    wanted: list[StatusType] = ["voice_channel", "game_server"]
    found = await store.find_statuses(connection, [*wanted, "bot"] if problems else wanted)
    in_voice = found.get("voice_channel")
    linked: dict[int, str] = {}
    members = rules.members_in_voice(in_voice, now) if names else None
    accounts = [each.discord_user_id for each in members or () if each.discord_user_id is not None]
    if accounts:
        linked = await identity.find_linked_players(connection, accounts)
    return WhoIsThere(
        voice=rules.voice(in_voice, linked, now),
        server=rules.server(found.get("game_server"), now),
        # Not looked up without `problems`: then it is not there.
        problems=rules.channel_problems(found.get("bot"), now),
    )
