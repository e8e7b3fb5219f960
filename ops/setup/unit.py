"""The systemd unit that keeps Muster running: what stands in it, and what systemd says to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NAME = "muster.service"
SYSTEM_FOLDER = Path("/etc/systemd/system")
_HOMES = (Path("/home"), Path("/root"), Path("/run/user"))
_TEMPORARY = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 looked for, and nothing is put there

_MOST_LINKS = 40

_OF_CHILDREN = (
    "# Muster ends its own children, the database last; systemd tells the main process alone.\n"
)
_OF_WRITING = (
    "# Nothing but the data folder can be written, and nothing more be gained than the user has.\n"
)

_HARDENING_OF_ALL = """\
NoNewPrivileges=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
"""

_HARDENING_OF_SYSTEM = """\
PrivateDevices=yes
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
"""


@dataclass(frozen=True)
class Service:
    """What runs where.

    Attributes:
        program: the command and its first arguments, by its absolute path.
        folder: where `.env` is.
        data_dir: the data folder, absolute; nothing else can be written but for `backup_dir`.
        user: who runs it; None for a unit of one's own systemd, which runs as oneself.
        backup_dir: where daily backups go; None where none are made there.
        interpreter: what runs the program, as `interpreter()` tells it.
    """

    program: tuple[str, ...]
    folder: Path
    data_dir: Path
    user: str | None
    backup_dir: Path | None = None
    interpreter: tuple[Path, ...] = ()


def program() -> tuple[str, ...]:
    """How this very Muster is started by anybody: from a checkout, or as it was installed."""
    beside = Path(sys.executable).parent / "muster"
    if os.access(beside, os.X_OK) and beside.is_file():
        return (str(beside),)
    asked = Path(sys.argv[0])
    if asked.name == "muster" and os.access(asked, os.X_OK) and asked.is_file():
        return (str(asked.absolute()),)
    return sys.executable, "-m", "muster"


def interpreter() -> tuple[Path, ...]:
    """The Python that runs this very Muster, and its library's folder; a virtual environment only
    links to them.
    """
    return Path(sys.executable), Path(sys.base_prefix) / "lib"


def ways(path: Path) -> list[Path]:
    """`path`, what it links to step by step, and where all links lead: whoever uses it passes
    through the folders of each.
    """
    found = [path]
    while os.path.islink(found[-1]) and len(found) < _MOST_LINKS:
        found.append(found[-1].parent / os.readlink(found[-1]))
    return [*found, Path(os.path.realpath(path))]


def text_of(service: Service) -> str:
    """The unit file's text."""
    return "".join(_parts(service))


def _parts(service: Service) -> Iterator[str]:
    yield "[Unit]\nDescription=Muster\n"
    if service.user is not None:
        yield "Wants=network-online.target\nAfter=network-online.target\n"
    yield "\n[Service]\n"
    if service.user is not None:
        yield f"User={service.user}\n"
    yield f"WorkingDirectory={_percent(str(service.folder))}\n"
    yield f"ExecStart={' '.join(_word(each) for each in (*service.program, 'up'))}\n"
    yield "Restart=always\nRestartSec=2\n"
    yield _OF_CHILDREN
    yield "KillMode=mixed\nTimeoutStopSec=15\n"
    if service.user is not None:
        yield _OF_WRITING
        yield "UMask=0077\nProtectSystem=strict\n"
        yield f"ReadWritePaths={' '.join(_writable(service))}\n"
        yield f"ProtectHome={'read-only' if _below(service, _HOMES) else 'yes'}\n"
        if not _below(service, _TEMPORARY):
            yield "PrivateTmp=yes\n"
        yield _HARDENING_OF_SYSTEM
        yield "CapabilityBoundingSet=\n"
    else:
        yield "UMask=0077\n"
    yield _HARDENING_OF_ALL
    yield f"\n[Install]\nWantedBy={'default' if service.user is None else 'multi-user'}.target\n"


def _writable(service: Service) -> Iterator[str]:
    yield _word(str(service.data_dir))
    if service.backup_dir is not None:
        # A disk that is not there stops backups, and not Muster.
        yield _word(f"-{service.backup_dir}")


def _below(service: Service, folders: tuple[Path, ...]) -> bool:
    """Whether something of Muster is in folders that systemd could hide."""
    paths = [Path(service.program[0]), *service.interpreter, service.folder, service.data_dir]
    paths += [] if service.backup_dir is None else [service.backup_dir]
    return any(
        way.is_relative_to(folder) for path in paths for way in ways(path) for folder in folders
    )


def _percent(text: str) -> str:
    return text.replace("%", "%%")


def _word(text: str) -> str:
    """One word of a command or a list of paths, as systemd reads it."""
    if all(sign.isalnum() or sign in "/._-+@:," for sign in text):
        return text
    escaped = _percent(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def complaints(text: str, *, of_user: bool) -> list[str]:
    """Why systemd would not load a unit, by `systemd-analyze verify`; nothing where it would, and
    where there is no such program. What an older systemd does not know it passes over.
    """
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        path.write_text(text, encoding="utf-8")
        manager = ["--user"] if of_user else []
        try:
            done = subprocess.run(
                [analyze, *manager, "--man=no", "verify", str(path)],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=30,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return []
    if done.returncode == 0:
        return []
    # It tells of other units of the machine as well, and of a machine without systemd.
    lines = [line.replace(f"{path}:", "line ") for line in done.stderr.splitlines()]
    return [line for line in lines if NAME in line or line.startswith("line ")]


def reaches(path: Path, uid: int, groups: set[int]) -> bool:
    """Whether a user passes through all the folders above `path`, as far as modes say."""
    if uid == 0:
        return True
    for folder in path.parents:
        try:
            found = folder.stat()
        except OSError:
            return False
        if found.st_uid == uid:
            passes = found.st_mode & 0o100
        elif found.st_gid in groups:
            passes = found.st_mode & 0o010
        else:
            passes = found.st_mode & 0o001
        if not passes:
            return False
    return True


def systemd_runs() -> bool:
    """Whether this machine is run by systemd."""
    return Path("/run/systemd/system").is_dir() and shutil.which("systemctl") is not None
