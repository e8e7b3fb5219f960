"""What a chat message asks for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chats.commands import (
    Away,
    Help,
    Link,
    Misunderstood,
    NotUnderstood,
    RemoveStatus,
    SetStatus,
    ShowAway,
    ShowStatus,
    Stop,
    parse_command,
)
from bot.chats.messages import not_understood, status_words
from muster.availability.messages import day_words
from muster.availability.rules import Answer, Day, OwnEntry
from muster.words import rendered
from tests.support.scenes.evenings import evening

SAID = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)  # a Friday
TOMORROW = TODAY + timedelta(days=1)
TOKEN = "Ab-9_" * 8


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/avail today LOOKING", SetStatus(TODAY, "LOOKING")),
        ("/today maybe", SetStatus(TODAY, "MAYBE")),
        ("/tomorrow no", SetStatus(TOMORROW, "NOT_PLAYING")),
        ("/TODAY LooKing", SetStatus(TODAY, "LOOKING")),
        ("/today@musterbot lfg", SetStatus(TODAY, "LOOKING")),
        ("/avail looking", SetStatus(TODAY, "LOOKING")),
        ("/avail yes tomorrow", SetStatus(TOMORROW, "LOOKING")),
        ("/avail not playing tomorrow", SetStatus(TOMORROW, "NOT_PLAYING")),
        ("/avail tomorrow not_playing", SetStatus(TOMORROW, "NOT_PLAYING")),
        ("/avail 2026-12-24 available", SetStatus(date(2026, 12, 24), "AVAILABLE")),
        ("/avail friday maybe", SetStatus(TODAY, "MAYBE")),
        ("/avail Sun maybe", SetStatus(date(2026, 11, 22), "MAYBE")),
        ("/thursday free", SetStatus(date(2026, 11, 26), "AVAILABLE")),
        ("/tonight +1", SetStatus(TODAY, "LOOKING")),
        ("today looking", SetStatus(TODAY, "LOOKING")),
        ("  Tomorrow   can't ", SetStatus(TOMORROW, "NOT_PLAYING")),
        ("^1/today ^2maybe", SetStatus(TODAY, "MAYBE")),
        ("/today 🟢", SetStatus(TODAY, "LOOKING")),
    ],
)
def test_an_answer_is_understood_in_many_spellings(text: str, expected: SetStatus) -> None:
    assert parse_command(text, TODAY) == expected


FRIDAY = TODAY
HALF_PAST = time(21, 30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/today 21:30", SetStatus(TODAY, "LOOKING", HALF_PAST)),
        ("/today from 21.30", SetStatus(TODAY, "LOOKING", HALF_PAST)),
        ("/today looking 21:30", SetStatus(TODAY, "LOOKING", HALF_PAST)),
        ("/today available at 0:15", SetStatus(TODAY, "AVAILABLE", time(0, 15))),
        ("today 21:30", SetStatus(TODAY, "LOOKING", HALF_PAST)),
        ("/today 10 late", SetStatus(TODAY, "LOOKING", None, 10)),
        ("/today 10min late", SetStatus(TODAY, "LOOKING", None, 10)),
        ("/today looking 20 minutes late", SetStatus(TODAY, "LOOKING", None, 20)),
        ("/today if 6", SetStatus(TODAY, "AVAILABLE", None, None, 6)),
        ("/today IF we are 6", SetStatus(TODAY, "AVAILABLE", None, None, 6)),
        ("/today in if 6", SetStatus(TODAY, "AVAILABLE", None, None, 6)),
        ("/tomorrow if 4", SetStatus(TOMORROW, "AVAILABLE", None, None, 4)),
        ("/avail friday if 5 21:30", SetStatus(FRIDAY, "AVAILABLE", HALF_PAST, None, 5)),
        ("/avail 21:30 if 5 tomorrow", SetStatus(TOMORROW, "AVAILABLE", HALF_PAST, None, 5)),
        ("/today maybe 21:30", SetStatus(TODAY, "MAYBE", HALF_PAST)),  # which is refused later
    ],
)
def test_an_answer_may_say_from_when_and_on_what_condition(text: str, expected: SetStatus) -> None:
    assert parse_command(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("/today 25:00", "time"),
        ("/today 21:60", "time"),
        ("/today 21:30 10 late", "time"),
        ("/today if", "condition"),
        ("/today if many", "condition"),
        ("/today perhapsy 21:30", "status"),
        ("/today 21:30 22:30", "status"),
    ],
)
def test_a_part_that_is_no_time_or_number_is_named(text: str, what: Misunderstood) -> None:
    assert parse_command(text, TODAY) == NotUnderstood(what)
    assert not_understood(what)


def test_without_a_slash_a_sentence_stays_a_sentence() -> None:
    assert parse_command("today at 21:30 we eat", TODAY) == NotUnderstood("text")
    assert parse_command("today if I may", TODAY) == NotUnderstood("text")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/away 2026-12-24", Away(date(2026, 12, 24))),
        ("/away until Tomorrow", Away(TOMORROW)),
        ("away friday", Away(TODAY)),
        ("/away off", Away(None)),
        ("/away BACK", Away(None)),
        ("/away", ShowAway()),
        ("/away 2026-02-31", NotUnderstood("day")),
        ("/away until", NotUnderstood("day")),
        ("/away off tomorrow", NotUnderstood("day")),
        ("away with the fairies", NotUnderstood("text")),
    ],
)
def test_being_away_is_understood(text: str, expected: object) -> None:
    assert parse_command(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("/avail remove today", TODAY),
        ("/avail remove", TODAY),
        ("/avail tomorrow clear", TOMORROW),
        ("/tomorrow remove", TOMORROW),
        ("avail delete 2026-11-30", date(2026, 11, 30)),
    ],
)
def test_an_answer_is_taken_back(text: str, day: date) -> None:
    assert parse_command(text, TODAY) == RemoveStatus(day)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"/start {TOKEN}", Link(TOKEN)),
        (f"/link {TOKEN}", Link(TOKEN)),
        (f"LINK {TOKEN}", Link(TOKEN)),
        ("/link", Link(None)),
        ("/link not/a/token", Link(None)),
        ("/start", Help()),
        ("/help", Help()),
        ("Help", Help()),
        ("?", Help()),
        ("/status", ShowStatus()),
        ("/avail", ShowStatus()),
        ("/today", ShowStatus()),
    ],
)
def test_the_other_commands(text: str, expected: object) -> None:
    assert parse_command(text, TODAY) == expected


def test_the_letters_of_a_token_stay_as_they_are() -> None:
    assert parse_command("/LINK aBc", TODAY) == Link("aBc")


@pytest.mark.parametrize("text", ["/stop", "STOP", "stop", "Stop!", " stop. ", "/STOP all"])
def test_stop_works_with_and_without_a_slash(text: str) -> None:
    assert parse_command(text, TODAY) == Stop()


@pytest.mark.parametrize("text", ["please stop writing that", "stop it, you", "I will not stop"])
def test_a_sentence_with_stop_in_it_stops_nothing(text: str) -> None:
    assert parse_command(text, TODAY) == NotUnderstood("text")


def test_a_command_with_a_wrong_part_names_the_part() -> None:
    assert parse_command("/today perhapsy", TODAY) == NotUnderstood("status")
    assert parse_command("/avail 2026-02-30 maybe", TODAY) == NotUnderstood("day")
    assert parse_command("/avail remove whenever", TODAY) == NotUnderstood("day")


@pytest.mark.parametrize("text", ["", " ", "/", "/ hello", "hello", "today I am tired", "no"])
def test_everything_else_is_not_understood(text: str) -> None:
    assert parse_command(text, TODAY) == NotUnderstood("text")


@pytest.mark.parametrize(
    "text", ["/nonsense", "/x@musterbot", "/stop it", "/link a b", "^1/nonsense"]
)
def test_a_command_that_there_is_not_is_one_all_the_same(text: str) -> None:
    assert parse_command(text, TODAY) == NotUnderstood("command")


@given(st.text(max_size=400))
def test_no_text_makes_it_fail(text: str) -> None:
    parse_command(text, TODAY)
    parse_command(f"/avail {text}", TODAY)


def test_days_are_named_as_people_do() -> None:
    assert rendered(day_words(TODAY, TODAY), "en") == "today"
    assert rendered(day_words(TOMORROW, TODAY), "en") == "tomorrow"
    assert rendered(day_words(date(2026, 12, 4), TODAY), "en") == "Fri 4 Dec"


def test_the_status_is_short_and_shows_names_only_where_it_may() -> None:
    day = Day(
        TODAY,
        (Answer(1, "Ana", "LOOKING"), Answer(2, "Bor", "LOOKING"), Answer(3, "Cene", "MAYBE")),
    )
    own = OwnEntry(TODAY, "LOOKING", SAID, SAID)
    assert str(status_words(day, own, evening(TODAY, 6), TODAY, linked=False)) == (
        "Today: 2 looking, 1 maybe. 4 more needed."
    )
    assert str(status_words(day, own, evening(TODAY, 2), TODAY, linked=True)) == (
        "Today: 2 looking, 1 maybe. The session is ready.\nQueue: Ana, Bor\nYou: looking."
    )
    assert str(status_words(Day(TOMORROW, ()), None, evening(TOMORROW, 6), TODAY, linked=True)) == (
        "Tomorrow: nobody has answered yet.\nYou: no answer yet."
    )
    assert "\nLooking: Dora\n" in str(
        status_words(
            Day(TOMORROW, (Answer(4, "Dora", "LOOKING"),)),
            None,
            evening(TOMORROW, 6),
            TODAY,
            linked=True,
        )
    )


def test_the_status_shows_from_when_people_play_and_on_what_condition() -> None:
    day = Day(
        TODAY,
        (
            Answer(1, "Fenrir", "LOOKING", None, HALF_PAST),
            Answer(2, "Bramble", "AVAILABLE", None, None, 6),
        ),
    )
    tonight = evening(TODAY, 6)
    own = OwnEntry(TODAY, "AVAILABLE", SAID, SAID, None, 6)
    assert str(status_words(day, own, tonight, TODAY, linked=True)) == (
        "Today: 1 looking, 1 available. 5 more needed.\nQueue: Fenrir (21:30)\n"
        "On a condition: Bramble (if 6)\nYou: available if 6 are in."
    )
    assert "Bramble" not in str(status_words(day, None, tonight, TODAY, linked=False))
