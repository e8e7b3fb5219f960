"""Who slomix's people are, and which player each of them is: pure decisions over what was read."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from muster.avatars import avatar_version
from muster.identity.rules import (
    DiscordProfile,
    ImportedPlayer,
    canonical_name,
    has_control_characters,
)
from muster.names import name_key, shown, without_ignorables
from ops.slomix.instants import Instants
from ops.slomix.report import Report
from ops.slomix.source import Row, Snapshot

GUID_MAX, NAME_MAX = 64, 128
_LAST_ID = 2**63 - 1
_BOTS = ("OMNIBOT", "SLOT")
_NO_ID = "not the id of a Discord account"
_ONLY_HERE = "somebody whom only this table knows; taken as a person"
_WITH_PEOPLE = (
    ("availability_entries", "user_id"),
    ("availability_user_settings", "user_id"),
    ("availability_subscriptions", "user_id"),
    ("availability_channel_links", "user_id"),
)
"""Tables whose people slomix does not look up anywhere."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a Discord account; `unlinked_at` set: they took it back."""

    discord_user_id: int
    username: str
    display_name: str
    avatar: str | None
    created_at: datetime
    linked_at: datetime
    unlinked_at: datetime | None
    tables: frozenset[str]


@dataclass(frozen=True, slots=True)
class Link:
    """Which player somebody is, as `table` says."""

    discord_user_id: int
    guid: str
    linked_at: datetime
    table: str


@dataclass
class Profile:
    """A player, gathered from all that names them; an alias is there once for each row."""

    guid: str
    names: list[str] = field(default_factory=list[str])
    aliases: list[str] = field(default_factory=list[str])
    rating: float | None = None

    def as_imported(self) -> ImportedPlayer:
        name = self.names[0] if self.names else f"Player {self.guid[:8]}"
        others = [*self.aliases, *self.names]
        aliases = dict.fromkeys(alias for alias in others if alias != name)
        return ImportedPlayer(self.guid, name, tuple(aliases), self.rating)


@dataclass(frozen=True)
class Community:
    """Everybody, by Discord id, and every player, by the key of their guid.

    Attributes:
        discord_of: leads from slomix's user ids to Discord ids, which mostly are the same.
        erased: the Discord ids of those whom Muster erased, and who are not among the people.
        erased_guids: the keys of their players' guids.
    """

    people: dict[int, Person]
    links: list[Link]
    profiles: dict[str, Profile]
    discord_of: dict[int, int]
    erased: set[int] = field(default_factory=set[int])
    erased_guids: set[str] = field(default_factory=set[str])

    def person(self, user_id: object) -> int | None:
        """The Discord id of one of slomix's users; None where it is nobody's."""
        account = self._account(user_id)
        return account if account in self.people else None

    def was_erased(self, user_id: object) -> bool:
        """Whether one of slomix's users was erased here."""
        return self._account(user_id) in self.erased

    def leave_out(self, accounts: Collection[int]) -> list[Link]:
        """Take everything of people whom Muster erased out; returns which links that were."""
        gone = [link for link in self.links if link.discord_user_id in accounts]
        self.links[:] = [link for link in self.links if link.discord_user_id not in accounts]
        for account in accounts:
            del self.people[account]
        self.erased.update(accounts)
        self.erased_guids.update(name_key(link.guid) for link in gone)
        return gone

    def _account(self, user_id: object) -> int | None:
        try:
            number = int(str(user_id))
        except ValueError:
            return None
        return self.discord_of.get(number, number)


def understand(snapshot: Snapshot, instants: Instants, report: Report) -> Community:
    """Who is who; what cannot be taken of people and players is reported."""
    discord_of: dict[int, int] = {
        row["user_id"]: row["discord_user_id"] for row in snapshot.rows["discord_accounts"]
    }
    people = _people(snapshot, discord_of, instants, report)
    profiles, links = _players(snapshot, people, discord_of, instants, report)
    return Community(people, links, profiles, discord_of)


# --- people ---------------------------------------------------------------------------------------


def _people(
    snapshot: Snapshot, discord_of: dict[int, int], instants: Instants, report: Report
) -> dict[int, Person]:
    rows = snapshot.rows
    users: dict[int, Row] = {_of(discord_of, row["id"]): row for row in rows["website_users"]}
    accounts: dict[int, Row] = {row["discord_user_id"]: row for row in rows["discord_accounts"]}
    legacy: dict[int, Row] = {row["discord_id"]: row for row in rows["player_links"]}
    tables: dict[int, set[str]] = {}
    for table, ids in (
        ("website_users", users),
        ("discord_accounts", accounts),
        ("player_links", legacy),
    ):
        for each in ids:
            if _is_account(each):
                tables.setdefault(each, set()).add(table)
            else:
                report.leave(table, _NO_ID, each)
    seen: dict[int, datetime] = {}
    for table, column in _WITH_PEOPLE:
        for row in rows[table]:
            each = _of(discord_of, row[column])
            if _is_account(each):
                tables.setdefault(each, set()).add(table)
                if (when := row.get("created_at") or row["updated_at"]) is not None:
                    seen[each] = min(when, seen.get(each, when), key=_order)
    taken_back = _taken_back(snapshot, discord_of)
    found: dict[int, Person] = {}
    for each, known_by in sorted(tables.items()):
        user, account, old = users.get(each), accounts.get(each), legacy.get(each)
        if not known_by & {"website_users", "discord_accounts"}:
            for table in sorted(known_by):
                report.change(table, _ONLY_HERE, each)
        profile = DiscordProfile(
            each,
            _text(account, "username") or _text(old, "discord_username"),
            _text(account, "display_name"),
        )
        began = [
            *([user["created_at"], user["updated_at"]] if user else []),
            *([account["linked_at"]] if account else []),
            *([old["linked_at"]] if old else []),
            seen.get(each),
        ]
        created_at = instants.first("website_users", each, *began)
        linked = account["linked_at"] if account else None
        linked_at = instants.first("discord_accounts", each, linked)
        left = user is not None and account is None and old is None
        unlinked = taken_back.get(each) or user["updated_at"] if user and left else None
        found[each] = Person(
            each,
            profile.username,
            profile.display_name,
            _avatar(account),
            created_at,
            linked_at if account else created_at,
            instants.first("website_users", each, unlinked) if left else None,
            frozenset(known_by),
        )
    return found


def _taken_back(snapshot: Snapshot, discord_of: dict[int, int]) -> dict[int, datetime]:
    """When each account was last taken back, on slomix's clock."""
    found: dict[int, datetime] = {}
    for row in snapshot.rows["account_link_audit_log"]:
        if row["action"] == "discord_unlinked" and row["created_at"] is not None:
            each = _of(discord_of, row["user_id"])
            found[each] = max(row["created_at"], found.get(each, row["created_at"]))
    return found


def _order(when: datetime) -> datetime:
    """What compares instants of two tables, of which one may say their zone; to some hours."""
    return when if when.tzinfo is None else when.astimezone(UTC).replace(tzinfo=None)


def _is_account(number: object) -> bool:
    return isinstance(number, int) and 0 < number <= _LAST_ID


def _text(row: Row | None, column: str) -> str:
    return str(row[column] or "") if row else ""


def _avatar(account: Row | None) -> str | None:
    avatar = account["avatar"] if account else None
    return avatar if avatar_version(avatar) else None


# --- players --------------------------------------------------------------------------------------


def _players(
    snapshot: Snapshot,
    people: dict[int, Person],
    discord_of: dict[int, int],
    instants: Instants,
    report: Report,
) -> tuple[dict[str, Profile], list[Link]]:
    rows = snapshot.rows
    profiles: dict[str, Profile] = {}
    chosen: dict[str, list[str]] = {}
    for row in rows["player_links"]:
        if guid := _guid(row["player_guid"]):
            chosen.setdefault(name_key(guid), []).append(row["display_name"] or "")
    candidates = [
        *_candidates(rows["user_player_links"], "user_player_links", "user_id", discord_of),
        *_candidates(rows["player_links"], "player_links", "discord_id", {}),
    ]
    links = _links(candidates, people, profiles, instants, report)
    _take_aliases(rows["player_aliases"], profiles, chosen, report)
    for row in [*rows["user_player_links"], *rows["player_links"]]:
        if profile := profiles.get(name_key(_guid(row["player_guid"]) or "")):
            profile.names += _good_names([row["player_name"] or ""])
    _take_ratings(rows["player_skill_ratings"], profiles, report)
    return profiles, links


def _candidates(
    rows: Iterable[Row], table: str, column: str, discord_of: dict[int, int]
) -> Iterator[tuple[Row, str, int]]:
    """The links of a table, the oldest first."""
    oldest = sorted(rows, key=lambda row: (str(row["linked_at"] or "later"), row[column]))
    for row in oldest:
        yield row, table, _of(discord_of, row[column])


def _of(discord_of: dict[int, int], user_id: int) -> int:
    """The Discord id of one of slomix's users; as a rule it is the same number."""
    return discord_of.get(user_id, user_id)


def _links(
    candidates: Iterable[tuple[Row, str, int]],
    people: dict[int, Person],
    profiles: dict[str, Profile],
    instants: Instants,
    report: Report,
) -> list[Link]:
    """One player a person and one person a player; the website's word comes first."""
    links: list[Link] = []
    of_person: dict[int, str] = {}
    of_guid: dict[str, int] = {}
    for row, table, person in candidates:
        guid = _guid(row["player_guid"])
        if person not in people:
            if table != "player_links":  # of which people are made, and told of what is none
                report.leave(table, _NO_ID, person)
            continue
        if guid is None:
            report.leave(table, "a guid that is none", person)
            continue
        key = name_key(guid)
        profile = profiles.setdefault(key, Profile(guid))
        if of_person.get(person) == key:
            report.found(table)
        elif person in of_person:
            report.leave(table, "linked to another player on the website, which holds", person)
        elif key in of_guid:
            report.leave(
                table,
                "the player is linked to another account, which was first",
                f"{person} (guid {guid}, of {of_guid[key]})",
            )
        else:
            of_person[person], of_guid[key] = key, person
            linked_at = instants.first(table, person, row["linked_at"])
            links.append(Link(person, profile.guid, linked_at, table))
    return links


def _take_aliases(
    rows: Iterable[Row],
    profiles: dict[str, Profile],
    chosen: dict[str, list[str]],
    report: Report,
) -> None:
    """Names that players have used; the latest is what slomix shows where nobody chose another."""
    table = "player_aliases"
    latest_first = sorted(
        rows, key=lambda row: (str(row["last_seen"] or ""), row["alias"] or ""), reverse=True
    )
    for row in latest_first:
        guid = _guid(row["guid"])
        if guid is None:
            report.leave(table, "a guid that is none, or a bot's", row["guid"])
            continue
        names = list(_good_names([row["alias"] or ""]))
        if not names:
            report.leave(table, "a name of which nothing can be shown, or too long", guid)
            continue
        profiles.setdefault(name_key(guid), Profile(guid)).aliases += names
    for key, profile in profiles.items():
        profile.names = [*_good_names(chosen.get(key, [])), *profile.aliases[:1]]


def _take_ratings(rows: Iterable[Row], profiles: dict[str, Profile], report: Report) -> None:
    table = "player_skill_ratings"
    for row in rows:
        guid = _guid(row["player_guid"])
        rating = row["et_rating"]
        if guid is None:
            report.leave(table, "a guid that is none, or a bot's", row["player_guid"])
        elif rating is None or not math.isfinite(rating):
            report.leave(table, "no number", guid)
        elif row["games_rated"] == 0:
            report.leave(table, "of somebody who was not rated yet", guid)
        else:
            profile = profiles.setdefault(name_key(guid), Profile(guid))
            if not profile.names:
                profile.names += _good_names([row["display_name"] or ""])
            if profile.rating is not None:
                report.leave(table, "another spelling of the guid has one, too", guid)
                continue
            profile.rating = float(rating)


def _guid(text: str | None) -> str | None:
    """A guid as Muster stores it; None for what is none, and for bots."""
    guid = without_ignorables((text or "").strip())
    if not shown(guid) or len(guid) > GUID_MAX or has_control_characters(guid):
        return None
    return None if guid.upper().startswith(_BOTS) else guid


def _good_names(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        name = name.strip()
        fits = len(name) <= NAME_MAX and not has_control_characters(name)
        if fits and canonical_name(name):
            yield name
