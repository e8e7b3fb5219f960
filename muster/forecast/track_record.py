"""What was said of evenings, and what came of them (filling, section 4). Pure.

Brier's score is the mean square of what was said less what came, 1 or 0: the lower the better.
Two simple ways to say it are scored beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from muster.forecast.rules import NOTED_HOURS, Note

TENTHS = 10


@dataclass(frozen=True, slots=True)
class Tenth:
    """Evenings called `least` to `most` per cent.

    Attributes:
        said: the mean of what was said, 0 to 1; None where there were none.
    """

    least: int
    most: int
    evenings: int
    played: int
    said: float | None


@dataclass(frozen=True, slots=True)
class HourRecord:
    """What was said at an hour of the community's clock.

    Attributes:
        brier: of what was said; None where nothing was.
        brier_weekday: of the part of such weekdays that had been played.
        brier_count: of whether enough were LOOKING.
    """

    hour: int
    evenings: int
    tenths: Sequence[Tenth]
    brier: float | None
    brier_weekday: float | None
    brier_count: float | None


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """What was said at each hour, and how many evenings are known."""

    evenings_known: int
    hours: Sequence[HourRecord]


def track_record(evenings: Iterable[tuple[date, bool, Sequence[Note]]]) -> TrackRecord:
    """The record of these evenings, the oldest first: day, whether it was played, what was said."""
    known = 0
    of_weekday: dict[int, tuple[int, int]] = {}
    said: dict[int, list[tuple[Note, bool, float]]] = {hour: [] for hour in NOTED_HOURS}
    for day, played, notes in evenings:
        known += 1
        times, of = of_weekday.get(day.weekday(), (0, 0))
        share = times / of if of else 0.5
        for note in notes:
            said[note.hour].append((note, played, share))
        of_weekday[day.weekday()] = (times + played, of + 1)
    return TrackRecord(known, [_of_hour(hour, rows) for hour, rows in said.items()])


def _of_hour(hour: int, rows: Sequence[tuple[Note, bool, float]]) -> HourRecord:
    return HourRecord(
        hour=hour,
        evenings=len(rows),
        tenths=[_tenth(place, rows) for place in range(TENTHS)],
        brier=brier([(note.chance, played) for note, played, _ in rows]),
        brier_weekday=brier([(share, played) for _, played, share in rows]),
        brier_count=brier(
            [(float(note.looking >= note.threshold), played) for note, played, _ in rows]
        ),
    )


def _tenth(place: int, rows: Sequence[tuple[Note, bool, float]]) -> Tenth:
    inside = [(note.chance, played) for note, played, _ in rows if place_of(note.chance) == place]
    return Tenth(
        least=10 * place,
        most=10 * place + 10,
        evenings=len(inside),
        played=sum(played for _, played in inside),
        said=sum(chance for chance, _ in inside) / len(inside) if inside else None,
    )


def place_of(chance: float) -> int:
    """In which tenth a chance lies; a whole tenth begins the next: 60 % is in 60 to 70."""
    return min(TENTHS - 1, round(chance * 100) // 10)


def brier(said: Sequence[tuple[float, bool]]) -> float | None:
    """Brier's score of what was said of evenings and whether they were played."""
    if not said:
        return None
    return sum((chance - played) ** 2 for chance, played in said) / len(said)
