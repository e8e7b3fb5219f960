"""Access comes before input and before what exists (contract, section 3), on every route."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import httpx2
import pytest

from tests.acceptance.conftest import Callers
from tests.acceptance.website.test_unknown_members import NEEDED
from tests.support.refusals import JSON
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import PLAYER, UNLINKED
from website.backend.read_tokens import scope_for

REFUSALS = {
    "not_signed_in",
    "csrf_header_missing",
    "not_linked",
    "not_promoter",
    "not_admin",
    "not_your_campaign",
    "not_team_editor",
}
# What whoever signed in may ask for, with a player or without; of some there is nothing yet.
OF_ANYBODY = {
    "GET /api/availability",
    "GET /api/availability/me",
    "GET /api/availability/promotions/campaign",
    "POST /api/availability/link-confirm",
    "GET /api/calls/today",
    "GET /api/evening-rules",
    "GET /api/evenings",
    "GET /api/evenings/me",
    "GET /api/evenings/{day}",
    "GET /api/live-status",
    "GET /api/me/data",
    "GET /api/me/data/answers.csv",
    "GET /api/me/erasure",
    "POST /api/me/erasure",
    "DELETE /api/me/erasure",
    "GET /api/planning/today",
    "GET /auth/me",
    "GET /auth/sessions",
    "GET /auth/players/search",
    "GET /auth/players/suggestions",
    "POST /auth/players",
    "POST /auth/link",
    "DELETE /auth/link",
    "POST /auth/language",
    "POST /auth/language/heard",
    "POST /auth/discord/unlink",
    "POST /auth/logout",
    "POST /auth/logout-everywhere",
}
OF_PLAYERS = {
    "GET /api/availability/away",
    "POST /api/availability/away",
    "GET /api/availability/notices",
    "GET /api/availability/preferences",
    "POST /api/availability/preferences",
    "GET /api/availability/promotion-preferences",
    "POST /api/availability/promotion-preferences",
    "GET /api/availability/push",
    "POST /api/availability/push/devices",
    "DELETE /api/availability/push/devices/{device_id}",
    "POST /api/availability/push/press",
    "GET /api/availability/settings",
    "POST /api/availability/settings",
    "GET /api/availability/subscriptions",
    "POST /api/availability/subscriptions",
    "DELETE /api/availability/subscriptions/{channel_type}",
    "POST /api/availability/subscriptions/{channel_type}/test",
    "GET /api/availability/usual",
    "POST /api/availability/usual",
    "POST /api/availability/usual/week",
    "POST /api/availability/usual/week/undo",
    "POST /api/availability",
    "DELETE /api/availability/{day}",
    "POST /api/availability/link-token",
    "GET /api/avatars/{user_id}",
    "GET /api/calendar-feeds",
    "POST /api/calendar-feeds/own",
    "DELETE /api/calendar-feeds/own",
    "GET /api/me/name",
    "POST /api/me/name",
    "POST /api/planning/today/balanced-teams",
    "POST /api/planning/today/create",
    "POST /api/planning/today/join",
    "POST /api/planning/today/ping",
    "POST /api/planning/today/suggestions",
    "POST /api/planning/today/vote",
}
SESSION_ENDING = ("/auth/discord/unlink", "/auth/logout-everywhere", "/auth/logout")
NONSENSE = ("0", "-1", "nonsense", "%00", "9" * 40, "%F0%9F%A6%89")
BODIES = (b"", b"{", b"[]", b"null", b"{}", b'{"a": 1}', b"\xff\xfe", b"[" * 5_000, b"x" * 100_000)


class Route(NamedTuple):
    """An operation of the document; `existing` and `absent` fill its path."""

    method: str
    path: str
    operation: dict[str, Any]

    def addresses(self, existing: dict[str, Any], absent: dict[str, Any]) -> Iterator[str]:
        """The path as it fits, with what does not exist, and with what cannot be."""
        yield self.path.format(**existing)
        names = [
            each["name"] for each in self.operation.get("parameters", []) if each["in"] == "path"
        ]
        for name in names:
            for value in (absent[name], *NONSENSE):
                yield self.path.format(**{**existing, name: value})

    def query(self) -> str:
        """Every query parameter with what cannot be."""
        names = [
            each["name"] for each in self.operation.get("parameters", []) if each["in"] == "query"
        ]
        return "&".join(f"{name}=nonsense%00" for name in names)


def routes(website: RunningWebsite) -> list[Route]:
    """Those that refuse anybody; what ends a session, a link or being without one comes last."""
    found = [
        Route(verb.upper(), path, operation)
        for path, verbs in website.app.openapi()["paths"].items()
        for verb, operation in verbs.items()
        if {"401", "403"} & operation["responses"].keys() and "sandbox" not in path
    ]
    last = ("/auth/players", "/auth/link", *SESSION_ENDING)
    return sorted(found, key=lambda route: last.index(route.path) if route.path in last else -1)


async def refusal(
    client: httpx2.AsyncClient, route: Route, address: str, content: bytes | None = None
) -> str | None:
    """The code with which somebody is refused; None where they are let in."""
    if content is None:
        answer = await client.request(route.method, address, json=NEEDED.get(route.path))
    else:
        answer = await client.request(route.method, address, content=content, headers=JSON)
    if answer.is_success:
        return None
    code = answer.json()["code"]
    return code if code in REFUSALS else None


async def always_the_same(
    client: httpx2.AsyncClient,
    website: RunningWebsite,
    existing: dict[str, Any],
    account: int | None = None,
) -> dict[str, str | None]:
    """How each route refuses somebody, after a look that it does so whatever they send.

    Whoever signed in as `account` does so again after a route that ended their session.
    """
    absent = {
        "campaign_id": 999_999,
        "user_id": 999_999,
        "invite_id": 999_999,
        "day": "2027-05-05",
        "channel_type": "signal",
        "discord_user_id": 999_999,
        "act_id": 999_999,
        "device_id": 999_999,
        "webhook_id": 999_999,
        "token_id": 999_999,
    }
    found: dict[str, str | None] = {}
    for route in routes(website):
        name = f"{route.method} {route.path}"
        addresses = list(route.addresses(existing, absent))
        if account is not None and route.path in SESSION_ENDING:
            body = {"discord_user_id": str(account)}
            assert (await client.post("/auth/sandbox/login", json=body)).status_code == 200
        code = found[name] = await refusal(client, route, addresses[0])
        if code is None:
            continue
        for address in (*addresses, f"{addresses[0]}?{route.query()}"):
            assert await refusal(client, route, address) == code, (name, address)
        for content in BODIES if route.method != "GET" else ():
            assert await refusal(client, route, addresses[0], content) == code, (name, content[:20])
    return found


def of_admins(names: Iterable[str]) -> set[str]:
    """Those of the routes that are for admins alone."""
    return {name for name in names if " /api/admin/" in name} | {"PUT /api/evening-rules"}


@pytest.fixture
async def existing(website: RunningWebsite, callers: Callers) -> dict[str, Any]:
    """What a path may name: a campaign and a room of the promoter's, and what everybody has."""
    created = await callers.promoter.post(
        "/api/availability/promotions/campaigns", json={"dry_run": True}
    )
    invite = await callers.promoter.post("/api/invites", json={})
    await website.sql.execute(
        "INSERT INTO planning_sessions (session_date, created_by_user_id, created_at, updated_at)"
        " VALUES ('2026-11-20', $1, now(), now())",
        await website.user_id(callers.promoter),
    )
    return {
        "campaign_id": created.json()["campaign_id"],
        "day": "2026-11-20",
        "channel_type": "telegram",
        "discord_user_id": 777,
        "act_id": 1,
        "device_id": 1,
        "webhook_id": 1,
        "token_id": 1,
        "user_id": await website.user_id(callers.promoter),
        "invite_id": invite.json()["invite"]["id"],
    }


async def test_who_is_signed_out_learns_nothing(
    website: RunningWebsite, callers: Callers, existing: dict[str, Any]
) -> None:
    found = await always_the_same(callers.anonymous, website, existing)
    for route in routes(website):
        # What anybody may read answers 401 to a token alone.
        anybodys = route.method == "GET" and scope_for(route.path) == "public"
        signed_in_only = "401" in route.operation["responses"] and not anybodys
        expected = "not_signed_in" if signed_in_only else None
        assert found[f"{route.method} {route.path}"] == expected, route.path


async def test_a_form_of_another_site_learns_nothing(
    website: RunningWebsite, callers: Callers, existing: dict[str, Any]
) -> None:
    del callers.player.headers["X-Requested-With"]
    found = await always_the_same(callers.player, website, existing)
    chats = "POST /api/availability/link-confirm"  # has no session
    assert {name for name, code in found.items() if code == "csrf_header_missing"} == {
        name for name in found if not name.startswith("GET ") and name != chats
    }


async def test_who_is_not_linked_learns_nothing(
    website: RunningWebsite, callers: Callers, existing: dict[str, Any]
) -> None:
    client = await website.signed_in(UNLINKED)
    found = await always_the_same(client, website, existing, UNLINKED)
    assert {name for name, code in found.items() if code is None} == OF_ANYBODY
    assert {name for name, code in found.items() if code == "not_admin"} == of_admins(found)
    assert {code for code in found.values() if code} == {
        "not_linked",
        "not_promoter",
        "not_admin",
        "not_your_campaign",
    }


async def test_a_player_learns_nothing_of_what_is_for_others(
    website: RunningWebsite, callers: Callers, existing: dict[str, Any]
) -> None:
    client = await website.signed_in(PLAYER)
    found = await always_the_same(client, website, existing, PLAYER)
    assert {name for name, code in found.items() if code is None} == OF_ANYBODY | OF_PLAYERS
    assert {name: code for name, code in found.items() if code} == {
        **dict.fromkeys(of_admins(found), "not_admin"),
        "GET /api/availability/promotions/preview": "not_promoter",
        "GET /api/availability/promotions/campaigns": "not_promoter",
        "POST /api/availability/promotions/campaigns": "not_promoter",
        "GET /api/calls/preview": "not_promoter",
        "POST /api/calls": "not_promoter",
        "POST /api/calls/today/stop": "not_promoter",
        "GET /api/members": "not_promoter",
        "GET /api/invites": "not_promoter",
        "POST /api/invites": "not_promoter",
        "DELETE /api/invites/{invite_id}": "not_promoter",
        "POST /api/availability/promotions/campaigns/{campaign_id}/cancel": "not_your_campaign",
        "POST /api/evenings/{day}/close": "not_team_editor",
        "POST /api/planning/today/teams": "not_team_editor",
    }


async def test_whoever_lost_the_right_learns_nothing_of_other_campaigns(
    website: RunningWebsite, callers: Callers, existing: dict[str, Any]
) -> None:
    await website.sql.execute(
        "INSERT INTO user_permissions VALUES ($1, 'admin', now(), NULL)", PLAYER
    )
    await website.heard_everything()
    created = await callers.player.post(
        "/api/availability/promotions/campaigns", json={"dry_run": True}
    )
    own = created.json()["campaign_id"]
    await website.sql.execute("DELETE FROM user_permissions")
    await website.heard_everything()
    cancel = "/api/availability/promotions/campaigns/{}/cancel"
    for campaign_id in (existing["campaign_id"], 999_999, *NONSENSE):
        answer = await callers.player.post(cancel.format(campaign_id))
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_campaign")
    assert (await callers.player.post(cancel.format(own))).status_code == 200
    for campaign_id, status in ((own, 403), (999_999, 404), ("nonsense", 422)):
        answer = await callers.promoter.post(cancel.format(campaign_id))
        assert answer.status_code == status, campaign_id


async def test_whoever_lost_the_right_may_still_stop_their_own_campaign(
    website: RunningWebsite, callers: Callers, existing: dict[str, Any]
) -> None:
    await website.sql.execute(
        "UPDATE availability_promotion_campaigns SET promoter_user_id = $1",
        await website.user_id(callers.player),
    )
    cancel = "/api/availability/promotions/campaigns/{}/cancel"
    answer = await callers.player.post(cancel.format(existing["campaign_id"]))
    assert (answer.status_code, answer.json()["campaign"]["status"]) == (200, "cancelled")
