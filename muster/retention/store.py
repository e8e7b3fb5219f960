"""The SQL of forgetting by age: one verb function a table, each a short statement.

Each forgets at most so many rows, the oldest first and by an index, passes over what somebody else
has locked, and returns how many there were. What is shown longer is added to its counts by the same
statement.
"""

from __future__ import annotations

from datetime import date, datetime

from muster.database import Connection


async def delete_entries(connection: Connection, before: date, most: int) -> int:
    """Answers for days before `before`; how many linked people gave which is kept."""
    return await connection.fetchval(
        """
        WITH old AS (
            SELECT user_id, entry_date FROM availability_entries
             WHERE entry_date < $1
             ORDER BY entry_date, arrival_number
             LIMIT $2
               FOR UPDATE SKIP LOCKED
        ), gone AS (
            DELETE FROM availability_entries e USING old o
             WHERE e.user_id = o.user_id AND e.entry_date = o.entry_date
            RETURNING e.user_id, e.entry_date, e.status
        ), counted AS (
            INSERT INTO availability_day_counts AS c (entry_date, status, number)
            SELECT entry_date, status, count(*)
              FROM gone JOIN user_player_links USING (user_id)
             GROUP BY entry_date, status
            ON CONFLICT (entry_date, status) DO UPDATE SET number = c.number + EXCLUDED.number
        )
        SELECT count(*) FROM gone
        """,
        before,
        most,
    )


async def delete_rooms(connection: Connection, before: date, most: int) -> int:
    """Planning rooms of days before `before`, with their names, votes and teams."""
    return await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM planning_sessions
             WHERE id IN (SELECT id FROM planning_sessions WHERE session_date < $1
                           ORDER BY session_date LIMIT $2 FOR UPDATE SKIP LOCKED)
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        before,
        most,
    )


async def find_campaign_to_prune(connection: Connection, before: date) -> int | None:
    """A counted campaign of a day before `before` that has rows left, locked; None without one."""
    return await connection.fetchval(
        """
        SELECT id FROM availability_promotion_campaigns
         WHERE campaign_date < $1 AND pruned_at IS NULL AND counted_at IS NOT NULL
         ORDER BY campaign_date, id
         LIMIT 1
           FOR NO KEY UPDATE SKIP LOCKED
        """,
        before,
    )


async def delete_of_campaign(connection: Connection, campaign_id: int, most: int) -> int:
    """Rows of a campaign's send log, and of its recipients where that has none (any more)."""
    gone = await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM availability_promotion_send_logs
             WHERE id IN (SELECT id FROM availability_promotion_send_logs
                           WHERE campaign_id = $1 LIMIT $2)
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        campaign_id,
        most,
    )
    if gone:
        return gone
    return await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM availability_promotion_recipients r
             USING (SELECT user_id FROM availability_promotion_recipients
                     WHERE campaign_id = $1 ORDER BY user_id LIMIT $2) AS o
             WHERE r.campaign_id = $1 AND r.user_id = o.user_id
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        campaign_id,
        most,
    )


async def mark_pruned(connection: Connection, campaign_id: int, now: datetime) -> None:
    await connection.execute(
        "UPDATE availability_promotion_campaigns SET pruned_at = $2 WHERE id = $1",
        campaign_id,
        now,
    )


async def delete_asks(connection: Connection, before: date, most: int) -> int:
    """Whom calls of days before `before` asked."""
    return await connection.fetchval(
        """
        WITH old AS (
            SELECT call_date, user_id FROM call_asks
             WHERE call_date < $1
             ORDER BY call_date, user_id
             LIMIT $2
               FOR UPDATE SKIP LOCKED
        ), gone AS (
            DELETE FROM call_asks a USING old o
             WHERE a.call_date = o.call_date AND a.user_id = o.user_id
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        before,
        most,
    )


async def delete_calls(connection: Connection, before: date, most: int) -> int:
    """Calls of days before `before` that are over and of which no ask is left."""
    return await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM calls
             WHERE id IN (SELECT c.id FROM calls c
                           WHERE c.call_date < $1 AND c.status NOT IN ('running', 'full')
                             AND NOT EXISTS (SELECT FROM call_asks a WHERE a.call_id = c.id)
                           ORDER BY c.call_date, c.id
                           LIMIT $2
                             FOR UPDATE SKIP LOCKED)
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        before,
        most,
    )


async def delete_tonight(connection: Connection, before: date, most: int) -> int:
    """What Discord showed of days before `before`: messages that are closed, events that are over.

    Those that are not are left to whoever closes them.
    """
    return await connection.fetchval(
        """
        WITH messages AS (
            DELETE FROM tonight_messages m
             USING (SELECT message_date, discord_channel_id FROM tonight_messages
                     WHERE message_date < $1 AND closed_at IS NOT NULL
                     ORDER BY message_date, discord_channel_id
                     LIMIT $2 FOR UPDATE SKIP LOCKED) AS o
             WHERE m.message_date = o.message_date AND m.discord_channel_id = o.discord_channel_id
            RETURNING 1
        ), events AS (
            DELETE FROM discord_scheduled_events
             WHERE event_date IN (
                   SELECT event_date FROM discord_scheduled_events
                    WHERE event_date < $1
                      AND state NOT IN ('wanted', 'creating', 'created', 'active')
                    ORDER BY event_date
                    LIMIT $2 FOR UPDATE SKIP LOCKED)
            RETURNING 1
        )
        SELECT greatest((SELECT count(*) FROM messages), (SELECT count(*) FROM events))
        """,
        before,
        most,
    )


async def delete_outbox(connection: Connection, before: datetime, most: int) -> int:
    """What the sandbox would have sent before `before`; it keeps a few thousand at the most."""
    return await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM sandbox_outbox
             WHERE id IN (SELECT id FROM sandbox_outbox WHERE sent_at < $1
                           ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        before,
        most,
    )


async def delete_audit(connection: Connection, before: datetime, most: int) -> int:
    """Log of links before `before`, but for who created a profile that is still there.

    By that row its creator takes the profile up again after they unlinked it.
    """
    return await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM account_link_audit_log
             WHERE id IN (SELECT a.id FROM account_link_audit_log a
                           WHERE a.created_at < $1
                             AND NOT EXISTS (SELECT FROM players p
                                              WHERE p.guid = a.player_guid
                                                AND p.origin = 'self_registered'
                                                AND p.created_at = a.created_at)
                           ORDER BY a.created_at
                           LIMIT $2
                             FOR UPDATE OF a SKIP LOCKED)
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        before,
        most,
    )


async def delete_acts(connection: Connection, before: datetime, most: int) -> int:
    """What admins did before `before`."""
    return await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM admin_audit
             WHERE id IN (SELECT id FROM admin_audit WHERE done_at < $1
                           ORDER BY done_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        before,
        most,
    )


async def delete_rule_changes(connection: Connection, before: datetime, most: int) -> int:
    """Who changed which weekday's rule before `before`; there are few, read by their numbers."""
    return await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM evening_rule_changes
             WHERE id IN (SELECT id FROM evening_rule_changes WHERE changed_at < $1
                           ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        before,
        most,
    )


async def delete_invites(connection: Connection, before: datetime, most: int) -> int:
    """Invite links that ended before `before`, with who came by them; 50 hold at once."""
    return await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM invites
             WHERE id IN (SELECT id FROM invites WHERE expires_at < $1
                           ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        before,
        most,
    )


async def delete_tokens(connection: Connection, expired_before: datetime, most: int) -> int:
    """Link tokens that expired before `expired_before`; a person has one a channel."""
    return await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM availability_link_tokens t
             USING (SELECT user_id, channel_type FROM availability_link_tokens
                     WHERE expires_at < $1 ORDER BY user_id, channel_type
                     LIMIT $2 FOR UPDATE SKIP LOCKED) AS o
             WHERE t.user_id = o.user_id AND t.channel_type = o.channel_type
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        expired_before,
        most,
    )


async def delete_read_tokens(connection: Connection, before: datetime, most: int) -> int:
    """Read tokens that expired before `before`, and those revoked that would have; few."""
    return await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM read_tokens
             WHERE id IN (SELECT id FROM read_tokens WHERE expires_at < $1
                           ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        before,
        most,
    )


async def delete_webhook_events(connection: Connection, before: datetime, most: int) -> int:
    """What happened before `before`, with who was told of it; nothing that is still to be told."""
    return await connection.fetchval(
        """
        WITH gone AS (
            DELETE FROM webhook_events
             WHERE id IN (SELECT e.id FROM webhook_events e
                           WHERE e.occurred_at < $1
                             AND NOT EXISTS (SELECT FROM webhook_deliveries d
                                              WHERE d.event_id = e.id
                                                AND d.state IN ('pending', 'sending'))
                           ORDER BY e.occurred_at
                           LIMIT $2
                             FOR UPDATE OF e SKIP LOCKED)
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        before,
        most,
    )
