"""The file of a backup: a zip archive of few parts, encrypted as a whole or not at all.

It is written in one go, so that nothing of it lies about in plain text while it is made, under
another name until it is whole: a power cut leaves the folder with the files it had before, and a
part file that the next backup into that folder removes.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import secrets
import zipfile
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from muster.secret_files import sync_folder
from ops.backup.keys import AGE_HEADER, Key, decrypted, encrypted, key_to_open
from ops.backup.manifest import (
    DATABASE,
    MANIFEST,
    BackupError,
    Manifest,
    Part,
    read_manifest,
)
from ops.backup.steps import Step, reached

_ZIP_HEADER = b"PK\x03\x04"
_PART_FILE = re.compile(r"\..+\.[0-9a-f]{16}\.muster-part")
_CHUNK = 1 << 18
_SMALL = 1 << 24

Write = Callable[[bytes], object]


class ArchiveWriter:
    """Puts parts into an archive, one after the other, and remembers their sums."""

    def __init__(self, stream: Any) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED)
        self.parts: dict[str, Part] = {}

    @contextmanager
    def part(self, name: str) -> Generator[Write, None, None]:
        """A function that writes the next bytes of the part `name`."""
        size, digest = 0, hashlib.sha256()
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as file:

            def write(data: bytes) -> None:
                nonlocal size
                size += len(data)
                digest.update(data)
                file.write(data)

            yield write
        self.parts[name] = Part(size=size, sha256=digest.hexdigest())

    def add(self, name: str, content: bytes) -> None:
        """Write a whole part."""
        with self.part(name) as write:
            write(content)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Write the table of contents; one that is given up writes it, too, and has no file."""
        if error is None:
            self._zip.close()
            return
        with suppress(Exception):
            self._zip.close()


@contextmanager
def new_archive(target: Path, key: Key | None) -> Generator[ArchiveWriter, None, None]:
    """An archive that has the name `target` after the block, whole and on the disk, or is gone.

    Raises:
        BackupError: something of that name is there, or it cannot be written.
    """
    _refuse_taken(target)
    remove_leftovers(target.parent)
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}.muster-part")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                # Whoever finds it locked knows that it is being written.
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                reached(Step.BACKUP_BEGUN)
                with encrypted(file, key) as stream, ArchiveWriter(stream) as writer:
                    yield writer
                file.flush()
                os.fsync(file.fileno())
                reached(Step.BACKUP_SEALED)
                _give_name(part, target)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(target.parent)
        reached(Step.BACKUP_NAMED)
    except FileExistsError:
        raise _taken(target) from None
    except OSError as error:
        if error.filename not in (None, str(part)):
            raise
        reason = error.strerror or "it cannot be written"
        raise BackupError(f"{target} could not be written ({reason}); nothing was left.") from None


def _refuse_taken(target: Path) -> None:
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent}; make it first.")
    if os.path.lexists(target):
        raise _taken(target)


def _taken(target: Path) -> BackupError:
    what = "is a folder; name a file in it" if target.is_dir() else "exists; choose another name"
    return BackupError(f"{target} {what}.")


def _give_name(part: Path, target: Path) -> None:
    """Call `part` `target`, never over something that is there."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EROFS, errno.EDQUOT):
            raise
        # A file system without links, such as a memory stick's or a network's.
        if os.path.lexists(target):
            raise _taken(target) from None
        part.rename(target)


def size_of_file(path: Path) -> int:
    """The bytes of a file."""
    return path.stat().st_size


def remove_leftovers(folder: Path) -> None:
    """Remove what backups that were killed left in `folder`; what is being written stays."""
    with suppress(OSError):
        for path in folder.iterdir():
            if not _PART_FILE.fullmatch(path.name):
                continue
            with suppress(OSError):
                descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    path.unlink()
                finally:
                    os.close(descriptor)


class Archive:
    """A backup that was found whole: every part has the length and the sum that it should have.

    Attributes:
        manifest: what it says of itself.
        name: what it is called in sentences.
    """

    def __init__(self, file: IO[bytes], name: str) -> None:
        """Takes over `file`, which is plain.

        Raises:
            BackupError: it is no backup, cut short, damaged or a newer Muster's.
        """
        self.name = name
        self._file = file
        try:
            self._zip = zipfile.ZipFile(file)
            self.manifest: Manifest = read_manifest(self._small(MANIFEST))
            if DATABASE not in self.manifest.parts:
                raise BackupError(f"{name} holds no database.")
            for part, stated in self.manifest.parts.items():
                digest = hashlib.sha256()
                size = 0
                for chunk in self.chunks(part):
                    size += len(chunk)
                    digest.update(chunk)
                if (size, digest.hexdigest()) != (stated.size, stated.sha256):
                    raise zipfile.BadZipFile
        except BackupError as error:
            raise BackupError(f"{name} cannot be restored: {error}") from None
        except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError):
            raise BackupError(f"{name} is cut short or damaged; take another backup.") from None

    def chunks(self, part: str) -> Generator[bytes, None, None]:
        """The bytes of a part, a piece at a time."""
        with self._zip.open(part) as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def read(self, part: str) -> bytes | None:
        """A small part, None where there is none.

        Raises:
            BackupError: it is none of ours, so large is it.
        """
        if part not in self.manifest.parts:
            return None
        try:
            return self._small(part)
        except zipfile.BadZipFile:
            raise BackupError(f"{self.name} has a {part} that is none.") from None

    def _small(self, part: str) -> bytes:
        if self._zip.getinfo(part).file_size > _SMALL:
            raise zipfile.BadZipFile
        return self._zip.read(part)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()


def open_archive(path: Path, key_file: Path | None) -> Archive:
    """The backup at `path`, looked through from end to end.

    Raises:
        BackupError: it is none, cut short, damaged, a newer Muster's, or does not open by the key.
        OSError: it cannot be read.
    """
    if path.is_dir():
        raise BackupError(f"{path} is a folder, not a backup.")
    file: IO[bytes] = path.open("rb")
    try:
        begin = file.read(max(len(AGE_HEADER), len(_ZIP_HEADER)))
        file.seek(0)
        if begin == AGE_HEADER:
            key = key_to_open(key_file, path.name)
            with file:
                file = decrypted(file, key, path.name)
        elif not begin.startswith(_ZIP_HEADER):
            raise BackupError(f"{path.name} is no backup of Muster.")
        return Archive(file, path.name)
    except BaseException:
        file.close()
        raise
