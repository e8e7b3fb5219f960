"""`/api/live-status`: who is in voice and on the game server right now, and what does not work."""

from __future__ import annotations

from fastapi import APIRouter

from muster.channels.messages import problem_sentence
from muster.identity.rules import Viewer, is_admin
from muster.live_status import service
from muster.live_status.rules import Presence
from muster.words import Language
from website.backend.dependencies import AnyViewer, AskedLanguage, GuardedRoute, WebsiteNeeded
from website.backend.schemas.common import error_answers
from website.backend.schemas.live_status import ChannelProblem, LiveStatusAnswer, PresenceShape
from website.backend.state import Website

router = APIRouter(prefix="/api", tags=["live status"], route_class=GuardedRoute)


@router.get(
    "/live-status",
    summary="Who is in voice and on the server now",
    response_model_exclude_unset=True,
    responses=error_answers(),
)
async def read_live_status(
    website: WebsiteNeeded, viewer: AnyViewer, language: AskedLanguage
) -> LiveStatusAnswer:
    """Counts for everybody, names for linked viewers; older than three minutes means unknown.

    Admins also hear on which channels nothing leaves.
    """
    return await live_status_for(website, viewer, language)


async def live_status_for(
    website: Website, viewer: Viewer | None, language: Language
) -> LiveStatusAnswer:
    """Who is there now, as far as this viewer may know; what is not set is not to be said.

    `language` is that of the problems, which admins alone are told.
    """
    names = viewer is not None and viewer.linked
    admin = viewer is not None and is_admin(viewer, website.settings.admin_discord_ids)
    async with website.database.connection() as connection:
        found = await service.read_who_is_there(
            connection, website.clock.now(), names=names, problems=admin
        )
    answer = LiveStatusAnswer(voice=_shape(found.voice, names), server=_shape(found.server, names))
    if found.problems:
        answer.problems = [
            ChannelProblem(
                channel_type=kind,
                code=code,
                detail=problem_sentence(kind, code).in_language(language),
            )
            for kind, code in found.problems.items()
        ]
    return answer


def _shape(presence: Presence | None, names: bool) -> PresenceShape:
    if presence is None:
        return PresenceShape(known=False, count=None)
    shape = PresenceShape(
        known=True,
        count=presence.count,
        updated_at=presence.updated_at,
        known_until=presence.known_until,
    )
    if names:
        shape.names = list(presence.names)
    return shape
