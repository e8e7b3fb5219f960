"""The words of the messages: one thought each, a link, and how to turn it off.

Times are the reader's: a Discord timestamp that everybody sees in their own zone, elsewhere the
wall clock of their zone, named where it is not the community's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from muster.channels.rules import ChannelType
from muster.clock import local_date
from muster.live_status.rules import STALE_AFTER
from muster.notifications.rules import Asked, Claimed, MessageKind, Reason
from muster.words import (
    Language,
    Sayable,
    Sentence,
    Text,
    Words,
    lines,
    remembered,
    rendered,
    words,
)

say = words("messages")

TITLES: Final[dict[str, Sentence]] = {
    "DAILY_REMINDER": say("title-check-in"),
    "SESSION_READY": say("title-ready"),
    "CONDITION": say("title-condition"),
    "TEST": say("title-test"),
    "PROMOTE:T-15": say("title-reminder"),
    "PROMOTE:T0": say("title-start"),
    "PROMOTE:FOLLOWUP": say("title-follow-up"),
    "PROMOTE:SUMMARY": say("title-summary"),
    "CALL": say("title-call"),
    "USUAL_STOPPED": say("title-usual"),
    "ERASURE": say("title-erasure"),
    "CHAT_REPLACED": say("title-chat-replaced"),
    "PLANNING:ROOM": say("title-room"),
    "PLANNING:TEAMS": say("title-teams"),
    "PLANNING:PING": say("title-needed"),
    "PLANNING:THREAD": say("title-thread"),
}


why = words("reasons")

REASON_SENTENCES: Final[dict[Reason, Sentence]] = {
    "quiet_hours": why("quiet-hours"),
    "withdrew": why("withdrew"),
    "opted_out": why("opted-out"),
    "unlinked": why("unlinked"),
    "no_channel": why("no-channel"),
    "already_notified": why("already-notified"),
    "expired": why("expired"),
    "cancelled": why("cancelled"),
    "voice_unknown": why("voice-unknown"),
    "away": why("away"),
    "over_limit": why("over-limit"),
    "full": why("full"),
    "comes_later": why("comes-later"),
    "erasing": why("erasing"),
}
STATE_SENTENCES: Final[dict[str, Sentence]] = {"failed": why("failed"), "unknown": why("unknown")}
"""What is said where a state tells more than any reason."""

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:@/&])")
_NAME_MOST = 40
_SIDE_MOST = 800

_NONE, _STARTS_NOW = timedelta(0), timedelta(minutes=1)


def title_of(event_key: str) -> Sentence:
    """What an event is called on a page; the key's start decides."""
    for start, title in TITLES.items():
        if event_key.startswith(f"{start}:"):
            return title
    return say("title-message")


Place = Literal["availability", "planning", "notifications", "profile"]
"""Where on the page a link leads."""

WAY_OUT: Final = "notifications"
"""Where messages are turned off."""

_PLACES: dict[MessageKind, Place] = {
    "session_ready": "planning",
    "planning_room": "planning",
    "planning_teams": "planning",
    "planning_ping": "planning",
    "usual_stopped": WAY_OUT,
    "test": WAY_OUT,
    "chat_replaced": WAY_OUT,
    "erasure": "profile",
}


def place_of(kind: MessageKind) -> Place:
    """Where a message of this kind leads: to what there is to do about it."""
    return _PLACES.get(kind, "availability")


def page_link(origin: str, nonce: str, place: Place = "availability") -> str:
    """A place on the page, with the row's reference, by which a sent message is recognised."""
    return f"{origin}/#/{place}?n={nonce}"


def refers_to(text: str, nonce: str) -> bool:
    """Whether a text has a link with this reference, to whatever place an older version led."""
    return re.search(rf"\?n={re.escape(nonce)}(?![\w-])", text) is not None


def text_of(
    row: Claimed,
    *,
    origin: str,
    start: datetime,
    zone: ZoneInfo,
    community: ZoneInfo,
    language: Language,
    now: datetime,
) -> str:
    """The whole message for one claimed row as it is true at `now`, in a language.

    Args:
        start: tonight's start (aware) where the row does not name its own.
    """
    if isinstance(own_start := row.payload.get("start"), str):
        start = datetime.fromisoformat(own_start)
    when = shown_time(start, row.channel_type, zone, community)
    tonight = row.day in (None, local_date(now, community))
    if row.kind == "erasure":
        erases_at = datetime.fromisoformat(row.payload["erases_at"])
        day = _shown_day(erases_at, row.channel_type, zone)
        body = remembered(erasure_words(row.payload["asked_by"], day), language)
    elif row.kind == "planning_teams":
        body = _teams(row.payload, language).in_language(language)
    else:
        # Most of an audience is told the same.
        body = remembered(_body(row, when, start - now, now, tonight=tonight), language)
    return "\n".join([body, *ending_of(row, origin, language)])


def ending_of(row: Claimed | Asked, origin: str, language: Language) -> list[str]:
    """The last lines of a message, also once it is edited: its link, by which it is recognised, and
    to a person how to end such messages, in a language.
    """
    place = place_of(row.kind)
    found: list[str] = []
    if row.channel_type == "push":
        return found  # a press on it leads there, and its device turns it off
    # Where the way out leads to the same place, one link is enough.
    if row.user_id is None or place != WAY_OUT:
        found.append(page_link(origin, row.nonce, place))
    if row.user_id is not None:
        found.append(how_to_stop(row, origin, language))
    return found


def _body(
    row: Claimed, when: Sayable, until_start: timedelta, now: datetime, *, tonight: bool
) -> Sentence:
    """The thought of the message; `when` is the start as the reader sees it."""
    match row.kind:
        case "daily_reminder":
            return say("check-in-all") if row.user_id is None else say("check-in")
        case "condition":
            if row.day is not None and not tonight:
                return say("condition-day", day=row.day, count=row.looking_count)
            begun = _begun(until_start)
            return say("condition", count=row.looking_count, begun=begun, when=when)
        case "session_ready":
            begun = _begun(until_start)
            return say("ready", count=row.looking_count, begun=begun, when=when)
        case "test":
            return say("test")
        case "promotion_reminder" | "promotion_start":
            if until_start > _NONE:
                return say("starts", when=when)
            if until_start > -_STARTS_NOW:
                return say("starts-now", when=when)
            joins = row.kind == "promotion_start"
            return say("started-join", when=when) if joins else say("started", when=when)
        case "promotion_followup":
            seen = _seen_on_server(row, now)
            return say("on-server") if seen else say("not-in-voice", when=when)
        case "promotion_summary":
            return _summary(row, when)
        case "call":
            missing = int(row.payload["threshold"]) - row.looking_count
            return call_words(missing, row.looking_count, when)
        case "usual_stopped":
            return USUAL_STOPPED
        case "chat_replaced":
            return say("chat-replaced", channel=row.payload["replaced"])
        case "erasure" | "planning_teams":
            raise AssertionError("their words need the reader's zone, or how long they are")
        case "planning_room":
            return say("room-open")
        case "planning_ping":
            return say("needed", count=row.payload["need_count"])


def _begun(until_start: timedelta) -> str:
    return "no" if until_start > _NONE else "yes"


def call_words(missing: int, looking: int, when: Sayable) -> Sentence:
    """Why somebody is asked: how many are missing, and when it starts."""
    return say("call", missing=max(1, missing), count=looking, when=when)


USUAL_STOPPED: Final = say("usual-stopped")


def erasure_words(asked_by: str, day: Sayable) -> Sentence:
    """That somebody is to be erased on a day, and how that is taken back."""
    by = asked_by if asked_by in ("person", "admin") else "operator"
    return say("erasure", by=by, day=day)


def _shown_day(instant: datetime, channel_type: ChannelType, zone: ZoneInfo) -> Sayable:
    """A day and the time on it as the reader should see them."""
    if channel_type == "discord":
        return f"<t:{int(instant.timestamp())}:f>"
    local = instant.astimezone(zone)
    return say("day-time", day=local.date(), time=f"{local:%H:%M}")


def _teams(payload: dict[str, Any], language: Language) -> Words:
    sides = {side: _players(payload[side], language) for side in ("A", "B")}
    if not any(sides.values()):
        return say("teams-cleared")
    return lines(
        say("teams"),
        *(
            say("side", side=side, players=players or say("side-nobody"))
            for side, players in sides.items()
        ),
    )


def _players(side: dict[str, Any], language: Language) -> Words | None:
    """A side's players in one line, the captain first, so many that the message is not cut; None
    where there is nobody.
    """
    names: list[Sayable] = [plain(name) for name in side["players"]]
    if side["captain"] is not None:
        names.insert(0, say("captain", name=plain(side["captain"])))
    shown = fitting(names, _SIDE_MOST, language)
    if not names or len(shown) == len(names):
        return in_a_row(names) if names else None
    return say("and-more", names=in_a_row(shown), count=len(names) - len(shown))


def in_a_row(names: Iterable[Sayable]) -> Text:
    """Names in one line behind a colon: "Ana, Bor, Cene"."""
    return lines(*names, between=", ")


def fitting(names: Sequence[Sayable], most: int, language: Language) -> Sequence[Sayable]:
    """As many of the first names as are at most `most` letters long in a row, in a language."""
    length = 0
    for number, name in enumerate(names):
        length += len(rendered(name, language)) + (2 if number else 0)
        if length > most:
            return names[:number]
    return names


def plain(name: str) -> str:
    """A name as Discord shows it letter by letter: no formatting, link or mention; cut if long."""
    shortened = name if len(name) <= _NAME_MOST else f"{name[: _NAME_MOST - 1]}…"
    return _MARKUP.sub(r"\\\1", shortened)


def _seen_on_server(row: Claimed, now: datetime) -> bool:
    """Whether the recipient was seen on the game server so lately that it may be said."""
    seen_at = row.payload.get("seen_on_server_at")
    return isinstance(seen_at, str) and now - datetime.fromisoformat(seen_at) <= STALE_AFTER


def _summary(row: Claimed, when: Sayable) -> Sentence:
    expected, present = row.payload.get("expected"), row.payload.get("present")
    if not isinstance(expected, int) or not isinstance(present, int):
        return say("summary-unknown", when=when)
    if not expected:
        return say("summary-withdrawn", when=when)
    return say("summary", expected=expected, present=present, when=when)


_LINK: Final = "\N{WHITE SQUARE}"


def how_to_stop(row: Claimed | Asked, origin: str, language: Language) -> str:
    """How this person ends such messages, in the way that works where they read it."""
    settings = page_link(origin, row.nonce, WAY_OUT)
    way = "turn-off" if row.channel_type == "discord" else "stop"
    # The link alone differs from message to message.
    return remembered(say(way, link=_LINK), language).replace(_LINK, settings)


# --- what is said to whoever answers --------------------------------------------------------------

answer = words("replies")

IT_WORKS: Final = answer("it-works")
FROM_WHEN: Final = answer("from-when")
CHANGE_IT_NOW: Final = answer("change-it")
EVENING_OVER: Final = answer("evening-over")
NOT_YOURS: Final = answer("not-yours")
UNKNOWN_ANSWER: Final = answer("unknown-answer")
CAMPAIGN_CANCELLED: Final = answer("campaign-cancelled")


def from_when_in_words(time: str) -> Sentence:
    """Asks from when on somebody is in where there are no buttons; `time` is one they may say."""
    return answer("from-when-words", time=time)


def shown_time(
    instant: datetime, channel_type: ChannelType, zone: ZoneInfo, community: ZoneInfo
) -> str | Sentence:
    """A time of day as the reader should see it."""
    if channel_type == "discord":
        return f"<t:{int(instant.timestamp())}:t>"
    local = instant.astimezone(zone)
    if local.utcoffset() == instant.astimezone(community).utcoffset():
        return f"{local:%H:%M}"
    place = zone.key.rpartition("/")[2].replace("_", " ")
    return say("time-elsewhere", time=f"{local:%H:%M}", place=place)
