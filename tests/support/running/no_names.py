"""A machine that knows no other by name, whatever its resolver would say, and without asking it."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from muster.settings import is_loopback


def look_up_no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every name be unknown but for this machine's own."""
    known = socket.getaddrinfo

    def looked_up(host: Any, *rest: Any, **more: Any) -> Any:
        text = host.decode() if isinstance(host, bytes) else host
        if text is not None and not is_loopback(text):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known(host, *rest, **more)

    monkeypatch.setattr("socket.getaddrinfo", looked_up)
