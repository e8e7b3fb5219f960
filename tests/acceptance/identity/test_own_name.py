"""`/api/me/name`: a person's own name, seen everywhere as soon as it is chosen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.conftest import Callers
from tests.support.running.live_stream import TODAY_EVENT, listening
from tests.support.running.websites import RunningWebsite, on_a_port
from tests.support.scenes.community import TODAY, add_answer

NAME = "/api/me/name"


async def queue(client: Any) -> list[str]:
    """Who is looking today, by name."""
    answered = await client.get(f"/api/availability?from={TODAY}&to={TODAY}&include_users=true")
    (day,) = answered.json()["days"]
    return [each["display_name"] for each in day["users_by_status"].get("LOOKING", [])]


async def test_a_new_name_shows_everywhere_at_once_also_to_those_who_look(
    callers: Callers, website: RunningWebsite
) -> None:
    await add_answer(website.sql, await website.user_id(callers.player), TODAY, "LOOKING")
    await website.heard_everything()
    assert await queue(callers.admin) == ["Shade"]
    assert (await callers.player.get(NAME)).json() == {
        "name": "Shade",
        "others": [],
        "changes_left": 3,
        "next_change_at": None,
    }
    async with on_a_port(website.app) as address, listening(address) as stream:
        await stream.until(TODAY_EVENT)
        answered = await callers.player.post(NAME, json={"name": " ^1Night^7jar "})
        assert answered.json() == {
            "name": "Nightjar",
            "others": ["Shade"],
            "changes_left": 2,
            "next_change_at": None,
        }
        assert await queue(callers.admin) == ["Nightjar"]
        await stream.until(("names", {}))
    me = (await callers.player.get("/auth/me")).json()
    assert (me["linked_player"], me["linked_player_guid"]) == ("Nightjar", "guid-102")
    found = (await callers.admin.get("/auth/players/search?q=shade")).json()
    assert [each["canonical_name"] for each in found] == ["Nightjar"]


@pytest.mark.parametrize(
    ("name", "status", "code", "sentence"),
    [
        ("Marlow", 409, "name_taken", "Somebody else goes by this name, or did; take another."),
        ("^1\u202e", 422, "invalid_input", "A name has 2 to 36 characters."),
        ("x" * 129, 422, "invalid_input", None),
        ("two\nlines", 422, "invalid_input", None),
        ("nul\x00", 422, "invalid_input", None),
        (7, 422, "invalid_input", None),
    ],
)
async def test_what_cannot_be_a_name_is_refused_in_one_sentence(
    callers: Callers, name: Any, status: int, code: str, sentence: str | None
) -> None:
    answered = await callers.player.post(NAME, json={"name": name})
    body = answered.json()
    assert (answered.status_code, body["code"]) == (status, code)
    assert body["detail"].endswith(".")
    if sentence is not None:
        assert sentence in (body["detail"], *(each["message"] for each in body.get("errors", [])))
    assert (await callers.player.get(NAME)).json()["name"] == "Shade"


async def test_the_fourth_name_says_when_to_come_back(callers: Callers) -> None:
    for number in range(3):
        assert (await callers.player.post(NAME, json={"name": f"Name {number}"})).is_success
    answered = await callers.player.post(NAME, json={"name": "One more"})
    assert (answered.status_code, answered.json()["code"]) == (429, "too_many_name_changes")
    assert answered.headers["retry-after"] == str(30 * 24 * 3600)
    assert (await callers.player.get(NAME)).json()["next_change_at"] == "2026-12-20T19:30:00Z"
