"""Which language somebody reads: what they chose, else what their service or browser says of them,
else the community's (`MUSTER_LANGUAGE`). `now` is always an aware instant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from muster.database import Connection
from muster.identity import language_store as store
from muster.words import Language, known_language, readers_language


@dataclass(frozen=True, slots=True)
class ReadersLanguage:
    """What is known of somebody's language, best first; None where nothing is."""

    chosen: Language | None
    heard: Language | None

    def or_else(self, community: Language) -> Language:
        return readers_language(self.chosen, self.heard, community=community)


async def read_language(connection: Connection, user_id: int) -> ReadersLanguage:
    """What somebody chose and what was last heard of them."""
    chosen, heard = await store.find_language(connection, user_id)
    return ReadersLanguage(known_language(chosen), known_language(heard))


async def choose_language(
    connection: Connection, user_id: int, language: Language | None, now: datetime
) -> None:
    """Let somebody read `language` everywhere; None: as their service or browser says."""
    await store.set_chosen(connection, user_id, language, now)


async def hear_language(
    connection: Connection, user_id: int, tag: str | None, now: datetime
) -> None:
    """Note the language that Discord, Telegram or a browser says somebody reads ("sl-SI").

    A language that is none of ours is not noted: what was heard before stays.
    """
    language = known_language(tag)
    if language is not None:
        await store.set_heard(connection, user_id, language, now)
