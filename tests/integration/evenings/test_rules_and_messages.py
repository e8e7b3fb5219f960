"""What a weekday's rule changes in messages: check-ins, sessions that are ready, campaigns."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from bot.duties.reminders import daily_reminder, session_ready
from muster.channels.rules import ChannelType
from muster.database import Database
from muster.errors import NoSession
from muster.evenings.service import read_evenings
from muster.notifications import dispatch as delivery
from muster.notifications.sending_rules import (
    READY_AGAIN_AFTER,
    Skip,
    Wait,
    before_sending,
    is_called_off,
)
from muster.promotions import dispatch, service
from muster.settings import Settings
from tests.support.scenes.campaigns import DAY, EVENINGS, CampaignEvening, at
from tests.support.scenes.community import settings_for
from tests.support.scenes.evenings import evening as evening_of
from tests.support.scenes.evenings import set_rule
from tests.support.scenes.ledger import add_people
from tests.support.scenes.promoting import answer

CHECK_IN = at(16, 0)
DISCORD: list[ChannelType] = ["discord"]


@pytest.fixture
def settings(database_url: str) -> Settings:
    return settings_for(
        database_url, availability_session_ready_threshold=3, discord_announce_channel_id=77
    )


@pytest.fixture
def evening(sql: Any, database: Database) -> CampaignEvening:
    return CampaignEvening(sql, database)


async def keys(sql: Any) -> set[str]:
    return {row[0] for row in await sql.fetch("SELECT event_key FROM notifications_ledger")}


async def test_on_a_day_without_a_session_nobody_is_asked_whether_they_play(
    sql: Any, database: Database, settings: Settings
) -> None:
    await add_people(sql, 2, CHECK_IN)
    await set_rule(sql, DAY, session=False)
    step = daily_reminder(database, settings, DISCORD)
    assert await step(CHECK_IN) == CHECK_IN + timedelta(minutes=1), "it may be set after all"
    assert await keys(sql) == set()
    await set_rule(sql, DAY, session=True)
    await step(CHECK_IN + timedelta(minutes=1))
    assert await keys(sql) == {f"DAILY_REMINDER:{DAY}"}


async def test_a_session_is_ready_by_its_weekdays_threshold_and_never_where_there_is_none(
    sql: Any, database: Database, settings: Settings
) -> None:
    people = await add_people(sql, 3, CHECK_IN)
    for person in people:
        await answer(sql, person, "LOOKING")
    step = session_ready(database, settings, DISCORD)
    await set_rule(sql, DAY, threshold=4)
    await step(CHECK_IN)
    assert await keys(sql) == set()
    await set_rule(sql, DAY, session=False, threshold=2)
    await step(CHECK_IN)
    assert await keys(sql) == set()
    await set_rule(sql, DAY, session=True, threshold=2)
    await step(CHECK_IN)
    assert await keys(sql) == {f"SESSION_READY:{DAY}:threshold=2"}


async def test_a_channel_hears_once_a_day_that_the_session_is_ready_whatever_the_threshold(
    sql: Any, database: Database, settings: Settings
) -> None:
    for person in await add_people(sql, 4, CHECK_IN):
        await answer(sql, person, "LOOKING")
    step = session_ready(database, settings, DISCORD)
    for threshold in (4, 3, 2):
        await set_rule(sql, DAY, threshold=threshold)
        await step(CHECK_IN)
    assert await keys(sql) == {f"SESSION_READY:{DAY}:threshold=4"}


async def test_what_waits_when_a_session_is_called_off_is_not_sent(
    sql: Any, database: Database, settings: Settings
) -> None:
    asked, *looking = await add_people(sql, 4, CHECK_IN)
    for person in looking:
        await answer(sql, person, "LOOKING")
    await daily_reminder(database, settings, DISCORD)(CHECK_IN)
    await session_ready(database, settings, DISCORD)(CHECK_IN)
    async with database.connection() as connection:
        rows = await delivery.claim(connection, "discord", "one", 20, CHECK_IN)
    decisions = {
        (row.kind, before_sending(row, CHECK_IN, EVENINGS.zone, called_off=True)) for row in rows
    }
    assert decisions == {
        ("daily_reminder", Skip("cancelled")),
        ("session_ready", Wait(CHECK_IN + READY_AGAIN_AFTER)),
    }
    assert {row.user_id for row in rows} == {asked, *looking, None}
    assert not any(is_called_off(row, EVENINGS) for row in rows)


async def test_nobody_is_asked_to_come_where_nobody_meets(evening: CampaignEvening) -> None:
    (promoter,) = await evening.add_people(1)
    off = evening_of(DAY, session=False)
    async with evening.database.connection() as connection:
        with pytest.raises(NoSession):
            await service.preview(
                connection, promoter, off, at(20, 0), include_available=True, include_maybe=True
            )
        with pytest.raises(NoSession):
            await service.create_campaign(
                connection,
                promoter,
                off,
                at(20, 0),
                include_available=True,
                include_maybe=True,
                dry_run=True,
                one_a_day=False,
                max_attempts=5,
            )


async def test_a_campaign_runs_by_its_weekdays_times(evening: CampaignEvening) -> None:
    (promoter,) = await evening.add_people(1)
    await set_rule(evening.sql, DAY, starts_at=time(22, 0))
    async with evening.database.connection() as connection:
        moved = (await read_evenings(connection, EVENINGS)).on(DAY)
        created = await service.create_campaign(
            connection,
            promoter,
            moved,
            at(20, 0),
            include_available=False,
            include_maybe=False,
            dry_run=False,
            one_a_day=False,
            max_attempts=5,
        )
    assert created.schedule.reminder_at == at(21, 45)
    assert created.schedule.start_at == at(22, 0)


@pytest.mark.parametrize("called_off_at", [at(20, 40), at(20, 44, 59)], ids=["before", "expanded"])
async def test_a_session_that_is_called_off_ends_its_campaign_in_silence(
    evening: CampaignEvening, called_off_at: datetime
) -> None:
    """Also where the rows are written already and wait for their second."""
    promoter, other = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.run_jobs(called_off_at)
    await set_rule(evening.sql, DAY, session=False)
    for instant in (at(20, 45), at(21, 0), at(21, 0, 30), at(21, 5)):
        await evening.tick(instant)
    assert evening.discord.sent == []
    assert await evening.logs(other) == [
        ("send_reminder_2045", "skipped", "cancelled"),
        ("send_start_2100", "skipped", "cancelled"),
        ("voice_check_2100", "skipped", "cancelled"),
    ]
    shown = await evening.campaign(promoter)
    assert {job.last_error for job in shown.jobs[1:]} == {dispatch.CALLED_OFF}
    assert not any(job.status in ("pending", "running") for job in shown.jobs)


async def test_a_message_names_the_start_that_holds_when_it_is_sent(
    sql: Any, database: Database, settings: Settings, evening: CampaignEvening
) -> None:
    for person in await evening.add_people(3):
        await answer(sql, person, "LOOKING")
    await session_ready(database, settings, DISCORD)(at(19, 0))
    await set_rule(sql, DAY, starts_at=time(22, 30))
    await evening.tick(at(19, 0))
    starts = f"<t:{int(at(22, 30).timestamp())}:t>"
    assert {each.text.splitlines()[0] for each in evening.discord.sent} == {
        f"The session is ready: 3 are looking. It starts at {starts}."
    }
