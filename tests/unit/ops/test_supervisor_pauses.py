"""What ends is started again after a pause, which a minute of health makes short again."""

import re
from types import SimpleNamespace
from typing import Any

import pytest

from muster.errors import OperatorError
from muster.settings import load_settings
from ops.up import supervisor
from ops.up.supervisor import Plan, Restarts, Supervisor


def pauses_after(*healthy: float) -> list[float]:
    restarts = Restarts()
    return [restarts.pause_after(seconds) for seconds in healthy]


def test_each_pause_is_twice_as_long_up_to_half_a_minute() -> None:
    assert pauses_after(*[1] * 9) == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


@pytest.mark.parametrize(("seconds", "pause"), [(59.9, 4), (60.1, 0.5), (86_400, 0.5)])
def test_a_minute_of_health_makes_it_short_again(seconds: float, pause: float) -> None:
    assert pauses_after(1, 1, 1, seconds) == [0.5, 1, 2, pause]
    assert pauses_after(1, 1, 1, seconds, 1)[-1] == pause * 2


class Server:
    """A server that lives as long as it is told to, by a clock that is set."""

    def __init__(self, lives: list[float | None]) -> None:
        """`lives` are seconds from start to end; None is a start that is refused."""
        self.now = 0.0
        self._lives = iter(lives)
        self.rotated = 0
        self._ends = self.now + (next(self._lives) or 0)

    async def ended(self, seconds: float) -> bool:
        self.now = min(self.now + seconds, max(self.now, self._ends))
        return self.now >= self._ends

    def rotate_log(self) -> None:
        self.rotated += 1

    async def start(self) -> None:
        lives = next(self._lives, "over")
        if lives == "over":
            raise EndOfTest
        self.now += 100  # a recovery takes its time, and is no health
        if lives is None:
            raise OperatorError("PostgreSQL did not start")
        assert isinstance(lives, float)
        self._ends = self.now + lives

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


class EndOfTest(Exception):
    pass


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []
    monkeypatch.setattr(supervisor, "say", lines.append)
    return lines


@pytest.mark.parametrize(
    ("lives", "pauses"),
    [
        ([1.0, 1.0, 1.0, 1.0], ["0.5", "1", "2", "4"]),
        # Seven crashes, far apart.
        ([5000.0] * 7, ["0.5"] * 7),
        ([1.0, 1.0, 3600.0, 1.0], ["0.5", "1", "0.5", "1"]),
        ([1.0, None, None, 30.0], ["0.5", "1", "2", "4"]),
    ],
)
async def test_the_database_is_started_again_after_such_pauses(
    lives: list[float | None],
    pauses: list[str],
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server: Any = Server(lives)
    monkeypatch.setattr(supervisor, "monotonic", lambda: server.now)
    monkeypatch.setattr(supervisor, "asyncio", SimpleNamespace(sleep=server.sleep))
    keeper = Supervisor(Plan(load_settings(env_file=None), "127.0.0.1", 8000))
    keeper._server = server
    with pytest.raises(EndOfTest):
        await keeper._keep_database()
    found = [each[1] for line in said if (each := re.search(r"again in ([\d.]+) s", line))]
    assert found == pauses
    assert server.rotated, "its log is looked after meanwhile"


class Child:
    """One that has ended while its threads are still ending: the fourth look finds how."""

    pid = 0

    def __init__(self) -> None:
        self.returncode: int | None = None
        self.asked = 0

    def poll(self) -> int | None:
        self.asked += 1
        if self.asked > 3:
            self.returncode = -9
        return self.returncode


async def test_a_child_that_cannot_be_noted_at_once_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def has_ended(*_arguments: object) -> bool:
        return True

    monkeypatch.setattr(supervisor, "wait_for_end", has_ended)
    monkeypatch.setattr(supervisor.psutil, "Process", lambda _pid: None)
    child: Any = Child()
    await supervisor._wait_for_child(child)
    assert supervisor._ending(child) == "by SIGKILL"
