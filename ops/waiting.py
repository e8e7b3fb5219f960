"""Waiting for what announces itself in no other way: processes that end, servers that answer."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

from muster.clock import monotonic


async def wait_until(
    condition: Callable[[], bool], seconds: float = math.inf, *, every: float = 0.02
) -> bool:
    """Look `every` so many seconds, for at most `seconds`; whether `condition` came true."""
    until = monotonic() + seconds
    while True:
        if condition():
            return True
        if monotonic() >= until:
            return False
        await asyncio.sleep(every)
