"""The picture of a shared day: how long one takes that memory does not have yet.

It is drawn in this process, as the website does it beside its event loop; no two are the same.
"""

from __future__ import annotations

import time
from datetime import date
from datetime import time as wall_time

from rich.console import Console

from bench.report import Finding, timed
from muster.cards.messages import card_words
from muster.cards.rules import Card
from muster.settings import load_settings
from muster.words import LANGUAGES
from website.backend.appearance import read_appearance
from website.backend.card_picture import PictureWords, draw, look_of

PICTURE_REACH = 30.0
"""Milliseconds for one picture."""

_DRAWN = 60
_WARM_UPS = 5


def measure(console: Console) -> list[Finding]:
    """Words and picture of one evening after another, in all languages."""
    console.print(f"Measuring: {_DRAWN} pictures of days")
    look = look_of(read_appearance(load_settings(env_file=None)))
    times: list[float] = []
    for number in range(_DRAWN + _WARM_UPS):
        card = Card(
            "ready" if number % 10 >= 6 else "short",
            date(2026, 11, 28),
            tonight=number % 2 == 0,
            start=wall_time(21, number % 60),
            threshold=6,
            looking=number % 10,
            available=number % 7,
            maybe=number % 5,
        )
        began = time.perf_counter()
        words = card_words(card, look.community)
        language = LANGUAGES[number % len(LANGUAGES)]
        said = [
            "" if each is None else each.in_language(language)
            for each in (words.headline, words.aside, words.badge)
        ]
        draw(card, PictureWords(*said), look)
        times.append(1000 * (time.perf_counter() - began))
    return [timed("picture of a shared day, drawn", times[_WARM_UPS:], PICTURE_REACH)]
