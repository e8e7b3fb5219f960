"""An import of slomix into a Muster in use: again, later, and with people who are here already."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg

from muster.audit.rules import OPERATOR
from muster.database import Database
from muster.identity.merging import split
from muster.personal_data.service import ask_to_erase, erase_due
from muster.retention.rules import Kept
from muster.retention.service import forget_old
from ops.slomix.addresses import TYPED
from tests.support.scenes.community import EVENING, add_person
from tests.support.slomix.community import ANNA, BOJAN, CILKA, DAN, EVA, EVERYBODY, at, sealed
from tests.support.slomix.database import insert
from tests.support.slomix.importing import WRITTEN, ZONE, everything, left, numbers, run, user_ids


async def test_a_second_import_changes_nothing(
    database_url: str, slomix_url: str, sql: Any
) -> None:
    await run(database_url, slomix_url)
    first = await everything(sql)
    report = await run(database_url, slomix_url)
    assert await everything(sql) == first
    assert report.written == {}
    assert not any(count.taken for count in report.counts.values())


async def test_a_later_import_brings_what_is_new_and_keeps_what_is_later_here(
    database_url: str, own_slomix_url: str, sql: Any
) -> None:
    await run(database_url, own_slomix_url)
    ids = await user_ids(sql)
    later, latest = datetime(2026, 11, 20, 18, 30, tzinfo=UTC), "2026-11-20 19:00"
    # Here, Anna took her answer back, Dan changed his mind, and Bojan is asked in another way.
    await sql.execute(
        "DELETE FROM availability_entries WHERE user_id = $1 AND entry_date = '2026-11-20'",
        ids[ANNA],
    )
    await sql.execute(
        "INSERT INTO availability_last_words VALUES ($1, '2026-11-20', $2)", ids[ANNA], later
    )
    await sql.execute(
        "UPDATE availability_entries SET status = 'NOT_PLAYING', updated_at = $2"
        " WHERE user_id = $1",
        ids[DAN],
        later,
    )
    await sql.execute(
        "UPDATE subscription_preferences SET preferred_channel = 'signal', updated_at = $2"
        " WHERE user_id = $1",
        ids[BOJAN],
        later,
    )
    # There, Bojan changed his answer, Cilka agreed to be asked, and somebody came along.
    there = await asyncpg.connect(own_slomix_url)
    await there.execute(
        "UPDATE availability_entries SET status = 'AVAILABLE', updated_at = $2"
        " WHERE user_id = $1 AND entry_date = '2026-11-20'",
        BOJAN,
        at(latest),
    )
    await there.execute(
        "UPDATE subscription_preferences SET allow_promotions = true, updated_at = $2,"
        " telegram_handle_encrypted = $3 WHERE user_id = $1",
        CILKA,
        at(latest),
        sealed("@cilka_plays"),
    )
    await there.execute(
        "UPDATE subscription_preferences SET preferred_channel = 'discord', updated_at = $2"
        " WHERE user_id = $1",
        BOJAN,
        at("2026-11-20 18:00"),
    )
    await insert(there, "website_users", id=9100, created_at=at(latest))
    await there.close()

    report = await run(database_url, own_slomix_url)
    answers = await sql.fetch(
        "SELECT user_id, status FROM availability_entries"
        " WHERE entry_date = '2026-11-20' ORDER BY arrival_number"
    )
    told = {row["user_id"]: row["status"] for row in answers}
    assert (told[ids[DAN]], told[ids[BOJAN]]) == ("NOT_PLAYING", "AVAILABLE")
    assert ids[ANNA] not in told, "taken back here, later than said there"
    assert answers[-1]["user_id"] == ids[BOJAN], "his new answer is the last one"
    wishes = "SELECT preferred_channel, allow_promotions FROM subscription_preferences"
    bojan, cilka = [
        tuple(await sql.fetchrow(f"{wishes} WHERE user_id = $1", ids[person]))
        for person in (BOJAN, CILKA)
    ]
    assert (bojan[0], cilka[1]) == ("signal", True)
    assert report.written == {
        "website_users": 1,
        "discord_accounts": 1,
        "subscription_preferences": 1,
        "availability_channel_links": 1,
        "availability_entries": 1,
        "availability_answer_changes": 1,
    }


async def test_the_right_key_adds_what_a_wrong_one_left(
    database_url: str, slomix_url: str, sql: Any
) -> None:
    report = await run(database_url, slomix_url, key="some other passphrase")
    assert len(left(report)[f"{TYPED}: the key does not open it"]) == 5
    assert any("probably the wrong one" in note for note in report.notes)
    report = await run(database_url, slomix_url)
    assert report.written == {"availability_channel_links": 2, "availability_disputed_handles": 1}
    assert {
        name: count for name, count in (await numbers(sql)).items() if name in WRITTEN
    } == WRITTEN
    own = await run(database_url, slomix_url, key=None)
    assert own.written == {}
    assert len(left(own)[f"{TYPED}: the key does not open it"]) == 5, "Muster's own was tried"


async def test_people_who_are_here_already_are_the_same(
    database_url: str, slomix_url: str, sql: Any
) -> None:
    here = await add_person(sql, ANNA, "anna here", player="A new profile")
    dan = await add_person(sql, DAN, "dan here")
    await sql.execute(
        "INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)"
        " VALUES ($1, '2026-11-20', 'LOOKING', $2, $2)",
        dan,
        datetime(2026, 11, 20, 17, 45, tzinfo=UTC),
    )
    report = await run(database_url, slomix_url)
    ids = await user_ids(sql)
    assert (ids[ANNA], ids[DAN]) == (here, dan)
    assert sorted(ids) == sorted(EVERYBODY)
    reason = "user_player_links: linked to another player in Muster, which holds"
    assert left(report)[reason] == [f"{ANNA} (guid AAAA1111)"]
    link = "SELECT player_guid FROM user_player_links WHERE user_id = $1"
    assert await sql.fetchval(link, dan) == "DDDD4444"
    order = await sql.fetch(
        "SELECT user_id FROM availability_entries"
        " WHERE entry_date = '2026-11-20' AND status = 'LOOKING' ORDER BY arrival_number"
    )
    people = {user_id: person for person, user_id in ids.items()}
    assert [people[row[0]] for row in order][1:] == [ANNA, DAN, BOJAN], "Dan's later word counts"


async def test_somebody_with_two_accounts_here_is_one_person(
    database_url: str, slomix_url: str, sql: Any
) -> None:
    here = await add_person(sql, 31415, "anna elsewhere")
    for account in (ANNA, DAN):
        await sql.execute(
            "INSERT INTO discord_alt_accounts VALUES ($1, $2, $3)", account, here, EVENING
        )
    report = await run(database_url, slomix_url)
    links = await sql.fetch("SELECT player_guid FROM user_player_links WHERE user_id = $1", here)
    assert [row[0] for row in links] == ["AAAA1111"]
    assert ANNA not in await user_ids(sql)
    reason = "player_links: linked to another player in Muster, which holds"
    assert f"{DAN} (guid DDDD4444)" in left(report)[reason]
    answers = "SELECT count(*) FROM availability_entries WHERE user_id = $1 AND entry_date = $2"
    assert await sql.fetchval(answers, here, date(2026, 11, 20)) == 1


async def test_whoever_was_erased_stays_away(
    database_url: str, database: Database, slomix_url: str, sql: Any
) -> None:
    await run(database_url, slomix_url)
    ids = await user_ids(sql)
    gone = (ANNA, EVA)
    async with database.transaction() as connection:
        for person in gone:
            await ask_to_erase(connection, ids[person], [4242], EVENING)
    erased = await erase_due(database, ZONE, EVENING + timedelta(days=8))
    assert sorted(erased) == sorted(ids[person] for person in gone)
    before = await everything(sql)
    report = await run(database_url, slomix_url)
    assert not set(gone) & (await user_ids(sql)).keys()
    assert report.written == {}
    assert await everything(sql) == before
    for table, count in report.counts.items():
        assert count.read == count.taken + count.same + count.left, table


async def test_profiles_that_were_split_here_stay_two(
    database_url: str, slomix_url: str, sql: Any
) -> None:
    await run(database_url, slomix_url)
    await split(sql, OPERATOR, "EEEE5555", EVENING)
    report = await run(database_url, slomix_url)
    reason = "player_identity_links: an admin of Muster's let them be two people"
    assert left(report)[reason] == ["EEEE5555 of BBBB2222"]
    main = "SELECT main_guid FROM players WHERE guid = 'EEEE5555'"
    assert await sql.fetchval(main) is None


async def test_what_was_imported_grows_old_like_anything_else(
    database_url: str, database: Database, slomix_url: str, sql: Any
) -> None:
    await run(database_url, slomix_url)
    later = EVENING + timedelta(days=450)
    while await forget_old(database, Kept(400, 400, 400), ZONE, later):
        pass
    counts = await sql.fetch(
        "SELECT status, number FROM availability_day_counts"
        " WHERE entry_date = '2026-11-20' ORDER BY status"
    )
    assert [tuple(row) for row in counts] == [("LOOKING", 3), ("MAYBE", 1)], "Eva is not linked"
    assert "availability_entries" not in await numbers(sql)
    outcomes = "SELECT counts FROM availability_promotion_campaigns WHERE campaign_date = $1"
    counted = json.loads(await sql.fetchval(outcomes, date(2026, 11, 13)))
    assert sum(number for _, _, number in counted) == 3
