"""Taking back what admins did with player profiles: an act of its own, once, and only as long as
nothing else was done to what it changed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from muster.audit.rules import Act, Actor
from muster.audit.service import record_act
from muster.database import Connection
from muster.errors import AlreadyUndone, NotUndoable, PlayerNotFound, UndoOvertaken
from muster.identity import (
    importing,
    merging_store,
    naming_store,
    profile_store,
    profiles,
    store,
)
from muster.identity.profile_rules import ProfileRow, checked_alias, checked_name
from muster.identity.rules import canonical_name
from muster.words import words

say = words("peopleErrors")

SUBJECT = "player"
"""What stands before the point of these acts."""


_Undo = Callable[[Connection, Actor, Act, datetime], Awaitable[int]]


def is_undoable(act: Act) -> bool:
    """Whether an act on a player is one that can be taken back, if nothing else was done since."""
    return (
        act.undoes is None
        and act.act in _UNDO
        and act.details.get("people") != "merged"
        and (act.act != importing.ACT or "profiles" in act.details)
    )


async def undo(connection: Connection, actor: Actor, act: Act, now: datetime) -> int:
    """Take back an act on a player; returns the id of the act that does.

    Call it inside a transaction.

    Raises:
        AlreadyUndone: somebody took it back already (also when both asked at once).
        NotUndoable: it is none that can be taken back, or is one that took another back.
        UndoOvertaken: what it changed was changed again since.
    """
    if act.undone_by is not None:
        raise AlreadyUndone
    take_back = _UNDO.get(act.act)
    if (
        act.undoes is not None
        or take_back is None
        or (act.player_guid is None and act.act != (importing.ACT))
    ):
        raise NotUndoable
    try:
        return await take_back(connection, actor, act, now)
    except (KeyError, PlayerNotFound) as error:  # details that went with their person; the profile
        raise UndoOvertaken from error


async def _locked(connection: Connection, act: Act) -> ProfileRow:
    rows = await profile_store.lock_rows(connection, [act.player_guid or ""])
    if not rows:
        raise UndoOvertaken
    return next(iter(rows.values()))


async def _noted(
    connection: Connection, actor: Actor, act: Act, now: datetime, details: dict[str, Any]
) -> int:
    return await record_act(
        connection,
        actor,
        act.act,
        now,
        user_id=act.user_id,
        player_guid=act.player_guid,
        details=details,
        undoes=act.id,
    )


async def _undo_rename(connection: Connection, actor: Actor, act: Act, now: datetime) -> int:
    before, after = act.details["from"], act.details["to"]
    # A name from an import may be longer than those that are given here.
    canonical = canonical_name(before) or checked_name(before)
    await naming_store.lock_names(connection, canonical)
    row = await _locked(connection, act)
    if row.name != after:
        raise UndoOvertaken
    owner = row.main_guid or row.guid
    if await naming_store.is_somebody_elses(connection, canonical, owner):
        raise UndoOvertaken(say("name-taken-by-now"))
    await profile_store.update_name(connection, row.guid, before, canonical, now)
    if act.details["alias_added"]:
        await profile_store.delete_aliases(connection, row.guid, canonical)
    return await _noted(connection, actor, act, now, {"from": after, "to": before})


async def _undo_add_alias(connection: Connection, actor: Actor, act: Act, now: datetime) -> int:
    row = await _locked(connection, act)
    gone = await profile_store.delete_aliases(
        connection, row.guid, canonical_name(act.details["alias"])
    )
    if not gone:
        raise UndoOvertaken
    return await _noted(connection, actor, act, now, {"gone": gone})


async def _undo_remove_alias(connection: Connection, actor: Actor, act: Act, now: datetime) -> int:
    gone = [(alias, checked_alias(alias)) for alias in act.details["gone"]]
    await naming_store.lock_names(connection, *(canonical for _, canonical in gone))
    row = await _locked(connection, act)
    owner = row.main_guid or row.guid
    for alias, canonical in gone:
        if await profile_store.is_known_as(connection, canonical, owner, others=True):
            raise UndoOvertaken(say("name-taken-by-now"))
        await profile_store.insert_alias(connection, row.guid, alias, canonical)
    return await _noted(connection, actor, act, now, {"back": act.details["gone"]})


async def _undo_rating(connection: Connection, actor: Actor, act: Act, now: datetime) -> int:
    row = await _locked(connection, act)
    before, after = act.details["from"], act.details["to"]
    if row.rating != after:
        raise UndoOvertaken
    await profile_store.update_rating(connection, row.guid, before, now)
    return await _noted(connection, actor, act, now, {"from": after, "to": before})


async def _undo_link(connection: Connection, actor: Actor, act: Act, now: datetime) -> int:
    if act.user_id is None or act.player_guid is None:
        raise NotUndoable
    _, linked = await store.lock_player_link(connection, act.user_id)
    if linked != act.player_guid:
        raise UndoOvertaken
    previous = act.details["previous"]
    if previous is None:
        done = await profiles.unlink(connection, actor, act.player_guid, now, undoes=act.id)
    else:
        done = await profiles.link(connection, actor, previous, act.user_id, now, undoes=act.id)
    if done.act_id is None:
        raise UndoOvertaken
    return done.act_id


async def _undo_unlink(connection: Connection, actor: Actor, act: Act, now: datetime) -> int:
    if act.user_id is None or act.player_guid is None:
        raise NotUndoable
    _, linked = await store.lock_player_link(connection, act.user_id)
    if linked is not None:
        raise UndoOvertaken
    done = await profiles.link(connection, actor, act.player_guid, act.user_id, now, undoes=act.id)
    if done.act_id is None:
        raise UndoOvertaken
    return done.act_id


async def _undo_merge(connection: Connection, actor: Actor, act: Act, now: datetime) -> int:
    people, gone = act.details["people"], act.details["gone"]
    if people == "merged":
        raise NotUndoable(say("people-merged"))
    assert act.player_guid is not None
    user_id: int | None = act.details["gone_user_id"] if people == "moved" else None
    if user_id is not None:
        _, linked = await store.lock_player_link(connection, user_id)
        if linked != act.player_guid:
            raise UndoOvertaken
    alts: list[str] = act.details["gone_alts"]
    rows = await profile_store.lock_rows(connection, [act.player_guid, gone, *alts])
    if set(rows) != {act.player_guid, gone, *alts} or any(
        rows[guid].main_guid != act.player_guid for guid in (gone, *alts)
    ):
        raise UndoOvertaken
    await merging_store.update_main(connection, [gone], None, now)
    await merging_store.update_main(connection, alts, gone, now)
    if user_id is not None:
        await store.upsert_player_link(connection, user_id, gone, now)
        await store.insert_audit_row(
            connection,
            "player_changed",
            user_id,
            now,
            discord_user_id=act.details["gone_discord_user_id"],
            player_guid=gone,
            previous_player_guid=act.player_guid,
            actor=actor,
        )
    taken = act.details["rating_taken"]
    if taken is not None and rows[act.player_guid].rating == taken:
        await profile_store.update_rating(connection, act.player_guid, None, now)
    return await _noted(connection, actor, act, now, {"back": gone})


async def _undo_split(connection: Connection, actor: Actor, act: Act, now: datetime) -> int:
    assert act.player_guid is not None
    main = act.details["main"]
    guids = [act.player_guid, main]
    users = await profile_store.find_linked_users(connection, guids)
    rows = await profile_store.lock_rows(connection, guids)
    if (
        len(rows) < 2
        or any(row.main_guid is not None for row in rows.values())
        or act.player_guid in users
        or await merging_store.list_alts(connection, act.player_guid)
    ):
        raise UndoOvertaken
    await merging_store.update_main(connection, [act.player_guid], main, now)
    return await _noted(connection, actor, act, now, {"main": main})


async def _undo_detach(connection: Connection, actor: Actor, act: Act, now: datetime) -> int:
    if act.user_id is None or act.player_guid is None:
        raise NotUndoable
    account = int(act.details["discord_user_id"])
    await merging_store.lock_account(connection, account)
    _, linked = await store.lock_player_link(connection, act.user_id)
    if linked != act.player_guid or not await merging_store.insert_alt_account(
        connection, act.user_id, account, now
    ):
        raise UndoOvertaken
    await store.insert_audit_row(
        connection, "discord_linked", act.user_id, now, discord_user_id=account, actor=actor
    )
    return await _noted(connection, actor, act, now, {"discord_user_id": str(account)})


_UNDO: dict[str, _Undo] = {
    "player.rename": _undo_rename,
    "player.add_alias": _undo_add_alias,
    "player.remove_alias": _undo_remove_alias,
    "player.rating": _undo_rating,
    "player.link": _undo_link,
    "player.unlink": _undo_unlink,
    "player.merge": _undo_merge,
    "player.split": _undo_split,
    "player.detach": _undo_detach,
    importing.ACT: importing.undo_import,
}
