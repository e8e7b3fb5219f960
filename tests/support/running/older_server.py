"""A server of an older major version than the embedded one, for as long as a test needs it."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from ops.postgres.embedded import EmbeddedPostgres
from ops.postgres.files import Account, account_for, open_the_way
from tests.support.running.database_reset import in_a_loop_of_its_own

_OPTIONS = {"fsync": "off", "shared_buffers": "16MB"}


def initialise_older(bin_folder: Path, data_dir: Path) -> Account:
    """Make the files of an empty database by another PostgreSQL's `initdb`."""
    data_dir.chmod(0o700)
    account = account_for(data_dir / "postgres")
    account.own(data_dir)
    open_the_way(account, bin_folder)
    arguments = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
    subprocess.run(
        [str(bin_folder / "initdb"), *arguments, "--no-sync", "-D", str(data_dir / "postgres")],
        check=True,
        capture_output=True,
        **account.popen_options(),
    )
    return account


@contextmanager
def older_server(bin_folder: Path) -> Generator[str, None, None]:
    """The address of an empty database on it."""
    with tempfile.TemporaryDirectory(prefix="muster-older-") as folder:
        initialise_older(bin_folder, Path(folder))
        server = EmbeddedPostgres(Path(folder), _OPTIONS, bin_folder=bin_folder)
        in_a_loop_of_its_own(server.start())
        try:
            yield server.url
        finally:
            in_a_loop_of_its_own(server.stop())
