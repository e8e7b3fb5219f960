"""Checks the catalogues `locales/LANGUAGE/SUBJECT.ftl`: `python -m tests.support.catalogues`.

Fails, with a line each, for a text that is no message, a message twice, one that a language lacks
or has too much, one that needs something else than in English, a plural without a form that the
language has, a message that nothing says, and one that is said and not written.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from babel.core import Locale
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from muster.words import ENGLISH, LANGUAGES, Language

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "locales"
PYTHON = ("muster", "bot", "website/backend", "ops")
FRONTEND = ROOT / "website" / "frontend"
PAGE = FRONTEND / "src"
DOCUMENTS = ("index.html", "not-found.html", "public/manifest.webmanifest")
"""What stands there before the page's code runs; it says `{{key}}` of the subject `document`."""
_PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
_TELLING_PLURALS = _PLURALS - {"other"}


@dataclass
class Message:
    """What one message needs, and the plural forms of each of its choices."""

    needs: set[str] = field(default_factory=set[str])
    plurals: list[set[str]] = field(default_factory=list[set[str]])


def _parts(node: object) -> Iterator[ftl.BaseNode]:
    """A node of a message and everything in it."""
    if isinstance(node, list):
        for each in cast(list[object], node):
            yield from _parts(each)
    elif isinstance(node, ftl.BaseNode):
        yield node
        for each in vars(node).values():
            yield from _parts(each)


def _message(entry: ftl.Message | ftl.Term) -> Message:
    message = Message()
    for node in _parts(entry):
        if isinstance(node, ftl.VariableReference):
            message.needs.add(node.id.name)
        elif isinstance(node, ftl.SelectExpression):
            keys = [each.key for each in node.variants]
            names = {key.name for key in keys if isinstance(key, ftl.Identifier)}
            if names & _TELLING_PLURALS:
                message.plurals.append(names & _PLURALS)
    return message


def read(path: Path, problems: list[str]) -> dict[str, Message]:
    """The messages of one file by their ids; what is wrong with it goes to `problems`."""
    text = path.read_text("utf-8")
    name = f"{path.parent.name}/{path.name}"
    found: dict[str, Message] = {}
    for entry in FluentParser().parse(text).body:
        line = text.count("\n", 0, entry.span.start if entry.span else 0) + 1
        if isinstance(entry, ftl.Junk):
            what = entry.annotations[0].message if entry.annotations else "is no message"
            problems.append(f"{name}:{line}: {what}")
        if not isinstance(entry, ftl.Message | ftl.Term):
            continue
        key = f"-{entry.id.name}" if isinstance(entry, ftl.Term) else entry.id.name
        if key in found:
            problems.append(f"{name}:{line}: {key} is there twice")
        found[key] = _message(entry)
    return found


def plural_forms(language: Language) -> set[str]:
    """The plural forms that whole numbers have in a language, by CLDR: "one", "two", …"""
    rule = Locale.parse(language).plural_form
    return {rule(number) for number in range(1_001)}


def compare(
    subject: str, language: Language, theirs: dict[str, Message], english: dict[str, Message]
) -> Iterator[str]:
    """How the messages of a language differ from the English ones where they must not."""
    name = f"{language}/{subject}.ftl"
    forms = plural_forms(language)
    told = {key for key in english if not key.startswith("-")}
    for key in sorted(told - theirs.keys()):
        yield f"{name}: {key} is missing"
    for key in sorted(key for key in theirs.keys() - told if not key.startswith("-")):
        yield f"{name}: {key} is not there in English"
    for key, message in theirs.items():
        if key in told and message.needs != english[key].needs:
            needs = ", ".join(sorted(english[key].needs)) or "nothing"
            yield f"{name}: {key} needs {needs} in English"
        for plural in message.plurals:
            if plural != forms:
                yield f"{name}: {key} has not the plural forms {', '.join(sorted(forms))}"


# --- who says what --------------------------------------------------------------------------------


def said_by_python(path: Path) -> Iterator[tuple[str, str | None, set[str] | None, int]]:
    """What a module says: subject, id, what it gives, the line.

    An id of None: all strings of the module may be ids of that subject. What is given is None where
    it cannot be read from the source.
    """
    tree = ast.parse(path.read_text("utf-8"))
    subjects: dict[str, str] = {}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and isinstance(node.value.func, ast.Name)
            and node.value.func.id == "words"
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value.args[0], ast.Constant)
        ):
            subjects[node.targets[0].id] = str(node.value.args[0].value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for subject in subjects.values():
                yield subject, None, {node.value}, node.lineno
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        subject = subjects.get(node.func.id)
        if subject is None or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        given = {keyword.arg for keyword in node.keywords}
        names = None if None in given else {name for name in given if name is not None}
        yield subject, str(node.args[0].value), names, node.lineno


def said_by_page(sources: list[str], subject: str, key: str) -> bool:
    return any(f'"words:{subject}"' in source and f'"{key}"' in source for source in sources)


def check() -> list[str]:
    """All that is wrong, a line each."""
    problems: list[str] = []
    english = {
        path.stem: read(path, problems) for path in sorted((LOCALES / ENGLISH).glob("*.ftl"))
    }
    for language in LANGUAGES:
        if language == ENGLISH:
            for subject, messages in english.items():
                problems += compare(subject, language, messages, messages)
            continue
        there = {path.stem for path in (LOCALES / language).glob("*.ftl")}
        problems += [f"{language}/{each}.ftl: is missing" for each in english.keys() - there]
        for path in sorted((LOCALES / language).glob("*.ftl")):
            if path.stem not in english:
                problems.append(f"{language}/{path.name}: is not there in English")
                continue
            problems += compare(path.stem, language, read(path, problems), english[path.stem])
    problems += _uses(english)
    return problems


def _uses(english: dict[str, dict[str, Message]]) -> Iterator[str]:
    named: set[tuple[str, str]] = set()
    for folder in PYTHON:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "words(" not in path.read_text("utf-8"):
                continue
            where = path.relative_to(ROOT)
            for subject, key, given, line in said_by_python(path):
                if key is None:
                    named |= {(subject, each) for each in given or ()}
                    continue
                message = english.get(subject, {}).get(key)
                if message is None:
                    yield f"{where}:{line}: {subject}.ftl has no {key}"
                elif given is not None and given != message.needs:
                    needs = ", ".join(sorted(message.needs)) or "nothing"
                    yield f"{where}:{line}: {key} needs {needs}"
    sources = [
        path.read_text("utf-8")
        for path in PAGE.rglob("*.ts*")
        if re.search(r"(?<!\.d)\.tsx?$", path.name)
    ]
    documents = "".join((FRONTEND / name).read_text("utf-8") for name in DOCUMENTS)
    named |= {("document", key) for key in re.findall(r"\{\{([\w-]+)\}\}", documents)}
    for subject, messages in english.items():
        for key in messages:
            if key.startswith("-") or (subject, key) in named:
                continue
            if not said_by_page(sources, subject, key):
                yield f"{ENGLISH}/{subject}.ftl: nothing says {key}"


if __name__ == "__main__":
    found = check()
    for problem in found:
        print(problem, file=sys.stderr)
    sys.exit(1 if found else 0)
