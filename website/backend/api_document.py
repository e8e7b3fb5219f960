"""The API's own description: what FastAPI says of the routes, the messages that webhooks bring, and
the tokens with which programs read. It is made once, when somebody first asks for it, beside the
event loop: that takes a second, and the same is for everybody.
"""

from __future__ import annotations

import asyncio
from contextvars import Context
from inspect import cleandoc
from typing import Any

import orjson
from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.routing import Route

from muster.off_loop import off_loop
from muster.webhooks.rules import SECRET_MARK
from muster.words import LANGUAGES
from website.backend.availability_json import ReadyResponse
from website.backend.encodings import header_of
from website.backend.read_tokens import FOR_MEMBERS, READ_TOKEN_SCHEME
from website.backend.revalidated import Packed

_ADDRESS = "/api/openapi.json"

_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "A read token (`mst_…`), which an admin makes. It reads the routes that name it "
    f"and no others; {', '.join(sorted(FOR_MEMBERS))} with a member's token alone.",
}

_HEADERS: list[dict[str, Any]] = [
    {
        "name": "webhook-id",
        "in": "header",
        "required": True,
        "schema": {"type": "string"},
        "description": "The same whenever the message comes again: it may come more than once.",
    },
    {
        "name": "webhook-timestamp",
        "in": "header",
        "required": True,
        "schema": {"type": "string"},
        "description": "Seconds since 1970 at this attempt; refuse what is older than minutes.",
    },
    {
        "name": "webhook-signature",
        "in": "header",
        "required": True,
        "schema": {"type": "string"},
        "description": "One or two of `v1,` and a base64 of HMAC-SHA256 over "
        f"`id.timestamp.body`, under what follows `{SECRET_MARK}` of the secret, decoded.",
    },
]


_LANGUAGE: dict[str, Any] = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": f"In which language sentences are: {', '.join(LANGUAGES)}; the community's "
    "where none of these is wanted. What a page's cookie says goes before. Codes never change.",
}
_IN_LANGUAGES = (
    "Every route takes the header Accept-Language (components, parameters): sentences, an error's "
    "`detail` among them, are in that language."
)


class _Served:
    """The document as it is served: its bytes are the same as long as the process lives."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._packed: Packed | None = None
        self._making: asyncio.Task[Packed] | None = None

    async def answer(self, request: Request) -> ReadyResponse:
        packed = self._packed
        if packed is None:
            if self._making is None:
                # A context of its own: it is shared, so it belongs to no single request.
                self._making = asyncio.create_task(
                    off_loop(self._make), name="describe the API", context=Context()
                )
                self._making.add_done_callback(self._made)
            packed = await asyncio.shield(self._making)
        body, compressed = packed.wanted(request)
        etag = b'"%s%s"' % (packed.digest, b"-gzip" if compressed else b"")
        version = [
            (b"etag", etag),
            (b"cache-control", b"no-cache"),
            (b"vary", b"Accept-Encoding"),
        ]
        if etag in header_of(request.scope, b"if-none-match"):
            return ReadyResponse(304, b"", version)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            *version,
        ]
        if compressed:
            headers.append((b"content-encoding", b"gzip"))
        return ReadyResponse(200, body, headers)

    def _make(self) -> Packed:
        return Packed(orjson.dumps(self._app.openapi()))

    def _made(self, task: asyncio.Task[Packed]) -> None:
        self._making = None  # where it failed, the next one who asks tries again
        if not task.cancelled() and task.exception() is None:
            self._packed = task.result()


def describe(app: FastAPI) -> None:
    """Let `app` describe itself so, and serve that."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title,
                version=app.version,
                openapi_version=app.openapi_version,
                summary=app.summary,
                routes=app.routes,
                webhooks=_webhooks().routes,
            )
            for hook in document["webhooks"].values():
                hook["post"]["responses"].pop("422", None)  # FastAPI's own, where bodies are read
            components: dict[str, Any] = document.setdefault("components", {})
            if "/HTTPValidationError'" not in str(document["paths"]):
                for unused in ("HTTPValidationError", "ValidationError"):
                    components["schemas"].pop(unused, None)
            components["parameters"] = {"AcceptLanguage": _LANGUAGE}
            document["info"]["description"] = _IN_LANGUAGES
            components["securitySchemes"] = {READ_TOKEN_SCHEME: _SCHEME}
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi
    served = Route(_ADDRESS, _Served(app).answer, include_in_schema=False)
    app.router.routes.append(served)


def _webhooks() -> APIRouter:
    # Making them takes a while, and most processes are never asked.
    from website.backend.schemas import webhook_messages as shapes

    router = APIRouter()
    for name, message in (
        ("session.ready", shapes.SessionReadyMessage),
        ("evening.short", shapes.EveningShortMessage),
        ("call.started", shapes.CallStartedMessage),
        ("teams.saved", shapes.TeamsSavedMessage),
        ("result.recorded", shapes.ResultRecordedMessage),
        ("webhook.test", shapes.TestMessage),
    ):
        router.add_api_route(
            name,
            _taker(message),
            methods=["POST"],
            summary=cleandoc(message.__doc__ or "").splitlines()[0],
            description=cleandoc(message.__doc__ or ""),
            operation_id=name,
            status_code=204,
            responses={
                204: {"description": "Any status from 200 to 299: it was taken."},
                410: {
                    "description": "Nobody is to post here any more: the webhook is switched off."
                },
            },
            openapi_extra={"parameters": _HEADERS},
            tags=["webhooks"],
        )
    return router


def _taker(message: type[Any]) -> Any:
    async def take(body: Any) -> None:
        """What a receiver would do."""

    take.__annotations__ = {"body": message, "return": None}
    return take
