"""Migrations 009 to 045 that tell of changes: who hears what changed, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from typing import Any

import asyncpg
import pytest

CHANNEL = "muster_changes"
SEED = """
    INSERT INTO website_users (created_at) SELECT now() FROM generate_series(1, 3);
    INSERT INTO players (guid, name, canonical_name, origin)
        SELECT 'g' || n, 'Player ' || n, 'Player ' || n, 'imported' FROM generate_series(1, 3) n;
    INSERT INTO discord_accounts (discord_user_id, user_id, username, linked_at, updated_at)
        SELECT 500 + n, n, 'account' || n, now(), now() FROM generate_series(1, 2) n;
    INSERT INTO user_player_links VALUES (1, 'g1', now());
    INSERT INTO user_permissions VALUES (501, 'moderator', now(), NULL);
    INSERT INTO website_sessions VALUES
        (sha256('1'), 1, now(), now(), now() + interval '1 day'),
        (sha256('2'), 1, now(), now(), now() + interval '1 day');
    INSERT INTO live_status VALUES ('voice_channel', '{"members": []}', now());
    INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
        VALUES (1, '2026-11-20', 'LOOKING', now(), now()),
               (2, '2026-11-20', 'MAYBE', now(), now()),
               (1, '2026-11-21', 'MAYBE', now(), now());
"""
UPSERT = """
    INSERT INTO availability_entries AS e (user_id, entry_date, status, created_at, updated_at)
    VALUES (1, '2026-11-20', '{status}', now(), now())
    ON CONFLICT (user_id, entry_date) DO UPDATE SET
        status = excluded.status,
        updated_at = CASE WHEN e.status = excluded.status THEN e.updated_at ELSE now() END"""
CAMPAIGN = """
    INSERT INTO availability_promotion_campaigns (campaign_date, promoter_user_id, target_timezone,
        target_reminder_time, target_start_time, created_at, updated_at)
    VALUES ('2026-11-20', {promoter}, 'Europe/Ljubljana', '20:45', '21:00', now(), now())"""
JOBS = """
    INSERT INTO availability_promotion_jobs (campaign_id, job_type, run_at, useful_until,
        created_at, updated_at)
    SELECT 1, j, now(), now(), now(), now() FROM unnest(ARRAY['{jobs}']) AS j"""
ROOM = """
    INSERT INTO planning_sessions (session_date, created_by_user_id, created_at, updated_at)
    VALUES ('{day}', 3, now(), now())"""
NAME = """
    INSERT INTO planning_team_names (session_id, name, suggested_by_user_id, created_at)
    VALUES (1, '{name}', 3, now())"""
SEED += ROOM.format(day="2026-11-20") + ";" + NAME.format(name="Owls") + ";"
SEED += """
    INSERT INTO planning_votes VALUES (1, 3, 1, now(), now());
    INSERT INTO planning_teams VALUES (1, 'A', NULL, now(), now());
    INSERT INTO planning_team_members VALUES (1, 3, 'A', 0);"""
CALL = """
    INSERT INTO calls (call_date, source, status, most, wait_minutes, next_wave_at, created_at,
        updated_at)
    VALUES ('{day}', 'rule', 'running', 30, 8, now(), now(), now())"""
SEED += CALL.format(day="2026-11-20") + ";"
SEED += "INSERT INTO evening_rules (weekday) VALUES (4);"
SEED += "INSERT INTO calendar_feeds VALUES (1, sha256('s'), sha256('f'), now());"
SEED += "INSERT INTO reader_languages VALUES (1, 'sl', 'en', now());"
AWAY = """
    INSERT INTO subscription_preferences (user_id, away_until, away_since, created_at, updated_at)
    SELECT 3, d, CASE WHEN d IS NOT NULL THEN now() END, now(), now()
      FROM (SELECT {until}::date AS d) AS a
    ON CONFLICT (user_id) DO UPDATE
       SET away_until = excluded.away_until, away_since = excluded.away_since"""
RECORD = """
    INSERT INTO evening_records (evening_date, session, starts_at, threshold)
    VALUES ('{day}', true, now(), 6)"""
SEED += RECORD.format(day="2026-11-20") + ";"
SEED += """
    INSERT INTO webhooks (place, label, address_encrypted, address_shown, secret_encrypted,
        encryption_key_id, events, created_at, updated_at)
    VALUES (1, 'Chat', 'a', 'https://a.example', 's', 'k', '{session.ready}', now(), now());
    INSERT INTO webhook_events (message_id, event, event_key, data, occurred_at)
    VALUES ('m', 'session.ready', 'k', '{}', now());"""
DELIVERY = """
    INSERT INTO webhook_deliveries (webhook_id, event_id, due_at, created_at)
    SELECT 1, id, now(), now() FROM webhook_events WHERE id = {event}"""
TOKEN = """
    INSERT INTO read_tokens (token_hash, label, scope, created_at, expires_at)
    VALUES (sha256('{number}'), 'Widget', 'public', now(), now() + interval '1 day')"""
SEED += TOKEN.format(number=1) + ";"
SEED += CAMPAIGN.format(promoter=3) + ";" + JOBS.format(jobs="send_reminder_2045")
MANY_DAYS = """
    INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
    SELECT u, DATE '2027-01-01' + n, 'MAYBE', now(), now()
    FROM generate_series(1, {days}) n, generate_series(1, 3) u"""

HEARD: list[tuple[str, set[str]]] = [
    # answers
    (UPSERT.format(status="AVAILABLE"), {"availability 2026-11-20"}),
    (UPSERT.format(status="LOOKING"), set()),
    (
        UPSERT.replace("'2026-11-20'", "'2026-12-01'").format(status="MAYBE"),
        {"availability 2026-12-01"},
    ),
    (UPSERT.format(status="LOOKING") + " WHERE e.status <> excluded.status", set()),
    (
        "UPDATE availability_entries SET status = 'NOT_PLAYING'",
        {"availability 2026-11-20", "availability 2026-11-21"},
    ),
    (
        "UPDATE availability_entries SET status = 'LOOKING'",
        {"availability 2026-11-20", "availability 2026-11-21"},
    ),
    ("UPDATE availability_entries SET status = 'MAYBE' WHERE user_id = 2", set()),
    ("UPDATE availability_entries SET updated_at = now()", set()),
    (
        "UPDATE availability_entries SET arrives_at = '21:30' WHERE status = 'LOOKING'",
        {"availability 2026-11-20"},
    ),
    ("UPDATE availability_entries SET arrives_at = NULL, only_if = NULL", set()),
    # that it was given for somebody, and that it no longer is
    (
        "UPDATE availability_entries SET usual_at = updated_at WHERE status = 'LOOKING'",
        {"availability 2026-11-20"},
    ),
    ("UPDATE availability_entries SET usual_at = updated_at - interval '1 s'", set()),
    (
        "UPDATE availability_entries SET status = 'AVAILABLE', only_if = 6 WHERE status = 'MAYBE';"
        "UPDATE availability_entries SET only_if = 5 WHERE only_if = 6 AND user_id = 1",
        {"availability 2026-11-20", "availability 2026-11-21"},
    ),
    (
        "UPDATE availability_entries SET entry_date = '2026-11-25' WHERE entry_date = '2026-11-21'",
        {"availability 2026-11-21", "availability 2026-11-25"},
    ),
    ("DELETE FROM availability_entries WHERE user_id = 2", {"availability 2026-11-20"}),
    ("DELETE FROM availability_entries WHERE user_id = 3", set()),
    (
        MANY_DAYS.format(days=2),
        {"availability 2027-01-02", "availability 2027-01-03"},
    ),
    (MANY_DAYS.format(days=201), {"everything"}),
    ("TRUNCATE availability_entries", {"everything"}),
    # rules by weekday
    ("INSERT INTO evening_rules (weekday) VALUES (0), (1)", {"evening_rules"}),
    ("UPDATE evening_rules SET threshold = 8", {"evening_rules"}),
    ("UPDATE evening_rules SET threshold = 8 WHERE weekday = 0", set()),
    ("DELETE FROM evening_rules", {"evening_rules"}),
    ("TRUNCATE evening_rules", {"everything"}),
    # records of evenings
    (RECORD.format(day="2026-11-21"), {"evening_records"}),
    (RECORD.format(day="2026-11-20") + " ON CONFLICT DO NOTHING", set()),
    ("UPDATE evening_records SET told_by = 'voice', most_in_voice = 4", {"evening_records"}),
    ("UPDATE evening_records SET said_yes = 3, closed_at = now()", {"evening_records"}),
    ("UPDATE evening_records SET looked_at = now(), enough_minutes = 7", set()),
    ("UPDATE evening_records SET came = 3 WHERE evening_date = '2026-11-22'", set()),
    ("INSERT INTO evening_minutes VALUES ('2026-11-20', now(), 3, NULL)", set()),
    ("TRUNCATE evening_records", {"everything"}),
    # what is said of evenings
    ("INSERT INTO forecast_learned VALUES ('2026-11-19', now())", {"forecast"}),
    ("INSERT INTO forecast_notes VALUES ('2026-11-20', 18, 0.7, 4, 6, now())", {"forecast"}),
    ("TRUNCATE forecast_learned, forecast_notes", {"everything"}),
    (AWAY.format(until="'2026-12-01'"), {"forecast"}),
    (AWAY.format(until="NULL"), set()),
    # what other programs are told, and with what they read
    (DELIVERY.format(event=1), {"webhooks"}),
    (DELIVERY.format(event=9), set()),
    ("UPDATE webhooks SET state = 'off'", set()),
    (TOKEN.format(number=2), set()),
    ("TRUNCATE webhook_deliveries", {"everything"}),
    ("UPDATE read_tokens SET last_used_at = now()", set()),
    ("UPDATE read_tokens SET revoked_at = now()", {"read_tokens"}),
    ("UPDATE read_tokens SET revoked_at = now() WHERE id = 99", set()),
    ("DELETE FROM read_tokens", {"read_tokens"}),
    ("TRUNCATE read_tokens", {"everything"}),
    # links and names
    ("INSERT INTO user_player_links VALUES (2, 'g2', now())", {"names", "viewer 2"}),
    ("UPDATE user_player_links SET player_guid = 'g3'", {"names", "viewer 1"}),
    ("UPDATE user_player_links SET player_guid = 'g1'", set()),
    ("DELETE FROM user_player_links", {"names", "viewer 1"}),
    ("DELETE FROM user_player_links WHERE user_id = 3", set()),
    ("UPDATE players SET canonical_name = 'Shade', name = '^1Shade' WHERE guid = 'g1'", {"names"}),
    ("UPDATE players SET canonical_name = 'Shade' WHERE guid = 'g2'", set()),
    ("UPDATE players SET rating = 25, updated_at = now(), name = name", set()),
    ("UPDATE players SET guid = 'g9' WHERE guid = 'g1'", {"names", "viewer 1"}),
    # pictures
    ("UPDATE discord_accounts SET avatar = 'a' || user_id", {"names", "viewer 1", "viewer 2"}),
    ("UPDATE discord_accounts SET avatar = 'a' WHERE user_id = 2", {"viewer 2"}),
    ("UPDATE discord_accounts SET avatar = NULL, display_name = 'Shade'", {"viewer 1", "viewer 2"}),
    # accounts, rights and sessions
    (
        "INSERT INTO discord_accounts VALUES (503, 3, 'new', NULL, NULL, now(), NULL, now())",
        {"viewer 3"},
    ),
    ("UPDATE discord_accounts SET unlinked_at = now() WHERE user_id = 2", {"viewer 2"}),
    ("UPDATE discord_accounts SET updated_at = now() + interval '1 hour'", set()),
    ("DELETE FROM discord_accounts", {"viewer 1", "viewer 2"}),
    ("INSERT INTO user_permissions VALUES (502, 'admin', now(), NULL)", {"viewer 2"}),
    ("INSERT INTO user_permissions VALUES (777, 'admin', now(), NULL)", set()),
    ("UPDATE user_permissions SET tier = 'root'", {"viewer 1"}),
    ("UPDATE user_permissions SET tier = 'moderator', granted_at = now()", set()),
    ("UPDATE user_permissions SET discord_user_id = 502", {"viewer 1", "viewer 2"}),
    ("DELETE FROM user_permissions", {"viewer 1"}),
    ("DELETE FROM website_sessions", {"viewer 1"}),
    ("DELETE FROM website_sessions WHERE user_id = 2", set()),
    ("UPDATE website_sessions SET last_seen_at = now()", set()),
    ("UPDATE website_sessions SET expires_at = expires_at + interval '1 day'", set()),
    ("UPDATE website_sessions SET expires_at = created_at + interval '1 s'", {"viewer 1"}),
    (
        "INSERT INTO website_sessions VALUES (sha256('3'), 1, now(), now(), now() + '1 day')",
        set(),
    ),
    # a person who goes
    (
        "DELETE FROM website_users WHERE id = 1",
        {"names", "viewer 1", "availability 2026-11-20", "availability 2026-11-21"},
    ),
    # presence
    ("INSERT INTO live_status VALUES ('game_server', '{}', now())", {"live_status game_server"}),
    (
        """UPDATE live_status SET status_data = '{"members": [{"id": "1", "name": "x"}]}'""",
        {"live_status voice_channel"},
    ),
    (
        "UPDATE live_status SET updated_at = now() + '1 minute', status_data = status_data",
        set(),
    ),
    ("DELETE FROM live_status", {"live_status voice_channel"}),
    # campaigns and their jobs
    (CAMPAIGN.format(promoter=2), {"promotions"}),
    (
        "UPDATE availability_promotion_campaigns"
        " SET status = 'running', voice_expected = 2, voice_present = 1",
        {"promotions"},
    ),
    ("UPDATE availability_promotion_campaigns SET status = 'sent' WHERE id = 9", set()),
    (JOBS.format(jobs="send_start_2100', 'voice_check_2100"), {"promotions"}),
    ("UPDATE availability_promotion_jobs SET status = 'running', attempts = 1", {"promotions"}),
    ("UPDATE availability_promotion_jobs SET attempts = 1 WHERE id = 9", set()),
    (
        "WITH c AS (UPDATE availability_promotion_campaigns SET updated_at = now() RETURNING id)"
        " UPDATE availability_promotion_jobs SET updated_at = now()",
        {"promotions"},
    ),
    # calls and whom they asked
    (CALL.format(day="2026-11-21"), {"calls"}),
    ("UPDATE calls SET status = 'stopped', next_wave_at = NULL, ended_at = now()", {"calls"}),
    ("UPDATE calls SET updated_at = now() WHERE id = 9", set()),
    (
        "INSERT INTO call_asks VALUES"
        " ('2026-11-20', 1, 1, 1, NULL, NULL, 'away', now(), now()),"
        " ('2026-11-20', 2, 1, 1, 0.5, now(), NULL, now(), now())",
        {"calls"},
    ),
    # planning rooms
    (ROOM.format(day="2026-11-21"), {"planning"}),
    (ROOM.format(day="2026-11-20") + " ON CONFLICT DO NOTHING", set()),
    ("UPDATE planning_sessions SET thread_state = 'wanted'", {"planning"}),
    ("UPDATE planning_sessions SET draft_version = 7 WHERE id = 9", set()),
    ("DELETE FROM planning_sessions", {"planning"}),
    (NAME.format(name="Bats"), {"planning"}),
    ("UPDATE planning_team_names SET name = 'Bats'", {"planning"}),
    ("DELETE FROM planning_team_names", {"planning"}),
    ("INSERT INTO planning_votes VALUES (1, 2, 1, now(), now())", {"planning"}),
    ("UPDATE planning_votes SET updated_at = now()", {"planning"}),
    ("DELETE FROM planning_votes", {"planning"}),
    ("DELETE FROM planning_votes WHERE user_id = 2", set()),
    ("INSERT INTO planning_teams VALUES (1, 'B', NULL, now(), now())", {"planning"}),
    ("UPDATE planning_teams SET captain_user_id = 3", {"planning"}),
    ("INSERT INTO planning_team_members VALUES (1, 2, 'A', 1)", {"planning"}),
    ("UPDATE planning_team_members SET position = 3", {"planning"}),
    ("DELETE FROM planning_team_members", {"planning"}),
    ("DELETE FROM planning_teams", {"planning"}),
    ("INSERT INTO calendar_feeds VALUES (2, sha256('s'), sha256('g'), now())", {"viewer 2"}),
    ("UPDATE calendar_feeds SET secret_hash = sha256('h')", {"viewer 1"}),
    ("UPDATE calendar_feeds SET secret_hash = secret_hash", set()),
    ("UPDATE calendar_feeds SET user_id = 2", set()),
    ("DELETE FROM calendar_feeds", {"viewer 1"}),
    ("TRUNCATE calendar_feeds", {"everything"}),
    ("INSERT INTO reader_languages VALUES (2, 'sl', NULL, now())", {"viewer 2"}),
    ("UPDATE reader_languages SET heard = 'de'", {"viewer 1"}),
    ("UPDATE reader_languages SET updated_at = '2026-01-01'", set()),
    ("DELETE FROM reader_languages", {"viewer 1"}),
    ("TRUNCATE reader_languages", {"everything"}),
    ("TRUNCATE players CASCADE", {"everything"}),
]


@pytest.fixture
async def owner(database_url: str) -> AsyncGenerator[Any, None]:
    connection = await asyncpg.connect(database_url)
    await connection.execute(SEED)
    yield connection
    await connection.close()


@pytest.fixture
async def heard(owner: Any, database_url: str) -> AsyncGenerator[list[str], None]:
    """What a listener of its own hears, from after the seed on."""
    payloads: list[str] = []
    listener = await asyncpg.connect(database_url)
    await listener.add_listener(CHANNEL, lambda *message: payloads.append(message[3]))
    yield payloads
    await listener.close()


async def told(owner: Any, heard: list[str]) -> list[str]:
    """Everything heard until a mark of our own, which comes last."""
    await owner.execute(f"NOTIFY {CHANNEL}, 'mark'")
    while "mark" not in heard:
        await owner.execute("SELECT pg_sleep(0.001)")
    payloads = heard[: heard.index("mark")]
    heard.clear()
    return payloads


async def test_what_is_rolled_back_is_told_to_nobody(owner: Any, heard: list[str]) -> None:
    change = owner.transaction()
    await change.start()
    await owner.execute(UPSERT.format(status="AVAILABLE"))
    await change.rollback()
    assert await told(owner, heard) == []


@pytest.mark.parametrize(("statement", "expected"), HEARD)
async def test_what_is_told(
    owner: Any, heard: list[str], statement: str, expected: set[str]
) -> None:
    await owner.execute(statement)
    payloads = await told(owner, heard)
    assert set(payloads) == expected
    assert len(payloads) == len(expected), "told more than once"


async def test_the_website_tells_too_under_its_own_rights(
    owner: Any, heard: list[str], database_url: str, url_for_role: Callable[..., str]
) -> None:
    website = await asyncpg.connect(url_for_role(database_url))
    await website.execute(UPSERT.format(status="AVAILABLE"))
    await website.execute("INSERT INTO user_player_links VALUES (2, 'g2', now())")
    await website.execute(CAMPAIGN.format(promoter=2))
    await website.execute(NAME.format(name="Bats"))
    await website.close()
    assert set(await told(owner, heard)) == {
        "availability 2026-11-20",
        "names",
        "viewer 2",
        "promotions",
        "planning",
    }


async def test_no_search_path_leads_the_functions_elsewhere(owner: Any, heard: list[str]) -> None:
    await owner.execute("""
        CREATE SCHEMA elsewhere;
        CREATE TABLE elsewhere.user_player_links (player_guid text, user_id bigint);
        CREATE TABLE elsewhere.discord_accounts (discord_user_id bigint, user_id bigint);
        INSERT INTO elsewhere.discord_accounts VALUES (501, 999);
        CREATE FUNCTION elsewhere.pg_notify(text, text) RETURNS void LANGUAGE sql AS 'SELECT 1/0';
        SET search_path = elsewhere, pg_catalog, public;
        UPDATE public.players SET canonical_name = 'Shade' WHERE guid = 'g1';
        UPDATE public.user_permissions SET tier = 'root';
        UPDATE public.discord_accounts SET avatar = 'a';
        SET search_path = public;
    """)
    assert sorted(await told(owner, heard)) == ["names", "viewer 1", "viewer 2"]
