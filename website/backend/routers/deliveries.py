"""`/api/admin/deliveries`: what did not arrive, why, and what to do about it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from muster.channels.messages import IN_DOUBT
from muster.notifications import deliveries
from muster.notifications.deliveries import PEOPLE_AT_ONCE
from muster.promotions import service as promotions
from website.backend.dependencies import Admin, AskedLanguage, GuardedRoute, WebsiteNeeded
from website.backend.schemas.availability import IsoDate
from website.backend.schemas.channels import ChannelType
from website.backend.schemas.common import error_answers
from website.backend.schemas.deliveries import (
    Before,
    ChannelDayShape,
    Deliveries,
    FailedJobShape,
    TroubleShape,
    UndeliveredList,
    UndeliveredShape,
)

router = APIRouter(prefix="/api/admin/deliveries", tags=["admin"], route_class=GuardedRoute)

From = Annotated[
    IsoDate | None, Query(alias="from", description="First day; 14 days up to `to` if not given.")
]
To = Annotated[IsoDate | None, Query(description="Last day; today if not given.")]


@router.get("", summary="What did not arrive, by day", responses=error_answers(401, 403, 422))
async def read_deliveries(
    website: WebsiteNeeded,
    viewer: Admin,
    language: AskedLanguage,
    first: From = None,
    to: To = None,
) -> Deliveries:
    """Counts by day and channel with the reasons; at most 62 days."""
    last = to or website.clock.today()
    begins = first or deliveries.days_up_to(last)
    async with website.database.connection() as connection:
        days = await deliveries.read_deliveries(connection, website.clock.zone, begins, last)
        jobs = await promotions.list_failed_jobs(connection, begins, last)
    return Deliveries(
        first=begins,
        last=last,
        days=[
            ChannelDayShape(
                date=each.day,
                channel_type=each.channel_type,
                sent=each.sent,
                failed=each.failed,
                unknown=each.unknown,
                troubles=[TroubleShape.told(one, language) for one in each.troubles],
            )
            for each in days
        ],
        failed_jobs=[
            FailedJobShape(date=job.day, job_type=job.job_type, error=job.error, people=job.people)
            for job in jobs
        ],
        in_doubt=IN_DOUBT.in_language(language),
    )


@router.get("/people", summary="Whom it did not reach", responses=error_answers(401, 403, 422))
async def read_people(
    website: WebsiteNeeded,
    viewer: Admin,
    language: AskedLanguage,
    day: Annotated[IsoDate, Query(alias="date")],
    channel_type: ChannelType | None = None,
    before: Before = None,
) -> UndeliveredList:
    """A day's messages that failed or are in doubt, 50 at a time; names, and no addresses."""
    async with website.database.connection() as connection:
        found = await deliveries.list_undelivered(
            connection, website.clock.zone, day, channel_type, before, PEOPLE_AT_ONCE + 1
        )
    shown = found[:PEOPLE_AT_ONCE]
    return UndeliveredList(
        messages=[UndeliveredShape.told(each, language) for each in shown],
        more=len(found) > len(shown),
    )
