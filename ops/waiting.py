"""Waiting for what ends or comes true."""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import Callable

import psutil

from muster.clock import monotonic

_LOOKS_SECONDS = 0.1


async def wait_until(
    condition: Callable[[], bool], seconds: float = math.inf, *, every: float = 0.02
) -> bool:
    """Ask `condition` again `every` so many seconds; whether it came true within `seconds`.

    For what announces itself in no other way, as a server that begins to answer.
    """
    until = monotonic() + seconds
    while True:
        if condition():
            return True
        if monotonic() >= until:
            return False
        await asyncio.sleep(every)


async def wait_for_end(process: psutil.Process, seconds: float = math.inf) -> bool:
    """Wait until `process` has ended, for at most `seconds`; whether it has.

    It need not be a child of ours; one that ended and that nobody has waited for counts as ended.
    The kernel wakes us. Where it cannot (macOS, Linux before 5.3), we look ten times a second.
    """
    try:
        file = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return True
    except (AttributeError, OSError):
        return await wait_until(lambda: has_ended(process), seconds, every=_LOOKS_SECONDS)
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_reader(file, ended.set)
    try:
        # The number may have become another process's before the file was opened.
        if has_ended(process):
            return True
        async with asyncio.timeout(None if seconds == math.inf else seconds):
            await ended.wait()
        return True
    except TimeoutError:
        return False
    finally:
        loop.remove_reader(file)
        os.close(file)


def has_ended(process: psutil.Process) -> bool:
    """Whether `process` is no more, or only waits for its parent to take note of its end."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
