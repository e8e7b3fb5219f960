"""What a card says of a day, and who sits where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from muster.availability.rules import Status
from muster.cards.messages import card_words
from muster.cards.rules import COMMUNITY, SEATS_MOST, Card, Seats, card_of, seats_of
from muster.evening import Evening
from muster.history.rules import Record
from muster.words import LANGUAGES, Language

TODAY = date(2026, 11, 28)
EVENING = Evening(
    day=TODAY,
    origin="https://muster.example.org",
    zone=ZoneInfo("Europe/Ljubljana"),
    session=True,
    start=time(21),
    reminder=time(20, 45),
    threshold=6,
)


def counts(looking: int = 0, available: int = 0, maybe: int = 0) -> dict[Status, int]:
    return {"LOOKING": looking, "AVAILABLE": available, "MAYBE": maybe, "NOT_PLAYING": 9}


def record(**changes: Any) -> Record:
    start = datetime(2026, 11, 27, 20, tzinfo=UTC)
    told = Record(start.date(), True, start, 6, "voice", 7, None, 40, start, 5, 7, True, start)
    return replace(told, **changes)


@pytest.mark.parametrize(("looking", "kind"), [(0, "short"), (5, "short"), (6, "ready")])
def test_tonight_is_short_or_ready(looking: int, kind: str) -> None:
    card = card_of(EVENING, counts(looking, 2, 1), TODAY, None)
    assert (card.kind, card.tonight, card.looking, card.threshold) == (kind, True, looking, 6)
    assert (card.available, card.maybe, card.start) == (2, 1, time(21))


def test_a_day_ahead_is_not_tonight() -> None:
    ahead = replace(EVENING, day=TODAY + timedelta(days=1))
    assert not card_of(ahead, counts(6), TODAY, None).tonight


@pytest.mark.parametrize("looking", [0, 6])
def test_a_day_without_a_session_says_so_whoever_answered(looking: int) -> None:
    card = card_of(replace(EVENING, session=False), counts(looking), TODAY, None)
    assert card == Card("no_session", TODAY, tonight=True)


def test_a_past_day_is_as_its_record_says() -> None:
    past = replace(EVENING, day=TODAY - timedelta(days=1))
    answers = counts(4, 1, 1)
    assert card_of(past, answers, TODAY, record()) == Card("played", past.day, came=7)
    assert card_of(past, answers, TODAY, record(played=False)).kind == "not_played"
    unknown = card_of(past, answers, TODAY, record(played=None, threshold=5))
    assert (unknown.kind, unknown.looking, unknown.threshold) == ("over", 4, 5)
    assert card_of(past, answers, TODAY, None).kind == "over"
    # The rule of the weekday may be another one since.
    assert card_of(past, answers, TODAY, record(session=False)).kind == "no_session"
    no_more = replace(past, session=False)
    assert card_of(no_more, answers, TODAY, record()).kind == "played"


@pytest.mark.parametrize(
    ("card", "seats"),
    [
        (Card("short", TODAY, threshold=6, looking=4), Seats(4, 2, 0, 0, 0, 0)),
        (Card("ready", TODAY, threshold=6, looking=9, maybe=2), Seats(6, 0, 3, 0, 2, 0)),
        (Card("short", TODAY, threshold=99, looking=30), Seats(SEATS_MOST, 0, 0, 0, 0, 0)),
        (
            Card("short", TODAY, threshold=6, available=20, maybe=10),
            Seats(0, 6, 0, 20, SEATS_MOST - 20, 30 - SEATS_MOST),
        ),
    ],
)
def test_who_sits_where(card: Card, seats: Seats) -> None:
    assert seats_of(card) == seats


NUMBERS = (1, 2, 3, 5, 101, 102)
CARDS = [
    COMMUNITY,
    *(
        Card("short", TODAY, tonight, time(21), 200, n, n, n)
        for n in NUMBERS
        for tonight in (False, True)
    ),
    *(Card("short", TODAY, True, time(21), 6, 1, n, 0) for n in NUMBERS),
    *(Card("ready", TODAY, tonight, time(9), 1, n) for n in NUMBERS for tonight in (False, True)),
    Card("no_session", TODAY),
    Card("no_session", TODAY, True),
    *(Card("played", TODAY, came=n) for n in NUMBERS),
    Card("not_played", TODAY),
    Card("over", TODAY, threshold=6, looking=2),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_is_said_in_every_language(language: Language) -> None:
    for card in CARDS:
        words = card_words(card, "Night Shift")
        for sentence in (words.title, words.description, words.headline, words.aside, words.badge):
            if sentence is not None:
                said = sentence.in_language(language)
                assert said
                assert "{" not in said
                assert said != sentence.id
        assert words.title.in_language(language).startswith("Night Shift: ")


@pytest.mark.parametrize(
    ("looking", "title"),
    [
        (1, "1 igra nocoj ob 21:00"),
        (2, "2 igrata nocoj ob 21:00"),
        (3, "3 igrajo nocoj ob 21:00"),
        (5, "5 igra nocoj ob 21:00"),
        (101, "101 igra nocoj ob 21:00"),
        (102, "102 igrata nocoj ob 21:00"),
    ],
)
def test_slovenian_counts_as_slovenian_does(looking: int, title: str) -> None:
    card = Card("ready", TODAY, True, time(21), 0, looking)
    assert card_words(card, "M").headline.in_language("sl") == title
