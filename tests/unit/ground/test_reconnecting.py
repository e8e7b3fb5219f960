"""A connection that is held: made anew whatever ends it, with pauses that grow."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from muster import reconnecting
from muster.leadership import Leadership


class Connection:
    terminated = False

    def terminate(self) -> None:
        self.terminated = True


class Line:
    """A database that answers as the script says: True and False of connecting, in turn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answers: list[bool]) -> None:
        self.pauses: list[float] = []
        self.connections: list[Connection] = []
        self._answers = answers
        monkeypatch.setattr(reconnecting, "connect", self._connect)
        monkeypatch.setattr(reconnecting.asyncio, "sleep", self._sleep)

    async def _connect(self, _url: str, **_options: object) -> Connection:
        if not self._answers:
            raise asyncio.CancelledError
        if not self._answers.pop(0):
            raise OSError
        self.connections.append(Connection())
        return self.connections[-1]

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def hold(
        self,
        use: Callable[[Any], Awaitable[None]],
        leave: Callable[[Any], Awaitable[None]] | None = None,
    ) -> list[str]:
        """The lines of the log, once the script is over."""

        async def nothing(_connection: object) -> None: ...

        with capture_logs() as lines, pytest.raises(asyncio.CancelledError):
            await reconnecting.stay_connected(
                "postgresql://nowhere",
                use,
                leave or nothing,
                application_name="test",
                unreachable="away",
                failed="bad",
            )
        assert all(connection.terminated for connection in self.connections)
        return [line["event"] for line in lines]


async def _works(_connection: object) -> None: ...


async def _fails(_connection: object) -> None:
    raise ValueError


async def test_a_connection_that_was_good_is_made_anew_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = Line(monkeypatch, [True] * 4)
    assert await line.hold(_works) == []
    assert line.pauses == [0.1] * 4


async def test_pauses_grow_to_two_seconds_and_one_line_is_logged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = Line(monkeypatch, [False] * 3 + [True] * 4)
    assert await line.hold(_fails) == ["away"]
    assert line.pauses == [0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0]


async def test_a_connection_that_was_good_for_long_begins_anew_however_it_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = iter(range(0, 10_000, 100))
    monkeypatch.setattr(reconnecting, "monotonic", lambda: next(seconds))
    line = Line(monkeypatch, [True] * 3)
    assert await line.hold(_fails) == ["bad"] * 3
    assert line.pauses == [0.1] * 3


async def test_nothing_that_fails_ends_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[object] = []

    async def leave(connection: object) -> None:
        left.append(connection)
        raise RuntimeError("leaving failed, too")

    line = Line(monkeypatch, [True, True])
    assert await line.hold(_fails, leave) == ["bad"]
    assert left == line.connections


async def test_a_subscriber_that_fails_keeps_no_other_from_hearing() -> None:
    heard: list[int | None] = []

    def broken(_processes: int | None) -> None:
        raise RuntimeError

    leadership = Leadership("postgresql://nowhere", application_name="test")
    leadership.subscribe(broken)
    leadership.subscribe(heard.append)
    with capture_logs() as lines:
        leadership._count(3)
    assert heard == [3]
    assert [line["event"] for line in lines] == ["subscriber_failed"]
