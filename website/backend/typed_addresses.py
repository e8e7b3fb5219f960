"""Addresses that people type: a place of the page without its `#`, and whatever does not exist.

Only who prefers HTML gets this, which browsers say of what is typed or followed. Programs, `curl`
and the page's own requests get the JSON error that every unknown address has, and so does
everything below `/api` and `/auth`, whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from fastapi import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from muster.words import Language
from website.backend.encodings import header_of
from website.backend.languages import VARY, asked_language

PLACES = frozenset(
    {"availability", "week", "planning", "campaigns", "members", "profile", "notifications"}
)
"""What the page shows at `/#/<place>`."""

_FOR_PROGRAMS = ("/api", "/auth")
_MOST_ACCEPT, _MOST_QUERY = 500, 500
_HEADERS = {"Cache-Control": "no-cache", "Vary": "Accept"}


@lru_cache(maxsize=256)
def prefers_html(accept: bytes) -> bool:
    """Whether an Accept header names HTML, and weighs JSON no higher.

    `*/*` alone is what programs say. What cannot be read as a weight refuses what it stands by.
    """
    if len(accept) > _MOST_ACCEPT:
        return False
    weights: dict[str, float] = {}
    for part in accept.decode("latin-1").lower().split(","):
        kind, *parameters = (piece.strip() for piece in part.split(";"))
        weights[kind] = max(_weight(parameters), weights.get(kind, 0.0))
    html = max(weights.get("text/html", 0.0), weights.get("application/xhtml+xml", 0.0))
    json = weights.get("application/json", 0.0)
    return html > 0.0 and html >= json


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0.0 <= weight <= 1.0 else 0.0
    return 1.0


class PlaceRoute(BaseRoute):
    """`/week` leads to `/#/week`, with the query that came along."""

    path = "/{place}"
    path_format = path

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        place = scope["path"].strip("/") if scope["type"] == "http" else ""
        if place not in PLACES or not _is_asked_by_a_person(scope):
            return Match.NONE, {}
        return Match.FULL, {"route": self, "place": place}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope["query_string"].decode("latin-1")
        kept = f"?{query}" if query and query.isprintable() and len(query) <= _MOST_QUERY else ""
        location = f"/#/{scope['place']}{kept}"
        await Response(status_code=302, headers={"Location": location, **_HEADERS})(
            scope, receive, send
        )


class UnknownRoute(BaseRoute):
    """A page that says that there is nothing here; the last of all routes."""

    path = "/{unknown}"
    path_format = path

    def __init__(self, page: Mapping[Language, bytes], community: Language) -> None:
        self._page = page
        self._community: Language = community

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or not _is_asked_by_a_person(scope):
            return Match.NONE, {}
        return Match.FULL, {"route": self}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        language = asked_language(scope, self._community)
        headers = {**_HEADERS, "Vary": f"Accept, {VARY}", "Content-Language": language}
        answer = Response(self._page[language], 404, headers=headers, media_type="text/html")
        await answer(scope, receive, send)


def _is_asked_by_a_person(scope: Scope) -> bool:
    path = scope["path"]
    if scope["method"] not in ("GET", "HEAD"):
        return False
    if any(path == each or path.startswith(f"{each}/") for each in _FOR_PROGRAMS):
        return False
    return prefers_html(header_of(scope, b"accept"))
