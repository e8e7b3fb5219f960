"""The key of an encrypted backup: asked for or read from a file, never an argument, never inside.

The encryption is age's (age-encryption.org/v1), so that `age` itself opens a backup, too: by a pair
of keys, of which the public one encrypts and the secret one opens, or by a passphrase.
"""

from __future__ import annotations

import getpass
import io
import os
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import pyrage

from ops.backup.manifest import BackupError

_pyrage: Any = pyrage  # the library ships no types

SHORTEST_PASSPHRASE = 12

AGE_HEADER = b"age-encryption.org/v1\n"
_BY_PASSPHRASE = AGE_HEADER + b"-> scrypt "
_PUBLIC, _SECRET = "age1", "AGE-SECRET-KEY-1"


@dataclass(frozen=True)
class Key:
    """What encrypts or opens a backup; one of the members is set.

    Attributes:
        recipients: public keys, which encrypt.
        identities: secret keys, which open.
        passphrase: encrypts and opens.
    """

    recipients: tuple[str, ...] = ()
    identities: tuple[str, ...] = ()
    passphrase: str | None = None

    def public(self) -> list[Any]:
        """Whom a backup is encrypted to.

        Raises:
            BackupError: one of them is no key.
        """
        try:
            given = [_pyrage.x25519.Recipient.from_str(each) for each in self.recipients]
            return given + [each.to_public() for each in self.secret()]
        except _pyrage.RecipientError:
            raise BackupError("One of the public keys is none; each begins with age1.") from None

    def secret(self) -> list[Any]:
        """What opens a backup.

        Raises:
            BackupError: one of them is no key.
        """
        try:
            return [_pyrage.x25519.Identity.from_str(each) for each in self.identities]
        except _pyrage.IdentityError:
            raise BackupError("The key's file holds a secret key that is none.") from None


def new_key() -> str:
    """A fresh pair of keys as `age-keygen` writes it: the public one in a comment."""
    identity = _pyrage.x25519.Identity.generate()
    return f"# public key: {identity.to_public()}\n{identity}"


def read_key(file: Path) -> Key:
    """The key in a file: lines of keys as `age-keygen` writes them, or else a passphrase.

    Raises:
        BackupError: there is nothing in it, or it is no text.
        OSError: it cannot be read.
    """
    try:
        lines = [line.strip() for line in file.read_text("utf-8").splitlines()]
    except UnicodeDecodeError:
        raise BackupError(f"{file} is no UTF-8 text; name a file with a key in it.") from None
    lines = [line for line in lines if line and not line.startswith("#")]
    if not lines:
        raise BackupError(f"{file} holds no key.")
    identities = tuple(line for line in lines if line.startswith(_SECRET))
    recipients = tuple(line for line in lines if line.startswith(_PUBLIC))
    if identities or recipients:
        return Key(recipients=recipients, identities=identities)
    return Key(passphrase=_long_enough(lines[0]))


def key_to_encrypt(file: Path | None, recipients: Sequence[str]) -> Key:
    """The key of a backup that is to be made: of a file, of the settings, or asked for.

    Raises:
        BackupError: there is none and nobody to ask.
    """
    if file is not None:
        return read_key(file)
    if recipients:
        return Key(recipients=tuple(recipients))
    if not sys.stdin.isatty():
        raise BackupError(
            "There is no terminal to ask for a passphrase; name a file with a key in it by "
            "--key-file, or set MUSTER_BACKUP_RECIPIENTS."
        )
    passphrase = _long_enough(getpass.getpass("Passphrase for this backup: "))
    if getpass.getpass("Once more: ") != passphrase:
        raise BackupError("The two passphrases differ; nothing was written.")
    return Key(passphrase=passphrase)


def key_to_open(file: Path | None, name: str) -> Key:
    """The key of the backup `name`: of a file, or asked for.

    Raises:
        BackupError: there is none and nobody to ask.
    """
    if file is not None:
        return read_key(file)
    if not sys.stdin.isatty():
        raise BackupError(
            f"{name} is encrypted and there is no terminal to ask for its key; name a file with "
            "it by --key-file."
        )
    said = getpass.getpass("Secret key or passphrase of this backup: ").strip()
    return Key(identities=(said,)) if said.startswith(_SECRET) else Key(passphrase=said)


def _long_enough(passphrase: str) -> str:
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise BackupError(f"A passphrase has {SHORTEST_PASSPHRASE} characters at least.")
    return passphrase


class _Remembering:
    """A stream that keeps the error its writing ended with; the library hands on its text alone."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._stream.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self._stream.flush()


@contextmanager
def encrypted(stream: IO[bytes], key: Key | None) -> Generator[Any, None, None]:
    """Where to write what is to arrive in `stream` encrypted; plainly where there is no key.

    By public keys nothing is held in memory; by a passphrase all of it is.

    Raises:
        OSError: what writing into `stream` ended with.
    """
    if key is None:
        yield stream
        return
    if key.passphrase is not None:
        plain = io.BytesIO()
        yield plain
        stream.write(_pyrage.passphrase.encrypt(plain.getvalue(), key.passphrase))
        return
    recipients = key.public()
    output = _Remembering(stream)
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def work() -> None:
        with os.fdopen(reading, "rb") as source:
            try:
                _pyrage.encrypt_io(source, output, recipients)
            except BaseException as error:
                failed.append(error)

    thread = threading.Thread(target=work, name="backup encryption", daemon=True)
    thread.start()
    try:
        with suppress(BrokenPipeError), os.fdopen(writing, "wb") as plain:
            yield plain
    finally:
        thread.join()
        if output.error is not None:
            raise output.error
    if failed:
        raise failed[0]


def decrypted(file: IO[bytes], key: Key, name: str) -> IO[bytes]:
    """What is in the encrypted `file`, in a file that has no name and is gone once closed.

    Raises:
        BackupError: the key does not open it, or it is cut short.
    """
    file.seek(0)
    by_passphrase = file.read(len(_BY_PASSPHRASE)) == _BY_PASSPHRASE
    file.seek(0)
    if by_passphrase is not (key.passphrase is not None):
        needed = "a passphrase" if by_passphrase else "a secret key (AGE-SECRET-KEY-1…)"
        raise BackupError(f"{name} opens by {needed}; what was given is none.")
    plain: IO[bytes] = TemporaryFile()  # noqa: SIM115 whoever reads it closes it
    output = _Remembering(plain)
    try:
        if key.passphrase is not None:
            output.write(_pyrage.passphrase.decrypt(file.read(), key.passphrase))
        else:
            _pyrage.decrypt_io(file, output, key.secret())
    except (_pyrage.DecryptError, OSError) as error:
        plain.close()
        if output.error is not None:
            raise output.error from None
        if isinstance(error, OSError) and error.errno is not None:
            raise  # of reading; what is no age has an error without a number
        if str(error) in ("No matching keys found", "Decryption failed"):
            raise BackupError(
                f"{name} does not open by this key; it was encrypted to another."
            ) from None
        raise BackupError(f"{name} is cut short or damaged; take another backup.") from None
    except BaseException:
        plain.close()
        raise
    plain.seek(0)
    return plain
