"""Player profiles as admins see and change them: types and pure decisions."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from muster.errors import FieldProblem, InvalidInput
from muster.identity.rules import (
    bad_name,
    canonical_name,
    has_control_characters,
    is_player_name,
)
from muster.words import words

say = words("peopleErrors")

PROFILES_AT_ONCE = 50
"""So many profiles are listed at once, at most."""

STORED_NAME_MAX = 128
"""So long a name may be with its colour codes."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Alt:
    """Another profile of the same person."""

    guid: str
    name: str


@dataclass(frozen=True, slots=True)
class Account:
    """Whoever signs in here: a website user with their Discord account.

    Attributes:
        active: whether they have not unlinked Discord since.
        player_guid, player_name: the profile they are linked to.
        other_accounts: Discord accounts by which they sign in, too.
    """

    user_id: int
    discord_user_id: int
    username: str
    display_name: str
    active: bool = True
    player_guid: str | None = None
    player_name: str | None = None
    other_accounts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as a player, with all of their names; `name` as given, aliases too.

    `account` is who is linked to it.
    """

    guid: str
    name: str
    canonical_name: str
    rating: float | None
    origin: str
    aliases: tuple[str, ...] = ()
    alts: tuple[Alt, ...] = ()
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One row of `players`, as it is changed; `main_guid` where it is an alt."""

    guid: str
    name: str
    canonical_name: str
    rating: float | None
    origin: str
    main_guid: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's rights as far as a merge could take them: by their Discord account."""

    discord_user_id: int
    active: bool
    tier: str | None

    def rank(self, promoter_ids: frozenset[int], admin_ids: frozenset[int]) -> int:
        """4 for root, 3 for admins, 2 for promoters, 1 for moderators, 0 for players."""
        if self.tier == "root":
            return 4
        if self.discord_user_id in admin_ids or self.tier == "admin":
            return 3
        if self.discord_user_id in promoter_ids or self.tier == "promoter":
            return 2
        return 0 if self.tier is None else 1


def checked_name(name: str) -> str:
    """The canonical name of a profile that is to be called `name`.

    Raises:
        InvalidInput: nothing, or too much, is left of it without colour codes.
    """
    canonical = canonical_name(name)
    if not is_player_name(canonical) or len(name) > STORED_NAME_MAX or has_control_characters(name):
        raise bad_name()
    return canonical


def checked_alias(alias: str) -> str:
    """The canonical form of an alias, which may be shorter than a name and longer.

    Raises:
        InvalidInput: nothing of it can be seen, or it is too long.
    """
    canonical = canonical_name(alias)
    if not canonical or len(alias) > STORED_NAME_MAX or has_control_characters(alias):
        message = say("bad-alias", most=f"{STORED_NAME_MAX}")
        raise InvalidInput(message, errors=[FieldProblem("alias", message)])
    return canonical


def read_rating(text: str) -> float:
    """A rating as it is typed, such as 1450 or 27.5.

    Raises:
        InvalidInput: it is no finite decimal number.
    """
    if not _NUMBER.fullmatch(text):
        raise _bad_rating()
    return checked_rating(float(text))


def checked_rating(rating: float) -> float:
    """`rating`, where it is a finite number.

    Raises:
        InvalidInput: it is not.
    """
    if not math.isfinite(rating):
        raise _bad_rating()
    return rating


def _bad_rating() -> InvalidInput:
    message = say("bad-rating")
    return InvalidInput(message, errors=[FieldProblem("rating", message)])
