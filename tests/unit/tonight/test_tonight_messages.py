"""The tonight message's words: true, within Discord's limits, and nobody's name is a command."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.availability.rules import STATUSES, Answer, Day, Status
from muster.tonight.message.messages import QUEUE_EMPTY, board_text, closed_text
from muster.tonight.message.rules import Board

DAY = date(2026, 11, 20)
STARTS_AT = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
EMPTY = Board(Day(DAY, ()), STARTS_AT, 6, room_open=False)


def board(*answers: tuple[str, Status], room_open: bool = False) -> Board:
    numbered = tuple(Answer(number, *answer) for number, answer in enumerate(answers))
    return Board(Day(DAY, numbered), STARTS_AT, 3, room_open)


def test_an_empty_day_says_so_and_what_is_missing() -> None:
    lines = board_text(EMPTY).splitlines()
    assert lines[0] == f"## Tonight, <t:{int(STARTS_AT.timestamp())}:D>"
    assert lines[2] == "● 0 looking"
    assert f"**Queue:** {QUEUE_EMPTY}" in lines
    assert lines[-1] == "6 short of a session."


def test_names_come_in_their_order_below_their_answer() -> None:
    text = board_text(
        board(("Marlow", "LOOKING"), ("Wren", "MAYBE"), ("Kestrel", "LOOKING"), ("Ada", "MAYBE"))
    )
    assert "● 2 looking · ◐ 2 maybe" in text
    assert "**Queue:** Marlow, Kestrel\n" in text
    assert "**Maybe:** Wren, Ada\n" in text
    assert "Available" not in text


def test_who_comes_later_or_on_a_condition_is_shown_with_it() -> None:
    answers = (
        Answer(1, "Fenrir", "LOOKING", None, time(21, 30)),
        Answer(2, "Bramble", "AVAILABLE", None, None, 6),
        Answer(3, "Ot_so", "AVAILABLE", None, time(22, 5), 4),
    )
    text = board_text(Board(Day(DAY, answers), STARTS_AT, 3, room_open=False))
    assert "**Queue:** Fenrir (21:30)\n" in text
    assert "**Available:** Bramble (if 6), Ot\\_so (if 4, 22:05)\n" in text


def test_who_does_not_play_is_counted_and_not_named() -> None:
    text = board_text(board(("Marlow", "NOT_PLAYING")))
    assert "1 not playing" in text
    assert "Marlow" not in text


@pytest.mark.parametrize(
    ("looking", "room_open", "said"),
    [
        (2, False, "1 short of a session."),
        (3, False, "The session is ready: the planning room can be opened."),
        (3, True, "The planning room is open."),
        (1, True, "The planning room is open."),
    ],
)
def test_the_last_line_says_what_comes_next(looking: int, room_open: bool, said: str) -> None:
    answers: list[tuple[str, Status]] = [(f"P{number}", "LOOKING") for number in range(looking)]
    assert board_text(board(*answers, room_open=room_open)).splitlines()[-1] == said


def test_a_closed_one_names_nobody() -> None:
    text = closed_text(board(("Marlow", "LOOKING")))
    assert "Marlow" not in text
    assert "1 looking" in text
    assert "This evening is over." in text


@given(
    st.lists(st.tuples(st.text(min_size=1, max_size=60), st.sampled_from(STATUSES)), max_size=300)
)
def test_it_always_fits_and_mentions_nobody(answers: list[tuple[str, Status]]) -> None:
    text = board_text(board(*answers))
    assert len(text) <= 2000
    assert "<@" not in text
    assert "@everyone" not in text.replace("\\@", "")


def test_many_names_are_cut_with_their_number() -> None:
    answers: list[tuple[str, Status]] = [(f"Player number {n}", "LOOKING") for n in range(300)]
    text = board_text(board(*answers))
    queue = next(line for line in text.splitlines() if line.startswith("**Queue:**"))
    shown = queue.count("Player number")
    assert 10 < shown < 300
    assert queue.endswith(f"and {300 - shown} more")
