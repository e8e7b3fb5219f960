"""Shapes of members: who could be asked at all."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from muster.channels.rules import ChannelType
from website.backend.schemas.common import Shape


class MemberTotals(Shape):
    """How many could be asked tonight, and what keeps the others from it; each counted once."""

    members: int
    linked: int
    askable: int = Field(description="Linked, agreed, not away, and a channel leads to them.")
    answered: int = Field(description="Of those, who have answered for tonight already.")
    not_linked: int
    no_consent: int = Field(description="Linked, and did not agree to be asked.")
    no_channel: int = Field(description="Agreed, and no channel leads to them.")
    away: int = Field(description="Could be asked but for this; never said of anybody by name.")


class Member(Shape):
    """Somebody who signed in or is linked; never an address, and never whether they are away."""

    user_id: int
    display_name: str
    avatar_url: str | None
    linked: bool
    channels: list[ChannelType] = Field(description="Those in use that lead to them.")
    allows_promotions: bool
    reminders: bool = Field(description="Whether they want the daily check-in.")
    silent_days: int | None = Field(
        description="Days since they last answered for any day themselves; null: never yet."
    )
    missing: Literal["player", "consent", "channel"] | None = Field(
        description="What has to come first before they could be asked."
    )


class MemberList(Shape):
    """A page of members, by name."""

    totals: MemberTotals
    found: int = Field(description="How many were found, on all pages.")
    page: int
    pages: int
    members: list[Member]
