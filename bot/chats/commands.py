"""What a chat message asks for. Pure: the community's calendar date is an argument.

Letter case, accents, Quake colour codes and a bot's name after the command (`/today@bot`) do not
matter; the words of every language of ours are understood, whatever language their writer reads.
The slash may be left out where the rest is a whole command, as nobody types one on Signal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from muster.availability.rules import Status
from muster.identity.rules import canonical_name
from muster.words import folded

_TEXT_MOST = 300

# Words are written as `folded` has them: small letters without their accents. All languages are
# understood at any time, so no word may mean two things where it can be said.
_STATUSES: dict[str, Status] = {
    **dict.fromkeys(
        (
            *("looking", "lfg", "yes", "y", "yep", "in", "play", "playing", "+", "+1", "🟢"),
            *("igram", "da", "ja", "jaz", "pridem", "sem za", "bom"),
            *("dabei", "bin dabei", "ich bin dabei", "bin da", "spiele", "ich spiele", "klar"),
        ),
        "LOOKING",
    ),
    **dict.fromkeys(
        (
            *("available", "free", "can", "ok", "🔵"),
            *("lahko", "lahko igram", "prost", "prosta"),
            *("konnte", "konnte spielen", "koennte", "koennte spielen", "kann", "frei"),
        ),
        "AVAILABLE",
    ),
    **dict.fromkeys(
        (
            *("maybe", "perhaps", "possibly", "unsure", "🟡"),
            *("mogoce", "mogoce igram", "morda"),
            *("vielleicht", "vielleicht dabei", "vllt", "eventuell", "evtl"),
        ),
        "MAYBE",
    ),
    **dict.fromkeys(
        (
            *("not playing", "not_playing", "notplaying", "not-playing", "no", "n", "nope", "not"),
            *("out", "cannot", "can't", "busy", "-", "-1", "🔴"),
            *("ne", "ne igram", "ne morem", "me ni"),
            *("nein", "nee", "nicht", "nicht dabei", "bin nicht dabei", "kann nicht"),
        ),
        "NOT_PLAYING",
    ),
}
_STOP = frozenset({"stop", "unsubscribe", "nehaj", "ustavi", "odjava", "stopp", "abmelden"})
_LINK = frozenset({"start", "link", "povezi", "verknupfen", "verknuepfen"})
_HELP = frozenset({"help", "?", "pomoc", "hilfe"})
_STATUS = frozenset({"status", "stanje"})
_AWAY = frozenset({"away", "odsotnost", "weg"})
_AVAILABILITY = frozenset({"avail", "availability"})
_REMOVE = frozenset(
    {
        *("remove", "clear", "delete", "reset", "undo"),
        *("umakni", "odstrani", "preklici", "izbrisi", "zbrisi"),
        *("loschen", "loesche", "loeschen", "losche", "entfernen", "entferne", "zurucknehmen"),
    }
)
_HERE = frozenset({"off", "back", "here", "nazaj", "tu", "tukaj", "aus", "da", "zuruck", "zurueck"})
_UNTIL = frozenset({"until", "do", "bis"})
_ON = frozenset({"on", "v", "am"})
_TODAY = frozenset({"today", "tonight", "danes", "nocoj", "heute"})
_TOMORROW = frozenset({"tomorrow", "jutri", "morgen"})
_WEEKDAYS: tuple[tuple[tuple[str, ...], int], ...] = (
    # Names, each also by so many of its first letters: the German ones begin like other words.
    (("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 3),
    (("ponedeljek", "torek", "sreda", "cetrtek", "petek", "sobota", "nedelja"), 3),
    (("ponedeljek", "torek", "sredo", "cetrtek", "petek", "soboto", "nedeljo"), 3),
    (("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"), 5),
    (("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "sonnabend", "sonntag"), 5),
)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TIME = re.compile(r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})")
_AT = re.compile(r"(?<!\S)(?:(?:from|at|od|ob|ab|um)\s+)?(?P<at>\d{1,2}[:.]\d{2})(?!\S)")
_LATE = re.compile(
    r"(?<!\S)(?P<minutes>\d{1,3})\s*(?:m|mins?|minutes?|minut[aeio]?|minuten)?\s+"
    r"(?:late|later|kasneje|pozneje|spater|spaeter)(?!\S)"
)
_ONLY_IF = re.compile(
    # "ab 6" alone may be a time of day.
    r"(?<!\S)(?:(?:(?:only|samo|nur)\s+)?(?:if|ce|wenn)|nur\s+ab)\s+"
    r"(?:(?:we\s+are|we're|there\s+are|nas\s+je|nas\s+bo|wir|ihr)\s+)?"
    r"(?P<number>\d{1,3})(?:\s+(?:sind|seid))?(?!\S)"
)
_IF = frozenset({"if", "ce", "wenn"})
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


@dataclass(frozen=True, slots=True)
class Link:
    """Link this chat with a token from the page; None where it was left out."""

    token: str | None


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Answer for a day.

    Attributes:
        arrives_at: from when they play, on the community's wall clock.
        late_minutes: how long after the start they come, where they said that instead.
        only_if: how many have to be in for them to be, too.
    """

    day: date
    status: Status
    arrives_at: time | None = None
    late_minutes: int | None = None
    only_if: int | None = None


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
class Away:
    """Be away until a day, or here again where it is None."""

    until: date | None


@dataclass(frozen=True, slots=True)
class ShowAway:
    """Say until when one is away."""


@dataclass(frozen=True, slots=True)
class Help:
    """Say what can be asked."""


Misunderstood = Literal["text", "command", "day", "status", "time", "condition"]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Nothing of the above: a text that is no command, a command that there is not, or one with a
    part that is no day, status, time or number.
    """

    what: Misunderstood


Command = (
    Link | SetStatus | RemoveStatus | ShowStatus | Away | ShowAway | Stop | Help | NotUnderstood
)


def parse_command(text: str, today: date) -> Command:
    """The command in `text`, in any of our languages; `today` is the community's calendar date."""
    words = canonical_name(text[:_TEXT_MOST]).split(" ")
    slash = words[0].startswith("/")
    name = folded(words[0].removeprefix("/").partition("@")[0])
    found = _command(name, words[1:], today)
    if not slash and isinstance(found, NotUnderstood):
        # Not meant for us: somebody writes a sentence that begins with "today".
        return NotUnderstood("text")
    if slash and name and found == NotUnderstood("text"):
        return NotUnderstood("command")
    return found


def _command(name: str, words: list[str], today: date) -> Command:
    rest = [folded(word) for word in words]
    match name.rstrip("!."):
        case link if link in _LINK:
            return _link(name, words)
        case stop if stop in _STOP:
            return Stop() if not rest or rest == ["all"] else NotUnderstood("text")
        case help_ if help_ in _HELP:
            return Help() if not rest else NotUnderstood("text")
        case status if status in _STATUS:
            return ShowStatus() if not rest else NotUnderstood("text")
        case away if away in _AWAY:
            return parse_away(" ".join(rest), today) if rest else ShowAway()
        case avail if avail in _AVAILABILITY:
            return _availability(rest, today) if rest else ShowStatus()
        case day if is_day(day):
            return _availability([day, *rest], today) if rest else ShowStatus()
        case on if on in _ON and rest and is_day(rest[0]):
            return _availability(rest, today) if len(rest) > 1 else ShowStatus()
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
    words = [
        word
        for word, after in zip(words, [*words[1:], ""], strict=True)
        if not (word in _ON and is_day(after))
    ]
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
    return _answer(day, " ".join(words))


def _answer(day: date, said: str) -> SetStatus | NotUnderstood:
    """`[status] [if N] [21:30 | N late]`, in any order.

    Who says no status is looking, or available where they ask for others first.
    """
    at, late, only_if = _AT.search(said), _LATE.search(said), _ONLY_IF.search(said)
    arrives_at = None if at is None else parse_time(at["at"])
    if at is not None and (arrives_at is None or late is not None):
        return NotUnderstood("time")
    rest = said
    for found in (_AT, _LATE, _ONLY_IF):
        rest = found.sub(" ", rest, count=1)
    words = rest.split()
    if _IF & {*words}:
        return NotUnderstood("condition")
    default: Status | None = None
    if only_if is not None:
        default = "AVAILABLE"
    elif arrives_at is not None or late is not None:
        default = "LOOKING"
    status = _STATUSES.get(" ".join(words)) if words else default
    if status is None:
        return NotUnderstood("status")
    return SetStatus(
        day,
        conditional(status, only_if is not None),
        arrives_at,
        None if late is None else int(late["minutes"]),
        None if only_if is None else int(only_if["number"]),
    )


def conditional(status: Status, only_if: bool) -> Status:
    """The status that is meant: who is in on a condition is available until it comes true."""
    return "AVAILABLE" if only_if and status == "LOOKING" else status


def parse_time(text: str) -> time | None:
    """A time of day such as "21:30"; None for no real one."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"])
    return time(hour, minute) if hour < 24 and minute < 60 else None


def parse_away(text: str, today: date) -> Away | NotUnderstood:
    """Until when somebody is away, by what they typed: `off`, or `[until] DAY`."""
    words = folded(canonical_name(text[:_TEXT_MOST])).split()
    if len(words) == 1 and words[0] in _HERE:
        return Away(None)
    if words and words[0] in _UNTIL | _ON:
        del words[0]
    until = parse_day(words[0], today) if len(words) == 1 and is_day(words[0]) else None
    return NotUnderstood("day") if until is None else Away(until)


def parse_status(text: str) -> Status | None:
    """The status that a whole text means; None where it means none."""
    return _STATUSES.get(folded(canonical_name(text[:_TEXT_MOST])).strip("!. "))


def is_day(word: str) -> bool:
    """Whether a word names a day, be it a real one or not."""
    word = folded(word)
    return (
        word in _TODAY
        or word in _TOMORROW
        or _DATE.fullmatch(word) is not None
        or _weekday(word) is not None
    )


def parse_day(word: str, today: date) -> date | None:
    """The date that `word` (for which `is_day` holds) means; None for no real date.

    A weekday is its next, with today counted.
    """
    word = folded(word)
    if word in _TODAY:
        return today
    if word in _TOMORROW:
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
    """0 for Monday, also by its first letters ("mon", "thurs", "sre")."""
    for names, least in _WEEKDAYS:
        for number, name in enumerate(names):
            if len(word) >= least and name.startswith(word):
                return number
    return None
