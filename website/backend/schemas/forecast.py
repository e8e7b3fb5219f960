"""Shapes of the forecast: numbers alone, of nobody in particular."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from pydantic import Field

from muster.forecast.rules import Forecast, WhyNot
from muster.forecast.track_record import HourRecord, Tenth, TrackRecord
from website.backend.schemas.common import Shape


class ForecastGround(Shape):
    """What a forecast is made of: how many people say what now, and how many usually come."""

    committed: int = Field(description="LOOKING.")
    late: int = Field(description="Of those, who plays from later than the start.")
    available: int
    conditional: int = Field(description="AVAILABLE on the condition that others are in.")
    maybe: int
    no: int
    silent: int = Field(description="Linked, and said nothing; who is away counts among them.")
    maybe_expected: int = Field(
        description="How many usually come of those who are available, on a condition, or maybe; "
        "of one or two what holds of anybody who says so."
    )
    silent_expected: int = Field(description="The same of those who said nothing.")


class ForecastShape(Shape):
    """What is said of one evening."""

    date: date
    starts_at: datetime
    threshold: int
    chance: float | None = Field(
        description="That the threshold is reached by the start: 0.01 to 0.99; null: not said."
    )
    why_not: WhyNot | None = Field(description="Why nothing is said.")
    expected: int | None = Field(description="How many come, in whole people.")
    ground: ForecastGround
    evenings_known: int

    @classmethod
    def told(cls, said: Forecast) -> Self:
        ground = said.ground
        return cls(
            date=said.day,
            starts_at=said.starts_at,
            threshold=said.threshold,
            chance=said.chance,
            why_not=said.why_not,
            expected=said.expected,
            ground=ForecastGround(
                committed=ground.committed,
                late=ground.late,
                available=ground.available,
                conditional=ground.conditional,
                maybe=ground.maybe,
                no=ground.no,
                # Who is away is nobody's business, so they count among the silent.
                silent=ground.silent + ground.away,
                maybe_expected=ground.maybe_expected,
                silent_expected=ground.silent_expected,
            ),
            evenings_known=said.evenings_known,
        )


class ForecastAnswer(Shape):
    """What is said of each day, in their order; past days are left out."""

    days: list[ForecastShape]


class TenthShape(Shape):
    """Evenings of which it was said `least` to `most` per cent (a whole tenth begins the next)."""

    least: int
    most: int
    evenings: int
    played: int
    said: float | None = Field(description="The mean of what was said, 0 to 1.")

    @classmethod
    def told(cls, tenth: Tenth) -> Self:
        return cls(
            least=tenth.least,
            most=tenth.most,
            evenings=tenth.evenings,
            played=tenth.played,
            said=None if tenth.said is None else round(tenth.said, 3),
        )


class HourShape(Shape):
    """What was said at an hour of the community's clock; Brier's scores: the lower the better."""

    hour: int
    evenings: int
    tenths: list[TenthShape]
    brier: float | None
    brier_weekday: float | None = Field(
        description="Of saying the part of such weekdays that had been played."
    )
    brier_count: float | None = Field(description="Of saying whether enough are LOOKING.")

    @classmethod
    def told(cls, record: HourRecord) -> Self:
        return cls(
            hour=record.hour,
            evenings=record.evenings,
            tenths=[TenthShape.told(each) for each in record.tenths],
            brier=_rounded(record.brier),
            brier_weekday=_rounded(record.brier_weekday),
            brier_count=_rounded(record.brier_count),
        )


class ForecastRecord(Shape):
    """What was said of evenings beforehand, and what came."""

    evenings_known: int
    hours: list[HourShape]

    @classmethod
    def told(cls, record: TrackRecord) -> Self:
        return cls(
            evenings_known=record.evenings_known,
            hours=[HourShape.told(each) for each in record.hours],
        )


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 4)
