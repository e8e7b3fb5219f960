"""`/api/community`: what every page needs to know, signed in or not."""

from __future__ import annotations

from fastapi import APIRouter

from muster.availability.rules import last_writable_date
from muster.clock import next_midnight
from website.backend.dependencies import WebsiteNeeded
from website.backend.schemas.common import error_answers
from website.backend.schemas.community import Community, WeekdayEvening
from website.backend.state import Website

router = APIRouter(prefix="/api", tags=["community"])


@router.get("/community", summary="The community's calendar", responses=error_answers())
async def read_community(website: WebsiteNeeded) -> Community:
    return await community_now(website)


async def community_now(website: Website) -> Community:
    """What every page needs to know of the community, as of now."""
    settings, clock, appearance = website.settings, website.clock, website.appearance
    now = clock.now()
    today = clock.today(now)
    evenings = await website.evenings.read_or_guess()
    tonight = evenings.on(today)
    return Community(
        name=appearance.name,
        crest=None if appearance.crest is None else appearance.crest.address,
        accent=appearance.accent,
        timezone=settings.zone.key,
        today=today,
        next_midnight=next_midnight(now, settings.zone),
        last_writable_date=last_writable_date(today),
        session=tonight.session,
        threshold=tonight.threshold,
        reminder_time=f"{tonight.reminder:%H:%M}",
        start_time=f"{tonight.start:%H:%M}",
        week=[
            WeekdayEvening(
                session=each.session, start_time=f"{each.start:%H:%M}", threshold=each.threshold
            )
            for each in evenings.week()
        ],
        sandbox=settings.muster_sandbox,
        sign_in_available=settings.sign_in_configured,
        self_registration=settings.player_self_registration,
        language=settings.muster_language,
    )
