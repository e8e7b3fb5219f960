"""Types and pure decisions of read tokens. Instants are aware, in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from muster.identity.rules import Viewer, is_admin

MARK = "mst_"
"""What a token begins with, so that it is known for one wherever it turns up."""

LABEL_MAX = 60
MOST_HELD = 50
"""So many tokens of a community hold at once."""

DAYS_DEFAULT, DAYS = 90, (1, 365)
"""For how many days a token holds: as long as nobody says otherwise, and the bounds."""

USE_NOTED_AFTER = timedelta(hours=1)
"""The last use is written at most this often."""

Scope = Literal["public", "member"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""`public`: what somebody signed out sees; `member`: what a linked member does, who is nobody."""

TokenState = Literal["open", "expired", "revoked"]

_TOKEN = re.compile(r"mst_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class ReadToken:
    """A token as it is listed; it itself is not stored.

    Attributes:
        owner: the name of whose it is or, of a public one, of whoever made it; None where they are
            not here any more.
        mine: whether it belongs to who asks.
        last_used_at: exact to the hour; None: never.
    """

    id: int
    label: str
    scope: Scope
    owner: str | None
    mine: bool
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None

    def state(self, now: datetime) -> TokenState:
        """Whether it holds at `now`, or why not."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= now else "open"


@dataclass(frozen=True, slots=True)
class Held:
    """A token that was not revoked, as a request meets it.

    Attributes:
        owner: whose it is, as they are now; None of a public one, and where its owner has no
            Discord account (any more).
    """

    id: int
    scope: Scope
    expires_at: datetime
    last_used_at: datetime | None
    owner: Viewer | None


def is_token(text: str) -> bool:
    """Whether `text` has the form of a token."""
    return _TOKEN.fullmatch(text) is not None


def holds(held: Held, admin_discord_ids: frozenset[int], now: datetime) -> bool:
    """Whether a token may read at `now`: that of a member only while they are an admin."""
    if held.expires_at <= now:
        return False
    if held.scope == "public":
        return True
    return held.owner is not None and is_admin(held.owner, admin_discord_ids)


def reader_of(held: Held) -> Viewer | None:
    """As whom a token reads: a linked member who is nobody, with no answers, rights or pictures of
    their own; None: as somebody signed out, also where its owner is not linked (any more).
    """
    if held.scope == "public" or held.owner is None or not held.owner.linked:
        return None
    return Viewer(
        user_id=0,
        discord_user_id=0,
        username="",
        display_name="",
        avatar=None,
        player_guid="",
        player_name="",
        tier=None,
        expires_at=held.expires_at,
    )


def use_is_noted(last_used_at: datetime | None, now: datetime) -> bool:
    """Whether a use at `now` is to be written."""
    return last_used_at is None or now - last_used_at >= USE_NOTED_AFTER
