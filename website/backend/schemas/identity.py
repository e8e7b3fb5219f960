"""Shapes of signing in and linking (contract, section 4)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from muster.words import Language
from website.backend.schemas.common import OneLine, RequestBody, Shape, text


class Success(Shape):
    success: Literal[True] = True


class Ok(Shape):
    ok: Literal[True] = True


class Me(Shape):
    """The signed-in person; `id` is the Discord snowflake."""

    id: str
    website_user_id: int
    username: str
    display_name: str
    avatar: str | None = Field(description="What Discord calls the picture.")
    avatar_url: str | None = Field(
        description="Where it is on this site, for whoever is linked to a player."
    )
    linked_player: str | None
    linked_player_guid: str | None
    erases_at: datetime | None = Field(
        description="When the person is to be erased; null: they are not."
    )
    language: Language | None = Field(
        description="The language that they chose to read; null: what their browser says."
    )


class LanguageBody(RequestBody):
    language: Language | None = Field(description="null: what the browser says.")


class HeardLanguageBody(RequestBody):
    tag: Annotated[text(1, 35), OneLine] = Field(  # type: ignore[valid-type]  # a constrained str made by a function
        description="A language tag, as browsers say it: `sl-SI`."
    )


class SessionShape(Shape):
    """One browser in which the viewer is signed in."""

    created_at: datetime
    last_seen_at: datetime = Field(description="Exact to a day.")
    browser: str | None = Field(description="Such as Firefox, Linux; null where not known.")
    current: bool = Field(description="Whether it is the one that asks.")


class Sessions(Shape):
    """The one that asks first, then those last used."""

    sessions: list[SessionShape]


class LinkedPlayer(Shape):
    guid: str
    name: str


class LinkStatus(Shape):
    authenticated: bool
    discord_linked: bool
    player_linked: bool
    discord_user_id: str | None
    website_user_id: int | None
    linked_player: LinkedPlayer | None


class PlayerShape(Shape):
    """A player profile; `name` as given, `canonical_name` without colour codes."""

    guid: str
    name: str
    canonical_name: str
    taken: bool = Field(description="Whether somebody is linked to it.")


class PlayerSuggestions(Shape):
    """`terms` are the Discord names that were compared; best first."""

    terms: list[str]
    suggestions: list[PlayerShape]
    ambiguous: bool


class NewPlayerBody(RequestBody):
    name: Annotated[text(2, 64), OneLine]  # type: ignore[valid-type]  # a constrained str made by a function


class NameBody(NewPlayerBody):
    """The name that one wants to go by; may hold colour codes."""


class OwnNamesShape(Shape):
    """What the viewer is called, and what they could be called."""

    name: str = Field(description="Without colour codes, as everybody sees it.")
    others: list[str] = Field(description="Their aliases, former names among them.")
    changes_left: int = Field(description="How often they may choose within 30 days.")
    next_change_at: datetime | None = Field(description="When they may again; null: now.")


class LinkBody(RequestBody):
    player_guid: text(1, 64)  # type: ignore[valid-type]  # a constrained str made by a function


class LinkDone(Success):
    linked_player: str
    linked_player_guid: str


class PlayerCreated(LinkDone):
    guid: str
    name: str
    canonical_name: str


class DiscordUnlinked(Success):
    redirect_url: str
