"""By which names the website may be asked: the `Host` of every request is looked at.

A foreign page whose name was made to lead to this machine (DNS rebinding) passes for our own page
in the browser, and would read what only this machine or only this network may. Its requests still
say its name. Names of this machine itself are always ours: no foreign page has one, and a proxy
beside us may pass one on.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from urllib.parse import urlsplit

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from muster.clock import monotonic
from muster.errors import WrongHost
from muster.settings import Settings, is_loopback
from muster.words import Language
from website.backend.error_handlers import error_response
from website.backend.languages import asked_language

FOR_MONITORS = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked for by address, by container name, by whatever a monitor knows; they tell of nobody."""

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:/?#@\[\]]+)(:[0-9]*)?")
_MOST_LOGGED = 100
_SECONDS_BETWEEN_LINES = 60.0

_log = structlog.stdlib.get_logger(__name__)


class HostCheck:
    """Refuses what is asked of another host than `FRONTEND_ORIGIN`'s or this machine, on any port.

    In the sandbox `FRONTEND_ORIGIN` is this machine. A refusal names the setting, and so does a
    line of the log, one a minute at most.
    """

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        self._ours = _in_ascii(urlsplit(settings.frontend_origin).hostname or "")
        self._origin = settings.frontend_origin
        self._community: Language = settings.muster_language
        self._fits = lru_cache(maxsize=256)(self._judge)
        self._quiet_until = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in FOR_MONITORS:
            await self._app(scope, receive, send)
            return
        named = fits = 0
        for name, value in scope["headers"]:
            if name == b"host":
                named += 1
                fits += self._fits(value)
        if named and named == fits:
            await self._app(scope, receive, send)
            return
        self._log_line([value for name, value in scope["headers"] if name == b"host"])
        language = asked_language(scope, self._community)
        await error_response(WrongHost(self._origin), language)(scope, receive, send)

    def _judge(self, value: bytes) -> bool:
        found = _HOST.fullmatch(value.decode("latin-1").strip().lower())
        if found is None:
            return False
        host = found[1].strip("[]").removesuffix(".")
        return host == self._ours or is_loopback(host)

    def _log_line(self, hosts: list[bytes]) -> None:
        now = monotonic()
        if now < self._quiet_until:
            return
        self._quiet_until = now + _SECONDS_BETWEEN_LINES
        _log.warning(
            "wrong_host",
            asked=ascii(b", ".join(hosts)[:_MOST_LOGGED].decode("latin-1")),
            frontend_origin=self._origin,
            hint="a proxy has to pass the header Host on, as `muster docs install` shows",
        )


def _in_ascii(host: str) -> str:
    """`host` as browsers send it."""
    with suppress(UnicodeError):
        return host.encode("idna").decode("ascii")
    return host
