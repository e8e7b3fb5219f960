"""Shapes of usual answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from muster.availability.rules import Status
from muster.availability.service import Gift
from muster.usual.rules import DAYS_AHEAD, Choice, Mode, Suggestion, Usual
from muster.usual.service import UsualAnswers
from website.backend.schemas.availability import ArrivesAt, Instant, IsoDate, OnlyIf
from website.backend.schemas.common import RequestBody, Shape
from website.backend.schemas.evenings import Weekday

_WEEKDAY = "0 is Monday, 6 Sunday."
_MODE = "suggest it, leave it (off), or answer: give it at the day's start."
_STATUS = "In place of what is suggested; null: as suggested."


class UsualAnswer(Shape):
    """All that the answer says; `arrives_at` and `only_if` are null where it says neither."""

    status: Status
    arrives_at: ArrivesAt = None
    only_if: OnlyIf = None


class UsualSuggestion(UsualAnswer):
    """What the viewer's own answers of a weekday say: `agreed` of the latest `of` agree."""

    agreed: int
    out_of: int = Field(serialization_alias="of")

    @classmethod
    def of_rule(cls, found: Suggestion) -> UsualSuggestion:
        return cls(**found.usual._asdict(), agreed=found.agreed, out_of=found.of)


class UsualWeekday(Shape):
    weekday: int = Field(description=_WEEKDAY)
    mode: Mode = Field(description=_MODE)
    status: Status | None = Field(description=_STATUS)
    suggestion: UsualSuggestion | None = Field(
        description="Null where too few of the viewer's own answers are known, or agree."
    )
    stopped_at: datetime | None = Field(
        description="When answering for the viewer stopped by itself, until they set something."
    )


class UsualDayShape(Shape):
    date: date
    usual: UsualAnswer | None = Field(
        description="Null where there is none, it is off, or there is no session."
    )
    answered: bool = Field(description="Whether the viewer has an answer.")
    by_usual: bool = Field(description="Whether it was given for them.")


class UsualAnswersShape(Shape):
    """The viewer's weekdays, Monday first, and their next seven days from today on."""

    weekdays: list[UsualWeekday]
    days: list[UsualDayShape]

    @classmethod
    def of_service(cls, found: UsualAnswers) -> UsualAnswersShape:
        return cls(
            weekdays=[
                UsualWeekday(
                    weekday=each.weekday,
                    mode=each.mode,
                    status=each.status,
                    suggestion=None
                    if each.suggestion is None
                    else UsualSuggestion.of_rule(each.suggestion),
                    stopped_at=each.stopped_at,
                )
                for each in found.weekdays
            ],
            days=[
                UsualDayShape(
                    date=each.date,
                    usual=_answer(each.usual),
                    answered=each.answered,
                    by_usual=each.by_usual,
                )
                for each in found.days
            ],
        )


class UsualChoice(RequestBody):
    """The whole of one weekday."""

    weekday: Weekday
    mode: Mode = Field(description=_MODE)
    status: Status | None = Field(default=None, description=_STATUS)

    def choice(self) -> Choice:
        return Choice(self.mode, self.status)


class UsualBody(RequestBody):
    """Some weekdays, each once; the others stay as they are."""

    weekdays: Annotated[list[UsualChoice], Field(min_length=1, max_length=7)]


class FilledDay(UsualAnswer):
    date: date


class WeekFilled(Shape):
    """The answers that were given; with `given_at` and their days they can be taken back."""

    given_at: datetime
    days: list[FilledDay]

    @classmethod
    def of_gifts(cls, gifts: list[Gift], given_at: datetime) -> WeekFilled:
        return cls(
            given_at=given_at,
            days=[
                FilledDay(
                    date=gift.day,
                    status=gift.status,
                    arrives_at=gift.arrives_at,
                    only_if=gift.only_if,
                )
                for gift in gifts
            ],
        )


class WeekUndoBody(RequestBody):
    """What filling the week answered."""

    given_at: Instant
    days: Annotated[list[IsoDate], Field(min_length=1, max_length=DAYS_AHEAD)]


class WeekUndone(Shape):
    """The days whose answers are gone; the others were spoken of since, or are past."""

    days: list[date]


def _answer(usual: Usual | None) -> UsualAnswer | None:
    return None if usual is None else UsualAnswer(**usual._asdict())
