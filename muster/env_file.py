"""What may stand in the way of reading `.env`: what is no file, lines that set nothing, and names
that stand there twice."""

from __future__ import annotations

import errno
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

from dotenv.parser import Binding, parse_stream

ENV_FILE = ".env"
"""Read from the folder that a command is started in."""

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def require_file(path: Path) -> None:
    """Refuse what is there and no file: a folder would count as no settings at all, and opening a
    pipe waits for somebody to write into it.

    Raises:
        OSError: `strerror` says what it is. Nothing at all, and /dev/null, are fine.
    """
    if path.is_file() or not os.path.lexists(path) or os.path.realpath(path) == os.devnull:
        return
    if path.is_dir():
        reason = "a folder, not a text file"
    elif not path.exists():
        reason = "a link that leads nowhere"
    else:
        reason = "a pipe, socket or device, not a text file"
    raise OSError(errno.EINVAL, reason, str(path))


def lines_that_set_nothing(env_file: str | Path = ENV_FILE) -> str | None:
    """A sentence with the numbers of the lines of `env_file` that set nothing, not their text."""
    numbers = [str(number) for number in idle_lines(Path(env_file))]
    if not numbers:
        return None
    lines = f"line {numbers[0]} sets nothing; it is"
    if len(numbers) > 1:
        lines = f"lines {', '.join(numbers[:-1])} and {numbers[-1]} set nothing; each is"
    return f"{env_file}: {lines} to read NAME=value, and a quote that opens there is to be closed"


def idle_lines(path: Path) -> list[int]:
    """The numbers of the lines, from 1, that are neither `NAME=value` nor empty nor a comment, so
    that nothing is set by them.
    """
    if not path.is_file():
        return []
    return list(_idle_lines(path.read_text(encoding="utf-8")))


def repeated_names(path: Path) -> dict[str, list[int]]:
    """The names that stand in the file more than once, as they are first written, with the numbers
    of their lines from 1; the last one holds, also where it is empty. Letter case is no difference.
    """
    if not path.is_file():
        return {}
    names: dict[str, str] = {}
    numbers: dict[str, list[int]] = {}
    for binding, first in _bindings(path.read_text(encoding="utf-8")):
        if _sets(binding):
            name = names.setdefault(str(binding.key).lower(), str(binding.key))
            numbers.setdefault(name, []).append(first)
    return {name: found for name, found in numbers.items() if len(found) > 1}


def _idle_lines(text: str) -> Iterator[int]:
    for binding, first in _bindings(text):
        comment = binding.key is None and not binding.error
        if comment or _sets(binding):
            continue
        # A quote that is never closed may take the next lines with it.
        read = binding.original.string.strip()
        yield from range(first, first + len(io.StringIO(read).readlines()))


def _sets(binding: Binding) -> bool:
    return binding.value is not None and NAME.fullmatch(binding.key or "") is not None


def _bindings(text: str) -> Iterator[tuple[Binding, int]]:
    """What the file says one after the other, with the number of the line where it begins."""
    for binding in parse_stream(io.StringIO(text)):
        read = binding.original.string
        blank = read[: len(read) - len(read.lstrip())]
        yield binding, binding.original.line + len(io.StringIO(blank).readlines())
