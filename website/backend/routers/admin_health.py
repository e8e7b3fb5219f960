"""`/api/admin/health`: how everything does, in the doctor's sentences, in the reader's language."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter
from limits import RateLimitItemPerMinute

from muster.errors import DatabaseUnavailable
from muster.health import service as health
from muster.health.rules import Finding, subject_words, worst
from muster.migrations import Migration, load_migrations
from muster.words import Language, rendered
from website import MIGRATIONS
from website.backend.dependencies import Admin, AskedLanguage, GuardedRoute, WebsiteNeeded
from website.backend.schemas.admin_health import STATES, FindingShape, HealthReport, PartShape
from website.backend.schemas.common import error_answers

_LOOKS = RateLimitItemPerMinute(30)

router = APIRouter(prefix="/api/admin/health", tags=["admin"], route_class=GuardedRoute)


@cache
def _migrations() -> tuple[Migration, ...]:
    return tuple(load_migrations(MIGRATIONS))


@router.get("", summary="How everything does", responses=error_answers(401, 403, 429))
async def read_health(
    website: WebsiteNeeded, viewer: Admin, language: AskedLanguage
) -> HealthReport:
    """What this website sees of itself and the database, and what the leading bot reported."""
    await website.rate_limits.check(_LOOKS, "health", str(viewer.user_id))
    now = website.clock.now()
    here = await health.look_here(website.settings, now)
    try:
        async with website.database.connection() as connection:
            parts = await health.read_health(connection, website.settings, _migrations(), here, now)
    except DatabaseUnavailable as error:
        parts = health.without_database(here, error)
    findings = [finding for part in parts for finding in part.findings]
    return HealthReport(
        at=now,
        state=STATES[worst(findings)],
        parts=[
            PartShape(part=part.name, findings=[_shape(each, language) for each in part.findings])
            for part in parts
        ],
    )


def _shape(finding: Finding, language: Language) -> FindingShape:
    return FindingShape(
        state=STATES[finding.state],
        subject=rendered(subject_words(finding.subject), language),
        text=finding.in_language(language),
    )
