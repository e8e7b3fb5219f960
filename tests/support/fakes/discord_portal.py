"""What the fake Discord tells whoever sets a bot up: its application, and what its servers have."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.fakes.discord_parts import BOT_ID, GUILD_ID, VIA, account, error

if TYPE_CHECKING:
    from tests.support.fakes.discord import FakeDiscordRest

CLIENT_SECRET = "the-secret-of-the-application"
OWNER_ID = 700_000_000_000_000_001


class FakePortal:
    """The bot's application.

    Attributes:
        client_secret: what a token request proves itself with.
        redirect_uris: what is registered below OAuth2; None where Discord does not say.
        changed: what the API shows of the application otherwise than usual.
        more_servers: servers that the bot is on besides `GUILD_ID`, by id.
        strangers: ids that are nobody's.
    """

    def __init__(self, rest: FakeDiscordRest) -> None:
        self._rest = rest
        self.client_secret = CLIENT_SECRET
        self.redirect_uris: list[str] | None = None
        self.changed: dict[str, Any] = {}
        self.more_servers: dict[str, str] = {}
        self.strangers: set[str] = set()
        self.token_requests: list[dict[str, str]] = []

    def routes(self) -> list[Route]:
        return [
            Route("/oauth2/token", self._token, methods=["POST"]),
            Route("/oauth2/applications/@me", self._application),
            Route("/applications/@me", self._application),
            Route("/users/@me/guilds", self._guilds),
            Route(f"/guilds/{GUILD_ID}/channels", self._channels),
            Route("/users/{user_id:int}", self._user),
        ]

    async def _token(self, request: Request) -> Response:
        """A client-credentials token (RFC 6749, section 4.4) for whoever knows the secret."""
        form = dict(parse_qsl((await request.body()).decode()))

        async def work() -> Response:
            self.token_requests.append(form)
            basic = request.headers.get("authorization", "").removeprefix("Basic ")
            given = base64.b64decode(basic).decode() if basic else ""
            if given != f"{BOT_ID}:{self.client_secret}":
                return JSONResponse({"error": "invalid_client"}, 401, VIA)
            if form.get("grant_type") != "client_credentials":
                return JSONResponse({"error": "unsupported_grant_type"}, 400, VIA)
            answer = {"access_token": "x", "token_type": "Bearer", "expires_in": 604800}
            return JSONResponse({**answer, "scope": form.get("scope", "")}, headers=VIA)

        return await self._rest.serve(request, "token", None, work)

    async def _application(self, request: Request) -> Response:
        async def work() -> Response:
            about = {"id": str(BOT_ID), "name": "muster", "description": "", "icon": None}
            rights = {"bot_public": False, "bot_require_code_grant": False, "verify_key": "00"}
            shown = {**about, **rights, "owner": account(str(OWNER_ID), "operator"), "flags": 0}
            if self.redirect_uris is not None:
                shown["redirect_uris"] = self.redirect_uris
            return JSONResponse(shown | self.changed, headers=VIA)

        return await self._answer(request, "application", work)

    async def _guilds(self, request: Request) -> Response:
        async def work() -> Response:
            servers = {str(GUILD_ID): "The community"} if self._rest.front.joined else {}
            servers |= self.more_servers
            return JSONResponse([_partial(*each) for each in servers.items()], headers=VIA)

        return await self._answer(request, "guilds", work)

    async def _channels(self, request: Request) -> Response:
        async def work() -> Response:
            return JSONResponse(self._rest.front.channels(), headers=VIA)

        return await self._answer(request, "channels", work)

    async def _user(self, request: Request) -> Response:
        user_id = str(request.path_params["user_id"])

        async def work() -> Response:
            if user_id in self.strangers:
                return error(404, 10013, "Unknown User")
            name = "operator" if user_id == str(OWNER_ID) else f"person{user_id}"
            return JSONResponse(account(user_id, name), headers=VIA)

        return await self._answer(request, "user", work)

    async def _answer(self, request: Request, method: str, work: Any) -> Response:
        return self._rest.refused(request) or await self._rest.serve(request, method, None, work)


def _partial(guild_id: str, name: str) -> dict[str, Any]:
    """A server as the list of one's own servers has it."""
    return {
        "id": guild_id,
        "name": name,
        "icon": None,
        "owner": False,
        "permissions": "0",
        "features": [],
    }
