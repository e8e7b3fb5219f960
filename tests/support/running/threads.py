"""A far end that answers in a thread of its own, so that its tests may block their loop."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from tests.support.running.patience import PATIENCE


@contextmanager
def served(bound: socket.socket, routes: Sequence[BaseRoute]) -> Generator[None, None, None]:
    """`routes` on a bound socket while the context is open. What still hangs then is ended with the
    server, and what does not end fails: it would take its worker's time from all later tests.
    """
    config = uvicorn.Config(
        Starlette(routes=routes), lifespan="off", ws="none", access_log=False, log_config=None
    )
    server = uvicorn.Server(config)
    bound.listen()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = server.force_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a fake's thread does not end"
