"""What is said to somebody who answered: what now holds, in words."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from muster.availability.messages import (
    cardinal,
    day_words,
    ordinal,
    status_removed,
    status_set,
    what_holds,
    when_words,
)
from muster.availability.rules import STATUSES, Answer, Day, Status
from muster.forecast.messages import ground_words
from muster.forecast.rules import Ground
from muster.words import LANGUAGES
from tests.support.scenes.evenings import evening

ME = 1
TODAY, LATER = date(2026, 11, 20), date(2026, 11, 27)


def says(
    status: Status | None,
    others: int = 0,
    *,
    threshold: int = 6,
    arrives_at: time | None = None,
    only_if: int | None = None,
    session: bool = True,
) -> str:
    """What holds for me, who came after so many others that are in."""
    answers = [Answer(10 + number, f"P{number}", "LOOKING") for number in range(others)]
    if status is not None:
        answers.append(Answer(ME, "Me", status, None, arrives_at, only_if))
    tonight = evening(TODAY, threshold, session=session)
    return str(what_holds(Day(TODAY, tuple(answers)), ME, tonight, TODAY))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (says("LOOKING", 2), "You are in, third of six."),
        (says("LOOKING", 5), "You are in, sixth of six. The session is ready."),
        (says("LOOKING", 6), "You are in, seventh in the queue. The session is ready."),
        (says("LOOKING", 20, threshold=30), "You are in, 21st of 30."),
        (says("LOOKING", 2, arrives_at=time(21, 30)), "You are in from 21:30, third of six."),
        (says("AVAILABLE", 1), "You are available tonight. 5 short of a session."),
        (
            says("AVAILABLE", 1, arrives_at=time(22, 0)),
            "You are available tonight from 22:00. 5 short of a session.",
        ),
        (says("AVAILABLE", 4, only_if=6), "You are in if we are six. 2 short of a session."),
        (says("MAYBE", 6), "You said maybe for tonight. The session is ready."),
        (says("NOT_PLAYING", 6), "You are not playing tonight."),
        (says(None, 6), "You have no answer for tonight."),
        (says("LOOKING", 6, session=False), "You are looking tonight. No session tonight."),
        (says("MAYBE", 6, session=False), "You said maybe for tonight. No session tonight."),
    ],
)
def test_what_holds_is_one_plain_thing(said: str, words: str) -> None:
    assert said == words


def test_a_later_day_is_called_by_its_name() -> None:
    day, then = Day(LATER, (Answer(ME, "Me", "MAYBE"),)), evening(LATER)
    assert str(what_holds(day, ME, then, TODAY)).startswith("You said maybe for Fri 27 Nov.")
    off = evening(LATER, session=False)
    assert str(what_holds(day, ME, off, TODAY)).endswith("There is no session on that day.")


def test_numbers_and_places_are_said_as_people_say_them() -> None:
    assert [str(cardinal(number)) for number in (0, 2, 12, 13, 99)] == [
        "no",
        "two",
        "twelve",
        "13",
        "99",
    ]
    places = (1, 2, 3, 12, 13, 21, 22, 23, 24, 101, 111, 112, 113)
    assert " ".join(str(ordinal(place)) for place in places) == (
        "first second third twelfth 13th 21st 22nd 23rd 24th 101st 111th 112th 113th"
    )


@pytest.mark.parametrize(
    ("others", "words"),
    [
        (4, "You are in, fifth of six."),
        (5, "You are in, sixth of six. The session is ready."),
        (6, "We are full. You are first substitute."),
        (11, "We are full. You are sixth substitute."),
    ],
)
def test_who_answers_a_call_too_late_is_told_honestly(others: int, words: str) -> None:
    answers = [Answer(10 + number, f"P{number}", "LOOKING") for number in range(others)]
    day = Day(TODAY, (*answers, Answer(ME, "Me", "LOOKING")))
    assert str(what_holds(day, ME, evening(TODAY, 6), TODAY, called=True)) == words


# --- in other languages ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "others", "details", "slovenian", "german"),
    [
        ("LOOKING", 2, {}, "Igraš, 3. mesto od 6.", "Du bist dabei, Platz 3 von 6."),
        (
            "LOOKING",
            6,
            {"arrives_at": time(21, 30)},
            "Igraš od 21:30, 7. mesto v vrsti. Dovolj nas je.",
            "Du bist dabei ab 21:30, Platz 7 in der Warteschlange. Die Runde steht.",
        ),
        (
            "AVAILABLE",
            5,
            {},
            "Velja: nocoj lahko igraš. Do igre manjka 1.",
            "Du könntest heute Abend spielen. Für eine Runde fehlt noch 1.",
        ),
        (
            "AVAILABLE",
            4,
            {"only_if": 6},
            "Igraš, če nas je 6. Do igre manjkata 2.",
            "Du bist dabei, wenn wir 6 sind. Für eine Runde fehlen noch 2.",
        ),
        (
            "MAYBE",
            3,
            {},
            "Za nocoj velja: mogoče. Do igre manjkajo 3.",
            "Für heute Abend gilt: vielleicht. Für eine Runde fehlen noch 3.",
        ),
        ("NOT_PLAYING", 0, {}, "Velja: nocoj ne igraš.", "Du bist heute Abend nicht dabei."),
        (
            None,
            0,
            {},
            "Za nocoj še ni tvojega odgovora.",
            "Für heute Abend ist keine Antwort von dir da.",
        ),
    ],
)
def test_what_holds_is_said_in_slovenian_and_german(
    status: Status | None, others: int, details: dict[str, Any], slovenian: str, german: str
) -> None:
    answers = [Answer(10 + number, f"P{number}", "LOOKING") for number in range(others)]
    if status is not None:
        answers.append(Answer(ME, "Me", status, None, **details))
    holds = what_holds(Day(TODAY, tuple(answers)), ME, evening(TODAY, 6), TODAY)
    assert (holds.in_language("sl"), holds.in_language("de")) == (slovenian, german)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("day", [TODAY, TODAY + timedelta(days=1), LATER])
def test_no_language_ends_a_day_with_two_full_stops(status: Status, day: date) -> None:
    for session in (True, False):
        found = Day(day, (Answer(ME, "Me", status),))
        holds = what_holds(found, ME, evening(day, session=session), TODAY)
        when = when_words(day, TODAY)
        said = [
            holds,
            status_set(when, status),
            status_removed(day_words(day, TODAY), removed=True),
        ]
        for language in LANGUAGES:
            for each in said:
                assert ".." not in each.in_language(language)
                assert "  " not in each.in_language(language)


def ground(number: int) -> Ground:
    """So many are in, and so many more of each kind usually come."""
    return Ground(
        committed=number,
        late=0,
        available=0,
        conditional=0,
        maybe=number,
        maybe_expected=number,
        no=0,
        silent=number,
        silent_expected=number,
        away=0,
    )


def test_the_forecast_counts_as_people_do() -> None:
    said = [ground_words(ground(count)) for count in (1, 2, 3, 5, 101, 102)]
    assert [each.in_language("sl").split(", ")[0] for each in said] == [
        "igra 1",
        "igrata 2",
        "igrajo 3",
        "igra jih 5",
        "igra 101",
        "igrata 102",
    ]
    assert said[1].in_language("sl").endswith("od tistih brez odgovora običajno prideta 2")
    assert said[0].in_language("de") == (
        "1 ist dabei, von den Unentschiedenen kommt meist 1, von denen ohne Antwort kommt meist 1"
    )
    assert ground_words(ground(0)).in_language("sl") == "nihče še ne igra"
