"""An embedded database of an older major PostgreSQL, met by `muster up`."""

import asyncio
import errno
import os
import tempfile
from collections.abc import Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest

from ops.backup import majors
from ops.backup.majors import bring_up_to_date
from ops.backup.manifest import TableSum
from ops.backup.steps import Step
from ops.postgres.embedded import EmbeddedPostgres
from ops.postgres.files import MAJOR, EmbeddedPostgresError, major_of_data, programs
from tests.integration.conftest import Run
from tests.support.running.older_server import initialise_older
from tests.support.running.power_cuts import killed_at
from tests.support.running.recorded_demo import load_demo, sums_at

OLDER_BIN = programs().parents[1] / "pginstall" / "bin"
OLDER = 16


@pytest.fixture
def tmp_path() -> Generator[Path, None, None]:
    """A folder outside pytest's own, where root's PostgreSQL gets in."""
    with tempfile.TemporaryDirectory(prefix="muster-majors-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


async def with_server(server: EmbeddedPostgres, *, load: bool = False) -> dict[str, TableSum]:
    await server.start()
    try:
        if load:
            await asyncio.to_thread(load_demo, server.url)
            connection = await asyncpg.connect(server.url)
            await connection.execute("CREATE ROLE website_app LOGIN")
            await connection.execute("GRANT SELECT ON players TO website_app")
            await connection.close()
        return await sums_at(server.url)
    finally:
        await server.stop()


@pytest.fixture
def older_data(tmp_path: Path) -> Path:
    """A data folder whose server is of an older major, with a community in it."""
    data = tmp_path / "dätä"
    data.mkdir()
    initialise_older(OLDER_BIN, data)
    asyncio.run(with_server(EmbeddedPostgres(data, bin_folder=OLDER_BIN), load=True))
    return data


def test_power_cuts_on_the_way_to_the_newer_one(older_data: Path, tmp_path: Path) -> None:
    before = asyncio.run(with_server(EmbeddedPostgres(older_data, bin_folder=OLDER_BIN)))
    for step in (Step.MOVE_LOADED, Step.MOVE_WHOLE):
        killed_at(step, tmp_path, "bring up to date", str(older_data))
        assert major_of_data(older_data / "postgres") == OLDER
    assert asyncio.run(with_server(EmbeddedPostgres(older_data, bin_folder=OLDER_BIN))) == before
    killed_at(Step.MOVE_OLD_ASIDE, tmp_path, "bring up to date", str(older_data))
    assert not (older_data / "postgres").exists()
    # Whatever comes next ends what was begun, and makes no empty database in its place.
    server = EmbeddedPostgres(older_data)
    assert asyncio.run(with_server(server)) == before
    assert major_of_data(older_data / "postgres") == MAJOR
    assert major_of_data(older_data / f"postgres.before-{MAJOR}") == OLDER

    async def granted() -> bool:
        await server.start()
        try:
            connection = await asyncpg.connect(server.url)
            answer = await connection.fetchval(
                "SELECT has_table_privilege('website_app', 'players', 'SELECT')"
            )
            await connection.close()
            return answer
        finally:
            await server.stop()

    assert asyncio.run(granted())


def test_other_commands_name_the_one_that_moves_it(
    older_data: Path, run: Run, tmp_path: Path
) -> None:
    code, _, err = run("", "backup", str(tmp_path / "b.zip"), MUSTER_DATA_DIR=str(older_data))
    assert (code, len(err)) == (1, 1)
    assert f"is of PostgreSQL {OLDER}" in err[0]
    assert "`muster up`" in err[0]
    assert major_of_data(older_data / "postgres") == OLDER


def test_without_the_older_programs_it_says_which_package_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("13\n")
    monkeypatch.setattr(majors, "programs_of", lambda major: None)
    with pytest.raises(EmbeddedPostgresError, match="postgresql-13"):
        asyncio.run(bring_up_to_date(tmp_path))
    assert [path.name for path in folder.iterdir()] == ["PG_VERSION"]


def test_a_newer_one_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text(f"{MAJOR + 1}\n")
    asyncio.run(bring_up_to_date(tmp_path))
    with pytest.raises(EmbeddedPostgresError, match="newer Muster"):
        asyncio.run(with_server(EmbeddedPostgres(tmp_path)))


def test_what_stands_in_the_way_leaves_it_as_it_was(older_data: Path) -> None:
    (older_data / f"postgres.before-{MAJOR}").mkdir()
    with pytest.raises(EmbeddedPostgresError, match="as it was"):
        asyncio.run(bring_up_to_date(older_data))
    assert major_of_data(older_data / "postgres") == OLDER


def test_a_move_that_fails_leaves_no_copy_and_can_be_tried_again(
    older_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name for path in older_data.iterdir()} | {"postgres.log"}

    async def fill_the_disk(_old: str, _new: str) -> None:
        assert (older_data / f"postgres.new-{MAJOR}" / "PG_VERSION").exists()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(majors, "_carry", fill_the_disk)
        with pytest.raises(EmbeddedPostgresError, match=r"No space left on device; .* as it was"):
            asyncio.run(bring_up_to_date(older_data))
    assert {path.name for path in older_data.iterdir()} == before
    assert major_of_data(older_data / "postgres") == OLDER
    asyncio.run(bring_up_to_date(older_data))
    assert major_of_data(older_data / "postgres") == MAJOR


def test_a_move_without_room_for_both_is_not_begun(
    older_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scarce(_folder: Path) -> SimpleNamespace:
        return SimpleNamespace(free=7 * 2**20)

    def begin(*_arguments: Any) -> None:
        raise AssertionError("a copy was begun")

    monkeypatch.setattr("ops.backup.majors.shutil.disk_usage", scarce)
    monkeypatch.setattr(majors, "initialise", begin)
    with pytest.raises(
        EmbeddedPostgresError,
        match=r"needs \d+ MiB of room in .*, where 7 MiB are free; .* as it was",
    ):
        asyncio.run(bring_up_to_date(older_data))
    assert major_of_data(older_data / "postgres") == OLDER
