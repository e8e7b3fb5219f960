"""The soak still does what it says, on one day: processes on its clock, traffic and samples."""

from __future__ import annotations

import io
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import httpx2
import pytest
from rich.console import Console

import bench.soak
from bench.slopes import Sample
from bench.soak import ALLOWED, ENOUGH_DAYS, Soak, Told, run_days, show
from bench.soak_scene import NAMED
from tests.support.fakes.chats import fake_chats
from tests.support.running.patience import PATIENCE


@pytest.fixture(autouse=True)
def clock() -> None:
    """The processes go from the true time on, so this test keeps it too."""


def logs_in(folder: Path) -> dict[str, str]:
    return {log.name: log.read_text(encoding="utf-8") for log in folder.glob("*.log")}


async def test_a_day_of_it(database_url: str, tmp_path: Path) -> None:
    told = await run_days(database_url, tmp_path, 1, 1, Console(quiet=True))
    # Every person of theirs was reminded, and a campaign ran: the clock went through the day.
    assert told.messages > bench.soak.PEOPLE
    assert told.outcomes.keys() <= {"sent", "skipped", "failed", "unknown"}
    assert told.answers[200] > 50
    assert not [status for status in told.answers if 400 <= status < 500 and status != 409]
    assert told.events
    # Another one where the bot that was started anew leads by the day's end.
    assert set(told.troubles[0].split(", ")) == {"a bot killed"}
    assert {what for _, what in told.samples} == ALLOWED.keys()
    assert {process for process, _ in told.samples} == {"web", "bot", "all"}
    assert all(each[0].value > 0 for each in told.samples.values())
    # Everything that is logged of a day, at its most talkative, names nobody but by an id.
    logs = logs_in(tmp_path)
    assert logs.keys() == {"web.log", "bot.log", "another bot.log"}
    assert '"route":"/api/availability/promotions/campaigns"' in logs["web.log"]
    assert '"event":"leads"' in logs["bot.log"]
    for name, log in logs.items():
        for word in NAMED:
            assert word.casefold() not in log.casefold(), (name, word)
    # One day is none to judge by, so it does not pass for one on which nothing grew.
    assert not show(told, Console(quiet=True))
    assert not any(each.judged for each in told.slopes())


async def test_what_stays_behind_each_day_is_found(database_url: str, tmp_path: Path) -> None:
    """Pages and connections that are let go, and the same ones kept, in a website that runs."""
    sound, leaking = Told(ENOUGH_DAYS, 1.0), Told(ENOUGH_DAYS, 1.0)
    async with AsyncExitStack() as stack:
        sql = await asyncpg.connect(database_url)
        stack.push_async_callback(sql.close)
        soak = Soak(database_url, tmp_path, stack.enter_context(fake_chats()), sql)
        stack.push_async_callback(soak.stop)
        await soak.start_web()
        client = await stack.enter_async_context(httpx2.AsyncClient(base_url=soak.address))

        async def a_day(day: int, told: Told, until: AsyncExitStack) -> None:
            page = client.stream("GET", "/api/availability/events", timeout=PATIENCE)
            assert (await until.enter_async_context(page)).status_code == 200
            named = {"application_name": "muster web"}
            connection = await asyncpg.connect(database_url, server_settings=named)
            until.push_async_callback(connection.close)
            if until is not stack:
                await until.aclose()
            await soak.sample(day, told)

        for day in range(ENOUGH_DAYS):
            await a_day(day, sound, AsyncExitStack())
        for day in range(ENOUGH_DAYS):
            await a_day(day, leaking, stack)
    quiet = Console(quiet=True)
    assert show(sound, quiet), [each for each in sound.slopes() if each.fails]
    assert not show(leaking, quiet)
    found = {each.what for each in leaking.slopes() if each.fails}
    assert found == {"all: database connections", "web: open files", "web: tasks"}


@pytest.mark.parametrize(("days", "passes"), [(ENOUGH_DAYS - 1, False), (ENOUGH_DAYS, True)])
def test_too_few_days_are_said_and_no_success(days: int, passes: bool) -> None:
    samples = [Sample(day, 40) for day in range(days)]
    told = Told(days, seconds=60.0, samples={("web", "memory"): samples})
    out = io.StringIO()
    assert show(told, Console(file=out, width=120)) is passes
    assert (f"{days} days are too few, 10 are enough" in out.getvalue()) is not passes
