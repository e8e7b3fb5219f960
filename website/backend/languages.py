"""Which language a caller reads, before it is known who that is: what the page chose, which its
cookie says, else what the browser says, else the community's.
"""

from __future__ import annotations

from starlette.requests import cookie_parser
from starlette.types import Scope

from muster.words import Language, accepted_language, readers_language
from website.backend.encodings import header_of

COOKIE = "muster_language"
"""The page sets it itself, for the requests that its code does not make (src/lib/language.ts)."""

VARY = "Accept-Language, Cookie"
"""What an answer depends on that is in the caller's language."""


def asked_language(scope: Scope, community: Language) -> Language:
    """The language of ours in which a request wants its answer; `community`: where it says none."""
    chosen = None
    cookies = header_of(scope, b"cookie")
    if COOKIE.encode() in cookies:
        chosen = cookie_parser(cookies.decode("latin-1")).get(COOKIE)
    accepted = accepted_language(header_of(scope, b"accept-language").decode("latin-1"))
    return readers_language(chosen, accepted, community=community)


def language_of(scope: Scope) -> Language:
    """The language in which whoever sent a request of a route is answered."""
    return asked_language(scope, scope["app"].state.website.settings.muster_language)
