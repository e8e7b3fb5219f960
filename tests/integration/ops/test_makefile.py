"""The set-up rules of the Makefile, on machines with other programs, certificates and disks."""

import os
import subprocess
from pathlib import Path

import pytest

from muster.settings import child_environment

ROOT = Path(__file__).parents[3]
BUNDLE_VARIABLES = ("UV_SYSTEM_CERTS", "NODE_EXTRA_CA_CERTS", "PIP_CERT", "REQUESTS_CA_BUNDLE")
CACHE_VARIABLES = ("XDG_CACHE_HOME", "UV_CACHE_DIR", "npm_config_cache", "NPM_CONFIG_CACHE")


class Checkout:
    """A checkout with nothing but the Makefile and the lock files, on a PATH of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "programs"
        for name in ("Makefile", "requirements-uv.lock", "requirements-node.lock"):
            (folder / name).write_bytes((ROOT / name).read_bytes())
        for name in ("programs", "muster", "website/backend", "website/frontend/src"):
            (folder / name).mkdir(parents=True)
        for name in ("public", "scripts"):
            (folder / "website/frontend" / name).mkdir()

    def program(self, name: str, script: str) -> Path:
        """An executable `name`, first on the PATH."""
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    def make(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = child_environment(
            PATH=f"{self.programs}:{child_environment()['PATH']}", **variables
        )
        others = {*BUNDLE_VARIABLES, *CACHE_VARIABLES, "MAKEFLAGS", "MAKELEVEL"}
        for name in others - set(variables):
            environment.pop(name, None)
        return subprocess.run(
            ["make", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


NODE = ".tools/node-chosen"
UV = ".tools/uv/bin/uv"
NO_UV = ("-o", UV)


def test_the_machines_node_is_used_and_left_alone(checkout: Checkout) -> None:
    node = checkout.program("node", "echo v22.12.0")
    checkout.program("npm", "exit 0")
    os.utime(node, (1_000_000, 1_000_000))
    before = node.stat()

    done = checkout.make(*NO_UV, NODE)
    assert done.returncode == 0, done.stderr
    assert (checkout.folder / ".tools/bin/node").readlink() == node
    after = node.stat()
    assert (after.st_mtime_ns, after.st_ctime_ns) == (before.st_mtime_ns, before.st_ctime_ns)
    assert checkout.make(*NO_UV, "-q", NODE).returncode == 0, "it is chosen once"


def test_another_node_is_chosen_once_the_first_is_gone(checkout: Checkout) -> None:
    gone = checkout.program("node", "echo v22.12.0")
    checkout.program("npm", "exit 0")
    assert checkout.make(*NO_UV, NODE).returncode == 0
    other = gone.rename(checkout.folder / "node")
    (checkout.folder / "node").chmod(0o755)

    path = f"{checkout.folder}:{checkout.programs}:{child_environment()['PATH']}"
    assert checkout.make(*NO_UV, NODE, f"PATH={path}").returncode == 0
    assert (checkout.folder / ".tools/bin/node").readlink() == checkout.folder / other.name


def test_a_place_that_cannot_be_written_is_called_that(checkout: Checkout) -> None:
    # As on a read-only disk, but for root, too: nothing can be made below a file.
    (checkout.folder / ".tools").write_text("in the way")
    done = checkout.make(UV)
    assert done.returncode != 0
    assert "muster: the virtual environment .tools/uv could not be made: " in done.stderr
    assert ".tools" in done.stderr.split("could not be made: ")[1].splitlines()[0]
    assert "python3-venv" not in done.stderr


@pytest.mark.parametrize(
    "reason",
    [
        "OSError: [Errno 28] No space left on device",
        "Error: [Errno 30] Read-only file system: '/srv/app/.tools'",
        "ERROR: Could not install packages due to an OSError: [Errno 122] Disk quota exceeded",
        "something that nobody has thought of",
    ],
)
def test_the_last_line_that_python_said_is_shown(checkout: Checkout, reason: str) -> None:
    python = checkout.program(
        "python-of-the-test",
        f"""case "$1" in
        --version) echo Python 3.12.0;;
        -c) exit 0;;
        *) echo "Looking in links: …"; echo "{reason}"; echo; exit 1;;
        esac""",
    )
    done = checkout.make(UV, f"PYTHON={python}")
    assert done.returncode != 0
    assert f"muster: the virtual environment .tools/uv could not be made: {reason}\n" in done.stderr
    assert "python3-venv" not in done.stderr


def test_a_python_without_its_venv_module_is_called_that(checkout: Checkout) -> None:
    python = checkout.program(
        "python-of-the-test",
        """case "$2" in *ensurepip*) exit 1;; esac; echo Python 3.12.0""",
    )
    done = checkout.make(UV, f"PYTHON={python}")
    assert done.returncode != 0
    assert "apt-get install python3-venv" in done.stderr


def test_the_machines_certificates_are_trusted(checkout: Checkout) -> None:
    bundle = checkout.folder / "bundle.crt"
    bundle.touch()
    heard = checkout.folder / "heard"
    (checkout.folder / ".tools/uv/bin").mkdir(parents=True)
    checkout.program("uv", f'echo "$UV_SYSTEM_CERTS $NODE_EXTRA_CA_CERTS" > {heard}').rename(
        checkout.folder / ".tools/uv/bin/uv"
    )

    def uv_hears(**variables: str) -> str:
        done = checkout.make(*NO_UV, ".venv/bin/python", CERTIFICATES=str(bundle), **variables)
        assert done.returncode == 0, done.stderr
        return heard.read_text().strip()

    assert uv_hears() == f"true {bundle}"
    assert uv_hears(NODE_EXTRA_CA_CERTS="/own.pem") == "true /own.pem"
    assert uv_hears(UV_SYSTEM_CERTS="false") == f"false {bundle}"


@pytest.mark.parametrize(
    ("configured", "variables", "expected"),
    [
        ("", {}, "{bundle}"),
        ("global.cert='/corporate.pem'", {}, ""),
        ("", {"PIP_CERT": "/own.pem"}, "/own.pem"),
        ("", {"REQUESTS_CA_BUNDLE": "/own.pem"}, ""),
    ],
)
def test_pip_is_given_the_machines_certificates_unless_it_has_others(
    checkout: Checkout, configured: str, variables: dict[str, str], expected: str
) -> None:
    bundle = checkout.folder / "bundle.crt"
    bundle.touch()
    heard = checkout.folder / "heard"
    fake = checkout.program(
        "python-of-the-test",
        f"""case "$*" in
        --version) echo Python 3.12.0;;
        *"venv --clear"*) mkdir -p .tools/uv/bin; cp "$0" .tools/uv/bin/python;;
        *"pip config list"*) echo "{configured}";;
        *"pip install"*) echo "$PIP_CERT" > {heard}; touch .tools/uv/bin/uv;;
        esac""",
    )
    done = checkout.make(UV, f"PYTHON={fake}", CERTIFICATES=str(bundle), **variables)
    assert done.returncode == 0, done.stderr
    assert heard.read_text().strip() == expected.format(bundle=bundle)


MODULES = "website/frontend/node_modules/.installed"


@pytest.fixture
def page(checkout: Checkout) -> Path:
    """The page's folder, with what its packages are installed from."""
    folder = checkout.folder / "website/frontend"
    (folder / "node_modules").mkdir()
    for name in ("package.json", "package-lock.json"):
        (folder / name).touch()
    return folder


def test_what_npm_could_not_write_is_a_failure(checkout: Checkout, page: Path) -> None:
    full = "npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write"
    checkout.program("npm", f'test ! -e {checkout.folder}/full || echo "{full}" >&2')
    (checkout.folder / "full").touch()
    for _ in range(2):
        done = checkout.make(*NO_UV, "-o", NODE, MODULES)
        assert done.returncode != 0
        assert f"muster: the page's packages could not be installed: {full}\n" in done.stderr
    (checkout.folder / "full").unlink()
    assert checkout.make(*NO_UV, "-o", NODE, MODULES).returncode == 0
    assert checkout.make(*NO_UV, "-o", NODE, "-q", MODULES).returncode == 0, "once is enough"


@pytest.mark.parametrize("stamp", ["runtime", "development"])
def test_what_a_full_disk_left_half_copied_is_installed_anew(
    checkout: Checkout, stamp: str
) -> None:
    heard, full = checkout.folder / "heard", checkout.folder / "full"
    (checkout.folder / ".tools/uv/bin").mkdir(parents=True)
    uv = f"""echo "$@" >> {heard}; case "$2" in sync) test ! -e {full};; esac"""
    checkout.program("uv", uv).rename(checkout.folder / UV)
    locks = (f"requirements{of}.lock" for of in ("", "-build", "-dev"))
    for name in (*locks, "pyproject.toml"):
        (checkout.folder / name).touch()
    (checkout.folder / ".venv/bin").mkdir(parents=True)
    (checkout.folder / ".venv/bin/python").touch()

    def syncs(target: str) -> list[str]:
        heard.write_text("")
        done = checkout.make(*NO_UV, f".venv/.{target}-installed")
        assert (done.returncode == 0) is not full.exists(), done.stderr
        return [line for line in heard.read_text().splitlines() if " sync " in line]

    if stamp == "development":
        syncs("runtime")
    full.touch()
    assert "--reinstall" not in syncs(stamp)[0]
    assert "--reinstall" in syncs(stamp)[0]
    full.unlink()
    assert "--reinstall" in syncs("runtime")[0]
    assert not any("--reinstall" in line for line in syncs("development"))
    assert syncs("development") == []


def test_packages_go_into_a_folder_and_leave_alone_what_is_in_it(checkout: Checkout) -> None:
    uv = checkout.program(
        "uv-of-the-test",
        """while [ "$1" != --out-dir ]; do shift; done
        test ! -e full || { echo 'No space left on device'; exit 1; }
        touch "$2/.gitignore" "$2/muster-1.tar.gz" "$2/muster-1-py3-none-any.whl\"""",
    )
    folder = checkout.folder / "my packages; x"
    folder.mkdir()
    mine, older = folder / "mine.txt", folder / "muster-1.tar.gz"
    for path in (mine, older):
        path.write_text("of before")
    arguments = ("--silent", "-o", "setup", "package", f"UV={uv}", f"PACKAGES={folder}")
    (checkout.folder / "full").touch()
    done = checkout.make(*arguments)
    assert done.returncode != 0
    assert "No space left on device" in done.stderr
    assert (mine.read_text(), older.read_text()) == ("of before",) * 2
    (checkout.folder / "full").unlink()
    done = checkout.make(*arguments)
    assert done.returncode == 0, done.stderr
    names = {"muster-1.tar.gz", "muster-1-py3-none-any.whl"}
    assert {str(folder / name) for name in names} <= set(done.stdout.splitlines())
    assert {path.name for path in folder.iterdir()} == {"mine.txt", *names}
    assert (mine.read_text(), older.read_text()) == ("of before", "")


def test_the_tests_say_first_how_long_they_take() -> None:
    shown = subprocess.run(
        ["make", "--dry-run", "test"], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    first = next(line for line in shown.stdout.splitlines() if line.startswith("echo"))
    assert "minutes" in first


def test_the_reason_is_found_above_the_traceback_of_ensurepip(checkout: Checkout) -> None:
    python = checkout.program(
        "python-of-the-test",
        """case "$*" in
        --version) echo Python 3.12.0;;
        *"venv --clear"*) mkdir -p .tools/uv/bin; cp "$0" .tools/uv/bin/python;;
        *"-m ensurepip"*)
            echo "ERROR: Could not install packages: [Errno 28] No space left on device"
            echo "Traceback (most recent call last):"
            echo "subprocess.CalledProcessError: Command [] returned non-zero exit status 1."
            exit 1;;
        esac""",
    )
    done = checkout.make(UV, f"PYTHON={python}")
    assert done.returncode != 0
    assert "could not be made: ERROR: Could not install packages: [Errno 28]" in done.stderr
