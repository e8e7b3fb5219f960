"""The parts of Discord that a bot's front door stands on: a server, what people press and type, the
commands that are stored, and messages that are edited.
"""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.fakes.discord_gateway import GUILD_MESSAGES
from tests.support.fakes.discord_interactions import FakeInteractions
from tests.support.fakes.discord_parts import BOT_ID, GUILD_ID, VIA, error, refuses
from tests.support.fakes.discord_server import ANNOUNCE_ID

_EDITED = frozenset({"content", "components"})
_EDITED_AT = "2026-11-20T20:00:00+00:00"


class FakeFrontDoor(FakeInteractions):
    """One server of the fake Discord with everything that a bot does there.

    Attributes:
        commands: what the bot has stored, by path; `syncs`: how often it stored them.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.commands: dict[str, list[dict[str, Any]]] = {}
        self.syncs = 0

    def routes(self) -> list[Route]:
        application = f"/applications/{BOT_ID}"
        message = "/channels/{channel_id}/messages/{message_id}"
        return [
            Route(f"{application}/commands", self._commands, methods=["GET", "PUT"]),
            Route(
                f"{application}/guilds/{GUILD_ID}/commands", self._commands, methods=["GET", "PUT"]
            ),
            Route(f"{application}/commands/{{id}}", self._delete_command, methods=["DELETE"]),
            Route(message, self._message, methods=["PATCH", "DELETE"]),
            *super().routes(),
        ]

    def delete_message(
        self, message_id: str, channel_id: int = ANNOUNCE_ID, *, told: bool = True
    ) -> None:
        """A moderator deletes a message; `told` False: while nobody was connected to hear of it."""
        messages = self._rest.messages[str(channel_id)]
        messages[:] = [each for each in messages if each["id"] != message_id]
        if told:
            data = {"id": message_id, "channel_id": str(channel_id), "guild_id": str(GUILD_ID)}
            self._rest.gateway.dispatch("MESSAGE_DELETE", data, GUILD_MESSAGES)

    def messages(self, channel_id: int = ANNOUNCE_ID) -> list[dict[str, Any]]:
        """The messages of a channel, oldest first."""
        return list(self._rest.messages.get(str(channel_id), []))

    # --- REST -------------------------------------------------------------------------------------

    async def _commands(self, request: Request) -> Response:
        path = request.url.path

        async def work() -> Response:
            if request.method == "PUT":
                given = await request.json()
                if any(_is_bad(each) for each in given) or len(given) > 100:
                    return error(400, 50035, "Invalid Form Body")
                self.syncs += 1
                # Where commands may be used and installed is a matter of global ones.
                scope = {"contexts": None, "integration_types": [0]}
                self.commands[path] = [
                    {
                        **command,
                        **(scope if "/guilds/" in path else {}),
                        "id": str(self._rest.snowflake()),
                        "application_id": str(BOT_ID),
                        "version": str(self._rest.snowflake()),
                        "default_member_permissions": None,
                        "type": command.get("type", 1),
                        "nsfw": False,
                    }
                    for command in given
                ]
            stored = self.commands.get(path, [])
            if request.query_params.get("with_localizations") != "true":
                stored = [_in_one_language(each) for each in stored]
            return JSONResponse(stored, headers=VIA)

        return self._rest.refused(request) or await self._rest.serve(
            request, "commands", None, work
        )

    async def _delete_command(self, request: Request) -> Response:
        path, _, command_id = request.url.path.rpartition("/")

        async def work() -> Response:
            kept = [each for each in self.commands.get(path, []) if each["id"] != command_id]
            if len(kept) == len(self.commands.get(path, [])):
                return error(404, 10063, "Unknown application command")
            self.commands[path] = kept
            return Response(status_code=204, headers=VIA)

        return self._rest.refused(request) or await self._rest.serve(
            request, "commands", None, work
        )

    async def _message(self, request: Request) -> Response:
        channel_id, message_id = (
            request.path_params["channel_id"],
            request.path_params["message_id"],
        )
        deletes = request.method == "DELETE"
        body = {} if deletes else await request.json()

        async def work() -> Response:
            messages = self._rest.messages.get(channel_id, [])
            found = next((each for each in messages if each["id"] == message_id), None)
            if found is None:
                return error(404, 10008, "Unknown Message")
            if deletes:
                messages.remove(found)
                data = {"id": message_id, "channel_id": channel_id, "guild_id": str(GUILD_ID)}
                await self._rest.gateway.tell("MESSAGE_DELETE", data, GUILD_MESSAGES)
                return Response(status_code=204, headers=VIA)
            if found["author"]["id"] != str(BOT_ID):
                return error(403, 50005, "Cannot edit a message authored by another user")
            if refuses(body):
                return error(400, 50035, "Invalid Form Body")
            if (limited := self._rest.limit(f"edit {channel_id}")) is not None:
                return limited
            found.update({key: body[key] for key in _EDITED & set(body)})
            found["components"] = found.get("components") or []
            found["edited_timestamp"] = _EDITED_AT
            headers = {**VIA, **self._rest.bucket_headers(f"edit {channel_id}")}
            return JSONResponse(found, headers=headers)

        return self._rest.refused(request) or await self._rest.serve(
            request, "delete" if deletes else "edit", channel_id, work
        )


# Discord's languages ("Locales" of its documentation), and its rule for names in any of them.
_LOCALES = frozenset(
    {
        *("id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu"),
        *("nl", "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru"),
        *("uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko"),
    }
)
_NAME = re.compile(r"[-_'\w]{1,32}")


def _in_one_language(part: dict[str, Any]) -> dict[str, Any]:
    """A command, an option or a choice as Discord shows it where nobody asks for its languages."""
    shown = {name: value for name, value in part.items() if not name.endswith("_localizations")}
    for name in ("options", "choices"):
        if isinstance(part.get(name), list):
            shown[name] = [_in_one_language(each) for each in part[name]]
    return shown


def _is_bad(command: dict[str, Any]) -> bool:
    """Whether Discord would refuse a command, or an option of one (its documented limits)."""
    options = command.get("options") or []
    required = [bool(option.get("required")) for option in options]
    choices = command.get("choices") or []
    return (
        not all(map(_is_name, _all(command, "name")))
        or not all(1 <= len(each) <= 100 for each in _all(command, "description"))
        or max(len(options), len(choices)) > 25
        or required != sorted(required, reverse=True)
        or bool(choices and command.get("autocomplete"))
        or any(not 1 <= len(each) <= 100 for choice in choices for each in _all(choice, "name"))
        or any(not _LOCALES.issuperset(_locales(each)) for each in (command, *choices))
        or _names_two_alike(options)
        or any(_is_bad(option) for option in options)
    )


def _is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and name == name.lower()


def _all(part: dict[str, Any], what: str) -> list[str]:
    """A part's name or description in all languages."""
    return [part[what], *(part.get(f"{what}_localizations") or {}).values()]


def _locales(part: dict[str, Any]) -> set[str]:
    return {
        locale
        for what in ("name", "description")
        for locale in part.get(f"{what}_localizations") or {}
    }


def _names_two_alike(options: list[dict[str, Any]]) -> bool:
    """Whether two options side by side have the same name in any language."""
    for locale in (None, *_LOCALES):
        names = [
            (option.get("name_localizations") or {}).get(locale, option["name"])
            for option in options
        ]
        if len(set(names)) < len(names):
            return True
    return False
