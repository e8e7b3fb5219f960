"""Every place that names a person is given to them and erased; the schema itself is asked."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from muster.database import Database
from muster.personal_data import service
from muster.personal_data.places import HARMLESS, OF_NOBODY, PLACES
from tests.support.scenes.good_rows import NOW
from tests.support.scenes.one_person import (
    ADDRESS,
    ALT_GUID,
    DISCORD_ID,
    GUID,
    NAME,
    PAST,
    SECRET,
    USER_ID,
    everything,
    fill_every_table,
    later,
)

ZONE = ZoneInfo("Europe/Ljubljana")

_REFERS = """
    SELECT k.conrelid::regclass::text, a.attname
      FROM pg_constraint k
      JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey)
     WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
       AND k.confrelid IN ('website_users'::regclass, 'discord_accounts'::regclass,
                           'players'::regclass)
"""
# Words by which a column says that somebody stands in it, whatever the table.
_SOUNDS = r"(^|_)(user_id|guid|by|captain|member|owner|author|actor|email|phone|handle)(_user_id)?$"
_COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, NULL)
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
"""
_MARKS = {("erasures", "asked_by"), ("erased_people", "asked_by"), ("evening_records", "told_by")}
"""What sounds like somebody and is a word of ours."""


async def test_every_table_is_a_place_or_names_nobody(sql: Any) -> None:
    tables = {row[0] for row in await sql.fetch(_COLUMNS)}
    assert tables == PLACES.keys() | OF_NOBODY.keys()
    assert not PLACES.keys() & OF_NOBODY.keys()


async def test_every_column_that_refers_to_a_person_is_covered(sql: Any) -> None:
    columns = await sql.fetch(_COLUMNS)
    sounding = await sql.fetch(f"{_COLUMNS} AND a.attname ~ $1", _SOUNDS)
    referring = {(row[0], row[1]) for row in await sql.fetch(_REFERS)}
    people = (referring | {(row[0], row[1]) for row in sounding}) - _MARKS
    covered = {(table, name) for table, place in PLACES.items() for name in place.columns}
    assert people - covered == set()
    assert covered <= {(row[0], row[1]) for row in columns}, "they are there"


async def test_what_could_hold_anything_goes_with_its_person_or_is_known_to_be_harmless(
    sql: Any,
) -> None:
    open_ended = {
        (row[0], row[1])
        for row in await sql.fetch(_COLUMNS)
        if row[2] in ("jsonb", "json", "bytea", "text[]", "jsonb[]", "hstore")
    }
    whole = {
        table
        for table, place in PLACES.items()
        if any(
            column.by and column.erased in ("row", "counted") for column in place.columns.values()
        )
        and table not in ("sandbox_outbox", "notifications_ledger")
    }
    covered = {(table, name) for table, place in PLACES.items() for name in place.columns}
    left = {each for each in open_ended if each[0] not in whole} - covered
    assert left == HARMLESS.keys()


async def test_what_a_place_says_of_its_columns_is_there(sql: Any) -> None:
    columns = {(row[0], row[1]) for row in await sql.fetch(_COLUMNS)}
    for table, place in PLACES.items():
        for name in (*place.withheld, *place.given_with):
            assert (table, name) in columns or name.endswith(("_key", "_twin")), (table, name)


async def test_a_person_in_every_table_is_given_all_of_it_and_no_secret(
    sql: Any, database: Database
) -> None:
    person = await fill_every_table(sql)
    async with database.connection() as connection:
        pieces = await service.export_data(connection, person.cipher, USER_ID, NOW)
    given = json.loads(b"".join(pieces))

    assert given["about"]["website_user_id"] == USER_ID
    assert given["about"]["player"] == NAME
    assert given["tables"].keys() == {
        table for table, place in PLACES.items() if place.not_given is None
    }
    assert [table for table, rows in given["tables"].items() if not rows] == []
    assert given["not_given"].keys() == PLACES.keys() - given["tables"].keys()
    assert given["tables"]["discord_accounts"][0]["discord_user_id"] == str(DISCORD_ID)
    assert {row["guid"] for row in given["tables"]["players"]} == {GUID, ALT_GUID}
    assert [each["address"] for each in given["addresses"]] == [ADDRESS] * 2
    # That somebody else has an address is nobody's to know: both look alike.
    assert given["addresses"][0].keys() == given["addresses"][1].keys()
    for table, rows in given["tables"].items():
        for row in rows:
            assert not row.keys() & PLACES[table].withheld, table
    text = b"".join(pieces).decode()
    for secret in (SECRET.hex(), person.cipher.hashes("telegram", ADDRESS)[0].hex()):
        assert secret not in text
    # What an admin did to somebody else is theirs, but not what that one was called.
    assert str(person.other) not in {
        str(row.get("user_id")) for rows in given["tables"].values() for row in rows
    }


async def test_somebody_else_gets_it_with_masked_addresses_and_that_is_noted(
    sql: Any, database: Database
) -> None:
    from muster.audit.rules import Actor

    person = await fill_every_table(sql)
    async with database.transaction() as connection:
        pieces = await service.export_data(
            connection, person.cipher, USER_ID, NOW, Actor(person.other, 5)
        )
    given = json.loads(b"".join(pieces))
    assert ADDRESS not in {each["address"] for each in given["addresses"]}
    acts = await sql.fetch("SELECT act, actor_user_id, user_id FROM admin_audit ORDER BY id DESC")
    assert tuple(acts[0]) == ("person.export", person.other, USER_ID)


async def test_erased_nothing_anywhere_tells_of_them(sql: Any, database: Database) -> None:
    person = await fill_every_table(sql)
    before = await everything(sql)
    for needle in person.needles:
        assert any(needle in rows for rows in before.values()), needle
    async with database.transaction() as connection:
        await service.ask_to_erase(connection, USER_ID, [1], NOW)

    assert await service.erase_due(database, ZONE, later(6.9)) == []
    assert await service.erase_due(database, ZONE, later(7)) == [USER_ID]

    after = await everything(sql)
    for needle in person.needles:
        assert [table for table, rows in after.items() if needle.lower() in rows.lower()] == []
    kept = {
        table
        for table, place in PLACES.items()
        if any(column.erased == "kept" for column in place.columns.values())
    }
    assert {table for table, rows in after.items() if str(USER_ID) in rows} == kept
    # History is numbers now, and what belongs to others goes on without them.
    assert (
        await sql.fetchval("SELECT number FROM availability_day_counts WHERE entry_date = $1", PAST)
        == 1
    )
    assert await sql.fetchval("SELECT sum(number) FROM notification_day_counts") > 3
    campaign = await sql.fetchrow("SELECT * FROM availability_promotion_campaigns")
    assert campaign["promoter_user_id"] is None
    assert campaign["counted_at"] is not None
    assert await sql.fetchval("SELECT count(*) FROM planning_sessions") == 1
    assert "somebody" in after["notifications_ledger"]
    assert "Player of another name" in after["notifications_ledger"]
    assert "somebody plays. somebody" in after["sandbox_outbox"]
    assert await sql.fetchval("SELECT count(*) FROM website_users") == 1
    # Done twice is done once.
    assert await service.erase_due(database, ZONE, later(8)) == []


async def test_an_imported_profile_is_the_communitys_and_stays_without_whose_it_is(
    sql: Any, database: Database
) -> None:
    await fill_every_table(sql)
    await sql.execute("UPDATE players SET origin = 'imported' WHERE guid = $1", GUID)
    async with database.transaction() as connection:
        await service.ask_to_erase(connection, USER_ID, [1], NOW)
    await service.erase_due(database, ZONE, later(7))
    assert await sql.fetchval("SELECT count(*) FROM players WHERE guid = $1", GUID) == 1
    after = await everything(sql)
    assert {table for table, rows in after.items() if GUID in rows} == {"players", "player_aliases"}
    assert not any(ALT_GUID in rows for rows in after.values())


async def test_an_imported_alt_of_a_profile_that_goes_stays_by_itself(
    sql: Any, database: Database
) -> None:
    await fill_every_table(sql)
    await sql.execute("UPDATE players SET origin = 'imported' WHERE guid = $1", ALT_GUID)
    await service.erase_due(database, ZONE, later(7))
    rows = await sql.fetch("SELECT guid, main_guid FROM players WHERE guid LIKE 'self-%'")
    assert [tuple(row) for row in rows] == [(ALT_GUID, None)]
