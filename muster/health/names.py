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
from muster.words import Listed, Sayable, Sentence, Words, lines, listed, words

say = words("findings")

SUBJECT = "names"
_SHOWN_MOST = 5


async def same_names(connection: Any) -> Finding:
    """Whether players, or team names of a room from today on, are the same; new ones cannot be."""
    try:
        players = await list_same_named(connection)
        teams = await list_same_suggestions(connection, utc_now().date())
    except (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError):
        return Finding.off(SUBJECT, say("names-later"))
    parts: list[Sentence] = []
    if players:
        parts.append(say("names-same", players=_listed([_profiles(each) for each in players])))
    if teams:
        named = [f"{day} {_quoted(name)}" for day, name in teams]
        parts.append(say("team-names-same", names=_listed(named)))
    if parts:
        return Finding.warn(SUBJECT, lines(*parts, between="; "))
    return Finding.ok(SUBJECT, say("names-fine"))


def _profiles(players: Sequence[Player]) -> Listed:
    return listed(f"{_quoted(each.canonical_name)} (guid {_quoted(each.guid)})" for each in players)


def _quoted(name: str) -> str:
    """As it is seen, in quotes; in escapes as well where that is not all of it."""
    seen = without_ignorables(unicodedata.normalize("NFC", shown(name)))
    return f'"{seen}"' if seen == name else f'"{seen}" {name!a}'


def _listed(entries: Sequence[Sayable]) -> Words:
    shown_first = lines(*entries[:_SHOWN_MOST], between=", ")
    more = len(entries) - _SHOWN_MOST
    return say("and-more", entries=shown_first, more=f"{more}") if more > 0 else shown_first
