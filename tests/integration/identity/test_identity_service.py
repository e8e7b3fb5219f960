"""Sessions, links and their log on PostgreSQL, also when two things happen at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from muster.crypto import token_hash
from muster.database import Database
from muster.errors import (
    AlreadyLinked,
    Conflict,
    MusterError,
    PlayerNameTaken,
    PlayerNotFound,
    PlayerTaken,
    SignInFailed,
)
from muster.identity import importing, service
from muster.identity.rules import DiscordProfile, ImportedPlayer, Player, Viewer
from tests.support.scenes.community import EVENING, SESSION_KEY, add_player

LATER = EVENING + timedelta(minutes=1)


class Room:
    """The identity service on one database, each call in a transaction of its own."""

    def __init__(self, database: Database, sql: Any) -> None:
        self.database = database
        self.sql = sql

    async def signed_in(self, discord_user_id: int) -> Viewer:
        profile = DiscordProfile(discord_user_id, f"u{discord_user_id}", "U")
        async with self.database.transaction() as connection:
            token = await service.sign_in(connection, profile, SESSION_KEY, EVENING)
            viewer = await service.find_viewer(connection, token_hash(token, SESSION_KEY), EVENING)
        assert viewer is not None
        return viewer

    async def link(self, viewer: Viewer, guid: str) -> Player:
        async with self.database.transaction() as connection:
            return await service.link_player(connection, viewer, guid, EVENING)

    async def unlink_discord(self, viewer: Viewer) -> None:
        async with self.database.transaction() as connection:
            await service.unlink_discord(connection, viewer, LATER)

    async def unlink_player(self, viewer: Viewer) -> None:
        async with self.database.transaction() as connection:
            await service.unlink_player(connection, viewer, LATER)

    async def create(self, viewer: Viewer, name: str, now: datetime = EVENING) -> Player:
        async with self.database.transaction() as connection:
            return await service.create_player(connection, viewer, name, now)

    async def created(self) -> dict[str, str]:
        return dict(
            await self.sql.fetch("SELECT guid, name FROM players WHERE origin = 'self_registered'")
        )

    async def links(self) -> dict[int, str]:
        return dict(await self.sql.fetch("SELECT user_id, player_guid FROM user_player_links"))


@pytest.fixture
async def room(database_url: str) -> AsyncGenerator[Room, None]:
    database = Database(database_url, application_name="tests")
    await database.open()
    sql = await asyncpg.connect(database_url)
    for guid in ("a", "b", "c"):
        await add_player(sql, guid)
    yield Room(database, sql)
    await sql.close()
    await database.close()


async def test_two_who_swap_players_in_the_same_instant_get_an_answer_each(room: Room) -> None:
    ana, bo = await room.signed_in(1), await room.signed_in(2)
    await room.link(ana, "a")
    await room.link(bo, "b")
    for _ in range(5):
        outcomes = await asyncio.gather(
            room.link(ana, "b"), room.link(bo, "a"), return_exceptions=True
        )
        assert all(isinstance(outcome, Player | Conflict) for outcome in outcomes), outcomes
        assert sorted((await room.links()).values()) in (["a", "b"], ["a", "c"], ["b", "c"])


async def test_two_transactions_that_wait_for_each_other_end_in_a_conflict(room: Room) -> None:
    ana, bo = await room.signed_in(1), await room.signed_in(2)
    await room.link(ana, "a")
    await room.link(bo, "b")
    both_locked = asyncio.Barrier(2)

    async def lock_then_update(first: Viewer, second: Viewer) -> None:
        statement = "UPDATE user_player_links SET linked_at = now() WHERE user_id = $1"
        async with room.database.transaction() as connection:
            await connection.execute(statement, first.user_id)
            await both_locked.wait()
            await connection.execute(statement, second.user_id)

    outcomes = await asyncio.gather(
        lock_then_update(ana, bo), lock_then_update(bo, ana), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "NoneType"]


async def test_a_race_for_one_player_gives_the_same_answer_as_the_check(room: Room) -> None:
    viewers = [await room.signed_in(number) for number in range(1, 5)]
    outcomes = await asyncio.gather(
        *[room.link(viewer, "a") for viewer in viewers], return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "Player",
        "PlayerTaken",
        "PlayerTaken",
        "PlayerTaken",
    ]
    with pytest.raises(PlayerTaken):
        await room.link(viewers[[type(o) for o in outcomes].index(PlayerTaken)], "a")


async def test_a_player_who_is_deleted_while_being_linked_is_not_found(room: Room) -> None:
    ana = await room.signed_in(1)

    async def delete() -> None:
        await room.sql.execute("DELETE FROM players WHERE guid = 'a'")

    outcome, _ = await asyncio.gather(room.link(ana, "a"), delete(), return_exceptions=True)
    assert isinstance(outcome, Player | PlayerNotFound)


async def test_linking_while_unlinking_discord_leaves_nobody_half_linked(room: Room) -> None:
    for number in range(1, 9):
        viewer = await room.signed_in(number)
        outcomes = await asyncio.gather(
            room.link(viewer, "a"), room.unlink_discord(viewer), return_exceptions=True
        )
        assert all(o is None or isinstance(o, Player | MusterError) for o in outcomes), outcomes
        assert await room.links() == {}, "who has no Discord account has no player"


async def test_linking_after_discord_was_unlinked_is_refused(room: Room) -> None:
    viewer = await room.signed_in(1)
    await room.unlink_discord(viewer)
    with pytest.raises(MusterError):
        await room.link(viewer, "a")
    assert await room.links() == {}


async def test_creating_two_profiles_at_once_gives_one(room: Room) -> None:
    viewer = await room.signed_in(1)

    async def create(name: str) -> Player:
        async with room.database.transaction() as connection:
            return await service.create_player(connection, viewer, name, EVENING)

    outcomes = await asyncio.gather(create("Falcon"), create("Heron"), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyLinked", "Player"]
    assert any(isinstance(outcome, AlreadyLinked) for outcome in outcomes)
    assert await room.sql.fetchval("SELECT count(*) FROM players") == 4


async def test_a_sign_in_under_way_is_good_once_and_for_its_lifetime(room: Room) -> None:
    async with room.database.connection() as connection:

        async def start() -> str:
            return await service.start_sign_in(
                connection,
                SESSION_KEY,
                code_verifier="verifier",
                redirect_uri="http://x/auth/callback",
                next_path="/#/profile",
                now=EVENING,
                lifetime=timedelta(seconds=600),
            )

        state = await start()
        expected = ("verifier", "http://x/auth/callback", "/#/profile")
        found = await service.take_sign_in(connection, SESSION_KEY, state, EVENING)
        assert found == expected
        for taken, now in (
            (state, EVENING),
            (await start(), EVENING + timedelta(seconds=600)),
            ("invented", EVENING),
        ):
            with pytest.raises(SignInFailed):
                await service.take_sign_in(connection, SESSION_KEY, taken, now)
        with pytest.raises(SignInFailed):
            await service.take_sign_in(connection, b"another key", await start(), EVENING)


async def test_what_has_ended_is_removed_and_what_has_not_stays(room: Room) -> None:
    await room.signed_in(1)
    async with room.database.connection() as connection:
        assert await service.delete_ended_sessions(connection, EVENING + timedelta(days=29)) == 0
        assert await service.delete_ended_sessions(connection, EVENING + timedelta(days=30)) == 1
    assert await room.sql.fetchval("SELECT count(*) FROM website_sessions") == 0


async def test_an_import_adds_changes_and_keeps_links(room: Room) -> None:
    ana = await room.signed_in(1)
    await room.link(ana, "a")
    players = [
        ImportedPlayer("a", "^1New", ("x", "y", "x"), 1200.5),
        ImportedPlayer("b", "Player b"),
        ImportedPlayer("z", "Zed"),
    ]
    async with room.database.transaction() as connection:
        result = await importing.import_players(connection, players, EVENING)
        again = await importing.import_players(connection, players, LATER)
    assert (result.added, result.updated, result.unchanged) == (1, 1, 1)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 3)
    assert await room.links() == {ana.user_id: "a"}
    assert await room.sql.fetchval("SELECT canonical_name FROM players WHERE guid = 'a'") == "New"
    aliases = await room.sql.fetch("SELECT alias FROM player_aliases ORDER BY alias")
    assert [row["alias"] for row in aliases] == ["x", "y"]


async def test_creating_again_after_unlinking_renames_the_profile_that_was_left(
    room: Room,
) -> None:
    ana = await room.signed_in(1)
    first = await room.create(ana, "Falcon")
    for name in ("Heron", "^1Heron", "^1Heron"):
        await room.unlink_player(ana)
        again = await room.create(ana, name, LATER)
        assert (again.guid, again.name) == (first.guid, name)
        assert await room.created() == {first.guid: name}
        assert await room.links() == {ana.user_id: first.guid}
    bo = await room.signed_in(2)
    assert (await room.create(bo, "Falcon")).guid != first.guid, "the old name is free"


async def test_a_rename_to_a_taken_name_is_refused_and_changes_nothing(room: Room) -> None:
    ana = await room.signed_in(1)
    first = await room.create(ana, "Falcon")
    await room.unlink_player(ana)
    with pytest.raises(PlayerNameTaken):
        await room.create(ana, "player A")
    assert await room.created() == {first.guid: "Falcon"}
    assert await room.links() == {}


async def test_what_somebody_else_created_or_has_now_is_nobody_elses_to_rename(
    room: Room,
) -> None:
    ana, bo = await room.signed_in(1), await room.signed_in(2)
    falcon = await room.create(ana, "Falcon")
    await room.unlink_player(ana)
    await room.link(bo, falcon.guid)
    heron = await room.create(ana, "Heron")
    assert heron.guid != falcon.guid, "the first is somebody else's now"
    await room.unlink_player(bo)
    crane = await room.create(bo, "Crane")
    assert crane.guid not in (falcon.guid, heron.guid), "linked once, but created by another"
    assert await room.created() == {
        falcon.guid: "Falcon",
        heron.guid: "Heron",
        crane.guid: "Crane",
    }


async def test_the_website_s_role_renames_too(
    room: Room, database_url: str, url_for_role: Callable[..., str]
) -> None:
    website = Room(Database(url_for_role(database_url), application_name="tests"), room.sql)
    await website.database.open()
    try:
        ana = await website.signed_in(1)
        first = await website.create(ana, "Falcon")
        await website.unlink_player(ana)
        assert (await website.create(ana, "Heron")).guid == first.guid
        assert await room.created() == {first.guid: "Heron"}
    finally:
        await website.database.close()


async def test_signing_in_while_discord_is_being_unlinked_is_logged_as_linking(
    room: Room,
) -> None:
    ana = await room.signed_in(1)
    unlinked = asyncio.Event()

    async def unlink() -> None:
        async with room.database.transaction() as connection:
            await service.unlink_discord(connection, ana, LATER)
            unlinked.set()
            await asyncio.sleep(0.2)  # so that the sign-in waits for this commit

    async def sign_in() -> None:
        await unlinked.wait()
        await room.signed_in(1)

    await asyncio.gather(unlink(), sign_in())
    actions = await room.sql.fetch("SELECT action FROM account_link_audit_log ORDER BY id")
    assert [row["action"] for row in actions] == [
        "discord_linked",
        "discord_unlinked",
        "discord_linked",
    ]
    row = await room.sql.fetchrow("SELECT unlinked_at, linked_at, username FROM discord_accounts")
    assert tuple(row) == (None, EVENING, "u1")


async def test_two_imports_of_the_same_players_in_another_order_both_get_through(
    room: Room,
) -> None:
    players = [ImportedPlayer(f"new-{n:03}", f"New {n}") for n in range(200)]

    async def load(order: list[ImportedPlayer]) -> None:
        async with room.database.transaction() as connection:
            for start in (0, 100):
                await importing.import_players(connection, order[start : start + 100], EVENING)
                await asyncio.sleep(0.05)  # so that each has begun before the other has ended

    await asyncio.gather(load(players), load(players[::-1]))
    assert await room.sql.fetchval("SELECT count(*) FROM players") == 203
