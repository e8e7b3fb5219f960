"""The loader: wrk, with whole requests that it sends in turn."""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.servers import CannotMeasure, ServerProcess

CONNECTIONS = 50
_SCRIPT = Path(__file__).with_name("load.lua")
_SEPARATOR = b"\x1e"
_LONGEST_PAUSE = 2.0


@dataclass(frozen=True)
class Request:
    """One HTTP request; `body` only with a method that has one."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""

    def encoded(self, port: int) -> bytes:
        """Its bytes on a connection that stays open."""
        headers = {"Host": f"127.0.0.1:{port}", **self.headers}
        if self.body:
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(self.body))}
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


@dataclass(frozen=True)
class Sample:
    """What one round of load showed.

    Attributes:
        per_second: answers.
        cpu: processor time of the server for one answer, in microseconds.
        p50, p99: latency seen by the loader, in milliseconds.
    """

    per_second: float
    cpu: float
    p50: float
    p99: float


def find_wrk() -> str:
    """The loader's path.

    Raises:
        CannotMeasure: it is not installed.
    """
    found = shutil.which("wrk")
    if found is None:
        raise CannotMeasure("wrk is not installed; on Debian and Ubuntu: apt-get install wrk")
    return found


def write_requests(requests: Sequence[Request], port: int, file: Path) -> Path:
    """The file that the loader's script reads."""
    file.write_bytes(b"".join(each.encoded(port) + _SEPARATOR for each in requests))
    return file


def run_load(server: ServerProcess, requests: Path, seconds: int) -> Sample:
    """Load `server` for `seconds` with the requests of a file.

    Raises:
        CannotMeasure: an answer was no success, or the loader failed.
    """
    before = server.cpu_seconds()
    command = [find_wrk(), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s"]
    address = f"http://127.0.0.1:{server.port}"
    done = subprocess.run(
        [*command, str(_SCRIPT), address, "--", str(requests)],
        capture_output=True,
        text=True,
        timeout=seconds + 15,
    )
    used = server.cpu_seconds() - before
    _, found, result = done.stdout.partition("JSON ")
    if not found:
        raise CannotMeasure(f"wrk failed: {(done.stderr or done.stdout).strip()}")
    seen = json.loads(result)
    if any(seen["errors"].values()) or not seen["requests"]:
        raise CannotMeasure(f"not every request was answered well: {seen}; see {server.log}")
    return Sample(
        per_second=seen["requests"] / seen["microseconds"] * 1e6,
        cpu=used / seen["requests"] * 1e6,
        p50=seen["p50"] / 1000,
        p99=seen["p99"] / 1000,
    )


class Caller:
    """A connection of our own, for looking at answers and for what needs no loader.

    After a pause it is a new one: the server closes those that are idle for five seconds.
    """

    def __init__(self, server: ServerProcess) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        self._used = time.monotonic()

    def send(self, request: Request) -> tuple[bytes, http.client.HTTPMessage]:
        """The answer's body, as it is on the wire, and its headers.

        Raises:
            CannotMeasure: it is no success.
        """
        if time.monotonic() - self._used > _LONGEST_PAUSE:
            self._connection.close()
        headers = dict(request.headers)
        if request.body:
            headers["Content-Type"] = "application/json"
        # The client would ask for uncompressed answers by itself; our requests say what they want.
        self._connection.putrequest(request.method, request.path, skip_accept_encoding=True)
        for name, value in headers.items():
            self._connection.putheader(name, value)
        if request.body:
            self._connection.putheader("Content-Length", str(len(request.body)))
        self._connection.endheaders(request.body or None)
        answer = self._connection.getresponse()
        body = answer.read()
        self._used = time.monotonic()
        if not 200 <= answer.status < 300:
            raise CannotMeasure(f"{request.method} {request.path}: {answer.status} {body[:300]!r}")
        return body, answer.headers

    def close(self) -> None:
        self._connection.close()
