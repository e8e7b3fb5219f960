"""What is said of a setting that cannot be used: its name, what was read, what is accepted."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from pydantic.fields import FieldInfo


def error_line(
    problem: Mapping[str, Any],
    given: Mapping[str, str],
    origins: Mapping[str, str],
    fields: Mapping[str, FieldInfo],
    secrets: Collection[str],
) -> str:
    """The line for one of pydantic's problems.

    Args:
        given: the text that each field was read from.
        origins: the variables' names, of fields that were read under others than their own.
        fields: all settings.
        secrets: those that are never shown.
    """
    message = str(problem["msg"]).removeprefix("Value error, ")
    if not problem["loc"]:
        return message
    field = str(problem["loc"][0])
    accepted = _accepted(str(problem["type"]), fields[field]) or message
    name = origins.get(field, field.upper())
    return f"{name}: {_value_read(field, given, secrets)}; accepted: {accepted}"


def _accepted(problem_type: str, field: FieldInfo) -> str | None:
    if problem_type.startswith("bool"):
        return "true or false"
    bounds = {
        name: getattr(part, name)
        for part in field.metadata
        for name in ("ge", "le")
        if hasattr(part, name)
    }
    if bounds:
        return f"a whole number from {bounds['ge']} to {bounds['le']}"
    return None


def _value_read(field: str, given: Mapping[str, str], secrets: Collection[str]) -> str:
    if field in secrets:
        return "the value (a secret, not shown) cannot be used"
    if field not in given:
        return "cannot be used"
    # Whoever puts a password into an address, or a secret key where a public one belongs, does not
    # want to see it in a log.
    value = re.sub(r"(?<=//)[^/?#]*@", "…@", given[field])
    value = re.sub(r"(?i)(?<=AGE-SECRET-KEY-)\w+", "…", value)
    return f"read {value if len(value) <= 60 else value[:57] + '...'!r}"
