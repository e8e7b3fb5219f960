"""The API's own description is made once, beside the event loop, and its bytes are kept."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx2
import pytest

from tests.support.running.websites import RunningWebsite
from website.backend import api_document

DOCUMENT = "/api/openapi.json"


class Makings:
    """The threads in which the document was made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.threads: list[int] = []
        self.trouble: Exception | None = None
        self._original = api_document.get_openapi
        monkeypatch.setattr(api_document, "get_openapi", self._make)

    def _make(self, **options: Any) -> dict[str, Any]:
        self.threads.append(threading.get_ident())
        if self.trouble is not None:
            raise self.trouble
        return self._original(**options)


@pytest.fixture
def makings(monkeypatch: pytest.MonkeyPatch) -> Makings:
    return Makings(monkeypatch)


async def raw(client: httpx2.AsyncClient, **headers: str) -> tuple[httpx2.Response, bytes]:
    async with client.stream("GET", DOCUMENT, headers=headers) as answer:
        return answer, b"".join([part async for part in answer.aiter_raw()])


async def test_it_is_made_once_for_all_and_beside_the_loop(
    website: RunningWebsite, makings: Makings
) -> None:
    client = await website.client()
    answers = await asyncio.gather(*(client.get(DOCUMENT) for _ in range(5)))
    answers.append(await client.get(DOCUMENT))
    assert {each.status_code for each in answers} == {200}
    assert len({each.content for each in answers}) == 1
    assert len(makings.threads) == 1
    assert makings.threads[0] != threading.get_ident()


async def test_each_form_has_a_strong_etag_of_its_own_and_is_not_sent_twice(
    website: RunningWebsite,
) -> None:
    client = await website.client()
    etags: list[str] = []
    for coding in ("identity", "gzip"):
        answer, body = await raw(client, **{"Accept-Encoding": coding})
        again, same = await raw(client, **{"Accept-Encoding": coding})
        assert body == same
        etag = answer.headers["etag"]
        assert etag == again.headers["etag"]
        assert etag.startswith('"')
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["vary"] == "Accept-Encoding"
        known, nothing = await raw(client, **{"Accept-Encoding": coding, "If-None-Match": etag})
        assert (known.status_code, nothing) == (304, b"")
        assert known.headers["etag"] == etag
        etags.append(etag)
    assert len(set(etags)) == 2


async def test_where_it_failed_the_next_one_who_asks_tries_again(
    website: RunningWebsite, makings: Makings
) -> None:
    client = await website.client()
    makings.trouble = RuntimeError("no memory")
    assert (await client.get(DOCUMENT)).status_code == 500
    makings.trouble = None
    assert (await client.get(DOCUMENT)).status_code == 200
    assert len(makings.threads) == 2
