"""Bodies with members that we do not know (contract, section 3): passed over beside known ones."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from muster.crypto import generate_contact_key
from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import ADMIN, PLAYER, PROMOTER, UNLINKED, settings_for
from tests.support.scenes.preferences import PUSH_DEVICE, SENDER_KEY

Body = dict[str, Any]

UNKNOWN: Body = {"player_name": "Shade", "nested": {"a": [1, None]}, "x" * 90: "\x00", "": 1}
"""What another program may send along: names and values of any kind."""

# A body for every route that takes one, with what is needed and no more.
NEEDED: dict[str, Body] = {
    "/auth/language": {"language": "sl"},
    "/auth/language/heard": {"tag": "sl-SI"},
    "/auth/link": {"player_guid": "guid-102"},
    "/auth/players": {"name": "Newcomer"},
    "/auth/sandbox/login": {"discord_user_id": "777"},
    "/api/availability": {"date": "2026-11-20", "status": "MAYBE"},
    "/api/availability/settings": {"sound_enabled": False},
    "/api/availability/preferences": {"timezone": "Europe/Vienna"},
    "/api/availability/subscriptions": {"channel_type": "discord", "enabled": True},
    "/api/availability/link-token": {"channel_type": "telegram"},
    "/api/availability/link-confirm": {
        "channel_type": "telegram",
        "token": "wrong",
        "channel_address": "123456789",
    },
    "/api/availability/promotion-preferences": {"notify_threshold": 4},
    "/api/availability/away": {"until": None},
    "/api/availability/usual": {"weekdays": [{"weekday": 4, "mode": "off"}]},
    "/api/availability/push/devices": PUSH_DEVICE,
    "/api/availability/push/press": {"data": "nothing"},
    "/api/availability/usual/week/undo": {
        "given_at": "2026-11-20T19:30:00Z",
        "days": ["2026-11-20"],
    },
    "/api/availability/promotions/campaigns": {"dry_run": True},
    "/api/calls": {"most": 3},
    "/api/invites": {"label": "Friends"},
    "/api/me/name": {"name": "Nightjar"},
    "/api/planning/today/suggestions": {"name": "Owls"},
    "/api/planning/today/vote": {"suggestion_id": 1},
    "/api/planning/today/teams": {"side_a": [], "side_b": []},
    "/api/planning/today/balanced-teams": {"user_ids": []},
}
# Where nothing is needed an empty body asks for nothing, or for what is usual.
NOTHING_NEEDED = {
    "/api/availability/settings": 200,
    "/api/availability/preferences": 200,
    "/api/availability/promotion-preferences": 200,
    "/api/availability/promotions/campaigns": 409,  # there is nobody to ask
    "/api/calls": 201,
    "/api/invites": 201,
    "/api/planning/today/balanced-teams": 409,  # there are too few players
}


ADMINS = ("/api/admin/players/", "/api/admin/webhooks", "/api/admin/tokens")


@pytest.fixture
async def website(database_url: str, page: Path) -> AsyncGenerator[RunningWebsite, None]:
    """One that keeps contact data."""
    key = SecretStr(generate_contact_key())
    settings = settings_for(
        database_url,
        contact_data_encryption_key=key,
        muster_vapid_private_key=SecretStr(SENDER_KEY),
    )
    async with running_website(settings, page=page) as running:
        yield running


async def in_a_room(website: RunningWebsite) -> tuple[Any, int]:
    """(an admin who opened today's planning room, the id of a name that was suggested in it)."""
    admin = await website.signed_in(ADMIN, username="odessa", player="Odessa")
    suggestion = await website.sql.fetchval(
        """
        WITH room AS (
            INSERT INTO planning_sessions
                   (session_date, created_by_user_id, created_at, updated_at)
            VALUES ('2026-11-20', $1, now(), now())
            RETURNING id
        )
        INSERT INTO planning_team_names (session_id, name, suggested_by_user_id, created_at)
        SELECT id, 'Bats', $1, now() FROM room
        RETURNING id
        """,
        await website.user_id(admin),
    )
    return admin, suggestion


def meaning(answer: Any) -> tuple[int, str | None]:
    """The status, and the code or sentence of a failure."""
    found = answer.json()
    return answer.status_code, found.get("detail") if answer.status_code >= 400 else None


async def test_this_file_knows_every_route_with_a_body(website: RunningWebsite) -> None:
    paths = website.app.openapi()["paths"]
    taking = {
        path
        for path, verbs in paths.items()
        if "requestBody" in verbs.get("post", {}) and not path.startswith(ADMINS)
    }
    their_own = {"/api/evenings/{day}/close", "/api/sandbox/outbox/{outbox_id}/press"}
    assert taking - their_own == set(NEEDED), "their own tests send them that"
    others = {
        path
        for path, verbs in paths.items()
        for verb, operation in verbs.items()
        if verb != "post" and "requestBody" in operation
    }
    assert others == {
        "/api/evening-rules",
        "/api/admin/rights/{discord_user_id}",
        "/api/admin/webhooks/{webhook_id}",
    }, "their own tests send them what is unknown"


@pytest.mark.parametrize("path", NEEDED)
async def test_unknown_members_change_nothing_where_the_needed_ones_are_there(
    website: RunningWebsite, path: str
) -> None:
    admin, room = await in_a_room(website)
    other = await website.signed_in(PROMOTER, username="marlow", player="Marlow")
    body = {**NEEDED[path], **({"suggestion_id": room} if path.endswith("/vote") else {})}
    plain = await admin.post(path, json=body)
    if path.endswith("/suggestions"):
        body = {"name": "Rooks"}  # the first one is there now
    if path == "/api/me/name":
        body = {"name": "Owlet"}  # the same
    await website.sql.execute("DELETE FROM calls")  # one a day
    mixed = await other.post(path, json={**UNKNOWN, **body})
    assert plain.status_code != 422
    assert meaning(mixed) == meaning(plain)


@pytest.mark.parametrize("path", NEEDED)
async def test_a_body_in_which_nothing_is_known_is_422(website: RunningWebsite, path: str) -> None:
    admin, _ = await in_a_room(website)
    for body in (UNKNOWN, {"player_name": "Shade"}, {"": None}, {"Date": "2026-11-20"}):
        answer = await admin.post(path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input"), body
    for table in ("availability_user_settings", "availability_promotion_campaigns"):
        assert await website.sql.fetchval(f"SELECT count(*) FROM {table}") == 0


@pytest.mark.parametrize("path", NEEDED)
async def test_an_empty_body_asks_for_nothing_where_nothing_is_needed(
    website: RunningWebsite, path: str
) -> None:
    admin, _ = await in_a_room(website)
    answer = await admin.post(path, json={})
    assert answer.status_code == NOTHING_NEEDED.get(path, 422), answer.text


async def test_a_player_is_linked_by_a_page_that_sends_the_name_too(
    website: RunningWebsite,
) -> None:
    await website.sql.execute(
        "INSERT INTO players (guid, name, canonical_name, origin, created_at, updated_at)"
        " VALUES ('guid-900', 'Heron', 'Heron', 'imported', now(), now())"
    )
    client = await website.signed_in(UNLINKED, username="newcomer")
    body = {"player_guid": "guid-900", "player_name": "Heron"}
    answer = await client.post("/auth/link", json=body)
    assert (answer.status_code, answer.json()["linked_player"]) == (200, "Heron")


# --- objects in a body ----------------------------------------------------------------------------


async def test_objects_in_a_body_are_read_like_the_body(website: RunningWebsite) -> None:
    client = await website.signed_in(PLAYER, username="shade", player="Shade")
    path = "/api/availability/promotion-preferences"
    hours = {"start": "22:00", "end": "08:00"}
    answer = await client.post(path, json={"quiet_hours": {**hours, "zone": "UTC"}})
    assert (answer.status_code, answer.json()["quiet_hours"]) == (200, hours)
    refused = await client.post(path, json={"quiet_hours": {"from": "22:00", "to": "08:00"}})
    assert refused.status_code == 422
    assert (await client.get(path)).json()["quiet_hours"] == hours
    answer = await client.post(path, json={"quiet_hours": {}})
    assert (answer.status_code, answer.json()["quiet_hours"]) == (200, {})

    path = "/api/planning/today/balanced-teams"
    kept = {"side_a": [], "side_b": []}
    for keep, status in (({**kept, "note": 1}, 409), ({"sides": kept}, 422), ({}, 422)):
        answer = await client.post(path, json={"keep": keep})
        assert answer.status_code == status, (keep, answer.text)


async def test_what_a_channel_keeps_for_others_may_have_any_members(callers: Callers) -> None:
    """`preferences` of a subscription belong to whoever stored them: nothing in them is unknown."""
    kept = {"theme": "dark", "nested": {"a": 1}}
    body = {"channel_type": "discord", "enabled": True, "preferences": kept}
    answer = await callers.player.post("/api/availability/subscriptions", json=body)
    assert answer.json()["subscriptions"][0]["preferences"] == kept
