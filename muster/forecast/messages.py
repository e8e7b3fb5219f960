"""The words of the forecast on services without a page. Pure."""

from __future__ import annotations

from muster.forecast.rules import Forecast, Ground
from muster.words import Sentence, Text, lines, words

say = words("chance")


def forecast_words(said: Forecast) -> Sentence | None:
    """One sentence: the chance and its ground; None where nothing is said."""
    if said.chance is None:
        return None
    return say("chance", percent=round(100 * said.chance), ground=ground_words(said.ground))


def ground_words(ground: Ground) -> Text:
    """What a forecast is made of: "5 are in, 3 of the maybes usually come"."""
    parts = [say("in", count=ground.committed)]
    if ground.maybe_expected:
        parts.append(say("maybes-come", count=ground.maybe_expected))
    if ground.silent_expected:
        parts.append(say("silent-come", count=ground.silent_expected))
    return lines(*parts, between=", ")
