"""Shapes of what is stored of a person."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from website.backend.schemas.common import Shape


class ErasureShape(Shape):
    """That somebody is to be erased."""

    user_id: int
    asked_at: datetime
    erases_at: datetime = Field(description="Until then it can be taken back.")
    asked_by: Literal["person", "admin", "operator", "restore"]


class LeavingShape(ErasureShape):
    """Somebody who is to be erased."""

    name: str | None = Field(description="The player's name, or Discord's.")


class Erasures(Shape):
    """Everybody who is to be erased, the soonest first."""

    people: list[LeavingShape]


class ErasureState(Shape):
    """Whether somebody is to be erased."""

    erasure: ErasureShape | None
