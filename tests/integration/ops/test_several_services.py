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
import yaml

from muster.crypto import generate_contact_key
from muster.settings import child_environment
from ops.backup.keys import new_key
from ops.migrate import shipped_migrations
from ops.postgres.files import programs
from tests.conftest import Cluster, start_cluster, stop_cluster
from tests.integration.ops.test_ops_up import Muster, eventually
from tests.support.running.patience import PATIENCE

ROOT = Path(__file__).parents[3]
SCRIPTS = ROOT / "ops" / "container"
FILE = yaml.safe_load((ROOT / "compose.several.yaml").read_text())


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


class Services:
    """The file's services, each with the variables, secrets and volumes that the file gives it."""

    def __init__(self, folder: Path, postgres: Cluster, muster: Muster) -> None:
        self.folder, self.muster = folder, muster
        self.secrets = folder / "secrets"
        self.server = {
            "PGHOST": str(postgres.socket_folder),
            "PATH": f"{programs()}:{child_environment()['PATH']}",
        }
        subprocess.run([SCRIPTS / "make-secrets"], cwd=folder, check=True)
        roles = child_environment(**self.server, PGUSER="postgres", SECRETS=str(self.secrets))
        subprocess.run([SCRIPTS / "roles.sh"], check=True, env=roles)
        # The server listens on its socket alone, so only the host differs from what was made.
        for role in ("owner", "website"):
            url = self.secrets / f"{role}_url"
            user = url.read_text().split("@")[0]
            user = user.rpartition(":")[0]
            url.unlink()
            url.write_text(f"{user}@/muster?host={quote(str(postgres.socket_folder))}\n")

    def volume(self, name: str) -> Path:
        folder = self.folder / "volumes" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def variables(self, name: str) -> dict[str, str]:
        service = FILE["services"][name]
        places = {f"/run/secrets/{each}": self.secrets / each for each in service["secrets"]}
        for each in service.get("volumes", []):
            volume, place = each.removesuffix(":ro").split(":")
            places[place] = self.volume(volume)
        given = {
            name: str(places.get(value, value)) for name, value in service["environment"].items()
        }
        return given | ({"MUSTER_PORT": str(self.muster.port)} if "MUSTER_PORT" in given else {})

    def run(self, name: str, *arguments: str) -> tuple[int, str, list[str]]:
        return self.muster.run(*arguments, **self.variables(name))


@pytest.fixture
def services(folder: Path, postgres: Cluster, muster: Muster) -> Services:
    # The root of a container is read-only, and where nothing can be written root cannot either.
    (muster.folder / "data").write_text("in the way")
    return Services(folder, postgres, muster)


def test_the_websites_role_may_do_no_more_than_it_needs(services: Services, muster: Muster) -> None:
    code, out, err = services.run("migrate", *FILE["services"]["migrate"]["command"])
    assert (code, err) == (0, []), out
    web = muster.popen("web", **services.variables("web"))
    assert eventually(muster.answers)
    assert services.run("web", "healthcheck")[:2] == (0, "ready\n")
    website = child_environment(**services.server, PGUSER="website_app", PGDATABASE="muster")
    for statement in ("CREATE TABLE mine ()", "DROP TABLE players"):
        done = subprocess.run(
            ["psql", "--command", statement], env=website, capture_output=True, text=True
        )
        assert done.returncode != 0
        assert re.search("permission denied|must be owner", done.stderr)
    web.send_signal(signal.SIGTERM)
    web.communicate(timeout=PATIENCE)
    assert web.returncode == -signal.SIGTERM
    code, _, err = services.run("web", "healthcheck")
    assert (code, len(err)) == (1, 1)
    # Nothing was written: this service has no volume.
    assert [each.name for each in muster.folder.iterdir()] == ["data"]


def test_a_newer_image_migrates_what_is_there_after_a_backup(
    services: Services, muster: Muster
) -> None:
    assert services.run("migrate", "migrate")[::2] == (0, [])
    backups = services.volume("backups")
    assert list(backups.iterdir()) == [], "there was nothing to back up"
    # As an older image left it.
    newest = shipped_migrations()[-1]
    code, out, err = services.run("migrate", "migrate", "--to", str(newest.number - 1), "--yes")
    assert (code, err) == (0, []), out
    code, out, err = services.run("migrate", "migrate")
    assert (code, err) == (0, []), out
    assert f"applied {newest}" in out
    assert len(list(backups.glob(f"before-{newest}-*.zip"))) == 1

    assert services.run("migrate", "backup", "--daily")[::2] == (0, [])
    code, out, err = services.run("migrate", "doctor")
    assert (code, err) == (0, []), out
    (line,) = re.findall(r"^\w+ +backups .*", out, re.MULTILINE)
    assert line.startswith("ok "), line
    (daily,) = backups.glob("muster-*.zip")
    code, out, err = services.run("migrate", "restore", "--replace", str(daily))
    assert (code, err) == (0, []), out
    assert "everybody signs in again" not in out, "the secret of the websites is in it"

    # The contact keys of a backup have a place, although the root cannot be written.
    key, opens = generate_contact_key(), services.folder / "key.txt"
    opens.write_text(new_key())
    asked = (str(backups / "with-keys.zip.age"), "--key-file", str(opens))
    given = {**services.variables("migrate"), "CONTACT_DATA_ENCRYPTION_KEY": key}
    assert muster.run("backup", *asked, "--with-keys", **given)[::2] == (0, [])
    code, out, err = services.run("migrate", "restore", "--replace", *asked)
    assert (code, err) == (0, []), out
    assert (services.volume("data") / "contact_key.restored").read_text() == key
    assert [each.name for each in muster.folder.iterdir()] == ["data"]
