"""Long calculations in a thread, beside the event loop that answers everybody else.

Each process has one such thread: calculations take turns, so the loop competes with one at most.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_SWITCH_SECONDS = 0.0005

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="off the loop")


async def off_loop(calculate: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `calculate` in the thread and return its result, or raise what it raises.

    It must not touch anything that other code changes. A caller that is cancelled stops waiting at
    once; a calculation that has begun runs to its end all the same, and its result is dropped.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_thread, partial(calculate, *args, **kwargs))


def favour_loop() -> None:
    """Let the loop wait for the thread's Python code half a millisecond at a time, not five."""
    sys.setswitchinterval(_SWITCH_SECONDS)
