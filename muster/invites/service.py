"""What promoters do with invite links, and what a link does for whoever comes by it.

A link gives no right: whoever comes by it signs in and picks a player as everybody does. It holds
for a number of days, or people, or until it is revoked; one that does not hold leads to the same
sign-in. `now` is always an aware instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from muster import crypto
from muster.audit.service import record_act
from muster.database import Connection
from muster.errors import InviteNotFound, TooManyInvites
from muster.identity.rules import Viewer
from muster.invites import store
from muster.invites.rules import MOST_OPEN, Invite, InviteState, is_secret
from muster.names import shown


@dataclass(frozen=True, slots=True)
class NewInvite:
    """A link that was just made. Its secret is known here and now alone."""

    invite: Invite
    secret: str


async def create_invite(
    connection: Connection,
    viewer: Viewer,
    key: bytes,
    *,
    label: str | None,
    days: int,
    most_uses: int | None,
    now: datetime,
) -> NewInvite:
    """Make a link that holds for `days` days and `most_uses` people (None: as many as come).

    Only a hash of its secret under `key` is stored; of the label, what can be seen. It is noted
    among the acts of admins, also a promoter's. Call it inside a transaction.

    Raises:
        TooManyInvites: 50 links hold already.
    """
    if await store.count_open(connection, now) >= MOST_OPEN:
        raise TooManyInvites
    secret = crypto.new_token()
    invite = await store.insert_invite(
        connection,
        crypto.token_hash(secret, key),
        shown(label or "") or None,
        viewer.user_id,
        now + timedelta(days=days),
        most_uses,
        now,
    )
    await record_act(
        connection, viewer.actor, "invite.create", now, details={"invite_id": invite.id}
    )
    return NewInvite(invite, secret)


async def list_invites(connection: Connection) -> Sequence[Invite]:
    """Every link that is kept, the newest first, with how many came by it, linked and answered."""
    return await store.list_invites(connection)


async def revoke_invite(
    connection: Connection, viewer: Viewer, invite_id: int, now: datetime
) -> None:
    """End a link, noted as its making is; safe to repeat. Call it inside a transaction.

    Raises:
        InviteNotFound: there is no such link (any more).
    """
    revoked = await store.revoke_invite(connection, invite_id, now)
    if revoked is None:
        raise InviteNotFound
    if revoked:
        await record_act(
            connection, viewer.actor, "invite.revoke", now, details={"invite_id": invite_id}
        )


async def state_of(
    connection: Connection, secret: str, key: bytes, now: datetime
) -> InviteState | None:
    """Whether the link of a secret holds, or why not; None where there is no such link."""
    if not is_secret(secret):
        return None
    invite = await store.find_invite(connection, crypto.token_hash(secret, key))
    return None if invite is None else invite.state(now)


async def arrive(
    connection: Connection, secret: str, key: bytes, user_id: int, now: datetime
) -> bool:
    """Count somebody who signed in by a link; whether they counted.

    Once a person, and only who is not linked to a player: others have been here. A link that does
    not hold (any more) counts nobody, and keeps nobody from anything. Call it inside a transaction.
    """
    if not is_secret(secret):
        return False
    invite = await store.lock_invite(connection, crypto.token_hash(secret, key))
    if invite is None or invite.state(now) != "open":
        return False
    if not await store.insert_arrival(connection, invite.id, user_id, now):
        return False
    await store.count_use(connection, invite.id)
    return True
