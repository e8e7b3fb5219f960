"""Chats that belong to people, and the conversation that the bot has with them, for its tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.chats.conversation import Conversation
from muster.channels import service as channels
from muster.channels.rules import LinkedChannel
from muster.clock import CommunityClock
from muster.crypto import ContactCipher, generate_contact_key
from muster.database import Database
from tests.support.scenes.community import EVENING, settings_for
from tests.support.scenes.evenings import evenings

CIPHER = ContactCipher([generate_contact_key()])


@pytest.fixture(name="conversation")
def conversation_of_the_bot(database: Database, database_url: str) -> Conversation:
    zone = settings_for(database_url).zone
    return Conversation(database, CIPHER, CommunityClock(zone), evenings(threshold=6))


async def token_for(database: Database, user_id: int, channel_type: LinkedChannel) -> str:
    async with database.transaction() as connection:
        token, _ = await channels.create_link_token(
            connection,
            user_id,
            channel_type,
            EVENING,
            lifetime=timedelta(minutes=30),
            min_interval=timedelta(0),
        )
    return token


async def link(database: Database, user_id: int, channel_type: LinkedChannel, address: str) -> None:
    token = await token_for(database, user_id, channel_type)
    async with database.transaction() as connection:
        await channels.confirm_link(connection, CIPHER, channel_type, token, address, EVENING)


async def stored(sql: Any, user_id: int) -> dict[date, str]:
    rows = await sql.fetch(
        "SELECT entry_date, status FROM availability_entries WHERE user_id = $1", user_id
    )
    return {row["entry_date"]: row["status"] for row in rows}


async def answers(sql: Any) -> list[tuple[int, str]]:
    """Everybody's: (user id, status)."""
    rows = await sql.fetch("SELECT user_id, status FROM availability_entries ORDER BY user_id")
    return [(row[0], row[1]) for row in rows]
