"""Migration 008: the role `website_app` can do what the website does, and nothing more."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator, Callable, Generator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from muster.migrations import apply, pending, revert
from muster.personal_data.places import PLACES
from ops.postgres.grants import grant_again
from tests.conftest import Cluster, start_cluster, stop_cluster
from tests.integration.migrations.conftest import FILES, NOW

GRANTS = """
    SELECT c.relname AS name, a.privilege_type AS privilege, NULL AS column
    FROM pg_class c, aclexplode(c.relacl) a WHERE a.grantee = to_regrole('website_app')
    UNION ALL
    SELECT c.relname, a.privilege_type, t.attname
    FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
    WHERE a.grantee = to_regrole('website_app')"""

# Statement by statement what the website does; each is run by the role, in this order.
ALLOWED = [
    "INSERT INTO website_users (created_at) VALUES (now()), (now()) RETURNING id",
    "SELECT 1 FROM website_users WHERE id = 1 FOR NO KEY UPDATE",
    """INSERT INTO discord_accounts (discord_user_id, user_id, username, linked_at, updated_at)
       VALUES (501, 1, 'shade', now(), now())
       ON CONFLICT (discord_user_id) DO UPDATE SET username = excluded.username""",
    "UPDATE discord_accounts SET unlinked_at = now() WHERE user_id = 1",
    """INSERT INTO players (guid, name, canonical_name, origin, created_at, updated_at)
       VALUES ('g1', 'Shade', 'Shade', 'self_registered', now(), now())""",
    "SELECT guid FROM players LEFT JOIN player_aliases USING (guid)",
    "INSERT INTO user_player_links VALUES (1, 'g1', now())",
    "UPDATE user_player_links SET player_guid = 'g1', linked_at = now() WHERE user_id = 1",
    """INSERT INTO account_link_audit_log (user_id, actor_user_id, action, created_at)
       VALUES (1, 1, 'player_linked', now()) RETURNING id""",
    """INSERT INTO admin_audit (done_at, actor_user_id, act) VALUES (now(), 1, 'player.rename')
       RETURNING id""",
    "SELECT details FROM admin_audit",
    "DO $$ BEGIN LOCK TABLE user_permissions IN SHARE ROW EXCLUSIVE MODE; END $$",
    "INSERT INTO user_permissions VALUES (501, 'promoter', now(), NULL)",
    "UPDATE user_permissions SET tier = 'admin' WHERE discord_user_id = 501",
    "UPDATE players SET rating = 1, main_guid = NULL",
    "DELETE FROM players WHERE guid = 'none'",
    "INSERT INTO player_aliases VALUES ('g1', 'Ash', 'Ash')",
    "DELETE FROM player_aliases WHERE guid = 'g1'",
    "SELECT guid, name_key FROM person_names",
    "SELECT user_id FROM discord_people",
    "INSERT INTO discord_alt_accounts VALUES (601, 1, now())",
    "DELETE FROM discord_alt_accounts WHERE user_id = 1",
    "SELECT merge_people(8, 9, now())",
    "SELECT tier FROM user_permissions WHERE discord_user_id = 501",
    "DELETE FROM user_permissions WHERE discord_user_id = 501",
    "SELECT status_data FROM live_status",
    """INSERT INTO oauth_states VALUES (sha256('s'), 'v', 'http://x', NULL, now(),
                                        now() + interval '1 minute')""",
    "DELETE FROM oauth_states WHERE state_hash = sha256('s') RETURNING code_verifier",
    """INSERT INTO website_sessions VALUES (sha256('t'), 1, now(), now(),
                                            now() + interval '1 day')""",
    "UPDATE website_sessions SET last_seen_at = now(), expires_at = now() + interval '2 days'",
    "DELETE FROM website_sessions WHERE user_id = 1",
    """INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
       VALUES (1, '2026-11-20', 'LOOKING', now(), now())
       ON CONFLICT (user_id, entry_date) DO UPDATE SET status = excluded.status""",
    "UPDATE availability_entries SET arrival_number = nextval('availability_arrival_seq')",
    "DELETE FROM availability_entries WHERE user_id = 1",
    """INSERT INTO availability_last_words AS w VALUES (1, '2026-11-20', now())
       ON CONFLICT (user_id, entry_date) DO UPDATE
           SET said_at = greatest(w.said_at, excluded.said_at)""",
    """INSERT INTO availability_answer_changes (user_id, entry_date, source, changed_at)
       VALUES (1, '2026-11-20', 'page', now())""",
    "SELECT status, changed_at FROM availability_answer_changes",
    """INSERT INTO evening_rules AS r (weekday, threshold) VALUES (4, 8)
       ON CONFLICT (weekday) DO UPDATE SET threshold = excluded.threshold
         WHERE r.threshold IS DISTINCT FROM excluded.threshold RETURNING weekday""",
    """INSERT INTO evening_rule_changes (weekday, session, changed_at) VALUES (4, true, now())""",
    "UPDATE players SET name_chosen_at = now(), name_twin = false WHERE guid = 'g1'",
    """INSERT INTO player_aliases AS a (guid, alias, canonical_alias, given_up_at)
       VALUES ('g1', 'Shade', 'Shade', now())
       ON CONFLICT ON CONSTRAINT player_aliases_pkey DO UPDATE SET given_up_at = now()""",
    """INSERT INTO invites (secret_hash, created_by, created_at, expires_at)
       VALUES (sha256('i'), 1, now(), now() + interval '1 day') RETURNING id""",
    "SELECT id FROM invites FOR UPDATE",
    "UPDATE invites SET uses = uses + 1, revoked_at = now()",
    "INSERT INTO invite_arrivals (user_id, invite_id, came_at) VALUES (1, 1, now())",
    "SELECT count(*) FROM invite_arrivals",
    """INSERT INTO calendar_feeds (user_id, salt, secret_hash, made_at)
       VALUES (1, sha256('s'), sha256('f'), now())
       ON CONFLICT (user_id) DO UPDATE SET salt = EXCLUDED.salt""",
    "SELECT user_id FROM calendar_feeds",
    "DELETE FROM calendar_feeds",
    """INSERT INTO calendar_feed_evenings AS k
              (evening_date, starts_at, state, was_ready, revision, changed_at)
       VALUES ('2026-11-20', now(), 'open', false, 0, now())
       ON CONFLICT (evening_date) DO UPDATE SET revision = k.revision + 1 RETURNING revision""",
    """INSERT INTO webhooks (place, label, address_encrypted, address_shown, secret_encrypted,
           encryption_key_id, events, created_at, updated_at)
       VALUES (1, 'Chat', 'a', 'https://a.example', 's', 'k', '{session.ready}', now(), now())""",
    """INSERT INTO webhook_events (message_id, event, event_key, data, occurred_at)
       VALUES ('m', 'session.ready', 'k', '{}', now())""",
    """INSERT INTO webhook_deliveries (webhook_id, event_id, due_at, created_at)
       SELECT w.id, e.id, now(), now() FROM webhook_events e,
              (SELECT id FROM webhooks FOR KEY SHARE) AS w""",
    "SELECT count(*) FROM webhook_deliveries",
    "UPDATE webhook_deliveries SET state = 'dropped', settled_at = now()",
    "UPDATE webhooks SET label = 'Other', state = 'off'",
    "DELETE FROM webhooks",
    """INSERT INTO read_tokens (token_hash, label, scope, created_by, created_at, expires_at)
       VALUES (sha256('r'), 'Widget', 'public', 1, now(), now() + interval '1 day')""",
    "SELECT id FROM read_tokens FOR UPDATE",
    "UPDATE read_tokens SET revoked_at = now(), last_used_at = now()",
    """INSERT INTO availability_user_settings (user_id, created_at, updated_at)
       VALUES (1, now(), now())""",
    """INSERT INTO subscription_preferences (user_id, created_at, updated_at)
       VALUES (1, now(), now())""",
    """INSERT INTO availability_channel_links (channel_type, address_hash, user_id,
           address_encrypted, encryption_key_id, deliverable, typed_at, created_at, updated_at)
       VALUES ('signal', sha256('a'), 1, 'secret', 'k1', true, now(), now(), now())""",
    "UPDATE availability_channel_links SET verified_at = now()",
    """INSERT INTO push_devices (user_id, place, session_hash, endpoint_hash,
           subscription_encrypted, encryption_key_id, sender_key, name, created_at, updated_at)
       SELECT user_id, 1, token_hash, sha256('e'), 'sealed', 'k1', '0123456789abcdef', 'Firefox',
              now(), now()
         FROM website_sessions LIMIT 1""",
    "UPDATE push_devices SET name = 'Firefox, Linux'",
    "SELECT endpoint_hash FROM push_devices FOR UPDATE",
    "DELETE FROM push_devices WHERE user_id = 1",
    """INSERT INTO availability_link_tokens (user_id, channel_type, token_hash, created_at,
           expires_at)
       VALUES (1, 'signal', sha256('t'), now(), now() + interval '30 minutes')""",
    "UPDATE availability_link_tokens SET used_at = now() RETURNING user_id",
    "DELETE FROM availability_stopped_addresses WHERE address_hash = sha256('a')",
    """INSERT INTO availability_disputed_handles
       VALUES (1, 'signal', sha256('a'), 'secret', 'k1', true, now())""",
    "UPDATE availability_disputed_handles SET deliverable = false",
    "DELETE FROM availability_disputed_handles WHERE user_id = 1",
    "SELECT reachable FROM channel_choice",
    "SELECT id, answers FROM sandbox_outbox",
    "UPDATE sandbox_outbox SET text = 'Answered', answers = '[]' WHERE id = 1",
    """INSERT INTO availability_promotion_campaigns (campaign_date, promoter_user_id,
           target_timezone, target_reminder_time, target_start_time, created_at, updated_at)
       VALUES ('2026-11-20', 1, 'Europe/Ljubljana', '20:45', '21:00', now(), now())""",
    "INSERT INTO availability_promotion_recipients VALUES (1, 1, 'LOOKING', 'discord')",
    """INSERT INTO availability_promotion_jobs (campaign_id, job_type, run_at, useful_until,
           created_at, updated_at)
       VALUES (1, 'send_start_2100', now(), now(), now(), now())""",
    """INSERT INTO notifications_ledger (user_id, event_key, channel_type, not_before,
           useful_until, promotion_job_id, created_at, updated_at)
       VALUES (1, 'PROMOTE:T0:2026-11-20', 'discord', now(), now(), 1, now(), now())""",
    """UPDATE availability_promotion_campaigns
       SET status = 'cancelled', cancelled_at = now(), cancelled_by_user_id = 1""",
    "UPDATE availability_promotion_jobs SET status = 'skipped', updated_at = now()",
    """UPDATE notifications_ledger SET state = 'skipped', reason = 'cancelled', updated_at = now()
       WHERE state = 'pending'""",
    """INSERT INTO availability_promotion_send_logs (campaign_id, job_id, user_id, status, reason,
           created_at)
       VALUES (1, 1, 1, 'skipped', 'cancelled', now())""",
    """INSERT INTO calls (call_date, source, started_by_user_id, status, most, wait_minutes,
           next_wave_at, created_at, updated_at)
       VALUES ('2026-11-20', 'hand', 1, 'running', 30, 8, now(), now(), now())""",
    """UPDATE calls SET status = 'stopped', next_wave_at = NULL, ended_at = now(),
           stopped_by_user_id = 1, updated_at = now()""",
    "SELECT reason FROM call_asks",
    "SELECT asked_yes FROM call_habits",
    """INSERT INTO evening_records AS r (evening_date, session, starts_at, threshold, told_by,
           said_yes, came, played, closed_at, closed_by)
       VALUES ('2026-11-20', true, now(), 6, 'hand', 1, 1, false, now(), 1)
       ON CONFLICT (evening_date) DO UPDATE
           SET played = excluded.played WHERE r.told_by = 'hand'""",
    """INSERT INTO evening_attendance AS v
       VALUES ('2026-11-20', 1, now(), now(), false, false, true)
       ON CONFLICT (evening_date, user_id) DO UPDATE SET came = excluded.came""",
    """INSERT INTO usual_answers AS u (user_id, weekday, mode, updated_at)
       VALUES (1, 4, 'off', now()) ON CONFLICT (user_id, weekday) DO UPDATE SET mode = 'suggest'""",
    "SELECT mode FROM usual_answers",
    "UPDATE availability_entries SET usual_at = NULL",
    "DELETE FROM evening_attendance WHERE user_id = 2",
    "SELECT first_seen_at FROM evening_attendance",
    "SELECT seen FROM forecast_habits",
    "SELECT slope FROM forecast_calibrations",
    "SELECT count(*) FROM forecast_learned",
    "SELECT chance FROM forecast_notes",
    """INSERT INTO planning_sessions (session_date, created_by_user_id, created_at, updated_at)
       VALUES ('2026-11-20', 1, now(), now())""",
    "UPDATE planning_sessions SET draft_version = draft_version + 1, thread_state = 'wanted'",
    """INSERT INTO planning_team_names (session_id, name, suggested_by_user_id, created_at)
       VALUES (1, 'Foxes', 1, now())""",
    "INSERT INTO planning_votes VALUES (1, 1, 1, now(), now())",
    "INSERT INTO planning_teams VALUES (1, 'A', NULL, now(), now())",
    "INSERT INTO planning_team_members VALUES (1, 1, 'A', 0)",
    "DELETE FROM planning_teams",
    "SELECT version, content_hash FROM schema_migrations",
    "UPDATE players SET name = 'x', canonical_name = 'x', updated_at = now() WHERE guid = 'none'",
    "DELETE FROM user_player_links WHERE user_id = 1",
    "INSERT INTO erasures VALUES (1, now(), now(), 'person') ON CONFLICT DO NOTHING RETURNING true",
    "DELETE FROM erasures WHERE user_id = 1 RETURNING true",
    *(
        f"SELECT to_jsonb(t) FROM {table} t"
        for table, place in PLACES.items()
        if place.not_given is None
    ),
    "LISTEN muster_changes",
]

FORBIDDEN = [
    "CREATE TABLE mine (id int)",
    "ALTER TABLE players ADD COLUMN extra int",
    "TRUNCATE availability_entries",
    "DELETE FROM availability_last_words",
    "UPDATE availability_answer_changes SET source = 'discord'",
    "DELETE FROM availability_answer_changes",
    "DELETE FROM evening_rules",
    "UPDATE forecast_habits SET came = seen",
    "DELETE FROM forecast_learned",
    "INSERT INTO forecast_notes VALUES ('2026-11-20', 18, 0.9, 5, 6, now())",
    "UPDATE discord_alt_accounts SET user_id = 2",
    "UPDATE admin_audit SET details = '{}'",
    "DELETE FROM admin_audit",
    "UPDATE evening_rule_changes SET changed_by = NULL",
    "DELETE FROM evening_rule_changes",
    "UPDATE players SET origin = 'imported'",
    "DELETE FROM website_users",
    "UPDATE website_users SET id = DEFAULT",
    "TRUNCATE user_permissions",
    "UPDATE live_status SET status_data = '{}'",
    "DELETE FROM account_link_audit_log",
    "UPDATE account_link_audit_log SET created_at = now()",
    "UPDATE website_sessions SET user_id = 2",
    "UPDATE notifications_ledger SET worker = 'web', lease_until = now()",
    "UPDATE notifications_ledger SET sent_at = now(), message_id = '1'",
    "DELETE FROM notifications_ledger",
    "INSERT INTO availability_stopped_addresses VALUES ('signal', sha256('a'), now())",
    """INSERT INTO sandbox_outbox (channel_type, address, text, sent_at)
       VALUES ('discord', 'user:1', 'x', now())""",
    "UPDATE availability_promotion_jobs SET attempts = 0",
    "DELETE FROM availability_promotion_campaigns",
    "UPDATE availability_promotion_recipients SET selected_channel = 'signal'",
    "DELETE FROM availability_promotion_send_logs",
    "UPDATE planning_sessions SET discord_thread_id = 1",
    "UPDATE calls SET wave_number = 9",
    "DELETE FROM calls",
    "DELETE FROM call_asks",
    "UPDATE call_asks SET asked_at = now()",
    "DELETE FROM usual_answers",
    "DELETE FROM evening_records",
    "INSERT INTO evening_minutes VALUES ('2026-11-20', now(), 6, 6)",
    "INSERT INTO schema_migrations VALUES (99, 'x', 'x', now())",
    "SELECT setval('availability_arrival_seq', 1)",
]


@pytest.fixture
async def website(database_url: str, url_for_role: Callable[..., str]) -> AsyncGenerator[Any, None]:
    connection = await asyncpg.connect(url_for_role(database_url))
    yield connection
    await connection.close()


@pytest.fixture
def cluster_without_the_role() -> Generator[Cluster, None, None]:
    """A server of its own: roles belong to a server and not to a database."""
    folder = Path(tempfile.mkdtemp(prefix="muster-tests-"))
    yield start_cluster(folder / "data")
    stop_cluster(folder / "data")
    shutil.rmtree(folder, ignore_errors=True)


async def test_the_website_can_do_its_work(website: Any) -> None:
    assert await website.fetchval("SELECT current_user") == "website_app"
    for statement in ALLOWED:
        await website.execute(statement)
    assert await pending(website, FILES) == []


async def test_and_nothing_more(website: Any) -> None:
    for statement in FORBIDDEN:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await website.execute(statement)


async def test_no_table_is_handed_over_whole(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    grants = await connection.fetch(GRANTS)
    await connection.close()
    assert {row["privilege"] for row in grants} <= {"SELECT", "INSERT", "UPDATE", "DELETE", "USAGE"}
    assert {row["column"] for row in grants if row["name"] == "notifications_ledger"} == {
        None,
        "state",
        "reason",
        "updated_at",
    }


async def test_reverting_takes_every_grant_back(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    assert await connection.fetch(GRANTS) != []
    await revert(connection, FILES, to=7)
    assert await connection.fetch(GRANTS) == []
    await connection.close()


@pytest.mark.parametrize(
    "lost",
    [
        FILES[7].rollback_sql,  # everything, as a restore without privileges loses it
        "REVOKE ALL ON sandbox_outbox, channel_reach FROM website_app",
        "REVOKE SELECT ON schema_migrations FROM website_app",
        "REVOKE UPDATE (name) ON players FROM website_app",
        "REVOKE DELETE ON planning_votes FROM website_app",
    ],
)
async def test_what_was_lost_is_granted_again(database_url: str, lost: str) -> None:
    connection = await asyncpg.connect(database_url)
    before = sorted(map(tuple, await connection.fetch(GRANTS)), key=str)
    await connection.execute(lost)
    assert sorted(map(tuple, await connection.fetch(GRANTS)), key=str) != before
    assert await grant_again(connection, FILES)
    assert sorted(map(tuple, await connection.fetch(GRANTS)), key=str) == before
    assert not await grant_again(connection, FILES), "nothing is lacking now"
    await connection.close()


async def test_two_may_grant_at_once(database_url: str) -> None:
    connections = [await asyncpg.connect(database_url) for _ in range(4)]
    await connections[0].execute(FILES[7].rollback_sql)
    done = await asyncio.gather(*(grant_again(each, FILES) for each in connections))
    assert sorted(done) == [False, False, False, True]
    for each in connections:
        await each.close()


async def test_without_the_role_nothing_happens(cluster_without_the_role: Cluster) -> None:
    connection = await asyncpg.connect(cluster_without_the_role.url("postgres"))
    await apply(connection, FILES, NOW)
    roles = await connection.fetch("SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_'")
    assert [row["rolname"] for row in roles] == ["postgres"]

    # An operator who creates the role later runs `muster migrate` once more.
    assert not await grant_again(connection, FILES)
    await connection.execute("CREATE ROLE website_app LOGIN")
    assert await grant_again(connection, FILES)
    assert await connection.fetch(GRANTS) != []

    await connection.execute(FILES[7].rollback_sql)
    await connection.execute("DROP ROLE website_app")
    await revert(connection, FILES)
    await connection.close()
