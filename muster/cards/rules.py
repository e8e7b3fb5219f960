"""What a card says of a day: numbers, never a name. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from muster.availability.rules import Status
from muster.evening import Evening
from muster.history.rules import Record

Kind = Literal["community", "no_session", "short", "ready", "played", "not_played", "over"]
"""What is said: nothing of any day; that there is no session, that people are missing, that there
are enough; and of an evening that is past, whether it was played, else how many were in.
"""

SEATS_MOST = 24
"""So many seats of each kind are drawn at the most."""


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of a card, each drawn as the page draws it.

    Attributes:
        looking, empty: the places that a session needs, taken and free; at most `SEATS_MOST`.
        further, available, maybe: who come on top, or could.
        more: how many are left out.
    """

    looking: int
    empty: int
    further: int
    available: int
    maybe: int
    more: int


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of one day; two that are equal look the same.

    Attributes:
        day: None on the community's own card, of which nothing else counts.
        tonight: whether the day is today.
        start: on the community's clock.
        came: how many came to an evening that is past; None where that is not known.
    """

    kind: Kind
    day: date | None = None
    tonight: bool = False
    start: time = time()
    threshold: int = 0
    looking: int = 0
    available: int = 0
    maybe: int = 0
    came: int | None = None

    @property
    def missing(self) -> int:
        return max(0, self.threshold - self.looking)

    @property
    def has_seats(self) -> bool:
        return self.kind in ("short", "ready", "over")


COMMUNITY = Card("community")
"""The card of the community, and of days of which nothing is kept ready."""


def card_of(
    evening: Evening, counts: Mapping[Status, int], today: date, record: Record | None
) -> Card:
    """The card of a day.

    Args:
        record: what the evening was like, where it is past and something is known of it.
    """
    day = evening.day
    tonight = day == today
    if day < today and record is not None:
        session, start, threshold = record.session, None, record.threshold
    else:
        session, start, threshold = evening.session, evening.start, evening.threshold
    if not session:
        return Card("no_session", day, tonight)
    looking, available, maybe = counts["LOOKING"], counts["AVAILABLE"], counts["MAYBE"]
    if day < today:
        if record is not None and record.played is not None:
            kind: Kind = "played" if record.played else "not_played"
            return Card(kind, day, came=record.came)
        return Card("over", day, threshold=threshold, looking=looking)
    return Card(
        "ready" if looking >= threshold else "short",
        day,
        tonight,
        start or time(),
        threshold,
        looking,
        available,
        maybe,
    )


def seats_of(card: Card) -> Seats:
    """Who sits where: those who are looking on the places that are needed, the others beside."""
    needed = min(card.threshold, SEATS_MOST)
    looking = min(card.looking, needed)
    others = {
        "further": card.looking - min(card.looking, card.threshold),
        "available": card.available,
        "maybe": card.maybe,
    }
    left = SEATS_MOST
    shown: dict[str, int] = {}
    for name, number in others.items():
        shown[name] = min(number, left)
        left -= shown[name]
    more = sum(others.values()) - sum(shown.values())
    return Seats(looking, needed - looking, more=more, **shown)
