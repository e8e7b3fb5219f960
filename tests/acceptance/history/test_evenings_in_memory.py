"""`GET /api/evenings` is made once for everybody, until a record changes; other ranges in turn."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite, becomes, counted_statements, eventually
from tests.support.scenes.community import TODAY
from tests.support.scenes.recorded_evenings import EVENINGS, YESTERDAY, add_record, close
from website.backend import past_evenings
from website.backend.turns import MOST_WAITING_AN_ADDRESS


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """In which threads answers were made."""
    found: list[int] = []
    original: Callable[..., Any] = getattr(past_evenings, "_packed")  # noqa: B009 it is private, and wrapped

    def packed(*args: Any) -> Any:
        found.append(threading.get_ident())
        return original(*args)

    monkeypatch.setattr(past_evenings, "_packed", packed)
    return found


async def dates(client: httpx2.AsyncClient, query: str = "") -> list[str]:
    answer = await client.get(f"{EVENINGS}{query}")
    assert answer.status_code == 200, answer.text
    return [each["date"] for each in answer.json()["evenings"]]


async def test_the_usual_range_is_made_once_for_everybody(
    website: RunningWebsite, callers: Callers, threads: list[int]
) -> None:
    await add_record(website)
    await website.heard_everything()
    with counted_statements(website) as statements:
        found = await asyncio.gather(*(dates(callers.anonymous) for _ in range(10)))
        for client in callers.linked:
            found.append(await dates(client))
        found.append(await dates(callers.anonymous, f"?from=2026-05-22&to={TODAY}"))
    assert found == [[str(YESTERDAY)]] * len(found)
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()
    viewers = len(callers.linked)  # whose sessions may have been looked up
    assert len(statements) <= 1 + viewers


async def test_a_change_of_a_record_is_seen(
    website: RunningWebsite, callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past_evenings, "monotonic", lambda: 100.0)  # so not for its age
    client = callers.anonymous
    assert await dates(client) == []
    await add_record(website)
    await becomes(lambda: dates(client), [str(YESTERDAY)])


async def test_who_closes_an_evening_sees_it_at_once(
    website: RunningWebsite, callers: Callers
) -> None:
    await add_record(website, told_by=None, most_in_voice=None, played=None, came=None)
    await dates(callers.promoter)
    assert (await close(callers.promoter, played=True))[0] == 200
    (evening,) = (await callers.promoter.get(EVENINGS)).json()["evenings"]
    assert evening["played"] is True


async def test_memory_is_not_believed_while_notices_do_not_arrive(
    website: RunningWebsite, callers: Callers, threads: list[int]
) -> None:
    await dates(callers.anonymous)
    await website.parts.listener.stop()
    await add_record(website)
    assert await dates(callers.anonymous) == [str(YESTERDAY)]
    await dates(callers.anonymous)
    assert len(threads) == 3


async def test_what_is_being_made_is_not_shared_while_notices_do_not_arrive(
    website: RunningWebsite, callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go, asked, read = asyncio.Event(), 0, 0
    original_read = past_evenings.PastEvenings.read
    original_history = past_evenings.service.read_history

    async def counted(*args: Any) -> Any:
        nonlocal asked
        asked += 1
        return await original_read(*args)

    async def held(*args: Any) -> Any:
        nonlocal read
        found = await original_history(*args)
        read += 1
        await let_go.wait()
        return found

    monkeypatch.setattr(past_evenings.PastEvenings, "read", counted)
    monkeypatch.setattr(past_evenings.service, "read_history", held)
    await website.parts.listener.stop()
    early = asyncio.create_task(dates(callers.anonymous))
    await eventually(lambda: read == 1)
    await add_record(website)
    late = asyncio.create_task(dates(callers.anonymous))
    await eventually(lambda: asked == 2)
    let_go.set()
    assert (await early, await late) == ([], [str(YESTERDAY)])


async def test_what_no_notice_tells_is_not_kept_for_more_than_a_minute(
    website: RunningWebsite, callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(past_evenings, "monotonic", lambda: now)
    await add_record(website, told_by="voice", enough_minutes=1, played=None, closed_at=None)
    await dates(callers.anonymous)
    await website.sql.execute("UPDATE evening_records SET enough_minutes = 2")
    now += past_evenings.KEPT_SECONDS
    (evening,) = (await callers.anonymous.get(EVENINGS)).json()["evenings"]
    assert evening["enough_minutes"] == 2


async def test_midnight_is_another_range(
    website: RunningWebsite, callers: Callers, clock: Any
) -> None:
    assert (await callers.anonymous.get(EVENINGS)).json()["to"] == str(TODAY)
    clock.shift(timedelta(days=1))
    found = (await callers.anonymous.get(EVENINGS)).json()
    assert found["to"] == str(TODAY + timedelta(days=1))


async def test_it_is_sent_compressed_and_once(website: RunningWebsite, callers: Callers) -> None:
    for number in range(10):
        await add_record(website, YESTERDAY - timedelta(days=number))
    client = callers.anonymous
    plain = await client.get(EVENINGS, headers={"Accept-Encoding": "identity"})
    packed = await client.get(EVENINGS, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    etag = packed.headers["etag"]
    assert (await client.get(EVENINGS, headers={"If-None-Match": etag})).status_code == 304


# --- other ranges ---------------------------------------------------------------------------------


async def test_one_address_has_its_share_of_other_ranges(callers: Callers) -> None:
    client = callers.anonymous
    statuses = [
        (await client.get(f"{EVENINGS}?to=2026-{number % 9 + 1:02}-01")).status_code
        for number in range(61)
    ]
    assert statuses == [200] * 60 + [429]
    assert await dates(client) == [], "what pages read is not counted"


async def test_other_ranges_come_one_after_another(
    callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go, under_way, most = asyncio.Event(), 0, 0
    original = past_evenings.service.read_history

    async def held(*args: Any) -> Any:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await let_go.wait()
        under_way -= 1
        return await original(*args)

    client = callers.anonymous
    await dates(client)
    monkeypatch.setattr(past_evenings.service, "read_history", held)
    reads = [
        asyncio.create_task(client.get(f"{EVENINGS}?to=2026-0{number + 1}-01"))
        for number in range(MOST_WAITING_AN_ADDRESS)
    ]
    await eventually(lambda: under_way == 1)
    refused = await client.get(f"{EVENINGS}?to=2026-09-01")
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert await dates(client) == [], "what pages read does not wait for them"
    let_go.set()
    assert {(await each).status_code for each in reads} == {200}
    assert most == 1


async def test_one_evening_is_not_read_without_limit(callers: Callers) -> None:
    statuses = [
        (await callers.promoter.get(f"{EVENINGS}/{YESTERDAY}")).status_code for _ in range(121)
    ]
    assert statuses == [200] * 120 + [429]
    assert (await callers.player.get(f"{EVENINGS}/{YESTERDAY}")).status_code == 200
