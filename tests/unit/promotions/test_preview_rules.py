"""Whom a campaign that is created now would tell something, and whom it could not ask."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from muster.availability.rules import Status
from muster.promotions.preview_rules import (
    Answer,
    Answered,
    Heard,
    candidates_of,
    count_answers,
    told_at,
)
from muster.promotions.rules import Schedule, plan

AT_THE_REMINDER = datetime(2026, 11, 20, 19, 45, tzinfo=UTC)
AT_THE_START = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)


def created_at(hour: int, minute: int) -> Schedule:
    """The schedule of a campaign that is created at this time of the community."""
    now = datetime(2026, 11, 20, hour - 1, minute, tzinfo=UTC)
    return plan(now.date(), now, time(20, 45), time(21, 0), ZoneInfo("Europe/Ljubljana"))


EARLY, LATE = created_at(20, 15), created_at(21, 40)


def person(
    user_id: int,
    status: Status = "LOOKING",
    *,
    agreed: bool = True,
    reachable: bool = True,
    heard: Heard | None = None,
) -> Answered:
    channel = "discord" if agreed and reachable else None
    return Answered(user_id, f"Player {user_id}", status, agreed, channel, heard)


BOTH = Heard(reminder=True, start=True, at=AT_THE_REMINDER)
REMINDED = Heard(reminder=True, start=False, at=AT_THE_REMINDER)
STARTED = Heard(reminder=False, start=True, at=AT_THE_START)


@pytest.mark.parametrize(
    ("heard", "schedule", "expected"),
    [
        (None, EARLY, None),
        (BOTH, EARLY, AT_THE_REMINDER),
        (REMINDED, EARLY, None),  # by a campaign that was cancelled; the start is news to them
        (STARTED, EARLY, None),  # the reminder is
        (STARTED, LATE, AT_THE_START),  # of one message
        (REMINDED, LATE, None),
    ],
)
def test_told_is_who_would_hear_nothing_new(
    heard: Heard | None, schedule: Schedule, expected: datetime | None
) -> None:
    assert told_at(heard, schedule) == expected


def test_candidates_agreed_can_be_reached_and_have_an_answer_that_is_asked() -> None:
    answered = [
        person(1),
        person(2, agreed=False),
        person(3, reachable=False),
        person(4, "AVAILABLE", heard=BOTH),
        person(5, "MAYBE"),
    ]
    found = candidates_of(answered, ["LOOKING", "AVAILABLE"], EARLY)
    assert [(each.user_id, each.told_at) for each in found] == [(1, None), (4, AT_THE_REMINDER)]


def test_each_answer_is_counted_once_a_person() -> None:
    answered = [
        person(1, heard=BOTH),
        person(2),
        person(3, agreed=False),
        person(4, agreed=False, heard=BOTH),
        person(5, "AVAILABLE", reachable=False),
        person(6, "AVAILABLE"),
    ]
    assert count_answers(answered, EARLY) == [
        Answer("LOOKING", reached=1, told=1, told_at=AT_THE_REMINDER, not_agreed=2),
        Answer("AVAILABLE", reached=1, no_channel=1),
        Answer("MAYBE"),
    ]
    assert [each.people for each in count_answers(answered, EARLY)] == [4, 2, 0]


def test_who_was_told_last_says_when() -> None:
    later = Heard(reminder=True, start=True, at=AT_THE_START)
    (looking, _, _) = count_answers([person(1, heard=later), person(2, heard=BOTH)], EARLY)
    assert looking.told_at == AT_THE_START
