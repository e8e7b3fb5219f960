"""`.env` is written whole or not at all, and by one setup at a time."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ops.setup.env_write import SetupError, alone, read, replace

OLD, NEW = "COMMUNITY_NAME=Before\n", "COMMUNITY_NAME=After\n"


@pytest.fixture
def env(tmp_path: Path) -> Path:
    path = tmp_path / ".env"
    path.write_text(OLD)
    path.chmod(0o644)
    return path


def only(env: Path) -> bool:
    return [path.name for path in env.parent.iterdir()] == [env.name]


def test_it_is_for_its_owner_alone(env: Path) -> None:
    replace(env, NEW, OLD)
    assert env.read_text() == NEW
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    assert only(env)


def test_a_link_stays_one(env: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    link = folder / ".env"
    link.symlink_to(env)
    with alone(link):
        replace(link, NEW, read(link))
    assert link.is_symlink()
    assert env.read_text() == NEW


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_what_was_there(
    env: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(f"ops.setup.env_write.os.{step}", full)
        with pytest.raises(SetupError) as caught:
            replace(env, NEW, OLD)
    assert str(caught.value) == (
        f"{env} could not be written (no space left on device); it is as it was before"
    )
    assert env.read_text() == OLD
    assert only(env)


def test_what_somebody_else_changed_meanwhile_is_not_lost(env: Path) -> None:
    env.write_text("COMMUNITY_NAME=By hand\n")
    with pytest.raises(SetupError, match="was changed meanwhile"):
        replace(env, NEW, OLD)
    assert env.read_text() == "COMMUNITY_NAME=By hand\n"


def test_a_second_setup_is_refused_until_the_first_has_ended(env: Path) -> None:
    with alone(env), pytest.raises(SetupError, match="another `muster setup`"), alone(env):
        raise AssertionError("not reached")
    with alone(env):
        pass
    assert only(env)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_kill_leaves_the_old_one_and_no_secret_for_long(env: Path, step: str) -> None:
    program = f"""
import os, signal, sys
from pathlib import Path
from ops.setup import env_write
real = os.{step}
os.{step} = lambda *arguments: os.kill(os.getpid(), signal.SIGKILL)
path = Path(sys.argv[1])
with env_write.alone(path):
    env_write.replace(path, {NEW!r}, {OLD!r})
"""
    done = subprocess.run([sys.executable, "-c", program, str(env)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert env.read_text() == OLD
    (left,) = [path for path in env.parent.iterdir() if path != env]
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
    with alone(env):
        assert only(env)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root sets Muster up for somebody else")
def test_root_writes_it_for_whoever_runs_muster(env: Path) -> None:
    replace(env, NEW, OLD, owner=(65_001, 65_002))
    assert (env.stat().st_uid, env.stat().st_gid) == (65_001, 65_002)
    replace(env, OLD, NEW)
    assert (env.stat().st_uid, env.stat().st_gid) == (65_001, 65_002)
