"""Logs: structured, with the request's id, and tracebacks without the variables of their frames."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.running.patience import PATIENCE

SCRIPT = """
import logging, structlog
from muster import logs
from muster.settings import load_settings

settings = load_settings(env_file=None, muster_log_format="{format}", muster_log_level="{level}")
logs.configure_logs(settings, process="web")
log = structlog.stdlib.get_logger("tests")

def fails(contact):
    key = "s3cr3t" + contact
    raise ValueError("what went wrong")

logs.request_id.set("abc-1")
log.debug("quiet")
log.info("loud", count=3)
try:
    fails("@ana")
except ValueError:
    log.exception("failed")
    logging.getLogger("another.module").exception("failed too")
for library in ("httpx2", "httpcore2", "websockets.client", "some.package"):
    logging.getLogger(library).info("POST https://example.org/bots3cr3t")
    logging.getLogger(library).debug("< TEXT s3cr3t +38640000000")
"""


DATABASE_ERROR = """
import logging, structlog
from muster import logs
from muster.settings import load_settings

settings = load_settings(env_file=None, muster_log_format="{format}", muster_log_level="debug")
logs.configure_logs(settings, process="web")

class CheckViolationError(Exception):
    sqlstate = "23514"
    constraint_name = "players_name_check"

def fails():
    raise CheckViolationError("new row breaks it\\nDETAIL:  Failing row contains (1, Kestrel).")

try:
    try:
        fails()
    except CheckViolationError as error:
        raise RuntimeError("not stored") from error
except RuntimeError:
    structlog.stdlib.get_logger("tests").exception("failed")
    logging.getLogger("another.module").exception("failed too")
try:
    raise ExceptionGroup("two", [ValueError("one"), CheckViolationError("Kestrel")])
except ExceptionGroup:
    structlog.stdlib.get_logger("tests").exception("failed thrice")
fails()
"""


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_what_a_database_says_of_a_row_is_in_no_traceback(log_format: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DATABASE_ERROR.format(format=log_format)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 1
    assert "Kestrel" not in done.stderr.replace('CheckViolationError("Kestrel")', "")
    assert done.stderr.count("CheckViolationError: SQLSTATE 23514, players_name_check") == 4
    assert done.stderr.count("RuntimeError: not stored") == 2
    assert done.stderr.count("was the direct cause of") == 2
    assert "ValueError: one" in done.stderr
    assert "in fails" in done.stderr


def logged(log_format: str, level: str = "info") -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(format=log_format, level=level)],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    assert done.stdout == "", "logs go to stderr"
    return done.stderr


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_tracebacks_show_where_but_not_the_variables(log_format: str) -> None:
    text = logged(log_format)
    assert text.count("ValueError: what went wrong") == 2
    assert "in fails" in text
    assert "s3cr3t" not in text
    assert "@ana\\n" not in text


def test_each_json_line_says_when_who_what_and_for_which_request() -> None:
    lines = [json.loads(line) for line in logged("json").splitlines()]
    assert [line["event"] for line in lines] == ["loud", "failed", "failed too"]
    for line in lines:
        assert (line["process"], line["request_id"]) == ("web", "abc-1")
        assert line["timestamp"].endswith("Z")
    assert (lines[0]["level"], lines[0]["count"]) == ("info", 3)


@pytest.mark.parametrize("level", ["debug", "info"])
def test_libraries_that_log_addresses_are_quiet(level: str) -> None:
    assert "s3cr3t" not in logged("json", level)


def test_the_level_is_a_setting() -> None:
    assert "quiet" in logged("json", "debug")
    assert "loud" not in logged("json", "error")
