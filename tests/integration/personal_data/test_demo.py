"""The demo's made-up people are erased like anybody, and the demo goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from muster.audit.rules import OPERATOR
from muster.crypto import ContactCipher, generate_contact_key
from muster.database import Database
from muster.personal_data import service
from muster.sandbox.rules import PERSONAS
from ops.demo.data import fill

ZONE = ZoneInfo("Europe/Ljubljana")
NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


async def test_people_of_the_demo_are_erased_and_it_is_filled_again(
    sql: Any, database: Database, database_url: str
) -> None:
    cipher = ContactCipher([generate_contact_key()])
    await fill(database_url, ZONE, cipher, NOW)
    of_account = "SELECT user_id FROM discord_accounts WHERE discord_user_id = $1"
    people = [
        await sql.fetchval(of_account, persona.discord_user_id)
        for persona in PERSONAS
        if persona.role in ("player", "promoter")
    ]
    people.append(
        await sql.fetchval("SELECT user_id FROM discord_accounts WHERE username = 'mira'")
    )
    numbers = """
        SELECT entry_date, count(*) FROM (
            SELECT entry_date FROM availability_entries JOIN user_player_links USING (user_id)
            UNION ALL
            SELECT entry_date FROM availability_day_counts,
                   generate_series(1, number) WHERE number > 0) AS said
         WHERE entry_date < '2026-11-20' GROUP BY entry_date ORDER BY entry_date
    """
    before = await sql.fetch(numbers)
    campaigns = "SELECT count(*) FROM availability_promotion_campaigns"
    promoted = await sql.fetchval(campaigns)
    async with database.connection() as connection:
        given = b"".join(await service.export_data(connection, cipher, people[0], NOW))
    assert given.count(b'"source"') > 50, "half a year of answers"
    for person in people:
        async with database.transaction() as connection:
            await service.ask_to_erase(connection, person, [], NOW, OPERATOR, at_once=True)
    assert await service.erase_due(database, ZONE, NOW) == sorted(people)
    assert await sql.fetch(numbers) == before, "the past has the same numbers"
    assert await sql.fetchval(campaigns) == promoted

    await fill(database_url, ZONE, cipher, NOW + timedelta(days=1))
    ids = await sql.fetchval("SELECT array_agg(user_id) FROM availability_entries")
    assert not set(people) & set(ids)
