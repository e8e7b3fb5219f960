"""Waiting for an event, at most so long, in a way that always ends when it is told to."""

from __future__ import annotations

import asyncio


async def comes(event: asyncio.Event, seconds: float) -> bool:
    """Whether `event` is set, after waiting for it `seconds` at most; lets others run in any case.

    A cancellation always gets through. `asyncio.wait_for` of Python 3.11 swallows one that comes in
    the moment in which the event does, and a loop around it then goes on for ever.
    """
    waiting = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait({waiting}, timeout=max(0.0, seconds))
    finally:
        waiting.cancel()
    return event.is_set()
