"""What admins do with player profiles: one function each, each noted as an act.

All take a connection inside a transaction; the caller commits. Users are locked before names, names
before profiles, each in one order, so that nobody waits in a circle. `actor` is who does it, `now`
an aware instant. A guid in other letter case is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from muster.audit.rules import Actor
from muster.audit.service import record_act
from muster.database import Connection
from muster.errors import (
    AliasNotFound,
    Conflict,
    IsAlt,
    NotLinkedToAnybody,
    PersonNotFound,
    PlayerNameTaken,
    PlayerNotFound,
)
from muster.identity import naming_store, player_store, profile_store, store
from muster.identity.profile_rules import (
    PROFILES_AT_ONCE,
    Account,
    Profile,
    ProfileRow,
    checked_alias,
    checked_name,
    checked_rating,
)
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
    player = await player_store.find_player(connection, guid)
    found = None if player is None else await profile_store.find_profile(connection, player.guid)
    if found is None:
        raise PlayerNotFound
    return found


async def rename(connection: Connection, actor: Actor, guid: str, name: str, now: datetime) -> Done:
    """Let a player be called `name`, which may hold colour codes; the name before is an alias.

    Raises:
        PlayerNotFound, IsAlt: there is no such profile; it is an alt of another.
        InvalidInput: nothing, or too much, is left of the name without colour codes.
        PlayerNameTaken: somebody else goes by it (also when both asked at once), unless it is an
            alias of both.
    """
    canonical = checked_name(name)
    await naming_store.lock_names(connection, canonical)
    row = await _lock_own(connection, guid)
    if row.name == name:
        return await done_to(connection, row.guid, None)
    if await naming_store.is_somebody_elses(connection, canonical, row.guid):
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
    return await done_to(connection, row.guid, act_id)


async def add_alias(
    connection: Connection, actor: Actor, guid: str, alias: str, now: datetime
) -> Done:
    """Let a player be found by another name, too, in search, in voice and on the server.

    Raises:
        PlayerNotFound, IsAlt: there is no such profile; it is an alt of another.
        InvalidInput: nothing of the alias can be seen, or it is too long.
        PlayerNameTaken: somebody else goes by it, so that it would say nothing (also when both
            asked at once).
    """
    canonical = checked_alias(alias)
    await naming_store.lock_names(connection, canonical)
    row = await _lock_own(connection, guid)
    if await profile_store.is_known_as(connection, canonical, row.guid, others=False):
        return await done_to(connection, row.guid, None)
    if await profile_store.is_known_as(connection, canonical, row.guid, others=True):
        raise PlayerNameTaken(say("name-taken-already"))
    await profile_store.insert_alias(connection, row.guid, alias, canonical)
    act_id = await record_act(
        connection, actor, "player.add_alias", now, player_guid=row.guid, details={"alias": alias}
    )
    return await done_to(connection, row.guid, act_id)


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
    return await done_to(connection, row.guid, act_id)


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
        return await done_to(connection, row.guid, None)
    await profile_store.update_rating(connection, row.guid, rating, now)
    details = {"from": row.rating, "to": rating}
    act_id = await record_act(
        connection, actor, "player.rating", now, player_guid=row.guid, details=details
    )
    return await done_to(connection, row.guid, act_id)


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
    player = await player_store.find_player(connection, guid)
    if player is None:
        raise PlayerNotFound
    discord_linked, previous = await store.lock_player_link(connection, user_id)
    account = await profile_store.find_account(connection, user_id)
    if account is None or not discord_linked:
        raise PersonNotFound
    if previous == player.guid:
        return await done_to(connection, player.guid, None)
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
    return await done_to(connection, player.guid, act_id)


async def unlink(
    connection: Connection, actor: Actor, guid: str, now: datetime, *, undoes: int | None = None
) -> Done:
    """Take whoever is linked to a player off it; their answers stay theirs.

    Raises:
        PlayerNotFound: there is no such profile.
        NotLinkedToAnybody: nobody is linked to it.
    """
    user_id, player_guid = await lock_linked(connection, guid)
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
    return await done_to(connection, player_guid, act_id, user_id)


async def lock_linked(connection: Connection, guid: str) -> tuple[int, str]:
    """(who is linked to a player, whose links nobody else changes; the guid as it is stored).

    Raises:
        PlayerNotFound: there is no such profile.
        NotLinkedToAnybody: nobody is linked to it.
        Conflict: somebody else changed that at the same time.
    """
    player = await player_store.find_player(connection, guid)
    if player is None:
        raise PlayerNotFound
    user_id = (await profile_store.find_linked_users(connection, [player.guid])).get(player.guid)
    if user_id is None:
        raise NotLinkedToAnybody
    _, linked = await store.lock_player_link(connection, user_id)
    if linked != player.guid:
        raise Conflict
    return user_id, player.guid


async def lock_profile(connection: Connection, guid: str) -> ProfileRow:
    """A profile, an alt as it stands, which nobody else changes before the transaction ends.

    Raises:
        PlayerNotFound: there is no such profile.
    """
    stored = await profile_store.find_guid(connection, guid)
    rows = {} if stored is None else await profile_store.lock_rows(connection, [stored])
    if stored is None or stored not in rows:
        raise PlayerNotFound
    return rows[stored]


async def _lock_own(connection: Connection, guid: str) -> ProfileRow:
    row = await lock_profile(connection, guid)
    if row.main_guid is not None:
        raise IsAlt
    return row


async def done_to(connection: Connection, guid: str, act_id: int | None, *users: int) -> Done:
    """What became of a profile by an act; `users` are those whom it concerns beside its person."""
    profile = await profile_store.find_profile(connection, guid)
    assert profile is not None
    linked = () if profile.account is None else (profile.account.user_id,)
    return Done(profile, act_id, (*users, *linked))
