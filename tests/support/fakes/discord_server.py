"""A server of the fake Discord: its people, channels and roles, and who is in voice.

Whatever changes in it is told on the gateway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.fakes.discord_gateway import GUILDS, VOICE_STATES
from tests.support.fakes.discord_parts import BOT_ID, GUILD_ID, VIA, account, error

if TYPE_CHECKING:
    from tests.support.fakes.discord import FakeDiscordRest

ANNOUNCE_ID, VOICE_ID, OTHER_VOICE_ID = (
    810_000_000_000_000_001,
    810_000_000_000_000_002,
    810_000_000_000_000_003,
)
BOT_ROLE_ID = 820_000_000_000_000_001
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


class FakeServer:
    """One server, `GUILD_ID`, with a channel for announcements and two for voice.

    Attributes:
        voice: who is in which voice channel; `nicks`: names on the server alone.
        missing: by channel id (or GUILD_ID), permissions that the bot does not have there.
        changed: by channel id, what the API shows of it otherwise than usual.
        joined: whether the bot is on it, as far as the REST API says.
        banned: people who are no members any more; what they ask gets no hearing.
    """

    def __init__(self, rest: FakeDiscordRest) -> None:
        self._rest = rest
        rest.gateway.on_ready = self._on_ready
        rest.channels.add(str(ANNOUNCE_ID))
        self.names: dict[str, str] = {}
        self.nicks: dict[str, str] = {}
        self.bots: set[str] = set()
        self.voice: dict[str, str] = {}
        self.missing: dict[int, set[str]] = {}
        self.changed: dict[int, dict[str, Any]] = {}
        self.banned: set[str] = set()
        self.voice_channels = [VOICE_ID, OTHER_VOICE_ID]
        self.joined = True

    def routes(self) -> list[Route]:
        application, guild = f"/applications/{BOT_ID}", f"/guilds/{GUILD_ID}"
        return [
            Route(guild, self._guild),
            Route(f"{guild}/members/{{user_id}}", self._member_route),
            Route("/guilds/{guild_id}", self._elsewhere),
            Route(f"{application}/guilds/{{guild_id}}/commands", self._elsewhere),
        ]

    def join_voice(self, user_id: str, channel_id: int = VOICE_ID) -> None:
        self.voice[user_id] = str(channel_id)
        self._tell_voice(user_id)

    def leave_voice(self, user_id: str) -> None:
        self.voice.pop(user_id, None)
        self._tell_voice(user_id)

    def outage(self) -> None:
        """The server becomes unavailable; `outage_ends` brings it back."""
        data = {"id": str(GUILD_ID), "unavailable": True}
        self._rest.gateway.dispatch("GUILD_DELETE", data, GUILDS)

    def outage_ends(self) -> None:
        self._rest.gateway.dispatch("GUILD_CREATE", self._guild_data(), GUILDS)

    def channel(self, channel_id: str) -> dict[str, Any] | None:
        """A channel of the server as the API shows it."""
        known = {str(ANNOUNCE_ID), *map(str, self.voice_channels), *self._rest.parents}
        return self._channel_data(int(channel_id)) if channel_id in known else None

    def channels(self) -> list[dict[str, Any]]:
        """The channels of the server, those that the bot may not see as well."""
        return [self._channel_data(each) for each in (ANNOUNCE_ID, *self.voice_channels)]

    def hides(self, channel_id: str) -> bool:
        """Whether the channel is one that the bot may not see."""
        return "VIEW_CHANNEL" in self.missing.get(int(channel_id), ())

    # --- REST -------------------------------------------------------------------------------------

    async def _guild(self, request: Request) -> Response:
        async def work() -> Response:
            if not self.joined:
                return error(404, 10004, "Unknown Guild")
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

    # --- shapes -----------------------------------------------------------------------------------

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
