"""What stands in a button's id: read back as it was written, and never too long for Discord."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.buttons import ID_MOST, ActionButton, fits
from bot.discord.views import (
    answer_argument,
    can_be_opened,
    day_argument,
    link_yourself_view,
    parse_answer_argument,
    parse_day_argument,
)
from muster.availability.rules import STATUSES, Status

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2068, 12, 31))


@given(DAYS, st.sampled_from(STATUSES))
def test_an_answer_is_read_back(day: date, status: Status) -> None:
    assert parse_answer_argument(answer_argument(day, status)) == (day, status)
    assert parse_day_argument(day_argument(day)) == day


@given(st.text(max_size=20))
def test_anything_else_is_no_answer_or_one_of_a_real_day(text: str) -> None:
    found = parse_answer_argument(text)
    assert found is None or found[1] in STATUSES


@given(st.text(min_size=1, max_size=64), st.sampled_from(["", "261120L"]))
async def test_profiles_whose_id_is_too_long_get_no_button(guid: str, then: str) -> None:
    view = link_yourself_view([(guid, "Kestrel")], None, then, "http://127.0.0.1:8000")
    for button in view.children:
        assert isinstance(button, ActionButton)
        assert len(button.custom_id) <= ID_MOST
    assert len(view.children) == 1  # the longest guid there can be still fits


async def test_a_button_s_id_is_found_again() -> None:
    button = ActionButton("This is me", "me", "261120L:a:b\nc")
    match = button.template.fullmatch(button.custom_id)
    assert match is not None
    assert (match["action"], match["argument"]) == ("me", "261120L:a:b\nc")


async def test_too_long_an_id_is_refused_by_us() -> None:
    assert not fits("me", "x" * 100)
    with pytest.raises(ValueError, match="too long"):
        ActionButton("x", "me", "x" * 100)


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
