"""Types and pure decisions of identity: names, rights, and which player somebody probably is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz import fuzz, process

SESSION_LIFETIME = timedelta(days=30)
"""A session ends this long after it was last used."""

SESSION_ENDS_AFTER = timedelta(days=180)
"""A session ends this long after it was begun, however often it is used."""

SESSION_MARK = "v2_"
"""What a session's token begins with; those given out before there was a prefix have none."""

SESSION_TOUCH_AFTER = timedelta(days=1)
"""The last use is written at most this often, so that reading pages writes nothing."""

PLAYER_NAME_MIN, PLAYER_NAME_MAX = 2, 36
SEARCH_MIN, SEARCH_LIMIT = 2, 20
SUGGESTION_LIMIT = 12
_SUGGESTION_SCORE = 70.0
_AMBIGUOUS_WITHIN = 5.0
_COMPARED_AT_ONCE = 500
"""Names that are compared in one piece, during which no other thread goes on."""

_COLOUR_CODE = re.compile(r"\^[^^]")
_WHITE_SPACE = re.compile(r"\s+")
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs"})
# Letters and symbols by their category, yet blank: Hangul's fillers and the empty Braille pattern.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_ELEVATED_TIERS = frozenset({"admin", "root"})


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person as one request sees them. `tier` is their row in `user_permissions`."""

    user_id: int
    discord_user_id: int
    username: str
    display_name: str
    avatar: str | None
    player_guid: str | None
    player_name: str | None
    tier: str | None
    expires_at: datetime

    @property
    def linked(self) -> bool:
        """Whether Discord and a player profile are both linked."""
        return self.player_guid is not None


@dataclass(frozen=True, slots=True)
class Session:
    """One of a person's sessions; `current` is the one that asks.

    `last_seen_at` is exact to `SESSION_TOUCH_AFTER`; `browser` None where it is not known.
    """

    created_at: datetime
    last_seen_at: datetime
    browser: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class DiscordProfile:
    """What Discord says of an account: `avatar` is the hash of its picture, if it has one."""

    discord_user_id: int
    username: str
    display_name: str
    avatar: str | None = None


@dataclass(frozen=True, slots=True)
class Player:
    """A player profile; `name` as given (may hold colour codes), `canonical_name` without them."""

    guid: str
    name: str
    canonical_name: str
    taken: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedPlayer:
    """One good row of a player file."""

    guid: str
    name: str
    aliases: tuple[str, ...] = ()
    rating: float | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many profiles an import added, changed and found as they were."""

    added: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Players that somebody may be, best first; `ambiguous` when the best is not clearly best."""

    terms: tuple[str, ...]
    players: tuple[Player, ...]
    ambiguous: bool


def canonical_name(name: str) -> str:
    """`name` without Quake-3 colour codes (`^` and the character after it) and doubled spaces.

    What cannot be seen (control, format and private characters, fillers) is no part of it either.
    """
    if not (name.isascii() and name.isprintable()):
        spaced = _WHITE_SPACE.sub(" ", name)
        name = "".join(character for character in spaced if _is_visible(character))
    return _WHITE_SPACE.sub(" ", _COLOUR_CODE.sub("", name)).strip()


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE_CATEGORIES and character not in _BLANK


def has_control_characters(text: str) -> bool:
    """Whether `text` holds a NUL, a line break or another control character."""
    return any(unicodedata.category(character) == "Cc" for character in text)


def discord_name(name: str, discord_user_id: int) -> str:
    """The name of a Discord account, or words in its place where nothing of it can be seen."""
    return name if canonical_name(name) else f"Discord user {discord_user_id % 10_000:04}"


def is_admin(viewer: Viewer, admin_discord_ids: frozenset[int]) -> bool:
    """Admin: named in `ADMIN_DISCORD_IDS`, or of tier `admin` or `root`."""
    return viewer.discord_user_id in admin_discord_ids or viewer.tier in _ELEVATED_TIERS


def can_promote(
    viewer: Viewer, promoter_discord_ids: frozenset[int], admin_discord_ids: frozenset[int]
) -> bool:
    """Promoter: linked, and named in `PROMOTER_DISCORD_IDS` or an admin (contract, section 4)."""
    return viewer.linked and (
        viewer.discord_user_id in promoter_discord_ids or is_admin(viewer, admin_discord_ids)
    )


def suggestion_terms(profile_names: Iterable[str]) -> tuple[str, ...]:
    """The distinct names of a Discord account that are worth comparing, in their order."""
    terms: dict[str, str] = {}
    for name in profile_names:
        term = canonical_name(name)
        if len(term) >= SEARCH_MIN:
            terms.setdefault(term.casefold(), term)
    return tuple(terms.values())


def _likenesses(terms: Sequence[str], players: Sequence[Player]) -> dict[int, float]:
    """How much the likest name of a player is like one of `terms`, by place; of the like alone."""
    names: list[str] = []
    places: list[int] = []
    for place, player in enumerate(players):
        own = [player.canonical_name.casefold(), *(alias.casefold() for alias in player.aliases)]
        names += own
        places += [place] * len(own)
    best: dict[int, float] = {}
    for term in terms:
        for start in range(0, len(names), _COMPARED_AT_ONCE):
            some = names[start : start + _COMPARED_AT_ONCE]
            for _, score, index in process.extract(
                term.casefold(),
                some,
                scorer=fuzz.WRatio,
                score_cutoff=_SUGGESTION_SCORE,
                limit=None,
            ):
                place = places[start + index]
                best[place] = max(score, best.get(place, 0.0))
    return best


def suggest(terms: Sequence[str], players: Iterable[Player]) -> Suggestions:
    """Rank `players` by how much a name or an alias of theirs is like one of `terms`."""
    listed = list(players)
    scored = [
        (-score, listed[place].canonical_name.casefold(), listed[place])
        for place, score in sorted(_likenesses(terms, listed).items())
    ]
    scored.sort(key=lambda row: row[:2])
    free = [row for row in scored if not row[2].taken]
    ambiguous = len(free) > 1 and free[1][0] - free[0][0] < _AMBIGUOUS_WITHIN
    return Suggestions(
        terms=tuple(terms),
        players=tuple(row[2] for row in scored[:SUGGESTION_LIMIT]),
        ambiguous=ambiguous,
    )
