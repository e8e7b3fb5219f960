"""`/healthz`, `/readyz`, `/metrics`: for whoever watches over the process."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from muster.echo import SessionShared
from muster.errors import DatabaseUnavailable, Unavailable
from muster.live_status import service as live_status
from muster.migrations import Migration, load_migrations, pending
from muster.words import words
from website import MIGRATIONS
from website.backend.dependencies import WebsiteNeeded
from website.backend.schemas.common import error_answers

say = words("errors")

router = APIRouter(tags=["operations"])


class Health(BaseModel):
    status: Literal["ok"] = "ok"


class MigrationsPending(Unavailable):
    code = "migrations_pending"
    detail = say("migrations-pending")


@cache
def _migrations() -> tuple[Migration, ...]:
    return tuple(load_migrations(MIGRATIONS))


@router.get("/healthz", summary="The process lives")
async def read_health() -> Health:
    return Health()


@router.get(
    "/readyz",
    summary="The database answers, migrations are current, changes are heard of",
    responses=error_answers(),
)
async def read_readiness(website: WebsiteNeeded) -> Health:
    async with website.database.connection() as connection:
        if await pending(connection, _migrations()):
            raise MigrationsPending(retry_after=5)
    if website.listener.deaf:
        raise SessionShared(retry_after=5)
    return Health()


@router.get("/metrics", summary="Metrics for Prometheus", response_class=Response)
async def read_metrics(request: Request, website: WebsiteNeeded) -> Response:
    # The process's own figures are there also while the database is not.
    with suppress(DatabaseUnavailable):
        async with website.database.connection() as connection:
            request.app.state.bot.status = await live_status.read_status(connection, "bot")
            await request.app.state.deliveries.read(connection)
    return Response(generate_latest(request.app.state.registry), media_type=CONTENT_TYPE_LATEST)
