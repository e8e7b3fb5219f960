"""Databases for the tests: one embedded PostgreSQL a run, one database a worker.

The cluster lives in a temporary folder that the run's own process makes and removes; pytest-xdist's
workers share it, whoever needs it first starts it. It has the role `website_app`, as an operator
would have created it, so that the migrations' grants are there.
"""

from __future__ import annotations

import fcntl
import shutil
import signal
import tempfile
import threading
import uuid
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg
import pytest
import structlog
from hypothesis import HealthCheck, settings

import muster.database
import muster.reconnecting
from muster.database import Database
from muster.migrations import apply, load_migrations
from ops.postgres.embedded import EmbeddedPostgres, database_folder
from ops.postgres.files import postmaster_of
from tests.support.running.database_reset import ReusedDatabase, in_a_loop_of_its_own
from tests.support.running.patience import PATIENCE

# Tracebacks as the product has them. structlog's own show every frame's variables, which takes so
# long on a busy machine that whoever waits for an answer of the same loop gives up.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        ),
    ]
)

# A busy machine is slow, which proves nothing: neither of an example nor of how it is made up.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Nor does it prove anything of a database that opens no connection for some seconds.
muster.database.CONNECT_TIMEOUT = 15.0

# A test that counts statements or looks into a memory finds a listener that is connected, and one
# of the leadership a first look around that is over.
muster.reconnecting.START_PATIENCE = PATIENCE

MIGRATIONS_FOLDER = Path(__file__).parents[1] / "website" / "migrations"
MIGRATED_AT = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
SUPERUSER = "postgres"
WEBSITE_ROLE = "website_app"

_TEMPLATE = "muster_template"
_FOLDER = pytest.StashKey[Path]()
# Nothing here outlives the run, so nothing needs to survive a power cut.
_SERVER_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "shared_buffers": "64MB",
}
_SERVERS: dict[Path, EmbeddedPostgres] = {}
"""What this process started or joined, by data folder."""


@dataclass(frozen=True)
class Cluster:
    """A running server that listens on a socket in `socket_folder` and trusts every role.

    `server_folder` is the one that its processes work on.
    """

    socket_folder: Path
    server_folder: Path

    def url(self, database: str, role: str = SUPERUSER) -> str:
        """`postgresql://…` for a database as a role."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_folder))}"

    def run(self, statement: str) -> None:
        """One statement outside any database of a test."""
        in_a_loop_of_its_own(_execute(self.url("postgres"), statement))

    def create_database(self, template: str | None = None) -> str:
        """The name of a new database, a copy of `template` or empty."""
        name = f"test_{uuid.uuid4().hex[:16]}"
        # With fsync off, copying files is quicker than logging every block of the template. The
        # locale is not the machine's, which may have none that knows "Š" from "š".
        source = template or "template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
        self.run(f'CREATE DATABASE "{name}" STRATEGY FILE_COPY TEMPLATE {source}')
        return name

    def drop_database(self, name: str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _migrate(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await apply(connection, load_migrations(MIGRATIONS_FOLDER), MIGRATED_AT)
    finally:
        await connection.close()


def pytest_configure(config: pytest.Config) -> None:
    worker_input: dict[str, str] | None = getattr(config, "workerinput", None)
    if worker_input is not None:
        config.stash[_FOLDER] = Path(worker_input["cluster_folder"])
        return
    folder = config.stash[_FOLDER] = Path(tempfile.mkdtemp(prefix="muster-tests-"))
    # pytest's own is named after whoever the environment says we are, which may be another user.
    config.option.basetemp = config.option.basetemp or str(folder / "tmp")
    # So that a run that is told to end takes the same way out as one that is interrupted.
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """pytest-xdist: tell a worker where the run's cluster lives."""
    node.workerinput["cluster_folder"] = str(node.config.stash[_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        # A server that this worker started is left to the run's own process, and by subprocess
        # taken for ended, which would else complain of a child that still runs.
        for server in _SERVERS.values():
            if server._child is not None:
                server._child.returncode = 0
        return
    if _FOLDER not in config.stash:
        return
    folder = config.stash[_FOLDER]
    stop_cluster(folder / "data")
    shutil.rmtree(folder, ignore_errors=True)


def start_cluster(data_folder: Path) -> Cluster:
    """Start a server in `data_folder`, or join the one that runs there, tuned for throwing away.

    It is started as `muster up` starts one, so nothing of it is outside of `data_folder`.
    """
    server = _SERVERS.setdefault(data_folder, EmbeddedPostgres(data_folder, _SERVER_SETTINGS))
    if not server.running():
        in_a_loop_of_its_own(server.start())
    found = postmaster_of(server.folder)
    assert found is not None
    return Cluster(found.socket_dir, server.folder)


def stop_cluster(data_folder: Path) -> None:
    """Stop the server of `data_folder`, if one runs there, whoever started it."""
    server = _SERVERS.pop(data_folder, None)
    if server is None:
        if postmaster_of(database_folder(data_folder)) is None:
            return
        server = EmbeddedPostgres(data_folder)
        in_a_loop_of_its_own(server.start())  # joins the running one
    in_a_loop_of_its_own(server.stop())


@pytest.fixture(scope="session")
def run_folder(pytestconfig: pytest.Config) -> Path:
    """A folder that all workers of this run share, removed at its end."""
    return pytestconfig.stash[_FOLDER]


@pytest.fixture(scope="session")
def cluster(pytestconfig: pytest.Config) -> Cluster:
    """The run's server, with `website_app` and a migrated template."""
    folder = pytestconfig.stash[_FOLDER]
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        running = start_cluster(folder / "data")
        if not (folder / "ready").exists():
            running.run(f"CREATE ROLE {WEBSITE_ROLE} LOGIN")
            # Made under another name, so that a half-migrated one is never anybody's template.
            fresh = running.create_database()
            in_a_loop_of_its_own(_migrate(running.url(fresh)))
            running.run(f'ALTER DATABASE "{fresh}" RENAME TO {_TEMPLATE}')
            (folder / "ready").touch()
    return running


@pytest.fixture(scope="session")
def reused_database(cluster: Cluster) -> Generator[ReusedDatabase, None, None]:
    """This worker's copy of the template."""
    database = ReusedDatabase(
        lambda: cluster.create_database(_TEMPLATE), cluster.drop_database, cluster.url
    )
    yield database
    database.drop()


@pytest.fixture
def database_url(reused_database: ReusedDatabase) -> str:
    """A migrated database that is this test's own until it ends, as its owner."""
    return reused_database.as_good_as_new()


@pytest.fixture
def empty_database_url(cluster: Cluster) -> Generator[str, None, None]:
    """A database of this test's own without any table, as its owner."""
    name = cluster.create_database()
    yield cluster.url(name)
    cluster.drop_database(name)


@pytest.fixture(scope="session")
def url_for_role() -> Callable[..., str]:
    """Turns a URL of these fixtures into one for another role (`website_app`)."""

    def for_role(url: str, role: str = WEBSITE_ROLE) -> str:
        return url.replace(f"//{SUPERUSER}@", f"//{role}@", 1)

    return for_role


@pytest.fixture
async def sql(database_url: str) -> AsyncGenerator[Any, None]:
    """A connection of the test's own, as another program would have one."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def database(database_url: str) -> AsyncGenerator[Database, None]:
    """An open pool."""
    database = Database(database_url, application_name="test")
    await database.open()
    yield database
    await database.close()
