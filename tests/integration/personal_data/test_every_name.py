"""Somebody is found, and erased, by every name of theirs, however it is written."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from muster.audit.rules import OPERATOR
from muster.database import Database
from muster.identity import merging, naming, profiles
from muster.identity import service as identity
from muster.personal_data import service
from tests.support.scenes.good_rows import LATER, NOW, insert
from tests.support.scenes.ledger import add_people, add_test_rows

ZONE = ZoneInfo("Europe/Ljubljana")


async def call(sql: Any, person: int, name: str, *aliases: str, shown: str | None = None) -> str:
    """Let an imported player go by this name, and be found by `aliases`; their guid."""
    guid = f"guid{person}"
    await sql.execute(
        "UPDATE players SET name = $1, canonical_name = $2 WHERE guid = $3",
        name,
        shown or name,
        guid,
    )
    for alias in aliases:
        await sql.execute("INSERT INTO player_aliases VALUES ($1, $2, $2)", guid, alias)
    return guid


async def choose(database: Database, person: int, name: str) -> None:
    async with database.transaction() as connection:
        viewer = await identity.find_account(connection, 5000 + person, NOW)
        assert viewer is not None
        await naming.choose_name(connection, viewer, name, NOW)


async def erase(sql: Any, database: Database, person: int) -> None:
    await sql.execute("INSERT INTO erasures VALUES ($1, $2, $2, 'person')", person, NOW)
    assert await service.erase_due(database, ZONE, LATER) == [person]


async def tell_teams(sql: Any, user_id: int, captain: str | None, *players: str) -> None:
    side = {"captain": captain, "players": list(players)}
    payload = {"kind": "planning_teams", "A": side, "B": {"captain": None, "players": []}}
    await add_test_rows(sql, [user_id], NOW, LATER, payload=json.dumps(payload))


async def told_teams(sql: Any) -> dict[str, Any]:
    payload = await sql.fetchval("SELECT payload FROM notifications_ledger")
    return json.loads(payload)["A"]


@pytest.mark.parametrize(
    "text",
    [
        *("STRASSE", "stra\u00dfe"),  # on Discord
        *("abcdef12", "ABCDEF12", "1badcafe"),  # guids, also of the alt
        *("^1Raven", "raven", " Ra\u200bven "),
        *("magpie", "^4Magpie"),  # an alias
        *("JAY", "rook"),  # what the alt goes by
        *("crow", "^2Crow"),  # the name before
    ],
)
async def test_whoever_is_looked_for_is_found_however_it_is_typed(
    sql: Any, database: Database, text: str
) -> None:
    person, other = await add_people(sql, 2, NOW)
    await call(sql, other, "Stork")
    await call(sql, person, "Crow", "Magpie")
    await choose(database, person, "Raven")
    await sql.execute("UPDATE discord_accounts SET username = 'Straße' WHERE user_id = $1", person)
    main = {"guid": "ABCDEF12", "name": "Rex", "canonical_name": "Rex"}
    await insert(sql, "players", main)
    alt = {"guid": "1BADCAFE", "name": "Jay", "canonical_name": "Jay", "main_guid": main["guid"]}
    await insert(sql, "players", alt)
    await sql.execute("INSERT INTO player_aliases VALUES ('1BADCAFE', 'Rook', 'Rook')")
    async with database.transaction() as connection:
        await merging.merge(connection, OPERATOR, main["guid"], f"guid{person}", NOW)
    async with database.connection() as connection:
        found = await service.find_people(connection, text)
    assert [each.user_id for each in found] == [person]


@pytest.mark.parametrize("text", ["", "^1", "\u200b", "Nobody"])
async def test_what_names_nobody_finds_nobody(sql: Any, database: Database, text: str) -> None:
    (person,) = await add_people(sql, 1, NOW)
    await call(sql, person, "\ufe0f")
    await sql.execute("UPDATE discord_accounts SET username = ''")
    async with database.connection() as connection:
        assert await service.find_people(connection, text) == []


async def test_a_name_that_is_several_people_s_finds_them_all(sql: Any, database: Database) -> None:
    one, two = await add_people(sql, 2, NOW)
    await call(sql, one, "Raven")
    await call(sql, two, "Crow", "RAVEN")
    async with database.connection() as connection:
        found = await service.find_people(connection, "raven")
    assert [each.user_id for each in found] == [one, two]


async def test_teams_that_others_were_told_name_them_by_no_name_of_theirs(
    sql: Any, database: Database
) -> None:
    person, other = await add_people(sql, 2, NOW)
    await call(sql, person, "Swift", "Martin")
    await tell_teams(sql, other, "Swift", "SWIFT", "Finch", "Martin", "Swallow", "Swiftly")
    await choose(database, person, "Swallow")
    async with database.transaction() as connection:
        await profiles.rename(connection, OPERATOR, f"guid{person}", "Finch", NOW)
    await erase(sql, database, person)
    assert await told_teams(sql) == {
        "captain": "somebody",
        "players": ["somebody", "somebody", "somebody", "somebody", "Swiftly"],
    }


async def test_a_profile_of_theirs_that_they_left_is_theirs_as_well(
    sql: Any, database: Database
) -> None:
    person, other = await add_people(sql, 2, NOW)
    async with database.transaction() as connection:
        viewer = await identity.find_account(connection, 5000 + person, NOW)
        assert viewer is not None
        await identity.unlink_player(connection, viewer, NOW)
        await identity.create_player(connection, viewer, "Wren", NOW)
        await identity.link_player(connection, viewer, f"guid{person}", NOW)
    await tell_teams(sql, other, None, "Wren", "Finch")
    await erase(sql, database, person)
    assert await told_teams(sql) == {"captain": None, "players": ["somebody", "Finch"]}


async def test_nobody_sees_them_on_the_server_by_any_spelling_of_any_name(
    sql: Any, database: Database
) -> None:
    (person,) = await add_people(sql, 1, NOW)
    await call(sql, person, "^^11Martin", "Swallow", shown="^1Martin")
    await choose(database, person, "Swift")
    theirs = [" ^1Swift ", "Sw\u2800ift", "SWIFT", "^3swallow", "^^11Martin", "^^2^31martin"]
    others = ["Swiftly", "", "^1", "Finch"]
    players = [{"name": name} for name in (*theirs, *others)] + [{"ping": 5}, "Swift"]
    await insert(
        sql,
        "live_status",
        {"status_type": "game_server", "status_data": json.dumps({"players": players})},
    )
    await erase(sql, database, person)
    left = json.loads(await sql.fetchval("SELECT status_data FROM live_status"))["players"]
    assert left == [*({"name": name} for name in others), {"ping": 5}, "Swift"]


async def test_the_sandbox_shows_no_former_name_of_theirs(sql: Any, database: Database) -> None:
    person, other = await add_people(sql, 2, NOW)
    await call(sql, person, "Swift")
    await choose(database, person, "Swallow")
    await insert(
        sql, "sandbox_outbox", {"user_id": other, "text": "Swift and SWALLOW play, swiftly."}
    )
    await erase(sql, database, person)
    shown = await sql.fetchval("SELECT text FROM sandbox_outbox")
    assert shown == "somebody and somebody play, swiftly."
