"""What is wrong with input, in words that whoever sent it can act on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from muster.words import Sentence, Words, words

say = words("input")

_MOST_NAME = 40
_QUOTED = re.compile(r"'([^']*)'")

_BOOL, _WHOLE, _NUMBER = say("must-be-bool"), say("must-be-whole"), say("must-be-number")
_OBJECT = say("must-be-object")
_WORDS: Mapping[str, Sentence] = {
    "missing": say("is-required"),
    "extra_forbidden": say("not-known"),
    "json_invalid": say("no-json"),
    "string_type": say("must-be-text"),
    "string_unicode": say("must-be-unicode"),
    "string_pattern_mismatch": say("not-as-written"),
    "bool_type": _BOOL,
    "bool_parsing": _BOOL,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": say("too-large-number"),
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": say("must-be-finite"),
    "list_type": say("must-be-list"),
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
}


def problem_words(problem: Mapping[str, Any]) -> Words:
    """One validation error as words to stand beside the input's name; never what was sent.

    What a validator of ours raises, a ValueError, holds its sentence.
    """
    kind: str = problem["type"]
    limits: Mapping[str, Any] = problem.get("ctx", {})
    match kind:
        case "value_error" if isinstance(limits["error"].args[0], Sentence):
            return limits["error"].args[0]
        case "string_too_short":
            return say("least-characters", number=limits["min_length"])
        case "string_too_long":
            return say("most-characters", number=limits["max_length"])
        case "greater_than_equal":
            return say("at-least", least=f"{limits['ge']}")
        case "less_than_equal":
            return say("at-most", most=f"{limits['le']}")
        case "literal_error" | "enum":
            return say("one-of", words=", ".join(_QUOTED.findall(limits["expected"])))
        case _ if kind.startswith("date"):
            return say("must-be-date")
        case _:
            return _WORDS.get(kind, say("does-not-fit"))


def field_name(location: tuple[int | str, ...]) -> str:
    """The input's name, without where it was looked for (body, query) and list positions.

    A name that the caller made up may be anything: it is cut, and what cannot be shown left out.
    """
    named = ".".join(part for part in location[1:] if isinstance(part, str))
    return "".join(character for character in named if character.isprintable())[:_MOST_NAME]
