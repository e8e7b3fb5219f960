"""The built page: every file read once, with the compressed copies that the build made."""

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
from website.backend.appearance import STYLESHEET, Appearance
from website.backend.crest import SVG_POLICY
from website.backend.encodings import accept_encoding, accepted_codings
from website.backend.typed_addresses import PlaceRoute, UnknownRoute

_IMMUTABLE = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_ADDRESSES = {"/": "index.html", "/api/docs": "docs/index.html"}
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

    def response(self, request: Request) -> Response:
        headers = {
            "ETag": self.etag,
            "Cache-Control": self.cache_control,
            "Vary": "Accept-Encoding",
            **self._policy,
        }
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


class PageRoute(BaseRoute):
    """Every address at which the page has a file; the others are not its business.

    One route for all of them, since their names change with every build.
    """

    path = "/{file}"
    path_format = path

    def __init__(self, files: dict[str, _File]) -> None:
        self._files: dict[str, _File | None] = {f"/{name}": file for name, file in files.items()}
        for address, name in _ADDRESSES.items():
            self._files[address] = files.get(name)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or scope["path"] not in self._files:
            return Match.NONE, {}
        full = scope["method"] in ("GET", "HEAD")
        return Match.FULL if full else Match.PARTIAL, {"route": self}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405)
        file = self._files[scope["path"]]
        if file is None:
            raise Unavailable("The page is not built; run `make setup`.")
        await file.response(Request(scope))(scope, receive, send)


def _look(appearance: Appearance, page: dict[str, _File]) -> dict[str, _File]:
    """The files that the community's settings make."""
    files = {STYLESHEET: _File(STYLESHEET, appearance.stylesheet)}
    if built := page.get(_MANIFEST):
        # The installed app is called as the community is.
        manifest = {**orjson.loads(built.body), "name": appearance.name}
        manifest["short_name"] = appearance.name
        files[_MANIFEST] = _File(_MANIFEST, orjson.dumps(manifest))
    if crest := appearance.crest:
        files[crest.name] = _File(
            crest.name, crest.body, media_type=crest.media_type, policy=SVG_POLICY
        )
    return files


def add_page(app: FastAPI, folder: Path, appearance: Appearance) -> None:
    """Serve the built page in `folder`: `/`, its files, the community's look, the API's human
    pages, and for people who type addresses its places and a page for what does not exist.
    """
    files = _load(folder) if folder.is_dir() else {}
    files |= _look(appearance, files)
    not_found = files.pop(_NOT_FOUND, None)
    app.router.routes += [PageRoute(files), PlaceRoute()]
    if not_found is not None:
        app.router.routes.append(UnknownRoute(not_found.body))
