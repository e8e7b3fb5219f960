"""The website's application, wired."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute

from muster.settings import Settings
from website import PAGE
from website.backend.api_document import describe
from website.backend.encodings import Compression
from website.backend.error_handlers import add_error_handlers
from website.backend.head_requests import HeadAsGet
from website.backend.hosts import HostCheck
from website.backend.metrics import BotCollector, DeliveryCollector, RequestMetrics, new_registry
from website.backend.middleware import RequestEnvelope
from website.backend.page import add_page
from website.backend.routers import (
    admin_health,
    audit,
    auth,
    availability,
    avatars,
    away,
    calendar_feeds,
    calls,
    channels,
    community,
    deliveries,
    evenings,
    forecast,
    health,
    history,
    invites,
    languages,
    live_status,
    members,
    personal_data,
    planning,
    players,
    profiles,
    promotion_preferences,
    promotions,
    push,
    read_tokens,
    rights,
    sandbox,
    start,
    usual,
    webhooks,
)
from website.backend.state import wire

_LEAST_COMPRESSED = 1024


def create_app(settings: Settings, *, page: Path = PAGE) -> FastAPI:
    """The application for `settings`, whose `database_url` must be set.

    It connects when its lifespan begins, and serves also while the database is gone.
    """
    website = wire(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await website.start()
        try:
            yield
        finally:
            await website.stop()

    app = FastAPI(
        title="Muster",
        version="0.1.0",
        summary="Gets a gaming community onto the server tonight",
        lifespan=lifespan,
        openapi_url=None,  # ours is made once, and beside the event loop
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Prometheus has the figures; unused tracing would be looked for at every request.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.website = website
    app.state.deliveries = DeliveryCollector(website.clock)
    app.state.bot = BotCollector(website.clock)
    app.state.registry = new_registry(website, app.state.deliveries, app.state.bot)
    # Routes are looked through in this order at every request: the page asks for availability most.
    routers = (
        availability.router,
        start.router,
        channels.router,
        promotion_preferences.router,
        push.router,
        away.router,
        usual.router,
        promotions.router,
        calls.router,
        planning.router,
        history.router,
        auth.browser_router,
        auth.router,
        languages.router,
        players.router,
        profiles.router,
        players.name_router,
        members.router,
        invites.router,
        invites.browser_router,
        sandbox.router,
        community.router,
        evenings.router,
        forecast.router,
        live_status.router,
        avatars.router,
        rights.router,
        audit.router,
        admin_health.router,
        deliveries.router,
        webhooks.router,
        read_tokens.router,
        personal_data.router,
        calendar_feeds.router,
        calendar_feeds.files_router,
        health.router,
    )
    # The routes themselves, which are ready. `include_router` would prepare a second set of them,
    # with the application's prefix and guards, of which there are none: a third of the start.
    routes = [route for router in routers for route in router.routes]
    app.router.routes.extend(routes)
    app.state.addresses = frozenset(route.path for route in routes if isinstance(route, APIRoute))
    describe(app)
    add_page(app, page, website.appearance, settings.muster_language, website.cards, website.clock)
    add_error_handlers(app)
    # Answers that are ready come compressed and pass this layer untouched.
    app.add_middleware(Compression, minimum_size=_LEAST_COMPRESSED, compresslevel=5)
    app.add_middleware(HeadAsGet)
    app.add_middleware(HostCheck, settings=settings)
    app.add_middleware(
        RequestEnvelope,
        metrics=RequestMetrics(app.state.registry),
        https=settings.cookies_secure,
        community=settings.muster_language,
    )
    return app
