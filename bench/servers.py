"""Server processes of the benchmark: started on one core, measured, and ended again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from bench.data import SESSION_SECRET
from muster.settings import child_environment

_START_SECONDS = 20.0
_STOP_SECONDS = 5.0
_RUN_SECONDS = 300.0
_CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
PINNED = len(_CORES) >= 2
"""Whether there are two cores to keep the server and its loader apart."""


class CannotMeasure(Exception):
    """The benchmark cannot run here; the sentence says why and what to do."""


def stay_on_loader_core() -> None:
    """Keep this process, and what it starts from now on (loader, PostgreSQL), off the server's."""
    if PINNED:
        os.sched_setaffinity(0, {_CORES[-1]})


@contextmanager
def _on_server_core() -> Generator[None, None, None]:
    """What is started inside the block begins on the server's core, all its threads included."""
    if not PINNED:
        yield
        return
    os.sched_setaffinity(0, {_CORES[0]})
    try:
        yield
    finally:
        stay_on_loader_core()


@contextmanager
def unpinned(*process_ids: int) -> Generator[None, None, None]:
    """Inside the block nothing has a core of its own, neither we nor these processes' families."""
    family = [os.getpid()]
    for each in process_ids:
        family += [each, *(child.pid for child in psutil.Process(each).children())]
    for each in family if PINNED else []:
        with suppress(ProcessLookupError):
            os.sched_setaffinity(each, _CORES)
    try:
        yield
    finally:
        for each in family if PINNED else []:
            with suppress(ProcessLookupError):
                os.sched_setaffinity(each, {_CORES[-1]})


def family_cpu_seconds(process_id: int) -> float:
    """Processor time that a process and its children used so far, those that ended included."""
    process = psutil.Process(process_id)
    times = process.cpu_times()
    used = times.user + times.system + times.children_user + times.children_system
    for child in process.children():
        with suppress(psutil.NoSuchProcess):
            own = child.cpu_times()
            used += own.user + own.system
    return used


def free_port() -> int:
    """A TCP port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class ServerProcess:
    """A process on the server's core that listens on `port` of 127.0.0.1.

    Attributes:
        port: where it listens.
        process: what is measured.
        log: the file that its output goes to.
    """

    def __init__(self, arguments: list[str], port: int, log: Path, **environment: str) -> None:
        self.port = port
        self.log = log
        self._name = " ".join(arguments)
        with log.open("ab") as output, _on_server_core():
            self._child = subprocess.Popen(
                [sys.executable, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                env=child_environment(
                    PYTHONPATH=str(Path(__file__).parents[1]),
                    SESSION_SECRET=SESSION_SECRET,
                    MUSTER_DATA_DIR=str(log.parent),
                    MUSTER_LOG_FORMAT="auto",
                    **environment,
                ),
                cwd=log.parent,
            )
        self.process = psutil.Process(self._child.pid)

    def wait_until_listening(self) -> None:
        """Return once it takes connections.

        Raises:
            CannotMeasure: it ended, or did not listen in time; the sentence ends with its log.
        """
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until and self._child.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        last = self.log.read_text(errors="replace").strip().splitlines()[-5:]
        raise CannotMeasure(f"{self._name} did not start: {' / '.join(last)}")

    def cpu_seconds(self) -> float:
        """Processor time it used so far, in user and system mode."""
        times = self.process.cpu_times()
        return times.user + times.system

    def peak_memory(self) -> int:
        """The most resident memory it ever had, in bytes; where that is not told, the present."""
        with suppress(OSError):
            for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        return self.process.memory_info().rss

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End it with a signal, or at once if it does not end in time."""
        if self._child.poll() is not None:
            return
        self._child.send_signal(number)
        try:
            self._child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()


def run_measured(module: str, argument: str, folder: Path) -> dict[str, Any]:
    """Run ``python -m module argument``; what it printed, which is one line of JSON.

    Raises:
        CannotMeasure: it failed; the sentence ends with what it said.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", module, argument],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=child_environment(PYTHONPATH=str(Path(__file__).parents[1])),
        cwd=folder,
    )
    try:
        output, errors = child.communicate(timeout=_RUN_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise CannotMeasure(f"{module} did not end within {_RUN_SECONDS:.0f} s") from error
    finally:
        if child.poll() is None:
            child.kill()
            child.communicate()
    if child.returncode:
        last = errors.strip().splitlines()[-5:]
        raise CannotMeasure(f"{module} failed: {' / '.join(last)}")
    return json.loads(output)


def website_arguments(port: int) -> list[str]:
    """What `muster web` is, for a Python interpreter."""
    return ["-m", "ops.cli", "web", "--no-env-file", "--host", "127.0.0.1", "--port", str(port)]


def start_website(
    database_url: str, folder: Path, *, profile: Path | None = None, **environment: str
) -> ServerProcess:
    """`muster web` on a database; under cProfile, which writes to `profile`, if that is given."""
    port = free_port()
    arguments = website_arguments(port)
    if profile is not None:
        arguments = ["-m", "cProfile", "-o", str(profile), *arguments]
    log = folder / f"web-{port}.log"
    return ServerProcess(arguments, port, log, DATABASE_URL=database_url, **environment)


def start_reference(database_url: str, folder: Path, sizes: list[int]) -> ServerProcess:
    """The reference, with answers of `sizes` bytes ready."""
    port = free_port()
    arguments = ["-m", "bench.reference", str(port), database_url, *map(str, sizes)]
    return ServerProcess(arguments, port, folder / "reference.log")
