"""Runs the website in this process until it is told to stop."""

from __future__ import annotations

import resource
from contextlib import suppress
from types import FrameType

import structlog
import uvicorn

from muster.logs import configure_logs
from muster.off_loop import favour_loop
from muster.settings import Settings, check_host
from website.backend.app import create_app
from website.backend.state import Website

GRACE_SECONDS = 2
"""How long open requests may take to finish after a signal."""

_log = structlog.stdlib.get_logger(__name__)


class _Server(uvicorn.Server):
    """Closes the streams on a signal, so that only requests that end by themselves are awaited."""

    def __init__(self, config: uvicorn.Config, website: Website) -> None:
        super().__init__(config)
        self._website = website

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._website.live_feed.close()
        super().handle_exit(sig, frame)


def _raise_open_files() -> None:
    """Allow as many open connections as the system lets us; the usual default is 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 65_536)), hard))


def run_web(settings: Settings, host: str, port: int) -> None:
    """Serve the website on `host`:`port` until SIGINT or SIGTERM, and three seconds more at most.

    Returns after SIGINT; SIGTERM, once everything is closed, ends the process.

    Raises:
        SettingsError: the sandbox is on and others could reach `host`.
    """
    check_host(settings, host)
    _raise_open_files()
    configure_logs(settings, process="web")
    favour_loop()
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
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
