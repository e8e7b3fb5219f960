"""The demo's community: believable, deterministic, kept, and never put into another database."""

import asyncio
import stat
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from muster.availability.rules import STATUSES
from muster.crypto import ContactCipher, generate_contact_key
from muster.sandbox.rules import PERSONAS
from muster.settings import Settings, load_settings
from ops.demo.community import TONIGHT, answers_for, members
from ops.demo.data import NotADemo, claim, fill
from ops.demo.plan import demo_plan, demo_settings
from ops.up.supervisor import Preparation

ZONE = demo_settings(8000).zone
NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
TODAY = date(2026, 11, 20)
CIPHER = ContactCipher([generate_contact_key()])


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def entries(connection: Any) -> list[tuple[Any, ...]]:
    rows = await connection.fetch("SELECT * FROM availability_entries ORDER BY arrival_number")
    return [tuple(row) for row in rows]


async def counts_on(connection: Any, day: date) -> dict[str, int]:
    rows = await connection.fetch(
        "SELECT status, count(*) FROM availability_entries WHERE entry_date = $1 GROUP BY 1", day
    )
    return dict(rows)


def test_there_are_24_players_22_of_them_linked() -> None:
    community = members()
    assert len(community) == 24
    assert len({member.guid for member in community}) == 24
    assert len([m for m in community if m.discord_user_id is not None]) == 22
    assert all(member.aliases and member.rating for member in community)
    linked = {m.name: m.discord_user_id for m in community if m.is_persona}
    assert linked == {p.player_name: p.discord_user_id for p in PERSONAS if p.player_name}
    # Whoever is signed in but not linked finds a free profile of their own name.
    newcomer = next(persona for persona in PERSONAS if persona.role == "unlinked")
    free = [member.display_name for member in community if member.discord_user_id is None]
    assert newcomer.display_name in free
    assert len(free) == 2


@pytest.mark.parametrize("hour", [0, 9, 20, 22, 23])
def test_the_same_day_gives_the_same_answers_and_none_from_the_future(hour: int) -> None:
    now = NOW.replace(hour=hour)
    today = now.astimezone(ZONE).date()
    days = [today + timedelta(days=offset) for offset in range(-21, 7)]
    answers = answers_for(days, today, now, ZONE, members())
    assert answers == answers_for(days, today, now, ZONE, members())
    assert all(answer.at <= now for answer in answers)
    assert Counter(a.status for a in answers if a.day == today) == TONIGHT
    assert {answer.status for answer in answers} == set(STATUSES)
    # Fridays are busier than Mondays.
    looking = Counter(a.day.weekday() for a in answers if a.status == "LOOKING" and a.day < today)
    assert looking[4] > looking[0]


async def test_loads_once_and_keeps_what_was_changed(database_url: str, connection: Any) -> None:
    await fill(database_url, ZONE, CIPHER, NOW)
    assert await connection.fetchval("SELECT count(*) FROM players") == 24
    assert await connection.fetchval("SELECT count(*) FROM user_player_links") == 22
    today = NOW.astimezone(ZONE).date()
    assert await counts_on(connection, today) == TONIGHT
    days = await connection.fetchval("SELECT count(DISTINCT entry_date) FROM availability_entries")
    assert days == 26 * 7 + 1 + 6

    await connection.execute("UPDATE players SET name = 'Changed' WHERE canonical_name = 'Wren'")
    await connection.execute("DELETE FROM user_player_links WHERE user_id = 1")
    before = await entries(connection)
    await fill(database_url, ZONE, CIPHER, NOW + timedelta(minutes=1))
    assert await entries(connection) == before
    assert await connection.fetchval("SELECT count(*) FROM players") == 24
    assert await connection.fetchval("SELECT count(*) FROM user_player_links") == 21


async def test_is_alive_on_a_later_day_without_touching_an_answer(
    database_url: str, connection: Any
) -> None:
    await fill(database_url, ZONE, CIPHER, NOW)
    before = await entries(connection)
    later = NOW + timedelta(days=30)
    await fill(database_url, ZONE, CIPHER, later)
    after = await entries(connection)
    assert after[: len(before)] == before
    assert await counts_on(connection, later.astimezone(ZONE).date()) == TONIGHT
    personas = await connection.fetchval(
        "SELECT count(*) FROM availability_entries e JOIN discord_accounts d USING (user_id)"
        " WHERE d.discord_user_id = ANY($1) AND e.entry_date > $2",
        [persona.discord_user_id for persona in PERSONAS],
        NOW.date(),
    )
    assert personas == 0


async def test_half_a_year_of_evenings_is_remembered_and_believable(
    database_url: str, connection: Any
) -> None:
    await fill(database_url, ZONE, CIPHER, NOW)
    rows = await connection.fetch("SELECT * FROM evening_records ORDER BY evening_date")
    assert [row["evening_date"] for row in rows] == [
        TODAY + timedelta(days=days) for days in range(-182, 0)
    ]
    played = Counter(row["played"] for row in rows if row["session"])
    assert min(played[True], played[False]) >= 25
    assert played[None] >= 3
    assert {row["told_by"] for row in rows} == {"voice", "server", "hand", None}
    assert Counter(row["session"] for row in rows)[False] >= 15
    by_weekday: dict[int, list[int]] = {}
    for row in rows:
        if row["came"] is not None:
            by_weekday.setdefault(row["evening_date"].weekday(), []).append(row["came"])
    means = {weekday: sum(came) / len(came) for weekday, came in by_weekday.items()}
    assert means[4] > means[0] + 2
    # Numbers and names say the same.
    came = await connection.fetch(
        "SELECT evening_date, count(*) FROM evening_attendance GROUP BY 1"
    )
    assert {row[0]: row[1] for row in came} == {
        row["evening_date"]: row["came"] for row in rows if row["came"]
    }
    kept, said = await connection.fetchrow("""
        SELECT count(v.user_id), count(*)
          FROM evening_records r
          JOIN availability_entries e ON e.entry_date = r.evening_date AND e.status = 'LOOKING'
                                     AND e.updated_at <= r.starts_at
          LEFT JOIN evening_attendance v USING (evening_date, user_id)
         WHERE r.played IS NOT NULL""")
    assert 0.7 < kept / said < 0.95
    assert (
        await connection.fetchval("""
        SELECT count(*) FROM availability_entries e WHERE NOT EXISTS (
            SELECT FROM availability_answer_changes c
             WHERE (c.user_id, c.entry_date, c.status, c.changed_at)
                   = (e.user_id, e.entry_date, e.status, e.updated_at))""")
        == 0
    )
    # Later days are remembered, too, and what there is stays.
    await fill(database_url, ZONE, CIPHER, NOW + timedelta(days=3))
    after = await connection.fetch("SELECT * FROM evening_records ORDER BY evening_date")
    assert (after[: len(rows)], len(after)) == (rows, len(rows) + 3)


async def test_tonight_somebody_comes_late_somebody_if_they_are_six_and_somebody_is_away(
    database_url: str, connection: Any
) -> None:
    await fill(database_url, ZONE, CIPHER, NOW)
    said = await connection.fetch(
        "SELECT status, arrives_at, only_if FROM availability_entries"
        " WHERE arrives_at IS NOT NULL OR only_if IS NOT NULL"
    )
    assert sorted(map(tuple, said), key=str) == [
        ("AVAILABLE", None, 6),
        ("LOOKING", time(21, 30), None),
    ]
    away = await connection.fetch(
        "SELECT user_id, away_until FROM subscription_preferences WHERE away_until IS NOT NULL"
    )
    today = NOW.astimezone(ZONE).date()
    assert [row["away_until"] for row in away] == [today + timedelta(days=9)]
    assert (
        await connection.fetchval(
            "SELECT count(*) FROM availability_entries WHERE user_id = $1 AND entry_date >= $2",
            away[0]["user_id"],
            today,
        )
        == 0
    )


async def test_marks_an_empty_database_and_refuses_any_other(
    empty_database_url: str, database_url: str
) -> None:
    await claim(empty_database_url)
    await claim(empty_database_url)
    with pytest.raises(NotADemo):
        await claim(database_url)


async def guarded(guard: Preparation, url: str) -> None:
    await guard(url)


def test_handles_can_be_linked_under_a_key_of_the_demos_own_that_stays(
    empty_database_url: str, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def key(url: str) -> str:
        plan = demo_plan(8123)
        assert plan.guard is not None
        asyncio.run(guarded(plan.guard, url))
        return plan.environment["CONTACT_DATA_ENCRYPTION_KEY"]

    with pytest.raises(NotADemo):
        key(database_url)
    assert list(tmp_path.iterdir()) == [], "nothing is put beside what is not a demo's"
    first = key(empty_database_url)
    assert load_settings(env_file=None, contact_data_encryption_key=first)
    assert key(empty_database_url) == first
    file = tmp_path / "demo-data" / "contact_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_ignores_whatever_this_machine_is_set_up_for(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("AVAILABILITY_SESSION_READY_THRESHOLD=9\nDISCORD_CLIENT_ID=x\n")
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    monkeypatch.setenv("DISCORD_CLIENT_SECRET", "geheim")
    monkeypatch.setenv("AVAILABILITY_PROMOTION_GLOBAL_COOLDOWN", "true")
    plan = demo_plan(8123)
    assert plan.settings.database_url is None
    assert not plan.settings.availability_promotion_global_cooldown
    assert plan.settings.threshold == 6
    assert plan.settings.muster_sandbox
    assert plan.settings.telegram_bot_username
    # The children read the same from their environment.
    for name, value in plan.environment.items():
        monkeypatch.setenv(name, value)
    assert Settings(_env_file=None) == plan.settings  # pyright: ignore[reportCallIssue] as in settings


def test_the_communitys_language_is_the_operators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_LANGUAGE", "sl")
    plan = demo_plan(8123)
    assert plan.settings.muster_language == "sl"
    assert "MUSTER_LANGUAGE" not in plan.environment, "the children read it as this process did"


def test_the_evenings_times_are_the_operators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVAILABILITY_PROMOTION_REMINDER_TIME", "00:00")
    monkeypatch.setenv("AVAILABILITY_PROMOTION_START_TIME", "00:01")
    plan = demo_plan(8123)
    assert plan.settings.availability_promotion_reminder_time == time(0)
    assert plan.settings.availability_promotion_start_time == time(0, 1)
    for name, value in plan.environment.items():
        monkeypatch.setenv(name, value)
    assert Settings(_env_file=None) == plan.settings  # pyright: ignore[reportCallIssue] as in settings
