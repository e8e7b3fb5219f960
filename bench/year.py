"""``python -m bench.year``: what years of 300 people weigh, with and without forgetting.

A made-up community's rows are written month by month into two databases; one of them forgets after
each month as the leading bot does, the other does not. Then the database's size is told, and what
the statements that run often or at the worst moment cost in each. It measures and proves nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import asyncpg
from rich.console import Console
from rich.table import Table

from bench.year_data import fill_days, fill_people
from bot.duties.clean_up import CLEAN_UP_EVERY, clean_up
from muster.availability import store as availability
from muster.calls import people_store
from muster.channels.rules import CHANNEL_TYPES
from muster.clock import monotonic
from muster.database import Connection, Database
from muster.forecast import store as forecasts
from muster.history import report_store as evenings
from muster.history import store as records
from muster.history.rules import RANGE_DEFAULT, Record
from muster.notifications import claim_store, report_store
from muster.notifications import store as ledger
from muster.promotions import report_store as campaigns
from muster.settings import Settings, load_settings
from muster.usual import store as usual
from ops.rehearse.stage import stage

PEOPLE, YEARS, MONTH = 300, 3, 30
FIRST = date(2023, 1, 1)
ZONE = ZoneInfo("Europe/Ljubljana")
_LARGEST = 8


class _Explained(Exception):
    """What PostgreSQL did for a statement, in place of its rows."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan


class _Explainer:
    """A connection that explains the statement that a store sends, and goes no further."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def fetch(self, query: str, *arguments: Any) -> Any:
        told = await self._connection.fetchval(
            f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}", *arguments
        )
        raise _Explained(json.loads(told)[0])

    fetchrow = fetchval = fetch

    async def execute(self, query: str, *arguments: Any) -> Any:
        if query.lstrip().startswith("DELETE"):  # what comes before the statement that matters
            return await self._connection.execute(query, *arguments)
        return await self.fetch(query, *arguments)


@dataclass(frozen=True)
class Cost:
    """What a statement cost: milliseconds, pages of 8 kB looked at, tables that were read whole."""

    milliseconds: float
    pages: int
    whole: tuple[str, ...]


Statement = Callable[[Connection, datetime], Awaitable[Any]]


def statements(day: date) -> dict[str, Statement]:
    """The statements that run often, or at the worst moment, by what they are for."""
    week, half_a_year_ago = day + timedelta(days=6), day - RANGE_DEFAULT
    record = _record(day)
    lease = timedelta(minutes=1)
    return {
        "claim what is due": lambda c, now: claim_store.claim_due(
            c, "discord", "w", 50, now, now + lease, unopened=False
        ),
        "expire what is overdue": lambda c, now: ledger.expire_overdue(c, now, now),
        "the page, a week": lambda c, now: availability.list_status_groups(
            c, day, week, 1, named=True
        ),
        "My notifications": lambda c, now: report_store.list_notices(c, 7, 20),
        "metrics: the ledger": lambda c, now: report_store.count_deliveries(
            c, now - timedelta(days=2)
        ),
        "metrics: in time": lambda c, now: report_store.count_in_time(
            c, ZONE.key, day, now - timedelta(days=2)
        ),
        "metrics: overdue": lambda c, now: report_store.count_overdue(c, now, now),
        "past campaigns": lambda c, now: campaigns.list_campaigns(c, 20, None),
        "whom a call may ask": lambda c, now: people_store.list_silent(c, day),
        "habits of the day": lambda c, now: people_store.insert_habits(c, day),
        "whom a reminder reaches": lambda c, now: people_store.list_reachable(
            c, list(range(1, PEOPLE + 1)), list(CHANNEL_TYPES)
        ),
        "evenings of half a year": lambda c, now: evenings.list_records(c, half_a_year_ago, day),
        "one's own of half a year": lambda c, now: evenings.list_own(c, 7, half_a_year_ago, day),
        "who was there on one": lambda c, now: evenings.list_people(c, record),
        "closing one: who said yes": lambda c, now: records.count_yes(c, day, record.starts_at),
        "one's usual answers": lambda c, now: usual.list_habits(c, [7], list(range(7)), day),
        "what the forecast learned": lambda c, now: forecasts.read_learned(c),
        "learning an evening: what was said": lambda c, now: forecasts.list_changes(c, day),
    }


def _record(day: date) -> Record:
    """The record of a day, as far as statements ask for it."""
    at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=19)
    return Record(day, True, at, 6, "voice", 12, 10, 50, at, 100, 20, True, at)


async def explain(connection: Any, statement: Statement, now: datetime) -> Cost:
    """The statement's cost, the second time; nothing of it stays."""
    cost = Cost(0, 0, ())
    for _ in range(2):
        transaction = connection.transaction()
        await transaction.start()
        try:
            await statement(cast(Connection, _Explainer(connection)), now)
        except _Explained as told:
            cost = _cost_of(told.plan)
        finally:
            await transaction.rollback()
    return cost


def _cost_of(plan: dict[str, Any]) -> Cost:
    top = plan["Plan"]
    whole: list[str] = []

    def look(node: dict[str, Any]) -> None:
        if node["Node Type"] == "Seq Scan" and node["Actual Rows"] * node["Actual Loops"] > 1_000:
            whole.append(node["Relation Name"])
        for each in node.get("Plans", []):
            look(each)

    look(top)
    pages = top["Shared Hit Blocks"] + top["Shared Read Blocks"]
    return Cost(plan["Execution Time"], pages, tuple(sorted(set(whole))))


@dataclass
class Grown:
    """A database after its years."""

    megabytes: dict[int, float]
    """By days."""
    tables: dict[str, tuple[float, int]]
    costs: dict[str, Cost]
    forgetting: tuple[int, float, float] = (0, 0.0, 0.0)
    """Steps, seconds of all, and of the longest."""


async def grow(url: str, days: int, kept: Settings | None, console: Console) -> Grown:
    """Write `days` days, forgetting after each month where `kept` says so."""
    connection = await asyncpg.connect(url)
    database = Database(url, application_name="muster bench")
    await database.open()
    sizes: dict[int, float] = {}
    steps, seconds, longest = 0, 0.0, 0.0
    try:
        await fill_people(connection, PEOPLE, FIRST)
        for begun in range(0, days, MONTH):
            month = min(MONTH, days - begun)
            await fill_days(connection, FIRST + timedelta(days=begun), month)
            now = _evening(begun + month - 1)
            more = kept is not None
            while more:
                assert kept is not None
                began = monotonic()
                more = await clean_up(database, kept)(now) < now + CLEAN_UP_EVERY
                took = monotonic() - began
                steps, seconds, longest = steps + 1, seconds + took, max(longest, took)
            await connection.execute("VACUUM ANALYZE")
            sizes[begun + month] = await _megabytes(connection)
            console.print(f"{begun + month} days: {sizes[begun + month]:.0f} MB", highlight=False)
        day, now = FIRST + timedelta(days=days - 1), _evening(days - 1)
        costs = {
            what: await explain(connection, statement, now)
            for what, statement in statements(day).items()
        }
        rows = await connection.fetch(
            """
            SELECT relname, pg_total_relation_size(oid) / 1e6, reltuples::bigint
              FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
             ORDER BY 2 DESC
            """
        )
        tables = {row[0]: (float(row[1]), row[2]) for row in rows}
        return Grown(sizes, tables, costs, (steps, seconds, longest))
    finally:
        await database.close()
        await connection.close()


def _evening(day: int) -> datetime:
    """Half past eight on a day that counts from `FIRST`."""
    return datetime.combine(FIRST, datetime.min.time(), UTC) + timedelta(days=day, hours=19.5)


async def _megabytes(connection: Any) -> float:
    size = await connection.fetchval("SELECT pg_database_size(current_database())")
    return size / 1e6


def show(without: Grown, forgetting: Grown, console: Console) -> None:
    """Print both beside each other."""
    table = Table("days", "without", "forgetting", box=None)
    for days in sorted(without.megabytes):
        if days % 360 == 0 or days == max(without.megabytes):
            table.add_row(
                str(days),
                f"{without.megabytes[days]:,.0f} MB",
                f"{forgetting.megabytes[days]:,.0f} MB",
            )
    console.print(table)
    table = Table("table", "without", "rows", "forgetting", "rows", box=None)
    for name, (size, rows) in list(without.tables.items())[:_LARGEST]:
        kept_size, kept_rows = forgetting.tables.get(name, (0.0, 0))
        table.add_row(
            name, f"{size:,.1f} MB", f"{rows:,}", f"{kept_size:,.1f} MB", f"{kept_rows:,}"
        )
    console.print(table)
    table = Table("statement", "without", "pages", "forgetting", "pages", "read whole", box=None)
    for what, cost in without.costs.items():
        other = forgetting.costs[what]
        table.add_row(
            what,
            f"{cost.milliseconds:,.1f} ms",
            f"{cost.pages:,}",
            f"{other.milliseconds:,.1f} ms",
            f"{other.pages:,}",
            ", ".join(cost.whole),
        )
    console.print(table)
    steps, seconds, longest = forgetting.forgetting
    console.print(
        f"forgetting: {steps} steps, {seconds / max(1, steps) * 1000:.0f} ms each, "
        f"the longest {longest * 1000:.0f} ms",
        highlight=False,
    )


async def _measure(days: int, kept: Settings, console: Console) -> tuple[Grown, Grown]:
    grown: list[Grown] = []
    for each in (None, kept):
        console.print("without forgetting" if each is None else "forgetting")
        async with stage(_evening(0)) as url:
            grown.append(await grow(url, days, each, console))
    return grown[0], grown[1]


def main() -> None:
    defaults = load_settings(env_file=None)
    parser = argparse.ArgumentParser(prog="python -m bench.year", description=__doc__)
    parser.add_argument("--days", type=int, default=YEARS * 360, help="how many (default: 1080)")
    parser.add_argument("--history-days", type=int, default=defaults.muster_history_days)
    parser.add_argument("--ledger-days", type=int, default=defaults.muster_ledger_days)
    chosen = parser.parse_args()
    console = Console(width=130)
    kept = load_settings(
        env_file=None,
        muster_history_days=chosen.history_days,
        muster_ledger_days=chosen.ledger_days,
    )
    show(*asyncio.run(_measure(chosen.days, kept, console)), console)


if __name__ == "__main__":
    main()
