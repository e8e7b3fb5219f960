"""Colours: reading them, oklch and sRGB, and how well one can be read on another.

oklch is what CSS calls Björn Ottosson's OKLab in polar form: lightness (0 to 1), chroma (0 to about
0.37) and hue (degrees). Equal lightness looks equally light at every hue, so a palette made by
lightness serves all hues. Contrast is that of WCAG 2.2, from 1 to 21.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

ACCEPTED = "a colour such as #1a5fd0, #15c or oklch(0.5 0.19 262)"

_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_NUMBER = r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_OKLCH = re.compile(rf"oklch\(\s*{_NUMBER}(%?)\s+{_NUMBER}\s+{_NUMBER}(?:deg)?\s*\)", re.IGNORECASE)
_MOST_CHROMA = 0.4

Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Oklch:
    """A colour by lightness (0 to 1), chroma and hue (degrees)."""

    lightness: float
    chroma: float
    hue: float

    def css(self) -> str:
        return f"oklch({self.lightness:.4g} {self.chroma:.4g} {self.hue:.4g})"

    def hex(self) -> str:
        """As #rrggbb; what lies outside of sRGB is cut off at its border."""
        return "#" + "".join(f"{round(each * 255):02x}" for each in to_srgb(self))


def parse(text: str) -> Oklch:
    """The colour that `text` names.

    Raises:
        ValueError: says what is accepted.
    """
    text = text.strip()
    if found := _HEX.fullmatch(text):
        digits = found[1] if len(found[1]) == 6 else "".join(each * 2 for each in found[1])
        red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
        return from_srgb((red, green, blue))
    if found := _OKLCH.fullmatch(text):
        lightness = float(found[1]) / (100 if found[2] else 1)
        chroma, hue = float(found[3]), float(found[4])
        if lightness <= 1 and chroma <= _MOST_CHROMA and hue <= 360:
            return Oklch(lightness, chroma, hue % 360)
    raise ValueError(ACCEPTED)


def from_srgb(rgb: Rgb) -> Oklch:
    red, green, blue = (_linear(each) for each in rgb)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def to_srgb(colour: Oklch) -> Rgb:
    """Red, green and blue from 0 to 1; what lies outside of sRGB is cut off at its border."""
    red, green, blue = _to_linear(colour)
    return _gamma(red), _gamma(green), _gamma(blue)


def within_srgb(colour: Oklch) -> Oklch:
    """The colour itself or, where screens cannot show it, the most vivid one of its lightness and
    hue that they can."""
    if _is_shown(colour):
        return colour
    least, most = 0.0, colour.chroma
    for _ in range(20):
        middle = (least + most) / 2
        if _is_shown(Oklch(colour.lightness, middle, colour.hue)):
            least = middle
        else:
            most = middle
    return Oklch(colour.lightness, least, colour.hue)


def contrast(one: Oklch, other: Oklch) -> float:
    """How well text of one colour can be read on the other; 4.5 is enough for any text."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Oklch) -> float:
    # Of the colour as a screen shows it, in steps of 1/255.
    red, green, blue = (_linear(round(each * 255) / 255) for each in to_srgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_linear(colour: Oklch) -> Rgb:
    hue = math.radians(colour.hue)
    a, b = colour.chroma * math.cos(hue), colour.chroma * math.sin(hue)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _is_shown(colour: Oklch) -> bool:
    return all(-0.0005 <= each <= 1.0005 for each in _to_linear(colour))


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _gamma(value: float) -> float:
    value = min(1.0, max(0.0, value))
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
