"""Shapes of read tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from muster.read_tokens.rules import (
    DAYS,
    DAYS_DEFAULT,
    LABEL_MAX,
    MOST_HELD,
    Scope,
    TokenState,
)
from website.backend.schemas.common import OneLine, RequestBody, Shape, text

ReadTokenId = Annotated[int, Field(ge=1, le=2**63 - 1)]


class ReadTokenBody(RequestBody):
    """A token that is to be made."""

    label: Annotated[text(1, LABEL_MAX), OneLine] = Field(  # type: ignore[valid-type]  # a constrained str made by a function
        description="What it is for; shown to admins alone."
    )
    scope: Scope = Field(
        description="public: what somebody signed out sees; member: what a linked member does."
    )
    days: int = Field(default=DAYS_DEFAULT, strict=True, ge=DAYS[0], le=DAYS[1])


class ReadTokenShape(Shape):
    """A token without itself, which nobody has but those who were given it."""

    id: int
    label: str
    scope: Scope
    owner: str | None = Field(
        description="Whose it is or, of a public one, who made it; null where they are not here."
    )
    mine: bool
    created_at: datetime
    expires_at: datetime
    state: TokenState
    last_used_at: datetime | None = Field(description="Exact to the hour; null: never.")


class ReadTokenList(Shape):
    """The newest first."""

    tokens: list[ReadTokenShape]
    most: int = Field(default=MOST_HELD, description="How many may hold at once.")


class ReadTokenCreated(Shape):
    """A new token, which is told this once."""

    id: int
    token: str
