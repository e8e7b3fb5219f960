"""The words of the messages: one thought each, a link, and how to turn it off.

Times are the reader's: a Discord timestamp that everybody sees in their own zone, elsewhere the
wall clock of their zone, named where it is not the community's.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from muster.channels.rules import ChannelType
from muster.clock import local_date
from muster.live_status.rules import STALE_AFTER
from muster.notifications.rules import Asked, Claimed, MessageKind, Reason

TITLES = {
    "DAILY_REMINDER": "Daily check-in",
    "SESSION_READY": "Session ready",
    "CONDITION": "You are in",
    "TEST": "Test message",
    "PROMOTE:T-15": "Starts soon",
    "PROMOTE:T0": "It starts",
    "PROMOTE:FOLLOWUP": "Missing in voice",
    "PROMOTE:SUMMARY": "Voice check",
    "CALL": "Call",
    "USUAL_STOPPED": "Usual answers",
    "ERASURE": "You will be erased",
    "PLANNING:ROOM": "Planning room",
    "PLANNING:TEAMS": "Teams",
    "PLANNING:PING": "Players needed",
    "PLANNING:THREAD": "Planning thread",
}


REASON_SENTENCES: dict[Reason, str] = {
    "quiet_hours": "It was your quiet hours.",
    "withdrew": "You had taken your answer back.",
    "opted_out": "You had switched this off.",
    "unlinked": "You were not linked to a player.",
    "no_channel": "There was no channel that could reach you.",
    "already_notified": "You had been told already.",
    "expired": "It would have come too late to be of use.",
    "cancelled": "It was no longer needed.",
    "voice_unknown": "Voice could not be read.",
    "away": "You were away.",
    "over_limit": "You had been asked as often as you want to be.",
    "full": "Enough players had been found.",
    "comes_later": "You had said that you come later.",
    "erasing": "You are to be erased here.",
}

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:@/&])")
_NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
_NAME_MOST = 40
_SIDE_MOST = 800

_NONE, _STARTS_NOW = timedelta(0), timedelta(minutes=1)


def title_of(event_key: str) -> str:
    """What an event is called on a page; the key's start decides."""
    for start, title in TITLES.items():
        if event_key.startswith(f"{start}:"):
            return title
    return "Message"


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
    now: datetime,
) -> str:
    """The whole message for one claimed row as it is true at `now`.

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
        body = erasure_words(row.payload["asked_by"], day)
    else:
        body = _body(row, when, start - now, now, tonight=tonight)
    return "\n".join([body, *ending_of(row, origin)])


def ending_of(row: Claimed | Asked, origin: str) -> list[str]:
    """The last lines of a message, also once it is edited: its link, by which it is recognised, and
    to a person how to end such messages.
    """
    place = place_of(row.kind)
    lines: list[str] = []
    if row.channel_type == "push":
        return lines  # a press on it leads there, and its device turns it off
    # Where the way out leads to the same place, one link is enough.
    if row.user_id is None or place != WAY_OUT:
        lines.append(page_link(origin, row.nonce, place))
    if row.user_id is not None:
        lines.append(how_to_stop(row, origin))
    return lines


def _body(row: Claimed, when: str, until_start: timedelta, now: datetime, *, tonight: bool) -> str:
    """The thought of the message; `when` is the start as the reader sees it."""
    match row.kind:
        case "daily_reminder":
            asked = "Do you play tonight? You have not answered yet."
            return "Who plays tonight?" if row.user_id is None else asked
        case "condition":
            return _condition(row, when, until_start, tonight=tonight)
        case "session_ready":
            starts = "starts" if until_start > _NONE else "started"
            are = "is" if row.looking_count == 1 else "are"
            return (
                f"The session is ready: {row.looking_count} {are} looking. It {starts} at {when}."
            )
        case "test":
            return "This is your test message. Messages reach you here."
        case "promotion_reminder" | "promotion_start":
            if until_start > _NONE:
                return f"Tonight's session starts at {when}."
            if until_start > -_STARTS_NOW:
                return f"It is {when}: tonight's session starts now."
            late = "; you can still join" if row.kind == "promotion_start" else ""
            return f"Tonight's session started at {when}{late}."
        case "promotion_followup":
            if _seen_on_server(row, now):
                return "You are on the server but not in voice. Join the others there."
            return f"Tonight's session started at {when} and you are not in voice yet."
        case "promotion_summary":
            return _summary(row, when)
        case "call":
            missing = int(row.payload["threshold"]) - row.looking_count
            return call_words(missing, row.looking_count, when)
        case "usual_stopped":
            return USUAL_STOPPED
        case "erasure":
            raise AssertionError("its words need the reader's zone")
        case "planning_room":
            return "The planning room is open: vote for a team name and make the teams."
        case "planning_teams":
            return _teams(row.payload)
        case "planning_ping":
            return _needed(row.payload["need_count"])


def _condition(row: Claimed, when: str, until_start: timedelta, *, tonight: bool) -> str:
    """That somebody is in, since as many are as they asked for."""
    are = "is" if row.looking_count == 1 else "are"
    looking = f"{row.looking_count} {are} looking"
    if row.day is not None and not tonight:
        return f"You are in on {row.day:%a} {row.day.day} {row.day:%b}: {looking}."
    starts = "starts" if until_start > _NONE else "started"
    return f"You are in: {looking}. The session {starts} at {when}."


def call_words(missing: int, looking: int, when: str) -> str:
    """Why somebody is asked: how many are missing, and when it starts."""
    short = max(1, missing)
    number = _NUMBERS.get(short, str(short))
    are = "is" if looking == 1 else "are"
    who = f"{looking} {are} in" if looking else "nobody is in yet"
    return f"Tonight is {number} short: {who}, it starts at {when}. Are you in?"


USUAL_STOPPED: Final = (
    "Plans change, and the last two evenings that we answered for you did not work out. So we leave"
    " your answers to you again. If you want us to give your usual answers, switch it on again."
)


def erasure_words(asked_by: str, day: str) -> str:
    """That somebody is to be erased on a day, and how that is taken back."""
    asked = {
        "person": "You asked to be erased here.",
        "admin": "An admin of this community asked that you are erased here.",
    }.get(asked_by, "Whoever runs this site asked that you are erased here.")
    return (
        f"{asked} Until {day} nothing is lost, and nobody asks you to play; then all that is stored"
        " of you goes. To stay, open your profile and press “Stay”."
    )


def _shown_day(instant: datetime, channel_type: ChannelType, zone: ZoneInfo) -> str:
    """A day and the time on it as the reader should see them."""
    if channel_type == "discord":
        return f"<t:{int(instant.timestamp())}:f>"
    local = instant.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def _teams(payload: dict[str, Any]) -> str:
    sides = {side: _players(payload[side]) for side in ("A", "B")}
    if not any(sides.values()):
        return "The teams were cleared; nobody is drafted at the moment."
    lines = [f"**{side}:** {players or 'nobody yet'}" for side, players in sides.items()]
    return "\n".join(["The teams:", *lines])


def _players(side: dict[str, Any]) -> str:
    """A side's players in one line, the captain first, so many that the message is not cut."""
    names = [plain(name) for name in side["players"]]
    if side["captain"] is not None:
        names.insert(0, f"{plain(side['captain'])} (captain)")
    shown: list[str] = []
    for name in names:
        if len(", ".join([*shown, name])) > _SIDE_MOST:
            return f"{', '.join(shown)} and {len(names) - len(shown)} more"
        shown.append(name)
    return ", ".join(shown)


def _needed(number: int) -> str:
    if number == 1:
        return "One more player is needed for two full teams. Who joins?"
    return f"{number} more players are needed for two full teams. Who joins?"


def plain(name: str) -> str:
    """A name as Discord shows it letter by letter: no formatting, link or mention; cut if long."""
    shortened = name if len(name) <= _NAME_MOST else f"{name[: _NAME_MOST - 1]}…"
    return _MARKUP.sub(r"\\\1", shortened)


def _seen_on_server(row: Claimed, now: datetime) -> bool:
    """Whether the recipient was seen on the game server so lately that it may be said."""
    seen_at = row.payload.get("seen_on_server_at")
    return isinstance(seen_at, str) and now - datetime.fromisoformat(seen_at) <= STALE_AFTER


def _summary(row: Claimed, when: str) -> str:
    expected, present = row.payload.get("expected"), row.payload.get("present")
    if not isinstance(expected, int) or not isinstance(present, int):
        return f"Session of {when}: voice could not be read, so nobody was asked to join it."
    if not expected:
        return f"Session of {when}: everybody who was asked has withdrawn."
    were = "was" if expected == 1 else "were"
    are = "is" if 1 in (expected, present) else "are"
    return f"Session of {when}: {present} of {expected} who {were} asked {are} in voice."


def how_to_stop(row: Claimed | Asked, origin: str) -> str:
    """How this person ends such messages, in the way that works where they read it."""
    settings = page_link(origin, row.nonce, WAY_OUT)
    if row.channel_type == "discord":
        return f"Turn messages off: {settings}"
    return f"Reply STOP to end all messages here, or choose which ones you get: {settings}"


# --- what is said to whoever answers --------------------------------------------------------------

IT_WORKS: Final = "It works: your answer reached us."
FROM_WHEN: Final = "From when are you in?"
FROM_WHEN_IN_WORDS: Final = "From when are you in? Reply with a time, such as {time}."
EVENING_OVER: Final = "That evening is over, so nothing was changed."
NOT_YOURS: Final = "This message was for somebody else, so nothing was changed."
UNKNOWN_ANSWER: Final = (
    "This message is from another version of us. Answer on the page or with a command instead."
)
CAMPAIGN_CANCELLED: Final = "The campaign that asked you was cancelled; your answer counts."


def shown_time(
    instant: datetime, channel_type: ChannelType, zone: ZoneInfo, community: ZoneInfo
) -> str:
    """A time of day as the reader should see it."""
    if channel_type == "discord":
        return f"<t:{int(instant.timestamp())}:t>"
    local = instant.astimezone(zone)
    if local.utcoffset() == instant.astimezone(community).utcoffset():
        return f"{local:%H:%M}"
    return f"{local:%H:%M} ({zone.key.rpartition('/')[2].replace('_', ' ')} time)"
