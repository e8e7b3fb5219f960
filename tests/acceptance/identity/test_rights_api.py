"""`/api/admin/rights` and `/api/admin/audit`: who gives which right, and what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import httpx2
import pytest

from tests.acceptance.conftest import Callers
from tests.support.running.locks import waiting
from tests.support.running.websites import RunningWebsite, becomes, running_website
from tests.support.scenes.community import (
    ADMIN,
    PLAYER,
    PROMOTER,
    UNLINKED,
    add_person,
    add_player,
    settings_for,
)

RIGHTS, AUDIT = "/api/admin/rights", "/api/admin/audit"
NEVER_SEEN = "123456789012345678"


async def give(client: httpx2.AsyncClient, account: int | str, tier: str) -> httpx2.Response:
    return await client.put(f"{RIGHTS}/{account}", json={"tier": tier})


async def take(client: httpx2.AsyncClient, account: int | str) -> httpx2.Response:
    return await client.delete(f"{RIGHTS}/{account}")


async def access(client: httpx2.AsyncClient) -> tuple[bool, bool]:
    """(is_admin, can_promote), as the page asks for it."""
    found = (await client.get("/api/availability/access")).json()
    return found["is_admin"], found["can_promote"]


async def store(website: RunningWebsite, account: int, tier: str) -> None:
    """A right as the operator's SQL would leave it."""
    await website.sql.execute(
        "INSERT INTO user_permissions (discord_user_id, tier) VALUES ($1, $2)", account, tier
    )
    await website.heard_everything()


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_rights_hold_at_once_and_are_listed_with_who_gave_them(
    website: RunningWebsite, callers: Callers
) -> None:
    assert await access(callers.player) == (False, False)
    assert (await give(callers.admin, PLAYER, "promoter")).json() == {
        "success": True,
        "discord_user_id": str(PLAYER),
        "tier": "promoter",
    }
    assert await access(callers.player) == (False, True)
    assert (await give(callers.admin, PLAYER, "admin")).status_code == 200
    assert await access(callers.player) == (True, True)
    found = (await callers.player.get(RIGHTS)).json()
    assert found["can_grant"] == ["promoter", "admin"]
    assert [(each["name"], each["tier"], each["from_settings"]) for each in found["people"]] == [
        ("Odessa", None, ["admin"]),
        ("Shade", "admin", []),
        ("Marlow", None, ["promoter"]),
    ]
    shade = found["people"][1]
    assert (shade["granted_by"], shade["can_change"], shade["username"]) == (
        "Odessa",
        True,
        "shade",
    )
    assert (await take(callers.admin, PLAYER)).json()["tier"] is None
    assert await access(callers.player) == (False, False)
    assert refusal(await take(callers.admin, PLAYER)) == (404, "right_not_found")


async def test_another_process_hears_of_it_without_a_restart(
    database_url: str, website: RunningWebsite, callers: Callers
) -> None:
    async with running_website(settings_for(database_url)) as other:
        player = await other.signed_in(PLAYER)
        assert await access(player) == (False, False)
        await give(callers.admin, PLAYER, "admin")
        await other.heard_everything()
        assert await access(player) == (True, True)
        await take(callers.admin, PLAYER)
        await other.heard_everything()
        assert await access(player) == (False, False)


async def test_what_the_settings_say_is_nobodys_to_take(callers: Callers) -> None:
    for account in (ADMIN, PROMOTER):
        assert refusal(await take(callers.admin, account)) == (409, "right_from_settings")


async def test_root_is_given_and_taken_by_root_alone(
    website: RunningWebsite, callers: Callers
) -> None:
    await store(website, PLAYER, "root")
    for answer in (
        await take(callers.admin, PLAYER),
        await give(callers.admin, PLAYER, "promoter"),
        await give(callers.admin, UNLINKED, "root"),
    ):
        assert refusal(answer) == (403, "only_root")
    assert (await callers.player.get(RIGHTS)).json()["can_grant"] == ["promoter", "admin", "root"]
    assert (await give(callers.player, UNLINKED, "root")).status_code == 200
    assert (await take(callers.unlinked, PLAYER)).status_code == 200


@pytest.fixture
async def unnamed(database_url: str) -> AsyncGenerator[RunningWebsite, None]:
    """A website whose settings name no admin."""
    settings = settings_for(database_url, admin_discord_ids="", promoter_discord_ids="")
    async with running_website(settings) as running:
        yield running


async def test_the_last_admin_stays_one(unnamed: RunningWebsite) -> None:
    first = await unnamed.signed_in(201, player="First")
    await store(unnamed, 201, "admin")
    assert refusal(await take(first, 201)) == (409, "last_admin")
    assert refusal(await give(first, 201, "promoter")) == (409, "last_admin")
    # One who never came may be a mistyped id.
    assert (await give(first, NEVER_SEEN, "admin")).status_code == 200
    assert refusal(await take(first, 201)) == (409, "last_admin")
    await unnamed.signed_in(202, player="Second")
    assert (await give(first, 202, "admin")).status_code == 200
    assert (await take(first, 201)).status_code == 200
    assert refusal(await first.get(RIGHTS)) == (403, "not_admin")
    assert await unnamed.sql.fetchval("SELECT count(*) FROM admin_audit") == 3


async def test_two_admins_who_take_each_others_right_leave_one(unnamed: RunningWebsite) -> None:
    both = [await unnamed.signed_in(account, player=f"P{account}") for account in (201, 202)]
    for account in (201, 202):
        await store(unnamed, account, "admin")
    for client in both:
        assert (await client.get(RIGHTS)).status_code == 200
    # Both wait for the same lock, so that each was let in as an admin.
    async with unnamed.sql.transaction():
        await unnamed.sql.execute("LOCK TABLE user_permissions IN SHARE ROW EXCLUSIVE MODE")
        asked = [asyncio.create_task(take(both[0], 202)), asyncio.create_task(take(both[1], 201))]
        await becomes(lambda: waiting(unnamed.sql), 2)
    answers = sorted([each.status_code for each in await asyncio.gather(*asked)])
    assert answers == [200, 403]
    assert await unnamed.sql.fetchval("SELECT count(*) FROM user_permissions") == 1


async def search(client: httpx2.AsyncClient, text: str) -> list[Any]:
    answer = await client.get(f"{RIGHTS}/search", params={"q": text})
    assert answer.status_code == 200, answer.text
    return [(each["discord_user_id"], each["name"]) for each in answer.json()["people"]]


async def test_people_are_found_by_player_discord_name_and_id(
    website: RunningWebsite, callers: Callers
) -> None:
    await add_person(website.sql, 301, "shady.one")
    assert await search(callers.admin, "SHAD") == [(str(PLAYER), "Shade"), ("301", "shady.one")]
    assert await search(callers.admin, str(PLAYER)) == [(str(PLAYER), "Shade")]
    assert await search(callers.admin, NEVER_SEEN) == [(NEVER_SEEN, None)]
    for nobody in ("x", "nobody at all", "99", "9" * 30, ""):
        assert await search(callers.admin, nobody) == []
    assert (await callers.admin.get(f"{RIGHTS}/search?q=%00ab")).status_code == 422


async def test_people_are_found_by_every_name_of_theirs_also_of_an_alt(
    website: RunningWebsite, callers: Callers
) -> None:
    await add_player(website.sql, "robin", "Robin", aliases=("Redbreast",))
    await website.sql.execute("UPDATE players SET main_guid = 'guid-102' WHERE guid = 'robin'")
    for name in ("shade", "robin", "^1redBreast"):
        assert await search(callers.admin, name) == [(str(PLAYER), "Shade")], name


async def test_unknown_members_are_passed_over_beside_known_ones(callers: Callers) -> None:
    place = f"{RIGHTS}/{PLAYER}"
    body = {"tier": "promoter", "player_name": "Shade"}
    assert (await callers.admin.put(place, json=body)).status_code == 200
    for nothing in ({"player_name": "Shade"}, {}, {"tier": "king"}, {"tier": None}):
        assert (await callers.admin.put(place, json=nothing)).status_code == 422


@pytest.mark.parametrize("account", ["0", "-1", "abc", "9" * 20, "1.5"])
async def test_what_is_no_account_is_refused(callers: Callers, account: str) -> None:
    assert (await give(callers.admin, account, "admin")).status_code == 422
    assert (await take(callers.admin, account)).status_code == 422


async def test_acts_are_listed_and_taken_back_once(
    website: RunningWebsite, callers: Callers
) -> None:
    await give(callers.admin, PLAYER, "promoter")
    await give(callers.admin, PLAYER, "promoter")  # changes nothing, so nothing is noted
    await give(callers.admin, PLAYER, "admin")
    await give(callers.admin, NEVER_SEEN, "promoter")
    acts = (await callers.admin.get(AUDIT)).json()["acts"]
    assert [(each["act"], each["person"], each["actor_name"]) for each in acts] == [
        ("rights.grant", None, "Odessa"),
        ("rights.grant", "Shade", "Odessa"),
        ("rights.grant", "Shade", "Odessa"),
    ]
    assert acts[1]["details"] == {
        "discord_user_id": str(PLAYER),
        "before": "promoter",
        "after": "admin",
    }
    older, latest = acts[2]["id"], acts[1]["id"]
    assert refusal(await callers.admin.post(f"{AUDIT}/{older}/undo")) == (409, "undo_overtaken")
    assert (await callers.admin.post(f"{AUDIT}/{latest}/undo")).json() == {
        "success": True,
        "id": latest,
    }
    assert await access(callers.player) == (False, True)
    assert refusal(await callers.admin.post(f"{AUDIT}/{latest}/undo")) == (409, "already_undone")
    assert (await callers.admin.post(f"{AUDIT}/{older}/undo")).status_code == 200
    assert await access(callers.player) == (False, False)
    first, second = (await callers.admin.get(AUDIT)).json()["acts"][:2]
    assert (first["act"], first["undoes"], first["can_undo"]) == ("rights.revoke", older, False)
    assert (second["undoes"], second["undone_by"]) == (latest, None)
    own = first["id"]
    assert refusal(await callers.admin.post(f"{AUDIT}/{own}/undo")) == (409, "not_undoable")
    assert refusal(await callers.admin.post(f"{AUDIT}/999/undo")) == (404, "act_not_found")
    page = (await callers.admin.get(AUDIT, params={"before": older})).json()
    assert page == {"acts": [], "more": False}


async def test_an_act_that_nobody_knows_how_to_take_back_stays(
    website: RunningWebsite, callers: Callers
) -> None:
    act = await website.sql.fetchval(
        "INSERT INTO admin_audit (done_at, act, details) VALUES (now(), 'moon.move', '{\"a\": 1}')"
        " RETURNING id"
    )
    listed = (await callers.admin.get(AUDIT)).json()["acts"][0]
    assert (listed["by_operator"], listed["can_undo"]) == (True, False)
    assert refusal(await callers.admin.post(f"{AUDIT}/{act}/undo")) == (409, "not_undoable")
