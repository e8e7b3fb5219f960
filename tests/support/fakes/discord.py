"""Discord's REST API as far as a bot that writes messages needs it (API v10)."""

from __future__ import annotations

import itertools
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.support.fakes.discord_events import ScheduledEvents
from tests.support.fakes.discord_front_door import FakeFrontDoor
from tests.support.fakes.discord_gateway import FakeGateway
from tests.support.fakes.discord_parts import (
    BOT_ID,
    EPOCH_MS,
    GUILD_ID,
    VIA,
    account,
    error,
    new_message,
    refuses,
)
from tests.support.fakes.discord_portal import FakePortal
from tests.support.fakes.faults import Delivery

NONCE_SECONDS = 120.0
BUCKET_LIMIT, BUCKET_SECONDS = 5, 5.0
_REMEMBERED_MESSAGES = 200


class FakeDiscordRest(ScheduledEvents):
    """Direct messages with nonces, buckets and history.

    `closed_dms` and `strangers` (no server in common) refuse for good, `nobody` are no users.
    A recipient is a user id for a DM and a channel id elsewhere, as text.
    """

    sending = "message"

    def __init__(self, token: str = "discord-token") -> None:
        super().__init__()
        self.token = token
        self.closed_dms: set[str] = set()
        self.strangers: set[str] = set()
        self.nobody: set[str] = set()
        self.channels: set[str] = set()
        """Ids of channels that are no DMs and that the bot may write to."""
        self.parents: set[str] = set()
        """Ids of the text channels below which the bot may open private threads."""
        self.threads: list[dict[str, Any]] = []
        """Every thread, as the API shows it."""
        self.members: dict[str, list[str]] = {}
        """Who was added to a thread, by its id; in order, each as often as it was asked for."""
        self.buckets = True
        self.repeats = 0
        """Requests that got an earlier message for their nonce."""
        self._dms: dict[str, str] = {}
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self._nonces: dict[tuple[str, str], tuple[float, dict[str, Any]]] = {}
        self._hits: dict[str, list[float]] = {}
        self._sequence = itertools.count(1)
        self.gateway = FakeGateway(self)
        self.front = FakeFrontDoor(self)
        self.portal = FakePortal(self)

    def routes(self) -> list[BaseRoute]:
        return [
            *self.gateway.routes(),
            *self.front.routes(),
            *self.portal.routes(),
            Route("/users/@me", self.me),
            Route("/users/@me/channels", self.open_dm, methods=["POST"]),
            Route("/channels/{channel_id}/messages", self.post, methods=["POST"]),
            Route("/channels/{channel_id}/messages", self.history),
            Route("/channels/{channel_id}", self.channel),
            Route("/channels/{channel_id}/threads", self.open_thread, methods=["POST"]),
            Route(
                "/channels/{channel_id}/thread-members/{user_id}", self.add_member, methods=["PUT"]
            ),
            Route(f"/guilds/{GUILD_ID}/threads/active", self.active_threads),
            *self.event_routes(BOT_ID, GUILD_ID),
            *self.control_routes(),
        ]

    def dm_of(self, user_id: str) -> str:
        """The DM channel with somebody, opened if there is none."""
        if user_id not in self._dms:
            self._dms[user_id] = str(self.snowflake())
        return self._dms[user_id]

    def is_dm(self, channel_id: str) -> bool:
        """Whether this is the DM channel with somebody."""
        return channel_id in self._dms.values()

    def direct(self, user_id: str) -> list[dict[str, Any]]:
        """The messages in the DM with somebody, oldest first, as they are now."""
        return list(self.messages.get(self.dm_of(user_id), []))

    def forget_nonces(self) -> None:
        """As if a few minutes had passed."""
        self._nonces.clear()

    def start_over(self) -> None:
        super().start_over()
        self.forget_nonces()
        self.repeats = 0
        for messages in self.messages.values():
            del messages[:-_REMEMBERED_MESSAGES]

    def observed(self) -> dict[str, Any]:
        """As everywhere, and the `repeats`."""
        return {**super().observed(), "repeats": self.repeats}

    async def me(self, request: Request) -> Response:
        async def work() -> Response:
            return JSONResponse(account(str(BOT_ID), "muster", bot=True), headers=VIA)

        return self.refused(request) or await self.serve(request, "me", None, work)

    async def open_dm(self, request: Request) -> Response:
        recipient = str((await request.json())["recipient_id"])

        async def work() -> Response:
            if recipient in self.nobody:
                return error(400, 50033, "Invalid Recipient(s)")
            channel = {"id": self.dm_of(recipient), "type": 1, "last_message_id": None}
            person = account(recipient, f"person{recipient}")
            return JSONResponse({**channel, "recipients": [person]}, headers=VIA)

        return self.refused(request) or await self.serve(request, "open_dm", recipient, work)

    async def post(self, request: Request) -> Response:
        channel_id = request.path_params["channel_id"]
        recipient = self._recipient(channel_id)
        body = await request.json()

        async def work() -> Response:
            if recipient is None:
                return error(404, 10003, "Unknown Channel")
            if recipient in self.closed_dms:
                return error(403, 50007, "Cannot send messages to this user")
            if recipient in self.strangers:
                words = "Cannot send messages to this user due to having no mutual guilds"
                return error(403, 50278, words)
            if (limited := self.limit(channel_id)) is not None:
                return limited
            return self._create(channel_id, recipient, body)

        return self.refused(request) or await self.serve(request, "message", recipient, work)

    async def history(self, request: Request) -> Response:
        channel_id = request.path_params["channel_id"]
        recipient = self._recipient(channel_id)

        async def work() -> Response:
            if recipient is None:
                return error(404, 10003, "Unknown Channel")
            asked = request.query_params
            found = list(reversed(self.messages.get(channel_id, [])))
            if "before" in asked:
                found = [each for each in found if int(each["id"]) < int(asked["before"])]
            if "after" in asked:
                found = [each for each in found if int(each["id"]) > int(asked["after"])]
            return JSONResponse(found[: int(asked.get("limit", 50))], headers=VIA)

        return self.refused(request) or await self.serve(request, "history", recipient, work)

    async def channel(self, request: Request) -> Response:
        channel_id = request.path_params["channel_id"]

        async def work() -> Response:
            if self.front.hides(channel_id):
                return error(403, 50001, "Missing Access")
            if (known := self.front.channel(channel_id)) is None:
                return error(404, 10003, "Unknown Channel")
            return JSONResponse(known, headers=VIA)

        return self.refused(request) or await self.serve(request, "channel", None, work)

    async def open_thread(self, request: Request) -> Response:
        parent_id = request.path_params["channel_id"]
        body = await request.json()

        async def work() -> Response:
            if parent_id not in self.parents:
                return error(404, 10003, "Unknown Channel")
            if body.get("type") != 12 or not 1 <= len(body.get("name") or "") <= 100:
                return error(400, 50035, "Invalid Form Body")
            thread = {
                "id": str(self.snowflake()),
                "type": 12,
                "guild_id": str(GUILD_ID),
                "parent_id": parent_id,
                "owner_id": str(BOT_ID),
                "name": body["name"],
                "thread_metadata": {
                    "archived": False,
                    "locked": False,
                    "invitable": body.get("invitable", True),
                    "auto_archive_duration": body.get("auto_archive_duration", 1440),
                },
            }
            self.threads.append(thread)
            self.members[thread["id"]] = []
            self.channels.add(thread["id"])
            return JSONResponse(thread, 201, VIA)

        return self.refused(request) or await self.serve(request, "open_thread", None, work)

    async def add_member(self, request: Request) -> Response:
        thread_id, user_id = request.path_params["channel_id"], request.path_params["user_id"]

        async def work() -> Response:
            if thread_id not in self.members:
                return error(404, 10003, "Unknown Channel")
            if user_id in self.nobody:
                return error(404, 10013, "Unknown User")
            self.members[thread_id].append(user_id)
            return Response(status_code=204, headers=VIA)

        return self.refused(request) or await self.serve(request, "add_member", user_id, work)

    async def active_threads(self, request: Request) -> Response:
        async def work() -> Response:
            shown = {"threads": self.threads, "members": [], "has_more": False}
            return JSONResponse(shown, headers=VIA)

        return self.refused(request) or await self.serve(request, "active_threads", None, work)

    def say(self, user_id: str, text: str) -> None:
        """Somebody writes into their DM with the bot."""
        channel_id = self.dm_of(user_id)
        author = account(user_id, f"person{user_id}")
        self.messages.setdefault(channel_id, []).append(
            new_message(str(self.snowflake()), channel_id, author, text)
        )

    def _create(self, channel_id: str, recipient: str, body: dict[str, Any]) -> Response:
        text, nonce = body.get("content") or "", body.get("nonce")
        if not text:
            return error(400, 50006, "Cannot send an empty message")
        if len(text) > 2000 or (nonce is not None and len(str(nonce)) > 25):
            return error(400, 50035, "Invalid Form Body")
        if refuses(body):
            return error(400, 50035, "Invalid Form Body")
        headers = {**VIA, **self.bucket_headers(channel_id)}
        key = (channel_id, str(nonce))
        if nonce is not None and body.get("enforce_nonce"):
            at, message = self._nonces.get(key, (0.0, {}))
            if message and self._now() - at < NONCE_SECONDS:
                self.repeats += 1
                return JSONResponse(message, headers=headers)
        author = account(str(BOT_ID), "muster", bot=True)
        message = new_message(str(self.snowflake()), channel_id, author, text, body)
        if nonce is not None:
            message["nonce"] = nonce
            self._nonces[key] = (self._now(), message)
        # History does not repeat nonces; what is found again is found by its text.
        kept = {name: value for name, value in message.items() if name != "nonce"}
        self.messages.setdefault(channel_id, []).append(kept)
        self.deliveries.append(Delivery(recipient, text, message["id"], nonce, body))
        return JSONResponse(message, headers=headers)

    def _recipient(self, channel_id: str) -> str | None:
        if channel_id in self.channels:
            return channel_id
        return next((user for user, dm in self._dms.items() if dm == channel_id), None)

    def refused(self, request: Request) -> Response | None:
        if request.headers.get("authorization") == f"Bot {self.token}":
            return None
        self.requests.append((time.monotonic(), "unauthorized"))
        return error(401, 0, "401: Unauthorized")

    def limit(self, channel_id: str) -> Response | None:
        now = self._now()
        recent = [at for at in self._hits.get(channel_id, []) if now - at < BUCKET_SECONDS]
        self._hits[channel_id] = recent
        if not self.buckets or len(recent) < BUCKET_LIMIT:
            recent.append(now)
            return None
        return rate_limited(
            BUCKET_SECONDS - (now - recent[0]), extra=self.bucket_headers(channel_id)
        )

    def bucket_headers(self, channel_id: str) -> dict[str, str]:
        if not self.buckets:
            return {}
        now = self._now()
        recent = self._hits.get(channel_id, [])
        reset_after = BUCKET_SECONDS - (now - recent[0]) if recent else BUCKET_SECONDS
        return {
            "X-RateLimit-Limit": str(BUCKET_LIMIT),
            "X-RateLimit-Remaining": str(max(0, BUCKET_LIMIT - len(recent))),
            "X-RateLimit-Reset": f"{time.time() + self.ahead + reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{reset_after:.3f}",
            "X-RateLimit-Bucket": "fakemessagebucket",
        }

    def _now(self) -> float:
        return time.monotonic() + self.ahead

    def snowflake(self) -> int:
        milliseconds = int((time.time() + self.ahead) * 1000) - EPOCH_MS
        return milliseconds << 22 | (next(self._sequence) & 0xFFF)


def rate_limited(
    retry_after: float, *, everyone: bool = False, extra: dict[str, str] | None = None
) -> JSONResponse:
    """A 429 of the API's own."""
    body, headers = too_many(retry_after, everyone=everyone)
    return JSONResponse(body, 429, {**headers, **(extra or {})})


def too_many(retry_after: float, *, everyone: bool) -> tuple[dict[str, Any], dict[str, str]]:
    """(body, headers) of a 429 of the API's own, also for a fault."""
    body = {
        "message": "You are being rate limited.",
        "retry_after": retry_after,
        "global": everyone,
    }
    headers = {**VIA, "Retry-After": str(int(retry_after + 1))}
    headers["X-RateLimit-Scope"] = "global" if everyone else "user"
    if everyone:
        headers["X-RateLimit-Global"] = "true"
    return body, headers
