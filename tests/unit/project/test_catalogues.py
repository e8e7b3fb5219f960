"""What `make lint` finds in a catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from muster.words import Language
from tests.support.catalogues import compare, plural_forms, read, said_by_python

ENGLISH = """
plain = Hello
short = { $missing ->
    [one] { $missing } short
   *[other] { $missing } short of it
}
"""


@pytest.mark.parametrize(
    ("theirs", "problem"),
    [
        ("plain = Živjo\nshort =", "sl/tried.ftl:2: Expected message"),
        ("plain = Živjo\nplain = Ej\n", "sl/tried.ftl:2: plain is there twice"),
        ("plain = Živjo\n", "sl/tried.ftl: short is missing"),
        ("plain = Živjo\nextra = Še kaj\n", "sl/tried.ftl: extra is not there in English"),
        ("plain = Živjo { $name }\n", "sl/tried.ftl: plain needs nothing in English"),
        (
            "short = { $missing ->\n    [one] a { $missing }\n   *[other] b { $missing }\n}\n",
            "sl/tried.ftl: short has not the plural forms few, one, other, two",
        ),
    ],
)
def test_what_differs_where_it_must_not_is_found(tmp_path: Path, theirs: str, problem: str) -> None:
    (tmp_path / "sl").mkdir()
    english, file = tmp_path / "tried.ftl", tmp_path / "sl" / "tried.ftl"
    english.write_text(ENGLISH, "utf-8")
    file.write_text(theirs, "utf-8")
    problems: list[str] = []
    messages = read(file, problems)
    problems += compare("tried", "sl", messages, read(english, []))
    assert any(found.startswith(problem) for found in problems), problems


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", {"one", "other"}),
        ("de", {"one", "other"}),
        ("sl", {"one", "two", "few", "other"}),
    ],
)
def test_a_language_has_the_plural_forms_of_cldr(language: Language, forms: set[str]) -> None:
    assert plural_forms(language) == forms


def test_a_module_says_what_it_asks_its_subject_for(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('say = words("calls")\nTOLD = say("short", missing=2)\nOF = {1: "plain"}\n')
    said = set[tuple[str, str | None, str]]()
    for subject, key, given, _ in said_by_python(module):
        said.add((subject, key, ",".join(sorted(given or ()))))
    assert ("calls", "short", "missing") in said
    assert ("calls", None, "plain") in said
