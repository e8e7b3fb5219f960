"""Who may go, what is looked for, and what the documents look like."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime, time

import pytest

from muster.personal_data.export_document import COLUMNS, as_csv, as_json, in_pieces
from muster.personal_data.export_store import Answer
from muster.personal_data.places import OF_NOBODY, PLACES
from muster.personal_data.rules import Admins, Person, leaves_nobody, pattern_of

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)


def person(*discord_user_ids: int) -> Person:
    return Person(1, NOW, discord_user_ids, "shade", "Shade", [], [], ["Shade"])


@pytest.mark.parametrize(
    ("admins", "alone"),
    [
        (Admins([5], []), True),
        (Admins([], [5]), True),
        (Admins([5], [5]), True),
        (Admins([5], [6]), False),
        (Admins([5, 6], []), False),
        (Admins([5], [6], [6]), True),
        (Admins([5], [6, 7], [6]), False),
        (Admins([], []), False),
        (Admins([6], []), False),
        (Admins([6], [], [6]), False),
    ],
)
def test_an_admin_goes_where_another_stays(admins: Admins, alone: bool) -> None:
    assert leaves_nobody(person(5), admins) is alone
    assert leaves_nobody(person(9, 5), admins) is alone, "by whichever account of theirs"
    assert leaves_nobody(person(), admins) is False


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Al", "Al plays", True),
        ("Al", "Also", False),
        ("Al", "(Al)", True),
        ("Zeph_r", r"Zeph\_r plays", True),
        ("a.b", "axb", False),
        ("a.b", "a.b", True),
    ],
)
def test_a_name_is_found_where_it_stands_alone(name: str, text: str, found: bool) -> None:
    # Python's own spelling of PostgreSQL's character classes.
    pattern = pattern_of(name).replace("[:alnum:]", "a-zA-Z0-9")
    assert (re.search(pattern, text) is not None) is found


def test_the_document_is_json_whatever_is_in_it() -> None:
    rows = {"one": [json.dumps({"a": 'quo"te\nß'}), "{}"], "none": [], "last": ["{}"]}
    read = json.loads(b"".join(as_json({"what": "test"}, [{"address": "x"}], rows, "en")))
    assert read["about"] == {"what": "test"}
    assert read["tables"] == {"one": [{"a": 'quo"te\nß'}, {}], "none": [], "last": [{}]}
    assert read["addresses"] == [{"address": "x"}]
    assert set(read["not_given"]) == {
        table for table, place in PLACES.items() if place.not_given is not None
    }
    assert json.loads(b"".join(as_json({}, [], {}, "en")))["tables"] == {}


def test_answers_are_a_line_each() -> None:
    answers = [
        Answer(date(2026, 11, 20), "LOOKING", time(21, 30), None, False, NOW, NOW),
        Answer(date(2026, 11, 21), "AVAILABLE", None, 6, True, NOW, NOW),
    ]
    rows = list(csv.reader(io.StringIO(b"".join(as_csv(answers)).decode())))
    assert rows[0] == list(COLUMNS)
    assert rows[1][:5] == ["2026-11-20", "LOOKING", "21:30", "", "no"]
    assert rows[2][:5] == ["2026-11-21", "AVAILABLE", "", "6", "yes"]


def test_a_long_document_comes_in_pieces_that_are_it() -> None:
    text = "ß" * 200_000
    pieces = in_pieces(text)
    assert len(pieces) == 4
    assert b"".join(pieces).decode() == text
    assert in_pieces("") == []


def test_whatever_stays_says_why() -> None:
    for table, place in PLACES.items():
        for name, column in place.columns.items():
            told = column.erased in ("row", "counted", "emptied") and column.by
            assert told or column.why, (table, name)
    assert all(OF_NOBODY.values())
