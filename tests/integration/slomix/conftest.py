"""slomix's database: one that nobody changes, and copies for who does."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.conftest import Cluster
from tests.support.running.database_reset import in_a_loop_of_its_own
from tests.support.slomix.database import fill


@pytest.fixture(scope="session")
def _slomix(cluster: Cluster) -> Generator[str, None, None]:
    name = cluster.create_database()
    in_a_loop_of_its_own(fill(cluster.url(name)))
    yield name
    cluster.drop_database(name)


@pytest.fixture
def slomix_url(cluster: Cluster, _slomix: str) -> str:
    """A slomix in use, which an import does not change."""
    return cluster.url(_slomix)


@pytest.fixture
def own_slomix_url(cluster: Cluster, _slomix: str) -> Generator[str, None, None]:
    """The same, for a test that changes it."""
    name = cluster.create_database(_slomix)
    yield cluster.url(name)
    cluster.drop_database(name)
