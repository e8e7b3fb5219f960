"""Shapes of availability (contract, section 5)."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BeforeValidator,
    Field,
    PlainSerializer,
    StrictInt,
    WithJsonSchema,
)

from muster.availability.rules import Status
from muster.words import words
from website.backend.schemas.common import RequestBody, Shape

say = words("input")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _iso_date_only(value: object) -> object:
    """Dates are `YYYY-MM-DD` and nothing else: no timestamps, no numbers."""
    if isinstance(value, date):
        return value
    if not (isinstance(value, str) and _DATE.fullmatch(value)):
        raise ValueError(say("must-be-date"))
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(say("must-be-date")) from None


IsoDate = Annotated[date, BeforeValidator(_iso_date_only)]


_WALL_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def _wall_time_only(value: object) -> object:
    """Times of day are `HH:MM` and nothing else: no seconds, no offsets, no numbers."""
    if value is None or isinstance(value, time):
        return value
    if not (isinstance(value, str) and _WALL_TIME.fullmatch(value)):
        raise ValueError(say("must-be-time"))
    return time.fromisoformat(value)


def _wall_time_text(value: time | None) -> str | None:
    return None if value is None else f"{value:%H:%M}"


ArrivesAt = Annotated[
    time | None,
    BeforeValidator(_wall_time_only),
    PlainSerializer(_wall_time_text),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "null"}]}),
    Field(
        description="HH:MM, the community's wall clock: from when they play, where that is after "
        "the start; at most six hours, past midnight if need be."
    ),
]
OnlyIf = Annotated[
    StrictInt | None,
    Field(description="How many have to be in for them to be, too, 2 to 99, themselves counted."),
]


class StatusCounts(Shape):
    LOOKING: int
    AVAILABLE: int
    MAYBE: int
    NOT_PLAYING: int


Usual = Annotated[
    Literal[True] | None,
    BeforeValidator(lambda usual: usual or None),
    Field(description="Given for them as their usual answer, and not said by themselves."),
]


class NamedUser(Shape):
    """Somebody and their answer; `arrives_at`, `only_if` and `usual` are there only where they say
    something.
    """

    user_id: int
    display_name: str
    avatar: str | None = Field(default=None, description="Where their picture is on this site.")
    arrives_at: ArrivesAt = None
    only_if: OnlyIf = None
    usual: Usual = None


class UsersByStatus(Shape):
    """Names by status, first come first."""

    LOOKING: list[NamedUser]
    AVAILABLE: list[NamedUser]
    MAYBE: list[NamedUser]
    NOT_PLAYING: list[NamedUser]


class AvailabilityDay(Shape):
    date: date
    counts: StatusCounts
    total: int
    my_status: Status | None = Field(
        default=None, description="Signed-in viewers only; null where they have no answer."
    )
    users_by_status: UsersByStatus | None = Field(
        default=None, description="With include_users, for linked viewers only."
    )


class AvailabilityViewer(Shape):
    authenticated: bool
    linked_discord: bool


class SessionReadyState(Shape):
    """Whether tonight's session is ready; `date` is today in the community's zone."""

    date: date
    session: bool = Field(description="Whether there is a session today at all.")
    ready: bool
    looking_count: int
    threshold: int
    confirmed_count: int = Field(description="LOOKING or AVAILABLE today.")
    standby_count: int = Field(description="MAYBE today.")
    need_count: int = Field(description="How many confirmed are missing to the threshold.")
    event_key: str


class AvailabilityAnswer(Shape):
    """Every day of the range, in order."""

    from_: date = Field(alias="from")
    to: date
    statuses: list[Status]
    days: list[AvailabilityDay]
    viewer: AvailabilityViewer
    session_ready: SessionReadyState


def _instant_text_only(value: object) -> object:
    """Instants are ISO 8601 with an offset: no numbers."""
    if value is not None and not (isinstance(value, str) and "T" in value):
        raise ValueError(say("must-be-instant"))
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_instant_text_only)]
AnsweredAt = Annotated[AwareDatetime | None, BeforeValidator(_instant_text_only)]


class StatusBody(RequestBody):
    date: IsoDate
    status: Status
    arrives_at: ArrivesAt = None
    only_if: OnlyIf = None
    answered_at: AnsweredAt = Field(
        default=None,
        description="When it was said, where it has waited since for a network: an answer that was "
        "given after it stays (409 answer_overtaken). Now if not given, or if in the future; at "
        "most seven days ago and a day ahead.",
    )


class StatusSaved(Shape):
    success: Literal[True] = True
    user_id: int
    date: date
    status: Status
    arrives_at: ArrivesAt = None
    only_if: OnlyIf = None


class StatusRemoved(Shape):
    success: Literal[True] = True
    date: date
    removed: bool


class OwnEntryShape(Shape):
    date: date
    status: Status
    created_at: datetime
    updated_at: datetime
    arrives_at: ArrivesAt = None
    only_if: OnlyIf = None
    usual: Usual = None


class OwnEntries(Shape):
    user_id: int
    from_: date = Field(alias="from")
    to: date
    entries: list[OwnEntryShape]


class Access(Shape):
    """What the viewer may do; `linked_discord`: Discord and a player profile are linked."""

    authenticated: bool
    linked_discord: bool
    can_submit: bool
    is_admin: bool
    can_promote: bool
    website_user_id: int | None
