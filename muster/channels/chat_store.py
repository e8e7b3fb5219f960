"""The SQL of chats by their names, and of chats that said stop, one verb function a query.

A Signal chat has two names: the number in `address_hash`, the account id in `account_hash`. Where
the number is not known, the id stands in both. `now` is always an aware instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from muster.channels.address_store import Sealed, SealedChat
from muster.channels.rules import LinkedChannel
from muster.database import Connection


class NamedRow(NamedTuple):
    """A stored address of anybody's, as far as joining names and stopping need it.

    `is_address` and `is_account`: by which of the chat's names it was found.
    """

    user_id: int
    verified: bool
    is_address: bool
    is_account: bool
    address: Sealed
    account: Sealed | None

    @property
    def is_known_by_account_alone(self) -> bool:
        return self.account is not None and self.account.hashes == self.address.hashes


async def find_reader_of_chat(
    connection: Connection, chat: SealedChat
) -> tuple[int, str | None, str | None] | None:
    """The user who verified that the chat is theirs, the language they chose and the one heard.

    The account id decides. The number counts only where the stored row has no account id, or where
    the chat gives none: a number may have become another account's.
    """
    return await connection.fetchrow(
        """
        SELECT l.user_id, g.chosen, g.heard
          FROM availability_channel_links l
          LEFT JOIN reader_languages g ON g.user_id = l.user_id
         WHERE channel_type = $1 AND verified_at IS NOT NULL
           AND (account_hash = ANY($3::bytea[])
                OR (address_hash = ANY($2::bytea[])
                    AND (account_hash IS NULL OR cardinality($3::bytea[]) = 0)))
         ORDER BY account_hash = ANY($3::bytea[]) DESC NULLS LAST
         LIMIT 1
        """,
        chat.channel_type,
        chat.address_hashes,
        chat.account_hashes,
    )


async def lock_rows_of_chat(connection: Connection, chat: SealedChat) -> list[NamedRow]:
    """Every row that either name leads to; nobody else changes them before the commit."""
    rows = await connection.fetch(
        """
        SELECT user_id, channel_type, verified_at IS NOT NULL AS verified,
               address_hash = ANY($2::bytea[]) AS is_address,
               coalesce(account_hash = ANY($3::bytea[]), false) AS is_account,
               address_hash, address_encrypted, account_hash, account_encrypted, encryption_key_id
          FROM availability_channel_links
         WHERE channel_type = $1
           AND (address_hash = ANY($2::bytea[]) OR account_hash = ANY($3::bytea[]))
         ORDER BY address_hash
           FOR UPDATE
        """,
        chat.channel_type,
        chat.address_hashes,
        chat.account_hashes,
    )
    return [
        NamedRow(
            row["user_id"],
            row["verified"],
            row["is_address"],
            row["is_account"],
            _name(row, "address"),
            None if row["account_hash"] is None else _name(row, "account"),
        )
        for row in rows
    ]


def _name(row: Any, kind: Literal["address", "account"]) -> Sealed:
    return Sealed(
        row["channel_type"],
        [row[f"{kind}_hash"]],
        row[f"{kind}_encrypted"],
        row["encryption_key_id"],
    )


async def has_another_chat(connection: Connection, user_id: int, chat: SealedChat) -> bool:
    """Whether the person verified a chat of this channel that goes by none of the names."""
    return await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM availability_channel_links
                        WHERE user_id = $1 AND channel_type = $2 AND verified_at IS NOT NULL
                          AND address_hash <> ALL($3::bytea[] || $4::bytea[])
                          AND coalesce(account_hash <> ALL($4::bytea[]), true))
        """,
        user_id,
        chat.channel_type,
        chat.address_hashes,
        chat.account_hashes,
    )


async def set_names(connection: Connection, row: NamedRow, chat: SealedChat) -> None:
    """Give a row the chat's names, all under the first key; one that the chat lacks is dropped."""
    await connection.execute(
        """
        UPDATE availability_channel_links
           SET address_hash = $3, address_encrypted = $4, encryption_key_id = $5,
               account_hash = $6, account_encrypted = $7
         WHERE channel_type = $1 AND address_hash = $2
        """,
        row.address.channel_type,
        row.address.hashes[0],
        chat.written_to.hashes[0],
        chat.written_to.encrypted,
        chat.written_to.key_id,
        chat.account.hashes[0] if chat.account else None,
        chat.account.encrypted if chat.account else None,
    )


async def set_account(connection: Connection, chat: SealedChat) -> None:
    """Note which account the chat's address belongs to."""
    if chat.account is None:
        return
    await connection.execute(
        """
        UPDATE availability_channel_links SET account_hash = $3, account_encrypted = $4
         WHERE channel_type = $1 AND address_hash = $2
        """,
        chat.channel_type,
        chat.written_to.hashes[0],
        chat.account.hashes[0],
        chat.account.encrypted,
    )


async def leave_number(connection: Connection, row: NamedRow) -> None:
    """Write to a row's account by its id, as its number is another account's now."""
    await connection.execute(
        """
        UPDATE availability_channel_links
           SET address_hash = account_hash, address_encrypted = account_encrypted, typed_at = NULL
         WHERE channel_type = $1 AND address_hash = $2
        """,
        row.address.channel_type,
        row.address.hashes[0],
    )


async def delete_typed_without_account(
    connection: Connection, channel_type: LinkedChannel, user_ids: Sequence[int]
) -> None:
    """Forget the typed addresses of these people that no chat was ever seen to have."""
    await connection.execute(
        """
        DELETE FROM availability_channel_links
         WHERE channel_type = $1 AND user_id = ANY($2::bigint[])
           AND verified_at IS NULL AND account_hash IS NULL
        """,
        channel_type,
        user_ids,
    )


async def clear_account(
    connection: Connection, channel_type: LinkedChannel, hashes: Sequence[bytes]
) -> None:
    """Take the account id from the rows that have it: it belongs to another address now."""
    await connection.execute(
        """
        UPDATE availability_channel_links SET account_hash = NULL, account_encrypted = NULL
         WHERE channel_type = $1 AND account_hash = ANY($2::bytea[])
        """,
        channel_type,
        hashes,
    )


async def delete_row(connection: Connection, row: NamedRow) -> datetime | None:
    """Forget an address; when its owner typed it, if they did."""
    return await connection.fetchval(
        """
        DELETE FROM availability_channel_links
         WHERE channel_type = $1 AND address_hash = $2
        RETURNING typed_at
        """,
        row.address.channel_type,
        row.address.hashes[0],
    )


async def set_typed(connection: Connection, chat: SealedChat, typed_at: datetime) -> None:
    """The verified address is also what its owner typed."""
    await connection.execute(
        """
        UPDATE availability_channel_links SET typed_at = $3
         WHERE channel_type = $1 AND address_hash = $2
        """,
        chat.channel_type,
        chat.written_to.hashes[0],
        typed_at,
    )


# --- chats that said stop -------------------------------------------------------------------------


async def insert_stopped(connection: Connection, sealed: Sealed, now: datetime) -> None:
    await connection.execute(
        """
        INSERT INTO availability_stopped_addresses
               (channel_type, address_hash, stopped_at, address_encrypted, encryption_key_id)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT ON CONSTRAINT availability_stopped_addresses_pkey DO NOTHING
        """,
        sealed.channel_type,
        sealed.hashes[0],
        now,
        sealed.encrypted,
        sealed.key_id,
    )


async def is_stopped(
    connection: Connection, channel_type: LinkedChannel, hashes: Sequence[bytes]
) -> bool:
    return await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM availability_stopped_addresses
                        WHERE channel_type = $1 AND address_hash = ANY($2::bytea[]))
        """,
        channel_type,
        hashes,
    )


async def delete_stopped(
    connection: Connection, channel_type: LinkedChannel, hashes: Sequence[bytes]
) -> None:
    await connection.execute(
        """
        DELETE FROM availability_stopped_addresses
         WHERE channel_type = $1 AND address_hash = ANY($2::bytea[])
        """,
        channel_type,
        hashes,
    )


async def has_under_other_keys(
    connection: Connection, channel_type: LinkedChannel, key_ids: Sequence[str]
) -> bool:
    """Whether somebody's address on a channel is under none of the keys that `key_ids` name."""
    return await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM availability_channel_links
                        WHERE channel_type = $1 AND encryption_key_id <> ALL($2::text[]))
        """,
        channel_type,
        key_ids,
    )


class StoppedRow(NamedTuple):
    """A chat that said stop."""

    channel_type: LinkedChannel
    encrypted: bytes
    stopped_at: datetime


async def list_stopped_beside_other_keys(
    connection: Connection, key_ids: Sequence[str]
) -> list[StoppedRow]:
    """The stops under one of these keys, while chats of their channel are linked under another."""
    rows = await connection.fetch(
        """
        SELECT x.channel_type, x.address_encrypted, x.stopped_at
          FROM availability_stopped_addresses x
         WHERE x.encryption_key_id = ANY($1::text[])
           AND EXISTS (SELECT FROM availability_channel_links k
                        WHERE k.channel_type = x.channel_type
                          AND k.encryption_key_id = ANY($1::text[])
                          AND k.encryption_key_id <> x.encryption_key_id)
         ORDER BY x.channel_type, x.address_hash
        """,
        key_ids,
    )
    return [StoppedRow(*row) for row in rows]


async def find_linked_before(
    connection: Connection, names: Sequence[tuple[Sealed, datetime]]
) -> list[int]:
    """Which of these names somebody has, by their places: typed, or linked before the instant."""
    hashes = [
        (place, sealed.channel_type, name_hash, at)
        for place, (sealed, at) in enumerate(names)
        for name_hash in sealed.hashes
    ]
    rows = await connection.fetch(
        """
        SELECT DISTINCT g.place
          FROM unnest($1::int[], $2::text[], $3::bytea[], $4::timestamptz[])
                 AS g (place, channel_type, name_hash, stopped_at)
          JOIN availability_channel_links k
            ON k.channel_type = g.channel_type
           AND (k.address_hash = g.name_hash OR k.account_hash = g.name_hash)
         WHERE k.verified_at IS NULL OR k.verified_at <= g.stopped_at
         ORDER BY g.place
        """,
        *([each[column] for each in hashes] for column in range(4)),
    )
    return [row[0] for row in rows]
