"""Noting what admins did, in the transaction in which they did it, and reading it.

`now` is an aware instant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from muster.audit import store
from muster.audit.rules import ACTS_AT_ONCE, Act, Actor
from muster.database import Connection
from muster.errors import ActNotFound


async def record_act(
    connection: Connection,
    actor: Actor,
    act: str,
    now: datetime,
    *,
    user_id: int | None = None,
    player_guid: str | None = None,
    details: Mapping[str, Any] | None = None,
    undoes: int | None = None,
) -> int:
    """Note that `actor` did something; returns the id of the act.

    Call it in the transaction that does it, so that there is never one without the other.

    Args:
        act: SUBJECT.VERB in small letters, such as `player.rename`.
        user_id, player_guid: whom it concerns.
        details: ids, and values before and after, as JSON has them; never contact data.
        undoes: the id of the act that this one takes back.

    Raises:
        AlreadyUndone: somebody took that one back already.
    """
    return await store.insert_act(
        connection, actor, act, now, user_id, player_guid, details or {}, undoes
    )


async def read_act(connection: Connection, act_id: int) -> Act:
    """One act.

    Raises:
        ActNotFound: there is none with this id, or not any more.
    """
    found = await store.find_act(connection, act_id)
    if found is None:
        raise ActNotFound
    return found


async def list_acts(
    connection: Connection,
    *,
    before: int | None = None,
    subject: str | None = None,
    user_id: int | None = None,
    player_guid: str | None = None,
    limit: int = ACTS_AT_ONCE,
) -> list[Act]:
    """At most `limit` acts, the latest first, all of them or those that are asked for.

    Args:
        before: acts earlier than the one with this id.
        subject: what stands before the point of `Act.act`, such as `player`.
        user_id, player_guid: whom they concern.
    """
    return await store.list_acts(connection, before, subject, user_id, player_guid, limit)


async def forget_details(
    connection: Connection, user_id: int, player_guids: Sequence[str] = ()
) -> None:
    """Leave nothing but ids of what was done about a person who is erased."""
    await store.clear_details(connection, user_id, player_guids)
