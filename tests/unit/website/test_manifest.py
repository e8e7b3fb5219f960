"""What a phone reads before it installs the page: everything that it names is there."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path

FRONTEND = Path(__file__).parents[3] / "website" / "frontend"
PUBLIC = FRONTEND / "public"
MANIFEST = json.loads((PUBLIC / "manifest.webmanifest").read_text())


def size_of(png: Path) -> str:
    width, height = struct.unpack(">II", png.read_bytes()[16:24])
    return f"{width}x{height}"


def test_every_icon_is_there_in_the_size_that_it_is_said_to_have() -> None:
    icons = [
        *MANIFEST["icons"],
        *(icon for each in MANIFEST["shortcuts"] for icon in each["icons"]),
    ]
    for icon in icons:
        file = PUBLIC / icon["src"].removeprefix("/")
        assert file.is_file()
        if file.suffix == ".png":
            assert size_of(file) == icon["sizes"]
    wanted = {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    assert wanted <= {(icon["sizes"], icon["purpose"]) for icon in MANIFEST["icons"]}
    assert size_of(PUBLIC / "apple-touch-icon.png") == "180x180"
    assert (PUBLIC / "favicon.ico").read_bytes()[:4] == b"\0\0\1\0"


def test_the_window_has_the_colour_of_the_page() -> None:
    html = (FRONTEND / "index.html").read_text()
    colours = re.findall(r'name="theme-color"[^>]*content="(#[0-9a-f]+)"', html)
    assert MANIFEST["theme_color"] == MANIFEST["background_color"] == colours[0]


def test_an_update_is_the_same_app_and_its_shortcuts_lead_to_places() -> None:
    assert MANIFEST["id"] == MANIFEST["scope"] == "/"
    assert [each["url"] for each in MANIFEST["shortcuts"]] == ["/#/availability", "/#/planning"]
