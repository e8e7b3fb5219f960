"""The sandbox's personas: fictitious Discord accounts, one click away in the demo."""

from __future__ import annotations

from typing import Literal, NamedTuple

Role = Literal["unlinked", "player", "promoter", "admin"]


class Persona(NamedTuple):
    """A made-up person. `player_name` is the profile that the demo links to them, if any."""

    discord_user_id: int
    username: str
    display_name: str
    role: Role
    description: str
    player_name: str | None


PERSONAS: tuple[Persona, ...] = (
    Persona(
        1000000000000000001,
        "wren.newcomer",
        "Wren",
        "unlinked",
        "Signed in, but not linked to a player profile yet",
        None,
    ),
    Persona(1000000000000000002, "kestrel", "Kestrel", "player", "A player like most", "^4Kestrel"),
    Persona(
        1000000000000000003,
        "marlow",
        "Marlow",
        "promoter",
        "A player who may promote the evening",
        "Marlow",
    ),
    Persona(1000000000000000004, "odessa", "Odessa", "admin", "Runs the community", "^1O^7dessa"),
)
