"""`/api/availability/promotion-preferences`: how a campaign may ask somebody."""

from __future__ import annotations

from datetime import time
from typing import Any

from fastapi import APIRouter

from muster.channels import service
from muster.channels.rules import (
    QuietHours,
)
from website.backend.dependencies import (
    ChangingLinkedViewer,
    GuardedRoute,
    LinkedViewer,
    WebsiteNeeded,
)
from website.backend.routers.channels import limit_changes
from website.backend.schemas.channels import (
    PromotionPreferences,
    PromotionPreferencesBody,
    QuietHoursShape,
)
from website.backend.schemas.common import error_answers

router = APIRouter(prefix="/api/availability", tags=["preferences"], route_class=GuardedRoute)


@router.get(
    "/promotion-preferences",
    summary="The viewer's promotion preferences",
    responses=error_answers(401, 403),
)
async def read_promotion_preferences(
    website: WebsiteNeeded, viewer: LinkedViewer
) -> PromotionPreferences:
    async with website.database.connection() as connection:
        found = await service.read_preferences(
            connection, website.cipher, viewer.user_id, website.settings.zone
        )
    telegram, signal = found.handles["telegram"], found.handles["signal"]
    return PromotionPreferences.of(
        found.stored,
        user_id=viewer.user_id,
        telegram_handle=telegram.text,
        telegram_handle_masked=telegram.masked,
        telegram_handle_deliverable=telegram.deliverable,
        telegram_handle_lost=telegram.lost,
        signal_handle=signal.text,
        signal_handle_masked=signal.masked,
        signal_handle_deliverable=signal.deliverable,
        signal_handle_lost=signal.lost,
        quiet_hours=_quiet_hours_shape(found.stored.quiet_hours),
        timezone=found.timezone,
        encryption_enabled=website.cipher is not None,
    )


@router.post(
    "/promotion-preferences",
    summary="Change the named promotion preferences",
    responses=error_answers(401, 403, 422, 429),
)
async def write_promotion_preferences(
    website: WebsiteNeeded, viewer: ChangingLinkedViewer, body: PromotionPreferencesBody
) -> PromotionPreferences:
    await limit_changes(website, viewer)
    changes: dict[str, Any] = body.changes()
    if "quiet_hours" in changes:
        changes["quiet_hours"] = _quiet_hours(body.quiet_hours)
    async with website.database.transaction() as connection:
        await service.update_preferences(
            connection, website.cipher, viewer.user_id, changes, website.clock.now()
        )
    return await read_promotion_preferences(website, viewer)


def _quiet_hours_shape(quiet: QuietHours | None) -> QuietHoursShape:
    if quiet is None:
        return {}
    return {"start": f"{quiet.start:%H:%M}", "end": f"{quiet.end:%H:%M}"}


def _quiet_hours(shape: QuietHoursShape | None) -> QuietHours | None:
    if not shape or "start" not in shape or "end" not in shape:
        return None
    return QuietHours(time.fromisoformat(shape["start"]), time.fromisoformat(shape["end"]))
