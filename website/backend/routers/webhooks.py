"""`/api/admin/webhooks`: where other programs hear what happens."""

from __future__ import annotations

from fastapi import APIRouter
from limits import RateLimitItemPerMinute

from muster.identity.rules import Viewer
from muster.webhooks import service
from website.backend.dependencies import Admin, ChangingAdmin, GuardedRoute, WebsiteNeeded
from website.backend.schemas.common import error_answers
from website.backend.schemas.identity import Success
from website.backend.schemas.webhooks import (
    DeliveryList,
    DeliveryShape,
    WebhookBody,
    WebhookChangeBody,
    WebhookChanged,
    WebhookId,
    WebhookList,
    WebhookSecret,
    WebhookShape,
)
from website.backend.state import Website

_CHANGES = RateLimitItemPerMinute(30)

router = APIRouter(prefix="/api/admin/webhooks", tags=["admin"], route_class=GuardedRoute)


@router.get("", summary="Webhooks", responses=error_answers(401, 403))
async def read_webhooks(website: WebsiteNeeded, _viewer: Admin) -> WebhookList:
    """All of them, and how they do."""
    async with website.database.connection() as connection:
        found = await service.list_webhooks(connection)
    return WebhookList(
        webhooks=[WebhookShape.of(each) for each in found], can_store=website.cipher is not None
    )


@router.post(
    "",
    summary="Add a webhook",
    status_code=201,
    responses=error_answers(401, 403, 409, 422, 429),
)
async def create_webhook(
    website: WebsiteNeeded, viewer: ChangingAdmin, body: WebhookBody
) -> WebhookSecret:
    """It hears what happens from now on; what its messages are signed with is told this once."""
    await _limit(website, viewer)
    async with website.database.transaction() as connection:
        made = await service.create_webhook(
            connection,
            website.cipher,
            viewer,
            label=body.label,
            address=body.address,
            events=body.events,
            allow_private=website.settings.muster_webhooks_allow_private,
            now=website.clock.now(),
        )
    return WebhookSecret(webhook=WebhookShape.of(made.webhook), secret=made.secret)


@router.put(
    "/{webhook_id}",
    summary="Change a webhook",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def change_webhook(
    website: WebsiteNeeded, viewer: ChangingAdmin, webhook_id: WebhookId, body: WebhookChangeBody
) -> WebhookChanged:
    """Also switches it on and off; one that is off is not told later what it missed."""
    await _limit(website, viewer)
    async with website.database.transaction() as connection:
        changed = await service.change_webhook(
            connection,
            website.cipher,
            viewer,
            webhook_id,
            label=body.label,
            address=body.address,
            events=body.events,
            on=body.on,
            allow_private=website.settings.muster_webhooks_allow_private,
            now=website.clock.now(),
        )
    return WebhookChanged(webhook=WebhookShape.of(changed))


@router.post(
    "/{webhook_id}/secret",
    summary="Renew a webhook's secret",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def renew_secret(
    website: WebsiteNeeded, viewer: ChangingAdmin, webhook_id: WebhookId
) -> WebhookSecret:
    """The secret of before signs, too, for a day; the new one is told this once."""
    await _limit(website, viewer)
    async with website.database.transaction() as connection:
        made = await service.renew_secret(
            connection, website.cipher, viewer, webhook_id, website.clock.now()
        )
    return WebhookSecret(webhook=WebhookShape.of(made.webhook), secret=made.secret)


@router.post(
    "/{webhook_id}/test",
    summary="Send a test to a webhook",
    status_code=202,
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def send_test(
    website: WebsiteNeeded, viewer: ChangingAdmin, webhook_id: WebhookId
) -> Success:
    """A message `webhook.test`, which a bot sends; its deliveries say what became of it."""
    await _limit(website, viewer)
    async with website.database.transaction() as connection:
        await service.send_test(connection, viewer, webhook_id, website.clock.now())
    return Success()


@router.get(
    "/{webhook_id}/deliveries",
    summary="What became of what a webhook was told",
    responses=error_answers(401, 403, 404, 422),
)
async def read_deliveries(
    website: WebsiteNeeded, _viewer: Admin, webhook_id: WebhookId
) -> DeliveryList:
    """The last 50 events."""
    async with website.database.connection() as connection:
        found = await service.list_deliveries(connection, webhook_id)
    return DeliveryList(deliveries=[DeliveryShape.of(each) for each in found])


@router.delete(
    "/{webhook_id}",
    summary="Remove a webhook",
    responses=error_answers(401, 403, 404, 422, 429),
)
async def remove_webhook(
    website: WebsiteNeeded, viewer: ChangingAdmin, webhook_id: WebhookId
) -> Success:
    """With its address, its secret, and what became of what it was told."""
    await _limit(website, viewer)
    async with website.database.transaction() as connection:
        await service.remove_webhook(connection, viewer, webhook_id, website.clock.now())
    return Success()


async def _limit(website: Website, viewer: Viewer) -> None:
    await website.rate_limits.check(_CHANGES, "webhooks", str(viewer.user_id))
