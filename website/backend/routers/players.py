"""`/auth/players` and `/auth/link`: which player somebody is (contract, section 4)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from limits import RateLimitItemPerMinute
from pydantic import AfterValidator, StringConstraints

from muster.errors import RegistrationClosed
from muster.identity import naming, service
from muster.identity.rules import SEARCH_MIN, Viewer, is_searchable
from muster.words import words
from website.backend.dependencies import (
    ChangingLinkedViewer,
    ChangingViewer,
    Guard,
    GuardedRoute,
    LinkedViewer,
    SignedInViewer,
    WebsiteNeeded,
)
from website.backend.schemas.common import Storable, error_answers
from website.backend.schemas.identity import (
    LinkBody,
    LinkDone,
    NameBody,
    NewPlayerBody,
    OwnNamesShape,
    PlayerCreated,
    PlayerShape,
    PlayerSuggestions,
    Success,
)
from website.backend.state import Website, website_of

say = words("input")

_SEARCHES = RateLimitItemPerMinute(60)
_CHANGES = RateLimitItemPerMinute(20)

router = APIRouter(prefix="/auth", tags=["linking"], route_class=GuardedRoute)
name_router = APIRouter(prefix="/api/me", tags=["linking"], route_class=GuardedRoute)


def _searchable(text: str) -> str:
    if not is_searchable(text):
        raise ValueError(say("least-beside-codes", number=SEARCH_MIN))
    return text


SearchText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=SEARCH_MIN, max_length=64),
    Storable,
    AfterValidator(_searchable),
    Query(),
]


class _CreatorGuard(Guard):
    """A guard that also refuses where players may not create profiles here.

    Raises:
        RegistrationClosed: `PLAYER_SELF_REGISTRATION` is off.
    """

    async def __call__(self, request: Request) -> Viewer | None:
        viewer = await super().__call__(request)
        if not website_of(request).settings.player_self_registration:
            raise RegistrationClosed
        return viewer


Creator = Annotated[Viewer, Depends(_CreatorGuard(signed_in=True, changes=True))]


async def _limit_searches(website: WebsiteNeeded, viewer: SignedInViewer) -> None:
    await website.rate_limits.check(_SEARCHES, "player search", str(viewer.user_id))


async def _limit_changes(website: Website, viewer: Viewer) -> None:
    await website.rate_limits.check(_CHANGES, "player change", str(viewer.user_id))


def _after_link_change(website: Website, viewer: Viewer) -> None:
    """Forget what this process remembers of names and the viewer; a notice tells the others."""
    website.viewers.forget(viewer.user_id)
    website.days.drop_all()


@router.get(
    "/players/search",
    summary="Find a player by a part of a name",
    dependencies=[Depends(_limit_searches)],
    responses=error_answers(401, 422, 429),
)
async def search_players(
    website: WebsiteNeeded,
    _viewer: SignedInViewer,
    q: SearchText,
) -> list[PlayerShape]:
    async with website.database.connection() as connection:
        players = await service.search_players(connection, q)
    return [PlayerShape.of(player) for player in players]


@router.get(
    "/players/suggestions",
    summary="Players that the viewer may be",
    dependencies=[Depends(_limit_searches)],
    responses=error_answers(401, 429),
)
async def suggest_players(website: WebsiteNeeded, viewer: SignedInViewer) -> PlayerSuggestions:
    async with website.database.connection() as connection:
        suggestions = await service.suggest_players(connection, viewer)
    return PlayerSuggestions.of(suggestions, suggestions=suggestions.players)


@router.post(
    "/players",
    summary="Create one's own player profile and link it",
    status_code=201,
    responses=error_answers(401, 403, 409, 422, 429),
)
async def create_player(
    website: WebsiteNeeded, viewer: Creator, body: NewPlayerBody
) -> PlayerCreated:
    await _limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        player = await service.create_player(connection, viewer, body.name, website.clock.now())
    _after_link_change(website, viewer)
    return PlayerCreated.of(
        player, linked_player=player.canonical_name, linked_player_guid=player.guid
    )


@router.post(
    "/link",
    summary="Link the viewer to a player, or change which one",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def link_player(website: WebsiteNeeded, viewer: ChangingViewer, body: LinkBody) -> LinkDone:
    await _limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        player = await service.link_player(
            connection, viewer, body.player_guid, website.clock.now()
        )
    _after_link_change(website, viewer)
    return LinkDone(linked_player=player.canonical_name, linked_player_guid=player.guid)


@router.delete(
    "/link", summary="Unlink the viewer's player", responses=error_answers(401, 403, 429)
)
async def unlink_player(website: WebsiteNeeded, viewer: ChangingViewer) -> Success:
    await _limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        await service.unlink_player(connection, viewer, website.clock.now())
    _after_link_change(website, viewer)
    return Success()


@name_router.get(
    "/name", summary="What the viewer is called, and could be", responses=error_answers(401, 403)
)
async def read_names(website: WebsiteNeeded, viewer: LinkedViewer) -> OwnNamesShape:
    async with website.database.connection() as connection:
        return OwnNamesShape.of(await naming.read_names(connection, viewer, website.clock.now()))


@name_router.post(
    "/name",
    summary="Choose one's own display name",
    responses=error_answers(401, 403, 409, 422, 429),
)
async def choose_name(
    website: WebsiteNeeded, viewer: ChangingLinkedViewer, body: NameBody
) -> OwnNamesShape:
    """One of the aliases or a new one; three times in 30 days. The name before stays an alias."""
    await _limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        chosen = await naming.choose_name(connection, viewer, body.name, website.clock.now())
    _after_link_change(website, viewer)
    return OwnNamesShape.of(chosen)
