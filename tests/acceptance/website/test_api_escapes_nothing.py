"""Whatever the API says in words stands in a catalogue: it is pseudo for who reads pseudo."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import httpx2
import pytest
from pydantic import SecretStr

from muster import errors
from muster.crypto import ContactCipher, generate_contact_key
from muster.errors import MusterError
from muster.sandbox.rules import PERSONAS
from ops.demo.data import fill
from tests.support.pseudo import PSEUDO, escaped, pseudo_words
from tests.support.refusals import JSON, MISSHAPEN
from tests.support.routes import EVERYTHING, STREAMS, Case
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import EVENING, settings_for
from tests.support.scenes.preferences import SENDER_KEY

SESSIONS = {
    "/auth/logout",
    "/auth/logout-everywhere",
    "/auth/discord/unlink",
    "/auth/sandbox/login",
}
LAST = {"/auth/link", "/auth/players", "/auth/language", "/auth/language/heard", "/api/me/erasure"}
"""After these somebody is another one, or reads another language."""

ODD: tuple[Any, ...] = (
    None, True, -1, 1.5, 10**40, [], ["LOOKING"], {"a": 1}, "", "\ud800", "x" * 2_000, "looking",
)  # fmt: skip
NONSENSE = ("0", "nonsense", "%00", "9" * 40)
TEXT = frozenset({"detail", "message"})
"""What is always said in words, however short."""


@pytest.fixture
async def site(database_url: str, tmp_path: Path) -> AsyncGenerator[RunningWebsite]:
    """The demo's community on its evening, all channels set up, with pseudo words."""
    key = generate_contact_key()
    await fill(database_url, ZoneInfo("Europe/Ljubljana"), ContactCipher([key]), EVENING)
    settings = settings_for(
        database_url,
        contact_data_encryption_key=SecretStr(key),
        muster_vapid_private_key=SecretStr(SENDER_KEY),
    )
    with pseudo_words(tmp_path):
        async with running_website(settings) as running:
            yield running


def cases() -> list[Case]:
    found = [case for case in EVERYTHING if case not in STREAMS and case.path not in SESSIONS]
    return sorted(found, key=lambda case: case.path in LAST or "/people/" in case.path)


def wrong(case: Case) -> Iterator[tuple[str, dict[str, Any]]]:
    """Addresses and bodies that do not fit, each wrong in one way."""
    for value in NONSENSE if "{" in case.template else ():
        yield "/".join(value if "{" in part else part for part in case.template.split("/")), {}
    body = {"json": case.body}
    yield f"{case.path.partition('?')[0]}?from=x&to=x&date=x&q=&before=x&include_maybe=x", body
    if case.method == "GET":
        return
    yield case.path, {"content": b"x", "headers": {"Content-Type": "text/plain"}}
    yield case.path, {"content": b'{"a": "' + b"x" * 70_000 + b'"}', "headers": JSON}
    for content in MISSHAPEN:
        yield case.path, {"content": content, "headers": JSON}
    for name in case.body or ():
        for value in ODD:
            odd = json.dumps({**(case.body or {}), name: value}).encode()
            yield case.path, {"content": odd, "headers": JSON}


def said(value: Any, key: str = "") -> Iterator[str]:
    """What of an answer is words: what has a space, and what is always said in words."""
    if isinstance(value, str) and (" " in value or key in TEXT):
        yield value
    elif isinstance(value, dict):
        for name, each in cast(dict[str, Any], value).items():
            yield from said(each, name)
    elif isinstance(value, list):
        for each in cast(list[Any], value):
            yield from said(each, key)


def words_of_programs(document: Any) -> Iterator[str]:
    """Every name and word that the API's own document writes, which answers repeat."""
    if isinstance(document, dict):
        for name, each in cast(dict[str, Any], document).items():
            yield name
            yield from words_of_programs(each)
    elif isinstance(document, list):
        for each in cast(list[Any], document):
            yield from words_of_programs(each)
    elif isinstance(document, str) and " " not in document:
        yield document


async def names_of(site: RunningWebsite) -> list[str]:
    """What people are called and call things, which is no word of ours."""
    return [
        row[0]
        for row in await site.sql.fetch(
            """
            SELECT name FROM players UNION SELECT canonical_name FROM players
             UNION SELECT alias FROM player_aliases UNION SELECT label FROM invites
             UNION SELECT name FROM planning_team_names
            """
        )
    ]


@pytest.mark.parametrize("role", [None, "unlinked", "player", "promoter", "admin"])
async def test_nothing_that_the_api_says_escapes_the_catalogues(
    site: RunningWebsite, role: str | None
) -> None:
    client = await site.client()
    client.headers["Accept-Language"] = PSEUDO
    for persona in PERSONAS:
        if persona.role == role:
            body = {"discord_user_id": str(persona.discord_user_id)}
            assert (await client.post("/auth/sandbox/login", json=body)).is_success
            # As the page does: what answers messages is said in the messages' language.
            await client.post("/auth/language/heard", json={"tag": PSEUDO})
    known = {*words_of_programs(site.app.openapi()), *await names_of(site)}
    escapes: dict[str, str] = {}
    statuses: set[int] = set()

    def look(answer: httpx2.Response, case: Case) -> None:
        statuses.add(answer.status_code)
        if "json" in answer.headers.get("content-type", ""):
            for text in said(answer.json()):
                if escaped(text, {each for each in known if each in text}):
                    escapes.setdefault(text, f"{case.method} {case.path}")

    for case in cases():
        # The admin, whom nothing is refused for who they are, meets all else that is.
        for address, sent in wrong(case) if role == "admin" else ():
            look(await client.request(case.method, address, **sent), case)
        look(await client.request("PATCH", case.path), case)
        look(await client.request(case.method, case.path, json=case.body), case)
    assert escapes == {}
    if role is None:
        assert {200, 401, 404, 405} <= statuses
    assert role != "admin" or {200, 404, 409, 422, 429, 503} <= statuses


def test_no_error_escapes_the_catalogues(tmp_path: Path) -> None:
    kinds = [each for each in vars(errors).values() if isinstance(each, type)]
    failures = [each for each in kinds if issubclass(each, MusterError)]
    assert len(failures) > 80
    with pseudo_words(tmp_path):
        for failure in failures:
            assert escaped(failure.detail.in_language(PSEUDO)) == "", failure
