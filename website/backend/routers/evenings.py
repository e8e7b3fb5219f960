"""`/api/evening-rules`: whether people meet on a weekday, when, and how many it takes."""

from __future__ import annotations

from fastapi import APIRouter
from limits import RateLimitItemPerMinute

from muster.errors import FieldProblem, InvalidInput
from muster.evening import WEEKDAYS, EveningRule
from muster.evenings import service
from muster.evenings.rules import StoredRule
from muster.identity.rules import Viewer
from muster.words import words
from website.backend.dependencies import (
    ChangingAdmin,
    GuardedRoute,
    SignedInViewer,
    WebsiteNeeded,
    may_administer,
)
from website.backend.schemas.common import error_answers
from website.backend.schemas.evenings import (
    EveningDefaults,
    EveningRules,
    EveningRulesBody,
    RuleShape,
)
from website.backend.state import Website

say = words("input")

_CHANGES = RateLimitItemPerMinute(20)

router = APIRouter(prefix="/api", tags=["evenings"], route_class=GuardedRoute)


@router.get("/evening-rules", summary="The rules by weekday", responses=error_answers(401))
async def read_rules(website: WebsiteNeeded, viewer: SignedInViewer) -> EveningRules:
    """What admins say of each weekday, and what the settings say of all."""
    return await _rules(website, viewer)


@router.put(
    "/evening-rules",
    summary="Change rules by weekday",
    responses=error_answers(401, 403, 422, 429),
)
async def save_rules(
    website: WebsiteNeeded, viewer: ChangingAdmin, body: EveningRulesBody
) -> EveningRules:
    """All of them or none; weekdays that are not named keep theirs."""
    await website.rate_limits.check(_CHANGES, "evening rules", str(viewer.user_id))
    rules = {each.weekday: each.rule() for each in body.rules}
    if len(rules) < len(body.rules):
        raise InvalidInput(errors=[FieldProblem("rules", say("weekday-once"))])
    async with website.database.transaction() as connection:
        await service.save_rules(
            connection,
            service.evenings_of(website.settings),
            rules,
            viewer.user_id,
            website.clock.now(),
        )
    website.evenings.forget()
    return await _rules(website, viewer)


async def _rules(website: Website, viewer: Viewer) -> EveningRules:
    async with website.database.connection() as connection:
        stored = await service.read_rules(connection)
    settings = service.evenings_of(website.settings)
    return EveningRules(
        defaults=EveningDefaults(starts_at=f"{settings.start:%H:%M}", threshold=settings.threshold),
        rules=[_shape(weekday, stored.get(weekday)) for weekday in range(WEEKDAYS)],
        can_edit=may_administer(website, viewer),
    )


def _shape(weekday: int, stored: StoredRule | None) -> RuleShape:
    rule = EveningRule() if stored is None else stored.rule
    return RuleShape(
        weekday=weekday,
        session=rule.session,
        starts_at=None if rule.starts_at is None else f"{rule.starts_at:%H:%M}",
        threshold=rule.threshold,
        call_at=None if rule.call_at is None else f"{rule.call_at:%H:%M}",
        call_most=rule.call_most,
        call_below=rule.call_below,
        updated_at=None if stored is None else stored.updated_at,
    )
