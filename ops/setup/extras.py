"""What most can do without, asked for in one question."""

from __future__ import annotations

from muster.health.rules import Finding
from ops.setup.asked import SIGNAL, TELEGRAM
from ops.setup.known import Known
from ops.setup.questions import NO, Question
from ops.setup.terminal import Screen

LINKS = "a secret for another program that links chats"
_NONE = ("-", "none")


def extras_of(questions: tuple[Question, ...]) -> list[str]:
    """All that can be wanted, what is wanted most first."""
    found = dict.fromkeys(each.extra for each in questions if each.extra)
    first = [name for name in (TELEGRAM, SIGNAL) if name in found]
    return [*dict.fromkeys([*first, *found]), LINKS]


def ask_for_extras(questions: tuple[Question, ...], known: Known, screen: Screen) -> frozenset[str]:
    """Ask which of all `extra` of the questions are wanted, and of `LINKS`.

    Enter takes what is set already, whose questions are then asked as a look at what holds.
    """
    offered = extras_of(questions)
    is_set = {
        each.extra for each in questions if not each.quiet and known.get(each.name) not in ("", NO)
    }
    usual = [name for name in offered if name in is_set]
    screen.heading("What most can do without")
    for number, name in enumerate(offered, 1):
        screen.hint(f"{number:>3}  {name}")
    numbers = ", ".join(str(offered.index(name) + 1) for name in usual)
    note = f"numbers, or Enter: {numbers}, as before" if usual else "numbers, or Enter: none"
    while True:
        text = screen.ask("Which of these you want", note).casefold()
        if not text or text in _NONE:
            return frozenset(() if text else usual)
        chosen = [_number(part, len(offered)) for part in text.replace(",", " ").split()]
        if None not in chosen:
            return frozenset(offered[each] for each in chosen if each is not None)
        screen.finding(Finding.fail("", f"accepted: numbers from 1 to {len(offered)}, or none"))


def _number(text: str, most: int) -> int | None:
    """The place in the list, from 0 on; None where there is none of that number."""
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        return None
    return int(text) - 1 if 1 <= int(text) <= most else None
