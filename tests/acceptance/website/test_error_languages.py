"""Errors are said in the language that `Accept-Language` wants; codes and fields never change."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx2
import pytest

from muster import errors
from muster.errors import MusterError
from muster.words import LANGUAGES, Language
from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import settings_for
from website.backend.error_handlers import error_response, unexpected_response

ANSWER = {"date": "2026-11-20", "status": "LOOKING"}
WANTED: list[tuple[str | None, Language]] = [
    ("sl", "sl"),
    ("de-AT, en;q=0.5", "de"),
    ("fr, sl;q=0.3, en;q=0.2", "sl"),
    (None, "en"),
    ("fr, it", "en"),
    (";;;q=, \x7f,,", "en"),
    ("sl;q=0", "en"),
]


def _headers(wanted: str | None) -> dict[str, str]:
    return {"Accept-Language": "" if wanted is None else wanted}


async def _answers(callers: Callers, wanted: str | None) -> list[httpx2.Response]:
    headers = _headers(wanted)
    player = callers.player
    bare = {**headers, "X-Requested-With": "no"}
    return [
        await callers.anonymous.get("/api/availability/settings", headers=headers),
        await player.post("/api/availability", json=ANSWER, headers=bare),
        await player.get("/api/nothing", headers=headers),
        await player.put("/api/availability", headers=headers),
        await player.post("/auth/players", json={"name": "Falcon"}, headers=headers),
        await player.post("/api/availability", content=b" " * 70_000, headers=headers),
        await player.post("/api/availability", json={**ANSWER, "status": "x"}, headers=headers),
        await player.post(
            "/api/availability",
            content=b"{",
            headers={**headers, "Content-Type": "application/json"},
        ),
        await player.post("/api/availability", content=b"x", headers=headers),
        await player.get("/api/availability?from=2026-11-20&to=2026-11-19", headers=headers),
        await player.post("/auth/link/player", json={"player_guid": "x"}, headers=headers),
    ]


@pytest.mark.parametrize(("wanted", "language"), WANTED)
async def test_each_error_is_in_the_language_that_is_wanted(
    callers: Callers, wanted: str | None, language: Language
) -> None:
    english = await _answers(callers, "en")
    said = await _answers(callers, wanted)
    statuses = [answer.status_code for answer in said]
    assert statuses == [answer.status_code for answer in english]
    assert {401, 403, 404, 405, 409, 422} <= set(statuses)
    for answer, in_english in zip(said, english, strict=True):
        body, other = answer.json(), in_english.json()
        assert body["code"] == other["code"]
        assert answer.headers["content-language"] == language
        assert answer.headers["cache-control"] == "no-store"
        assert (body["detail"] == other["detail"]) == (language == "en"), body
        fields = [each["field"] for each in body.get("errors", ())]
        assert fields == [each["field"] for each in other.get("errors", ())]


async def test_inputs_are_named_as_the_api_calls_them(callers: Callers) -> None:
    answer = await callers.player.post(
        "/auth/link", json={"player_guid": ""}, headers=_headers("sl")
    )
    assert answer.json() == {
        "detail": "player_guid: mora imeti vsaj 1 znak.",
        "code": "invalid_input",
        "errors": [{"field": "player_guid", "message": "mora imeti vsaj 1 znak"}],
    }
    answer = await callers.player.post(
        "/api/availability", json={**ANSWER, "date": 5}, headers=_headers("de")
    )
    assert answer.json()["detail"] == "date: muss ein Datum sein, JJJJ-MM-TT."


async def test_without_a_wish_the_communitys_language_counts(database_url: str) -> None:
    settings = settings_for(database_url).model_copy(update={"muster_language": "sl"})
    async with running_website(settings) as website:
        client = await website.client()
        silent = await client.get("/api/me", headers=_headers(None))
        german = await client.get("/api/me", headers=_headers("de"))
        hostile = await client.get("/api/nothing", headers={"Host": "evil.example"})
    assert silent.headers["content-language"] == "sl"
    assert german.headers["content-language"] == "de"
    assert (hostile.status_code, hostile.headers["content-language"]) == (421, "sl")


def _detail(answer: Any) -> str:
    return json.loads(answer.body)["detail"]


@pytest.mark.parametrize(
    "error",
    [
        errors.RateLimited(retry_after=1),
        errors.DatabaseUnavailable(retry_after=2),
        errors.BodyFarTooLarge(),
        errors.HeadTooLarge(),
        errors.HeadTooSlow(),
        errors.WrongHost("https://muster.example"),
    ],
)
def test_what_is_refused_before_any_route_is_said_in_each_language(error: MusterError) -> None:
    said = {_detail(error_response(error, language)) for language in LANGUAGES}
    assert len(said) == len(LANGUAGES)


def test_a_mistake_of_ours_is_said_in_each_language() -> None:
    answers = [unexpected_response(language) for language in LANGUAGES]
    assert {answer.status_code for answer in answers} == {500}
    assert len({_detail(answer) for answer in answers}) == len(LANGUAGES)


async def test_what_became_of_a_message_is_told_in_the_readers_language(
    website: RunningWebsite, callers: Callers
) -> None:
    me = (await callers.player.get("/auth/me")).json()
    await website.sql.execute(
        """
        INSERT INTO notifications_ledger
               (user_id, event_key, channel_type, state, reason, payload, not_before,
                useful_until, created_at, updated_at)
        VALUES ($1, 'TEST:1', 'discord', 'skipped', 'quiet_hours', '{}', now(), now(), now(),
                now())
        """,
        me["website_user_id"],
    )
    path = "/api/availability/notices"
    (notice,) = (await callers.player.get(path, headers=_headers("sl"))).json()
    assert notice["reason_text"] == "Takrat so bile tvoje tihe ure."
    (notice,) = (await callers.player.get(path, headers=_headers("de"))).json()
    assert notice["reason_text"] == "Es war in deiner Ruhezeit."


async def test_what_does_not_fit_in_a_file_is_told_in_the_admins_language(
    callers: Callers,
) -> None:
    body = {"file": base64.b64encode(b"guid,name,rating\ng8,Bad,NaN\n").decode()}
    path = "/api/admin/players/import/preview"
    answer = await callers.admin.post(path, json=body, headers=_headers("sl"))
    assert answer.json()["refused"] == [
        {"line": 2, "reason": "rating ni število, na primer 1450 ali 27.5"}
    ]


async def test_the_apis_description_names_the_header(
    callers: Callers,
) -> None:
    document = (await callers.anonymous.get("/api/openapi.json")).json()
    named = document["components"]["parameters"]["AcceptLanguage"]
    assert (named["name"], named["in"], named["required"]) == ("Accept-Language", "header", False)
    assert "Accept-Language" in document["info"]["description"]
