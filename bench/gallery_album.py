"""The pictures of the gallery: taken at every width in both themes, and shown on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Literal

from playwright.async_api import Page

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
SIZES = ((320, 640), (390, 844), (1280, 900), (1920, 1080))
PHONE = SIZES[1]
_HIGHEST = 6000
DEFICIENCIES = ("protanopia", "deuteranopia", "tritanopia")

_STYLE = """
body { margin: 24px; background: #777; color: #fff; font: 15px/1.4 system-ui, sans-serif }
div { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 16px }
figure { margin: 0 } img { display: block; height: 420px } a { color: inherit }
"""


@dataclass
class Album:
    """Pictures by the view that they show.

    Attributes:
        folder: where they and `index.html` are.
        views: file names of each, in the order in which they were taken.
    """

    folder: Path
    views: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    async def take(
        self, page: Page, view: str, sizes: Sequence[tuple[int, int]] = SIZES, aside: str = ""
    ) -> None:
        """Take what the page shows, whole, at each size in both themes.

        Args:
            view: what it is of, in a few words.
            aside: what is special about these pictures of it.
        """
        for theme in THEMES:
            await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            for width, height in sizes:
                await page.set_viewport_size({"width": width, "height": height})
                await at_rest(page)
                await _grow(page, width, height)
                special = f"-{aside}" if aside else ""
                name = f"{view.replace(', ', '-').replace(' ', '-')}{special}-{width}-{theme}.png"
                await page.screenshot(path=self.folder / name)
                self.views.setdefault(view, []).append(name)

    async def take_as_others_see(self, page: Page, view: str) -> None:
        """Take it on a phone as people see it who see colours in each of three other ways."""
        session = await page.context.new_cdp_session(page)
        for kind in DEFICIENCIES:
            await session.send("Emulation.setEmulatedVisionDeficiency", {"type": kind})
            await self.take(page, view, [PHONE], aside=kind)
        await session.send("Emulation.setEmulatedVisionDeficiency", {"type": "none"})
        await session.detach()

    def bind(self) -> Path:
        """Write the page that shows them all; its path."""
        views = "\n".join(
            f"<h2>{escape(view)}</h2><div>{''.join(map(_figure, names))}</div>"
            for view, names in self.views.items()
        )
        index = self.folder / "index.html"
        index.write_text(
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title>'
            f"<style>{_STYLE}</style>\n{views}\n",
            encoding="utf-8",
        )
        return index


async def _grow(page: Page, width: int, height: int) -> None:
    """Let the window hold the whole page, so that what is fixed to its edges covers nothing."""
    whole = await page.evaluate("document.documentElement.scrollHeight")
    if whole > height:
        await page.set_viewport_size({"width": width, "height": min(whole, _HIGHEST)})


def _figure(name: str) -> str:
    caption = escape(Path(name).stem)
    picture = f'<img src="{escape(name)}" alt="{caption}" loading="lazy">'
    return (
        f'<figure><a href="{escape(name)}">{picture}</a><figcaption>{caption}</figcaption></figure>'
    )


async def at_rest(page: Page) -> None:
    """Return when nothing of the page is loading, or four seconds later."""
    await page.evaluate(
        """async () => {
             await document.fonts.ready;
             const until = performance.now() + 4000;
             const loading = () => document.querySelector("[aria-busy=true]") ||
               document.querySelector("#root")?.childElementCount === 0;
             do await new Promise((done) => setTimeout(done, 60));
             while (loading() && performance.now() < until);
           }"""
    )
