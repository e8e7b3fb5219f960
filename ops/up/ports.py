"""Whether the website will be able to listen, seen before anything is started."""

from __future__ import annotations

import asyncio
import errno
import socket

from muster.clock import monotonic
from muster.errors import OperatorError


class PortInUse(OperatorError):
    """Something else listens on the port, or it may not be opened."""

    code = "port_in_use"


class NotOurAddress(OperatorError):
    """The host is a name that nobody knows, or another machine's address."""

    code = "not_our_address"


async def check_port(host: str, port: int, patience: float = 0.0) -> None:
    """See that this process can listen on `host`:`port`.

    Args:
        host: a name or an address.
        port: the TCP port.
        patience: seconds to wait for a port in use: after an unclean end an old website may need a
            moment to notice that its supervisor is gone.

    Raises:
        NotOurAddress: `host` is not an address of this machine.
        PortInUse: the port is taken or may not be opened.
    """
    until = monotonic() + patience
    while True:
        try:
            return await _bind_once(host, port)
        except (socket.gaierror, UnicodeError):
            raise NotOurAddress(f"--host {host}: not an address of this machine") from None
        except OSError as error:
            if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                raise NotOurAddress(f"--host {host}: not an address of this machine") from None
            if error.errno != errno.EADDRINUSE or monotonic() > until:
                reason = (error.strerror or "it cannot be opened").lower()
                raise PortInUse(
                    f"Port {port} on {host}: {reason}; choose another with --port"
                ) from None
        await asyncio.sleep(0.1)


async def _bind_once(host: str, port: int) -> None:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for family, kind, protocol, _, address in found:
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                # As the website does; without it :: would collide with an IPv4 listener.
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            probe.bind(address)
