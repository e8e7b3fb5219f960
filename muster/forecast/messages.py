"""The words of the forecast on services without a page. Pure."""

from __future__ import annotations

from muster.forecast.rules import Forecast, Ground


def forecast_words(said: Forecast) -> str | None:
    """One sentence: the chance and its ground; None where nothing is said."""
    if said.chance is None:
        return None
    return f"Chance of a session: {round(100 * said.chance)} % ({ground_words(said.ground)})."


def ground_words(ground: Ground) -> str:
    """What a forecast is made of: "5 are in, 3 of the maybes usually come"."""
    parts = [_are(ground.committed)]
    if ground.maybe_expected:
        parts.append(
            f"{ground.maybe_expected} of the maybes usually {_come(ground.maybe_expected)}"
        )
    if ground.silent_expected:
        have = "has" if ground.silent_expected == 1 else "have"
        come = _come(ground.silent_expected)
        parts.append(f"{ground.silent_expected} who {have} said nothing usually {come}")
    return ", ".join(parts)


def _are(committed: int) -> str:
    if not committed:
        return "nobody is in yet"
    return "1 is in" if committed == 1 else f"{committed} are in"


def _come(people: int) -> str:
    return "comes" if people == 1 else "come"
