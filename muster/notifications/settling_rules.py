"""What a claimed row becomes, by what the channel said (delivery rules 3, 4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from muster.backoff import Pauses
from muster.notifications.rules import ASKING, Claimed, Reason, Settlement
from muster.refusals import Blame, RefusalCode

MOST_ATTEMPTS = 12
"""How often a message is tried; with the pauses between, over about a quarter of an hour."""

_PAUSES = Pauses(2.0, 120.0)


def skipped(row: Claimed, reason: Reason) -> Settlement:
    # Only what is wanted on this channel asks for it to be on; what asks in person does not.
    switched_off = reason == "opted_out" and row.kind not in ASKING and not row.enabled
    return Settlement(row.id, row.attempt, "skipped", reason=reason, switched_off=switched_off)


def postponed(row: Claimed, until: datetime) -> Settlement:
    """Nothing was sent; the row waits, and doubt about an earlier request stays."""
    return Settlement(
        row.id,
        row.attempt,
        "pending",
        not_before=until,
        in_doubt=row.doubt_since is not None,
        counts=False,
    )


def delivered(row: Claimed, message_id: str, now: datetime) -> Settlement:
    return Settlement(row.id, row.attempt, "sent", message_id=message_id, sent_at=now)


def refused(row: Claimed, code: RefusalCode) -> Settlement:
    """The service will never deliver to this person on this channel."""
    return Settlement(row.id, row.attempt, "failed", error=code, refused=code)


def failed(row: Claimed, code: RefusalCode) -> Settlement:
    return Settlement(row.id, row.attempt, "failed", error=code)


def unknown(row: Claimed, code: RefusalCode) -> Settlement:
    """Nobody can tell whether it arrived, so nobody repeats it."""
    return Settlement(row.id, row.attempt, "unknown", error=code)


def not_done(
    row: Claimed,
    code: RefusalCode,
    now: datetime,
    *,
    permanent: bool,
    everyone: bool,
    wait: float | None,
    jitter: float,
) -> Settlement:
    """The service certainly did not take the message.

    A permanent refusal switches the channel off where the person is to blame (delivery rule 4), and
    otherwise ends this message alone. One that concerns everybody is `not_sent`, and so is one that
    is not permanent.

    Args:
        permanent, everyone: as in the channel's `TransportError`.
        wait: seconds that the service asks for, or None.
        jitter: 0 to 1, drawn at random.
    """
    if permanent and code.blames is Blame.PERSON:
        return refused(row, code)
    if permanent and not everyone:
        return failed(row, code)
    return not_sent(row, code, now, wait=wait, jitter=jitter)


def unanswered(
    row: Claimed, code: RefusalCode, now: datetime, *, idempotent: bool, jitter: float
) -> Settlement:
    """A request was opened and its answer never came (delivery rule 3)."""
    if not idempotent or row.attempt >= MOST_ATTEMPTS:
        return unknown(row, code)
    return Settlement(
        row.id,
        row.attempt,
        "pending",
        error=code,
        not_before=now + backoff(row.attempt, jitter),
        in_doubt=True,
    )


def not_sent(
    row: Claimed, code: RefusalCode, now: datetime, *, wait: float | None, jitter: float
) -> Settlement:
    """The service certainly did not take it; `wait` is what it asked for, in seconds.

    Waiting as long as a service asks is no attempt that failed: only the useful life ends it.
    """
    if wait is None and row.attempt >= MOST_ATTEMPTS:
        return failed(row, code)
    pause = backoff(row.attempt, jitter) if wait is None else timedelta(seconds=wait + jitter)
    return Settlement(
        row.id,
        row.attempt,
        "pending",
        error=code,
        not_before=now + pause,
        in_doubt=row.doubt_since is not None,
        counts=wait is None,
    )


def backoff(attempt: int, jitter: float) -> timedelta:
    """How long to wait after failed attempt number `attempt` (from 1); `jitter` is 0 to 1."""
    return timedelta(seconds=_PAUSES.after(attempt, jitter))
