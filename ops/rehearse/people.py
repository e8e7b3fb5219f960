"""Made-up people: what they say by themselves, and how they react to a message. Pure.

Everything follows from the seed, the person and the date alone, so that two runs meet the same
people in the same mood whatever they are sent.
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import NormalDist
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from muster.availability.rules import STATUSES, Status
from muster.errors import OperatorError
from muster.notifications.rules import MessageKind

HABITS = Path(__file__).with_name("people.toml")

Part = Annotated[float, Field(ge=0, le=1)]

_SPREAD_OF_MINUTES = 0.7
_HOURS_UNASKED = 5.0
_NORMAL = NormalDist()


class HabitsUnreadable(OperatorError):
    """A file of habits has something in it that is none."""

    code = "habits_unreadable"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Kind(_Strict):
    """One kind of person; what the members mean stands in `people.toml`."""

    name: str
    people: int = Field(ge=0, le=5_000)
    unasked: Part
    check_in: Part
    says: Annotated[list[Part], Field(min_length=4, max_length=4)]
    called: Part
    declines: Part
    minutes: float = Field(gt=0, le=240)
    drops_out: Part


class Habits(_Strict):
    """The habits of a community."""

    seed: int
    mood: float = Field(ge=0, le=2)
    taste: float = Field(ge=0, le=2)
    weekdays: Annotated[
        list[Annotated[float, Field(ge=0, le=5)]], Field(min_length=7, max_length=7)
    ]
    asked_by_campaign: Part
    in_voice: Part
    kind: Annotated[list[Kind], Field(min_length=1)]

    @classmethod
    def read(cls, file: Path) -> Habits:
        """The habits in `file` (TOML).

        Raises:
            HabitsUnreadable: it is no TOML, or a member is missing, unknown or out of bounds.
            OSError: there is no such file.
        """
        try:
            return cls.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        except tomllib.TOMLDecodeError as error:
            raise HabitsUnreadable(f"{file.name}: {error}") from None
        except UnicodeDecodeError:
            raise HabitsUnreadable(f"{file.name} is no UTF-8 text") from None
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise HabitsUnreadable(f"{file.name}: {where}: {first['msg']}") from None

    @property
    def size(self) -> int:
        """How many people the file describes."""
        return sum(kind.people for kind in self.kind)

    def kinds_of(self, number: int) -> list[Kind]:
        """A kind for each of `number` people, in the file's proportions, as even as can be."""
        if not self.size:
            raise HabitsUnreadable(
                "There are no people in the habits: every kind has `people = 0`."
            )
        found: list[Kind] = []
        given = dict.fromkeys(range(len(self.kind)), 0)
        for place in range(number):
            # Whichever kind lags most behind its share.
            due = max(given, key=lambda k: self.kind[k].people * (place + 1) / self.size - given[k])
            given[due] += 1
            found.append(self.kind[due])
        return found


@dataclass(frozen=True, slots=True)
class Says:
    """Something that a person says, `after` a message or after midday; `status` None: a yes is
    taken back.
    """

    after: timedelta
    status: Status | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with habits; `name` tells them from everybody else."""

    name: str
    kind: Kind
    habits: Habits

    def by_themselves(self, day: date) -> Says | None:
        """What they say without being asked, after 16:00."""
        if self._draw(day, "unasked") >= self._keen(day, self.kind.unasked):
            return None
        hours = _HOURS_UNASKED * self._draw(day, "unasked hour")
        return Says(timedelta(hours=hours), self._one_of_four(day, "unasked status"))

    def hears(self, day: date, message: MessageKind, answer: Status | None) -> Says | None:
        """How they react to a message when their answer for the day is `answer`."""
        if message == "daily_reminder" and answer is None:
            if self._draw(day, "check-in") >= self._keen(day, self.kind.check_in):
                return None
            return Says(self._takes(day, "check-in", 6), self._one_of_four(day, "check-in status"))
        if message == "call" and answer in (None, "AVAILABLE", "MAYBE"):
            return self._called(day)
        if message == "promotion_reminder" and answer in ("AVAILABLE", "MAYBE"):
            if self._draw(day, "reminded") >= self.habits.asked_by_campaign:
                return None
            return Says(self._takes(day, "reminded"), "LOOKING")
        return None

    def _called(self, day: date) -> Says | None:
        drawn = self._draw(day, "called")
        yes = self._keen(day, self.kind.called)
        if drawn < yes:
            return Says(self._takes(day, "called"), "LOOKING")
        if drawn < yes + (1 - yes) * self.kind.declines:
            return Says(self._takes(day, "called"), "NOT_PLAYING")
        return None

    def drops_out(self, day: date, left: timedelta) -> Says | None:
        """Whether a yes is taken back within what is `left` until the start, and when."""
        if self._draw(day, "drops out") >= self.kind.drops_out:
            return None
        return Says(left * self._draw(day, "drops out when"), None)

    def comes_after(self, day: date) -> timedelta | None:
        """How long after the start they come into voice, as somebody who is LOOKING; None: never.

        Most are there before it.
        """
        if self._draw(day, "voice") >= self.habits.in_voice:
            return None
        return max(timedelta(0), timedelta(minutes=12 * self._draw(day, "voice when") - 9))

    def _keen(self, day: date, chance: float) -> float:
        """A chance on this very evening: the weekday's, the person's own weekday, the mood."""
        weekday = day.weekday()
        mood = self._normal(self.habits.mood, f"{day} mood")
        taste = self._normal(self.habits.taste, f"{self.name} weekday {weekday}")
        willing = 2 * _drawn(self.habits.seed, f"{self.name} willing")
        return min(0.95, chance * self.habits.weekdays[weekday] * mood * taste * willing)

    def _normal(self, deviation: float, what: str) -> float:
        drawn = min(0.999, max(0.001, _drawn(self.habits.seed, what)))
        return max(0.1, 1 + deviation * _NORMAL.inv_cdf(drawn))

    def _one_of_four(self, day: date, what: str) -> Status:
        drawn = self._draw(day, what) * sum(self.kind.says)
        for status, part in zip(STATUSES, self.kind.says, strict=True):
            drawn -= part
            if drawn < 0:
                return status
        return STATUSES[-1]

    def _takes(self, day: date, what: str, times: float = 1.0) -> timedelta:
        drawn = min(0.999, max(0.001, self._draw(day, f"{what} takes")))
        longer = math.exp(_SPREAD_OF_MINUTES * _NORMAL.inv_cdf(drawn))
        return timedelta(minutes=self.kind.minutes * times * longer)

    def _draw(self, day: date, what: str) -> float:
        return _drawn(self.habits.seed, f"{self.name} {day} {what}")


def people_of(habits: Habits, names: Sequence[str]) -> dict[str, Person]:
    """A person for each name; who is of which kind depends on the seed and the name alone."""
    shuffled = sorted(names, key=lambda name: _drawn(habits.seed, f"{name} kind"))
    kinds = habits.kinds_of(len(shuffled))
    return {name: Person(name, kind, habits) for name, kind in zip(shuffled, kinds, strict=True)}


def _drawn(seed: int, what: str) -> float:
    """A number in [0, 1) that only depends on its arguments."""
    digest = hashlib.blake2b(f"{seed} {what}".encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48
