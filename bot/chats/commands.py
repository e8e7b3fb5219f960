"""What a chat message asks for. Pure: the community's calendar date is an argument.

Letter case, Quake colour codes and a bot's name after the command (`/today@bot`) do not matter. The
slash may be left out where the rest is a whole command, as nobody types one on Signal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from muster.availability.rules import Status
from muster.identity.rules import canonical_name

_TEXT_MOST = 300

_STATUSES: dict[str, Status] = {
    **dict.fromkeys(
        ("looking", "lfg", "yes", "y", "yep", "in", "play", "playing", "+", "+1", "🟢"), "LOOKING"
    ),
    **dict.fromkeys(("available", "free", "can", "ok", "🔵"), "AVAILABLE"),
    **dict.fromkeys(("maybe", "perhaps", "possibly", "unsure", "🟡"), "MAYBE"),
    **dict.fromkeys(
        (
            *("not playing", "not_playing", "notplaying", "not-playing", "no", "n", "nope", "not"),
            *("out", "cannot", "can't", "busy", "-", "-1", "🔴"),
        ),
        "NOT_PLAYING",
    ),
}
_REMOVE = frozenset({"remove", "clear", "delete", "reset", "undo"})
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


@dataclass(frozen=True, slots=True)
class Link:
    """Link this chat with a token from the page; None where it was left out."""

    token: str | None


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Answer for a day."""

    day: date
    status: Status


@dataclass(frozen=True, slots=True)
class RemoveStatus:
    """Take the answer for a day back."""

    day: date


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """Say how many are in."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Unlink this chat and never write to it again."""


@dataclass(frozen=True, slots=True)
class Help:
    """Say what can be asked."""


Misunderstood = Literal["text", "command", "day", "status"]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Nothing of the above: a text that is no command, a command that there is not, or one with a
    part that is no day or no status.
    """

    what: Misunderstood


Command = Link | SetStatus | RemoveStatus | ShowStatus | Stop | Help | NotUnderstood


def parse_command(text: str, today: date) -> Command:
    """The command in `text`; `today` is the community's calendar date."""
    words = canonical_name(text[:_TEXT_MOST]).split(" ")
    slash = words[0].startswith("/")
    name = words[0].removeprefix("/").partition("@")[0].casefold()
    found = _command(name, words[1:], today)
    if not slash and isinstance(found, NotUnderstood):
        # Not meant for us: somebody writes a sentence that begins with "today".
        return NotUnderstood("text")
    if slash and name and found == NotUnderstood("text"):
        return NotUnderstood("command")
    return found


def _command(name: str, words: list[str], today: date) -> Command:
    rest = [word.casefold() for word in words]
    match name.rstrip("!."):
        case "start" | "link":
            return _link(name, words)
        case "stop" | "unsubscribe":
            return Stop() if not rest or rest == ["all"] else NotUnderstood("text")
        case "help" | "?":
            return Help() if not rest else NotUnderstood("text")
        case "status":
            return ShowStatus() if not rest else NotUnderstood("text")
        case "avail" | "availability":
            return _availability(rest, today) if rest else ShowStatus()
        case day if is_day(day):
            return _availability([day, *rest], today) if rest else ShowStatus()
        case _:
            return NotUnderstood("text")


def _link(name: str, words: list[str]) -> Command:
    if not words:
        # Telegram's start button sends this to greet; whoever types /link forgot something.
        return Help() if name == "start" else Link(None)
    if len(words) == 1 and _TOKEN.fullmatch(words[0]):
        return Link(words[0])
    return Link(None) if len(words) == 1 else NotUnderstood("text")


def _availability(words: list[str], today: date) -> Command:
    """`[day] status`, `status [day]`, `remove [day]`, `[day] remove`; unsaid, it is today."""
    day = today
    removing = False
    for place in (0, -1):
        if words and words[place] in _REMOVE:
            del words[place]
            removing = True
            break
    for place in (0, -1):
        if words and is_day(words[place]):
            named = parse_day(words[place], today)
            if named is None:
                return NotUnderstood("day")
            day = named
            del words[place]
            break
    if removing:
        return RemoveStatus(day) if not words else NotUnderstood("day")
    status = _STATUSES.get(" ".join(words))
    if status is None:
        return NotUnderstood("status")
    return SetStatus(day, status)


def parse_status(text: str) -> Status | None:
    """The status that a whole text means; None where it means none."""
    return _STATUSES.get(canonical_name(text[:_TEXT_MOST]).casefold().strip("!. "))


def is_day(word: str) -> bool:
    """Whether a word of small letters names a day, be it a real one or not."""
    return (
        word in ("today", "tonight", "tomorrow")
        or _DATE.fullmatch(word) is not None
        or _weekday(word) is not None
    )


def parse_day(word: str, today: date) -> date | None:
    """The date that `word` (for which `is_day` holds) means; None for no real date.

    A weekday is its next, with today counted.
    """
    if word in ("today", "tonight"):
        return today
    if word == "tomorrow":
        return today + timedelta(days=1)
    weekday = _weekday(word)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    year, month, day = (int(part) for part in word.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(word: str) -> int | None:
    """0 for Monday, also by its first letters ("mon", "thurs")."""
    if len(word) < 3:
        return None
    return next((n for n, name in enumerate(_WEEKDAYS) if name.startswith(word)), None)
