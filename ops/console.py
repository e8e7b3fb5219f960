"""What the commands print, and how they end when a signal arrives."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TextIO, TypeVar

Answer = TypeVar("Answer")


class Interrupted(Exception):
    """A signal ended the command after it had put everything back in order."""

    def __init__(self, number: int) -> None:
        self.exit_code = 128 + number
        super().__init__(signal.Signals(number).name)


def ending_signals() -> list[int]:
    """The signals that end a command cleanly: Ctrl-C, `kill`, a terminal that was closed.

    `nohup` ignores the last one on purpose, and that is respected.
    """
    nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([] if nohup else [signal.SIGHUP])]


def say(text: str) -> None:
    """Print one line of progress on standard output."""
    _write(sys.stdout, text)


def complain(text: str) -> None:
    """Print what went wrong on standard error, one line for each thing."""
    for line in text.splitlines() or [""]:
        _write(sys.stderr, f"muster: {line}")


def _write(stream: TextIO, text: str) -> None:
    # A reader that went away (`muster up | head`, a closed terminal) must not stop the clean-up.
    with suppress(OSError, ValueError):
        print(text, file=stream, flush=True)


def run_to_end(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run `work` in an event loop; a signal cancels it and its clean-up still runs.

    Raises:
        Interrupted: SIGINT, SIGTERM or SIGHUP came before the end.
    """

    async def guarded() -> Answer:
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(work)
        received: list[int] = []

        def end(number: int) -> None:
            if not received:
                received.append(number)
                task.cancel()

        for number in ending_signals():
            loop.add_signal_handler(number, end, number)
        try:
            return await task
        except asyncio.CancelledError:
            if received:
                raise Interrupted(received[0]) from None
            raise

    return asyncio.run(guarded())
