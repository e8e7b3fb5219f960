"""`/api/availability/push…`: the browsers that may notify their people, and answers from there."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request
from limits import RateLimitItemPerMinute

from muster.channels import service
from muster.channels.push_rules import PushSubscription
from muster.errors import FieldProblem, InvalidInput, PushNotConfigured
from muster.identity.browsers import browser_name
from muster.identity.rules import Viewer
from muster.web_push import SenderKey, public_keys
from muster.words import words
from website.backend.dependencies import (
    ChangingLinkedViewer,
    GuardedRoute,
    LinkedViewer,
    WebsiteNeeded,
)
from website.backend.routers.channels import limit_changes
from website.backend.schemas.common import error_answers
from website.backend.schemas.push import (
    DeviceBody,
    DeviceShape,
    PushAnswer,
    PushDevices,
    PushPressBody,
    PushPressed,
)
from website.backend.state import Website

_PRESSES = RateLimitItemPerMinute(60)

say = words("input")

router = APIRouter(prefix="/api/availability/push", tags=["preferences"], route_class=GuardedRoute)


def _sender_keys(website: Website) -> tuple[SenderKey, ...]:
    """The keys that browsers may have subscribed to, the present one first; () for no push."""
    settings = website.settings
    if settings.muster_vapid_private_key is None or website.cipher is None:
        return ()
    return public_keys(settings.muster_vapid_private_key.get_secret_value())


def _session_hash(request: Request, website: Website) -> bytes:
    token = website.cookies.session_token(request.scope) or ""
    return website.viewers.token_hash(token)


@router.get("", summary="The viewer's devices that hear by push", responses=error_answers(401, 403))
async def read_devices(
    request: Request, website: WebsiteNeeded, viewer: LinkedViewer
) -> PushDevices:
    return await _devices(request, website, viewer)


async def _devices(request: Request, website: Website, viewer: Viewer) -> PushDevices:
    keys = _sender_keys(website)
    async with website.database.connection() as connection:
        found = await service.list_devices(
            connection, viewer.user_id, _session_hash(request, website)
        )
    first = keys[0] if keys else None
    return PushDevices(
        user_id=viewer.user_id,
        application_server_key=None if first is None else first.public,
        devices=[
            DeviceShape(
                id=each.device_id,
                name=each.name,
                since=each.since,
                current=each.current,
                current_key=first is not None and each.sender_key == first.key_id,
            )
            for each in found
        ],
    )


@router.post(
    "/devices",
    summary="Let this browser notify the viewer",
    responses=error_answers(401, 403, 404, 409, 422, 429, 503),
)
async def add_device(
    request: Request, website: WebsiteNeeded, viewer: ChangingLinkedViewer, body: DeviceBody
) -> PushDevices:
    """It takes the place of what this session let in before, and is nobody else's any more."""
    keys = _sender_keys(website)
    if not keys or website.cipher is None:
        raise PushNotConfigured
    await limit_changes(website, viewer)
    given = body.application_server_key.rstrip("=")
    sender = next((each for each in keys if each.public == given), None)
    if sender is None:
        raise InvalidInput.of(FieldProblem("application_server_key", say("must-be-our-key")))
    subscription = PushSubscription(body.endpoint, body.keys.p256dh, body.keys.auth)
    settings = website.settings
    async with website.database.transaction() as connection:
        await service.add_device(
            connection,
            website.cipher,
            viewer.user_id,
            _session_hash(request, website),
            subscription,
            sender.key_id,
            browser_name(request.headers.get("user-agent", "")),
            website.clock.now(),
            private=settings.muster_push_private_endpoints,
            renews=body.renews,
        )
    return await _devices(request, website, viewer)


@router.delete(
    "/devices/{device_id}",
    summary="Let a device notify the viewer no more",
    responses=error_answers(401, 403, 404, 422, 429),
)
async def remove_device(
    request: Request,
    website: WebsiteNeeded,
    viewer: ChangingLinkedViewer,
    device_id: Annotated[int, Path(ge=1, le=2**63 - 1)],
) -> PushDevices:
    await limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        await service.remove_device(connection, viewer.user_id, device_id)
    return await _devices(request, website, viewer)


@router.post(
    "/press",
    summary="Answer a message from its notification",
    responses=error_answers(401, 403, 409, 422, 429, 503),
)
async def press(
    website: WebsiteNeeded, viewer: ChangingLinkedViewer, body: PushPressBody
) -> PushPressed:
    """What an answer does is the same on every channel. One to somebody else's message, or about an
    evening that is over, changes nothing and says so; one that waited and was overtaken by a newer
    answer is 409 answer_overtaken.
    """
    await website.rate_limits.check(_PRESSES, "push press", str(viewer.user_id))
    now = website.clock.now()
    # A device's clock may be wrong; how long it waited is not.
    answered_at = now - timedelta(seconds=body.waited_seconds) if body.waited_seconds else None
    told = await website.presses.press(
        body.data, viewer.user_id, "push", now, answered_at=answered_at
    )
    return PushPressed(
        text=told.text,
        answers=[PushAnswer(label=each.label, data=each.data) for each in told.answers],
    )
