"""The set-up rules of the Makefile, where somebody set things for programs of their own."""

from pathlib import Path

import pytest

from tests.integration.ops.test_makefile import MODULES, NO_UV, NODE, UV, Checkout
from tests.integration.ops.test_makefile import checkout as checkout
from tests.integration.ops.test_makefile import page as page


def test_the_page_is_built_where_other_programs_run_in_production(
    checkout: Checkout, page: Path
) -> None:
    heard = checkout.folder / "heard"
    checkout.program("npm", f'echo "$NODE_ENV $*" > {heard}')
    done = checkout.make(*NO_UV, "-o", NODE, MODULES, NODE_ENV="production", npm_config_omit="dev")
    assert done.returncode == 0, done.stderr
    said = heard.read_text()
    assert said.startswith(" "), "NODE_ENV is not handed on"
    assert "--include=dev" in said.split()


def test_uv_goes_where_it_is_looked_for_whatever_pip_is_told(checkout: Checkout) -> None:
    heard = checkout.folder / "heard"
    fake = checkout.program(
        "python-of-the-test",
        f"""case "$*" in
        --version) echo Python 3.12.0;;
        *"venv --clear"*) mkdir -p .tools/uv/bin; cp "$0" .tools/uv/bin/python;;
        *"pip install"*) echo "$PIP_USER$PIP_TARGET$PIP_PREFIX$PIP_ROOT" > {heard}
            touch .tools/uv/bin/uv;;
        esac""",
    )
    own = {"PIP_USER": "1", "PIP_TARGET": "/a", "PIP_PREFIX": "/b", "PIP_ROOT": "/c"}
    done = checkout.make(UV, f"PYTHON={fake}", **own)
    assert done.returncode == 0, done.stderr
    assert heard.read_text().strip() == "0"


def test_the_checkout_is_installed_where_hashes_are_asked_of_everything(
    checkout: Checkout,
) -> None:
    heard = checkout.folder / "heard"
    (checkout.folder / ".tools/uv/bin").mkdir(parents=True)
    uv = f"""echo "$2 $UV_REQUIRE_HASHES $*" >> {heard}"""
    checkout.program("uv", uv).rename(checkout.folder / UV)
    for name in ("requirements.lock", "requirements-build.lock", "pyproject.toml"):
        (checkout.folder / name).touch()
    (checkout.folder / ".venv/bin").mkdir(parents=True)
    (checkout.folder / ".venv/bin/python").touch()
    done = checkout.make(*NO_UV, ".venv/.runtime-installed", UV_REQUIRE_HASHES="1")
    assert done.returncode == 0, done.stderr
    sync, install = heard.read_text().splitlines()
    assert sync.startswith("sync 1 pip")
    assert install.startswith("install  pip")
    assert "--no-require-hashes" in install.split()


@pytest.mark.parametrize("home", ["a folder", "not there yet", "not to be made"])
@pytest.mark.parametrize("own", [False, True])
def test_caches_are_in_the_checkout_where_there_is_no_home_for_them(
    checkout: Checkout, page: Path, home: str, own: bool
) -> None:
    # Nobody makes a folder below a file, nor does root.
    (checkout.folder / "file").touch()
    homes = {
        "a folder": checkout.folder,
        "not there yet": checkout.folder / "home",
        "not to be made": checkout.folder / "file/home",
    }
    heard = checkout.folder / "heard"
    checkout.program("npm", f'echo "$UV_CACHE_DIR $npm_config_cache" > {heard}')
    set_already = {"UV_CACHE_DIR": "/a", "npm_config_cache": "/b"} if own else {}
    done = checkout.make(*NO_UV, "-o", NODE, MODULES, HOME=str(homes[home]), **set_already)
    assert done.returncode == 0, done.stderr
    tools = checkout.folder / ".tools"
    here = f"{tools}/uv-cache {tools}/npm-cache" if home == "not to be made" else ""
    assert heard.read_text().strip() == ("/a /b" if own else here)
