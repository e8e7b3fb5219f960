"""What an admin does with player profiles, one act at a time, for their tests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from muster.audit.rules import Actor
from muster.audit.service import read_act
from muster.database import Database
from muster.identity import profiles
from muster.identity.profile_rules import Profile
from muster.identity.undoing import undo

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
ADMIN = Actor(4, 104)


async def do(room: Database, act: Callable[..., Awaitable[Any]], *args: Any, **named: Any) -> Any:
    """One act of an admin, in a transaction of its own."""
    async with room.transaction() as connection:
        return await act(connection, ADMIN, *args, NOW, **named)


async def take_back(room: Database, act_id: int | None) -> int:
    assert act_id is not None
    async with room.transaction() as connection:
        return await undo(connection, ADMIN, await read_act(connection, act_id), NOW)


async def profile(room: Database, guid: str) -> Profile:
    async with room.connection() as connection:
        return await profiles.read_profile(connection, guid)
