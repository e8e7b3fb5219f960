"""A language that nobody speaks, to find what people read that stands in no catalogue.

It is English in which each message stands between ⟦ and ⟧ and has strange letters: whatever is seen
without them escaped the catalogues, or was glued together of pieces.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from fluent.syntax import FluentParser, FluentSerializer
from fluent.syntax import ast as ftl

from muster import words
from muster.words import ENGLISH, Language

PSEUDO: Language = "de"
"""Whose place it takes: what is said to somebody who reads German is pseudo then."""

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_STRANGE = "åƀčđéƒĝĥíĵķľɱñöþʠŕšťüṽŵẋýžÅƁČĐÉƑĜĤÍĴĶĽṀÑÖÞɊŔŠŤÜṼŴẊÝŽ"
_LETTERS = str.maketrans(_PLAIN, _STRANGE)
# Read by programs, or typed by people: Discord's own marks, commands, addresses, names of settings.
_KEPT = re.compile(
    r"(<t:|:[a-zA-Z]>|/[a-z][a-z_]*|https?://\S+|[A-Z]+_[A-Z_]+|\bSTOP\b|\bTOKEN\b|\bMuster\b)"
)
# What CLDR adds in the language whose place it takes: lists, days and months.
_CLDR = re.compile(
    r"\b(und|Mo|Di|Mi|Do|Fr|Sa|So|Jan|Feb|März|Apr|Mai|Juni|Juli|Aug|Sept|Okt|Nov|Dez)\b"
)


@contextmanager
def catalogues_in(folder: Path) -> Generator[None]:
    """Let the words come from another folder, and none of them be remembered afterwards."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(words, "FOLDER", folder)
        words.forget()
        yield
    words.forget()


@contextmanager
def pseudo_words(folder: Path) -> Generator[None]:
    """Let `PSEUDO` be pseudo, and the others as they are.

    Args:
        folder: an empty one for the catalogues.
    """
    for path in sorted((words.FOLDER / ENGLISH).glob("*.ftl")):
        for language in (ENGLISH, PSEUDO):
            (folder / language).mkdir(exist_ok=True)
        text = path.read_text("utf-8")
        (folder / ENGLISH / path.name).write_text(text, "utf-8")
        (folder / PSEUDO / path.name).write_text(pseudo_catalogue(text), "utf-8")
    with catalogues_in(folder):
        yield


def pseudo_catalogue(text: str) -> str:
    """A catalogue's text with all of its messages pseudo."""
    resource = FluentParser().parse(text)
    for entry in resource.body:
        if isinstance(entry, ftl.Message | ftl.Term) and entry.value is not None:
            _alter(entry.value)
            entry.value.elements.insert(0, ftl.TextElement("⟦"))
            entry.value.elements.append(ftl.TextElement("⟧"))
    return FluentSerializer().serialize(resource)


def _alter(node: object) -> None:
    """Give each text in a part of a message its strange letters."""
    if isinstance(node, ftl.TextElement):
        node.value = strange(node.value)
    elif isinstance(node, list):
        for each in cast(list[object], node):
            _alter(each)
    elif isinstance(node, ftl.BaseNode):
        for each in vars(node).values():
            _alter(each)


def strange(text: str) -> str:
    """The letters that pseudo writes for a text's; what programs read and people type stays."""
    return "".join(
        part if number % 2 else part.translate(_LETTERS)
        for number, part in enumerate(_KEPT.split(text))
    )


def escaped(text: str, known: Iterable[str] = ()) -> str:
    """What of a text is in no catalogue; empty where all is.

    Args:
        known: names, codes and the like that are put in as they are.
    """
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, "")
    found: list[str] = []
    depth = 0
    for letter in _CLDR.sub("", _KEPT.sub("", text)):
        depth += (letter == "⟦") - (letter == "⟧")
        # Inside of the marks a plain letter is a piece that was glued in.
        if letter in _PLAIN or (letter.isalpha() and depth == 0):
            found.append(letter)
    return "".join(found)
