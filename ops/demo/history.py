"""What the evenings of the demo's last half year were like. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from muster.availability.rules import Source, Status
from muster.clock import at_wall_time
from muster.history.rules import PLAYED_MINUTES, WATCHED_FOR, ToldBy
from ops.demo.community import MadeUpPlayer, chance
from ops.demo.evenings import START

THRESHOLD = 6

_HOUR = int(WATCHED_FOR / timedelta(minutes=1))
_MINUTE = timedelta(minutes=1)
_NOBODY_MET_ON, _UNTIL_WEEKS_AGO = 0, 8
"""Mondays without a session, until two months ago."""
_NO_VOICE_UNTIL_WEEKS_AGO = 22
_NOBODY_LOOKED, _SAID_BY_HAND = 0.06, 0.25
_CHANGED_THEIR_MIND = 0.15
_SOMETHING_BETTER = 0.2
_BEFORE: dict[Status, Status] = {
    "LOOKING": "MAYBE",
    "AVAILABLE": "MAYBE",
    "MAYBE": "AVAILABLE",
    "NOT_PLAYING": "MAYBE",
}


class Given(NamedTuple):
    """An answer as it stands, by the player's guid, and the instant (aware) at which it came."""

    guid: str
    user_id: int
    day: date
    status: Status
    at: datetime


class Change(NamedTuple):
    """A row of `availability_answer_changes`, without what an answer says beside its status."""

    user_id: int
    entry_date: date
    status: Status
    source: Source
    changed_at: datetime


class Attendance(NamedTuple):
    """A row of `evening_attendance`."""

    evening_date: date
    user_id: int
    first_seen_at: datetime
    last_seen_at: datetime
    in_voice: bool
    on_server: bool
    came: bool


class EveningRecord(NamedTuple):
    """A row of `evening_records`, closed."""

    evening_date: date
    session: bool
    starts_at: datetime
    threshold: int
    told_by: ToldBy | None
    most_in_voice: int | None
    most_on_server: int | None
    enough_minutes: int
    looked_at: datetime | None
    said_yes: int
    came: int | None
    played: bool | None
    closed_at: datetime


def changes_of(given: Iterable[Given], people: Mapping[str, MadeUpPlayer]) -> list[Change]:
    """How each answer came to be: at once, or by a change of mind."""
    found: list[Change] = []
    for each in given:
        wishes = people[each.guid].wishes
        by_chat = wishes is not None and chance(each.guid, each.day, "source") < 0.4
        source: Source = wishes.channel if wishes is not None and by_chat else "page"
        if chance(each.guid, each.day, "mind") < _CHANGED_THEIR_MIND:
            minutes = 20 + 200 * chance(each.guid, each.day, "mind minute")
            before = each.at - timedelta(minutes=minutes)
            found.append(Change(each.user_id, each.day, _BEFORE[each.status], source, before))
        found.append(Change(each.user_id, each.day, each.status, source, each.at))
    return sorted(found, key=lambda change: change.changed_at)


def past_evenings(
    days: Sequence[date],
    today: date,
    zone: ZoneInfo,
    given: Iterable[Given],
    linked: Mapping[str, int],
    people: Mapping[str, MadeUpPlayer],
) -> tuple[list[EveningRecord], list[Attendance]]:
    """The records of `days`, all of them past, and who came; the same for the same arguments.

    Args:
        linked: the user ids of those who are linked, by their player's guid.
    """
    answers: dict[date, list[Given]] = {}
    for each in given:
        answers.setdefault(each.day, []).append(each)
    records: list[EveningRecord] = []
    attendance: list[Attendance] = []
    for day in days:
        starts_at = at_wall_time(day, START, zone)
        said: dict[str, Status] = {
            each.guid: each.status for each in answers.get(day, ()) if each.at <= starts_at
        }
        record, came = _evening(day, (today - day).days // 7, starts_at, said, linked, people)
        records.append(record)
        attendance += came
    return records, attendance


def _evening(
    day: date,
    weeks_ago: int,
    starts_at: datetime,
    said: Mapping[str, Status],
    linked: Mapping[str, int],
    people: Mapping[str, MadeUpPlayer],
) -> tuple[EveningRecord, list[Attendance]]:
    said_yes = sum(said.get(guid) == "LOOKING" for guid in linked)
    nothing_told = EveningRecord(
        day,
        True,
        starts_at,
        THRESHOLD,
        None,
        None,
        None,
        0,
        None,
        said_yes,
        None,
        None,
        starts_at + WATCHED_FOR,
    )
    if day.weekday() == _NOBODY_MET_ON and weeks_ago >= _UNTIL_WEEKS_AGO:
        return nothing_told._replace(session=False), []
    told_by: ToldBy = "server" if weeks_ago >= _NO_VOICE_UNTIL_WEEKS_AGO else "voice"
    if chance("", day, "looked") < _NOBODY_LOOKED:
        if chance("", day, "hand") >= _SAID_BY_HAND:
            return nothing_told, []
        told_by = "hand"
    comers = [guid for guid in linked if _comes(people[guid], day, said.get(guid), said_yes)]
    guests = int(1.3 * chance("", day, "guests")) if len(comers) >= 3 else 0
    enough = len(comers) + guests >= THRESHOLD
    stays = {guid: _stay(guid, day, enough=enough) for guid in comers}
    there = [
        guests + sum(first <= minute <= last for first, last in stays.values())
        for minute in range(_HOUR)
    ]
    minutes = sum(count >= THRESHOLD for count in there)
    record = nothing_told._replace(
        told_by=told_by, came=len(comers), played=minutes >= PLAYED_MINUTES
    )
    if told_by == "hand":
        return record, [
            Attendance(day, linked[guid], starts_at, starts_at, False, False, True)
            for guid in comers
        ]
    record = record._replace(
        most_in_voice=max(there) if told_by == "voice" else None,
        most_on_server=max(0, max(there) - int(3 * chance("", day, "server"))),
        enough_minutes=minutes,
        looked_at=starts_at + (_HOUR - 1) * _MINUTE,
    )
    return record, [
        Attendance(
            day,
            linked[guid],
            starts_at + first * _MINUTE,
            starts_at + last * _MINUTE,
            told_by == "voice",
            told_by == "server" or chance(guid, day, "on server") < (0.85 if enough else 0.3),
            True,
        )
        for guid, (first, last) in stays.items()
    ]


def _comes(member: MadeUpPlayer, day: date, status: Status | None, said_yes: int) -> bool:
    """Whether somebody comes: who said yes mostly does, others where it looks like a session."""
    promising = said_yes >= THRESHOLD - 2
    likely: dict[Status | None, float] = {
        "LOOKING": 0.7 + 0.25 * member.keenness if promising else 0.5,
        "AVAILABLE": 0.2 if promising else 0.04,
        "MAYBE": 0.07 if promising else 0.02,
        "NOT_PLAYING": 0.01,
        None: 0.03 * member.keenness,
    }
    # Some evenings have something better.
    mood = 0.6 if chance("", day, "mood") < _SOMETHING_BETTER else 1
    return chance(member.guid, day, "comes") < mood * likely[status]


def _stay(guid: str, day: date, *, enough: bool) -> tuple[int, int]:
    """The first and the last minute in which somebody is there; where too few are, they go soon."""
    late = chance(guid, day, "how late")
    first = int(5 * late) if late < 0.8 else int(30 * (late - 0.6))
    left = chance(guid, day, "left")
    if enough:
        return first, _HOUR - 1 if left < 0.8 else first + 20 + int(25 * left)
    return first, min(_HOUR - 1, first + 8 + int(20 * left))
