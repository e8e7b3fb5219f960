"""Asking the questions of `muster setup` one after the other, each answer checked at once."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from muster.health.rules import Finding, Verdict
from ops.console import run_to_end
from ops.setup.known import Choice, Known
from ops.setup.questions import NO, YES, Question, chosen, refusal
from ops.setup.terminal import Screen

KEEP, LEAVE_OUT = "keep", "-"
_OFFERED_MOST = 40


@dataclass(frozen=True)
class _Answer:
    """What somebody settled on; None for what they left out."""

    text: str | None


def ask_all(
    questions: tuple[Question, ...],
    known: Known,
    screen: Screen,
    wanted: Set[str] = frozenset(),
) -> None:
    """Ask what is to be asked, and keep the answers in `known`.

    Args:
        wanted: which of the questions that most can do without are asked, by their `extra`.
    """
    part = ""
    for question in questions:
        if not question.asked_after(known) or _is_settled(question, known, screen, wanted):
            continue
        if question.part != part:
            part = question.part
            screen.heading(part)
        answer = _ask(question, known, screen)
        known.answers[question.name] = answer.text or ""
        if answer.text is None and question.without:
            screen.hint(f"left out: {question.without}")


def _is_settled(question: Question, known: Known, screen: Screen, wanted: Set[str]) -> bool:
    """Whether there is an answer without asking; it is kept in `known`."""
    is_wanted = question.extra in wanted and question.name not in known.pasted
    present = known.get(question.name)
    if is_wanted:
        if not question.yes_no or present not in ("", NO):
            return False
        known.answers[question.name] = YES  # which is what choosing it said
        return True
    is_pasted = question.name in known.pasted
    if not (question.quiet or question.extra or is_pasted):
        return False
    if not (question.quiet or is_pasted):
        if present and refusal(question.name, present, secret=question.secret) is not None:
            return False
        known.answers[question.name] = present
        return True
    if not is_pasted and not question.usual(known):
        return False
    answer = chosen(question, present, []) if is_pasted else present or question.usual(known)
    if not answer or refusal(question.name, answer, secret=question.secret) is not None:
        return False
    found = Finding.off("", "")
    if question.check is not None:
        found = run_to_end(question.check(known, answer))
    if found.state not in (Verdict.OK, Verdict.OFF):
        screen.finding(found)
        return False
    known.answers[question.name] = answer
    return True


def _ask(question: Question, known: Known, screen: Screen) -> _Answer:
    for hint in question.hints(known):
        screen.hint(hint)
    tried, looked_again = "", False
    while True:
        offered = _offered(question, known, screen, again=looked_again)
        default = tried or known.get(question.name) or question.usual(known)
        if not default and len(offered) == 1:
            default = offered[0].value
        again = bool(question.nothing_offered) and not offered and not default
        note = _note(question, default, offered, failed=bool(tried), again=again)
        text = screen.ask(question.label, note, secret=question.secret)
        if not text and again:
            looked_again = True
            continue
        if text == LEAVE_OUT or not (text or default):
            if question.without:
                return _Answer(None)
            text = question.usual(known)
        if tried and text.casefold() == KEEP:
            return _Answer(tried)
        answer = chosen(question, text, offered) if text else default
        if (sentence := refusal(question.name, answer, secret=question.secret)) is not None:
            screen.finding(Finding.fail("", f"{sentence}{_hint_of(question, answer)}"))
            continue
        if _passes(question, known, answer, screen):
            return _Answer(answer)
        tried = answer


def _passes(question: Question, known: Known, answer: str, screen: Screen) -> bool:
    """Whether the service has nothing against it; what it says is shown."""
    if question.check is None:
        return True
    found = run_to_end(question.check(known, answer))
    screen.finding(found)
    return found.state in (Verdict.OK, Verdict.OFF)


def _offered(question: Question, known: Known, screen: Screen, *, again: bool) -> list[Choice]:
    """What the service offers, which is shown; `again`: where it had nothing before."""
    if question.offers is None:
        return []
    found = run_to_end(question.offers(known))
    if isinstance(found, Finding):
        screen.finding(found)
        return []
    if again and not found:
        screen.finding(Finding.warn("", question.nothing_offered))
    for number, choice in enumerate(found[:_OFFERED_MOST], 1):
        shown = choice.label if choice.label == choice.value else f"{choice.label} ({choice.value})"
        screen.hint(f"{number:>3}  {shown}")
    if more := len(found[_OFFERED_MOST:]):
        screen.hint(f"     and {more} more, by their ids")
    return found[:_OFFERED_MOST]


def _note(
    question: Question, default: str, offered: list[Choice], *, failed: bool, again: bool
) -> str:
    """What Enter does, and what else may be typed."""
    if failed:
        return f"Enter: check again; {KEEP}: keep it as it is; {LEAVE_OUT}: leave it out"
    if again:
        return f"Enter: look again; {LEAVE_OUT}: leave it out"
    if question.yes_no:
        return "Y/n" if default == YES else "y/N"
    if not default:
        number = "a number, or " if offered else ""
        return f"{number}Enter: leave it out"
    if question.secret:
        return f"Enter: keep the one that is set; {LEAVE_OUT}: leave it out"
    named = {choice.value: choice.label for choice in offered}
    return f"Enter: {', '.join(named.get(each, each) for each in default.split(','))}"


def _hint_of(question: Question, answer: str) -> str:
    """A zone that may be meant."""
    if question.name != "AVAILABILITY_PROMOTION_TIMEZONE":
        return ""
    from ops.setup.checks import near_zone

    near = near_zone(answer)
    return f"; did you mean {near}?" if near else ""


def confirmed(screen: Screen, question: str, *, default: bool) -> bool:
    """Whether somebody says yes."""
    while True:
        text = screen.ask(question, "Y/n" if default else "y/N").casefold()
        if not text:
            return default
        if text in ("y", "yes", "n", "no"):
            return text[0] == "y"
        screen.finding(Finding.fail("", "accepted: yes or no"))


Word = TypeVar("Word", bound=str)


def one_of(screen: Screen, label: str, words: Sequence[Word], usual: Word) -> Word:
    """One of a few words; `usual` by Enter."""
    while True:
        text = screen.ask(f"{label}: {', '.join(words)}", f"Enter: {usual}").casefold()
        if not text:
            return usual
        if found := [word for word in words if word == text]:
            return found[0]
        screen.finding(Finding.fail("", f"accepted: {', '.join(words[:-1])} or {words[-1]}"))
