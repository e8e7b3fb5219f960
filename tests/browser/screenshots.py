"""Pictures of what a test shows, in `artifacts/screenshots`, which git ignores.

They are kept where the environment has `SCREENSHOTS=1`: a run has hundreds, and no test fails by
them.
"""

from __future__ import annotations

import os
from pathlib import Path

from playwright.async_api import Locator, Page

_FOLDER = Path(__file__).parents[2] / "artifacts" / "screenshots"
_KEPT = os.environ.get("SCREENSHOTS") == "1"


async def screenshot(shown: Page | Locator, name: str, *, full_page: bool = True) -> None:
    """Keep a picture of a page, with what is scrolled away if `full_page`, or of one element."""
    if not _KEPT:
        return
    path = _FOLDER / f"{name}.png"
    if isinstance(shown, Page):
        await shown.screenshot(path=path, full_page=full_page)
    else:
        await shown.screenshot(path=path)
