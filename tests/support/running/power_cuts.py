"""A command that `kill -9` ends right after a named step, as a power cut would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from ops.backup.steps import Step

_COMMAND = """
import os, signal, sys
from ops.backup import steps
wanted, *arguments = sys.argv[1:]
def die_there(step):
    if step.name == wanted:
        os.kill(os.getpid(), signal.SIGKILL)
steps.reached = die_there  # before anything else is imported that takes it from there
from ops import console
written = console._write
def write(stream, text):
    written(stream, text)
    if wanted in text:
        os.kill(os.getpid(), signal.SIGKILL)
console._write = write
from muster import migrations
run_one = migrations._run
async def run(connection, migration, *more):
    await run_one(connection, migration, *more)
    if wanted == f"within {migration}":
        os.kill(os.getpid(), signal.SIGKILL)
migrations._run = run
if arguments[0] == "bring up to date":
    import asyncio
    from pathlib import Path
    from ops.backup.majors import bring_up_to_date
    asyncio.run(bring_up_to_date(Path(arguments[1])))
else:
    from ops.cli import main
    main(arguments)
"""


def killed_at(
    step: Step | str, folder: Path, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in `folder` until it was killed: right after `step`, after it printed that
    text, or for `within 018_…` after it did what that file says.
    """
    wanted = step.name if isinstance(step, Step) else step
    done = subprocess.run(
        [sys.executable, "-P", "-c", _COMMAND, wanted, *arguments],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
    )
    assert done.returncode == -signal.SIGKILL, (done.returncode, done.stdout, done.stderr)
    return done
