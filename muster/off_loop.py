"""What takes long and waits for nobody, done beside the event loop that answers everybody else.

One thread a process: calculations take turns, and the loop competes with one of them at the most.
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
    """What `calculate` returns; it runs in the thread, so it touches nothing that others change.

    Whoever is cancelled leaves at once. A calculation that had begun is finished for nobody.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_thread, partial(calculate, *args, **kwargs))


def favour_loop() -> None:
    """Let the loop wait for the thread's Python code half a millisecond at a time, not five."""
    sys.setswitchinterval(_SWITCH_SECONDS)
