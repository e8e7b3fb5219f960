"""`muster up`: the database, the website and the bot of one machine, started and ended together."""

from __future__ import annotations

import asyncio
import math
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psutil

from muster.backoff import BackOff, Pauses
from muster.clock import monotonic, utc_now
from muster.errors import MusterError
from muster.settings import Settings, check_host, child_environment
from ops.console import ending_signals, say
from ops.postgres.data_folder import FolderInUse, FolderLock
from ops.postgres.databases import configured_url
from ops.up.ports import check_port
from ops.waiting import wait_for_end, wait_until
from website.backend.appearance import read_appearance
from website.backend.redis_client import require_redis_client

if TYPE_CHECKING:
    from ops.postgres.embedded import EmbeddedPostgres

CHILDREN_SECONDS = 3.4
"""How long website and bot may take to end before they are killed."""

TOTAL_SECONDS = 4.7
"""How long everything may take to end, the database included."""

_STEADY_SECONDS = 60.0
_DATABASE_PATIENCE = 15.0
_PAUSES = Pauses(0.5, 30.0)
_LOG_SECONDS = 10.0
"""How often the size of PostgreSQL's log is looked at."""

Preparation = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Plan:
    """What to run.

    Attributes:
        settings: validated; `database_url` None means the embedded server.
        host, port: where the website listens.
        command: the name that holds the data folder, "up" or "demo".
        environment: variables on top of this process's own, for the children.
        child_options: more arguments for both children.
        guard: looks at the database before anything in it is changed, and may refuse.
        prepare: work on the migrated database before the children start.
        beside: work that goes on as long as the children do, and ends with them.
    """

    settings: Settings
    host: str
    port: int
    command: str = "up"
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    child_options: tuple[str, ...] = ()
    guard: Preparation | None = None
    prepare: Preparation | None = None
    beside: Preparation | None = None

    @property
    def local_host(self) -> str:
        """The host under which this machine reaches the website."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 compared

    @property
    def address(self) -> str:
        """What a browser on this machine opens."""
        host = f"[{self.local_host}]" if ":" in self.local_host else self.local_host
        return f"http://{host}:{self.port}"


class Restarts:
    """How long to wait before what ended is started again; short again after a minute of health."""

    def __init__(self) -> None:
        self._back_off = BackOff(_PAUSES)

    def pause_after(self, seconds: float) -> float:
        """The seconds to wait for what was healthy for `seconds` before it ended."""
        if seconds > _STEADY_SECONDS:
            self._back_off.succeeded()
        return self._back_off.failed()


async def run(plan: Plan) -> None:
    """Run everything until SIGINT, SIGTERM or SIGHUP, then end it, the database last.

    Raises:
        SettingsError: the sandbox on a host that others can reach, a bad data folder or crest, or a
            Redis without its client.
        FolderInUse: another `up` owns the data folder.
        NotOurAddress, PortInUse: the website could not listen; nothing has been started then.
        MusterError: the database cannot be started, reached or migrated.
    """
    stopped = asyncio.Event()
    for number in ending_signals():
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    check_host(plan.settings, plan.host)
    # What the website would refuse at every start.
    read_appearance(plan.settings)
    require_redis_client(plan.settings)
    lock = await _take_folder(plan)
    try:
        await check_port(plan.host, plan.port, patience=5.0 if lock.unclean else 0.0)
        await Supervisor(plan).run_until(stopped)
    finally:
        lock.release()


async def _take_folder(plan: Plan) -> FolderLock:
    """Own the data folder; a short command such as `migrate` is waited for."""
    lock = FolderLock(plan.settings.muster_data_dir)
    until = monotonic() + 10
    while not lock.acquire(plan.command):
        holder = lock.holder()
        if (holder.lasting and holder.pid) or monotonic() > until:
            raise FolderInUse(
                f"{holder} is already running on the data folder "
                f"{plan.settings.muster_data_dir}; stop it or set MUSTER_DATA_DIR"
            )
        await asyncio.sleep(0.1)
    return lock


class Supervisor:
    """What `run` has started."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._server: EmbeddedPostgres | None = None
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        # Only this process holds the writing end: its end of file tells the children of our death.
        self._alive_reader, self._alive_writer = os.pipe()

    async def run_until(self, stopped: asyncio.Event) -> None:
        """Start everything and keep it running until `stopped`; end it whatever happened."""
        work = asyncio.create_task(self._work())
        waiting = asyncio.create_task(stopped.wait())
        try:
            await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if stopped.is_set():
                say("Stopping…")
            else:
                await work
        finally:
            for task in (work, waiting):
                task.cancel()
            await asyncio.gather(work, waiting, return_exceptions=True)
            await self._end()

    async def _work(self) -> None:
        plan = self._plan
        url = configured_url(plan.settings)
        if url is None:
            from ops.backup.majors import bring_up_to_date
            from ops.postgres.embedded import EmbeddedPostgres

            await bring_up_to_date(plan.settings.muster_data_dir)
            self._server = server = EmbeddedPostgres(plan.settings.muster_data_dir)
            await server.start()
            url = server.url

        if plan.guard is not None:
            await plan.guard(url)
        with self._server.telling_why() if self._server is not None else nullcontext():
            await self._migrate(url)
        if plan.prepare is not None:
            await plan.prepare(url)
        environment = child_environment(**{**plan.environment, "DATABASE_URL": url})
        website = ("web", "--host", plan.host, "--port", str(plan.port))
        await asyncio.gather(
            self._keep("web", website, environment),
            self._keep("bot", ("bot",), environment),
            self._announce(),
            self._keep_database(),
            self._keep_backups(url),
            *(() if plan.beside is None else (plan.beside(url),)),
        )

    async def _migrate(self, url: str) -> None:
        """End a restore that was killed, then migrate; what a community said is backed up first."""
        from ops.backup.secrets import finish_staged
        from ops.backup.upgrade import migrate_safely

        settings = self._plan.settings
        await finish_staged(settings, url)
        await migrate_safely(settings, url, utc_now(), patience=_DATABASE_PATIENCE, quiet=True)

    async def _keep_backups(self, url: str) -> None:
        from ops.backup.daily import keep_daily

        await keep_daily(self._plan.settings, url)

    async def _keep(self, name: str, command: tuple[str, ...], environment: dict[str, str]) -> None:
        """Run one child, and start it again whenever it ends."""
        options = (*self._plan.child_options, "--parent-fd", str(self._alive_reader))
        restarts = Restarts()
        while True:
            started = monotonic()
            child = self._children[name] = subprocess.Popen(  # noqa: ASYNC220 takes milliseconds
                [sys.executable, "-P", "-m", "muster", *command, *options],
                stdin=subprocess.DEVNULL,
                pass_fds=(self._alive_reader,),
                env=environment,
                # Out of the terminal's group: Ctrl-C reaches us alone, and we pass it on once.
                start_new_session=True,
            )
            await _wait_for_child(child)
            pause = restarts.pause_after(monotonic() - started)
            say(f"muster {name} ended ({_ending(child)}); starting it again in {pause:g} s")
            await asyncio.sleep(pause)

    async def _keep_database(self) -> None:
        """Start the embedded server again should it end; a database of others is theirs to keep."""
        server = self._server
        if server is None:
            return
        restarts = Restarts()
        started = monotonic()
        while True:
            ended = await server.ended(_LOG_SECONDS)
            server.rotate_log()
            if not ended:
                continue
            pause = restarts.pause_after(monotonic() - started)
            say(f"PostgreSQL ended; starting it again in {pause:g} s")
            await asyncio.sleep(pause)
            try:
                await server.start()
            except MusterError as error:
                say(str(error))
            # Healthy from here on: a recovery, or a start that is refused, may take minutes.
            started = monotonic()

    async def _announce(self) -> None:
        """Print the address as soon as the website answers there."""
        plan = self._plan
        while True:
            if await self._answers():
                break
            await asyncio.sleep(0.05)
        name = "Muster demo" if plan.command == "demo" else "Muster"
        say(f"{name} is at {plan.address} — Ctrl-C stops it")

    async def _answers(self) -> bool:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(self._plan.local_host, self._plan.port)
            try:
                writer.write(
                    b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                )
                line = await asyncio.wait_for(reader.readline(), 2)
                return line.split()[1:2] == [b"200"]
            finally:
                writer.close()
        return False

    async def _end(self) -> None:
        """End the children together, then the database, within `TOTAL_SECONDS`."""
        until = monotonic() + TOTAL_SECONDS
        running = [child for child in self._children.values() if child.poll() is None]
        for child in running:
            child.send_signal(signal.SIGTERM)
        await asyncio.gather(*(_wait_for_child(child, CHILDREN_SECONDS) for child in running))
        for child in running:
            if child.poll() is None:
                # The child leads a process group of its own; take what it may have started too.
                with suppress(OSError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        os.close(self._alive_reader)
        os.close(self._alive_writer)
        if self._server is not None:
            await self._server.stop(max(0.5, until - monotonic() - 0.6))


async def _wait_for_child(child: subprocess.Popen[bytes], seconds: float = math.inf) -> None:
    """Wait until `child` has ended, for at most `seconds`; its `returncode` is set then."""
    if child.poll() is None:
        until = monotonic() + seconds
        with suppress(psutil.NoSuchProcess):
            await wait_for_end(psutil.Process(child.pid), seconds)
        # One whose threads are still ending cannot be taken note of at once.
        await wait_until(lambda: child.poll() is not None, until - monotonic())


def _ending(child: subprocess.Popen[bytes]) -> str:
    code = child.returncode
    if code < 0:
        with suppress(ValueError):
            return f"by {signal.Signals(-code).name}"
    return f"with code {code}"
