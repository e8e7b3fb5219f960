"""Telegram's Bot API (https://core.telegram.org/bots/api), as far as Muster calls it.

Requests go over aiohttp, so that `Attempt` can follow them; answers are read here, and nothing of
what people wrote ever reaches a log.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.chats import attempts

_UNNAMED_WAIT_SECONDS = 1.0
_TAG_MOST = 35
_PLAIN: dict[str, Any] = {"link_preview_options": {"is_disabled": True}}


class BotApiError(Exception):
    """Telegram refused a call.

    Attributes:
        status: of HTTP; 400 also where the request was too large (413).
        description: Telegram's sentence, in lower case; it has no codes below the status.
    """

    def __init__(self, status: int, description: str) -> None:
        super().__init__(status)
        self.status = status
        self.description = description


class TooManyRequests(Exception):
    """A 429 of Telegram's, or of something in front of it; `seconds` is what it asks to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class UnreadableAnswer(Exception):
    """An answer that is none of the Bot API's: what was asked for may be done.

    `status` is that of HTTP.
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class NoBotApi(Exception):
    """Something else answers at the address: what was asked for was not done."""


@dataclass(frozen=True, slots=True)
class Message:
    """A text that somebody wrote.

    Attributes:
        chat_id: where; a private chat has the number of its person.
        private: whether only that person and the bot are in it.
        by_bot: whether a bot wrote it.
        tag: the language of its writer's Telegram ("sl"); None where Telegram does not say.
    """

    chat_id: int
    text: str
    private: bool
    by_bot: bool
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class CallbackQuery:
    """A press on a button below a message of the bot's.

    Attributes:
        query_id: by which the press is answered, once, and soon: Telegram forgets it.
        from_id: whoever pressed.
        data: what the button says; '' where it says nothing that can be read.
        chat_id, message_id: the message; None where Telegram does not say.
        tag: the language of their Telegram ("sl"); None where Telegram does not say.
    """

    query_id: str
    from_id: int
    data: str
    chat_id: int | None
    message_id: int | None
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """Something that came in: a message, a press, or neither for what is none or cannot be read."""

    update_id: int
    message: Message | None = None
    press: CallbackQuery | None = None


Keyboard = Sequence[Sequence[tuple[str, str]]]
"""Buttons below a message, row by row: (label, what it says when it is pressed)."""


class BotApi:
    """Calls for one bot; connections are opened by the first and closed by `close`.

    Every call raises `BotApiError`, `TooManyRequests`, `NoBotApi`, `UnreadableAnswer`, what aiohttp
    raises where no answer came, and what reading raises where the answer lacks a part (`KeyError`,
    `TypeError`, `ValueError`, `AttributeError`).
    """

    def __init__(self, token: str, base_url: str) -> None:
        """`base_url` is that of the Bot API, without `/bot`."""
        self._address = f"{base_url}/bot{token}"
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close all connections; the next call opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def get_me(self) -> str:
        """The bot's own name, without its @."""
        try:
            return str((await self._call("getMe"))["username"])
        except UnreadableAnswer as error:
            if error.status >= 500:
                raise
            raise NoBotApi from error
        except (LookupError, TypeError) as error:
            raise NoBotApi from error

    async def send_message(self, chat_id: int, text: str, keyboard: Keyboard = ()) -> int:
        """Send plain text without a preview of its links; the message's id in its chat."""
        sent = await self._call(
            "sendMessage", chat_id=chat_id, text=text, **_PLAIN, **_below(keyboard)
        )
        return int(sent["message_id"])

    async def edit_message_text(
        self, chat_id: int, message_id: int, text: str, keyboard: Keyboard = ()
    ) -> None:
        """Let a message of the bot's say something else; without a `keyboard` it has no buttons."""
        where = {"chat_id": chat_id, "message_id": message_id}
        await self._call("editMessageText", **where, text=text, **_PLAIN, **_below(keyboard))

    async def answer_callback_query(self, query_id: str, text: str, *, alert: bool) -> None:
        """End a press's waiting; `text` (200 characters, or '') is shown for a moment, or until it
        is closed as an `alert`.
        """
        said = {"text": text, "show_alert": alert} if text else {}
        await self._call("answerCallbackQuery", callback_query_id=query_id, **said)

    async def get_updates(self, offset: int | None, wait_seconds: int) -> list[Update]:
        """The updates from number `offset` on; waits up to `wait_seconds` for the first.

        Telegram forgets all before `offset`; None: those that it still has.
        """
        told = await self._call(
            "getUpdates",
            seconds=attempts.REQUEST_SECONDS + wait_seconds,
            timeout=wait_seconds,
            allowed_updates=["message", "callback_query"],
            **({} if offset is None else {"offset": offset}),
        )
        return [_update(each) for each in told]

    async def _call(
        self, method: str, *, seconds: float = attempts.REQUEST_SECONDS, **parameters: Any
    ) -> Any:
        """The `result` of one call; it may take `seconds`."""
        if self._session is None:
            self._session = aiohttp.ClientSession(trace_configs=[attempts.traced()])
        async with self._session.post(
            f"{self._address}/{method}",
            data={
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in parameters.items()
            },
            timeout=aiohttp.ClientTimeout(total=seconds),
            # The address holds the token, and a redirected request would be a second one.
            allow_redirects=False,
        ) as response:
            body = await response.read()
        if response.status == 429:
            raise TooManyRequests(_wait(body, response.headers.get("Retry-After")))
        if response.status == 413:
            raise BotApiError(400, "request entity too large")
        told = attempts.members_of(body)
        if told.get("ok") is True and response.status == 200:
            return told["result"]
        if told.get("ok") is False and response.status >= 400:
            raise BotApiError(response.status, str(told.get("description", "")).lower())
        if 300 <= response.status < 500 and told.get("ok") is not True:
            # A proxy that refuses, or another server: the Bot API says all that it says in JSON.
            raise NoBotApi
        raise UnreadableAnswer(response.status)


def _update(told: dict[str, Any]) -> Update:
    """One update. Of one that cannot be read its number alone is kept, so that it is passed over
    instead of coming again for ever, and the others with it."""
    update_id = int(told["update_id"])
    try:
        if "callback_query" in told:
            return Update(update_id, press=_callback_query(told["callback_query"]))
        return Update(update_id, _message(told["message"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return Update(update_id)


def _message(told: dict[str, Any]) -> Message:
    chat, text = told["chat"], told["text"]
    if not isinstance(text, str):
        raise TypeError
    return Message(
        int(chat["id"]),
        text,
        private=chat["type"] == "private",
        by_bot=bool(told.get("from", {}).get("is_bot")),
        tag=_tag(told.get("from", {})),
    )


def _callback_query(told: dict[str, Any]) -> CallbackQuery:
    data = told.get("data", "")
    # Of a message that is gone or too old for Telegram, its chat and number are left.
    message = told.get("message") or {}
    return CallbackQuery(
        str(told["id"]),
        int(told["from"]["id"]),
        data if isinstance(data, str) else "",
        int(message["chat"]["id"]) if message else None,
        int(message["message_id"]) if message else None,
        _tag(told["from"]),
    )


def _tag(person: dict[str, Any]) -> str | None:
    """The language of somebody's Telegram, an IETF tag of at most a few letters."""
    tag = person.get("language_code")
    return tag[:_TAG_MOST] if isinstance(tag, str) else None


def _below(keyboard: Keyboard) -> dict[str, Any]:
    rows = [[{"text": label, "callback_data": data} for label, data in row] for row in keyboard]
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _wait(body: bytes, header: str | None) -> float:
    parameters = attempts.members_of(body).get("parameters")
    named = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return attempts.seconds_of(named) or attempts.seconds_of(header) or _UNNAMED_WAIT_SECONDS
