"""The SQL of sessions and of sign-ins under way. `now` is always an aware instant."""

from __future__ import annotations

from datetime import datetime

from muster.database import Connection


async def insert_session(
    connection: Connection, token_hash: bytes, user_id: int, now: datetime, expires_at: datetime
) -> None:
    await connection.execute(
        """
        INSERT INTO website_sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
        VALUES ($1, $2, $3, $3, $4)
        """,
        token_hash,
        user_id,
        now,
        expires_at,
    )


async def touch_session(
    connection: Connection, token_hash: bytes, now: datetime, expires_at: datetime
) -> None:
    await connection.execute(
        "UPDATE website_sessions SET last_seen_at = $2, expires_at = $3 WHERE token_hash = $1",
        token_hash,
        now,
        expires_at,
    )


async def delete_session(connection: Connection, token_hash: bytes) -> None:
    await connection.execute("DELETE FROM website_sessions WHERE token_hash = $1", token_hash)


async def delete_sessions_of(connection: Connection, user_id: int) -> None:
    await connection.execute("DELETE FROM website_sessions WHERE user_id = $1", user_id)


async def delete_ended_sessions(connection: Connection, now: datetime) -> int:
    """Remove sessions and sign-in states that have ended; how many rows that were."""
    return await connection.fetchval(
        """
        WITH sessions AS (DELETE FROM website_sessions WHERE expires_at <= $1 RETURNING 1),
             states AS (DELETE FROM oauth_states WHERE expires_at <= $1 RETURNING 1)
        SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM states)
        """,
        now,
    )


async def insert_oauth_state(
    connection: Connection,
    state_hash: bytes,
    code_verifier: str,
    redirect_uri: str,
    next_path: str | None,
    now: datetime,
    expires_at: datetime,
) -> None:
    await connection.execute(
        """
        INSERT INTO oauth_states
               (state_hash, code_verifier, redirect_uri, next_path, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        """,
        state_hash,
        code_verifier,
        redirect_uri,
        next_path,
        now,
        expires_at,
    )


async def take_oauth_state(
    connection: Connection, state_hash: bytes, now: datetime
) -> tuple[str, str, str | None] | None:
    """(code_verifier, redirect_uri, next_path) of a state that is still good; it is used up."""
    row = await connection.fetchrow(
        """
        DELETE FROM oauth_states WHERE state_hash = $1
        RETURNING code_verifier, redirect_uri, next_path, expires_at
        """,
        state_hash,
    )
    if row is None or row["expires_at"] <= now:
        return None
    return row["code_verifier"], row["redirect_uri"], row["next_path"]
