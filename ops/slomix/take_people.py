"""Puts slomix's people, players, links, rights and the log of links into Muster."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from muster.audit.rules import OPERATOR
from muster.audit.service import list_acts
from muster.identity.importing import import_players
from muster.identity.merging import merge
from muster.identity.rules import ImportedPlayer
from muster.names import name_key
from ops.slomix import store
from ops.slomix.people import Link
from ops.slomix.taking import Taking

_ACTIONS = frozenset(
    {
        "discord_linked",
        "discord_unlinked",
        "player_linked",
        "player_unlinked",
        "player_changed",
    }
)
_TIERS = frozenset({"root", "admin", "moderator"})
_ERASED = "of somebody whom Muster erased"
_AT_ONCE = 500


async def take_people(taking: Taking) -> None:
    """Everybody who is not here yet, in the order in which slomix came to know them."""
    connection, report, community = taking.connection, taking.report, taking.community
    here = await store.list_accounts(connection)
    _leave_erased(taking, here, await store.list_erased(connection))
    new = sorted(
        (person for person in community.people.values() if person.discord_user_id not in here),
        key=lambda person: (person.created_at, person.discord_user_id),
    )
    ids = await store.new_user_ids(connection, len(new))
    rows = [
        (
            user_id,
            person.created_at,
            person.discord_user_id,
            person.username,
            person.display_name,
            person.avatar,
            person.linked_at,
            person.unlinked_at,
        )
        for user_id, person in zip(ids, new, strict=True)
    ]
    await store.insert_people(connection, rows)
    for table in ("website_users", "discord_accounts"):
        of_table = [each for each in community.people.values() if table in each.tables]
        report.took(table, sum(each.discord_user_id not in here for each in of_table))
        report.found(table, report.unaccounted(table))
        report.wrote(table, len(new))
    taking.users = here | {row[2]: row[0] for row in rows}


def _leave_erased(taking: Taking, here: dict[int, int], erased: set[datetime]) -> None:
    """Forget whoever an earlier import brought and Muster erased since."""
    report, community = taking.report, taking.community
    gone = {
        person.discord_user_id: person
        for person in community.people.values()
        if person.discord_user_id not in here and person.created_at in erased
    }
    for account, person in gone.items():
        for table in ("website_users", "discord_accounts"):
            if table in person.tables:
                report.leave(table, _ERASED, account)
    for link in community.leave_out(gone.keys()):
        report.leave(link.table, _ERASED, link.discord_user_id)


async def take_players(taking: Taking) -> None:
    """Profiles by guid. Of those that are here, only what they lack is added."""
    connection, report = taking.connection, taking.report
    here = await store.list_players(connection)
    wanted: list[ImportedPlayer] = []
    for key, profile in taking.community.profiles.items():
        player = profile.as_imported()
        known = here.get(key)
        names: set[str] = set()
        if known is not None:
            stored = known.stored
            names = {stored.name, *stored.aliases}
            added = {alias for alias in (player.name, *player.aliases) if alias != stored.name}
            player = replace(
                stored,
                aliases=tuple(sorted({*stored.aliases, *added})),
                rating=player.rating if stored.rating is None else stored.rating,
            )
        wanted.append(player)
        report.found("player_aliases", sum(alias in names for alias in profile.aliases))
        report.took("player_aliases", sum(alias not in names for alias in profile.aliases))
        if profile.rating is not None:
            rated = known is not None and known.stored.rating is not None
            (report.found if rated else report.took)("player_skill_ratings")
    for start in range(0, len(wanted), _AT_ONCE):
        result = await import_players(connection, wanted[start : start + _AT_ONCE], taking.now)
        report.wrote("players", result.added + result.updated)


async def take_links(taking: Taking) -> None:
    """Who is which player, where neither of them is linked here in another way."""
    connection, report = taking.connection, taking.report
    players = await store.list_players(connection)
    linked = await store.list_links(connection)
    rows: list[tuple[int, str, Any]] = []
    for link in taking.community.links:
        user_id = taking.users[link.discord_user_id]
        known = players[name_key(link.guid)]
        mine = linked.get(user_id)
        if mine is not None and mine == known.main_guid:
            report.found(link.table)
        elif mine is not None:
            _leave(taking, link, "linked to another player in Muster, which holds")
        elif known.linked_to is not None or known.main_guid in linked.values():
            _leave(taking, link, "the player is linked to somebody else in Muster, which holds")
        else:
            rows.append((user_id, known.main_guid, link.linked_at))
            linked[user_id] = known.main_guid
            report.took(link.table)
    await store.insert_links(connection, rows)
    report.wrote("user_player_links", len(rows))


def _leave(taking: Taking, link: Link, reason: str) -> None:
    taking.report.leave(link.table, reason, f"{link.discord_user_id} (guid {link.guid})")


async def take_identities(taking: Taking) -> None:
    """Several profiles of one person: alts of the first in Muster, whatever slomix keeps apart."""
    table = "player_identity_links"
    report, connection = taking.report, taking.connection
    for row in taking.rows(table):
        guids = [row["primary_guid"] or "", row["alt_guid"] or ""]
        named = f"{guids[1]} of {guids[0]}"
        players = await store.list_players(connection)  # merging changes them
        first, second = (players.get(name_key(each.strip())) for each in guids)
        if taking.community.erased_guids & {name_key(each.strip()) for each in guids}:
            report.leave(table, _ERASED, named)
        elif first is None or second is None:
            report.leave(table, "a profile that nothing else tells of", named)
        elif first.main_guid == second.main_guid:
            report.found(table)
        elif await _was_split(connection, second.stored.guid):
            report.leave(table, "an admin of Muster's let them be two people", named)
        elif first.linked_to is not None and second.linked_to is not None:
            report.leave(table, "both are linked; an admin of Muster's can merge them", named)
        else:
            await merge(connection, OPERATOR, first.main_guid, second.main_guid, taking.now)
            report.took(table)
            report.wrote("account_link_audit_log", int(second.linked_to is not None))


async def _was_split(connection: Any, guid: str) -> bool:
    acts = await list_acts(connection, player_guid=guid)
    return any(act.act == "player.split" for act in acts)


async def take_permissions(taking: Taking) -> None:
    """Rights by Discord account. Where Muster grants something already, that holds."""
    table = "user_permissions"
    report, instants = taking.report, taking.instants
    here = await store.list_tiers(taking.connection)
    rows: dict[int, tuple[int, str, Any, int | None]] = {}
    for row in taking.rows(table):
        account, tier = row["discord_id"], row["tier"]
        if account in taking.community.erased:
            report.leave(table, _ERASED, account)
        elif account is None or account <= 0 or tier not in _TIERS:
            report.leave(table, "no account, or a right that Muster does not know", account)
        elif account in here or account in rows:
            report.found(table)
            if here.get(account, tier) != tier:
                report.change(table, "another right in Muster, which holds", account)
        else:
            at = instants.first(table, account, row["added_at"])
            rows[account] = (account, tier, at, row["added_by"])
            report.took(table)
    await store.insert_permissions(taking.connection, list(rows.values()))
    report.wrote(table, len(rows))


async def take_audit(taking: Taking) -> None:
    """The log of links, as far as Muster keeps one; in its order."""
    table = "account_link_audit_log"
    report, community = taking.report, taking.community
    here = await store.list_audit_rows(taking.connection)
    rows: list[tuple[Any, ...]] = []
    for row in taking.rows(table):
        user_id = taking.user(row["user_id"])
        if row["action"] not in _ACTIONS:
            report.leave(table, f"Muster keeps no {row['action']}", row["id"])
            continue
        if user_id is None:
            report.leave(table, "of somebody who is gone", row["id"])
            continue
        at = taking.instants.first(table, row["id"], row["created_at"])
        if (user_id, row["action"], at) in here:
            report.found(table)
            continue
        facts = row["metadata"] if isinstance(row["metadata"], dict) else {}
        rows.append(
            (
                user_id,
                taking.user(row["actor_discord_id"]) or user_id,
                row["action"],
                row["discord_user_id"] or community.person(row["user_id"]),
                _fact(facts, "player_guid"),
                _fact(facts, "previous_player_guid", "previous_guid", "old_guid"),
                at,
            )
        )
        report.took(table)
    await store.insert_audit_rows(taking.connection, rows)
    report.wrote(table, len(rows))


def _fact(facts: dict[str, Any], *names: str) -> str | None:
    for name in names:
        if isinstance(facts.get(name), str) and facts[name].strip():
            return facts[name].strip()[:64]
    return None
