"""Discord's picture server, on this machine, in whatever mood a test wants."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.support.running.threads import served
from tests.support.running.websites import free_port

PICTURE = b"RIFF\x00\x00\x00\x00WEBPthe bytes of a picture"


@dataclass
class FakePictures:
    """Answers every picture as `answer` says: `picture`, `none`, `limited`, `down`, `hangs`,
    `endless`, `packed`, `elsewhere`, or a media type of its own.
    """

    url: str
    answer: str = "picture"
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    led_astray: list[str] = field(default_factory=list)

    async def picture(self, request: Request) -> Response:
        self.asked.append(f"{request.url.path}?{request.url.query}")
        self.headers.append(dict(request.headers))
        match self.answer:
            case "picture":
                return Response(PICTURE, media_type="image/webp")
            case "none":
                return Response("not found", 404)
            case "limited":
                return Response("slow down", 429, {"Retry-After": "30"})
            case "down":
                return Response("upstream connect error", 503)
            case "hangs":
                await asyncio.Event().wait()  # until the server ends
                raise AssertionError("nobody sets it")
            case "endless":
                return StreamingResponse(self._endless(request), media_type="image/png")
            case "packed":
                body = gzip.compress(PICTURE)
                return Response(body, 200, {"Content-Encoding": "gzip"}, "image/webp")
            case "elsewhere":
                return RedirectResponse(f"{self.url}/secret", 302)
            case media_type:
                return Response(PICTURE, media_type=media_type)

    async def secret(self, request: Request) -> Response:
        self.led_astray.append(request.url.path)
        return Response(PICTURE, media_type="image/webp")

    @staticmethod
    async def _endless(request: Request) -> AsyncGenerator[bytes, None]:
        # Until nobody reads it any more: the server takes what it cannot send, and this thread
        # would keep a core busy until the end of all tests.
        while not await request.is_disconnected():
            yield b"\x89PNG" * 4096


@contextmanager
def fake_pictures() -> Generator[FakePictures, None, None]:
    """A `FakePictures` on a free port of 127.0.0.1, in a thread of its own."""
    with free_port() as bound:
        pictures = FakePictures(f"http://127.0.0.1:{bound.getsockname()[1]}")
        routes = [
            Route("/avatars/{account}/{name}", pictures.picture),
            Route("/secret", pictures.secret),
        ]
        with served(bound, routes):
            yield pictures
