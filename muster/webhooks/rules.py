"""Types and pure decisions of webhooks. Instants are aware, in UTC."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any, Literal, get_args

MOST_WEBHOOKS = 10
LABEL_MAX = 60
DELIVERIES_SHOWN = 50

Event = Literal["session.ready", "evening.short", "call.started", "teams.saved", "result.recorded"]
EVENTS: tuple[Event, ...] = get_args(Event)

TEST_EVENT = "webhook.test"
AnyEvent = Event | Literal["webhook.test"]

WebhookState = Literal["on", "off", "gone", "failing"]
"""`off`: by an admin; `gone`: the receiver said so (410); `failing`: it took nothing for days."""

DeliveryState = Literal["pending", "sending", "delivered", "given_up", "dropped"]
"""`given_up`: tried for a day; `dropped`: its address was switched off before it was taken."""

Reason = Literal[
    "timeout",
    "no_connection",
    "connection_lost",
    "unknown_host",
    "private_address",
    "tls",
    "redirect",
    "status",
    "gone",
    "bad_answer",
    "unreadable",
    "switched_off",
    "unexpected",
    "sandbox",
]
"""Why an attempt was not taken. `connection_lost`: it may have been; it is sent again all the same,
under the same id. `unreadable`: no key opens the address. `sandbox`: nothing is sent there."""

BODY_VERSION = 1
"""Of the bodies' shape; members may be added to them without another."""

SECRET_MARK = "whsec_"  # noqa: S105 - what secrets begin with, and none itself
SECRET_BYTES = 32

TIMEOUT = timedelta(seconds=10)
"""How long an attempt may take in all, from looking the name up to the answer's head."""

LEASE = timedelta(seconds=45)
"""How long an attempt is its bot's; longer than one takes, settling included."""

OVERLAP = timedelta(hours=24)
"""For how long after a renewal the former secret signs, too."""

_PAUSES = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=6),
    timedelta(hours=10),
)
MOST_ATTEMPTS = len(_PAUSES) + 1
TRIED_FOR = list(accumulate(_PAUSES))[-1]
"""How long after its first attempt an event is tried for the last time: almost a day."""

_SPREAD = 0.2
"""By up to which part a pause is longer, so that many do not come at once."""

_LONGEST_ASKED = timedelta(hours=1)
"""The longest pause that a receiver may ask for (Retry-After)."""

FAILS_FOR, FAILS_AT_LEAST = timedelta(days=3), 10
"""An address is switched off that took nothing for so long, nor at so many attempts."""

TROUBLE_AFTER = timedelta(hours=1)
"""How long an address takes nothing before it is a finding."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that hears events, as admins see it: neither its path nor a secret.

    Attributes:
        address: scheme, host and port.
        failures: attempts in a row that were not taken, the first at `failing_since`.
        created_by: the name of whoever made it; None where they are not here any more.
        former_secret_until: until when the secret before the last renewal signs, too.
        waiting: how many deliveries are still to be taken.
        last_delivered_at: when it took something last; None: never, or that is forgotten.
    """

    id: int
    label: str
    address: str
    events: Sequence[Event]
    state: WebhookState
    failures: int
    failing_since: datetime | None
    created_by: str | None
    created_at: datetime
    updated_at: datetime
    former_secret_until: datetime | None
    waiting: int = 0
    last_delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of telling one address of one event.

    Attributes:
        due_at: when it is tried (again), of a pending one.
        status, reason: what came of the latest attempt; both None before the first.
    """

    message_id: str
    event: AnyEvent
    occurred_at: datetime
    state: DeliveryState
    attempts: int
    due_at: datetime
    status: int | None
    reason: Reason | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class Claimed:
    """One attempt that is ours while its lease lasts. Sealed is what only the cipher can read.

    Attributes:
        attempt: which one it is; the first is 1.
        former_secret: signs as well; None where it does not (any more).
    """

    webhook_id: int
    event_id: int
    attempt: int
    message_id: str
    event: AnyEvent
    data: Mapping[str, Any]
    occurred_at: datetime
    address: bytes
    secret: bytes
    former_secret: bytes | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt: taken where `reason` is None.

    Attributes:
        status: what HTTP said, if anything.
        retry_after: for how long the receiver asked to be left alone.
    """

    reason: Reason | None = None
    status: int | None = None
    retry_after: timedelta | None = None


# --- what is sent ---------------------------------------------------------------------------------


def of_evening(day: date, starts_at: datetime, threshold: int) -> dict[str, Any]:
    """What every event says of its evening."""
    return {"date": day.isoformat(), "starts_at": instant(starts_at), "threshold": threshold}


def instant(at: datetime) -> str:
    """An instant as bodies have it: in UTC, with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def body_of(event: AnyEvent, occurred_at: datetime, origin: str, data: Mapping[str, Any]) -> bytes:
    """The body of a message: the same bytes at every attempt, whichever bot makes it.

    Args:
        origin: the page's address, without a slash at its end.
    """
    body = {
        "type": event,
        "timestamp": instant(occurred_at),
        "version": BODY_VERSION,
        "source": origin,
        "data": dict(sorted(data.items())),
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def secret_of(random: bytes) -> str:
    """A secret as it is shown, and as receivers' libraries take it."""
    return SECRET_MARK + base64.b64encode(random).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """One signature of a message, as Standard Webhooks has it: `v1,` and HMAC-SHA256 in base64.

    Args:
        timestamp: seconds since 1970 at the attempt.

    Raises:
        ValueError: it is no secret of ours.
    """
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_MARK), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key or not secret.startswith(SECRET_MARK):
        raise ValueError("not a secret of a webhook")
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def headers_of(
    secrets: Sequence[str], message_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """The headers that prove a message: a signature for each of the secrets that hold."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(
            signature(secret, message_id, timestamp, body) for secret in secrets
        ),
    }


# --- what becomes of it ---------------------------------------------------------------------------


def outcome_of_status(status: int, retry_after: str | None) -> Outcome:
    """What an answer's status means. `retry_after` is its header, of which seconds are read."""
    if 200 <= status < 300:
        return Outcome(status=status)
    if status == 410:
        return Outcome("gone", status)
    if 300 <= status < 400:
        return Outcome("redirect", status)
    asked = None
    if retry_after is not None and retry_after.isascii() and retry_after.isdigit():
        asked = min(timedelta(seconds=int(retry_after[:9])), _LONGEST_ASKED)
    return Outcome("status", status, asked)


def next_attempt(attempt: int, outcome: Outcome, chance: float, now: datetime) -> datetime | None:
    """When an event is tried again after its `attempt`-th was not taken; None: not any more.

    `chance` is a random number of [0, 1), by which the pause is longer.
    """
    if outcome.reason in ("gone", "sandbox") or attempt >= MOST_ATTEMPTS:
        return None
    pause = _PAUSES[attempt - 1] * (1 + _SPREAD * chance)
    return now + max(pause, outcome.retry_after or pause)


def state_after(
    outcome: Outcome, failures: int, failing_since: datetime | None, now: datetime
) -> WebhookState:
    """How an address that was on stands after an attempt; `failures` counts that one."""
    if outcome.reason == "gone":
        return "gone"
    long = failing_since is not None and now - failing_since >= FAILS_FOR
    return "failing" if outcome.reason is not None and long and failures >= FAILS_AT_LEAST else "on"


def is_trouble(webhook: Webhook, now: datetime) -> bool:
    """Whether an admin should look: it was switched off by itself, or takes nothing for an hour."""
    if webhook.state in ("gone", "failing"):
        return True
    since = webhook.failing_since
    return webhook.state == "on" and since is not None and now - since >= TROUBLE_AFTER
