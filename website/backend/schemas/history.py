"""Shapes of past evenings. Nothing in them puts people in an order."""

from __future__ import annotations

import datetime
from typing import Annotated, Self

from pydantic import Field

from muster.history.rules import Person, Record, ToldBy
from website.backend.schemas.common import RequestBody, Shape
from website.backend.schemas.planning import StoredId

PRESENT_MOST = 500


class EveningShape(Shape):
    """One evening's record: numbers alone; what is null is not known."""

    date: datetime.date
    session: bool = Field(description="Whether there was to be one.")
    starts_at: datetime.datetime
    threshold: int
    told_by: ToldBy | None = Field(
        description="What told who was there: `voice`, the game `server`, or a `hand`."
    )
    most_in_voice: int | None = Field(description="At once, linked or not.")
    most_on_server: int | None
    enough_minutes: int = Field(description="In how many minutes of the hour enough were there.")
    said_yes: int | None = Field(description="How many were committed at the start.")
    came: int | None = Field(description="How many linked people came.")
    played: bool | None = Field(description="Null where nobody could tell, or it is not over yet.")
    closed: bool = Field(description="Whether it is over.")

    @classmethod
    def of_record(cls, record: Record) -> Self:
        return cls.of(record, date=record.evening_date, closed=record.closed_at is not None)


class WeekdayShape(Shape):
    """A weekday's evenings of the range, of those that somebody could tell of."""

    weekday: int = Field(description="0 is Monday.")
    evenings: int
    played: int
    mean_came: float | None


class EveningList(Shape):
    """The evenings of a range that have a record, the latest first."""

    from_: datetime.date = Field(alias="from", serialization_alias="from")
    to: datetime.date
    evenings: list[EveningShape]
    weekdays: list[WeekdayShape] = Field(description="A typical week, Monday first.")


class EveningPerson(Shape):
    """Somebody who said yes or came. `first_seen_at` is null where a hand marked them."""

    user_id: int
    display_name: str
    said_yes: bool
    came: bool
    in_voice: bool
    on_server: bool
    first_seen_at: datetime.datetime | None
    last_seen_at: datetime.datetime | None

    @classmethod
    def of_person(cls, person: Person) -> Self:
        return cls.of(person)


class OtherPerson(Shape):
    """A linked person who neither said yes nor is noted."""

    user_id: int
    display_name: str


class EveningDetails(Shape):
    """One evening; who was there for promoters, admins and that evening's captains."""

    evening: EveningShape
    people: list[EveningPerson] | None = Field(
        description="By name; null for whoever may not know."
    )
    left_out: int = Field(description="How many more came, who keep it out of lists.")
    may_close: bool = Field(description="Whether the caller may say what the evening was like.")
    others: list[OtherPerson] = Field(description="Whom they could name beside `people`.")


class OwnEveningShape(Shape):
    """What the caller said and did."""

    date: datetime.date
    said_yes: bool
    came: bool
    played: bool | None = Field(description="Null where nobody could tell who came.")


class OwnEvenings(Shape):
    """The caller's own evenings, the latest first: sessions that are over."""

    from_: datetime.date = Field(alias="from", serialization_alias="from")
    to: datetime.date
    evenings: list[OwnEveningShape]
    said_yes: int = Field(description="Of those that somebody could tell of.")
    came: int = Field(description="On how many of these they came.")


class CloseBody(RequestBody):
    """What an evening was like; it replaces what was said by hand before."""

    played: Annotated[bool, Field(strict=True)]
    present: Annotated[list[StoredId], Field(max_length=PRESENT_MOST)] = Field(
        description="Website user ids of who was there."
    )
