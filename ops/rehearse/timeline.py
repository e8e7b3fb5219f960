"""What a rehearsal prints: who would have heard what and when, who not and why, what came of it.

Pure: the words are made of what happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from muster.availability.messages import STATUS_NAMES
from muster.channels.rules import ChannelType
from muster.counting import counted
from muster.notifications.messages import title_of
from ops.rehearse.played import Played, Said
from ops.rehearse.store import Message

_WHY_NOT: dict[str, str] = {
    "quiet_hours": "quiet hours",
    "withdrew": "took the answer back",
    "opted_out": "switched this off",
    "unlinked": "is not linked to a player",
    "no_channel": "no channel leads there",
    "already_notified": "had been told already",
    "expired": "it would have come too late",
    "cancelled": "it was no longer needed",
    "voice_unknown": "voice could not be read",
    "away": "is away",
    "over_limit": "has been asked often enough",
    "full": "the evening was full",
}
_SERVICES: dict[ChannelType, str] = {
    "discord": "Discord",
    "telegram": "Telegram",
    "signal": "Signal",
    "push": "Push",
}
_NAMES_MOST = 12


class _Line:
    """One line of the timeline, at an instant."""

    def __init__(self, at: datetime, text: str) -> None:
        self.at = at
        self.text = text


def lines_of(
    played: Played,
    messages: Sequence[Message],
    names: Mapping[int, str],
    zone: ZoneInfo,
) -> list[str]:
    """The timeline, a line for each thing that happened, each with the wall time of `zone`.

    People are named; no address ever is.
    """
    found = [_Line(each.at, each.text) for each in played.done]
    found += [_said_line(each, names) for each in played.said]
    found += _message_lines(messages, names)
    found.sort(key=lambda line: line.at)  # keeps what came of one instant in this order
    return [f"{line.at.astimezone(zone):%H:%M:%S}  {line.text}" for line in found]


def _said_line(said: Said, names: Mapping[int, str]) -> _Line:
    name = names.get(said.user_id, "somebody")
    if said.status is None:
        return _Line(said.at, f"{name} takes the answer back")
    to = "" if said.to is None else " (asked)"
    return _Line(said.at, f"{name} says: {str(STATUS_NAMES[said.status]).lower()}{to}")


def _message_lines(messages: Iterable[Message], names: Mapping[int, str]) -> list[_Line]:
    """A line for the messages of one event in one second with one outcome."""

    def kind(message: Message) -> tuple[datetime, str, str, str, str]:
        second = message.at.replace(microsecond=0)
        why = message.reason or message.error or ""
        return second, message.event_key, message.state, why, ""

    found: list[_Line] = []
    for (at, event_key, state, why, _), group in groupby(sorted(messages, key=kind), key=kind):
        people = list(group)
        title = title_of(event_key)
        if state == "sent":
            told = [_addressed(each, names) for each in people]
            found.append(_Line(at, f"{title} → {_listed(told)}"))
        elif state in ("pending", "sending"):
            waiting = [_name(each, names) for each in people]
            found.append(_Line(at, f"{title}: waits for {_listed(waiting)}"))
        else:
            left = [_name(each, names) for each in people]
            reason = _WHY_NOT.get(why, why.replace("_", " ") or state)
            found.append(_Line(at, f"{title}: not to {_listed(left)}: {reason}"))
    return found


def _addressed(message: Message, names: Mapping[int, str]) -> str:
    if message.user_id is None:
        return "the Discord channel"
    return f"{_name(message, names)} ({_SERVICES[message.channel_type]})"


def _name(message: Message, names: Mapping[int, str]) -> str:
    if message.user_id is None:
        return "the Discord channel"
    return names.get(message.user_id, "somebody")


def _listed(people: Sequence[str]) -> str:
    shown = ", ".join(people[:_NAMES_MOST])
    more = len(people) - _NAMES_MOST
    return f"{shown} and {more} more" if more > 0 else shown


def summary_of(played: Played, messages: Sequence[Message], threshold: int) -> list[str]:
    """What came of it, in a few lines."""
    sent = [each for each in messages if each.state == "sent" and each.user_id is not None]
    skipped = Counter(each.reason for each in messages if each.state == "skipped")
    heard = Counter(each.user_id for each in sent)
    outcome = "enough, it is played" if played.played else "too few, it is not played"
    lines = [
        f"At the start {played.looking} of {threshold} are looking: {outcome}.",
        f"{counted(len(sent), 'message')} to {counted(len(heard), 'person', 'people')}"
        + (f", {max(heard.values())} to one person at most." if heard else "."),
    ]
    if skipped:
        reasons = ", ".join(
            f"{number} {_WHY_NOT.get(reason or '', 'other')}"
            for reason, number in skipped.most_common()
        )
        lines.append(f"Not sent: {reasons}.")
    return lines
