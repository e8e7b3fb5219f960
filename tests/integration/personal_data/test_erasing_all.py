"""One erasure never keeps the others waiting, whatever somebody is called."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from muster.audit.rules import OPERATOR, Actor
from muster.database import Database
from muster.errors import OnlyRoot
from muster.identity import merging, naming, profiles
from muster.identity import service as identity
from muster.personal_data import erase_store, service
from muster.personal_data.rules import Person
from tests.support.scenes.good_rows import LATER, NOW
from tests.support.scenes.ledger import add_people

ZONE = ZoneInfo("Europe/Ljubljana")


async def to_be_erased(sql: Any, *people: int) -> None:
    for person in people:
        await sql.execute("INSERT INTO erasures VALUES ($1, $2, $2, 'person')", person, NOW)


@pytest.mark.parametrize("name", ["42", "true", "label", 'a"b', "x\\y"])
async def test_names_that_json_knows_are_taken_out_of_what_others_were_shown(
    sql: Any, database: Database, name: str
) -> None:
    person, other = await add_people(sql, 2, NOW)
    await sql.execute(
        "UPDATE players SET name = $1, canonical_name = $1 WHERE guid = $2", name, f"guid{person}"
    )
    answers = [{"label": f"with {name}", "data": "42 true label"}]
    await sql.execute(
        """
        INSERT INTO sandbox_outbox (user_id, channel_type, address, text, answers, sent_at)
        VALUES ($1, 'discord', 'somewhere', $2, $3, $4)
        """,
        other,
        f"with {name}.",
        json.dumps(answers),
        NOW,
    )
    await to_be_erased(sql, person)
    assert await service.erase_due(database, ZONE, LATER) == [person]
    row = await sql.fetchrow("SELECT text, answers FROM sandbox_outbox")
    assert row["text"] == "with somebody."
    assert json.loads(row["answers"]) == [{"label": "with somebody", "data": "42 true label"}]


async def test_one_that_fails_lets_the_others_go(
    sql: Any, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, other = await add_people(sql, 2, NOW)
    await to_be_erased(sql, stuck, other)
    rewrite = erase_store.rewrite_audit

    async def fails(connection: Any, person: Person) -> None:
        if person.user_id == stuck:
            raise ValueError("stuck")
        await rewrite(connection, person)

    monkeypatch.setattr(erase_store, "rewrite_audit", fails)
    with pytest.raises(ValueError, match="stuck"):
        await service.erase_due(database, ZONE, LATER)
    assert await sql.fetchval("SELECT array_agg(id) FROM website_users") == [stuck]


async def test_a_restored_backup_brings_back_no_account_that_was_joined_to_theirs(
    sql: Any, database: Database
) -> None:
    kept, gone, further, other = await add_people(sql, 4, NOW)
    await sql.execute("UPDATE website_users SET created_at = $1 WHERE id = $2", LATER, gone)
    for into, joined in ((gone, further), (kept, gone)):
        async with database.transaction() as connection:
            guids = f"guid{into}", f"guid{joined}"
            await merging.merge(connection, OPERATOR, *guids, NOW)
    await to_be_erased(sql, kept)
    assert await service.erase_due(database, ZONE, LATER) == [kept]
    known = await sql.fetch("SELECT user_id, created_at FROM erased_people ORDER BY user_id")
    assert [tuple(row) for row in known] == [(kept, NOW), (gone, LATER), (further, NOW)]
    assert await sql.fetchval("SELECT array_agg(id) FROM website_users") == [other]


async def test_a_name_that_they_chose_is_nothing_that_an_admins_renaming_leaves(
    sql: Any, database: Database
) -> None:
    (person,) = await add_people(sql, 1, NOW)
    guid = f"guid{person}"
    async with database.transaction() as connection:
        viewer = await identity.find_account(connection, 5000 + person, NOW)
        assert viewer is not None
        await naming.choose_name(connection, viewer, "Their Own", NOW)
        await profiles.rename(connection, OPERATOR, guid, "Another", LATER)
    await to_be_erased(sql, person)
    assert await service.erase_due(database, ZONE, LATER) == [person]
    assert await sql.fetchval("SELECT name FROM players WHERE guid = $1", guid) == f"Player{person}"
    assert await sql.fetchval("SELECT array_agg(alias) FROM player_aliases") is None


async def test_no_admin_takes_root_away_by_erasing_whoever_is(sql: Any, database: Database) -> None:
    root, admin = await add_people(sql, 2, NOW)
    for person, tier in ((root, "root"), (admin, "admin")):
        await sql.execute("INSERT INTO user_permissions VALUES ($1, $2)", 5000 + person, tier)

    async def ask(user_id: int, actor: Actor | None) -> None:
        async with database.transaction() as connection:
            await service.ask_to_erase(connection, user_id, [], NOW, actor)

    with pytest.raises(OnlyRoot):
        await ask(root, Actor(admin, 5000 + admin))
    await ask(admin, Actor(root, 5000 + root))
    await ask(root, OPERATOR)
