"""`/api/availability/forecast`: whether there will be enough (filling, section 4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from muster.availability.rules import DateRange, resolve_range
from muster.errors import RangeTooLong
from muster.forecast.rules import DAYS_MOST
from muster.words import words
from website.backend.dependencies import WebsiteNeeded
from website.backend.schemas.availability import IsoDate
from website.backend.schemas.common import error_answers
from website.backend.schemas.forecast import ForecastAnswer, ForecastRecord, ForecastShape

say = words("eveningErrors")

_DAYS = timedelta(days=6)

router = APIRouter(prefix="/api/availability/forecast", tags=["forecast"])

From = Annotated[IsoDate | None, Query(alias="from", description="First day; today if not given.")]
To = Annotated[IsoDate | None, Query(description="Last day; 6 days after `from` if not given.")]


@router.get("", summary="Whether there will be enough", responses=error_answers(422))
async def read_forecast(
    website: WebsiteNeeded, first: From = None, to: To = None
) -> ForecastAnswer:
    """The chance that the threshold is reached by the start, for 14 days at most."""
    wanted = resolve_range(first, to, website.clock.today())
    if to is None:
        wanted = DateRange(wanted.first, wanted.first + _DAYS)
    if len(wanted.days()) > DAYS_MOST:
        raise RangeTooLong(say("range-most", most=f"{DAYS_MOST}"))
    said = await website.forecasts.read(wanted.days())
    return ForecastAnswer(days=[ForecastShape.told(each) for each in said])


@router.get(
    "/record", summary="What was said of evenings, and what came", responses=error_answers()
)
async def read_record(website: WebsiteNeeded) -> ForecastRecord:
    """For each hour at which it is noted what is said: in tenths, with Brier's scores."""
    return ForecastRecord.told(await website.forecast_memory.read_record())
