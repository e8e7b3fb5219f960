"""What is stored of a person: given to them, and erased; for somebody else by admins alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse
from limits import RateLimitItemPerMinute

from muster.identity.rules import Viewer
from muster.personal_data import service
from muster.words import Language
from website.backend.dependencies import (
    Admin,
    AskedLanguage,
    ChangingAdmin,
    ChangingViewer,
    GuardedRoute,
    SignedInViewer,
    WebsiteNeeded,
)
from website.backend.schemas.common import error_answers
from website.backend.schemas.personal_data import (
    Erasures,
    ErasureShape,
    ErasureState,
    LeavingShape,
)
from website.backend.state import Website

_EXPORTS = RateLimitItemPerMinute(6)
_CHANGES = RateLimitItemPerMinute(20)
_MOST_ID = 2**63 - 1

router = APIRouter(prefix="/api", tags=["personal data"], route_class=GuardedRoute)

PersonId = Annotated[int, Path(ge=1, le=_MOST_ID, description="A website user id.")]


def _document(media_type: str, description: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {}}, "description": description}}


_JSON = _document("application/json", "A JSON document, to be kept as a file.")
_CSV = _document("text/csv", "A CSV document, to be kept as a file.")


@router.get(
    "/me/data",
    summary="Everything that is stored of the viewer",
    response_class=StreamingResponse,
    responses={**error_answers(401, 429), **_JSON},
)
async def export_own_data(
    website: WebsiteNeeded, viewer: SignedInViewer, language: AskedLanguage
) -> StreamingResponse:
    """Table by table, with addresses as they read; no secrets."""
    return await _data(website, viewer, viewer.user_id, language)


@router.get(
    "/me/data/answers.csv",
    summary="The viewer's answers as a table",
    response_class=StreamingResponse,
    responses={**error_answers(401, 429), **_CSV},
)
async def export_own_answers(website: WebsiteNeeded, viewer: SignedInViewer) -> StreamingResponse:
    return await _answers(website, viewer, viewer.user_id)


@router.get(
    "/me/erasure", summary="Whether the viewer is to be erased", responses=error_answers(401)
)
async def read_own_erasure(website: WebsiteNeeded, viewer: SignedInViewer) -> ErasureState:
    return await _erasure(website, viewer.user_id)


@router.post(
    "/me/erasure",
    summary="Let the viewer be erased in a week",
    responses=error_answers(401, 403, 409, 429),
)
async def ask_to_be_erased(website: WebsiteNeeded, viewer: ChangingViewer) -> ErasureShape:
    """Asking twice is asking once."""
    return await _erase(website, viewer, viewer.user_id)


@router.delete(
    "/me/erasure",
    summary="Let the viewer stay after all",
    responses=error_answers(401, 403, 409, 429),
)
async def take_own_erasure_back(website: WebsiteNeeded, viewer: ChangingViewer) -> ErasureState:
    return await _keep(website, viewer, viewer.user_id)


@router.get("/admin/erasures", summary="Who is to be erased", responses=error_answers(401, 403))
async def read_erasures(website: WebsiteNeeded, _admin: Admin) -> Erasures:
    async with website.database.connection() as connection:
        found = await service.list_leaving(connection)
    return Erasures(people=[LeavingShape.of(each) for each in found])


@router.get(
    "/admin/people/{user_id}/data",
    summary="Everything that is stored of somebody",
    response_class=StreamingResponse,
    responses={**error_answers(401, 403, 404, 422, 429), **_JSON},
)
async def export_data(
    website: WebsiteNeeded, admin: Admin, user_id: PersonId, language: AskedLanguage
) -> StreamingResponse:
    """As they would get it, but with addresses masked; it is noted that it was read."""
    return await _data(website, admin, user_id, language)


@router.get(
    "/admin/people/{user_id}/data/answers.csv",
    summary="Somebody's answers as a table",
    response_class=StreamingResponse,
    responses={**error_answers(401, 403, 404, 422, 429), **_CSV},
)
async def export_answers(
    website: WebsiteNeeded, admin: Admin, user_id: PersonId
) -> StreamingResponse:
    return await _answers(website, admin, user_id)


@router.get(
    "/admin/people/{user_id}/erasure",
    summary="Whether somebody is to be erased",
    responses=error_answers(401, 403, 422),
)
async def read_erasure(website: WebsiteNeeded, _admin: Admin, user_id: PersonId) -> ErasureState:
    return await _erasure(website, user_id)


@router.post(
    "/admin/people/{user_id}/erasure",
    summary="Let somebody be erased in a week",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def ask_to_erase(
    website: WebsiteNeeded, admin: ChangingAdmin, user_id: PersonId
) -> ErasureShape:
    """They hear of it, and may take it back until then."""
    return await _erase(website, admin, user_id)


@router.delete(
    "/admin/people/{user_id}/erasure",
    summary="Let somebody stay after all",
    responses=error_answers(401, 403, 409, 422, 429),
)
async def take_erasure_back(
    website: WebsiteNeeded, admin: ChangingAdmin, user_id: PersonId
) -> ErasureState:
    return await _keep(website, admin, user_id)


async def _data(
    website: Website, viewer: Viewer, user_id: int, language: Language
) -> StreamingResponse:
    await website.rate_limits.check(_EXPORTS, "export", str(viewer.user_id))
    actor = None if user_id == viewer.user_id else viewer.actor
    async with website.database.transaction() as connection:
        pieces = await service.export_data(
            connection, website.cipher, user_id, website.clock.now(), actor, language
        )
    return _file(pieces, "application/json", f"muster-data-{user_id}.json")


async def _answers(website: Website, viewer: Viewer, user_id: int) -> StreamingResponse:
    await website.rate_limits.check(_EXPORTS, "export", str(viewer.user_id))
    actor = None if user_id == viewer.user_id else viewer.actor
    async with website.database.transaction() as connection:
        pieces = await service.export_answers(connection, user_id, website.clock.now(), actor)
    return _file(pieces, "text/csv; charset=utf-8", f"muster-answers-{user_id}.csv")


def _file(pieces: Sequence[bytes], media_type: str, name: str) -> StreamingResponse:
    async def content() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(content(), media_type=media_type, headers=headers)


async def _erasure(website: Website, user_id: int) -> ErasureState:
    async with website.database.connection() as connection:
        found = await service.find_erasure(connection, user_id)
    return ErasureState(erasure=None if found is None else ErasureShape.of(found))


async def _erase(website: Website, viewer: Viewer, user_id: int) -> ErasureShape:
    await website.rate_limits.check(_CHANGES, "erasure", str(viewer.user_id))
    actor = None if user_id == viewer.user_id else viewer.actor
    async with website.database.transaction() as connection:
        erasure = await service.ask_to_erase(
            connection,
            user_id,
            website.settings.admin_discord_ids,
            website.clock.now(),
            actor,
        )
    website.viewers.forget(user_id)
    return ErasureShape.of(erasure)


async def _keep(website: Website, viewer: Viewer, user_id: int) -> ErasureState:
    await website.rate_limits.check(_CHANGES, "erasure", str(viewer.user_id))
    actor = None if user_id == viewer.user_id else viewer.actor
    async with website.database.transaction() as connection:
        await service.take_back(connection, user_id, website.clock.now(), actor)
    website.viewers.forget(user_id)
    return ErasureState(erasure=None)
