"""One erasure never keeps the others waiting, whatever somebody is called."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from muster.database import Database
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
