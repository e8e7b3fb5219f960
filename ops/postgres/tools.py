"""PostgreSQL's own programs as clients: `pg_dump`, `pg_restore`, `psql`, and where to find them.

What a program is told of a database stands in its environment, or in a file of ours, where it is a
secret: arguments can be read by every user of the machine.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import cache
from glob import glob
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from muster.errors import OperatorError
from muster.session import read_address
from muster.settings import child_environment
from ops.postgres.files import programs, wheel_folders

_PACKAGED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
"""Where Debian, Red Hat and Homebrew put them, beside what the PATH leads to."""

QUIETLY = (
    *("--no-psqlrc", "--quiet", "--no-password"),
    *("--set=ON_ERROR_STOP=1", "--output=/dev/null"),
)
"""Arguments of psql for a script: it ends at the first error and prints nothing else."""

_KNOWN = {
    name: name
    for name in (
        *("host", "port", "user", "dbname", "passfile", "options", "target_session_attrs"),
        *("krbsrvname", "gsslib"),
    )
} | {"database": "dbname"}
"""What libpq knows of an address's query, beside what begins with ssl. Our driver takes everything
else for a setting of the session, which its programs set themselves."""

_OF_THE_KEY = "sslpassword"
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
_CHUNK = 1 << 18
_REASON = re.compile(r"(?:error|ERROR|FATAL|fatal):\s+(.*)")


class ToolFailed(OperatorError):
    """One of PostgreSQL's programs ended with an error; `because` is its own reason."""

    code = "postgres_tool_failed"

    def __init__(self, program: str, because: str) -> None:
        self.because = because
        super().__init__(f"{program} failed: {because}.")

    @property
    def forbidden(self) -> bool:
        """Whether the role lacks a right."""
        return self.because.startswith(("permission denied", "must be owner"))


class NoPrograms(OperatorError):
    """No programs of the PostgreSQL that is needed were found on this machine."""

    code = "no_postgres_programs"


@cache
def major_of(folder: Path) -> int | None:
    """The major version of the programs in `folder`, None where there are none that run."""
    program = folder / "pg_dump"
    try:
        done = subprocess.run(
            [str(program), "--version"], capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    found = _VERSION.search(done.stdout)
    return int(found[1]) if found else None


def folders_of_programs() -> list[Path]:
    """Every folder with PostgreSQL's programs: the embedded server's, the wheel's others, and what
    this machine has installed.
    """
    packaged = (Path(each) for pattern in _PACKAGED for each in sorted(glob(pattern)))
    found = [programs(), *wheel_folders(), *packaged]
    on_path = shutil.which("pg_dump")
    if on_path is not None:
        found.append(Path(on_path).parent)
    return list(dict.fromkeys(found))


def programs_for(major: int) -> Path:
    """The folder of client programs that know PostgreSQL `major`: our own or newer ones.

    Raises:
        NoPrograms: all that are here are older.
    """
    for folder in folders_of_programs():
        if (own := major_of(folder)) is not None and own >= major:
            return folder
    raise NoPrograms(
        f"PostgreSQL {major} is newer than every pg_dump on this machine; install its client "
        f"programs (Debian, Ubuntu: apt-get install postgresql-client-{major})."
    )


def programs_of(major: int) -> Path | None:
    """The folder of the server's programs of exactly version `major`, None where there are none."""
    for folder in folders_of_programs():
        if (folder / "postgres").exists() and major_of(folder) == major:
            return folder
    return None


def as_client(url: str) -> tuple[str, dict[str, str]]:
    """An address for the arguments of a program, and what stands in its environment instead."""
    parts = urlsplit(read_address(url).url)
    secrets = {"PGAPPNAME": "muster backup", "PGCLIENTENCODING": "UTF8", "LC_ALL": "C"}
    secrets["PGOPTIONS"] = ""
    host = parts.netloc
    user, at, rest = host.rpartition("@")
    name, colon, password = user.partition(":")
    if colon:
        secrets["PGPASSWORD"] = unquote(password)
        host = f"{name}{at}{rest}"
    kept: list[tuple[str, str]] = []
    for key, value in parse_qsl(parts.query, keep_blank_values=True):
        if key == "password":
            secrets["PGPASSWORD"] = value
        elif key == _OF_THE_KEY:
            pass  # see `_key_password`
        elif key in _KNOWN or key.startswith("ssl"):
            kept.append((_KNOWN.get(key, key), value))
    query = urlencode(kept, quote_via=quote, safe="")
    # `urlunsplit` would leave the slashes out where there is no host.
    return f"postgresql://{host}{parts.path}{'?' if query else ''}{query}", secrets


@contextmanager
def _key_password(url: str) -> Generator[dict[str, str], None, None]:
    """What stands in the environment of a program for the password of the client's TLS key, which
    libpq reads from no variable, but from a file of ours.
    """
    query = urlsplit(read_address(url).url).query
    value = dict(parse_qsl(query, keep_blank_values=True)).get(_OF_THE_KEY, "")
    if not value:
        yield {}
        return
    with NamedTemporaryFile("w", encoding="utf-8", prefix="muster-", suffix=".conf") as file:
        file.write(f"[muster]\n{_OF_THE_KEY}={value}\n")
        file.flush()
        yield {"PGSERVICEFILE": file.name, "PGSERVICE": "muster"}


class Tool:
    """One of PostgreSQL's programs that runs: bytes go in and come out, what it says is kept."""

    def __init__(self, name: str, process: asyncio.subprocess.Process) -> None:
        self._name = name
        self._process = process
        assert process.stderr is not None
        self._said = asyncio.create_task(process.stderr.read())

    @property
    def stdin(self) -> asyncio.StreamWriter:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def stdout(self) -> asyncio.StreamReader:
        assert self._process.stdout is not None
        return self._process.stdout

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Its output, a piece at a time."""
        while chunk := await self.stdout.read(_CHUNK):
            yield chunk

    async def feed(self, chunk: bytes) -> None:
        """Write to its input; nothing happens where it has ended, of which `finish` tells."""
        if self.stdin.is_closing():  # else the event loop would complain of each piece
            return
        with suppress(ConnectionError):
            self.stdin.write(chunk)
            await self.stdin.drain()

    async def close_input(self) -> None:
        """Tell it that its input ends."""
        with suppress(ConnectionError):
            self.stdin.close()
            await self.stdin.wait_closed()

    async def finish(self) -> None:
        """Wait for its end.

        Raises:
            ToolFailed: it ended with an error.
        """
        said = (await self._said).decode(errors="replace")
        code = await self._process.wait()
        if code:
            raise ToolFailed(self._name, _reason(said, code))

    async def end(self) -> None:
        """Kill it if it still runs."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
        # The event loop tells of the end only when all that was said has been read: of a dump that
        # nobody wants any more, since the disk is full, some still waits.
        async for _ in self.chunks():
            pass
        await self._process.wait()
        await asyncio.gather(self._said, return_exceptions=True)


def _reason(said: str, code: int) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for line in lines:
        reason = line
        while found := _REASON.search(reason):
            reason = found[1]
        if reason is not line:
            return reason.rstrip(".")
    return lines[-1].rstrip(".") if lines else f"it ended with code {code}"


@asynccontextmanager
async def tool(
    folder: Path, name: str, arguments: Sequence[str], url: str | None = None
) -> AsyncGenerator[Tool, None]:
    """Run `name` of `folder` for as long as the block, on the database at `url` if it is given."""
    address, secrets = ("", {"LC_ALL": "C"}) if url is None else as_client(url)
    where = [f"--dbname={address}"] if address else []
    with _key_password(url or "") as of_key:
        process = await asyncio.create_subprocess_exec(
            str(folder / name),
            *where,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=child_environment(**secrets, **of_key),
            start_new_session=True,  # Ctrl-C reaches us alone, who end it in order
        )
        running = Tool(name, process)
        try:
            yield running
        finally:
            await running.end()
