"""How fast we may be: one limiter a service and token, shared by all tasks of a process.

A rate holds in every window of its length, also in the first: a bucket that starts full and drips
lets nearly twice as much through there. Whoever would have to wait longer than `patience` gets a
`TransportError` with the time instead, because a claimed row's lease runs while its sender waits.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.chats.contract import TransportError
from muster.clock import monotonic
from muster.refusals import RefusalCode

PATIENCE_SECONDS = 10.0
"""How long anybody waits in line at most."""

ASSUMED_PROCESSES = 4
"""By how many the rates are divided while nobody knows how many processes send."""

_MOST_RECIPIENTS = 4096
_RESERVED_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `limit` in any `seconds`."""

    limit: int
    seconds: float

    def share(self, processes: int) -> Rate:
        """What one of `processes` processes may do, so that together they keep this rate."""
        if self.limit >= processes:
            return Rate(self.limit // processes, self.seconds)
        return Rate(1, self.seconds * processes / self.limit)


class _Window:
    """Remembers when the last grants were; hands out the next free instant.

    `rate` may be replaced by any whose `limit` is at most `most`; earlier grants still count.
    """

    def __init__(self, most: int, rate: Rate) -> None:
        self.rate = rate
        self._granted: deque[float] = deque(maxlen=most)

    def next_free(self, now: float) -> float:
        if len(self._granted) < self.rate.limit:
            return now
        return max(now, self._granted[-self.rate.limit] + self.rate.seconds)

    def grant(self, instant: float) -> None:
        self._granted.append(instant)

    def used(self, now: float) -> int:
        """How many grants the window that ends at `now` holds."""
        return sum(1 for instant in self._granted if instant > now - self.rate.seconds)


class Limiter:
    """Paces the requests to one service under one token.

    Args:
        rate: overall; None where only concurrency is limited.
        burst: requests that may leave together; the rest is spread evenly over the rate's window,
            since a second's worth that leaves at once arrives spread over the next second's.
        per_recipient: seconds between two messages to one recipient.
        most_at_once: requests in flight (`turn`), where the service wants few.
        refusals: refused requests after which we stop by ourselves.
        patience: seconds that one caller may wait.
        clock, sleep: seconds and a way to wait for some; tests pass their own.
    """

    def __init__(
        self,
        rate: Rate | None,
        *,
        burst: int | None = None,
        per_recipient: float = 0.0,
        most_at_once: int | None = None,
        refusals: Rate | None = None,
        patience: float = PATIENCE_SECONDS,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._refusal_rate = refusals
        most = 0 if rate is None else rate.limit
        self._windows = [_Window(most, each) for each in self._rates(1)]
        self._refusals = None if refusals is None else _Window(refusals.limit, refusals)
        self._per_recipient = per_recipient
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        self._everyone_until = 0.0
        self._everyone_why = RefusalCode.RATE_LIMITED
        self._reserved: deque[float] = deque()
        self._free_at: dict[str, float] = {}
        self._slots = None if most_at_once is None else asyncio.Semaphore(most_at_once)

    def share_among(self, processes: int) -> None:
        """From now on keep to the share of one of `processes`; what was used stays used.

        Places that somebody waits for already are not taken back.
        """
        for window, rate in zip(self._windows, self._rates(processes), strict=True):
            window.rate = rate
        if self._refusals is not None and self._refusal_rate is not None:
            self._refusals.rate = self._refusal_rate.share(processes)

    def _rates(self, processes: int) -> list[Rate]:
        """One process's share of the overall rate, and what may leave together under it."""
        if self._rate is None:
            return []
        overall = self._rate.share(processes)
        if self._burst is None:
            return [overall]
        burst = min(max(1, self._burst // processes), overall.limit)
        return [overall, Rate(burst, overall.seconds * burst / overall.limit)]

    async def acquire(self, recipient: str | None = None) -> None:
        """Wait until one request may be written; `recipient` is None where it has none.

        Raises:
            TransportError: it would take too long, or too much of ours was refused lately;
                `retry_after` says when to come back. Nothing was reserved.
        """
        await self._wait_for_place(recipient, use_reserved=True)

    async def reserve(self) -> None:
        """Wait for a place now and leave it to whoever acquires one within the next second.

        A sender reserves its place before it claims a row, so that no row waits in line while its
        lease runs.

        Raises:
            TransportError: as `acquire`.
        """
        await self._wait_for_place(None, use_reserved=False)
        self._reserved.append(self._clock())

    @asynccontextmanager
    async def turn(self, recipient: str | None = None) -> AsyncGenerator[None, None]:
        """`acquire`, and one of the slots of `most_at_once` for as long as the block runs.

        Raises:
            TransportError: as `acquire`, or no slot came free in time.
        """
        if self._slots is None:
            await self.acquire(recipient)
            yield
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._slots.acquire()
        except TimeoutError:
            raise TransportError(RefusalCode.RATE_LIMITED, retry_after=self._patience) from None
        try:
            await self.acquire(recipient)
            yield
        finally:
            self._slots.release()

    def hold_everyone(self, seconds: float, code: RefusalCode = RefusalCode.RATE_LIMITED) -> None:
        """Let nobody through for `seconds`, as the service asked.

        Whoever would wait longer than `patience` gets a `TransportError` with `code`.
        """
        until = self._clock() + seconds
        if until >= self._everyone_until:
            self._everyone_until, self._everyone_why = until, code

    def hold(self, recipient: str, seconds: float) -> None:
        """Let nothing through to `recipient` for `seconds`, as the service asked."""
        until = self._clock() + seconds
        self._keep_free(recipient, max(self._free_at.get(recipient, 0.0), until))

    def note_refusal(self) -> None:
        """Count a request that the service refused and holds against us."""
        if self._refusals is not None:
            self._refusals.grant(self._clock())

    def refusals(self) -> int:
        """Refused requests in the present window."""
        return 0 if self._refusals is None else self._refusals.used(self._clock())

    async def _wait_for_place(self, recipient: str | None, *, use_reserved: bool) -> None:
        while True:
            now = self._clock()
            windows = [] if use_reserved and self._take_reserved(now) else self._windows
            instant = self._next_instant(now, recipient, windows)
            self._grant(instant, recipient, windows)
            if instant > now:
                await self._sleep(instant - now)
            # Somebody may have been told to wait while we slept.
            if self._everyone_until <= self._clock():
                return

    def _take_reserved(self, now: float) -> bool:
        while self._reserved:
            if now - self._reserved.popleft() <= _RESERVED_SECONDS:
                return True
        return False

    def _next_instant(self, now: float, recipient: str | None, windows: list[_Window]) -> float:
        if self._refusals is not None and (wait := self._refusals.next_free(now) - now) > 0:
            raise TransportError(RefusalCode.REFUSALS_SPENT, retry_after=wait, everyone=True)
        if (wait := self._everyone_until - now) > self._patience:
            raise TransportError(self._everyone_why, retry_after=wait, everyone=True)
        own = self._free_at.get(recipient, now) if recipient is not None else now
        instant = max(now, own, self._everyone_until)
        for window in windows:
            instant = max(instant, window.next_free(now))
        if instant - now > self._patience:
            raise TransportError(RefusalCode.RATE_LIMITED, retry_after=instant - now)
        return instant

    def _grant(self, instant: float, recipient: str | None, windows: list[_Window]) -> None:
        for window in windows:
            window.grant(instant)
        if recipient is not None and self._per_recipient:
            self._keep_free(recipient, instant + self._per_recipient)

    def _keep_free(self, recipient: str, until: float) -> None:
        self._free_at[recipient] = until
        if len(self._free_at) > _MOST_RECIPIENTS:
            now = self._clock()
            self._free_at = {who: until for who, until in self._free_at.items() if until > now}


class Limiters:
    """All limiters of this process, each kept to this process's share (delivery rule 10)."""

    def __init__(self, processes: int | None = 1) -> None:
        self._processes = ASSUMED_PROCESSES if processes is None else processes
        self._limiters: list[Limiter] = []

    def add(self, limiter: Limiter) -> Limiter:
        """Keep `limiter` at this process's share from now on; returns it."""
        limiter.share_among(self._processes)
        self._limiters.append(limiter)
        return limiter

    def share_among(self, processes: int | None) -> None:
        """Divide the rates by how many processes send.

        None where nobody knows: then by the last number, but by `ASSUMED_PROCESSES` at least.
        """
        if processes is None:
            processes = max(self._processes, ASSUMED_PROCESSES)
        self._processes = processes
        for limiter in self._limiters:
            limiter.share_among(processes)


def discord_limiter() -> Limiter:
    """50 requests a second; Discord bars an address for 10,000 refused ones in ten minutes."""
    return Limiter(Rate(50, 1.0), burst=5, refusals=Rate(9_500, 600.0))


def discord_opening_limiter() -> Limiter:
    """10 new DM channels in ten seconds, a rate of ours.

    Discord quarantines bots that open dozens at once, and names no number.
    """
    return Limiter(Rate(10, 10.0), burst=5)


def telegram_limiter() -> Limiter:
    """30 messages a second overall and one a second in a chat, as Telegram asks."""
    return Limiter(Rate(30, 1.0), burst=3, per_recipient=1.0)


def push_limiter() -> Limiter:
    """100 messages a second, a rate of ours, since push services name none."""
    return Limiter(Rate(100, 1.0), burst=10)


def signal_limiter(most_at_once: int = 1) -> Limiter:
    """5 messages a second, a low rate of ours, since Signal names none.

    One request at a time, as signal-cli works through them one by one.
    """
    return Limiter(Rate(5, 1.0), most_at_once=most_at_once)
