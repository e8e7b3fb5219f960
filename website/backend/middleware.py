"""What every request and answer passes, in one layer of plain ASGI."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from contextlib import suppress

import structlog
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from muster import logs
from muster.clock import monotonic
from muster.errors import BodyTooLarge, Unavailable
from muster.words import ENGLISH, Language, words
from website.backend.error_handlers import LOGGED_ALREADY, error_response, unexpected_response
from website.backend.languages import asked_language
from website.backend.log_lines import OnceASecond
from website.backend.metrics import RequestMetrics

say = words("errors")

MOST_BODY_BYTES = 64 * 1024

MOST_FILE_BYTES = 960 * 1024
"""For bodies with a file in them; the HTTP server itself takes no more than a megabyte."""

_FILES = frozenset({"/api/admin/players/import", "/api/admin/players/import/preview"})

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)

_SHOWN_BY = b"cross-origin-resource-policy"
"""What is made to be shown on other sites says so itself."""

_SECURITY_HEADERS = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
_BY_SECRETS = "/calendar/"
"""Below it addresses hold secrets: no `Referer` tells of them, and nobody lists them."""

_NO_STORE = (b"cache-control", b"no-store")
_STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")
_QUIET_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_SLOW_SECONDS = 1.0
_LAST_WORD_SECONDS = 0.5
_RETRY_AFTER = 2

_log = structlog.stdlib.get_logger("website.requests")


class RequestEnvelope:
    """Request id, security headers, the body's size, metrics, one log line, and the last resort.

    Reads that went well are only counted; everything that changes something, fails or takes longer
    than a second has its line, with the route's pattern and no query. What was refused to somebody
    whom nobody knows has one line a second between all of them.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        metrics: RequestMetrics,
        https: bool,
        community: Language = ENGLISH,
    ) -> None:
        self._app = app
        self._community: Language = community
        self._metrics = metrics
        self._turned_away = OnceASecond("request_turned_away")
        self._headers = [*_SECURITY_HEADERS, *([_STRICT_TRANSPORT] if https else [])]
        self._secret_headers = [
            *(each for each in self._headers if each[0] != b"referrer-policy"),
            (b"referrer-policy", b"no-referrer"),
            (b"x-robots-tag", b"noindex, nofollow"),
        ]
        self._prefix = secrets.token_hex(4)
        self._numbers = itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = monotonic()
        request_id = f"{self._prefix}-{next(self._numbers):x}"
        logs.request_id.set(request_id)
        secret = scope["path"].startswith(_BY_SECRETS)
        headers = self._secret_headers if secret else self._headers
        extra = [*headers, (b"x-request-id", request_id.encode())]
        status = 0
        answered = started

        async def send_with_headers(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status = message["status"]
                answered = monotonic()
                given = message["headers"]
                message["headers"] = [*given, *extra]
                if not any(name == _SHOWN_BY for name, _ in given):
                    message["headers"].append((_SHOWN_BY, b"same-origin"))
                for name, _ in message["headers"]:
                    if name == b"cache-control":
                        break
                else:  # what says nothing of caching may be about a person
                    message["headers"].append(_NO_STORE)
            await send(message)

        method: str = scope["method"] if scope["method"] in _METHODS else "OTHER"
        try:
            if method in _QUIET_METHODS:
                await self._app(scope, receive, send_with_headers)
            else:
                limited = _limited(receive, _declared_length(scope), _most_body_bytes(scope))
                await self._app(scope, limited, send_with_headers)
        except BodyTooLarge as error:
            await error_response(error, self._language(scope))(scope, receive, send_with_headers)
        except Exception:
            _log.exception("request_failed", method=method, route=_route(scope))
            if status:
                raise
            await unexpected_response(self._language(scope))(scope, receive, send_with_headers)
        except asyncio.CancelledError:  # the server stops and has waited long enough
            if not status:
                with suppress(Exception):
                    async with asyncio.timeout(_LAST_WORD_SECONDS):
                        await _interrupted(self._language(scope))(scope, receive, send_with_headers)
            raise
        finally:
            seconds = answered - started
            route = _route(scope)
            self._metrics.observe(method, route, status, seconds)
            slow = seconds > _SLOW_SECONDS
            noted = status >= 500 or method not in _QUIET_METHODS or slow
            if noted and LOGGED_ALREADY not in scope:
                if 400 <= status < 500 and not slow and _is_anonymous(scope):
                    self._turned_away.say(method=method, route=route, status=status)
                else:
                    self._log_line(method, route, status, seconds)

    def _language(self, scope: Scope) -> Language:
        return asked_language(scope, self._community)

    @staticmethod
    def _log_line(method: str, route: str, status: int, seconds: float) -> None:
        _log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))


def _interrupted(language: Language) -> Response:
    error = Unavailable(say("restarting"), retry_after=_RETRY_AFTER)
    return error_response(error, language)


def _is_anonymous(scope: Scope) -> bool:
    """Whether no session or token was found that says who asks."""
    return scope.get("state", {}).get("viewer") is None


def _route(scope: Scope) -> str:
    """The pattern of the route that served the request: few different values, nothing personal."""
    route = scope.get("route")
    return getattr(route, "path", None) or "(none)"


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _most_body_bytes(scope: Scope) -> int:
    return MOST_FILE_BYTES if scope["path"] in _FILES else MOST_BODY_BYTES


def _limited(receive: Receive, declared: int, most: int) -> Receive:
    """`receive`, refusing a body that is, or grows, past the limit.

    It refuses when the body is asked for, which is after access was checked.
    """
    seen = 0

    async def receive_limited() -> Message:
        nonlocal seen
        if declared > most:
            raise BodyTooLarge
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > most:
                return await _refuse_at_end(receive, message)
        return message

    return receive_limited


async def _refuse_at_end(receive: Receive, message: Message) -> Message:
    """Drop the rest of a body of undeclared length, so that its sender gets to read the answer.

    A body without end is ended by the HTTP server's own limit (`RequestLimits.body_bytes`).

    Raises:
        BodyTooLarge: once the rest has come; the caller's going away is returned instead.
    """
    while message["type"] == "http.request" and message.get("more_body"):
        message = await receive()
    if message["type"] == "http.request":
        raise BodyTooLarge
    return message
