"""The front door of the benchmark still does the work that it measures."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from bench.data import Community, fill_community
from bench.front_door import FrontDoorBench, FrontDoorPace
from bench.servers import CannotMeasure, start_website
from muster.clock import local_date, utc_now
from muster.settings import load_settings
from tests.support.running.bot import zone_where_it_is_noon
from tests.support.running.database_reset import in_a_loop_of_its_own

PEOPLE = 12
PACE = FrontDoorPace(presses=2, bursts=1, crowds=1, burst=3, crowd=4, warm_ups=1)


@pytest.fixture
def community(database_url: str) -> Community:
    made: list[Community] = []

    async def make() -> None:
        now = datetime.now(UTC)
        today = local_date(now, load_settings(env_file=None).zone)
        made.append(await fill_community(database_url, PEOPLE, today, now))

    in_a_loop_of_its_own(make())
    return made[0]


@pytest.fixture
def bench(community: Community, tmp_path: Path) -> Generator[FrontDoorBench, None, None]:
    zone = zone_where_it_is_noon(utc_now()).key
    web = start_website(community.url, tmp_path, AVAILABILITY_PROMOTION_TIMEZONE=zone)
    try:
        web.wait_until_listening()
        yield FrontDoorBench(community, web, zone, tmp_path, Console(quiet=True), PACE)
    finally:
        web.stop()


def test_presses_and_answers_are_timed_until_others_see_them(bench: FrontDoorBench) -> None:
    word, page, direct, shown, crowd = bench.measure(None)
    assert word.what == "a press on Discord, until its first word"
    assert page.what == "a press on Discord, until an open page is told"
    assert direct.what == "a press in a direct message, until an open page is told"
    assert shown.what == "an answer on the website, until Discord shows it"
    assert crowd.what == "4 people press at once, until the last first word"
    assert all(each.value > 0 and each.unit == "ms" for each in (word, page, direct, shown, crowd))
    assert "median of 2" in word.note
    assert "median of 2" in page.note
    assert "median of 2" in direct.note
    assert "median of 3" in shown.note
    assert "of 4 first words" in crowd.note


def test_people_who_are_missing_are_no_measurement(bench: FrontDoorBench) -> None:
    bench.pace = replace(PACE, crowd=PEOPLE)
    with pytest.raises(CannotMeasure, match="12 people are too few"):
        bench.measure(None)
