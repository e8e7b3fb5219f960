"""Stand-ins for services beyond the network's edge, faithful to their protocols."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qs, parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.running.threads import served
from tests.support.running.websites import free_port

CLIENT_ID, CLIENT_SECRET = 998877665544332211, "the Discord application's secret"

Mood = Literal["well", "refuses", "down", "garbage", "slow", "wrong shape"]


@dataclass
class _Grant:
    account: dict[str, Any]
    challenge: str
    redirect_uri: str


@dataclass
class FakeDiscord:
    """Discord's OAuth2 and user endpoints (RFC 6749, RFC 7636 with S256), on this machine.

    `mood` says how both endpoints answer; `user` replaces what `/users/@me` says, `token_answer`
    (status, body, headers) what the token endpoint does, `me_answer` what the user endpoint does.
    """

    url: str
    mood: Mood = "well"
    user: Any = None
    token_answer: tuple[int, Any, dict[str, str]] | None = None
    me_answer: tuple[int, Any, dict[str, str]] | None = None
    token_requests: list[dict[str, str]] = field(default_factory=list)
    _grants: dict[str, _Grant] = field(default_factory=dict)
    _tokens: dict[str, dict[str, Any]] = field(default_factory=dict)

    def reset(self) -> None:
        self.mood, self.user = "well", None
        self.token_answer = self.me_answer = None
        self.token_requests.clear()

    def authorize(self, address: str, account: dict[str, Any]) -> dict[str, str]:
        """What a person does who says yes at `address`: the query the browser comes back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.url}/oauth2/authorize?")
        assert asked["client_id"] == str(CLIENT_ID)
        assert asked["response_type"] == "code"
        assert asked["scope"] == "identify"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._grants[code] = _Grant(account, asked["code_challenge"], asked["redirect_uri"])
        return {"code": code, "state": asked["state"]}

    async def token(self, request: Request) -> Response:
        """`POST /oauth2/token`: a code is good once, with its verifier and redirect address."""
        if (moody := await self._moody()) is not None:
            return moody
        if self.token_answer is not None:
            status, body, headers = self.token_answer
            return JSONResponse(body, status, headers)
        assert request.headers["content-type"].startswith("application/x-www-form-urlencoded")
        form = dict(parse_qsl((await request.body()).decode()))
        self.token_requests.append(form)
        if not self._is_our_application(request, form):
            return JSONResponse({"error": "invalid_client"}, 401)
        grant = self._grants.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            self.mood == "refuses"
            or form.get("grant_type") != "authorization_code"
            or grant is None
            or challenge != grant.challenge
            or form.get("redirect_uri") != grant.redirect_uri
        ):
            return JSONResponse(
                {"error": "invalid_grant", "error_description": 'Invalid "code" in request.'}, 400
            )
        token = secrets.token_urlsafe(16)
        self._tokens[token] = grant.account
        return JSONResponse(
            {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": 604800,
                "refresh_token": secrets.token_urlsafe(16),
                "scope": "identify",
            }
        )

    async def me(self, request: Request) -> Response:
        """`GET /users/@me`: the account that the bearer token stands for."""
        if self.me_answer is not None:
            status, body, headers = self.me_answer
            return JSONResponse(body, status, headers)
        account = self._tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if account is None:
            return JSONResponse({"message": "401: Unauthorized", "code": 0}, 401)
        return JSONResponse(self.user if self.user is not None else account)

    async def _moody(self) -> Response | None:
        if self.mood == "slow":
            await asyncio.sleep(2)
        if self.mood == "down":
            return Response("upstream connect error", 500, media_type="text/plain")
        if self.mood == "garbage":
            return Response("<html>Checking your browser</html>", media_type="text/html")
        if self.mood == "wrong shape":
            return JSONResponse(["not", "a", "token"])
        return None

    @staticmethod
    def _is_our_application(request: Request, form: dict[str, str]) -> bool:
        """By HTTP Basic or in the form, as RFC 6749 (section 2.3.1) allows."""
        given = f"{form.get('client_id', '')}:{form.get('client_secret', '')}"
        basic = request.headers.get("authorization", "").removeprefix("Basic ")
        if basic:
            given = base64.b64decode(basic).decode()
        return given == f"{CLIENT_ID}:{CLIENT_SECRET}"


@contextmanager
def fake_discord() -> Generator[FakeDiscord, None, None]:
    """A `FakeDiscord` on a free port of 127.0.0.1, in a thread of its own."""
    with free_port() as bound:
        discord = FakeDiscord(f"http://127.0.0.1:{bound.getsockname()[1]}/api/v10")
        routes = [
            Route("/api/v10/oauth2/token", discord.token, methods=["POST"]),
            Route("/api/v10/users/@me", discord.me),
        ]
        with served(bound, routes):
            yield discord
