"""Which messages left within a second of being due, and which have waited for too long."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from muster.database import Database
from muster.notifications import service
from muster.notifications.service import OVERDUE_AFTER, InTime
from tests.support.scenes.ledger import add_people, add_test_rows

ZONE = ZoneInfo("Europe/Ljubljana")
NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


async def sent(
    sql: Any, due: datetime, late: float, attempt: int = 1, event: str = "TEST:one"
) -> None:
    (person,) = await add_people(sql, 1, NOW)
    await add_test_rows(sql, [person], due, due + timedelta(hours=1), event_key=event)
    await sql.execute(
        "UPDATE notifications_ledger SET state = 'sent', sent_at = $2, attempt = $3"
        " WHERE user_id = $1",
        person,
        due + timedelta(seconds=late),
        attempt,
    )


async def in_time(database: Database, days: int) -> list[InTime]:
    async with database.connection() as connection:
        return await service.count_in_time(connection, ZONE, days, NOW)


async def test_the_share_is_told_by_the_communitys_days(sql: Any, database: Database) -> None:
    assert await in_time(database, 7) == []
    await sent(sql, NOW, 0.4)
    await sent(sql, NOW, 1.0)
    await sent(sql, NOW, 1.01)
    await sent(sql, NOW, 0.1, attempt=2)  # due again after it failed, and late for its reader
    await sent(sql, NOW, 0.0, attempt=0)  # done on Discord without a message
    after_midnight = datetime(2026, 11, 19, 23, 10, tzinfo=UTC)
    await sent(sql, after_midnight, 0.0)
    await sent(sql, after_midnight - timedelta(hours=1), 0.0)
    await sent(sql, NOW - timedelta(days=7), 0.0)
    assert await in_time(database, 1) == [InTime(date(2026, 11, 20), 5, 3)]
    assert await in_time(database, 2) == [
        InTime(date(2026, 11, 19), 1, 1),
        InTime(date(2026, 11, 20), 5, 3),
    ]
    assert len(await in_time(database, 8)) == 3


async def test_what_has_waited_too_long_is_counted_while_it_is_of_use(
    sql: Any, database: Database
) -> None:
    async def overdue(now: datetime) -> int:
        async with database.connection() as connection:
            return await service.count_overdue(connection, now)

    people = await add_people(sql, 4, NOW)
    await add_test_rows(sql, people, NOW, LATER)
    await sql.execute(
        "UPDATE notifications_ledger SET state = 'sending', lease_until = $2, worker = 'w',"
        " claimed_at = $3, attempt = 1, nonce = 'm' WHERE user_id = $1",
        people[0],
        NOW + timedelta(minutes=1),
        NOW,
    )
    await sql.execute(
        "UPDATE notifications_ledger SET state = 'skipped', reason = 'away' WHERE user_id = $1",
        people[1],
    )
    second = timedelta(seconds=1)
    assert await overdue(NOW + OVERDUE_AFTER) == 0
    assert await overdue(NOW + OVERDUE_AFTER + second) == 2
    assert await overdue(NOW + OVERDUE_AFTER + timedelta(minutes=1) + second) == 3
    assert await overdue(LATER) == 0
