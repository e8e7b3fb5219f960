"""Shapes of invite links."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from muster.invites.rules import DAYS, DAYS_DEFAULT, LABEL_MAX, MOST_USES
from website.backend.schemas.common import OneLine, RequestBody, Shape, text

InviteId = Annotated[int, Field(ge=1, le=2**63 - 1)]


class InviteBody(RequestBody):
    """Everything may be left out, for a link that holds two weeks for as many as come."""

    label: Annotated[text(1, LABEL_MAX), OneLine] | None = Field(  # type: ignore[valid-type]  # a constrained str made by a function
        default=None, description="What it is for; shown to promoters and admins alone."
    )
    days: int = Field(default=DAYS_DEFAULT, strict=True, ge=DAYS[0], le=DAYS[1])
    most_uses: int | None = Field(
        default=None,
        strict=True,
        ge=MOST_USES[0],
        le=MOST_USES[1],
        description="How many people may come by it; null: as many as come.",
    )


class InviteShape(Shape):
    """A link without its secret, which nobody has but those who were given it."""

    id: int
    label: str | None
    created_by: str | None = Field(
        description="Whose it is; null where they are not here any more."
    )
    created_at: datetime
    expires_at: datetime
    most_uses: int | None
    state: Literal["open", "expired", "revoked", "used_up"]
    uses: int = Field(description="How many people came by it who were not linked until then.")
    linked: int = Field(description="How many of them are linked to a player by now.")
    answered: int = Field(description="How many of those have answered for a day.")


class InviteList(Shape):
    """The newest first."""

    invites: list[InviteShape]


class InviteCreated(Shape):
    """A new link; its address is told this once."""

    invite: InviteShape
    address: str
