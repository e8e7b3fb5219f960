"""What bots do to send what webhooks are told: claim, open, settle.

`now` is an aware instant; `cipher` None where no `CONTACT_DATA_ENCRYPTION_KEY` is set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from muster.audit.rules import OPERATOR
from muster.audit.service import record_act
from muster.crypto import ContactCipher, UnreadableContact
from muster.database import Connection
from muster.webhooks import delivery_store, store
from muster.webhooks.rules import (
    LEASE,
    Claimed,
    Outcome,
    WebhookState,
    next_attempt,
    state_after,
)


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """Where a message goes and what it is signed with, as they read."""

    address: str
    secrets: Sequence[str]


async def claim(
    connection: Connection, worker: str, busy: Sequence[int], now: datetime
) -> list[Claimed]:
    """One attempt for each address for which something is due, ours while their lease lasts.

    Args:
        busy: addresses that this bot is sending to just now.
    """
    return await delivery_store.claim_due(connection, worker, busy, now, now + LEASE)


def open_claimed(cipher: ContactCipher | None, claimed: Claimed) -> Opened | None:
    """Where it goes and what signs it; None where no key opens that."""
    if cipher is None:
        return None
    sealed = [claimed.secret, *([] if claimed.former_secret is None else [claimed.former_secret])]
    try:
        return Opened(cipher.decrypt(claimed.address), [cipher.decrypt(each) for each in sealed])
    except UnreadableContact:
        return None


async def settle(
    connection: Connection,
    claimed: Claimed,
    worker: str,
    outcome: Outcome,
    chance: float,
    now: datetime,
) -> WebhookState | None:
    """Write what came of an attempt, when it is tried again, and whether its address stays on.

    Call it inside a transaction. `chance` is a random number of [0, 1).

    Returns: how the address was switched off by it; None where it was not.
    """
    # The address first, as everybody who locks both does.
    sealed = await store.lock_webhook(connection, claimed.webhook_id)
    # Whoever was changed meanwhile has not failed: what the address before said is not its word.
    moved = sealed is not None and sealed.address != claimed.address
    again = None
    if outcome.reason is not None:
        again = now if moved else next_attempt(claimed.attempt, outcome, chance, now)
    settled = await delivery_store.settle_delivery(
        connection,
        claimed,
        worker,
        "delivered" if outcome.reason is None else "given_up" if again is None else "pending",
        again or now,
        outcome.status,
        outcome.reason,
        now,
    )
    if not settled or moved or outcome.reason == "sandbox":
        return None
    if outcome.reason is None:
        await delivery_store.note_delivered(connection, claimed.webhook_id)
        return None
    failed = await delivery_store.note_failed(connection, claimed.webhook_id, now)
    if failed is None:
        return None
    state = state_after(outcome, *failed, now)
    if state == "on":
        return None
    await delivery_store.switch_off(connection, claimed.webhook_id, state, now)
    await delivery_store.drop_open(connection, claimed.webhook_id, "switched_off", now)
    await record_act(
        connection,
        OPERATOR,
        "webhook.end",
        now,
        details={"webhook_id": claimed.webhook_id, "why": state},
    )
    return state


async def find_next_due(connection: Connection, busy: Sequence[int]) -> datetime | None:
    """When there is something to send next, but to those that are `busy`; None: nothing waits."""
    return await delivery_store.find_next_due(connection, busy)
