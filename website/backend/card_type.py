"""Text on pictures: in the page's own font, and what that lacks in one of the machine's.

A letter that no font has is left out, so a name never ends in boxes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from muster.names import shown
from website import FONTS

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

NORMAL, STRONG = 400, 600

_OWN: Final = ("inter-latin.woff2", "inter-latin-ext.woff2")
_SYSTEM: Final = {
    NORMAL: ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "FreeSans.ttf", "Arial.ttf"),
    STRONG: ("DejaVuSans-Bold.ttf", "NotoSans-Bold.ttf", "FreeSansBold.ttf", "Arial Bold.ttf"),
}
"""Where the machine has one of these; a wheel brings none."""

_NO_LETTER: Final = "\U0010fffe"
_ELLIPSIS: Final = "…"


def write(
    canvas: ImageDraw, at: tuple[float, float], text: str, size: int, weight: int, colour: str
) -> None:
    """Draw one line; `at` is where its baseline begins."""
    x, y = at
    for name, part in _parts(text, weight):
        font = _font(name, size, weight)
        canvas.text((x, y), part, fill=colour, font=font, anchor="ls")
        x += font.getlength(part)


def width_of(text: str, size: int, weight: int) -> float:
    """How wide a line is, in pixels."""
    return sum(_font(name, size, weight).getlength(part) for name, part in _parts(text, weight))


def fitted(text: str, most: float, sizes: tuple[int, int], weight: int) -> tuple[str, int]:
    """The line and the size at which it is at most so wide: smaller at first, then cut off.

    Args:
        sizes: the largest and the smallest.
    """
    text = drawable(text, weight)
    largest, smallest = sizes
    width = width_of(text, largest, weight)
    size = largest if width <= most else max(smallest, int(largest * most / width))
    while text and width_of(text, size, weight) > most:
        text = f"{text.removesuffix(_ELLIPSIS)[:-1].rstrip()}{_ELLIPSIS}"
        if text == _ELLIPSIS:
            return "", size
    return text, size


def drawable(text: str, weight: int) -> str:
    """What of a text can be drawn; '' where that is nothing."""
    return " ".join("".join(part for _, part in _parts(text, weight)).split())


@lru_cache(maxsize=256)
def _parts(text: str, weight: int) -> tuple[tuple[str, str], ...]:
    """The text in pieces, each with the name of the font that has it."""
    pieces: list[tuple[str, str]] = []
    for cluster in _clusters(unicodedata.normalize("NFC", shown(text))):
        last = pieces[-1][0] if pieces else None
        # A space belongs to the word before it: words of one font are put in order together.
        between = last is not None and cluster.isspace()
        name = last if between else _font_for(cluster, weight)
        if name is None:
            continue
        if name == last:
            pieces[-1] = (name, pieces[-1][1] + cluster)
        else:
            pieces.append((name, cluster))
    return tuple(pieces)


def _clusters(text: str) -> Iterator[str]:
    """Letters with the marks that belong to them."""
    cluster = ""
    for letter in text:
        if unicodedata.category(letter) in ("Cf", "Mn", "Me") and cluster:
            # What joins or varies emoji has no shape, and no font here draws those together.
            if unicodedata.category(letter) != "Cf" and not 0xFE00 <= ord(letter) <= 0xFE0F:
                cluster += letter
            continue
        if cluster:
            yield cluster
        cluster = letter
    if cluster:
        yield cluster


def _font_for(cluster: str, weight: int) -> str | None:
    names = (*_OWN, *_SYSTEM[weight])
    return next((name for name in names if _has(name, weight, cluster)), None)


@lru_cache(maxsize=1024)
def _has(name: str, weight: int, cluster: str) -> bool:
    if not _is_there(name):
        return False
    if cluster.isspace():
        return True
    missing = _drawn(name, weight, _NO_LETTER)
    return all(_drawn(name, weight, letter) != missing for letter in cluster)


def _drawn(name: str, weight: int, letter: str) -> bytes:
    import PIL.Image
    import PIL.ImageDraw

    image = PIL.Image.new("L", (96, 96))
    PIL.ImageDraw.Draw(image).text((24, 64), letter, 255, _font(name, 40, weight), anchor="ls")
    return image.tobytes()


@lru_cache(maxsize=16)
def _is_there(name: str) -> bool:
    try:
        _font(name, 40, NORMAL)
    except OSError:
        return False
    return True


@lru_cache(maxsize=64)
def _font(name: str, size: int, weight: int) -> FreeTypeFont:
    from PIL import ImageFont

    if name not in _OWN:
        return ImageFont.truetype(name, size)
    font = ImageFont.truetype(str(FONTS / name), size)
    font.set_variation_by_axes([weight])
    return font
