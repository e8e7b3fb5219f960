"""Types and pure decisions of the tonight message. Instants are aware, in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from muster.availability.rules import Answer, Day, Status
from muster.words import ENGLISH, Language, Sentence

NONCE_REMEMBERED = timedelta(seconds=80)
"""How long after its first request a message is posted again by its nonce alone: Discord returns
the first one for two minutes, counted until the repeat arrives there.
"""


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """What is known of a day's message.

    Attributes:
        nonce: the same on every attempt to post it; at most 25 characters.
        doubt_since: when the first request was opened that may have posted it; None: none was.
        message_id: its id on Discord; None: not posted yet, or deleted.
    """

    message_date: date
    channel_id: int
    nonce: str
    doubt_since: datetime | None
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """What the message shows: the queue, the counts, and what they lead to.

    Attributes:
        day: all answers for it.
        starts_at: tonight's start.
        room_open: whether today's planning room exists.
        call: what came of the call that is on: how many were asked, and said yes; None: none is.
        session: whether there is a session on that day at all.
        forecast: the chance that there are enough, in words; None: nothing is said.
        language: the community's.
    """

    day: Day
    starts_at: datetime
    threshold: int
    room_open: bool
    call: tuple[int, int] | None = None
    session: bool = True
    forecast: Sentence | None = None
    language: Language = ENGLISH

    @property
    def date(self) -> date:
        return self.day.date

    def answers(self, status: Status) -> Sequence[Answer]:
        """Everybody who gave `status`, in the order they came."""
        return [each for each in self.day.answers if each.status == status]

    @property
    def looking(self) -> int:
        return len(self.answers("LOOKING"))

    @property
    def missing(self) -> int:
        """How many more have to be LOOKING for the planning room to open."""
        return max(0, self.threshold - self.looking)


def has_to_be_looked_for(message: StoredMessage, now: datetime) -> bool:
    """Whether it may have been posted so long ago that its nonce proves nothing any more."""
    return message.doubt_since is not None and now - message.doubt_since >= NONCE_REMEMBERED
