"""Reads a file of player profiles: `guid,name[,aliases][,rating]` (the contract, section 1)."""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
from collections.abc import Iterator, Sequence

from muster.errors import InvalidInput
from muster.identity.rules import ImportedPlayer, canonical_name, has_control_characters
from muster.names import name_key, shown, without_ignorables
from muster.words import Sayable, Sentence, lines, words

say = words("playerFile")

COLUMNS = ("guid", "name", "aliases", "rating")
GUID_MAX, NAME_MAX = 64, 128

_HEADER = "guid,name[,aliases][,rating]"
_ALIAS_BORDER = re.compile(r"[;|]")
_DELIMITERS = (",", ";", "\t")
_HINTS = {",": ("rating", "columns-by-comma"), ";": ("aliases", "columns-by-semicolon")}
"""The column whose cells are taken for several where that is what separates them."""
_SEPARATOR_LINE = re.compile(r'"?sep=([^"\r\n])"?[,;\t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_WORKBOOKS = {
    b"PK\x03\x04": say("workbook-new"),
    b"\xd0\xcf\x11\xe0": say("workbook-old"),
}
_QUOTED = re.compile(r' *"(?:[^"]|"")*+')
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+", re.ASCII | re.IGNORECASE)
"""How spreadsheets write a long number; no guid has a plus in it."""
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


class BadPlayerFile(InvalidInput):
    """`problems` has one for each bad row, with its number in the file; 1 is the header."""

    code = "bad_player_file"

    def __init__(self, *problems: Sentence) -> None:
        super().__init__(lines(*problems))
        self.problems = problems


def at_line(line: int, problem: Sayable) -> Sentence:
    """What is wrong on a line of a file, from 1."""
    return say("at-line", line=f"{line}", problem=problem)


def parse_players(data: bytes) -> list[ImportedPlayer]:
    """The players of a CSV file, in the file's order.

    The text is UTF-8, with or without a byte order mark, or UTF-16, as spreadsheets write it; its
    columns are separated by what a line `sep=` before the header says, or else by the commas,
    semicolons or tabs of the header. Empty rows are passed over, and empty cells at a row's end may
    be missing or too many. Aliases are separated by `;` or `|`. A guid of which a spreadsheet made
    a number, such as 1.23457E+15, is refused. A rating is any finite decimal; where no comma
    separates columns, it may have a decimal comma.

    Raises:
        BadPlayerFile: the header does not fit or any row is bad; all of them are listed.
    """
    players, problems = examine_players(data)
    if problems:
        raise BadPlayerFile(*problems)
    return list(players.values())


def examine_players(data: bytes) -> tuple[dict[int, ImportedPlayer], list[Sentence]]:
    """(the good rows by the lines on which they begin, a line for each thing that is bad).

    Raises:
        BadPlayerFile: it is no such file: not text, or without the header.
    """
    problems: list[Sentence] = []
    players: dict[int, ImportedPlayer] = {}
    seen: dict[str, int] = {}
    text, delimiter, first_line = _separated(_decoded(data))
    rows = _rows(text, delimiter, first_line, problems)
    header_line, header = next(rows, (first_line, list[str]()))
    if problems:
        raise BadPlayerFile(*problems)
    columns = _columns((header_line, _without_empty_end(header)))
    for line, given in rows:
        cells = _without_empty_end(given)
        if len(cells) > len(columns):
            column, hint = _HINTS.get(delimiter, ("", ""))
            message = hint if column in columns else "columns"
            counts = say(message, count=len(cells), wanted=f"{len(columns)}")
            problems.append(at_line(line, counts))
            continue
        missing = [""] * (len(columns) - len(cells))
        row = dict(zip(columns, (*map(str.strip, cells), *missing), strict=True))
        if delimiter != ",":
            row |= {"rating": row["rating"].replace(",", ".")} if "rating" in row else {}
        found = list(_problems_of(row))
        guid = without_ignorables(row["guid"])
        key = name_key(guid)
        if key in seen:
            found.append(say("guid-twice", guid=repr(guid), line=f"{seen[key]}"))
        elif key:
            seen[key] = line
        if found:
            problems += [at_line(line, problem) for problem in found]
            continue
        rating = row.get("rating")
        players[line] = ImportedPlayer(
            guid, row["name"], _aliases(row), float(rating) if rating else None
        )
    return players, problems


def _decoded(data: bytes) -> str:
    for beginning, kind in _WORKBOOKS.items():
        if data.startswith(beginning):
            raise BadPlayerFile(at_line(1, kind))
    encoding = _encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        name = "UTF-16" if encoding.startswith("utf-16") else "UTF-8"
        raise BadPlayerFile(at_line(line, say("not-text", encoding=name))) from None


def _encoding(data: bytes) -> str:
    """UTF-16 by its byte order mark, or by the NUL beside the first letter; else UTF-8."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    if data[:1] == b"\0":
        return "utf-16-be"
    return "utf-16-le" if data[1:2] == b"\0" else "utf-8-sig"


def _separated(text: str) -> tuple[str, str, int]:
    """(the text from its header on, what separates its columns, the header's line).

    The header's own names tell: of the separators that spreadsheets use it is the one by which most
    of them are found.
    """
    said = _SEPARATOR_LINE.match(text)
    if said is not None:
        return text[said.end() :], said[1], 2
    names = {
        delimiter: sum(
            cell.strip(' "').lower() in COLUMNS for cell in _first_row(text).split(delimiter)
        )
        for delimiter in _DELIMITERS
    }
    return text, max(_DELIMITERS, key=lambda delimiter: names[delimiter]), 1


def _first_row(text: str) -> str:
    return next((line for line in text.splitlines() if line.strip(" ,;\t")), "")


def _rows(
    text: str, delimiter: str, first_line: int, problems: list[Sentence]
) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the line on which it starts."""
    rows = list(io.StringIO(text, newline=""))
    # Behind a space, too, a quote is one: else it would part a name at its comma.
    reader = csv.reader(rows, delimiter=delimiter, strict=True, skipinitialspace=True)
    # A quote that is never closed takes all that follows into its cell.
    csv.field_size_limit(max(len(text), csv.field_size_limit()))
    while True:
        begun = reader.line_num
        line = begun + first_line
        try:
            cells = next(reader, None)
        except csv.Error as error:
            row = "".join(rows[begun : reader.line_num])
            unread = at_line(line, say("unreadable", reason=str(error)))
            problems.append(_bad_quote(row, delimiter, line) or unread)
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def _bad_quote(row: str, delimiter: str, line: int) -> Sentence | None:
    """What is wrong with the first quoted cell that does not end as one; `row` starts on `line`."""
    start = 0
    while True:
        cell = _QUOTED.match(row, start)
        end = cell.end() if cell else row.find(delimiter, start) - 1
        opens = line + len(io.StringIO(row[:start], newline="").readlines()) - (start > 0)
        if cell and end == len(row):
            return at_line(opens, say("quote-open"))
        if cell and not row.startswith(delimiter, end + 1):
            return at_line(opens, say("quote-inside"))
        if end < start - 1 or not row[end + 1 :]:
            return None
        start = end + 2


def _without_empty_end(cells: Sequence[str]) -> list[str]:
    length = len(cells)
    while length and not cells[length - 1].strip():
        length -= 1
    return list(cells[:length])


def _columns(header: tuple[int, Sequence[str]]) -> list[str]:
    line, cells = header
    columns = [cell.strip().lower() for cell in cells]
    problems = [
        at_line(line, say("unknown-column", column=repr(cell.strip()), header=_HEADER))
        for cell, column in zip(cells, columns, strict=True)
        if column not in COLUMNS
    ]
    problems += [
        at_line(line, say("column-twice", column=repr(column)))
        for column in COLUMNS
        if columns.count(column) > 1
    ]
    if not problems and not {"guid", "name"} <= set(columns):
        problems.append(at_line(line, say("no-header", header=_HEADER)))
    if problems:
        raise BadPlayerFile(*problems)
    return columns


def _aliases(row: dict[str, str]) -> tuple[str, ...]:
    parts = (part.strip() for part in _ALIAS_BORDER.split(row.get("aliases", "")))
    return tuple(dict.fromkeys(part for part in parts if part))


def _problems_of(row: dict[str, str]) -> Iterator[Sentence]:
    if not shown(row["guid"]):
        yield say("cell-missing", column="guid")
    elif len(row["guid"]) > GUID_MAX:
        yield say("cell-too-long", column="guid", most=f"{GUID_MAX}")
    elif _SHORTENED.fullmatch(row["guid"]):
        yield say("guid-shortened", guid=repr(row["guid"]))
    if not row["name"]:
        yield say("cell-missing", column="name")
    else:
        yield from _problems_of_name("name", row["name"])
    for alias in _aliases(row):
        yield from _problems_of_name("alias", alias)
    rating = row.get("rating")
    if rating and not (_NUMBER.fullmatch(rating) and math.isfinite(float(rating))):
        yield say("rating-no-number")
    for column in ("guid", "name", "aliases"):
        if has_control_characters(row.get(column, "")):
            yield say("control-characters", column=column)


def _problems_of_name(what: str, name: str) -> Iterator[Sentence]:
    if len(name) > NAME_MAX:
        most = f"{NAME_MAX}"
        alias = what == "alias"
        yield (
            say("alias-too-long", most=most)
            if alias
            else say("cell-too-long", column=what, most=most)
        )
    elif not canonical_name(name):
        yield say("alias-unseen") if what == "alias" else say("name-unseen")
