"""The SQL of sessions and of sign-ins under way. `now` is always an aware instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from muster.database import Connection
from muster.identity.rules import Session


async def insert_session(
    connection: Connection,
    token_hash: bytes,
    user_id: int,
    now: datetime,
    expires_at: datetime,
    browser: str | None,
) -> None:
    await connection.execute(
        """
        INSERT INTO website_sessions
               (token_hash, user_id, created_at, last_seen_at, expires_at, browser)
        VALUES ($1, $2, $3, $3, $4, $5)
        """,
        token_hash,
        user_id,
        now,
        expires_at,
        browser,
    )


async def list_sessions(
    connection: Connection, user_id: int, current: bytes, now: datetime, begun_after: datetime
) -> list[Session]:
    """A person's sessions that have not ended, `current` first, then the last used ones."""
    rows = await connection.fetch(
        """
        SELECT created_at, last_seen_at, browser, token_hash = $2 AS current
          FROM website_sessions
         WHERE user_id = $1 AND expires_at > $3 AND created_at > $4
         ORDER BY current DESC, last_seen_at DESC, created_at DESC
        """,
        user_id,
        current,
        now,
        begun_after,
    )
    return [Session(*row) for row in rows]


async def touch_session(
    connection: Connection, token_hash: bytes, now: datetime, expires_at: datetime
) -> None:
    await connection.execute(
        "UPDATE website_sessions SET last_seen_at = $2, expires_at = $3 WHERE token_hash = $1",
        token_hash,
        now,
        expires_at,
    )


async def delete_sessions(connection: Connection, token_hashes: Sequence[bytes]) -> None:
    await connection.execute(
        "DELETE FROM website_sessions WHERE token_hash = ANY($1::bytea[])", token_hashes
    )


async def delete_sessions_of(connection: Connection, user_id: int) -> None:
    """End a person's sessions, and the tokens that link a chat: one may have been made in any."""
    await connection.execute(
        """
        WITH tokens AS (DELETE FROM availability_link_tokens WHERE user_id = $1)
        DELETE FROM website_sessions WHERE user_id = $1
        """,
        user_id,
    )


async def delete_ended_sessions(
    connection: Connection, now: datetime, begun_after: datetime
) -> int:
    """Remove sessions and sign-in states that have ended; how many rows that were."""
    return await connection.fetchval(
        """
        WITH sessions AS (DELETE FROM website_sessions
                           WHERE expires_at <= $1 OR created_at <= $2 RETURNING 1),
             states AS (DELETE FROM oauth_states WHERE expires_at <= $1 RETURNING 1)
        SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM states)
        """,
        now,
        begun_after,
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
