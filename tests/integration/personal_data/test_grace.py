"""The week in which an erasure can be taken back, and what may come in between."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.duties.erasures import erase_people
from muster.audit.rules import OPERATOR, Actor
from muster.availability.service import AvailabilityWriter
from muster.database import Database
from muster.errors import LastAdmin, NotLinked, NotToBeErased, PersonNotFound
from muster.identity.rules import DiscordProfile
from muster.identity.service import sign_in
from muster.personal_data import erase_store, service, store
from muster.personal_data.rules import GRACE, Erasure
from tests.support.running.locks import waiting
from tests.support.running.websites import becomes
from tests.support.scenes.campaigns import DAY, CampaignEvening, at
from tests.support.scenes.good_rows import NOW
from tests.support.scenes.ledger import MemoryChannel, add_people, states

ZONE = ZoneInfo("Europe/Ljubljana")
OVER = NOW + GRACE


async def ask(database: Database, user_id: int, **how: Any) -> None:
    async with database.transaction() as connection:
        await service.ask_to_erase(
            connection, user_id, how.pop("admins", [1]), how.pop("now", NOW), **how
        )


async def keep(database: Database, user_id: int) -> None:
    async with database.transaction() as connection:
        await service.take_back(connection, user_id, NOW)


async def is_there(sql: Any, user_id: int) -> bool:
    return await sql.fetchval("SELECT EXISTS (SELECT FROM website_users WHERE id = $1)", user_id)


async def wait_for_a_lock(sql: Any) -> None:
    await becomes(lambda: waiting(sql), 1)


async def test_somebody_hears_of_it_once_and_of_nothing_else_until_they_take_it_back(
    sql: Any, database: Database
) -> None:
    evening = CampaignEvening(sql, database)
    promoter, leaving, *_ = await evening.add_people(3)
    evening.now = at(20, 30)
    await ask(database, leaving, now=evening.now)
    await ask(database, leaving, now=evening.now + timedelta(seconds=5))
    await evening.promote(promoter)
    await evening.tick(at(20, 46))
    assert len(evening.heard(leaving)) == 1
    assert evening.heard(leaving)[0].startswith("You asked to be erased here. Until <t:")
    assert len(evening.heard(promoter)) == 1

    await keep(database, leaving)
    await ask(database, leaving, now=at(20, 50))
    evening.now = at(20, 51)
    await evening.tick()
    assert len(evening.heard(leaving)) == 2, "asked anew, told anew"


async def test_what_was_queued_for_them_is_skipped_for_a_reason_of_its_own(
    sql: Any, database: Database
) -> None:
    evening = CampaignEvening(sql, database)
    promoter, leaving, *_ = await evening.add_people(3)
    await evening.promote(promoter)
    evening.now = at(20, 44)
    await evening.run_jobs(at(20, 45))  # queued, and nothing sent yet
    await ask(database, leaving, now=at(20, 44))
    await evening.tick(at(20, 46))
    assert ("send_reminder_2045", "skipped", "erasing") in await evening.logs(leaving)
    assert evening.heard(leaving) == [evening.heard(leaving)[0]]
    assert "erased" in evening.heard(leaving)[0]


async def test_quiet_hours_hold_for_it_too_and_what_was_taken_back_is_not_told(
    sql: Any, database: Database
) -> None:
    evening = CampaignEvening(sql, database, [MemoryChannel()])
    quiet, other = await evening.add_people(2)
    await sql.execute(
        "UPDATE subscription_preferences SET quiet_hours_start = '20:00', quiet_hours_end = '22:00'"
    )
    for person in (quiet, other):
        await ask(database, person, now=evening.now)
    await evening.tick(at(20, 30))
    assert evening.heard(quiet) == []
    await keep(database, other)
    await evening.tick(at(22, 0, 1))
    assert len(evening.heard(quiet)) == 1
    assert evening.heard(other) == []
    assert (await states(sql))[("skipped", "cancelled")] == 1


async def test_a_campaign_goes_on_without_its_promoter_and_a_dry_run_does_not(
    sql: Any, database: Database
) -> None:
    evening = CampaignEvening(sql, database)
    promoter, rehearsing, player = await evening.add_people(3)
    created = await evening.promote(promoter)
    dry = await evening.promote(rehearsing, dry_run=True)
    await evening.tick(at(20, 46))
    for person in (promoter, rehearsing):
        await ask(database, person, now=evening.now, actor=OPERATOR, at_once=True)
    assert await service.erase_due(database, ZONE, evening.now) == [promoter, rehearsing]

    for now in (at(21, 0), at(21, 15), at(21, 40)):
        await evening.voice(seen_at=now)
        await evening.tick(now)
    assert len(evening.heard(player)) == 3
    assert len(evening.announced()) == 1
    found = await evening.campaign(player)
    assert found.id == created.campaign_id
    assert found.promoter_user_id is None
    assert found.over
    status = "SELECT status FROM availability_promotion_campaigns WHERE id = $1"
    assert await sql.fetchval(status, dry.campaign_id) == "cancelled"
    assert len(evening.heard(rehearsing)) == 1
    logged = await sql.fetchval(
        "SELECT count(*) FROM availability_promotion_send_logs WHERE user_id IS NULL"
    )
    assert logged == 1, "what the channel was told stands under nobody"


async def test_whoever_is_being_written_to_is_erased_afterwards(
    sql: Any, database: Database
) -> None:
    (person,) = await add_people(sql, 1, NOW)
    await ask(database, person)
    await sql.execute(
        """
        UPDATE notifications_ledger
           SET state = 'sending', worker = 'w', claimed_at = $1, attempt = 1,
               lease_until = $1::timestamptz + interval '1 minute'
        """,
        OVER,
    )
    assert await service.erase_due(database, ZONE, OVER) == []
    assert await service.erase_due(database, ZONE, OVER + timedelta(minutes=1)) == [person]
    counted = await sql.fetchrow("SELECT state, reason FROM notification_day_counts")
    assert tuple(counted) == ("skipped", "erasing")


async def test_taken_back_in_the_moment_of_erasing_the_row_decides(
    sql: Any, database: Database
) -> None:
    early, late = await add_people(sql, 2, NOW)
    for person in (early, late):
        await ask(database, person)
    # Taken back first: whoever erases passes over it.
    async with database.transaction() as connection:
        await service.take_back(connection, early, OVER)
        assert await service.erase_due(database, ZONE, OVER) == [late]
    assert await service.erase_due(database, ZONE, OVER) == []
    assert await is_there(sql, early)

    # The duty first: whoever takes it back waits, and finds nobody any more.
    await ask(database, early)
    async with database.transaction() as connection:
        assert (await store.lock_due(connection, OVER)) is not None
        taking = asyncio.create_task(keep(database, early))
        await wait_for_a_lock(sql)
        await service.erase(
            connection,
            Erasure(early, NOW, OVER, "person"),
            ZONE,
            OVER,
        )
    with pytest.raises(NotToBeErased):
        await taking
    assert not await is_there(sql, early)


async def test_two_leaders_erase_each_person_once_and_a_kill_in_the_middle_erases_nothing(
    sql: Any, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = await add_people(sql, 6, NOW)
    for person in people:
        await ask(database, person)
    before = await sql.fetchval("SELECT count(*) FROM notifications_ledger")

    async def killed(*_: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(erase_store, "insert_erased", killed)
        with pytest.raises(ConnectionError):
            await service.erase_due(database, ZONE, OVER)
    assert await sql.fetchval("SELECT count(*) FROM notifications_ledger") == before
    assert await sql.fetchval("SELECT count(*) FROM discord_accounts") == 6

    step = erase_people(database, ZONE)
    assert await step(OVER - timedelta(seconds=1)) == OVER + timedelta(seconds=59)
    done = await asyncio.gather(*(service.erase_due(database, ZONE, OVER) for _ in range(3)))
    assert sorted(each for erased in done for each in erased) == people
    assert await sql.fetchval("SELECT count(*) FROM erased_people") == 6


async def test_whoever_signs_in_again_is_somebody_new(sql: Any, database: Database) -> None:
    profile = DiscordProfile(4242, "returning", "Returning")

    async def enter() -> int:
        async with database.transaction() as connection:
            await sign_in(connection, profile, b"key", NOW)
        return await sql.fetchval(
            "SELECT user_id FROM discord_accounts WHERE discord_user_id = 4242"
        )

    first = await enter()
    await ask(database, first)
    # They sign in while they are being erased, and wait for it.
    async with database.transaction() as connection:
        person = await service.find_person(connection, first)
        await erase_store.lock_person(connection, person)
        entering = asyncio.create_task(enter())
        await wait_for_a_lock(sql)
        await service.erase(connection, Erasure(first, NOW, OVER, "person"), ZONE, OVER)
    second = await entering
    assert second != first
    assert await sql.fetchval("SELECT count(*) FROM erasures") == 0
    with pytest.raises(PersonNotFound):
        await ask(database, first)


async def test_an_answer_given_while_its_person_is_erased_is_refused_and_no_other_is(
    sql: Any, database: Database
) -> None:
    leaving, other = await add_people(sql, 2, NOW)
    await ask(database, leaving)
    writer = AvailabilityWriter(database)

    async def say(person: int) -> None:
        await writer.set_status(person, DAY, "LOOKING", today=DAY, now=NOW)

    async with database.transaction() as connection:
        person = await service.find_person(connection, leaving)
        await erase_store.lock_person(connection, person)
        saying = asyncio.gather(say(leaving), say(other), return_exceptions=True)
        await wait_for_a_lock(sql)
        await service.erase(connection, Erasure(leaving, NOW, OVER, "person"), ZONE, OVER)
    refused, stored = await saying
    assert isinstance(refused, NotLinked)
    assert stored is None
    assert await sql.fetchval("SELECT array_agg(user_id) FROM availability_entries") == [other]
    await writer.close()


async def test_the_last_admin_cannot_go_and_of_two_at_once_one_can(
    sql: Any, database: Database
) -> None:
    one, two, player = await add_people(sql, 3, NOW)
    for person in (one, two):
        await sql.execute("INSERT INTO user_permissions VALUES ($1, 'admin')", 5000 + person)
    outcomes = await asyncio.gather(
        *(ask(database, person, admins=[]) for person in (one, two)), return_exceptions=True
    )
    assert [type(each) for each in outcomes if each is not None] == [LastAdmin]
    await ask(database, player, admins=[])
    (left,) = [
        person
        for person in (one, two)
        if not await sql.fetchval("SELECT EXISTS (SELECT FROM erasures WHERE user_id = $1)", person)
    ]
    with pytest.raises(LastAdmin):
        await ask(database, left, admins=[], actor=Actor(left, 5000 + left))
    # The settings give nobody a right by an account beside their first.
    await sql.execute("INSERT INTO discord_alt_accounts VALUES (9, $1, $2)", player, NOW)
    with pytest.raises(LastAdmin):
        await ask(database, left, admins=[9])
    await sql.execute("DELETE FROM discord_alt_accounts")
    # Another by the settings is enough, and an operator may do it anyhow.
    await ask(database, left, admins=[9])
    await keep(database, left)
    await ask(database, left, admins=[], actor=OPERATOR)
    assert await sql.fetchval("SELECT act FROM admin_audit") == "person.erase"


async def test_ten_thousand_rows_are_given_whole(sql: Any, database: Database) -> None:
    (person,) = await add_people(sql, 1, NOW)
    await sql.execute(
        """
        INSERT INTO availability_answer_changes
               (user_id, entry_date, status, source, changed_at)
        SELECT $1, '2026-01-01'::date + n % 300, 'LOOKING', 'page', $2
          FROM generate_series(1, 10000) AS n
        """,
        person,
        NOW,
    )
    async with database.connection() as connection:
        pieces = await service.export_data(connection, None, person, NOW)
    assert len(pieces) > 10
    assert b"".join(pieces).count(b'"source": "page"') == 10_000
