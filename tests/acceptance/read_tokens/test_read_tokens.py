"""Tokens with which other programs read: what they see, what they may not, and how they end."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest
from fastapi.routing import APIRoute
from structlog.testing import capture_logs

from tests.acceptance.conftest import Callers
from tests.support.refusals import refusal
from tests.support.routes import EVERYTHING, ask
from tests.support.running.websites import RunningWebsite, becomes
from tests.support.scenes.community import TODAY
from tests.support.scenes.promoting import Json
from website.backend.dependencies import Guard
from website.backend.read_tokens import FOR_EVERY_TOKEN, FOR_MEMBERS
from website.backend.routers.channels import ChatSideGuard
from website.backend.routers.sandbox import SandboxGuard

TOKENS = "/api/admin/tokens"
TONIGHT = f"/api/availability?from={TODAY}&to={TODAY}&include_users=true"


def asking(website: RunningWebsite) -> set[str]:
    """The routes that ask who one is. The others are the same for everybody, and pass over whatever
    says so.
    """

    def asks(dependant: Any) -> bool:
        return any(
            (
                isinstance(each.call, Guard)
                and not isinstance(each.call, (ChatSideGuard, SandboxGuard))
            )
            or asks(each)
            for each in dependant.dependencies
        )

    routes = [route for route in website.app.routes if isinstance(route, APIRoute)]
    return {route.path for route in routes if asks(route.dependant)}


async def make(client: Any, scope: str = "public", **more: Any) -> Json:
    answered = await client.post(TOKENS, json={"label": "Widget", "scope": scope, **more})
    assert answered.status_code == 201, answered.text
    return answered.json()


async def tokens(client: Any) -> list[Json]:
    answered = await client.get(TOKENS)
    assert answered.status_code == 200, answered.text
    return answered.json()["tokens"]


async def program(website: RunningWebsite, token: str) -> httpx2.AsyncClient:
    """Another program: no cookies, no header of ours."""
    return await website.client(ajax=False, Authorization=f"Bearer {token}")


async def play(client: Any) -> None:
    answer = {"date": TODAY.isoformat(), "status": "LOOKING"}
    assert (await client.post("/api/availability", json=answer)).status_code == 200


def without_own(day: Json) -> Json:
    return {name: value for name, value in day.items() if name != "my_status"}


async def test_a_token_is_made_listed_and_revoked(
    callers: Callers, website: RunningWebsite
) -> None:
    made = await make(callers.admin, "member", label=" Stream overlay ", days=3)
    assert made.keys() == {"id", "token"}
    assert made["token"].startswith("mst_")
    assert await tokens(callers.admin) == [
        {
            "id": made["id"],
            "label": "Stream overlay",
            "scope": "member",
            "owner": "Odessa",
            "mine": True,
            "created_at": "2026-11-20T19:30:00Z",
            "expires_at": "2026-11-23T19:30:00Z",
            "state": "open",
            "last_used_at": None,
        }
    ]
    stored = await website.sql.fetchval("SELECT string_agg(t::text, ' ') FROM read_tokens t")
    assert made["token"] not in stored
    reading = await program(website, made["token"])
    assert (await reading.get(TONIGHT)).status_code == 200
    for _ in range(2):
        assert (await callers.admin.delete(f"{TOKENS}/{made['id']}")).status_code == 200
    assert [each["state"] for each in await tokens(callers.admin)] == ["revoked"]
    assert refusal(await reading.get(TONIGHT)) == (401, "read_token_invalid")
    missing = await callers.admin.delete(f"{TOKENS}/99")
    assert refusal(missing) == (404, "read_token_not_found")
    acts = (await callers.admin.get("/api/admin/audit")).json()["acts"]
    assert [each["act"] for each in acts] == ["token.revoke", "token.create"]


async def test_a_public_token_reads_what_somebody_signed_out_does(
    callers: Callers, website: RunningWebsite
) -> None:
    await play(callers.player)
    reading = await program(website, (await make(callers.admin))["token"])
    for path in (TONIGHT, "/api/planning/today", "/api/evenings", "/api/live-status"):
        for _ in range(2):  # from the database, and from memory
            told = await reading.get(path)
            assert told.status_code == 200, path
            assert told.json() == (await callers.anonymous.get(path)).json(), path
    assert "Shade" not in (await reading.get(TONIGHT)).text


async def test_a_members_token_reads_what_a_member_does_who_is_nobody(
    callers: Callers, website: RunningWebsite
) -> None:
    await play(callers.player)
    await play(callers.admin)
    reading = await program(website, (await make(callers.admin, "member"))["token"])
    mine = (await callers.admin.get(TONIGHT)).json()
    for _ in range(2):
        told = (await reading.get(TONIGHT)).json()
        assert "Shade" in str(told)
        assert [without_own(day) for day in told["days"]] == [
            without_own(day) for day in mine["days"]
        ]
        assert "LOOKING" not in str([day.get("my_status") for day in told["days"]])
    assert [day.get("my_status") for day in mine["days"]] == ["LOOKING"]
    calls = (await reading.get("/api/calls/today")).json()
    assert (calls["people"], calls["left_alone"], calls["unreached"]) == (None, None, None)
    assert (await callers.admin.get("/api/calls/today")).json()["people"] == []
    assert (await reading.get("/api/evening-rules")).status_code == 200
    public = await program(website, (await make(callers.admin))["token"])
    for path in ("/api/calls/today", "/api/evening-rules", "/api/avatars/1"):
        assert refusal(await public.get(path)) == (403, "read_token_not_enough"), path


@pytest.mark.parametrize("scope", ["public", "member"])
async def test_a_token_does_nothing_else(
    callers: Callers, website: RunningWebsite, clock: Any, scope: str
) -> None:
    """Every route, also with the header that pages send: a token is no session."""
    reading = await program(website, (await make(callers.admin, scope))["token"])
    reading.headers["X-Requested-With"] = "XMLHttpRequest"
    before = await website.sql.fetchval("SELECT count(*) FROM website_sessions")
    allowed = FOR_EVERY_TOKEN | (FOR_MEMBERS if scope == "member" else frozenset())
    guarded = asking(website)
    assert {"/auth/me", "/api/availability", "/auth/sandbox/login", "/metrics"} - guarded == {
        "/metrics"
    }
    for case in EVERYTHING:
        if case.template not in guarded:
            continue
        if case.method == "GET" and case.template in allowed:
            continue
        answer = await ask(reading, case)
        clock.shift(1)  # as often as one may
        assert refusal(answer) == (403, "read_token_not_enough"), case
        assert "set-cookie" not in answer.headers
    assert await website.sql.fetchval("SELECT count(*) FROM website_sessions") == before
    assert await website.sql.fetchval("SELECT count(*) FROM availability_entries") == 0


async def test_the_routes_that_are_read_with_a_token_say_so_and_no_others(
    website: RunningWebsite,
) -> None:
    document = website.app.openapi()
    assert document["components"]["securitySchemes"]["readToken"]["scheme"] == "bearer"
    said = {
        (verb, path)
        for path, verbs in document["paths"].items()
        for verb, operation in verbs.items()
        if "security" in operation
    }
    assert said == {("get", path) for path in FOR_EVERY_TOKEN | FOR_MEMBERS}


async def test_a_token_counts_and_not_the_cookie_beside_it(
    callers: Callers, website: RunningWebsite
) -> None:
    await play(callers.player)
    assert "Shade" in (await callers.player.get(TONIGHT)).text
    headers = {"Authorization": f"Bearer {(await make(callers.admin))['token']}"}
    told = await callers.player.get(TONIGHT, headers=headers)
    assert told.status_code == 200
    assert "Shade" not in told.text
    refused = await callers.player.get("/auth/me", headers=headers)
    assert refusal(refused) == (403, "read_token_not_enough")


@pytest.mark.parametrize(
    "value",
    ["Bearer mst_", "bearer MST_nonsense", f"Bearer mst_{'x' * 43}", f"Bearer mst_{'x' * 5000}"],
)
async def test_what_looks_like_a_token_and_is_none_reads_nothing(
    callers: Callers, value: str
) -> None:
    await play(callers.player)
    for path in (TONIGHT, "/api/evenings"):
        answer = await callers.player.get(path, headers={"Authorization": value})
        assert refusal(answer) == (401, "read_token_invalid")


@pytest.mark.parametrize("value", ["Basic dXNlcjp3b3Jk", "Bearer somebody-elses", "mst_", ""])
async def test_what_others_put_into_the_header_is_passed_over(callers: Callers, value: str) -> None:
    """As a proxy in front of Muster does."""
    answer = await callers.player.get("/auth/me", headers={"Authorization": value})
    assert answer.status_code == 200


async def test_a_token_ends_by_itself(
    callers: Callers, website: RunningWebsite, clock: Any
) -> None:
    reading = await program(website, (await make(callers.admin, days=1))["token"])
    clock.move_to("2026-11-21T19:29:59Z")
    assert (await reading.get(TONIGHT)).status_code == 200
    clock.move_to("2026-11-21T19:30:00Z")
    assert refusal(await reading.get(TONIGHT)) == (401, "read_token_invalid")
    assert [each["state"] for each in await tokens(callers.admin)] == ["expired"]


async def test_a_members_token_is_worth_what_its_owner_is(
    callers: Callers, website: RunningWebsite
) -> None:
    """One by the settings' list is an admin always, so this one has the right by its row."""
    await play(callers.player)
    await website.sql.execute(
        "INSERT INTO user_permissions (discord_user_id, tier) VALUES (102, 'admin')"
    )
    await website.heard_everything()
    member = await program(website, (await make(callers.player, "member"))["token"])
    public = await program(website, (await make(callers.player))["token"])

    async def seen() -> bool | int:
        told = await member.get(TONIGHT)
        return "Shade" in told.text if told.status_code == 200 else told.status_code

    assert await seen() is True
    # Not linked any more: what a visitor sees.
    assert (await callers.player.delete("/auth/link")).status_code == 200
    await becomes(seen, False)
    assert (await callers.player.post("/auth/link", json={"player_guid": "guid-102"})).is_success
    await becomes(seen, True)
    # No admin any more: nothing.
    await website.sql.execute("DELETE FROM user_permissions WHERE discord_user_id = 102")
    await becomes(seen, 401)
    assert (await public.get(TONIGHT)).status_code == 200, "what is public stays the community's"
    await website.sql.execute(
        "INSERT INTO user_permissions (discord_user_id, tier) VALUES (102, 'admin')"
    )
    await becomes(seen, True)
    # Their account was taken off, and then they went.
    assert (await callers.player.post("/auth/discord/unlink")).status_code == 200
    await becomes(seen, 401)
    user_id = await website.sql.fetchval(
        "SELECT user_id FROM discord_accounts WHERE discord_user_id = 102"
    )
    await website.sql.execute("DELETE FROM website_users WHERE id = $1", user_id)
    rows = await website.sql.fetch("SELECT scope, created_by FROM read_tokens")
    assert [tuple(row) for row in rows] == [("public", None)]
    assert (await public.get(TONIGHT)).status_code == 200


async def test_whoever_has_no_player_makes_no_members_token(
    callers: Callers, website: RunningWebsite
) -> None:
    assert (await callers.admin.delete("/auth/link")).status_code == 200
    refused = await callers.admin.post(TOKENS, json={"label": "Widget", "scope": "member"})
    assert refusal(refused) == (403, "not_linked")
    await make(callers.admin)


async def test_50_hold_at_once_however_many_are_asked_for(
    callers: Callers, website: RunningWebsite, clock: Any
) -> None:
    for number in range(48):
        await make(callers.admin, label=f"Widget {number}")
        clock.shift(4)  # as often as one may
    body = {"label": "Widget", "scope": "public"}
    answers = await asyncio.gather(*(callers.admin.post(TOKENS, json=body) for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [201, 201, 409, 409]
    clock.shift(60)
    assert (await callers.admin.delete(f"{TOKENS}/1")).status_code == 200
    await make(callers.admin)


async def test_the_use_is_noted_once_an_hour(
    callers: Callers, website: RunningWebsite, clock: Any
) -> None:
    reading = await program(website, (await make(callers.admin))["token"])

    async def used() -> str | None:
        await reading.get(TONIGHT)
        return (await tokens(callers.admin))[0]["last_used_at"]

    assert await used() == "2026-11-20T19:30:00Z"
    clock.move_to("2026-11-20T20:29:59Z")
    assert await used() == "2026-11-20T19:30:00Z"
    clock.move_to("2026-11-20T20:30:00Z")
    assert await used() == "2026-11-20T20:30:00Z"


async def test_one_token_reads_so_often_and_no_oftener(
    callers: Callers, website: RunningWebsite
) -> None:
    first = await program(website, (await make(callers.admin))["token"])
    second = await program(website, (await make(callers.admin))["token"])
    for _ in range(120):
        assert (await first.get(TONIGHT)).status_code == 200
    refused = await first.get(TONIGHT)
    assert refusal(refused) == (429, "rate_limited")
    assert int(refused.headers["retry-after"]) <= 60
    assert (await second.get(TONIGHT)).status_code == 200
    assert (await callers.anonymous.get(TONIGHT)).status_code == 200


async def test_tokens_cannot_be_tried_out(callers: Callers) -> None:
    statuses: list[int] = []
    for number in range(61):
        headers = {"Authorization": f"Bearer mst_{number:043d}"}
        statuses.append((await callers.anonymous.get(TONIGHT, headers=headers)).status_code)
    assert statuses == [401] * 60 + [429]


async def test_no_token_is_in_the_log(callers: Callers, website: RunningWebsite) -> None:
    with capture_logs() as logged:
        made = await make(callers.admin, "member")
        reading = await program(website, made["token"])
        await reading.get(TONIGHT)
        await reading.post("/api/availability", json={})
        await callers.admin.delete(f"{TOKENS}/{made['id']}")
        await reading.get(TONIGHT)
    assert logged
    assert made["token"] not in str(logged)


async def test_unknown_members_of_a_body_are_passed_over(callers: Callers) -> None:
    unknown = {"player_name": "Shade", "nested": {"a": [1, None]}, "": 1}
    await make(callers.admin, **unknown)
    for body in (
        unknown,
        {},
        {"label": "Widget", "scope": "admin"},
        {"label": "", "scope": "public"},
    ):
        assert refusal(await callers.admin.post(TOKENS, json=body)) == (422, "invalid_input")
