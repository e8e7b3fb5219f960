"""A process of the soak, seen from outside."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import psutil

ANSWER_SECONDS = 60.0
"""How long a process may take to answer on a busy machine."""


class CannotSoak(Exception):
    """The soak cannot go on; the sentence says why."""


class Worker:
    """A process of Muster on the soak's clock (`bench/soak_worker.py`)."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self._log = log

    @classmethod
    async def start(
        cls, arguments: list[str], environment: dict[str, str], ahead: float, log: Path
    ) -> Worker:
        with log.open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bench.soak_worker",
                str(ahead),
                *arguments,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                env=environment | {"PYTHONPATH": str(Path(__file__).parents[1])},
                cwd=log.parent,
            )
        return cls(process, log)

    async def command(self, line: str) -> dict[str, int]:
        """Tell it something, and return what it answers."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{line}\n".encode())
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await stdout.readline()
        if not answer:
            last = self._log.read_text(errors="replace").strip().splitlines()[-3:]
            raise CannotSoak(f"a process ended: {' / '.join(last)}")
        return json.loads(answer)

    async def sample(self) -> dict[str, float]:
        """What it has, by the names of `ALLOWED`."""
        inside = await self.command("sample")
        process = psutil.Process(self._process.pid)
        return {
            "memory": process.memory_info().rss / 1e6,
            "open files": process.num_fds(),
            "tasks": inside["tasks"],
            "threads": inside["threads"],
        }

    def leads(self) -> bool:
        """Whether a bot leads, by the last that its log says of it."""
        said = [
            line
            for line in self._log.read_text(errors="replace").splitlines()
            if '"event":"leads' in line
        ]
        return bool(said) and '"event":"leads"' in said[-1]

    async def kill(self) -> None:
        """kill -9."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
