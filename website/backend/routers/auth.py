"""`/auth`: signing in with Discord, sessions, and who is signed in (contract, section 4)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from limits import RateLimitItemPerSecond

from muster.avatars import avatar_address
from muster.errors import DiscordNotConfigured, MusterError, SignInFailed
from muster.identity import service
from muster.identity.rules import DiscordProfile, Viewer
from muster.invites import service as invites
from website.backend.dependencies import (
    AnyViewer,
    ChangingViewer,
    ChangingVisitor,
    GuardedRoute,
    SignedInViewer,
    WebsiteNeeded,
    client_address,
)
from website.backend.discord_sign_in import DiscordSignIn, new_code_verifier, refused_at_discord
from website.backend.error_handlers import log_refusal
from website.backend.schemas.common import error_answers
from website.backend.schemas.identity import (
    DiscordUnlinked,
    LinkedPlayer,
    LinkStatus,
    Me,
    Ok,
    Sessions,
    SessionShape,
)
from website.backend.state import Website, website_of

_HOME, _PROFILE = "/#/availability", "/#/profile"
_MOST_CODE = 512


class BrowserRoute(GuardedRoute):
    """A route that browsers are sent to: what fails leads back to the page, which says why.

    Programs, which do not ask for HTML, get the error itself.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handler(request)
            except MusterError as problem:
                if "text/html" not in request.headers.get("accept", ""):
                    raise
                log_refusal(request, problem)
                return back_to_the_page(website_of(request), f"{_HOME}?problem={problem.code}")

        return answered


def back_to_the_page(website: Website, place: str) -> RedirectResponse:
    """Send a browser to a place of the page, which nobody keeps for the next one who asks."""
    response = RedirectResponse(f"{website.settings.frontend_origin}{place}", 302)
    response.headers["Cache-Control"] = "no-store"
    return response


router = APIRouter(prefix="/auth", tags=["signing in"], route_class=GuardedRoute)
browser_router = APIRouter(prefix="/auth", tags=["signing in"], route_class=BrowserRoute)


async def begin_session(request: Request, website: Website, profile: DiscordProfile) -> str:
    """Sign in, in the place of whatever session the browser had; the new one's token."""
    before = website.cookies.session_tokens(request.scope)
    async with website.database.transaction() as connection:
        token = await service.sign_in(
            connection,
            profile,
            website.session_key,
            website.clock.now(),
            user_agent=request.headers.get("user-agent", ""),
            instead_of=before,
        )
    website.viewers.forget_sessions(before)
    return token


async def arrive(request: Request, website: Website, token: str) -> Viewer | None:
    """Who has just signed in as `token`; counted for the invite link by which they came, if any."""
    viewer = await website.viewers.find(token)
    secret = website.cookies.invite(request.scope)
    if secret is not None and viewer is not None and not viewer.linked:
        async with website.database.transaction() as connection:
            await invites.arrive(
                connection, secret, website.session_key, viewer.user_id, website.clock.now()
            )
    return viewer


def me_shape(viewer: Viewer) -> Me:
    return Me.of(
        viewer,
        id=str(viewer.discord_user_id),
        website_user_id=viewer.user_id,
        linked_player=viewer.player_name,
        linked_player_guid=viewer.player_guid,
        avatar_url=avatar_address(viewer.user_id, viewer.avatar) if viewer.linked else None,
    )


async def _limited(request: Request, website: WebsiteNeeded) -> None:
    settings = website.settings
    limit = RateLimitItemPerSecond(
        settings.discord_oauth_rate_limit_max_requests,
        settings.discord_oauth_rate_limit_window_seconds,
    )
    await website.rate_limits.check(limit, "oauth", client_address(request))


def _discord(website: WebsiteNeeded) -> DiscordSignIn:
    if website.discord_sign_in is None:
        raise DiscordNotConfigured
    return website.discord_sign_in


DiscordNeeded = Annotated[DiscordSignIn, Depends(_discord)]


def _page_path(path: str | None) -> str | None:
    """`path` if it is a place on our own page (`#/…`); anything else is dropped."""
    if path is None:
        return None
    place = path.removeprefix("/")
    inside = place.startswith("#/") and len(place) <= 200
    return f"/{place}" if inside and place.isprintable() and place.isascii() else None


@browser_router.get(
    "/login",
    summary="Go to Discord to sign in",
    status_code=302,
    response_class=RedirectResponse,
    dependencies=[Depends(_limited)],
    responses=error_answers(422, 429),
)
async def start_sign_in(
    request: Request,
    website: WebsiteNeeded,
    discord: DiscordNeeded,
    next_path: Annotated[
        str | None, Query(alias="next", description="Where on the page to come back to: #/…")
    ] = None,
) -> RedirectResponse:
    settings = website.settings
    verifier = new_code_verifier()
    lifetime = timedelta(seconds=settings.discord_oauth_state_ttl_seconds)
    async with website.database.connection() as connection:
        state = await service.start_sign_in(
            connection,
            website.session_key,
            code_verifier=verifier,
            redirect_uri=settings.oauth_redirect_uri,
            next_path=_page_path(next_path),
            now=website.clock.now(),
            lifetime=lifetime,
        )
    response = RedirectResponse(discord.authorization_url(state, verifier), 302)
    response.headers["Cache-Control"] = "no-store"
    # The state must come back in the browser that it was given to.
    website.cookies.set_sign_in(response, request.scope, state, lifetime)
    return response


@browser_router.get(
    "/callback",
    summary="Come back from Discord",
    status_code=302,
    response_class=RedirectResponse,
    dependencies=[Depends(_limited)],
    responses=error_answers(422, 429),
)
async def finish_sign_in(
    request: Request,
    website: WebsiteNeeded,
    discord: DiscordNeeded,
    code: Annotated[str | None, Query(description="Discord's one-use code")] = None,
    state: Annotated[str | None, Query(description="What /auth/login sent along")] = None,
    error: Annotated[str | None, Query(description="Why Discord did not sign in")] = None,
) -> RedirectResponse:
    token, place = await _sign_in(request, website, discord, code, state, error)
    response = back_to_the_page(website, place)
    if token is not None:
        website.cookies.set_session(response, token)
        website.cookies.clear_invite(response, request.scope)
    if state:
        website.cookies.clear_sign_in(response, state)
    return response


async def _sign_in(
    request: Request,
    website: Website,
    discord: DiscordSignIn,
    code: str | None,
    state: str | None,
    error: str | None,
) -> tuple[str | None, str]:
    """(the new session's token, where on the page to go)."""
    if not state or not website.cookies.has_sign_in(request.scope, state):
        raise SignInFailed
    async with website.database.connection() as connection:
        verifier, redirect_uri, next_path = await service.take_sign_in(
            connection, website.session_key, state, website.clock.now()
        )
    if error == "access_denied":
        return None, next_path or _HOME
    if error:
        raise refused_at_discord(error)
    if not code or len(code) > _MOST_CODE:
        raise SignInFailed
    profile = await discord.fetch_profile(code, verifier, redirect_uri)
    token = await begin_session(request, website, profile)
    viewer = await arrive(request, website, token)
    if viewer is None or not viewer.linked:
        return token, _PROFILE
    return token, next_path or _HOME


@router.post("/logout", summary="Sign out", responses=error_answers(403))
async def sign_out(
    request: Request, response: Response, website: WebsiteNeeded, _viewer: ChangingVisitor
) -> Ok:
    tokens = website.cookies.session_tokens(request.scope)
    if tokens:
        async with website.database.connection() as connection:
            await service.sign_out(connection, [website.viewers.token_hash(t) for t in tokens])
        website.viewers.forget_sessions(tokens)
    website.cookies.clear_session(response)
    return Ok()


@router.post(
    "/logout-everywhere",
    summary="Sign out in every browser",
    responses=error_answers(401, 403),
)
async def sign_out_everywhere(
    response: Response, website: WebsiteNeeded, viewer: ChangingViewer
) -> Ok:
    async with website.database.connection() as connection:
        await service.sign_out_everywhere(connection, viewer)
    website.viewers.forget(viewer.user_id)
    website.cookies.clear_session(response)
    return Ok()


@router.get(
    "/sessions", summary="In which browsers the viewer is signed in", responses=error_answers(401)
)
async def read_sessions(
    request: Request, website: WebsiteNeeded, viewer: SignedInViewer
) -> Sessions:
    token = website.cookies.session_token(request.scope) or ""
    async with website.database.connection() as connection:
        found = await service.list_sessions(
            connection, viewer, website.viewers.token_hash(token), website.clock.now()
        )
    return Sessions(sessions=[SessionShape.of(each) for each in found])


@router.get("/me", summary="Who is signed in", responses=error_answers(401))
async def read_me(
    request: Request, response: Response, website: WebsiteNeeded, viewer: SignedInViewer
) -> Me:
    move_session(request, response, website)
    return me_shape(viewer)


def move_session(request: Request, response: Response, website: Website) -> None:
    """Give the session's cookie the name and the age that it has by now, where it has others."""
    token = website.cookies.session_token(request.scope)
    if token is not None and website.cookies.moves(request.scope):
        website.cookies.move_session(response, token)


@router.get("/link/status", summary="What is linked to whom", responses=error_answers())
async def read_link_status(viewer: AnyViewer) -> LinkStatus:
    player = None
    if viewer is not None and viewer.player_guid is not None:
        player = LinkedPlayer(guid=viewer.player_guid, name=viewer.player_name or "")
    return LinkStatus(
        authenticated=viewer is not None,
        discord_linked=viewer is not None,
        player_linked=player is not None,
        discord_user_id=str(viewer.discord_user_id) if viewer else None,
        website_user_id=viewer.user_id if viewer else None,
        linked_player=player,
    )


@browser_router.get(
    "/link/start",
    summary="Go and do what is missing: sign in, or pick a player",
    status_code=302,
    response_class=RedirectResponse,
    responses=error_answers(),
)
async def start_linking(website: WebsiteNeeded, viewer: AnyViewer) -> RedirectResponse:
    if viewer is None:
        return RedirectResponse("/auth/login?next=%23/profile", 302)
    return back_to_the_page(website, _PROFILE)


@router.post(
    "/discord/unlink",
    summary="Unlink Discord and sign out everywhere",
    responses=error_answers(401, 403),
)
async def unlink_discord(
    response: Response, website: WebsiteNeeded, viewer: ChangingViewer
) -> DiscordUnlinked:
    async with website.database.transaction() as connection:
        await service.unlink_discord(connection, viewer, website.clock.now())
    website.viewers.forget(viewer.user_id)
    website.days.drop_all()
    website.cookies.clear_session(response)
    return DiscordUnlinked(redirect_url=f"{website.settings.frontend_origin}{_HOME}")
