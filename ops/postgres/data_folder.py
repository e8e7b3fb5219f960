"""The data folder belongs to one command at a time, by a lock that even `kill -9` releases."""

from __future__ import annotations

import fcntl
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from muster.errors import OperatorError
from muster.settings import SettingsError
from ops.console import say

LASTING_COMMANDS = ("up", "demo")
"""Commands that own a data folder until they are stopped; all others own it for a moment."""


_OURS = re.compile(
    r"muster\.lock|postgres(\.new-.*|\.before-\d+|\.after-\d+)?|postgres\.log(\.old)?"
    r"|(session_secret|contact_key)(\..*)?|backups"
)


def keep_private(folder: Path) -> bool:
    """Make the data folder where it is absent, and close it to everybody but its owner.

    Returns:
        False for a folder that holds other things than ours, which stays as open as it is.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_mode & stat.S_ISVTX or not all(_OURS.fullmatch(p.name) for p in folder.iterdir()):
        return False
    if stat.S_IMODE(found.st_mode) != 0o700 and os.geteuid() in (0, found.st_uid):
        folder.chmod(0o700)
    return True


def open_private(path: Path, flags: int) -> int:
    """A descriptor of a file in the data folder that nobody else may read, made where absent.

    A link is not followed: where Muster runs as root, the folder belongs to PostgreSQL's user.
    """
    descriptor = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    if os.fstat(descriptor).st_uid == os.geteuid():
        os.fchmod(descriptor, 0o600)
    return descriptor


class FolderInUse(OperatorError):
    """Another command owns the data folder."""

    code = "folder_in_use"


@dataclass(frozen=True)
class Holder:
    """The command that owns a data folder; `pid` is None while it has not written it yet."""

    command: str
    pid: int | None

    @property
    def lasting(self) -> bool:
        """Whether it keeps the folder until it is stopped."""
        return self.command in LASTING_COMMANDS

    def __str__(self) -> str:
        number = f" (process {self.pid})" if self.pid else ""
        return f"muster {self.command}{number}" if self.command else f"another muster{number}"


class FolderLock:
    """An flock on `<data folder>/muster.lock`, which names its holder.

    The descriptor is not inherited, so the lock ends with the process that took it.

    Attributes:
        unclean: whether the last holder went away without releasing; known once acquired.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "muster.lock"
        self._descriptor: int | None = None
        self.unclean = False

    def acquire(self, command: str) -> bool:
        """Take the lock for `command` (such as "up") unless somebody holds it.

        Raises:
            SettingsError: the data folder cannot be created or written.
        """
        try:
            private = keep_private(self._path.parent)
            descriptor = open_private(self._path, os.O_RDWR)
        except OSError as error:
            raise SettingsError(
                f"MUSTER_DATA_DIR: read {str(self._path.parent)!r}; accepted: a folder that "
                f"can be written ({error.strerror})"
            ) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        mode = stat.S_IMODE(self._path.parent.stat().st_mode)
        if not private and mode & 0o077:
            say(
                f"The data folder {self._path.parent} holds other things too and is open to others "
                f"(mode {mode:o}); choose another MUSTER_DATA_DIR, or chmod 700 it"
            )
        self.unclean = bool(os.read(descriptor, 1))
        os.ftruncate(descriptor, 0)
        try:
            os.pwrite(descriptor, f"{os.getpid()} {command}\n".encode(), 0)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self._path)) from None
        return True

    def holder(self) -> Holder:
        """Who holds the lock now; only meaningful after `acquire` returned False."""
        text = ""
        with suppress(OSError, UnicodeDecodeError):
            text = self._path.read_text()
        pid, _, command = text.strip().partition(" ")
        return Holder(command, int(pid) if pid.isascii() and pid.isdigit() else None)

    def release(self) -> None:
        """Give the lock back; nothing happens when it is not held."""
        if self._descriptor is None:
            return
        descriptor, self._descriptor = self._descriptor, None
        os.ftruncate(descriptor, 0)
        os.close(descriptor)
