"""When an evening is looked at, and what its minutes say."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.clock import local_date
from muster.history.rules import (
    Minutes,
    OwnEvening,
    ToldBy,
    days_on,
    ends_at,
    is_on,
    kept_promises,
    next_look,
    told_now,
    typical_week,
    was_played,
)
from tests.support.scenes.evenings import evenings

ZONES = st.sampled_from(
    ["Europe/Ljubljana", "America/Santiago", "Pacific/Apia", "Asia/Kathmandu", "UTC"]
)
INSTANTS = st.integers(1_577_836_800, 1_893_456_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
STARTS = st.times(time(0), time(23, 59)).map(lambda each: each.replace(second=0, microsecond=0))
NOTHING = Minutes(None, None, 0, 0, 0, 0)


@given(now=INSTANTS, start=STARTS, zone=ZONES)
def test_an_evening_that_is_on_is_looked_at_whenever_it_begins(
    now: datetime, start: time, zone: str
) -> None:
    community = evenings(start=start, zone=ZoneInfo(zone))
    today = local_date(now, community.zone)
    on = {
        day
        for day in (today + timedelta(days=days) for days in (-2, -1, 0, 1, 2))
        if is_on(community.on(day), now)
    }
    assert on <= set(days_on(now, community.zone))


@given(now=INSTANTS, start=STARTS, zone=ZONES)
def test_the_next_look_comes_and_passes_over_no_start_and_no_end(
    now: datetime, start: time, zone: str
) -> None:
    community = evenings(start=start, zone=ZoneInfo(zone))
    due = next_look(community, now)
    assert now < due <= now + timedelta(hours=49)
    today = local_date(now, community.zone)
    near = [community.on(today + timedelta(days=days)) for days in (-1, 0, 1)]
    if any(is_on(evening, now) for evening in near):
        assert due <= now + timedelta(minutes=1)
    for evening in near:
        for instant in (evening.starts_at, ends_at(evening.starts_at)):
            assert not now < instant < due


@pytest.mark.parametrize(
    ("told_by", "minutes", "played"),
    [
        (None, Minutes(9, 9, 60, 60, 60, 60), None),
        ("voice", Minutes(9, 0, 10, 60, 10, 0), True),
        ("voice", Minutes(5, 9, 30, 60, 9, 60), False),
        ("voice", Minutes(5, 9, 29, 60, 9, 60), None),
        ("server", Minutes(None, 9, 0, 10, 0, 10), True),
        ("server", NOTHING, None),
    ],
)
def test_what_the_minutes_say_goes_by_what_told(
    told_by: ToldBy | None, minutes: Minutes, played: bool | None
) -> None:
    assert was_played(told_by, minutes) is played


def test_the_server_tells_only_where_there_is_no_voice() -> None:
    assert told_now(voice=True, server=True, voice_is_set_up=False) == "voice"
    assert told_now(voice=False, server=True, voice_is_set_up=True) is None
    assert told_now(voice=False, server=True, voice_is_set_up=False) == "server"
    assert told_now(voice=False, server=False, voice_is_set_up=False) is None


def test_promises_are_counted_where_somebody_could_tell() -> None:
    day = date(2026, 11, 20)
    own = [
        OwnEvening(day, said_yes=True, came=True, played=False),
        OwnEvening(day, said_yes=True, came=False, played=True),
        OwnEvening(day, said_yes=True, came=False, played=None),
        OwnEvening(day, said_yes=False, came=True, played=True),
    ]
    assert kept_promises(own) == (1, 2)
    assert kept_promises([]) == (0, 0)


def test_nothing_known_is_a_typical_week_of_nothing() -> None:
    week = typical_week([])
    assert [(each.weekday, each.evenings, each.mean_came) for each in week] == [
        (weekday, 0, None) for weekday in range(7)
    ]
