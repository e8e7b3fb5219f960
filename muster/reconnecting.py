"""One connection to PostgreSQL that is held for as long as a process runs, and made anew when lost.

The change listener and the leadership each hold one beside the pool.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from muster.backoff import BackOff, Pauses
from muster.clock import monotonic
from muster.database import connect
from muster.waking import comes

START_PATIENCE = 1.0
"""Seconds for which a start waits for the first connection."""

_PAUSES = Pauses(0.1, 2.0)
_STEADY_SECONDS = 60.0
"""A connection that was good for so long begins a row of its own, however it ended."""

_log = structlog.stdlib.get_logger(__name__)


async def stay_connected(
    url: str,
    use: Callable[[Any], Awaitable[None]],
    leave: Callable[[Any], Awaitable[None]],
    *,
    application_name: str,
    unreachable: str,
    failed: str,
) -> None:
    """Connect, `use` the connection until that returns, `leave` it, and begin anew; never returns.

    Whatever goes wrong is an error of this attempt alone: giving up would leave the process
    without what it learns here. After a `use` that returned, the next connection is made a tenth
    of a second later; after failures in a row the pauses grow to two seconds.

    Args:
        use: returns when the connection was good and is gone, raises when it was none.
        leave: called after `use` whatever happened, also when the task is cancelled.
        unreachable, failed: what the log says of the first failure in a row to connect, to use.
    """
    back_off = BackOff(_PAUSES)
    while True:
        said = unreachable
        try:
            connection = await connect(url, application_name=application_name)
            said = failed
            began = monotonic()
            try:
                await use(connection)
            finally:
                if monotonic() - began > _STEADY_SECONDS:
                    back_off.succeeded()
                try:
                    await leave(connection)
                finally:
                    connection.terminate()
        except Exception as error:
            pause = back_off.failed()
            if back_off.failures == 1:
                _log.warning(said, reason=type(error).__name__)
        else:
            back_off.succeeded()
            pause = _PAUSES.first
        await asyncio.sleep(pause)


async def begins(event: asyncio.Event) -> None:
    """Wait until `event` says that the first connection is in use, `START_PATIENCE` at most."""
    await comes(event, START_PATIENCE)
