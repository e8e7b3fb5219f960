"""Campaigns aim at the start as it is planned: a rule of the weekday that moves it moves them."""

from __future__ import annotations

from datetime import datetime, time

from muster.promotions.rules import REMINDER_LEFT_OUT
from tests.support.scenes.campaigns import DAY, CampaignEvening, at


async def rule(
    evening: CampaignEvening, start: time | None = None, *, session: bool = True
) -> None:
    """What an admin says of the evening's weekday."""
    await evening.sql.execute(
        "INSERT INTO evening_rules (weekday, session, starts_at, updated_at)"
        " VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (weekday) DO UPDATE SET session = $2, starts_at = $3",
        DAY.weekday(),
        session,
        start,
        evening.now,
    )


async def times(evening: CampaignEvening, promoter: int) -> list[datetime]:
    return [job.run_at for job in (await evening.campaign(promoter)).jobs]


async def test_all_jobs_move_with_the_start(evening: CampaignEvening) -> None:
    promoter, *_ = await evening.add_people(3)
    await evening.promote(promoter)
    await rule(evening, time(21, 30))
    due = await evening.tick(at(20, 20))
    assert await times(evening, promoter) == [at(21, 15), at(21, 30), at(21, 30, 30)]
    assert due < at(21, 15)
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    assert evening.discord.sent == []
    await evening.tick(at(21, 15))
    assert len(evening.discord.sent) == 3
    start = f"<t:{int(at(21, 30).timestamp())}:t>"
    assert all(start in each.text for each in evening.discord.sent)
    await evening.tick(at(21, 30))
    assert len(evening.discord.sent) == 6
    assert (await evening.campaign(promoter)).status == "sent"


async def test_who_was_reminded_already_hears_the_start_at_its_new_time(
    evening: CampaignEvening,
) -> None:
    promoter, *_ = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    assert len(evening.discord.sent) == 2
    await rule(evening, time(21, 30))
    await evening.tick(at(20, 50))
    assert await times(evening, promoter) == [at(20, 45), at(21, 30), at(21, 30, 30)]
    await evening.tick(at(21, 15))
    assert len(evening.discord.sent) == 2
    await evening.tick(at(21, 30))
    assert len(evening.discord.sent) == 4


async def test_a_start_that_comes_sooner_than_a_reminder_could_leaves_it_out(
    evening: CampaignEvening,
) -> None:
    (promoter,) = await evening.add_people(1)
    await evening.promote(promoter)
    await rule(evening, time(20, 31))
    await evening.tick(at(20, 30))
    reminder, start, _ = (await evening.campaign(promoter)).jobs
    assert (reminder.status, reminder.last_error) == ("skipped", REMINDER_LEFT_OUT)
    assert start.run_at == at(20, 31)
    await evening.tick(at(20, 31))
    assert len(evening.discord.sent) == 1


async def test_what_has_started_stays(evening: CampaignEvening) -> None:
    (promoter,) = await evening.add_people(1)
    await evening.promote(promoter)
    await evening.tick(at(20, 45))
    await evening.tick(at(21, 0))
    before = await times(evening, promoter)
    await rule(evening, time(22, 0))
    await evening.tick(at(21, 0, 10))
    assert await times(evening, promoter) == before


async def test_a_start_that_moves_there_and_back_is_as_if_it_had_not(
    evening: CampaignEvening,
) -> None:
    (promoter,) = await evening.add_people(1)
    await evening.promote(promoter)
    before = await times(evening, promoter)
    await rule(evening, time(22, 0))
    await evening.tick(at(20, 20))
    await rule(evening)
    await evening.tick(at(20, 21))
    assert await times(evening, promoter) == before


async def test_a_session_that_is_called_off_moves_nothing(evening: CampaignEvening) -> None:
    (promoter,) = await evening.add_people(1)
    await evening.promote(promoter)
    before = await times(evening, promoter)
    await rule(evening, time(22, 0), session=False)
    await evening.tick(at(20, 20))
    assert await times(evening, promoter) == before
