"""Answers that are written where there are no buttons. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from muster.availability.rules import LEAST_CONDITION, MOST_CONDITION, Status
from muster.notifications.answers import (
    ANSWERED_KINDS,
    WORKS,
    Choice,
    choices_of,
    usual_of_key,
)
from muster.words import LANGUAGES, Sentence, folded, words

say = words("replies")

# Each in every language that people may write.
_AS_USUAL = (
    *("usual", "as usual"),
    *("kot obicajno", "obicajno", "po navadi"),
    *("wie ublich", "wie ueblich", "ublich", "wie immer"),
)
_CLOCK = re.compile(r"(?:(?:from|at|od|ob|ab|um) )?([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_ONLY_IF = re.compile(
    # "ab 6" alone may be a time of day.
    r"(?:(?:only |samo |nur )?(?:if|ce|wenn)|nur ab)"
    r" (?:we are |nas je |wir )?([0-9]{1,2})(?: sind)?"
)
_TEXT_MOST = 60
_MARKS = re.compile(r"[^\w:.+-]+")

_POSITIVE = ("coming", "onway", "in", "looking")


def numbered(labels: Iterable[str]) -> Sentence:
    """Answers as a text that asks to be answered by a number or in words."""
    answers = " · ".join(f"{number} {label}" for number, label in enumerate(labels, 1))
    return say("numbered", answers=answers)


def words_of(text: str) -> str:
    """A text as labels and answers are compared: small letters without their accents, no marks
    around or in words.
    """
    plain = folded(text.replace("'", "").replace("\u2019", ""))
    return _MARKS.sub(" ", plain).strip(" .")


@lru_cache(maxsize=512)
def _ways_to_say(label: Sentence | str) -> frozenset[str]:
    """A label's words in every language: people answer in theirs, whatever their message was in."""
    said = [label] if isinstance(label, str) else [label.in_language(each) for each in LANGUAGES]
    return frozenset(words_of(each) for each in said)


def is_number(text: str) -> bool:
    """Whether a text is a number that answers could have."""
    words = words_of(text)
    return words.isdecimal() and len(words) <= 2


def may_answer(text: str, status: Status | None) -> bool:
    """Whether a text could answer any message at all: all else need not be looked up."""
    if len(text) > _TEXT_MOST:
        return False
    if is_number(text) or words_of(text).startswith(_AS_USUAL):
        return True
    return any(key_in(text, choices_of(kind, LEAST_CONDITION), status) for kind in ANSWERED_KINDS)


def key_in(text: str, choices: Sequence[Choice], status: Status | None) -> str | None:
    """The key of the answer that a text gives to a message with `choices`; None for no answer.

    Args:
        status: what the text means where any status may be said, if anything.
    """
    words = words_of(text)
    if is_number(text):
        number = int(words)
        return choices[number - 1].key if 1 <= number <= len(choices) else None
    for choice in choices:
        if words in _ways_to_say(choice.label):
            return choice.key
        if words in _AS_USUAL and usual_of_key(choice.key) is not None:
            return choice.key
    if not choices or choices[0].key == WORKS:
        return None
    if (key := _clock(words) or _if(words)) is not None:
        return key
    if status is None:
        return None
    own = [choice.key for choice in choices]
    if status in ("LOOKING", "AVAILABLE"):
        # Where we ask whether somebody comes, "ok" is a yes.
        asks_whether = bool({"coming", "onway", "cant"} & {*own})
        if status == "LOOKING" or asks_whether:
            return next((key for key in own if key in _POSITIVE), "looking")
        return "free"
    return (
        "maybe" if status == "MAYBE" else next((key for key in own if key in ("no", "cant")), "no")
    )


def _clock(words: str) -> str | None:
    found = _CLOCK.fullmatch(words)
    return None if found is None else f"from{int(found[1]):02d}{found[2]}"


def _if(words: str) -> str | None:
    found = _ONLY_IF.fullmatch(words)
    if found is None:
        return None
    many = int(found[1])
    return f"if{many}" if LEAST_CONDITION <= many <= MOST_CONDITION else None
