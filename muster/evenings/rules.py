"""Types and pure decisions of the rules by weekday. Weekdays: 0 is Monday, 6 Sunday."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from muster.errors import FieldProblem, InvalidInput
from muster.evening import WEEKDAYS, EveningRule, Evenings
from muster.words import Sentence, words

say = words("eveningErrors")

WEEKDAY_NAMES: Final = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
THRESHOLD_LEAST, THRESHOLD_MOST = 2, 99
CALL_MOST_MOST = 999
CALL_BELOW_LEAST, CALL_BELOW_MOST = 1, 99


@dataclass(frozen=True, slots=True)
class StoredRule:
    """A weekday's rule as it is stored, and when it was last changed (aware, in UTC)."""

    rule: EveningRule
    updated_at: datetime


def weekday_words(weekday: int) -> Sentence:
    """A weekday's name, 0 is Monday, as it stands at the head of a sentence."""
    return say("weekday", weekday=weekday)


def check_rules(rules: Mapping[int, EveningRule], evenings: Evenings) -> None:
    """Refuse rules that make no evening; `evenings` has the start of a weekday without its own.

    Raises:
        InvalidInput: `errors` has a sentence for each thing that is wrong, by field.
    """
    errors = [
        error for weekday, rule in rules.items() for error in _errors(weekday, rule, evenings)
    ]
    if errors:
        raise InvalidInput(errors=errors)


def _errors(weekday: int, rule: EveningRule, evenings: Evenings) -> Iterable[FieldProblem]:
    if not 0 <= weekday < WEEKDAYS:
        yield FieldProblem("rules.weekday", say("rule-weekday"))
        return
    name = weekday_words(weekday)
    threshold, most = rule.threshold, rule.call_most
    if threshold is not None and not THRESHOLD_LEAST <= threshold <= THRESHOLD_MOST:
        limits = {"least": f"{THRESHOLD_LEAST}", "most": f"{THRESHOLD_MOST}"}
        yield FieldProblem("rules.threshold", say("rule-threshold", weekday=name, **limits))
    if most is not None and not 1 <= most <= CALL_MOST_MOST:
        message = say("rule-call-most", weekday=name, most=f"{CALL_MOST_MOST}")
        yield FieldProblem("rules.call_most", message)
    below = rule.call_below
    if below is not None and not CALL_BELOW_LEAST <= below <= CALL_BELOW_MOST:
        limits = {"least": f"{CALL_BELOW_LEAST}", "most": f"{CALL_BELOW_MOST}"}
        yield FieldProblem("rules.call_below", say("rule-call-below", weekday=name, **limits))
    for field_name, wall in (("starts_at", rule.starts_at), ("call_at", rule.call_at)):
        if wall is not None and not _is_whole_minute(wall):
            yield FieldProblem(f"rules.{field_name}", say("rule-time", weekday=name))
            return
    start = evenings.start if rule.starts_at is None else rule.starts_at
    if rule.call_at is not None and rule.call_at >= start:
        message = say("rule-call-at", weekday=name, start=f"{start:%H:%M}")
        yield FieldProblem("rules.call_at", message)


def _is_whole_minute(wall: time) -> bool:
    return wall.tzinfo is None and not wall.second and not wall.microsecond


def rule_as_json(rule: EveningRule) -> dict[str, Any]:
    """A rule as JSON has it: times as `HH:MM:SS`."""
    return {
        "session": rule.session,
        "starts_at": None if rule.starts_at is None else rule.starts_at.isoformat(),
        "threshold": rule.threshold,
        "call_at": None if rule.call_at is None else rule.call_at.isoformat(),
        "call_most": rule.call_most,
        "call_below": rule.call_below,
    }


def rule_of_json(values: Mapping[str, Any]) -> EveningRule:
    """What `rule_as_json` made of a rule, as that rule.

    Raises:
        KeyError, TypeError, ValueError: it is none.
    """

    def wall_time(name: str) -> time | None:
        return None if values[name] is None else time.fromisoformat(values[name])

    return EveningRule(
        session=values["session"],
        starts_at=wall_time("starts_at"),
        threshold=values["threshold"],
        call_at=wall_time("call_at"),
        call_most=values["call_most"],
        call_below=values["call_below"],
    )
