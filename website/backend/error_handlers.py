"""Errors as answers: ``{"detail", "code", "errors"?}``, in one place (contract, section 3)."""

from __future__ import annotations

from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from muster.errors import BodyTooLarge, InvalidInput, MusterError, NotFound

_log = structlog.stdlib.get_logger(__name__)

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


def _on_muster_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, MusterError)
    if error.status >= 500:
        _log.warning("request_refused", code=error.code, reason=type(error.__cause__).__name__)
    return error_response(error)


def _on_invalid_input(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = [
        {"field": _field(problem["loc"]), "message": _message(problem)}
        for problem in error.errors()
    ]
    unique = list({(entry["field"], entry["message"]): entry for entry in problems}.values())
    if len(unique) == 1 and unique[0]["field"]:
        only = unique[0]
        return error_response(InvalidInput(f"{only['field']}: {only['message']}.", errors=unique))
    return error_response(InvalidInput(errors=unique))


def _on_http_exception(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, BodyTooLarge):
        return error_response(error.__cause__)
    if error.status_code == 400:
        # The framework's word for a body that is not JSON.
        return error_response(InvalidInput("The request's body cannot be read as JSON."))
    if error.status_code == 413:
        return error_response(BodyTooLarge())
    code, detail = _HTTP_CODES.get(error.status_code, ("http_error", str(error.detail)))
    body = orjson.dumps({"detail": detail, "code": code})
    headers = {**(error.headers or {}), "Cache-Control": "no-store"}
    return Response(body, error.status_code, headers=headers, media_type="application/json")


def _field(location: tuple[int | str, ...]) -> str:
    """The input's name: where it was looked for (body, query) and list positions are left out."""
    named = [part for part in location[1:] if isinstance(part, str)]
    return ".".join(named)


def _message(problem: dict[str, Any]) -> str:
    if problem["type"] == "json_invalid":
        return "is not JSON"
    if problem["type"] == "missing":
        return "is required"
    return str(problem["msg"]).removeprefix("Value error, ")


def add_error_handlers(app: FastAPI) -> None:
    """Render every failure of every route of `app`."""
    app.add_exception_handler(MusterError, _on_muster_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_input)
    app.add_exception_handler(HTTPException, _on_http_exception)


def not_found_response() -> Response:
    return error_response(NotFound())
