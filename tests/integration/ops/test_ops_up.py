"""`muster up`: starts, keeps, and ends website, bot and database together, whatever happens."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from muster.settings import child_environment
from ops.postgres.files import postmaster_of, processes_on
from tests.support.running.patience import PATIENCE

ROOT = Path(__file__).parents[3]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(condition: Callable[[], object]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


class Muster:
    """`muster` commands in a folder of their own."""

    command: tuple[str, ...] = (sys.executable, "-m", "muster")
    import_path = str(ROOT)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.started: list[psutil.Process] = []
        self._names = {name.upper(): "" for name in ("database_url", "muster_data_dir")}

    def popen(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*self.command, *arguments],
            cwd=self.folder,
            env=child_environment(
                PYTHONPATH=self.import_path,
                MUSTER_LOG_LEVEL="warning",
                **{**self._names, **variables},
            ),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # As a terminal would: the group is what Ctrl-C reaches, and its end is heard of, which
            # it is not below `nohup`.
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
        )
        self.started.append(psutil.Process(process.pid))
        return process

    def run(self, *arguments: str, **variables: str) -> tuple[int, str, list[str]]:
        """(exit code, standard output, lines on standard error) of a command that ends."""
        process = self.popen(*arguments, **variables)
        out, err = process.communicate(timeout=PATIENCE)
        return process.returncode, out, err.splitlines()

    def up(self) -> subprocess.Popen[str]:
        """`muster up`, once it has said where it is."""
        process = self.popen("up", "--port", str(self.port))
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("Muster is at "):
                break
        else:
            raise AssertionError(process.communicate())
        assert eventually(self.answers)
        self.started += psutil.Process(process.pid).children(recursive=True)
        return process

    def answers(self) -> bool:
        try:
            address = f"http://127.0.0.1:{self.port}/readyz"
            with urllib.request.urlopen(address, timeout=PATIENCE) as response:
                return response.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def child(self, name: str) -> psutil.Process | None:
        """The newest living child of that name (web, bot)."""
        for process in psutil.process_iter():
            try:
                line = process.cmdline()
                if "muster" in line and name in line and process.cwd() == str(self.folder):
                    return process
            except psutil.Error:
                continue
        return None

    @property
    def database(self) -> Path:
        return self.folder / "data" / "postgres"

    def leftovers(self) -> list[psutil.Process]:
        """What still runs of all that was started here."""
        alive = [p for p in self.started if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
        return [*alive, *processes_on(self.database)]


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder outside pytest's own: each run that root starts locks other users out of those
    again, and as root PostgreSQL runs as another user."""
    with tempfile.TemporaryDirectory(prefix="muster-ops-") as folder:
        yield Path(folder)


@pytest.fixture
def muster(tmp_path: Path) -> Iterator[Muster]:
    muster = Muster(tmp_path)
    yield muster
    for process in muster.leftovers():
        process.kill()


def end(process: subprocess.Popen[str], number: int, to_group: bool = False) -> tuple[str, str]:
    """Send a signal; (standard output, standard error) of a process that then ended with 0."""
    (os.killpg if to_group else os.kill)(process.pid, number)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    return out, err


def test_one_evening_with_up_and_a_kill_9(muster: Muster) -> None:
    lives_through_an_evening(muster)
    # On the same data, so that it is made once.
    recovers_after_kill_9(muster)


def lives_through_an_evening(muster: Muster) -> None:
    up = muster.up()

    # A second one on the folder says whose it is; other commands use the running server.
    code, _, err = muster.run("up", "--port", str(free_port()))
    assert code == 1
    assert len(err) == 1
    assert f"muster up (process {up.pid})" in err[0]
    assert muster.run("migrate", "--check")[0] == 0
    (muster.folder / "players.csv").write_text("guid,name\nA1,Foo\n")
    assert muster.run("players", "import", "players.csv")[0] == 0

    # Whatever dies is started again.
    for name in ("web", "bot"):
        victim = muster.child(name)
        assert victim is not None
        victim.kill()
        assert eventually(lambda n=name, v=victim: muster.child(n) not in (None, v))
    assert eventually(muster.answers)
    postmaster = postmaster_of(muster.database)
    assert postmaster is not None
    postmaster.process.kill()
    assert eventually(lambda: not muster.answers())
    assert eventually(muster.answers)

    # Ctrl-C reaches the whole group of the terminal.
    out, err_text = end(up, signal.SIGINT, to_group=True)
    assert out.count("Stopping") == 1
    assert "Traceback" not in out + err_text
    assert len(re.findall(r"muster (?:web|bot) ended \(by SIGKILL\)", out)) == 2
    assert muster.leftovers() == []
    assert not (muster.database / "postmaster.pid").exists()


def recovers_after_kill_9(muster: Muster) -> None:
    first = muster.up()
    first.kill()
    first.communicate()
    # The children notice by themselves; the database stays and is adopted.
    assert eventually(lambda: not muster.child("web") and not muster.child("bot"))
    left = postmaster_of(muster.database)
    assert left is not None

    second = muster.up()
    adopted = postmaster_of(muster.database)
    assert adopted is not None
    assert adopted.process == left.process
    for process in [psutil.Process(second.pid), *muster.leftovers()]:
        if process.is_running():
            process.kill()
    second.communicate()
    assert eventually(lambda: muster.leftovers() == [])

    third = muster.up()
    end(third, signal.SIGHUP)
    assert muster.leftovers() == []


def test_a_port_in_use_is_said_before_anything_is_started(muster: Muster) -> None:
    with socket.create_server(("127.0.0.1", muster.port)):
        code, out, err = muster.run("up", "--port", str(muster.port))
    assert (code, out, len(err)) == (1, "", 1)
    assert f"Port {muster.port}" in err[0]
    assert not muster.database.exists()


@pytest.mark.parametrize("seconds", [0.3, 0.6, 1.0])
def test_can_be_stopped_while_it_starts(muster: Muster, seconds: float) -> None:
    up = muster.popen("up", "--port", str(muster.port))
    assert eventually((muster.folder / "data" / "muster.lock").exists)
    time.sleep(seconds)
    _, err = end(up, signal.SIGTERM)
    assert "Traceback" not in err
    assert eventually(lambda: muster.leftovers() == [])


def test_short_commands_take_turns_on_the_embedded_database(muster: Muster) -> None:
    both = [muster.popen("migrate") for _ in range(2)]
    for process in both:
        process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
    assert muster.leftovers() == []
    code, out, _ = muster.run("migrate", "--check")
    assert code == 0
    assert "current" in out
