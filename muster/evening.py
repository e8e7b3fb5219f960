"""A community's evenings: when sessions start, in which zone, and how many are enough.

What the settings say holds for every day; the rules of a weekday (`evening_rules`) come before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from muster.clock import at_wall_time, local_date
from muster.words import ENGLISH, Language

LASTS = timedelta(hours=4)
"""From a session's start to its end, as far as calendars and Discord's list of events tell."""

WEEKDAYS = 7
"""Weekdays are counted as Python does: 0 is Monday, 6 Sunday."""


@dataclass(frozen=True, slots=True)
class EveningRule:
    """What admins say of one weekday; what is None is as the settings have it.

    Attributes:
        session: whether people meet at all.
        starts_at: when the session starts, on the community's clock.
        threshold: how many have to be LOOKING for the session to be ready.
        call_at: when a call begins by itself if the evening is short then; None: never.
        call_most: how many people such a call asks at the most; None: as many as it takes.
        call_below: it begins only while the chance of being enough is below so many per cent;
            None: whenever the evening is short.
    """

    session: bool = True
    starts_at: time | None = None
    threshold: int | None = None
    call_at: time | None = None
    call_most: int | None = None
    call_below: int | None = None


_A_MONDAY = date(2024, 1, 1)

AS_SET: EveningRule = EveningRule()
"""The rule of a weekday of which nothing was said."""


@dataclass(frozen=True, slots=True)
class Evening:
    """The evening of one date: settings and the weekday's rule as one. Wall times are of `zone`.

    Attributes:
        origin: the page's address, without a slash at its end.
        session: whether there is one. Where there is none, the times are those that it would have.
        start: when the session starts.
        reminder: when a campaign reminds.
        threshold: how many have to be LOOKING for the session to be ready.
        call_at: when a call begins by itself if the evening is short then; None: never.
        call_most: how many people such a call asks at the most; None: as many as it takes.
        call_below: below how many per cent the chance of being enough has to be for it to begin;
            None: it does not matter.
        language: the community's, in which it is announced.
    """

    day: date
    origin: str
    zone: ZoneInfo
    session: bool
    start: time
    reminder: time
    threshold: int
    call_at: time | None = None
    call_most: int | None = None
    call_below: int | None = None
    language: Language = ENGLISH

    @property
    def starts_at(self) -> datetime:
        """The instant, in UTC, at which the session starts."""
        return at_wall_time(self.day, self.start, self.zone)

    @property
    def calls_at(self) -> datetime | None:
        """The instant, in UTC, at which a call begins by itself where the evening is short."""
        return None if self.call_at is None else at_wall_time(self.day, self.call_at, self.zone)


@dataclass(frozen=True, slots=True)
class Evenings:
    """All evenings of a community. Wall times are those of `zone`.

    Attributes:
        origin: the page's address, without a slash at its end.
        start, reminder, threshold: as the settings have them; the reminder comes before the start.
        rules: the rules of the weekdays that have one.
        language: the community's (`MUSTER_LANGUAGE`).
    """

    origin: str
    zone: ZoneInfo
    start: time
    reminder: time
    threshold: int
    rules: Mapping[int, EveningRule] = field(default_factory=dict[int, EveningRule])
    language: Language = ENGLISH

    def rule_of(self, weekday: int) -> EveningRule:
        """What admins say of a weekday (0 is Monday)."""
        return self.rules.get(weekday, AS_SET)

    def on(self, day: date) -> Evening:
        """The evening of `day`.

        The reminder keeps the distance that the settings give it, but comes not before midnight. A
        call that would begin no earlier than the session begins never, nor does one without a
        session.
        """
        rule = self.rule_of(day.weekday())
        start, reminder = self.start, self.reminder
        if rule.starts_at is not None:
            start = rule.starts_at
            reminder = _earlier(start, _minutes(self.start) - _minutes(self.reminder))
        calls = rule.session and rule.call_at is not None and rule.call_at < start
        return Evening(
            day=day,
            origin=self.origin,
            zone=self.zone,
            session=rule.session,
            start=start,
            reminder=reminder,
            threshold=self.threshold if rule.threshold is None else rule.threshold,
            call_at=rule.call_at if calls else None,
            call_most=rule.call_most if calls else None,
            call_below=rule.call_below if calls else None,
            language=self.language,
        )

    def week(self) -> list[Evening]:
        """An evening of each weekday, Monday first."""
        return [self.on(_A_MONDAY + timedelta(weekday)) for weekday in range(WEEKDAYS)]

    def at(self, now: datetime) -> Evening:
        """Tonight's evening at `now` (aware)."""
        return self.on(local_date(now, self.zone))


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _earlier(wall: time, minutes: int) -> time:
    hour, minute = divmod(max(0, _minutes(wall) - minutes), 60)
    return time(hour, minute)
