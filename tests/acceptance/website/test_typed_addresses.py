"""What people get who type an address, and what programs get who ask the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import settings_for
from website.backend.typed_addresses import PLACES, prefers_html

CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;"
    "q=0.8,application/signed-exchange;v=b3;q=0.7"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BROWSERS = [CHROME, FIREFOX, "text/html", "TEXT/HTML ; q=0.5", "application/json;q=0.5, text/html"]
PROGRAMS = [
    "*/*",
    "",
    "application/json",
    "application/json, text/plain, */*",
    "text/html;q=0.5, application/json",
    "text/html;q=0",
    "text/html;q=high",
    "text/html;q=-1",
    "text/html;q=nan",
    "text/*",
    ",,;;=,",
    "text/html/",
    "text/html," * 200,
]


@pytest.mark.parametrize("accept", BROWSERS)
def test_browsers_prefer_html(accept: str) -> None:
    assert prefers_html(accept.encode())


@pytest.mark.parametrize("accept", [*PROGRAMS, "text/html\xff;q=1"])
def test_programs_do_not(accept: str) -> None:
    assert not prefers_html(accept.encode("latin-1"))


@pytest.mark.parametrize("place", sorted(PLACES))
async def test_a_typed_place_leads_to_the_page(website: RunningWebsite, place: str) -> None:
    client = await website.client()
    for path in (f"/{place}", f"/{place}/"):
        for method in ("GET", "HEAD"):
            answer = await client.request(method, path, headers={"Accept": CHROME})
            assert (answer.status_code, answer.headers["location"]) == (302, f"/#/{place}")
            assert answer.headers["vary"] == "Accept"
            assert answer.headers["cache-control"] == "no-cache"


async def test_what_came_with_a_place_stays_with_it(website: RunningWebsite) -> None:
    client = await website.client()
    answer = await client.get("/week?day=2026-12-03&n=4", headers={"Accept": CHROME})
    assert answer.headers["location"] == "/#/week?day=2026-12-03&n=4"
    long = await client.get(f"/week?{'x' * 2000}", headers={"Accept": CHROME})
    assert long.headers["location"] == "/#/week"


async def test_an_unknown_address_is_a_page_for_people(website: RunningWebsite) -> None:
    client = await website.client()
    for path in ("/nothing", "/availability/x", "/%2f%2fevil.example", "/apis", "/docs"):
        answer = await client.get(path, headers={"Accept": FIREFOX})
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.text == "<!doctype html><title>Nothing here</title>"
        assert answer.headers["vary"] == "Accept, Accept-Language, Cookie"
        head = await client.head(path, headers={"Accept": FIREFOX})
        assert (head.status_code, head.content) == (404, b"")
        assert head.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("accept", PROGRAMS)
async def test_programs_get_json(website: RunningWebsite, accept: str) -> None:
    client = await website.client()
    for path in ("/nothing", "/availability", "/assets/gone.js"):
        answer = await client.get(path, headers={"Accept": accept})
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"
        assert (await client.head(path, headers={"Accept": accept})).status_code == 404


async def test_the_api_speaks_json_whoever_asks(website: RunningWebsite) -> None:
    client = await website.client()
    for path in ("/api", "/api/", "/api/nothing", "/auth", "/auth/nothing", "/auth/me"):
        answer = await client.get(path, headers={"Accept": CHROME})
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()["code"] in ("not_found", "not_signed_in")


async def test_only_reading_is_for_people(website: RunningWebsite) -> None:
    client = await website.client()
    for path in ("/availability", "/nothing"):
        answer = await client.post(path, headers={"Accept": CHROME})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    refused = await client.post("/", headers={"Accept": CHROME})
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")


async def test_the_page_of_no_address_has_none_itself(website: RunningWebsite) -> None:
    client = await website.client()
    assert (await client.get("/not-found.html")).status_code == 404


async def test_without_a_built_page_there_is_json(database_url: str, tmp_path: Path) -> None:
    async with running_website(settings_for(database_url), page=tmp_path / "none") as website:
        client = await website.client()
        answer = await client.get("/nothing", headers={"Accept": CHROME})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
