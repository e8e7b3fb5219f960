"""iCalendar text, read by a strict grammar of our own (RFC 5545, 7986) and by two parsers that are
not ours and not the one that writes it. Where they differ, or one refuses, it is no calendar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import vobject
from ical.calendar_stream import IcsCalendarStream

_LINE = re.compile(
    r"(?P<name>[A-Z0-9-]+)(?P<params>(?:;[A-Z0-9-]+=(?:\"[^\"\x00-\x1f\x7f]*\"|[^\";:,\x00-\x1f\x7f]*)"
    r"(?:,(?:\"[^\"\x00-\x1f\x7f]*\"|[^\";:,\x00-\x1f\x7f]*))*)*):(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)"
)
_TEXT = re.compile(r"(?:[^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,Nn])*")
_TEXTS = re.compile(rf"{_TEXT.pattern}(?:,{_TEXT.pattern})*")
_UTC = re.compile(r"\d{8}T\d{6}Z")
_LOCAL = re.compile(r"\d{8}T\d{6}")
_CLOCK = r"T(?:\d+H)?(?:\d+M)?(?:\d+S)?"
_DURATION = re.compile(rf"P(?:\d+W|\d+D(?:{_CLOCK})?|{_CLOCK})")
_OFFSET = re.compile(r"[+-]\d{4}(?:\d{2})?")
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[!-~]+")

# Property → what its value has to look like.
_CALENDAR = {
    "VERSION": re.compile(r"2\.0"),
    "PRODID": _TEXT,
    "CALSCALE": re.compile("GREGORIAN"),
    "NAME": _TEXT,
    "X-WR-CALNAME": _TEXT,
    "REFRESH-INTERVAL": _DURATION,
    "X-PUBLISHED-TTL": _DURATION,
}
_EVENT = {
    "UID": _TEXT,
    "DTSTAMP": _UTC,
    "LAST-MODIFIED": _UTC,
    "SEQUENCE": re.compile(r"\d{1,9}"),
    "DTSTART": _UTC,
    "DTEND": _UTC,
    "STATUS": re.compile("TENTATIVE|CONFIRMED|CANCELLED"),
    "TRANSP": re.compile("OPAQUE|TRANSPARENT"),
    "CLASS": re.compile("PUBLIC|PRIVATE"),
    "SUMMARY": _TEXT,
    "DESCRIPTION": _TEXT,
    "URL": _URI,
    "CATEGORIES": _TEXTS,
}
_ZONE = {"TZID": _TEXT, "COMMENT": _TEXT}
_OBSERVANCE = {
    "DTSTART": _LOCAL,
    "TZOFFSETFROM": _OFFSET,
    "TZOFFSETTO": _OFFSET,
    "TZNAME": _TEXT,
    "RDATE": _TEXTS,
}
_KNOWN = {
    "VCALENDAR": _CALENDAR,
    "VEVENT": _EVENT,
    "VTIMEZONE": _ZONE,
    "STANDARD": _OBSERVANCE,
    "DAYLIGHT": _OBSERVANCE,
}
_NEEDED = {
    "VCALENDAR": set(_CALENDAR),
    "VEVENT": set(_EVENT),
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}
_INSIDE = {
    "VCALENDAR": {"VEVENT", "VTIMEZONE"},
    "VTIMEZONE": {"STANDARD", "DAYLIGHT"},
    "VEVENT": set[str](),
    "STANDARD": set[str](),
    "DAYLIGHT": set[str](),
}
_PARAMETERS = {"REFRESH-INTERVAL": ";VALUE=DURATION"}


class NoCalendar(AssertionError):
    """The text breaks a rule of iCalendar."""


@dataclass(frozen=True)
class ReadEvent:
    """An event as all readers have read it; instants in UTC."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    status: str
    summary: str
    description: str
    categories: tuple[str, ...]
    modified_at: datetime
    transparency: str
    privacy: str
    url: str


@dataclass(frozen=True)
class ReadCalendar:
    """A calendar as all readers have read it."""

    name: str
    events: tuple[ReadEvent, ...]

    def __getitem__(self, day: str) -> ReadEvent:
        (found,) = [each for each in self.events if each.uid.startswith(day)]
        return found


def read_calendar(text: bytes) -> ReadCalendar:
    """The calendar in `text`.

    Raises:
        NoCalendar: it is none by the grammar, or two readers take it for different things.
    """
    ours = _by_grammar(text)
    for name, theirs in (("ical", _by_ical(text)), ("vobject", _by_vobject(text))):
        if theirs != ours:
            raise NoCalendar(f"{name} reads {theirs}\nand the grammar {ours}")
    return ours


def content_lines(text: bytes) -> list[str]:
    """The lines of a calendar, unfolded.

    Raises:
        NoCalendar: a line is too long, ends otherwise than in CR and LF, or is folded inside a
            letter.
    """
    if not text.endswith(b"\r\n"):
        raise NoCalendar("the last line has no end")
    physical = text[:-2].split(b"\r\n")
    lines: list[str] = []
    for number, line in enumerate(physical, 1):
        if len(line) > 75:
            raise NoCalendar(f"line {number} has {len(line)} octets")
        if b"\r" in line or b"\n" in line:
            raise NoCalendar(f"line {number} holds half an end")
        try:
            read = line.decode()
        except UnicodeDecodeError:
            raise NoCalendar(f"line {number} is folded inside a letter") from None
        if read.startswith((" ", "\t")):
            if not lines:
                raise NoCalendar("the first line goes on from nothing")
            lines[-1] += read[1:]
        else:
            lines.append(read)
    return lines


# --- by the grammar -------------------------------------------------------------------------------


def _by_grammar(text: bytes) -> ReadCalendar:
    open_parts: list[tuple[str, dict[str, str], list[str]]] = []
    events: list[ReadEvent] = []
    calendar: dict[str, str] | None = None
    for line in content_lines(text):
        matched = _LINE.fullmatch(line)
        if matched is None:
            raise NoCalendar(f"no content line: {line!r}")
        name, params, value = matched["name"], matched["params"], matched["value"]
        if calendar is not None:
            raise NoCalendar(f"behind the end: {line!r}")
        if name == "BEGIN":
            inside = _INSIDE[open_parts[-1][0]] if open_parts else {"VCALENDAR"}
            if value not in inside:
                raise NoCalendar(f"{value} where it must not be")
            open_parts.append((value, {}, []))
        elif name == "END":
            part, properties, parts = open_parts.pop()
            if part != value:
                raise NoCalendar(f"END:{value} in {part}")
            _check_part(part, properties, parts)
            if open_parts:
                open_parts[-1][2].append(part)
            if part == "VEVENT":
                events.append(_event(properties))
            elif part == "VCALENDAR":
                calendar = properties
        elif not open_parts:
            raise NoCalendar(f"outside of everything: {line!r}")
        else:
            _take(open_parts[-1], name, params, value)
    if calendar is None:
        raise NoCalendar("it does not end")
    uids = [each.uid for each in events]
    if len(set(uids)) != len(uids):
        raise NoCalendar("an event is there twice")
    return ReadCalendar(_unescaped(calendar["X-WR-CALNAME"]), tuple(events))


def _take(part: tuple[str, dict[str, str], list[str]], name: str, params: str, value: str) -> None:
    known = _KNOWN[part[0]]
    if part[2]:
        raise NoCalendar(f"{name} behind a component of {part[0]}")
    if name not in known:
        raise NoCalendar(f"{name} in {part[0]} is unknown")
    if name in part[1]:
        raise NoCalendar(f"{name} twice in {part[0]}")
    if known[name].fullmatch(value) is None:
        raise NoCalendar(f"{name} must not be {value!r}")
    if params != _PARAMETERS.get(name, ""):
        raise NoCalendar(f"{name} has the parameters {params!r}")
    part[1][name] = value


def _check_part(part: str, properties: dict[str, str], parts: list[str]) -> None:
    if missing := _NEEDED[part] - properties.keys():
        raise NoCalendar(f"{part} lacks {', '.join(sorted(missing))}")
    if part in ("VCALENDAR", "VTIMEZONE") and not parts:
        raise NoCalendar(f"{part} holds nothing")


def _event(properties: dict[str, str]) -> ReadEvent:
    starts_at, ends_at = (_instant(properties[each]) for each in ("DTSTART", "DTEND"))
    if ends_at <= starts_at:
        raise NoCalendar("an event ends before it begins")
    return ReadEvent(
        uid=_unescaped(properties["UID"]),
        sequence=int(properties["SEQUENCE"]),
        starts_at=starts_at,
        ends_at=ends_at,
        status=properties["STATUS"],
        summary=_unescaped(properties["SUMMARY"]),
        description=_unescaped(properties["DESCRIPTION"]),
        categories=tuple(
            _unescaped(each) for each in re.split(r"(?<!\\),", properties["CATEGORIES"])
        ),
        modified_at=_instant(properties["LAST-MODIFIED"]),
        transparency=properties["TRANSP"],
        privacy=properties["CLASS"],
        url=properties["URL"],
    )


def _instant(value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _unescaped(value: str) -> str:
    return re.sub(
        r"\\(.)", lambda found: "\n" if found[1] in "Nn" else found[1], value, flags=re.DOTALL
    )


# --- by others ------------------------------------------------------------------------------------


def _by_ical(text: bytes) -> ReadCalendar:
    (calendar,) = IcsCalendarStream.from_ics(text.decode()).calendars
    named = [each.value for each in calendar.extras if each.name == "x-wr-calname"]
    return ReadCalendar(
        _unescaped(str(named[0])) if named else "",
        tuple(
            ReadEvent(
                uid=each.uid or "",
                sequence=each.sequence or 0,
                starts_at=_utc(each.dtstart),
                ends_at=_utc(each.dtend),
                status=str(each.status.value if each.status else ""),
                summary=each.summary or "",
                description=each.description or "",
                categories=tuple(each.categories),
                modified_at=_utc(each.last_modified),
                transparency=str(each.transparency or ""),
                privacy=str(each.classification.value if each.classification else ""),
                url=str(each.url or ""),
            )
            for each in calendar.events
        ),
    )


def _by_vobject(text: bytes) -> ReadCalendar:
    calendar: Any = vobject.readOne(text.decode())
    calendar.validate(raiseException=True)
    return ReadCalendar(
        calendar.x_wr_calname.value,
        tuple(
            ReadEvent(
                uid=each.uid.value,
                sequence=int(each.sequence.value),
                starts_at=_utc(each.dtstart.value),
                ends_at=_utc(each.dtend.value),
                status=each.status.value,
                summary=each.summary.value,
                description=each.description.value,
                categories=tuple(each.categories.value),
                modified_at=_utc(each.last_modified.value),
                transparency=each.transp.value,
                privacy=each.contents["class"][0].value,
                url=each.url.value,
            )
            for each in calendar.contents.get("vevent", [])
        ),
    )


def _utc(value: Any) -> datetime:
    assert isinstance(value, datetime), value
    assert value.utcoffset() is not None, value
    return value.astimezone(UTC)
