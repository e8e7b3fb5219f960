"""What was said of evenings, and what came: tenths and scores."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from muster.forecast.rules import Note
from muster.forecast.track_record import place_of, track_record

MONDAY = date(2026, 3, 2)


def note(week: int, hour: int, chance: float, looking: int = 0) -> Note:
    return Note(MONDAY + timedelta(weeks=week), hour, chance, looking, 6)


def test_evenings_are_counted_in_tenths_of_what_was_said() -> None:
    record = track_record(
        [
            (MONDAY, True, [note(0, 18, 0.62)]),
            (MONDAY + timedelta(weeks=1), False, [note(1, 18, 0.68), note(1, 20, 0.3)]),
            (MONDAY + timedelta(weeks=2), True, []),
        ]
    )
    assert record.evenings_known == 3
    noon, six, eight = record.hours
    assert (noon.hour, noon.evenings, noon.brier) == (12, 0, None)
    assert (eight.hour, eight.evenings) == (20, 1)
    tenth = six.tenths[6]
    assert (tenth.least, tenth.most, tenth.evenings, tenth.played) == (60, 70, 2, 1)
    assert tenth.said == pytest.approx(0.65)
    assert sum(each.evenings for each in six.tenths) == six.evenings == 2


def test_scores_stand_beside_those_of_two_simple_ways() -> None:
    played = [True, True, False, True]
    record = track_record(
        (MONDAY + timedelta(weeks=week), each, [note(week, 18, 0.8, looking=6 if each else 0)])
        for week, each in enumerate(played)
    )
    six = record.hours[1]
    assert six.brier == pytest.approx((3 * 0.04 + 0.64) / 4)
    assert six.brier_count == 0
    # By then such weekdays: none (a half is said), all, all, two of three.
    assert six.brier_weekday == pytest.approx((0.25 + 0 + 1 + 1 / 9) / 4)


@pytest.mark.parametrize(
    ("chance", "place"), [(0.01, 0), (0.1, 1), (0.29, 2), (0.3, 3), (0.57, 5), (0.6, 6), (0.99, 9)]
)
def test_a_whole_tenth_begins_the_next(chance: float, place: int) -> None:
    assert place_of(chance) == place
