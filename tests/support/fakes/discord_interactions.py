"""Interactions of the fake Discord: commands, completions and presses, and what becomes of them.

Everything else follows the first word. Discord waits three seconds for that one; this fake takes it
at any time, since a slow machine proves nothing, and notes how long it took for the benchmark.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.fakes.discord_parts import (
    BOT_ID,
    GUILD_ID,
    VIA,
    account,
    error,
    new_message,
    refuses,
)
from tests.support.fakes.discord_server import ALL_PERMISSIONS, ANNOUNCE_ID, FakeServer

_MESSAGE, _DEFERRED, _DEFERRED_UPDATE, _UPDATE, _CHOICES = 4, 5, 6, 7, 8
_EPHEMERAL = 64
_EDITED = frozenset({"content", "components"})


@dataclass
class Interaction:
    """A command, a completion or a press, and what the bot made of it.

    Attributes:
        callback: the type of the first word, None while there is none; `choices` of a completion.
        seconds: how long the first word took to arrive.
        shown: the message that is seen at last: content, components, flags.
        flags: of a promised answer: whether only the person sees it.
        followed: how many messages followed the first.
    """

    id: str
    token: str
    user_id: str
    began: float
    message: dict[str, Any] | None = None
    callback: int | None = None
    seconds: float | None = None
    choices: list[dict[str, Any]] = field(default_factory=list)
    shown: dict[str, Any] | None = None
    edits: int = 0
    flags: int = 0
    followed: int = 0

    @property
    def text(self) -> str | None:
        return None if self.shown is None else self.shown["content"]

    @property
    def ephemeral(self) -> bool:
        return self.shown is not None and bool(self.shown["flags"] & _EPHEMERAL)

    def buttons(self) -> dict[str, dict[str, Any]]:
        """The buttons of what is shown, by label."""
        return buttons_of(self.shown)


def buttons_of(message: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    """A message's buttons by label."""
    rows = [] if message is None else message["components"]
    return {button["label"]: button for row in rows for button in row["components"]}


class FakeInteractions(FakeServer):
    """What people press and type on the server.

    Attributes:
        interactions: all of them, by token.
        locales: by person, the language that they chose on Discord; American English by itself.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.interactions: dict[str, Interaction] = {}
        self.locales: dict[str, str] = {}

    def routes(self) -> list[Route]:
        messages = f"/webhooks/{BOT_ID}/{{token}}"
        return [
            *super().routes(),
            Route("/interactions/{id}/{token}/callback", self._callback, methods=["POST"]),
            Route(f"{messages}/messages/@original", self._edit, methods=["PATCH"]),
            Route(messages, self._follow_up, methods=["POST"]),
        ]

    def press(self, user_id: str, message: dict[str, Any], label: str) -> Interaction:
        """Press the button called `label` below a message, or an ephemeral one of ours."""
        button = buttons_of(message)[label]
        return self.press_id(user_id, message, button["custom_id"])

    def press_id(self, user_id: str, message: dict[str, Any], custom_id: str) -> Interaction:
        data = {"custom_id": custom_id, "component_type": 2}
        return self._interact(user_id, 3, data, message=message)

    def command(self, user_id: str, path: str, **options: Any) -> Interaction:
        """Send a command such as "avail set" with its options."""
        return self._interact(user_id, 2, self._command_data(path, options))

    def complete(self, user_id: str, path: str, option: str, typed: str, **options: Any) -> Any:
        """Ask for completions of `option` as somebody types."""
        data = self._command_data(path, {**options, option: typed}, focused=option)
        return self._interact(user_id, 4, data)

    def _interact(
        self,
        user_id: str,
        kind: int,
        data: dict[str, Any],
        *,
        message: dict[str, Any] | None = None,
    ) -> Interaction:
        interaction = Interaction(
            str(self._rest.snowflake()),
            f"token{self._rest.snowflake()}",
            user_id,
            time.monotonic(),
            message,
        )
        self.interactions[interaction.token] = interaction
        direct = message is not None and self._rest.is_dm(message["channel_id"])
        payload: dict[str, Any] = {
            "id": interaction.id,
            "application_id": str(BOT_ID),
            "type": kind,
            "token": interaction.token,
            "version": 1,
            "data": data,
            **(self._where_direct(user_id) if direct else self._where(user_id)),
            "app_permissions": str(ALL_PERMISSIONS),
            "locale": self.locales.get(user_id, "en-US"),
            "entitlements": [],
            "attachment_size_limit": 10_485_760,
        }
        if message is not None:
            payload["message"] = message
        self._rest.gateway.dispatch("INTERACTION_CREATE", payload)
        return interaction

    def _where(self, user_id: str) -> dict[str, Any]:
        """What an interaction on the server says of its place and its person."""
        return {
            "guild_id": str(GUILD_ID),
            "channel_id": str(ANNOUNCE_ID),
            "channel": self._channel_data(ANNOUNCE_ID),
            "guild_locale": "en-US",
            "authorizing_integration_owners": {"0": str(GUILD_ID)},
            **self._who(user_id),
        }

    def _where_direct(self, user_id: str) -> dict[str, Any]:
        """What one in the bot's direct messages says: no server, and no member of one."""
        channel_id, person = self._rest.dm_of(user_id), self._account(user_id)
        channel = {"id": channel_id, "type": 1, "last_message_id": None, "flags": 0}
        return {
            "channel_id": channel_id,
            "channel": {**channel, "recipients": [person]},
            "user": person,
            "context": 1,
            "authorizing_integration_owners": {"0": "0"},
        }

    def _who(self, user_id: str) -> dict[str, Any]:
        """A member of the server, or somebody who is none (any more), outside of it."""
        if user_id in self.banned:
            return {"user": self._account(user_id), "guild_id": None, "context": 1}
        return {"member": {**self._member(user_id), "permissions": "0"}, "context": 0}

    def _command_data(
        self, path: str, options: dict[str, Any], *, focused: str | None = None
    ) -> dict[str, Any]:
        names = path.split()
        given: list[dict[str, Any]] = [
            {
                "name": name,
                "type": _option_type(value),
                "value": value,
                **({"focused": True} if name == focused else {}),
            }
            for name, value in options.items()
        ]
        for name in reversed(names[1:]):
            given = [{"name": name, "type": 1, "options": given}]
        return {
            "id": str(self._rest.snowflake()),
            "name": names[0],
            "type": 1,
            "guild_id": str(GUILD_ID),
            "options": given,
        }

    # --- answers ----------------------------------------------------------------------------------

    async def _callback(self, request: Request) -> Response:
        found = self.interactions.get(request.path_params["token"])
        body = await request.json()

        async def work() -> Response:
            if found is None or found.user_id in self.banned:
                return error(404, 10062, "Unknown interaction")
            if found.callback is not None:
                return error(400, 40060, "Interaction has already been acknowledged.")
            data = body.get("data") or {}
            if refuses(data):
                return error(400, 50035, "Invalid Form Body")
            found.seconds = time.monotonic() - found.began
            found.callback = body["type"]
            self._apply(found, body["type"], data)
            return JSONResponse(self._callback_answer(found), headers=VIA)

        return await self._rest.serve(request, "callback", None, work)

    def _apply(self, found: Interaction, kind: int, data: dict[str, Any]) -> None:
        if kind == _CHOICES:
            found.choices = data["choices"]
        elif kind == _DEFERRED:
            found.flags = int(data.get("flags") or 0)
        elif kind == _MESSAGE:
            found.shown = self._own_message(data, int(data.get("flags") or 0))
        elif kind == _UPDATE and found.message is not None:
            found.shown = {**found.message, **{key: data[key] for key in _EDITED & set(data)}}
            found.shown["components"] = found.shown.get("components") or []
            self._store(found)

    def _store(self, found: Interaction) -> None:
        """A message that a press changes is changed for all who see it."""
        assert found.shown is not None
        kept = self._rest.messages.get(found.shown["channel_id"], [])
        for message in kept:
            if message["id"] == found.shown["id"]:
                message.update(found.shown)

    def _callback_answer(self, found: Interaction) -> dict[str, Any]:
        about: dict[str, Any] = {
            "id": found.id,
            "type": 2,
            "response_message_loading": found.callback == _DEFERRED,
            "response_message_ephemeral": True,
        }
        answer: dict[str, Any] = {"interaction": about}
        if found.shown is not None:
            about["response_message_id"] = found.shown["id"]
            answer["resource"] = {"type": found.callback, "message": found.shown}
        return answer

    async def _edit(self, request: Request) -> Response:
        found = self.interactions.get(request.path_params["token"])
        body = await request.json()

        async def work() -> Response:
            if found is None:
                return error(404, 10015, "Unknown Webhook")
            if (refusal := self._refusal(found, body)) is not None:
                return refusal
            found.edits += 1
            if found.shown is None:
                # A promise is as ephemeral as the first word said.
                old = found.message if found.callback == _DEFERRED_UPDATE else None
                found.shown = old or self._own_message({}, found.flags)
            found.shown = {**found.shown, **{key: body[key] for key in _EDITED & set(body)}}
            found.shown["components"] = found.shown.get("components") or []
            self._store(found)
            return JSONResponse(found.shown, headers=VIA)

        return await self._rest.serve(request, "edit_original", None, work)

    def _refusal(self, found: Interaction, body: dict[str, Any]) -> Response | None:
        """Why nothing follows the first word; None where it may."""
        if found.callback is None or found.user_id in self.banned:
            return error(404, 10015, "Unknown Webhook")
        return error(400, 50035, "Invalid Form Body") if refuses(body) else None

    def _own_message(self, data: dict[str, Any], flags: int) -> dict[str, Any]:
        author = account(str(BOT_ID), "muster", bot=True)
        made = new_message(
            str(self._rest.snowflake()), str(ANNOUNCE_ID), author, data.get("content") or "", data
        )
        return {**made, "flags": flags}

    async def _follow_up(self, request: Request) -> Response:
        found = self.interactions.get(request.path_params["token"])
        body = await request.json()

        async def work() -> Response:
            if found is None:
                return error(404, 10015, "Unknown Webhook")
            if (refusal := self._refusal(found, body)) is not None:
                return refusal
            found.followed += 1
            found.shown = self._own_message(body, int(body.get("flags") or 0))
            return JSONResponse(found.shown, headers=VIA)

        return await self._rest.serve(request, "follow_up", None, work)


def _option_type(value: Any) -> int:
    """The type of an option by what is given for it: a boolean, an integer, or a string."""
    return 5 if isinstance(value, bool) else 4 if isinstance(value, int) else 3
