"""The parts of Discord that a bot's front door stands on: a server with people in it, commands and
buttons, messages that are edited, and a clock of three seconds for every answer.

The server has one channel for announcements and one for voice. Whatever changes in it is told on
the gateway.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fake_discord_parts import (
    BOT_ID,
    GUILD_ID,
    VIA,
    account,
    bad_components,
    error,
    new_message,
)
from tests.fake_gateway import GUILD_MESSAGES, GUILDS, MODERATION, VOICE_STATES

if TYPE_CHECKING:
    from tests.fake_discord import FakeDiscordRest

ANNOUNCE_ID, VOICE_ID, OTHER_VOICE_ID = (
    810_000_000_000_000_001,
    810_000_000_000_000_002,
    810_000_000_000_000_003,
)
BOT_ROLE_ID = 820_000_000_000_000_001
FIRST_WORD_SECONDS = 3.0
_PONG, _MESSAGE, _DEFERRED, _DEFERRED_UPDATE, _UPDATE, _CHOICES = 1, 4, 5, 6, 7, 8
_EPHEMERAL = 64
_JOINED = "2026-01-02T03:04:05+00:00"

# The permissions that the tests take away, by Discord's names.
PERMISSIONS = {
    "VIEW_CHANNEL": 1 << 10,
    "SEND_MESSAGES": 1 << 11,
    "EMBED_LINKS": 1 << 14,
    "READ_MESSAGE_HISTORY": 1 << 16,
    "CONNECT": 1 << 20,
    "MANAGE_EVENTS": 1 << 33,
    "CREATE_PRIVATE_THREADS": 1 << 36,
    "SEND_MESSAGES_IN_THREADS": 1 << 38,
    "CREATE_EVENTS": 1 << 44,
}
ALL_PERMISSIONS = sum(PERMISSIONS.values())


@dataclass
class Interaction:
    """A command, a completion or a press, and what the bot made of it.

    Attributes:
        callback: the type of the first word, None while there is none; `choices` of a completion.
        seconds: how long the first word took to arrive.
        shown: the message that the person sees at last: content, components, flags.
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


class FakeFrontDoor:
    """One server, `GUILD_ID`, of the fake Discord.

    Attributes:
        commands: what the bot has stored, by path; `syncs`: how often it stored them.
        interactions: all of them, by token.
        voice: who is in which voice channel; `nicks`: names on the server alone.
        missing: by channel id (or GUILD_ID), permissions that the bot does not have there.
        changed: by channel id, what the API shows of it otherwise than usual.
        banned: their answers get no hearing.
        gone: people whose presses come from outside of the server (no member any more).
    """

    def __init__(self, rest: FakeDiscordRest) -> None:
        self._rest = rest
        rest.gateway.on_ready = self._on_ready
        rest.channels.add(str(ANNOUNCE_ID))
        self.commands: dict[str, list[dict[str, Any]]] = {}
        self.syncs = 0
        self.interactions: dict[str, Interaction] = {}
        self.names: dict[str, str] = {}
        self.nicks: dict[str, str] = {}
        self.bots: set[str] = set()
        self.voice: dict[str, str] = {}
        self.missing: dict[int, set[str]] = {}
        self.changed: dict[int, dict[str, Any]] = {}
        self.banned: set[str] = set()
        self.voice_channels = [VOICE_ID, OTHER_VOICE_ID]

    def routes(self) -> list[Route]:
        application, guild = f"/applications/{BOT_ID}", f"/guilds/{GUILD_ID}"
        return [
            Route("/interactions/{id}/{token}/callback", self._callback, methods=["POST"]),
            Route(
                f"/webhooks/{BOT_ID}/{{token}}/messages/@original", self._edit, methods=["PATCH"]
            ),
            Route(f"{application}/commands", self._commands, methods=["GET", "PUT"]),
            Route(f"{application}{guild}/commands", self._commands, methods=["GET", "PUT"]),
            Route(f"{application}/commands/{{id}}", self._delete_command, methods=["DELETE"]),
            Route(guild, self._guild),
            Route(f"{guild}/members/{{user_id}}", self._member_route),
            Route("/guilds/{guild_id}", self._elsewhere),
            Route(f"{application}/guilds/{{guild_id}}/commands", self._elsewhere),
            Route("/channels/{channel_id}/messages/{message_id}", self._message, methods=["PATCH"]),
        ]

    # --- what people do ---------------------------------------------------------------------------

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

    def join_voice(self, user_id: str, channel_id: int = VOICE_ID) -> None:
        self.voice[user_id] = str(channel_id)
        self._tell_voice(user_id)

    def leave_voice(self, user_id: str) -> None:
        self.voice.pop(user_id, None)
        self._tell_voice(user_id)

    def ban(self, user_id: str) -> None:
        self.banned.add(user_id)
        data = {"guild_id": str(GUILD_ID), "user": self._account(user_id)}
        self._rest.gateway.dispatch("GUILD_BAN_ADD", data, MODERATION)

    def unban(self, user_id: str) -> None:
        self.banned.discard(user_id)
        data = {"guild_id": str(GUILD_ID), "user": self._account(user_id)}
        self._rest.gateway.dispatch("GUILD_BAN_REMOVE", data, MODERATION)

    def delete_message(
        self, message_id: str, channel_id: int = ANNOUNCE_ID, *, told: bool = True
    ) -> None:
        """A moderator deletes a message; `told` False: while nobody was connected to hear of it."""
        messages = self._rest.messages[str(channel_id)]
        messages[:] = [each for each in messages if each["id"] != message_id]
        if told:
            data = {"id": message_id, "channel_id": str(channel_id), "guild_id": str(GUILD_ID)}
            self._rest.gateway.dispatch("MESSAGE_DELETE", data, GUILD_MESSAGES)

    def outage(self) -> None:
        """The server becomes unavailable; `outage_ends` brings it back."""
        data = {"id": str(GUILD_ID), "unavailable": True}
        self._rest.gateway.dispatch("GUILD_DELETE", data, GUILDS)

    def outage_ends(self) -> None:
        self._rest.gateway.dispatch("GUILD_CREATE", self._guild_data(), GUILDS)

    # --- what is there ----------------------------------------------------------------------------

    def messages(self, channel_id: int = ANNOUNCE_ID) -> list[dict[str, Any]]:
        """The messages of a channel, oldest first."""
        return list(self._rest.messages.get(str(channel_id), []))

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
        channel = self._channel_data(ANNOUNCE_ID)
        payload: dict[str, Any] = {
            "id": interaction.id,
            "application_id": str(BOT_ID),
            "type": kind,
            "token": interaction.token,
            "version": 1,
            "data": data,
            "guild_id": str(GUILD_ID),
            "channel_id": str(ANNOUNCE_ID),
            "channel": channel,
            "member": {**self._member(user_id), "permissions": "0"},
            "app_permissions": str(ALL_PERMISSIONS),
            "locale": "en-US",
            "guild_locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(GUILD_ID)},
            "context": 0,
            "attachment_size_limit": 10_485_760,
        }
        if message is not None:
            payload["message"] = message
        self._rest.gateway.dispatch("INTERACTION_CREATE", payload)
        return interaction

    def _command_data(
        self, path: str, options: dict[str, Any], *, focused: str | None = None
    ) -> dict[str, Any]:
        names = path.split()
        given: list[dict[str, Any]] = [
            {
                "name": name,
                "type": 5 if isinstance(value, bool) else 3,
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
            late = found is None or time.monotonic() - found.began > FIRST_WORD_SECONDS
            if found is None or late or found.user_id in self.banned:
                return error(404, 10062, "Unknown interaction")
            if found.callback is not None:
                return error(400, 40060, "Interaction has already been acknowledged.")
            data = body.get("data") or {}
            if self._bad_message(data):
                return error(400, 50035, "Invalid Form Body")
            found.seconds = time.monotonic() - found.began
            found.callback = body["type"]
            self._apply(found, body["type"], data)
            return JSONResponse(self._callback_answer(found), headers=VIA)

        return await self._rest.serve(request, "callback", None, work)

    def _apply(self, found: Interaction, kind: int, data: dict[str, Any]) -> None:
        if kind == _CHOICES:
            found.choices = data["choices"]
        elif kind == _MESSAGE:
            found.shown = self._own_message(data, int(data.get("flags") or 0))
        elif kind == _UPDATE and found.message is not None:
            found.shown = {**found.message, **{key: data[key] for key in _EDITED & set(data)}}
            found.shown["components"] = found.shown.get("components") or []

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
            if found is None or found.callback is None or found.user_id in self.banned:
                return error(404, 10015, "Unknown Webhook")
            if self._bad_message(body):
                return error(400, 50035, "Invalid Form Body")
            found.edits += 1
            if found.shown is None:
                # A promise was ephemeral where the first word said so; ours all are.
                old = found.message if found.callback == _DEFERRED_UPDATE else None
                found.shown = old or self._own_message({}, _EPHEMERAL)
            found.shown = {**found.shown, **{key: body[key] for key in _EDITED & set(body)}}
            found.shown["components"] = found.shown.get("components") or []
            return JSONResponse(found.shown, headers=VIA)

        return await self._rest.serve(request, "edit_original", None, work)

    def _own_message(self, data: dict[str, Any], flags: int) -> dict[str, Any]:
        author = account(str(BOT_ID), "muster", bot=True)
        made = new_message(
            str(self._rest.snowflake()), str(ANNOUNCE_ID), author, data.get("content") or "", data
        )
        return {**made, "flags": flags}

    def _bad_message(self, data: dict[str, Any]) -> bool:
        return len(data.get("content") or "") > 2000 or bad_components(data.get("components") or [])

    # --- REST -------------------------------------------------------------------------------------

    async def _commands(self, request: Request) -> Response:
        path = request.url.path

        async def work() -> Response:
            if request.method == "PUT":
                self.syncs += 1
                self.commands[path] = [
                    {
                        **command,
                        "id": str(self._rest.snowflake()),
                        "application_id": str(BOT_ID),
                        "version": str(self._rest.snowflake()),
                        "default_member_permissions": None,
                        "type": command.get("type", 1),
                        "nsfw": False,
                    }
                    for command in await request.json()
                ]
            return JSONResponse(self.commands.get(path, []), headers=VIA)

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

    async def _guild(self, request: Request) -> Response:
        async def work() -> Response:
            return JSONResponse(self._guild_data(), headers=VIA)

        return self._rest.refused(request) or await self._rest.serve(request, "guild", None, work)

    async def _elsewhere(self, request: Request) -> Response:
        """Servers that the bot is not on."""

        async def work() -> Response:
            if request.url.path.endswith("/commands"):
                return error(403, 50001, "Missing Access")
            return error(404, 10004, "Unknown Guild")

        return self._rest.refused(request) or await self._rest.serve(request, "guild", None, work)

    async def _member_route(self, request: Request) -> Response:
        user_id = request.path_params["user_id"]

        async def work() -> Response:
            if user_id in self.banned:
                return error(404, 10007, "Unknown Member")
            return JSONResponse(self._member(user_id), headers=VIA)

        return self._rest.refused(request) or await self._rest.serve(request, "member", None, work)

    async def _message(self, request: Request) -> Response:
        channel_id, message_id = (
            request.path_params["channel_id"],
            request.path_params["message_id"],
        )
        body = await request.json()

        async def work() -> Response:
            messages = self._rest.messages.get(channel_id, [])
            found = next((each for each in messages if each["id"] == message_id), None)
            if found is None:
                return error(404, 10008, "Unknown Message")
            if found["author"]["id"] != str(BOT_ID):
                return error(403, 50005, "Cannot edit a message authored by another user")
            if self._bad_message(body):
                return error(400, 50035, "Invalid Form Body")
            if (limited := self._rest.limit(f"edit {channel_id}")) is not None:
                return limited
            found.update({key: body[key] for key in _EDITED & set(body)})
            found["components"] = found.get("components") or []
            found["edited_timestamp"] = _JOINED
            headers = {**VIA, **self._rest.bucket_headers(f"edit {channel_id}")}
            return JSONResponse(found, headers=headers)

        return self._rest.refused(request) or await self._rest.serve(
            request, "edit", channel_id, work
        )

    # --- shapes -----------------------------------------------------------------------------------

    def channel(self, channel_id: str) -> dict[str, Any] | None:
        """A channel of the server as the API shows it."""
        known = {str(ANNOUNCE_ID), *map(str, self.voice_channels), *self._rest.parents}
        return self._channel_data(int(channel_id)) if channel_id in known else None

    def hides(self, channel_id: str) -> bool:
        """Whether the channel is one that the bot may not see."""
        return "VIEW_CHANNEL" in self.missing.get(int(channel_id), ())

    def _account(self, user_id: str) -> dict[str, Any]:
        name = self.names.get(user_id, f"person{user_id}")
        return account(
            user_id, name.casefold().replace(" ", "."), bot=user_id in self.bots, global_name=name
        )

    def _member(self, user_id: str) -> dict[str, Any]:
        return {
            "user": self._account(user_id),
            "nick": self.nicks.get(user_id),
            "avatar": None,
            "roles": [str(BOT_ROLE_ID)] if user_id == str(BOT_ID) else [],
            "joined_at": _JOINED,
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": None,
        }

    def _channel_data(self, channel_id: int) -> dict[str, Any]:
        denied = sum(PERMISSIONS[name] for name in self.missing.get(channel_id, ()))
        overwrite = {"id": str(BOT_ROLE_ID), "type": 0, "allow": "0", "deny": str(denied)}
        shown: dict[str, Any] = {
            "id": str(channel_id),
            "type": 2 if channel_id in self.voice_channels else 0,
            "guild_id": str(GUILD_ID),
            "name": f"voice {channel_id % 10}" if channel_id in self.voice_channels else "tonight",
            "position": 0,
            "permission_overwrites": [overwrite] if denied else [],
            "nsfw": False,
            "parent_id": None,
            "rate_limit_per_user": 0,
        }
        if channel_id in self.voice_channels:
            shown |= {"bitrate": 64_000, "user_limit": 0, "rtc_region": None}
        return shown | self.changed.get(channel_id, {})

    def _guild_data(self) -> dict[str, Any]:
        denied = sum(PERMISSIONS[name] for name in self.missing.get(GUILD_ID, ()))
        roles = [
            _role(GUILD_ID, "@everyone", 0),
            _role(BOT_ROLE_ID, "muster", ALL_PERMISSIONS & ~denied)
            | {"managed": True, "tags": {"bot_id": str(BOT_ID)}},
        ]
        return {
            "id": str(GUILD_ID),
            "name": "The community",
            "icon": None,
            "owner_id": "1",
            "unavailable": False,
            "roles": roles,
            "emojis": [],
            "stickers": [],
            "features": [],
            "channels": [self._channel_data(each) for each in (ANNOUNCE_ID, *self.voice_channels)],
            "threads": [],
            "members": [self._member(each) for each in (str(BOT_ID), *self.voice)],
            "member_count": 300,
            "large": True,
            "joined_at": _JOINED,
            "presences": [],
            "voice_states": [self._voice_state(each, member=False) for each in self.voice],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "verification_level": 0,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": "en-US",
            "system_channel_flags": 0,
            "afk_timeout": 300,
        }

    def _voice_state(self, user_id: str, *, member: bool = True) -> dict[str, Any]:
        state: dict[str, Any] = {
            "channel_id": self.voice.get(user_id),
            "user_id": user_id,
            "session_id": f"session{user_id}",
            "deaf": False,
            "mute": False,
            "self_deaf": False,
            "self_mute": False,
            "self_video": False,
            "suppress": False,
            "request_to_speak_timestamp": None,
        }
        if member:
            state |= {"guild_id": str(GUILD_ID), "member": self._member(user_id)}
        return state

    def _tell_voice(self, user_id: str) -> None:
        self._rest.gateway.dispatch("VOICE_STATE_UPDATE", self._voice_state(user_id), VOICE_STATES)

    def _on_ready(self) -> list[tuple[str, Any, int]]:
        return [("GUILD_CREATE", self._guild_data(), GUILDS)]


_EDITED = frozenset({"content", "components"})


def _role(role_id: int, name: str, permissions: int) -> dict[str, Any]:
    return {
        "id": str(role_id),
        "name": name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "position": 0 if role_id == GUILD_ID else 1,
        "permissions": str(permissions),
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
