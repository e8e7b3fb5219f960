"""Structured logs for every process: for people on a terminal, JSON everywhere else."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from contextvars import ContextVar
from typing import Any, TextIO, cast

import orjson
import structlog

from muster.settings import Settings

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The request that the current task serves, if any; goes into every line."""


def _add_request_id(_logger: Any, _method: str, event: Any) -> Any:
    current = request_id.get()
    if current is not None:
        event["request_id"] = current
    return event


def _to_json(event: Any, *, default: Any) -> str:
    return orjson.dumps(event, default=default).decode()


_CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
_DURING = "\nDuring handling of the above exception, another exception occurred:\n\n"


def traceback_of(exc_info: Any) -> str:
    """A traceback without the variables of its frames, and without what a database says of rows.

    Frames hold keys and contact data; a broken constraint's detail is the row itself, with the
    names and addresses in it. Of a database's error the kind, its code and the constraint are told.
    """
    error = exc_info[1]
    return "" if error is None else "".join(_lines_of(error, set())).rstrip("\n")


def _lines_of(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__
    link = _CAUSE if before is not None else _DURING
    if before is None and not error.__suppress_context__:
        before = error.__context__
    if before is not None and id(before) not in seen:
        yield from _lines_of(before, seen)
        yield link
    if error.__traceback__ is not None:
        yield "Traceback (most recent call last):\n"
        yield from traceback.format_tb(error.__traceback__)
    yield f"{_kind_of(error)}: {_said_by(error)}\n"
    if isinstance(error, BaseExceptionGroup):
        several: tuple[BaseException, ...] = cast(Any, error).exceptions
        for each in several:
            yield from _lines_of(each, seen)


def _kind_of(error: BaseException) -> str:
    kind = type(error)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return f"{module}{kind.__qualname__}"


def _said_by(error: BaseException) -> str:
    code = getattr(error, "sqlstate", None)
    if code is None:
        return str(error)
    constraint = getattr(error, "constraint_name", None)
    return f"SQLSTATE {code}" + (f", {constraint}" if constraint else "")


def _plain(stream: TextIO, exc_info: Any) -> None:
    stream.write("\n" + traceback_of(exc_info))


def _at_the_end(*exc_info: Any) -> None:
    """What Python itself would print, where an error ends the process."""
    with suppress(OSError, ValueError):
        sys.stderr.write(traceback_of(exc_info) + "\n")


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

    Addresses with a query, headers, cookies and bodies are never logged, and no library gets a word
    below warnings: they tell what they send and receive, with tokens and phone numbers in it.
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
    renderer: list[Any] = (
        [
            structlog.processors.ExceptionRenderer(traceback_of),
            structlog.processors.JSONRenderer(serializer=_to_json),
        ]
        if as_json
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                exception_formatter=_plain,
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

    sys.excepthook = _at_the_end
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
    root.setLevel(max(level, logging.WARNING))
