"""Types and pure decisions of delivery (the delivery rules; the ledger's states are theirs).

A row is decided twice: `before_sending` judges, with the present truth about the person, whether it
is sent, waits or is skipped; `settling_rules` turns what the channel said into its next state.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from muster.channels.push_rules import SealedDevice
from muster.channels.rules import ChannelType
from muster.refusals import RefusalCode

RowState = Literal["pending", "sending", "sent", "failed", "skipped", "unknown"]
MessageKind = Literal[
    "daily_reminder",
    "session_ready",
    "condition",
    "test",
    "promotion_reminder",
    "promotion_start",
    "promotion_followup",
    "promotion_summary",
    "planning_room",
    "planning_teams",
    "planning_ping",
    "call",
    "usual_stopped",
    "erasure",
    "chat_replaced",
]
Reason = Literal[
    "quiet_hours",
    "withdrew",
    "opted_out",
    "unlinked",
    "no_channel",
    "already_notified",
    "expired",
    "cancelled",
    "voice_unknown",
    "away",
    "over_limit",
    "full",
    "comes_later",
    "erasing",
]

LEASE = timedelta(seconds=60)
"""How long a claimed row belongs to its worker; a channel answers or gives up long before."""

FRESH_FOR = timedelta(seconds=5)
"""How long a row that was claimed ahead is judged by what was read then."""

NONCE_REMEMBERED = timedelta(seconds=80)
"""How long after its first request a message may be sent again by its nonce alone.

Discord returns the first message for two minutes, counted until the repeat arrives there, which may
be more than half a minute after it was decided.
"""

TEST_USEFUL_FOR = timedelta(minutes=10)
CONDITION_AFTER_START = timedelta(hours=1)
CONDITION_AT_LEAST = timedelta(minutes=30)
"""Until when it is of use to hear that one's condition came true: an hour after the start, or half
an hour from then, whichever is later.
"""

DAILY_REMINDER_UNTIL = time(20, 0)
OF_PROMOTIONS: frozenset[MessageKind] = frozenset(
    {"promotion_reminder", "promotion_start", "promotion_followup"}
)
ASKING: frozenset[MessageKind] = frozenset({*OF_PROMOTIONS, "call"})
"""What people agreed to by `allow_promotions`: on whatever channel leads to them."""

_URGENT: frozenset[MessageKind] = frozenset({*ASKING, "condition", "session_ready", "test"})


def is_urgent(kind: MessageKind) -> bool:
    """Whether a device that sleeps is to be woken for a message: it is of use for minutes."""
    return kind in _URGENT


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claimed row and the present truth about its recipient.

    Instants are aware, in UTC; quiet hours are times of day in the recipient's `zone_of`.

    Attributes:
        user_id: the recipient; None for a message to a whole Discord channel.
        doubt_since: when the oldest request was opened whose answer never came; None if there is
            none.
        answer: the recipient's own status on the event's day; None where they gave none.
        looking_count: how many are LOOKING on the event's day; known for `session_ready`,
            `condition` and `call`, and on push for all that is about a day.
        cancelled: the message's campaign was cancelled, newer teams were saved than it names, the
            recipient lets usual answers be given for them again, or took back that they want to be
            erased.
        in_voice: whether the recipient is in voice; None where that is not known.
        follows_unsent: the message that this one follows (the payload's `after`, an event key) has
            not reached the recipient yet but still may.
        lease_until: until when the row is this worker's.
        away: the recipient is away on the event's day, and has not answered since they said so.
        call_status: how the call stands that asks, of a `call` alone; so are the next two.
        told_by_campaign: a campaign has asked the recipient today.
        over_limit: the recipient has been asked as often as they want to be in seven days.
        arrives_at: from when the recipient plays, on the community's wall clock; known for
            `promotion_followup` alone.
        disputed: the address that the recipient typed for this channel is somebody else's.
        erasing: the recipient is to be erased, and has not taken it back.
        devices: where `push` leads to: the recipient's, of sessions that have not ended.
        language: what the recipient chose to read, else what was heard of them; None: neither.
    """

    id: int
    user_id: int | None
    discord_channel_id: int | None
    event_key: str
    channel_type: ChannelType
    kind: MessageKind
    payload: dict[str, Any]
    attempt: int
    nonce: str
    useful_until: datetime
    claimed_at: datetime
    doubt_since: datetime | None
    linked: bool
    enabled: bool
    reachable: bool
    verified: bool
    discord_user_id: int | None
    discord_dm_channel_id: int | None
    address_encrypted: bytes | None
    timezone: str | None
    quiet_start: time | None
    quiet_end: time | None
    reminders_enabled: bool
    answer: str | None
    looking_count: int
    allow_promotions: bool = False
    cancelled: bool = False
    in_voice: bool | None = None
    follows_unsent: bool = False
    lease_until: datetime | None = None
    disputed: bool = False
    away: bool = False
    call_status: str | None = None
    told_by_campaign: bool = False
    over_limit: bool = False
    arrives_at: time | None = None
    erasing: bool = False
    devices: tuple[SealedDevice, ...] = ()
    language: str | None = None

    @property
    def day(self) -> date | None:
        """The evening that it is about; None for a test message."""
        return _day_of(self.payload)

    @property
    def starts_at(self) -> datetime | None:
        """The start that it names; None where it names none."""
        start = self.payload.get("start")
        return datetime.fromisoformat(start) if isinstance(start, str) else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that somebody answers.

    Attributes:
        user_id: its recipient; None for a message to a whole Discord channel.
        cancelled: its campaign was cancelled.
    """

    nonce: str
    user_id: int | None
    channel_type: ChannelType
    kind: MessageKind
    payload: dict[str, Any]
    cancelled: bool

    @property
    def day(self) -> date | None:
        """The evening that it is about; None for a test message."""
        return _day_of(self.payload)


def _day_of(payload: dict[str, Any]) -> date | None:
    day = payload.get("date")
    return date.fromisoformat(day) if isinstance(day, str) else None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a claimed row becomes.

    Attributes:
        not_before: when it is due again, for a row that is pending again.
        in_doubt: a request was opened whose answer never came.
        counts: whether this uses up an attempt; waiting does not.
        refused: the service refused this person for good; the next channel takes over.
        switched_off: the person switched this channel off since; the next that is on takes over.
    """

    id: int
    attempt: int
    state: RowState
    reason: Reason | None = None
    error: RefusalCode | None = None
    message_id: str | None = None
    sent_at: datetime | None = None
    not_before: datetime | None = None
    in_doubt: bool = False
    counts: bool = True
    refused: RefusalCode | None = None
    switched_off: bool = False

    @property
    def hands_over(self) -> bool:
        """Whether this channel leads nowhere; the next of the person's order may take over."""
        return self.refused is not None or self.switched_off or self.reason == "no_channel"


def zone_of(row: Claimed, community: ZoneInfo) -> ZoneInfo:
    """The recipient's time zone; the community's when they set none or one that is gone."""
    try:
        return ZoneInfo(row.timezone) if row.timezone else community
    except (KeyError, ValueError, OSError):
        return community


def is_ours(row: Claimed, now: datetime) -> bool:
    """Whether the lease still holds; a process that was suspended finds that it does not."""
    return row.lease_until is None or now < row.lease_until


def is_fresh(row: Claimed, now: datetime) -> bool:
    """Whether what was read with the claim may still be believed (delivery rule 8)."""
    return row.lease_until is None or now < row.lease_until - LEASE + FRESH_FOR


def nonce_is_remembered(row: Claimed, now: datetime, remembered: timedelta) -> bool:
    """Whether the nonce is still known of the request whose answer never came.

    `remembered` is for how long after its first request a message may be sent again.
    """
    return row.doubt_since is not None and now - row.doubt_since < remembered
