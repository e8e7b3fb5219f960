"""Which of several processes leads, and how many there are: advisory locks on one connection.

Every process that takes part shares one lock, so that the locks can be counted, and one of them
holds another, the leader's. PostgreSQL takes both back when the connection ends, however that
happens. It ends the connection by itself when nothing was heard on it for `_SILENCE_ENDS_MS`, as of
a process that hangs or a machine that is gone; a leader that cannot reach the database stops
leading earlier than that. Locks belong to a session, and nobody takes part whose connection does
not prove that it has one of its own (`muster.echo`). Each schema has locks of its own, so
that several communities may share a database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from muster.clock import monotonic
from muster.echo import EVERY, Echo, SessionShared
from muster.errors import DatabaseUnavailable
from muster.reconnecting import begins, stay_connected
from muster.waking import comes

_LOCK_CLASS_OF_PUBLIC, _PRESENT, _LEADER = 0x4D757374, 1, 2
_LOCK_CLASS_HERE = f"""
    SELECT CASE coalesce(current_schema(), 'public') WHEN 'public' THEN {_LOCK_CLASS_OF_PUBLIC}
                ELSE hashtext(current_schema()) & 2147483647 END"""
_BEAT = 1.0
_ANSWER_TIMEOUT = 2.0
_SILENCE_ENDS_MS = 6000
_WORK_REST = 5.0

_LOOK = """
    SELECT count(*) FILTER (WHERE objid = $2),
           count(*) FILTER (WHERE objid = $3),
           count(*) FILTER (WHERE objid = $3 AND pid = pg_backend_pid())
      FROM pg_locks
     WHERE locktype = 'advisory' AND classid = $1 AND objsubid = 2 AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""

_log = structlog.stdlib.get_logger(__name__)


class Leadership:
    """Takes part for as long as it is started; leads when it can.

    A process takes over from a leader that stopped within about a second, from one that hangs
    within ten. For a moment two may lead: one that hung does not know yet that it was replaced. So
    a constraint or a conditional update has to decide about what must not happen twice.
    """

    def __init__(self, url: str, *, application_name: str) -> None:
        self._url = url
        self._application_name = application_name
        self._subscribers: list[Callable[[int | None], None]] = []
        self._gained = asyncio.Event()
        self._yielded = asyncio.Event()
        self._lost = asyncio.Event()
        self._replaced = asyncio.Event()
        self._seen: int | None = None
        self._looked_around = asyncio.Event()
        self._told_to_wait = False
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self.processes: int | None = None
        """How many take part, this one included; None while that is not known."""

    @property
    def leads(self) -> bool:
        """Whether this process is the one that leads."""
        return self._gained.is_set()

    def subscribe(self, subscriber: Callable[[int | None], None]) -> None:
        """Call `subscriber` with `processes` whenever that changes; what it raises is logged.

        One more counts at once, one fewer a beat later, so that its last second is over.
        """
        self._subscribers.append(subscriber)

    async def start(self) -> None:
        """Begin to take part; waits for the first look around, but not longer than a second."""
        self._task = asyncio.create_task(self._run(), name="leadership")
        await begins(self._looked_around)

    async def stop(self) -> None:
        """Take part no more; somebody else may lead at once."""
        self._stopping = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def while_leading(
        self, work: Callable[[], Awaitable[None]], *, linger_seconds: float = 0.0
    ) -> None:
        """Run `work` for as long as this process leads, every time that it does; never returns.

        `work` runs until it is cancelled. If it ends by itself, it is started again after five
        seconds.

        Args:
            linger_seconds: how much longer it runs where nobody leads, as while the database is
                away; it ends as soon as somebody else is seen to lead.
        """
        while True:
            await self._gained.wait()
            working = asyncio.create_task(_repeat(work))
            yielding = asyncio.create_task(self._yields(linger_seconds))
            try:
                await asyncio.wait({working, yielding}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                working.cancel()
                yielding.cancel()
                await asyncio.gather(working, yielding, return_exceptions=True)

    async def _yields(self, linger_seconds: float) -> None:
        """Return once this process has stopped leading and its lingering is over."""
        while True:
            await self._yielded.wait()
            if not linger_seconds:
                return
            again = asyncio.create_task(self._gained.wait())
            replaced = asyncio.create_task(self._replaced.wait())
            try:
                await asyncio.wait(
                    {again, replaced},
                    timeout=linger_seconds,
                    return_when=asyncio.FIRST_COMPLETED,
                )
            finally:
                again.cancel()
                replaced.cancel()
            if not self.leads:
                return

    async def _run(self) -> None:
        await stay_connected(
            self._url,
            self._take_part,
            self._leave,
            application_name=self._application_name,
            unreachable="leadership_waits",
            failed="leadership_lost",
        )

    async def _leave(self, connection: Any) -> None:
        self._lead(False)
        self._seen = None
        self._count(None)
        if self._stopping:
            await _close(connection)

    async def _take_part(self, connection: Any) -> None:
        """Look around once a beat until the connection is gone.

        Raises:
            DatabaseUnavailable: there is no second connection to be had.
            SessionShared: a pooler hands the connection's session to others, too.
            Exception: the database refused, or did not answer in time.
        """
        self._lost.clear()
        connection.add_termination_listener(self._on_termination)
        echo = Echo(self._url, self._application_name)
        await echo.listen(connection)
        heard = await echo.comes_back()
        if heard is None:
            raise DatabaseUnavailable
        if not heard:
            raise SessionShared
        lock_class = await connection.fetchval(_LOCK_CLASS_HERE, timeout=_ANSWER_TIMEOUT)
        await connection.fetchval(
            "SELECT set_config('idle_session_timeout', $1, false)",
            str(_SILENCE_ENDS_MS),
            timeout=_ANSWER_TIMEOUT,
        )
        await connection.fetchval(
            "SELECT pg_advisory_lock_shared($1, $2)",
            lock_class,
            _PRESENT,
            timeout=_ANSWER_TIMEOUT,
        )
        asking: asyncio.Task[bool | None] | None = None
        asked = monotonic()
        try:
            while not self._lost.is_set():
                await self._look_around(connection, lock_class)
                if asking is not None and asking.done():
                    if asking.result() is False:
                        raise SessionShared
                    asking = None
                if asking is None and monotonic() >= asked + EVERY:
                    asked = monotonic()
                    asking = asyncio.create_task(echo.comes_back(), name="leadership echo")
                await comes(self._lost, _BEAT)
        finally:
            if asking is not None:
                asking.cancel()

    async def _look_around(self, connection: Any, lock_class: int) -> None:
        present, leaders, ours = await connection.fetchrow(
            _LOOK, lock_class, _PRESENT, _LEADER, timeout=_ANSWER_TIMEOUT
        )
        leads = ours == 1
        if not leaders:
            leads = await connection.fetchval(
                "SELECT pg_try_advisory_lock($1, $2)",
                lock_class,
                _LEADER,
                timeout=_ANSWER_TIMEOUT,
            )
        # Who comes to others knows their number only when they have had the time to see this one.
        if self._seen is not None:
            self._count(max(present, self._seen))
        elif present == 1:
            self._count(1)
        self._seen = present
        self._looked_around.set()
        self._lead(leads)
        if not leads:
            self._replaced.set()
        if not leads and not self._told_to_wait:
            self._told_to_wait = True
            _log.info("another_process_leads", processes=present)

    def _on_termination(self, _connection: Any) -> None:
        self._lost.set()

    def _lead(self, leads: bool) -> None:
        if leads == self.leads:
            return
        if leads:
            self._told_to_wait = False
            self._replaced.clear()
            self._yielded.clear()
            self._gained.set()
        else:
            self._gained.clear()
            self._yielded.set()
        if not self._stopping:
            _log.info("leads" if leads else "leads_no_more")

    def _count(self, processes: int | None) -> None:
        if processes == self.processes:
            return
        self.processes = processes
        for subscriber in self._subscribers:
            try:
                subscriber(processes)
            except Exception:
                _log.exception("subscriber_failed")


async def _repeat(work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception:
            _log.exception("led_work_failed")
        await asyncio.sleep(_WORK_REST)


async def _close(connection: Any) -> None:
    """End the session in the server's good order, so that its locks are free at once."""
    try:
        await connection.close(timeout=1.0)
    except Exception as error:
        _log.info("leadership_not_closed", reason=type(error).__name__)
