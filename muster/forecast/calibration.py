"""Mending what was said by what came of it (filling, section 4). Pure.

In the log of the odds, what is said is a line of what was reckoned (Platt's scaling): where
evenings turn out better than reckoned, because a call fills those that are short, or worse, because
all stay away at once, the line moves. It is drawn towards saying what was reckoned, and learned one
evening at a time by a step of Newton's, the usual approximation of a Bayesian logistic regression.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

_INTERCEPT_WEIGHS, _SLOPE_WEIGHS = 4.0, 12.0
"""How firmly it is believed, before any evening, that what is reckoned is what comes."""

_KEEPS = 0.985
"""What is kept of what earlier evenings taught at each further one: communities change."""

_FLATTEST = 0.2
"""More of the same never says less, and always says something."""

_ODDS_BETWEEN = 0.005, 0.995


@dataclass(frozen=True, slots=True)
class Calibration:
    """One line, and how firmly it is believed: the precision's three numbers."""

    intercept: float = 0.0
    slope: float = 1.0
    of_intercept: float = _INTERCEPT_WEIGHS
    of_both: float = 0.0
    of_slope: float = _SLOPE_WEIGHS

    def said(self, reckoned: float) -> float:
        """What is said where `reckoned` is the chance: above 0 and below 1."""
        return 1 / (1 + exp(-(self.intercept + self.slope * _log_odds(reckoned))))

    def learned(self, reckoned: float, played: bool) -> Calibration:
        """The line after one more evening, of which `reckoned` was the chance."""
        at = _log_odds(reckoned)
        said = self.said(reckoned)
        spread = said * (1 - said)
        of_intercept = _faded(self.of_intercept, _INTERCEPT_WEIGHS) + spread
        of_both = _KEEPS * self.of_both + spread * at
        of_slope = _faded(self.of_slope, _SLOPE_WEIGHS) + spread * at * at
        off = float(played) - said
        determinant = of_intercept * of_slope - of_both * of_both
        intercept = self.intercept + off * (of_slope - of_both * at) / determinant
        slope = self.slope + off * (of_intercept * at - of_both) / determinant
        return Calibration(intercept, max(_FLATTEST, slope), of_intercept, of_both, of_slope)


def _faded(precision: float, prior: float) -> float:
    return _KEEPS * precision + (1 - _KEEPS) * prior


def _log_odds(chance: float) -> float:
    low, high = _ODDS_BETWEEN
    bounded = min(high, max(low, chance))
    return log(bounded / (1 - bounded))
