"""One attempt at telling an address: its name is looked up here, and what it leads to judged, so
that nothing is ever sent into a network where it is not allowed to go.

Neither an address nor anything that a receiver says is in an outcome, an error or the log.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog

from muster.webhooks.addresses import AddressRefused, check_address, may_reach
from muster.webhooks.rules import TIMEOUT, Outcome, outcome_of_status

if TYPE_CHECKING:
    from aiohttp.abc import AbstractResolver

LookUp = Callable[[str, int], Awaitable[list[str]]]
"""The addresses of a host; raises OSError where it has none."""

_MOST_HEADERS, _LONGEST_HEADER = 100, 16 * 1024
"""What an answer's head may have, more than servers send; nothing else of an answer is read."""

_log = structlog.stdlib.get_logger(__name__)


async def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, as this machine knows them.

    In a thread of its own, which holds nobody up: a name server that does not answer keeps it for
    as long as the system waits, and neither other look-ups nor the end of the process wait for it.

    Raises:
        OSError: it has none.
    """
    loop = asyncio.get_running_loop()
    found: asyncio.Future[list[str]] = loop.create_future()

    def settle(addresses: list[str] | None, error: OSError | None) -> None:
        if found.done():
            return
        if error is not None:
            found.set_exception(error)
        else:
            found.set_result(addresses or [])

    def work() -> None:
        addresses: list[str] | None = None
        error: OSError | None = None
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            addresses = list(dict.fromkeys(str(row[4][0]) for row in rows))
        except (OSError, UnicodeError) as failed:
            error = failed if isinstance(failed, OSError) else OSError("not a name")
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, addresses, error)

    threading.Thread(target=work, name="webhook look-up", daemon=True).start()
    return await found


class WebhookSender:
    """Posts messages to addresses.

    Args:
        allow_private: whether networks of one's own may be reached, and without encryption.
        look_up: how names are looked up.
        trust: what certificates are trusted by; the system's if not given.
    """

    def __init__(
        self,
        *,
        allow_private: bool,
        look_up: LookUp = look_up,
        trust: ssl.SSLContext | None = None,
        seconds: float = TIMEOUT.total_seconds(),
    ) -> None:
        self._allow_private = allow_private
        self._look_up = look_up
        self._trust = trust
        self._seconds = seconds

    async def send(self, address: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Post `body` to an address that `check_address` made, once; what came of it."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._send(address, headers, body)
        except TimeoutError:
            return Outcome("timeout")
        except AddressRefused:
            return Outcome("private_address")

    async def _send(self, address: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        # Networks of one's own may have been allowed when it was stored.
        parts = urlsplit(check_address(address, allow_private=self._allow_private))
        host, https = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if https else 80)
        try:
            addresses = await self._addresses(host, port)
        except OSError:
            return Outcome("unknown_host")
        if not addresses:
            return Outcome("unknown_host")
        # One of them that is not allowed is reason enough: whose answers change, plays with us.
        if not all(
            may_reach(each, https=https, allow_private=self._allow_private) for each in addresses
        ):
            return Outcome("private_address")
        return await self._post(address, addresses, headers, body, https=https)

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            return [str(ip_address(host))]
        except ValueError:
            return await self._look_up(host, port)

    async def _post(
        self,
        address: str,
        addresses: list[str],
        headers: Mapping[str, str],
        body: bytes,
        *,
        https: bool,
    ) -> Outcome:
        import aiohttp  # with an address alone it is needed
        from yarl import URL

        if https and self._trust is None:
            # Reading the system's certificates takes longer than the event loop may be held.
            self._trust = await asyncio.to_thread(ssl.create_default_context)
        connector = aiohttp.TCPConnector(
            resolver=_only(addresses),
            use_dns_cache=False,
            force_close=True,
            ssl=self._trust if https and self._trust is not None else False,
        )
        try:
            async with aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(),  # all of it has one already
                max_headers=_MOST_HEADERS,
                max_line_size=_LONGEST_HEADER,
                max_field_size=_LONGEST_HEADER,
                skip_auto_headers=("Accept-Encoding", "Accept"),
            ) as session:
                # The address as it was given: none of its letters is written in another way.
                answer = await session.post(
                    URL(address, encoded=True),
                    data=body,
                    headers=dict(headers),
                    allow_redirects=False,
                )
                # What it says beyond its status is nobody's concern, however long it is.
                answer.close()
                return outcome_of_status(answer.status, answer.headers.get("Retry-After"))
        except aiohttp.ClientSSLError:
            return Outcome("tls")
        except aiohttp.ClientConnectorError:
            return Outcome("no_connection")
        except (aiohttp.ClientResponseError, aiohttp.ClientPayloadError):
            return Outcome("bad_answer")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # It may have been taken: it is sent again under the same id.
            _log.debug("webhook_connection_lost", kind=type(error).__name__)
            return Outcome("connection_lost")


def _only(addresses: list[str]) -> AbstractResolver:
    """A resolver that answers with what was judged, whatever is asked."""
    from aiohttp.abc import AbstractResolver, ResolveResult

    class Judged(AbstractResolver):
        async def resolve(
            self, host: str, port: int = 0, family: Any = socket.AF_UNSPEC
        ) -> list[ResolveResult]:
            return [
                ResolveResult(
                    hostname=host,
                    host=each,
                    port=port,
                    family=socket.AF_INET6 if ":" in each else socket.AF_INET,
                    proto=0,
                    flags=socket.AI_NUMERICHOST,
                )
                for each in addresses
            ]

        async def close(self) -> None:
            pass

    return Judged()
