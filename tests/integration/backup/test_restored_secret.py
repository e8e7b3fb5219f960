"""The session secret of a backup, where others come in between its restore."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from muster.settings import load_settings
from ops.backup.secrets import finish_staged
from ops.backup.steps import Step
from ops.backup.store import RESTORED
from tests.integration.backup.test_restore import ask
from tests.integration.conftest import Run
from tests.support.running.database_reset import in_a_loop_of_its_own


def ask_beside(url: str, question: str) -> Any:
    """`ask`, where a loop runs already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(ask, url, question).result()


@pytest.mark.parametrize("interferes", ["backup", "cleaning"])
def test_the_secret_comes_into_force_whoever_comes_in_between(
    community_url: str,
    run: Run,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    interferes: str,
) -> None:
    backup = folder / "muster.zip"
    secret = "the backup's own secret"
    assert run(community_url, "backup", str(backup), SESSION_SECRET=secret)[0] == 0
    monkeypatch.delenv("SESSION_SECRET")
    data = tmp_path / "data"
    data.mkdir()
    (data / "session_secret").write_bytes(b"the secret in force before")

    def come(step: Step) -> None:
        if step is not Step.RESTORE_STAGED:
            return
        (staged,) = data.glob("session_secret.restored-*")
        if interferes == "cleaning":
            staged.unlink()
            return
        settings = load_settings(env_file=None, muster_data_dir=data)
        in_a_loop_of_its_own(finish_staged(settings, community_url))
        assert staged.exists()
        assert ask_beside(community_url, f"SELECT to_regnamespace('{RESTORED}') IS NOT NULL")

    monkeypatch.setattr("ops.backup.secrets._LOCK_PATIENCE", 0.0)
    monkeypatch.setattr("ops.backup.restore.reached", come)
    assert run(community_url, "restore", "--replace", str(backup))[0] == 0
    assert [path.name for path in data.iterdir()] == ["session_secret"]
    assert (data / "session_secret").read_bytes() == secret.encode()
