"""The built page: every file read once, with the compressed copies that the build made.

What stands there before the page's code runs is built in every language; `/` is sent in the
caller's, which the page's own words and its manifest then are in, too.
"""

from __future__ import annotations

import mimetypes
import re
import zlib
from collections.abc import Mapping
from datetime import date
from hashlib import blake2b
from html import escape
from pathlib import Path

import orjson
from cachetools import LRUCache
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from muster.cards.rules import COMMUNITY, Card
from muster.clock import CommunityClock
from muster.errors import Unavailable
from muster.words import ENGLISH, LANGUAGES, Language, words
from website.backend.appearance import STYLESHEET, Appearance
from website.backend.card_picture import MEDIA_TYPE
from website.backend.cards import KEPT_SECONDS, Cards, page_path, picture_path
from website.backend.crest import SVG_POLICY
from website.backend.dependencies import client_address
from website.backend.encodings import accept_encoding, accepted_codings
from website.backend.languages import VARY, asked_language
from website.backend.typed_addresses import PlaceRoute, UnknownRoute

say = words("errors")

_IMMUTABLE = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_DOCS = {"/api/docs": "docs/index.html"}
_PAGE = "index.html"
_NOT_FOUND = "not-found.html"
_MANIFEST = "manifest.webmanifest"
_HEAD = b"<title>"
_MOST_TAGGED = 64
_DAY = re.compile(r"/t/([0-9]{4}-[0-9]{2}-[0-9]{2})(\.png)?")
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(9000, 1, 1)
_TYPES = {
    ".js": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
}


class _File:
    """One file of the page, plain and compressed."""

    def __init__(
        self,
        name: str,
        body: bytes,
        encoded: dict[str, bytes] | None = None,
        *,
        media_type: str | None = None,
        policy: str = "",
    ) -> None:
        self.body = body
        self.encoded = encoded or {}
        kind = media_type or _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0]
        self.media_type = kind or "application/octet-stream"
        self.etag = f'W/"{blake2b(body, digest_size=9).hexdigest()}"'
        self.cache_control = _IMMUTABLE if name.startswith("assets/") else _REVALIDATE
        self._policy = {"Content-Security-Policy": policy} if policy else {}

    @classmethod
    def read(cls, path: Path, name: str) -> _File:
        copies = {
            encoding: copy.read_bytes()
            for encoding, ending in _ENCODINGS
            if (copy := path.with_name(path.name + ending)).is_file()
        }
        return cls(name, path.read_bytes(), copies)

    def tagged(self, tags: bytes) -> _File:
        """The page with further tags in its head; before its scripts, which may look at them."""
        body = self.body.replace(_HEAD, tags + _HEAD, 1)
        packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        packed = packer.compress(body) + packer.flush()
        return _File(_PAGE, body, {"gzip": packed})

    def response(self, request: Request, language: Language | None = None) -> Response:
        """The file as an answer; `language`: the one that was chosen for the caller, if any was."""
        headers = {
            "ETag": self.etag,
            "Cache-Control": self.cache_control,
            "Vary": "Accept-Encoding",
            **self._policy,
        }
        if language is not None:
            headers["Vary"] = f"Accept-Encoding, {VARY}"
            headers["Content-Language"] = language
        if self.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = self.body
        accepted = accepted_codings(accept_encoding(request.scope))
        for encoding, encoded in self.encoded.items():
            if encoding in accepted:
                body = encoded
                headers["Content-Encoding"] = encoding
                break
        return Response(body, headers=headers, media_type=self.media_type)


def _load(folder: Path) -> dict[str, _File]:
    endings = tuple(ending for _, ending in _ENCODINGS)
    return {
        name: _File.read(path, name)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(endings)
        for name in [path.relative_to(folder).as_posix()]
    }


def _in_languages(files: dict[str, _File], name: str) -> dict[Language, _File]:
    """A file as it is in every language; English where it is not there in one."""
    english = files.get(name)
    if english is None:
        return {}
    return {
        language: english if language == ENGLISH else files.get(_named(name, language), english)
        for language in LANGUAGES
    }


def _named(name: str, language: Language) -> str:
    """What the build calls `index.html` in another language."""
    stem, dot, ending = name.partition(".")
    return f"{stem}.{language}{dot}{ending}"


class TaggedPages:
    """The page with what others show of a link to it; as it is until the day of the link changes.

    The community's language is that of the tags: whoever pastes a link is not who reads it.
    """

    def __init__(
        self, pages: Mapping[Language, _File], cards: Cards, clock: CommunityClock
    ) -> None:
        self._pages = pages
        self._cards = cards
        self._clock = clock
        self._tagged: LRUCache[tuple[Language, str, Card, date], _File] = LRUCache(_MOST_TAGGED)

    async def tonight(self, language: Language) -> _File | None:
        """The page at `/`; None where the page is not built."""
        return await self._page(language, "/", self._clock.today())

    async def on(self, language: Language, day: date) -> _File | None:
        """The page at `/t/DATE`, which opens the day."""
        return await self._page(language, page_path(day), day)

    async def _page(self, language: Language, path: str, day: date) -> _File | None:
        plain = self._pages.get(language)
        if plain is None:
            return None
        card, today = await self._cards.find_or_community(day), self._clock.today()
        key = (language, path, card, today)
        tagged = self._tagged.get(key)
        if tagged is None:
            tags = await self._cards.tags(card, path)
            if path != "/":
                opens = escape(_place_of(day, today))
                tags += f'<meta name="opens" content="{opens}" />\n    '.encode()
            tagged = self._tagged[key] = plain.tagged(tags)
        return tagged


def _place_of(day: date, today: date) -> str:
    """Where on the page a day is."""
    if day == today:
        return "/#/availability"
    return f"/#/{'history' if day < today else 'week'}?day={day.isoformat()}"


class DayRoute(BaseRoute):
    """`/t/DATE`, a day to be shared, and the picture of it at `/t/DATE.png`.

    A day that memory does not keep, long past or far ahead, has the community's picture; a date
    that is none is an unknown address.
    """

    path = "/t/{day}"
    path_format = path

    def __init__(self, pages: TaggedPages, cards: Cards, community: Language) -> None:
        self._pages = pages
        self._cards = cards
        self._community: Language = community

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or not scope["path"].startswith("/t/"):
            return Match.NONE, {}
        if scope["path"] == picture_path(COMMUNITY):
            found: tuple[date | None, bool] = (None, True)
        elif (asked := _DAY.fullmatch(scope["path"])) and (day := _day(asked[1])):
            found = (day, asked[2] is not None)
        else:
            return Match.NONE, {}
        full = scope["method"] in ("GET", "HEAD")
        return Match.FULL if full else Match.PARTIAL, {"route": self, "shared": found}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405)
        day, is_picture = scope["shared"]
        request = Request(scope)
        answer = await (self._picture(request, day) if is_picture else self._page(request, day))
        await answer(scope, receive, send)

    async def _page(self, request: Request, day: date) -> Response:
        language = asked_language(request.scope, self._community)
        file = await self._pages.on(language, day)
        if file is None:
            raise Unavailable(say("page-not-built"))
        return file.response(request, language)

    async def _picture(self, request: Request, day: date | None) -> Response:
        card = COMMUNITY if day is None else await self._cards.find(day)
        caller = client_address(request)
        picture = await self._cards.picture(card, lambda: self._cards.allow_drawing(caller))
        headers = {
            "ETag": picture.etag,
            "Cache-Control": f"public, max-age={KEPT_SECONDS}",
            # Some chats show the picture from here.
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if picture.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(picture.body, headers=headers, media_type=MEDIA_TYPE)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_DAY <= day <= _LAST_DAY else None


class PageRoute(BaseRoute):
    """Every address at which the page has a file; the others are not its business.

    One route for all of them, since their names change with every build.
    """

    path = "/{file}"
    path_format = path

    def __init__(self, files: dict[str, _File], pages: TaggedPages, community: Language) -> None:
        self._files: dict[str, _File | None] = {f"/{name}": file for name, file in files.items()}
        for address, name in _DOCS.items():
            self._files[address] = files.get(name)
        self._pages = pages
        self._community: Language = community

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path = scope["path"] if scope["type"] == "http" else ""
        if path != "/" and path not in self._files:
            return Match.NONE, {}
        full = scope["method"] in ("GET", "HEAD")
        return Match.FULL if full else Match.PARTIAL, {"route": self}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405)
        language = asked_language(scope, self._community) if scope["path"] == "/" else None
        if language is None:
            file = self._files[scope["path"]]
        else:
            file = await self._pages.tonight(language)
        if file is None:
            raise Unavailable(say("page-not-built"))
        await file.response(Request(scope), language)(scope, receive, send)


def _look(appearance: Appearance, page: dict[str, _File]) -> dict[str, _File]:
    """The files that the community's settings make."""
    files = {STYLESHEET: _File(STYLESHEET, appearance.stylesheet)}
    for name in (_MANIFEST, *(_named(_MANIFEST, each) for each in LANGUAGES)):
        if built := page.get(name):
            # The installed app is called as the community is.
            manifest = {**orjson.loads(built.body), "name": appearance.name}
            manifest["short_name"] = appearance.name
            files[name] = _File(name, orjson.dumps(manifest))
    if crest := appearance.crest:
        files[crest.name] = _File(
            crest.name, crest.body, media_type=crest.media_type, policy=SVG_POLICY
        )
    return files


def add_page(
    app: FastAPI,
    folder: Path,
    appearance: Appearance,
    community: Language,
    cards: Cards,
    clock: CommunityClock,
) -> None:
    """Serve the built page in `folder`: `/`, its days, its files, the community's look, the API's
    human pages, and for people who type addresses its places and a page for what does not exist.
    `community` is the language of callers who say none.
    """
    files = _load(folder) if folder.is_dir() else {}
    files |= _look(appearance, files)
    not_found: dict[Language, bytes] = {
        each: file.body for each, file in _in_languages(files, _NOT_FOUND).items()
    }
    for name in (_NOT_FOUND, *(_named(_NOT_FOUND, each) for each in LANGUAGES)):
        files.pop(name, None)
    pages = TaggedPages(_in_languages(files, _PAGE), cards, clock)
    app.router.routes += [
        PageRoute(files, pages, community),
        DayRoute(pages, cards, community),
        PlaceRoute(),
    ]
    if not_found:
        app.router.routes.append(UnknownRoute(not_found, community))
