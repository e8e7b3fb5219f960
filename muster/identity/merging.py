"""What admins do with who is whose: profiles of one person are merged and split, and another of
their Discord accounts is detached; one function each, each noted as an act.

All take a connection inside a transaction, as those of `profiles` do. Accounts are locked before
users, users before profiles, each in one order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from muster.audit.rules import Actor
from muster.audit.service import record_act
from muster.database import Connection, DatabaseTooSlow, translated_errors
from muster.errors import (
    BeingErased,
    BusyPerson,
    Conflict,
    NotAnAlt,
    NotTheirAccount,
    OnlyRoot,
    RightsWouldGo,
    SamePerson,
    TwoPeople,
)
from muster.identity import merging_store, profile_store, session_store, store
from muster.identity.profile_rules import Profile
from muster.identity.profiles import Done, done_to, lock_linked, lock_profile, read_profile
from muster.identity.rights import is_root


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
    numbers = await merging_store.count_of_both(
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
        await merging_store.lock_accounts(connection, list(users.values()))
    await merging_store.lock_users(connection, list(users.values()))
    rows = await profile_store.lock_rows(connection, guids)
    if len(rows) < 2 or any(row.main_guid is not None for row in rows.values()):
        raise Conflict
    if await profile_store.find_linked_users(connection, guids) != users:
        raise Conflict
    if len(users) == len(guids) and not joins_people:
        raise TwoPeople
    if await merging_store.is_anybody_erased(connection, list(users.values())):
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
            created_at = await merging_store.find_created_at(connection, gone_user)
            details["gone_created_at"] = created_at.isoformat()
            await _merge_people(
                connection, actor, kept_user, gone_user, second, now, promoter_ids, admin_ids
            )
    await merging_store.update_main(
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
    return await done_to(connection, first.guid, act_id, *users.values())


async def split(connection: Connection, actor: Actor, guid: str, now: datetime) -> Done:
    """Let an alt stand by itself again; whoever is linked stays linked to the person.

    Raises:
        PlayerNotFound, NotAnAlt: there is no such profile; it is no alt.
    """
    row = await lock_profile(connection, guid)
    if row.main_guid is None:
        raise NotAnAlt
    await merging_store.update_main(connection, [row.guid], None, now)
    act_id = await record_act(
        connection,
        actor,
        "player.split",
        now,
        player_guid=row.guid,
        details={"main": row.main_guid},
    )
    return await done_to(connection, row.guid, act_id)


async def detach(
    connection: Connection, actor: Actor, guid: str, discord_user_id: int, now: datetime
) -> Done:
    """Let another Discord account of a player be nobody's; whoever signs in with it is new here.

    The player's sessions end, since nobody knows by which account one was begun; so do the tokens
    that link a chat, and the address of their calendar, which the other account was shown, too.

    Raises:
        PlayerNotFound: there is no such profile.
        NotLinkedToAnybody: nobody is linked to it.
        NotTheirAccount: it is none of those by which they sign in, too.
    """
    await merging_store.lock_account(connection, discord_user_id)
    user_id, player_guid = await lock_linked(connection, guid)
    if await merging_store.delete_alt_account(connection, user_id, discord_user_id) is None:
        raise NotTheirAccount
    await session_store.delete_sessions_of(connection, user_id)
    await merging_store.delete_calendar_address(connection, user_id)
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
    return await done_to(connection, player_guid, act_id)


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
    standings = await merging_store.find_standings(connection, [kept, gone])
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
            await merging_store.merge_people(connection, kept, gone, now)
    except DatabaseTooSlow as error:  # somebody holds a row of theirs
        raise BusyPerson from error
    # Whoever asked in this moment was locked out of the look before, and is no more by now.
    if await merging_store.is_anybody_erased(connection, [kept]):
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
