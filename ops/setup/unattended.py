"""`muster setup --non-interactive`: answers from the environment, the checks are the same."""

from __future__ import annotations

from pathlib import Path

from muster.health.rules import Finding, Verdict
from muster.secret_files import file_variable
from ops.console import run_to_end, say
from ops.doctor.services import service_clock
from ops.setup import env_write
from ops.setup.asked import QUESTIONS
from ops.setup.env_settings import known_from, outcome
from ops.setup.env_write import SetupError
from ops.setup.keys import problem
from ops.setup.known import Known
from ops.setup.options import Options
from ops.setup.questions import Question, chosen, refusal
from ops.setup.service import (
    Placed,
    install,
    is_current,
    is_there,
    make_data_folder,
    owner_of,
    plan,
    require_kind,
    start_commands,
    usual_user,
)
from ops.setup.start import proxy_lines


def set_up_unattended(path: Path, options: Options) -> None:
    """Check what is set, write `path`, and install the unit where `options` want one.

    Raises:
        SetupError: one line for each problem; nothing was written, but for `.env` where the unit or
            the data folder cannot be.
        SettingsError: likewise.
    """
    require_kind(options.service)
    with env_write.alone(path):
        text = env_write.read(path)
        known = known_from(text)
        if options.service in ("system", "print"):
            known.runs_as = options.user or usual_user(path.parent)
        problems, notes = answer_all(QUESTIONS, known)
        # Where the database is unknown, its own line says so.
        if not problems and (sentence := problem(known, path.parent)):
            problems.append(sentence)
        if problems:
            raise SetupError("\n".join(problems))
        new, changes, said = outcome(text, known, path.parent)
        placed = _unit(path.parent, known, options)
        if text and changes and not options.replace:
            names = ", ".join(change.name for change in changes)
            raise SetupError(f"{path} is there, and {names} would change; --replace allows that")
        if placed is not None and is_there(placed) and not options.replace:
            raise SetupError(f"{placed.path} is there and says something else; --replace allows it")
        if changes:
            env_write.replace(path, new, text, owner_of(placed))
        for sentence in (*notes, *said):
            say(sentence)
        say(f"{path} {'is written' if changes else 'says all of this already'}.")
        if placed is not None:
            _place(placed)
    if options.proxy is not None:
        for line in proxy_lines(options.proxy, known):
            say(line)


def _unit(folder: Path, known: Known, options: Options) -> Placed | None:
    if options.service in (None, "none"):
        return None
    return plan(options.service, folder, known, options.user or usual_user(folder))


def _place(placed: Placed) -> None:
    if placed.path is None:
        say(placed.text.rstrip())
        return
    make_data_folder(placed.service.data_dir, owner_of(placed))
    current = is_current(placed)
    untold = None if current else install(placed)
    if untold is not None:
        say(untold)
    say(f"{placed.path} {'says all of this already' if current else 'is written'}; to start it:")
    for command in start_commands(placed):
        say(f"  {command}")


def answer_all(questions: tuple[Question, ...], known: Known) -> tuple[list[str], list[str]]:
    """Take every answer from what is set and check it.

    Returns:
        One line for each problem, and one for each thing to know.
    """
    problems: list[str] = []
    notes: list[str] = []
    failed: set[str] = set()
    for question in questions:
        # Of what has not let us in nothing more is asked.
        if not question.asked_after(known) or failed.intersection(question.needs):
            continue
        in_file = question.name in known.files
        # A file's text is taken to the letter, as Muster itself will take it.
        answer = known.get(question.name)
        answer = answer if in_file else chosen(question, answer, [])
        if not (answer or question.without or question.yes_no):
            answer = question.usual(known)  # as by Enter
        if not answer:
            continue
        sentence = refusal(question.name, answer, secret=question.secret)
        found = _checked(question, known, answer) if sentence is None else None
        if found is None or found.state is Verdict.FAIL:
            name = file_variable(question.name) if in_file and sentence else question.name
            problems.append(f"{name}: {sentence or (found and found.text)}")
            failed.add(question.name)
            continue
        if found.state is Verdict.WARN:
            notes.append(f"{question.name}: {found.text}")
        known.answers[question.name] = answer
    clock = service_clock(known.dates)
    if clock.state is Verdict.FAIL:
        problems.append(f"clock: {clock.text}")
    elif clock.state is Verdict.WARN:
        notes.append(f"clock: {clock.text}")
    return problems, notes


def _checked(question: Question, known: Known, answer: str) -> Finding:
    if question.check is None:
        return Finding.off("", "")
    return run_to_end(question.check(known, answer))
