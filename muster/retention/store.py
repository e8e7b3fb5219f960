"""The SQL of forgetting by age: one verb function a table, each a short statement.

Each forgets at most so many rows, the oldest first and by an index, passes over what somebody else
has locked, and returns how many there were. What is shown longer is added to its counts by the same
statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from muster.database import Connection


async def _delete_oldest(
    connection: Connection,
    before: date,
    most: int,
    *,
    table: str,
    old: str,
    order: str,
    key: Sequence[str] = ("id",),
) -> int:
    """Delete the first `most` rows of `table AS t` that are `old` and that nobody has locked.

    Args:
        before: what `old` means by $1; an instant is a date, too.
        old, order: SQL of ours, by which an index finds them.
        key: the columns of its primary key.
    """
    # The look is a step of its own: planned into the DELETE it could be made several times.
    return await connection.fetchval(
        f"""
        WITH old AS (
            SELECT {", ".join(f"t.{column}" for column in key)} FROM {table} t
             WHERE {old}
             ORDER BY {order}
             LIMIT $2
               FOR UPDATE OF t SKIP LOCKED
        ), gone AS (
            DELETE FROM {table} t USING old
             WHERE {" AND ".join(f"t.{column} = old.{column}" for column in key)}
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """,
        before,
        most,
    )


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
    return await _delete_oldest(
        connection,
        before,
        most,
        table="planning_sessions",
        old="t.session_date < $1",
        order="t.session_date",
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
    return await _delete_oldest(
        connection,
        before,
        most,
        table="call_asks",
        old="t.call_date < $1",
        order="t.call_date, t.user_id",
        key=("call_date", "user_id"),
    )


async def delete_calls(connection: Connection, before: date, most: int) -> int:
    """Calls of days before `before` that are over and of which no ask is left."""
    return await _delete_oldest(
        connection,
        before,
        most,
        table="calls",
        old="""
            t.call_date < $1 AND t.status NOT IN ('running', 'full')
            AND NOT EXISTS (SELECT FROM call_asks a WHERE a.call_id = t.id)
        """,
        order="t.call_date, t.id",
    )


async def delete_messages(connection: Connection, before: date, most: int) -> int:
    """Tonight messages of days before `before` that are closed; the others are left to whoever
    closes them.
    """
    return await _delete_oldest(
        connection,
        before,
        most,
        table="tonight_messages",
        old="t.message_date < $1 AND t.closed_at IS NOT NULL",
        order="t.message_date, t.discord_channel_id",
        key=("message_date", "discord_channel_id"),
    )


async def delete_events(connection: Connection, before: date, most: int) -> int:
    """Discord's events of days before `before` that are over; the others are left to whoever ends
    them.
    """
    return await _delete_oldest(
        connection,
        before,
        most,
        table="discord_scheduled_events",
        old="t.event_date < $1 AND t.state NOT IN ('wanted', 'creating', 'created', 'active')",
        order="t.event_date",
        key=("event_date",),
    )


async def delete_outbox(connection: Connection, before: datetime, most: int) -> int:
    """What the sandbox would have sent before `before`; it keeps a few thousand at the most."""
    return await _delete_oldest(
        connection,
        before,
        most,
        table="sandbox_outbox",
        old="t.sent_at < $1",
        order="t.id",
    )


async def delete_audit(connection: Connection, before: datetime, most: int) -> int:
    """Log of links before `before`, but for who created a profile that is still there.

    By that row its creator takes the profile up again after they unlinked it.
    """
    return await _delete_oldest(
        connection,
        before,
        most,
        table="account_link_audit_log",
        old="""
            t.created_at < $1
            AND NOT EXISTS (SELECT FROM players p
                             WHERE p.guid = t.player_guid AND p.origin = 'self_registered'
                               AND p.created_at = t.created_at)
        """,
        order="t.created_at",
    )


async def delete_acts(connection: Connection, before: datetime, most: int) -> int:
    """What admins did before `before`."""
    return await _delete_oldest(
        connection,
        before,
        most,
        table="admin_audit",
        old="t.done_at < $1",
        order="t.done_at, t.id",
    )


async def delete_rule_changes(connection: Connection, before: datetime, most: int) -> int:
    """Who changed which weekday's rule before `before`; there are few, read by their numbers."""
    return await _delete_oldest(
        connection,
        before,
        most,
        table="evening_rule_changes",
        old="t.changed_at < $1",
        order="t.id",
    )


async def delete_invites(connection: Connection, before: datetime, most: int) -> int:
    """Invite links that ended before `before`, with who came by them; 50 hold at once."""
    return await _delete_oldest(
        connection,
        before,
        most,
        table="invites",
        old="t.expires_at < $1",
        order="t.expires_at",
    )


async def delete_tokens(connection: Connection, expired_before: datetime, most: int) -> int:
    """Link tokens that expired before `expired_before`; a person has one a channel."""
    return await _delete_oldest(
        connection,
        expired_before,
        most,
        table="availability_link_tokens",
        old="t.expires_at < $1",
        order="t.user_id, t.channel_type",
        key=("user_id", "channel_type"),
    )


async def delete_read_tokens(connection: Connection, before: datetime, most: int) -> int:
    """Read tokens that expired before `before`, and those revoked that would have; few."""
    return await _delete_oldest(
        connection,
        before,
        most,
        table="read_tokens",
        old="t.expires_at < $1",
        order="t.expires_at",
    )


async def delete_webhook_events(connection: Connection, before: datetime, most: int) -> int:
    """What happened before `before`, with who was told of it; nothing that is still to be told."""
    return await _delete_oldest(
        connection,
        before,
        most,
        table="webhook_events",
        old="""
            t.occurred_at < $1
            AND NOT EXISTS (SELECT FROM webhook_deliveries d
                             WHERE d.event_id = t.id AND d.state IN ('pending', 'sending'))
        """,
        order="t.occurred_at",
    )
