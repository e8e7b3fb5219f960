"""What admins do with read tokens, and what a token lets its holder read.

A token reads and nothing else. `now` is always an aware instant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from muster import crypto
from muster.audit.service import record_act
from muster.database import Connection
from muster.errors import NotLinked, ReadTokenNotFound, TooManyReadTokens
from muster.identity import service as identity
from muster.identity.rules import Viewer
from muster.names import shown
from muster.read_tokens import store
from muster.read_tokens.rules import MARK, MOST_HELD, USE_NOTED_AFTER, Held, ReadToken, Scope


@dataclass(frozen=True, slots=True, repr=False)
class NewReadToken:
    """A token that was just made. It is known here and now alone."""

    id: int
    token: str


async def create_token(
    connection: Connection,
    viewer: Viewer,
    key: bytes,
    *,
    label: str,
    scope: Scope,
    days: int,
    now: datetime,
) -> NewReadToken:
    """Make a token that holds for `days` days; noted. Call it inside a transaction.

    Only its hash under `key` is stored. One that reads as a member is its maker's own.

    Raises:
        NotLinked: it is to read as a member, and its maker is none.
        TooManyReadTokens: 50 hold already.
    """
    if scope == "member" and not viewer.linked:
        raise NotLinked
    if await store.count_held(connection, now) >= MOST_HELD:
        raise TooManyReadTokens
    token = MARK + crypto.new_token()
    token_id = await store.insert_token(
        connection,
        crypto.token_hash(token, key),
        shown(label) or scope,
        scope,
        viewer.user_id if scope == "member" else None,
        viewer.user_id,
        now + timedelta(days=days),
        now,
    )
    details = {"token_id": token_id, "scope": scope}
    await record_act(connection, viewer.actor, "token.create", now, details=details)
    return NewReadToken(token_id, token)


async def list_tokens(connection: Connection, viewer: Viewer) -> list[ReadToken]:
    """Every token that is kept, the newest first."""
    return await store.list_tokens(connection, viewer.user_id)


async def revoke_token(
    connection: Connection, viewer: Viewer, token_id: int, now: datetime
) -> None:
    """End a token, anybody's; noted, and safe to repeat. Call it inside a transaction.

    Raises:
        ReadTokenNotFound: there is none (any more).
    """
    revoked = await store.revoke_token(connection, token_id, now)
    if revoked is None:
        raise ReadTokenNotFound
    if revoked:
        details = {"token_id": token_id}
        await record_act(connection, viewer.actor, "token.revoke", now, details=details)


async def find_held(connection: Connection, token_hash: bytes, now: datetime) -> Held | None:
    """The token of a hash and whose it is; None where there is none, or it was revoked."""
    found = await store.find_held(connection, token_hash)
    if found is None:
        return None
    held, owner_id = found
    if owner_id is None:
        return held
    return replace(held, owner=await identity.find_person(connection, owner_id, now))


async def note_use(connection: Connection, token_id: int, now: datetime) -> None:
    """Write that a token was used, once an hour at most."""
    await store.note_use(connection, token_id, now, now - USE_NOTED_AFTER)
