"""Types and pure decisions of identity: names, rights, and which player somebody probably is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.audit.rules import Actor
from muster.errors import FieldProblem, InvalidInput
from muster.names import name_key, seen_length, shown, without_colours
from muster.words import Language, words

say = words("peopleErrors")

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
"""How many names are compared in one call, during which no other thread runs."""

_DISCORD_NAME_MAX = 64
_ELEVATED_TIERS = frozenset({"admin", "root"})


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person as one request sees them.

    `tier` is their row in `user_permissions`; `erases_at` when they are to be erased, if they are;
    `language` the one that they chose to read, None for none.
    """

    user_id: int
    discord_user_id: int
    username: str
    display_name: str
    avatar: str | None
    player_guid: str | None
    player_name: str | None
    tier: str | None
    expires_at: datetime
    erases_at: datetime | None = None
    language: Language | None = None

    @property
    def actor(self) -> Actor:
        """The viewer as the audit of admins' acts names them."""
        return Actor(self.user_id, self.discord_user_id)

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
    """What Discord says of an account: `avatar` is the hash of its picture, if it has one.

    Its names, whoever brings them, are cleaned: nothing stays that cannot be seen, and where
    nothing would, the next best name takes its place.
    """

    discord_user_id: int
    username: str
    display_name: str
    avatar: str | None = None

    def __post_init__(self) -> None:
        username = discord_name(self.username, self.discord_user_id)
        display_name = self.display_name if canonical_name(self.display_name) else username
        object.__setattr__(self, "username", username)
        object.__setattr__(self, "display_name", discord_name(display_name, self.discord_user_id))


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
class PlannedImport:
    """What an import would do: the profiles that it adds, (before, after) of those that it changes,
    and how many stay as they are.
    """

    added: tuple[ImportedPlayer, ...]
    changed: tuple[tuple[ImportedPlayer, ImportedPlayer], ...]
    unchanged: int

    @property
    def result(self) -> ImportResult:
        return ImportResult(len(self.added), len(self.changed), self.unchanged)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Players that somebody may be, best first; `ambiguous` when the best is not clearly best."""

    terms: tuple[str, ...]
    players: tuple[Player, ...]
    ambiguous: bool


def canonical_name(name: str) -> str:
    """`name` without Quake-3 colour codes (`^` and the character after it) and doubled spaces.

    What cannot be seen is no part of it either; '' is no name.
    """
    return without_colours(name)


def player_key(name: str) -> str:
    """Equal for names of one player: colour codes, letter case and what is unseen aside."""
    return name_key(canonical_name(name))


def is_player_name(canonical: str) -> bool:
    """Whether a canonical name is neither too short nor too long for a profile of one's own."""
    return seen_length(canonical) >= PLAYER_NAME_MIN and len(canonical) <= PLAYER_NAME_MAX


def bad_name() -> InvalidInput:
    """What is said of a name that is none."""
    message = say("bad-name", least=f"{PLAYER_NAME_MIN}", most=f"{PLAYER_NAME_MAX}")
    return InvalidInput(message, errors=[FieldProblem("name", message)])


def is_searchable(text: str) -> bool:
    """Whether enough is left of `text`, without colour codes, to look for players by it."""
    return seen_length(canonical_name(text)) >= SEARCH_MIN


def has_control_characters(text: str) -> bool:
    """Whether `text` holds a NUL, a line break or another control character."""
    return any(unicodedata.category(character) == "Cc" for character in text)


def discord_name(name: str, discord_user_id: int) -> str:
    """The name of a Discord account as it is shown, or words where nothing of it can be seen."""
    seen = shown(name)[:_DISCORD_NAME_MAX] if canonical_name(name) else ""
    return seen or f"Discord user {discord_user_id % 10_000:04}"


def is_admin(viewer: Viewer, admin_discord_ids: frozenset[int]) -> bool:
    """Admin: named in `ADMIN_DISCORD_IDS`, or of tier `admin` or `root`."""
    return viewer.discord_user_id in admin_discord_ids or viewer.tier in _ELEVATED_TIERS


def can_promote(
    viewer: Viewer, promoter_discord_ids: frozenset[int], admin_discord_ids: frozenset[int]
) -> bool:
    """Promoter: linked, and named in `PROMOTER_DISCORD_IDS`, of tier `promoter`, or an admin
    (contract, section 4).
    """
    return viewer.linked and (
        viewer.discord_user_id in promoter_discord_ids
        or viewer.tier == "promoter"
        or is_admin(viewer, admin_discord_ids)
    )


def suggestion_terms(profile_names: Iterable[str]) -> tuple[str, ...]:
    """The distinct names of a Discord account that are worth comparing, in their order."""
    terms: dict[str, str] = {}
    for name in profile_names:
        term = canonical_name(name)
        if is_searchable(term):
            terms.setdefault(name_key(term), term)
    return tuple(terms.values())


def _likenesses(terms: Sequence[str], players: Sequence[Player]) -> dict[int, float]:
    """The best likeness of any name of a player to any of `terms`, by the player's index.

    A likeness (rapidfuzz's WRatio) is at most 100; players below `_SUGGESTION_SCORE` are left out.
    """
    # Loaded by whoever compares first: it is 5 MB, and most processes never do.
    from rapidfuzz import fuzz, process

    names: list[str] = []
    places: list[int] = []
    for place, player in enumerate(players):
        own = [name_key(each) for each in (player.canonical_name, *player.aliases)]
        names += own
        places += [place] * len(own)
    best: dict[int, float] = {}
    for term in terms:
        for start in range(0, len(names), _COMPARED_AT_ONCE):
            some = names[start : start + _COMPARED_AT_ONCE]
            for _, score, index in process.extract(
                name_key(term),
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
        (-score, name_key(listed[place].canonical_name), listed[place])
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
