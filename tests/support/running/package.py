"""Muster as a package: built by the Makefile's target, and installed where nothing else is."""

from __future__ import annotations

import fcntl
import os
import stat
import subprocess
from pathlib import Path

from muster.settings import child_environment
from tests.support.running.patience import PATIENCE

ROOT = Path(__file__).parents[3]
UV = ROOT / ".tools/uv/bin/uv"
INSTALLED = "Ünser Möhrenkeller"
"""The folder that the package is installed in: paths may have spaces and letters beyond ASCII."""


def done(*command: str | Path, cwd: Path = ROOT, umask: int = 0o022, **variables: str) -> str:
    """What a command that succeeds prints."""
    environment = child_environment(UV_NO_PROGRESS="1", **variables)
    for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "VIRTUAL_ENV", "PYTHONPATH"):
        environment.pop(name, None)
    result = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        umask=umask,
        capture_output=True,
        text=True,
        timeout=5 * PATIENCE,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def build(into: Path, source: Path = ROOT, umask: int = 0o022) -> tuple[Path, Path]:
    """(the wheel, the source archive) of `source`, which is set up or a source archive's files."""
    python = ROOT / ".venv/bin/python"
    # What `make setup` makes is there: the tests themselves run on it.
    done(
        *("make", "--silent", "-o", "setup", "package", f"PACKAGES={into}"),
        *(f"UV={UV}", f"BIN={python.parent}"),
        cwd=source,
        umask=umask,
        SOURCE_DATE_EPOCH="1790000000",
    )
    (wheel,) = into.glob("*.whl")
    (archive,) = into.glob("*.tar.gz")
    return wheel, archive


class Package:
    """The run's package, built once and installed once, by whichever worker needs it first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = folder / INSTALLED
        self.command = self.environment / "bin/muster"
        with (folder / "package.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (folder / "package-ready").exists():
                build(folder / "package")
                self._install()
                (folder / "package-ready").touch()
        (self.wheel,) = (folder / "package").glob("*.whl")
        (self.archive,) = (folder / "package").glob("*.tar.gz")

    @property
    def packages(self) -> Path:
        """The environment's site-packages."""
        (found,) = self.environment.glob("lib/python3*/site-packages")
        return found

    def _install(self) -> None:
        """Everything that the wheel asks for and nothing else, in the versions of the lock."""
        (wheel,) = (self.folder / "package").glob("*.whl")
        python = self.environment / "bin/python"
        here = ("--quiet", "--python", python)
        done(UV, "venv", "--quiet", "--python", ROOT / ".venv/bin/python", self.environment)
        locked = ("pip", "sync", *here, "--require-hashes", ROOT / "requirements.lock")
        try:  # what this checkout was set up with is in uv's cache
            done(UV, *locked, "--offline")
        except AssertionError:
            done(UV, *locked)
        done(UV, "pip", "uninstall", *here, "redis")  # of the lock, but of an extra alone
        done(UV, "pip", "install", *here, "--offline", "--no-deps", wheel)
        for each in (self.packages / "muster").rglob("*"):
            each.chmod(stat.S_IMODE(each.stat().st_mode) & ~0o222)
        os.chmod(self.packages / "muster", 0o555)
