"""Bad input: always the contract's clear error (section 3), never a 500, and nothing stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from structlog.testing import capture_logs

from tests.acceptance.conftest import Callers
from tests.support.refusals import JSON
from tests.support.running.patience import PATIENCE
from tests.support.running.websites import RunningWebsite, eventually, on_a_port

NOT_JSON = [
    b"",
    b"{",
    b'{"date": "2026-11-20", "status": "LOOKING"',
    b"\xff\xfe\x00",
    b"\x00",
    b'{"date": "\xff"}',
    b"[" * 30_000,
    b'{"a":' * 10_000,
    b'{"date": ' + b"9" * 5_000 + b"}",
    b"date=2026-11-20&status=LOOKING",
]
NOT_AN_OBJECT = [b"null", b"[]", b"5", b'"text"', b"true", b"NaN", b"Infinity", b"[{}]"]
ODD_VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    2**63,
    2**64,
    10**40,
    float("inf"),
    [],
    ["LOOKING"],
    {},
    {"a": 1},
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff\ud800",
    "x" * 60_000,
    "looking",
    "LOOKING ",
    "\uff2cOOKING",
]
BODIES: list[tuple[str, dict[str, Any]]] = [
    ("/api/availability", {"date": "2026-11-20", "status": "LOOKING"}),
    ("/auth/link", {"player_guid": "guid-102"}),
    ("/auth/players", {"name": "Falcon"}),
    ("/auth/sandbox/login", {"discord_user_id": "777", "username": "falcon"}),
]


def check(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """The body of an error, which must be as the contract says."""
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert set(body) <= {"detail", "code", "errors"}
    assert body["detail"][0].isupper() or body.get("errors"), body
    assert body["detail"].endswith("."), body
    for entry in body.get("errors", ()):
        assert set(entry) == {"field", "message"}
        assert entry["message"]
    return body


async def stored(website: RunningWebsite) -> list[int]:
    tables = ("availability_entries", "user_player_links", "players", "discord_accounts")
    return [await website.sql.fetchval(f"SELECT count(*) FROM {table}") for table in tables]


async def send(client: httpx2.AsyncClient, path: str, content: bytes) -> httpx2.Response:
    return await client.post(path, content=content, headers=JSON)


async def test_a_body_that_is_not_json_is_422(website: RunningWebsite, callers: Callers) -> None:
    before = await stored(website)
    for path, _ in BODIES:
        for content in (*NOT_JSON, *NOT_AN_OBJECT):
            answer = await send(callers.player, path, content)
            check(answer, 422, "invalid_input")
    assert await stored(website) == before


async def test_a_body_of_another_content_type_is_422_and_says_which_is_right(
    callers: Callers,
) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = await callers.player.post(
            "/api/availability",
            content=b'{"date": "2026-11-20", "status": "LOOKING"}',
            headers={"Content-Type": kind},
        )
        problem = check(answer, 422, "invalid_input")
        assert problem["detail"] == "Send the body as JSON, with Content-Type: application/json."


ANSWER = {"date": "2026-11-20", "status": "LOOKING"}
SENTENCES: list[tuple[str, Any, str]] = [
    ("/api/availability", [], "The request's body must be a JSON object."),
    ("/api/availability", {"date": "2026-11-20"}, "status is required."),
    ("/api/availability", {}, "date is required."),
    ("/api/availability", {**ANSWER, "date": 5}, "date must be a date, YYYY-MM-DD."),
    (
        "/api/availability",
        {**ANSWER, "status": "x"},
        "status must be one of LOOKING, AVAILABLE, MAYBE, NOT_PLAYING.",
    ),
    ("/api/availability/settings", {"x" * 90: 1}, f"{'x' * 40} is not known here."),
    (
        "/api/availability/promotion-preferences",
        {"quiet_hours": {"from": "22:00"}},
        "quiet_hours.from is not known here.",
    ),
    ("/auth/link", {"player_name": "Heron"}, "player_guid is required."),
    ("/auth/link", {"player_guid": ""}, "player_guid must have at least 1 character."),
    ("/auth/link", {"player_guid": "x" * 65}, "player_guid must have at most 64 characters."),
    ("/auth/link", {"player_guid": 5}, "player_guid must be text."),
    (
        "/api/availability/settings",
        {"sound_cooldown_seconds": 5},
        "sound_cooldown_seconds must be at least 30.",
    ),
    (
        "/api/availability/settings",
        {"sound_cooldown_seconds": "60"},
        "sound_cooldown_seconds must be a whole number.",
    ),
    (
        "/api/availability/settings",
        {"sound_enabled": "yes"},
        "sound_enabled must be true or false.",
    ),
    (
        "/api/availability/promotion-preferences",
        {"quiet_hours": {"start": "25:00", "end": "07:00"}},
        "quiet_hours.start must be a time of day, HH:MM.",
    ),
]


@pytest.mark.parametrize(("path", "body", "sentence"), SENTENCES)
async def test_a_problem_is_a_sentence_a_person_can_act_on(
    callers: Callers, path: str, body: Any, sentence: str
) -> None:
    answer = await callers.player.post(path, json=body)
    assert check(answer, 422, "invalid_input")["detail"] == sentence


async def test_wrong_types_odd_texts_and_numbers_too_large_are_422(
    website: RunningWebsite, callers: Callers
) -> None:
    before = await stored(website)
    for path, body in BODIES:
        for member in body:
            for value in ODD_VALUES:
                fits = member == "username" and value in (
                    None,
                    "looking",
                    "LOOKING ",
                    "\uff2cOOKING",
                )
                if fits or (member in ("name", "player_guid") and isinstance(value, str)):
                    continue
                content = json.dumps({**body, member: value}).encode()
                problem = check(await send(callers.player, path, content), 422, "invalid_input")
                assert [entry["field"] for entry in problem["errors"]] == [member], (path, value)
    assert await stored(website) == before


async def test_texts_that_cannot_be_stored_are_422(callers: Callers) -> None:
    for path, member in (("/auth/link", "player_guid"), ("/auth/players", "name")):
        for value in ("", " ", "a\x00b", "\ud800", "x\udfff", "x" * 65):
            content = json.dumps({member: value}).encode()
            answer = await send(callers.unlinked, path, content)
            check(answer, 422, "invalid_input")


async def test_missing_members_are_422_and_named_whatever_else_is_sent(
    website: RunningWebsite, callers: Callers
) -> None:
    before = await stored(website)
    for path, body in BODIES:
        required = [name for name in body if name != "username"]
        problem = check(await send(callers.player, path, b"{}"), 422, "invalid_input")
        assert [entry["field"] for entry in problem["errors"]] == required
        for name in ("user_id", "", "\x00", "\ud800", "ž", "x" * 5000, "__proto__"):
            content = json.dumps({name: 1}).encode()
            check(await send(callers.player, path, content), 422, "invalid_input")
    assert await stored(website) == before


async def test_an_error_never_repeats_what_was_sent(callers: Callers) -> None:
    for member in ("date", "status"):
        body = {"date": "2026-11-20", "status": "LOOKING", member: "s3cr3t-value"}
        answer = await callers.player.post("/api/availability", json=body)
        assert "s3cr3t-value" not in check(answer, 422, "invalid_input").__repr__()


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_too_large_is_422(
    website: RunningWebsite, callers: Callers, declared: bool
) -> None:
    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b" " * 1024

    for path, _ in BODIES:
        answer = await callers.player.post(
            path, content=b" " * 70_000 if declared else in_pieces(), headers=JSON
        )
        check(answer, 422, "body_too_large")
    fits = json.dumps({"date": "2026-11-20", "status": "MAYBE"}).encode().ljust(64 * 1024)
    assert (await send(callers.player, "/api/availability", fits)).status_code == 200


async def test_an_unknown_status_or_day_is_422_also_in_the_address(callers: Callers) -> None:
    for day in (
        "tomorrow",
        "2026-02-30",
        "2026-W47-5",
        "20261120",
        "%00",
        "2026-11-20Z",
        "9" * 400,
    ):
        answer = await callers.player.delete(f"/api/availability/{day}")
        check(answer, 422, "invalid_input")


async def test_what_does_not_exist_is_404(callers: Callers) -> None:
    for path in (
        "/nothing",
        "/api/nothing",
        "/auth/nothing",
        "/assets/../index.html/x",
        "/%00",
        "/..%2f..%2fetc/passwd",
        "/index.html.br",
        "/\ud83e\udd8a".encode("utf-16", "surrogatepass").decode("utf-16"),
    ):
        check(await callers.anonymous.get(path), 404, "not_found")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "BREW"])
async def test_what_does_not_exist_is_404_whatever_the_method(
    callers: Callers, method: str
) -> None:
    for path in ("/nothing", "/api/nothing", "/auth/nothing", "/healthz/", "/api/availability/"):
        answer = await callers.player.request(method, path)
        assert answer.status_code == 404, path


async def test_a_method_that_an_address_does_not_take_is_405_and_says_which_it_takes(
    callers: Callers,
) -> None:
    for method, path, allowed in (
        ("PUT", "/api/availability", "GET, HEAD, POST"),
        ("PATCH", "/auth/link", "POST, DELETE"),
        ("GET", "/auth/link", "POST, DELETE"),
        ("GET", "/auth/logout", "POST"),
        ("GET", "/api/availability/2026-11-20", "DELETE"),
        ("POST", "/healthz", "GET, HEAD"),
        ("DELETE", "/api/community", "GET, HEAD"),
        ("BREW", "/api/availability", "GET, HEAD, POST"),
        ("POST", "/", "GET, HEAD"),
    ):
        answer = await callers.player.request(method, path)
        check(answer, 405, "method_not_allowed")
        assert answer.headers["allow"] == allowed, path
    assert (await callers.player.head("/auth/logout")).status_code == 405


async def test_head_is_get_without_the_body(callers: Callers) -> None:
    own = {"x-request-id", "date"}
    for path in (
        "/",
        "/api/docs",
        "/healthz",
        "/readyz",
        "/api/openapi.json",
        "/api/community",
        "/api/availability",
        "/api/availability/access",
        "/auth/me",
        "/auth/link/start",
    ):
        got = await callers.player.get(path)
        head = await callers.player.head(path)
        assert (head.status_code, head.content) == (got.status_code, b""), path
        assert {k: v for k, v in head.headers.items() if k not in own} == {
            k: v for k, v in got.headers.items() if k not in own
        }
    async with asyncio.timeout(PATIENCE):  # a stream, which has no end, has a head all the same
        stream = await callers.player.head("/api/availability/events")
    assert stream.headers["content-type"].startswith("text/event-stream")
    etag = (await callers.player.head("/api/availability")).headers["etag"]
    known = await callers.player.head("/api/availability", headers={"If-None-Match": etag})
    assert known.status_code == 304
    assert (await callers.anonymous.head("/auth/me")).status_code == 401
    assert (
        'method="HEAD",route="/healthz",status="200"'
        in (await callers.anonymous.get("/metrics")).text
    )


async def test_head_holds_on_a_real_connection_too(website: RunningWebsite) -> None:
    async with (
        on_a_port(website.app) as address,
        httpx2.AsyncClient(base_url=address, timeout=PATIENCE) as client,
    ):
        for path in ("/api/availability/events", "/healthz", "/api/availability", "/"):
            async with asyncio.timeout(PATIENCE):
                answer = await client.head(path)
            assert (answer.status_code, answer.content) == (200, b"")
        await eventually(lambda: website.parts.live_feed.open_streams == 0)


async def test_a_mistake_of_ours_is_a_plain_500_that_tells_nothing(
    website: RunningWebsite, callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: Any) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("muster.availability.service.read_own_entries", fails)
    with capture_logs() as logged:
        answer = await callers.player.get("/api/availability/me")
    assert [entry["event"] for entry in logged] == ["request_failed", "request"]
    assert logged[0]["exc_info"]
    body = check(answer, 500, "internal_error")
    assert "secret" not in str(body)
    assert "content-security-policy" in answer.headers
    assert (await callers.player.get("/auth/me")).status_code == 200
