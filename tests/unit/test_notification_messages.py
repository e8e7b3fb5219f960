"""The words: true, short, with a link and a way to stop, in the reader's own time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from muster.notifications.messages import text_of, title_of
from muster.notifications.rules import Claimed, Kind

COMMUNITY = ZoneInfo("Europe/Ljubljana")
START = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
ROW = Claimed(
    id=7,
    user_id=1,
    discord_channel_id=None,
    event_key="SESSION_READY:2026-11-20:threshold=6",
    channel_type="telegram",
    kind="session_ready",
    payload={"kind": "session_ready", "threshold": 6},
    attempt=1,
    nonce="m7-abc",
    useful_until=START,
    claimed_at=START,
    doubt_since=None,
    linked=True,
    enabled=True,
    reachable=True,
    verified=True,
    discord_user_id=None,
    discord_dm_channel_id=None,
    address_encrypted=None,
    timezone=None,
    quiet_start=None,
    quiet_end=None,
    reminders_enabled=True,
    answer="LOOKING",
    looking_count=8,
)


def text(row: Claimed, zone: ZoneInfo = COMMUNITY) -> str:
    return text_of(
        row, origin="https://muster.example.org", start=START, zone=zone, community=COMMUNITY
    )


def test_the_time_is_the_reader_s() -> None:
    assert "starts at 21:00." in text(ROW)
    assert "starts at 15:00 (New York time)." in text(ROW, ZoneInfo("America/New_York"))
    assert f"starts at <t:{int(START.timestamp())}:t>." in text(
        replace(ROW, channel_type="discord")
    )


@pytest.mark.parametrize("kind", ["daily_reminder", "session_ready", "test"])
def test_every_message_has_the_link_with_its_reference_and_a_way_to_stop(kind: Kind) -> None:
    message = text(replace(ROW, kind=kind))
    assert "https://muster.example.org/#/availability?n=m7-abc" in message
    assert "STOP" in message
    assert len(message) < 400
    assert "My notifications" in text(replace(ROW, kind=kind, channel_type="discord"))


def test_a_channel_is_not_spoken_to_like_a_person() -> None:
    everybody = replace(
        ROW, user_id=None, discord_channel_id=77, channel_type="discord", kind="daily_reminder"
    )
    assert text(everybody).startswith("Who plays tonight?")
    assert "you have not" not in text(everybody).lower()
    assert "Turn messages off" not in text(everybody)


def test_every_event_has_a_title() -> None:
    assert title_of("SESSION_READY:2026-11-20:threshold=6") == "Session ready"
    assert title_of("PROMOTE:T-15:2026-11-20") == "Starts soon"
    assert title_of("SOMETHING:ELSE") == "Message"
