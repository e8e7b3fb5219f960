"""The API's own description: what FastAPI says of the routes, the messages that webhooks bring, and
the tokens with which programs read. It is made when somebody first asks for it.
"""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi

from muster.webhooks.rules import SECRET_MARK
from muster.words import LANGUAGES
from website.backend.read_tokens import FOR_MEMBERS, READ_TOKEN_SCHEME

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


def describe(app: FastAPI) -> None:
    """Let `app` describe itself so."""

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
