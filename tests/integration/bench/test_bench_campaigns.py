"""The campaigns of the benchmark still do the work that they measure."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bench.campaign_data import check_sent, day_of_campaign, opt_in, schedule_start
from bench.campaign_worker import CampaignOrder, read_order
from bench.campaigns import CampaignPace, Paced, Punctuality, Requests, new_audience
from bench.campaigns import promoters as choose_promoters
from bench.data import Community, fill_community
from bench.fan_out_data import Audience
from bench.servers import CannotMeasure, ServerProcess, start_website
from muster.clock import local_date
from muster.settings import load_settings
from tests.support.running.database_reset import in_a_loop_of_its_own

PEOPLE, CANDIDATES, PROMOTERS = 80, 40, 3
PACE = CampaignPace(requests=2, firsts=1, paced=1)


@pytest.fixture
def community(database_url: str) -> Community:
    made: list[Community] = []

    async def make() -> None:
        now = datetime.now(UTC)
        today = local_date(now, load_settings(env_file=None).zone)
        made.append(await fill_community(database_url, PEOPLE, today, now))
        await opt_in(made[0], CANDIDATES, now)

    in_a_loop_of_its_own(make())
    return made[0]


@pytest.fixture
def promoters(community: Community) -> dict[int, str]:
    return choose_promoters(community, PROMOTERS)


@pytest.fixture
def web(
    community: Community, promoters: dict[int, str], tmp_path: Path
) -> Generator[ServerProcess, None, None]:
    may = ",".join(promoters.values())
    started = start_website(community.url, tmp_path, PROMOTER_DISCORD_IDS=may)
    try:
        started.wait_until_listening()
        yield started
    finally:
        started.stop()


def new_audience_of(url: str, people: int) -> Audience:
    made: list[Audience] = []

    async def make() -> None:
        made.append(await new_audience(url, people, PACE, datetime.now(UTC)))

    in_a_loop_of_its_own(make())
    return made[0]


def test_previews_and_creations_find_all_candidates(
    community: Community, promoters: dict[int, str], web: ServerProcess
) -> None:
    first, *others = promoters
    with closing(Requests(community, web, others, CANDIDATES)) as requests:
        preview, creation = requests.time(len(others))
    assert preview.what == "a preview for 40 candidates"
    assert "median of 2" in preview.note
    assert "median of 2" in creation.note
    # One who is missing is no measurement.
    with (
        closing(Requests(community, web, [first], CANDIDATES + 1)) as requests,
        pytest.raises(CannotMeasure, match="of 41 candidates"),
    ):
        requests.time(1)


def test_first_and_last_messages_are_timed(database_url: str, tmp_path: Path) -> None:
    audience = new_audience_of(database_url, 20)
    punctuality = Punctuality(tmp_path, audience.url, Console(quiet=True), PACE)
    first = punctuality.first(audience, 20)
    assert first.what == "first message to 20 after their start job is due"
    assert "median of 1" in first.note
    for kind in ("discord", "telegram"):
        last = punctuality.last(audience, Paced(kind, 30, 10))
        assert "of 0.33 s by the rate" in last.note
    assert punctuality.past == 3


async def test_a_message_that_is_missing_is_no_measurement(database_url: str, sql: Any) -> None:
    now = datetime.now(UTC)
    audience = await new_audience(database_url, 2, PACE, now)
    campaign = await schedule_start(sql, day_of_campaign(audience, 0), 2, now, now)
    with pytest.raises(CannotMeasure, match="of 2 start messages 0 are sent"):
        await check_sent(sql, campaign, 2)


async def test_an_order_survives_its_way_to_the_worker(database_url: str) -> None:
    audience = await new_audience(database_url, 1, PACE, datetime.now(UTC))
    order = CampaignOrder(audience, 1, past=2, times=3, paced="telegram")
    assert read_order(order.encoded()) == order
