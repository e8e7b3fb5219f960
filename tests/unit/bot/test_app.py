"""Which task of the bot ends the process."""

from __future__ import annotations

import asyncio

from bot.app import _first_that_breaks


async def _ends() -> None:
    """Done, as opening channels is."""


async def _breaks() -> None:
    await asyncio.sleep(0)
    raise RuntimeError("broken")


async def _runs() -> None:
    await asyncio.Event().wait()


async def test_a_task_that_breaks_is_noticed_whichever_it_is() -> None:
    tasks = [asyncio.create_task(each()) for each in (_runs, _ends, _breaks)]
    stopping = asyncio.create_task(_runs())
    found = await _first_that_breaks(tasks, stopping)
    assert isinstance(found, RuntimeError)
    for task in (tasks[0], stopping):
        task.cancel()


async def test_one_that_is_done_and_a_signal_are_no_failure() -> None:
    tasks = [asyncio.create_task(each()) for each in (_runs, _ends)]
    stopping = asyncio.create_task(asyncio.sleep(0))
    assert await _first_that_breaks(tasks, stopping) is None
    tasks[0].cancel()
