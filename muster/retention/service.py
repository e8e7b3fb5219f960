"""Forgetting what is older than the settings keep it, a small step at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from muster.calendar_feeds import service as calendar_feeds
from muster.database import Connection, Database
from muster.notifications import service as notifications
from muster.promotions import dispatch as promotions
from muster.retention import store
from muster.retention.rules import AT_ONCE, Kept, before

_COUNTED_AT_ONCE = 20
_ROOMS_AT_ONCE = 20
"""A campaign has as many rows in its counts, and a room as many that go with it, as it had people:
some hundreds each.
"""

_INVITES_AT_ONCE = 10
"""With an invite link go those who came by it: as many as came."""


async def forget_old(
    database: Database, kept: Kept, zone: ZoneInfo, now: datetime, *, at_once: int = AT_ONCE
) -> bool:
    """Forget at most `at_once` rows of each table, each table in a transaction of its own.

    However often it is done, and by whomever, the rows that are left are the same.

    Args:
        zone: the community's.
        now: an aware instant.

    Returns: whether there is more to forget at once.
    """
    old = before(kept, zone, now)
    async with database.transaction() as connection:
        counted = await promotions.count_past_campaigns(
            connection, old.campaigns, _COUNTED_AT_ONCE, now
        )
    if counted == _COUNTED_AT_ONCE:
        return True  # what is counted has to be there until all have been
    rooms = min(at_once, _ROOMS_AT_ONCE)
    invites = min(at_once, _INVITES_AT_ONCE)
    steps: Sequence[tuple[Callable[[Connection], Awaitable[int]], int]] = [
        (lambda each: store.delete_entries(each, old.history, at_once), at_once),
        (lambda each: store.delete_rooms(each, old.history, rooms), rooms),
        (lambda each: notifications.forget_old(each, old.ledger, zone, at_once), at_once),
        (lambda each: store.delete_asks(each, old.ledger_day, at_once), at_once),
        (lambda each: store.delete_calls(each, old.ledger_day, at_once), at_once),
        (lambda each: store.delete_messages(each, old.ledger_day, at_once), at_once),
        (lambda each: store.delete_events(each, old.ledger_day, at_once), at_once),
        (lambda each: store.delete_outbox(each, old.ledger, at_once), at_once),
        (lambda each: store.delete_audit(each, old.audit, at_once), at_once),
        (lambda each: store.delete_acts(each, old.audit, at_once), at_once),
        (lambda each: store.delete_rule_changes(each, old.audit, at_once), at_once),
        (lambda each: store.delete_invites(each, old.audit, invites), invites),
        (lambda each: store.delete_tokens(each, old.tokens, at_once), at_once),
        (lambda each: calendar_feeds.forget_old(each, old.calendars, at_once), at_once),
        (lambda each: store.delete_read_tokens(each, old.audit, at_once), at_once),
        (lambda each: store.delete_webhook_events(each, old.webhooks, at_once), at_once),
    ]
    more = False
    for forget, most in steps:
        async with database.connection() as connection:
            more |= await forget(connection) == most
    async with database.transaction() as connection:
        campaign_id = await store.find_campaign_to_prune(connection, old.ledger_day)
        if campaign_id is not None:
            if not await store.delete_of_campaign(connection, campaign_id, at_once):
                await store.mark_pruned(connection, campaign_id, now)
            more = True
    return more
