"""The text of `.env`: reading it, and changing values without touching anything else. Pure.

What is read and written is what python-dotenv reads, which is how Muster reads its settings.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from dotenv import dotenv_values
from dotenv.parser import parse_stream

HEADER = (
    "# Muster's settings. `muster setup` asks for them anew; whatever it does not know stays.\n"
)

_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,=~^?&*!-]*")
_BINDING = re.compile(
    r"(?P<before>\s*(?:export[^\S\r\n]+)?)(?:'[^']+'|[^=#\s]+)[^\S\r\n]*=(?P<gap>[^\S\r\n]*)"
    r"(?P<rest>.*?)(?P<end>[^\S\r\n]*(?:\r\n|\n|\r)?)",
    re.DOTALL,
)
_QUOTED = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\"""", re.DOTALL)
_COMMENT = re.compile(r"\s+#.*", re.DOTALL)

Kind = Literal["new", "changed", "taken out"]


@dataclass(frozen=True)
class Change:
    """What becomes of one variable.

    Attributes:
        before, after: its values; None where there is none.
    """

    name: str
    before: str | None
    after: str | None

    @property
    def kind(self) -> Kind:
        if self.before is None:
            return "new"
        return "changed" if self.after is not None else "taken out"


def values_of(text: str) -> dict[str, str]:
    """The variables that `text` sets to something, by their names in upper case."""
    read = dotenv_values(stream=io.StringIO(text))
    return {name.upper(): value for name, value in read.items() if value and value.strip()}


def changes(text: str, wanted: Mapping[str, str]) -> list[Change]:
    """How `wanted`, where an empty value means unset, differs from what `text` sets."""
    before = values_of(text)
    found = (Change(name, before.get(name), value or None) for name, value in wanted.items())
    return [each for each in found if each.before != each.after]


def changed(text: str, wanted: Iterable[Change], heading_of: Callable[[str], str]) -> str:
    """`text` with these changes; comments, other variables and lines that set nothing stay.

    Args:
        heading_of: the comment that stands above a variable that is new.
    """
    values = {each.name: each.after for each in wanted}
    parts = [(each.key, each.original.string) for each in parse_stream(io.StringIO(text))]
    # Of several lines for one name the last one counts.
    last = {(key or "").upper(): number for number, (key, _) in enumerate(parts)}
    for name in [name for name in values if name in last]:
        number = last[name]
        parts[number] = (name, _with_value(parts[number][1], name, values.pop(name)))
    whole = "".join(string for _, string in parts)
    new = {name: value for name, value in values.items() if value is not None}
    if not new:
        return whole
    return _ended(whole) + _block(new, heading_of, empty=not whole)


def quoted(value: str) -> str:
    """`value` as it stands after `NAME=`.

    Raises:
        ValueError: it has a line break or another sign that is no text.
    """
    if not value.isprintable():
        raise ValueError("text on one line")
    if _PLAIN.fullmatch(value):
        return value
    # ${NAME} would be replaced, in quotes too; an unset name's default is a dollar sign again.
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("${", "${:-$}{")
    return f"'{escaped}'"


def _with_value(string: str, name: str, value: str | None) -> str:
    """One binding's text with another value; its export, comment and line end stay."""
    match = _BINDING.fullmatch(string)
    text = f"{name}={'' if value is None else quoted(value)}"
    if match is None:  # a name without "="
        return f"{string.rstrip()[: -len(string.strip())]}{text}\n"
    rest, comment = match["rest"], ""
    if match["gap"] and rest.startswith("#"):
        comment = f"{match['gap']}{rest}"
    elif in_quotes := _QUOTED.match(rest):
        comment = rest[in_quotes.end() :]
    elif in_line := _COMMENT.search(rest):
        comment = in_line.group()
    return f"{match['before']}{text}{comment}{match['end']}"


def _ended(text: str) -> str:
    return text if not text or text.endswith(("\n", "\r")) else f"{text}\n"


def _block(new: Mapping[str, str], heading_of: Callable[[str], str], *, empty: bool) -> str:
    lines = [HEADER] if empty else []
    above = None
    for name, value in new.items():
        heading = heading_of(name)
        if heading != above:
            lines.append(f"\n# {heading}\n")
        above = heading
        lines.append(f"{name}={quoted(value)}\n")
    return "".join(lines)
