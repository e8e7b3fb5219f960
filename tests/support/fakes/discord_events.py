"""Discord's scheduled events, a part of its REST API (API v10), as far as a bot needs them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.fakes.faults import FakeChat

SCHEDULED, ACTIVE, COMPLETED, CANCELED = 1, 2, 3, 4
_NEXT = {(SCHEDULED, ACTIVE), (SCHEDULED, CANCELED), (ACTIVE, COMPLETED)}
_VOICE, _EXTERNAL = 2, 3
_MOST = 100


class ScheduledEvents(FakeChat):
    """One server's events: create, list, read, edit.

    The calls are `create_event`, `list_events`, `read_event` and `edit_event`.
    """

    _bot_id = _guild_id = ""

    def __init__(self) -> None:
        super().__init__()
        self.events: dict[str, dict[str, Any]] = {}
        """Every event that was not deleted, as the API shows it, by its id."""
        self.edits: list[dict[str, Any]] = []
        """The bodies of all edits that were accepted."""
        self.may_create_events = True
        self.forgets_past_events = False
        """Whether what is completed or cancelled cannot be read any more."""
        self.event_time: datetime | None = None
        """What this service takes for the present; None: what it is."""

    def event_routes(self, bot_id: int, guild_id: int) -> list[Route]:
        self._bot_id, self._guild_id = str(bot_id), str(guild_id)
        events = "/guilds/{guild_id}/scheduled-events"
        return [
            Route(events, self.list_events),
            Route(events, self.create_event, methods=["POST"]),
            Route(f"{events}/{{event_id}}", self.read_event),
            Route(f"{events}/{{event_id}}", self.edit_event, methods=["PATCH"]),
        ]

    def add_event(self, **given: Any) -> str:
        """An event of somebody else's; returns its id."""
        event = self._event({"entity_type": _EXTERNAL, **given}) | {"creator_id": "17", **given}
        self.events[event["id"]] = event
        return event["id"]

    async def list_events(self, request: Request) -> Response:
        async def work() -> Response:
            shown = [each for each in self.events.values() if each["status"] in (SCHEDULED, ACTIVE)]
            return JSONResponse(shown)

        return await self._serve_event(request, "list_events", work)

    async def create_event(self, request: Request) -> Response:
        body = await request.json()

        async def work() -> Response:
            if not self.may_create_events:
                return _error(403, 50013, "Missing Permissions")
            open_events = [e for e in self.events.values() if e["status"] in (SCHEDULED, ACTIVE)]
            if len(open_events) >= _MOST:
                return _error(400, 30038, "Maximum number of guild scheduled events reached (100)")
            if body.get("privacy_level") != 2 or not self._fits(body):
                return _error(400, 50035, "Invalid Form Body")
            event = self._event(body)
            self.events[event["id"]] = event
            return JSONResponse(event)

        return await self._serve_event(request, "create_event", work)

    async def read_event(self, request: Request) -> Response:
        async def work() -> Response:
            event = self._known(request)
            return _unknown() if event is None else JSONResponse(event)

        return await self._serve_event(request, "read_event", work)

    async def edit_event(self, request: Request) -> Response:
        body = await request.json()

        async def work() -> Response:
            event = self._known(request)
            if event is None:
                return _unknown()
            if not self.may_create_events:
                return _error(403, 50013, "Missing Permissions")
            if event["status"] in (COMPLETED, CANCELED):
                return _error(400, 180000, "Cannot update a finished event")
            status = body.get("status", event["status"])
            if status != event["status"] and (event["status"], status) not in _NEXT:
                return _error(400, 50035, "Invalid Form Body")
            times = "scheduled_start_time" in body
            if not self._fits(event | body, starts_in_future=times):
                return _error(400, 50035, "Invalid Form Body")
            event |= body
            self.edits.append(body)
            return JSONResponse(event)

        return await self._serve_event(request, "edit_event", work)

    def _fits(self, event: dict[str, Any], *, starts_in_future: bool = True) -> bool:
        starts_at, ends_at = (
            _time(event, "scheduled_start_time"),
            _time(event, "scheduled_end_time"),
        )
        if starts_at is None or (starts_in_future and starts_at <= self._present()):
            return False
        if ends_at is not None and ends_at <= starts_at:
            return False
        if not 1 <= len(event.get("name") or "") <= 100:
            return False
        if len(event.get("description") or "") > 1000:
            return False
        if event.get("entity_type") == _VOICE:
            return bool(event.get("channel_id"))
        location = (event.get("entity_metadata") or {}).get("location") or ""
        nowhere = event.get("channel_id") is None
        external = event.get("entity_type") == _EXTERNAL
        return external and nowhere and ends_at is not None and 1 <= len(location) <= 100

    def _event(self, body: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": str(self.snowflake()),
            "guild_id": self._guild_id,
            "channel_id": body.get("channel_id"),
            "creator_id": self._bot_id,
            "name": body.get("name", "Somebody's event"),
            "description": body.get("description"),
            "scheduled_start_time": body.get("scheduled_start_time"),
            "scheduled_end_time": body.get("scheduled_end_time"),
            "privacy_level": 2,
            "status": SCHEDULED,
            "entity_type": body["entity_type"],
            "entity_id": None,
            "entity_metadata": body.get("entity_metadata"),
        }

    def _known(self, request: Request) -> dict[str, Any] | None:
        event = self.events.get(request.path_params["event_id"])
        past = event is not None and event["status"] in (COMPLETED, CANCELED)
        return None if past and self.forgets_past_events else event

    def _present(self) -> datetime:
        return self.event_time or datetime.now(UTC) + timedelta(seconds=self.ahead)

    async def _serve_event(
        self, request: Request, method: str, work: Callable[[], Awaitable[Response]]
    ) -> Response:
        async def in_our_server() -> Response:
            if request.path_params["guild_id"] != self._guild_id:
                return _error(404, 10004, "Unknown Guild")
            return await work()

        return self.refused(request) or await self.serve(request, method, None, in_our_server)

    def refused(self, request: Request) -> Response | None:
        raise NotImplementedError

    def snowflake(self) -> int:
        raise NotImplementedError


def _time(event: dict[str, Any], name: str) -> datetime | None:
    told = event.get(name)
    return None if told is None else datetime.fromisoformat(told)


def _unknown() -> Response:
    return _error(404, 10070, "Unknown Guild Scheduled Event")


def _error(status: int, code: int, words: str) -> Response:
    return JSONResponse({"message": words, "code": code}, status, {"Via": "1.1 google"})
