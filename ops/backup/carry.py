"""What a restore keeps of the tables that it replaces: what Muster has said since the backup.

A message that went out cannot be taken back by a restore. The rows that tell of it would go with
the old tables, and the restored Muster would say it all once more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, get_args

from muster.notifications.rules import Reason
from ops.backup import store

_MARGIN = timedelta(hours=1)
"""How much a row's time may lie before the backup that does not hold it: a transaction ends later
than it begins, and clocks of several machines differ.
"""

_SAME_PERSON = """
    (o.user_id IS NULL
     OR EXISTS (SELECT FROM {old}.website_users AS before JOIN website_users AS after
                    ON after.id = before.id AND after.created_at = before.created_at
                 WHERE before.id = o.user_id))
"""
"""Another community's database may have been there, whose people have the same numbers."""

_SAID = "(o.state <> 'pending' OR o.claimed_at IS NOT NULL) AND o.updated_at >= $1"
_HEARD = "('pending', 'sending', 'sent', 'unknown')"

# Who changed channels has another row for the same event: that the restored one waits is no more
# true, and no two of these states may stand beside each other.
_GIVE_WAY = """
    UPDATE notifications_ledger AS n
       SET state = 'skipped', reason = 'already_notified'
      FROM {old}.notifications_ledger AS o
     WHERE {said} AND {same} AND o.state IN {heard}
       AND o.user_id = n.user_id AND o.channel_type <> n.channel_type
       AND split_part(o.event_key, ':threshold=', 1) = split_part(n.event_key, ':threshold=', 1)
       AND n.state = 'pending'
"""

_UPDATE = """
    UPDATE notifications_ledger AS n SET {settings}
      FROM {old}.notifications_ledger AS o
     WHERE {said} AND {same} AND o.state {which} {heard} AND o.updated_at >= n.updated_at
       AND o.event_key = n.event_key AND o.channel_type = n.channel_type
       AND (o.user_id = n.user_id OR o.discord_channel_id = n.discord_channel_id)
       AND (o.state, o.reason, o.attempt, o.claimed_at)
           IS DISTINCT FROM (n.state, n.reason, n.attempt, n.claimed_at)
"""

_INSERT = """
    INSERT INTO notifications_ledger ({columns})
    SELECT {values} FROM {old}.notifications_ledger AS o
     WHERE {said} AND {same}
     ORDER BY o.id
    ON CONFLICT DO NOTHING
"""

# A message that is edited in place: one that is not known is posted anew.
_POSTED = """
    INSERT INTO {table} AS n ({columns}) SELECT {values} FROM {old}.{table} AS o
     WHERE o.updated_at >= $1
    ON CONFLICT ({key}) DO UPDATE SET {settings} WHERE EXCLUDED.updated_at > n.updated_at
"""
_POSTS = {
    "tonight_messages": ("message_date", "discord_channel_id"),
    "discord_scheduled_events": ("event_date",),
}

# A later Muster may have written a reason that this one's tables do not take.
_REASON = (
    "CASE WHEN o.reason = ANY($2::text[]) OR o.reason IS NULL THEN o.reason ELSE 'cancelled' END"
)

_JOB = """
    (SELECT j.id FROM {old}.availability_promotion_jobs AS was
       JOIN availability_promotion_jobs AS j
         ON j.id = was.id AND j.job_type = was.job_type AND j.created_at = was.created_at
      WHERE was.id = o.promotion_job_id)
"""


async def carry_over(connection: Any, made_at: datetime) -> int:
    """Bring what the tables in the schema `store.ASIDE` tell of messages since `made_at` into those
    of the current schema; for the transaction in which they go.

    Returns:
        how many rows there were.
    """
    old, since = store.quoted(store.ASIDE), made_at - _MARGIN
    carried = 0
    for table, key in _POSTS.items():
        columns = await store.columns_of_both(connection, table)
        if set(key) <= set(columns):
            statement = _POSTED.format(
                table=table,
                old=old,
                key=", ".join(key),
                columns=", ".join(columns),
                values=", ".join(f"o.{name}" for name in columns),
                settings=", ".join(f"{name} = EXCLUDED.{name}" for name in columns),
            )
            carried += await store.changed_rows(connection, statement, since)
    columns = await store.columns_of_both(connection, "notifications_ledger")
    # Every set of tables that has a ledger with these has people, too.
    if not {"user_id", "promotion_job_id", "claimed_at"} <= set(columns):
        return carried
    values = {name: f"o.{name}" for name in columns}
    values["reason"] = _REASON
    values["promotion_job_id"] = _JOB.format(old=old)
    words = {"old": old, "said": _SAID, "same": _SAME_PERSON.format(old=old), "heard": _HEARD}
    settings = ", ".join(f"{name} = {value}" for name, value in values.items())
    reasons = list(get_args(Reason))
    for which in ("NOT IN", "IN"):
        statement = _UPDATE.format(settings=settings, which=which, **words)
        carried += await store.changed_rows(connection, statement, since, reasons)
        # What nobody heard first, so that it makes room for what somebody did.
        if which == "NOT IN":
            await store.changed_rows(connection, _GIVE_WAY.format(**words), since)
    statement = _INSERT.format(
        columns=", ".join(values), values=", ".join(values.values()), **words
    )
    return carried + await store.changed_rows(connection, statement, since, reasons)
