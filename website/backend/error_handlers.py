"""Errors as answers: ``{"detail", "code", "errors"?}``, in one place (contract, section 3)."""

from __future__ import annotations

import re

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from muster.errors import (
    BodyTooLarge,
    DatabaseUnavailable,
    FieldProblem,
    InvalidInput,
    MusterError,
    NotFound,
)
from muster.words import Language, words
from website.backend.languages import language_of
from website.backend.log_lines import CountedRequests
from website.backend.validation_messages import field_name, problem_words

say = words("errors")

LOGGED_ALREADY = "muster.logged"
"""Set in the scope of a request that needs no line of its own any more."""

_JSON = re.compile(r"application/([^;]+\+)?json\s*(;|$)", re.IGNORECASE)
_HTTP_CODES = {
    404: ("not_found", NotFound.detail),
    405: ("method_not_allowed", say("method-not-allowed")),
    406: ("not_acceptable", say("not-acceptable")),
}
_OTHER_HTTP = ("http_error", say("http-error"))


def error_response(error: MusterError, language: Language) -> Response:
    """The answer for an expected failure, in its reader's language."""
    headers = {"Cache-Control": "no-store", "Content-Language": language}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    detail = error.detail.in_language(language)
    body = {"detail": detail, "code": error.code, **error.beside(language)}
    return Response(
        orjson.dumps(body), error.status, headers=headers, media_type="application/json"
    )


def unexpected_response(language: Language) -> Response:
    """The answer for a mistake of ours; the log has the rest."""
    return error_response(MusterError(), language)


class _Failures:
    """What failed on our side, of each kind a line a second at the most."""

    def __init__(self) -> None:
        self._outage = CountedRequests("database_unavailable")
        self._refusals: dict[str, CountedRequests] = {}

    def note(self, error: MusterError) -> None:
        reason = error.reason or (type(error.__cause__).__name__ if error.__cause__ else None)
        if isinstance(error, DatabaseUnavailable):
            self._outage.note(reason)
            return
        if error.code not in self._refusals:
            self._refusals[error.code] = CountedRequests("request_refused", code=error.code)
        self._refusals[error.code].note(reason)


def log_refusal(request: Request, error: MusterError) -> None:
    """Count what the operator, not the caller, can mend; the request has no other line."""
    if error.status >= 500:
        request.app.state.failures.note(error)
        request.scope[LOGGED_ALREADY] = True


async def _on_muster_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, MusterError)
    log_refusal(request, error)
    return error_response(error, language_of(request.scope))


def _on_invalid_input(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return error_response(_input_error(request, error), language_of(request.scope))


def _input_error(request: Request, error: RequestValidationError) -> InvalidInput:
    problems = [
        FieldProblem(field_name(problem["loc"]), problem_words(problem))
        for problem in error.errors()
    ]
    if any(problem["loc"] == ("body",) for problem in error.errors()):
        is_json = _JSON.match(request.headers.get("content-type", "")) is not None
        return InvalidInput(say("body-must-be-object") if is_json else say("send-json"))
    if any(problem["type"] == "json_invalid" for problem in error.errors()):
        return InvalidInput(say("not-json"))
    return InvalidInput.of(*dict.fromkeys(problems))


def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    language = language_of(request.scope)
    if isinstance(error.__cause__, BodyTooLarge):
        return error_response(error.__cause__, language)
    if error.status_code == 400:
        # The framework's word for a body that is not JSON.
        return error_response(InvalidInput(say("not-json")), language)
    if error.status_code == 413:
        return error_response(BodyTooLarge(), language)
    code, detail = _HTTP_CODES.get(error.status_code, _OTHER_HTTP)
    body = orjson.dumps({"detail": detail.in_language(language), "code": code})
    headers = {
        **(error.headers or {}),
        "Cache-Control": "no-store",
        "Content-Language": language,
    }
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
    app.state.failures = _Failures()
    app.add_exception_handler(MusterError, _on_muster_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_input)
    app.add_exception_handler(HTTPException, _on_http_exception)
