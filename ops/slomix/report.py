"""What an import says of itself: counts in and out, and what it could not take, by ids alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

_SHOWN_MOST = 10


@dataclass
class Count:
    """What became of a source table's rows: `read` is the sum of the other three."""

    read: int = 0
    taken: int = 0
    same: int = 0
    left: int = 0


@dataclass
class Listed:
    """How many rows something holds of, and which; a great many of one kind are only counted."""

    number: int = 0
    ids: list[str] = field(default_factory=list[str])


class Report:
    """Gathers while an import works. Whoever adds to it gives ids, never names or addresses."""

    def __init__(self) -> None:
        self.counts: dict[str, Count] = {}
        self.left: dict[tuple[str, str], Listed] = {}
        self.changed: dict[tuple[str, str], Listed] = {}
        self.written: dict[str, int] = {}
        self.notes: list[str] = []

    def read(self, table: str, number: int) -> None:
        """So many rows of a source table were read."""
        self._count(table).read += number

    def took(self, table: str, number: int = 1) -> None:
        """Of them, so many are in Muster by this import."""
        self._count(table).taken += number

    def found(self, table: str, number: int = 1) -> None:
        """Of them, so many were in Muster already, or say what another row says."""
        self._count(table).same += number

    def unaccounted(self, table: str) -> int:
        """How many of them nothing was said of yet."""
        count = self._count(table)
        return count.read - count.taken - count.same - count.left

    def leave(self, table: str, reason: str, row: object) -> None:
        """One of them could not be taken."""
        self._count(table).left += 1
        _list(self.left, table, reason, row)

    def leave_many(self, table: str, reason: str, number: int) -> None:
        """So many were not meant to be taken, which needs no list."""
        if number:
            self._count(table).left += number
            self.left.setdefault((table, reason), Listed()).number += number

    def change(self, table: str, what: str, row: object) -> None:
        """One was taken, but not as it stands; said twice of a row, it is one all the same."""
        listed = self.changed.get((table, what))
        if listed is None or listed.ids[-1] != str(row):
            _list(self.changed, table, what, row)

    def wrote(self, table: str, number: int) -> None:
        """So many rows of one of Muster's own tables were added or changed."""
        if number:
            self.written[table] = self.written.get(table, 0) + number

    def note(self, sentence: str) -> None:
        """Something about the whole."""
        self.notes.append(sentence)

    def lines(self) -> Iterator[str]:
        """The report for a terminal; long lists are cut short."""
        width = max(map(len, [*self.counts, *self.written]), default=10)
        yield f"{'slomix':<{width}}  {'read':>7}  {'taken':>7}  {'same':>7}  {'left':>7}"
        for table, count in self.counts.items():
            numbers = (count.read, count.taken, count.same, count.left)
            yield f"{table:<{width}}  " + "  ".join(f"{number:>7}" for number in numbers)
        yield ""
        yield f"{'Muster':<{width}}  {'written':>7}"
        for table, number in self.written.items():
            yield f"{table:<{width}}  {number:>7}"
        for title, entries in (("Left out:", self.left), ("Changed:", self.changed)):
            if entries:
                yield ""
                yield title
                for (table, reason), listed in entries.items():
                    yield f"  {table}: {reason}: {_shown(listed)}"
        if self.notes:
            yield ""
            yield from self.notes

    def as_json(self) -> str:
        """The whole of it, every id included."""
        document: dict[str, Any] = {
            "counts": {table: vars(count) for table, count in self.counts.items()},
            "written": self.written,
            "left": list(_entries(self.left)),
            "changed": list(_entries(self.changed)),
            "notes": self.notes,
        }
        return json.dumps(document, indent=2) + "\n"

    def _count(self, table: str) -> Count:
        return self.counts.setdefault(table, Count())


def _list(entries: dict[tuple[str, str], Listed], table: str, reason: str, row: object) -> None:
    listed = entries.setdefault((table, reason), Listed())
    listed.number += 1
    listed.ids.append(str(row))


def _entries(entries: dict[tuple[str, str], Listed]) -> Iterable[dict[str, Any]]:
    for (table, reason), listed in entries.items():
        yield {"table": table, "reason": reason, "number": listed.number, "ids": listed.ids}


def _shown(listed: Listed) -> str:
    more = listed.number - min(len(listed.ids), _SHOWN_MOST)
    if not listed.ids:
        return str(more)
    return ", ".join(listed.ids[:_SHOWN_MOST]) + (f" and {more} more" if more else "")
