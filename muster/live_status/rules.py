"""Types and pure decisions of live status."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Literal, cast, get_args

from muster.clock import local_date
from muster.evening import Evening, Evenings
from muster.identity.rules import canonical_name, discord_name, player_key
from muster.names import name_key

StatusType = Literal["voice_channel", "game_server", "bot", "bot_health"]

STALE_AFTER = timedelta(minutes=3)
"""Older data says nothing about the present (delivery rules, rule 12)."""

HEARTBEAT_EVERY = timedelta(seconds=60)

MOST_PEOPLE = 500
"""How many of a row's people are shown and counted; decisions look at all of them."""

LONGEST_NAME = 64
"""In characters; what is longer ends with an ellipsis."""

_LONGEST_GIVEN = 4 * LONGEST_NAME
_UNNAMED = "Unnamed player"
_MOST_PROBLEMS = 20
_LONGEST_WORD = 64
_NOT_OF_A_WORD = re.compile(r"[^a-z0-9_]")
_DIGITS = re.compile(r"[0-9]{1,19}")


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """The latest that is known; `updated_at` is aware, in UTC."""

    status_type: StatusType
    data: dict[str, Any]
    updated_at: datetime


def is_stale(status: LiveStatus | None, now: datetime) -> bool:
    """Whether `status` is missing or too old (`STALE_AFTER`) to tell of the present."""
    return status is None or now - status.updated_at > STALE_AFTER


GatewayState = Literal[
    "off", "connecting", "connected", "bad_token", "missing_intents", "unreachable"
]
"""How the bot stands with Discord's gateway: `off` where no token is set, `connecting` also after a
drop, `unreachable` when connecting has failed for a while.
"""


def gateway_state(bot: LiveStatus | None, now: datetime) -> GatewayState | None:
    """The gateway's state by the leading bot's heartbeat `bot`; None where nothing is known."""
    if bot is None or is_stale(bot, now):
        return None
    discord = bot.data.get("discord")
    state = cast(dict[str, Any], discord).get("gateway") if isinstance(discord, dict) else None
    return state if state in get_args(GatewayState) else None


def discord_problems(bot: LiveStatus | None, now: datetime) -> dict[str, str]:
    """What of Discord does not work, and why, by the leading bot's heartbeat `bot`.

    {} where nothing is known. Both are words of a-z, 0-9 and `_`, and there are 20 at the most:
    they become labels of metrics.
    """
    if bot is None or is_stale(bot, now):
        return {}
    discord = bot.data.get("discord")
    return _problems(
        cast(dict[str, Any], discord).get("problems") if isinstance(discord, dict) else None
    )


def channel_problems(bot: LiveStatus | None, now: datetime) -> dict[str, str]:
    """The channels on which the leading bot can send nothing, and why, as `discord_problems`."""
    if bot is None or is_stale(bot, now):
        return {}
    return _problems(bot.data.get("channel_problems"))


def unheard_channels(bot: LiveStatus | None, now: datetime) -> dict[str, str]:
    """The channels on which the leading bot hears nobody, and why, as `discord_problems`."""
    if bot is None or is_stale(bot, now):
        return {}
    return _problems(bot.data.get("unheard"))


def last_backup(bot: LiveStatus | None, now: datetime) -> float | None:
    """When the leading bot saw the newest daily backup made, in seconds since 1970; 0 where it
    cannot read the folder; None where no bot lives, or it knows of no folder.
    """
    if bot is None or is_stale(bot, now) or "last_backup" not in bot.data:
        return None
    try:
        return max(0.0, datetime.fromisoformat(str(bot.data["last_backup"])).timestamp())
    except (ValueError, OverflowError):
        return 0.0


def delivered_on(
    bot: LiveStatus | None, said: Mapping[str, datetime], now: datetime
) -> frozenset[str] | None:
    """The channels that bots deliver on, as they last said; None where none ever did.

    Those of all bots that live. While none does, of those that fell silent last: a bot that is away
    changes nothing about which channels a community has.

    Args:
        bot: the heartbeat of the one that leads, with its own channels; versions from before
            `said` told nothing else.
        said: when a bot last said that it delivers on a channel, by channel.
    """
    told = dict(said)
    beats = list(said.values())
    listed = None
    if bot is not None:
        beats.append(bot.updated_at)
        listed = bot.data.get("channels")
    if isinstance(listed, list) and bot is not None:
        for channel in cast(list[Any], listed):
            if isinstance(channel, str):
                told[channel] = max(bot.updated_at, told.get(channel, bot.updated_at))
    # A clock that was ahead must not make the others' signs of life look old for ever.
    last = min(max(beats, default=now), now)
    found = frozenset(channel for channel, at in told.items() if last - at <= STALE_AFTER)
    return found if found or isinstance(listed, list) else None


def _problems(found: object) -> dict[str, str]:
    if not isinstance(found, dict):
        return {}
    problems: dict[str, str] = {}
    for what, code in cast(dict[str, Any], found).items():
        if len(problems) == _MOST_PROBLEMS:
            break
        problems[_word(what)] = _word(code)
    return problems


def _word(value: object) -> str:
    text = value if isinstance(value, str) else str(value) if isinstance(value, int) else ""
    return _NOT_OF_A_WORD.sub("_", text[:_LONGEST_WORD].lower()) or "unknown"


_BEGIN_BEFORE, _END_AFTER = timedelta(hours=4), timedelta(hours=6)
"""How long before and after the session's start people play; outside of that nobody looks."""


@dataclass(frozen=True, slots=True)
class ServerHours:
    """When the game server is looked at: `[begins, ends)`, aware, in UTC; always ten hours."""

    begins: datetime
    ends: datetime


def next_server_hours(now: datetime, evenings: Evenings) -> ServerHours:
    """The hours that `now` is in, or else the next ones.

    Each day has them, around the time of its session, also where there is none: whoever is bored
    plays. A start that a summer-time night skips comes as long after midnight as on other days; one
    that comes twice, the first time.
    """
    today = local_date(now, evenings.zone)
    several = (_server_hours(evenings.on(today + timedelta(days))) for days in range(-2, 3))
    return next(hours for hours in several if now < hours.ends)


def _server_hours(evening: Evening) -> ServerHours:
    return ServerHours(evening.starts_at - _BEGIN_BEFORE, evening.starts_at + _END_AFTER)


# --- who is there ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VoiceMember:
    """Somebody in voice; `discord_user_id` is None where it was not said."""

    discord_user_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is in voice, or on the server, as far as it is known.

    `updated_at` is when that was last true; from `known_until` on nothing is known, unless it is
    said again. `names` has one for each who is counted.
    """

    names: tuple[str, ...]
    updated_at: datetime

    @property
    def count(self) -> int:
        return len(self.names)

    @property
    def known_until(self) -> datetime:
        return self.updated_at + STALE_AFTER


@dataclass(frozen=True, slots=True)
class WhoIsThere:
    """Both places where players meet; None where nothing is known, which is not nobody.

    `problems`: the channels on which nothing leaves, and why; {} where that was not asked for.
    """

    voice: Presence | None
    server: Presence | None
    problems: dict[str, str]


@dataclass(frozen=True, slots=True)
class Here:
    """Who is in voice and on the server, for noting it; None where that is not known.

    Attributes:
        in_voice, on_server: how many, linked or not; `MOST_PEOPLE` at the most.
        accounts: the Discord accounts in voice.
        server_keys: the names on the server as `player_key` has them.
    """

    in_voice: int | None
    on_server: int | None
    accounts: frozenset[int]
    server_keys: frozenset[str]


def who_is_here(
    voice_channel: LiveStatus | None, game_server: LiveStatus | None, now: datetime
) -> Here:
    """Who is there by both rows, of which each may be missing or too old."""
    members = members_in_voice(voice_channel, now)
    players = names_on_server(game_server, now)
    names = None if players is None else list(islice(players, MOST_PEOPLE))
    return Here(
        in_voice=None if members is None else len(members),
        on_server=None if names is None else len(names),
        accounts=accounts_in_voice(voice_channel, now) or frozenset(),
        server_keys=frozenset(map(player_key, names or ())) - {""},
    )


def accounts_in_voice(status: LiveStatus | None, now: datetime) -> frozenset[int] | None:
    """The Discord accounts in voice by `voice_channel` {members: [{id, name}]}; None where unknown.

    Every decision that depends on who is in voice goes by this answer. The row is another
    program's: what is no member in it is ignored.
    """
    entries = _entries(status, "members", now)
    if entries is None:
        return None
    accounts = (_account(entry) for entry in entries)
    return frozenset(account for account in accounts if account is not None)


def members_in_voice(status: LiveStatus | None, now: datetime) -> tuple[VoiceMember, ...] | None:
    """Those of `accounts_in_voice` with their names, and who has a name alone, each once.

    The first `MOST_PEOPLE` of them, for showing; None where unknown.
    """
    entries = _entries(status, "members", now)
    return None if entries is None else tuple(islice(_members(entries), MOST_PEOPLE))


def _members(entries: Iterator[Mapping[str, Any]]) -> Iterator[VoiceMember]:
    seen: set[int] = set()
    for entry in entries:
        account = _account(entry)
        if account is None:
            # Who has no id is nobody else's double.
            if name := _plain(entry.get("name")):
                yield VoiceMember(None, name)
        elif account not in seen:
            seen.add(account)
            yield VoiceMember(account, _plain(entry.get("name")))


def voice(status: LiveStatus | None, linked: Mapping[int, str], now: datetime) -> Presence | None:
    """Who is in voice, by name; `linked` has the players' names by Discord account."""
    members = members_in_voice(status, now)
    if status is None or members is None:
        return None
    return Presence(
        _in_order([_member_name(member, linked) for member in members]), status.updated_at
    )


def names_on_server(status: LiveStatus | None, now: datetime) -> Iterator[str] | None:
    """The names of all on the server, as they are there, by `game_server` {players: [{name}]}.

    Two may have one name; None where unknown. The row is another program's: what is no player in it
    is ignored.
    """
    entries = _entries(status, "players", now)
    if entries is None:
        return None
    names = (entry.get("name") for entry in entries)
    return (name for name in names if isinstance(name, str))


def server(status: LiveStatus | None, now: datetime) -> Presence | None:
    """Who is on the server, by name; None where unknown."""
    names = names_on_server(status, now)
    if status is None or names is None:
        return None
    shown = [_plain(name) or _UNNAMED for name in islice(names, MOST_PEOPLE)]
    return Presence(_in_order(shown), status.updated_at)


def _entries(
    status: LiveStatus | None, key: str, now: datetime
) -> Iterator[Mapping[str, Any]] | None:
    """The objects of a list that another program wrote; None where it is unknown."""
    if status is None or is_stale(status, now):
        return None
    found = status.data.get(key)
    if not isinstance(found, list):
        return None
    return (
        cast(Mapping[str, Any], each) for each in cast(list[Any], found) if isinstance(each, dict)
    )


def _account(entry: Mapping[str, Any]) -> int | None:
    """A member's Discord id as PostgreSQL can hold it, from a string or a number; None: no id."""
    value = entry.get("id")
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value < 2**63 else None


def _plain(name: object) -> str:
    """A name as it is shown: nothing invisible, no colour codes, not endless; '' where none is."""
    return _cut(canonical_name(name[:_LONGEST_GIVEN])) if isinstance(name, str) else ""


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def _member_name(member: VoiceMember, linked: Mapping[int, str]) -> str:
    account = member.discord_user_id
    if account is None:
        return member.name
    return _cut(linked.get(account, "")) or member.name or discord_name("", account)


def _in_order(names: Sequence[str]) -> tuple[str, ...]:
    """By name: whoever reads them again finds them where they were."""
    return tuple(sorted(names, key=lambda name: (name_key(name), name)))
