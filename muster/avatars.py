"""Which picture stands for a person, and where a page finds it; only those who see names do."""

from __future__ import annotations

import re

AVATARS = "/api/avatars/"
"""Where the website has them, by website user id."""

AVATAR_VERSION = "^(?:a_)?([0-9a-f]{8})[0-9a-f]{24}$"
"""Of Discord's name of a picture, what tells it from the one before; also read by PostgreSQL."""

_VERSION = re.compile(AVATAR_VERSION)


def avatar_version(avatar: str | None) -> str | None:
    """What tells this picture from the one before; None for what is no name of one."""
    found = _VERSION.fullmatch(avatar or "")
    return found[1] if found else None


def avatar_address(user_id: int, avatar: str | None) -> str | None:
    """Where the page finds somebody's picture; it changes with the picture."""
    version = avatar_version(avatar)
    return None if version is None else f"{AVATARS}{user_id}?v={version}"
