"""Reads of days that memory does not keep: beside the loop, one at a time; no hot day goes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest
import time_machine

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite, counted_statements, eventually
from tests.support.scenes.community import TODAY
from tests.support.scenes.speaking import AVAILABILITY, read, say
from website.backend.turns import MOST_WAITING_AN_ADDRESS

LONGEST = 180


def range_from(first: date, length: int = LONGEST) -> str:
    return f"from={first}&to={first + timedelta(days=length - 1)}&include_users=true"


def long_past(number: int = 0) -> str:
    return range_from(TODAY - timedelta(days=400 + number))


class Calculations:
    """Which threads the calculations of a name ran in."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *places: str) -> None:
        self.threads: list[int] = []
        for place in places:
            module, _, name = place.rpartition(".")
            original: Callable[..., Any] = getattr(pytest.importorskip(module), name)
            monkeypatch.setattr(place, self._noting(original))

    def _noting(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def calculate(*args: Any, **kwargs: Any) -> Any:
            self.threads.append(threading.get_ident())
            return original(*args, **kwargs)

        return calculate

    @property
    def beside_the_loop(self) -> bool:
        return bool(self.threads) and threading.get_ident() not in self.threads


class HeldReads:
    """Cold statements that wait until they are let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from muster.availability import service

        self.begun = 0
        self.under_way = 0
        self.most_at_once = 0
        self.go_on = asyncio.Event()
        original = service.read_status_groups

        async def held(*args: Any, **kwargs: Any) -> Any:
            self.begun += 1
            self.under_way += 1
            self.most_at_once = max(self.most_at_once, self.under_way)
            try:
                await self.go_on.wait()
                return await original(*args, **kwargs)
            finally:
                self.under_way -= 1

        monkeypatch.setattr("muster.availability.service.read_status_groups", held)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> HeldReads:
    return HeldReads(monkeypatch)


# --- what is hot ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "",
        "include_users=true",
        range_from(TODAY, 5),  # what the page shows
        range_from(TODAY, 31),
        range_from(TODAY, 91),  # all that can be answered for
        range_from(TODAY, LONGEST),
        range_from(TODAY - timedelta(days=31), 1),
        range_from(TODAY + timedelta(days=90), 1),
        "from=2026-11-01&to=2026-11-30",  # the calendar's month
        "from=2027-02-01&to=2027-02-28",
    ],
)
async def test_what_pages_read_stays_in_memory_whatever_else_is_read(
    callers: Callers, website: RunningWebsite, query: str
) -> None:
    await website.heard_everything()
    await read(callers.player, query)
    for number in range(12):
        await read(callers.admin, long_past(number * 200))
        await read(callers.anonymous, range_from(TODAY + timedelta(days=100 + number), 100))
        past = TODAY - timedelta(days=100 + number)
        await callers.anonymous.get(f"/api/planning/today?date={past}")
    with counted_statements(website) as sent:
        await read(callers.player, query)
    assert sent == []


@pytest.mark.parametrize(
    "query",
    [
        long_past(),
        range_from(TODAY - timedelta(days=32), 1),
        range_from(TODAY - timedelta(days=32), 40),
        range_from(TODAY + timedelta(days=120), 62),
        range_from(TODAY + timedelta(days=1000)),
        range_from(TODAY + timedelta(days=1), 61),  # one of thousands of long ranges ahead
        range_from(TODAY, 62),
        range_from(TODAY, 179),
        range_from(TODAY - timedelta(days=3), 8),
        range_from(TODAY - timedelta(days=90)),
    ],
)
async def test_what_nobodys_page_reads_is_encoded_beside_the_loop(
    callers: Callers, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calculations = Calculations(monkeypatch, "website.backend.cold_reads._encoded")
    for client in (callers.anonymous, callers.unlinked, callers.player):
        await read(client, query)
    assert len(calculations.threads) == 3
    assert calculations.beside_the_loop


async def test_hot_answers_do_not_wait_for_cold_ones(callers: Callers, held: HeldReads) -> None:
    await read(callers.player)
    cold = asyncio.create_task(read(callers.admin, long_past()))
    await eventually(lambda: held.begun == 1)
    await say(callers.player, "LOOKING")
    assert (await read(callers.player))["days"][0]["my_status"] == "LOOKING"
    assert not cold.done()
    held.go_on.set()
    await cold


async def test_a_cold_answer_is_always_the_present_one(callers: Callers) -> None:
    query = range_from(TODAY - timedelta(days=90))
    first = await callers.player.get(f"{AVAILABILITY}?{query}")
    same = {"If-None-Match": first.headers["etag"]}
    assert (await callers.player.get(f"{AVAILABILITY}?{query}", headers=same)).status_code == 304
    await say(callers.player, "MAYBE")
    second = await callers.player.get(f"{AVAILABILITY}?{query}", headers=same)
    assert second.json()["days"][90]["my_status"] == "MAYBE"
    assert second.json()["days"][90]["users_by_status"]["MAYBE"][0]["display_name"] == "Shade"


# --- one at a time --------------------------------------------------------------------------------


async def test_one_cold_read_after_another(callers: Callers, held: HeldReads) -> None:
    reads = [
        asyncio.create_task(read(client, long_past(number)))
        for number, client in enumerate((callers.anonymous, callers.player, callers.admin))
    ]
    await eventually(lambda: held.begun == 1)
    held.go_on.set()
    await asyncio.gather(*reads)
    assert (held.begun, held.most_at_once) == (3, 1)


async def test_who_goes_away_leaves_the_turn_to_the_next(
    website: RunningWebsite, callers: Callers, held: HeldReads
) -> None:
    leaving = asyncio.create_task(read(callers.player, long_past()))
    await eventually(lambda: held.begun == 1)
    waiting = asyncio.create_task(read(callers.player, long_past(1)))
    await eventually(lambda: website.parts.answers.cold_reads.waiting == 2)
    leaving.cancel()
    await eventually(lambda: held.begun == 2)
    held.go_on.set()
    assert len((await waiting)["days"]) == LONGEST


async def test_nothing_is_read_for_somebody_who_is_gone(
    website: RunningWebsite, callers: Callers, held: HeldReads
) -> None:
    held.go_on.set()
    messages = iter([{"type": "http.request", "body": b""}, {"type": "http.disconnect"}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(messages, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": AVAILABILITY,
        "raw_path": AVAILABILITY.encode(),
        "query_string": long_past().encode(),
        "headers": [],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8000),
        "root_path": "",
    }
    next(messages)  # the server has handed out the request
    await website.app(scope, receive, send)
    assert held.begun == 0
    await read(callers.anonymous, long_past())
    assert held.begun == 1


# --- for each address -----------------------------------------------------------------------------


async def test_one_address_has_only_so_many_waiting(
    website: RunningWebsite, callers: Callers, held: HeldReads
) -> None:
    reads = [
        asyncio.create_task(read(callers.player, long_past(number)))
        for number in range(MOST_WAITING_AN_ADDRESS)
    ]
    await eventually(lambda: website.parts.answers.cold_reads.waiting == MOST_WAITING_AN_ADDRESS)
    refused = await callers.player.get(f"{AVAILABILITY}?{long_past()}")
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert int(refused.headers["retry-after"]) >= 1
    elsewhere = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(website.app, client=("192.0.2.7", 1)),
        base_url="http://127.0.0.1:8000",
    )
    other = asyncio.create_task(elsewhere.get(f"{AVAILABILITY}?{long_past()}"))
    held.go_on.set()
    await asyncio.gather(*reads)
    assert (await other).status_code == 200
    await elsewhere.aclose()
    await read(callers.player, long_past())


async def test_one_address_has_its_share_of_a_minute(
    callers: Callers, clock: time_machine.Traveller
) -> None:
    for number in range(30):
        await read(callers.player, long_past(number))
    refused = await callers.anonymous.get(f"{AVAILABILITY}?{long_past()}")
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    await read(callers.anonymous)
    await read(callers.player)
    clock.shift(timedelta(seconds=61))
    await read(callers.anonymous, long_past())


# --- others of the kind ---------------------------------------------------------------------------


async def test_suggestions_are_ranked_beside_the_loop(
    website: RunningWebsite, callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    await website.sql.execute(
        """
        INSERT INTO players (guid, name, canonical_name, origin)
        SELECT 'n' || n, '^1Newcomer' || n, 'Newcomer' || n, 'imported'
          FROM generate_series(1, 3000) AS n;
        INSERT INTO player_aliases (guid, alias, canonical_alias)
        VALUES ('n7', 'newcomer', 'newcomer'), ('n7', '^2x', 'x'), ('n9', 'y', 'y')
        """
    )
    calculations = Calculations(
        monkeypatch, "muster.identity.service.suggest", "muster.identity.player_store.Player"
    )
    found = (await callers.unlinked.get("/auth/players/suggestions")).json()
    assert len(calculations.threads) > 3000, "also the players are made there"
    assert calculations.beside_the_loop
    assert found["suggestions"][0]["guid"] == "n7"
    assert len(found["suggestions"]) == 12


async def test_suggestions_without_any_player(callers: Callers, website: RunningWebsite) -> None:
    await website.sql.execute("TRUNCATE user_player_links, players CASCADE")
    found = (await callers.unlinked.get("/auth/players/suggestions")).json()
    assert (found["suggestions"], found["ambiguous"]) == ([], False)


async def test_teams_are_balanced_beside_the_loop(
    callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    calculations = Calculations(
        monkeypatch, "muster.planning.balancer.balance", "muster.planning.repair.rebalance"
    )
    for client in callers.linked:
        await say(client, "LOOKING")
    one, other = [
        (await client.get("/auth/me")).json()["website_user_id"]
        for client in (callers.player, callers.admin)
    ]
    for body in ({}, {"keep": {"side_a": [one], "side_b": [other]}}):
        answer = await callers.admin.post("/api/planning/today/balanced-teams", json=body)
        assert answer.status_code == 200, answer.text
    assert len(calculations.threads) == 2
    assert calculations.beside_the_loop
