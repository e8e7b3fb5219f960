"""The terminal that `muster setup` asks in. What is secret is neither echoed nor printed."""

from __future__ import annotations

import signal
import sys
import termios
from collections.abc import Generator
from contextlib import contextmanager, suppress
from getpass import getpass
from types import FrameType
from typing import Protocol

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from muster.health.rules import Finding, Verdict
from ops.console import Interrupted, ending_signals

_STYLES = {
    Verdict.OK: "green",
    Verdict.OFF: "dim",
    Verdict.WARN: "yellow",
    Verdict.FAIL: "bold red",
}


class Screen(Protocol):
    """What the walk needs of a terminal."""

    def heading(self, text: str) -> None: ...
    def line(self, text: str = "") -> None: ...
    def hint(self, text: str) -> None: ...
    def finding(self, found: Finding) -> None: ...
    def ask(self, label: str, note: str = "", *, secret: bool = False) -> str: ...
    def paste(self, label: str) -> str: ...


def is_terminal() -> bool:
    """Whether somebody can be asked."""
    return bool(sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty())


class Terminal:
    """The terminal of standard input and output."""

    def __init__(self) -> None:
        self._console = Console(file=sys.stdout, highlight=False, soft_wrap=True, emoji=False)

    def heading(self, text: str) -> None:
        self._console.print(f"\n{escape(text)}", style="bold")

    def line(self, text: str = "") -> None:
        self._console.print(Text(text))

    def hint(self, text: str) -> None:
        self._console.print(Text(f"  {text}"))

    def finding(self, found: Finding) -> None:
        line = Text(f"  {found.state.value:<5}", style=_STYLES[found.state])
        self._console.print(line.append(found.text, style="default"))

    def ask(self, label: str, note: str = "", *, secret: bool = False) -> str:
        """One line, without white space around it; an empty text where only Enter was pressed.

        Raises:
            EOFError: the terminal has ended (Ctrl-D).
            KeyboardInterrupt: Ctrl-C.
            Interrupted: SIGTERM or SIGHUP came.
        """
        shown = f"[bold]{escape(label)}[/bold]" + (f" [dim]({escape(note)})[/dim]" if note else "")
        _forget_typed_ahead()
        with _ending_raises():
            try:
                if not secret:
                    return self._console.input(f"{shown}: ").strip()
                with self._console.capture() as captured:
                    self._console.print(f"{shown}: ", end="")
                # It switches the echo off before it shows what is asked.
                return getpass(captured.get()).strip()
            except UnicodeError:
                return "\0"  # no text, and refused as such

    def paste(self, label: str) -> str:
        """Lines up to an empty one, none of which is shown.

        Raises:
            KeyboardInterrupt: Ctrl-C.
            Interrupted: SIGTERM or SIGHUP came.
        """
        lines: list[str] = []
        with _ending_raises(), _without_echo():
            self._console.print(f"{escape(label)}:")
            while (line := sys.stdin.readline()).strip():
                lines.append(line)
        return "".join(lines)


@contextmanager
def _without_echo() -> Generator[None, None, None]:
    """What is typed meanwhile is not shown; what comes in one piece is read whole."""
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    silent = [*before]
    silent[3] = before[3] & ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _forget_typed_ahead() -> None:
    """A paste of several lines answers one question, never the next one, which may be shown."""
    with suppress(termios.error, OSError, ValueError):
        termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


@contextmanager
def _ending_raises() -> Generator[None, None, None]:
    """A signal ends the prompt first, which gives the terminal its echo back."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise Interrupted(number)

    before = {
        number: signal.signal(number, end) for number in ending_signals() if number != signal.SIGINT
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
