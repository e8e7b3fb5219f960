"""A community's accent in both themes: one hue and chroma, as light or dark as can be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from muster.colour import Oklch, contrast, parse, within_srgb

LEAST_CONTRAST = 4.5
"""For text, of WCAG 2.2 AA."""

LIGHT_SURFACES = tuple(map(parse, ("#f5f6f8", "#ffffff", "#eceef2")))
DARK_SURFACES = tuple(map(parse, ("#101317", "#191d23", "#232830")))
"""What the accent stands on besides its own tint: `--page`, `--card`, `--sunken` of tokens.css."""

_STEP = 0.005
_STRONGER = 0.07


@dataclass(frozen=True, slots=True)
class Theme:
    """The accent as text and surface, its stronger form, its tint, and text on the accent."""

    accent: Oklch
    accent_strong: Oklch
    accent_tint: Oklch
    on_accent: Oklch


def light_theme(chosen: Oklch) -> Theme:
    """The chosen colour where white can be read on it, else darker."""
    tint = _rounded(0.95, min(chosen.chroma, 0.03), chosen.hue)
    white = Oklch(1.0, 0.0, 0.0)
    accent = _readable(chosen, (*LIGHT_SURFACES, tint, white), min(chosen.lightness, 0.62), -_STEP)
    strong = _rounded(accent.lightness - _STRONGER, chosen.chroma, chosen.hue)
    return Theme(accent, strong, tint, white)


def dark_theme(chosen: Oklch) -> Theme:
    """The chosen colour where it can be read on dark, else lighter."""
    tint = _rounded(0.29, min(chosen.chroma, 0.05), chosen.hue)
    ink = _rounded(0.19, min(chosen.chroma, 0.03), chosen.hue)
    accent = _readable(chosen, (*DARK_SURFACES, tint, ink), max(chosen.lightness, 0.7), _STEP)
    strong = _rounded(min(accent.lightness + _STRONGER, 1.0), chosen.chroma, chosen.hue)
    return Theme(accent, strong, tint, ink)


def stylesheet(chosen: Oklch) -> str:
    """The accent's tokens for both themes, whether a device or its owner chose.

    Browsers that do not know oklch get the same as hex.
    """
    light, dark = light_theme(chosen), dark_theme(chosen)
    return (
        f"{_rules(light, dark, Oklch.css)}\n"
        f"@supports not (color: oklch(0 0 0)) {{\n{_rules(light, dark, Oklch.hex)}\n}}\n"
    )


def _rules(light: Theme, dark: Theme, written: Callable[[Oklch], str]) -> str:
    on_dark = _tokens(dark, written)
    return (
        f"html:root {{\n{_tokens(light, written)}}}\n"
        "@media (prefers-color-scheme: dark) {\n"
        f'html:root:not([data-theme="light"]) {{\n{on_dark}}}\n}}\n'
        f'html:root[data-theme="dark"] {{\n{on_dark}}}'
    )


def _tokens(theme: Theme, written: Callable[[Oklch], str]) -> str:
    names = ("accent", "accent_strong", "accent_tint", "on_accent")
    return "".join(
        f"  --{name.replace('_', '-')}: {written(getattr(theme, name))};\n" for name in names
    )


def _readable(chosen: Oklch, around: tuple[Oklch, ...], lightness: float, step: float) -> Oklch:
    """The first of its lightnesses, from `lightness` on, that has the contrast to all `around`."""
    while True:
        found = _rounded(lightness, chosen.chroma, chosen.hue)
        if all(contrast(found, each) >= LEAST_CONTRAST for each in around):
            return found
        lightness += step


def _rounded(lightness: float, chroma: float, hue: float) -> Oklch:
    """As the stylesheet says it, so that what is checked is what is shown."""
    shown = within_srgb(Oklch(lightness, chroma, hue))
    return Oklch(round(shown.lightness, 4), round(shown.chroma, 4), round(shown.hue, 1))
