"""`/auth/sandbox`, `/api/sandbox`: signing in as anybody, and what would have been sent.

In the sandbox alone; 404 otherwise.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from muster.clock import utc_now
from muster.errors import Forbidden, NotFound, NotSignedIn
from muster.identity import service
from muster.identity.rules import DiscordProfile
from muster.sandbox import service as sandbox
from muster.sandbox.rules import PERSONAS, Answer
from muster.settings import is_loopback
from website.backend.dependencies import (
    AskedLanguage,
    ChangingVisitor,
    Guard,
    GuardedRoute,
    SigningIn,
    WebsiteNeeded,
)
from website.backend.routers.auth import arrive, begin_session, me_shape
from website.backend.schemas.common import error_answers
from website.backend.schemas.identity import Me
from website.backend.schemas.sandbox import (
    Personas,
    PersonaShape,
    PressBody,
    Pressed,
    SandboxLoginBody,
    SentShape,
)
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
    tags=["sandbox"],
    route_class=GuardedRoute,
    dependencies=[Depends(SandboxGuard())],
)


@router.get(
    "/auth/sandbox/personas",
    summary="Who one may be in the sandbox",
    responses=error_answers(403, 404),
)
async def list_personas(website: WebsiteNeeded, language: AskedLanguage) -> Personas:
    async with website.database.connection() as connection:
        players = await service.find_linked_players(
            connection, [persona.discord_user_id for persona in PERSONAS]
        )
    return Personas(
        personas=[
            PersonaShape.of(
                persona,
                discord_user_id=str(persona.discord_user_id),
                description=persona.description.in_language(language),
                linked_player=players.get(persona.discord_user_id),
            )
            for persona in PERSONAS
        ]
    )


@router.post(
    "/auth/sandbox/login",
    summary="Sign in as a Discord account",
    responses=error_answers(403, 404, 422),
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
    viewer = await arrive(request, website, token)
    website.cookies.clear_invite(response, request.scope)
    assert viewer is not None
    return me_shape(viewer)


@router.get(
    "/api/sandbox/outbox",
    summary="The latest messages, newest first",
    responses=error_answers(403, 404, 422),
)
async def read_outbox(
    website: WebsiteNeeded, limit: Annotated[int, Query(ge=1, le=500)] = 200
) -> list[SentShape]:
    async with website.database.connection() as connection:
        sent = await sandbox.list_sent(connection, limit)
    return [SentShape.of(each) for each in sent]


@router.post(
    "/api/sandbox/outbox/{outbox_id}/press",
    summary="Press an answer below a message, as whoever got it",
    responses=error_answers(401, 403, 404, 409, 422, 503),
)
async def press_answer(
    website: WebsiteNeeded,
    viewer: ChangingVisitor,
    outbox_id: Annotated[int, Path(ge=1, le=2**63 - 1)],
    body: PressBody,
) -> Pressed:
    """A message in an announcement channel is answered by whoever is signed in."""
    async with website.database.connection() as connection:
        sent = await sandbox.find_sent(connection, outbox_id)
    if sent is None or body.data not in {answer.data for answer in sent.answers}:
        raise NotFound
    if sent.user_id is None and viewer is None:
        raise NotSignedIn
    user_id = sent.user_id if sent.user_id is not None or viewer is None else viewer.user_id
    assert user_id is not None
    told = await website.presses.press(body.data, user_id, sent.channel_type, utc_now())
    replaces = told.replaces and sent.user_id is not None
    if replaces:
        answers = [Answer(*each) for each in told.answers]
        async with website.database.connection() as connection:
            await sandbox.rewrite_sent(connection, sent.id, told.whole, answers)
    return Pressed(text=told.text, replaces=replaces)
