"""`/auth/sandbox`: signing in as anybody, in the sandbox alone (404 otherwise)."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response

from muster.errors import Forbidden, NotFound
from muster.identity import service
from muster.identity.rules import DiscordProfile
from muster.identity.sandbox import PERSONAS
from muster.settings import is_loopback
from website.backend.dependencies import Guard, GuardedRoute, SigningIn, WebsiteNeeded
from website.backend.routers.auth import begin_session, me_shape
from website.backend.schemas.common import error_answers
from website.backend.schemas.identity import Me, Personas, PersonaShape, SandboxLoginBody
from website.backend.state import website_of


class SandboxGuard(Guard):
    """Outside the sandbox these routes do not exist, whatever is sent to them.

    In it they are for this machine's own pages: a foreign one whose name was made to lead here
    passes for the same origin in the browser, but still says its name.
    """

    async def __call__(self, request: Request) -> None:
        settings = website_of(request).settings
        if not settings.muster_sandbox:
            raise NotFound
        origin = request.headers.get("origin")
        if origin is not None and not _is_ours(origin, settings.frontend_origin):
            raise Forbidden


def _is_ours(origin: str, frontend_origin: str) -> bool:
    try:
        host = urlsplit(origin).hostname
    except ValueError:
        return False
    return host is not None and (is_loopback(host) or host == urlsplit(frontend_origin).hostname)


router = APIRouter(
    prefix="/auth/sandbox",
    tags=["sandbox"],
    route_class=GuardedRoute,
    dependencies=[Depends(SandboxGuard())],
)


@router.get("/personas", summary="Who one may be in the sandbox", responses=error_answers(403, 404))
async def list_personas(website: WebsiteNeeded) -> Personas:
    async with website.database.connection() as connection:
        players = await service.find_linked_players(
            connection, [persona.discord_user_id for persona in PERSONAS]
        )
    return Personas(
        personas=[
            PersonaShape(
                discord_user_id=str(persona.discord_user_id),
                username=persona.username,
                display_name=persona.display_name,
                role=persona.role,
                description=persona.description,
                linked_player=players.get(persona.discord_user_id),
            )
            for persona in PERSONAS
        ]
    )


@router.post(
    "/login", summary="Sign in as a Discord account", responses=error_answers(403, 404, 422)
)
async def sign_in(
    request: Request,
    response: Response,
    website: WebsiteNeeded,
    _viewer: SigningIn,
    body: SandboxLoginBody,
) -> Me:
    discord_user_id = int(body.discord_user_id)
    known = {persona.discord_user_id: persona for persona in PERSONAS}.get(discord_user_id)
    username = body.username or (known.username if known else f"user{body.discord_user_id[-6:]}")
    profile = DiscordProfile(
        discord_user_id,
        username,
        known.display_name if known and not body.username else username,
    )
    token = await begin_session(request, website, profile)
    website.cookies.set_session(response, token)
    viewer = await website.viewers.find(token)
    assert viewer is not None
    return me_shape(viewer)
