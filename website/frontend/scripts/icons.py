"""Draws the page's icons from public/favicon.svg: `python scripts/icons.py`, whenever that changes.

It takes Playwright and a Chromium on the PATH, as the browser tests do; the files are committed.
"""

from __future__ import annotations

import io
import shutil
import struct
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PUBLIC = Path(__file__).parents[1] / "public"
BLUE = "#1a5fd0"
# (file, pixels, how much of the side the drawing takes, the colour around it)
ICONS = [
    ("icons/icon-192.png", 192, 1.0, None),
    ("icons/icon-512.png", 512, 1.0, None),
    # Launchers cut their own shape out of it: what counts lies within a circle of 80 %.
    ("icons/maskable-512.png", 512, 0.72, BLUE),
    ("icons/tonight-96.png", 96, 1.0, None),
    ("apple-touch-icon.png", 180, 0.8, BLUE),
]
FAVICON_SIZES = (16, 32, 48)


def draw(browser: Browser, pixels: int, share: float, around: str | None) -> bytes:
    page = browser.new_page(viewport={"width": pixels, "height": pixels})
    svg = (PUBLIC / "favicon.svg").read_text()
    side = round(pixels * share)
    page.set_content(
        f"<style>html{{background:{around or 'transparent'}}}body{{margin:0;display:grid;"
        f"place-items:center;height:100vh}}svg{{width:{side}px;height:{side}px}}</style>{svg}"
    )
    picture = page.screenshot(omit_background=True)
    page.close()
    return picture


def favicon(pictures: list[tuple[int, bytes]]) -> bytes:
    """An .ico file of PNGs."""
    head, data = io.BytesIO(), io.BytesIO()
    head.write(struct.pack("<HHH", 0, 1, len(pictures)))
    offset = 6 + 16 * len(pictures)
    for pixels, picture in pictures:
        entry = (pixels, pixels, 0, 0, 1, 32, len(picture), offset + data.tell())
        head.write(struct.pack("<BBBBHHII", *entry))
        data.write(picture)
    return head.getvalue() + data.getvalue()


def main() -> None:
    (PUBLIC / "icons").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, pixels, share, around in ICONS:
            (PUBLIC / name).write_bytes(draw(browser, pixels, share, around))
        sizes = [(pixels, draw(browser, pixels, 1.0, None)) for pixels in FAVICON_SIZES]
        (PUBLIC / "favicon.ico").write_bytes(favicon(sizes))
        browser.close()


if __name__ == "__main__":
    main()
