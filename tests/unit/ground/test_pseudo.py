"""The pseudo-language finds what escaped the catalogues, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from muster.words import day_words, lines, listed, words
from tests.support.pseudo import PSEUDO, escaped, pseudo_catalogue, pseudo_words


def test_messages_are_marked_with_what_they_need_as_it_is() -> None:
    text = """
short = { $missing ->
    [one] Tonight is { $missing } short, /avail set
   *[other] Tonight is { $missing } short at <t:{ $at }:t>
}
"""
    pseudo = pseudo_catalogue(text)
    assert "⟦{ $missing ->" in pseudo.replace("\n", "")
    assert "Ťöñíĝĥť íš { $missing } šĥöŕť, /avail šéť" in pseudo
    assert "<t:{ $at }:t>" in pseudo


def test_all_catalogues_can_be_pseudo(tmp_path: Path) -> None:
    with pseudo_words(tmp_path):
        say = words("availability")
        said = lines(say("tonight"), listed([say("calendar"), "Ana", say("today")]), say("now"))
        assert said.in_language(PSEUDO).startswith("⟦Ťöñíĝĥť⟧\n⟦Čåľéñđåŕ⟧")
        assert escaped(said.in_language(PSEUDO), ["Ana"]) == ""
        assert said.in_language("en") == "Tonight\nCalendar, Ana and Today\nnow"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("⟦Ťöñíĝĥť⟧", ""),
        ("⟦Ťöñíĝĥť⟧ · Ana: ⟦ñö⟧ <t:1:t> /avail", ""),
        ("⟦Ťöñíĝĥť ⟦ñö⟧, 21:30⟧ ⟦ñö⟧", ""),
        ("⟦Ťöñíĝĥť⟧ no", "no"),
        ("⟦Ťöñíĝĥť in⟧", "in"),
        ("⟦Ťöñíĝĥť⟧ žé", "žé"),
    ],
)
def test_what_escaped_is_found(text: str, found: str) -> None:
    assert escaped(text, ["Ana"]) == found


def test_a_day_is_the_languages_own() -> None:
    assert escaped(day_words(date(2026, 11, 28), PSEUDO)) == ""
