"""`GET /api/live-status`: who is in voice and on the server right now, and who may see whom."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
import time_machine

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite, counted_statements
from tests.support.scenes.community import EVENING, PLAYER, PROMOTER

ADDRESS = "/api/live-status"
UNKNOWN = {"known": False, "count": None}
FRESH = {"known": True, "updated_at": "2026-11-20T19:30:00Z", "known_until": "2026-11-20T19:33:00Z"}
STRANGER = 999
MEMBERS = {
    "members": [
        {"id": str(PLAYER), "name": "shade_on_discord"},
        {"id": str(PROMOTER), "name": "marlow_on_discord"},
        {"id": str(STRANGER), "name": "^1Passer\u200bby"},
    ]
}
PLAYERS = {"players": [{"name": "^4Sha^7de"}, {"name": "Zora"}]}


async def put(website: RunningWebsite, status_type: str, data: Any, at: datetime = EVENING) -> None:
    """What another program writes."""
    await website.sql.execute(
        """
        INSERT INTO live_status VALUES ($1, $2::jsonb, $3)
        ON CONFLICT (status_type) DO UPDATE SET status_data = $2::jsonb, updated_at = $3
        """,
        status_type,
        data if isinstance(data, str) else json.dumps(data),
        at,
    )


async def read(client: httpx2.AsyncClient) -> dict[str, Any]:
    answer = await client.get(ADDRESS)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
async def evening(website: RunningWebsite) -> None:
    """Three are in voice, two on the server."""
    await put(website, "voice_channel", MEMBERS)
    await put(website, "game_server", PLAYERS)


# --- who sees what --------------------------------------------------------------------------------


@pytest.mark.usefixtures("evening")
async def test_linked_people_see_players_names_and_others_the_numbers_alone(
    callers: Callers,
) -> None:
    for client in callers.linked:
        assert await read(client) == {
            "voice": {**FRESH, "count": 3, "names": ["Marlow", "Passerby", "Shade"]},
            "server": {**FRESH, "count": 2, "names": ["Shade", "Zora"]},
        }
    for client in (callers.anonymous, callers.unlinked):
        assert await read(client) == {
            "voice": {**FRESH, "count": 3},
            "server": {**FRESH, "count": 2},
        }


@pytest.mark.usefixtures("evening")
async def test_who_unlinks_sees_no_names_any_more_and_is_called_as_on_discord(
    callers: Callers,
) -> None:
    assert "names" in (await read(callers.player))["voice"]
    await callers.player.delete("/auth/link")
    assert "names" not in (await read(callers.player))["voice"]
    names = (await read(callers.promoter))["voice"]["names"]
    assert names == ["Marlow", "Passerby", "shade_on_discord"]


@pytest.mark.usefixtures("evening")
async def test_admins_alone_hear_on_which_channels_nothing_leaves(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    problems = {"signal": "captcha_required", "telegram": "bad_token", "discord": "odd_code"}
    await put(website, "bot", {"channel_problems": problems})
    told = {each["channel_type"]: each for each in (await read(callers.admin))["problems"]}
    assert {kind: each["code"] for kind, each in told.items()} == problems
    assert "captcha" in told["signal"]["detail"]
    assert "muster docs signal-setup" in told["signal"]["detail"]
    assert "TELEGRAM_BOT_TOKEN" in told["telegram"]["detail"]
    assert "odd_code" in told["discord"]["detail"]
    for client in (callers.anonymous, callers.unlinked, callers.player, callers.promoter):
        assert "problems" not in await read(client)
    await put(website, "bot", {"channel_problems": ["signal"]})
    assert "problems" not in await read(callers.admin)
    await put(website, "bot", {"channel_problems": problems})
    clock.move_to(EVENING + timedelta(minutes=4))
    assert "problems" not in await read(callers.admin), "nobody knows that any more"


@pytest.mark.usefixtures("evening")
async def test_no_cache_keeps_an_answer(callers: Callers) -> None:
    for client in (callers.anonymous, callers.player):
        answer = await client.get(ADDRESS)
        assert answer.headers.get_list("cache-control") == ["no-store"]


async def test_an_answer_takes_two_statements_at_the_most(
    website: RunningWebsite, callers: Callers
) -> None:
    async def statements(client: httpx2.AsyncClient) -> int:
        await website.heard_everything()  # nothing that was written before makes it forget them
        await read(client)  # who is asking is in memory, and the driver knows the types
        with counted_statements(website) as sent:
            await read(client)
        return len(sent)

    assert await statements(callers.player) == 1
    crowd = [{"id": str(number), "name": f"somebody {number}"} for number in range(1, 400)]
    await put(website, "voice_channel", {"members": crowd})
    await put(website, "game_server", {"players": crowd})
    assert await statements(callers.player) == 2
    assert await statements(callers.anonymous) == 1


# --- known or not ---------------------------------------------------------------------------------


async def test_what_nobody_has_written_is_unknown_and_an_empty_place_is_not(
    website: RunningWebsite, callers: Callers
) -> None:
    assert await read(callers.player) == {"voice": UNKNOWN, "server": UNKNOWN}
    await put(website, "voice_channel", {"members": []})
    assert await read(callers.player) == {
        "voice": {**FRESH, "count": 0, "names": []},
        "server": UNKNOWN,
    }


@pytest.mark.usefixtures("evening")
async def test_each_place_is_unknown_once_it_is_older_than_three_minutes(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    later = EVENING + timedelta(minutes=2)
    await put(website, "game_server", PLAYERS, later)
    clock.move_to(EVENING + timedelta(minutes=3))
    assert (await read(callers.player))["voice"]["known"] is True
    clock.move_to(EVENING + timedelta(minutes=3, seconds=1))
    answer = await read(callers.player)
    assert answer["voice"] == UNKNOWN
    assert answer["server"]["updated_at"] == "2026-11-20T19:32:00Z"
    # A heartbeat is enough: what it says again is known again.
    await put(website, "voice_channel", MEMBERS, later)
    assert (await read(callers.player))["voice"]["count"] == 3


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"members": "everybody", "players": 7},
        {"members": {"7": "ana"}, "players": None},
        '{"members": [1' + "0" * 5000 + '], "players": []}',
        '{"members": [' + "[" * 2000 + "]" * 2000 + '], "players": []}',
    ],
    ids=["nothing", "no lists", "objects", "a number without end", "a depth without end"],
)
async def test_what_cannot_be_read_is_unknown(
    website: RunningWebsite, callers: Callers, data: Any
) -> None:
    await put(website, "voice_channel", data)
    await put(website, "game_server", data)
    for client in (callers.anonymous, callers.player):
        assert await read(client) == {"voice": UNKNOWN, "server": UNKNOWN}


async def test_entries_that_are_nobody_are_left_out(
    website: RunningWebsite, callers: Callers
) -> None:
    members = [None, 7, "ana", {}, {"id": "x" * 5000}, {"id": 10**30}, {"id": PLAYER, "name": 7}]
    await put(website, "voice_channel", {"members": members})
    await put(website, "game_server", {"players": [None, {"name": None}, {"name": "^1"}]})
    answer = await read(callers.player)
    assert answer["voice"]["names"] == ["Shade"]
    assert answer["server"]["names"] == ["Unnamed player"]
    counts = await read(callers.anonymous)
    assert (counts["voice"]["count"], counts["server"]["count"]) == (1, 1)
