"""On which channels a community's bots deliver, from what each of them last said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.live_status.rules import STALE_AFTER, LiveStatus, delivered_on

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LONG_AGO = timedelta(days=3)
AGES = st.timedeltas(-LONG_AGO, LONG_AGO)


def beat(age: timedelta = MINUTE, **data: Any) -> LiveStatus:
    return LiveStatus("bot", data, NOW - age)


def told(bot: LiveStatus | None = None, **ages: timedelta) -> set[str] | None:
    found = delivered_on(bot, {channel: NOW - age for channel, age in ages.items()}, NOW)
    return None if found is None else set(found)


def test_before_any_bot_ran_nothing_is_known() -> None:
    assert told() is None


@pytest.mark.parametrize("age", [MINUTE, LONG_AGO])
def test_two_bots_deliver_on_what_each_of_them_does(age: timedelta) -> None:
    both = told(beat(age, channels=["discord"]), discord=age, signal=age + MINUTE)
    assert both == {"discord", "signal"}


def test_whoever_is_silent_while_others_live_delivers_nothing() -> None:
    late = STALE_AFTER + timedelta(seconds=61)
    assert told(beat(channels=["discord"]), discord=MINUTE, signal=late) == {"discord"}


def test_bots_that_are_all_away_change_nothing() -> None:
    away = beat(LONG_AGO, channels=["discord"])
    assert told(away, discord=LONG_AGO, signal=LONG_AGO + MINUTE) == {"discord", "signal"}
    gone_before = LONG_AGO + STALE_AFTER + timedelta(seconds=1)
    assert told(away, discord=LONG_AGO, signal=gone_before) == {"discord"}


def test_a_bot_without_channels_says_that_there_are_none() -> None:
    assert told(beat(channels=[])) == set()
    assert told(beat(channels=[]), discord=LONG_AGO) == set()


def test_an_older_version_says_all_in_its_heartbeat_and_one_before_that_nothing() -> None:
    assert told(beat(channels=["discord", "telegram"])) == {"discord", "telegram"}
    assert told(beat(LONG_AGO, channels=["telegram"])) == {"telegram"}
    for channels in ("?", None, {"discord": 1}):
        assert told(beat(channels=channels)) is None
    assert told(beat()) is None
    assert told(beat(), discord=LONG_AGO) is None
    assert told(beat(), discord=MINUTE) == {"discord"}


def test_what_is_no_channel_s_name_is_left_out() -> None:
    assert told(beat(channels=["discord", 7, None, ["signal"]])) == {"discord"}


def test_a_clock_that_was_ahead_hides_no_other_bot() -> None:
    assert told(beat(channels=["discord"]), signal=-LONG_AGO) == {"discord", "signal"}


@given(
    st.none()
    | st.builds(
        lambda age, listed: beat(age, channels=listed),
        AGES,
        st.none() | st.lists(st.sampled_from(["discord", "telegram", "signal", 7])),
    ),
    st.dictionaries(st.sampled_from(["discord", "telegram", "signal"]), AGES),
)
def test_somebody_who_lives_is_always_believed(
    bot: LiveStatus | None, ages: dict[str, timedelta]
) -> None:
    found = told(bot, **ages)
    fresh = {channel for channel, age in ages.items() if age <= STALE_AFTER}
    assert found is None or fresh <= found
    if fresh:
        assert found is not None
    if ages and bot is None:
        assert found
