"""Asks a Quake-3-family server who is on it: one `getstatus` over UDP, one answer or a reason.

The packets are those of SVC_Status in the servers' own source (ioquake3 `code/server/sv_main.c`,
ET: Legacy `src/server/sv_main.c`). Why no library: docs/decisions/0007-own-getstatus.md.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import socket
import unicodedata
from typing import Literal

ANSWER_SECONDS = 3.0
"""How long a query may take, the look-up of the name included."""

MOST_PLAYERS = 256
LONGEST_NAME = 64
"""Characters of a name that are kept; the games themselves allow 32 to 36."""

_OUT_OF_BAND = b"\xff\xff\xff\xff"
_HEADER = _OUT_OF_BAND + b"statusResponse\n"
_LARGEST_DATAGRAM = 65_536

# `score ping "name"`; servers with teams put one or two numbers more before the name. A quote
# inside the name is no end of it.
_PLAYER = re.compile(rb'-?[0-9]{1,10} +(-?[0-9]{1,10}) +(?:-?[0-9]{1,10} +){0,2}"(.*)"')
# How ET: Legacy sends the bytes that are no ASCII, and the sign itself.
_ESCAPE = re.compile(rb"=(3[dD]|[89a-fA-F][0-9a-fA-F])")

Reason = Literal["unknown_host", "unreachable", "refused", "no_answer", "not_a_status"]


class GameServerError(Exception):
    """Nobody knows who is on the server.

    Attributes:
        reason: a stable word. `unknown_host`: its name leads nowhere; `unreachable`: the network
            does not lead there; `refused`: no program listens at the port; `no_answer`: silence;
            `not_a_status`: whatever answers is no server of this family, or was cut short.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


async def ask_players(address: str, seconds: float = ANSWER_SECONDS) -> list[str]:
    """The names of those on the server at `address` (`host:port`), as the server gives them.

    Raises:
        GameServerError: after `seconds` at the latest.
    """
    query = _Query(address)
    try:
        async with asyncio.timeout(seconds):
            return await query.run()
    except TimeoutError:
        raise GameServerError(query.reason) from None


class _Query:
    """One query.

    Attributes:
        reason: what it means if the time is up now.
    """

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        self._host, self._port = host.removeprefix("[").removesuffix("]"), int(port)
        self._challenge = secrets.token_hex(8).encode()
        self.reason: Reason = "no_answer"

    async def run(self) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(self._host, self._port, type=socket.SOCK_DGRAM)
        except (OSError, UnicodeError) as error:  # UnicodeError: what no name of a host can be
            silent = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
            raise GameServerError("no_answer" if silent else "unknown_host") from None
        failure: Reason = "unknown_host"
        # All of these games speak IPv4 and only the newer ones IPv6, so IPv4 comes first.
        for family, *_, place in sorted(found, key=lambda each: each[0] != socket.AF_INET):
            self.reason = "no_answer"
            try:
                return await self._ask(family, place)
            except ConnectionRefusedError:
                failure = "refused"
            except OSError:
                failure = "refused" if failure == "refused" else "unreachable"
        raise GameServerError(failure)

    async def _ask(self, family: int, place: tuple[object, ...]) -> list[str]:
        """Ask at one address, and wait for as long as it takes.

        The socket is new and connected: the system drops what others send, and what comes late for
        an earlier query.
        """
        loop = asyncio.get_running_loop()
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.setblocking(False)
            sock.connect(place)
            await loop.sock_sendall(sock, _OUT_OF_BAND + b"getstatus " + self._challenge)
            while True:
                datagram = await loop.sock_recv(sock, _LARGEST_DATAGRAM)
                names = parse_status(datagram, self._challenge)
                if names is not None:
                    return names
                self.reason = "not_a_status"
                await asyncio.sleep(0)  # so that a flood does not keep the time from running out


def parse_status(datagram: bytes, challenge: bytes) -> list[str] | None:
    """The names of the people in an answer to `getstatus`, or None where it is not one to ours.

    Who has no ping is a bot, unless the server says by `omnibot_playing` that it has none.

    Lines that are no player's are passed over, a last one that was cut short with them; where no
    line is a player's, nothing is known. Servers put the challenge into their answer; an old one,
    or one whose settings leave no room for it, does not, and is believed.
    """
    if not datagram.startswith(_HEADER + b"\\"):
        return None
    settings, line_end, rest = datagram[len(_HEADER) :].partition(b"\n")
    _, *members = settings.split(b"\\")
    values = dict(zip(members[::2], members[1::2], strict=False))
    if not line_end or values.get(b"challenge", challenge) != challenge:
        return None
    lines = [line for each in rest.split(b"\n") if (line := each.strip(b" \r\0"))]
    players = [found.groups() for line in lines if (found := _PLAYER.fullmatch(line))]
    if lines and not players:
        return None
    no_bots = values.get(b"omnibot_playing") == b"0"
    people = [name for ping, name in players if no_bots or int(ping) != 0]
    return [_text(name) for name in people[:MOST_PLAYERS]]


def _text(name: bytes) -> str:
    """A name that PostgreSQL and JSON can hold: UTF-8, or else what Windows makes of the bytes.

    Colour codes stay; readers strip them.
    """
    name = _ESCAPE.sub(lambda escape: bytes.fromhex(escape[1].decode()), name)
    try:
        text = name.decode()
    except UnicodeDecodeError:
        text = name.decode("cp1252", "replace")
    return "".join(each for each in text if unicodedata.category(each) != "Cc")[:LONGEST_NAME]
