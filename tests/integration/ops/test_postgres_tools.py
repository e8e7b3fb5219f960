"""PostgreSQL's own programs as children: gone after the block, whatever they had to say."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from ops.postgres.tools import tool
from tests.support.running.patience import PATIENCE
from tests.support.running.websites import eventually

ENDLESS = """#!/bin/sh
echo $$ > "$(dirname "$0")/pid"
while :; do
    printf '%65536s'
done
"""


@pytest.mark.parametrize("pieces", [0, 1])
async def test_a_program_whose_words_nobody_wants_is_gone_after_the_block(
    tmp_path: Path, pieces: int
) -> None:
    """So it is with a dump when the disk is full."""
    program = tmp_path / "pg_dump"
    program.write_text(ENDLESS)
    program.chmod(0o700)
    async with asyncio.timeout(PATIENCE):
        async with tool(tmp_path, "pg_dump", ()) as running:
            if pieces:
                async for _ in running.chunks():
                    break
            # What is said waits in the pipe from here on.
            await eventually(lambda: "paused" in repr(running.stdout))
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
