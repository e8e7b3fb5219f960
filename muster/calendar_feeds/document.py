"""Calendars as iCalendar text (RFC 5545, 7986): what a calendar program reads. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from muster.calendar_feeds.messages import lines_of, name_of, title_of
from muster.calendar_feeds.rules import ASK_AGAIN_AFTER, Calendar, Event

_PROGRAM: Final = "-//Muster//Muster//EN"
_NO_EVENTS_FROM: Final = datetime(2026, 1, 1, tzinfo=UTC)


def calendar_text(calendar: Calendar) -> bytes:
    """A calendar as its program reads it: lines of 75 octets at most, each ended by CR and LF.

    It is made of nothing but `calendar`, so that what did not change is the same to the last byte.
    Times are instants of UTC, which no summer time moves.
    """
    import icalendar

    text: Any = icalendar.Calendar()
    text.add("version", "2.0")
    text.add("prodid", _PROGRAM)
    text.add("calscale", "GREGORIAN")
    name = _text(name_of(calendar).in_language(calendar.language))
    text.add("name", name)
    text.add("x-wr-calname", name)
    refresh: Any = icalendar.vDuration(ASK_AGAIN_AFTER)
    refresh.params["VALUE"] = "DURATION"
    text.add("refresh-interval", refresh)
    text.add("x-published-ttl", icalendar.vDuration(ASK_AGAIN_AFTER))
    for event in calendar.events:
        text.add_component(_event(event, calendar))
    if not calendar.events:
        # A calendar has to hold something (RFC 5545, 3.6): this names the zone and shows nothing.
        text.add_component(_zone(calendar.zone))
    return text.to_ical(sorted=False)


def _event(event: Event, calendar: Calendar) -> Any:
    import icalendar

    language = calendar.language
    text: Any = icalendar.Event()
    text.add("uid", event.uid)
    text.add("dtstamp", _second(event.modified_at))
    text.add("last-modified", _second(event.modified_at))
    text.add("sequence", event.sequence)
    text.add("dtstart", event.starts_at)
    text.add("dtend", event.ends_at)
    text.add("status", event.status)
    text.add("transp", "OPAQUE" if event.busy else "TRANSPARENT")
    text.add("class", "PRIVATE" if event.private else "PUBLIC")
    text.add("summary", _text(title_of(event, calendar.community).in_language(language)))
    text.add(
        "description", _text("\n".join(each.in_language(language) for each in lines_of(event)))
    )
    text.add("url", f"{calendar.origin}/#/availability?day={event.day.isoformat()}")
    text.add("categories", _categories(event))
    return text


def _text(text: str) -> Any:
    """A value of type TEXT (RFC 5545, 3.3.11)."""
    return _text_type()(text)


@cache
def _text_type() -> Any:
    from icalendar import vText

    class Text(vText):
        r"""The library takes `\N` for a line break, as files have it; here it is of a name."""

        def to_ical(self) -> bytes:
            return rb"\\N".join(vText(part).to_ical() for part in self.split(r"\N"))

    return Text


def _categories(event: Event) -> list[str]:
    """Words for filters, the same in every language."""
    words = ["MUSTER"]
    if event.own is not None:
        words.append(event.own)
    if event.state == "ready" and event.status == "CONFIRMED":
        words.append("READY")
    return words


def _second(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


def _zone(name: str) -> Any:
    import icalendar

    first = _NO_EVENTS_FROM.date()
    return icalendar.Timezone.from_tzinfo(
        ZoneInfo(name), first_date=first, last_date=first + timedelta(days=366)
    )
