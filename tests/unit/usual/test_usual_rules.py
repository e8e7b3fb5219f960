"""What is usual, by a person's own answers; never guessed with less."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.availability.rules import STATUSES, Status, check_details
from muster.errors import InvalidInput
from muster.usual.rules import (
    AGREE,
    LOOKED_AT,
    Choice,
    Setting,
    Suggestion,
    Usual,
    check_choices,
    days_ahead,
    on_evening,
    suggest,
    usual_of,
    was_missing_twice,
)
from tests.support.scenes.evenings import evening

FRIDAY = date(2026, 11, 20)
LOOKING, MAYBE, NO = Usual("LOOKING"), Usual("MAYBE"), Usual("NOT_PLAYING")
LATE = Usual("LOOKING", time(21, 30))
IF_SIX = Usual("AVAILABLE", None, 6)
TIMES = st.sampled_from([None, time(21, 30), time(22, 15)])


@st.composite
def answers(draw: st.DrawFn) -> list[Usual]:
    """Answers as people give them, the latest first."""
    said: list[Usual] = []
    for status in draw(st.lists(st.sampled_from(STATUSES), max_size=14)):
        comes = status in ("LOOKING", "AVAILABLE")
        only_if = draw(st.sampled_from([None, 4, 6])) if status == "AVAILABLE" else None
        said.append(Usual(status, draw(TIMES) if comes else None, only_if))
    return said


@given(answers())
def test_five_of_the_latest_eight_have_to_agree(said: list[Usual]) -> None:
    latest = said[:8]
    most = Counter(each.status for each in latest).most_common(1)
    found = suggest(said)
    if not most or most[0][1] < 5:
        assert found is None
    else:
        assert found is not None
        assert (found.usual.status, found.agreed, found.of) == (*most[0], len(latest))


@given(answers())
def test_what_is_usual_can_be_said_and_was_said_often_enough(said: list[Usual]) -> None:
    found = suggest(said)
    if found is None:
        return
    usual = found.usual
    check_details(usual.status, usual.arrives_at, usual.only_if)
    alike = [each for each in said[:LOOKED_AT] if each.status == usual.status]
    for part in ("arrives_at", "only_if"):
        value = getattr(usual, part)
        if value is not None:
            assert sum(getattr(each, part) == value for each in alike) >= AGREE


@given(answers())
def test_older_answers_change_nothing(said: list[Usual]) -> None:
    assert suggest(said) == suggest(said[:8])


@given(st.permutations([LOOKING] * 5 + [MAYBE, NO, LATE]))
def test_the_order_among_the_latest_does_not_matter(said: list[Usual]) -> None:
    assert suggest(said) == Suggestion(LOOKING, 6, 8)


@pytest.mark.parametrize(
    ("said", "usual"),
    [
        ([], None),
        ([LOOKING] * 4, None),
        ([LOOKING] * 4 + [MAYBE] * 4, None),
        ([LOOKING] * 5, LOOKING),
        ([LATE] * 5, LATE),
        ([LATE] * 5 + [LOOKING] * 3, LATE),
        ([LATE] * 4 + [LOOKING], LOOKING),
        ([IF_SIX] * 5 + [NO] * 3, IF_SIX),
        ([IF_SIX] * 4 + [Usual("AVAILABLE", None, 4)], Usual("AVAILABLE")),
        ([NO] * 8, NO),
    ],
)
def test_what_is_usual(said: list[Usual], usual: Usual | None) -> None:
    found = suggest(said)
    assert (found.usual if found else None) == usual


@pytest.mark.parametrize(
    ("setting", "usual"),
    [
        (Setting(), LATE),
        (Setting("off"), None),
        (Setting("off", "MAYBE"), None),
        (Setting("suggest", "MAYBE"), MAYBE),
        (Setting("answer", "LOOKING", FRIDAY), LOOKING),
        (Setting("answer", None, FRIDAY), LATE),
    ],
)
def test_what_a_person_says_comes_before_what_is_suggested(
    setting: Setting, usual: Usual | None
) -> None:
    assert usual_of(setting, Suggestion(LATE, 5, 5)) == usual


def test_a_status_that_was_chosen_needs_no_history() -> None:
    assert usual_of(Setting("suggest", "LOOKING"), None) == LOOKING
    assert usual_of(Setting("answer", None, FRIDAY), None) is None


def test_a_day_without_a_session_has_none() -> None:
    assert on_evening(LATE, evening(FRIDAY)) == LATE
    assert on_evening(LATE, evening(FRIDAY, session=False)) is None
    assert on_evening(None, evening(FRIDAY)) is None


@pytest.mark.parametrize("start", [time(21, 30), time(22, 0)])
def test_a_start_that_moved_behind_the_time_makes_it_none(start: time) -> None:
    assert on_evening(LATE, replace(evening(FRIDAY), start=start)) == LOOKING


@pytest.mark.parametrize(
    ("came", "twice"),
    [
        ([], False),
        ([False], False),
        ([False, False], True),
        ([False, False, True], True),
        ([False, True, False], False),
        ([True, False, False], False),
    ],
)
def test_missing_twice_in_a_row(came: list[bool], twice: bool) -> None:
    assert was_missing_twice(came) is twice


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_week_has_seven_days(weekday: int) -> None:
    check_choices({0: Choice("off"), 6: Choice("answer")})
    with pytest.raises(InvalidInput):
        check_choices({weekday: Choice("off")})


def test_the_next_seven_days_have_each_weekday_once() -> None:
    assert sorted(day.weekday() for day in days_ahead(FRIDAY)) == list(range(7))


@pytest.mark.parametrize("status", STATUSES)
def test_five_alike_are_enough_of_each(status: Status) -> None:
    assert suggest([Usual(status)] * 5) == Suggestion(Usual(status), 5, 5)
