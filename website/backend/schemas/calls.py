"""Shapes of calls (filling, section 3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from muster.availability.rules import Status
from muster.calls.rules import MOST, WAIT_MINUTES, CallStatus, EndReason, Source
from website.backend.schemas.common import RequestBody, Shape

Most = Annotated[int, Field(strict=True, ge=MOST[0], le=MOST[1])]
WaitMinutes = Annotated[int, Field(strict=True, ge=WAIT_MINUTES[0], le=WAIT_MINUTES[1])]


class CallShape(Shape):
    """One call: nobody who was asked."""

    id: int
    call_date: date
    source: Source = Field(description="`hand`: a promoter's; `rule`: it started by itself.")
    status: CallStatus = Field(
        description="`full` goes on when somebody drops out; `held` keeps tonight's own from "
        "starting."
    )
    end_reason: EndReason | None
    most: int = Field(description="Whom it asks at most.")
    wait_minutes: int
    wave_number: int
    next_wave_at: datetime | None = Field(description="Of a running one, if it is short then.")
    created_at: datetime
    ended_at: datetime | None
    mine: bool = Field(description="Whether the caller started or holds it.")


class LeftAlone(Shape):
    """How many were not asked, and why; who is away counts as not agreed, which is theirs to tell.

    `told`: a campaign has asked them today.
    """

    not_agreed: int
    over_limit: int
    quiet_hours: int
    told: int
    no_channel: int


class CalledPerson(Shape):
    """Somebody who would be asked."""

    user_id: int
    display_name: str


class CallPreview(Shape):
    """What a call that is started now would do. `first` has no ranks besides its order."""

    call_date: date
    starts_at: datetime
    threshold: int
    looking: int
    short_by: int = Field(description="How many LOOKING are missing; 0: nobody would be asked.")
    first: list[CalledPerson] = Field(description="Whom it would ask at once.")
    askable: int = Field(description="How many it could ask in all, now.")
    left_alone: LeftAlone
    most: int
    wait_minutes: int
    next_wave_at: datetime = Field(description="When it would ask the next, if still short.")
    chance: float | None = Field(
        description="That enough are in by the start, as it is; null: not said."
    )
    chance_with_first: float | None = Field(description="The same if those are asked.")
    text: str = Field(description="What its message says.")
    calls_at: datetime | None = Field(description="When one starts by itself, if short then.")
    call: CallShape | None = Field(description="Tonight's latest.")


class CallBody(RequestBody):
    most: Most | None = None
    wait_minutes: WaitMinutes | None = None


class AskedPerson(Shape):
    """Somebody who was asked.

    `state` is that of the message; `answer` what they say about tonight now.
    """

    user_id: int
    display_name: str
    wave: int
    asked_at: datetime
    state: str | None
    reason: str | None
    answer: Status | None
    conditional: bool = Field(description="The answer is a yes with a condition.")


class CallToday(Shape):
    """How tonight's calls go, together."""

    call: CallShape | None = Field(description="The latest; null: there was none.")
    calls_at: datetime | None = Field(
        description="When one starts by itself tonight, if it is short then; null: never, or there "
        "was one."
    )
    asked: int
    yes: int
    maybe: int
    no: int
    silent: int
    unreached: int | None = Field(
        description="Chosen, and their message was not sent; for promoters."
    )
    people: list[AskedPerson] | None = Field(description="Whom they asked; for promoters.")
    left_alone: LeftAlone | None = Field(description="For promoters.")


class CallChanged(Shape):
    """The call that was started or stopped."""

    call: CallShape
