"""Team names over HTTP: suggested and voted for, limits, and input that does not fit."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest

from tests.acceptance.conftest import Callers
from tests.support.refusals import JSON, refusal
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.planning_room import (
    PLANNING,
    enough_looking,
    ids_of,
    ok,
    post,
    room,
    suggested,
)

LAST_ID = 2**63 - 1


async def test_names_are_suggested_and_voted_for(website: RunningWebsite, callers: Callers) -> None:
    await enough_looking(website)
    await ok(callers.player, "create")
    player, promoter, _ = await ids_of(website, callers)
    owls = await suggested(callers.player, "  The   Owls ")
    bats = await suggested(callers.promoter, "Bats")
    await ok(callers.player, "vote", suggestion_id=bats)
    await ok(callers.admin, "vote", suggestion_id=owls)
    state = (await ok(callers.admin, "vote", suggestion_id=bats))["state"]
    assert state["session"]["my_vote_suggestion_id"] == bats
    asked = {"created_at": "2026-11-20T19:30:00Z"}
    assert state["session"]["suggestions"] == [
        {
            "id": owls,
            "name": "The Owls",
            "suggested_by_user_id": player,
            "suggested_by_name": "Shade",
            "votes": 0,
            "voted_by_me": False,
            **asked,
        },
        {
            "id": bats,
            "name": "Bats",
            "suggested_by_user_id": promoter,
            "suggested_by_name": "Marlow",
            "votes": 3,
            "voted_by_me": True,
            **asked,
        },
    ]
    # Whoever suggests a name votes for it.
    mine = await room(callers.promoter)
    assert mine["my_vote_suggestion_id"] == bats
    assert [each["voted_by_me"] for each in mine["suggestions"]] == [False, True]


async def test_a_name_is_taken_in_any_letter_case(
    website: RunningWebsite, callers: Callers
) -> None:
    await enough_looking(website)
    await ok(callers.player, "create")
    await suggested(callers.player, "Šljuke")
    for name in (
        *(
            "Šljuke",
            "šLJUKE",
            " ŠLJUKE\u200b",
            "S\u030cljuke",
            "Šljuke\u034f",
            "Šl\u17b4juk\ufe0fe",
        ),
        *("ŠLJUKE\U000e0100", "Š\uff2cjuke"),
    ):
        refused = await post(callers.admin, "suggestions", name=name)
        assert refusal(refused) == (409, "name_taken_here")


async def test_marks_and_markup_in_names_are_text(
    website: RunningWebsite, callers: Callers
) -> None:
    await enough_looking(website)
    await ok(callers.player, "create")
    for name, stored in (
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("\u202eslwO\u202c", "slwO"),
        ("'; DROP TABLE planning_votes; --", "'; DROP TABLE planning_votes; --"),
        ("^1Reds", "^1Reds"),
        ("@everyone", "@everyone"),
    ):
        await suggested(callers.player, name)
        assert (await room(callers.player))["suggestions"][-1]["name"] == stored


async def test_ten_names_each_and_fifty_a_room(website: RunningWebsite, callers: Callers) -> None:
    await enough_looking(website)
    await ok(callers.player, "create")
    done = await asyncio.gather(
        *(post(callers.player, "suggestions", name=f"Mine {n}") for n in range(13))
    )
    assert Counter(each.status_code for each in done) == {200: 10, 429: 3}
    refused = await post(callers.player, "suggestions", name="One more")
    assert refusal(refused) == (429, "too_many_suggestions")
    assert int(refused.headers["retry-after"]) == 3.5 * 3600  # until the community's midnight
    others = [callers.promoter, callers.admin]
    others += [await website.signed_in(800 + n, player=f"P{n}") for n in range(2)]
    for client in others:
        for number in range(10):
            await suggested(client, f"Name {id(client)} {number}")
    last = await website.signed_in(900, player="Latecomer")
    refused = await post(last, "suggestions", name="Too late")
    assert refusal(refused) == (409, "room_full_of_suggestions")


@pytest.mark.parametrize(
    ("suggestion_id", "expected"),
    [
        (LAST_ID, (404, "suggestion_not_found")),
        (LAST_ID + 1, (422, "invalid_input")),
        (10**60, (422, "invalid_input")),
        (0, (422, "invalid_input")),
        (-1, (422, "invalid_input")),
        ("1", (422, "invalid_input")),
        (1.5, (422, "invalid_input")),
        (True, (422, "invalid_input")),
        (None, (422, "invalid_input")),
    ],
)
async def test_a_vote_for_nothing_there_is(
    website: RunningWebsite, callers: Callers, suggestion_id: Any, expected: tuple[int, str]
) -> None:
    await enough_looking(website)
    await ok(callers.player, "create")
    refused = await post(callers.player, "vote", suggestion_id=suggestion_id)
    assert refusal(refused) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"{}",
        b'{"name": 7}',
        b'{"name": null}',
        b'{"name": "x"}',
        b'{"name": "   x   "}',
        b'{"name": "\\u200b\\u202e\\u3164"}',
        b'{"name": "a\\u0000b"}',
        b'{"name": "\\ud800x"}',
        b'{"votes": 9}',
        b'{"name": "' + b"x" * 49 + b'"}',
        b'{"name": "' + b"x" * 5000 + b'"}',
    ],
)
async def test_a_name_that_does_not_fit_is_a_422(
    website: RunningWebsite, callers: Callers, content: bytes
) -> None:
    await enough_looking(website)
    await ok(callers.player, "create")
    refused = await callers.player.post(f"{PLANNING}/suggestions", content=content, headers=JSON)
    assert refusal(refused) == (422, "invalid_input")
    assert (await room(callers.player))["suggestions"] == []
