"""Which language somebody reads, over HTTP: chosen, heard, and told to their other pages."""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import EVENING, settings_for

LANGUAGE = "/auth/language"
HEARD = "/auth/language/heard"
STORED = "SELECT chosen, heard, updated_at FROM reader_languages WHERE user_id = $1"


async def test_a_choice_is_the_accounts_in_every_browser(
    website: RunningWebsite, callers: Callers
) -> None:
    assert (await callers.player.get("/auth/me")).json()["language"] is None
    for language in ("sl", "de", None, "en"):
        answer = await callers.player.post(LANGUAGE, json={"language": language})
        assert (answer.status_code, answer.json()) == (200, {"ok": True})
        assert (await callers.player.get("/auth/me")).json()["language"] == language
        start = (await callers.player.get("/api/start")).json()
        assert start["me"]["language"] == language
    elsewhere = await website.signed_in(await _account(website, callers), username="shade")
    assert (await elsewhere.get("/auth/me")).json()["language"] == "en"
    assert (await callers.promoter.get("/auth/me")).json()["language"] is None


async def _account(website: RunningWebsite, callers: Callers) -> int:
    return int((await callers.player.get("/auth/me")).json()["id"])


async def test_another_process_knows_of_a_choice(
    website: RunningWebsite, callers: Callers, database_url: str, page: Path
) -> None:
    async with running_website(settings_for(database_url), page=page) as other:
        there = await other.client()
        for name, value in callers.player.cookies.items():
            there.cookies.set(name, value)
        assert (await there.get("/auth/me")).json()["language"] is None
        await callers.player.post(LANGUAGE, json={"language": "sl"})
        await other.heard_everything()
        assert (await there.get("/auth/me")).json()["language"] == "sl"


@pytest.mark.parametrize("body", [{}, {"language": "fr"}, {"language": "sl-SI"}, {"language": 1}])
async def test_only_languages_of_ours_can_be_chosen(
    website: RunningWebsite, callers: Callers, body: dict[str, object]
) -> None:
    answer = await callers.player.post(LANGUAGE, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert not await website.sql.fetchval("SELECT count(*) FROM reader_languages")


async def test_what_the_browser_says_is_noted_once(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    user_id = await website.user_id(callers.player)
    assert (await callers.player.post(HEARD, json={"tag": "sl-SI"})).json() == {"ok": True}
    assert tuple(await website.sql.fetchrow(STORED, user_id)) == (None, "sl", EVENING)
    clock.shift(3600)
    for tag in ("sl", "SL_si", "fr-FR", "x"):
        assert (await callers.player.post(HEARD, json={"tag": tag})).status_code == 200
        assert tuple(await website.sql.fetchrow(STORED, user_id)) == (None, "sl", EVENING)
    await callers.player.post(HEARD, json={"tag": "de-AT"})
    assert (await website.sql.fetchrow(STORED, user_id))["heard"] == "de"
    # What is heard is no choice.
    assert (await callers.player.get("/auth/me")).json()["language"] is None
    for tag in ("", "x" * 36, "a\nb"):
        assert (await callers.player.post(HEARD, json={"tag": tag})).status_code == 422


async def test_everybody_is_told_the_communitys(website: RunningWebsite) -> None:
    client = await website.client()
    assert (await client.get("/api/community")).json()["language"] == "en"
