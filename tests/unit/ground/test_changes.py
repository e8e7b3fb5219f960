"""Change notices as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.changes import EVERYTHING, Change, ChangeListener, parse_change


@pytest.mark.parametrize(
    ("payload", "change"),
    [
        ("availability 2026-11-20", Change("availability", "2026-11-20")),
        ("names", Change("names", "")),
        ("viewer 17", Change("viewer", "17")),
        ("live_status voice_channel", Change("live_status", "voice_channel")),
        ("everything", EVERYTHING),
        ("", EVERYTHING),
        (" 17", EVERYTHING),
    ],
)
def test_notices_are_understood(payload: str, change: Change) -> None:
    assert parse_change(payload) == change


@given(st.text())
def test_no_notice_is_too_odd_to_be_read(payload: str) -> None:
    assert parse_change(payload).kind


def test_every_subscriber_is_told_of_what_this_process_publishes() -> None:
    listener = ChangeListener("postgresql://nowhere", application_name="tests")
    heard: list[Change] = []
    listener.subscribe(heard.append)
    listener.subscribe(heard.append)
    listener.publish(Change("names", ""))
    assert heard == [Change("names", "")] * 2
    assert listener.connected is False
