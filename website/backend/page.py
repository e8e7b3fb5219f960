"""The built page: every file read once, with the compressed copies that the build made.

What stands there before the page's code runs is built in every language; `/` is sent in the
caller's, which the page's own words and its manifest then are in, too.
"""

from __future__ import annotations

import mimetypes
from hashlib import blake2b
from pathlib import Path

import orjson
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from muster.errors import Unavailable
from muster.words import ENGLISH, LANGUAGES, Language, words
from website.backend.appearance import STYLESHEET, Appearance
from website.backend.crest import SVG_POLICY
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


class PageRoute(BaseRoute):
    """Every address at which the page has a file; the others are not its business.

    One route for all of them, since their names change with every build.
    """

    path = "/{file}"
    path_format = path

    def __init__(self, files: dict[str, _File], community: Language) -> None:
        self._files: dict[str, _File | None] = {f"/{name}": file for name, file in files.items()}
        for address, name in _DOCS.items():
            self._files[address] = files.get(name)
        self._start = _in_languages(files, _PAGE)
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
        file = self._files[scope["path"]] if language is None else self._start.get(language)
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


def add_page(app: FastAPI, folder: Path, appearance: Appearance, community: Language) -> None:
    """Serve the built page in `folder`: `/`, its files, the community's look, the API's human
    pages, and for people who type addresses its places and a page for what does not exist.
    `community` is the language of callers who say none.
    """
    files = _load(folder) if folder.is_dir() else {}
    files |= _look(appearance, files)
    not_found: dict[Language, bytes] = {
        each: file.body for each, file in _in_languages(files, _NOT_FOUND).items()
    }
    for name in (_NOT_FOUND, *(_named(_NOT_FOUND, each) for each in LANGUAGES)):
        files.pop(name, None)
    app.router.routes += [PageRoute(files, community), PlaceRoute()]
    if not_found:
        app.router.routes.append(UnknownRoute(not_found, community))
