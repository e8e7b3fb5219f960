"""Addresses that name a schema."""

from __future__ import annotations

import pytest

from muster.session import read_address

PLAIN = "postgresql://u:p%40@h:5432/x"


@pytest.mark.parametrize(
    ("query", "left", "search_path"),
    [
        ("", "", None),
        ("?sslmode=require", "?sslmode=require", None),
        ("?options=-csearch_path%3Dmuster", "", "muster"),
        ("?options=-c%20search_path%3Dmuster", "", "muster"),
        ("?options=--search-path%3Dmuster", "", "muster"),
        ("?options=-c%20search_path%3Da%2C\\%20b", "", "a, b"),
        ("?search_path=muster", "", "muster"),
        ("?options=-cgeqo%3Doff", "?options=-cgeqo%3Doff", None),
        (
            "?host=%2Ftmp&options=-cgeqo%3Doff%20-csearch_path%3Da%20-c%20search_path%3Db",
            "?host=%2Ftmp&options=-cgeqo%3Doff",
            "b",
        ),
    ],
)
def test_the_search_path_is_taken_out(query: str, left: str, search_path: str | None) -> None:
    assert read_address(PLAIN + query) == (PLAIN + left, search_path)
