"""Shapes of rights by person, and of what admins did."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import Field

from muster.identity.right_rules import Named, Tier
from website.backend.schemas.common import RequestBody, Shape
from website.backend.schemas.sandbox import SnowflakeText

Account = Annotated[SnowflakeText, Path(description="A Discord id.")]
ActId = Annotated[int, Path(ge=1, le=2**63 - 1)]


class RightHolderShape(Shape):
    """An account and its rights."""

    discord_user_id: str
    user_id: int | None = Field(description="Null: never signed in here.")
    name: str | None = Field(description="The player's name, or Discord's.")
    username: str | None
    tier: str | None = Field(description="Given by person; null where none is.")
    from_settings: list[Named] = Field(description="What the settings make of it.")
    granted_at: datetime | None
    granted_by: str | None = Field(description="Null: the operator, or not known.")
    can_change: bool = Field(description="Whether the caller may give and take `tier`.")


class Rights(Shape):
    """Who has a right, the highest first, and which the caller may give."""

    people: list[RightHolderShape]
    can_grant: list[Tier]


class PeopleFound(Shape):
    """Who may be meant."""

    people: list[RightHolderShape]


class RightBody(RequestBody):
    tier: Tier


class RightChanged(Shape):
    success: Literal[True] = True
    discord_user_id: str
    tier: Tier | None


class ActShape(Shape):
    """One thing that an admin did, or the operator by a command."""

    id: int
    done_at: datetime
    act: str = Field(description="SUBJECT.VERB")
    actor_name: str | None = Field(description="Null: the operator, or somebody who is gone.")
    by_operator: bool
    person: str | None = Field(description="Whom it concerns, by name, where that is known.")
    details: dict[str, Any] = Field(description="Values before and after.")
    undoes: int | None
    undone_by: int | None
    can_undo: bool


class ActList(Shape):
    """The latest first."""

    acts: list[ActShape]
    more: bool = Field(description="Whether there are earlier ones: ask with `before`.")


class ActUndone(Shape):
    success: Literal[True] = True
    id: int
