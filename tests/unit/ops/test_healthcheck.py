"""`muster healthcheck`: 0 where the website here is ready, else one line that says why."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from ops.cli import main
from ops.healthcheck import NotReady, ask


@contextmanager
def answering(answer: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A port on which every request gets `answer`, and what was asked."""
    asked: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(4096))
                connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], asked
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def response(status: str, body: bytes) -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status.encode(), len(body), body)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main(["healthcheck", *arguments])
        out, err = capsys.readouterr()
        assert isinstance(caught.value.code, int)
        return caught.value.code, out, err

    return run


def test_a_website_that_is_ready(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(response("200 OK", b'{"status": "ok"}')) as (port, asked):
        assert run("--port", str(port)) == (0, "ready\n", "")
        monkeypatch.setenv("MUSTER_PORT", str(port))
        assert run() == (0, "ready\n", "")
    assert [each.split(b" HTTP")[0] for each in asked] == [b"GET /readyz"] * 2


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            response("503 Service Unavailable", b'{"detail": "Migrations are\\npending."}'),
            "is not ready: Migrations are pending.",
        ),
        (response("502 Bad Gateway", b"<html>"), "is not ready: status 502"),
        (response("500 Oops", b'["detail"]'), "is not ready: status 500"),
        (b"SSH-2.0-OpenSSH\r\n", "cannot be asked: BadStatusLine"),
        (b"", "cannot be asked: RemoteDisconnected"),
    ],
)
def test_a_website_that_is_not(run: Run, answer: bytes, reason: str) -> None:
    with answering(answer) as (port, _):
        assert run("--port", str(port)) == (1, "", f"muster: the website on port {port} {reason}\n")


def test_nothing_that_listens(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    code, out, err = run("--port", str(port))
    assert (code, out) == (1, "")
    assert err == f"muster: the website on port {port} cannot be asked: Connection refused\n"


def test_a_website_that_hangs_is_not_waited_for() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        pytest.raises(NotReady, match="no answer in time"),
    ):
        ask(server.getsockname()[1], seconds=0.05)
