"""The doctor's look at names: players and team names that are the same and are several."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

import asyncpg  # pyright: ignore[reportMissingTypeStubs]  # the driver ships none

from muster.clock import utc_now
from muster.health.rules import Finding
from muster.identity.rules import Player
from muster.identity.service import list_same_named
from muster.names import shown, without_ignorables
from muster.planning.service import list_same_suggestions

SUBJECT = "names"
_SHOWN_MOST = 5


async def same_names(connection: Any) -> Finding:
    """Whether players, or team names of a room from today on, are the same; new ones cannot be."""
    try:
        players = await list_same_named(connection)
        teams = await list_same_suggestions(connection, utc_now().date())
    except (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError):
        return Finding.off(SUBJECT, "are compared once all migrations are applied")
    parts: list[str] = []
    if players:
        parts.append(
            f"{_listed([_profiles(each) for each in players])}: one name or guid in other letter "
            "case, composition or unseen characters, or none that is seen; they go on working; "
            "rename one by `muster players import` with its guid, or let the owner link to the "
            "profile that is right"
        )
    if teams:
        named = [f"{day} {_quoted(name)}" for day, name in teams]
        parts.append(f"team names twice in one room: {_listed(named)}; votes for both count")
    if parts:
        return Finding.warn(SUBJECT, "; ".join(parts))
    return Finding.ok(SUBJECT, "no two players or team names are the same")


def _profiles(players: Sequence[Player]) -> str:
    return " and ".join(
        f"{_quoted(each.canonical_name)} (guid {_quoted(each.guid)})" for each in players
    )


def _quoted(name: str) -> str:
    """As it is seen, in quotes; in escapes as well where that is not all of it."""
    seen = without_ignorables(unicodedata.normalize("NFC", shown(name)))
    return f'"{seen}"' if seen == name else f'"{seen}" {name!a}'


def _listed(entries: Sequence[str]) -> str:
    more = len(entries) - _SHOWN_MOST
    return ", ".join(entries[:_SHOWN_MOST]) + (f" and {more} more" if more > 0 else "")
