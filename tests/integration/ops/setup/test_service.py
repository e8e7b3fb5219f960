"""Installing the unit: as root for another user, and what systemd is told."""

from __future__ import annotations

import os
import pwd
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from muster.health.rules import Finding, Verdict
from ops.console import run_to_end
from ops.setup import run, service, start
from ops.setup.checks import backup_folder
from ops.setup.env_write import SetupError
from ops.setup.known import Known
from ops.setup.options import Options
from ops.setup.service import Placed, control, install, make_data_folder, owner_of, plan
from tests.unit.ops.setup.test_walk import Script

USER = "daemon"
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root installs a unit of the machine")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Muster's folder, which every user can reach."""
    with tempfile.TemporaryDirectory(prefix="muster-setup-", dir="/tmp") as name:
        os.chmod(name, 0o755)
        yield Path(name)


def _note(log: Path, what: str) -> None:
    log.write_text(f"{log.read_text()}{what}\n")


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a systemctl of ours was told, a line a call; it refuses what `refused` names."""
    log, program = tmp_path / "told", tmp_path / "systemctl"
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {log}\n'
        f'grep -qs -- "$*" {tmp_path}/refused || exit 0\n'
        'echo "Unit not found." >&2\nexit 5\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.defpath}")
    for module in (service, start):
        monkeypatch.setattr(module, "systemd_runs", lambda: True)
    monkeypatch.setattr(start, "_await_ready", lambda _known, _screen: None)
    monkeypatch.setattr(start, "_doctor", lambda _placed, _folder: _note(log, "doctor"))
    return log


def user_unit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Placed:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    return plan("user", folder, Known({"MUSTER_DATA_DIR": "my data"}), "nobody asked")


def within_reach(monkeypatch: pytest.MonkeyPatch, *interpreter: Path) -> None:
    """Muster and its Python where every user can reach them, or `interpreter`."""
    monkeypatch.setattr(service, "program", lambda: ("/usr/bin/env",))
    monkeypatch.setattr(service, "interpreter", lambda: interpreter or (Path("/usr/bin/env"),))


@as_root
def test_root_sets_up_for_another_user(
    folder: Path, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "SYSTEM_FOLDER", folder / "units")
    within_reach(monkeypatch)
    placed = plan("system", folder, Known({}), USER)
    owner = owner_of(placed)
    assert owner is not None
    make_data_folder(placed.service.data_dir, owner)
    install(placed)
    data = (folder / "data").stat()
    assert (data.st_uid, data.st_gid, stat.S_IMODE(data.st_mode)) == (*owner, 0o700)
    unit = folder / "units/muster.service"
    assert stat.S_IMODE(unit.stat().st_mode) == 0o644
    assert f"User={USER}\n" in unit.read_text()
    assert told.read_text() == "daemon-reload\n"


@as_root
def test_a_user_who_cannot_reach_muster_gets_no_unit(
    folder: Path, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    within_reach(monkeypatch)
    folder.chmod(0o700)
    with pytest.raises(SetupError, match=f"the user {USER} cannot reach {folder}"):
        plan("system", folder, Known({}), USER)


@as_root
@pytest.mark.parametrize("relative", [False, True])
def test_a_user_who_cannot_reach_the_python_behind_the_links_gets_no_unit(
    folder: Path, monkeypatch: pytest.MonkeyPatch, relative: bool
) -> None:
    shut = folder / "shut"
    shut.mkdir(mode=0o700)
    (shut / "python").symlink_to("/usr/bin/env")
    (folder / "bin").mkdir()
    link = folder / "bin/python"
    link.symlink_to("../shut/python" if relative else shut / "python")
    within_reach(monkeypatch, link)
    with pytest.raises(SetupError, match=f"the user {USER} cannot reach .*shut; install Python"):
        plan("system", folder, Known({}), USER)
    shut.chmod(0o755)
    assert "ProtectHome=yes\n" in plan("system", folder, Known({}), USER).text


@as_root
def test_an_empty_data_folder_of_root_becomes_the_users(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    within_reach(monkeypatch)
    data = folder / "data"
    data.mkdir()
    placed = plan("system", folder, Known({}), USER)
    owner = owner_of(placed)
    assert owner is not None
    make_data_folder(data, owner)
    assert (data.stat().st_uid, data.stat().st_gid) == owner


@as_root
@pytest.mark.parametrize("whose", ["data", "data/postgres"])
def test_a_data_folder_of_somebody_else_is_refused_with_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    within_reach(monkeypatch)
    data = folder / "data"
    (data / "postgres").mkdir(parents=True)
    (data / "postgres/PG_VERSION").write_text("18\n")
    uid = pwd.getpwnam(USER).pw_uid
    for each in ("data", "data/postgres"):
        os.chown(folder / each, uid if each != whose else 0, -1)
    with pytest.raises(SetupError) as caught:
        plan("system", folder, Known({}), USER)
    assert str(caught.value).startswith(f"{folder / whose} belongs to another user than {USER},")
    assert str(caught.value).endswith(f"chown -R {USER}: {data}")
    os.chown(folder / whose, uid, -1)
    make_data_folder(data, owner_of(plan("system", folder, Known({}), USER)))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may install it")
def test_who_is_not_root_is_told_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "program", lambda: ("/usr/bin/env",))
    with pytest.raises(SetupError, match="is installed by root"):
        plan("system", folder, Known({}), USER)


def test_another_user_is_asked_for_where_the_usual_one_cannot_run_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "usual_user", lambda _folder: "root")
    screen = Script("print", USER)
    placed = run._unit(folder, Known({}), Options(), screen)
    assert placed is not None
    assert placed.service.user == USER
    assert [label for label, _ in screen.asked][1] == "The user that runs Muster"
    assert "needs no root" in screen.found[0].text
    # Who is named on the command line is not asked for again.
    with pytest.raises(SetupError, match="needs no root"):
        run._unit(folder, Known({}), Options(user="root"), Script("print"))


def test_the_folder_of_the_backups_is_looked_at_and_may_be_written_by_the_unit(
    folder: Path,
) -> None:
    own = pwd.getpwuid(os.geteuid()).pw_name
    known = Known({}, runs_as=USER if os.geteuid() == 0 else own)
    backups = folder / "the backups"
    missing = run_to_end(backup_folder(known, str(backups)))
    assert missing.text.endswith(f"install -d -m 700 -o {known.runs_as} '{backups}'")
    backups.mkdir()
    if os.geteuid() == 0:
        foreign = run_to_end(backup_folder(known, str(backups)))
        assert foreign.text.endswith(f"chown {USER} '{backups}'")
        os.chown(backups, pwd.getpwnam(USER).pw_uid, -1)
    assert run_to_end(backup_folder(known, str(backups))).state is Verdict.OK
    known.answers["MUSTER_BACKUP_DIR"] = str(backups)
    (line,) = [
        line
        for line in plan("print", folder, known, USER).text.splitlines()
        if line.startswith("ReadWritePaths")
    ]
    assert "the backups" in line


def test_muster_is_never_run_by_root(folder: Path) -> None:
    with pytest.raises(SetupError, match="needs no root"):
        plan("print", folder, Known({}), "root")


def test_a_unit_that_is_only_shown_may_be_for_a_user_who_is_not_here(folder: Path) -> None:
    placed = plan("print", folder, Known({}), "nobody-of-this-name")
    assert "User=nobody-of-this-name\n" in placed.text
    assert owner_of(placed) is None


def test_ones_own_unit_is_started_where_somebody_wants_that(
    folder: Path, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed = user_unit(folder, monkeypatch)
    assert placed.service.data_dir == folder / "my data"
    install(placed)
    screen = Script("y")
    start.start(placed, Known({}), folder, screen)
    assert told.read_text().splitlines() == [
        "--user daemon-reload",
        "--user enable muster",
        "--user restart muster",
        "doctor",
    ]
    assert any(line.startswith("loginctl enable-linger") for line in screen.told)


@as_root
def test_a_unit_of_roots_own_leaves_the_database_with_its_user(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "my data/postgres").mkdir(parents=True)
    (folder / "my data/postgres/PG_VERSION").write_text("18\n")
    os.chown(folder / "my data/postgres", 65_001, 65_001)
    assert user_unit(folder, monkeypatch).service.data_dir == folder / "my data"


def test_without_a_systemd_of_ones_own_the_unit_is_only_shown(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/1000")
    assert service.usual_kind() == "user"
    monkeypatch.delenv("XDG_RUNTIME_DIR")  # as after `su`
    assert service.usual_kind() == "print"


def test_a_systemd_that_does_not_listen_is_told_and_the_unit_stays(
    folder: Path, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (told.parent / "refused").write_text("--user daemon-reload\n")
    placed = user_unit(folder, monkeypatch)
    sentence = install(placed)
    assert sentence is not None
    assert sentence.endswith("systemctl daemon-reload: Unit not found.")
    assert placed.path is not None
    assert placed.path.read_text() == placed.text


def test_who_wants_no_start_is_told_how(
    folder: Path, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed = user_unit(folder, monkeypatch)
    install(placed)
    told.unlink()
    screen = Script("n")
    start.start(placed, Known({}), folder, screen)
    assert not told.exists()
    assert any("systemctl --user enable --now muster" in line for line in screen.told)


def test_what_systemd_refuses_is_one_sentence(
    folder: Path, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed = user_unit(folder, monkeypatch)
    install(placed)
    (told.parent / "refused").write_text("--user enable muster\n")
    with pytest.raises(SetupError) as caught:
        control(placed, "enable", "muster")
    assert str(caught.value) == "systemctl enable muster: Unit not found."
    # What was set up stays so, and it is told how to start it.
    screen = Script("y")
    start.start(placed, Known({}), folder, screen)
    assert screen.found == [Finding.fail("", str(caught.value))]
