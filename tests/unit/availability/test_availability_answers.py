"""Ready answers: whatever people said and whoever asks, the bytes are those of plain JSON."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.availability.rules import STATUSES, Answer, Day, Status
from muster.clock import CommunityClock
from muster.identity.rules import Viewer
from tests.support.scenes.evenings import KnownEvenings, evenings
from website.backend.availability_answers import AvailabilityAnswers, AvailabilityQuery
from website.backend.day_cache import ReadyDay

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PEOPLE = 6

names = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12)
statuses = st.none() | st.sampled_from(STATUSES)
details = st.tuples(
    st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.none() | st.integers(2, 99),
)
rows = st.lists(statuses, min_size=PEOPLE, max_size=PEOPLE)


def person(user_id: int, *, linked: bool) -> Viewer:
    guid = "guid" if linked else None
    return Viewer(user_id, user_id, "u", "U", None, guid, guid, None, NOW + timedelta(days=1))


def answers_from(days: dict[date, Day]) -> AvailabilityAnswers:
    """Answers over days that memory holds, all of them."""

    def get(wanted: Iterable[date]) -> list[ReadyDay]:
        return [ready.setdefault(day, ReadyDay(days.get(day, Day(day, ())))) for day in wanted]

    ready: dict[date, ReadyDay] = {}
    memory: Any = SimpleNamespace(believed=True, version=0, get=get)
    known: Any = KnownEvenings(evenings(threshold=2))
    return AvailabilityAnswers(memory, CommunityClock(ZoneInfo("Europe/Ljubljana")), known, memory)


def plain(
    days: dict[date, Day], first: date, length: int, viewer: Viewer | None, named: bool
) -> dict[str, Any]:
    """The answer as the contract's section 5 words it, made the long way."""
    shown: list[dict[str, Any]] = []
    for offset in range(length):
        at = first + timedelta(days=offset)
        given_answers = days.get(at, Day(at, ())).answers
        day: dict[str, Any] = {
            "date": at.isoformat(),
            "counts": {s: sum(a.status == s for a in given_answers) for s in STATUSES},
            "total": len(given_answers),
        }
        if viewer is not None:
            mine = [a.status for a in given_answers if a.user_id == viewer.user_id]
            day["my_status"] = mine[0] if mine else None
        if viewer is not None and viewer.linked and named:
            day["users_by_status"] = {
                status: [
                    {
                        "user_id": a.user_id,
                        "display_name": a.display_name,
                        "avatar": None,
                        **(
                            {}
                            if a.arrives_at is None
                            else {"arrives_at": a.arrives_at.isoformat("minutes")}
                        ),
                        **({"only_if": a.only_if} if a.only_if else {}),
                    }
                    for a in given_answers
                    if a.status == status
                ]
                for status in STATUSES
            }
        shown.append(day)
    statuses = [a.status for a in days.get(TODAY, Day(TODAY, ())).answers]
    looking, standby = statuses.count("LOOKING"), statuses.count("MAYBE")
    confirmed = looking + statuses.count("AVAILABLE")
    return {
        "from": first.isoformat(),
        "to": (first + timedelta(days=length - 1)).isoformat(),
        "statuses": list(STATUSES),
        "days": shown,
        "viewer": {
            "authenticated": viewer is not None,
            "linked_discord": viewer is not None and viewer.linked,
        },
        "session_ready": {
            "date": TODAY.isoformat(),
            "session": True,
            "ready": looking >= 2,
            "looking_count": looking,
            "threshold": 2,
            "confirmed_count": confirmed,
            "standby_count": standby,
            "need_count": max(0, 2 - confirmed),
            "event_key": f"SESSION_READY:{TODAY}:threshold=2",
        },
    }


@settings(max_examples=60, deadline=None)
@given(
    st.integers(-100, 100),
    st.integers(1, 180),
    st.lists(rows, max_size=8),
    st.lists(names, min_size=PEOPLE, max_size=PEOPLE),
    st.lists(details, min_size=PEOPLE, max_size=PEOPLE),
    st.booleans(),
)
def test_compressed_and_plain_bytes_say_what_plain_json_would(
    offset: int,
    length: int,
    said: list[list[Status | None]],
    called: list[str],
    more: list[tuple[time | None, int | None]],
    named: bool,
) -> None:
    first = TODAY + timedelta(days=offset)
    days: dict[date, Day] = {}
    for number, row in enumerate(said):
        at = first + timedelta(days=number * 5)
        days[at] = Day(
            at,
            tuple(
                Answer(n, called[n], status, None, *more[n])
                for n, status in enumerate(row)
                if status
            ),
        )
    answers = answers_from(days)
    query = AvailabilityQuery(first, first + timedelta(days=length - 1), named)
    everybody = [None, person(0, linked=False), person(99, linked=True)]
    everybody += [person(n, linked=True) for n in range(PEOPLE)]
    with time_machine.travel(NOW, tick=False):
        for viewer in everybody:
            expected = plain(days, first, length, viewer, named)
            etags: set[bytes] = set()
            for compressed in (False, True):
                answer = answers.from_memory(query, viewer, None, gzip=compressed)
                assert answer is not None
                headers = dict(answer.raw_headers)
                body = bytes(answer.body)
                assert int(headers[b"content-length"]) == len(body)
                if headers.get(b"content-encoding") == b"gzip":
                    assert compressed
                    body = gzip.decompress(body)
                assert json.loads(body) == expected
                etags.add(headers[b"etag"])
            assert len(etags) == 1
            again = answers.from_memory(query, viewer, etags.pop(), gzip=True)
            assert again is not None
            assert (again.status_code, again.body) == (304, b"")


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 180), st.lists(rows, min_size=1, max_size=3))
def test_pieces_that_are_joined_are_the_same_as_the_whole(
    length: int, said: list[list[Status | None]]
) -> None:
    days: dict[date, Day] = {}
    for number in range(length):
        at, row = TODAY + timedelta(days=number), said[number % len(said)]
        everybody = [*row, *(["AVAILABLE"] * 60)]
        days[at] = Day(
            at, tuple(Answer(n, f"Player number {n}", s) for n, s in enumerate(everybody) if s)
        )
    answers = answers_from(days)
    query = AvailabilityQuery(TODAY, TODAY + timedelta(days=length - 1), include_users=True)
    with time_machine.travel(NOW, tick=False):
        for user_id in range(PEOPLE):
            viewer = person(user_id, linked=True)
            plain_bytes = answers.from_memory(query, viewer, None, gzip=False)
            joined = answers.from_memory(query, viewer, None, gzip=True)
            assert plain_bytes is not None
            assert joined is not None
            assert dict(joined.raw_headers)[b"content-encoding"] == b"gzip"
            assert gzip.decompress(bytes(joined.body)) == plain_bytes.body


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(statuses, min_size=3, max_size=3), min_size=2, max_size=4))
def test_two_answers_share_an_etag_exactly_when_they_are_the_same(
    versions: list[list[Status | None]],
) -> None:
    seen: dict[bytes, bytes] = {}
    with time_machine.travel(NOW, tick=False):
        for version in versions:
            given_answers = tuple(Answer(n, f"P{n}", s) for n, s in enumerate(version) if s)
            answers = answers_from({TODAY: Day(TODAY, given_answers)})
            for viewer in (None, *[person(n, linked=True) for n in range(3)]):
                answer = answers.from_memory(
                    AvailabilityQuery(TODAY, TODAY, include_users=True), viewer, None, gzip=False
                )
                assert answer is not None
                etag = dict(answer.raw_headers)[b"etag"]
                assert seen.setdefault(etag, bytes(answer.body)) == bytes(answer.body)
    assert len(seen) == len(set(seen.values()))
