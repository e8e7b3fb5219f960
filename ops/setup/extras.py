"""What most can do without, asked for in one question."""

from __future__ import annotations

from muster.counting import counted
from muster.health.rules import Finding
from muster.settings import SECRETS, Settings
from ops.setup.asked import SIGNAL, TELEGRAM
from ops.setup.env_text import values_of
from ops.setup.known import Known
from ops.setup.questions import NO, Question, refusal
from ops.setup.terminal import Screen

PASTE = "p"
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
    screen.heading("What most can do without")
    for number, name in enumerate(offered, 1):
        screen.hint(f"{number:>3}  {name}")
    screen.hint(f"  {PASTE}  first paste lines NAME=value, of another .env")
    while True:
        is_set = {
            each.extra
            for each in questions
            if not each.quiet and known.get(each.name) not in ("", NO)
        }
        usual = [name for name in offered if name in is_set]
        numbers = ", ".join(str(offered.index(name) + 1) for name in usual)
        note = f"numbers, or Enter: {numbers}, as before" if usual else "numbers, or Enter: none"
        text = screen.ask("Which of these you want", note).casefold()
        if text == PASTE:
            _paste(known, screen)
            continue
        if not text or text in _NONE:
            return frozenset(() if text else usual)
        chosen = [_number(part, len(offered)) for part in text.replace(",", " ").split()]
        if None not in chosen:
            return frozenset(offered[each] for each in chosen if each is not None)
        screen.finding(Finding.fail("", f"accepted: numbers from 1 to {len(offered)}, or none"))


def _paste(known: Known, screen: Screen) -> None:
    """Take what somebody has already, in the form of `.env`; what it says comes before what was
    set, and its questions are asked only where it does not fit.
    """
    taken: dict[str, str] = {}
    unknown = 0
    given = values_of(screen.paste("Lines NAME=value, which are not shown; an empty one ends them"))
    for name, text in given.items():
        if name.lower() not in Settings.model_fields:
            unknown += 1  # unnamed, since it may be half of a secret
        elif (sentence := refusal(name, text, secret=name.lower() in SECRETS)) is not None:
            screen.finding(Finding.fail("", f"{name}: {sentence}"))
        elif text:
            taken[name] = text
    if unknown:
        screen.finding(Finding.warn("", f"{counted(unknown, 'line')} left out: no setting of ours"))
    known.present = {**known.present, **taken}
    known.pasted |= taken.keys()
    screen.finding(Finding.ok("", f"taken: {', '.join(taken) or 'nothing'}"))


def _number(text: str, most: int) -> int | None:
    """The place in the list, from 0 on; None where there is none of that number."""
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        return None
    return int(text) - 1 if 1 <= int(text) <= most else None
