"""Whom a campaign that is created now would tell something, and whom it could not ask."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from muster.availability.rules import Status
from muster.channels.rules import ChannelType
from muster.promotions.rules import Schedule

ASKABLE: tuple[Status, ...] = ("LOOKING", "AVAILABLE", "MAYBE")
"""The answers whose owners a campaign may ask, in the order in which it does."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What of tonight somebody has heard, or another campaign that stands will tell them.

    Attributes:
        at: when they first heard of tonight, or will.
    """

    reminder: bool
    start: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody linked who gave an answer that can be asked about.

    Attributes:
        agreed: whether they agreed to be asked.
        channel_type: the best channel that leads to them; None where none does, or where they have
            not agreed or are away.
        away: whether they are, which nobody else is told.
    """

    user_id: int
    display_name: str
    status: Status
    agreed: bool
    channel_type: ChannelType | None
    heard: Heard | None
    away: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be asked, and on which channel that would be.

    Attributes:
        told_at: when they were, or will be, told of tonight by another campaign, so that this one
            would tell them nothing; None where it would tell them something.
    """

    user_id: int
    display_name: str
    status: Status
    channel_type: ChannelType
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What asking those with one answer would bring, each of them counted once.

    Attributes:
        reached: how many would hear something.
        told: how many have been told of tonight by another campaign, or will be.
        told_at: when the last of those was, or will be.
    """

    status: Status
    reached: int = 0
    told: int = 0
    told_at: datetime | None = None
    not_agreed: int = 0
    no_channel: int = 0

    @property
    def people(self) -> int:
        return self.reached + self.told + self.not_agreed + self.no_channel


def told_at(heard: Heard | None, schedule: Schedule) -> datetime | None:
    """When somebody was told whom a campaign of this schedule would tell nothing new, or None."""
    if heard is None or not heard.start or (schedule.reminds and not heard.reminder):
        return None
    return heard.at


def candidates_of(
    answered: Sequence[Answered], statuses: Collection[Status], schedule: Schedule
) -> list[Candidate]:
    """Those of `statuses` who agreed and can be reached, in the order in which they are given."""
    return [
        Candidate(
            each.user_id,
            each.display_name,
            each.status,
            each.channel_type,
            told_at(each.heard, schedule),
        )
        for each in answered
        if each.status in statuses and each.channel_type is not None
    ]


def count_answers(answered: Sequence[Answered], schedule: Schedule) -> list[Answer]:
    """What asking each answer would bring, in the order of `ASKABLE`, without who is away."""
    here = [each for each in answered if not each.away]
    return [
        _count([each for each in here if each.status == status], status, schedule)
        for status in ASKABLE
    ]


def _count(answered: Sequence[Answered], status: Status, schedule: Schedule) -> Answer:
    candidates = candidates_of(answered, [status], schedule)
    told = [each.told_at for each in candidates if each.told_at is not None]
    not_agreed = sum(not each.agreed for each in answered)
    return Answer(
        status,
        reached=len(candidates) - len(told),
        told=len(told),
        told_at=max(told, default=None),
        not_agreed=not_agreed,
        no_channel=len(answered) - len(candidates) - not_agreed,
    )
