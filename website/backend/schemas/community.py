"""The shape of what every page needs to know of the community."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from muster.words import Language
from website.backend.schemas.common import Shape


class WeekdayEvening(Shape):
    """The evenings of one weekday."""

    session: bool = Field(description="Whether there is a session at all.")
    start_time: str = Field(description="HH:MM, the community's wall clock.")
    threshold: int = Field(description="LOOKING players that make a session ready.")


class Community(Shape):
    """Settings that a page shows, and the community's calendar."""

    name: str
    crest: str | None = Field(description="The address of its image on this site; null for none.")
    accent: str | None = Field(
        description="Its colour as #rrggbb, as it was chosen; null for the page's own. "
        "`/appearance.css` has it for both themes."
    )
    timezone: str = Field(description="IANA name of the community's time zone.")
    today: date
    next_midnight: datetime = Field(description="The instant at which `today` changes.")
    last_writable_date: date
    session: bool = Field(description="Whether there is a session today at all.")
    threshold: int = Field(description="LOOKING players that make today's session ready.")
    reminder_time: str = Field(description="Today's; HH:MM, the community's wall clock.")
    start_time: str = Field(description="Today's; HH:MM, the community's wall clock.")
    week: list[WeekdayEvening] = Field(
        description="What holds on each weekday, Monday first: the environment, or its rule."
    )
    sandbox: bool
    sign_in_available: bool
    self_registration: bool
    language: Language = Field(
        description="What those read of whom nothing else is known (`MUSTER_LANGUAGE`)."
    )
