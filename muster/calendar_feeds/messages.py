"""What calendars and their events say, as sentences without a language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from muster.calendar_feeds.rules import Calendar, Event
from muster.names import shown
from muster.words import Sentence, words

say = words("calendarFeeds")

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def name_of(calendar: Calendar) -> Sentence:
    """What a calendar is called in somebody's list of calendars."""
    if calendar.own:
        return say("own-calendar", community=_name(calendar.community))
    return say("community-calendar", community=_name(calendar.community))


def title_of(event: Event, community: str) -> Sentence:
    """An event in one line; calendars show little more than its beginning."""
    if event.taken_back:
        return say("title-taken-back", community=_name(community))
    if event.state == "off":
        return say("title-off", community=_name(community))
    if event.state == "ready":
        return say("title-ready", community=_name(community))
    if event.status == "CANCELLED":
        return say("title-short", community=_name(community))
    return say("title-open", community=_name(community))


def lines_of(event: Event) -> Iterator[Sentence]:
    """What an event says below its title, a line each: nothing that is old in an hour."""
    if event.taken_back:
        yield say("says-taken-back")
    if event.own == "LOOKING":
        yield say("says-looking")
    elif event.own == "AVAILABLE":
        yield say("says-available")
    if event.arrives_at is not None:
        yield say("says-arrives", time=f"{event.arrives_at:%H:%M}")
    if event.only_if is not None:
        yield say("says-only-if", count=event.only_if)
    if event.state == "off":
        yield say("says-off")
    elif event.state == "ready":
        yield say("says-ready")
    elif event.status == "CANCELLED" and not event.taken_back:
        yield say("says-short")
    else:
        yield say("says-open")


def _name(community: str) -> str:
    """A name that turns nothing around it: marks of direction go, and letters that are written from
    right to left stay among themselves.
    """
    name = shown(community)
    if any(unicodedata.bidirectional(each) in ("R", "AL", "AN") for each in name):
        return f"{_FIRST_STRONG_ISOLATE}{name}{_POP_ISOLATE}"
    return name
