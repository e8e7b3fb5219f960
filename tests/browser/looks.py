"""One open page in several looks: in windows of several sizes, in the light and the dark theme."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from playwright.async_api import Page

from tests.browser.conftest import DESKTOP, PHONE

BOTH_SIZES = (PHONE, DESKTOP)
BOTH_THEMES = ("light", "dark")


@dataclass(frozen=True)
class Look:
    """What a page is shown in; as text its name, `390-dark`, as in a screenshot's."""

    width: int
    theme: str
    other_colours: bool
    """Whether the look before it had the same size, so that colours alone are new."""

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}"


# What watches the window's size hears of a new one while a frame is drawn. What is drawn anew for
# that comes in a task of its own, and may again change the size of what somebody watches. So the
# page is at rest once three frames and the tasks between them brought no change.
_AT_REST = """([width, dark]) => new Promise((done) => {
    const shown = () => innerWidth === width &&
        matchMedia('(prefers-color-scheme: dark)').matches === dark;
    let still = 0;
    const changes = new MutationObserver(() => { still = 0; });
    const all = { subtree: true, childList: true, attributes: true, characterData: true };
    changes.observe(document, all);
    const look = () => {
        still = shown() ? still + 1 : 0;
        if (still <= 3) {
            requestAnimationFrame(() => setTimeout(look));
            return;
        }
        changes.disconnect();
        done();
    };
    look();
})"""


async def looks(
    page: Page,
    sizes: Sequence[tuple[int, int]] = BOTH_SIZES,
    themes: Sequence[str] = BOTH_THEMES,
) -> AsyncIterator[Look]:
    """Show an open page in each size and theme, one after the other.

    Check what is to hold in all of them so:

        async for look in looks(page):
            with subtests.test(str(look)):
                assert await violations(page, look) == []

    `subtests` is pytest's own fixture, by which a failure names the look and the others are checked
    all the same. Afterwards the page stays in the last look. A page whose clock the test sets draws
    no frames by itself, so it cannot be shown this way.
    """
    for width, height in sizes:
        await page.set_viewport_size({"width": width, "height": height})
        for number, theme in enumerate(themes):
            dark = theme == "dark"
            await page.emulate_media(color_scheme="dark" if dark else "light")
            await page.evaluate(_AT_REST, [width, dark])
            yield Look(width, theme, other_colours=number > 0)
