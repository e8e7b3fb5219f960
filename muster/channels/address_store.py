"""The SQL of addresses, link tokens and changes of keys, one verb function a query.

An address is only ever stored encrypted, and found by its keyed hashes: one for each key that is in
use, since a row keeps the hash of the key it was written under. `now` is always an aware instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple, get_args

from muster.channels.rules import LinkedChannel, StoredAddress
from muster.database import Connection

Source = Literal["typed", "verified"]


class Sealed(NamedTuple):
    """An address as it is stored; `hashes` has the first key's first."""

    channel_type: LinkedChannel
    hashes: list[bytes]
    encrypted: bytes
    key_id: str


class SealedChat(NamedTuple):
    """A chat by its names, one of them at least; on Telegram there is no account id."""

    channel_type: LinkedChannel
    address: Sealed | None
    account: Sealed | None

    @property
    def written_to(self) -> Sealed:
        """Where messages go: the number as long as it is known."""
        found = self.address or self.account
        assert found is not None
        return found

    @property
    def address_hashes(self) -> list[bytes]:
        return self.address.hashes if self.address else []

    @property
    def account_hashes(self) -> list[bytes]:
        return self.account.hashes if self.account else []


ContactTable = Literal[
    "availability_channel_links", "availability_stopped_addresses", "availability_disputed_handles"
]
CONTACT_TABLES: tuple[ContactTable, ...] = get_args(ContactTable)
_ACCOUNT_OF: dict[ContactTable, str] = {
    "availability_channel_links": "account_encrypted",
    "availability_stopped_addresses": "NULL::bytea",
    "availability_disputed_handles": "NULL::bytea",
}
_ONE_ROW_AN_ADDRESS: frozenset[ContactTable] = frozenset(
    {"availability_channel_links", "availability_stopped_addresses"}
)


class ContactRow(NamedTuple):
    """A row that holds an address, for a change of keys; `account` is the account id, encrypted."""

    channel_type: LinkedChannel
    address_hash: bytes
    encrypted: bytes
    account: bytes | None


class RewrittenRow(NamedTuple):
    """A row under the first key; `old_hash` finds it."""

    old_hash: bytes
    address: Sealed
    account: Sealed | None


async def list_addresses(connection: Connection, user_id: int) -> list[StoredAddress]:
    """All addresses of a person, verified ones first.

    That a chat said stop is told to whoever has proven that it is theirs, and to nobody else.
    """
    rows = await connection.fetch(
        """
        SELECT k.channel_type, k.address_encrypted,
               k.typed_at IS NOT NULL AS typed, k.verified_at IS NOT NULL AS verified,
               k.deliverable AND (k.verified_at IS NULL OR NOT EXISTS (
                   SELECT FROM availability_stopped_addresses x
                    WHERE x.channel_type = k.channel_type
                      AND x.address_hash IN (k.address_hash, k.account_hash)
               )) AS deliverable
          FROM availability_channel_links k
         WHERE k.user_id = $1
        UNION ALL
        SELECT d.channel_type, d.address_encrypted, true, false, d.deliverable
          FROM availability_disputed_handles d
         WHERE d.user_id = $1
         ORDER BY channel_type, verified DESC
        """,
        user_id,
    )
    return [StoredAddress(*row) for row in rows]


async def find_owner(
    connection: Connection, channel_type: LinkedChannel, hashes: Sequence[bytes]
) -> tuple[int, bool] | None:
    """(whose address it is, whether it is verified); a verified one wins over a typed one."""
    row = await connection.fetchrow(
        """
        SELECT user_id, verified_at IS NOT NULL
          FROM availability_channel_links
         WHERE channel_type = $1 AND address_hash = ANY($2::bytea[])
         ORDER BY verified_at DESC NULLS LAST
         LIMIT 1
        """,
        channel_type,
        hashes,
    )
    return None if row is None else (row[0], row[1])


async def upsert_address(
    connection: Connection,
    user_id: int,
    sealed: Sealed,
    source: Source,
    now: datetime,
    *,
    deliverable: bool,
) -> bool:
    """Note an address as typed by its owner, or as verified; one of each kind a channel.

    The person's previous address of that kind is forgotten. Returns False where somebody else has
    the address, even if they stored it at the same moment.
    """
    await remove_address(connection, user_id, sealed.channel_type, source, keep=sealed.hashes)
    # A row under an older key's hash moves to the first key's.
    await connection.execute(
        """
        UPDATE availability_channel_links
           SET address_hash = $3, address_encrypted = $5, encryption_key_id = $6
         WHERE user_id = $1 AND channel_type = $2 AND address_hash = ANY($4::bytea[])
        """,
        user_id,
        sealed.channel_type,
        sealed.hashes[0],
        sealed.hashes,
        sealed.encrypted,
        sealed.key_id,
    )
    updated = await connection.fetchval(
        """
        UPDATE availability_channel_links
           SET typed_at = CASE WHEN $4 THEN $5 ELSE typed_at END,
               verified_at = CASE WHEN $4 THEN verified_at ELSE $5 END,
               deliverable = $6, updated_at = $5
         WHERE user_id = $1 AND channel_type = $2 AND address_hash = $3
        RETURNING true
        """,
        user_id,
        sealed.channel_type,
        sealed.hashes[0],
        source == "typed",
        now,
        deliverable,
    )
    if updated:
        return True
    inserted = await connection.fetchval(
        """
        INSERT INTO availability_channel_links
               (channel_type, address_hash, user_id, address_encrypted, encryption_key_id,
                deliverable, typed_at, verified_at, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6,
                CASE WHEN $7 THEN $8::timestamptz END,
                CASE WHEN NOT $7 THEN $8::timestamptz END, $8, $8)
        ON CONFLICT ON CONSTRAINT availability_channel_links_pkey DO NOTHING
        RETURNING true
        """,
        sealed.channel_type,
        sealed.hashes[0],
        user_id,
        sealed.encrypted,
        sealed.key_id,
        deliverable,
        source == "typed",
        now,
    )
    return inserted is True


async def remove_address(
    connection: Connection,
    user_id: int,
    channel_type: LinkedChannel,
    source: Source,
    *,
    keep: Sequence[bytes] = (),
) -> None:
    """Forget typed (or verified) addresses; one that is both stays as the other kind."""
    column, other = (
        ("typed_at", "verified_at") if source == "typed" else ("verified_at", "typed_at")
    )
    where = (
        f"user_id = $1 AND channel_type = $2 AND {column} IS NOT NULL"
        " AND address_hash <> ALL($3::bytea[])"
    )
    await connection.execute(
        f"DELETE FROM availability_channel_links WHERE {where} AND {other} IS NULL",
        user_id,
        channel_type,
        keep,
    )
    await connection.execute(
        f"UPDATE availability_channel_links SET {column} = NULL WHERE {where}",
        user_id,
        channel_type,
        keep,
    )


async def delete_addresses(
    connection: Connection, user_id: int, channel_type: LinkedChannel
) -> None:
    """Forget everything that leads to the person on this channel, tokens under way included."""
    await connection.execute(
        "DELETE FROM availability_channel_links WHERE user_id = $1 AND channel_type = $2",
        user_id,
        channel_type,
    )
    await connection.execute(
        "DELETE FROM availability_link_tokens WHERE user_id = $1 AND channel_type = $2",
        user_id,
        channel_type,
    )


# --- tokens ---------------------------------------------------------------------------------------


async def find_token_time(
    connection: Connection, user_id: int, channel_type: LinkedChannel
) -> datetime | None:
    """When the person's latest token for this channel was made."""
    return await connection.fetchval(
        """
        SELECT created_at FROM availability_link_tokens WHERE user_id = $1 AND channel_type = $2
        """,
        user_id,
        channel_type,
    )


async def replace_token(
    connection: Connection,
    user_id: int,
    channel_type: LinkedChannel,
    token_hash: bytes,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Store a token in the place of the one before it, which is void from then on."""
    await connection.execute(
        """
        INSERT INTO availability_link_tokens
               (user_id, channel_type, token_hash, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT ON CONSTRAINT availability_link_tokens_pkey
        DO UPDATE SET token_hash = $3, created_at = $4, expires_at = $5, used_at = NULL
        """,
        user_id,
        channel_type,
        token_hash,
        now,
        expires_at,
    )


async def use_token(
    connection: Connection, channel_type: LinkedChannel, token_hash: bytes, now: datetime
) -> int | None:
    """Use a token up; whose it was, or None when it is not good (any more)."""
    return await connection.fetchval(
        """
        UPDATE availability_link_tokens t
           SET used_at = $3
         WHERE t.token_hash = $2 AND t.channel_type = $1 AND t.used_at IS NULL
           AND t.expires_at > $3
           AND EXISTS (SELECT FROM user_player_links l WHERE l.user_id = t.user_id)
        RETURNING t.user_id
        """,
        channel_type,
        token_hash,
        now,
    )


# --- a change of keys -----------------------------------------------------------------------------


async def count_under_other_keys(
    connection: Connection, table: ContactTable, key_ids: Sequence[str]
) -> int:
    """How many rows are under none of the keys that `key_ids` name."""
    return await connection.fetchval(
        f"SELECT count(*) FROM {table} WHERE encryption_key_id <> ALL($1::text[])", key_ids
    )


async def lock_stale(
    connection: Connection, table: ContactTable, key_id: str, after: tuple[str, bytes], most: int
) -> list[ContactRow]:
    """Rows under another key, in the order of their primary key, behind `after`."""
    rows = await connection.fetch(
        f"""
        SELECT channel_type, address_hash, address_encrypted, {_ACCOUNT_OF[table]}
          FROM {table}
         WHERE encryption_key_id <> $1 AND (channel_type, address_hash) > ($2, $3)
         ORDER BY channel_type, address_hash
         LIMIT $4
           FOR UPDATE
        """,
        key_id,
        *after,
        most,
    )
    return [ContactRow(*row) for row in rows]


async def rewrite(
    connection: Connection, table: ContactTable, rows: Sequence[RewrittenRow]
) -> None:
    """Put each row under the first key.

    Where the address stands under that already, written by a process that did not know the older
    key, the older row goes; an account id that another row has by then stays with that.
    """
    given = (
        [row.old_hash for row in rows],
        [row.address.channel_type for row in rows],
        [row.address.hashes[0] for row in rows],
    )
    if table in _ONE_ROW_AN_ADDRESS:
        await connection.execute(
            f"""
            DELETE FROM {table} t
             USING unnest($1::bytea[], $2::text[], $3::bytea[]) AS g (old, channel_type, new)
             WHERE t.channel_type = g.channel_type AND t.address_hash = g.old
               AND EXISTS (SELECT FROM {table} x
                            WHERE x.channel_type = g.channel_type AND x.address_hash = g.new)
            """,
            *given,
        )
    await connection.execute(
        f"""
        UPDATE {table} t
           SET address_hash = g.new, address_encrypted = g.encrypted, encryption_key_id = g.key_id
          FROM unnest($1::bytea[], $2::text[], $3::bytea[], $4::bytea[], $5::text[])
                 AS g (old, channel_type, new, encrypted, key_id)
         WHERE t.channel_type = g.channel_type AND t.address_hash = g.old
        """,
        *given,
        [row.address.encrypted for row in rows],
        [row.address.key_id for row in rows],
    )
    accounts = [(row.address, row.account) for row in rows if row.account is not None]
    if accounts:
        await connection.execute(
            """
            UPDATE availability_channel_links k
               SET account_hash = CASE WHEN NOT o.taken THEN g.account_hash END,
                   account_encrypted = CASE WHEN NOT o.taken THEN g.encrypted END
              FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::bytea[])
                     AS g (channel_type, address_hash, account_hash, encrypted)
             CROSS JOIN LATERAL (
                    SELECT EXISTS (SELECT FROM availability_channel_links x
                                    WHERE x.channel_type = g.channel_type
                                      AND x.account_hash = g.account_hash
                                      AND x.address_hash <> g.address_hash) AS taken
                   ) AS o
             WHERE k.channel_type = g.channel_type AND k.address_hash = g.address_hash
            """,
            [address.channel_type for address, _ in accounts],
            [address.hashes[0] for address, _ in accounts],
            [account.hashes[0] for _, account in accounts],
            [account.encrypted for _, account in accounts],
        )
