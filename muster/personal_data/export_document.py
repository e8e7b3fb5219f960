"""The documents that a person is given: everything as JSON, their answers as CSV. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Protocol

from muster.personal_data.places import PLACES
from muster.words import Language

_AT_ONCE = 64 * 1024
"""How many characters of a document are handed on at once."""

COLUMNS = ("date", "status", "from", "only_if", "as_usual", "first_said_at", "last_changed_at")


class AnswerLine(Protocol):
    """What a line of the CSV needs of an answer."""

    @property
    def day(self) -> date: ...
    @property
    def status(self) -> str: ...
    @property
    def arrives_at(self) -> time | None: ...
    @property
    def only_if(self) -> int | None: ...
    @property
    def as_usual(self) -> bool: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def updated_at(self) -> datetime: ...


def as_json(
    about: Mapping[str, Any],
    addresses: Sequence[Mapping[str, Any]],
    rows: Mapping[str, Sequence[str]],
    language: Language,
) -> list[bytes]:
    """Everything, a row a line, in pieces; `rows` holds each table's as texts of JSON objects.

    Why a table is not given is said in the `language` of whoever reads it.
    """
    lines = ["{", f'"about": {json.dumps(about, ensure_ascii=False)},', '"tables": {']
    for number, (table, theirs) in enumerate(rows.items()):
        end = "]" if number + 1 == len(rows) else "],"
        lines.append(f'"{table}": [')
        lines.extend(f"{row}," for row in theirs[:-1])
        lines.extend(theirs[-1:])
        lines.append(end)
    left_out = {
        table: place.not_given.in_language(language)
        for table, place in PLACES.items()
        if place.not_given is not None
    }
    lines += [
        "},",
        f'"addresses": {json.dumps(addresses, ensure_ascii=False)},',
        f'"not_given": {json.dumps(left_out, ensure_ascii=False)}',
        "}",
        "",
    ]
    return in_pieces("\n".join(lines))


def as_csv(answers: Iterable[AnswerLine]) -> list[bytes]:
    """Answers, one a line, the earliest day first, in pieces; instants are in UTC."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for each in answers:
        writer.writerow(
            (
                each.day.isoformat(),
                each.status,
                "" if each.arrives_at is None else f"{each.arrives_at:%H:%M}",
                "" if each.only_if is None else each.only_if,
                "yes" if each.as_usual else "no",
                each.created_at.isoformat(),
                each.updated_at.isoformat(),
            )
        )
    return in_pieces(text.getvalue())


def in_pieces(text: str) -> list[bytes]:
    """A text's bytes, so many at once that whoever sends them can do something else between."""
    return [text[start : start + _AT_ONCE].encode() for start in range(0, len(text), _AT_ONCE)]
