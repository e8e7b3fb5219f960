"""Colours are read, converted and compared as CSS and WCAG do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.colour import Oklch, contrast, parse, within_srgb

BYTES = st.integers(0, 255)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("#1A5FD0", "#1a5fd0"),
        ("#15c", "#1155cc"),
        (" #000 ", "#000000"),
        ("oklch(1 0 0)", "#ffffff"),
        ("oklch(62.8% 0.2577 29.23)", "#ff0000"),
        ("OKLCH(.5136 .1875 260.3deg)", "#1a5fd0"),
    ],
)
def test_a_colour_is_read_in_either_form(text: str, same: str) -> None:
    assert parse(text).hex() == same


@pytest.mark.parametrize(
    "text",
    [
        *("", "blue", "#12", "#ggg", "#1234567", "rgb(1, 2, 3)", "oklch(0.5 0.1)"),
        *("oklch(2 0 0)", "oklch(0.5 0.5 0)", "oklch(0.5 0.1 361)", "oklch(-1 0 0)"),
        *("oklch(nan 0 0)", "oklch(0.5 0.1 20 / 0.5)", "#fff;}", "#\uff11\uff11\uff11"),
    ],
)
def test_anything_else_is_refused_with_what_is_accepted(text: str) -> None:
    with pytest.raises(ValueError, match="a colour such as #1a5fd0"):
        parse(text)


@given(BYTES, BYTES, BYTES)
def test_a_colour_of_a_screen_comes_back_as_it_was(red: int, green: int, blue: int) -> None:
    text = f"#{red:02x}{green:02x}{blue:02x}"
    assert parse(text).hex() == text


@given(st.floats(0.2, 0.98), st.floats(0, 0.4), st.floats(0, 360))
def test_a_screen_shows_the_lightness_and_hue_that_were_asked_for(
    lightness: float, chroma: float, hue: float
) -> None:
    shown = within_srgb(Oklch(lightness, chroma, hue))
    assert (shown.lightness, shown.hue) == (lightness, hue)
    assert shown.chroma <= chroma
    again = parse(shown.hex())
    assert again.lightness == pytest.approx(lightness, abs=0.02)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000", "#fff", 21.0),
        ("#777", "#fff", 4.48),
        ("#1a5fd0", "#fff", 5.85),
        ("#abc", "#abc", 1),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    assert contrast(parse(one), parse(other)) == pytest.approx(expected, abs=0.01)
    assert contrast(parse(other), parse(one)) == pytest.approx(expected, abs=0.01)
