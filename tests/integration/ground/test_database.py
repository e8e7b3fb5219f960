"""The pool: recovers by itself, and speaks of PostgreSQL's failures in our words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from muster.database import Database, DatabaseTooSlow, connect, translated_errors
from muster.errors import DatabaseUnavailable, PlayerTaken
from tests.support.running.patience import PATIENCE
from tests.support.scenes.community import add_link, add_person, add_player


@pytest.fixture
async def database(database_url: str) -> AsyncGenerator[Database, None]:
    opened = Database(database_url, application_name="tests", max_size=2)
    await opened.open()
    yield opened
    await opened.close()


async def test_opening_connects_to_nobody(database_url: str) -> None:
    database = Database("postgresql://x@127.0.0.1:9/x", application_name="tests")
    await database.open()
    assert database.pool_sizes() == (0, 0)
    with pytest.raises(DatabaseUnavailable) as caught:
        async with database.connection():
            pass
    assert (caught.value.retry_after or 0) > 0
    await database.close()


async def test_a_pool_that_is_not_open_is_unavailable(database_url: str) -> None:
    database = Database(database_url, application_name="tests")
    with pytest.raises(DatabaseUnavailable):
        async with database.connection():
            pass
    await database.close()
    assert database.pool_sizes() == (0, 0)


async def test_time_is_told_in_utc(database: Database) -> None:
    async with database.connection() as connection:
        assert await connection.fetchval("SHOW timezone") == "UTC"


async def test_a_commit_outlives_the_server_whatever_its_default(
    database: Database, database_url: str
) -> None:
    """The tests' own server is started with commits that do not wait."""
    plain = await asyncpg.connect(database_url)
    assert await plain.fetchval("SHOW synchronous_commit") == "off"
    await plain.close()
    alone = await connect(database_url, application_name="tests")
    async with database.connection() as pooled:
        for connection in (pooled, alone):
            assert await connection.fetchval("SHOW synchronous_commit") == "on"
    await alone.close()


async def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    async def fails_half_way() -> None:
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO website_users (created_at) VALUES (now())")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails_half_way()
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM website_users") == 0


async def test_connections_that_the_server_ended_are_replaced(database: Database) -> None:
    async def is_cut_off() -> None:
        async with database.connection() as connection:
            await connection.fetchval("SELECT pg_terminate_backend(pg_backend_pid())")
            await connection.fetchval("SELECT 1")

    with pytest.raises(DatabaseUnavailable):
        await is_cut_off()
    for _ in range(3):
        async with database.connection() as connection:
            assert await connection.fetchval("SELECT 1") == 1


async def test_a_database_that_does_not_exist_or_is_not_migrated_is_unavailable(
    database_url: str, empty_database_url: str
) -> None:
    for url in (database_url.replace("/test_", "/gone_"), empty_database_url):
        database = Database(url, application_name="tests")
        await database.open()
        with pytest.raises(DatabaseUnavailable):
            async with database.connection() as connection:
                await connection.fetch("SELECT * FROM players")
        await database.close()


async def test_a_constraint_has_the_error_of_the_check_before_it(database: Database) -> None:
    async with database.connection() as connection:
        one, two = await add_person(connection, 1), await add_person(connection, 2)
        await add_link(connection, one, await add_player(connection, "g"))
    with pytest.raises(PlayerTaken):
        async with database.connection() as connection:
            await add_link(connection, two, "g")


async def test_a_constraint_that_nobody_expects_stays_what_it_is(database: Database) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        async with database.connection() as connection:
            await connection.execute(
                "INSERT INTO players (guid, name, canonical_name, origin) VALUES ('g','n','n','x')"
            )


async def test_when_all_connections_are_taken_one_waits_but_not_for_ever(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muster.database.CONNECT_TIMEOUT", 0.1)
    async with database.connection(), database.connection():
        assert database.pool_sizes() == (2, 0)
        with pytest.raises(DatabaseUnavailable):
            async with database.connection():
                pass
    async with database.connection():
        assert database.pool_sizes()[1] >= 1


async def test_closing_does_not_wait_for_ever(database_url: str) -> None:
    database = Database(database_url, application_name="tests")
    await database.open()
    entered = asyncio.Event()

    async def sleep() -> None:
        async with database.connection() as connection:
            entered.set()
            await connection.execute("SELECT pg_sleep(600)")

    sleeper = asyncio.create_task(sleep())
    await entered.wait()
    await asyncio.wait_for(database.close(), PATIENCE)
    with pytest.raises(DatabaseUnavailable):
        await sleeper


async def test_a_connection_of_its_own_says_who_it_is(database_url: str) -> None:
    connection = await connect(database_url, application_name="somebody")
    assert await connection.fetchval("SHOW application_name") == "somebody"
    await connection.close()


async def test_the_callers_own_errors_stay_what_they_are(
    database: Database, tmp_path: Path
) -> None:
    for error in (FileNotFoundError("a"), TimeoutError("b"), ConnectionError("c"), ValueError("d")):
        for block in (database.connection, database.transaction):
            with pytest.raises(type(error)) as caught:
                async with block():
                    raise error
            assert caught.value is error
        with pytest.raises(type(error)), translated_errors():
            raise error

    async def reads_a_file() -> None:
        async with database.connection() as connection:
            await connection.execute("SELECT 1")
            (tmp_path / "nothing").read_text()

    with pytest.raises(FileNotFoundError):
        await reads_a_file()


async def test_a_statement_that_takes_too_long_is_too_slow_and_the_connection_lives_on(
    database: Database,
) -> None:
    async def slow() -> None:
        async with database.connection() as connection:
            await connection.fetch("SELECT pg_sleep(600)", timeout=0.1)

    async def slow_transaction() -> None:
        async with database.transaction(within=0.1) as connection:
            await connection.execute("INSERT INTO website_users (created_at) VALUES (now())")
            await connection.execute("SELECT pg_sleep(600)")

    async def limited_by_the_server() -> None:
        async with database.connection() as connection:
            await connection.execute("SET statement_timeout = 100")
            try:
                await connection.execute("SELECT pg_sleep(600)")
            finally:
                await connection.execute("RESET statement_timeout")

    async with database.connection() as connection:
        before = await connection.fetchval("SELECT pg_backend_pid()")
    for work in (slow, slow_transaction, limited_by_the_server):
        with pytest.raises(DatabaseTooSlow) as caught:
            await asyncio.wait_for(work(), PATIENCE)
        assert (caught.value.retry_after or 0) > 0
        async with database.connection() as connection:
            assert await connection.fetchval("SELECT pg_backend_pid()") == before
            assert await connection.fetchval("SELECT count(*) FROM website_users") == 0


async def test_a_transaction_is_broken_off_and_rolled_back_with_its_caller(
    database: Database,
) -> None:
    entered = asyncio.Event()

    async def write() -> None:
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO website_users (created_at) VALUES (now())")
            entered.set()
            await connection.execute("SELECT pg_sleep(600)")

    task = asyncio.create_task(write())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM website_users") == 0


async def test_a_role_that_may_not_connect_finds_no_database(
    database_url: str, url_for_role: Callable[..., str]
) -> None:
    owner = await asyncpg.connect(database_url)
    name = await owner.fetchval("SELECT current_database()")
    await owner.execute(f'REVOKE CONNECT ON DATABASE "{name}" FROM PUBLIC, website_app')
    await owner.close()
    database = Database(url_for_role(database_url), application_name="tests")
    await database.open()
    with pytest.raises(DatabaseUnavailable):
        async with database.connection():
            pass
    await database.close()
    with pytest.raises(DatabaseUnavailable):
        await connect(url_for_role(database_url), application_name="tests")


async def test_a_right_that_is_missing_for_a_statement_is_a_mistake_of_ours(
    database_url: str, url_for_role: Callable[..., str]
) -> None:
    database = Database(url_for_role(database_url), application_name="tests")
    await database.open()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.connection() as connection:
            await connection.execute("DELETE FROM website_users")
    await database.close()


async def test_a_server_that_takes_no_writes_is_unavailable(database: Database) -> None:
    async def write() -> None:
        async with database.transaction() as connection:
            await connection.execute("SET TRANSACTION READ ONLY")
            await connection.execute("INSERT INTO website_users (created_at) VALUES (now())")

    with pytest.raises(DatabaseUnavailable):
        await write()


async def test_a_server_with_few_connections_left_is_waited_for_as_a_full_pool_is(
    database_url: str, sql: Any, url_for_role: Callable[..., str]
) -> None:
    name = await sql.fetchval("SELECT quote_ident(current_database())")
    await sql.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 3")  # `sql` is one of them
    database = Database(url_for_role(database_url), application_name="test")
    await database.open()

    async def read() -> int:
        async with database.connection() as connection:
            return await connection.fetchval("SELECT 1 FROM pg_sleep(0.001)")

    assert await asyncio.gather(*(read() for _ in range(60))) == [1] * 60
    await database.close()
