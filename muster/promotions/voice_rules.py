"""Who is missing in voice: the pure decisions of the voice check (delivery rule 12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from muster.identity.rules import player_key
from muster.notifications.rules import Reason


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody of a campaign's snapshot, as they are when voice is looked at.

    Attributes:
        names: the player's name and aliases, without colour codes.
        answer: what they say about the campaign's day at present.
        unheard: why neither the reminder nor the start reached them today, and none is on its way;
        None where one did or is.
    """

    user_id: int
    discord_user_id: int | None
    names: tuple[str, ...]
    answer: str | None
    linked: bool = True
    unheard: Reason | None = None


@dataclass(frozen=True, slots=True)
class VoiceCheck:
    """Who of those asked is missing in voice, and which of them are on the game server.

    Attributes:
        expected: how many heard of tonight and have not withdrawn.
        left: who is not looked for, with the reason: they withdrew, are not linked any more, or
        never heard of tonight.
    """

    expected: int
    missing: tuple[int, ...]
    on_server: frozenset[int]
    left: tuple[tuple[int, Reason], ...] = ()

    @property
    def present(self) -> int:
        return self.expected - len(self.missing)


def check_voice(
    asked: Iterable[Asked],
    voice: Mapping[str, Any],
    server: Mapping[str, Any] | None,
    *,
    dry_run: bool = False,
) -> VoiceCheck:
    """Compare those asked with who is in voice, and with who is on the game server.

    Args:
        voice: `live_status` of `voice_channel`: {members: [{id, name}]}.
        server: `live_status` of `game_server`: {players: [{name}]}; None: nothing is known.
        dry_run: the initiator counts whatever they answered.
    """
    in_voice = {str(member["id"]) for member in _entries(voice, "members") if "id" in member}
    playing = {
        player_key(str(player.get("name", ""))) for player in _entries(server, "players")
    } - {""}
    expected: list[Asked] = []
    left: list[tuple[int, Reason]] = []
    for person in asked:
        if not person.linked:
            left.append((person.user_id, "unlinked"))
        elif not dry_run and person.answer in (None, "NOT_PLAYING"):
            left.append((person.user_id, "withdrew"))
        elif person.unheard is not None:
            left.append((person.user_id, person.unheard))
        else:
            expected.append(person)
    missing = [person for person in expected if str(person.discord_user_id) not in in_voice]
    on_server = [
        person for person in missing if any(player_key(name) in playing for name in person.names)
    ]
    return VoiceCheck(
        expected=len(expected),
        missing=tuple(person.user_id for person in missing),
        on_server=frozenset(person.user_id for person in on_server),
        left=tuple(left),
    )


def is_readable(voice: Mapping[str, Any]) -> bool:
    """Whether `live_status` of `voice_channel` says who is there; {members: []} says nobody."""
    return isinstance(voice.get("members"), list)


def _entries(data: Mapping[str, Any] | None, key: str) -> list[Mapping[str, Any]]:
    """The objects of a list that another program wrote; what is none of them is ignored."""
    found = None if data is None else data.get(key)
    if not isinstance(found, list):
        return []
    return [cast(Mapping[str, Any], each) for each in cast(list[Any], found) if type(each) is dict]
