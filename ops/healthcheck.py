"""`muster healthcheck`: whether the website on this machine is ready, for container engines."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from muster.errors import OperatorError
from ops.console import say

_SECONDS = 5.0


class NotReady(OperatorError):
    """The website does not answer, or says that it is not ready."""

    code = "not_ready"


def healthcheck(
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Where it listens; MUSTER_PORT where it is not given."),
    ] = None,
) -> None:
    """Exit 0 if the website of this machine answers /readyz with 200, else 1 and why."""
    if port is None:
        from muster.settings import load_settings

        port = load_settings().muster_port
    ask(port)
    say("ready")


def ask(port: int, seconds: float = _SECONDS) -> None:
    """Ask `/readyz` on the loopback address, which has `seconds` for each part of its answer.

    Raises:
        NotReady: with the reason.
    """
    import http.client  # no other command needs it

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        said = answer.read(4096)
    except (OSError, http.client.HTTPException) as error:
        reason = "no answer in time" if isinstance(error, TimeoutError) else _words(error)
        raise NotReady(f"the website on port {port} cannot be asked: {reason}") from None
    finally:
        connection.close()
    if answer.status != 200:
        raise NotReady(f"the website on port {port} is not ready: {_detail(answer.status, said)}")


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__


def _detail(status: int, said: bytes) -> str:
    """The website's own sentence, on one line, where the answer is one of ours."""
    import json

    try:
        body: Any = json.loads(said)
        return " ".join(str(body["detail"]).split())
    except (ValueError, KeyError, TypeError):
        return f"status {status}"
