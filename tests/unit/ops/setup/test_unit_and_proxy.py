"""The systemd unit and the proxy's snippet: as the documents show them, for any path and name."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ops.setup.proxy import snippet
from ops.setup.unit import Service, complaints, interpreter, program, reaches, text_of, ways

INSTALL = Path(__file__).parents[4] / "docs" / "operations" / "install.md"
APP = Path("/opt/muster/app")
OF_THE_DOCS = Service((str(APP / ".venv/bin/muster"),), APP, APP / "data", "muster")
STRANGE = Path('/opt/Müster & Söhne/100% "a\\b"')


def lines_of(service: Service) -> dict[str, str]:
    pairs = (line.partition("=") for line in text_of(service).splitlines() if "=" in line)
    return {name: value for name, _, value in pairs}


def test_the_unit_is_the_one_of_the_documents() -> None:
    assert text_of(OF_THE_DOCS) in INSTALL.read_text(encoding="utf-8")


def test_the_snippets_are_those_of_the_documents() -> None:
    text = INSTALL.read_text(encoding="utf-8")
    for proxy in ("caddy", "nginx"):
        assert snippet(proxy, "https://muster.example.org", 8000) in text


def test_paths_are_written_as_systemd_reads_them() -> None:
    service = Service((str(STRANGE / "muster"),), STRANGE, STRANGE / "data", "muster")
    lines = lines_of(service)
    assert lines["WorkingDirectory"] == '/opt/Müster & Söhne/100%% "a\\b"'
    assert lines["ExecStart"] == '"/opt/Müster & Söhne/100%% \\"a\\\\b\\"/muster" up'
    assert lines["ReadWritePaths"] == '"/opt/Müster & Söhne/100%% \\"a\\\\b\\"/data"'


def test_only_what_systemd_would_hide_from_muster_is_left_open() -> None:
    assert lines_of(OF_THE_DOCS)["ProtectHome"] == "yes"
    at_home = Service(("/home/a/.local/bin/muster",), Path("/srv/m"), Path("/srv/m/data"), "a")
    assert lines_of(at_home)["ProtectHome"] == "read-only"
    in_tmp = Service(("/usr/bin/muster",), Path("/tmp/m"), Path("/tmp/m/data"), "a")
    assert "PrivateTmp" not in lines_of(in_tmp)
    assert lines_of(OF_THE_DOCS)["PrivateTmp"] == "yes"


def test_a_python_below_a_home_stays_seen(tmp_path: Path) -> None:
    link = tmp_path / "python"
    link.symlink_to("/home/nobody-of-this-name/python")
    behind = replace(OF_THE_DOCS, interpreter=(link,))
    assert lines_of(behind)["ProtectHome"] == "read-only"
    link.unlink()
    link.symlink_to("/usr/bin/env")
    assert lines_of(behind)["ProtectHome"] == "yes"


def test_the_interpreter_is_the_one_behind_the_virtual_environment() -> None:
    seen = [way for path in interpreter() for way in ways(path)]
    assert Path(sys.executable).resolve() in seen
    assert Path(sys.base_prefix, "lib") in seen


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert len(ways(tmp_path / "a")) < 100


def test_backups_may_be_written_where_their_disk_is_there() -> None:
    backups = Path("/mnt/other disk")
    service = Service(OF_THE_DOCS.program, APP, APP / "data", "muster", backups)
    assert lines_of(service)["ReadWritePaths"] == '/opt/muster/app/data "-/mnt/other disk"'


def test_a_unit_of_ones_own_asks_nothing_that_only_root_may() -> None:
    lines = lines_of(Service(("/usr/bin/muster",), APP, APP / "data", None))
    assert "User" not in lines
    assert not {"CapabilityBoundingSet", "ProtectSystem", "PrivateDevices"} & set(lines)
    assert (lines["NoNewPrivileges"], lines["WantedBy"]) == ("yes", "default.target")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_understands_the_unit_and_says_what_it_does_not() -> None:
    service = Service(("/bin/true",), STRANGE, STRANGE / "data", "daemon")
    assert complaints(text_of(service), of_user=False) == []
    of_another_version = text_of(service).replace("KillMode=", "OtherMode=")
    assert complaints(of_another_version, of_user=False) == []
    wrong = text_of(service).replace("ExecStart=", "ExecStart=not-absolute ")
    assert [line for line in complaints(wrong, of_user=False) if "not-absolute" in line]


def test_the_program_is_the_one_that_runs() -> None:
    command = program()
    assert Path(command[0]).is_absolute()
    assert Path(command[0]).exists()


def test_who_cannot_pass_a_folder_above_does_not_reach_what_is_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "shut"
    folder.mkdir(mode=0o700)
    inside = folder / "muster"
    stranger = 65_000
    assert not reaches(inside, stranger, {stranger})
    assert reaches(inside, 0, {0})
    assert reaches(Path("/usr/bin/env"), stranger, {stranger})
    assert not reaches(tmp_path / "absent" / "muster", stranger, {stranger})


@pytest.mark.parametrize(
    ("origin", "nginx", "caddy"),
    [
        ("https://a.example", "listen 443 ssl http2;", "a.example {"),
        ("https://a.example:8443", "listen 8443 ssl http2;", "a.example:8443 {"),
        ("http://a.example", "listen 80;", "http://a.example {"),
    ],
)
def test_the_proxy_listens_where_browsers_come(origin: str, nginx: str, caddy: str) -> None:
    assert nginx in snippet("nginx", origin, 8123)
    assert ("ssl_certificate" in snippet("nginx", origin, 8123)) == origin.startswith("https")
    assert snippet("caddy", origin, 8123).startswith(caddy)
    for proxy in ("caddy", "nginx"):
        text = snippet(proxy, origin, 8123)
        assert "127.0.0.1:8123" in text
        assert "flush_interval -1" in text or "proxy_buffering off" in text
