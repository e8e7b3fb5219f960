"""What admins do with player profiles: one function each, each noted as an act.

All take a connection inside a transaction; the caller commits. Users are locked before profiles,
each in one order, so that nobody waits in a circle. `actor` is who does it, `now` an aware instant.
A guid in other letter case is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from muster.audit.rules import Actor
from muster.audit.service import record_act
from muster.database import Connection, DatabaseTooSlow, translated_errors
from muster.errors import (
    AliasNotFound,
    BeingErased,
    BusyPerson,
    Conflict,
    IsAlt,
    NotAnAlt,
    NotLinkedToAnybody,
    NotTheirAccount,
    OnlyRoot,
    PersonNotFound,
    PlayerNameTaken,
    PlayerNotFound,
    RightsWouldGo,
    SamePerson,
    TwoPeople,
)
from muster.identity import profile_store, session_store, store
from muster.identity.profile_rules import (
    PROFILES_AT_ONCE,
    Account,
    Profile,
    ProfileRow,
    checked_alias,
    checked_name,
    checked_rating,
)
from muster.identity.rights import is_root
from muster.identity.rules import canonical_name, player_key
from muster.words import words

say = words("peopleErrors")


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a profile, and the act that was noted; None where nothing was to be done.

    `users` are the people who are somebody else since, or are called otherwise.
    """

    profile: Profile
    act_id: int | None
    users: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do.

    Attributes:
        joins_people: both are linked, so that two people become one, which cannot be taken back.
        answers: how many answers of `gone` there are, `answers_of_both` for how many days both
            have one, of which the later holds.
    """

    keep: Profile
    gone: Profile
    joins_people: bool
    answers: int = 0
    answers_of_both: int = 0


async def list_profiles(
    connection: Connection,
    text: str = "",
    *,
    linked: bool | None = None,
    after: str | None = None,
    limit: int = PROFILES_AT_ONCE,
) -> list[Profile]:
    """Players in the order of their names, each person once.

    Args:
        text: a part of any name of theirs, or the beginning of a guid; "" finds everybody.
        linked: those whom somebody is, or is not, linked to.
        after: the guid of the last one of the page before.
    """
    return await profile_store.list_profiles(
        connection, canonical_name(text), linked, after, min(limit, PROFILES_AT_ONCE)
    )


async def list_accounts(
    connection: Connection, text: str = "", *, limit: int = PROFILES_AT_ONCE
) -> list[Account]:
    """Who signs in here, by a part of a name or by a number; the unlinked first."""
    return await profile_store.list_accounts(connection, text.strip(), limit)


async def find_user_of_account(connection: Connection, discord_user_id: int) -> int:
    """The website user of a Discord account.

    Raises:
        PersonNotFound: nobody signs in here with it.
    """
    user_id = await profile_store.find_user_of_account(connection, discord_user_id)
    if user_id is None:
        raise PersonNotFound
    return user_id


async def find_names(connection: Connection, guids: Sequence[str]) -> dict[str, str]:
    """What the players of these guids are called."""
    return await profile_store.find_names(connection, guids)


async def read_profile(connection: Connection, guid: str) -> Profile:
    """The person whose guid, or whose alt's, this is.

    Raises:
        PlayerNotFound: it is nobody's.
    """
    player = await store.find_player(connection, guid)
    found = None if player is None else await profile_store.find_profile(connection, player.guid)
    if found is None:
        raise PlayerNotFound
    return found


async def rename(connection: Connection, actor: Actor, guid: str, name: str, now: datetime) -> Done:
    """Let a player be called `name`, which may hold colour codes; the name before is an alias.

    Raises:
        PlayerNotFound, IsAlt: there is no such profile; it is an alt of another.
        InvalidInput: nothing, or too much, is left of the name without colour codes.
        PlayerNameTaken: another player is called so (also when both asked at once).
    """
    canonical = checked_name(name)
    row = await _lock_own(connection, guid)
    if row.name == name:
        return await _done(connection, row.guid, None)
    await profile_store.lock_name(connection, canonical)
    if await profile_store.is_name_taken(connection, canonical, row.guid):
        raise PlayerNameTaken(say("name-taken-already"))
    await profile_store.update_name(connection, row.guid, name, canonical, now)
    as_alias = player_key(row.name) != player_key(name) and not await profile_store.is_known_as(
        connection, row.canonical_name, row.guid, others=False
    )
    if as_alias:
        await profile_store.insert_alias(
            connection, row.guid, row.name, row.canonical_name, given_up_at=now
        )
    details = {"from": row.name, "to": name, "alias_added": as_alias}
    act_id = await record_act(
        connection, actor, "player.rename", now, player_guid=row.guid, details=details
    )
    return await _done(connection, row.guid, act_id)


async def add_alias(
    connection: Connection, actor: Actor, guid: str, alias: str, now: datetime
) -> Done:
    """Let a player be found by another name, too, in search, in voice and on the server.

    Raises:
        PlayerNotFound, IsAlt: there is no such profile; it is an alt of another.
        InvalidInput: nothing of the alias can be seen, or it is too long.
        PlayerNameTaken: somebody else goes by it, so that it would say nothing.
    """
    canonical = checked_alias(alias)
    row = await _lock_own(connection, guid)
    if await profile_store.is_known_as(connection, canonical, row.guid, others=False):
        return await _done(connection, row.guid, None)
    if await profile_store.is_known_as(connection, canonical, row.guid, others=True):
        raise PlayerNameTaken(say("name-taken-already"))
    await profile_store.insert_alias(connection, row.guid, alias, canonical)
    act_id = await record_act(
        connection, actor, "player.add_alias", now, player_guid=row.guid, details={"alias": alias}
    )
    return await _done(connection, row.guid, act_id)


async def remove_alias(
    connection: Connection, actor: Actor, guid: str, alias: str, now: datetime
) -> Done:
    """Take an alias off a player, however it is written there.

    Raises:
        PlayerNotFound, IsAlt: there is no such profile; it is an alt of another.
        AliasNotFound: it is none of this player's aliases.
    """
    row = await _lock_own(connection, guid)
    gone = await profile_store.delete_aliases(connection, row.guid, canonical_name(alias))
    if not gone:
        raise AliasNotFound
    act_id = await record_act(
        connection, actor, "player.remove_alias", now, player_guid=row.guid, details={"gone": gone}
    )
    return await _done(connection, row.guid, act_id)


async def set_rating(
    connection: Connection, actor: Actor, guid: str, rating: float | None, now: datetime
) -> Done:
    """Set a player's rating; None: it is not known.

    Raises:
        PlayerNotFound, IsAlt: there is no such profile; it is an alt of another.
        InvalidInput: the rating is no finite number.
    """
    if rating is not None:
        rating = checked_rating(rating)
    row = await _lock_own(connection, guid)
    if row.rating == rating:
        return await _done(connection, row.guid, None)
    await profile_store.update_rating(connection, row.guid, rating, now)
    details = {"from": row.rating, "to": rating}
    act_id = await record_act(
        connection, actor, "player.rating", now, player_guid=row.guid, details=details
    )
    return await _done(connection, row.guid, act_id)


async def link(
    connection: Connection,
    actor: Actor,
    guid: str,
    user_id: int,
    now: datetime,
    *,
    undoes: int | None = None,
) -> Done:
    """Link somebody to a player, also if they are linked to another; an alt stands for its person.

    Raises:
        PlayerNotFound: there is no such profile.
        PersonNotFound: there is no such person, or they have unlinked Discord.
        PlayerTaken: somebody else is linked to it (also when both asked at once).
    """
    player = await store.find_player(connection, guid)
    if player is None:
        raise PlayerNotFound
    discord_linked, previous = await store.lock_player_link(connection, user_id)
    account = await profile_store.find_account(connection, user_id)
    if account is None or not discord_linked:
        raise PersonNotFound
    if previous == player.guid:
        return await _done(connection, player.guid, None)
    await store.upsert_player_link(connection, user_id, player.guid, now)
    await store.insert_audit_row(
        connection,
        "player_linked" if previous is None else "player_changed",
        user_id,
        now,
        discord_user_id=account.discord_user_id,
        player_guid=player.guid,
        previous_player_guid=previous,
        actor=actor,
    )
    act_id = await record_act(
        connection,
        actor,
        "player.link",
        now,
        user_id=user_id,
        player_guid=player.guid,
        details={"previous": previous},
        undoes=undoes,
    )
    return await _done(connection, player.guid, act_id)


async def unlink(
    connection: Connection, actor: Actor, guid: str, now: datetime, *, undoes: int | None = None
) -> Done:
    """Take whoever is linked to a player off it; their answers stay theirs.

    Raises:
        PlayerNotFound: there is no such profile.
        NotLinkedToAnybody: nobody is linked to it.
    """
    user_id, player_guid = await _lock_linked(connection, guid)
    account = await profile_store.find_account(connection, user_id)
    await store.delete_player_link(connection, user_id)
    await store.insert_audit_row(
        connection,
        "player_unlinked",
        user_id,
        now,
        discord_user_id=None if account is None else account.discord_user_id,
        previous_player_guid=player_guid,
        actor=actor,
    )
    act_id = await record_act(
        connection,
        actor,
        "player.unlink",
        now,
        user_id=user_id,
        player_guid=player_guid,
        details={"unlinked": user_id},
        undoes=undoes,
    )
    return await _done(connection, player_guid, act_id, user_id)


async def plan_merge(connection: Connection, keep: str, gone: str) -> MergePlan:
    """What merging `gone` into `keep` would do; nothing is changed.

    Raises:
        PlayerNotFound: one of them does not exist.
        SamePerson: they are one person already.
    """
    kept, other = await read_profile(connection, keep), await read_profile(connection, gone)
    if kept.guid == other.guid:
        raise SamePerson
    if kept.account is None or other.account is None:
        return MergePlan(kept, other, joins_people=False)
    numbers = await profile_store.count_of_both(
        connection, kept.account.user_id, other.account.user_id
    )
    return MergePlan(kept, other, True, *numbers)


async def merge(
    connection: Connection,
    actor: Actor,
    keep: str,
    gone: str,
    now: datetime,
    *,
    promoter_ids: frozenset[int] = frozenset(),
    admin_ids: frozenset[int] = frozenset(),
    joins_people: bool = True,
) -> Done:
    """Let two profiles be one person: `gone` is an alt of `keep` from now on, and so are its alts.

    Whoever is linked to `gone` is linked to `keep`. Where somebody is linked to both, everything of
    the second becomes that of the first, with their Discord account: see `merge_people` in the
    migrations. That cannot be taken back; the rest can.

    Args:
        promoter_ids, admin_ids: the Discord ids of the settings.
        joins_people: whether two people may become one by it, which somebody may have been linked
            for since it was looked at.

    Raises:
        PlayerNotFound: one of them does not exist.
        SamePerson: they are one person already.
        TwoPeople: two people would become one, which they may not.
        BeingErased: whoever is linked to one of them is to be erased.
        RightsWouldGo: the account that is not written to any more has rights that the other lacks.
        OnlyRoot: one of two people is root, which the actor is not.
        BusyPerson: a message to one of them is on its way.
        Conflict: somebody else changed one of them at the same time.
    """
    first, second = await read_profile(connection, keep), await read_profile(connection, gone)
    if first.guid == second.guid:
        raise SamePerson
    guids = [first.guid, second.guid]
    users = await profile_store.find_linked_users(connection, guids)
    if len(users) == len(guids):
        await profile_store.lock_accounts(connection, list(users.values()))
    await profile_store.lock_users(connection, list(users.values()))
    rows = await profile_store.lock_rows(connection, guids)
    if len(rows) < 2 or any(row.main_guid is not None for row in rows.values()):
        raise Conflict
    if await profile_store.find_linked_users(connection, guids) != users:
        raise Conflict
    if len(users) == len(guids) and not joins_people:
        raise TwoPeople
    if await profile_store.is_anybody_erased(connection, list(users.values())):
        raise BeingErased
    kept_user, gone_user = users.get(first.guid), users.get(second.guid)
    details: dict[str, object] = {
        "gone": second.guid,
        "gone_alts": [alt.guid for alt in second.alts],
        "rating_taken": second.rating if first.rating is None else None,
        "people": "none",
    }
    if gone_user is not None and second.account is not None:
        details["gone_user_id"] = gone_user
        details["gone_discord_user_id"] = second.account.discord_user_id
        if kept_user is None:
            details["people"] = "moved"
            await store.upsert_player_link(connection, gone_user, first.guid, now)
            await store.insert_audit_row(
                connection,
                "player_changed",
                gone_user,
                now,
                discord_user_id=second.account.discord_user_id,
                player_guid=first.guid,
                previous_player_guid=second.guid,
                actor=actor,
            )
        else:
            details["people"] = "merged"
            # So that a backup from before, restored after an erasure, is known to have them.
            created_at = await profile_store.find_created_at(connection, gone_user)
            details["gone_created_at"] = created_at.isoformat()
            await _merge_people(
                connection, actor, kept_user, gone_user, second, now, promoter_ids, admin_ids
            )
    await profile_store.update_main(
        connection, [*(alt.guid for alt in second.alts), second.guid], first.guid, now
    )
    if details["rating_taken"] is not None:
        await profile_store.update_rating(connection, first.guid, second.rating, now)
    act_id = await record_act(
        connection,
        actor,
        "player.merge",
        now,
        user_id=kept_user or gone_user,
        player_guid=first.guid,
        details=details,
    )
    return await _done(connection, first.guid, act_id, *users.values())


async def split(connection: Connection, actor: Actor, guid: str, now: datetime) -> Done:
    """Let an alt stand by itself again; whoever is linked stays linked to the person.

    Raises:
        PlayerNotFound, NotAnAlt: there is no such profile; it is no alt.
    """
    row = await _lock(connection, guid)
    if row.main_guid is None:
        raise NotAnAlt
    await profile_store.update_main(connection, [row.guid], None, now)
    act_id = await record_act(
        connection,
        actor,
        "player.split",
        now,
        player_guid=row.guid,
        details={"main": row.main_guid},
    )
    return await _done(connection, row.guid, act_id)


async def detach(
    connection: Connection, actor: Actor, guid: str, discord_user_id: int, now: datetime
) -> Done:
    """Let another Discord account of a player be nobody's; whoever signs in with it is new here.

    The player's sessions end, since nobody knows by which account one was begun.

    Raises:
        PlayerNotFound: there is no such profile.
        NotLinkedToAnybody: nobody is linked to it.
        NotTheirAccount: it is none of those by which they sign in, too.
    """
    await profile_store.lock_account(connection, discord_user_id)
    user_id, player_guid = await _lock_linked(connection, guid)
    if await profile_store.delete_alt_account(connection, user_id, discord_user_id) is None:
        raise NotTheirAccount
    await session_store.delete_sessions_of(connection, user_id)
    await store.insert_audit_row(
        connection, "discord_unlinked", user_id, now, discord_user_id=discord_user_id, actor=actor
    )
    act_id = await record_act(
        connection,
        actor,
        "player.detach",
        now,
        user_id=user_id,
        player_guid=player_guid,
        details={"discord_user_id": str(discord_user_id)},
    )
    return await _done(connection, player_guid, act_id)


async def _lock_linked(connection: Connection, guid: str) -> tuple[int, str]:
    """(who is linked to a player, whose links nobody else changes; the guid as it is stored)."""
    player = await store.find_player(connection, guid)
    if player is None:
        raise PlayerNotFound
    user_id = (await profile_store.find_linked_users(connection, [player.guid])).get(player.guid)
    if user_id is None:
        raise NotLinkedToAnybody
    _, linked = await store.lock_player_link(connection, user_id)
    if linked != player.guid:
        raise Conflict
    return user_id, player.guid


async def _merge_people(
    connection: Connection,
    actor: Actor,
    kept: int,
    gone: int,
    second: Profile,
    now: datetime,
    promoter_ids: frozenset[int],
    admin_ids: frozenset[int],
) -> None:
    standings = await profile_store.find_standings(connection, [kept, gone])
    # Whoever has an account of the other's signs in as root from then on.
    if any(each.tier == "root" for each in standings.values()) and not await is_root(
        connection, actor
    ):
        raise OnlyRoot
    stays, goes = standings.get(kept), standings.get(gone)
    if goes is not None and goes.active and (stays is None or not stays.active):
        stays, goes = goes, stays
    if goes is not None and (
        stays is None or goes.rank(promoter_ids, admin_ids) > stays.rank(promoter_ids, admin_ids)
    ):
        raise RightsWouldGo
    try:
        with translated_errors():
            await profile_store.merge_people(connection, kept, gone, now)
    except DatabaseTooSlow as error:  # somebody holds a row of theirs
        raise BusyPerson from error
    # Whoever asked in this moment was locked out of the look before, and is no more by now.
    if await profile_store.is_anybody_erased(connection, [kept]):
        raise BeingErased
    for action, user_id in (("player_unlinked", gone), ("discord_unlinked", gone)):
        await store.insert_audit_row(
            connection,
            action,
            user_id,
            now,
            discord_user_id=None if second.account is None else second.account.discord_user_id,
            previous_player_guid=second.guid if action == "player_unlinked" else None,
            actor=actor,
        )
    await store.insert_audit_row(
        connection,
        "discord_linked",
        kept,
        now,
        discord_user_id=None if second.account is None else second.account.discord_user_id,
        actor=actor,
    )


async def _lock(connection: Connection, guid: str) -> ProfileRow:
    stored = await profile_store.find_guid(connection, guid)
    rows = {} if stored is None else await profile_store.lock_rows(connection, [stored])
    if stored is None or stored not in rows:
        raise PlayerNotFound
    return rows[stored]


async def _lock_own(connection: Connection, guid: str) -> ProfileRow:
    row = await _lock(connection, guid)
    if row.main_guid is not None:
        raise IsAlt
    return row


async def _done(connection: Connection, guid: str, act_id: int | None, *users: int) -> Done:
    profile = await profile_store.find_profile(connection, guid)
    assert profile is not None
    linked = () if profile.account is None else (profile.account.user_id,)
    return Done(profile, act_id, (*users, *linked))
