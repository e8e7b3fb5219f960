"""Made-up people: always the same, and as willing as the file says."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from muster.availability.rules import STATUSES, Status
from ops.rehearse.people import HABITS, Habits, HabitsUnreadable, Person, people_of

DAY = date(2026, 11, 20)
SHIPPED = HABITS.read_text(encoding="utf-8")


def habits(file: Path, *changes: tuple[str, str]) -> Habits:
    """The shipped habits with lines changed."""
    text = SHIPPED
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return Habits.read(file)


def evenings(number: int) -> list[date]:
    return [DAY + timedelta(days=each) for each in range(number)]


def one(kind: str, **changes: Any) -> Person:
    """Somebody of this kind, whose moods and weekdays are all alike."""
    shipped = Habits.read(HABITS)
    plain = shipped.model_copy(update={"mood": 0.0, "taste": 0.0, "weekdays": [1.0] * 7})
    found = next(each for each in plain.kind if each.name == kind)
    return Person("somebody", found.model_copy(update=changes), plain)


def test_the_same_people_say_the_same_whoever_asks_first() -> None:
    names = [f"player {number}" for number in range(60)]
    first = people_of(Habits.read(HABITS), names)
    second = people_of(Habits.read(HABITS), names[::-1])
    for day in evenings(5):
        for name in names:
            assert first[name].by_themselves(day) == second[name].by_themselves(day)
            assert first[name].hears(day, "call", None) == second[name].hears(day, "call", None)


def test_another_seed_is_another_community(tmp_path: Path) -> None:
    names = [f"player {number}" for number in range(60)]
    other = people_of(habits(tmp_path / "habits.toml", ("seed = 1", "seed = 2")), names)
    same = people_of(Habits.read(HABITS), names)
    assert any(other[name].by_themselves(DAY) != same[name].by_themselves(DAY) for name in names)


@pytest.mark.parametrize("number", [0, 1, 22, 60, 300])
def test_kinds_are_spread_as_the_file_says(number: int) -> None:
    shipped = Habits.read(HABITS)
    counted = Counter(kind.name for kind in shipped.kinds_of(number))
    assert counted.total() == number
    for kind in shipped.kind:
        assert counted[kind.name] == pytest.approx(number * kind.people / shipped.size, abs=1)


def test_answers_of_their_own_come_in_the_hours_before_the_start() -> None:
    person = one("regular", unasked=0.9)
    said = [each for day in evenings(200) if (each := person.by_themselves(day)) is not None]
    assert 40 < len(said) <= 190
    assert all(timedelta(0) <= each.after <= timedelta(hours=5) for each in said)
    assert {each.status for each in said} == set(STATUSES)


def test_who_is_called_says_yes_as_often_as_the_file_says_on_the_whole() -> None:
    shipped = Habits.read(HABITS).model_copy(update={"mood": 0.0, "taste": 0.0})
    plain = shipped.model_copy(update={"weekdays": [1.0] * 7})
    names = [f"player {number}" for number in range(600)]
    people = [each for each in people_of(plain, names).values() if each.kind.name == "regular"]
    heard = [each.hears(day, "call", None) for each in people for day in evenings(20)]
    yes = sum(said is not None and said.status == "LOOKING" for said in heard) / len(heard)
    assert yes == pytest.approx(0.5, abs=0.06)
    said = [each for each in heard if each is not None]
    assert {each.status for each in said} == {"LOOKING", "NOT_PLAYING"}
    assert all(each.after > timedelta(0) for each in said)


@pytest.mark.parametrize("answer", ["LOOKING", "NOT_PLAYING"])
def test_who_has_answered_does_not_answer_again(answer: Status) -> None:
    person = one("regular", called=1.0, check_in=1.0)
    for day in evenings(30):
        assert person.hears(day, "call", answer) is None
        assert person.hears(day, "daily_reminder", answer) is None


def test_a_campaign_is_heard_by_those_who_could_play() -> None:
    person = one("regular")
    said = [person.hears(day, "promotion_reminder", "MAYBE") for day in evenings(200)]
    yes = [each for each in said if each is not None]
    assert len(yes) == pytest.approx(100, abs=25)
    assert {each.status for each in yes} == {"LOOKING"}
    assert not any(person.hears(day, "promotion_reminder", None) for day in evenings(30))
    assert not any(person.hears(day, "session_ready", "MAYBE") for day in evenings(30))


def test_who_drops_out_does_so_before_the_start() -> None:
    left = timedelta(minutes=40)
    said = [one("regular", drops_out=1.0).drops_out(day, left) for day in evenings(50)]
    assert all(each is not None and timedelta(0) <= each.after < left for each in said)
    assert not any(one("regular", drops_out=0.0).drops_out(day, left) for day in evenings(50))


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("seed = 1", "seed = 1.5", "seed"),
        ("called = 0.5", "called = 1.5", "kind.0.called"),
        ("minutes = 6", "minutes = 0", "kind.0.minutes"),
        ("says = [0.7, 0.15, 0.05, 0.1]", "says = [1.0]", "kind.0.says"),
        ("drops_out = 0.08", "dropped = 0.08", "kind.2.drops_out"),
        ("mood = 0.35", "mood =", "habits.toml"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, old: str, new: str, word: str) -> None:
    with pytest.raises(HabitsUnreadable, match=word):
        habits(tmp_path / "habits.toml", (old, new))


def test_a_file_without_people_is_a_mistake(tmp_path: Path) -> None:
    nobody = habits(
        tmp_path / "habits.toml", ("people = 12", "people = 0"), ("people = 24", "people = 0")
    )
    with pytest.raises(HabitsUnreadable, match="no people"):
        nobody.kinds_of(3)
