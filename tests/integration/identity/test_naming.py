"""Choosing one's own name, on PostgreSQL: whose it may be, how often, and what stays of the old."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from muster.database import Database
from muster.errors import InvalidInput, NotLinked, PlayerNameTaken, TooManyNameChanges
from muster.identity import importing, naming, service
from muster.identity.naming_rules import CHANGES_WITHIN, MOST_CHANGES, NameChoice
from muster.identity.rules import DiscordProfile, ImportedPlayer, Viewer
from muster.names import name_key
from muster.personal_data import erase_store
from muster.personal_data.rules import Person
from tests.support.scenes.community import EVENING, add_player

LATER = EVENING + timedelta(minutes=1)


class Room:
    """People who choose names, each choice in a transaction of its own."""

    def __init__(self, database: Database, sql: Any) -> None:
        self.database = database
        self.sql = sql
        self._accounts = 0

    async def person(self, guid: str | None = None) -> Viewer:
        """Somebody signed in, linked to a player if one is given."""
        self._accounts += 1
        profile = DiscordProfile(self._accounts, f"u{self._accounts}", "U")
        async with self.database.transaction() as connection:
            viewer = await service.take_in_account(connection, profile, EVENING)
            if guid is not None:
                await service.link_player(connection, viewer, guid, EVENING)
        return viewer

    async def choose(self, viewer: Viewer, name: str, now: datetime = LATER) -> NameChoice:
        async with self.database.transaction() as connection:
            return await naming.choose_name(connection, viewer, name, now)

    async def load(self, *players: ImportedPlayer) -> Any:
        async with self.database.transaction() as connection:
            return await importing.import_players(connection, players, LATER)

    async def names(self) -> dict[str, str]:
        return dict(await self.sql.fetch("SELECT guid, name FROM players"))

    async def aliases(self, guid: str) -> set[str]:
        rows = await self.sql.fetch("SELECT alias FROM player_aliases WHERE guid = $1", guid)
        return {row[0] for row in rows}


@pytest.fixture
async def room(database_url: str) -> AsyncGenerator[Room, None]:
    database = Database(database_url, application_name="tests")
    await database.open()
    sql = await asyncpg.connect(database_url)
    await add_player(sql, "fen", "Fenrir", aliases=("Wolf",))
    await add_player(sql, "ost", "Ostrava", aliases=("Owl",))
    yield Room(database, sql)
    await sql.close()
    await database.close()


async def test_a_person_takes_another_name_and_stays_found_by_the_old_one(room: Room) -> None:
    ana = await room.person("fen")
    chosen = await room.choose(ana, "Nightjar")
    assert chosen == NameChoice("Nightjar", ("Fenrir", "Wolf"), MOST_CHANGES - 1, None)
    assert await room.names() == {"fen": "Nightjar", "ost": "Ostrava"}
    async with room.database.connection() as connection:
        for text in ("nightjar", "fenrir", "wolf"):
            (found,) = await service.search_players(connection, text)
            assert (found.guid, found.canonical_name) == ("fen", "Nightjar")
    row = await room.sql.fetchrow(
        "SELECT user_id, actor_user_id, player_guid, created_at FROM account_link_audit_log"
        " WHERE action = 'display_name_set'"
    )
    assert tuple(row) == (ana.user_id, ana.user_id, "fen", LATER)


@pytest.mark.parametrize(
    ("given", "stored", "shown"),
    [
        ("Wolf", "Wolf", "Wolf"),  # an alias of their own
        ("^1Night^7jar", "^1Night^7jar", "Nightjar"),
        ("  Night \t  jar ", "Night jar", "Night jar"),
        ("\u202eNight\u200fjar\u2066", "Nightjar", "Nightjar"),
        ("FENRIR", "FENRIR", "FENRIR"),
        ("夜鷹", "夜鷹", "夜鷹"),
    ],
)
async def test_a_name_is_cleaned_as_names_are(
    room: Room, given: str, stored: str, shown: str
) -> None:
    chosen = await room.choose(await room.person("fen"), given)
    assert chosen.name == shown
    row = await room.sql.fetchrow("SELECT name, canonical_name FROM players WHERE guid = 'fen'")
    assert tuple(row) == (stored, shown)
    assert name_key(shown) not in {name_key(each) for each in chosen.others}


@pytest.mark.parametrize(
    "name", ["", "x", "^1^2", "\u200b\u200e", "\u2800\u3164", "^1x", "N" * 37, "N" * 129]
)
async def test_a_name_that_shows_nothing_or_too_much_is_refused(room: Room, name: str) -> None:
    viewer = await room.person("fen")
    with pytest.raises(InvalidInput, match=r"^A name has 2 to 36 characters\.$"):
        await room.choose(viewer, name)
    assert (await room.names())["fen"] == "Fenrir"


@pytest.mark.parametrize("name", ["Ostrava", "ostrava", "^1OST^2rava", "Ost\u00adrava", "OWL"])
async def test_what_somebody_else_is_called_is_theirs(room: Room, name: str) -> None:
    viewer = await room.person("fen")
    with pytest.raises(PlayerNameTaken):
        await room.choose(viewer, name)
    assert (await room.names())["fen"] == "Fenrir"


async def test_a_name_that_was_given_up_is_nobody_elses(room: Room) -> None:
    ana, bo, newcomer = await room.person("fen"), await room.person("ost"), await room.person()
    await room.choose(ana, "Nightjar")
    with pytest.raises(PlayerNameTaken):
        await room.choose(bo, "Fenrir")
    async with room.database.transaction() as connection:
        with pytest.raises(PlayerNameTaken):
            await service.create_player(connection, newcomer, "fenrir", LATER)
    # It is still its own person's, who may take it back.
    assert (await room.choose(ana, "Fenrir")).name == "Fenrir"
    assert "Nightjar" in await room.aliases("fen")


async def test_the_names_of_an_alt_are_its_person_s(room: Room) -> None:
    ana, newcomer = await room.person("fen"), await room.person()
    async with room.database.transaction() as connection:
        alt = await service.create_player(connection, newcomer, "Nightjar", EVENING)
        await service.unlink_player(connection, newcomer, EVENING)
    await room.sql.execute("UPDATE players SET main_guid = 'fen' WHERE guid = $1", alt.guid)
    assert (await room.choose(ana, "Fenrir")).others == ("Nightjar", "Wolf")
    assert (await room.choose(ana, "Nightjar")).name == "Nightjar"
    with pytest.raises(PlayerNameTaken):
        await room.choose(await room.person("ost"), "Nightjar")


async def test_the_same_name_changes_nothing_and_counts_for_nothing(room: Room) -> None:
    ana = await room.person("fen")
    for _ in range(MOST_CHANGES + 1):
        assert (await room.choose(ana, "Fenrir")).changes_left == MOST_CHANGES
    assert await room.sql.fetchval("SELECT name_chosen_at FROM players WHERE guid = 'fen'") is None


async def test_three_names_in_thirty_days(room: Room) -> None:
    ana = await room.person("fen")
    chosen = [
        await room.choose(ana, f"Name {number}", LATER + timedelta(days=number))
        for number in range(MOST_CHANGES)
    ]
    assert [each.changes_left for each in chosen] == [2, 1, 0]
    assert [each.next_change_at for each in chosen] == [None, None, LATER + CHANGES_WITHIN]
    early = LATER + CHANGES_WITHIN - timedelta(hours=1)
    with pytest.raises(TooManyNameChanges) as refusal:
        await room.choose(ana, "One more", early)
    assert refusal.value.retry_after == 3600
    # Another profile is no way round it.
    async with room.database.transaction() as connection:
        await service.link_player(connection, ana, "ost", early)
    with pytest.raises(TooManyNameChanges):
        await room.choose(ana, "One more", early)
    assert (await room.choose(ana, "One more", LATER + CHANGES_WITHIN)).name == "One more"


async def test_creating_one_s_profile_anew_is_no_way_round_it(room: Room) -> None:
    newcomer = await room.person()
    names = [f"Name {number}" for number in range(MOST_CHANGES + 2)]
    for number, name in enumerate(names):
        async with room.database.transaction() as connection:
            if number <= MOST_CHANGES:
                await service.create_player(connection, newcomer, name, EVENING)
                await service.unlink_player(connection, newcomer, EVENING)
            else:
                with pytest.raises(TooManyNameChanges):
                    await service.create_player(connection, newcomer, name, EVENING)


async def test_of_all_who_want_a_name_at_once_one_gets_it(room: Room) -> None:
    people = [await room.person("fen"), await room.person("ost")]
    for number in range(3):
        await add_player(room.sql, f"p{number}", f"Player {number}")
        people.append(await room.person(f"p{number}"))
    outcomes = await asyncio.gather(
        *[room.choose(each, "Nightjar") for each in people], return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in outcomes) == [
        "NameChoice",
        *["PlayerNameTaken"] * 4,
    ]
    keys = await room.sql.fetch("SELECT name_key FROM players")
    assert len({row[0] for row in keys}) == len(keys)


async def test_a_profile_made_in_the_same_instant_does_not_get_the_name_twice(room: Room) -> None:
    ana, newcomer = await room.person("fen"), await room.person()

    async def create() -> Any:
        async with room.database.transaction() as connection:
            return await service.create_player(connection, newcomer, "Nightjar", LATER)

    outcomes = await asyncio.gather(room.choose(ana, "nightjar"), create(), return_exceptions=True)
    assert sum(isinstance(each, PlayerNameTaken) for each in outcomes) == 1
    found = "SELECT count(*) FROM players WHERE name_key = 'nightjar'"
    assert await room.sql.fetchval(found) == 1


async def test_who_is_not_linked_has_no_name_to_choose(room: Room) -> None:
    viewer = await room.person()
    with pytest.raises(NotLinked):
        await room.choose(viewer, "Nightjar")
    async with room.database.connection() as connection:
        with pytest.raises(NotLinked):
            await naming.read_names(connection, viewer, LATER)


async def test_an_import_leaves_a_chosen_name_and_those_that_were_given_up(room: Room) -> None:
    await room.choose(await room.person("fen"), "Nightjar")
    file = (
        ImportedPlayer("fen", "Fenrir", ("Grey",), 12.5),
        ImportedPlayer("ost", "Ostrava II"),
    )
    first, again = await room.load(*file), await room.load(*file)
    assert (first.updated, first.unchanged) == (2, 0)
    assert (again.updated, again.unchanged) == (0, 2)
    assert await room.names() == {"fen": "Nightjar", "ost": "Ostrava II"}
    assert await room.aliases("fen") == {"Fenrir", "Grey"}
    assert await room.aliases("ost") == set()
    assert await room.sql.fetchval("SELECT rating FROM players WHERE guid = 'fen'") == 12.5
    renamed = await room.load(ImportedPlayer("fen", "Fenris", (), 12.5))
    assert (renamed.updated, (await room.names())["fen"]) == (1, "Nightjar")
    assert await room.aliases("fen") == {"Fenrir", "Fenris"}


async def test_who_is_erased_leaves_an_imported_profile_under_the_name_it_came_with(
    room: Room,
) -> None:
    ana = await room.person("fen")
    for number, name in enumerate(("Nightjar", "Heron")):
        await room.choose(ana, name, LATER + timedelta(days=number))
    person = Person(ana.user_id, EVENING, (1,), "u1", "Heron", ("fen",), (), ("Heron",))
    async with room.database.transaction() as connection:
        await service.unlink_player(connection, ana, LATER)
        await erase_store.delete_players(connection, person)
    assert await room.names() == {"fen": "Fenrir", "ost": "Ostrava"}
    assert await room.aliases("fen") == {"Wolf"}
