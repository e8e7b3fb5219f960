"""How likely somebody says yes to a call (filling, section 3)."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.calls.chances import Record, chances


def chance(*records: Record) -> float:
    """The first person's chance."""
    return chances(records)[0].yes


def counted(most: int = 40) -> st.SearchStrategy[tuple[int, int]]:
    """(yes, number)."""
    pairs = st.tuples(st.integers(0, most), st.integers(0, most))
    return pairs.map(lambda pair: (min(pair), max(pair)))


@st.composite
def records(draw: st.DrawFn) -> Record:
    same, other, asked = draw(counted(26)), draw(counted(156)), draw(counted())
    return Record(draw(st.integers(1, 10_000)), *same, *other, *asked)


@given(st.lists(records(), max_size=30))
def test_a_chance_is_never_certain_and_comes_in_the_order_of_the_records(
    people: list[Record],
) -> None:
    found = chances(people)
    assert [each.user_id for each in found] == [each.user_id for each in people]
    assert all(0 < each.yes < 1 for each in found)


@given(records(), st.lists(records(), max_size=5))
def test_one_more_yes_to_a_call_never_makes_a_yes_less_likely(
    person: Record, others: list[Record]
) -> None:
    more = Record(
        person.user_id,
        person.same_day_yes,
        person.same_day,
        person.other_yes,
        person.other,
        person.asked_yes + 1,
        person.asked + 1,
    )
    assert chance(more, *others) >= chance(person, *others)


def test_a_stranger_has_the_mean_of_the_community() -> None:
    assert chance(Record(1)) == pytest.approx(0.25)
    willing = [Record(user_id, asked_yes=8, asked=10) for user_id in range(2, 20)]
    assert chance(Record(1), *willing) == pytest.approx(0.77, abs=0.01)


def test_calls_teach_more_than_silence_and_silence_less_than_a_no() -> None:
    silent = Record(1, same_day=26)
    refused = Record(1, asked=26)
    came = Record(1, asked_yes=26, asked=26)
    assert chance(refused) < chance(silent) < chance(Record(1)) < chance(came)
    # However long somebody was silent: three calls that they answered with yes count more.
    assert chance(Record(1, same_day=26, other=156, asked_yes=3, asked=3)) > 0.4


def test_this_weekday_counts_more_than_the_others() -> None:
    this = Record(1, same_day_yes=4, same_day=4)
    another = Record(1, same_day=0, other_yes=4, other=4)
    assert chance(this) > chance(another) > chance(Record(1))


def test_whoever_was_called_twice_is_known() -> None:
    people = [Record(1), Record(2, asked=1), Record(3, asked=2), Record(4, same_day=26)]
    assert [each.known for each in chances(people)] == [False, False, True, False]


@pytest.mark.parametrize(
    "wrong", [{"asked_yes": 1}, {"same_day_yes": 2, "same_day": 1}, {"other": -1}]
)
def test_more_answers_than_evenings_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="more answers"):
        Record(1, **wrong)


def test_chances_are_calibrated_on_made_up_people() -> None:
    """Of those who are given about 20 % about a fifth say yes, and so on."""
    chosen = random.Random(7)
    willing = [chosen.betavariate(1.2, 3) for _ in range(400)]
    tally = {user_id: [0, 0] for user_id in range(400)}
    said: dict[int, tuple[float, int, int]] = dict.fromkeys(range(5), (0.0, 0, 0))
    for evening in range(40):
        people = [Record(user_id, asked_yes=yes, asked=n) for user_id, (yes, n) in tally.items()]
        for each in chances(people):
            yes = chosen.random() < willing[each.user_id]
            if evening >= 5:
                band = int(each.yes * 5)
                sums, ayes, number = said[band]
                said[band] = (sums + each.yes, ayes + yes, number + 1)
            if chosen.random() < 0.3:
                tally[each.user_id][0] += yes
                tally[each.user_id][1] += 1
    judged = {band: each for band, each in said.items() if each[2] >= 200}
    assert len(judged) >= 4
    for sums, ayes, number in judged.values():
        assert ayes / number == pytest.approx(sums / number, abs=0.06)
