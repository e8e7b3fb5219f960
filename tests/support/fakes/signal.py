"""signal-cli-rest-api as far as sending to one person and receiving need it."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from tests.support.fakes.faults import Delivery, FakeChat

SENDER = "+38640000000"


class FakeSignalApi(FakeChat):
    """Sends in both shapes of answer, receives over a websocket or by polling.

    `shape` is the answer to a send: `object` (as published) or `list` (servers that answer 201 also
    for a refused recipient). `unregistered` have no Signal. As published, a refused recipient is
    told in signal-cli's words in normal and native mode; in json-rpc mode only that sending failed.
    """

    sending = "send"

    def __init__(self, number: str = SENDER) -> None:
        super().__init__()
        self.number = number
        self.mode: Literal["normal", "native", "json-rpc"] = "json-rpc"
        self.about_says: str | None = None
        """A mode that `/v1/about` claims instead of the true one."""
        self.shape: Literal["object", "list"] = "list"
        self.unregistered: set[str] = set()
        self.account: Literal["known", "missing", "unlinked"] = "known"
        """How the sender's account stands: `missing` here, or `unlinked` by Signal."""
        self.hidden: set[str] = set()
        """Who hides their number: their envelopes show their account id alone."""
        self.sockets = 0
        """Websockets that were opened so far."""
        self.drop_sockets = False
        self._inbox: list[dict[str, Any]] = []
        self._timestamps = itertools.count(1_795_000_000_000)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/v1/about", self.about),
            Route("/v1/health", self.health),
            Route("/v1/accounts", self.accounts),
            Route("/v1/search/{number}", self.search),
            Route("/v2/send", self.send, methods=["POST"]),
            Route("/v1/receive/{number}", self.poll),
            WebSocketRoute("/v1/receive/{number}", self.listen),
            *self.control_routes(),
        ]

    def write(
        self,
        source: str,
        text: str | None,
        *,
        group: bool = False,
        kind: str = "dataMessage",
        account: str | None = None,
    ) -> dict[str, Any]:
        """Somebody writes to our number, or only types, reads or reacts; the envelope.

        `source` is their number or, where they never showed one, their account id; `account` the id
        where it is not that of the number.
        """
        timestamp = next(self._timestamps)
        message: dict[str, Any] = {"timestamp": timestamp, "message": text}
        if group:
            message["groupInfo"] = {"groupId": "Zm9v", "type": "DELIVER"}
        account = account or (account_of(source) if source.startswith("+") else source)
        number = source if source.startswith("+") and source not in self.hidden else None
        envelope = {
            "source": number or account,
            "sourceNumber": number,
            "sourceUuid": account,
            "sourceDevice": 1,
            "timestamp": timestamp,
            kind: message,
        }
        self._inbox.append({"envelope": envelope, "account": self.number})
        return self._inbox[-1]

    def repeat(self, envelope: dict[str, Any]) -> None:
        """The same envelope comes once more."""
        self._inbox.append(envelope)

    async def about(self, request: Request) -> Response:
        async def work() -> Response:
            mode = self.about_says or self.mode
            return JSONResponse({"versions": ["v1", "v2"], "build": 2, "mode": mode})

        return await self.serve(request, "about", None, work)

    async def health(self, _request: Request) -> Response:
        return Response(status_code=204)

    async def accounts(self, _request: Request) -> Response:
        return JSONResponse([] if self.account == "missing" else [self.number])

    async def search(self, request: Request) -> Response:
        """Who of `numbers` is registered; an account id is nobody's number."""

        async def work() -> Response:
            if self.account != "known":
                return self._no_account(request.path_params["number"])
            asked = request.query_params.getlist("numbers")
            return JSONResponse(
                [
                    {
                        "number": each,
                        "registered": each[:1] == "+" and each not in self.unregistered,
                    }
                    for each in asked
                ]
            )

        return await self.serve(request, "search", None, work)

    async def send(self, request: Request) -> Response:
        body = await request.json()
        recipients = body.get("recipients", [])
        recipient = recipients[0] if recipients else None

        async def work() -> Response:
            if body.get("number") != self.number or self.account != "known":
                return self._no_account(body.get("number"))
            if len(recipients) != 1:
                return JSONResponse({"error": "a test sends to one recipient"}, 400)
            return self._send(str(recipient), body)

        return await self.serve(request, "send", recipient, work)

    def _send(self, recipient: str, body: dict[str, Any]) -> Response:
        timestamp = str(next(self._timestamps))
        if recipient in self.unregistered:
            if self.shape == "list":
                return JSONResponse(refused_recipient(recipient, "UNREGISTERED_FAILURE"), 201)
            if self.mode == "json-rpc":
                return JSONResponse({"error": "Failed to send message"}, 400)
            why = f'Failed to send (some) messages:\n{recipient}: Unregistered user "{recipient}"\n'
            return JSONResponse({"error": f"{why}{timestamp}\n"}, 400)
        self.deliveries.append(Delivery(recipient, body["message"], timestamp, request=body))
        if self.shape == "object":
            return JSONResponse({"timestamp": timestamp}, 201)
        return JSONResponse([{"timestamp": timestamp, "errors": {"recipients": []}}], 201)

    def _no_account(self, number: Any) -> Response:
        if self.account == "unlinked" and number == self.number:
            words = "[401] Authorization failed! (AuthorizationFailedException)"
        elif self.mode == "json-rpc":
            words = "Specified account does not exist"
        else:
            words = f"User {number} is not registered.\n"
        return JSONResponse({"error": words}, 400)

    async def poll(self, request: Request) -> Response:
        async def work() -> Response:
            if self.mode == "json-rpc":  # only a websocket is served here
                return Response("Bad Request\n", 400, media_type="text/plain")
            until = time.monotonic() + float(request.query_params.get("timeout", 1))
            while not self._inbox and time.monotonic() < until:  # noqa: ASYNC110 other threads write
                await asyncio.sleep(0.005)
            return JSONResponse(self._take_all())

        return await self.serve(request, "receive", None, work)

    async def listen(self, socket: WebSocket) -> None:
        if self.mode != "json-rpc":
            # The true server takes this for a poll: it answers 200 with what came in.
            await socket.send_denial_response(JSONResponse(self._take_all()))
            return
        await socket.accept()
        self.sockets += 1
        gone = asyncio.create_task(socket.receive())
        while not self.drop_sockets and not gone.done():
            for envelope in self._take_all():
                await socket.send_text(json.dumps(envelope))
            await asyncio.wait([gone], timeout=0.005)
        if not gone.done():
            gone.cancel()
            self.drop_sockets = False
            await socket.close(1011)

    def _take_all(self) -> list[dict[str, Any]]:
        taken, self._inbox = self._inbox, []
        return taken


def account_of(number: str) -> str:
    """The id of the account that a number belongs to."""
    return str(uuid5(NAMESPACE_URL, number))


def refused_recipient(recipient: str, reason: str) -> list[dict[str, Any]]:
    """The body of a 201 that refuses the one recipient."""
    refused = {"number": recipient, "uuid": "", "username": "", "reason": reason}
    return [{"timestamp": "1795000000000", "errors": {"recipients": [refused]}}]
