"""The chance that enough come: right, whatever the order, rising with every yes, never certain."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.availability.rules import STATUSES, Answer, Status
from muster.evening import Evening
from muster.forecast.habits import LEADS, State
from muster.forecast.rules import (
    EVENINGS_NEEDED,
    Closed,
    Forecast,
    Learned,
    chance_of_enough,
    changes_at,
    forecast,
    reckon,
)
from muster.forecast.states import Away, Change, checkpoints, states_at

ZONE = ZoneInfo("Europe/Ljubljana")
DAY = date(2026, 11, 20)
EVENING = Evening(DAY, "http://127.0.0.1", ZONE, True, time(21, 0), time(20, 45), 6)
SIX = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
PEOPLE = 30

some_chances = st.lists(st.floats(0.01, 0.99), max_size=12)
thresholds = st.integers(1, 8)


def all_day(state: State) -> tuple[State, ...]:
    return (state,) * len(LEADS)


def learned(evenings: int = 20, people: int = PEOPLE, seed: int = 1) -> Learned:
    """What so many evenings of a made-up community taught."""
    drawn = random.Random(seed)
    found = Learned(people=dict.fromkeys(range(people)))
    states: list[State] = ["looking", "available", "maybe", "no", "silent", "silent", "silent"]
    for number in range(evenings):
        said = {user_id: all_day(drawn.choice(states)) for user_id in range(people)}
        likely = {"looking": 0.9, "available": 0.5, "maybe": 0.3, "no": 0.0, "silent": 0.05}
        came = frozenset(
            user_id for user_id, states_of in said.items() if drawn.random() < likely[states_of[0]]
        )
        day = DAY - timedelta(days=evenings - number)
        found.learn(Closed(day, 6, len(came) >= 6, said, came))
    return found


LEARNED = learned()


def answers(statuses: Sequence[Status | None]) -> list[Answer]:
    return [
        Answer(user_id, f"Player {user_id}", status)
        for user_id, status in enumerate(statuses)
        if status is not None
    ]


def yes(number: int) -> list[Status | None]:
    return ["LOOKING"] * number


def said(statuses: Sequence[Status | None], now: datetime = SIX) -> Forecast:
    return forecast(LEARNED, EVENING, answers(statuses), now)


def chance(statuses: Sequence[Status | None], now: datetime = SIX) -> float:
    found = said(statuses, now).chance
    assert found is not None
    return found


# --- how many come --------------------------------------------------------------------------------


@given(some_chances, thresholds)
def test_it_is_what_going_through_everything_that_can_happen_gives(
    chances: list[float], threshold: int
) -> None:
    enough = sum(
        math.prod(p if came else 1 - p for p, came in zip(chances, who, strict=True))
        for who in itertools.product((True, False), repeat=len(chances))
        if sum(who) >= threshold
    )
    assert chance_of_enough(chances, threshold) == pytest.approx(enough, abs=1e-12)


@given(some_chances, thresholds, st.randoms(use_true_random=False))
def test_the_order_of_people_makes_no_difference(
    chances: list[float], threshold: int, order: random.Random
) -> None:
    shuffled = list(chances)
    order.shuffle(shuffled)
    assert reckon(shuffled, threshold) == pytest.approx(reckon(chances, threshold), abs=1e-9)


@given(some_chances, thresholds, st.floats(0.01, 0.99))
def test_one_more_person_never_makes_it_less_likely(
    chances: list[float], threshold: int, more: float
) -> None:
    assert reckon([*chances, more], threshold) >= reckon(chances, threshold) - 1e-12


def test_good_and_bad_evenings_spread_what_comes() -> None:
    sure, unsure = chance_of_enough([0.7] * 12, 6), reckon([0.7] * 12, 6)
    assert 0.5 < unsure < sure
    hopeless = chance_of_enough([0.2] * 12, 6)
    assert hopeless < reckon([0.2] * 12, 6) < 0.5


# --- what is said ---------------------------------------------------------------------------------

some_answers = st.lists(st.sampled_from([None, *STATUSES]), min_size=PEOPLE, max_size=PEOPLE)
some_times = st.floats(0.01, 100).map(lambda hours: EVENING.starts_at - timedelta(hours=hours))


@given(some_answers, st.integers(0, PEOPLE - 1), some_times)
def test_a_yes_never_lowers_the_chance(
    statuses: list[Status | None], who: int, now: datetime
) -> None:
    with_yes = [*statuses[:who], "LOOKING", *statuses[who + 1 :]]
    assert chance(with_yes, now) >= chance(statuses, now)


@given(some_answers, some_times, st.integers(1, 40))
def test_nothing_is_ever_certain(
    statuses: list[Status | None], now: datetime, threshold: int
) -> None:
    evening = replace(EVENING, threshold=threshold)
    found = forecast(LEARNED, evening, answers(statuses), now).chance
    assert found is not None
    assert 0.01 <= found <= 0.99


@given(some_answers, st.randoms(use_true_random=False))
def test_the_order_of_answers_makes_no_difference(
    statuses: list[Status | None], order: random.Random
) -> None:
    given_in_another_order = answers(statuses)
    order.shuffle(given_in_another_order)
    assert forecast(LEARNED, EVENING, given_in_another_order, SIX) == said(statuses)


def test_more_is_said_the_more_have_said_yes() -> None:
    nobody, some, many = (chance(yes(number)) for number in (0, 4, 9))
    assert nobody < some < many


def test_before_the_eighth_evening_it_is_too_early() -> None:
    early = forecast(learned(EVENINGS_NEEDED - 1), EVENING, answers(yes(9)), SIX)
    assert (early.chance, early.expected, early.why_not) == (None, None, "too_early")
    assert early.ground.committed == 9
    enough = forecast(learned(EVENINGS_NEEDED), EVENING, answers(yes(9)), SIX)
    assert enough.chance is not None
    assert enough.evenings_known == EVENINGS_NEEDED


def test_nothing_is_said_of_no_session_nor_once_it_has_begun() -> None:
    no_session = forecast(LEARNED, replace(EVENING, session=False), [], SIX)
    assert (no_session.chance, no_session.why_not) == (None, "no_session")
    begun = forecast(LEARNED, EVENING, [], EVENING.starts_at)
    assert (begun.chance, begun.why_not) == (None, "begun")


def test_the_ground_counts_people_and_who_is_away_is_not_waited_for() -> None:
    back, before = DAY + timedelta(days=2), SIX - timedelta(days=1)
    found = forecast(
        replace(LEARNED, people={**LEARNED.people, 29: Away(back, before), 0: Away(back, before)}),
        EVENING,
        [
            Answer(0, "Back for it", "LOOKING", arrives_at=time(21, 30)),
            Answer(1, "In", "LOOKING"),
            Answer(2, "Free", "AVAILABLE"),
            Answer(3, "If six", "AVAILABLE", only_if=6),
            Answer(4, "Perhaps", "MAYBE"),
            Answer(5, "Out", "NOT_PLAYING"),
        ],
        SIX,
    )
    ground = found.ground
    assert (ground.committed, ground.late) == (2, 1)
    assert (ground.available, ground.conditional, ground.maybe, ground.no) == (1, 1, 1, 1)
    assert (ground.silent, ground.away) == (PEOPLE - 7, 1)
    assert 0 < ground.maybe_expected <= 3


def test_of_one_or_two_nobody_reads_who_keeps_their_word() -> None:
    """Those below 15 come whenever they said something, the others never."""
    found = Learned(people=dict.fromkeys(range(1, PEOPLE + 1)))
    for number in range(40):
        # A state a person an evening, so that each of them was in each.
        states = {
            user_id: all_day(("looking", "maybe", "silent", "no")[(user_id + number) % 4])
            for user_id in found.people
        }
        came = frozenset(user_id for user_id in found.people if user_id < 15)
        found.learn(Closed(DAY - timedelta(days=40 - number), 6, True, states, came))

    def ground_of(status: Status, *user_ids: int) -> tuple[object, ...]:
        given = [Answer(user_id, f"Player {user_id}", status) for user_id in user_ids]
        said = forecast(found, EVENING, given, SIX)
        return said.ground.maybe_expected, said.ground.committed

    for few in ((1, 29), (2, 30)):
        for status in ("MAYBE", "AVAILABLE", "LOOKING"):
            assert len({ground_of(status, one) for one in few}) == 1
    assert ground_of("MAYBE", 1, 2) == ground_of("MAYBE", 29, 30)
    assert ground_of("MAYBE", 1, 2, 3) == (2, 0)
    assert ground_of("MAYBE", 28, 29, 30) == (1, 0)


def test_who_alone_says_nothing_is_thought_to_be_like_anybody() -> None:
    found = Learned(people=dict.fromkeys(range(1, 4)))
    for number in range(30):
        states = dict.fromkeys(found.people, all_day("silent"))
        found.learn(Closed(DAY - timedelta(days=30 - number), 6, True, states, frozenset({1})))
    for silent in found.people:
        given = [
            Answer(user_id, f"Player {user_id}", "NOT_PLAYING")
            for user_id in found.people
            if user_id != silent
        ]
        said = forecast(found, EVENING, given, SIX)
        assert (said.ground.silent, said.ground.silent_expected, said.expected) == (1, 0, 0)


def test_a_community_of_three_gets_a_sensible_number() -> None:
    three = learned(people=3)
    for statuses in ([], yes(3)):
        found = forecast(three, EVENING, answers(statuses), SIX)
        assert found.chance is not None
        assert 0.01 <= found.chance < 0.2


@pytest.mark.parametrize("played", [True, False])
def test_where_every_evening_was_the_same_it_is_nearly_certain(played: bool) -> None:
    same = Learned(people=dict.fromkeys(range(8)))
    state: State = "looking" if played else "silent"
    came = frozenset(range(8)) if played else frozenset[int]()
    for number in range(60):
        states = dict.fromkeys(range(8), all_day(state))
        same.learn(Closed(DAY - timedelta(days=60 - number), 6, played, states, came))
    statuses: list[Status | None] = yes(8) if played else []
    found = forecast(same, EVENING, answers(statuses), SIX).chance
    assert found is not None
    assert found >= 0.95 if played else found <= 0.05


def test_asking_somebody_never_lowers_the_chance() -> None:
    before = forecast(LEARNED, EVENING, answers(yes(4)), SIX)
    asked = forecast(LEARNED, EVENING, answers(yes(4)), SIX, {10: 0.6, 11: 0.5})
    assert asked.chance is not None
    assert before.chance is not None
    assert asked.chance > before.chance


def test_an_evening_of_which_nobody_could_tell_who_came_teaches_the_number_alone() -> None:
    found = learned(10)
    before = found.habits.comes(1, "silent", 4, 3)
    said_before = found.calibrations[3]
    found.learn(Closed(DAY, 6, True, dict.fromkeys(range(PEOPLE), all_day("silent")), None))
    assert found.evenings == 11
    assert found.habits.comes(1, "silent", 4, 3) == before
    assert found.calibrations[3] != said_before


# --- what was said by when ------------------------------------------------------------------------


def test_states_are_those_of_the_latest_change_by_then() -> None:
    starts_at = EVENING.starts_at
    changes = [
        Change(1, "MAYBE", None, starts_at - timedelta(hours=10)),
        Change(1, "LOOKING", None, starts_at - timedelta(hours=2)),
        Change(1, None, None, starts_at - timedelta(minutes=30)),
        Change(2, "AVAILABLE", 6, starts_at - timedelta(days=3)),
        Change(2, "LOOKING", None, starts_at + timedelta(minutes=1)),
    ]
    away = Away(DAY + timedelta(days=1), starts_at - timedelta(hours=4))
    found = states_at(changes, {1: None, 2: None, 3: None, 4: away}, DAY, starts_at)
    assert dict(zip(LEADS, found[1], strict=True)) == {
        24: "silent",
        9: "maybe",
        5: "maybe",
        3: "maybe",
        2: "looking",
        1: "looking",
        0: "silent",
    }
    assert set(found[2]) == {"conditional"}
    assert set(found[3]) == {"silent"}
    assert found[4] == ("silent", "silent", "silent", "away", "away", "away", "away")


def test_checkpoints_are_hours_that_passed_also_on_nights_that_skip_one() -> None:
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        starts_at = replace(EVENING, day=day).starts_at
        hours = [(starts_at - at) / timedelta(hours=1) for at in checkpoints(starts_at)]
        assert hours == list(LEADS)


def test_a_forecast_changes_by_itself_as_the_start_comes_near() -> None:
    now, changes = SIX - timedelta(hours=40), 0
    while (due := changes_at(EVENING.starts_at, now)) is not None:
        assert now < due <= EVENING.starts_at
        now, changes = due, changes + 1
    assert changes == len(LEADS)
    assert now == EVENING.starts_at
