"""The API's own description: complete and true; nothing that is sent makes the website fail."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from pydantic import SecretStr
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from muster.crypto import generate_contact_key
from muster.web_push import generate_sender_key
from tests.support.running.patience import PATIENCE
from tests.support.running.websites import AJAX, RunningWebsite, on_a_port, running_website
from tests.support.scenes.community import PLAYER, settings_for
from website.backend.app import create_app
from website.backend.dependencies import VIEWER_HEADER

DOCUMENT: dict[str, Any] = create_app(settings_for("postgresql://nowhere/nothing")).openapi()
CONTACT_KEY = SecretStr(generate_contact_key())
ERROR = {"$ref": "#/components/schemas/ErrorAnswer"}
# An error that also says what is stored now.
WITH_MORE = {
    ("/api/planning/today/teams", "409"): {"$ref": "#/components/schemas/DraftConflict"},
}
NOT_JSON = {
    "/metrics",
    "/api/availability/events",
    "/api/avatars/{user_id}",
    "/calendar.ics",
    "/calendar/{secret}.ics",
    "/calendar/evenings/{day}.ics",
    "/api/me/data",
    "/api/me/data/answers.csv",
    "/api/admin/people/{user_id}/data",
    "/api/admin/people/{user_id}/data/answers.csv",
}
"""What answers with a stream or a file."""
OPERATIONS = [
    (method, path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
NAMES = [f"{method.upper()} {path}" for method, path, _ in OPERATIONS]


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=NAMES)
def test_every_route_has_a_summary_typed_answers_and_its_errors(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    assert operation["summary"], method
    for status, answer in operation["responses"].items():
        shape = answer.get("content", {}).get("application/json", {}).get("schema")
        if int(status) >= 400:
            assert shape == WITH_MORE.get((path, status), ERROR), status
        elif status in ("200", "201") and path not in NOT_JSON:
            assert "$ref" in shape or shape.get("type") == "array", status


def test_routes_that_ask_the_database_say_that_it_may_be_gone() -> None:
    without = {"/healthz", "/metrics", "/api/community"}
    for name, (_, path, operation) in zip(NAMES, OPERATIONS, strict=True):
        for status in ("421", "503"):
            assert path in without or status in operation["responses"], (name, status)


async def test_the_document_is_served_and_its_human_pages_too(website: RunningWebsite) -> None:
    client = await website.client()
    served = (await client.get("/api/openapi.json")).json()
    assert served == DOCUMENT
    assert (await client.get("/api/docs")).status_code == 200


# --- what the document allows, and what it does not, sent by a linked player ----------------------

schema = schemathesis.openapi.from_dict(DOCUMENT)
# The stream has no end, and Discord is not there: its routes answer 503 as documented.
schema = schema.exclude(path=["/api/availability/events", "/auth/login", "/auth/callback"])
CHECKS: list[Callable[..., Any]] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


class Server:
    """A website on a port, in a thread with a loop of its own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._client = httpx2.Client(base_url=address, headers=AJAX, timeout=PATIENCE)
        self._cookie: str | None = None

    def linked_player(self, *, anew: bool) -> str:
        """The cookie of a player who is signed in and linked."""
        if self._cookie is not None and not anew:
            return self._cookie
        answer = self._client.post("/auth/sandbox/login", json={"discord_user_id": str(PLAYER)})
        assert answer.status_code == 200
        token = answer.cookies["muster_session"]
        self._client.cookies.clear()
        cookie = f"muster_session={token}"
        self._client.post("/auth/players", json={"name": "Shade"}, headers={"Cookie": cookie})
        self._cookie = cookie
        return cookie

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Generator[Server, None, None]:
    ready: Future[tuple[str, Callable[[], None]]] = Future()

    async def serve() -> None:
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        async with (
            running_website(
                settings_for(
                    database_url,
                    contact_data_encryption_key=CONTACT_KEY,
                    muster_vapid_private_key=SecretStr(generate_sender_key()),
                ),
                page=tmp_path,
            ) as website,
            on_a_port(website.app) as address,
        ):
            ready.set_result((address, lambda: loop.call_soon_threadsafe(over.set) and None))
            await over.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    address, stop = ready.result(10)
    running = Server(address)
    yield running
    running.close()
    stop()
    thread.join(10)


@schema.parametrize()
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nothing_a_linked_player_can_send_fails_or_is_undocumented(
    case: schemathesis.Case, server: Server
) -> None:
    ends = case.operation.path in ("/auth/logout", "/auth/discord/unlink", "/auth/link")
    cookie = server.linked_player(anew=ends)
    case.cookies = {}
    case.headers.pop(VIEWER_HEADER, None)  # it would keep most of what is made up from being read
    answer = case.call(
        base_url=server.address, headers={**AJAX, "Cookie": cookie}, timeout=PATIENCE
    )
    if case.method != case.operation.method.upper():
        assert 400 <= answer.status_code < 500, "not a method of this route"
    else:
        case.validate_response(answer, checks=CHECKS)
