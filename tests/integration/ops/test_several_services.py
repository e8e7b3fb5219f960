"""What compose.several.yaml runs, without an engine: its scripts, commands and variables."""

from __future__ import annotations

import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from muster.settings import child_environment
from ops.postgres.files import programs
from tests.conftest import Cluster, start_cluster, stop_cluster
from tests.integration.ops.test_ops_up import Muster, eventually
from tests.support.running.patience import PATIENCE

SCRIPTS = Path(__file__).parents[3] / "ops" / "container"


@pytest.fixture
def folder() -> Iterator[Path]:
    # Outside pytest's own folders: as root, PostgreSQL runs as another user.
    with tempfile.TemporaryDirectory(prefix="muster-ops-") as name:
        yield Path(name)


@pytest.fixture
def postgres(folder: Path) -> Iterator[Cluster]:
    yield start_cluster(folder / "postgres")
    stop_cluster(folder / "postgres")


@pytest.fixture
def muster(folder: Path) -> Iterator[Muster]:
    (folder / "service").mkdir()
    muster = Muster(folder / "service")
    yield muster
    for process in muster.leftovers():
        process.kill()


def test_the_services_of_the_second_file(folder: Path, postgres: Cluster, muster: Muster) -> None:
    subprocess.run([SCRIPTS / "make-secrets"], cwd=folder, check=True)
    secrets = folder / "secrets"
    server = {
        "PGHOST": str(postgres.socket_folder),
        "PATH": f"{programs()}:{child_environment()['PATH']}",
    }
    roles = child_environment(**server, PGUSER="postgres", SECRETS=str(secrets))
    subprocess.run([SCRIPTS / "roles.sh"], check=True, env=roles)
    # The server listens on its socket alone, so only the host differs from what was made.
    files: dict[str, str] = {}
    for role in ("owner", "website"):
        url = (secrets / f"{role}_url").read_text()
        user = url.split("@")[0].rpartition(":")[0]
        here = folder / f"{role}_url"
        here.write_text(f"{user}@/muster?host={quote(str(postgres.socket_folder))}\n")
        files[role] = str(here)

    code, out, err = muster.run("migrate", DATABASE_URL_FILE=files["owner"])
    assert (code, err) == (0, []), out
    service = {
        "DATABASE_URL_FILE": files["website"],
        "SESSION_SECRET_FILE": str(secrets / "session_secret"),
        "MUSTER_PORT": str(muster.port),
    }
    web = muster.popen("web", **service)
    assert eventually(muster.answers)
    assert muster.run("healthcheck", **service)[:2] == (0, "ready\n")
    # The website's role may do no more than it needs.
    website = child_environment(**server, PGUSER="website_app", PGDATABASE="muster")
    for statement in ("CREATE TABLE mine ()", "DROP TABLE players"):
        done = subprocess.run(
            ["psql", "--command", statement], env=website, capture_output=True, text=True
        )
        assert done.returncode != 0
        assert re.search("permission denied|must be owner", done.stderr)
    web.send_signal(signal.SIGTERM)
    web.communicate(timeout=PATIENCE)
    assert web.returncode == -signal.SIGTERM
    code, _, err = muster.run("healthcheck", **service)
    assert (code, len(err)) == (1, 1)
    # Nothing was written: the root of a container is read-only, and this service has no volume.
    assert list(muster.folder.iterdir()) == []
