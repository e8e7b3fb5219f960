"""Muster on a database whose defaults are other than PostgreSQL's own: nothing depends on them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from typing import Any

import asyncpg
import httpx2
import pytest
from pydantic import SecretStr

from muster.crypto import generate_contact_key
from muster.database import connect
from muster.notifications.service import queue_session_ready
from tests.support.running.websites import RunningWebsite, becomes, running_website
from tests.support.scenes.community import EVENING, PLAYER, PROMOTER, TODAY, UNLINKED, settings_for
from tests.support.scenes.evenings import evening
from tests.support.scenes.planning_room import enough_looking, ok, post, room
from tests.support.scenes.promoting import CAMPAIGNS, Json, agree, answer

DEFAULTS = {
    "dates": {"datestyle": "German, DMY", "intervalstyle": "iso_8601"},
    "dates of SQL": {"datestyle": "SQL, MDY", "intervalstyle": "sql_standard"},
    "zone": {"timezone": "Pacific/Kiritimati"},
    "text": {
        "standard_conforming_strings": "off",
        "backslash_quote": "off",
        "bytea_output": "escape",
        "extra_float_digits": "-15",
        "quote_all_identifiers": "on",
    },
    "encoding": {"client_encoding": "LATIN1"},
    "nulls": {"transform_null_equals": "on", "array_nulls": "off"},
    "repeatable read": {"default_transaction_isolation": "repeatable read"},
    "serializable": {"default_transaction_isolation": "serializable"},
    "read only": {"default_transaction_read_only": "on", "default_transaction_deferrable": "on"},
    "time limits": {
        # Long enough for a slow machine until the connection is ours; see the test of what it says.
        "statement_timeout": "30s",
        "lock_timeout": "1ms",
        "idle_in_transaction_session_timeout": "1ms",
        "idle_session_timeout": "10min",
    },
    "search path": {"search_path": "elsewhere, pg_temp"},
    "no search path": {"search_path": ""},
    "errors": {"exit_on_error": "on"},
}
EVERYTHING = {
    name: value
    for each in ("dates", "zone", "text", "encoding", "nulls", "serializable", "search path")
    for name, value in DEFAULTS[each].items()
}


async def make_defaults(url: str, defaults: dict[str, str]) -> None:
    """ALTER DATABASE as an operator has it; another program's schema comes first on every path."""
    sql: Any = await asyncpg.connect(url)
    try:
        name = await sql.fetchval("SELECT quote_ident(current_database())")
        await sql.execute("CREATE SCHEMA elsewhere")
        await sql.execute("CREATE TABLE elsewhere.players (id int)")
        await sql.execute("CREATE TABLE elsewhere.schema_migrations (version text)")
        for setting, value in defaults.items():
            literal = ", ".join(f"'{each}'" for each in value.split(", ")) or "''"
            literal = literal if setting == "search_path" else f"'{value}'"
            await sql.execute(f"ALTER DATABASE {name} SET {setting} = {literal}")
    finally:
        await sql.close()


@pytest.fixture(params=[*DEFAULTS, "everything"])
def defaults(request: pytest.FixtureRequest) -> dict[str, str]:
    return EVERYTHING if request.param == "everything" else DEFAULTS[request.param]


@pytest.fixture
async def website(
    database_url: str, defaults: dict[str, str]
) -> AsyncGenerator[RunningWebsite, None]:
    """The sandbox on a database with such defaults, looked at by a session like the website's."""
    await make_defaults(database_url, defaults)
    key = SecretStr(generate_contact_key())
    settings = settings_for(database_url, contact_data_encryption_key=key)
    async with running_website(settings) as running:
        running.sql.terminate()
        running.sql = await connect(database_url, application_name="test")
        yield running
        running.sql.terminate()


async def test_an_evening_is_the_same_whatever_the_defaults_are(website: RunningWebsite) -> None:
    """Answers, change notices, names at their limit, who hears that the session is ready."""
    player = await website.signed_in(PLAYER, username="shade", player="Shade")
    people = await enough_looking(website)

    async def looking() -> int:
        answered = await player.get("/api/availability?from=2026-11-20&to=2026-11-20")
        (day,) = answered.json()["days"]
        return day["counts"]["LOOKING"]

    assert await looking() == 6
    # Another program's write, which the answers in memory follow by its notice alone.
    await answer(website.sql, await website.user_id(player), "LOOKING")
    await becomes(looking, 7)

    await ok(player, "create")
    asked = (post(player, "suggestions", name=f"Owls {number}") for number in range(13))
    done = await asyncio.gather(*asked)
    assert Counter(each.status_code for each in done) == {200: 10, 429: 3}
    created = {each["created_at"] for each in (await room(player))["suggestions"]}
    assert created == {"2026-11-20T19:30:00Z"}

    for threshold in (6, 7):  # a change of the setting is no second event
        await asyncio.gather(*(queue_ready(website, threshold) for _ in range(3)))
    rows = await website.sql.fetch("SELECT user_id, event_key FROM notifications_ledger")
    assert {row["event_key"] for row in rows} == {"SESSION_READY:2026-11-20:threshold=6"}
    assert sorted(row["user_id"] for row in rows) == sorted(
        [*people, await website.user_id(player)]
    )


async def queue_ready(website: RunningWebsite, threshold: int) -> None:
    async with website.parts.database.transaction() as connection:
        await queue_session_ready(connection, evening(TODAY, threshold), ["discord"], None, EVENING)


@pytest.mark.parametrize(
    "defaults", ["repeatable read", "serializable", "time limits", "everything"], indirect=True
)
async def test_what_is_allowed_once_is_there_once(website: RunningWebsite) -> None:
    """Each of these is asked for by the same person, or by two, at the same time."""
    newcomer = await website.signed_in(UNLINKED, username="newcomer")
    player = await website.signed_in(PLAYER, username="shade", player="Shade")
    promoter = await website.signed_in(PROMOTER, username="marlow", player="Marlow")
    for client in (player, promoter):
        await agree(website.sql, await website.user_id(client))
        await answer(website.sql, await website.user_id(client), "LOOKING")

    async def at_once(client: httpx2.AsyncClient, path: str, *bodies: Json) -> Counter[int]:
        done = await asyncio.gather(*(client.post(path, json=body) for body in bodies))
        return Counter(each.status_code for each in done)

    assert await at_once(promoter, CAMPAIGNS, *[{}] * 4) == {201: 1, 409: 3}
    tokens = [{"channel_type": "telegram"}] * 4
    assert await at_once(player, "/api/availability/link-token", *tokens) == {200: 1, 429: 3}
    own = [{"name": name} for name in ("Fern", "Moss", "Reed", "Rush")]
    assert (await at_once(newcomer, "/auth/players", *own))[201] == 1
    assert (
        await website.sql.fetchval("SELECT count(*) FROM players WHERE origin = 'self_registered'")
        == 1
    )


@pytest.mark.parametrize("defaults", ["time limits"], indirect=True)
async def test_no_time_limit_of_the_database_holds_for_our_connections(
    website: RunningWebsite,
) -> None:
    async with website.parts.database.connection() as connection:
        for name, value in DEFAULTS["time limits"].items():
            assert await connection.fetchval(f"SHOW {name}") != value, name
