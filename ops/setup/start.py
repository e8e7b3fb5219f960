"""What comes after `.env` and unit are written: the proxy, the start, the doctor."""

from __future__ import annotations

import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2

from muster.clock import monotonic
from muster.health.rules import Finding
from muster.settings import is_loopback
from ops.setup.env_write import SetupError
from ops.setup.known import Known
from ops.setup.proxy import FOREIGN_PROXY, Proxy, snippet
from ops.setup.service import Placed, control, owner_of, start_commands
from ops.setup.terminal import Screen
from ops.setup.unit import program, systemd_runs
from ops.setup.walk import confirmed, one_of

_STARTING_SECONDS = 90.0
_LINGER = "loginctl enable-linger    # or it ends when you sign out"


def proxy_lines(proxy: Proxy, known: Known) -> list[str]:
    """What to put into the proxy's configuration, and what to know about it."""
    text = snippet(proxy, known.get("FRONTEND_ORIGIN"), int(known.get("MUSTER_PORT") or 8000))
    return [*text.splitlines(), "", FOREIGN_PROXY]


def show_proxy(known: Known, wanted: Proxy | None, screen: Screen) -> None:
    """Print the snippet of the proxy that somebody has; none is needed for this machine alone."""
    if is_loopback(urlsplit(known.get("FRONTEND_ORIGIN")).hostname or "localhost"):
        return
    screen.heading("The proxy")
    proxy = wanted or one_of(screen, "Which one", ("caddy", "nginx", "none"), "caddy")
    if proxy == "caddy" or proxy == "nginx":
        for line in proxy_lines(proxy, known):
            screen.line(line)


def start(placed: Placed | None, known: Known, folder: Path, screen: Screen) -> None:
    """Start the service where somebody wants that, and run the doctor."""
    screen.heading("Start")
    started = False
    if placed is not None and placed.path is not None and placed.path.is_file() and systemd_runs():
        question = "Start Muster now, and with every start of the machine?"
        if confirmed(screen, question, default=True):
            started = _started(placed, screen)
    if not started:
        by_hand = [f"cd {folder}", f"{' '.join(program())} up"]
        for command in by_hand if placed is None else start_commands(placed):
            screen.hint(command)
        screen.hint("Once it runs, `muster doctor` says what is set and what is missing.")
        return
    _await_ready(known, screen)
    _doctor(placed, folder)


def _started(placed: Placed, screen: Screen) -> bool:
    try:
        control(placed, "enable", "muster")
        control(placed, "restart", "muster")
    except SetupError as error:
        screen.finding(Finding.fail("", str(error)))
        return False
    if placed.kind == "user":
        screen.hint(_LINGER)
    return True


def _await_ready(known: Known, screen: Screen) -> None:
    address = f"http://127.0.0.1:{known.get('MUSTER_PORT') or 8000}/readyz"
    until = monotonic() + _STARTING_SECONDS
    screen.hint("Waiting until Muster is ready…")
    pause = threading.Event()
    while monotonic() < until:
        with suppress(httpx2.HTTPError, OSError):
            if httpx2.get(address, timeout=5, trust_env=False).is_success:
                return
        pause.wait(0.5)
    screen.finding(Finding.warn("", "it is not ready yet; journalctl --unit muster says why"))


def _doctor(placed: Placed | None, folder: Path) -> None:
    """The doctor as a process of its own, as whoever runs Muster."""
    owner = owner_of(placed)
    more: dict[str, Any] = {}
    if owner is not None:
        more = {"user": owner[0], "group": owner[1], "extra_groups": []}
    subprocess.run([*program(), "doctor"], cwd=folder, check=False, **more)
