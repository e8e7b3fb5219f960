"""The fake chat services as a process of their own: `python -m tests.support.fakes --port 0`.

Prints `{"url": …, "settings": {…}}` as one line once it listens. Each service is ordered about and
looked at below its own `/_control/` (see `faults`), as by `GET /discord/_control/deliveries`.
"""

from __future__ import annotations

import argparse
import json
import socket

from tests.support.fakes.chats import FakeChats, server_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    arguments = parser.parse_args()
    with socket.socket() as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", arguments.port))
        bound.listen(512)
        chats = FakeChats(f"http://127.0.0.1:{bound.getsockname()[1]}")
        print(json.dumps({"url": chats.url, "settings": chats.settings}), flush=True)
        server_of(chats).run(sockets=[bound])


if __name__ == "__main__":
    main()
