"""Which task of the bot ends the process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import pytest

from bot.app import _first_that_breaks

Work = Callable[[], Coroutine[Any, Any, None]]


async def _ends() -> None:
    """Done, as opening channels is."""


async def _breaks() -> None:
    await asyncio.sleep(0)
    raise RuntimeError("broken")


async def _runs() -> None:
    await asyncio.Event().wait()


async def _found(lasting: list[Work], passing: Work, stopping: Work) -> BaseException | None:
    tasks = [asyncio.create_task(work(), name=work.__name__) for work in lasting]
    other = asyncio.create_task(passing(), name=passing.__name__)
    signal = asyncio.create_task(stopping())
    try:
        return await _first_that_breaks(tasks, other, signal)
    finally:
        for task in (*tasks, other, signal):
            task.cancel()


@pytest.mark.parametrize(
    ("lasting", "passing"),
    [([_runs, _breaks], _ends), ([_breaks, _runs], _runs), ([_runs], _breaks)],
)
async def test_a_task_that_breaks_is_noticed_whichever_it_is(
    lasting: list[Work], passing: Work
) -> None:
    found = await _found(lasting, passing, _runs)
    assert str(found) == "broken"


async def test_a_lasting_task_that_ends_without_an_error_is_noticed_too() -> None:
    found = await _found([_runs, _ends], _runs, _runs)
    assert "'_ends'" in str(found)


async def test_one_that_is_done_and_a_signal_are_no_failure() -> None:
    assert await _found([_runs], _ends, partial(asyncio.sleep, 0.01)) is None
