"""Two accounts of one person become one: nothing is lost, and nothing counts twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from muster.audit.rules import Actor
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
from tests.support.scenes.good_rows import (
    GOOD,
    HASH,
    LATER,
    NOW,
    OTHER_HASH,
    STAMPS,
    TODAY,
    insert,
)

ADMIN = Actor(3, 503)
GONE, KEPT, OTHER = 1, 2, 3
BEFORE = NOW - timedelta(hours=1)
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

NOT_WHILE = ("erasures",)
"""Tables that may not name either: nobody is merged who is to be erased."""

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


@pytest.fixture(name="room", params=["owner", "website_app"])
async def database_of_the_website(
    request: pytest.FixtureRequest, database_url: str, url_for_role: Callable[..., str]
) -> AsyncGenerator[Database, None]:
    url = database_url if request.param == "owner" else url_for_role(database_url)
    database = Database(url, application_name="tests of the website")
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def two(sql: Any) -> Any:
    """Two linked people, and a third one; the first has a good row in every table."""
    await sql.execute("INSERT INTO website_users (created_at) VALUES ($1), ($1), ($1)", NOW)
    for table in GOOD:
        await insert(sql, table)
    await insert(sql, "players", {"guid": "g2", "name": "Ash", "canonical_name": "Ash"})
    await insert(sql, "discord_accounts", {"discord_user_id": 502, "user_id": KEPT})
    await insert(sql, "user_player_links", {"user_id": KEPT, "player_guid": "g2"})
    for table in ("user_permissions", *NOT_WHILE):
        await sql.execute(f"DELETE FROM {table}")
    return sql


async def merge(room: Database, **ids: Any) -> profiles.Done:
    async with room.transaction() as connection:
        return await merging.merge(connection, ADMIN, "g2", "g1", NOW, **ids)


async def of(sql: Any, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await sql.fetch(query)]


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


async def test_of_answers_the_later_word_holds_and_a_day_counts_once(
    room: Database, two: Any
) -> None:
    days = [TODAY + timedelta(days=ago) for ago in range(1, 7)]

    async def answer(user_id: int, day: date, status: str, at: Any, *, given: bool = False) -> None:
        changes = {"user_id": user_id, "entry_date": day, "status": status, "updated_at": at}
        await insert(two, "availability_entries", changes | ({"usual_at": at} if given else {}))

    await answer(GONE, days[0], "LOOKING", LATER)
    await answer(KEPT, days[0], "MAYBE", NOW)
    await answer(GONE, days[1], "LOOKING", NOW)
    await answer(KEPT, days[1], "MAYBE", LATER)
    # Taken back later than the other one answered.
    await answer(GONE, days[2], "LOOKING", NOW)
    await insert(
        two, "availability_last_words", {"user_id": KEPT, "entry_date": days[2], "said_at": LATER}
    )
    # What was given for somebody gives way to what they said.
    await answer(GONE, days[3], "LOOKING", LATER, given=True)
    await answer(KEPT, days[3], "NOT_PLAYING", NOW)
    await answer(KEPT, days[4], "MAYBE", NOW)
    await two.execute("DELETE FROM availability_entries WHERE entry_date = $1", TODAY)
    await merge(room)
    assert await of(
        two, "SELECT entry_date, user_id, status FROM availability_entries ORDER BY entry_date"
    ) == [
        (days[0], KEPT, "LOOKING"),
        (days[1], KEPT, "MAYBE"),
        (days[3], KEPT, "NOT_PLAYING"),
        (days[4], KEPT, "MAYBE"),
    ]


async def test_votes_places_and_settings_are_held_once(room: Database, two: Any) -> None:
    await insert(two, "planning_team_names", {"name": "Owls"})
    vote = {"session_id": 1, "user_id": KEPT, "suggestion_id": 2, **STAMPS, "updated_at": LATER}
    await insert(two, "planning_votes", vote)
    await insert(two, "planning_teams", {"side": "B"})
    await insert(two, "planning_team_members", {"user_id": KEPT, "side": "A", "position": 1})
    await two.execute("UPDATE planning_teams SET captain_user_id = $1 WHERE side = 'A'", GONE)
    await insert(
        two,
        "subscription_preferences",
        {"user_id": KEPT, "notify_threshold": 9, "updated_at": BEFORE},
    )
    await insert(two, "usual_answers", {"user_id": KEPT, "mode": "off", "updated_at": LATER})
    await merge(room)
    assert await of(two, "SELECT user_id, suggestion_id FROM planning_votes") == [(KEPT, 2)]
    assert await of(two, "SELECT user_id, side FROM planning_team_members") == [(KEPT, "A")]
    assert await of(two, "SELECT side, captain_user_id FROM planning_teams ORDER BY 1") == [
        ("A", KEPT),
        ("B", None),
    ]
    assert await of(two, "SELECT user_id, notify_threshold FROM subscription_preferences") == [
        (KEPT, 0)
    ]
    assert await of(two, "SELECT user_id, mode FROM usual_answers") == [(KEPT, "off")]


async def test_a_captain_who_stands_on_both_sides_keeps_the_place_that_stays(
    room: Database, two: Any
) -> None:
    await insert(two, "planning_teams", {"side": "B"})
    await insert(two, "planning_team_members", {"user_id": KEPT, "side": "B"})
    await two.execute("UPDATE planning_teams SET captain_user_id = $1 WHERE side = 'A'", GONE)
    await merge(room)
    assert await of(two, "SELECT user_id, side FROM planning_team_members") == [(KEPT, "B")]
    assert await of(two, "SELECT captain_user_id FROM planning_teams") == [(None,), (None,)]


async def test_a_verified_address_comes_before_a_typed_one_and_brings_its_subscription(
    room: Database, two: Any
) -> None:
    typed = {
        "user_id": KEPT,
        "verified_at": None,
        "address_hash": OTHER_HASH,
        "account_hash": None,
        "account_encrypted": None,
    }
    await insert(two, "availability_channel_links", typed)
    await insert(two, "availability_subscriptions", {"channel_type": "signal", "enabled": True})
    await insert(two, "availability_subscriptions", {"user_id": KEPT, "channel_type": "signal"})
    # Both have Telegram, verified: the one that stays keeps theirs.
    for user_id, hashed in ((GONE, b"3" * 32), (KEPT, b"4" * 32)):
        telegram = {
            "channel_type": "telegram",
            "user_id": user_id,
            "address_hash": hashed,
            "account_hash": None,
            "account_encrypted": None,
        }
        await insert(two, "availability_channel_links", telegram)
    await merge(room)
    assert await of(
        two,
        "SELECT channel_type, user_id, address_hash FROM availability_channel_links ORDER BY 1",
    ) == [("signal", KEPT, HASH), ("telegram", KEPT, b"4" * 32)]
    assert await of(
        two,
        "SELECT user_id, enabled FROM availability_subscriptions WHERE channel_type = 'signal'",
    ) == [(KEPT, True)]
    # The address that both claimed is theirs.
    assert await of(two, "SELECT * FROM availability_disputed_handles") == []


async def test_what_was_heard_on_one_account_is_not_said_again_on_the_other(
    room: Database, two: Any
) -> None:
    await two.execute("DELETE FROM notifications_ledger")

    async def row(user_id: int, event: str, state: str, channel: str = "discord") -> None:
        sent = {"sent_at": NOW} if state == "sent" else {}
        reason = {"reason": "expired"} if state == "skipped" else {}
        await insert(
            two,
            "notifications_ledger",
            {
                "user_id": user_id,
                "event_key": event,
                "channel_type": channel,
                "state": state,
                **sent,
                **reason,
            },
        )

    await row(GONE, "CHECK_IN:1", "sent")
    await row(KEPT, "CHECK_IN:1", "pending")
    await row(GONE, "SESSION_READY:1:threshold=6", "sent", "telegram")
    await row(KEPT, "SESSION_READY:1:threshold=8", "pending")
    await row(GONE, "BOTH:1", "sent", "signal")
    await row(KEPT, "BOTH:1", "sent")
    await row(GONE, "ONE:1", "pending")
    await row(KEPT, "SKIPPED:1", "skipped")
    await row(GONE, "SKIPPED:1", "pending")
    await merge(room)
    assert await of(
        two,
        "SELECT event_key, channel_type, state, reason, repeats_another FROM notifications_ledger"
        " WHERE user_id = 2 ORDER BY 1, 2",
    ) == [
        ("BOTH:1", "discord", "sent", None, False),
        ("BOTH:1", "signal", "sent", None, True),
        ("CHECK_IN:1", "discord", "sent", None, False),
        ("ONE:1", "discord", "pending", None, False),
        ("SESSION_READY:1:threshold=6", "telegram", "sent", None, False),
        ("SESSION_READY:1:threshold=8", "discord", "skipped", "already_notified", True),
        ("SKIPPED:1", "discord", "pending", None, False),
    ]


async def test_a_campaign_asks_and_counts_a_person_once(room: Database, two: Any) -> None:
    await two.execute(
        "UPDATE availability_promotion_campaigns"
        "   SET recipient_count = 2, channels_summary = '{\"discord\": 2}'"
    )
    await insert(two, "availability_promotion_recipients", {"user_id": KEPT})
    await insert(
        two,
        "availability_promotion_send_logs",
        {"user_id": KEPT, "status": "skipped", "reason": "no_channel"},
    )
    # Both have promoted this day, too.
    await insert(
        two,
        "availability_promotion_campaigns",
        {"promoter_user_id": KEPT, "exclusive_day": False},
    )
    await insert(
        two,
        "call_asks",
        {"user_id": KEPT, "asked_at": None, "chance": None, "reason": "no_channel"},
    )
    await merge(room)
    assert await of(two, "SELECT user_id FROM availability_promotion_recipients") == [(KEPT,)]
    assert await of(two, "SELECT user_id, status FROM availability_promotion_send_logs") == [
        (KEPT, "sent")
    ]
    rows = await two.fetch(
        "SELECT promoter_user_id, recipient_count, channels_summary"
        "  FROM availability_promotion_campaigns ORDER BY id"
    )
    assert [(row[0], row[1], json.loads(row[2])) for row in rows] == [
        (KEPT, 1, {"discord": 1}),
        (KEPT, 0, {}),
    ]
    assert await of(two, "SELECT user_id, asked_at FROM call_asks") == [(KEPT, NOW)]
    # A person still promotes a day once.
    with pytest.raises(asyncpg.UniqueViolationError):
        await insert(
            two,
            "availability_promotion_campaigns",
            {"promoter_user_id": KEPT, "exclusive_day": False},
        )


async def test_an_evening_counts_who_was_there_twice_once(room: Database, two: Any) -> None:
    await two.execute("UPDATE evening_records SET starts_at = $1", LATER)
    await insert(two, "availability_answer_changes", {"user_id": KEPT})
    await insert(
        two,
        "evening_attendance",
        {"user_id": KEPT, "first_seen_at": BEFORE, "last_seen_at": NOW, "in_voice": False},
    )
    await insert(two, "forecast_habits", {"user_id": KEPT, "seen": [9.0] * 7, "came": [1.0] * 7})
    await merge(room)
    assert await of(two, "SELECT said_yes, came, played FROM evening_records") == [(5, 5, True)]
    assert await of(
        two, "SELECT user_id, first_seen_at, last_seen_at, in_voice FROM evening_attendance"
    ) == [(KEPT, BEFORE, LATER, True)]
    assert await of(two, "SELECT user_id, seen[1] FROM forecast_habits") == [(KEPT, 9.0)]


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
        detached = await merging.detach(connection, ADMIN, "g2", 501, LATER)
    assert detached.profile.account is not None
    assert detached.profile.account.other_accounts == (601,)
    assert await of(two, "SELECT user_id FROM website_sessions") == []
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
