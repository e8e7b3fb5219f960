"""A command in a terminal of its own, and somebody in front of it who reads before they type."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.running.patience import PATIENCE

_MINE = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); " + (
    "os.execvp(sys.argv[1], sys.argv[1:])"
)
_STYLES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class TerminalSession:
    """A running command; `shown` is all that its terminal has shown, without colours."""

    def __init__(self, master: int, process: subprocess.Popen[bytes]) -> None:
        self._master = master
        self.process = process
        self._raw = b""
        self._read_to = 0

    @property
    def shown(self) -> str:
        return _STYLES.sub("", self._raw.decode(errors="replace")).replace("\r\n", "\n")

    def until(self, *texts: str) -> str:
        """Read until one of `texts` is shown, after what was read before; which one it was."""
        deadline = time.monotonic() + PATIENCE
        while True:
            new = self.shown[self._read_to :]
            found = [(new.index(text), text) for text in texts if text in new]
            if found:
                at, text = min(found)
                self._read_to += at + len(text)
                return text
            left = deadline - time.monotonic()
            assert left > 0, f"{texts} not shown; the last was:\n{self.shown[-1500:]}"
            if not self._more(left):
                raise AssertionError(f"{texts} not shown before the end:\n{self.shown[-1500:]}")

    def type(self, text: str = "") -> None:
        """Type a line, as into a prompt that is shown."""
        os.write(self._master, text.encode() + b"\n")

    def press(self, key: bytes) -> None:
        """Press something without Enter, such as Ctrl-C (`b"\\x03"`)."""
        os.write(self._master, key)

    def answer(self, label: str, text: str = "") -> None:
        """Wait for a prompt and answer it."""
        self.until(label)
        self.until("): ")
        self.type(text)

    @property
    def echoes(self) -> bool:
        """Whether what is typed is shown."""
        return bool(termios.tcgetattr(self._master)[3] & termios.ECHO)

    def ends(self) -> int:
        """Read to the end; the exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._more(max(0.0, deadline - time.monotonic())):
            pass
        return self.process.wait(PATIENCE)

    def _more(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        try:
            read = os.read(self._master, 65_536)
        except OSError:  # nobody has the other end open any more
            return False
        self._raw += read
        return bool(read)


@contextmanager
def in_a_terminal(
    command: list[str], folder: Path, environment: dict[str, str]
) -> Generator[TerminalSession, None, None]:
    """Run `command` in a terminal; whatever still runs at the end is killed."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _MINE, *command],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield TerminalSession(master, process)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)
        os.close(master)
