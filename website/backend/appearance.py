"""What a community looks like on the page: its name, its crest and its accent, by the settings."""

from __future__ import annotations

from dataclasses import dataclass

from muster.settings import Settings
from website.backend.accent import stylesheet
from website.backend.crest import Crest, read_crest

STYLESHEET = "appearance.css"
_NO_ACCENT = "/* COMMUNITY_ACCENT is not set: the colours are the page's own. */\n"


@dataclass(frozen=True, slots=True)
class Appearance:
    """Read once, when the website starts; `stylesheet` lies over the page's own tokens."""

    name: str
    crest: Crest | None
    accent: str | None
    stylesheet: bytes


def read_appearance(settings: Settings) -> Appearance:
    """The community's appearance.

    Raises:
        SettingsError: the crest cannot be used.
    """
    accent = settings.community_accent
    return Appearance(
        name=settings.community_name,
        crest=read_crest(settings.community_crest),
        accent=None if accent is None else accent.hex(),
        stylesheet=(_NO_ACCENT if accent is None else stylesheet(accent)).encode(),
    )
