"""The page's benchmark still does the work that it measures."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from bench.data import Community, fill_community
from bench.page import TONIGHT, PageBench
from bench.page_visit import Line
from bench.servers import start_website
from muster.clock import local_date, utc_now
from tests.support.running.bot import zone_where_it_is_noon
from tests.support.running.database_reset import in_a_loop_of_its_own

PEOPLE = len(TONIGHT) + 6
HERE = Line("here", bits=1e9, latency=0, slower=1)
ZONE = zone_where_it_is_noon(utc_now())


@pytest.fixture
def community(database_url: str) -> Community:
    made: list[Community] = []

    async def make() -> None:
        now = datetime.now(UTC)
        made.append(await fill_community(database_url, PEOPLE, local_date(now, ZONE), now))

    in_a_loop_of_its_own(make())
    return made[0]


@pytest.fixture
def bench(community: Community, tmp_path: Path) -> Generator[PageBench, None, None]:
    web = start_website(community.url, tmp_path, AVAILABILITY_PROMOTION_TIMEZONE=ZONE.key)
    try:
        web.wait_until_listening()
        yield PageBench(community, web, Console(quiet=True), 1, HERE, HERE, quiet=0.5)
    finally:
        web.stop()


def test_the_page_is_timed_and_weighed_on_both_visits(bench: PageBench) -> None:
    found: dict[str, float] = {}

    async def measure() -> None:
        found.update({each.what: each.value for each in await bench.measure()})

    in_a_loop_of_its_own(measure())
    assert found.keys() == {
        "here: tonight answerable, first visit",
        "here: tonight answerable, second visit",
        "here: LCP, first visit",
        "here: LCP, second visit",
        "here: INP of an answer",
        "CLS of a load",
        "CLS of an answer, and of the sixth coming",
        "JavaScript at rest on Tonight, signed in",
        "JavaScript of the first load",
        "requests to the API on a first visit",
    }
    assert all(
        value > 0 for what, value in found.items() if not what.startswith(("CLS", "here: INP"))
    )
