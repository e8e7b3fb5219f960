"""Rules by weekday on PostgreSQL: what is stored, who changed it, and what everybody reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from muster.database import Database
from muster.errors import InvalidInput
from muster.evening import EveningRule
from muster.evenings import service
from tests.support.running.roles import database_of_either_role
from tests.support.scenes.community import add_person, settings_for
from tests.support.scenes.evenings import evenings

website = database_of_either_role
NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
FRIDAY = date(2026, 11, 20)
SET = evenings()
RULE = EveningRule(True, time(20, 0), 8, time(19, 15), 12)


async def save(
    database: Database,
    rules: Mapping[int, EveningRule],
    changed_by: int | None = None,
    now: datetime = NOW,
) -> None:
    async with database.connection() as connection:
        await service.save_rules(connection, SET, rules, changed_by, now)


async def changes(sql: Any) -> list[tuple[Any, ...]]:
    rows = await sql.fetch(
        "SELECT weekday, session, starts_at, threshold, call_at, call_most, changed_by, changed_at"
        "  FROM evening_rule_changes ORDER BY id"
    )
    return [tuple(row) for row in rows]


async def test_a_rule_is_read_as_it_was_saved_and_the_other_weekdays_keep_theirs(
    website: Database, sql: Any
) -> None:
    admin = await add_person(sql, 501)
    await save(website, {4: RULE}, admin)
    await save(website, {0: EveningRule(session=False)}, admin, LATER)
    async with website.connection() as connection:
        stored = await service.read_rules(connection)
        found = await service.read_evenings(connection, SET)
    assert {weekday: each.rule for weekday, each in stored.items()} == {
        4: RULE,
        0: EveningRule(session=False),
    }
    assert {weekday: each.updated_at for weekday, each in stored.items()} == {4: NOW, 0: LATER}
    friday = found.on(FRIDAY)
    assert (friday.start, friday.reminder, friday.threshold) == (time(20), time(19, 45), 8)
    assert (friday.call_at, friday.call_most) == (time(19, 15), 12)
    assert not found.on(date(2026, 11, 23)).session
    assert found.on(date(2026, 11, 21)) == SET.on(date(2026, 11, 21))


async def test_what_admins_take_back_is_as_the_settings_have_it(website: Database) -> None:
    await save(website, {4: RULE})
    await save(website, {4: EveningRule()})
    async with website.connection() as connection:
        assert (await service.read_evenings(connection, SET)).on(FRIDAY) == SET.on(FRIDAY)


async def test_who_changed_what_is_kept_and_what_stays_is_no_change(
    website: Database, sql: Any
) -> None:
    ana, bor = await add_person(sql, 501), await add_person(sql, 502)
    await save(website, {4: RULE, 5: RULE}, ana)
    await save(website, {4: RULE, 5: EveningRule(session=False)}, bor, LATER)
    await save(website, {4: EveningRule()}, None, LATER)
    told = (True, time(20), 8, time(19, 15), 12)
    assert await changes(sql) == [
        (4, *told, ana, NOW),
        (5, *told, ana, NOW),
        (5, False, None, None, None, None, bor, LATER),
        (4, True, None, None, None, None, None, LATER),
    ]
    by = await sql.fetch("SELECT updated_by FROM evening_rules ORDER BY weekday")
    assert [row[0] for row in by] == [None, bor]


async def test_of_rules_that_do_not_fit_none_is_stored(website: Database, sql: Any) -> None:
    with pytest.raises(InvalidInput):
        await save(website, {4: RULE, 5: EveningRule(threshold=1)})
    assert await sql.fetchval("SELECT count(*) FROM evening_rules") == 0


async def test_an_admin_who_leaves_takes_no_rule_along(website: Database, sql: Any) -> None:
    admin = await add_person(sql, 501)
    await save(website, {4: RULE}, admin)
    await sql.execute("DELETE FROM website_users WHERE id = $1", admin)
    assert await sql.fetchval("SELECT threshold FROM evening_rules") == 8
    assert [row[-2] for row in await changes(sql)] == [None]


def test_the_settings_alone_make_the_evenings_that_they_describe(database_url: str) -> None:
    found = service.evenings_of(
        settings_for(
            database_url,
            availability_session_ready_threshold=9,
            availability_promotion_start_time=time(19),
            availability_promotion_reminder_time=time(18, 30),
        )
    )
    evening = found.on(FRIDAY)
    assert (evening.start, evening.reminder, evening.threshold) == (time(19), time(18, 30), 9)
