"""Looking for the own player: search and suggestions (contract, section 4)."""

from __future__ import annotations

import httpx2
import pytest

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import add_player


def outcome(answer: httpx2.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


@pytest.fixture
async def searchable(website: RunningWebsite, callers: Callers) -> httpx2.AsyncClient:
    await website.sql.execute(
        "INSERT INTO players (guid, name, canonical_name, origin) VALUES"
        " ('c1', '^1Č^7učko', 'Čučko', 'imported'), ('c2', '100%_sure', '100%_sure', 'imported')"
    )
    await add_player(website.sql, "a1", "Night Owl", aliases=("hibou", "Shadow"))
    return callers.player


async def test_search_looks_at_names_and_aliases_without_colours(
    searchable: httpx2.AsyncClient,
) -> None:
    for text, found in (
        ("sha", ["Shade", "Night Owl"]),
        ("SHADE", ["Shade"]),
        ("had", ["Night Owl", "Shade"]),
        ("^1sh^2ad", ["Shade", "Night Owl"]),
        ("HIBOU", ["Night Owl"]),
        ("čučk", ["Čučko"]),
        ("ČUČ", ["Čučko"]),
        ("%_", ["100%_sure"]),
        ("__", []),
        ("' OR", []),
        ("zzz", []),
    ):
        answer = await searchable.get("/auth/players/search", params={"q": text})
        assert answer.status_code == 200
        assert [player["canonical_name"] for player in answer.json()] == found, text


async def test_search_says_who_is_taken(searchable: httpx2.AsyncClient) -> None:
    answer = await searchable.get("/auth/players/search", params={"q": "sha"})
    assert answer.json() == [
        {"guid": "guid-102", "name": "Shade", "canonical_name": "Shade", "taken": True},
        {"guid": "a1", "name": "Night Owl", "canonical_name": "Night Owl", "taken": False},
    ]
    coloured = await searchable.get("/auth/players/search", params={"q": "čučko"})
    assert coloured.json()[0]["name"] == "^1Č^7učko"


async def test_a_search_text_has_two_characters_at_least(callers: Callers) -> None:
    for query in ("", "q=", "q=x", "q=%20x%20", "q=%00ab", f"q={'x' * 65}"):
        answer = await callers.player.get(f"/auth/players/search?{query}")
        assert outcome(answer) == (422, "invalid_input"), query


async def test_colour_codes_are_not_characters_to_search_for(callers: Callers) -> None:
    for text in ("^1", "^1^2", "^1s", "\u200b\u200b"):
        answer = await callers.player.get("/auth/players/search", params={"q": text})
        assert outcome(answer) == (422, "invalid_input"), text


async def test_a_search_finds_twenty_at_most(website: RunningWebsite, callers: Callers) -> None:
    for number in range(25):
        await add_player(website.sql, f"g{number}", f"Falcon {number:02}")
    found = (await callers.player.get("/auth/players/search?q=falcon")).json()
    assert [player["name"] for player in found] == [f"Falcon {n:02}" for n in range(20)]


async def test_searching_too_often_is_429_with_retry_after(callers: Callers) -> None:
    for _ in range(60):
        assert (await callers.player.get("/auth/players/search?q=sh")).status_code == 200
    answer = await callers.player.get("/auth/players/search?q=sh")
    assert outcome(answer) == (429, "rate_limited")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    others = await callers.promoter.get("/auth/players/search?q=sh")
    assert others.status_code == 200, "counted by person, not by address"


async def test_suggestions_come_from_the_discord_names(website: RunningWebsite) -> None:
    for guid, name in (("g1", "Falcon"), ("g2", "Falconer"), ("g3", "Bandit")):
        await add_player(website.sql, guid, name)
    client = await website.signed_in(3000, username="falcon.")
    answer = (await client.get("/auth/players/suggestions")).json()
    assert answer["terms"] == ["falcon."]
    names = [player["name"] for player in answer["suggestions"]]
    assert names[0] == "Falcon"
    assert "Bandit" not in names
    assert set(answer) == {"terms", "suggestions", "ambiguous"}
    assert set(answer["suggestions"][0]) == {"guid", "name", "canonical_name", "taken"}


async def test_at_most_twelve_players_are_suggested(website: RunningWebsite) -> None:
    for number in range(30):
        await add_player(website.sql, f"g{number}", f"Falcon {number}")
    client = await website.signed_in(3000, username="falcon")
    answer = (await client.get("/auth/players/suggestions")).json()
    assert len(answer["suggestions"]) == 12
    assert answer["ambiguous"] is True
