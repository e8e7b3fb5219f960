"""Waiting for an event: it comes, it does not, and whoever waits can always be ended."""

from __future__ import annotations

import asyncio

import pytest

from muster.waking import comes


async def test_whether_it_comes() -> None:
    event = asyncio.Event()
    assert not await comes(event, 0)
    asyncio.get_running_loop().call_soon(event.set)
    assert await comes(event, 60)
    assert await comes(event, 0)


async def test_others_run_also_where_it_has_come() -> None:
    event = asyncio.Event()
    event.set()
    ran: list[bool] = []
    asyncio.get_running_loop().call_soon(ran.append, True)
    await comes(event, 60)
    await asyncio.sleep(0)
    assert ran


@pytest.mark.parametrize("ticks_between", range(5))
@pytest.mark.parametrize("set_first", [True, False])
async def test_a_cancellation_that_comes_with_the_event_ends_the_loop(
    ticks_between: int, set_first: bool
) -> None:
    event = asyncio.Event()

    async def repeat() -> None:
        while True:
            await comes(event, 60)
            event.clear()

    task = asyncio.create_task(repeat())
    for _ in range(3):  # until it waits
        await asyncio.sleep(0)
    (event.set if set_first else task.cancel)()
    for _ in range(ticks_between):
        await asyncio.sleep(0)
    (task.cancel if set_first else event.set)()
    await asyncio.wait({task}, timeout=5)
    assert task.cancelled()
