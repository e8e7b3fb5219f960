"""What stands in a button's id: as messages of older versions have it, and read back as written."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.buttons import (
    ID_MOST,
    ActionButton,
    AnswerButton,
    AskButton,
    CallButton,
    CancelButton,
    CreatePlayerButton,
    FindMeButton,
    GiveButton,
    Given,
    LanguageButton,
    SaveTeamsButton,
    StopCallButton,
    SwitchButton,
    TakeBackButton,
    ThisIsMeButton,
    UsualButton,
)
from bot.discord.views import can_be_opened, link_yourself_buttons
from muster.availability.rules import STATUSES, Status

KINDS = ActionButton.__subclasses__()
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2068, 12, 31))
DAY = date(2026, 11, 20)
GIVEN: Given = (DAY, "LOOKING")

# Letter by letter what stands below messages that people still see.
KNOWN: list[tuple[str, type[ActionButton], dict[str, Any]]] = [
    ("muster:answer:261120L", AnswerButton, {"day": DAY, "status": "LOOKING"}),
    ("muster:answer:261120A", AnswerButton, {"day": DAY, "status": "AVAILABLE"}),
    ("muster:answer:261120M", AnswerButton, {"day": DAY, "status": "MAYBE"}),
    ("muster:answer:261120N", AnswerButton, {"day": DAY, "status": "NOT_PLAYING"}),
    ("muster:answer:280229N", AnswerButton, {"day": date(2028, 2, 29), "status": "NOT_PLAYING"}),
    (
        "muster:give:261120.late10.m2a-691f5c00",
        GiveButton,
        {"data": "261120.late10.m2a-691f5c00"},
    ),
    ("muster:give:of.a-later.version", GiveButton, {"data": "of.a-later.version"}),
    ("muster:clear:261120", TakeBackButton, {"day": DAY}),
    ("muster:usual:261120.ul2130", UsualButton, {"day": DAY, "key": "ul2130"}),
    ("muster:usual:261120.uoflater", UsualButton, {"day": DAY, "key": "uoflater"}),
    ("muster:call:261120", CallButton, {"day": DAY}),
    ("muster:nocall:261120", StopCallButton, {"day": DAY}),
    ("muster:who:-", FindMeButton, {"then": None}),
    ("muster:who:261120L", FindMeButton, {"then": GIVEN}),
    ("muster:me:-:self-1", ThisIsMeButton, {"guid": "self-1", "then": None}),
    ("muster:me:261120L:a:b\nc", ThisIsMeButton, {"guid": "a:b\nc", "then": GIVEN}),
    ("muster:me:-:261120L:-", ThisIsMeButton, {"guid": "261120L:-", "then": None}),
    ("muster:create:-", CreatePlayerButton, {"then": None}),
    ("muster:create:261120L", CreatePlayerButton, {"then": GIVEN}),
    (
        "muster:ask:261120100",
        AskButton,
        {"day": DAY, "available": True, "maybe": False, "dry_run": False},
    ),
    (
        "muster:ask:261120011",
        AskButton,
        {"day": DAY, "available": False, "maybe": True, "dry_run": True},
    ),
    ("muster:cancel:7", CancelButton, {"campaign_id": 7}),
    ("muster:teams:2611200", SaveTeamsButton, {"day": DAY, "draft_version": 0}),
    ("muster:teams:26112012", SaveTeamsButton, {"day": DAY, "draft_version": 12}),
    ("muster:switch:discord1", SwitchButton, {"what": "discord", "on": True}),
    ("muster:switch:checkin0", SwitchButton, {"what": "checkin", "on": False}),
    ("muster:language:sl", LanguageButton, {"language": "sl", "known": True}),
    ("muster:language:", LanguageButton, {"language": None, "known": True}),
    ("muster:language:xx", LanguageButton, {"language": None, "known": False}),
]


def kinds_of(custom_id: str) -> list[type[ActionButton]]:
    """Who reads an id; discord.py gives a press to all of them."""
    return [kind for kind in KINDS if kind.match(custom_id) is not None]


def read(custom_id: str) -> ActionButton:
    (kind,) = kinds_of(custom_id)
    match = kind.match(custom_id)
    assert match is not None
    return kind.read("Old", match)


@pytest.mark.parametrize(("custom_id", "kind", "says"), KNOWN, ids=[row[0] for row in KNOWN])
async def test_an_id_says_what_it_always_said(
    custom_id: str, kind: type[ActionButton], says: dict[str, Any]
) -> None:
    button = read(custom_id)
    assert type(button) is kind
    assert {name: getattr(button, name) for name in says} == says
    assert button.custom_id == custom_id


def test_every_kind_of_button_is_known_here() -> None:
    assert {kind for _, kind, _ in KNOWN} == set(KINDS)


@pytest.mark.parametrize(
    "custom_id",
    [
        *("", "v0-old-button", "muster:", "muster:nobody_knows:1", "xmuster:cancel:7"),
        *("muster:answer:261120", "muster:answer:261120X", "muster:answer:261120LL"),
        *("muster:answer:261120L\n", "muster:answer:26112\uff10L", "muster:answer:nonsense"),
        *("muster:clear", "muster:clear:999999", "muster:clear:260229", "muster:clear:2611 1"),
        *("muster:who", "muster:who:nonsense", "muster:create:", "muster:me:-:", "muster:me:guid"),
        # Before there were dry runs, a preview's button had one flag less.
        *("muster:ask:26112000", "muster:ask:2611200000", "muster:ask:261120002"),
        *("muster:cancel:", "muster:cancel:-1", "muster:cancel:9999999999999999999"),
        *("muster:call:", "muster:call:2611201", "muster:nocall:nonsense"),
        *("muster:teams:", "muster:teams:261120", "muster:teams:261120-1"),
    ],
)
def test_anything_else_is_no_button_of_ours(custom_id: str) -> None:
    assert kinds_of(custom_id) == []


def test_days_are_those_of_the_calendar() -> None:
    for year in range(2000, 2069):
        real = {
            f"{year % 100:02}{month:02}{day:02}"
            for month in range(1, 13)
            for day in range(1, monthrange(year, month)[1] + 1)
        }
        given = (f"{year % 100:02}{rest:04}" for rest in range(10_000))
        assert {text for text in given if kinds_of(f"muster:clear:{text}")} == real


@given(DAYS, st.sampled_from(STATUSES), st.text(min_size=1, max_size=64))
async def test_what_is_written_is_read_back(day: date, status: Status, guid: str) -> None:
    answered = read(AnswerButton(day, status).custom_id)
    assert isinstance(answered, AnswerButton)
    assert (answered.day, answered.status) == (day, status)
    found = read(ThisIsMeButton("This is me", guid, (day, status)).custom_id)
    assert isinstance(found, ThisIsMeButton)
    assert (found.guid, found.then) == (guid, (day, status))


@given(st.text(min_size=1, max_size=64), st.sampled_from([None, GIVEN]))
async def test_the_longest_guid_there_can_be_gets_a_button(guid: str, then: Given | None) -> None:
    (button,) = link_yourself_buttons([(guid, "Kestrel")], None, then, "http://127.0.0.1:8000")
    assert isinstance(button, ThisIsMeButton)
    assert len(button.custom_id) <= ID_MOST


async def test_too_long_an_id_is_refused_by_us_and_its_profile_left_out() -> None:
    with pytest.raises(ValueError, match="too long"):
        ThisIsMeButton("x", "x" * 100, None)
    suggested = [("x" * 100, "Kestrel"), ("k", "Marlow")]
    buttons = link_yourself_buttons(suggested, None, None, "http://127.0.0.1:8000")
    assert [getattr(button, "guid", None) for button in buttons] == ["k"]


@pytest.mark.parametrize(
    ("origin", "open_to_others"),
    [
        ("https://muster.example", True),
        ("http://192.0.2.7:8000", True),
        ("http://127.0.0.1:8000", False),
        ("http://localhost:8000", False),
        ("http://[::1]:8000", False),
    ],
)
def test_links_are_for_pages_that_others_reach(origin: str, open_to_others: bool) -> None:
    assert can_be_opened(origin) is open_to_others
