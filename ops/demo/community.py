"""The demo's community: 24 made-up players and how they tend to answer. Pure and deterministic."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from muster.availability.rules import Status
from muster.channels.rules import ChannelType, PreferredChannel, QuietHours, fallback_order
from muster.identity.rules import ImportedPlayer, canonical_name
from muster.sandbox.rules import PERSONAS

HISTORY_DAYS, UPCOMING_DAYS = 26 * 7, 6
"""How far back and ahead of today there are answers."""

AWAY = "Zephyr"
"""Who is on holiday, and answers for no day to come."""

TONIGHT: dict[Status, int] = {"LOOKING": 4, "AVAILABLE": 3, "MAYBE": 2, "NOT_PLAYING": 3}
"""Answers for tonight: two LOOKING short of the default threshold of six."""

_LATE, _IF_SIX = time(21, 30), 6
_FIRST_ACCOUNT = 1000000000000000101

# How likely an evening is to be played, Monday to Sunday.
_EVENING = (0.30, 0.45, 0.35, 0.55, 0.75, 0.70, 0.60)


class Wishes(NamedTuple):
    """How a member who agreed to promotions likes to be asked.

    Attributes:
        telegram, signal: a chat and a number that are linked; None where there is none.
        typed_telegram: a @name that was typed, to which no bot can write.
        quiet_hours: in `timezone`, an IANA name; the community's where that is None.
    """

    preferred_channel: PreferredChannel = "any"
    telegram: str | None = None
    signal: str | None = None
    typed_telegram: str | None = None
    quiet_hours: QuietHours | None = None
    timezone: str | None = None

    @property
    def channel(self) -> ChannelType:
        """The first channel of their order that leads to them; Discord leads to everybody."""
        known = {"discord": True, "telegram": self.telegram, "signal": self.signal, "push": False}
        return next(each for each in fallback_order(self.preferred_channel) if known[each])


class MadeUpPlayer(NamedTuple):
    """A player of the demo.

    Attributes:
        discord_user_id: None for one whom nobody has linked yet.
        wishes: None for one who did not agree to promotions.
    """

    guid: str
    name: str
    aliases: tuple[str, ...]
    rating: float
    keenness: float
    discord_user_id: int | None
    username: str
    is_persona: bool
    wishes: Wishes | None

    @property
    def display_name(self) -> str:
        return canonical_name(self.name)

    def as_imported(self) -> ImportedPlayer:
        return ImportedPlayer(self.guid, self.name, self.aliases, self.rating)


class Answer(NamedTuple):
    """One member's answer for one day and the instant (aware) at which it came."""

    guid: str
    day: date
    status: Status
    at: datetime
    arrives_at: time | None = None
    only_if: int | None = None


# name, aliases, rating, keenness from 0 (rarely) to 1 (every evening)
_LINKED = (
    ("^1Fen^7rir", ("fenrir_", "Fen"), 1742.0, 0.95),
    ("Halcyon", ("hal", "^5Hal"), 1688.0, 0.90),
    ("^3sixpence", ("6pence", "Six Pence"), 1655.0, 0.85),
    ("Bramble", ("brmbl",), 1610.0, 0.85),
    ("^2Juniper", ("juni",), 1596.0, 0.80),
    ("Tarragon", ("taz", "^1Tarr"), 1571.0, 0.80),
    ("nullpointer", ("npe", "null"), 1549.0, 0.75),
    ("^6Violet^7Noise", ("vnoise",), 1533.0, 0.75),
    ("Ostrava", ("ostra",), 1518.0, 0.70),
    ("Captain Kelp", ("kelp", "Cpt.Kelp"), 1502.0, 0.70),
    ("^8mira", ("mira^7!",), 1487.0, 0.65),
    ("Dagger Dan", ("ddan",), 1471.0, 0.60),
    ("quince", ("Q", "quincy"), 1460.0, 0.60),
    ("^5Borealis", ("boreal",), 1442.0, 0.55),
    ("Rusty Gate", ("rusty",), 1421.0, 0.50),
    ("Saffron", ("saffy", "^3Saff"), 1398.0, 0.45),
    ("oldmanriver", ("OMR",), 1367.0, 0.40),
    ("^1Z^7ephyr", ("zeph",), 1340.0, 0.35),
    ("Pebble", ("pebbles",), 1286.0, 0.30),
)
_OF_PERSONAS: dict[str, tuple[tuple[str, ...], float, float]] = {
    "Kestrel": (("kes", "K3strel"), 1525.0, 0.70),
    "Marlow": (("marl",), 1584.0, 0.80),
    "Odessa": (("ody", "0dessa"), 1633.0, 0.75),
}
# Who agreed to promotions: 17 of the 22 who are linked. The numbers are of a range that is kept for
# fiction, the chats are nobody's: nothing ever leaves the demo.
_WISHES: dict[str, Wishes] = {
    "Fenrir": Wishes("telegram", telegram="7001001"),
    "Halcyon": Wishes("signal", signal="+12025550101"),
    "sixpence": Wishes("discord"),
    "Bramble": Wishes("any", signal="+12025550102"),
    "Juniper": Wishes("any", telegram="7001002"),
    "nullpointer": Wishes("telegram", typed_telegram="@nullpointer_plays"),
    "VioletNoise": Wishes("telegram", telegram="7001003"),
    "Ostrava": Wishes("discord", telegram="7001004"),
    "Captain Kelp": Wishes("signal", signal="+12025550103"),
    "mira": Wishes("any", quiet_hours=QuietHours(time(23), time(8)), timezone="Asia/Tbilisi"),
    "Dagger Dan": Wishes("any", telegram="7001005"),
    "Borealis": Wishes("signal", signal="+12025550104"),
    "Rusty Gate": Wishes(),
    "Zephyr": Wishes("discord", quiet_hours=QuietHours(time(22, 30), time(7))),
    "Kestrel": Wishes(),
    "Marlow": Wishes("discord"),
    "Odessa": Wishes(),
}
# Nobody has linked these; the first is whom the persona without a profile should find.
_FREE = (("^2Wren", ("wrenlet",), 1455.0), ("Tanager", ("tan", "^4Tana"), 1410.0))


def members() -> list[MadeUpPlayer]:
    """All 24, always the same."""
    found: list[MadeUpPlayer] = []
    for number, (name, aliases, rating, keenness) in enumerate(_LINKED):
        account = _FIRST_ACCOUNT + number
        found.append(
            MadeUpPlayer(
                _guid(name),
                name,
                aliases,
                rating,
                keenness,
                account,
                _username(name),
                False,
                _WISHES.get(canonical_name(name)),
            )
        )
    for persona in PERSONAS:
        if persona.player_name is not None:
            name = persona.player_name
            found.append(
                MadeUpPlayer(
                    _guid(name),
                    name,
                    *_OF_PERSONAS[canonical_name(name)],
                    persona.discord_user_id,
                    persona.username,
                    True,
                    _WISHES.get(canonical_name(name)),
                )
            )
    for name, aliases, rating in _FREE:
        found.append(MadeUpPlayer(_guid(name), name, aliases, rating, 0.0, None, "", False, None))
    return found


def answers_for(
    days: Iterable[date],
    today: date,
    now: datetime,
    zone: ZoneInfo,
    community: Sequence[MadeUpPlayer],
) -> list[Answer]:
    """What `community` answers for `days`, in the order in which it came; nobody after `now`.

    The same for the same arguments. Personas answered in the past alone, so that whoever tries the
    demo has tonight and the days after it still open.
    """
    linked = [member for member in community if member.discord_user_id is not None]
    found: list[Answer] = []
    for day in days:
        voices = [
            member
            for member in linked
            if day < today or (not member.is_persona and member.display_name != AWAY)
        ]
        found += _tonight(day, now, voices) if day == today else _any_day(day, now, zone, voices)
    return sorted(found, key=lambda answer: answer.at)


def _tonight(day: date, now: datetime, voices: Sequence[MadeUpPlayer]) -> Iterator[Answer]:
    """Exactly `TONIGHT`, by those who play most and a few others, over the last hours.

    One of those who are looking comes half an hour late, and one who could play does if they are
    six.
    """
    order = sorted(voices, key=lambda m: chance(m.guid, day, "turn") - m.keenness)
    statuses: list[Status] = [status for status, count in TONIGHT.items() for _ in range(count)]
    late, conditional = TONIGHT["LOOKING"] - 1, TONIGHT["LOOKING"]
    for number, (member, status) in enumerate(zip(order, statuses, strict=False)):
        minutes = 5 + 500 * chance(member.guid, day, "minute")
        yield Answer(
            member.guid,
            day,
            status,
            now - timedelta(minutes=minutes),
            arrives_at=_LATE if number == late else None,
            only_if=_IF_SIX if number == conditional else None,
        )


def _any_day(
    day: date, now: datetime, zone: ZoneInfo, voices: Sequence[MadeUpPlayer]
) -> Iterator[Answer]:
    evening = _EVENING[day.weekday()]
    for member in voices:
        if chance(member.guid, day, "answers") > 0.35 + 0.6 * member.keenness:
            continue
        # From the evening before until just before the start, and never later than now.
        hours = 26 * chance(member.guid, day, "hour")
        at = datetime.combine(day, time(20, 30), tzinfo=zone) - timedelta(hours=hours)
        at = min(at, now - timedelta(minutes=10 + 60 * hours))
        yield Answer(member.guid, day, _status(member, day, evening), at)


def _status(member: MadeUpPlayer, day: date, evening: float) -> Status:
    mood = chance(member.guid, day, "mood")
    looking = evening * (0.3 + 0.6 * member.keenness)
    rest = 1 - looking
    if mood < looking:
        return "LOOKING"
    if mood < looking + 0.35 * rest:
        return "AVAILABLE"
    return "MAYBE" if mood < looking + 0.65 * rest else "NOT_PLAYING"


def chance(guid: str, day: date, what: str) -> float:
    """A number in [0, 1) that only depends on its arguments."""
    digest = hashlib.sha256(f"{guid} {day.isoformat()} {what}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def _guid(name: str) -> str:
    return hashlib.sha256(f"muster demo {canonical_name(name)}".encode()).hexdigest()[:32].upper()


def _username(name: str) -> str:
    return canonical_name(name).lower().replace(" ", ".")
