"""Telegram's Bot API as far as a bot that talks to private chats needs it."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.fakes.faults import Delivery, FakeChat


class FakeTelegramApi(FakeChat):
    """Chats, long polling and refusals.

    `blocked` and `deactivated` people refuse for good; `chats` are those that started the bot
    (None: everybody did).
    """

    sending = "sendMessage"

    def __init__(self, token: str = "123456:telegram-token") -> None:
        super().__init__()
        self.token = token
        self.blocked: set[str] = set()
        self.deactivated: set[str] = set()
        self.chats: set[str] | None = None
        self.confirmed = 0
        """Updates that were confirmed by a higher offset, and forgotten."""
        self._updates: list[dict[str, Any]] = []
        self._update_ids = itertools.count(700_001)
        self._message_ids = itertools.count(1)
        self._polls = 0

    def routes(self) -> list[Route]:
        return [
            *self.control_routes(),
            Route("/bot{token}/{method}", self.call, methods=["GET", "POST"]),
        ]

    def write(self, chat_id: int, text: str, *, chat_type: str = "private") -> int:
        """Somebody writes to the bot; the update's id."""
        chat: dict[str, Any] = {"id": chat_id, "type": chat_type}
        if chat_type != "private":
            chat["title"] = "A group"
        message = {
            "message_id": next(self._message_ids),
            "date": int(time.time()),
            "chat": chat,
            "from": {"id": abs(chat_id), "is_bot": False, "first_name": "Somebody"},
            "text": text,
        }
        return self.give({"message": message})

    def give(self, update: dict[str, Any]) -> int:
        """Any update comes in; its id."""
        update_id = next(self._update_ids)
        self._updates.append({"update_id": update_id, **update})
        return update_id

    async def call(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        method = request.path_params["method"]
        if request.path_params["token"] != self.token:
            self.requests.append((time.monotonic(), "unauthorized"))
            return _error(401, "Unauthorized")

        async def work() -> Response:
            match method:
                case "getMe":
                    return _ok(
                        {"id": 1, "is_bot": True, "first_name": "Muster", "username": "musterbot"}
                    )
                case "sendMessage":
                    return self._send(form)
                case "getUpdates":
                    return await self._get_updates(form)
                case _:
                    return _error(404, "Not Found: method not found")

        return await self.serve(request, method, form.get("chat_id"), work)

    def _send(self, form: dict[str, str]) -> Response:
        chat_id, text = form.get("chat_id", ""), form.get("text", "")
        if chat_id in self.blocked:
            return _error(403, "Forbidden: bot was blocked by the user")
        if chat_id in self.deactivated:
            return _error(403, "Forbidden: user is deactivated")
        if not chat_id.lstrip("-").isdigit() or (
            self.chats is not None and chat_id not in self.chats
        ):
            return _error(400, "Bad Request: chat not found")
        if not text:
            return _error(400, "Bad Request: message text is empty")
        if len(text) > 4096:
            return _error(400, "Bad Request: message is too long")
        message_id = next(self._message_ids)
        asked: dict[str, Any] = dict(form)
        if "link_preview_options" in asked:
            asked["link_preview_options"] = json.loads(asked["link_preview_options"])
        self.deliveries.append(Delivery(chat_id, text, str(message_id), request=asked))
        chat = {"id": int(chat_id), "type": "private", "first_name": "Somebody"}
        return _ok({"message_id": message_id, "date": int(time.time()), "chat": chat, "text": text})

    async def _get_updates(self, form: dict[str, str]) -> Response:
        self._polls += 1
        mine = self._polls
        offset = int(form.get("offset", 0))
        before = len(self._updates)
        self._updates = [each for each in self._updates if each["update_id"] >= offset]
        self.confirmed += before - len(self._updates)
        until = time.monotonic() + int(form.get("timeout", 0))
        while not self._updates and time.monotonic() < until:
            await asyncio.sleep(0.005)
            if mine != self._polls:
                return _error(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
        return _ok(self._updates[:100])


def flood(retry_after: int) -> dict[str, Any]:
    """The details of a fault that is a 429."""
    body = {
        "ok": False,
        "error_code": 429,
        "description": f"Too Many Requests: retry after {retry_after}",
        "parameters": {"retry_after": retry_after},
    }
    return {"status": 429, "body": body}


def refusal(status: int, description: str) -> dict[str, Any]:
    """The details of a fault that is a refusal in Telegram's form."""
    body = {"ok": False, "error_code": status, "description": description}
    return {"status": status, "body": body}


def _ok(result: Any) -> JSONResponse:
    return JSONResponse({"ok": True, "result": result})


def _error(status: int, description: str) -> JSONResponse:
    return JSONResponse({"ok": False, "error_code": status, "description": description}, status)
