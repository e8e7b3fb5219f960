"""`/api/availability/…`: how a person is told (contract, section 6)."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from limits import RateLimitItemPerMinute, RateLimitItemPerSecond

from muster.channels import service
from muster.channels.rules import (
    ChannelType,
    LinkedChannel,
    masked_spelling,
)
from muster.database import Connection
from muster.errors import (
    ChannelNotVerified,
    EncryptionNotConfigured,
    LinkConfirmNotConfigured,
    LinkConfirmRefused,
)
from muster.identity.rules import Viewer
from muster.notifications import service as notifications
from muster.notifications.chat_linking import link_chat
from muster.words import Language
from website.backend.dependencies import (
    AskedLanguage,
    ChangingLinkedViewer,
    Guard,
    GuardedRoute,
    LinkedViewer,
    WebsiteNeeded,
    client_address,
)
from website.backend.schemas.channels import (
    ChannelForgotten,
    LinkConfirmBody,
    LinkConfirmed,
    LinkToken,
    LinkTokenBody,
    NoticeShape,
    Queued,
    SettingsBody,
    SettingsShape,
    SubscriptionBody,
    Subscriptions,
    SubscriptionShape,
)
from website.backend.schemas.common import error_answers
from website.backend.state import Website, website_of

_CHANGES = RateLimitItemPerMinute(60)
_CONFIRMATIONS = RateLimitItemPerMinute(30)
_TEST_MESSAGES = RateLimitItemPerSecond(1, 30)

router = APIRouter(prefix="/api/availability", tags=["preferences"], route_class=GuardedRoute)


async def limit_changes(website: Website, viewer: Viewer) -> None:
    await website.rate_limits.check(_CHANGES, "preference change", str(viewer.user_id))


class ChatSideGuard(Guard):
    """Only a chat's side may say who wrote: it has `LINK_CONFIRM_SECRET`. The sandbox needs none.

    Raises:
        RateLimited: the caller has tried too often.
        LinkConfirmNotConfigured: there is no such secret here.
        LinkConfirmRefused: the header is missing or holds something else.
    """

    async def __call__(self, request: Request) -> None:
        website = website_of(request)
        state = request.scope.setdefault("state", {})
        if "link_confirmation" not in state:  # a guard runs twice, and each try counts once
            state["link_confirmation"] = True
            caller = client_address(request)
            await website.rate_limits.check(_CONFIRMATIONS, "link confirmation", caller)
        if website.settings.muster_sandbox:
            return
        secret = website.settings.link_confirm_secret
        if secret is None:
            raise LinkConfirmNotConfigured
        given = request.headers.get("x-link-confirm-secret", "")
        if not hmac.compare_digest(given.encode(), secret.get_secret_value().encode()):
            raise LinkConfirmRefused


# --- settings -------------------------------------------------------------------------------------


@router.get("/settings", summary="The viewer's settings", responses=error_answers(401, 403))
@router.get(
    "/preferences", summary="The viewer's settings (alias)", responses=error_answers(401, 403)
)
async def read_settings(
    website: WebsiteNeeded, viewer: LinkedViewer, language: AskedLanguage
) -> SettingsShape:
    async with website.database.connection() as connection:
        found = await service.read_settings(
            connection, website.cipher, viewer.user_id, website.settings.zone
        )
        shapes = await _shapes(website, connection, found.subscriptions, language)
    enabled = {each.channel_type: each.enabled for each in found.subscriptions}
    return SettingsShape.of(
        found.stored,
        user_id=viewer.user_id,
        get_ready_sound=found.stored.sound_enabled,
        timezone=found.timezone,
        discord_notify=enabled["discord"],
        telegram_notify=enabled["telegram"],
        signal_notify=enabled["signal"],
        push_notify=enabled["push"],
        subscriptions=shapes,
    )


@router.post(
    "/settings", summary="Change the named settings", responses=error_answers(401, 403, 422, 429)
)
@router.post(
    "/preferences",
    summary="Change the named settings (alias)",
    responses=error_answers(401, 403, 422, 429),
)
async def write_settings(
    website: WebsiteNeeded,
    viewer: ChangingLinkedViewer,
    language: AskedLanguage,
    body: SettingsBody,
) -> SettingsShape:
    await limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        await service.update_settings(
            connection, website.cipher, viewer.user_id, body.changes(), website.clock.now()
        )
    return await read_settings(website, viewer, language)


# --- subscriptions --------------------------------------------------------------------------------


async def _shapes(
    website: Website,
    connection: Connection,
    found: list[service.Subscription],
    language: Language,
) -> list[SubscriptionShape]:
    here = await notifications.channels_in_use(
        connection, website.clock.now(), unless_told=service.set_up_here(website.settings)
    )
    return [
        SubscriptionShape.of(
            each,
            available=each.channel_type in here,
            refused_reason=each.why_off and each.why_off.in_language(language),
        )
        for each in found
    ]


@router.get("/subscriptions", summary="The viewer's channels", responses=error_answers(401, 403))
async def read_subscriptions(
    website: WebsiteNeeded, viewer: LinkedViewer, language: AskedLanguage
) -> Subscriptions:
    async with website.database.connection() as connection:
        found = await service.read_subscriptions(connection, website.cipher, viewer.user_id)
        shapes = await _shapes(website, connection, found, language)
    return Subscriptions(user_id=viewer.user_id, subscriptions=shapes)


@router.post(
    "/subscriptions",
    summary="Switch a channel on or off",
    responses=error_answers(401, 403, 422, 429),
)
async def write_subscription(
    website: WebsiteNeeded,
    viewer: ChangingLinkedViewer,
    language: AskedLanguage,
    body: SubscriptionBody,
) -> Subscriptions:
    await limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        await service.update_subscription(
            connection,
            website.cipher,
            viewer.user_id,
            body.channel_type,
            website.clock.now(),
            enabled=body.enabled,
            preferences=body.preferences,
        )
    return await read_subscriptions(website, viewer, language)


@router.delete(
    "/subscriptions/{channel_type}",
    summary="Forget the viewer's address on a channel",
    responses=error_answers(401, 403, 422, 429),
)
async def forget_channel(
    website: WebsiteNeeded, viewer: ChangingLinkedViewer, channel_type: LinkedChannel
) -> ChannelForgotten:
    await limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        await service.forget_channel(connection, viewer.user_id, channel_type, website.clock.now())
    return ChannelForgotten(channel_type=channel_type)


@router.post(
    "/subscriptions/{channel_type}/test",
    status_code=202,
    summary="Send the viewer a test message",
    responses=error_answers(401, 403, 409, 422, 429),
)
async def send_test_message(
    website: WebsiteNeeded, viewer: ChangingLinkedViewer, channel_type: ChannelType
) -> Queued:
    """The message is sent like any other; the notices tell what became of it."""
    async with website.database.connection() as connection:
        await service.require_channel(connection, website.cipher, viewer.user_id, channel_type)
    await website.rate_limits.check(
        _TEST_MESSAGES, "test message", str(viewer.user_id), channel_type
    )
    async with website.database.transaction() as connection:
        queued = await notifications.queue_test_message(
            connection, viewer.user_id, channel_type, website.clock.now()
        )
    if not queued:
        raise ChannelNotVerified
    return Queued()


@router.get(
    "/notices",
    summary="What the viewer was told, and why not",
    responses=error_answers(401, 403, 422),
)
async def read_notices(
    website: WebsiteNeeded,
    viewer: LinkedViewer,
    language: AskedLanguage,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[NoticeShape]:
    async with website.database.connection() as connection:
        notices = await notifications.list_notices(connection, viewer.user_id, limit)
    return [
        NoticeShape.of(
            each,
            title=each.title.in_language(language),
            reason_text=each.reason_text and each.reason_text.in_language(language),
        )
        for each in notices
    ]


# --- linking a chat -------------------------------------------------------------------------------


def _send_to(website: Website, channel_type: LinkedChannel) -> str | None:
    settings = website.settings
    if channel_type == "signal":
        number = settings.signal_sender_number
        return None if number is None else number.get_secret_value()
    name = settings.telegram_bot_username
    return None if name is None else f"@{name}"


@router.post(
    "/link-token",
    summary="A token that links a chat",
    responses=error_answers(401, 403, 422, 429),
)
async def create_link_token(
    website: WebsiteNeeded, viewer: ChangingLinkedViewer, body: LinkTokenBody
) -> LinkToken:
    settings = website.settings
    if website.cipher is None:
        raise EncryptionNotConfigured
    minutes = body.ttl_minutes or settings.availability_link_token_ttl_minutes
    async with website.database.transaction() as connection:
        token, expires_at = await service.create_link_token(
            connection,
            viewer.user_id,
            body.channel_type,
            website.clock.now(),
            lifetime=timedelta(minutes=minutes),
            min_interval=timedelta(seconds=settings.availability_link_token_min_interval_seconds),
        )
    bot = settings.telegram_bot_username if body.channel_type == "telegram" else None
    return LinkToken(
        channel_type=body.channel_type,
        token=token,
        expires_at=expires_at,
        deep_link=f"https://t.me/{bot}?start={token}" if bot else None,
        send_to=_send_to(website, body.channel_type),
    )


@router.post(
    "/link-confirm",
    summary="Confirm a token from the chat",
    responses=error_answers(403, 404, 409, 422, 429),
    dependencies=[Depends(ChatSideGuard())],
)
async def confirm_link(
    website: WebsiteNeeded,
    body: LinkConfirmBody,
    _secret: Annotated[
        str | None,
        Header(
            alias="X-Link-Confirm-Secret",
            description="LINK_CONFIRM_SECRET; the sandbox needs none.",
        ),
    ] = None,
) -> LinkConfirmed:
    """For the chat's side, which has the secret; there is no session."""
    async with website.database.transaction() as connection:
        user_id = await link_chat(
            connection,
            website.cipher,
            body.channel_type,
            body.token,
            body.channel_address,
            website.clock.now(),
            from_chat=not website.settings.muster_sandbox,
        )
    return LinkConfirmed(
        user_id=user_id,
        channel_type=body.channel_type,
        channel_address=masked_spelling(body.channel_type, body.channel_address),
    )
