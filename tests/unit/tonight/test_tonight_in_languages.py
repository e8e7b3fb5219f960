"""What Discord shows of tonight in every language: nothing glued, nothing left in English, and
never more than Discord takes.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from muster.availability.rules import Answer, Day, Status
from muster.forecast.messages import forecast_words
from muster.forecast.rules import Forecast, Ground
from muster.refusals import RefusalCode
from muster.tonight.event.rules import Tonight, describe
from muster.tonight.message.messages import QUEUE_EMPTY, board_text, closed_text
from muster.tonight.message.rules import Board
from muster.tonight.thread import messages as thread
from muster.words import LANGUAGES, Language
from tests.support.pseudo import PSEUDO, escaped, pseudo_words

DAY = date(2026, 11, 20)
STARTS_AT = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
GROUND = Ground(
    committed=3,
    late=0,
    available=0,
    conditional=0,
    maybe=2,
    maybe_expected=2,
    no=0,
    silent=1,
    silent_expected=1,
    away=0,
)
LINK = "https://x/#/availability?n=e"
CHANCE = Forecast(DAY, STARTS_AT, 6, 0.62, None, 6, GROUND, 20)


def board(number: int, language: Language, **details: Any) -> Board:
    """So many gave each answer, with all that an answer may say."""
    statuses: tuple[Status, ...] = ("LOOKING", "AVAILABLE", "MAYBE", "NOT_PLAYING")
    answers = tuple(
        Answer(
            10 * each + place,
            "Ana",
            status,
            None,
            time(21, 30) if status == "LOOKING" else None,
            6 if status == "AVAILABLE" else None,
            each % 2 == 0,
        )
        for place, status in enumerate(statuses)
        for each in range(number)
    )
    values: dict[str, Any] = {
        "room_open": False,
        "forecast": forecast_words(CHANCE),
        "call": (5, 2),
        **details,
    }
    return Board(Day(DAY, answers), STARTS_AT, 6, language=language, **values)


def everything(language: Language) -> list[str]:
    boards = [
        board(0, language),
        board(2, language),
        board(7, language),
        board(7, language, room_open=True, forecast=None, call=None),
        board(1, language, session=False),
        board(80, language),
    ]
    said = [board_text(each) for each in boards] + [closed_text(each) for each in boards]
    for looking in (0, 2, 6):
        tonight = Tonight(looking, 6, STARTS_AT, STARTS_AT, LINK, language=language)
        said += [describe(tonight, STARTS_AT, started=started) for started in (True, False)]
    reasons = (*RefusalCode, thread.NOT_YET, thread.TOO_LATE)
    said += [thread.why_none(code).in_language(language) for code in reasons]
    return [*said, QUEUE_EMPTY.in_language(language)]


def test_nothing_of_tonight_is_in_no_catalogue(tmp_path: Path) -> None:
    known = ["Ana", LINK, "View Channel", "Create Private Threads"]
    with pseudo_words(tmp_path):
        for text in everything(PSEUDO):
            assert escaped(text, known) == "", text
        name = thread.thread_name(DAY, "r1-6b", PSEUDO)
        assert escaped(name, ["r1-6b"]) == "", name


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_it_fits_into_a_message_and_nothing_is_left_open(language: Language) -> None:
    for text in everything(language):
        assert 0 < len(text) <= 2_000
        assert "{" not in text
        assert ".." not in text
    assert len(set(everything(language)) & set(everything("en"))) == 0 or language == "en"


def test_the_tonight_message_in_slovenian_and_german() -> None:
    shown = board(3, "sl")
    assert board_text(shown).splitlines() == [
        f"## Nocoj, <t:{int(STARTS_AT.timestamp())}:D>",
        f"Začetek: <t:{int(STARTS_AT.timestamp())}:t>, <t:{int(STARTS_AT.timestamp())}:R>",
        "● 3 igrajo · ○ 3 lahko igrajo · ◐ 3 mogoče · \u2013 3 ne igrajo",
        "**Vrsta:** Ana (21:30, kot običajno), Ana (21:30), Ana (21:30, kot običajno)",
        "**Lahko igrajo:** Ana (če nas je 6, kot običajno), Ana (če nas je 6), "
        "Ana (če nas je 6, kot običajno)",
        "**Mogoče:** Ana (kot običajno), Ana, Ana (kot običajno)",
        "Do igre manjkajo 3.",
        "Možnost za igro: 62\N{NO-BREAK SPACE}% (igrajo 3, od neodločenih običajno prideta 2, "
        "od tistih brez odgovora običajno pride 1).",
        "Poziv teče: vprašali smo jih 5, igrata 2.",
    ]
    assert board_text(board(3, "de")).splitlines()[2:4] == [
        "● 3 dabei · ○ 3 könnten spielen · ◐ 3 vielleicht · \u2013 3 nicht dabei",
        "**Warteschlange:** Ana (21:30, wie üblich), Ana (21:30), Ana (21:30, wie üblich)",
    ]


def test_more_names_than_fit_are_counted_in_every_language() -> None:
    for language, between in zip(LANGUAGES, (" and ", " in še ", " und "), strict=True):
        queue = board_text(board(80, language)).splitlines()[3]
        assert between in queue


def test_a_thread_is_named_in_the_communitys_language_and_found_by_its_reference() -> None:
    named = [thread.thread_name(DAY, "r1-6b009fb8", language) for language in LANGUAGES]
    assert named == [
        "Planning Fri 20 Nov 2026 · r1-6b009fb8",
        "Načrtovanje pet., 20. nov. 2026 · r1-6b009fb8",
        "Planung Fr., 20. Nov. 2026 · r1-6b009fb8",
    ]
    assert all(name.endswith("r1-6b009fb8") for name in named)
    assert thread.why_none("Discord is away.").in_language("sl") == "Discord is away."
