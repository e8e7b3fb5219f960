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
    """The path of the whole browser; None where it is not installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def find_headless_chromium() -> str | None:
    """The path of Chromium without a browser around the page, else that of the whole browser.

    It does half the work for each page that is opened, for it draws no window that nobody sees. It
    has no push, and does nothing for a page that was closed.
    """
    return shutil.which("chromium-headless-shell") or find_chromium()
