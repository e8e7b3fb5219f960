"""Answers are read off what services return, and hold nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from pydantic import ValidationError

from website.backend.schemas.common import Shape


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    address: str = "secret"

    @property
    def letters(self) -> int:
        return len(self.name)


@dataclass(frozen=True, slots=True)
class Group:
    people: tuple[Person, ...]


class PersonShape(Shape):
    name: str
    letters: int
    mine: bool = False


class GroupShape(Shape):
    people: list[PersonShape]


def test_a_shape_is_read_off_attributes_and_properties() -> None:
    assert PersonShape.of(Person("Ana")).model_dump() == {
        "name": "Ana",
        "letters": 3,
        "mine": False,
    }


def test_what_is_said_beside_goes_before_what_the_source_has() -> None:
    shape = PersonShape.of(Person("Ana"), name="A.", mine=True)
    assert (shape.name, shape.letters, shape.mine) == ("A.", 3, True)


def test_objects_in_it_are_read_in_the_same_way() -> None:
    shape = GroupShape.of(Group((Person("Ana"), Person("Bo"))))
    assert [each.letters for each in shape.people] == [3, 2]


def test_what_nobody_says_is_not_made_up() -> None:
    with pytest.raises(ValidationError):
        PersonShape.of(object(), name="Ana")
