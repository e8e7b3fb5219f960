"""A small community to test with, put into a database as plain rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from pydantic import SecretStr

from muster.settings import Settings, load_settings

EVENING = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
"""20:30 in the community's zone."""

TODAY = date(2026, 11, 20)
SESSION_SECRET = "a session secret of the tests"
SESSION_KEY = SESSION_SECRET.encode()
UNLINKED, PLAYER, PROMOTER, ADMIN = 101, 102, 103, 104
"""Discord ids of the people that the tests know by their role."""


def settings_for(database_url: str, **overrides: Any) -> Settings:
    """Settings of a sandbox on `database_url`; no `.env` is read."""
    values: dict[str, Any] = {
        "database_url": SecretStr(database_url),
        "session_secret": SecretStr(SESSION_SECRET),
        "muster_sandbox": True,
        "promoter_discord_ids": str(PROMOTER),
        "admin_discord_ids": str(ADMIN),
    }
    return load_settings(env_file=None, **(values | overrides))


async def add_player(
    connection: Any, guid: str, name: str | None = None, *, aliases: tuple[str, ...] = ()
) -> str:
    """A player profile as an import would have left it; its name holds no colour codes."""
    name = name or f"Player {guid}"
    await connection.execute(
        """
        INSERT INTO players (guid, name, canonical_name, origin, created_at, updated_at)
        VALUES ($1, $2, $2, 'imported', $3, $3)
        """,
        guid,
        name,
        EVENING,
    )
    for alias in aliases:
        await connection.execute("INSERT INTO player_aliases VALUES ($1, $2, $2)", guid, alias)
    return guid


async def add_person(
    connection: Any, discord_user_id: int, username: str | None = None, *, player: str | None = None
) -> int:
    """A website user with a Discord account, linked to a new player called `player` if given."""
    user_id = await connection.fetchval(
        "INSERT INTO website_users (created_at) VALUES ($1) RETURNING id", EVENING
    )
    await connection.execute(
        """
        INSERT INTO discord_accounts (discord_user_id, user_id, username, linked_at, updated_at)
        VALUES ($1, $2, $3, $4, $4)
        """,
        discord_user_id,
        user_id,
        username or f"account{discord_user_id}",
        EVENING,
    )
    if player is not None:
        guid = await add_player(connection, f"guid-{discord_user_id}", player)
        await add_link(connection, user_id, guid)
    return user_id


async def add_link(connection: Any, user_id: int, guid: str) -> None:
    await connection.execute(
        "INSERT INTO user_player_links VALUES ($1, $2, $3)", user_id, guid, EVENING
    )


async def add_answer(connection: Any, user_id: int, day: date, status: str) -> None:
    """An answer by plain SQL, as any program beside ours might write it."""
    await connection.execute(
        """
        INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
        VALUES ($1, $2, $3, now(), now())
        """,
        user_id,
        day,
        status,
    )
