"""What an answer says beside its status, over HTTP: who says it, who sees it, what is refused."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import TODAY
from tests.support.scenes.speaking import AVAILABILITY, error, read, say, tonight

DAY = TODAY.isoformat()


async def post(client: httpx2.AsyncClient, **said: object) -> httpx2.Response:
    return await client.post(AVAILABILITY, json={"date": DAY, **said})


async def shown(client: httpx2.AsyncClient, status: str) -> list[dict[str, Any]]:
    """What is said beside names, as memory has it, after `/api/start` and a cold read agree."""
    hot = (await tonight(client))["users_by_status"]
    cold = await read(client, f"from=2026-11-01&to={DAY}&include_users=true")
    assert cold["days"][-1]["users_by_status"] == hot
    start = (await client.get("/api/start")).json()
    assert start["availability"]["days"][0]["users_by_status"] == hot
    known = ("arrives_at", "only_if")
    return [{name: user[name] for name in known if name in user} for user in hot[status]]


async def test_linked_viewers_see_what_was_said_where_it_was(callers: Callers) -> None:
    late = await post(callers.player, status="LOOKING", arrives_at="21:30")
    assert late.json()["arrives_at"] == "21:30"
    assert "only_if" not in late.json()
    both = await post(callers.promoter, status="AVAILABLE", arrives_at="00:15", only_if=5)
    assert both.json()["only_if"] == 5
    await say(callers.admin, "LOOKING")
    for client in callers.linked:
        assert await shown(client, "LOOKING") == [{"arrives_at": "21:30"}, {}]
        assert await shown(client, "AVAILABLE") == [{"arrives_at": "00:15", "only_if": 5}]


async def test_others_see_nothing_of_it(callers: Callers) -> None:
    await post(callers.player, status="AVAILABLE", arrives_at="21:30", only_if=5)
    for client in (callers.anonymous, callers.unlinked):
        for query in ("include_users=true", f"from=2026-11-01&to={DAY}&include_users=true"):
            text = (await client.get(f"{AVAILABILITY}?{query}")).text
            assert "arrives_at" not in text
            assert "only_if" not in text


async def test_ones_own_are_among_ones_own_answers(callers: Callers) -> None:
    await post(callers.player, status="AVAILABLE", arrives_at="21:30", only_if=5)
    await callers.player.post(AVAILABILITY, json={"date": "2026-11-21", "status": "MAYBE"})
    own = (await callers.player.get(f"{AVAILABILITY}/me")).json()["entries"]
    assert (own[0]["arrives_at"], own[0]["only_if"]) == ("21:30", 5)
    assert not {"arrives_at", "only_if"} & set(own[1])


async def test_whoever_says_the_status_alone_takes_the_rest_back(callers: Callers) -> None:
    await post(callers.player, status="LOOKING", arrives_at="21:30")
    await say(callers.player, "LOOKING")
    assert await shown(callers.player, "LOOKING") == [{}]
    await post(callers.player, status="LOOKING", arrives_at=None, only_if=None)
    assert await shown(callers.player, "LOOKING") == [{}]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"status": "LOOKING", "arrives_at": "21:00"}, "invalid_arrival"),
        ({"status": "LOOKING", "arrives_at": "20:30"}, "invalid_arrival"),
        ({"status": "AVAILABLE", "arrives_at": "03:01"}, "invalid_arrival"),
        ({"status": "MAYBE", "arrives_at": "21:30"}, "invalid_arrival"),
        ({"status": "AVAILABLE", "only_if": 1}, "invalid_condition"),
        ({"status": "AVAILABLE", "only_if": 100}, "invalid_condition"),
        ({"status": "AVAILABLE", "only_if": 10**30}, "invalid_condition"),
        ({"status": "LOOKING", "only_if": 6}, "invalid_condition"),
        ({"status": "AVAILABLE", "only_if": "6"}, "invalid_input"),
        ({"status": "AVAILABLE", "only_if": True}, "invalid_input"),
        ({"status": "LOOKING", "arrives_at": "25:00"}, "invalid_input"),
        ({"status": "LOOKING", "arrives_at": "9:30"}, "invalid_input"),
        ({"status": "LOOKING", "arrives_at": "21:30:00"}, "invalid_input"),
        ({"status": "LOOKING", "arrives_at": 2130}, "invalid_input"),
    ],
)
async def test_what_does_not_fit_is_refused_and_nothing_is_stored(
    website: RunningWebsite, callers: Callers, said: dict[str, object], code: str
) -> None:
    answer = await post(callers.player, **said)
    assert error(answer) == (422, code)
    assert await website.sql.fetchval("SELECT count(*) FROM availability_entries") == 0


async def test_the_page_is_the_source(website: RunningWebsite, callers: Callers) -> None:
    await post(callers.player, status="LOOKING", arrives_at="21:30")
    await callers.player.delete(f"{AVAILABILITY}/{DAY}")
    rows = await website.sql.fetch(
        "SELECT status, source FROM availability_answer_changes ORDER BY id"
    )
    assert [tuple(row) for row in rows] == [("LOOKING", "page"), (None, "page")]
