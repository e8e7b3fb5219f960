"""What the fake chat services share: faults that a test orders, and a record of what people got."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Kind = Literal["answer", "hang", "reset"]
Point = Literal["arrived", "lost", "delivered", "answered"]


@dataclass
class Fault:
    """What a service does instead of its work.

    Attributes:
        kind: `answer` with `status`, `body` (JSON, or text where it is a string) and `headers`;
            `hang` for `seconds`; `reset` the connection.
        does: whether the work is done before, such as a message delivered and its answer lost.
        recipient: whom it is about; None: everybody.
        method: which of the service's calls, by its short name; None: sending a message.
        times: how often; None: until the faults are cleared.
    """

    kind: Kind
    status: int = 500
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 30.0
    does: bool = False
    recipient: str | None = None
    method: str | None = None
    times: int | None = 1


@dataclass(frozen=True)
class Delivery:
    """A message that a recipient really got."""

    recipient: str
    text: str
    message_id: str
    nonce: str | None = None
    request: dict[str, Any] = field(default_factory=dict)


@dataclass
class Sending:
    """One request to send, as the far end saw it.

    `arrived` and `answered` are seconds of the machine's monotonic clock, the same in all its
    processes; `answered` is None while there is no answer.
    """

    recipient: str | None
    arrived: float
    answered: float | None = None


@dataclass
class Strike:
    """A kill -9 of a process that sends, while this service has its request.

    Attributes:
        point: `arrived`: not delivered yet, but will be; `lost`: not delivered, and never will be;
            `delivered`: out, and not answered; `answered`: the answer has just left.
        countdown: which request it is, counted down to 1 at that point.
    """

    pid: int
    point: Point
    countdown: int


class FakeChat:
    """A chat service on this machine. `deliveries` is what people got, in order."""

    sending = "send"

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        self.sendings: list[Sending] = []
        """Every request to send, refused or not, in the order of arrival."""
        self.ahead = 0.0
        """Seconds by which this service's clock is ahead of the machine's."""
        self._open = 0
        self._strike: Strike | None = None
        self._struck: float | None = None
        self.faults: list[Fault] = []
        self.requests: list[tuple[float, str]] = []
        """(when, which call) of everything that was asked, refused or not."""
        self.latency = 0.0

    def received(self, recipient: str) -> list[str]:
        """The texts that one recipient got."""
        return [each.text for each in self.deliveries if each.recipient == recipient]

    def counts(self) -> dict[str, int]:
        """How many messages each recipient got."""
        counted: dict[str, int] = {}
        for each in self.deliveries:
            counted[each.recipient] = counted.get(each.recipient, 0) + 1
        return counted

    def fail(self, kind: Kind = "answer", **details: Any) -> None:
        """Order a fault (see `Fault`)."""
        self.faults.append(Fault(kind, **details))

    async def serve(
        self,
        request: Request,
        method: str,
        recipient: str | None,
        work: Callable[[], Awaitable[Response]],
    ) -> Response:
        """The answer to one call: a fault's, or that of `work`."""
        self.requests.append((time.monotonic(), method))
        if method != self.sending:
            return await self._answer(request, method, recipient, work)
        sending = Sending(recipient, time.monotonic())
        self.sendings.append(sending)
        self._open += 1
        try:
            self._reach("arrived")
            if self._reach("lost"):
                request.scope["abort"]()
                return Response()
            response = await self._answer(request, method, recipient, work)
            self._reach("delivered")
        finally:
            self._open -= 1
        sending.answered = time.monotonic()
        response.background = BackgroundTask(self._after_the_answer)
        return response

    async def _answer(
        self,
        request: Request,
        method: str,
        recipient: str | None,
        work: Callable[[], Awaitable[Response]],
    ) -> Response:
        if self.latency:
            await asyncio.sleep(self.latency)
        fault = self._fault(method, recipient)
        if fault is None:
            return await work()
        if fault.does:
            await work()
        if fault.kind == "hang":
            await asyncio.sleep(fault.seconds)
            return Response(status_code=504)
        if fault.kind == "reset":
            request.scope["abort"]()
            return Response()
        if isinstance(fault.body, str):
            return Response(fault.body, fault.status, fault.headers, media_type="text/html")
        return JSONResponse(fault.body, fault.status, fault.headers)

    def _fault(self, method: str, recipient: str | None) -> Fault | None:
        for fault in self.faults:
            if (fault.method or self.sending) != method:
                continue
            if fault.recipient is not None and fault.recipient != recipient:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
            return fault
        return None

    # --- kills ------------------------------------------------------------------------------------

    def strike(self, pid: int, point: Point, countdown: int) -> None:
        """Order a kill -9 of `pid` (see `Strike`); it replaces one that is still to come."""
        self._strike, self._struck = Strike(pid, point, countdown), None

    def call_off(self) -> None:
        """Whatever was ordered and did not happen does not happen any more."""
        self._strike = None

    def _reach(self, point: Point) -> bool:
        """Whether this is where and when the strike was ordered for; it is carried out, then."""
        strike = self._strike
        if strike is None or strike.point != point:
            return False
        strike.countdown -= 1
        if strike.countdown > 0:
            return False
        self._strike, self._struck = None, time.monotonic()
        os.kill(strike.pid, signal.SIGKILL)
        return True

    async def _after_the_answer(self) -> None:
        self._reach("answered")

    # --- for a test in another process ------------------------------------------------------------

    def start_over(self) -> None:
        """Nothing was asked, delivered or ordered yet; whom the service knows, it still knows."""
        self.call_off()
        self.faults.clear()
        self.deliveries.clear()
        self.sendings.clear()
        self.requests.clear()
        self.latency = 0.0

    def observed(self) -> dict[str, Any]:
        """What the far end saw: `open` requests to send, all of them, what was delivered, calls.

        `sendings` are [recipient, arrived, answered], `deliveries` [recipient, message id],
        `struck` is when the last strike was carried out.
        """
        return {
            "open": self._open,
            "struck": self._struck,
            "sendings": [[each.recipient, each.arrived, each.answered] for each in self.sendings],
            "deliveries": [[each.recipient, each.message_id] for each in self.deliveries],
            "calls": Counter(method for _, method in self.requests),
        }

    def control_routes(self) -> list[Route]:
        """`/_control/…`: faults, deliveries and attributes over HTTP."""
        return [
            Route("/_control/faults", self._control_faults, methods=["POST", "DELETE"]),
            Route("/_control/deliveries", self._control_deliveries),
            Route("/_control/call", self._control_call, methods=["POST"]),
        ]

    async def _control_faults(self, request: Request) -> Response:
        if request.method == "DELETE":
            self.faults.clear()
        else:
            self.fail(**await request.json())
        return Response(status_code=204)

    async def _control_deliveries(self, _request: Request) -> Response:
        return JSONResponse([asdict(each) for each in self.deliveries])

    async def _control_call(self, request: Request) -> Response:
        """`{"name": …, "arguments": {…}}` calls a method, `{"name": …, "value": …}` sets."""
        asked = await request.json()
        if "value" in asked:
            value = asked["value"]
            present = getattr(self, asked["name"])
            setattr(self, asked["name"], set(value) if isinstance(present, set) else value)
            return Response(status_code=204)
        return JSONResponse(getattr(self, asked["name"])(**asked.get("arguments", {})))
