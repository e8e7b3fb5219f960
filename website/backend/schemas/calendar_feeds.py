"""Shapes of calendar feeds. Their addresses are whole, and begin as the page's does."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from website.backend.schemas.common import Shape


class OwnFeedShape(Shape):
    """One's own feed."""

    address: str = Field(
        description="Whoever has it reads the calendar; told to its owner alone, by no log."
    )
    made_at: datetime


class CalendarFeedsShape(Shape):
    """What the viewer's calendars can subscribe."""

    own: OwnFeedShape | None = Field(description="Null where they have none (any more).")
    community: str = Field(description="The feed of sessions that are ready; anybody may read it.")
