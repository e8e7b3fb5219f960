"""Shapes of what is going on right now."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from website.backend.schemas.common import Shape


class PresenceShape(Shape):
    """Who is in one place now; the times are given where it is known."""

    known: bool = Field(description="False where nobody has said for three minutes.")
    count: int | None = Field(description="How many there are; null where it is not known.")
    updated_at: datetime | None = Field(default=None, description="When it was last said.")
    known_until: datetime | None = Field(
        default=None, description="From when on it is not known any more, unless it is said again."
    )
    names: list[str] | None = Field(default=None, description="By name; for linked viewers alone.")


class ChannelProblem(Shape):
    """A channel on which nothing leaves, as of the bot's last try."""

    channel_type: str
    code: str = Field(description="A stable word for why, such as `captcha_required`.")
    detail: str = Field(description="What is wrong, and what an operator can do about it.")


class LiveStatusAnswer(Shape):
    """Who is in voice and on the game server right now; for admins, what does not work."""

    voice: PresenceShape
    server: PresenceShape
    problems: list[ChannelProblem] | None = Field(
        default=None, description="For admins alone, where there are any."
    )
