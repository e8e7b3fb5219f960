"""What admins do with player profiles on PostgreSQL, as the website's role and as the owner."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from muster.audit.rules import OPERATOR
from muster.audit.service import list_acts
from muster.database import Connection, Database
from muster.errors import (
    AliasNotFound,
    AlreadyUndone,
    InvalidInput,
    IsAlt,
    MusterError,
    NotAnAlt,
    NotLinkedToAnybody,
    NotUndoable,
    PersonNotFound,
    PlayerNameTaken,
    PlayerNotFound,
    PlayerTaken,
    SamePerson,
    UndoOvertaken,
)
from muster.identity import importing, merging, profiles, service
from muster.identity.profile_rules import Alt, read_rating
from muster.identity.profiles import Done
from tests.support.running.roles import database_of_the_website
from tests.support.scenes.community import add_person, add_player
from tests.support.scenes.profiles import ADMIN, NOW, do, profile, take_back

room = database_of_the_website


async def names_found(connection: Connection, text: str) -> list[str]:
    return [each.canonical_name for each in await profiles.list_profiles(connection, text)]


async def test_a_player_is_renamed_keeps_the_name_as_an_alias_and_is_named_back(
    room: Database, sql: Any
) -> None:
    await add_player(sql, "g1", "Shade")
    await add_player(sql, "g2", "Ash", aliases=("Cinder",))
    done: Done = await do(room, profiles.rename, "G1", "^1Umbra")
    assert (done.profile.canonical_name, done.profile.aliases) == ("Umbra", ("Shade",))
    for taken in ("^3ASH", "^1cinder"):
        with pytest.raises(PlayerNameTaken):
            await do(room, profiles.rename, "g1", taken)
    with pytest.raises(InvalidInput):
        await do(room, profiles.rename, "g1", "^1\u200b")
    with pytest.raises(PlayerNotFound):
        await do(room, profiles.rename, "nobody", "Nobody")
    assert (await do(room, profiles.rename, "g1", "^1Umbra")).act_id is None

    await take_back(room, done.act_id)
    back = await profile(room, "g1")
    assert (back.name, back.aliases) == ("Shade", ())
    with pytest.raises(AlreadyUndone):
        await take_back(room, done.act_id)
    async with room.connection() as connection:
        acts = await list_acts(connection)
    assert [(act.act, act.actor, act.player_guid) for act in acts] == [
        ("player.rename", ADMIN, "g1")
    ] * 2
    with pytest.raises(NotUndoable):
        await take_back(room, acts[0].id)


async def test_what_was_changed_since_is_not_taken_back(room: Database, sql: Any) -> None:
    await add_player(sql, "g1", "Shade")
    first = await do(room, profiles.rename, "g1", "Umbra")
    await do(room, profiles.rename, "g1", "Penumbra")
    with pytest.raises(UndoOvertaken):
        await take_back(room, first.act_id)
    assert (await profile(room, "g1")).name == "Penumbra"


async def test_aliases_come_and_go_and_come_back(room: Database, sql: Any) -> None:
    await add_player(sql, "g1", "Shade", aliases=("Umbra", "UMBRA"))
    await add_player(sql, "g2", "Ash", aliases=("Cinder",))
    added = await do(room, profiles.add_alias, "g1", "^4Nox")
    assert set(added.profile.aliases) == {"^4Nox", "Umbra", "UMBRA"}
    assert (await do(room, profiles.add_alias, "g1", "shade")).act_id is None
    for taken in ("ash", "^1cinder"):
        with pytest.raises(PlayerNameTaken):
            await do(room, profiles.add_alias, "g1", taken)
    removed = await do(room, profiles.remove_alias, "g1", "umbra")
    assert removed.profile.aliases == ("^4Nox",)
    with pytest.raises(AliasNotFound):
        await do(room, profiles.remove_alias, "g1", "umbra")
    await take_back(room, removed.act_id)
    await take_back(room, added.act_id)
    assert set((await profile(room, "g1")).aliases) == {"Umbra", "UMBRA"}


async def test_a_rating_is_a_finite_number_or_none(room: Database, sql: Any) -> None:
    await add_player(sql, "g1", "Shade")
    for typed in ("NaN", "inf", "1e400", "1e3", "", "-", "9" * 400):
        with pytest.raises(InvalidInput):
            read_rating(typed)
    for number in (float("nan"), float("inf")):
        with pytest.raises(InvalidInput):
            await do(room, profiles.set_rating, "g1", number)
    assert (await do(room, profiles.set_rating, "g1", read_rating("27.5"))).profile.rating == 27.5
    cleared = await do(room, profiles.set_rating, "g1", None)
    assert cleared.profile.rating is None
    await take_back(room, cleared.act_id)
    assert (await profile(room, "g1")).rating == 27.5


async def test_somebody_is_linked_to_another_player_unlinked_and_linked_again(
    room: Database, sql: Any
) -> None:
    await add_player(sql, "g1", "Shade")
    shade = await add_person(sql, 501, player="Umbra")
    other = await add_person(sql, 502)
    moved = await do(room, profiles.link, "g1", shade)
    assert moved.profile.account is not None
    assert moved.profile.account.user_id == shade
    with pytest.raises(PlayerTaken):
        await do(room, profiles.link, "g1", other)
    with pytest.raises(PersonNotFound):
        await do(room, profiles.link, "g1", 999)
    await take_back(room, moved.act_id)
    assert (await profile(room, "guid-501")).account is not None
    unlinked = await do(room, profiles.unlink, "guid-501")
    with pytest.raises(NotLinkedToAnybody):
        await do(room, profiles.unlink, "guid-501")
    await take_back(room, unlinked.act_id)
    await sql.execute("UPDATE discord_accounts SET unlinked_at = now() WHERE user_id = $1", other)
    with pytest.raises(PersonNotFound):
        await do(room, profiles.link, "g1", other)
    rows = await sql.fetch(
        "SELECT user_id, actor_user_id, action, player_guid, previous_player_guid"
        "  FROM account_link_audit_log ORDER BY id"
    )
    assert [tuple(row) for row in rows] == [
        (shade, 4, "player_changed", "g1", "guid-501"),
        (shade, 4, "player_changed", "guid-501", "g1"),
        (shade, 4, "player_unlinked", None, "guid-501"),
        (shade, 4, "player_linked", "guid-501", None),
    ]
    async with room.transaction() as connection:
        await profiles.unlink(connection, OPERATOR, "guid-501", NOW)
    assert (
        await sql.fetchval(
            "SELECT actor_user_id FROM account_link_audit_log ORDER BY id DESC LIMIT 1"
        )
        == 0
    )


async def test_two_profiles_are_one_person_everywhere_until_it_is_taken_back(
    room: Database, sql: Any
) -> None:
    await add_player(sql, "g1", "Shade", aliases=("Nox",))
    await add_player(sql, "g2", "Ash", aliases=("Cinder",))
    await add_player(sql, "g3", "Soot")
    await sql.execute("UPDATE players SET rating = 27.5 WHERE guid = 'g2'")
    person, stranger = await add_person(sql, 501), await add_person(sql, 502)
    await do(room, profiles.link, "g2", person)
    await do(room, merging.merge, "g2", "g3")
    with pytest.raises(SamePerson):
        await do(room, merging.merge, "g2", "G3")
    merged = await do(room, merging.merge, "g1", "g2")
    assert merged.profile.alts == (Alt("g2", "Ash"), Alt("g3", "Soot"))
    assert merged.profile.rating == 27.5
    assert merged.profile.account is not None
    assert merged.profile.account.user_id == person

    async with room.connection() as connection:
        for name in ("shade", "nox", "ash", "cinder", "soot", "g2"):
            assert await names_found(connection, name) == ["Shade"], name
        found = await service.search_players(connection, "cinder")
        assert [(each.guid, each.taken) for each in found] == [("g1", True)]
        suggested = await service.suggest_players_by_names(connection, ["Soot"])
        assert [each.guid for each in suggested.players] == ["g1"]
    # To link to an alt is to link to its person; nobody else can.
    with pytest.raises(PlayerTaken):
        await do(room, profiles.link, "g3", stranger)
    viewer = await find_viewer(room, 502)
    with pytest.raises(PlayerTaken):
        async with room.transaction() as connection:
            await service.link_player(connection, viewer, "g2", NOW)
    for change in (profiles.rename, profiles.add_alias):
        with pytest.raises(IsAlt):
            await do(room, change, "g2", "Other name")
    with pytest.raises(NotAnAlt):
        await do(room, merging.split, "g1")

    # An import goes by guid: it changes the alt, which stays one.
    async with room.transaction() as connection:
        await importing.apply_import(connection, ADMIN, b"guid,name\ng2,Embers\n", None, NOW)
    assert (await profile(room, "g2")).alts[0] == Alt("g2", "Embers")

    await take_back(room, merged.act_id)
    assert (await profile(room, "g2")).account is not None
    assert (await profile(room, "g3")).guid == "g2"
    alone = await profile(room, "g1")
    assert (alone.alts, alone.account, alone.rating) == ((), None, None)

    split = await do(room, merging.split, "g3")
    assert split.profile.guid == "g3"
    await take_back(room, split.act_id)
    assert (await profile(room, "g3")).guid == "g2"


async def find_viewer(room: Database, discord_user_id: int) -> Any:
    async with room.connection() as connection:
        return await service.find_account(connection, discord_user_id, NOW)


async def test_of_two_admins_at_once_one_is_refused_in_a_sentence(room: Database, sql: Any) -> None:
    for guid in ("g1", "g2", "g3"):
        await add_player(sql, guid)
    first, second = await add_person(sql, 501), await add_person(sql, 502)

    async def at_once(*acts: Awaitable[Any]) -> list[Any]:
        done = await asyncio.gather(*acts, return_exceptions=True)
        failed = [each for each in done if isinstance(each, BaseException)]
        assert all(isinstance(each, MusterError) for each in failed), failed
        return failed

    assert (
        len(
            await at_once(
                do(room, profiles.link, "g1", first), do(room, profiles.link, "g1", second)
            )
        )
        == 1
    )
    await at_once(do(room, merging.merge, "g1", "g2"), do(room, merging.merge, "g2", "g1"))
    assert await sql.fetchval("SELECT count(*) FROM players WHERE main_guid IS NOT NULL") == 1
    main = (await profile(room, "g1")).guid
    await at_once(
        do(room, merging.merge, "g3", main),
        do(room, profiles.link, main, second),
    )
    assert (
        await sql.fetchval(
            "SELECT count(*) FROM user_player_links l JOIN players p ON p.guid = l.player_guid"
            " WHERE p.main_guid IS NOT NULL"
        )
        == 0
    )


async def test_ten_thousand_players_come_in_pages(room: Database, sql: Any) -> None:
    await sql.execute(
        """
        INSERT INTO players (guid, name, canonical_name, origin)
        SELECT 'guid' || n, 'Player ' || n, 'Player ' || n, 'imported'
          FROM generate_series(1, 10000) AS n
        """
    )
    await sql.execute("ANALYZE players")
    seen: list[str] = []
    async with room.connection() as connection:
        while page := await profiles.list_profiles(
            connection, "player 99", after=seen[-1] if seen else None
        ):
            assert len(page) <= 50
            seen += [each.guid for each in page]
        plan = await sql.fetch(
            """
            EXPLAIN SELECT guid FROM players p
             WHERE p.main_guid IS NULL
               AND (p.name_key COLLATE "C", p.guid COLLATE "C") > ('player 5', 'guid5')
             ORDER BY p.name_key COLLATE "C", p.guid COLLATE "C" LIMIT 50
            """
        )
    assert len(seen) == len(set(seen)) == 111
    assert any("players_name_order_idx" in row[0] for row in plan)


async def test_a_player_may_go_by_the_name_of_their_own_alt(room: Database, sql: Any) -> None:
    for guid, name in (("self-1", "Ash"), ("self-2", "Birch")):
        await add_player(sql, guid, name)
    await sql.execute("UPDATE players SET origin = 'self_registered'")
    await do(room, merging.merge, "self-1", "self-2")
    done = await do(room, profiles.rename, "self-1", "Birch")
    assert done.profile.name == "Birch"
    await take_back(room, done.act_id)
    assert (await profile(room, "self-1")).name == "Ash"


async def test_of_two_who_give_one_name_at_once_one_is_told_that_it_is_taken(
    room: Database, sql: Any
) -> None:
    for guid in ("g1", "g2"):
        await add_player(sql, guid)
    async with room.transaction() as connection:
        await profiles.rename(connection, ADMIN, "g1", "Wisp", NOW)
        other = asyncio.create_task(do(room, profiles.rename, "g2", "Wisp"))
        await asyncio.wait({other}, timeout=0.2)
    with pytest.raises(PlayerNameTaken):
        await other
