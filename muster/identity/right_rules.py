"""Types and pure decisions of rights by person: tiers, and who may change which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

Tier = Literal["root", "admin", "promoter", "moderator"]
TIERS: Final[tuple[Tier, ...]] = ("root", "admin", "promoter", "moderator")
"""Highest first. `moderator` means nothing here; it is for other programs on the same tables."""

Named = Literal["admin", "promoter"]
"""What the settings' lists of Discord ids make somebody."""

ADMIN_TIERS = frozenset({"root", "admin"})
SEARCH_LIMIT, MOST_HOLDERS = 20, 500

_LARGEST_ID = 2**63 - 1
_SHORTEST_REAL_ID = 15
"""In digits: Discord's ids of its first days have as many."""


@dataclass(frozen=True, slots=True)
class NamedAccounts:
    """The Discord accounts that the settings name: `ADMIN_DISCORD_IDS`, `PROMOTER_DISCORD_IDS`."""

    admins: frozenset[int] = frozenset()
    promoters: frozenset[int] = frozenset()

    def of(self, discord_user_id: int) -> tuple[Named, ...]:
        """What the settings make of an account, the highest first."""
        found: list[Named] = []
        if discord_user_id in self.admins:
            found.append("admin")
        if discord_user_id in self.promoters:
            found.append("promoter")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class RightHolder:
    """A Discord account and its rights.

    Attributes:
        user_id: None for an account that never signed in here.
        name: the player's name, or Discord's; None where neither is known.
        tier: the row in `user_permissions`; None where there is none.
        named: what the settings make of it, which nobody changes here.
        granted_by: the name of who gave `tier`; None for the operator, and where it is not known.
    """

    discord_user_id: int
    user_id: int | None
    name: str | None
    username: str | None
    tier: str | None
    named: tuple[Named, ...] = ()
    granted_at: datetime | None = None
    granted_by: str | None = None


def administers(tier: str | None) -> bool:
    """Whether a tier makes an admin."""
    return tier in ADMIN_TIERS


def may_change(own: str | None, *tiers: str | None) -> bool:
    """Whether an admin of tier `own` may give or take these: `root` is for `root` alone."""
    return own == "root" or "root" not in tiers


def grantable(own: str | None) -> tuple[Tier, ...]:
    """What an admin of tier `own` may give on the page, the least first."""
    return ("promoter", "admin", "root") if own == "root" else ("promoter", "admin")


def discord_id_in(text: str) -> int | None:
    """The Discord id that `text` is; None where it is none."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(_LARGEST_ID))):
        return None
    return int(digits) if 0 < int(digits) <= _LARGEST_ID else None


def may_exist(discord_user_id: int) -> bool:
    """Whether an id that was never seen here looks like one of Discord's."""
    return len(str(discord_user_id)) >= _SHORTEST_REAL_ID
