"""One name, one person, on PostgreSQL: its keys are ours, and what collided before goes on."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from muster.database import Database
from muster.errors import PlayerNameTaken
from muster.health.names import same_names
from muster.health.rules import Verdict
from muster.identity import importing, service
from muster.identity.rules import DiscordProfile, ImportedPlayer, Player, Viewer
from muster.migrations import apply, load_migrations, revert
from muster.names import name_key, without_ignorables
from muster.planning.service import list_same_suggestions
from tests.conftest import MIGRATIONS_FOLDER
from tests.support.scenes.community import EVENING, SESSION_KEY, add_person, add_player

FILES = load_migrations(MIGRATIONS_FOLDER)
BEFORE = next(each.number for each in FILES if each.name == "name_keys") - 1

ADD = """
    INSERT INTO players (guid, name, canonical_name, origin, created_at, updated_at)
    VALUES ($1, $2, $2, $3, $4, $4)
"""


async def test_postgresql_s_keys_are_ours_for_every_character(sql: Any) -> None:
    # What neither knows yet is not compared: each of the two learns it with a version of its own.
    characters = [
        character
        for code in range(1, 0x110000)
        if unicodedata.category(character := chr(code)) not in ("Cs", "Cn")
        or not without_ignorables(character)
    ]
    # Between letters, marks are composed with the one before and put in order with the one after.
    texts = [text for each in characters for text in (each, f"E{each}\u0301x")]
    for start in range(0, len(texts), 200_000):
        some = texts[start : start + 200_000]
        keys = await sql.fetchval(
            "SELECT array_agg(name_key(given) ORDER BY place)"
            "  FROM unnest($1::text[]) WITH ORDINALITY AS each (given, place)",
            some,
            timeout=600,
        )
        wrong = {text: key for text, key in zip(some, keys, strict=True) if name_key(text) != key}
        assert not wrong, ascii(wrong)


@pytest.fixture
async def before(empty_database_url: str) -> AsyncGenerator[Any, None]:
    """A database as it was before there were keys."""
    connection = await asyncpg.connect(empty_database_url)
    await apply(connection, FILES[:BEFORE], EVENING)
    yield connection
    await connection.close()


async def test_what_collided_before_goes_on_and_the_doctor_names_it(
    before: Any, empty_database_url: str
) -> None:
    rows = [
        ("self-1", "Kestrel", "self_registered"),
        ("self-2", "Kes\u034ftrel", "self_registered"),
        ("self-3", "Straße", "self_registered"),
        ("FILE", "STRASSE", "imported"),
        ("file", "Other", "imported"),
        ("self-4", "\ufe0f", "self_registered"),
        ("x1", "Twice", "imported"),
        ("x2", "Twice", "imported"),
    ]
    for hours, (guid, name, origin) in enumerate(rows):
        await before.execute(ADD, guid, name, origin, EVENING + timedelta(hours=hours))
    user = await add_person(before, 1, player="Ana")
    room = await before.fetchval(
        "INSERT INTO planning_sessions (session_date, created_by_user_id, created_at, updated_at)"
        " VALUES ('2100-01-02', $1, $2, $2) RETURNING id",
        user,
        EVENING,
    )
    for name in ("Reds", "Re\u034fds"):
        await before.execute(
            "INSERT INTO planning_team_names (session_id, name, suggested_by_user_id, created_at)"
            " VALUES ($1, $2, $3, $4)",
            room,
            name,
            user,
            EVENING,
        )
    await apply(before, FILES, EVENING)

    assert [
        row[0]
        for row in await before.fetch(
            "SELECT guid FROM players WHERE name_twin OR guid_twin ORDER BY guid"
        )
    ] == ["file", "self-2"]
    found = await same_names(before)
    assert found.state is Verdict.WARN
    for part in (
        r'"Kestrel" (guid "self-1") and "Kestrel" ' + r"'Kes\u034ftrel' (guid " + '"self-2")',
        '"Straße" (guid "self-3") and "STRASSE" (guid "FILE")',
        '"STRASSE" (guid "FILE") and "Other" (guid "file")',
        '"" ' + r"'\ufe0f' (guid " + '"self-4")',
        'team names twice in one room: 2100-01-02 "Reds" ' + r"'Re\u034fds'",
    ):
        assert part in found.text, found.text
    assert "Twice" not in found.text
    day = (await list_same_suggestions(before, EVENING.date()))[0][0]
    assert await list_same_suggestions(before, day + timedelta(days=1)) == []

    # They are linked and imported as before, each by its own guid.
    database = Database(empty_database_url, application_name="tests")
    await database.open()
    async with database.transaction() as connection:
        viewer = await sign_in(connection, 7)
        linked = await service.link_player(connection, viewer, "self-2", EVENING)
        assert linked.guid == "self-2"
        players = [ImportedPlayer("file", "Renamed"), ImportedPlayer("fi\u200ble", "Renamed too")]
        result = await importing.import_players(connection, players, EVENING)
        assert (result.added, result.updated) == (0, 2)
        with pytest.raises(PlayerNameTaken):
            await service.create_player(
                connection, await sign_in(connection, 8), "KESTREL", EVENING
            )
    await database.close()
    names = dict(await before.fetch("SELECT guid, name FROM players WHERE lower(guid) = 'file'"))
    assert names == {"file": "Renamed", "FILE": "Renamed too"}

    # A new one is refused by the database, and a twin that was renamed is none any more.
    for name in ("kestrel", "KES\u17b4TREL"):
        with pytest.raises(asyncpg.UniqueViolationError, match="players_self_registered_name_key"):
            await before.execute(ADD, "self-9", name, "self_registered", EVENING)
    with pytest.raises(asyncpg.UniqueViolationError, match="players_guid_key"):
        await before.execute(ADD, "F\u200bile", "New", "imported", EVENING)
    with pytest.raises(asyncpg.UniqueViolationError, match="planning_team_names_session_name_key"):
        await before.execute(
            "INSERT INTO planning_team_names (session_id, name, suggested_by_user_id, created_at)"
            " VALUES ($1, 'REDS', $2, $3)",
            room,
            user,
            EVENING,
        )
    async with before.transaction():
        await importing.import_players(before, [ImportedPlayer("self-2", "Merlin")], EVENING)
    assert not await before.fetchval("SELECT bool_or(name_twin) FROM players")

    await revert(before, FILES, BEFORE)
    await apply(before, FILES, EVENING)


async def test_the_doctor_is_content_where_no_two_are_the_same(sql: Any) -> None:
    for guid in ("x1", "x2"):
        await add_player(sql, guid, "Twice")
    assert (await same_names(sql)).state is Verdict.OK


async def test_the_doctor_waits_for_the_migration(before: Any) -> None:
    assert (await same_names(before)).state is Verdict.OFF


async def sign_in(connection: Any, discord_user_id: int) -> Viewer:
    profile = DiscordProfile(discord_user_id, f"u{discord_user_id}", "U")
    await service.sign_in(connection, profile, SESSION_KEY, EVENING)
    viewer = await service.find_account(connection, discord_user_id, EVENING)
    assert viewer is not None
    return viewer


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kestrel", "Kes\u034ftrel"), ("Straße", "STRASSE"), ("Zo\u00e9", "ZOE\u0301")],
)
async def test_two_who_take_one_name_in_the_same_instant(
    database: Database, one: str, other: str
) -> None:
    async def create(discord_user_id: int, name: str) -> Player:
        async with database.transaction() as connection:
            viewer = await sign_in(connection, discord_user_id)
            return await service.create_player(connection, viewer, name, EVENING)

    outcomes = await asyncio.gather(create(1, one), create(2, other), return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["Player", "PlayerNameTaken"]


@pytest.mark.parametrize("spelled", ["abc", "AB\u200bC", "\uff21BC", "aB\u034fc\ufe0f"])
async def test_a_guid_in_another_spelling_is_the_same_player(
    database: Database, sql: Any, spelled: str
) -> None:
    await add_player(sql, "ABC", "Ana", aliases=("x",))
    async with database.transaction() as connection:
        same = await importing.import_players(
            connection, [ImportedPlayer(spelled, "Ana", ("x",))], EVENING
        )
        changed = await importing.import_players(
            connection, [ImportedPlayer(spelled, "Bo", ("y",), 5.0)], EVENING
        )
        viewer = await sign_in(connection, 1)
        linked = await service.link_player(connection, viewer, spelled, EVENING)
        again = await service.link_player(connection, viewer, "ABC", EVENING)
    assert (same.added, same.updated, same.unchanged) == (0, 0, 1)
    assert (changed.added, changed.updated, changed.unchanged) == (0, 1, 0)
    assert (linked.guid, again.guid, linked.name) == ("ABC", "ABC", "Bo")
    assert [tuple(row) for row in await sql.fetch("SELECT guid, rating FROM players")] == [
        ("ABC", 5.0)
    ]
    logged = "SELECT count(*) FROM account_link_audit_log WHERE player_guid = 'ABC'"
    assert await sql.fetchval(logged) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Zo\u00e9la", "ZOE\u0301"),
        ("Zoe\u0301la", "o\u00e9l"),
        ("Straße", "RASSE"),
        ("STRASSE", "aße"),
        ("Kes\u034ftrel", "KESTR"),
        ("❤\ufe0f Ana", "❤ an"),
    ],
)
async def test_search_finds_every_spelling_in_names_and_aliases(
    sql: Any, name: str, text: str
) -> None:
    await add_player(sql, "g1", name)
    await add_player(sql, "g2", "Somebody", aliases=(name,))
    await add_player(sql, "g3", "Nobody")
    found = await service.search_players(sql, text)
    assert sorted(each.guid for each in found) == ["g1", "g2"]
