"""The documents name only what exists: files, headings, settings, routes, error codes, tables."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from muster.adopted_settings import is_known
from muster.errors import MusterError
from muster.secret_files import file_variable
from muster.settings import SECRETS, Settings, load_settings
from ops.cli import app as command
from website.backend.app import create_app

ROOT = Path(__file__).parents[3]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
AVAILABILITY = ROOT / "docs" / "AVAILABILITY_SYSTEM.md"

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_VARIABLE = re.compile(r"\b(?:AVAILABILITY|DISCORD|MUSTER)_[A-Z0-9_]+\b(?!\.md)")
_OTHER_VARIABLE = re.compile(r"\b[A-Z]+(?:_[A-Z]+)*_(?:ID|IDS|KEY|ORIGIN|SECRET|TOKEN|URL)\b")
_PATH = re.compile(r"(?:\.ci|bot|docs|muster|ops|tests|website)/[\w./-]+")
_ROUTE = re.compile(r"^\| `([A-Z]+) (/[^`?]*)`", re.MULTILINE)
_TABLE_ROW = re.compile(r"^\| `(\w+)` \| (\d{3}) \|", re.MULTILINE)

NOT_SETTINGS = {
    "AVAILABILITY_EXAMPLE_MINUTES",  # the recipe's example
    "AVAILABILITY_PROMOTION_",  # the glossary's AVAILABILITY_PROMOTION_*
    "OWNER_DATABASE_URL",  # a shell variable: the owner's address
    "SLOMIX_CONTACT_DATA_ENCRYPTION_KEY",  # of `muster import slomix` alone
    "SLOMIX_DATABASE_URL",
}
MADE_UP_PATHS = ("muster/examples/", "website/frontend/src/features/examples/")
BUILT_PATHS = ("website/frontend/dist", "website/frontend/node_modules", "muster/_beside")
FRAMEWORK_CODES = {"method_not_allowed", "not_acceptable"}


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def anchors(document: Path) -> set[str]:
    """What a heading is linked by: lower case, without marks, dashes for spaces."""
    headings = _HEADING.findall(_BLOCK.sub("", text_of(document)))
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def section(document: Path, heading: str) -> str:
    """What stands below a heading of the second level."""
    return text_of(document).split(f"\n## {heading}\n")[1].split("\n## ")[0]


def relative_links(document: Path) -> Iterator[tuple[str, str]]:
    for target in _LINK.findall(_BLOCK.sub("", text_of(document))):
        if "://" not in target:
            path, _, anchor = target.partition("#")
            yield path, anchor


def in_repository(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=in_repository)
def test_links_lead_somewhere(document: Path) -> None:
    for path, anchor in relative_links(document):
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), f"{path} does not exist"
        assert not anchor or anchor in anchors(target), f"{path} has no heading #{anchor}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=in_repository)
def test_settings_exist(document: Path) -> None:
    text = text_of(document)
    named = {*_VARIABLE.findall(text), *_OTHER_VARIABLE.findall(text)}
    named = {name for name in named if not is_known(name)}  # slomix's
    settings = {name.upper() for name in Settings.model_fields}
    assert named - NOT_SETTINGS <= settings | {file_variable(name) for name in SECRETS}


def test_every_setting_is_documented() -> None:
    documents = [each for each in DOCUMENTS if in_repository(each).startswith("docs/")]
    named = {name for each in documents for name in re.findall(r"\b[A-Z_]+\b", text_of(each))}
    assert {name.upper() for name in Settings.model_fields} <= named


@pytest.mark.parametrize("document", DOCUMENTS, ids=in_repository)
def test_files_exist(document: Path) -> None:
    for code in _CODE.findall(_BLOCK.sub("", text_of(document))):
        if _PATH.fullmatch(code) and not code.startswith((*MADE_UP_PATHS, *BUILT_PATHS)):
            assert "NNN" in code or (ROOT / code).exists(), f"{code} does not exist"


def test_every_document_is_listed() -> None:
    index = ROOT / "docs" / "README.md"
    listed = {(index.parent / path).resolve() for path, _ in relative_links(index)}
    assert {each for each in DOCUMENTS if each.parent != ROOT} - {index} <= listed


def test_commands_are_those_there_are() -> None:
    named = {
        name
        for row in re.findall(r"^\| (`muster [^|]+)\|", text_of(ROOT / "README.md"), re.MULTILINE)
        for name in re.findall(r"`muster ([a-z-]+)", row)
    }
    names = {
        each.name or getattr(each.callback, "__name__", "") for each in command.registered_commands
    }
    groups = {each.name or "" for each in command.registered_groups}
    assert named == {name.replace("_", "-") for name in names | groups}


def test_routes_are_those_of_the_api(tmp_path: Path) -> None:
    settings = load_settings(
        env_file=None,
        database_url=SecretStr("postgresql://nowhere/nothing"),
        session_secret=SecretStr("not used"),
    )
    paths: dict[str, dict[str, object]] = create_app(settings, page=tmp_path).openapi()["paths"]
    served = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert set(_ROUTE.findall(section(AVAILABILITY, "API"))) == served


def test_error_codes_are_those_of_the_website() -> None:
    def below(kind: type[MusterError]) -> Iterator[type[MusterError]]:
        yield kind
        for each in kind.__subclasses__():
            yield from below(each)

    codes = {
        each.code
        for each in below(MusterError)
        if each.__module__.startswith(("muster.errors", "website."))
    }
    rows = re.findall(r"^\| \d.*$", section(AVAILABILITY, "Errors"), re.MULTILINE)
    documented = {code for row in rows for code in _CODE.findall(row) if code.islower()}
    assert documented == codes | FRAMEWORK_CODES


def test_tables_are_those_of_the_migrations() -> None:
    created = {
        (table, path.name[:3])
        for path in (ROOT / "website" / "migrations").glob("[0-9]*.sql")
        for table in re.findall(
            r"^CREATE TABLE (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE
        )
        if not path.name.endswith(".rollback.sql")
    }
    assert set(_TABLE_ROW.findall(section(AVAILABILITY, "Data"))) == created


def test_the_systemd_unit_is_hardened(tmp_path: Path) -> None:
    install = text_of(ROOT / "docs" / "operations" / "install.md")
    unit = install.split("```ini\n")[1].split("```")[0]
    lines = set(unit.splitlines())
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="} <= lines
    writable = next(line for line in lines if line.startswith("ReadWritePaths="))
    assert writable == "ReadWritePaths=/opt/muster/app/data"
    assert "install -d -m 700 data" in install, "what is named there has to exist"
    analyze = shutil.which("systemd-analyze")
    # Before version 250 it could only look at units of the running system.
    if analyze and "--offline" in subprocess.check_output([analyze, "--help"], text=True):
        (tmp_path / "muster.service").write_text(unit)
        command = [analyze, "security", "--offline=true", "--threshold=40"]
        done = subprocess.run(
            [*command, str(tmp_path / "muster.service")], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout[-200:] + done.stderr


def test_dumps_are_kept_out_of_git() -> None:
    assert "*.dump" in (ROOT / ".gitignore").read_text().splitlines()
