"""Shapes of the rules by weekday."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated

from pydantic import Field

from muster.evening import EveningRule
from muster.evenings.rules import (
    CALL_BELOW_LEAST,
    CALL_BELOW_MOST,
    CALL_MOST_MOST,
    THRESHOLD_LEAST,
    THRESHOLD_MOST,
)
from website.backend.schemas.channels import Switch, WallTimeText
from website.backend.schemas.common import RequestBody, Shape

_WEEKDAY = "0 is Monday, 6 Sunday."

Weekday = Annotated[int, Field(strict=True, ge=0, le=6, description=_WEEKDAY)]
Threshold = Annotated[int, Field(strict=True, ge=THRESHOLD_LEAST, le=THRESHOLD_MOST)]
CallMost = Annotated[int, Field(strict=True, ge=1, le=CALL_MOST_MOST)]

CallBelow = Annotated[int, Field(strict=True, ge=CALL_BELOW_LEAST, le=CALL_BELOW_MOST)]


class RuleShape(Shape):
    """What admins say of one weekday; null is as the settings have it."""

    weekday: int = Field(description=_WEEKDAY)
    session: bool = Field(description="Whether there is a session at all.")
    starts_at: str | None = Field(description="HH:MM, the community's wall clock.")
    threshold: int | None = Field(description="LOOKING players that make a session ready.")
    call_at: str | None = Field(
        description="HH:MM: when a call begins by itself if the evening is short then; null: never."
    )
    call_most: int | None = Field(
        description="How many it asks at most; null: as many as it takes."
    )
    call_below: int | None = Field(
        description="It begins only while the chance of being enough is below so many per cent"
        " (as long as there is a chance to be told); null: whenever the evening is short."
    )
    updated_at: datetime | None = Field(description="Null where nothing was ever said of it.")


class EveningDefaults(Shape):
    """What the settings say of every day."""

    starts_at: str = Field(description="HH:MM, the community's wall clock.")
    threshold: int


class EveningRules(Shape):
    """What holds on each weekday, Monday first, and what where nothing is said of it."""

    defaults: EveningDefaults
    rules: list[RuleShape]
    can_edit: bool = Field(description="Whether the caller is an admin.")


class RuleBody(RequestBody):
    """The whole rule of one weekday; what is left out or null is as the settings have it."""

    weekday: Weekday
    session: Switch = True
    starts_at: WallTimeText | None = None
    threshold: Threshold | None = None
    call_at: WallTimeText | None = None
    call_most: CallMost | None = None
    call_below: CallBelow | None = None

    def rule(self) -> EveningRule:
        return EveningRule(
            self.session,
            _time(self.starts_at),
            self.threshold,
            _time(self.call_at),
            self.call_most,
            self.call_below,
        )


class EveningRulesBody(RequestBody):
    """The rules of some weekdays; the others keep theirs."""

    rules: Annotated[list[RuleBody], Field(min_length=1, max_length=7)]


def _time(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)
