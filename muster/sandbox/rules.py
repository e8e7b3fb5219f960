"""Who one may be in the sandbox, and what lands in its outbox. Pure.

The personas are fictitious Discord accounts, one click away in the demo.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from muster.channels.rules import ChannelType
from muster.words import Sentence, words

say = words("sandbox")

Role = Literal["unlinked", "player", "promoter", "admin"]


class Persona(NamedTuple):
    """A made-up person. `player_name` is the profile that the demo links to them, if any."""

    discord_user_id: int
    username: str
    display_name: str
    role: Role
    description: Sentence
    player_name: str | None


class Answer(NamedTuple):
    """An answer that a message carries: what its button says, and what pressing it sends."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A message in the sandbox's outbox; `user_id` None for a channel or an address of nobody."""

    id: int
    user_id: int | None
    recipient_name: str | None
    channel_type: ChannelType
    address: str
    text: str
    link: str | None
    sent_at: datetime
    answers: tuple[Answer, ...] = ()


PERSONAS: tuple[Persona, ...] = (
    Persona(
        1000000000000000001,
        "wren.newcomer",
        "Wren",
        "unlinked",
        say("persona-unlinked"),
        None,
    ),
    Persona(
        1000000000000000002, "kestrel", "Kestrel", "player", say("persona-player"), "^4Kestrel"
    ),
    Persona(
        1000000000000000003,
        "marlow",
        "Marlow",
        "promoter",
        say("persona-promoter"),
        "Marlow",
    ),
    Persona(1000000000000000004, "odessa", "Odessa", "admin", say("persona-admin"), "^1O^7dessa"),
)
