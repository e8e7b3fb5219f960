"""Muster in a schema of its own, beside another program, and two communities in one database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from muster.clock import utc_now
from muster.database import Database, connect
from muster.health.database import ContactKeys, Heartbeat
from muster.health.rules import Verdict
from muster.leadership import Leadership
from muster.migrations import ForeignTables
from ops.doctor.database import database_checks
from ops.migrate import check, migrate, refuse_foreign
from tests.support.running.websites import RunningWebsite, becomes, eventually, running_website
from tests.support.scenes.community import PLAYER, settings_for
from tests.support.scenes.promoting import answer

OTHERS = "CREATE TABLE players (id int); CREATE TABLE schema_migrations (version text)"


def in_schema(url: str, schema: str) -> str:
    return f"{url}&options=-csearch_path%3D{schema}"


@pytest.fixture
async def shared_url(empty_database_url: str) -> str:
    """A database that holds another program's tables."""
    sql: Any = await asyncpg.connect(empty_database_url)
    await sql.execute(OTHERS)
    await sql.close()
    return empty_database_url


async def looking(website: RunningWebsite) -> int:
    client = await website.client()
    answered = await client.get("/api/availability?from=2026-11-20&to=2026-11-20")
    (day,) = answered.json()["days"]
    return day["counts"]["LOOKING"]


async def test_the_cure_of_the_refusal_works(
    shared_url: str, url_for_role: Callable[..., str]
) -> None:
    """Migrations, grants, change notices and the doctor, as the owner and as `website_app`."""
    with pytest.raises(ForeignTables, match="options=-csearch_path%3Dmuster"):
        await migrate(shared_url, utc_now())
    url = in_schema(shared_url, "muster")
    await refuse_foreign(url)
    await migrate(url, utc_now())
    await check(url)
    await migrate(url, utc_now())

    website_url = url_for_role(url)
    async with running_website(settings_for(website_url)) as website:
        website.sql.terminate()
        website.sql = await connect(url, application_name="test")
        assert (await (await website.client()).get("/readyz")).status_code == 200
        player = await website.signed_in(PLAYER, username="shade", player="Shade")
        assert await looking(website) == 0
        await answer(website.sql, await website.user_id(player), "LOOKING")
        await becomes(lambda: looking(website), 1)
        website.sql.terminate()

    for each in (url, website_url):
        findings = await database_checks(each, Heartbeat(), ContactKeys(settings_for(each)))
        bad = {found.subject for found in findings if found.state is Verdict.FAIL}
        assert bad <= {"database clock"}  # the test's own clock stands still
    sql: Any = await asyncpg.connect(shared_url)
    tables = await sql.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert {row[0] for row in tables} == {"players", "schema_migrations"}
    assert await sql.fetchval("SELECT count(*) FROM public.schema_migrations") == 0
    await sql.close()


async def test_two_communities_share_a_database_and_nothing_else(empty_database_url: str) -> None:
    urls = [empty_database_url, in_schema(empty_database_url, "%22The%5C%20Other%22")]
    for url in urls:
        await migrate(url, utc_now())
    async with (
        running_website(settings_for(urls[0])) as one,
        running_website(settings_for(urls[1])) as other,
    ):
        other.sql.terminate()
        other.sql = await connect(urls[1], application_name="test")
        heard: dict[str, list[Any]] = {"one": [], "other": []}
        one.parts.listener.subscribe(heard["one"].append)
        other.parts.listener.subscribe(heard["other"].append)
        player = await other.signed_in(PLAYER, username="shade", player="Shade")
        await answer(other.sql, await other.user_id(player), "LOOKING")
        await eventually(lambda: ("availability", "2026-11-20") in heard["other"])
        await one.heard_everything()
        assert [each for each in heard["one"] if each.kind != "marker"] == []
        assert await looking(one) == 0
        assert await looking(other) == 1
        other.sql.terminate()

    bots = [Leadership(url, application_name="test") for url in (*urls, urls[1])]
    await bots[0].start()
    await bots[1].start()
    await eventually(lambda: bots[0].leads and bots[1].leads)
    await bots[2].start()
    await eventually(lambda: bots[2].processes == 2)
    assert (bots[0].processes, bots[2].leads) == (1, False)
    for each in bots:
        await each.stop()


async def test_every_notice_goes_to_the_channel_of_its_schema(database: Database) -> None:
    async with database.connection() as connection:
        rows = await connection.fetch(
            "SELECT proname FROM pg_proc WHERE prosrc LIKE '%pg_notify(''muster_changes''%'"
            " AND pronamespace = 'public'::regnamespace"
        )
    assert rows == []
