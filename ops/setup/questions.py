"""What a question of `muster setup` is; the questions themselves are in `asked.py`."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from muster.health.rules import Finding
from muster.settings import Settings
from ops.setup.known import Choice, Known

Hints = Callable[[Known], list[str]]
Check = Callable[[Known, str], Coroutine[Any, Any, Finding]]
Offers = Callable[[Known], Coroutine[Any, Any, list[Choice] | Finding]]

YES, NO = "true", "false"
_YES, _NO = (
    frozenset({"y", "yes", "t", "true", "on", "1"}),
    frozenset({"n", "no", "f", "false", "off", "0"}),
)
LONGEST_ANSWER = 2000


def _nothing(_known: Known) -> str:
    return ""


def _same(text: str) -> str:
    return text


def _no_hints(_known: Known) -> list[str]:
    return []


@dataclass(frozen=True)
class Question:
    """One variable that is asked for.

    Attributes:
        name: the variable.
        part: the heading that it stands below.
        label: what is asked, before the colon.
        without: what does not work where it is left out; empty where it has to be answered.
        hints: lines that say where to click, with every address filled in.
        needs: variables without which it is not asked.
        secret: never shown, not even while it is typed.
        yes_no: answered by yes or no.
        several: may be several, separated by commas.
        usual: the answer of whoever presses Enter where nothing is set.
        offers: what a service has to choose from.
        nothing_offered: what to do where that is nothing; it is looked up anew then.
        check: what the service says to an answer.
        tidy: an answer as it is meant.
        extra: what somebody wants who is asked for it, in the list of what most can do without.
        quiet: where something is usual, that or what is set is taken without asking, if it passes
            its check.
    """

    name: str
    part: str
    label: str
    without: str = ""
    hints: Hints = _no_hints
    needs: tuple[str, ...] = ()
    secret: bool = False
    yes_no: bool = False
    several: bool = False
    usual: Callable[[Known], str] = _nothing
    offers: Offers | None = None
    nothing_offered: str = ""
    check: Check | None = None
    tidy: Callable[[str], str] = _same
    extra: str = ""
    quiet: bool = False

    def asked_after(self, known: Known) -> bool:
        """Whether it is asked at all, after what is known."""
        return all(known.get(name) not in ("", NO) for name in self.needs)


def chosen(question: Question, text: str, offered: Sequence[Choice]) -> str:
    """The answer that `text` means: tidied, and numbers and names of what is offered replaced."""
    text = text.strip()
    if question.yes_no:
        word = text.casefold()
        return YES if word in _YES else NO if word in _NO else text
    if not offered:
        return question.tidy(text)
    if question.several and text.casefold() == "all":
        return ",".join(choice.value for choice in offered)
    parts = [part.strip() for part in text.split(",")] if question.several else [text]
    return question.tidy(",".join(_choice(part, offered) for part in parts if part))


def _choice(text: str, offered: Sequence[Choice]) -> str:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(offered):
        return offered[int(text) - 1].value
    named = [
        each for each in offered if each.label.lstrip("#").casefold() == text.lstrip("#").casefold()
    ]
    return named[0].value if len(named) == 1 else text


def refusal(name: str, text: str, *, secret: bool = False) -> str | None:
    """Why `text` cannot be the value of the variable `name`, in one sentence that does not repeat
    it; None where it can.
    """
    if len(text) > LONGEST_ANSWER:
        return f"{len(text)} characters; {LONGEST_ANSWER} at the most"
    if not text.isprintable():
        return "accepted: text on one line, without line breaks and control characters"
    if secret and re.search(r"\s", text):
        return "there are spaces in it, and it has none; copy it anew, and whole"
    known = Settings.model_fields[name.lower()]
    kind: Any = known.annotation
    adapter = TypeAdapter[Any](Annotated[kind, *known.metadata] if known.metadata else kind)
    try:
        adapter.validate_python(text)
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"].startswith("bool"):
            return "accepted: yes or no"
        return f"accepted: {str(first['msg']).removeprefix('Value error, ')}"
    return None
