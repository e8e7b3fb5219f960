"""Docstrings name only what exists: files, settings, identifiers, and the errors under `Raises`."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from muster.settings import Settings

ROOT = Path(__file__).parents[3]
PACKAGES = ("bench", "bot", "muster", "ops", "tests", "website")
FILES = sorted(
    file
    for package in PACKAGES
    for file in (ROOT / package).rglob("*.py")
    if "node_modules" not in file.parts
)

_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"(?:bench|bot|docs|muster|ops|tests|website)/[\w./-]+")
_NAMES = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_COMMENT = re.compile(r"(?:^|  )#.*$", re.MULTILINE)
_SECTION = re.compile(r"^ *Raises:\n((?: +.*\n?|\n)+)", re.MULTILINE)
_RAISED = re.compile(r"^ {4}((?:\w+, )*\w+): ", re.MULTILINE)
_TOKEN = re.compile(r"[A-Za-z_]\w*")


def strings_of(tree: ast.Module) -> Iterator[ast.Constant]:
    """Every docstring, those of attributes and constants too."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            match statement:
                case ast.Expr(value=ast.Constant(value=str()) as constant):
                    yield constant
                case _:
                    pass


@cache
def read() -> tuple[dict[str, list[str]], frozenset[str]]:
    """(each file's docstrings, every word of the code itself).

    The code is Python but for its docstrings and comments, SQL, and pages.
    """
    said: dict[str, list[str]] = {}
    words = {*dir(builtins), *(name.upper() for name in Settings.model_fields)}
    words.update(part for file in FILES for part in (file.stem, file.parent.name))
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        strings = list(strings_of(ast.parse(text)))
        said[file.relative_to(ROOT).as_posix()] = [_dedented(str(each.value)) for each in strings]
        lines = text.splitlines()
        for each in strings:
            for number in range(each.lineno - 1, each.end_lineno or each.lineno):
                lines[number] = ""
        words.update(_TOKEN.findall(_COMMENT.sub("", "\n".join(lines))))
    others = [
        *(ROOT / "website" / "migrations").glob("*.sql"),
        *(ROOT / "website" / "frontend" / "src").rglob("*.ts*"),
    ]
    for file in others:
        words.update(_TOKEN.findall(file.read_text(encoding="utf-8")))
    return said, frozenset(words)


def _dedented(text: str) -> str:
    first, _, rest = text.partition("\n")
    lines = rest.splitlines()
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join([first, *(line[margin:] for line in lines)])


def test_docstrings_name_what_exists() -> None:
    said, words = read()
    wrong: list[str] = []
    for file, texts in said.items():
        for code in (code for text in texts for code in _CODE.findall(text)):
            if _PATH.fullmatch(code):
                exists = (ROOT / code).exists() or "NNN" in code
            else:
                exists = not _NAMES.fullmatch(code) or words.issuperset(_TOKEN.findall(code))
            if not exists:
                wrong.append(f"{file}: `{code}`")
    assert not wrong


def test_what_docstrings_say_is_raised_exists() -> None:
    said, words = read()
    raised = {
        (file, name)
        for file, texts in said.items()
        for text in texts
        for section in _SECTION.findall(text)
        for names in _RAISED.findall(section)
        for name in _TOKEN.findall(names)
    }
    assert len(raised) > 100
    assert not {each for each in raised if each[1] not in words}


def test_what_is_only_said_counts_as_nothing() -> None:
    """A word of a docstring: onlysaidhere."""  # and one of a comment: onlynotedhere
    _, words = read()
    assert "test_docstrings_name_what_exists" in words
    assert not words & {"onlysaid" + "here", "onlynoted" + "here"}
