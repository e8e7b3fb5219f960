"""The chat services on one port of 127.0.0.1, in a thread or (`fake_chats`) a process."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.routing import Mount

from tests.support.fakes.discord import FakeDiscordRest
from tests.support.fakes.push import FakePushService
from tests.support.fakes.signal import FakeSignalApi
from tests.support.fakes.telegram import FakeTelegramApi
from tests.support.running.websites import free_port


class FakeChats:
    """Discord, Telegram, Signal and a push service: an ASGI application; tests look at each."""

    def __init__(self, url: str = "") -> None:
        self.url = url
        self.discord = FakeDiscordRest()
        self.telegram = FakeTelegramApi()
        self.signal = FakeSignalApi()
        self.push = FakePushService(f"{url}/push-service")
        self._app = Starlette(
            routes=[
                Mount("/discord", routes=self.discord.routes()),
                Mount("/telegram", routes=self.telegram.routes()),
                Mount("/signal", routes=self.signal.routes()),
                Mount("/push-service", routes=self.push.routes()),
            ]
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            # The server's own connection, so that a fault can cut it off without any answer.
            scope["abort"] = send.__self__.transport.abort
        # Who died while asking gets no answer.
        with suppress(ClientDisconnect):
            await self._app(scope, receive, send)

    @property
    def settings(self) -> dict[str, Any]:
        """Settings that lead to these services, by their field names."""
        return {
            "discord_api_base_url": f"{self.url}/discord",
            "discord_bot_token": self.discord.token,
            "telegram_api_base_url": f"{self.url}/telegram",
            "telegram_bot_token": self.telegram.token,
            "signal_api_base_url": f"{self.url}/signal",
            "signal_sender_number": self.signal.number,
            "muster_vapid_private_key": self.push.sender_key,
            "muster_push_private_endpoints": "true",
        }


def server_of(chats: FakeChats) -> uvicorn.Server:
    """A server for `chats` that writes no log and installs no signal handlers of its own."""
    config = uvicorn.Config(
        chats,
        lifespan="off",
        ws="websockets-sansio",
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


@contextmanager
def fake_chats() -> Generator[FakeChats, None, None]:
    """The services on a free port, in a thread of their own."""
    with free_port() as bound:
        chats = FakeChats(f"http://127.0.0.1:{bound.getsockname()[1]}")
        server = server_of(chats)
        bound.listen(512)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        try:
            yield chats
        finally:
            server.should_exit = server.force_exit = True
            thread.join(5)
