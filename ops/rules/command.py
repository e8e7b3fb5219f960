"""`muster rules`: what holds on each weekday, read and changed by whoever runs this Muster."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Any, Final

from muster.clock import utc_now
from muster.errors import InvalidInput, OperatorError
from muster.evening import AS_SET, EveningRule, Evenings
from muster.evenings import service
from muster.evenings.rules import WEEKDAY_NAMES
from muster.settings import Settings
from ops.console import say
from ops.migrate import connected

AS_IN_SETTINGS: Final = "default"
"""What is typed for a part that is to be as the settings have it."""

_EVERY_DAY: Final = "all"
_OF: Final = {"threshold": " of people", "call_most": " of people"}
_WALL_TIME = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")


class RuleRefused(OperatorError):
    """What was typed makes no rule; its text has one sentence a line."""

    code = "bad_rule"


async def show_rules(settings: Settings) -> None:
    """Print what holds on each weekday, and what of it is a rule.

    Raises:
        DatabaseUnavailable, MusterError: as for every command on the database.
    """
    async with connected(settings, "rules show") as connection:
        evenings = await service.read_evenings(connection, service.evenings_of(settings))
    _print(evenings)


async def set_rules(settings: Settings, weekdays: Sequence[str], parts: Mapping[str, str]) -> None:
    """Change `parts` of the rules of some weekdays, keep the others, and print what holds then.

    Args:
        weekdays: as people write them: "friday", "Fri", "all".
        parts: text by field of `EveningRule`; `AS_IN_SETTINGS` takes a part back.

    Raises:
        RuleRefused: a weekday, time or number does not fit; nothing is changed.
        DatabaseUnavailable, MusterError: as for every command on the database.
    """
    if not parts:
        raise RuleRefused("say what to change; `muster rules set --help` lists what there is")
    numbers = sorted({number for word in weekdays for number in parse_weekday(word)})
    changes = parse_parts(parts)
    by_settings = service.evenings_of(settings)
    async with connected(settings, "rules set") as connection, connection.transaction():
        stored = await service.read_evenings(connection, by_settings)
        rules = {number: replace(stored.rule_of(number), **changes) for number in numbers}
        try:
            await service.save_rules(connection, by_settings, rules, None, utc_now())
        except InvalidInput as error:
            sentences = [str(each.message) for each in error.errors]
            raise RuleRefused("\n".join(sentences) or str(error)) from None
        evenings = await service.read_evenings(connection, by_settings)
    _print(evenings)


def parse_weekday(word: str) -> list[int]:
    """The weekdays (0 is Monday) that a word means: one, or all seven.

    Raises:
        RuleRefused: it means none.
    """
    given = word.strip().casefold()
    if given == _EVERY_DAY:
        return list(range(len(WEEKDAY_NAMES)))
    if len(given) >= 2:
        for number, name in enumerate(WEEKDAY_NAMES):
            if name.casefold().startswith(given):
                return [number]
    raise RuleRefused(f"{word!r} is no weekday; say monday to sunday, or {_EVERY_DAY}")


def parse_parts(parts: Mapping[str, str]) -> dict[str, Any]:
    """Typed text by field of `EveningRule` as the values of those fields.

    Raises:
        RuleRefused: a time or number cannot be read.
    """
    return {name: _value(name, text.strip()) for name, text in parts.items()}


def _value(name: str, text: str) -> Any:
    if text.casefold() == AS_IN_SETTINGS:
        return getattr(AS_SET, name)
    if name == "session":
        return text == "yes"
    if name in ("starts_at", "call_at"):
        if _WALL_TIME.fullmatch(text) is None:
            raise RuleRefused(f"{text!r} is no time; say HH:MM, or {AS_IN_SETTINGS}")
        hour, _, minute = text.partition(":")
        return time(int(hour), int(minute))
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise RuleRefused(f"{text!r} is no number{_OF.get(name, '')}; say one, or {AS_IN_SETTINGS}")
    return int(text)


def rule_lines(evenings: Evenings) -> list[str]:
    """What holds on each weekday, a line each; what comes from a rule is marked with a star."""
    lines: list[str] = []
    for weekday, evening in enumerate(evenings.week()):
        rule = evenings.rule_of(weekday)
        name = f"{WEEKDAY_NAMES[weekday]:<10}"
        if not evening.session:
            lines.append(f"{name} no session*")
            continue
        parts = [
            f"starts at {evening.start:%H:%M}{_star(rule, 'starts_at')}",
            f"{evening.threshold} players{_star(rule, 'threshold')}",
        ]
        if evening.call_at is not None:
            most = "" if evening.call_most is None else f", at most {evening.call_most} people"
            below = evening.call_below
            chance = "" if below is None else f", below a chance of {below} %"
            parts.append(f"calls at {evening.call_at:%H:%M}*{most}{chance}")
        lines.append(f"{name} {', '.join(parts)}")
    return lines


def _star(rule: EveningRule, name: str) -> str:
    return "" if getattr(rule, name) is None else "*"


def _print(evenings: Evenings) -> None:
    lines = rule_lines(evenings)
    for line in lines:
        say(line)
    if any("*" in line for line in lines):
        say("* by a rule of the weekday; the rest is as the settings have it")
