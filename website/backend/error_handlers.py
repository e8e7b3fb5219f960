"""Errors as answers: ``{"detail", "code", "errors"?}``, in one place (contract, section 3)."""

from __future__ import annotations

import asyncio
import re

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from muster.errors import BodyTooLarge, DatabaseUnavailable, InvalidInput, MusterError
from website.backend.validation_messages import NOT_JSON, SEND_JSON, field_name, problem_words

_log = structlog.stdlib.get_logger(__name__)

OUTAGE_LINE_EVERY = 1.0
"""Seconds between two lines about requests that failed as the database is gone."""

LOGGED_ALREADY = "muster.logged"
"""Set in the scope of a request that needs no line of its own any more."""

_JSON = re.compile(r"application/([^;]+\+)?json\s*(;|$)", re.IGNORECASE)
_BODY_MUST_BE = "The request's body must be a JSON object."
_HTTP_CODES = {
    404: ("not_found", "There is nothing here."),
    405: ("method_not_allowed", "This address does not take that method."),
    406: ("not_acceptable", "No answer of the kind that was asked for exists."),
}


def error_response(error: MusterError) -> Response:
    """The answer for an expected failure."""
    headers = {"Cache-Control": "no-store"}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    body = {"detail": error.detail, "code": error.code, **error.extra()}
    return Response(
        orjson.dumps(body), error.status, headers=headers, media_type="application/json"
    )


def unexpected_response() -> Response:
    """The answer for a mistake of ours; the log has the rest."""
    return error_response(MusterError())


class _Outage:
    """Requests that failed as the database is gone: the first has its line, all others one a second
    between them, which says how many."""

    def __init__(self) -> None:
        self._failed = 0
        self._timer: asyncio.TimerHandle | None = None

    def note(self, reason: str | None) -> None:
        self._failed += 1
        if self._timer is None:
            self._say(reason)

    def _say(self, reason: str | None) -> None:
        self._timer = None
        if self._failed:
            _log.warning("database_unavailable", requests=self._failed, reason=reason)
            self._failed = 0
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(OUTAGE_LINE_EVERY, self._say, reason)


def log_refusal(error: MusterError) -> None:
    """One line for what the operator, not the caller, can mend."""
    if error.status >= 500:
        reason = error.reason or (type(error.__cause__).__name__ if error.__cause__ else None)
        _log.warning("request_refused", code=error.code, reason=reason)


async def _on_muster_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, MusterError)
    if isinstance(error, DatabaseUnavailable):
        request.app.state.outage.note(type(error.__cause__).__name__ if error.__cause__ else None)
        request.scope[LOGGED_ALREADY] = True
    else:
        log_refusal(error)
    return error_response(error)


def _on_invalid_input(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = [
        {"field": field_name(problem["loc"]), "message": problem_words(problem)}
        for problem in error.errors()
    ]
    unique = list({(entry["field"], entry["message"]): entry for entry in problems}.values())
    if any(problem["loc"] == ("body",) for problem in error.errors()):
        is_json = _JSON.match(request.headers.get("content-type", "")) is not None
        return error_response(InvalidInput(_BODY_MUST_BE if is_json else SEND_JSON))
    if any(problem["type"] == "json_invalid" for problem in error.errors()):
        return error_response(InvalidInput(NOT_JSON))
    first = unique[0]
    detail = f"{first['field']} {first['message']}." if first["field"] else None
    return error_response(InvalidInput(detail, errors=unique))


def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, BodyTooLarge):
        return error_response(error.__cause__)
    if error.status_code == 400:
        # The framework's word for a body that is not JSON.
        return error_response(InvalidInput(NOT_JSON))
    if error.status_code == 413:
        return error_response(BodyTooLarge())
    code, detail = _HTTP_CODES.get(error.status_code, ("http_error", str(error.detail)))
    body = orjson.dumps({"detail": detail, "code": code})
    headers = {**(error.headers or {}), "Cache-Control": "no-store"}
    if error.status_code == 405:
        headers["Allow"] = _methods_at(request)
    return Response(body, error.status_code, headers=headers, media_type="application/json")


def _methods_at(request: Request) -> str:
    """What this address takes: each route knows only its own methods."""
    taken = [
        method
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.router.routes
        )
    ]
    return ", ".join(["GET", "HEAD", *taken[1:]] if "GET" in taken else taken)


def add_error_handlers(app: FastAPI) -> None:
    """Render every failure of every route of `app`."""
    app.state.outage = _Outage()
    app.add_exception_handler(MusterError, _on_muster_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_input)
    app.add_exception_handler(HTTPException, _on_http_exception)
