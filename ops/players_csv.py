"""Reads a file of player profiles: `guid,name[,aliases][,rating]` (the contract, section 1)."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence

from muster.errors import InvalidInput
from muster.identity.rules import ImportedPlayer, canonical_name, has_control_characters
from ops.console import counted

COLUMNS = ("guid", "name", "aliases", "rating")
GUID_MAX, NAME_MAX = 64, 128

_HEADER = "guid,name[,aliases][,rating]"
_ALIAS_BORDER = re.compile(r"[;|]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


class BadPlayerFile(InvalidInput):
    """`detail` has one line for each bad row, with its number in the file; 1 is the header."""

    code = "bad_player_file"


def parse_players(data: bytes) -> list[ImportedPlayer]:
    """The players of a CSV file in UTF-8, with or without a byte order mark, in the file's order.

    Empty rows are passed over. Aliases are separated by `;` or `|`. A rating is any finite decimal.

    Raises:
        BadPlayerFile: the header does not fit or any row is bad; all of them are listed.
    """
    problems: list[str] = []
    players: list[ImportedPlayer] = []
    lines: dict[str, int] = {}
    rows = _rows(_decoded(data), problems)
    columns = _columns(next(rows, (1, [])))
    for line, cells in rows:
        if len(cells) != len(columns):
            problems.append(
                f"line {line}: {counted(len(cells), 'column')} instead of {len(columns)}"
            )
            continue
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
        found = list(_problems_of(row))
        guid = row["guid"]
        if guid in lines:
            found.append(f"guid {guid!r} is on line {lines[guid]} already")
        elif guid:
            lines[guid] = line
        if found:
            problems += [f"line {line}: {problem}" for problem in found]
            continue
        rating = row.get("rating")
        players.append(
            ImportedPlayer(guid, row["name"], _aliases(row), float(rating) if rating else None)
        )
    if problems:
        raise BadPlayerFile("\n".join(problems))
    return players


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadPlayerFile(f"line {line}: not UTF-8 text; save the file as UTF-8") from None


def _rows(text: str, problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the line on which it starts."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            problems.append(f"line {line}: {error}")
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def _columns(header: tuple[int, Sequence[str]]) -> list[str]:
    line, cells = header
    columns = [cell.strip().lower() for cell in cells]
    problems = [
        f"line {line}: unknown column {cell.strip()!r}; the header is {_HEADER}"
        for cell, column in zip(cells, columns, strict=True)
        if column not in COLUMNS
    ]
    problems += [
        f"line {line}: the column {column!r} is there twice"
        for column in COLUMNS
        if columns.count(column) > 1
    ]
    if not problems and not {"guid", "name"} <= set(columns):
        problems.append(f"line {line}: the header {_HEADER} is missing")
    if problems:
        raise BadPlayerFile("\n".join(problems))
    return columns


def _aliases(row: dict[str, str]) -> tuple[str, ...]:
    parts = (part.strip() for part in _ALIAS_BORDER.split(row.get("aliases", "")))
    return tuple(dict.fromkeys(part for part in parts if part))


def _problems_of(row: dict[str, str]) -> Iterator[str]:
    if not row["guid"]:
        yield "guid is missing"
    elif len(row["guid"]) > GUID_MAX:
        yield f"guid has more than {GUID_MAX} characters"
    if not row["name"]:
        yield "name is missing"
    else:
        yield from _problems_of_name("name", row["name"])
    for alias in _aliases(row):
        yield from _problems_of_name("an alias", alias)
    rating = row.get("rating")
    if rating and not (_NUMBER.fullmatch(rating) and math.isfinite(float(rating))):
        yield "rating is not a number such as 1450 or 27.5"
    for column in ("guid", "name", "aliases"):
        if has_control_characters(row.get(column, "")):
            yield f"{column} holds a NUL or another control character"


def _problems_of_name(what: str, name: str) -> Iterator[str]:
    if len(name) > NAME_MAX:
        yield f"{what} has more than {NAME_MAX} characters"
    elif not canonical_name(name):
        yield f"{what} is nothing but colour codes"
