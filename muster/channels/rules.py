"""Types and pure decisions about the ways to a person (contract, section 6; delivery rules 5, 6).

Addresses are contact data: whatever is shown of one to anybody but its owner is masked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

from muster.errors import FieldProblem, InvalidInput
from muster.words import Sentence, words

say = words("input")
say_of_evenings = words("eveningErrors")

ChannelType = Literal["discord", "telegram", "signal", "push"]
LinkedChannel = Literal["telegram", "signal"]
"""The channels whose address a person has to give."""
PreferredChannel = Literal["discord", "telegram", "signal", "push", "any"]

CHANNEL_TYPES: tuple[ChannelType, ...] = get_args(ChannelType)
LINKED_CHANNELS: tuple[LinkedChannel, ...] = get_args(LinkedChannel)

SOUND_COOLDOWN_SECONDS = (30, 3600)
"""Least and most; 480 where nothing was chosen."""
TOKEN_TTL_MINUTES = (5, 120)
NOTIFY_THRESHOLD_MOST = 99
ASKS_A_DAY_MOST, ASKS_A_WEEK_MOST = 1, 7
"""Nobody is asked to play twice a day."""

AWAY_MOST = timedelta(days=366)
"""How far ahead somebody may say that they are back."""
HANDLE_MOST = 64

_ORDER: dict[PreferredChannel, tuple[ChannelType, ...]] = {
    "telegram": ("telegram", "signal", "discord", "push"),
    "signal": ("signal", "telegram", "discord", "push"),
    "discord": ("discord", "telegram", "signal", "push"),
    "push": ("push", "telegram", "signal", "discord"),
    "any": ("telegram", "signal", "discord", "push"),
}


def fallback_order(preferred: PreferredChannel) -> tuple[ChannelType, ...]:
    """The channels to try, best first (delivery, rule 5)."""
    return _ORDER[preferred]


def enabled_by_default(channel_type: ChannelType) -> bool:
    """What holds before the person decides: Discord is on, the others begin with a link."""
    return channel_type == "discord"


# --- addresses ------------------------------------------------------------------------------------

_CHAT_ID = re.compile(r"[1-9][0-9]{0,18}")
_TELEGRAM_NAME = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{3,31})")
_PHONE_MARKS = re.compile(r"[\s().\-\u2010-\u2015]")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_ACCOUNT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NO_ACCOUNT = "00000000-0000-0000-0000-000000000000"
"""Nil: what Signal's programs write where they know no account."""


@dataclass(frozen=True, slots=True)
class Address:
    """A Telegram chat, or a Signal number or account id, in its one spelling.

    `deliverable` is False for a Telegram @name: it is kept, but a bot can only write to the numeric
    id of a chat that started it.
    """

    channel_type: LinkedChannel
    text: str
    deliverable: bool

    @property
    def identity(self) -> str:
        """The same for all spellings of one address; @names ignore letter case."""
        return self.text.lower()

    @property
    def masked(self) -> str:
        return mask_address(self.channel_type, self.text)


def parse_address(channel_type: LinkedChannel, text: str) -> Address | None:
    """The address that `text` spells; None when it spells none.

    Telegram: a chat's numeric id, or a name with or without its @. Signal: a number in
    international form (E.164), with the usual spaces, dashes and brackets.
    """
    text = text.strip()
    if len(text) > HANDLE_MOST:
        return None
    if channel_type == "signal":
        number = _PHONE_MARKS.sub("", text)
        return Address("signal", number, True) if _E164.fullmatch(number) else None
    if _CHAT_ID.fullmatch(text):
        return Address("telegram", text, True)
    name = _TELEGRAM_NAME.fullmatch(text)
    return Address("telegram", f"@{name[1]}", False) if name else None


def parse_account(channel_type: LinkedChannel, text: str | None) -> Address | None:
    """The account id (a UUID) that `text` spells; None when it spells none, and on Telegram.

    Signal delivers to one as to a number. People do not know theirs: it only comes from chats.
    """
    spelled = (text or "").strip().lower()
    known = channel_type == "signal" and _ACCOUNT_ID.fullmatch(spelled) and spelled != _NO_ACCOUNT
    return Address("signal", spelled, True) if known else None


def parse_stored(channel_type: LinkedChannel, text: str) -> Address | None:
    """The address or account id that `text` spells: whatever may be stored of a chat."""
    return parse_account(channel_type, text) or parse_address(channel_type, text)


@dataclass(frozen=True, slots=True)
class Chat:
    """A private chat by the names that its service gives it; one of them at least.

    A Signal chat has a number, which its owner may hide or change, and an account id, which stays.
    A Telegram chat has its numeric id alone, as `address`.
    """

    address: Address | None
    account: Address | None

    @property
    def writable(self) -> Address:
        """Where messages go: the number as long as it is known."""
        found = self.address or self.account
        assert found is not None
        return found


def parse_chat(
    channel_type: LinkedChannel, address: str, account: str | None = None
) -> Chat | None:
    """The chat that writes as `address`, on Signal also known as `account`.

    Either may be an account id; None when neither is an address of this channel.
    """
    known = parse_account(channel_type, account) or parse_account(channel_type, address)
    number = parse_address(channel_type, address)
    return None if number is None and known is None else Chat(number, known)


def address_help(channel_type: LinkedChannel) -> Sentence:
    """What an address of this channel looks like, in words to stand beside a field's name."""
    return say("signal-address") if channel_type == "signal" else say("telegram-address")


def mask_address(channel_type: ChannelType, text: str) -> str:
    """As much of an address as its owner needs to know it again, and little for anybody else."""
    if channel_type == "signal":
        return f"{text[:4]}••••{text[-2:]}" if len(text) > 9 else f"{text[:2]}••••{text[-1:]}"
    if channel_type == "telegram" and text.isdigit():
        return f"{text[:2]}•••{text[-2:]}" if len(text) > 6 else "•••"
    name = text.removeprefix("@")
    return f"@{name[:2]}•••" if len(name) > 2 else "@•••"


def masked_spelling(channel_type: LinkedChannel, text: str) -> str:
    """The mask of whatever address `text` spells."""
    address = parse_address(channel_type, text)
    return mask_address(channel_type, text) if address is None else address.masked


# --- what is stored -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredSettings:
    """A person's settings; the defaults are those of somebody who never chose.

    `sound_enabled` is what other programs also call `get_ready_sound`. `timezone` None means the
    community's.
    """

    sound_enabled: bool = True
    sound_cooldown_seconds: int = 480
    availability_reminders_enabled: bool = True
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class StoredSubscription:
    """One channel of a person; `refused_reason` is a word for why it was switched off."""

    enabled: bool
    preferences: dict[str, Any]
    refused_reason: str | None


@dataclass(frozen=True, slots=True)
class StoredPreferences:
    """What a person wants of promotions; `notify_threshold` 0 means the community's.

    `timezone` None means that of the settings. `asks_a_day` and `asks_a_week` are how often they
    may be called at most; who was asked by a campaign has been asked. `show_attendance` is whether
    an evening's list says that they were there.
    """

    allow_promotions: bool = False
    preferred_channel: PreferredChannel = "any"
    quiet_hours: QuietHours | None = None
    timezone: str | None = None
    notify_threshold: int = 0
    asks_a_day: int = 1
    asks_a_week: int = 4
    show_attendance: bool = True


@dataclass(frozen=True, slots=True)
class StoredAddress:
    """One address of a person: typed by them, verified from the chat, or both."""

    channel_type: LinkedChannel
    encrypted: bytes
    typed: bool
    verified: bool
    deliverable: bool


# --- time -----------------------------------------------------------------------------------------


def check_back_on(day: date, today: date) -> None:
    """Refuse a day on which nobody can be back who is away from `today` on.

    Raises:
        InvalidInput: it is not after today, or more than a year ahead.
    """
    if day <= today:
        message, detail = say("after-today"), say_of_evenings("back-after-today")
    elif day - today > AWAY_MOST:
        message, detail = say("within-year"), say_of_evenings("back-within-year")
    else:
        return
    raise InvalidInput(detail, errors=[FieldProblem("until", message)])


_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory"})


def is_time_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone that is the same on every machine."""
    return name in _zone_names()


@dataclass(frozen=True, slots=True)
class QuietHours:
    """[start, end) on a wall clock, across midnight where end is earlier; equal: never quiet.

    Judged by what the clock on the wall shows, so nights of 23 and 25 hours need no care of their
    own: an hour that is skipped is never quiet, one that comes twice is quiet twice.
    """

    start: time
    end: time

    def is_quiet(self, instant: datetime, zone: ZoneInfo) -> bool:
        """Whether `zone`'s clock shows a quiet time at `instant` (aware)."""
        shown = instant.astimezone(zone).time()
        if self.start <= self.end:
            return self.start <= shown < self.end
        return shown >= self.start or shown < self.end

    def ends_after(self, instant: datetime, zone: ZoneInfo) -> datetime:
        """The first instant, in UTC, from `instant` (aware) on that is not quiet."""
        instant = instant.astimezone(UTC)
        candidates = [instant, *_clock_changes(instant, zone)]
        today = instant.astimezone(zone).date()
        for days in (0, 1, 2):
            for fold in (0, 1):
                wall = datetime.combine(today + timedelta(days=days), self.end, tzinfo=zone)
                candidates.append(wall.replace(fold=fold).astimezone(UTC))
        return min(
            candidate
            for candidate in candidates
            if candidate >= instant and not self.is_quiet(candidate, zone)
        )


def _clock_changes(instant: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The instants of the next two days, to the second, at which the wall clock is changed."""

    def offset(at: datetime) -> timedelta | None:
        return at.astimezone(zone).utcoffset()

    for hours in range(48):
        before = instant + hours * _HOUR
        after = before + _HOUR
        if offset(before) == offset(after):
            continue
        while after - before > _SECOND:
            middle = before + (after - before) / 2
            before, after = (
                (middle, after) if offset(middle) == offset(before) else (before, middle)
            )
        yield after.replace(microsecond=0)
