"""`muster rules`: what it prints, what it changes, and what it says of what does not fit."""

from __future__ import annotations

import asyncio
from datetime import time
from typing import Any

import asyncpg
import pytest

from muster.evening import EveningRule
from ops.rules.command import RuleRefused, parse_parts, parse_weekday, rule_lines
from tests.integration.conftest import Run
from tests.support.scenes.evenings import evenings

USUAL = "starts at 21:00, 6 players"


def stored(url: str) -> list[tuple[Any, ...]]:
    async def work() -> list[Any]:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetch(
                "SELECT weekday, session, starts_at, threshold, call_at, call_most, changed_by"
                "  FROM evening_rule_changes ORDER BY id"
            )
        finally:
            await connection.close()

    return [tuple(row) for row in asyncio.run(work())]


def test_rules_are_shown_set_and_taken_back(database_url: str, run: Run) -> None:
    code, out, err = run(database_url, "rules", "show")
    assert (code, err) == (0, [])
    assert out[0].split(maxsplit=1) == ["Monday", USUAL]
    assert len(out) == 7

    given = ["--start", "20:00", "--threshold", "8", "--call-at", "19:15", "--call-most", "12"]
    code, out, err = run(database_url, "rules", "set", "fri", "saturday", *given)
    assert (code, err) == (0, [])
    ruled = "starts at 20:00*, 8 players*, calls at 19:15*, at most 12 people"
    lines = [line.split(maxsplit=1) for line in out]
    assert lines[4:6] == [["Friday", ruled], ["Saturday", ruled]]
    assert lines[0] == ["Monday", USUAL]
    assert out[7] == "* by a rule of the weekday; the rest is as the settings have it"

    _, out, _ = run(database_url, "rules", "set", "friday", "--no-session")
    assert out[4].split(maxsplit=1) == ["Friday", "no session*"]
    back = ["--session", "--start", "default", "--threshold", "DEFAULT", "--call-at", "default"]
    _, out, _ = run(database_url, "rules", "set", "friday", *back, "--call-most", "default")
    assert out[4].split(maxsplit=1) == ["Friday", USUAL]

    told = (time(20), 8, time(19, 15), 12, None)
    assert stored(database_url) == [
        (4, True, *told),
        (5, True, *told),
        (4, False, *told),
        (4, True, None, None, None, None, None),
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["someday", "--no-session"], "'someday' is no weekday; say monday to sunday, or all"),
        (["friday"], "say what to change; `muster rules set --help` lists what there is"),
        (["friday", "--start", "8pm"], "'8pm' is no time; say HH:MM, or default"),
        (["friday", "--threshold", "few"], "'few' is no number of people; say one, or default"),
        (["friday", "--threshold", "1"], "Friday: a session needs from 2 to 99 players."),
        (
            ["friday", "--call-at", "21:00"],
            "Friday: a call has to begin before the session, which starts at 21:00.",
        ),
    ],
)
def test_what_does_not_fit_is_a_sentence_and_changes_nothing(
    database_url: str, run: Run, arguments: list[str], sentence: str
) -> None:
    code, out, err = run(database_url, "rules", "set", *arguments)
    assert (code, out, err) == (1, [], [f"muster: {sentence}"])
    assert stored(database_url) == []


def test_everything_that_is_wrong_is_said(database_url: str, run: Run) -> None:
    given = ["--threshold", "100", "--call-most", "0"]
    code, _, err = run(database_url, "rules", "set", "friday", "saturday", *given)
    assert (code, len(err)) == (1, 4)
    assert {line.split(": ")[1] for line in err} == {"Friday", "Saturday"}


@pytest.mark.parametrize(
    ("word", "weekdays"),
    [("monday", [0]), ("MON", [0]), ("tu", [1]), ("Sunday ", [6]), ("all", list(range(7)))],
)
def test_weekdays_are_called_as_people_call_them(word: str, weekdays: list[int]) -> None:
    assert parse_weekday(word) == weekdays


@pytest.mark.parametrize("word", ["", "m", "t", "mondays", "0", "heute"])
def test_what_is_no_weekday_is_refused(word: str) -> None:
    with pytest.raises(RuleRefused):
        parse_weekday(word)


def test_a_time_may_leave_its_nought_out() -> None:
    assert parse_parts({"starts_at": "9:05"}) == {"starts_at": time(9, 5)}


def test_a_call_that_never_begins_is_not_shown() -> None:
    late = evenings()
    late = type(late)(
        late.origin, late.zone, late.start, late.reminder, 6, {0: EveningRule(call_at=time(22))}
    )
    assert rule_lines(late)[0].split(maxsplit=1) == ["Monday", USUAL]
