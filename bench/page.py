"""``python -m bench.page``: how soon the page can be used; see `make page-bench`."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from statistics import median

import asyncpg
from playwright.async_api import Browser, expect
from playwright.async_api import Error as PlaywrightError
from rich.console import Console

from bench.data import Community, create_community
from bench.load import Caller
from bench.page_visit import (
    FAST_4G,
    SLOW_3G,
    Line,
    Seen,
    Visit,
    chromium,
    first_load,
    phone,
    visit,
)
from bench.report import Finding, Report, findings_table, timed, write_json
from bench.run import ground
from bench.servers import CannotMeasure, ServerProcess, unpinned
from bench.works import status_write
from muster.clock import local_date
from muster.errors import MusterError
from tests.support.running.bot import zone_where_it_is_noon

PEOPLE = 40
THOROUGH, QUICK = 5, 2
"""Rounds of each row."""
_WIDTH = 150

TONIGHT = ["LOOKING"] * 4 + ["AVAILABLE"] * 3 + ["MAYBE"] * 2 + ["NOT_PLAYING"] * 3
"""What is answered for tonight before each round: two short, with everybody else yet to come."""

_RESET = """
WITH answering AS (
    SELECT id, row_number() OVER (ORDER BY id) AS place FROM website_users)
DELETE FROM availability_entries AS entry
 USING answering
 WHERE entry.user_id = answering.id AND entry_date = $1 AND place > $2
"""
_SAY = """
INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
SELECT id, $1, ($2::text[])[place], $3, $3
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM website_users) AS answering
 WHERE place <= cardinality($2::text[])
    ON CONFLICT (user_id, entry_date) DO UPDATE SET status = excluded.status
"""


@dataclass
class PageBench:
    """What the measurements stand on.

    Attributes:
        community: nobody who visits has answered for tonight.
        web: its website, without a sandbox.
        rounds: of each row, each by somebody else who was never here.
        slow, fast: the connections.
        quiet: seconds without a request after which a page is at rest.
    """

    community: Community
    web: ServerProcess
    console: Console
    rounds: int
    slow: Line = SLOW_3G
    fast: Line = FAST_4G
    quiet: float = 2.0
    _visitors: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self._visitors = cycle(list(self.community.tokens)[len(TONIGHT) + 2 :])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.web.port}/"

    async def measure(self) -> list[Finding]:
        """Every row.

        Raises:
            CannotMeasure: there is no Chromium, or the page did not do what was waited for.
        """
        try:
            async with chromium() as browser:
                self.console.print("Weighing: a first visit")
                weights = await self._weigh(browser)
                self.console.print(f"Measuring: {self.slow.name}, both visits")
                found = await self._slow(browser)
                self.console.print(f"Measuring: {self.fast.name}, both visits and an answer")
                return [*found, *await self._fast(browser), *weights]
        except (AssertionError, TimeoutError, PlaywrightError) as error:
            raise CannotMeasure(f"the page is stuck: {error}") from error

    async def _weigh(self, browser: Browser) -> list[Finding]:
        token = self.community.tokens[next(self._visitors)]
        async with phone(browser, self.address, token) as context:
            opened = await visit(context, self.address)
            await opened.until_quiet(self.quiet)
            at_once = await first_load(context, self.address)
        first = sum(size for path, size in opened.scripts.items() if path in at_once)
        note = f"{len(opened.scripts)} files, {', '.join(sorted(opened.encodings))}"
        return [
            Finding(
                "JavaScript at rest on Tonight, signed in", _kilobytes(opened), 130, "kB", note
            ),
            Finding(
                "JavaScript of the first load", first / 1000, 115, "kB", f"{len(at_once)} files"
            ),
            Finding(
                "requests to the API on a first visit",
                len(opened.asked),
                3,
                "",
                ", ".join(opened.asked),
            ),
        ]

    async def _slow(self, browser: Browser) -> list[Finding]:
        firsts: list[float] = []
        seconds: list[float] = []
        for _ in range(self.rounds):
            await set_evening(self.community)
            token = self.community.tokens[next(self._visitors)]
            async with phone(browser, self.address, token) as context:
                first = await visit(context, self.address, self.slow)
                firsts.append(await first.answerable_after())
                await first.until_quiet(self.quiet)
                await first.leave()
                second = await visit(context, self.address, self.slow)
                seconds.append(await second.answerable_after())
                await second.say_in()
        name = f"{self.slow.name}: tonight answerable"
        return [
            timed(f"{name}, first visit", firsts, 5_000),
            timed(f"{name}, second visit", seconds, 1_500),
        ]

    async def _fast(self, browser: Browser) -> list[Finding]:
        loads: dict[str, list[Seen]] = {"first": [], "second": []}
        presses: list[float] = []
        changes: list[float] = []
        for _ in range(self.rounds):
            await set_evening(self.community)
            token = self.community.tokens[next(self._visitors)]
            async with phone(browser, self.address, token) as context:
                for taken in loads.values():
                    opened = await self._loaded(await visit(context, self.address, self.fast))
                    taken.append(await opened.seen())
                    await opened.say_in()
                    presses.append((await opened.seen())["press"])
                    changes.append(await self._change(opened) - taken[-1]["shift"])
                    await set_evening(self.community)
                    await expect(opened.tonight).to_contain_text("Playing tonight?")
                    await opened.leave()
        shifts = [each["shift"] for taken in loads.values() for each in taken]
        return [
            *(
                timed(
                    f"{self.fast.name}: LCP, {which} visit",
                    [each["paint"] for each in taken],
                    1_200,
                )
                for which, taken in loads.items()
            ),
            timed(f"{self.fast.name}: INP of an answer", presses, 100),
            _worst("CLS of a load", shifts),
            _worst("CLS of an answer, and of the sixth coming", changes),
        ]

    async def _loaded(self, opened: Visit) -> Visit:
        await opened.answerable_after()
        await opened.until_quiet(self.quiet)
        return opened

    async def _change(self, opened: Visit) -> float:
        """Let the sixth come; all that has moved in the page by then."""
        caller = Caller(self.web)
        for user_id in list(self.community.tokens)[len(TONIGHT) : len(TONIGHT) + 2]:
            caller.send(status_write(self.community, user_id, 0, "LOOKING"))
        caller.close()
        await expect(opened.tonight.get_by_role("link", name="Open planning room")).to_be_visible()
        return (await opened.seen())["shift"]


async def set_evening(community: Community) -> None:
    """Let tonight be answered as `TONIGHT` says, and by nobody else."""
    connection = await asyncpg.connect(community.url)
    try:
        async with connection.transaction():
            await connection.execute(_RESET, community.first, len(TONIGHT))
            await connection.execute(_SAY, community.first, TONIGHT, datetime.now(UTC))
    finally:
        await connection.close()


def _kilobytes(opened: Visit) -> float:
    return sum(opened.scripts.values()) / 1000


def _worst(what: str, shifts: list[float]) -> Finding:
    return Finding(
        what, max(shifts), 0.02, "", f"the worst of {len(shifts)}; median {median(shifts):.3f}"
    )


def conditions(bench: PageBench) -> str:
    """What a reader has to know about how the figures came about."""
    lines = " and ".join(
        f"{line.bits / 1e6:g} Mbit/s with {line.latency:g} ms" for line in (bench.slow, bench.fast)
    )
    return (
        f"Medians of {bench.rounds} rounds, each by somebody signed in who was never here and then "
        f"comes again; a phone of 390 by 844 with a processor four times slower than this one; "
        f"{lines}, by Chromium's own throttling. JavaScript as it came over the wire, without what "
        f"the service worker fetches for later. No process has a core of its own; the load of this "
        f"machine was {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."
    )


def main() -> int:
    """0 when everything could be measured, whatever came out."""
    parser = argparse.ArgumentParser(prog="python -m bench.page", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    rounds = QUICK if options.quick else THOROUGH
    now = datetime.now(UTC)
    zone = zone_where_it_is_noon(now)
    try:
        with ground(console) as base:
            console.print(f"Filling a database: {PEOPLE} people…")
            community = asyncio.run(
                create_community(base.database.url, PEOPLE, local_date(now, zone), now)
            )
            web = base.website(community, AVAILABILITY_PROMOTION_TIMEZONE=zone.key)
            with unpinned(web.process.pid):
                bench = PageBench(community, web, console, rounds)
                findings = asyncio.run(bench.measure())
                said = conditions(bench)
    except (CannotMeasure, MusterError) as error:
        console.print(f"bench: {error}", style="red", markup=False)
        return 1
    except KeyboardInterrupt:
        return 130
    console.print(findings_table(findings, "The page", said))
    if options.json:
        write_json(options.json, Report([], [], findings, said, ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
