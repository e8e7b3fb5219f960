"""Who is missing in voice: the pure decisions of the voice check (delivery rule 12)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from muster.identity.rules import player_key
from muster.notifications.rules import Reason


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody of a campaign's snapshot, as they are when voice is looked at.

    Attributes:
        other_accounts: Discord accounts of theirs beside `discord_user_id`.
        names: the player's name and aliases, those of alts among them, without colour codes.
        answer: what they say about the campaign's day at present.
        comes_later: they said that they play from a time that has not come.
        waits_for_others: they play if so many do, and so many do not.
        unheard: why neither the reminder nor the start reached them today, and none is on its way;
            None where one did or is.
    """

    user_id: int
    discord_user_id: int | None
    names: tuple[str, ...]
    answer: str | None
    linked: bool = True
    unheard: Reason | None = None
    comes_later: bool = False
    waits_for_others: bool = False
    other_accounts: tuple[int, ...] = ()

    def is_among(self, accounts: Collection[int]) -> bool:
        """Whether one of their Discord accounts is one of `accounts`."""
        return any(each in accounts for each in (self.discord_user_id, *self.other_accounts))


@dataclass(frozen=True, slots=True)
class VoiceCheck:
    """Who of those asked is missing in voice, and which of them are on the game server.

    Attributes:
        expected: how many heard of tonight, have not withdrawn, and should be here by now or are.
        left: who is not looked for, with the reason: they withdrew, are not linked any more, come
            later or only if others do, or never heard of tonight.
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
    in_voice: Collection[int],
    playing: Iterable[str],
    *,
    dry_run: bool = False,
) -> VoiceCheck:
    """Compare those asked with who is in voice, and with who is on the game server.

    Args:
        in_voice: the Discord accounts that are there.
        playing: the names of those on the game server, as they are there; empty where nothing
            is known.
        dry_run: the initiator counts whatever they answered.
    """
    keys = {player_key(name) for name in playing} - {""}
    expected: list[Asked] = []
    left: list[tuple[int, Reason]] = []
    for person in asked:
        if not person.linked:
            left.append((person.user_id, "unlinked"))
        elif not dry_run and person.answer in (None, "NOT_PLAYING"):
            left.append((person.user_id, "withdrew"))
        elif person.unheard is not None:
            left.append((person.user_id, person.unheard))
        elif dry_run or person.is_among(in_voice):
            expected.append(person)
        elif person.comes_later:
            left.append((person.user_id, "comes_later"))
        elif person.waits_for_others:
            left.append((person.user_id, "cancelled"))
        else:
            expected.append(person)
    missing = [person for person in expected if not person.is_among(in_voice)]
    on_server = [
        person for person in missing if any(player_key(name) in keys for name in person.names)
    ]
    return VoiceCheck(
        expected=len(expected),
        missing=tuple(person.user_id for person in missing),
        on_server=frozenset(person.user_id for person in on_server),
        left=tuple(left),
    )
