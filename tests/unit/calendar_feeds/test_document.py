"""Calendars as text: by the grammar, and as two parsers of others read them, whatever the names."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from muster.calendar_feeds.document import calendar_text
from muster.calendar_feeds.rules import (
    Calendar,
    EveningState,
    Event,
    FeedEvening,
    OwnEvening,
    community_event,
    own_event,
)
from muster.clock import at_wall_time
from muster.names import shown
from muster.words import LANGUAGES, Language
from tests.support.calendars import NoCalendar, ReadEvent, content_lines, read_calendar

HOST = "play.example"
DAY = date(2026, 11, 28)
START = datetime(2026, 11, 28, 20, tzinfo=UTC)
TOLD = datetime(2026, 11, 20, 8, 30, 12, 345, tzinfo=UTC)
ISOLATES = "\u2068\u2069"


def evening(
    state: EveningState = "open", *, was_ready: bool = False, revision: int = 0
) -> FeedEvening:
    return FeedEvening(DAY, START, state, was_ready or state == "ready", revision, TOLD)


def answered(
    found: FeedEvening, status: str | None = "LOOKING", *, times: int = 1, **details: object
) -> Event:
    own = OwnEvening(
        found,
        status,  # type: ignore[arg-type]  # one of the statuses
        details.get("arrives_at"),  # type: ignore[arg-type]  # a time, where it is given
        details.get("only_if"),  # type: ignore[arg-type]  # a number, where it is given
        times,
        TOLD + timedelta(hours=1),
    )
    return own_event(own, 17, HOST)


def a_calendar(
    *events: Event, community: str = "Owls", language: Language = "en", own: bool = True
) -> Calendar:
    return Calendar(
        community, "https://play.example", "Europe/Ljubljana", HOST, language, events, own
    )


def read(*events: Event, language: Language = "en") -> ReadEvent:
    (found,) = read_calendar(calendar_text(a_calendar(*events, language=language))).events
    return found


def test_an_evening_that_is_not_ready_is_tentative() -> None:
    found = read(answered(evening()))
    assert found == ReadEvent(
        uid="2026-11-28-17@play.example",
        sequence=0,
        starts_at=START,
        ends_at=START + timedelta(hours=4),
        status="TENTATIVE",
        summary="Owls: game night",
        description="Your answer: Looking\nNot enough players yet.",
        categories=("MUSTER", "LOOKING"),
        modified_at=datetime(2026, 11, 20, 9, 30, 12, tzinfo=UTC),
        transparency="OPAQUE",
        privacy="PRIVATE",
        url="https://play.example/#/availability?day=2026-11-28",
    )


def test_one_that_is_ready_is_confirmed_and_marked() -> None:
    found = read(
        answered(evening("ready", revision=1), "AVAILABLE", arrives_at=time(21, 30), only_if=4)
    )
    assert (found.status, found.sequence, found.summary) == (
        "CONFIRMED",
        1,
        "Owls: session ready ✓",
    )
    assert found.categories == ("MUSTER", "AVAILABLE", "READY")
    assert found.transparency == "TRANSPARENT", "who might play is not busy"
    assert found.description.split("\n") == [
        "Your answer: Available",
        "You come at 21:30.",
        "Only if there are 4 of us.",
        "Enough players: the session is ready.",
    ]


def test_what_is_called_off_or_taken_back_is_cancelled_with_a_greater_number() -> None:
    before = read(answered(evening("ready", revision=1)))
    off = read(answered(evening("off", revision=2, was_ready=True)))
    assert (off.uid, off.status, off.summary) == (before.uid, "CANCELLED", "Owls: no session")
    assert off.sequence > before.sequence
    for status in ("MAYBE", "NOT_PLAYING", None):
        back = read(answered(evening("ready", revision=1), status, times=2))
        assert (back.uid, back.status, back.summary) == (
            before.uid,
            "CANCELLED",
            "Owls: you are not in",
        )
        assert back.sequence > before.sequence
        assert back.categories == ("MUSTER",)
        assert back.description.startswith("You have taken your yes back.\n")


def test_everybodys_calendar_names_nobody_and_cancels_what_is_not_ready_any_more() -> None:
    ready = read(community_event(evening("ready"), HOST, feed=True))
    assert (ready.uid, ready.status, ready.privacy) == (
        "2026-11-28@play.example",
        "CONFIRMED",
        "PUBLIC",
    )
    short = evening("open", was_ready=True, revision=1)
    cancelled = read(community_event(short, HOST, feed=True))
    assert (cancelled.status, cancelled.summary) == (
        "CANCELLED",
        "Owls: not enough players any more",
    )
    # Whoever asks for the evening itself wants it as it is.
    assert read(community_event(short, HOST, feed=False)).status == "TENTATIVE"
    off = evening("off", revision=1)
    assert read(community_event(off, HOST, feed=False)).status == "CANCELLED"


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("en", ["game night", "session ready ✓", "no session", "you are not in"]),
        ("sl", ["igralni večer", "dovolj nas je ✓", "ne igramo", "tokrat brez tebe"]),
        ("de", ["Spieleabend", "Runde steht ✓", "keine Runde", "du bist nicht dabei"]),
    ],
)
def test_events_are_in_the_readers_language(language: Language, titles: list[str]) -> None:
    events = [
        answered(evening()),
        answered(evening("ready")),
        answered(evening("off")),
        answered(evening(), None, times=2),
    ]
    found = [read(each, language=language).summary for each in events]
    assert found == [f"Owls: {title}" for title in titles]


@pytest.mark.parametrize("count", [2, 3, 5, 99])
def test_numbers_need_no_other_words(count: int) -> None:
    event = answered(evening(), "AVAILABLE", only_if=count)
    assert f"Samo če nas je {count}." in read(event, language="sl").description
    assert f"Nur wenn wir {count} sind." in read(event, language="de").description


def test_a_calendar_without_evenings_is_one_all_the_same() -> None:
    for language in LANGUAGES:
        text = calendar_text(a_calendar(language=language))
        assert read_calendar(text).events == ()
        assert b"BEGIN:VTIMEZONE" in text, "it has to hold something"


def test_calendars_have_names_and_say_when_to_ask_again() -> None:
    assert read_calendar(calendar_text(a_calendar())).name == "Owls: my evenings"
    text = calendar_text(a_calendar(own=False))
    assert read_calendar(text).name == "Owls: sessions"
    lines = content_lines(text)
    assert "NAME:Owls: sessions" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT15M" in lines
    assert "X-PUBLISHED-TTL:PT15M" in lines


def test_marks_of_direction_turn_nothing_around_them() -> None:
    for name, whole in [
        ("\u202eOwls", "Owls"),
        ("بوم\u200f 🦉", "\u2068بوم 🦉\u2069"),
        ("Sove 🧑‍🚀", "Sove 🧑‍🚀"),
    ]:
        text = calendar_text(a_calendar(answered(evening()), community=name))
        assert read_calendar(text).events[0].summary == f"{whole}: game night"


# Names of every length and of every kind of character, also those that have a meaning in the text.
_NAMES = st.one_of(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=200),
    st.text(
        st.sampled_from(
            'a,;:\\"nN\n\r\t čšž\u00a0\u200f\u202e\u2028é🎮🧑‍🚀👩🏽بوم漢\x00\x07\x7f\x85'
        ),
        min_size=1,
        max_size=120,
    ),
)


@example(name=r"\N", language="en", own=False)
@example(name=r"a\\Nb\n\\\N", language="en", own=True)
@given(name=_NAMES, language=st.sampled_from(LANGUAGES), own=st.booleans())
def test_any_name_comes_through_folding_and_escaping(
    name: str, language: Language, own: bool
) -> None:
    event = answered(evening("ready"), "AVAILABLE", arrives_at=time(22, 0), only_if=2)
    calendar = a_calendar(event, community=name, language=language, own=own)
    found = read_calendar(calendar_text(calendar))
    for text in (found.name, found.events[0].summary):
        assert text.strip(ISOLATES).startswith(shown(name))


@given(
    day=st.dates(date(2024, 1, 1), date(2035, 12, 31)),
    wall=st.times(),
    zone=st.sampled_from(
        [
            "Europe/Ljubljana",
            "America/New_York",
            "Australia/Lord_Howe",
            "Africa/Cairo",
            "Asia/Kolkata",
        ]
    ),
)
def test_times_are_instants_whatever_summer_time_does(day: date, wall: time, zone: str) -> None:
    starts_at = at_wall_time(day, wall.replace(second=0, microsecond=0), ZoneInfo(zone))
    found = read(answered(FeedEvening(day, starts_at, "open", False, 0, TOLD)))
    assert found.starts_at == starts_at
    assert found.ends_at - found.starts_at == timedelta(hours=4), "of real time"


@pytest.mark.parametrize(
    ("day", "wall", "starts"),
    [
        (date(2026, 3, 28), time(21, 0), "20:00"),
        (date(2026, 3, 29), time(21, 0), "19:00"),  # summer time has begun
        (date(2026, 3, 29), time(2, 30), "01:30"),  # the clock skips it: as long after midnight
        (date(2026, 10, 25), time(2, 30), "00:30"),  # it comes twice: the first time
        (date(2026, 10, 25), time(21, 0), "20:00"),
    ],
)
def test_the_nights_of_summer_time(day: date, wall: time, starts: str) -> None:
    starts_at = at_wall_time(day, wall, ZoneInfo("Europe/Ljubljana"))
    found = read(answered(FeedEvening(day, starts_at, "open", False, 0, TOLD)))
    assert f"{found.starts_at:%H:%M}" == starts


def test_the_same_calendar_is_the_same_text() -> None:
    calendar = a_calendar(answered(evening("ready")))
    assert calendar_text(calendar) == calendar_text(calendar)


GOOD = calendar_text(a_calendar(answered(evening("ready"))))


@pytest.mark.parametrize(
    ("was", "broken"),
    [
        (b"\r\n", b"\n"),
        (b"SUMMARY:", b"SUMMARY:" + b"x" * 80),
        ("✓".encode(), "✓".encode()[:2] + b"\r\n " + "✓".encode()[2:]),
        (b"Owls: session", b"Owls, session"),
        (b"Owls: session", b"Owls\x07 session"),
        (b"END:VEVENT\r\n", b""),
        (b"UID:2026-11-28-17@play.example\r\n", b""),
        (b"SEQUENCE:0", b"SEQUENCE:0\r\nSEQUENCE:1"),
        (b"SEQUENCE:0", b"SEQUENCE:-1"),
        (b"DTEND:20261129T000000Z", b"DTEND:20261128T190000Z"),
        (b"DTSTART:20261128T200000Z", b"DTSTART:20261128T200000"),
        (b"STATUS:CONFIRMED", b"STATUS:READY"),
        (b"REFRESH-INTERVAL;VALUE=DURATION", b"REFRESH-INTERVAL"),
        (b"END:VCALENDAR\r\n", b"END:VCALENDAR\r\nX:1\r\n"),
    ],
)
def test_the_grammar_sees_what_is_wrong(was: bytes, broken: bytes) -> None:
    assert was in GOOD
    with pytest.raises(NoCalendar):
        read_calendar(GOOD.replace(was, broken))
