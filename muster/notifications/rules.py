"""Types and pure decisions of delivery (the delivery rules; the ledger's states are theirs).

A row is decided twice: `before_sending` judges, with the present truth about the person, whether it
is sent, waits or is skipped; `settling_rules` turns what the channel said into its next state.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from muster.availability.rules import comes_later
from muster.channels.push_rules import SealedDevice
from muster.channels.rules import ChannelType, QuietHours
from muster.evening import Evenings
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

READY_AGAIN_AFTER = timedelta(seconds=60)
FOLLOWS_AFTER = timedelta(seconds=5)
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

_OF_A_SESSION = ASKING | {
    "condition",
    "daily_reminder",
    "session_ready",
    "promotion_summary",
}
"""Messages that are true only where there is a session on the day that they speak of."""

_ABOUT_PLAYING: frozenset[MessageKind] = frozenset({"daily_reminder", "session_ready"})


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
class Send:
    """Send it now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Try again at `until`."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Skip:
    """Do not send it, for this reason."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Refuse:
    """Nothing is sent, as if the service had refused it for good with this code."""

    code: RefusalCode


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


def is_called_off(row: Claimed, evenings: Evenings) -> bool:
    """Whether a row speaks of a session that there is not, by the rules as they are now."""
    if row.kind not in _OF_A_SESSION or row.day is None:
        return False
    return not evenings.on(row.day).session


def before_sending(
    row: Claimed, now: datetime, community: ZoneInfo, *, called_off: bool = False
) -> Send | Wait | Skip | Refuse:
    """Judge a claimed row at the moment of sending (delivery rules 6, 7, 8).

    `called_off`: there is no session any more where the row speaks of one. A "session ready" waits
    then, since it is not told again should there be one after all.
    """
    if row.cancelled:
        return Skip("cancelled")
    if now >= row.useful_until:
        return Skip("expired")
    if called_off:
        if row.kind == "session_ready":
            return Wait(min(now + READY_AGAIN_AFTER, row.useful_until))
        return Skip("cancelled")
    if row.user_id is None:
        return _not_ready_any_more(row, now) or Send()
    if not row.linked:
        return Skip("unlinked")
    if not row.reachable or (row.channel_type == "push" and not row.devices):
        # Like any address that cannot be written to: which it is, is nobody's to know.
        return Refuse(RefusalCode.UNKNOWN_RECIPIENT) if row.disputed else Skip("no_channel")
    if row.kind == "test":
        return Send()
    if row.kind == "erasure":
        return _quiet_hours(row, now, community) or Send()
    if row.erasing:
        return Skip("erasing")
    if row.kind in OF_PROMOTIONS:
        asked = _not_to_be_asked(row, now, community)
        return asked or _quiet_hours(row, now, community) or Send()
    if row.kind == "call":
        return _not_to_be_called(row) or _quiet_hours(row, now, community) or Send()
    withdrawn = _no_longer_wanted(row)
    if withdrawn is not None:
        return withdrawn
    return _not_ready_any_more(row, now) or _quiet_hours(row, now, community) or Send()


def _not_ready_any_more(row: Claimed, now: datetime) -> Wait | None:
    """Wait where a "session ready" is not true at present, because somebody left the queue.

    The row is judged again after `READY_AGAIN_AFTER`: by then it may be true again, or expired.
    """
    if row.kind == "session_ready" and row.looking_count < int(row.payload.get("threshold", 0)):
        return Wait(min(now + READY_AGAIN_AFTER, row.useful_until))
    return None


def _no_longer_wanted(row: Claimed) -> Skip | None:
    if not row.enabled:
        return Skip("opted_out")
    if row.away and row.kind in _ABOUT_PLAYING:
        return Skip("away")
    if row.kind == "daily_reminder":
        if not row.reminders_enabled:
            return Skip("opted_out")
        if row.answer is not None:
            return Skip("cancelled")
    if row.kind == "session_ready" and row.answer in (None, "NOT_PLAYING"):
        return Skip("withdrew")
    if row.kind == "condition" and row.answer != "LOOKING":
        return Skip("withdrew")
    return None


def _not_to_be_asked(row: Claimed, now: datetime, community: ZoneInfo) -> Skip | Wait | None:
    """Skip a campaign's message, or let it wait, where the present speaks against asking.

    The snapshot only bounds who may be asked. A dry run's initiator is asked whatever their answer.
    """
    if row.payload.get("dry_run") is not True:
        if not row.allow_promotions:
            return Skip("opted_out")
        if row.away:
            return Skip("away")
        if row.answer in (None, "NOT_PLAYING"):
            return Skip("withdrew")
    if row.kind == "promotion_followup":
        if row.in_voice is None:
            return Skip("voice_unknown")
        if row.in_voice:
            return Skip("cancelled")
        if comes_later(row.arrives_at, row.starts_at, community, now):
            return Skip("comes_later")
    if row.follows_unsent:
        return Wait(min(now + FOLLOWS_AFTER, row.useful_until))
    return None


def _not_to_be_called(row: Claimed) -> Skip | None:
    """Skip a call's message where the present speaks against asking; a wave chose by the past."""
    if row.call_status in ("stopped", "called_off"):
        return Skip("cancelled")
    if not row.allow_promotions:
        return Skip("opted_out")
    if row.answer is not None:
        return Skip("cancelled")
    if row.away:
        return Skip("away")
    if row.call_status == "full" or row.looking_count >= int(row.payload["threshold"]):
        return Skip("full")
    if row.told_by_campaign:
        return Skip("already_notified")
    return Skip("over_limit") if row.over_limit else None


def _quiet_hours(row: Claimed, now: datetime, community: ZoneInfo) -> Wait | Skip | None:
    if row.quiet_start is None or row.quiet_end is None:
        return None
    quiet = QuietHours(row.quiet_start, row.quiet_end)
    zone = zone_of(row, community)
    if not quiet.is_quiet(now, zone):
        return None
    if row.kind in ASKING or row.kind == "condition":
        return Skip("quiet_hours")
    until = quiet.ends_after(now, zone)
    return Wait(until) if until < row.useful_until else Skip("quiet_hours")


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
