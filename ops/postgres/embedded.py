"""The embedded PostgreSQL of a data folder: start, adopt, recover, stop.

It comes as a wheel; its programs are started here rather than by the wheel's own server class,
which gives a crash recovery ten seconds, trusts `postmaster.pid`, does not quote the socket's path
and stops the server when the interpreter exits, not when its last client is gone.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

from muster.clock import monotonic
from muster.errors import MusterError, OperatorError
from ops.console import say
from ops.postgres.data_folder import keep_private, open_private
from ops.postgres.files import (
    MAJOR,
    PORT,
    Account,
    EmbeddedPostgresError,
    Postmaster,
    account_for,
    finish_move,
    initialise,
    major_of_data,
    open_programs,
    open_the_way,
    postmaster_of,
    processes_on,
    programs,
    socket_folder,
)
from ops.waiting import has_ended, wait_for_end

_POLL_SECONDS = 0.02
_SLOW_SECONDS = 5.0
_LARGEST_LOG = 5_000_000

_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "logging_collector": "off",
    "log_checkpoints": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What people wrote is not for the log: rows stand in DETAIL and CONTEXT, values in statements.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


def database_folder(data_dir: Path) -> Path:
    """Where the embedded server of a data folder keeps its files."""
    return data_dir.resolve() / "postgres"


def running_url(data_dir: Path) -> str | None:
    """The address of the data folder's server if one is up and ready, else None."""
    postmaster = postmaster_of(database_folder(data_dir))
    return _url(postmaster) if postmaster and postmaster.ready else None


def _url(postmaster: Postmaster) -> str:
    host = quote(str(postmaster.socket_dir), safe="")
    return f"postgresql://postgres@/postgres?host={host}&port={postmaster.port}"


class EmbeddedPostgres:
    """One server; the caller holds the data folder's lock (`FolderLock`).

    Attributes:
        url: where clients connect to; known once started.
        adopted: whether it was found running, left by a supervisor that was killed.
    """

    def __init__(
        self,
        data_dir: Path,
        options: Mapping[str, str] | None = None,
        *,
        name: str = "postgres",
        bin_folder: Path | None = None,
    ) -> None:
        """A server on the files of the data folder.

        Args:
            options: settings of the server on top of ours, for a database to throw away.
            name: another folder's than `postgres`.
            bin_folder: the programs of another PostgreSQL than the embedded one.
        """
        self.folder = database_folder(data_dir).with_name(name)
        self._bin = bin_folder
        self._options = {**_OPTIONS, **(options or {})}
        self._log = self.folder.with_name("postgres.log")
        self._child: subprocess.Popen[Any] | None = None
        self._process: psutil.Process | None = None
        self._sockets = self.folder
        self.url = ""
        self.adopted = False

    def running(self) -> bool:
        """Whether the server's main process lives."""
        if self._child is not None:
            return self._child.poll() is None
        return self._process is not None and not has_ended(self._process)

    async def ended(self, seconds: float) -> bool:
        """Wait until the server's main process has ended, for at most `seconds`; whether it has."""
        return self._process is None or await wait_for_end(self._process, seconds)

    async def start(self) -> None:
        """Adopt the server that runs on the folder, or start one, and wait until it answers.

        A recovery after a crash may take as long as it needs.

        Raises:
            EmbeddedPostgresError: it cannot be started; the sentence has PostgreSQL's own reason.
        """
        self._child = self._process = None
        # Not in a thread: a start that is cancelled must not go on making files.
        account = self._prepare()
        found = postmaster_of(self.folder)
        self.adopted = found is not None
        if found is None:
            sockets = socket_folder(self.folder, account)
            self._clear_leftovers(sockets)
            self._child = self._spawn(account, sockets)
            self._process = psutil.Process(self._child.pid)
        else:
            self._process = found.process
        ready = await self._wait_until_ready()
        self._sockets = ready.socket_dir
        self.url = _url(ready)

    async def stop(self, seconds: float = 3.0) -> None:
        """Stop the server: fast (clients are disconnected, everything is written), and at once
        when that takes longer than `seconds`; the next start then recovers by itself."""
        process = self._process
        if process is None:
            return
        for number, patience in (
            (signal.SIGINT, seconds),
            (signal.SIGQUIT, 0.5),
            (signal.SIGKILL, 1.0),
        ):
            with suppress(psutil.Error):
                process.send_signal(number)
            if await wait_for_end(process, patience):
                break
        if self._child is not None:
            self._child.poll()
        self._child = self._process = None
        if self._sockets != self.folder:
            with suppress(OSError):
                self._sockets.rmdir()

    def _prepare(self) -> Account:
        try:
            data_dir = self.folder.parent
            ours = keep_private(data_dir)
            account = account_for(self.folder)
            if ours:
                account.own(data_dir, alone=True)
            open_programs(account)
            open_the_way(account, self.folder)
            finish_move(self.folder)
            self._refuse_other_major()
            if not (self.folder / "PG_VERSION").exists():
                if self.folder.exists() and any(self.folder.iterdir()):
                    raise EmbeddedPostgresError(
                        f"{self.folder} is not empty and holds no PostgreSQL data; "
                        "move it away or choose another MUSTER_DATA_DIR"
                    )
                say("Creating the database files…")
                initialise(self.folder, account)
            account.own(self.folder)
            self.rotate_log()
        except PermissionError as error:
            raise EmbeddedPostgresError(
                f"{error.filename or self.folder} belongs to another user; "
                "run Muster as that user or choose another MUSTER_DATA_DIR"
            ) from None
        return account

    def _refuse_other_major(self) -> None:
        found = major_of_data(self.folder)
        if self._bin is not None or found in (None, MAJOR):
            return
        if found is not None and found > MAJOR:
            raise EmbeddedPostgresError(
                f"{self.folder} is of PostgreSQL {found} and this Muster brings {MAJOR}; run the "
                "newer Muster that made it"
            )
        raise EmbeddedPostgresError(
            f"{self.folder} is of PostgreSQL {found} and this Muster brings {MAJOR}; `muster up` "
            "moves everything over"
        )

    def rotate_log(self) -> None:
        """Set a large log aside as `postgres.log.old` while the server goes on writing to it.

        Copied and emptied, not renamed: the server keeps the file open for as long as it lives,
        also one that was adopted, and appends wherever the end is. PostgreSQL's own collector
        would not hear why a start failed. What is written between the two steps is lost.
        """
        # No room for a copy is no reason to end; the next call tries again.
        with suppress(OSError):
            if self._log.stat().st_size <= _LARGEST_LOG:
                return
            old = self._log.with_suffix(".log.old")
            old.unlink(missing_ok=True)
            with (
                open(open_private(self._log, os.O_RDWR), "r+b") as log,
                open(open_private(old, os.O_WRONLY | os.O_EXCL), "wb") as kept,
            ):
                shutil.copyfileobj(log, kept)
                log.truncate(0)

    def _clear_leftovers(self, sockets: Path) -> None:
        """End a killed server's orphans, and remove its `postmaster.pid` and sockets.

        PostgreSQL itself would be misled by a process that got the dead server's number, and by a
        dead server that nobody has waited for.
        """
        orphans = list(processes_on(self.folder))
        for number in (signal.SIGQUIT, signal.SIGKILL):
            for orphan in orphans:
                with suppress(psutil.Error):
                    orphan.send_signal(number)
            _, orphans = psutil.wait_procs(orphans, 2.0)
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        for file in sockets.glob(f".s.PGSQL.{PORT}*"):
            file.unlink(missing_ok=True)

    def _spawn(self, account: Account, sockets: Path) -> subprocess.Popen[Any]:
        quoted = str(sockets).replace('"', '""')
        options = {**self._options, "unix_socket_directories": f'"{quoted}"'}
        arguments = [part for item in options.items() for part in ("-c", "=".join(item))]
        with open(open_private(self._log, os.O_WRONLY | os.O_APPEND), "ab") as log:
            server = str((self._bin or programs()) / "postgres")
            return subprocess.Popen(
                [server, "-D", str(self.folder), "-p", str(PORT), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **account.popen_options(),
            )

    async def _wait_until_ready(self) -> Postmaster:
        slow = monotonic() + _SLOW_SECONDS
        log_start = self._log.stat().st_size if self._log.exists() else 0
        while True:
            # Alive first, then ready: a server that ends in between is noticed in the next round.
            alive = self.running()
            postmaster = postmaster_of(self.folder)
            if postmaster and postmaster.ready and postmaster.process == self._process:
                return postmaster
            if not alive:
                raise EmbeddedPostgresError(
                    f"PostgreSQL did not start: {self._reason(log_start)} (see {self._log})"
                )
            if monotonic() > slow:
                say("PostgreSQL is recovering from an unclean stop; this can take a while…")
                slow = float("inf")
            await asyncio.sleep(_POLL_SECONDS)

    def _reason(self, log_start: int) -> str:
        return self._logged("FATAL", max(log_start - 2000, 0)) or "it ended at once"

    def _logged(self, level: str, since: int) -> str | None:
        """The last line of that level in the log's end, from its byte `since` on."""
        text = ""
        with suppress(OSError), self._log.open("rb") as log:
            log.seek(max(since, os.fstat(log.fileno()).st_size - 8000))
            text = log.read().decode(errors="replace")
        found = re.findall(rf"{level}:  (.*)", text)
        return found[-1] if found else None

    @contextmanager
    def telling_why(self) -> Generator[None, None, None]:
        """Say of what goes wrong in the block why the server broke off, where it did: its clients
        hear no more than that it is gone.
        """
        since = self._log.stat().st_size if self._log.exists() else 0
        try:
            yield
        except MusterError as error:
            if (why := self._logged("PANIC", since)) is None:
                raise
            told = f"{str(error).rstrip('.')} (PostgreSQL broke off: {why})."
            if not isinstance(error, OperatorError):
                raise OperatorError(told) from error
            error.text = told
            raise
