"""What is looked at once: statements of a cold read, the way of a notice, memory."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import asyncpg
import psutil

from bench.data import Community
from bench.load import Caller
from bench.servers import CannotMeasure, free_port
from bench.works import named_reads, status_write
from muster.availability.rules import STATUSES
from muster.settings import child_environment

NOTICES = 50
_NOTICE_PATIENCE = 5.0
_IDLE_AFTER_SECONDS = 4.0
_LOG_ALL, _LOG_NONE = "ALTER SYSTEM SET log_statement = 'all'", "ALTER SYSTEM RESET log_statement"
_STATEMENT = re.compile(r"LOG: +(?:statement|execute [^:]+): ")


async def _set_statement_log(url: str, setting: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(setting)
        await connection.execute("SELECT pg_reload_conf()")
        await connection.execute("SELECT pg_sleep(0.3)")  # until every connection has heard of it
    finally:
        await connection.close()


@contextmanager
def statements_logged(url: str) -> Generator[None, None, None]:
    """PostgreSQL writes every statement into its log inside the block; `url` as a superuser."""
    asyncio.run(_set_statement_log(url, _LOG_ALL))
    try:
        yield
    finally:
        asyncio.run(_set_statement_log(url, _LOG_NONE))


@asynccontextmanager
async def logging_statements(url: str) -> AsyncGenerator[None, None]:
    """`statements_logged`, where a loop runs."""
    await _set_statement_log(url, _LOG_ALL)
    try:
        yield
    finally:
        await _set_statement_log(url, _LOG_NONE)


def statements_of_cold_read(community: Community, caller: Caller, server_log: Path) -> float:
    """SQL statements of a read with names that comes right after a write to one of its days.

    Counted in PostgreSQL's own log; the median of three, since the listener probes its connection
    every few seconds.
    """
    reader, *_ = named_reads(community, 1, compressed=True)
    writer = list(community.tokens)[1]
    for status in STATUSES[:2]:  # so that whoever asks is known, and connections are open
        caller.send(status_write(community, writer, 1, status))
        caller.send(reader)
    counts: list[int] = []
    with statements_logged(community.url):
        for status in (*STATUSES[2:], STATUSES[0]):
            caller.send(status_write(community, writer, 1, status))
            time.sleep(0.2)  # the listener's connection has heard of it as well
            start = log_size(server_log)
            caller.send(reader)
            counts.append(statements_since(server_log, start))
    return median(counts)


def log_size(server_log: Path) -> int:
    """Bytes that PostgreSQL's log has now, for `statements_since`."""
    return server_log.stat().st_size


def statements_since(server_log: Path, start: int) -> int:
    """How many statements PostgreSQL's log holds from byte `start` on."""
    with server_log.open("rb") as log:
        log.seek(start)
        return len(_STATEMENT.findall(log.read().decode(errors="replace")))


def notice_latencies(community: Community, writer: Caller, other: Caller) -> list[float]:
    """How long, after a write was answered, another process still gave the old answer.

    In milliseconds, ascending, for `NOTICES` writes; each includes one read of the other process.
    """
    user_id = list(community.tokens)[2]
    read, *_ = [
        request
        for request in named_reads(community, 3, compressed=False)
        if community.tokens[user_id] in request.headers["Cookie"]
    ]
    found: list[float] = []
    for status in islice(cycle(STATUSES), NOTICES):
        other.send(read)
        writer.send(status_write(community, user_id, 0, status))
        answered = time.perf_counter()
        while True:
            body, _ = other.send(read)
            seconds = time.perf_counter() - answered
            if json.loads(body)["days"][0]["my_status"] == status:
                break
            if seconds > _NOTICE_PATIENCE:
                raise CannotMeasure("the other process was never told of a write")
        found.append(seconds * 1000)
    return sorted(found)


def idle_memory_of_up(folder: Path) -> int | None:
    """Resident bytes of `muster up` and its processes but PostgreSQL's, when nothing happens.

    None where the command is not installed.
    """
    command = Path(sys.executable).with_name("muster")
    if not command.exists():
        return None
    folder.mkdir()
    port = free_port()
    log = folder / "up.log"
    with log.open("wb") as output:
        child = subprocess.Popen(
            [str(command), "up", "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=child_environment(DATABASE_URL="", MUSTER_DATA_DIR=str(folder / "data")),
            cwd=folder,
        )
    try:
        _wait_until_ready(child, port, log)
        time.sleep(_IDLE_AFTER_SECONDS)
        top = psutil.Process(child.pid)
        family = [top, *top.children(recursive=True)]
        return sum(each.memory_info().rss for each in family if not _is_postgres(each))
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_until_ready(child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + 40
    while time.monotonic() < until and child.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        connection.close()
        time.sleep(0.2)
    lines = log.read_text(errors="replace").strip().splitlines()[-3:]
    raise CannotMeasure(f"muster up did not start: {' / '.join(lines)}")


def _is_postgres(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return os.path.basename(process.name()).startswith("postgres")
    return True
