"""The words of the messages: one thought each, a link, and how to turn it off.

Times are the reader's: a Discord timestamp that everybody sees in their own zone, elsewhere the
wall clock of their zone, named where it is not the community's.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from muster.channels.rules import ChannelType
from muster.notifications.rules import Claimed

TITLES = {
    "DAILY_REMINDER": "Daily check-in",
    "SESSION_READY": "Session ready",
    "TEST": "Test message",
    "PROMOTE:T-15": "Starts soon",
    "PROMOTE:T0": "It starts",
    "PROMOTE:FOLLOWUP": "Missing in voice",
}


def title_of(event_key: str) -> str:
    """What an event is called on a page; the key's start decides."""
    for start, title in TITLES.items():
        if event_key.startswith(f"{start}:"):
            return title
    return "Message"


def page_link(origin: str, nonce: str) -> str:
    """The page's address with the row's reference in it, by which a sent message is recognised."""
    return f"{origin}/#/availability?n={nonce}"


def text_of(
    row: Claimed, *, origin: str, start: datetime, zone: ZoneInfo, community: ZoneInfo
) -> str:
    """The whole message for one claimed row; `start` is tonight's start (aware)."""
    match row.kind:
        case "daily_reminder":
            asked = "Do you play tonight? You have not answered yet."
            body = "Who plays tonight?" if row.user_id is None else asked
        case "session_ready":
            when = shown_time(start, row.channel_type, zone, community)
            body = f"The session is ready: {row.looking_count} are looking. It starts at {when}."
        case "test":
            body = "This is your test message. Messages reach you here."
    lines = [body, page_link(origin, row.nonce)]
    if row.user_id is not None:
        lines.append(how_to_stop(row))
    return "\n".join(lines)


def how_to_stop(row: Claimed) -> str:
    """How this person ends such messages, in the way that works where they read it."""
    if row.channel_type == "discord":
        return "Turn messages off on the page, under My notifications."
    return "Reply STOP to end all messages here."


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
