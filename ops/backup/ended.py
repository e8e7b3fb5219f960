"""What people ended since a backup was made stays ended after its restore.

A restore brings data back. It gives nobody leave again that was taken from them: a chat that said
stop, a browser that was signed out, a secret that was revoked. The tables that are replaced know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from muster.channels.messages import CHAT_STOPPED
from muster.channels.rules import CHANNEL_TYPES
from ops.backup import store


@dataclass(frozen=True, slots=True)
class _Ended:
    """A statement about a restored table `n`, by what the one in its place had.

    Attributes:
        needs: columns that both have to have; an older Muster's table may lack them.
        sure: only where what the old table lacks was there before, which it is not where that was
            of an older backup.
    """

    table: str
    statement: str
    needs: frozenset[str]
    sure: bool = False


def _of(table: str, needs: str, statement: str, *, sure: bool = False) -> _Ended:
    return _Ended(table, statement, frozenset(needs.split()), sure)


_SAME_COMMUNITY = """
    SELECT EXISTS (SELECT FROM {old}.website_users AS before JOIN website_users AS after
                       ON after.id = before.id AND after.created_at = before.created_at)
"""

# As `/stop` leaves it. Several names may lead to one chat; what is left of a person's on a channel
# keeps that on.
_STOPPED = """
    WITH stopped AS (
        INSERT INTO availability_stopped_addresses ({columns})
        SELECT {values} FROM {old}.availability_stopped_addresses AS o
         WHERE o.channel_type = ANY($2::text[])
        ON CONFLICT DO NOTHING
        RETURNING channel_type, address_hash
    ), gone AS (
        DELETE FROM availability_channel_links AS k USING stopped AS x
         WHERE k.channel_type = x.channel_type
           AND x.address_hash IN (k.address_hash, k.account_hash)
        RETURNING k.user_id, k.channel_type, k.address_hash
    ), off AS (
        INSERT INTO availability_subscriptions AS s
               (user_id, channel_type, enabled, refused_at, refused_reason, created_at, updated_at)
        SELECT DISTINCT g.user_id, g.channel_type, false, $1::timestamptz, $3, $1, $1
          FROM gone AS g
         WHERE NOT EXISTS (SELECT FROM availability_channel_links AS k
                            WHERE k.user_id = g.user_id AND k.channel_type = g.channel_type
                              AND (k.channel_type, k.address_hash)
                                  NOT IN (SELECT channel_type, address_hash FROM gone))
        ON CONFLICT (user_id, channel_type) DO UPDATE
           SET enabled = false, refused_at = EXCLUDED.refused_at,
               refused_reason = EXCLUDED.refused_reason, updated_at = EXCLUDED.updated_at
    )
    SELECT (SELECT count(*) FROM stopped) + (SELECT count(*) FROM gone)
"""

_SAME_PERSON = """
    EXISTS (SELECT FROM {old}.website_users AS before JOIN website_users AS after
                ON after.id = before.id AND after.created_at = before.created_at
             WHERE before.id = o.user_id)
"""

# A link keeps its moment through a change of keys, and its address where its person became another.
_SAME_LINK = """
    o.channel_type = n.channel_type AND o.created_at = n.created_at
    AND (o.user_id = n.user_id OR o.address_hash = n.address_hash)
"""

# A table that was emptied as a whole is the kind of loss that a restore is for.
_ENDED = (
    _of(
        "website_sessions",
        "token_hash",
        """
        DELETE FROM website_sessions AS n
         WHERE NOT EXISTS (SELECT FROM {old}.website_sessions AS o
                            WHERE o.token_hash = n.token_hash)
        """,
    ),
    _of(
        "push_devices",
        "session_hash",
        """
        DELETE FROM push_devices AS n
         WHERE NOT EXISTS (SELECT FROM {old}.push_devices AS o
                            WHERE o.session_hash = n.session_hash)
        """,
    ),
    _of(
        "availability_link_tokens",
        "token_hash used_at",
        """
        DELETE FROM availability_link_tokens AS n
         WHERE n.used_at IS NULL
           AND NOT EXISTS (SELECT FROM {old}.availability_link_tokens AS o
                            WHERE o.token_hash = n.token_hash AND o.used_at IS NULL)
        """,
    ),
    # Renewed, and revoked.
    _of(
        "calendar_feeds",
        "user_id salt secret_hash made_at",
        """
        UPDATE calendar_feeds AS n
           SET salt = o.salt, secret_hash = o.secret_hash, made_at = o.made_at
          FROM {old}.calendar_feeds AS o
         WHERE o.user_id = n.user_id AND o.made_at > n.made_at AND {same_person}
        """,
    ),
    _of(
        "calendar_feeds",
        "user_id salt secret_hash made_at",
        """
        DELETE FROM calendar_feeds AS n
         WHERE NOT EXISTS (SELECT FROM {old}.calendar_feeds AS o
                            WHERE o.user_id = n.user_id AND {same_person})
        """,
    ),
    _of(
        "read_tokens",
        "token_hash revoked_at",
        """
        UPDATE read_tokens AS n SET revoked_at = o.revoked_at
          FROM {old}.read_tokens AS o
         WHERE o.token_hash = n.token_hash AND n.revoked_at IS NULL AND o.revoked_at IS NOT NULL
        """,
    ),
    # A link for one person is used up by the one who came.
    _of(
        "invites",
        "secret_hash revoked_at uses",
        """
        UPDATE invites AS n
           SET revoked_at = coalesce(n.revoked_at, o.revoked_at), uses = greatest(n.uses, o.uses)
          FROM {old}.invites AS o
         WHERE o.secret_hash = n.secret_hash
           AND (n.revoked_at IS NULL AND o.revoked_at IS NOT NULL OR o.uses > n.uses)
        """,
    ),
    _of(
        "webhooks",
        "created_at",
        """
        DELETE FROM webhooks AS n
         WHERE NOT EXISTS (SELECT FROM {old}.webhooks AS o
                            WHERE o.id = n.id AND o.created_at = n.created_at)
           AND EXISTS (SELECT FROM {old}.webhooks)
        """,
        sure=True,
    ),
    # Where it is and what it is signed with are under one key.
    _of(
        "webhooks",
        "created_at updated_at state address_encrypted address_shown secret_encrypted"
        " former_secret_encrypted former_secret_until encryption_key_id",
        """
        UPDATE webhooks AS n
           SET address_encrypted = o.address_encrypted, address_shown = o.address_shown,
               secret_encrypted = o.secret_encrypted,
               former_secret_encrypted = o.former_secret_encrypted,
               former_secret_until = o.former_secret_until,
               encryption_key_id = o.encryption_key_id, updated_at = o.updated_at,
               state = CASE WHEN o.state = 'on' THEN n.state
                            WHEN o.state IN ('gone', 'failing') THEN o.state ELSE 'off' END
          FROM {old}.webhooks AS o
         WHERE o.id = n.id AND o.created_at = n.created_at AND o.updated_at > n.updated_at
        """,
    ),
    # A chat that was unlinked, or gave way to another, speaks for nobody again.
    _of(
        "availability_channel_links",
        "user_id channel_type address_hash created_at",
        """
        DELETE FROM availability_channel_links AS n
         WHERE NOT EXISTS (SELECT FROM {old}.availability_channel_links AS o WHERE {same_link})
           AND EXISTS (SELECT FROM {old}.availability_channel_links)
        """,
        sure=True,
    ),
    _of(
        "availability_channel_links",
        "user_id channel_type address_hash created_at typed_at verified_at",
        """
        UPDATE availability_channel_links AS n
           SET verified_at = NULL, typed_at = coalesce(n.typed_at, o.typed_at)
          FROM {old}.availability_channel_links AS o
         WHERE {same_link} AND n.verified_at IS NOT NULL AND o.verified_at IS NULL
        """,
        sure=True,
    ),
    # Neither is anybody written to on a channel that they switched off, or that refused them.
    _of(
        "availability_subscriptions",
        "user_id channel_type enabled refused_at refused_reason created_at updated_at",
        """
        INSERT INTO availability_subscriptions AS n
               (user_id, channel_type, enabled, refused_at, refused_reason, created_at, updated_at)
        SELECT o.user_id, o.channel_type, false, o.refused_at, o.refused_reason, o.created_at,
               o.updated_at
          FROM {old}.availability_subscriptions AS o
         WHERE NOT o.enabled AND o.channel_type IN {channels} AND {same_person}
        ON CONFLICT (user_id, channel_type) DO UPDATE
           SET enabled = false, refused_at = EXCLUDED.refused_at,
               refused_reason = EXCLUDED.refused_reason, updated_at = EXCLUDED.updated_at
         WHERE n.enabled AND EXCLUDED.updated_at > n.updated_at
        """,
    ),
    _of(
        "discord_alt_accounts",
        "discord_user_id",
        """
        DELETE FROM discord_alt_accounts AS n
         WHERE NOT EXISTS (SELECT FROM {old}.discord_alt_accounts AS o
                            WHERE o.discord_user_id = n.discord_user_id)
        """,
        sure=True,
    ),
)

_UNTOLD = """
    UPDATE webhook_deliveries AS d
       SET state = 'dropped', reason = 'switched_off', settled_at = $1, worker = NULL,
           lease_until = NULL
      FROM webhooks AS w
     WHERE w.id = d.webhook_id AND w.state <> 'on' AND d.state IN ('pending', 'sending')
"""


async def keep_ended(connection: Any, now: datetime, *, went_on: bool) -> int:
    """End in the current schema what the tables in the schema `store.ASIDE` know to have ended; for
    the transaction in which they go.

    Args:
        went_on: those tables went on from the restored ones. Else they may be of an older backup,
            and what they lack may be what they never had.

    Returns:
        how many records that were.
    """
    words = {
        "old": store.quoted(store.ASIDE),
        "same_link": _SAME_LINK,
        "same_person": _SAME_PERSON.format(old=store.quoted(store.ASIDE)),
        "channels": "(" + ", ".join(store.literal(each) for each in CHANNEL_TYPES) + ")",
    }
    ended = await _stopped(connection, words["old"], now)
    if not await store.columns_of_both(connection, "website_users"):
        return ended
    if not await connection.fetchval(_SAME_COMMUNITY.format(**words)):
        return ended
    for each in _ENDED:
        columns = await store.columns_of_both(connection, each.table)
        if each.needs <= set(columns) and (went_on or not each.sure):
            statement = each.statement.format(**words)
            ended += await store.changed_rows(connection, statement)
    await connection.execute(_UNTOLD, now)
    return ended


async def _stopped(connection: Any, old: str, now: datetime) -> int:
    """A stop holds for ever, whoever's database it was said to."""
    columns = await store.columns_of_both(connection, "availability_stopped_addresses")
    if not {"channel_type", "address_hash", "stopped_at"} <= set(columns):
        return 0
    values = ", ".join(f"o.{name}" for name in columns)
    statement = _STOPPED.format(old=old, columns=", ".join(columns), values=values)
    return await connection.fetchval(statement, now, list(CHANNEL_TYPES), CHAT_STOPPED)
