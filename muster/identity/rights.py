"""Rights by person: who has which, giving and taking them, and taking that back.

Every change locks all rights first. So what was decided by them still holds at the commit, also
where two admins take each other's in the same moment: the second one is none any more.

`now` is an aware instant. `named` are the accounts that the settings name; those rights are the
operator's alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from muster.audit.rules import OPERATOR, Act, Actor
from muster.audit.service import record_act
from muster.database import Connection
from muster.errors import (
    AlreadyUndone,
    LastAdmin,
    NotAdmin,
    NotTheFirstAccount,
    NotUndoable,
    OnlyRoot,
    RightFromSettings,
    RightNotFound,
    UndoOvertaken,
)
from muster.identity import right_store as store
from muster.identity.right_rules import (
    MOST_HOLDERS,
    SEARCH_LIMIT,
    NamedAccounts,
    RightHolder,
    Tier,
    administers,
    discord_id_in,
    may_change,
    may_exist,
)
from muster.identity.rules import canonical_name, is_searchable
from muster.names import name_key
from muster.settings import Settings

SUBJECT = "rights"
GRANTED, REVOKED = "rights.grant", "rights.revoke"


def named_accounts(settings: Settings) -> NamedAccounts:
    """The accounts that the settings name."""
    return NamedAccounts(settings.admin_discord_ids, settings.promoter_discord_ids)


async def list_rights(connection: Connection, named: NamedAccounts) -> list[RightHolder]:
    """Who has a right, by a row or by the settings; the highest first."""
    return await store.list_holders(connection, named, MOST_HOLDERS)


async def search_people(
    connection: Connection, text: str, named: NamedAccounts
) -> list[RightHolder]:
    """Up to 20 people who signed in, by a part of a name of theirs.

    A whole Discord id finds its account, also one that never signed in here.
    """
    account = discord_id_in(text)
    if account is None and not is_searchable(text):
        return []
    found = await store.search_people(
        connection, canonical_name(text), account, named, SEARCH_LIMIT
    )
    return found or await _unseen(connection, account, named)


async def find_people(connection: Connection, text: str, named: NamedAccounts) -> list[RightHolder]:
    """Who is meant by a Discord id or a whole name: nobody, one, or several of one name."""
    account = discord_id_in(text)
    found = await store.find_holders(connection, name_key(canonical_name(text)), account, named)
    return list(found) or await _unseen(connection, account, named)


async def _unseen(
    connection: Connection, account: int | None, named: NamedAccounts
) -> list[RightHolder]:
    if account is None:
        return []
    tier = await store.find_tier(connection, account)
    if tier is None and not may_exist(account):
        return []
    return [RightHolder(account, None, None, None, tier, named.of(account))]


async def find_names(connection: Connection, user_ids: Sequence[int]) -> dict[int, str]:
    """What people are called, for admins: their player's name, or Discord's; by website user."""
    return await store.find_names(connection, user_ids)


async def grant(
    connection: Connection,
    actor: Actor,
    discord_user_id: int,
    tier: Tier,
    named: NamedAccounts,
    now: datetime,
) -> bool:
    """Give an account a tier in place of the one it has; whether that changed anything.

    Call it inside a transaction. The account need not have signed in yet.

    Raises:
        NotTheFirstAccount: its person is known by another one, by which they have their rights.
        NotAdmin: the actor is none any more.
        OnlyRoot: it is about `root`, which the actor is not.
        LastAdmin: nobody would be an admin afterwards.
    """
    return await _set_tier(connection, actor, discord_user_id, tier, named, now)


async def revoke(
    connection: Connection,
    actor: Actor,
    discord_user_id: int,
    named: NamedAccounts,
    now: datetime,
) -> None:
    """Take an account's tier away. Call it inside a transaction.

    Raises:
        RightNotFound: it has none.
        RightFromSettings: it has none but what the settings give it.
        NotAdmin, OnlyRoot, LastAdmin: as for `grant`.
    """
    if not await _set_tier(connection, actor, discord_user_id, None, named, now):
        raise RightFromSettings if named.of(discord_user_id) else RightNotFound


async def undo(
    connection: Connection, actor: Actor, act: Act, named: NamedAccounts, now: datetime
) -> None:
    """Take back that a right was given or taken. Call it inside a transaction.

    Raises:
        AlreadyUndone: somebody took it back already.
        NotUndoable: it is none that can be taken back, or took another one back.
        UndoOvertaken: the right was changed since.
        NotAdmin, OnlyRoot, LastAdmin: as for `grant`.
    """
    if act.undone_by is not None:
        raise AlreadyUndone
    before, after = act.details.get("before"), act.details.get("after")
    account = discord_id_in(str(act.details.get("discord_user_id", "")))
    if act.act not in (GRANTED, REVOKED) or account is None or act.undoes is not None:
        raise NotUndoable
    await store.lock_rights(connection)
    if await store.find_tier(connection, account) != after:
        raise UndoOvertaken
    await _set_tier(connection, actor, account, before, named, now, undoes=act.id)


async def _set_tier(
    connection: Connection,
    actor: Actor,
    discord_user_id: int,
    tier: Any,
    named: NamedAccounts,
    now: datetime,
    *,
    undoes: int | None = None,
) -> bool:
    await store.lock_rights(connection)
    operator = actor == OPERATOR
    own = None
    if tier is not None and await store.list_beside(connection, [discord_user_id]):
        raise NotTheFirstAccount
    if not operator:
        # Who asks was looked up before the lock, and may have lost the right meanwhile.
        assert actor.discord_user_id is not None
        own = await store.find_tier(connection, actor.discord_user_id)
        if actor.discord_user_id not in named.admins and not administers(own):
            raise NotAdmin
    before = await store.find_tier(connection, discord_user_id)
    if not operator and not may_change(own, before, tier):
        raise OnlyRoot
    if before == tier:
        return False
    if tier is None:
        await store.delete_tier(connection, discord_user_id)
    else:
        await store.upsert_tier(connection, discord_user_id, tier, actor.discord_user_id, now)
    loses = administers(before) and not administers(tier)
    if loses and not operator and not await has_admin(connection, named):
        raise LastAdmin
    await record_act(
        connection,
        actor,
        REVOKED if tier is None else GRANTED,
        now,
        user_id=await store.find_user(connection, discord_user_id),
        details={"discord_user_id": str(discord_user_id), "before": before, "after": tier},
        undoes=undoes,
    )
    return True


async def is_root(connection: Connection, actor: Actor) -> bool:
    """Whether `actor` may do what is for root alone; the operator may."""
    if actor == OPERATOR:
        return True
    account = actor.discord_user_id
    return account is not None and await store.find_tier(connection, account) == "root"


async def has_admin(connection: Connection, named: NamedAccounts) -> bool:
    """Whether anybody can act as an admin: named by the settings, or by a row and signed in once.

    A row of an account that was never seen may hold a mistyped id; an account beside somebody's
    first gives them no right.
    """
    beside = await store.list_beside(connection, sorted(named.admins))
    return not named.admins <= set(beside) or await store.admin_signed_in(connection)
