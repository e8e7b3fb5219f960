"""Secrets in files of their own: for a secret setting NAME, NAME_FILE names the file.

That is how container engines and systemd hand secrets over, and it keeps them out of environments,
which other processes and crash reports may show.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from muster.env_file import require_file
from muster.errors import OperatorError

ENDING = "_file"
SHORTEST = 16
"""Bytes that a secret which Muster made has at least."""
LARGEST = 64 * 1024
"""Bytes that a secret has at most; whatever is larger is another kind of file."""


def file_variable(field: str) -> str:
    """The variable that may name the file of the secret `field` (a setting's field name)."""
    return f"{field}{ENDING}".upper()


def read_secrets(
    secrets: Iterable[str], given: Mapping[str, str], overridden: Collection[str]
) -> tuple[dict[str, str], list[str]]:
    """What the files say.

    Args:
        secrets: the secret settings' field names.
        given: the text that each variable was read from, by its name in lower case.
        overridden: fields whose value is settled otherwise, whatever the variables say.

    Returns:
        (the secrets by field, a line for each that cannot be used).
    """
    found: dict[str, str] = {}
    refused: list[str] = []
    for field in secrets:
        name = given.get(field + ENDING, "").strip()
        if not name or field in overridden:
            continue
        variable = file_variable(field)
        if given.get(field, "").strip():
            refused.append(f"{field.upper()} and {variable} are both set; set one of them")
            continue
        try:
            found[field] = _secret(Path(name))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            refused.append(f"{variable}: {_shown(name)} cannot be used ({reason})")
    return found, refused


def _secret(path: Path) -> str:
    """The file's text without the end of its last line.

    Raises:
        OSError, ValueError: why it cannot be read, or is no secret.
    """
    require_file(path)
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError("larger than a secret is")
    try:
        text = data.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise ValueError("not a UTF-8 text file") from None
    if not text.strip():
        raise ValueError("empty")
    if "\0" in text:
        raise ValueError("not a text file")
    return text


def _shown(name: str) -> str:
    """The path where it looks like one: somebody may have put the secret itself there."""
    path = Path(name)
    if os.path.lexists(path) or (path.is_absolute() and path.parent.is_dir() and path.parent.name):
        return str(path)
    return "the file (its name is not shown, since it may be the secret itself)"


class UnusableSecret(OperatorError):
    """A file that Muster made for a secret holds none; its text names the file."""

    code = "bad_settings"


def kept_secret(path: Path, generate: Callable[[], str]) -> bytes:
    """The secret in the file `path`, which is written once and which nobody else may read.

    Raises:
        UnusableSecret: the file holds less than `SHORTEST` bytes.
        OSError: it cannot be read or written.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.") as file:
            file.write(generate().encode())
            file.flush()
            os.fsync(file.fileno())
            # A link appears whole or not at all, so processes that start at once agree.
            with suppress(FileExistsError):
                os.link(file.name, path)
        sync_folder(path.parent)
    secret = path.read_bytes()
    if len(secret) < SHORTEST:
        raise UnusableSecret(
            f"{path} holds {len(secret)} bytes, fewer than the {SHORTEST} of a secret; restore it "
            "from a backup, or remove it, and a new one is made at the next start."
        )
    return secret


def sync_folder(folder: Path) -> None:
    """Let new names in `folder` survive a power cut, on file systems that can do that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
