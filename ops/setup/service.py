"""Installing the systemd unit, or printing it."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Literal

from muster.settings import child_environment
from ops.postgres.data_folder import keep_private
from ops.postgres.embedded import database_folder
from ops.setup.env_write import SetupError, read, replace
from ops.setup.known import Known
from ops.setup.unit import (
    NAME,
    SYSTEM_FOLDER,
    Service,
    complaints,
    interpreter,
    program,
    reaches,
    systemd_runs,
    text_of,
    ways,
)

Kind = Literal["system", "user", "print", "none"]
KINDS: tuple[Kind, ...] = ("system", "user", "print", "none")


class UnfitUser(SetupError):
    """The unit cannot be run by this user, and might be by another."""


@dataclass(frozen=True)
class Placed:
    """A unit that is wanted: what it says, and where it goes; nowhere where it is printed."""

    service: Service
    kind: Kind
    text: str
    path: Path | None


def usual_kind() -> Kind:
    """What fits this machine and user."""
    if not systemd_runs():
        return "print"
    if os.geteuid() == 0:
        return "system"
    # Whoever came by `su` or `sudo` has no systemd of their own to talk to.
    return "user" if child_environment().get("XDG_RUNTIME_DIR") else "print"


def usual_user(folder: Path) -> str:
    """Who should run Muster: whoever runs this, or for root whose folder it is; never root."""
    uid = os.geteuid()
    if uid == 0:
        uid = folder.stat().st_uid
    if uid == 0:
        return "muster"
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def plan(kind: Kind, folder: Path, known: Known, user: str) -> Placed:
    """The unit of this installation.

    Args:
        folder: where `.env` is.
        known: where data folder and backups are.
        user: who runs it, where it is the machine's.

    Raises:
        UnfitUser: that user cannot run it.
        SetupError: it cannot be installed so, or systemd would refuse it.
    """
    data_dir = known.data_dir(folder)
    backups = known.get("MUSTER_BACKUP_DIR")
    backup_dir = folder / backups if backups else None
    for path in (folder, data_dir, backup_dir or folder):
        if not str(path).isprintable():
            raise SetupError(f"{str(path)!r}: systemd takes no such path; use another folder")
    of_user = kind == "user"
    service = Service(
        program(), folder, data_dir, None if of_user else user, backup_dir, interpreter()
    )
    if user == "root" and not of_user:
        raise UnfitUser("Muster needs no root, and its unit leaves root nothing; name another user")
    require_kind(kind)
    if kind == "system":
        _require_data_folder(data_dir, _require_reach(service, user), user)
    elif of_user and os.geteuid() != 0:  # where root runs Muster, PostgreSQL's user has its folder
        _require_data_folder(data_dir, os.geteuid(), usual_user(folder))
    text = text_of(service)
    if found := complaints(text, of_user=of_user):
        raise SetupError(f"systemd refuses the unit: {found[0]}")
    path: Path | None = None
    if kind == "system":
        path = SYSTEM_FOLDER / NAME
    elif of_user:
        path = _user_folder() / NAME
    return Placed(service, kind, text, path)


def require_kind(kind: Kind | None) -> None:
    """Refuse, before anything else is asked, what this user cannot install.

    Raises:
        SetupError: it takes root.
    """
    if kind == "system" and os.geteuid() != 0:
        raise SetupError("a unit of the machine is installed by root; run this as root")


def _require_reach(service: Service, user: str) -> int:
    """The id of the user, who can reach all that is run."""
    try:
        known = pwd.getpwnam(user)
    except (KeyError, ValueError):
        raise UnfitUser(
            f"there is no user {user!r}; make one: useradd --system --shell /usr/sbin/nologin "
            "muster"
        ) from None
    groups = set(os.getgrouplist(known.pw_name, known.pw_gid))
    for path in (Path(service.program[0]), *service.interpreter, service.folder / ".env"):
        for way in ways(path):
            if not reaches(way, known.pw_uid, groups):
                what = "Python and Muster" if path in service.interpreter else "Muster"
                raise UnfitUser(
                    f"the user {user} cannot reach {way.parent}; install {what} where they can, "
                    "such as below /opt"
                )
    return known.pw_uid


def _require_data_folder(folder: Path, uid: int, user: str) -> None:
    """Refuse a data folder that the user who runs Muster could not write.

    Raises:
        UnfitUser: it is somebody else's, and there is something in it.
    """
    for path in (folder, database_folder(folder)):
        try:
            foreign = path.stat().st_uid != uid
            empty = foreign and os.geteuid() == 0 and not any(path.iterdir())
        except OSError:  # absent, or told of where it is made
            continue
        if foreign and not empty:
            raise UnfitUser(
                f"{path} belongs to another user than {user}, who would run Muster; stop Muster "
                f"if it runs, then, as root: chown -R {quote(user)}: {quote(str(folder))}"
            )


def _user_folder() -> Path:
    configured = child_environment().get("XDG_CONFIG_HOME", "")
    base = Path(configured) if configured.startswith("/") else Path.home() / ".config"
    return base / "systemd" / "user"


def owner_of(placed: Placed | None) -> tuple[int, int] | None:
    """Who has to be able to read `.env`, where root sets Muster up for somebody else."""
    if os.geteuid() != 0 or placed is None or placed.service.user in (None, "root"):
        return None
    try:
        known = pwd.getpwnam(str(placed.service.user))
    except KeyError:  # a unit that is only shown may be for a user of another machine
        return None
    return known.pw_uid, known.pw_gid


def make_data_folder(folder: Path, owner: tuple[int, int] | None) -> None:
    """Make the data folder where it is absent, since the unit may write nowhere else; one that is
    empty becomes the owner's, too.

    Raises:
        SetupError: it cannot be made.
    """
    try:
        keep_private(folder)
        if owner is not None and not any(folder.iterdir()):
            os.chown(folder, *owner)
    except OSError as error:
        reason = (error.strerror or "it cannot be made").lower()
        raise SetupError(f"the data folder {folder}: {reason}") from None


def is_there(placed: Placed) -> bool:
    """Whether another text stands where the unit goes."""
    return placed.path is not None and os.path.lexists(placed.path) and not is_current(placed)


def is_current(placed: Placed) -> bool:
    """Whether the unit stands there already, to the letter."""
    return placed.path is not None and placed.path.is_file() and read(placed.path) == placed.text


def install(placed: Placed) -> str | None:
    """Write the unit where it goes, and let systemd read it.

    Returns:
        A sentence where it is written and systemd could not be told.

    Raises:
        SetupError: it cannot be written.
    """
    assert placed.path is not None
    try:
        placed.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(f"{placed.path.parent}: {error.strerror or error}") from None
    replace(placed.path, placed.text, read(placed.path), mode=0o644)
    if systemd_runs():
        try:
            control(placed, "daemon-reload")
        except SetupError as error:
            return f"the unit is written, and systemd does not know it yet: {error}"
    return None


def control(placed: Placed, *arguments: str) -> None:
    """Tell systemd something.

    Raises:
        SetupError: it refuses.
    """
    manager = ["--user"] if placed.kind == "user" else []
    try:
        done = subprocess.run(
            ["systemctl", *manager, *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise SetupError("systemctl does not answer") from None
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[0]
        raise SetupError(f"systemctl {' '.join(arguments)}: {reason}")


def start_commands(placed: Placed) -> list[str]:
    """What starts Muster and keeps it, for a person to type."""
    if placed.kind == "user":
        return [
            "systemctl --user daemon-reload && systemctl --user enable --now muster",
            "loginctl enable-linger    # or it ends when you sign out",
        ]
    command = "systemctl daemon-reload && systemctl enable --now muster"
    if placed.kind == "print":
        user, data_dir = str(placed.service.user), str(placed.service.data_dir)
        return [
            f"install -d -m 700 -o {quote(user)} {quote(data_dir)}",
            f"chown {quote(user)} {quote(str(placed.service.folder / '.env'))}",
            command,
        ]
    return [command]
