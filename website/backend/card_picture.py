"""The picture of a card: 1200 by 630 pixels, drawn with the page's own font and colours.

It takes a while, so run it beside the event loop. What is equal is drawn equal, to the byte.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from muster.cards.rules import Card, Seats, seats_of
from muster.colour import parse
from website.backend import card_type
from website.backend.accent import dark_theme
from website.backend.appearance import Appearance
from website.backend.card_type import NORMAL, STRONG

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 1200, 630
MEDIA_TYPE = "image/png"

# The dark theme of tokens.css, which stands well on light and on dark.
_PAGE, _EMPTY = "#101317", "#737e8c"
_TEXT, _QUIET, _ACCENT, _ON_ACCENT = "#e7eaee", "#a2acb8", "#7fb1ff", "#0a1424"
_LOOKING, _AVAILABLE, _MAYBE, _MAYBE_TINT = "#7fb1ff", "#56cbb5", "#f0b661", "#3a2a10"

_EDGE: Final = 72
_INNER: Final = WIDTH - 2 * _EDGE
_STRIP: Final = 14
_FINE: Final = 4
"""What is round is drawn so many times as large, and made smaller: that smooths its edge."""

_MARK: Final = 72

Part = Literal["disc", "ring", "dashes", "half", "pill", "frame"]


@dataclass(frozen=True, slots=True)
class PictureWords:
    """What stands on the picture, in the community's language; '' where nothing does."""

    headline: str
    aside: str
    badge: str


@dataclass(frozen=True, slots=True)
class Look:
    """What is the same on all pictures of a community; colours are #rrggbb."""

    community: str
    accent: str
    on_accent: str
    crest: bytes | None


def look_of(appearance: Appearance) -> Look:
    """A community's look on pictures; a crest that is a drawing (SVG) stays out of them."""
    accent, on_accent = _ACCENT, _ON_ACCENT
    if appearance.accent is not None:
        theme = dark_theme(parse(appearance.accent))
        accent, on_accent = theme.accent.hex(), theme.on_accent.hex()
    crest = appearance.crest
    if crest is not None and crest.media_type.startswith("image/svg"):
        crest = None
    return Look(appearance.name, accent, on_accent, None if crest is None else crest.body)


def draw(card: Card, said: PictureWords, look: Look) -> bytes:
    """The picture as PNG, with no metadata at all."""
    import PIL.Image
    import PIL.ImageDraw

    image = PIL.Image.new("RGB", (WIDTH, HEIGHT), _PAGE)
    canvas = PIL.ImageDraw.Draw(image)
    canvas.rectangle((0, HEIGHT - _STRIP, WIDTH, HEIGHT), fill=look.accent)
    left = _badge(image, canvas, said.badge, look, filled=card.kind == "ready")
    _community(image, canvas, look, left)
    if card.has_seats:
        _line(canvas, 282, said.headline, (92, 48), STRONG, _TEXT)
        _seats(image, canvas, seats_of(card), said.aside)
    else:
        _line(canvas, 360, said.headline, (92, 48), STRONG, _TEXT)
        _line(canvas, 444, said.aside, (40, 28), NORMAL, _QUIET)
    written = io.BytesIO()
    # With so few colours a palette loses nothing that is seen, and two thirds of the bytes.
    flat = image.quantize(128, method=PIL.Image.Quantize.FASTOCTREE, dither=PIL.Image.Dither.NONE)
    flat.save(written, "PNG", compress_level=6)
    return written.getvalue()


def _line(
    canvas: ImageDraw, y: int, text: str, sizes: tuple[int, int], weight: int, colour: str
) -> None:
    text, size = card_type.fitted(text, _INNER, sizes, weight)
    card_type.write(canvas, (_EDGE, y), text, size, weight, colour)


def _badge(image: Image, canvas: ImageDraw, text: str, look: Look, *, filled: bool) -> int:
    """How it stands, at the right edge; where it begins, from the left."""
    right = WIDTH - _EDGE
    if not text:
        return right
    text, size = card_type.fitted(text, 400, (34, 24), STRONG)
    wide, high = round(card_type.width_of(text, size, STRONG)) + 64, 68
    left, top = right - wide, _EDGE + (_MARK - high) // 2
    colour = look.accent if filled else _MAYBE
    _paint(image, "pill" if filled else "frame", (left, top), (wide, high), colour)
    ink = look.on_accent if filled else colour
    card_type.write(canvas, (left + 32, top + 46), text, size, STRONG, ink)
    return left


def _community(image: Image, canvas: ImageDraw, look: Look, until: int) -> None:
    crest = None if look.crest is None else _crest(look.crest)
    if crest is None:
        _mark(image, look)
    else:
        wide, high = crest.size
        image.paste(crest, (_EDGE + (_MARK - wide) // 2, _EDGE + (_MARK - high) // 2), crest)
    left = _EDGE + _MARK + 24
    name, size = card_type.fitted(look.community, until - 32 - left, (44, 30), STRONG)
    card_type.write(canvas, (left, _EDGE + 52), name, size, STRONG, _QUIET)


def _mark(image: Image, look: Look) -> None:
    """Muster's own mark: four seats, as in the page's icon, on the accent."""
    _paint(image, "pill", (_EDGE, _EDGE), (_MARK, _MARK), look.accent, radius=16)
    seat, gap = 26, 6
    first = _EDGE + (_MARK - 2 * seat - gap) // 2
    for number, part in enumerate(("disc", "ring", "half", "dashes")):
        at = (first + number % 2 * (seat + gap), first + number // 2 * (seat + gap))
        if part == "half":
            _paint(image, "ring", at, (seat, seat), look.on_accent)
        _paint(image, part, at, (seat, seat), look.on_accent)


@lru_cache(maxsize=1)
def _crest(body: bytes) -> Image | None:
    """The crest, as large as the mark; None where it is no image after all."""
    import PIL.Image
    import PIL.ImageOps

    try:
        with PIL.Image.open(io.BytesIO(body), formats=("PNG", "WEBP")) as opened:
            return PIL.ImageOps.contain(opened.convert("RGBA"), (_MARK, _MARK))
    except (OSError, ValueError, SyntaxError):
        return None


def _seats(image: Image, canvas: ImageDraw, seats: Seats, aside: str) -> None:
    others = seats.further + seats.available + seats.maybe
    x, middle, side = _EDGE, 400 if others else 440, _side(seats.looking + seats.empty, 128)
    for number in range(seats.looking + seats.empty):
        at = (x + number * _step(side), middle - side // 2)
        if number < seats.looking:
            _paint(image, "disc", at, (side, side), _LOOKING)
        else:
            _paint(image, "dashes", at, (side, side), _EMPTY)
    side, middle = _side(others + 2 * bool(seats.more), 56), 530
    for _ in range(seats.further):
        _paint(image, "disc", (x, middle - side // 2), (side, side), _LOOKING)
        x += _step(side)
    for _ in range(seats.available):
        _paint(image, "ring", (x, middle - side // 2), (side, side), _AVAILABLE)
        x += _step(side)
    for _ in range(seats.maybe):
        _paint(image, "half", (x, middle - side // 2), (side, side), _MAYBE_TINT)
        _paint(image, "ring", (x, middle - side // 2), (side, side), _MAYBE)
        x += _step(side)
    if seats.more:
        more = f"+{seats.more}"
        card_type.write(canvas, (x + 8, middle + 12), more, 34, STRONG, _QUIET)
        x += round(card_type.width_of(more, 34, STRONG)) + 16
    x += 16 if others else 0
    text, size = card_type.fitted(aside, WIDTH - _EDGE - x, (36, 24), NORMAL)
    card_type.write(canvas, (x, middle + 12), text, size, NORMAL, _QUIET)


def _side(number: int, most: int) -> int:
    """How large each of so many seats is, so that a row of them fits."""
    return most if number == 0 else min(most, int(_INNER / number / 1.14))


def _step(side: int) -> int:
    return round(side * 1.14)


def _paint(
    image: Image,
    part: Part | str,
    at: tuple[int, int],
    size: tuple[int, int],
    colour: str,
    *,
    radius: int | None = None,
) -> None:
    image.paste(colour, (*at, at[0] + size[0], at[1] + size[1]), _shape(part, size, radius))


@lru_cache(maxsize=128)
def _shape(part: str, size: tuple[int, int], radius: int | None) -> Image:
    """How much of each pixel a shape covers. Seats are drawn as the page's are, of 40 by 40."""
    import PIL.Image
    import PIL.ImageDraw

    wide, high = size[0] * _FINE, size[1] * _FINE
    large = PIL.Image.new("L", (wide, high))
    pen = PIL.ImageDraw.Draw(large)
    unit = high / 40
    line = round(2.4 * unit)
    box = (3 * unit - line / 2, 3 * unit - line / 2, 37 * unit + line / 2, 37 * unit + line / 2)
    match part:
        case "disc":
            pen.ellipse(box, fill=255)
        case "ring":
            pen.ellipse(box, outline=255, width=line)
        case "half":
            pen.pieslice(box, 90, 270, fill=255)
        case "dashes":
            for number in range(15):
                pen.arc(box, number * 24, number * 24 + 13, fill=255, width=line)
        case "frame":
            pen.rounded_rectangle(
                (0, 0, wide - 1, high - 1), high // 2, outline=255, width=_FINE * 3
            )
        case _:
            rounded = high // 2 if radius is None else radius * _FINE
            pen.rounded_rectangle((0, 0, wide - 1, high - 1), rounded, fill=255)
    return large.resize(size, PIL.Image.Resampling.LANCZOS)
