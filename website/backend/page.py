"""The built page: every file read once, with the compressed copies that the build made."""

from __future__ import annotations

import mimetypes
from hashlib import blake2b
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRouter

from muster.errors import NotFound, Unavailable

_IMMUTABLE = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_PAGES = ("index.html", "docs/index.html")
_TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}


class _File:
    """One file of the page, plain and compressed."""

    def __init__(self, path: Path, name: str) -> None:
        self.body = path.read_bytes()
        self.encoded = {
            encoding: copy.read_bytes()
            for encoding, ending in _ENCODINGS
            if (copy := path.with_name(path.name + ending)).is_file()
        }
        kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
        self.media_type = kind or "application/octet-stream"
        self.etag = f'W/"{blake2b(self.body, digest_size=9).hexdigest()}"'
        self.cache_control = _IMMUTABLE if name.startswith("assets/") else _REVALIDATE

    def response(self, request: Request) -> Response:
        headers = {
            "ETag": self.etag,
            "Cache-Control": self.cache_control,
            "Vary": "Accept-Encoding",
        }
        if self.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = self.body
        accepted = request.headers.get("accept-encoding", "")
        for encoding, encoded in self.encoded.items():
            if encoding in accepted:
                body = encoded
                headers["Content-Encoding"] = encoding
                break
        return Response(body, headers=headers, media_type=self.media_type)


def _load(folder: Path) -> dict[str, _File]:
    endings = tuple(ending for _, ending in _ENCODINGS)
    return {
        name: _File(path, name)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(endings)
        for name in [path.relative_to(folder).as_posix()]
    }


def add_page(app: FastAPI, folder: Path) -> None:
    """Serve the built page in `folder`: `/`, its files, and the API's human pages."""
    files = _load(folder) if folder.is_dir() else {}
    router = APIRouter(include_in_schema=False)

    def answer(request: Request, name: str) -> Response:
        file = files.get(name)
        if file is not None:
            return file.response(request)
        if not files and name in _PAGES:
            raise Unavailable("The page is not built; run `make setup`.")
        raise NotFound

    @router.api_route("/api/docs", methods=["GET", "HEAD"])
    async def read_docs(request: Request) -> Response:
        return answer(request, "docs/index.html")

    @router.api_route("/{name:path}", methods=["GET", "HEAD"])
    async def read_file(request: Request, name: str) -> Response:
        return answer(request, name or "index.html")

    app.include_router(router)
