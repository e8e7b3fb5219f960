"""Whether a claimed row is sent now, waits or is skipped (delivery rules 6, 7, 8). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from muster.availability.rules import comes_later
from muster.channels.rules import QuietHours
from muster.evening import Evenings
from muster.notifications.rules import (
    ASKING,
    OF_PROMOTIONS,
    Claimed,
    MessageKind,
    Reason,
    zone_of,
)
from muster.refusals import RefusalCode

READY_AGAIN_AFTER = timedelta(seconds=60)
FOLLOWS_AFTER = timedelta(seconds=5)

_OF_A_SESSION = ASKING | {
    "condition",
    "daily_reminder",
    "session_ready",
    "promotion_summary",
}
"""Messages that are true only where there is a session on the day that they speak of."""

_ABOUT_PLAYING: frozenset[MessageKind] = frozenset({"daily_reminder", "session_ready"})


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
    if row.kind == "chat_replaced":
        return _quiet_hours(row, now, community) or Send()
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
