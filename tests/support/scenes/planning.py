"""A planning room on PostgreSQL, for the tests of its service: who is there and what they do."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from muster.database import Database
from muster.errors import MusterError
from muster.planning import service
from muster.planning.balancer import Split
from muster.planning.rules import Draft, Ping, Room
from tests.support.scenes.community import TODAY, add_person
from tests.support.scenes.evenings import evening
from tests.support.scenes.promoting import answer

ZONE = ZoneInfo("Europe/Ljubljana")
NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
THRESHOLD = 3


async def add_pool(sql: Any) -> list[int]:
    """Six linked people: four are LOOKING, one AVAILABLE, one MAYBE; ratings 100 to 600."""
    names = ("Ana", "Bo", "Cas", "Dee", "Eli", "Fay")
    found = [await add_person(sql, 500 + n, player=name) for n, name in enumerate(names)]
    statuses = ("LOOKING", "LOOKING", "LOOKING", "LOOKING", "AVAILABLE", "MAYBE")
    for user_id, status in zip(found, statuses, strict=True):
        await answer(sql, user_id, status)
    for number, user_id in enumerate(found, 1):
        await rate(sql, user_id, 100.0 * number)
    return found


async def rate(sql: Any, user_id: int, rating: float | None) -> None:
    await sql.execute(
        "UPDATE players SET rating = $2 FROM user_player_links l"
        " WHERE l.player_guid = guid AND l.user_id = $1",
        user_id,
        rating,
    )


async def open_room(
    website: Database, user_id: int, day: date = TODAY, *, wants_thread: bool = False
) -> bool:
    async with website.connection() as connection:
        return await service.open_room(
            connection, evening(day, THRESHOLD), user_id, NOW, wants_thread=wants_thread
        )


async def suggest(website: Database, user_id: int, name: str, now: datetime = NOW) -> None:
    async with website.transaction() as connection:
        await service.suggest_name(connection, TODAY, user_id, name, ZONE, now)


async def vote(website: Database, user_id: int, suggestion_id: int, day: date = TODAY) -> None:
    async with website.connection() as connection:
        await service.vote(connection, day, user_id, suggestion_id, NOW)


async def save(
    website: Database,
    user_id: int,
    draft: Draft,
    *,
    elevated: bool = False,
    base_version: int | None = None,
) -> None:
    async with website.transaction() as connection:
        await service.save_teams(
            connection, TODAY, user_id, draft, NOW, elevated=elevated, base_version=base_version
        )


async def propose(
    website: Database, user_ids: Sequence[int] | None = None, keep: Draft | None = None
) -> Split:
    async with website.connection() as connection:
        return await service.propose_teams(connection, TODAY, user_ids, keep)


async def ping(website: Database, now: datetime = NOW, threshold: int = THRESHOLD) -> Ping:
    async with website.transaction() as connection:
        return await service.ping(connection, evening(TODAY, threshold), now)


async def room_of(website: Database, viewer: int | None = None, day: date = TODAY) -> Room:
    async with website.connection() as connection:
        found = await service.find_room(connection, day, viewer, TODAY, elevated=False)
    assert found is not None
    return found


async def outcomes(*work: Any) -> Counter[Any]:
    """How often each came back, or failed with which error."""
    done = await asyncio.gather(*work, return_exceptions=True)
    for each in done:
        if isinstance(each, BaseException) and not isinstance(each, MusterError):
            raise each
    return Counter(type(each) if isinstance(each, MusterError) else each for each in done)


def sides(room: Room) -> tuple[list[int], list[int]]:
    return (
        [each.user_id for each in room.teams["A"].members],
        [each.user_id for each in room.teams["B"].members],
    )
