"""The Containerfile and the compose files: what can be proven of them without an engine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from muster.secret_files import file_variable
from muster.settings import SECRETS, Settings

ROOT = Path(__file__).parents[3]
COMPOSE = ("compose.yaml", "compose.several.yaml")
OURS = [
    pytest.param(file, name, id=f"{file}:{name}")
    for file, names in zip(COMPOSE, (["muster"], ["migrate", "web", "bot"]), strict=True)
    for name in names
]
OTHERS_VARIABLES = {"FORWARDED_ALLOW_IPS"}  # uvicorn's


def instructions() -> list[tuple[str, str]]:
    """(instruction, what it says) of the Containerfile, in order."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Containerfile").read_text(), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    found = (line.strip().partition(" ") for line in lines if line.strip())
    return [(name, " ".join(rest.split())) for name, _, rest in found]


def last_stage() -> list[tuple[str, str]]:
    steps = instructions()
    start = max(number for number, (name, _) in enumerate(steps) if name == "FROM")
    return steps[start:]


def compose(file: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / file).read_text())


def variables(service: dict[str, Any]) -> Iterator[str]:
    yield from service.get("environment", {})


# --- the image ------------------------------------------------------------------------------------


@pytest.mark.skipif(
    not Path(sys.executable).with_name("hadolint").exists(), reason="hadolint is for x86-64 alone"
)
def test_the_linter_has_nothing_to_say() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [hadolint, "--no-color", ROOT / "Containerfile"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_it_runs_as_an_ordinary_user_by_number() -> None:
    (user,) = (rest for name, rest in last_stage() if name == "USER")
    assert re.fullmatch(r"[1-9]\d{4}:[1-9]\d{4}", user)
    assert user in {
        f"{number}:{number}" for number in re.findall(r"--uid (\d+)", str(last_stage()))
    }


def test_nothing_that_builds_is_in_the_last_stage() -> None:
    (installed,) = (
        re.findall(r"install --yes --no-install-recommends ([\w. -]+?) &&", rest)[0].split()
        for name, rest in last_stage()
        if name == "RUN"
    )
    assert installed == ["ca-certificates", "python3"]
    copied = [rest for name, rest in last_stage() if name in ("COPY", "ADD")]
    assert copied == ["--from=build /opt/muster /opt/muster"]
    # Where that comes from has no pip of its own, either.
    assert any("venv --without-pip /opt/muster" in rest for _, rest in instructions())


def test_everything_is_locked_that_is_not_debians() -> None:
    (sync,) = (rest for _, rest in instructions() if "pip sync" in rest)
    assert "--require-hashes" in sync
    (install,) = (rest for _, rest in instructions() if "pip install" in rest)
    assert {"--no-deps", "--no-index", "dist/*.whl"} <= set(install.split())


def test_it_starts_what_there_is() -> None:
    said = dict(last_stage())
    assert said["ENTRYPOINT"] == '["muster"]'
    assert said["CMD"] == '["up", "--host", "0.0.0.0"]'
    assert said["HEALTHCHECK"].endswith('CMD ["muster", "healthcheck"]')
    assert said["EXPOSE"] == str(Settings.model_fields["muster_port"].default)


def test_what_it_copies_is_not_ignored_and_what_is_secret_is() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".*", "secrets", "data", "demo-data", "*.dump"} <= set(ignored)
    allowed = {line[1:] for line in ignored if line.startswith("!")}
    assert allowed == {".env.example", ".gitignore", "website/frontend/.npmrc"}
    # A file whose name begins with a dot comes along only by name, wherever it is.
    needed = subprocess.run(
        ["git", "ls-files", ":(glob)website/frontend/.*", ":(glob).env.example"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(needed.stdout.split()) - {"website/frontend/.gitignore"} <= allowed


# --- compose --------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", COMPOSE)
def test_it_fits_the_published_schema(file: str) -> None:
    check = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run(
        [check, "--builtin-schema", "vendor.compose-spec", ROOT / file],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("file", "name"), OURS)
def test_our_services_can_do_no_more_than_they_need(file: str, name: str) -> None:
    service = compose(file)["services"][name]
    assert service["image"] == "muster"
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "user" not in service, "the image's own"
    assert service["stop_grace_period"] == "15s"
    for port in service.get("ports", []):
        assert port.startswith("127.0.0.1:"), "the proxy alone reaches it"


@pytest.mark.parametrize(("file", "name"), OURS)
def test_a_volume_takes_the_place_of_a_folder_that_our_user_owns(file: str, name: str) -> None:
    # A new volume gets owner and mode of what the image has there.
    (made,) = (
        re.findall(r"install --directory --owner muster .* --mode 700 (.*)", rest)[0].split()
        for instruction, rest in last_stage()
        if instruction == "RUN"
    )
    whole = compose(file)
    service = whole["services"][name]
    places: list[str] = []
    for each in service.get("volumes", []):
        volume, place = each.removesuffix(":ro").split(":")
        assert volume in whole["volumes"]
        assert place in made
        places.append(place)
    folder = service.get("environment", {}).get("MUSTER_BACKUP_DIR")
    assert folder is None or folder in places


@pytest.mark.parametrize(("file", "name"), OURS)
def test_what_is_set_is_a_setting(file: str, name: str) -> None:
    service = compose(file)["services"][name]
    known = {name.upper() for name in Settings.model_fields} | {*map(file_variable, SECRETS)}
    assert set(variables(service)) <= known | OTHERS_VARIABLES
    for variable, value in service.get("environment", {}).items():
        if variable.endswith("_FILE"):
            assert value.removeprefix("/run/secrets/") in service["secrets"]


@pytest.mark.parametrize(("file", "name"), OURS)
def test_whoever_serves_is_asked_and_nobody_else(file: str, name: str) -> None:
    service = compose(file)["services"][name]
    serves = bool(service.get("ports"))
    assert service["healthcheck"] == (
        {
            "test": ["CMD", "muster", "healthcheck"],
            "interval": "30s",
            "timeout": "10s",
            "start_period": "60s",
        }
        if serves
        else {"disable": True}
    )


def test_the_bot_sees_the_backups_that_the_owner_makes_and_no_website_does() -> None:
    services = compose("compose.several.yaml")["services"]
    owner, bot = services["migrate"], services["bot"]
    assert bot["environment"]["MUSTER_BACKUP_DIR"] == owner["environment"]["MUSTER_BACKUP_DIR"]
    assert bot["volumes"] == ["backups:/var/backups/muster:ro"]
    assert "backups:/var/backups/muster" in owner["volumes"]
    assert "volumes" not in services["web"]


def test_each_website_has_a_port() -> None:
    web = compose("compose.several.yaml")["services"]["web"]
    (ports,) = web["ports"]
    match = re.fullmatch(r"127\.0\.0\.1:(\d+)-(\d+):8000", ports)
    assert match
    assert int(match[2]) - int(match[1]) + 1 == web["deploy"]["replicas"]


def test_secrets_are_those_that_are_made(tmp_path: Path) -> None:
    script = ROOT / "ops/container/make-secrets"
    for _ in range(2):
        subprocess.run([script], cwd=tmp_path, check=True, umask=0o077)
    folder = tmp_path / "secrets"
    assert folder.stat().st_mode & 0o777 == 0o700
    made = {path.name: path for path in folder.iterdir()}
    assert all(path.stat().st_mode & 0o777 == 0o444 for path in made.values())
    file = compose("compose.several.yaml")
    assert {name: f"./secrets/{name}" for name in made} == {
        name: secret["file"] for name, secret in file["secrets"].items()
    }
    used = {name for service in file["services"].values() for name in service.get("secrets", [])}
    assert used == set(made)
    password = made["owner_password"].read_text().strip()
    assert made["owner_url"].read_text() == f"postgresql://muster:{password}@postgres/muster\n"
    assert len({path.read_text() for path in made.values()}) == len(made)
    for line in (script, ROOT / "ops/container/roles.sh"):
        assert shutil.which(str(line)), "it can be started"


def test_a_secret_that_a_full_disk_left_empty_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    empty, kept = folder / "owner_password", folder / "session_secret"
    empty.touch(mode=0o444)
    kept.write_text("of before\n")
    subprocess.run([ROOT / "ops/container/make-secrets"], cwd=tmp_path, check=True)
    assert len(empty.read_text().strip()) == 48
    assert empty.read_text().strip() in (folder / "owner_url").read_text()
    assert kept.read_text() == "of before\n"
    assert not list(folder.glob(".*"))


def test_git_ignores_the_secrets() -> None:
    assert "secrets/" in (ROOT / ".gitignore").read_text().splitlines()
