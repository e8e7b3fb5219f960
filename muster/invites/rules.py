"""Types and pure decisions of invite links. Instants are aware, in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

DAYS_DEFAULT, DAYS = 14, (1, 365)
"""For how many days a link holds: as long as nobody says otherwise, and the bounds."""

MOST_USES = (1, 1000)
"""How many people may come by a link, where that is limited at all."""

LABEL_MAX = 60
MOST_OPEN = 50
"""So many links of a community hold at once."""

InviteState = Literal["open", "expired", "revoked", "used_up"]

_SECRET = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class Invite:
    """A link as it is stored; its secret is not.

    Attributes:
        created_by: the name of whoever made it; None where they are not here any more.
        most_uses: how many people may come by it; None: as many as come.
        uses: how many came, each once: people who were not linked to a player until then.
        linked: how many of those are linked by now.
        answered: how many of those have answered for a day.
    """

    id: int
    label: str | None
    created_by: str | None
    created_at: datetime
    expires_at: datetime
    most_uses: int | None
    uses: int
    revoked_at: datetime | None
    linked: int = 0
    answered: int = 0

    def state(self, now: datetime) -> InviteState:
        """Whether it holds at `now`, or why not."""
        if self.revoked_at is not None:
            return "revoked"
        if self.expires_at <= now:
            return "expired"
        if self.most_uses is not None and self.uses >= self.most_uses:
            return "used_up"
        return "open"


def is_secret(text: str) -> bool:
    """Whether `text` has the form of a link's secret."""
    return _SECRET.fullmatch(text) is not None
