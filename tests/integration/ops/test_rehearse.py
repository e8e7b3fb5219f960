"""`muster rehearse`: an evening on a clock of its own, on a copy; nothing leaves, nothing stays."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from muster.clock import at_wall_time
from muster.crypto import ContactCipher, generate_contact_key
from muster.settings import Settings, load_settings
from ops.demo.data import fill
from ops.rehearse import store
from ops.rehearse.people import HABITS, Habits, Person, people_of
from ops.rehearse.play import Play
from ops.rehearse.rehearse import NothingToRehearse, wanted
from ops.rehearse.stage import copy_community
from ops.rehearse.timeline import lines_of, summary_of
from tests.conftest import Cluster
from tests.integration.conftest import Run
from tests.support.scenes.community import add_person

DAY = date(2026, 11, 20)
KEY = generate_contact_key()


def settings_for(**changes: Any) -> Settings:
    return load_settings(
        env_file=None,
        contact_data_encryption_key=KEY,
        availability_daily_reminder_time=time(16),
        availability_promotion_voice_check_enabled=True,
        **changes,
    )


ZONE = settings_for().zone


def at(hour: int, minute: int = 0) -> datetime:
    return at_wall_time(DAY, time(hour, minute), ZONE)


@pytest.fixture
async def demo(database_url: str) -> str:
    """A database with the demo's people, as they are at 15:00 of the day."""
    await fill(database_url, ZONE, ContactCipher([KEY]), at(15))
    return database_url


@pytest.fixture
async def another_url(cluster: Cluster, database_url: str) -> AsyncGenerator[str, None]:
    """A second migrated database, with nobody in it."""
    name = cluster.create_database("muster_template")
    yield cluster.url(name)
    cluster.drop_database(name)


async def everything(url: str) -> dict[str, list[str]]:
    """All rows of all tables as text."""
    connection = await asyncpg.connect(url)
    try:
        found: dict[str, list[str]] = {}
        for table in await store.list_tables(connection):
            rows = await connection.fetch(f'SELECT to_json(t)::text FROM "{table}" AS t')
            found[table] = sorted(row[0] for row in rows)
        return found
    finally:
        await connection.close()


def with_kind(people: dict[str, Person], **changes: Any) -> dict[str, Person]:
    """The same people with other habits."""
    return {
        name: Person(name, person.kind.model_copy(update=changes), person.habits)
        for name, person in people.items()
    }


async def reacting(url: str, **changes: Any) -> tuple[dict[int, Person], dict[int, str]]:
    connection = await asyncpg.connect(url)
    try:
        members = await store.list_members(connection)
    finally:
        await connection.close()
    named = with_kind(people_of(Habits.read(HABITS), [each.name for each in members]), **changes)
    return (
        {each.user_id: named[each.name] for each in members},
        {each.user_id: each.name for each in members},
    )


async def test_an_evening_goes_by_in_no_time_and_everybody_hears_what_they_would(
    demo: str,
) -> None:
    people, names = await reacting(demo, unasked=0.0, check_in=0.9, says=[1, 0, 0, 0])
    settings = settings_for()
    async with Play(demo, settings, people) as play:
        play.at(at(20, 20), play.promoting(min(people)))
        played = await play.play(DAY, at(15, 59), at(21, 35))
        async with play.database.connection() as connection:
            messages = await store.list_messages(connection, at(15, 59))
    assert play.now == at(21, 35)
    kinds = {each.kind for each in messages if each.state == "sent"}
    assert {"daily_reminder", "session_ready", "promotion_reminder", "promotion_start"} <= kinds
    checked_in = [each for each in messages if each.kind == "daily_reminder"]
    assert {each.at for each in checked_in} == {at(16)}
    assert played.played
    assert played.looking >= 6
    assert played.full_at is not None
    assert at(16) < played.full_at < at(21)
    answered = [each for each in played.said if each.to == "daily_reminder"]
    assert answered
    assert all(at(16) < each.at < at(21) for each in answered)
    # Nobody is told of anything twice.
    told = [(each.user_id, each.event_key.partition(":threshold")[0]) for each in messages]
    assert len(set(told)) == len(told)
    lines = lines_of(played, messages, names, ZONE)
    assert lines[0].startswith("16:00:00  Daily check-in → ")
    assert any(line.startswith("20:20:00  Promote: ") for line in lines)
    assert summary_of(played, messages, 6)[0].endswith("it is played.")
    text = "\n".join(lines)
    for address in ("7001001", "+1202555", "@nullpointer_plays"):
        assert address not in text


async def test_where_nobody_reacts_nothing_is_said(demo: str) -> None:
    people, _ = await reacting(demo, unasked=0.0, check_in=0.0)
    async with Play(demo, settings_for(), people) as play:
        played = await play.play(DAY, at(15, 59), at(21, 35))
    assert played.said == []
    assert not played.played
    assert played.full_at is None


async def test_the_same_evening_is_the_same_each_time(demo: str, another_url: str) -> None:
    await copy_community(demo, another_url)
    found: list[list[tuple[Any, ...]]] = []
    for url in (demo, another_url):
        people, _ = await reacting(url)
        async with Play(url, settings_for(), people) as play:
            played = await play.play(DAY, at(15, 59), at(21, 35))
        found.append([(each.at, each.user_id, each.status, each.to) for each in played.said])
    assert found[0] == found[1]
    assert found[0]


async def test_who_is_missing_in_voice_is_asked(demo: str) -> None:
    people, _ = await reacting(demo, unasked=0.0, check_in=0.0)
    absent = {
        user_id: Person(
            person.name, person.kind, person.habits.model_copy(update={"in_voice": 0.0})
        )
        for user_id, person in people.items()
    }
    async with Play(demo, settings_for(), absent) as play:
        play.at(at(20, 20), play.promoting(min(people)))
        await play.play(DAY, at(20), at(21, 35))
        async with play.database.connection() as connection:
            messages = await store.list_messages(connection, at(20))
    assert [each for each in messages if each.kind == "promotion_followup"]


async def test_a_copy_has_everything_but_secrets_and_its_source_stays_as_it_is(
    demo: str, another_url: str, sql: Any
) -> None:
    user_id = await add_person(sql, 901, player="Kestrel the other")
    await sql.execute(
        "INSERT INTO website_sessions (token_hash, user_id, created_at, last_seen_at, expires_at)"
        " VALUES (decode(repeat('01', 32), 'hex'), $1, $2, $2, $3)",
        user_id,
        at(15),
        at(21),
    )
    before = await everything(demo)
    await copy_community(demo, another_url)
    assert await everything(demo) == before
    copied = await everything(another_url)
    assert copied["website_sessions"] == []
    assert before["website_sessions"]
    left_out = {"website_sessions", "availability_link_tokens", "live_status"}
    for table, rows in before.items():
        if table not in left_out:
            assert copied[table] == rows, table
    # New rows come after the old ones.
    connection = await asyncpg.connect(another_url)
    try:
        newest = await connection.fetchval("SELECT max(id) FROM website_users")
        added = await connection.fetchval(
            "INSERT INTO website_users (created_at) VALUES ($1) RETURNING id", at(15)
        )
    finally:
        await connection.close()
    assert added > newest


def test_the_command_plays_the_demo(run: Run, tmp_path: Path) -> None:
    code, out, err = run("postgresql://nobody@127.0.0.1:1/none", "rehearse", "--date", "2026-11-20")
    assert (code, err) == (0, [])
    text = "\n".join(out)
    assert "Fri 20 Nov 2026, 20:00 to 21:35" in text
    assert "Starts soon → " in text
    assert "At the start " in text
    assert list(tmp_path.iterdir()) == []


def test_the_command_plays_a_copy_of_the_own_people(
    run: Run, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, err = run(database_url, "rehearse", "--people", "own")
    assert code == 1
    assert "Nobody is linked" in err[0]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--from", "25:00"), "--from must be a time of day"),
        (("--from", "21:00", "--to", "20:00"), "--from must be before --to"),
        (("--date", "tomorrow"), "--date must be a date"),
        (("--people", "everybody"), "--people is demo or own"),
        (("--call", "soon"), "--call must be a time of day"),
        (("--habits", "nowhere.toml"), "nowhere.toml: No such file"),
    ],
)
def test_options_that_make_no_sense_are_refused_in_a_sentence(
    run: Run, options: tuple[str, ...], sentence: str
) -> None:
    code, out, err = run("postgresql://nobody@127.0.0.1:1/none", "rehearse", *options)
    assert (code, out) == (1, [])
    assert sentence in err[0]


def test_no_person_of_the_name_is_needed_to_mean_never() -> None:
    plan = wanted(None, "demo", "20:00", "21:35", "never", "never", None)
    assert (plan.call, plan.promote, plan.habits) == (None, None, HABITS)
    with pytest.raises(NothingToRehearse):
        wanted(None, "demo", "20:00", "21:35", "24:00", "never", None)
