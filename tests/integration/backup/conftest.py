"""A community whose data is worth a backup, and rooms to restore it into."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from ops.migrate import migrate
from tests.conftest import MIGRATED_AT, Cluster
from tests.support.running.recorded_demo import load_demo

_FILLED = "muster_backup_template"


@pytest.fixture(scope="session")
def filled_template(cluster: Cluster) -> Generator[str, None, None]:
    """The name of a database with a demo's data, current; copied for each test that wants it."""
    name = cluster.create_database()
    load_demo(cluster.url(name))
    asyncio.run(migrate(cluster.url(name), MIGRATED_AT, quiet=True))
    yield name
    cluster.drop_database(name)


@pytest.fixture
def new_database(cluster: Cluster) -> Generator[Callable[..., str], None, None]:
    """Makes databases of this test's own: empty, or as a template is."""
    names: list[str] = []

    def make(template: str | None = None) -> str:
        names.append(cluster.create_database(template))
        return cluster.url(names[-1])

    yield make
    for name in names:
        cluster.drop_database(name)


@pytest.fixture
def community_url(new_database: Callable[..., str], filled_template: str) -> str:
    """A database with a community in it, which may be spoilt."""
    return new_database(filled_template)


@pytest.fixture
def empty_url(new_database: Callable[..., str]) -> str:
    """A database without any table."""
    return new_database()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose name is no plain word."""
    path = tmp_path / "Sicherung für Žan"
    path.mkdir()
    return path
