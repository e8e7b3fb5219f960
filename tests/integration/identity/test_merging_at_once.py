"""Who may merge whom, what a merge leaves of rights, and what may happen while two are merged."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from muster.audit.rules import OPERATOR, Actor
from muster.database import Database
from muster.errors import BeingErased, LastAdmin, NotTheFirstAccount, OnlyRoot
from muster.identity import merging, rights, service
from muster.identity.right_rules import NamedAccounts
from muster.identity.rules import DiscordProfile
from tests.support.running.locks import waiting
from tests.support.running.websites import becomes
from tests.support.scenes.good_rows import LATER, NOW, insert

ADMIN, ROOT = Actor(1, 501), Actor(2, 502)


@pytest.fixture
async def two(sql: Any) -> Any:
    """Two linked people: 1 with the account 501 as "g1", 2 with 502 as "g2"."""
    await sql.execute("INSERT INTO website_users (created_at) VALUES ($1), ($1)", NOW)
    for number, name in ((1, "Ash"), (2, "Birch")):
        player = {"guid": f"g{number}", "name": name, "canonical_name": name}
        await insert(sql, "players", player)
        account = {"discord_user_id": 500 + number, "user_id": number}
        await insert(sql, "discord_accounts", account)
        link = {"user_id": number, "player_guid": f"g{number}"}
        await insert(sql, "user_player_links", link)
    return sql


async def merge(database: Database, actor: Actor, keep: str = "g2", gone: str = "g1") -> None:
    async with database.transaction() as connection:
        await merging.merge(connection, actor, keep, gone, NOW)


async def give(sql: Any, discord_user_id: int, tier: str) -> None:
    await insert(sql, "user_permissions", {"discord_user_id": discord_user_id, "tier": tier})


async def test_no_admin_becomes_root_or_ends_it_by_merging(database: Database, two: Any) -> None:
    await give(two, 501, "admin")
    await give(two, 502, "root")
    for keep, gone in (("g2", "g1"), ("g1", "g2")):
        with pytest.raises(OnlyRoot):
            await merge(database, ADMIN, keep, gone)
    with pytest.raises(OnlyRoot):
        await merge(database, Actor(3, 503))
    await merge(database, ROOT)


async def test_an_account_beside_the_first_keeps_no_last_admin(
    database: Database, two: Any
) -> None:
    await give(two, 502, "admin")
    await merge(database, OPERATOR)
    # The settings name the account that is not theirs first, by which nobody has a right.
    named = NamedAccounts(frozenset({501}))
    with pytest.raises(LastAdmin):
        async with database.transaction() as connection:
            await rights.revoke(connection, ROOT, 502, named, NOW)


async def test_a_right_is_given_to_the_account_that_somebody_is_known_by(
    database: Database, two: Any
) -> None:
    await merge(database, OPERATOR)
    named = NamedAccounts(frozenset())
    async with database.transaction() as connection:
        for found in (
            await rights.find_people(connection, "501", named),
            await rights.search_people(connection, "501", named),
        ):
            assert [each.discord_user_id for each in found] == [502]
        with pytest.raises(NotTheFirstAccount):
            await rights.grant(connection, OPERATOR, 501, "promoter", named, NOW)
        await rights.grant(connection, OPERATOR, 502, "promoter", named, NOW)


async def test_whoever_signs_in_while_they_are_merged_is_one_person(
    database: Database, two: Any
) -> None:
    async def sign_in() -> str:
        async with database.transaction() as connection:
            profile = DiscordProfile(501, "ash", "Ash")
            return await service.sign_in(connection, profile, b"key", LATER)

    async with database.transaction() as connection:
        await merging.merge(connection, OPERATOR, "g2", "g1", NOW)
        signing_in = asyncio.create_task(sign_in())
        await becomes(lambda: waiting(two), 1)
    await signing_in
    assert await two.fetchval("SELECT array_agg(id) FROM website_users") == [2]
    assert await two.fetchval("SELECT array_agg(user_id) FROM website_sessions") == [2]


async def test_an_erasure_asked_for_in_that_moment_never_becomes_the_others(
    database: Database, two: Any
) -> None:
    async with two.transaction():
        await insert(two, "erasures", {"user_id": 1})
        merging = asyncio.create_task(merge(database, OPERATOR))
        async with database.connection() as connection:
            await becomes(lambda: waiting(connection), 1)
    with pytest.raises(BeingErased):
        await merging
    assert await two.fetchval("SELECT array_agg(user_id) FROM erasures") == [1]


async def test_whoever_signs_in_with_an_account_that_is_taken_off_ends_with_it(
    database: Database, two: Any
) -> None:
    await merge(database, OPERATOR)

    async def detach() -> None:
        async with database.transaction() as connection:
            await merging.detach(connection, OPERATOR, "g2", 501, LATER)

    async with database.transaction() as connection:
        await service.sign_in(connection, DiscordProfile(501, "ash", "Ash"), b"key", LATER)
        detaching = asyncio.create_task(detach())
        await asyncio.wait({detaching}, timeout=0.2)
    await detaching
    assert await two.fetchval("SELECT count(*) FROM website_sessions") == 0
