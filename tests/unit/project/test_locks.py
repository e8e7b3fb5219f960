"""The lock files hold what `pyproject.toml` asks for, with hashes, and name no machine."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))


def normalised(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match is not None
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def locked_names(lock: str) -> set[str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {normalised(line) for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)}


def test_every_dependency_is_locked() -> None:
    file = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, groups = file["project"], file["dependency-groups"]
    extras = [each for extra in project["optional-dependencies"].values() for each in extra]
    runtime = {normalised(each) for each in (*project["dependencies"], *extras)}
    development = {normalised(each) for each in groups["dev"]}
    build = {normalised(each) for each in (*groups["build"], *file["build-system"]["requires"])}
    assert runtime <= locked_names("requirements.lock")
    assert build <= locked_names("requirements-build.lock")
    assert not build & locked_names("requirements.lock"), "nobody needs what builds to run Muster"
    assert runtime | development <= locked_names("requirements-dev.lock")
    # What tests and the demo run on is one and the same.
    assert locked_names("requirements.lock") <= locked_names("requirements-dev.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "file:" not in text
    for requirement in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in requirement
