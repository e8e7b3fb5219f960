"""`muster setup` in a terminal, from its first question to the doctor."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from muster.health.rules import Finding, Verdict
from ops.console import Interrupted, complain
from ops.doctor.services import service_clock
from ops.setup import env_text, env_write
from ops.setup.asked import QUESTIONS
from ops.setup.env_settings import in_environment, known_from, outcome
from ops.setup.env_write import SetupError
from ops.setup.extras import LINKS, ask_for_extras
from ops.setup.keys import ask_for_keys
from ops.setup.known import Known
from ops.setup.options import Options
from ops.setup.service import (
    KINDS,
    Kind,
    Placed,
    UnfitUser,
    install,
    is_current,
    is_there,
    make_data_folder,
    owner_of,
    plan,
    require_kind,
    usual_kind,
    usual_user,
)
from ops.setup.settle import generate_link_secret, is_secret
from ops.setup.start import show_proxy, start
from ops.setup.terminal import Screen
from ops.setup.unit import systemd_runs
from ops.setup.walk import ask_all, confirmed, one_of


def set_up(path: Path, options: Options, screen: Screen) -> None:
    """Ask, check, write `path`, install the unit, and offer the doctor.

    Raises:
        SetupError: it cannot be done.
        Interrupted: somebody ended it; it was said what was written by then.
    """
    require_kind(options.service)
    written: list[Path] = []
    try:
        with env_write.alone(path):
            known = known_from(env_write.read(path))
            _greet(path, options.service, screen)
            placed = _unit(path.parent, known, options, screen)
            if placed is not None:
                known.runs_as = placed.service.user or ""
            _ask(path.parent, known, screen)
            if placed is not None:  # with the folders that were named since
                placed = plan(placed.kind, path.parent, known, known.runs_as)
            _write(path, known, placed, screen, written)
            if placed is not None:
                try:
                    _place(placed, screen, written)
                except SetupError:  # it was said, and what comes next is of use all the same
                    screen.hint("Muster has no unit; `muster setup` installs it another time.")
        show_proxy(known, options.proxy, screen)
        start(placed, known, path.parent, screen)
    except (KeyboardInterrupt, EOFError, Interrupted) as error:
        names = " and ".join(map(str, written))
        screen.line()
        complain(
            f"stopped; {f'what is written stays: {names}' if names else 'nothing was written'}"
        )
        raise error if isinstance(error, Interrupted) else Interrupted(2) from None


def _greet(path: Path, kind: Kind | None, screen: Screen) -> None:
    screen.line(f"Muster's settings go into {path}.")
    screen.line(
        "Enter takes what stands in brackets. Ctrl-C ends this at any question, and nothing is "
        "written until the end."
    )
    if kind is None and systemd_runs() and os.geteuid() != 0:
        screen.line(
            "A systemd unit of this machine takes root: for one, end this and run it as root."
        )


def _ask(folder: Path, known: Known, screen: Screen) -> None:
    wanted = ask_for_extras(QUESTIONS, known, screen)
    ask_all(QUESTIONS, known, screen, wanted)
    ask_for_keys(known, folder, screen)
    if LINKS in wanted and not known.get("LINK_CONFIRM_SECRET"):
        known.answers["LINK_CONFIRM_SECRET"] = generate_link_secret()
        screen.hint("LINK_CONFIRM_SECRET is generated; copy it from .env for that program.")
    clock = service_clock(known.dates)
    if clock.state in (Verdict.WARN, Verdict.FAIL):
        screen.finding(clock)


def _unit(folder: Path, known: Known, options: Options, screen: Screen) -> Placed | None:
    """The unit, planned before anything else is asked, since it takes a user who can reach this
    folder; None where none is wanted.
    """
    screen.heading("The service")
    kind = options.service or _kind(screen)
    if kind == "none":
        return None
    user = options.user or usual_user(folder)
    while True:
        try:
            placed = plan(kind, folder, known, user)
        except UnfitUser as error:
            if kind == "user" or options.user is not None:
                raise
            screen.finding(Finding.fail("", str(error)))
            user = screen.ask("The user that runs Muster", f"Enter: {user}") or user
            continue
        if kind != "user":
            other = "" if options.user else "; --user names another"
            screen.finding(Finding.ok("", f"Muster runs as the user {user}{other}"))
        return placed


def _kind(screen: Screen) -> Kind:
    screen.hint("system: a systemd unit of this machine; user: one of your own systemd;")
    screen.hint("print: it is only shown; none: you start `muster up` by yourself.")
    while True:
        kind: Kind = one_of(screen, "systemd unit", KINDS, usual_kind())
        if kind != "system" or os.geteuid() == 0:
            return kind
        screen.finding(Finding.fail("", "that takes root; run this as root, or choose another"))


def _write(
    path: Path, known: Known, placed: Placed | None, screen: Screen, written: list[Path]
) -> None:
    text = env_write.read(path)
    new, changes, said = outcome(text, known, path.parent)
    if not changes:
        screen.finding(Finding.ok("", f"{path} says all of this already"))
        return
    screen.heading(f"What changes in {path}" if text else f"What {path} will say")
    for change in changes:
        screen.hint(_shown(change))
    for sentence in said:
        screen.hint(sentence)
    if not confirmed(screen, f"Change {path}?" if text else f"Write {path}?", default=True):
        raise Interrupted(2)
    until_done(lambda: env_write.replace(path, new, text, owner_of(placed)), screen)
    written.append(path)
    screen.finding(Finding.ok("", f"{path} is written, and nobody else may read it"))
    found = in_environment()
    if differ := [each for each, value in known.answers.items() if found.get(each, value) != value]:
        text = f"the environment sets {', '.join(differ)} to something else, and it wins over .env"
        screen.finding(Finding.warn("", text))


def _shown(change: env_text.Change) -> str:
    if is_secret(change.name):
        text = {"new": "set", "changed": "another one", "taken out": "taken out"}[change.kind]
        return f"{change.name}: {text} (a secret, not shown)"
    match change.kind:
        case "new":
            return f"{change.name}: {change.after}"
        case "changed":
            return f"{change.name}: {change.before} → {change.after}"
        case "taken out":
            return f"{change.name}: {change.before} is taken out"


def until_done(work: Callable[[], None], screen: Screen) -> None:
    """Do it again as often as somebody wants: a full disk should cost nobody their answers."""
    while True:
        try:
            return work()
        except SetupError as error:
            screen.finding(Finding.fail("", str(error)))
            if not confirmed(screen, "Try it again?", default=True):
                raise


def _place(placed: Placed, screen: Screen, written: list[Path]) -> None:
    """Install the unit, or show it."""
    path = placed.path
    if path is None:
        screen.heading("The unit, for /etc/systemd/system/muster.service")
        for line in placed.text.splitlines():
            screen.line(line)
        return
    until_done(lambda: make_data_folder(placed.service.data_dir, owner_of(placed)), screen)
    if is_current(placed):
        screen.finding(Finding.ok("", f"{path} says all of this already"))
        return
    question = f"{path} is there and says something else. Replace it?"
    if is_there(placed) and not confirmed(screen, question, default=False):
        screen.hint(f"{path} stays as it is.")
        return
    untold: list[str | None] = []
    until_done(lambda: untold.append(install(placed)), screen)
    written.append(path)
    screen.finding(Finding.ok("", f"{path} is written"))
    if untold[-1] is not None:
        screen.finding(Finding.warn("", untold[-1]))
