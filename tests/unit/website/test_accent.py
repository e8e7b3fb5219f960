"""Whatever colour a community chooses, its page can be read, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from muster.colour import Oklch, contrast, parse
from website.backend.accent import (
    DARK_SURFACES,
    LEAST_CONTRAST,
    LIGHT_SURFACES,
    Theme,
    dark_theme,
    light_theme,
    stylesheet,
)

TOKENS = Path(__file__).parents[3] / "website" / "frontend" / "src" / "app" / "tokens.css"


def assert_readable(theme: Theme, surfaces: tuple[Oklch, ...]) -> None:
    for surface in (*surfaces, theme.accent_tint, theme.on_accent):
        assert contrast(theme.accent, surface) >= LEAST_CONTRAST
    for surface in (*surfaces, theme.on_accent):
        assert contrast(theme.accent_strong, surface) >= LEAST_CONTRAST


@pytest.mark.parametrize("lightness", [0.0, 0.3, 0.5, 0.7, 0.9, 1.0])
@pytest.mark.parametrize("chroma", [0.0, 0.04, 0.12, 0.2, 0.4])
def test_text_can_be_read_all_around_the_hues(lightness: float, chroma: float) -> None:
    for hue in range(0, 360, 4):
        chosen = Oklch(lightness, chroma, float(hue))
        light, dark = light_theme(chosen), dark_theme(chosen)
        assert_readable(light, LIGHT_SURFACES)
        assert_readable(dark, DARK_SURFACES)
        assert {light.accent.hue, dark.accent.hue} == {hue}


def test_a_colour_that_can_be_read_stays_as_it_was_chosen() -> None:
    assert light_theme(parse("#1a5fd0")).accent.hex() == "#1a5fd0"
    assert dark_theme(parse("#7fb1ff")).accent.hex() == "#7fb1ff"


def test_the_stylesheet_says_the_same_with_and_without_oklch() -> None:
    modern, older = stylesheet(parse("#c0392b")).split("@supports not")
    shown = [parse(each).hex() for each in re.findall(r"oklch\([^)]+\)", modern)]
    assert shown == re.findall(r"#[0-9a-f]{6}", older)
    assert len(shown) == 12
    assert modern.count("{") == modern.count("}")
    assert "@media (prefers-color-scheme: dark)" in modern


def test_a_chosen_theme_has_its_accent_whatever_the_device_has() -> None:
    rules = stylesheet(parse("#c0392b")).split("@supports not")[0]
    dark = dark_theme(parse("#c0392b")).accent.css()
    device, chosen = rules.split("@media")[1].split('html:root[data-theme="dark"]')
    assert 'html:root:not([data-theme="light"])' in device
    assert f"--accent: {dark};" in device
    assert f"--accent: {dark};" in chosen


def test_the_surfaces_are_the_pages_own() -> None:
    """A new `--page`, `--card` or `--sunken` in tokens.css belongs into accent.py, too."""
    tokens = TOKENS.read_text()
    found = [re.findall(rf"--{name}: light-dark\((\S+), (\S+)\);", tokens) for name in NAMES]
    for at, surfaces in enumerate((LIGHT_SURFACES, DARK_SURFACES)):
        assert [parse(pairs[0][at]).hex() for pairs in found] == [each.hex() for each in surfaces]


NAMES = ("page", "card", "sunken")
