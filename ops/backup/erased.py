"""Who was erased since a backup was made, or asked to be, is erased again after its restore."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ops.backup import store

# Another community's database may have been there, whose people have the same numbers.
_REMEMBERED = """
    INSERT INTO erased_people (user_id, created_at, erased_at, asked_by)
    SELECT user_id, created_at, erased_at, asked_by FROM {old}.erased_people
    ON CONFLICT DO NOTHING
"""
_AGAIN = """
    INSERT INTO erasures (user_id, asked_at, erases_at, asked_by)
    SELECT u.id, $1, $1, 'restore'
      FROM {old}.erased_people e
      JOIN website_users u ON u.id = e.user_id AND u.created_at = e.created_at
    ON CONFLICT (user_id) DO UPDATE
       SET asked_at = $1, erases_at = $1, asked_by = 'restore'
"""
_ASKED = """
    INSERT INTO erasures (user_id, asked_at, erases_at, asked_by)
    SELECT e.user_id, e.asked_at, e.erases_at, e.asked_by
      FROM {old}.erasures e
      JOIN {old}.website_users o ON o.id = e.user_id
      JOIN website_users u ON u.id = o.id AND u.created_at = o.created_at
    ON CONFLICT (user_id) DO NOTHING
"""
# Whoever took it back since then stays.
_TAKEN_BACK = """
    DELETE FROM erasures n
     USING {old}.website_users o
     JOIN website_users u ON u.id = o.id AND u.created_at = o.created_at
     WHERE n.user_id = u.id
       AND NOT EXISTS (SELECT FROM {old}.erasures e WHERE e.user_id = n.user_id)
"""


async def erase_again(connection: Any, now: datetime) -> int:
    """Let the current schema's people be erased whom the tables in the schema `store.ASIDE` had
    erased, or were about to; for the transaction in which those go.

    The leading bot does it as soon as it runs. Returns how many were erased before.
    """
    old = store.quoted(store.ASIDE)
    for table in ("erasures", "erased_people"):
        if await connection.fetchval("SELECT to_regclass($1) IS NULL", f"{old}.{table}"):
            return 0
    await connection.execute(_TAKEN_BACK.format(old=old))
    await connection.execute(_ASKED.format(old=old))
    tag: str = await connection.execute(_AGAIN.format(old=old), now)
    await connection.execute(_REMEMBERED.format(old=old))
    return int(tag.rsplit(" ", 1)[-1])
