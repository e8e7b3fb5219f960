"""Writing `.env`: whole or not at all, for nobody else's eyes, by one `muster setup` at a time."""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from muster.env_file import require_file
from muster.errors import OperatorError
from muster.secret_files import sync_folder

_PRIVATE = 0o600
_UNFINISHED = "setup-"


class SetupError(OperatorError):
    """`muster setup` cannot go on; nothing was written."""

    code = "setup_failed"


@contextmanager
def alone(path: Path) -> Generator[None, None, None]:
    """Keep the folder of `path` from every other `muster setup`; the lock ends with the process and
    leaves no file.

    Raises:
        SetupError: another one has it, or the folder cannot be written.
    """
    folder = _target(path).parent
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise SetupError(f"{folder}: {_reason(error)}") from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(
                f"another `muster setup` is writing {path.name} in {folder}; let it end first"
            ) from None
        require_writable(folder)
        # What a setup that was killed while it wrote has left holds secrets.
        for left in folder.glob(f"{_target(path).name}.{_UNFINISHED}*"):
            left.unlink(missing_ok=True)
        yield
    finally:
        os.close(descriptor)


def require_writable(folder: Path) -> None:
    """Refuse a folder in which no file can be made.

    Raises:
        SetupError: says why.
    """
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SetupError(
            f"{folder} cannot be written ({_reason(error)}); start this in Muster's own folder, "
            "as Muster's user or as root"
        ) from None


def read(path: Path) -> str:
    """What stands in `path`; nothing where it is absent.

    Raises:
        SetupError: it is there and cannot be read.
    """
    try:
        require_file(path)
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise SetupError(f"{path}: not a UTF-8 text file; save it as UTF-8 first") from None
    except OSError as error:
        raise SetupError(f"{path}: {_reason(error)}") from None


def replace(
    path: Path,
    text: str,
    before: str,
    owner: tuple[int, int] | None = None,
    mode: int = _PRIVATE,
) -> None:
    """Put `text` in the place of `path`; after a crash there is the one or the other.

    Args:
        before: what `path` was read as.
        owner: user and group that get the file, where root writes it for somebody else; else a file
            that is there keeps its own.

    Raises:
        SetupError: it could not be written, or was changed since it was read; it is as before.
    """
    target = _target(path)
    if read(path) != before:
        raise SetupError(f"{path} was changed meanwhile; nothing was written, run this again")
    temporary: str | None = None
    try:
        descriptor, temporary = tempfile.mkstemp(
            dir=target.parent, prefix=f"{target.name}.{_UNFINISHED}"
        )
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            os.fchmod(descriptor, mode)
            if os.geteuid() == 0 and (ids := owner or _owner_of(target)) is not None:
                os.fchown(descriptor, *ids)
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        os.replace(temporary, target)
        temporary = None
        sync_folder(target.parent)
    except OSError as error:
        raise SetupError(
            f"{path} could not be written ({_reason(error)}); it is as it was before"
        ) from None
    finally:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary)


def _target(path: Path) -> Path:
    """The file itself where `path` is a link, so that the link stays."""
    return Path(os.path.realpath(path))


def _owner_of(path: Path) -> tuple[int, int] | None:
    with suppress(OSError):
        found = path.stat()
        if stat.S_ISREG(found.st_mode):
            return found.st_uid, found.st_gid
    return None


def _reason(error: OSError) -> str:
    return (error.strerror or "it cannot be used").lower()
