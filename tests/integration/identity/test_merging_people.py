"""Two accounts of one person become one: what names them, who they are then, what is waited for."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from muster.audit.service import list_acts, read_act
from muster.database import Database
from muster.errors import (
    BeingErased,
    BusyPerson,
    NotTheirAccount,
    NotUndoable,
    RightsWouldGo,
    UndoOvertaken,
)
from muster.history.store import upsert_attendance
from muster.identity import merging, profiles, service
from muster.identity.rules import DiscordProfile
from muster.identity.undoing import undo
from tests.support.running.roles import database_of_either_role
from tests.support.scenes.good_rows import GOOD, LATER, NOW, TODAY, insert
from tests.support.scenes.merging import (
    ADMIN,
    GONE,
    KEPT,
    NOT_WHILE,
    OTHER,
    merge,
    of,
    two_accounts,
)

room, two = database_of_either_role, two_accounts
TOMORROW = TODAY + timedelta(days=1)

REFERENCES = """
    SELECT k.conrelid::regclass::text AS name, a.attname AS column
      FROM pg_constraint k
      JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
     WHERE k.contype = 'f' AND k.confrelid = 'website_users'::regclass
"""

ENDS_WITH_ITS_ACCOUNT = {
    "website_sessions",
    "push_devices",
    "availability_link_tokens",
    "calendar_feeds",
    "user_player_links",
}
"""Tables of which an account takes its rows along: the person signs in anew, and has one link; a
device goes with its session, and a calendar's secret address leads to nobody else.
"""

SETTLED = {"availability_disputed_handles"}
"""GOOD's is about an address that is the person's own."""


NO_REFERENCE = {
    ("account_link_audit_log", "user_id"): "what was done stays as it was",
    ("account_link_audit_log", "actor_user_id"): "what was done stays as it was",
    ("admin_audit", "user_id"): "what was done stays as it was",
    ("admin_audit", "actor_user_id"): "what was done stays as it was",
    ("planning_teams", "captain_user_id"): "refers to a member of the team",
    ("erased_people", "user_id"): "nobody who is in it is here",
}
"""Columns that name a website user and are no foreign key to them."""

GUIDS = {
    ("account_link_audit_log", "player_guid"): "what was done stays as it was",
    ("account_link_audit_log", "previous_player_guid"): "what was done stays as it was",
    ("admin_audit", "player_guid"): "what was done stays as it was",
    ("player_aliases", "guid"): "an alt keeps its aliases, which are the person's",
    ("players", "guid"): "the profile itself",
    ("players", "guid_key"): "the profile itself",
    ("players", "guid_twin"): "the profile itself",
    ("players", "main_guid"): "what makes it an alt",
    ("players", "own_guid"): "what makes it an alt",
    ("user_player_links", "player_guid"): "the link itself",
}
"""Columns that hold a guid, and why merging leaves no other one to be changed."""


async def test_everything_that_names_the_one_names_the_other_the_schema_says(
    room: Database, two: Any
) -> None:
    references = [tuple(row) for row in await two.fetch(REFERENCES) if row[0] not in NOT_WHILE]
    for table, column in references:
        await two.execute(f"UPDATE {table} SET {column} = {GONE} WHERE {column} IS NULL")
    before = {table: await two.fetchval(f"SELECT count(*) FROM {table}") for table in GOOD}
    for table, column in references:
        named = await two.fetchval(f"SELECT count(*) FROM {table} WHERE {column} = {GONE}")
        assert named, f"{table}.{column}: GOOD needs a row that names user {GONE}"

    done = await merge(room)

    for table, column in references:
        named = await two.fetchval(f"SELECT count(*) FROM {table} WHERE {column} = {GONE}")
        assert not named, f"{table}.{column} still names who is gone"
    after = {table: await two.fetchval(f"SELECT count(*) FROM {table}") for table in GOOD}
    changed = {table for table in GOOD if after[table] != before[table]}
    assert (
        changed
        - {
            "admin_audit",
            "account_link_audit_log",
            "discord_accounts",
            "discord_alt_accounts",
        }
        == ENDS_WITH_ITS_ACCOUNT | SETTLED
    )
    assert await two.fetchval("SELECT count(*) FROM website_users") == 2
    assert done.profile.account is not None
    assert done.profile.account.user_id == KEPT
    assert [alt.guid for alt in done.profile.alts] == ["g1"]
    assert await of(two, "SELECT * FROM discord_alt_accounts ORDER BY 1") == [
        (501, KEPT, NOW),
        (601, KEPT, NOW),
    ]


async def test_every_column_that_names_a_person_or_a_guid_is_decided_about(sql: Any) -> None:
    references = {tuple(row) for row in await sql.fetch(REFERENCES)}
    rows = await sql.fetch(
        """
        SELECT c.relname, a.attname
          FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
         WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped
           AND (a.attname ~ '(^|_)user_id$' AND a.attname !~ 'discord_user_id$'
                OR a.attname ~ '(^|_)guid')
        """
    )
    named = {tuple(row) for row in rows}
    guids = {(table, column) for table, column in named if "guid" in column}
    assert guids == GUIDS.keys()
    assert named - guids - references <= NO_REFERENCE.keys()


async def test_either_account_is_the_person_from_then_on(room: Database, two: Any) -> None:
    await merge(room)
    async with room.transaction() as connection:
        token = await service.sign_in(
            connection, DiscordProfile(501, "shade", "Shade"), b"key", LATER
        )
        viewer = await service.find_account(connection, 501, LATER)
        assert token
        assert viewer is not None
        assert (viewer.user_id, viewer.discord_user_id, viewer.player_guid) == (KEPT, 502, "g2")
        linked = await service.find_linked_players(connection, [501, 502, 999])
        assert linked == {501: "Ash", 502: "Ash"}
    assert await of(two, "SELECT user_id FROM website_sessions") == [(KEPT,)]
    # In voice with the one, or on the server under the other's name, they are there.
    for accounts, names in (([501], []), ([], ["š"])):
        await two.execute("DELETE FROM evening_attendance")
        await upsert_attendance(two, TOMORROW, accounts, names, LATER, server_counts=True)
        assert await of(two, "SELECT user_id FROM evening_attendance") == [(KEPT,)]
    # Whoever unlinked their first account and signs in with another one is known by that.
    async with room.transaction() as connection:
        await service.unlink_discord(connection, viewer, LATER)
        assert await service.find_account(connection, 501, LATER) is None
        await service.sign_in(connection, DiscordProfile(501, "shade", "Shade"), b"key", LATER)
        viewer = await service.find_account(connection, 502, LATER)
        assert viewer is not None
        assert (viewer.user_id, viewer.discord_user_id) == (KEPT, 501)


async def test_the_account_of_who_goes_is_the_persons_where_the_other_is_unlinked(
    room: Database, two: Any
) -> None:
    await two.execute("UPDATE discord_accounts SET unlinked_at = $1 WHERE user_id = $2", NOW, KEPT)
    await merge(room)
    assert await of(two, "SELECT discord_user_id, user_id FROM discord_accounts") == [(501, KEPT)]
    assert (502, KEPT) in await of(two, "SELECT discord_user_id, user_id FROM discord_alt_accounts")


async def test_an_account_that_was_never_theirs_is_nobodys_again(room: Database, two: Any) -> None:
    done = await merge(room)
    assert done.profile.account is not None
    assert done.profile.account.other_accounts == (501, 601)
    async with room.transaction() as connection:
        await service.sign_in(connection, DiscordProfile(501, "shade", "Shade"), b"key", LATER)
        for table in ("calendar_feeds", "availability_link_tokens"):
            await insert(connection, table, {"user_id": KEPT})
        detached = await merging.detach(connection, ADMIN, "g2", 501, LATER)
    assert detached.profile.account is not None
    assert detached.profile.account.other_accounts == (601,)
    for table in ("website_sessions", "calendar_feeds", "availability_link_tokens"):
        assert await of(two, f"SELECT user_id FROM {table}") == []
    with pytest.raises(NotTheirAccount):
        async with room.transaction() as connection:
            await merging.detach(connection, ADMIN, "g2", 501, LATER)

    async def take_back() -> None:
        async with room.transaction() as connection:
            assert detached.act_id is not None
            await undo(connection, ADMIN, await read_act(connection, detached.act_id), LATER)

    async with room.transaction() as connection:
        await service.sign_in(connection, DiscordProfile(501, "shade", "Shade"), b"key", LATER)
        viewer = await service.find_account(connection, 501, LATER)
    assert viewer is not None
    assert viewer.user_id not in (GONE, KEPT, OTHER)
    assert viewer.player_guid is None
    with pytest.raises(UndoOvertaken):
        await take_back()
    await two.execute("DELETE FROM website_users WHERE id = $1", viewer.user_id)
    await take_back()
    assert (501, KEPT) in await of(two, "SELECT discord_user_id, user_id FROM discord_people")


async def test_rights_are_never_lost_by_a_merge(room: Database, two: Any) -> None:
    await insert(two, "user_permissions")
    with pytest.raises(RightsWouldGo):
        await merge(room)
    await two.execute("DELETE FROM user_permissions")
    with pytest.raises(RightsWouldGo):
        await merge(room, promoter_ids=frozenset({501}))
    await merge(room, promoter_ids=frozenset({501}), admin_ids=frozenset({502}))


async def test_nobody_is_erased_by_way_of_somebody_else(room: Database, two: Any) -> None:
    await insert(two, "erasures", {"user_id": KEPT, "asked_by": "person"})
    with pytest.raises(BeingErased):
        await merge(room)
    assert await two.fetchval("SELECT count(*) FROM website_users") == 3


async def test_a_message_on_its_way_is_waited_for(room: Database, two: Any) -> None:
    await two.execute(
        "UPDATE notifications_ledger SET state = 'sending', worker = 'one', claimed_at = $1,"
        " lease_until = $2",
        NOW,
        LATER,
    )
    with pytest.raises(BusyPerson):
        await merge(room)
    assert await two.fetchval("SELECT count(*) FROM website_users") == 3
    assert await two.fetchval("SELECT count(*) FROM players WHERE main_guid IS NOT NULL") == 0


async def test_whoever_holds_a_row_of_theirs_is_not_broken_off(room: Database, two: Any) -> None:
    async with two.transaction():
        await two.execute("UPDATE availability_entries SET updated_at = $1", LATER)
        with pytest.raises(BusyPerson):
            await merge(room)
    await merge(room)


async def test_of_two_merges_at_once_one_holds(room: Database, two: Any) -> None:
    done = await asyncio.gather(merge(room), merge(room), return_exceptions=True)
    assert sum(isinstance(each, profiles.Done) for each in done) == 1
    assert await two.fetchval("SELECT count(*) FROM website_users") == 2


async def test_it_is_noted_and_not_taken_back_and_says_why(room: Database, two: Any) -> None:
    async with room.connection() as connection:
        plan = await merging.plan_merge(connection, "g2", "g1")
    assert (plan.joins_people, plan.answers, plan.answers_of_both) == (True, 1, 0)
    done = await merge(room)
    async with room.connection() as connection:
        act = (await list_acts(connection, limit=1))[0]
    assert (act.id, act.act, act.user_id, act.player_guid) == (
        done.act_id,
        "player.merge",
        KEPT,
        "g2",
    )
    assert act.details["gone_user_id"] == GONE
    with pytest.raises(NotUndoable, match="cannot be told apart"):
        async with room.transaction() as connection:
            await undo(connection, ADMIN, act, NOW)
