"""The picture of a card: whatever a community is called, it is drawn, and drawn the same."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from PIL import Image

from muster.cards.rules import COMMUNITY, Card
from website.backend import card_type
from website.backend.card_picture import Look, PictureWords, draw

TONIGHT = Card("short", date(2026, 11, 28), True, time(21), 6, 4, 3, 1)
SAID = PictureWords("4 of 6 tonight, 21:00", "3 more could play, 1 maybe", "2 short")
LOOK = Look("Night Shift", "#ff8a70", "#1d0a06", None)
NAME_ROW = (150, 72, 800, 150)


def drawn(card: Card = TONIGHT, said: PictureWords = SAID, look: Look = LOOK) -> Any:
    image = Image.open(io.BytesIO(draw(card, said, look)))
    image.load()
    assert image.size == (1200, 630)
    return image.convert("RGB")


def ink(image: Any, box: tuple[int, int, int, int]) -> int:
    """Pixels of a part of a picture that are not its background."""
    colours = image.crop(box).getcolors(1 << 20)
    return sum(number for number, colour in colours if max(colour) > 80)


def test_equal_cards_are_equal_to_the_byte() -> None:
    assert draw(TONIGHT, SAID, LOOK) == draw(TONIGHT, SAID, LOOK)
    assert draw(TONIGHT, SAID, LOOK) != draw(TONIGHT, SAID, replace(LOOK, community="Day"))


@pytest.mark.parametrize(
    "name",
    [
        "Škofja Loka Žabe",
        "\u202eNight\u202c Shift\u200f",
        "Night 🎮 Shift ⚔️",
        "קהילה",
        "e\u0301toile",
        "W" * 40,
        "👩‍👩‍👧‍👦 Night",
    ],
)
def test_every_name_is_drawn(name: str) -> None:
    image = drawn(look=Look(name, "#ff8a70", "#1d0a06", None))
    if card_type.drawable(name, card_type.STRONG):
        assert ink(image, NAME_ROW) > 200
    # It ends before the badge, and nothing runs out at the edge.
    assert ink(image, (1150, 0, 1200, 600)) == 0


def test_a_name_that_cannot_be_drawn_leaves_the_rest() -> None:
    image = drawn(look=Look("\U000f0000\U000f0001", "#ff8a70", "#1d0a06", None))
    assert ink(image, NAME_ROW) == 0
    assert ink(image, (72, 200, 1128, 300)) > 1000


def test_marks_of_direction_and_what_no_font_has_are_left_out() -> None:
    plain = drawn()
    for name in ("Night\u200f Shift", "\u202eNight Shift", "Night Shift\U000f0000"):
        assert drawn(look=Look(name, LOOK.accent, LOOK.on_accent, None)) == plain


@pytest.mark.parametrize("number", [0, 1, 7, 24, 99])
def test_any_number_of_seats_fits(number: int) -> None:
    image = drawn(Card("short", date(2026, 11, 28), True, time(21), 99, number, number, number))
    assert ink(image, (1140, 0, 1200, 600)) == 0


def test_long_lines_become_smaller_and_then_end() -> None:
    said = PictureWords("Sat 28 Nov: a headline that is far too long " * 3, "x" * 300, "y" * 90)
    for card in (TONIGHT, COMMUNITY):
        assert ink(drawn(card, said), (1140, 0, 1200, 600)) == 0


def test_a_crest_stands_where_the_mark_does() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (64, 32), (10, 200, 30, 255)).save(written, "PNG")
    image = drawn(look=Look("Night", "#ff8a70", "#1d0a06", written.getvalue()))
    assert image.getpixel((108, 108)) == pytest.approx((10, 200, 30), abs=4)
    # What passed as an image and is none leaves the mark.
    broken = drawn(look=Look("Night", "#ff8a70", "#1d0a06", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64))
    assert broken.getpixel((74, 108)) == pytest.approx((255, 138, 112), abs=4)
