"""Sessions and who is signed in (contract, section 4)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import time_machine
from pydantic import SecretStr

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite, becomes, running_website
from tests.support.scenes.community import ADMIN, EVENING, PLAYER, PROMOTER, settings_for

DAY = timedelta(days=1)


async def test_me_is_the_discord_account_and_the_player(
    website: RunningWebsite, callers: Callers
) -> None:
    assert (await callers.player.get("/auth/me")).json() == {
        "id": "102",
        "website_user_id": await website.user_id(callers.player),
        "username": "shade",
        "display_name": "shade",
        "avatar": None,
        "avatar_url": None,
        "linked_player": "Shade",
        "linked_player_guid": "guid-102",
        "erases_at": None,
        "language": None,
    }
    unlinked = (await callers.unlinked.get("/auth/me")).json()
    assert (unlinked["linked_player"], unlinked["linked_player_guid"]) == (None, None)


async def test_snowflakes_are_strings_and_user_ids_small_numbers(website: RunningWebsite) -> None:
    largest = 2**63 - 1
    client = await website.signed_in(largest)
    me = (await client.get("/auth/me")).json()
    assert me["id"] == str(largest)
    assert 0 < me["website_user_id"] < 2**53
    status = (await client.get("/auth/link/status")).json()
    assert status["discord_user_id"] == str(largest)


async def test_link_status_tells_what_is_linked_to_whom(
    website: RunningWebsite, callers: Callers
) -> None:
    nothing = {
        "authenticated": False,
        "discord_linked": False,
        "player_linked": False,
        "discord_user_id": None,
        "website_user_id": None,
        "linked_player": None,
    }
    assert (await callers.anonymous.get("/auth/link/status")).json() == nothing
    for client, discord_user_id, linked in (
        (callers.unlinked, "101", None),
        (callers.player, "102", {"guid": "guid-102", "name": "Shade"}),
    ):
        assert (await client.get("/auth/link/status")).json() == {
            "authenticated": True,
            "discord_linked": True,
            "player_linked": linked is not None,
            "discord_user_id": discord_user_id,
            "website_user_id": await website.user_id(client),
            "linked_player": linked,
        }


async def test_link_start_leads_to_sign_in_or_to_the_profile(callers: Callers) -> None:
    answer = await callers.anonymous.get("/auth/link/start")
    assert (answer.status_code, answer.headers["location"]) == (
        302,
        "/auth/login?next=%23/profile",
    )
    for client in (callers.unlinked, callers.player):
        answer = await client.get("/auth/link/start")
        assert answer.status_code == 302
        assert answer.headers["location"] == "http://127.0.0.1:8000/#/profile"


async def test_the_session_cookie_is_opaque_and_out_of_reach_of_scripts(
    website: RunningWebsite, database_url: str
) -> None:
    client = await website.client()
    answer = await client.post("/auth/sandbox/login", json={"discord_user_id": "42"})
    cookie = answer.headers["set-cookie"]
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= attributes
    assert "secure" not in attributes, "the sandbox is on http"
    assert not any(part.startswith("domain") for part in attributes)
    token = client.cookies["muster_session"]
    assert len(token) >= 43
    hashes = await website.sql.fetch("SELECT token_hash FROM website_sessions")
    assert all(token.encode() not in row["token_hash"] for row in hashes)


async def test_signing_out_kills_the_session_on_the_server_too(
    website: RunningWebsite, callers: Callers
) -> None:
    token = callers.player.cookies["muster_session"]
    elsewhere = await website.signed_in(PLAYER)
    answer = await callers.player.post("/auth/logout")
    assert answer.json() == {"ok": True}
    assert "muster_session" not in callers.player.cookies
    assert (await callers.player.get("/auth/me")).status_code == 401
    thief = await website.client(Cookie=f"muster_session={token}")
    assert (await thief.get("/auth/me")).status_code == 401
    assert (await elsewhere.get("/auth/me")).status_code == 200, "only this session ended"


async def test_signing_out_is_harmless_for_somebody_signed_out(callers: Callers) -> None:
    for _ in range(2):
        assert (await callers.anonymous.post("/auth/logout")).json() == {"ok": True}


async def test_unlinking_discord_signs_out_everywhere(
    website: RunningWebsite, callers: Callers
) -> None:
    elsewhere = await website.signed_in(PLAYER)
    user_id = await website.user_id(callers.player)
    await callers.player.post("/api/availability", json={"date": "2026-11-20", "status": "LOOKING"})
    assert (await callers.anonymous.get("/api/availability")).json()["days"][0]["total"] == 1

    answer = await callers.player.post("/auth/discord/unlink")
    assert answer.json() == {
        "success": True,
        "redirect_url": "http://127.0.0.1:8000/#/availability",
    }
    counted = (await callers.anonymous.get("/api/availability")).json()["days"][0]["total"]
    assert counted == 0, "dropped before the writer got an answer"
    for client in (callers.player, elsewhere):
        assert (await client.get("/auth/me")).status_code == 401
    rows = await website.sql.fetch(
        "SELECT action, discord_user_id, previous_player_guid FROM account_link_audit_log"
        " WHERE user_id = $1 ORDER BY id",
        user_id,
    )
    assert [tuple(row) for row in rows] == [
        ("discord_linked", PLAYER, None),
        ("player_linked", PLAYER, None),
        ("player_unlinked", PLAYER, "guid-102"),
        ("discord_unlinked", PLAYER, None),
    ]


async def test_an_unlinked_discord_account_comes_back_as_the_same_user_without_a_player(
    website: RunningWebsite, callers: Callers
) -> None:
    before = await website.user_id(callers.player)
    await callers.player.post("/auth/discord/unlink")
    again = await website.signed_in(PLAYER)
    me = (await again.get("/auth/me")).json()
    assert (me["website_user_id"], me["linked_player"]) == (before, None)
    actions = await website.sql.fetchval(
        "SELECT array_agg(action ORDER BY id) FROM account_link_audit_log WHERE user_id = $1",
        before,
    )
    assert actions[-2:] == ["discord_unlinked", "discord_linked"]


async def test_one_discord_account_is_one_user_also_when_it_signs_in_twice_at_once(
    website: RunningWebsite,
) -> None:
    clients = await asyncio.gather(*[website.signed_in(4242) for _ in range(8)])
    assert len({await website.user_id(client) for client in clients}) == 1
    assert await website.sql.fetchval("SELECT count(*) FROM website_users") == 1
    assert await website.sql.fetchval("SELECT count(*) FROM account_link_audit_log") == 1
    assert await website.sql.fetchval("SELECT count(*) FROM website_sessions") == 8


async def test_a_session_that_is_not_used_ends_after_thirty_days(
    website: RunningWebsite, clock: time_machine.Traveller
) -> None:
    client = await website.signed_in(PLAYER)
    token = client.cookies["muster_session"]
    browser = await website.client(Cookie=f"muster_session={token}")
    clock.move_to(EVENING + 30 * DAY - timedelta(seconds=1))
    peek = await website.sql.fetchval("SELECT expires_at FROM website_sessions")
    assert peek == EVENING + 30 * DAY
    clock.move_to(EVENING + 30 * DAY)
    assert (await browser.get("/auth/me")).status_code == 401
    assert (await browser.get("/api/availability")).json()["viewer"]["authenticated"] is False


async def test_a_session_that_is_remembered_ends_on_time_as_well(
    website: RunningWebsite, clock: time_machine.Traveller
) -> None:
    client = await website.signed_in(PLAYER)
    ends = EVENING + timedelta(minutes=5)
    await website.sql.execute("UPDATE website_sessions SET expires_at = $1", ends)
    website.parts.viewers.forget(await website.user_id(client))
    assert (await client.get("/auth/me")).status_code == 200
    clock.move_to(ends)
    assert (await client.get("/auth/me")).status_code == 401


async def test_a_session_that_is_used_lives_on(
    website: RunningWebsite, clock: time_machine.Traveller
) -> None:
    client = await website.signed_in(PLAYER)
    for days in range(20, 161, 20):
        clock.move_to(EVENING + days * DAY)
        assert (await client.get("/auth/me")).status_code == 200, days


async def test_reading_pages_writes_the_last_use_at_most_once_a_day(
    website: RunningWebsite, clock: time_machine.Traveller
) -> None:
    client = await website.signed_in(PLAYER)
    seen: list[object] = []
    for hours in (1, 12, 23, 25, 30, 40):
        clock.move_to(EVENING + timedelta(hours=hours))
        await client.get("/auth/me")
        seen.append(await website.sql.fetchval("SELECT last_seen_at FROM website_sessions"))
    touched = EVENING + timedelta(hours=25)
    assert seen == [EVENING] * 3 + [touched] * 3


async def test_another_key_makes_every_session_unknown(
    website: RunningWebsite, database_url: str
) -> None:
    client = await website.signed_in(PLAYER)
    token = client.cookies["muster_session"]
    other = settings_for(database_url, session_secret=SecretStr("another"))
    async with running_website(other) as elsewhere:
        browser = await elsewhere.client(Cookie=f"muster_session={token}")
        assert (await browser.get("/auth/me")).status_code == 401


async def test_rights_are_looked_at_anew_for_each_request(
    website: RunningWebsite, callers: Callers
) -> None:
    access = (await callers.player.get("/api/availability/access")).json()
    assert (access["is_admin"], access["can_promote"]) == (False, False)

    async def rights() -> tuple[bool, bool]:
        now = (await callers.player.get("/api/availability/access")).json()
        return now["is_admin"], now["can_promote"]

    for statement, expected in (
        ("INSERT INTO user_permissions VALUES (102, 'admin', now(), NULL)", (True, True)),
        ("UPDATE user_permissions SET tier = 'moderator'", (False, False)),
        ("UPDATE user_permissions SET tier = 'root'", (True, True)),
        ("DELETE FROM user_permissions", (False, False)),
    ):
        await website.sql.execute(statement)
        await becomes(rights, expected)


async def test_promoters_are_whom_the_settings_name_now(
    website: RunningWebsite, database_url: str
) -> None:
    clients = [await website.signed_in(n, player=f"P{n}") for n in (PROMOTER, ADMIN)]
    tokens = [client.cookies["muster_session"] for client in clients]
    changed = settings_for(database_url, promoter_discord_ids=str(ADMIN), admin_discord_ids="")
    async with running_website(changed) as restarted:
        for token, expected in zip(tokens, [(False, False), (False, True)], strict=True):
            browser = await restarted.client(Cookie=f"muster_session={token}")
            access = (await browser.get("/api/availability/access")).json()
            assert (access["is_admin"], access["can_promote"]) == expected


async def test_a_session_revoked_in_the_database_is_dead(
    website: RunningWebsite, callers: Callers
) -> None:
    async def status() -> int:
        return (await callers.player.get("/auth/me")).status_code

    assert await status() == 200
    await website.sql.execute("DELETE FROM website_sessions")
    await becomes(status, 401)
