"""How long to pause after failures in a row: a first pause, doubled each time, up to a longest.

A pause counts from the moment at which the attempt was over. Counted from its beginning, the pause
after an attempt that hung would be over before it began.
"""

from __future__ import annotations

from dataclasses import dataclass

_MOST_DOUBLINGS = 32
"""Caps the power of two, since the number of failures has no bound; no pause needs more."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """The pauses of one kind of work.

    Attributes:
        first, longest: seconds.
    """

    first: float
    longest: float

    def after(self, failures: int, spread: float = 0.5) -> float:
        """The seconds to pause after failure number `failures` in a row (from 1; less counts as 1).

        Args:
            spread: from 0 to 1: the pause is 75 % of its length at 0, 125 % at 1. A caller that may
                fail together with many others draws it at random, so that they do not all come back
                together.
        """
        doublings = min(max(failures - 1, 0), _MOST_DOUBLINGS)
        return min(self.first * 2**doublings, self.longest) * (0.75 + 0.5 * spread)


class BackOff:
    """Counts failures in a row, and says how long to pause after each."""

    def __init__(self, pauses: Pauses) -> None:
        self._pauses = pauses
        self.failures = 0

    def failed(self, spread: float = 0.5) -> float:
        """Note a failure; the seconds to pause from now, see `Pauses.after`."""
        self.failures += 1
        return self._pauses.after(self.failures, spread)

    def succeeded(self) -> None:
        """Note a success: the next pause is the first one again."""
        self.failures = 0
