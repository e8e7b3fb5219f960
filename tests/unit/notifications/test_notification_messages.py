"""The words: true, short, with a link and a way to stop, in the reader's own time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from muster.notifications.messages import refers_to, text_of, title_of
from muster.notifications.rules import Claimed, MessageKind
from muster.notifications.sending_rules import Send, Skip, Wait, before_sending

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


def text(row: Claimed, zone: ZoneInfo = COMMUNITY, *, minutes_late: float = -60) -> str:
    """The message as it is sent `minutes_late` after the start."""
    return text_of(
        row,
        origin="https://muster.example.org",
        start=START,
        zone=zone,
        community=COMMUNITY,
        language="en",
        now=START + timedelta(minutes=minutes_late),
    )


def test_the_time_is_the_reader_s() -> None:
    assert "starts at 21:00." in text(ROW)
    assert "starts at 15:00 (New York time)." in text(ROW, ZoneInfo("America/New_York"))
    assert f"starts at <t:{int(START.timestamp())}:t>." in text(
        replace(ROW, channel_type="discord")
    )


@pytest.mark.parametrize(
    ("kind", "minutes_late", "first_line"),
    [
        ("session_ready", -60, "The session is ready: 8 are looking. It starts at 21:00."),
        ("session_ready", 60, "The session is ready: 8 are looking. It started at 21:00."),
        ("promotion_reminder", -15, "Tonight's session starts at 21:00."),
        ("promotion_reminder", -3, "Tonight's session starts at 21:00."),
        ("promotion_reminder", 0.5, "It is 21:00: tonight's session starts now."),
        ("promotion_reminder", 40, "Tonight's session started at 21:00."),
        ("promotion_start", -0.1, "Tonight's session starts at 21:00."),
        ("promotion_start", 0, "It is 21:00: tonight's session starts now."),
        ("promotion_start", 0.9, "It is 21:00: tonight's session starts now."),
        ("promotion_start", 1, "Tonight's session started at 21:00; you can still join."),
        ("promotion_start", 29, "Tonight's session started at 21:00; you can still join."),
    ],
)
def test_no_message_states_a_time_that_is_no_longer_true(
    kind: MessageKind, minutes_late: float, first_line: str
) -> None:
    sent = text(replace(ROW, kind=kind), minutes_late=minutes_late)
    assert sent.splitlines()[0] == first_line


def test_a_campaign_names_its_own_start() -> None:
    own = {"kind": "promotion_reminder", "start": "2026-11-20T19:30:00+00:00"}
    assert "at 20:30." in text(replace(ROW, kind="promotion_reminder", payload=own))


@pytest.mark.parametrize(("minutes", "said"), [(2, True), (4, False)])
def test_on_the_server_but_not_in_voice_is_said_while_it_is_known(minutes: int, said: bool) -> None:
    payload = {"kind": "promotion_followup", "seen_on_server_at": START.isoformat()}
    message = text(replace(ROW, kind="promotion_followup", payload=payload), minutes_late=minutes)
    assert ("You are on the server but not in voice." in message) is said
    assert said or "you are not in voice yet" in message


def test_the_summary_tells_numbers_and_no_names() -> None:
    channel = replace(
        ROW, user_id=None, discord_channel_id=77, channel_type="discord", kind="promotion_summary"
    )
    counted = replace(channel, payload={"expected": 12, "present": 8})
    when = f"<t:{int(START.timestamp())}:t>"
    assert text(counted).splitlines()[0] == (
        f"Session of {when}: 8 of 12 who were asked are in voice."
    )
    assert "voice could not be read" in text(replace(channel, payload={}))


@pytest.mark.parametrize(
    ("expected", "present", "sentence"),
    [
        (12, 0, "0 of 12 who were asked are in voice."),
        (12, 1, "1 of 12 who were asked is in voice."),
        (1, 1, "1 of 1 who was asked is in voice."),
        (1, 0, "0 of 1 who was asked is in voice."),
        (0, 0, "everybody who was asked has withdrawn."),
    ],
)
def test_a_summary_of_few_reads_like_a_sentence(expected: int, present: int, sentence: str) -> None:
    payload = {"expected": expected, "present": present}
    summary = text(replace(ROW, kind="promotion_summary", payload=payload))
    assert summary.splitlines()[0].endswith(f": {sentence}")


@pytest.mark.parametrize(
    ("day", "minutes_late", "first_line"),
    [
        ("2026-11-20", -60, "You are in: 8 are looking. The session starts at 21:00."),
        ("2026-11-20", 5, "You are in: 8 are looking. The session started at 21:00."),
        ("2026-11-27", -60, "You are in on Fri 27 Nov: 8 are looking."),
    ],
)
def test_whose_condition_came_true_hears_for_which_day(
    day: str, minutes_late: float, first_line: str
) -> None:
    row = replace(ROW, kind="condition", payload={"kind": "condition", "date": day})
    assert text(row, minutes_late=minutes_late).splitlines()[0] == first_line
    assert str(title_of(f"CONDITION:{day}")) == "You are in"


def test_one_who_is_looking_is_one() -> None:
    assert text(replace(ROW, kind="session_ready", looking_count=1)).startswith(
        "The session is ready: 1 is looking."
    )


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("daily_reminder", "availability"),
        ("session_ready", "planning"),
        ("promotion_reminder", "availability"),
        ("promotion_start", "availability"),
        ("promotion_followup", "availability"),
    ],
)
def test_every_message_leads_to_its_place_and_says_how_to_stop(
    kind: MessageKind, place: str
) -> None:
    for channel_type, how in (("telegram", "Reply STOP"), ("discord", "Turn messages off")):
        message = text(replace(ROW, kind=kind, channel_type=channel_type))
        _, link, stop = message.splitlines()
        assert link == f"https://muster.example.org/#/{place}?n=m7-abc"
        assert stop.startswith(how)
        assert stop.endswith(" https://muster.example.org/#/notifications?n=m7-abc")
        assert len(message) < 400


def test_a_test_message_has_one_link_and_it_is_the_way_out() -> None:
    link = "https://muster.example.org/#/notifications?n=m7-abc"
    assert text(replace(ROW, kind="test", channel_type="discord")).splitlines() == [
        "This is your test message. Messages reach you here.",
        f"Turn messages off: {link}",
    ]


def test_a_message_is_known_by_its_reference_wherever_its_link_led() -> None:
    before = "The session is ready.\nhttps://muster.example.org/#/availability?n=m7-abc\nTurn off."
    assert refers_to(before, "m7-abc")
    assert refers_to(text(ROW), "m7-abc")
    assert not refers_to(before, "m7-ab")
    assert not refers_to(before, "m7.abc")


def test_a_channel_is_not_spoken_to_like_a_person() -> None:
    everybody = replace(
        ROW, user_id=None, discord_channel_id=77, channel_type="discord", kind="daily_reminder"
    )
    assert text(everybody).startswith("Who plays tonight?")
    assert "you have not" not in text(everybody).lower()
    assert "Turn messages off" not in text(everybody)


def test_every_event_has_a_title() -> None:
    assert str(title_of("SESSION_READY:2026-11-20:threshold=6")) == "Session ready"
    assert str(title_of("PROMOTE:T-15:2026-11-20")) == "Starts soon"
    assert str(title_of("SOMETHING:ELSE")) == "Message"


@pytest.mark.parametrize(
    ("asked_by", "begins"),
    [
        ("person", "You asked to be erased here."),
        ("admin", "An admin of this community asked that you are erased here."),
        ("operator", "Whoever runs this site asked that you are erased here."),
    ],
)
def test_who_is_to_be_erased_reads_by_whom_until_when_and_where_to_stay(
    asked_by: str, begins: str
) -> None:
    payload = {"kind": "erasure", "asked_by": asked_by, "erases_at": START.isoformat()}
    row = replace(ROW, kind="erasure", payload=payload)
    lines = text(row).splitlines()
    assert lines[0].startswith(f"{begins} Until Fri 20 Nov, 21:00 nothing is lost")
    assert lines[1] == "https://muster.example.org/#/profile?n=m7-abc"
    assert "Until Fri 20 Nov, 15:00" in text(row, ZoneInfo("America/New_York"))
    assert f"<t:{int(START.timestamp())}:f>" in text(replace(row, channel_type="discord"))
    assert str(title_of("ERASURE:1:2")) == "You will be erased"


def test_whose_chat_gave_way_to_another_hears_it_with_that_channel_off_and_by_night_later() -> None:
    payload = {"kind": "chat_replaced", "replaced": "signal"}
    row = replace(ROW, kind="chat_replaced", payload=payload, enabled=False, useful_until=START)
    assert text(row).startswith("Another chat on Signal is linked to you now, in place of the one")
    assert "/#/notifications" in text(row)
    now = START - timedelta(hours=1)
    assert before_sending(row, now, COMMUNITY) == Send()
    quiet = replace(row, quiet_start=time(19, 0), quiet_end=time(7, 0))
    quiet = replace(quiet, useful_until=START + timedelta(days=1))
    assert isinstance(before_sending(quiet, now, COMMUNITY), Wait)


def test_whoever_is_to_be_erased_hears_of_that_and_of_nothing_else() -> None:
    leaving = replace(ROW, erasing=True, enabled=False, useful_until=START)
    now = START - timedelta(hours=1)
    judged = {
        kind: before_sending(replace(leaving, kind=kind), now, COMMUNITY)
        for kind in ("erasure", "test", "session_ready", "daily_reminder", "call", "planning_ping")
    }
    assert judged.pop("erasure") == judged.pop("test") == Send()
    assert set(judged.values()) == {Skip("erasing")}
