"""Structured logs for every process: for people on a terminal, JSON everywhere else."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

import orjson
import structlog

from muster.settings import Settings

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The request that the current task serves, if any; goes into every line."""

_QUIET = ("httpx2", "httpcore2", "asyncio", "sse_starlette")


def _add_request_id(_logger: Any, _method: str, event: Any) -> Any:
    current = request_id.get()
    if current is not None:
        event["request_id"] = current
    return event


def _to_json(event: Any, *, default: Any) -> str:
    return orjson.dumps(event, default=default).decode()


class _StderrLogger(structlog.WriteLogger):
    """Writes to stderr; a reader that is gone costs the line, never the request."""

    def __init__(self, *_args: Any) -> None:
        super().__init__(sys.stderr)

    def msg(self, message: str) -> None:
        with suppress(OSError, ValueError):
            super().msg(message)

    log = debug = info = warning = warn = error = critical = fatal = exception = failure = msg


def configure_logs(settings: Settings, *, process: str) -> None:
    """Send every log line of this process to stderr; `process` is its name in them.

    Addresses with a query, headers, cookies and bodies are never logged, nor do libraries that log
    addresses or messages get a word below warnings: an address may hold a token.
    """
    level = getattr(logging, settings.muster_log_level.upper())
    as_json = settings.muster_log_format == "json" or (
        settings.muster_log_format == "auto" and not sys.stderr.isatty()
    )
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request_id,
        structlog.processors.StackInfoRenderer(),
    ]
    # Tracebacks without the variables of their frames: those hold keys and contact data.
    renderer: list[Any] = (
        [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_to_json),
        ]
        if as_json
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                exception_formatter=structlog.dev.plain_traceback,
            )
        ]
    )

    def add_process(_logger: Any, _method: str, event: Any) -> Any:
        event["process"] = process
        return event

    # Our own lines go straight out: the way through the standard library costs several times as
    # much, and every change has its line.
    structlog.configure(
        processors=[*shared, add_process, *renderer],
        logger_factory=_StderrLogger,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                add_process,
                *renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
