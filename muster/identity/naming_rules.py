"""What one may be called, and how often one may change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.identity.rules import player_key

MOST_CHANGES = 3
CHANGES_WITHIN = timedelta(days=30)
"""So often a person may choose a name: enough to mend a slip, too seldom to hide behind."""


@dataclass(frozen=True, slots=True)
class OwnNames:
    """What a player goes by, and what else they are found by.

    Attributes:
        name: as it was given; may hold colour codes.
        canonical_name: as it is shown.
        aliases: all names of their person, alts' too, without colour codes.
    """

    name: str
    canonical_name: str
    aliases: tuple[str, ...]

    @property
    def others(self) -> tuple[str, ...]:
        """The aliases to choose from: each name once, without the one that is gone by."""
        seen = {player_key(self.canonical_name)}
        found: list[str] = []
        for alias in self.aliases:
            if (key := player_key(alias)) not in seen:
                seen.add(key)
                found.append(alias)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class NameChoice:
    """A person's name, their other ones, and how often they may still choose.

    `next_change_at` is when they may again; None where they may now.
    """

    name: str
    others: tuple[str, ...]
    changes_left: int
    next_change_at: datetime | None


def choice_of(names: OwnNames, changes: Sequence[datetime]) -> NameChoice:
    """What a person may choose; `changes` are those within `CHANGES_WITHIN`, the oldest first."""
    left = max(0, MOST_CHANGES - len(changes))
    return NameChoice(names.canonical_name, names.others, left, next_change_at(changes))


def next_change_at(changes: Sequence[datetime]) -> datetime | None:
    """When somebody may choose again who did at `changes`, as `choice_of` has them; None: now."""
    if len(changes) < MOST_CHANGES:
        return None
    return changes[-MOST_CHANGES] + CHANGES_WITHIN
