"""Muster as a package: built from the checkout, installed alone, and used from an empty folder."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.ops.test_ops_up import Muster, end, eventually, free_port
from tests.support.running.package import ROOT, UV, Package, build, done
from tests.support.running.patience import PATIENCE

BESIDE = "muster/_beside/"


@pytest.fixture(scope="session")
def package(run_folder: Path) -> Package:
    return Package(run_folder)


class Installed(Muster):
    """The package's commands, in a folder and an environment that know nothing of the checkout."""

    import_path = ""

    def __init__(self, package: Package, folder: Path) -> None:
        super().__init__(folder)
        self.command = (str(package.command),)
        self.demo = False
        # The poorest of locales, a time zone of its own, and no terminal on any end.
        self._names |= {"LC_ALL": "C", "LANG": "", "TERM": "", "HOME": str(folder), "TZ": "UTC"}

    @property
    def database(self) -> Path:
        return self.folder / ("demo-data" if self.demo else "data") / "postgres"

    def read(self, path: str, **headers: str) -> bytes:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return response.read()


@pytest.fixture
def muster(package: Package) -> Iterator[Installed]:
    # Outside pytest's own folders: as root, PostgreSQL runs as another user.
    with tempfile.TemporaryDirectory(prefix="muster ops ä-") as folder:
        muster = Installed(package, Path(folder))
        yield muster
        for process in muster.leftovers():
            process.kill()


def files_of(folder: str, pattern: str) -> set[str]:
    """The files below a folder of the repository, but for what Python leaves there."""
    found = (path for path in (ROOT / folder).rglob(pattern) if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in found if "__pycache__" not in path.parts}


def unpacked(package: Package, folder: Path) -> Path:
    """The source archive's files, below `folder`."""
    done("tar", "-xzf", package.archive, "-C", folder)
    (source,) = folder.iterdir()
    return source


def test_the_wheel_holds_everything_below_one_name(package: Package) -> None:
    names = set(zipfile.ZipFile(package.wheel).namelist())
    (information,) = {name.split("/")[0] for name in names} - {"muster"}
    assert re.fullmatch(r"muster-[\d.]+\.dist-info", information)
    assert f"{information}/licenses/LICENSE" in names

    beside = {name.removeprefix(BESIDE) for name in names if name.startswith(BESIDE)}
    assert beside == {
        *files_of("bot", "*"),
        *files_of("ops", "*"),
        *files_of("website/backend", "*"),
        *files_of("website/migrations", "*"),
        *files_of("website/frontend/dist", "*"),
        *files_of("website/frontend/src/assets/fonts", "*"),
        *files_of("locales", "*"),
        *files_of("docs/operations", "*.md"),
        *(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")),
        *("website/__init__.py", ".env.example", "CHANGELOG.md"),
    }
    assert {name for name in names if name.startswith("muster/")} == {
        *files_of("muster", "*"),
        *(BESIDE + name for name in beside),
    }
    page = "website/frontend/dist/index.html"
    assert {f"{page}.br", f"{page}.gz"} <= beside


def test_nothing_that_builds_or_tests_is_needed_to_run(package: Package) -> None:
    archive = zipfile.ZipFile(package.wheel)
    (metadata,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
    asked = re.findall(r"^Requires-Dist: ([\w.-]+)(.*)$", archive.read(metadata).decode(), re.M)
    always = {name for name, rest in asked if "extra ==" not in rest}
    assert always & {"hatchling", "editables", "redis", "pytest", "watchfiles"} == set()
    assert {name for name, rest in asked if "extra == 'redis'" in rest} == {"redis"}
    # The lock minus Redis is what is installed; nothing is lacking, nothing of another name.
    done(UV, "pip", "check", "--python", package.environment / "bin/python")


def test_the_same_sources_give_the_same_bytes(package: Package, tmp_path: Path) -> None:
    # As another user's checkout would be: elsewhere, other times, another umask.
    source = unpacked(package, tmp_path)
    for path in source.rglob("*"):
        os.utime(path, (1_000_000, 1_000_000))
    wheel, archive_again = build(tmp_path / "again", source, umask=0o077)
    assert wheel.name == package.wheel.name
    assert wheel.read_bytes() == package.wheel.read_bytes()
    assert archive_again.read_bytes() == package.archive.read_bytes()


def test_without_the_page_there_is_no_package(package: Package, tmp_path: Path) -> None:
    source = unpacked(package, tmp_path)
    (source / "website/frontend/dist/index.html").unlink()
    with pytest.raises(AssertionError, match="the page is not built"):
        build(tmp_path / "again", source)


def test_only_a_process_of_ours_finds_what_stands_beside(package: Package, tmp_path: Path) -> None:
    python = package.environment / "bin/python"
    look = "from importlib.util import find_spec as f; print(*map(f, ('website', 'bot', 'ops')))"
    assert done(python, "-c", look, cwd=tmp_path).split() == ["None"] * 3
    # Isolated from the folder it is started in, from the user's packages and from variables.
    version = done(python, "-I", "-m", "muster", "--version", cwd=tmp_path)
    assert version == done(package.command, "--version", cwd=tmp_path)
    assert version.strip() == f"muster {package.wheel.name.split('-')[1]}"
    # Whatever lies in the folder that it is started in, is not taken for a part of it.
    (tmp_path / "ops").mkdir()
    (tmp_path / "ops/cli.py").write_text("raise SystemExit('not ours')")
    (tmp_path / "bot.py").write_text("raise SystemExit('not ours')")
    assert "CONTACT" in done(package.command, "docs", "settings", cwd=tmp_path)


def test_up_in_an_empty_folder(muster: Installed) -> None:
    up = muster.up()
    page = muster.read("/").decode()
    (script,) = re.findall(r'<script type="module"[^>]* src="(/assets/[^"]+\.js)"', page)
    assert muster.read(script)
    assert len(muster.read(script, **{"Accept-Encoding": "br"})) < len(muster.read(script)) / 2
    assert muster.read("/api/docs")
    code, out, _ = muster.run("migrate", "--check")
    assert (code, out.partition(":")[0]) == (0, "The database is current")
    code, out, _ = muster.run("doctor")
    assert code == 0, out
    assert muster.child("web")
    assert muster.child("bot")

    assert end(up, signal.SIGTERM)[1] == ""
    assert muster.leftovers() == []
    assert sorted(each.name for each in muster.folder.iterdir()) == ["data"]


def test_demo_in_an_empty_folder(muster: Installed) -> None:
    muster.demo = True
    demo = muster.popen("demo", "--port", str(muster.port))
    assert demo.stdout is not None
    assert any(line.startswith("Muster demo is at ") for line in demo.stdout)
    assert eventually(muster.answers)
    assert b"Kestrel" in muster.read("/auth/sandbox/personas")
    end(demo, signal.SIGINT, to_group=True)
    assert muster.leftovers() == []
    assert sorted(each.name for each in muster.folder.iterdir()) == ["demo-data"]


def test_a_redis_without_its_client_is_one_line(muster: Installed) -> None:
    code, out, err = muster.run("up", "--port", str(free_port()), REDIS_URL="redis://:geheim@h")
    assert (code, out, len(err)) == (1, "", 1)
    assert err[0].startswith("muster: REDIS_URL is set, but the client for Redis is not installed")
    assert list(muster.folder.iterdir()) == []


def test_the_documents_that_messages_point_to_are_there(muster: Installed) -> None:
    for name in ("install", "settings", "dashboard"):
        code, out, _ = muster.run("docs", name)
        assert code == 0
        assert len(out) > 1000
    code, out, err = muster.run("docs", "no-such")
    assert (code, out) == (1, "")
    assert err == ["muster: there is no document 'no-such'; `muster docs` lists them"]


def test_a_folder_that_cannot_be_written_is_one_line(muster: Installed) -> None:
    (muster.folder / "data").touch()  # for root, too
    process = muster.popen("up", "--port", str(free_port()))
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (1, "")
    assert err.startswith("muster: MUSTER_DATA_DIR: read 'data'; accepted: a folder that can be")
    assert len(err.splitlines()) == 1
    assert subprocess.run([*muster.command, "--help"], capture_output=True).returncode == 0
