"""Types and pure decisions of what is stored of a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from muster.notifications.messages import plain

GRACE = timedelta(days=7)
"""For so long whoever is to be erased may still take it back."""

SOMEBODY = "somebody"
"""What stands where a name stood, in what was said to others."""

AskedBy = Literal["person", "admin", "operator", "restore"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by all that they are known by.

    Attributes:
        discord_user_ids: their Discord accounts, the one that they are written to first.
        guids: their player profiles: the linked one with its alts, and those they made that are
            nobody's.
        own_guids: those of them that players made here and that nobody else is linked to.
        names: what others may have been told they are called, now or before: names and aliases of
            their profiles, with colour codes and without, and of their Discord account.
        name_keys: of these, what two spellings of one name have in common (`name_key`).
        created_at: when their number was given out.
    """

    user_id: int
    created_at: datetime
    discord_user_ids: Sequence[int]
    username: str | None
    player_name: str | None
    guids: Sequence[str]
    own_guids: Sequence[str]
    names: Sequence[str]
    name_keys: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Erasure:
    """That somebody is to be erased; until `erases_at` it can be taken back."""

    user_id: int
    asked_at: datetime
    erases_at: datetime
    asked_by: AskedBy


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who is to be erased, by what they are called; `name` None where they have none."""

    user_id: int
    asked_at: datetime
    erases_at: datetime
    asked_by: AskedBy
    name: str | None


@dataclass(frozen=True, slots=True)
class Admins:
    """Who may administer, by Discord account: by the settings, and by their row."""

    by_settings: Collection[int]
    by_row: Collection[int]
    leaving: Collection[int] = ()
    """Those of them who are to be erased themselves."""


def leaves_nobody(person: Person, admins: Admins) -> bool:
    """Whether the community has no admin left once `person` is erased, and has one now."""
    everybody = {*admins.by_settings, *admins.by_row}
    theirs = set(person.discord_user_ids)
    return bool(theirs & everybody) and everybody <= theirs | set(admins.leaving)


def pattern_of(name: str) -> str:
    """A PostgreSQL regular expression that finds a name where it stands alone, as it is and as
    Discord is told it.
    """
    spellings = "|".join(re.escape(each) for each in dict.fromkeys((plain(name), name)))
    return rf"(?<![[:alnum:]_])({spellings})(?![[:alnum:]_])"
