"""Runs the website in this process until it is told to stop."""

from __future__ import annotations

import errno
import os
import resource
from contextlib import suppress
from types import FrameType

import structlog
import uvicorn

from muster.logs import configure_logs
from muster.off_loop import favour_loop
from muster.settings import Settings, check_host
from website.backend.app import create_app
from website.backend.limited_http import LimitedHttp
from website.backend.state import Website

GRACE_SECONDS = 2
"""How long open requests may take to finish after a signal."""

_TICKS_A_SECOND = 10  # uvicorn's
_MOST_CONNECTIONS = 10_000
_OWN_FILES = 100

_log = structlog.stdlib.get_logger(__name__)


class _Server(uvicorn.Server):
    """Closes the streams on a signal, so that only requests that end by themselves are awaited."""

    def __init__(self, config: uvicorn.Config, website: Website) -> None:
        super().__init__(config)
        self._website = website

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._website.live_feed.close()
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        if counter % _TICKS_A_SECOND == 0:
            complain_without_descriptors()
        return await super().on_tick(counter)


def _raise_open_files() -> int:
    """Allow as many open files as the system lets us, and say how many; often it is 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 65_536)), hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def most_connections(open_files: int) -> int:
    """How many connections are served at once; the database and our own files need some, too."""
    return min(_MOST_CONNECTIONS, max(open_files - _OWN_FILES, open_files // 2))


def complain_without_descriptors() -> None:
    """Say so where no file can be opened: the event loop drops new connections without a word."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
            _log.warning("connections_not_accepted", reason=error.strerror, open_files=limit)


def run_web(settings: Settings, host: str, port: int) -> None:
    """Serve the website on `host`:`port` until SIGINT or SIGTERM, and three seconds more at most.

    Returns after SIGINT; SIGTERM, once everything is closed, ends the process.

    Raises:
        SettingsError: the sandbox is on and others could reach `host`.
    """
    check_host(settings, host)
    open_files = _raise_open_files()
    configure_logs(settings, process="web")
    favour_loop()
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http=type("Http", (LimitedHttp,), {"community": settings.muster_language}),
        limit_concurrency=most_connections(open_files),
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    _log.info("web_starts", host=host, port=port)
    # After the orderly end the signal is raised once more, for whoever waits for this process.
    with suppress(KeyboardInterrupt):
        _Server(config, app.state.website).run()
