"""Which messages left within a second of being due, and which have waited for too long."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
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


def documented_query() -> str:
    """How operators are told to read the share of days that are forgotten."""
    document = Path(__file__).parents[3] / "docs" / "operations" / "monitoring.md"
    text = document.read_text(encoding="utf-8")
    (query,) = re.findall(r"```sql\n(SELECT due_date.*?)```", text, re.DOTALL)
    return query


async def settled(sql: Any, number: int, state: str, reason: str | None, kind: str) -> None:
    people = await add_people(sql, number, NOW)
    payload = json.dumps({"kind": kind})
    await add_test_rows(sql, people, NOW, LATER, event_key="TEST:end", payload=payload)
    await sql.execute(
        "UPDATE notifications_ledger SET state = $2, reason = $3, attempt = 1"
        " WHERE user_id = ANY($1::int[])",
        people,
        state,
        reason,
    )


async def test_what_never_left_lowers_the_share_now_and_once_it_is_forgotten(
    sql: Any, database: Database
) -> None:
    await sent(sql, NOW, 0.4)
    await sent(sql, NOW, 3.0)
    await sent(sql, NOW - timedelta(days=1), 0.0)
    # Done on Discord without a message, or never to be done.
    for error in (None, "forbidden"):
        (person,) = await add_people(sql, 1, NOW)
        async with database.connection() as connection:
            await service.record_done(connection, person, "ROLE:one", {"kind": "x"}, error, NOW)
    await settled(sql, 3, "failed", None, "test")
    await settled(sql, 4, "unknown", None, "test")
    await settled(sql, 5, "skipped", "expired", "daily_reminder")
    await settled(sql, 6, "skipped", "expired", "session_ready")  # not true any more
    await settled(sql, 7, "skipped", "away", "daily_reminder")
    expected = [InTime(date(2026, 11, 19), 1, 1), InTime(date(2026, 11, 20), 2 + 3 + 4 + 5, 1)]
    assert await in_time(database, 2) == expected
    async with database.connection() as connection:
        useful_before = NOW + timedelta(days=400)
        assert await service.forget_old(connection, useful_before, ZONE, 1_000) == 30
    assert await in_time(database, 2) == []
    assert [InTime(*row) for row in await sql.fetch(documented_query())] == expected


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
