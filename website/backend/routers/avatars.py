"""`/api/avatars`: people's pictures, for those who see their names."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.exceptions import HTTPException

from muster.identity import service
from website.backend.avatars import KEPT_SECONDS
from website.backend.dependencies import GuardedRoute, LinkedViewer, WebsiteNeeded
from website.backend.schemas.common import error_answers

router = APIRouter(prefix="/api/avatars", tags=["people"], route_class=GuardedRoute)

_LAST_ID = 2**53 - 1


@router.get(
    "/{user_id}",
    summary="Somebody's picture",
    response_class=Response,
    responses={
        200: {"content": {"image/*": {}}, "description": "The picture that they have on Discord."},
        304: {"description": "It is the same."},
        **error_answers(401, 403, 404, 422),
    },
)
async def read_avatar(
    request: Request,
    website: WebsiteNeeded,
    _viewer: LinkedViewer,
    user_id: Annotated[int, Path(ge=1, le=_LAST_ID)],
) -> Response:
    """404 where they have none, or it cannot be had: pages then show initials."""
    async with website.database.connection() as connection:
        found = await service.find_avatar(connection, user_id)
    picture = None if found is None else await website.avatars.find(*found)
    if picture is None:
        raise HTTPException(404)
    headers = {
        "ETag": picture.etag,
        "Cache-Control": f"private, max-age={KEPT_SECONDS}",
        "Vary": "Cookie",
    }
    if picture.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(picture.body, headers=headers, media_type=picture.media_type)
