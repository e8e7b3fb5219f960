"""A game server on a free UDP port of this machine, which says what a test wants it to say.

Its packets have the shape that SVC_Status gives them in ioquake3 (`code/server/sv_main.c`) and in
ET: Legacy (`src/server/sv_main.c`): the header, `\\key\\value` of the server's settings with the
asker's challenge among them, then a line for each player.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

OUT_OF_BAND = b"\xff\xff\xff\xff"
HEADER = OUT_OF_BAND + b"statusResponse\n"
ET_LEGACY = (
    rb"\mod_version\v2.83.2\g_tankweight\1\gamename\legacy\voteFlags\0\sv_uptime\1d3h"
    rb"\sv_hostname\^1Friday ^7night\mapname\goldrush\sv_maxclients\24\g_needpass\0\protocol\84"
)
IOQUAKE3 = (
    rb"\version\ioq3 1.36_GIT linux-x86_64\sv_hostname\noname\g_gametype\0\mapname\q3dm17"
    rb"\sv_maxclients\8\bot_minplayers\0\com_protocol\71\gamename\baseq3"
)


def packet(*lines: bytes, settings: bytes = ET_LEGACY, challenge: bytes = b"") -> bytes:
    """An answer to `getstatus` with these lines of players."""
    told = settings + (b"\\challenge\\" + challenge if challenge else b"")
    return HEADER + told + b"\n" + b"".join(line + b"\n" for line in lines)


def player(name: bytes | str, score: int = 0, ping: int = 48) -> bytes:
    """A player's line; text is sent as UTF-8."""
    return b'%d %d "%b"' % (score, ping, name.encode() if isinstance(name, str) else name)


class FakeGameServer:
    """Answers each `getstatus` with what `script` makes of its challenge.

    Attributes:
        requests: every datagram that came.
        from_elsewhere: what another socket sends the asker, before the server does.
    """

    def __init__(self, host: str) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.bind((host, 0))
        self._elsewhere = socket.socket(family, socket.SOCK_DGRAM)
        self.port: int = self._socket.getsockname()[1]
        self.address = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"
        self.requests: list[bytes] = []
        self.from_elsewhere: list[bytes] = []
        self.script: Callable[[bytes], list[bytes]] = lambda challenge: []
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def has(self, *names: bytes | str) -> None:
        """From now on these are on it."""
        lines = [player(name) for name in names]
        self.script = lambda challenge: [packet(*lines, challenge=challenge)]

    def says(self, *datagrams: bytes) -> None:
        """From now on it answers with just these; without any it is silent."""
        self.script = lambda challenge: list(datagrams)

    def _serve(self) -> None:
        while True:
            request, asker = self._socket.recvfrom(65_536)
            if not request:
                return
            self.requests.append(request)
            for datagram in self.from_elsewhere:
                self._elsewhere.sendto(datagram, asker)
            for datagram in self.script(request.partition(b"getstatus ")[2]):
                self._socket.sendto(datagram, asker)

    def close(self) -> None:
        """End it; from then on nothing listens at its port."""
        if self._thread.is_alive():
            self._elsewhere.sendto(b"", self._socket.getsockname())
            self._thread.join()
            self._socket.close()
            self._elsewhere.close()


@contextmanager
def fake_game_server(host: str = "127.0.0.1") -> Generator[FakeGameServer, None, None]:
    """A running server, silent at first."""
    server = FakeGameServer(host)
    try:
        yield server
    finally:
        server.close()
