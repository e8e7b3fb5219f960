"""In which language the page is sent: chosen, else the browser's, else the community's."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import settings_for

HTML = {"Accept": "text/html"}


@pytest.fixture
def page(page: Path) -> Path:
    """A page that is built in Slovenian, too, but not in German."""
    for name in ("index", "not-found"):
        (page / f"{name}.sl.html").write_text(f'<!doctype html><html lang="sl"><title>{name}')
    (page / "index.sl.html.br").write_bytes(b"brotli bytes")
    for name in ("manifest.webmanifest", "manifest.sl.webmanifest"):
        (page / name).write_text('{"name": "Muster", "description": "' + name + '"}')
    return page


@pytest.mark.parametrize(
    ("accept", "cookie", "language"),
    [
        ("", "", "en"),
        ("fr, xx;q=0.5", "", "en"),
        ("sl-SI,sl;q=0.9,en;q=0.8", "", "sl"),
        ("en;q=0.5, SL", "", "sl"),
        ("sl", "en", "en"),
        ("en-GB", "sl", "sl"),
        ("sl", "fr", "sl"),
        ("sl", "", "sl"),
        ("\xff;;q=,sl", "", "sl"),
    ],
)
async def test_the_page_is_sent_in_the_readers_language(
    website: RunningWebsite, accept: str, cookie: str, language: str
) -> None:
    client = await website.client()
    headers = {b"Accept-Language": accept.encode("latin-1"), b"Accept": b"text/html"}
    if cookie:
        headers[b"Cookie"] = f"a=b; muster_language={cookie}; c=d".encode()
    for path, status in (("/", 200), ("/nowhere", 404)):
        answer = await client.get(path, headers=headers)
        assert answer.status_code == status
        assert ('lang="sl"' in answer.text) == (language == "sl")
        assert answer.headers["content-language"] == language
        assert {"Accept-Language", "Cookie"} <= set(answer.headers["vary"].split(", "))


async def test_each_language_has_its_own_copies_and_mark(website: RunningWebsite) -> None:
    client = await website.client()
    english = await client.get("/", headers={"Accept-Language": "en"})
    slovenian = await client.get("/", headers={"Accept-Language": "sl"})
    assert english.headers["etag"] != slovenian.headers["etag"]
    known = {"If-None-Match": slovenian.headers["etag"]}
    same = await client.get("/", headers={"Accept-Language": "sl", **known})
    assert (same.status_code, same.headers["content-language"]) == (304, "sl")
    assert (await client.get("/", headers={"Accept-Language": "en", **known})).status_code == 200
    brotli = {"Accept-Language": "sl", "Accept-Encoding": "br"}
    async with client.stream("GET", "/index.sl.html", headers=brotli) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert (answer.headers["content-encoding"], raw) == ("br", b"brotli bytes")
    # What says how tonight stands is packed here, which knows gzip alone.
    packed = await client.get("/", headers=brotli | {"Accept-Encoding": "br, gzip"})
    assert (packed.headers["content-encoding"], packed.text) == ("gzip", slovenian.text)


async def test_what_is_named_with_its_language_is_what_it_says(website: RunningWebsite) -> None:
    client = await website.client()
    page = await client.get("/index.sl.html", headers={"Accept-Language": "en"})
    assert 'lang="sl"' in page.text
    assert "content-language" not in page.headers
    assert page.headers["vary"] == "Accept-Encoding"
    manifest = (await client.get("/manifest.sl.webmanifest")).json()
    assert manifest["name"] == website.settings.community_name
    assert manifest["description"] == "manifest.sl.webmanifest"
    assert (await client.get("/not-found.sl.html")).status_code == 404


async def test_a_language_that_the_page_is_not_built_in_is_english(website: RunningWebsite) -> None:
    client = await website.client()
    answer = await client.get("/", headers={"Accept-Language": "de"})
    assert answer.text.startswith("<!doctype html><meta ")
    assert answer.text.endswith("<title>Muster</title>")


@pytest.fixture
async def slovenians(database_url: str, page: Path) -> AsyncGenerator[RunningWebsite, None]:
    settings = settings_for(database_url, muster_language="sl")
    async with running_website(settings, page=page) as running:
        yield running


async def test_callers_who_say_nothing_read_the_communitys(slovenians: RunningWebsite) -> None:
    client = await slovenians.client()
    for accept, language in (("", "sl"), ("fr", "sl"), ("en", "en")):
        answer = await client.get("/", headers={"Accept-Language": accept})
        assert answer.headers["content-language"] == language
    lost = await client.get("/nowhere", headers={**HTML, "Accept-Language": "fr"})
    assert 'lang="sl"' in lost.text
