"""Waiting for a process's end, with the kernel's help and without."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from ops import waiting
from tests.support.running.patience import PATIENCE


@pytest.fixture(params=["woken by the kernel", "looking"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "looking":
        monkeypatch.delattr(waiting.os, "pidfd_open", raising=False)
    else:
        try:
            os.close(os.pidfd_open(os.getpid()))
        except (AttributeError, OSError):
            pytest.skip("this kernel wakes nobody")
        monkeypatch.setattr(waiting, "wait_until", None)
    return request.param


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends when its input does."""
    command = [sys.executable, "-S", "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.usefixtures("way")
async def test_an_end_is_noticed_though_nobody_has_taken_note_of_it(
    child: subprocess.Popen[bytes],
) -> None:
    process = psutil.Process(child.pid)
    waits = asyncio.create_task(waiting.wait_for_end(process, PATIENCE))
    await asyncio.sleep(0)
    assert not waits.done()
    assert child.stdin is not None
    child.stdin.close()
    assert await waits
    assert await waiting.wait_for_end(process, 0)


@pytest.mark.usefixtures("way")
async def test_one_that_lives_on_is_waited_for_no_longer_than_wanted(
    child: subprocess.Popen[bytes],
) -> None:
    assert not await waiting.wait_for_end(psutil.Process(child.pid), 0.01)


@pytest.mark.usefixtures("way")
async def test_one_that_is_long_gone_is_not_waited_for(child: subprocess.Popen[bytes]) -> None:
    process = psutil.Process(child.pid)
    child.kill()
    child.wait()
    assert await waiting.wait_for_end(process)
