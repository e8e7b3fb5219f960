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

_JSON = ("link_preview_options", "reply_markup")
_BOT = {"id": 1, "is_bot": True, "first_name": "Muster", "username": "musterbot"}


class FakeTelegramApi(FakeChat):
    """Chats, inline keyboards and presses, long polling and refusals.

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
        self.messages: dict[tuple[str, int], dict[str, Any]] = {}
        """What the bot has sent, as its chat shows it now, by chat and number of the message."""
        self.acknowledged: dict[str, dict[str, Any]] = {}
        """What each press was answered with, by its id; once, and only while Telegram knows it."""
        self.forgotten: set[str] = set()
        """Presses that are too old to be answered."""
        self.confirmed = 0
        """Updates that were confirmed by a higher offset, and forgotten."""
        self._allowed: set[str] | None = None
        self._updates: list[dict[str, Any]] = []
        self._update_ids = itertools.count(700_001)
        self._message_ids = itertools.count(1)
        self._query_ids = itertools.count(4_000_000_000_000_001)
        self._polls = 0

    def routes(self) -> list[Route]:
        return [
            *self.control_routes(),
            Route("/bot{token}/{method}", self.call, methods=["GET", "POST"]),
        ]

    def write(
        self,
        chat_id: int,
        text: str,
        *,
        chat_type: str = "private",
        language: str | None = None,
    ) -> int:
        """Somebody, whose Telegram is in `language`, writes to the bot; the update's id."""
        chat: dict[str, Any] = {"id": chat_id, "type": chat_type}
        if chat_type != "private":
            chat["title"] = "A group"
        message = {
            "message_id": next(self._message_ids),
            "date": int(time.time()),
            "chat": chat,
            "from": _somebody(abs(chat_id), language),
            "text": text,
        }
        return self.give({"message": message})

    def press(
        self,
        chat_id: int,
        label: str,
        *,
        message_id: int | None = None,
        by: int | None = None,
        data: str | None = None,
        language: str | None = None,
    ) -> str:
        """Somebody presses a button below the bot's latest message in a chat; the press's id.

        Args:
            message_id: the message, where it is not the latest.
            by: whoever presses, where it is not the chat's own person.
            data: what the button says, where no message has it (any more).
            language: of their Telegram.
        """
        known = [number for chat, number in self.messages if chat == str(chat_id)]
        number = max(known, default=1) if message_id is None else message_id
        message = self.messages.get((str(chat_id), number))
        if data is None:
            assert message is not None
            data = self.buttons(chat_id, number)[label]
        query_id = str(next(self._query_ids))
        person = _somebody(by or abs(chat_id), language)
        chat = {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"}
        # Of a message that is gone, Telegram tells its chat and number, and a date of 0.
        shown = message or {"message_id": number, "date": 0, "chat": chat}
        self.give(
            {
                "callback_query": {
                    "id": query_id,
                    "from": person,
                    "message": {**shown, "chat": chat},
                    "chat_instance": "-4611686018427387904",
                    "data": data,
                }
            }
        )
        return query_id

    def buttons(self, chat_id: int, message_id: int | None = None) -> dict[str, str]:
        """What the buttons below a message (the chat's latest) say when pressed, by label."""
        known = [number for chat, number in self.messages if chat == str(chat_id)]
        message = self.messages[str(chat_id), max(known) if message_id is None else message_id]
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        return {button["text"]: button["callback_data"] for row in rows for button in row}

    def shown(self, chat_id: int) -> list[str]:
        """The texts of the bot's messages in a chat, as they are now."""
        return [each["text"] for (chat, _), each in self.messages.items() if chat == str(chat_id)]

    def give(self, update: dict[str, Any]) -> int:
        """Any update comes in; its id."""
        update_id = next(self._update_ids)
        # What is not asked for is never told, nor kept for later; at first everything is.
        if self._allowed is not None and not self._allowed & update.keys():
            return update_id
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
                    return _ok(_BOT)
                case "sendMessage":
                    return self._send(form)
                case "editMessageText":
                    return self._edit(form)
                case "answerCallbackQuery":
                    return self._acknowledge(form)
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
        if (refused := _refused(form)) is not None:
            return refused
        message_id = next(self._message_ids)
        asked = _asked(form)
        self.deliveries.append(Delivery(chat_id, text, str(message_id), request=asked))
        chat = {"id": int(chat_id), "type": "private", "first_name": "Somebody"}
        message: dict[str, Any] = {
            "message_id": message_id,
            "from": _BOT,
            "date": int(time.time()),
            "chat": chat,
            "text": text,
        }
        if "reply_markup" in asked:
            message["reply_markup"] = asked["reply_markup"]
        self.messages[chat_id, message_id] = message
        return _ok(message)

    def _edit(self, form: dict[str, str]) -> Response:
        key = form.get("chat_id", ""), int(form.get("message_id", 0))
        if key[0] in self.blocked:
            return _error(403, "Forbidden: bot was blocked by the user")
        message = self.messages.get(key)
        if message is None:
            return _error(400, "Bad Request: message to edit not found")
        if (refused := _refused(form)) is not None:
            return refused
        asked = _asked(form)
        new = {"text": asked["text"], "reply_markup": asked.get("reply_markup")}
        if new == {"text": message["text"], "reply_markup": message.get("reply_markup")}:
            return _error(
                400,
                "Bad Request: message is not modified: specified new message content and reply "
                "markup are exactly the same as a current content and reply markup of the message",
            )
        message.update(new, edit_date=int(time.time()))
        if message["reply_markup"] is None:
            del message["reply_markup"]
        return _ok(message)

    def _acknowledge(self, form: dict[str, str]) -> Response:
        query_id = form.get("callback_query_id", "")
        if len(form.get("text", "")) > 200:
            return _error(400, "Bad Request: MESSAGE_TOO_LONG")
        if query_id in self.forgotten or query_id in self.acknowledged:
            return _error(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        self.acknowledged[query_id] = dict(form)
        return _ok(True)

    async def _get_updates(self, form: dict[str, str]) -> Response:
        self._polls += 1
        mine = self._polls
        if "allowed_updates" in form:
            self._allowed = set(json.loads(form["allowed_updates"]))
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


def _somebody(person_id: int, language: str | None) -> dict[str, Any]:
    """A person as Telegram describes one; not every one of them has a language."""
    person: dict[str, Any] = {"id": person_id, "is_bot": False, "first_name": "Somebody"}
    return person if language is None else {**person, "language_code": language}


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


def _asked(form: dict[str, str]) -> dict[str, Any]:
    """A request's members as they were meant: those that are JSON are read."""
    read = {name: json.loads(form[name]) for name in _JSON if name in form}
    return {**form, **read}


def _refused(form: dict[str, str]) -> Response | None:
    """Why a message or an edit is not taken, by Telegram's limits; None where it is."""
    if not form.get("text"):
        return _error(400, "Bad Request: message text is empty")
    if len(form["text"]) > 4096:
        return _error(400, "Bad Request: message is too long")
    rows = json.loads(form.get("reply_markup", "{}")).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if any(not 1 <= len(button.get("callback_data", "").encode()) <= 64 for button in buttons):
        return _error(400, "Bad Request: BUTTON_DATA_INVALID")
    if any(not button.get("text") for button in buttons):
        return _error(400, "Bad Request: can't parse inline keyboard button: Text is empty")
    return None


def _ok(result: Any) -> JSONResponse:
    return JSONResponse({"ok": True, "result": result})


def _error(status: int, description: str) -> JSONResponse:
    return JSONResponse({"ok": False, "error_code": status, "description": description}, status)
