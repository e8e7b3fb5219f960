"""`/auth/language`: which language the viewer reads, on this site and in messages."""

from __future__ import annotations

from fastapi import APIRouter

from muster.identity import languages
from website.backend.dependencies import ChangingViewer, GuardedRoute, WebsiteNeeded
from website.backend.schemas.common import error_answers
from website.backend.schemas.identity import HeardLanguageBody, LanguageBody, Ok

router = APIRouter(prefix="/auth/language", tags=["signing in"], route_class=GuardedRoute)


@router.post(
    "", summary="Read another language, everywhere", responses=error_answers(401, 403, 422)
)
async def choose_language(body: LanguageBody, website: WebsiteNeeded, viewer: ChangingViewer) -> Ok:
    async with website.database.connection() as connection:
        await languages.choose_language(
            connection, viewer.user_id, body.language, website.clock.now()
        )
    website.viewers.forget(viewer.user_id)
    return Ok()


@router.post(
    "/heard",
    summary="Say which language the browser says its user reads",
    description="It counts where the viewer chose none. A language that is none of Muster's is "
    "not noted.",
    responses=error_answers(401, 403, 422),
)
async def hear_language(
    body: HeardLanguageBody, website: WebsiteNeeded, viewer: ChangingViewer
) -> Ok:
    async with website.database.connection() as connection:
        await languages.hear_language(connection, viewer.user_id, body.tag, website.clock.now())
    return Ok()
