"""How Chromium is started, wherever the page is looked at."""

from __future__ import annotations

import shutil

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """The program's path; None where it is not installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")
