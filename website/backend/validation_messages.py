"""What is wrong with input, in words that whoever sent it can act on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SEND_JSON = "Send the body as JSON, with Content-Type: application/json."
NOT_JSON = "The request's body cannot be read as JSON."
_MOST_NAME = 40
_QUOTED = re.compile(r"'([^']*)'")

_WORDS = {
    "missing": "is required",
    "extra_forbidden": "is not known here",
    "json_invalid": "is not JSON",
    "string_type": "must be text",
    "string_unicode": "must be valid Unicode",
    "string_pattern_mismatch": "is not written as it must be",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "is too large a number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "list_type": "must be a list",
    "dict_type": "must be a JSON object",
    "model_type": "must be a JSON object",
    "model_attributes_type": "must be a JSON object",
}


def problem_words(problem: Mapping[str, Any]) -> str:
    """One validation error as words to follow the input's name; never what was sent."""
    kind: str = problem["type"]
    limits: Mapping[str, Any] = problem.get("ctx", {})
    match kind:
        case "value_error":
            return str(problem["msg"]).removeprefix("Value error, ")
        case "string_too_short":
            return f"must have at least {_characters(limits['min_length'])}"
        case "string_too_long":
            return f"must have at most {_characters(limits['max_length'])}"
        case "greater_than_equal":
            return f"must be at least {limits['ge']}"
        case "less_than_equal":
            return f"must be at most {limits['le']}"
        case "literal_error" | "enum":
            return f"must be one of {', '.join(_QUOTED.findall(limits['expected']))}"
        case _ if kind.startswith("date"):
            return "must be a date, YYYY-MM-DD"
        case _:
            return _WORDS.get(kind, "does not fit")


def field_name(location: tuple[int | str, ...]) -> str:
    """The input's name, without where it was looked for (body, query) and list positions.

    A name that the caller made up may be anything: it is cut, and what cannot be shown left out.
    """
    named = ".".join(part for part in location[1:] if isinstance(part, str))
    return "".join(character for character in named if character.isprintable())[:_MOST_NAME]


def _characters(number: int) -> str:
    return "1 character" if number == 1 else f"{number} characters"
