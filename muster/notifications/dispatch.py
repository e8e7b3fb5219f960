"""Running delivery: what is due is claimed, opened and settled (delivery rules 1 to 4).

`now` is always an aware instant. Sending is the notifier's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from muster.channels import service as channels
from muster.channels.rules import CHANNEL_TYPES, ChannelType
from muster.database import Connection, translated_errors
from muster.errors import MusterError
from muster.live_status import service as live_status
from muster.notifications import claim_store, store
from muster.notifications.rules import LEASE, Claimed, Settlement

_NOBODY_DELIVERS_AFTER = timedelta(seconds=30)


async def count_due(
    connection: Connection, channel_type: ChannelType, most: int, now: datetime
) -> int:
    """How many rows of a channel are due, counted up to `most`."""
    return await claim_store.count_due(connection, channel_type, most, now)


async def claim(
    connection: Connection,
    channel_type: ChannelType,
    worker: str,
    most: int,
    now: datetime,
    *,
    unopened: bool = False,
) -> list[Claimed]:
    """Due rows of one channel, ours while their lease lasts.

    Args:
        unopened: `open_request` is going to be called for each before its first byte leaves, so
            that what its worker has claimed and not opened when it dies is not in doubt.
    """
    rows = await claim_store.claim_due(
        connection, channel_type, worker, most, now, now + LEASE, unopened=unopened
    )
    return await _with_voice(connection, rows, now)


async def open_request(connection: Connection, row: Claimed, worker: str, now: datetime) -> bool:
    """Call it before the first byte of a claimed row's request; False: it must not leave, because
    the lease ran out and somebody else may have the row.
    """
    return await claim_store.mark_opened(connection, row.id, row.attempt, worker, now)


async def recover(
    connection: Connection,
    channel_type: ChannelType,
    worker: str,
    most: int,
    now: datetime,
    *,
    idempotent: bool,
) -> list[Claimed]:
    """Take care of rows whose worker died or hung (delivery rule 3).

    On a service that remembers nonces they are claimed anew. Elsewhere they are pending again where
    no request was opened, and otherwise become `unknown`, because nobody can tell whether the
    message went out.
    """
    if not idempotent:
        await store.give_up_ran_out(connection, channel_type, now)
        return []
    rows = await claim_store.reclaim_ran_out(
        connection, channel_type, worker, most, now, now + LEASE
    )
    return await _with_voice(connection, rows, now)


async def _with_voice(connection: Connection, rows: list[Claimed], now: datetime) -> list[Claimed]:
    """`rows`, those of follow-ups with whether their recipients are in voice at present."""
    followups = (row.user_id for row in rows if row.kind == "promotion_followup")
    missing = {user_id for user_id in followups if user_id is not None}
    if not missing:
        return rows
    try:
        with translated_errors():
            in_voice = await live_status.read_accounts_in_voice(connection, now)
            if in_voice is None:
                return rows
            present = await claim_store.list_present(connection, list(missing), in_voice)
    except MusterError:
        # The claim stands. Follow-ups that cannot be judged are left to their lease, and keep none
        # of the others from being sent.
        return [row for row in rows if row.kind != "promotion_followup"]
    return [
        replace(row, in_voice=row.user_id in present) if row.user_id in missing else row
        for row in rows
    ]


async def settle(
    connection: Connection,
    worker: str,
    channel_type: ChannelType,
    settlements: Sequence[tuple[Claimed, Settlement]],
    now: datetime,
    *,
    delivers_on: Collection[ChannelType] = CHANNEL_TYPES,
) -> int:
    """Write what became of claimed rows; call it inside a transaction when some hand over.

    A refusal switches the channel off for that person and hands over to the next of their order
    that is in `delivers_on`.
    """
    settled = await store.settle(connection, worker, [made for _, made in settlements], now)
    for row, made in settlements:
        if made.refused is not None and row.user_id is not None:
            await channels.switch_off(connection, row.user_id, channel_type, made.refused, now)
    if handed_over := [made.id for _, made in settlements if made.hands_over]:
        await store.insert_next_channels(connection, handed_over, list(delivers_on), now)
    return settled


async def find_next_due(
    connection: Connection, channel_types: Sequence[ChannelType]
) -> datetime | None:
    """When there is something to do next; None when nothing is under way."""
    return await claim_store.find_next_due(connection, channel_types)


async def expire_overdue(connection: Connection, now: datetime) -> int:
    """Skip what has waited beyond its useful life on a channel that nobody delivers on."""
    return await store.expire_overdue(connection, now - _NOBODY_DELIVERS_AFTER, now)
