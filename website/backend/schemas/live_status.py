"""Shapes of what is going on right now."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field


class PresenceShape(BaseModel):
    """Who is in one place now; the times are given where it is known."""

    known: bool = Field(description="False where nobody has said for three minutes.")
    count: int | None = Field(description="How many there are; null where it is not known.")
    updated_at: datetime | None = Field(default=None, description="When it was last said.")
    known_until: datetime | None = Field(
        default=None, description="From when on it is not known any more, unless it is said again."
    )
    names: list[str] | None = Field(default=None, description="By name; for linked viewers alone.")


class LiveStatusAnswer(BaseModel):
    """Who is in voice and on the game server right now."""

    voice: PresenceShape
    server: PresenceShape
