"""Names of push services lead to the internet's addresses alone.

A browser's word names the service, so that anybody could have us ask whatever is on our own
network. Names are judged by what they lead to at the very moment of connecting: one that leads
elsewhere later has no use for it.
"""

from __future__ import annotations

import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from muster.channels.push_rules import is_public


class PrivateAddress(OSError):
    """A name leads to nothing but addresses that are nobody's on the internet."""


class PublicResolver(AbstractResolver):
    """Looks names up and leaves out what is not of the internet.

    Raises:
        PrivateAddress: nothing is left.
        OSError: the name is not known, or nobody could be asked.
    """

    def __init__(self, resolver: AbstractResolver | None = None) -> None:
        self._resolver = resolver or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        public = [each for each in found if is_public(each["host"])]
        if found and not public:
            raise PrivateAddress
        return public

    async def close(self) -> None:
        await self._resolver.close()
