"""One whole run: servers and data, then every row and finding, then nothing is left."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
from rich.console import Console

from bench import cards, checks, reference
from bench.calendar_feeds import CalendarPace, CalendarReads
from bench.calls import CallPace, Calls
from bench.campaigns import (
    CANDIDATES,
    COMMUNITY_PEOPLE,
    CampaignPace,
    Punctuality,
    measure_requests,
    needed_promoters,
    promoters,
)
from bench.data import Community, create_community
from bench.fan_out import RECIPIENTS, FanOut, FanOutPace
from bench.forecast_reads import ForecastPace, ForecastReads
from bench.front_door import FrontDoorBench, FrontDoorPace
from bench.load import Caller, Request, Sample, find_wrk, run_load, write_requests
from bench.report import Comparison, Finding, Report, Throughput, compare, timed
from bench.servers import (
    PINNED,
    ServerProcess,
    start_reference,
    start_website,
    stay_on_loader_core,
    unpinned,
)
from bench.starts import StartPace, Starts
from bench.works import (
    VIEWERS,
    Work,
    anonymous_read,
    check_read,
    named_reads,
    read_works,
    write_work,
)
from muster.clock import local_date, utc_now
from muster.settings import load_settings
from ops.postgres.embedded import EmbeddedPostgres
from tests.support.running.bot import zone_where_it_is_noon

PEOPLE, TEN_TIMES = 300, 3000
PARTS = (
    "website",
    "fan-out",
    "campaigns",
    "calls",
    "forecast",
    "calendars",
    "front-door",
    "cards",
    "starts",
)
_MEGABYTE = 1e6


@dataclass(frozen=True)
class Pace:
    """How long it takes.

    Attributes:
        rounds: of each row.
        seconds: of each half of a round, ours and the reference's.
        crowds: how many people read with names in turn; a row for each number.
        fan_out, campaigns, calls, forecast, calendars, front_door, starts: the same of the other
            parts.
    """

    rounds: int
    seconds: int
    crowds: tuple[int, ...]
    fan_out: FanOutPace
    campaigns: CampaignPace
    calls: CallPace
    forecast: ForecastPace
    calendars: CalendarPace
    front_door: FrontDoorPace
    starts: StartPace


THOROUGH = Pace(
    rounds=5,
    seconds=2,
    crowds=(1, VIEWERS),
    fan_out=FanOutPace(rounds=3, firsts=20),
    campaigns=CampaignPace(requests=20, firsts=20, paced=3),
    calls=CallPace(waves=20, fills=10),
    forecast=ForecastPace(warm=200, cold=20, answers=40),
    calendars=CalendarPace(warm=500, cold=40),
    front_door=FrontDoorPace(presses=100, bursts=8, crowds=5),
    starts=StartPace(starts=7),
)
QUICK = Pace(
    rounds=2,
    seconds=1,
    crowds=(VIEWERS,),
    fan_out=FanOutPace(rounds=1, firsts=5),
    campaigns=CampaignPace(requests=10, firsts=5, paced=1),
    calls=CallPace(waves=5, fills=3),
    forecast=ForecastPace(warm=50, cold=5, answers=10),
    calendars=CalendarPace(warm=100, cold=10),
    front_door=FrontDoorPace(presses=20, bursts=3, crowds=2),
    starts=StartPace(starts=3),
)


@dataclass
class Ground:
    """What a run stands on; `folder` and all servers are gone after it."""

    folder: Path
    database: EmbeddedPostgres
    console: Console
    servers: list[ServerProcess] = field(default_factory=list[ServerProcess])

    @property
    def database_log(self) -> Path:
        return self.database.folder.with_name("postgres.log")

    def website(
        self, community: Community, profile: Path | None = None, **environment: str
    ) -> ServerProcess:
        """One `muster web`, ready to be asked."""
        return self._ready(
            start_website(community.url, self.folder, profile=profile, **environment)
        )

    def reference(self, community: Community, sizes: set[int]) -> ServerProcess:
        """The reference, on a table of its own in the same database."""
        asyncio.run(_execute(community.url, reference.TABLE))
        return self._ready(start_reference(community.url, self.folder, sorted(sizes)))

    def community(self, people: int, name: str = "bench") -> Community:
        """So many people in a database of their own, which is called after `name` and them."""
        now = datetime.now(UTC)
        today = local_date(now, load_settings(env_file=None).zone)
        self.console.print(f"Filling a database: {people:,} people…")
        return asyncio.run(create_community(self.database.url, people, today, now, name))

    def rounds(
        self,
        ours: tuple[ServerProcess, list[Request]],
        other: tuple[ServerProcess, list[Request]],
        pace: Pace,
    ) -> list[tuple[Sample, Sample]]:
        """(ours, the other's) in each round; who begins alternates."""
        sides = [
            (server, write_requests(requests, server.port, self.folder / f"requests-{place}"))
            for place, (server, requests) in enumerate((ours, other))
        ]
        found: list[tuple[Sample, Sample]] = []
        for number in range(pace.rounds):
            order = (0, 1) if number % 2 == 0 else (1, 0)
            samples = {side: run_load(*sides[side], pace.seconds) for side in order}
            found.append((samples[0], samples[1]))
        return found

    def _ready(self, server: ServerProcess) -> ServerProcess:
        self.servers.append(server)
        server.wait_until_listening()
        return server


async def _execute(url: str, statement: str) -> None:
    connection: Any = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@contextmanager
def ground(console: Console) -> Generator[Ground, None, None]:
    """A folder with a PostgreSQL as `muster up` starts it, durable, on the loader's core."""
    stay_on_loader_core()
    folder = Path(tempfile.mkdtemp(prefix="muster-bench-"))
    database = EmbeddedPostgres(folder)
    made = Ground(folder, database, console)
    try:
        asyncio.run(database.start())
        yield made
    finally:
        for server in made.servers:
            server.stop()
        asyncio.run(database.stop())
        shutil.rmtree(folder, ignore_errors=True)


def measure(base: Ground, pace: Pace, parts: Collection[str] = PARTS) -> Report:
    """Every row and every finding of the parts asked for.

    Raises:
        CannotMeasure: the loader is not installed, a server did not start or gave a wrong answer.
    """
    comparisons: list[Comparison] = []
    throughputs: list[Throughput] = []
    findings: list[Finding] = []
    if "website" in parts:
        find_wrk()  # before minutes have passed
    process_id = int((base.database.folder / "postmaster.pid").read_text().split()[0])
    if "fan-out" in parts:
        fan_out = FanOut(base.folder, base.database.url, process_id, base.console, pace.fan_out)
        with unpinned(process_id):
            throughputs, findings = fan_out.measure(base.database_log)
    if "campaigns" in parts:
        findings += _measure_campaigns(base, pace.campaigns)
        punctuality = Punctuality(base.folder, base.database.url, base.console, pace.campaigns)
        with unpinned(process_id):
            findings += punctuality.measure()
    if "calls" in parts:
        calls = Calls(
            base.database.url, load_settings(env_file=None).zone, base.console, pace.calls
        )
        with unpinned(process_id):
            findings += calls.measure()
    if "forecast" in parts:
        zone = zone_where_it_is_noon(utc_now())
        forecast = ForecastReads(base.database.url, zone, base.console, pace.forecast)
        with unpinned(process_id):
            findings += forecast.measure()
    if "calendars" in parts:
        zone = load_settings(env_file=None).zone
        calendars = CalendarReads(base.database.url, zone, base.console, pace.calendars)
        with unpinned(process_id):
            findings += calendars.measure()
    if "front-door" in parts:
        findings += _measure_front_door(base, pace.front_door, process_id)
    if "cards" in parts:
        with unpinned(process_id):
            findings += cards.measure(base.console)
    if "starts" in parts:
        community = base.community(PEOPLE, "bench_starts")
        with unpinned(process_id):
            findings += Starts(base.folder, community, base.console, pace.starts).measure()
    if "website" in parts:
        comparisons, of_website = _measure_website(base, pace)
        findings = of_website + findings
    return Report(
        comparisons, throughputs, findings, conditions(pace), fan_out_conditions(pace.fan_out)
    )


def _measure_campaigns(base: Ground, pace: CampaignPace) -> list[Finding]:
    """What a promoter waits for."""
    community = base.community(COMMUNITY_PEOPLE)
    who = promoters(community, needed_promoters(pace))
    web = base.website(community, PROMOTER_DISCORD_IDS=",".join(who.values()))
    base.console.print(f"Measuring: preview and creation for {CANDIDATES:,} candidates")
    found = measure_requests(community, web, pace, base.database_log, CANDIDATES)
    web.stop()
    return found


def _measure_front_door(base: Ground, pace: FrontDoorPace, process_id: int) -> list[Finding]:
    """What people wait for at Discord; no process has a core of its own."""
    community = base.community(PEOPLE, "bench_front_door")
    zone = zone_where_it_is_noon(utc_now()).key
    web = base.website(community, AVAILABILITY_PROMOTION_TIMEZONE=zone)
    with unpinned(process_id, web.process.pid):
        bench = FrontDoorBench(community, web, zone, base.folder, base.console, pace)
        found = bench.measure(base.database_log)
        web.stop()
    return found


def _measure_website(base: Ground, pace: Pace) -> tuple[list[Comparison], list[Finding]]:
    small = base.community(PEOPLE)
    web = base.website(small)
    caller = Caller(web)
    reads = list(read_works(small, caller, pace.crowds))
    sizes = {int(each.reference[0].path.split("/")[2].partition("?")[0]) for each in reads}
    bare = base.reference(small, sizes)
    comparisons: list[Comparison] = []
    findings: list[Finding] = []

    def add(work: Work) -> None:
        base.console.print(f"Measuring: {work.name}")
        rounds = base.rounds((web, work.ours), (bare, work.reference), pace)
        comparisons.append(compare(work.name, rounds, work.reach))

    for work in reads:
        add(work)
    findings.append(_memory(f"web at {small.stored:,} answers, read with names", web, 200))
    findings += ten_times(base, small, web, pace)
    add(write_work(small))
    findings.append(_memory(f"web at {small.stored:,} answers, after writes too", web, 200))
    findings += _fresh(base, small, web)
    base.console.print("Measuring: muster up, idle")
    idle = checks.idle_memory_of_up(base.folder / "up")
    if idle is not None:
        findings.append(Finding("muster up, idle, resident", idle / _MEGABYTE, 250, "MB"))
    return comparisons, findings


def ten_times(base: Ground, small: Community, web: ServerProcess, pace: Pace) -> list[Finding]:
    """What ten times the people cost: an anonymous read's processor time, and memory."""
    large = base.community(TEN_TIMES)
    large_web = base.website(large)
    caller = Caller(large_web)
    found: list[Finding] = []
    pace = replace(pace, rounds=pace.rounds // 2)
    for compressed in (True, False):
        request = anonymous_read(large, compressed=compressed)
        check_read(request, caller, large)
        encoding = "gzip" if compressed else "plain"
        base.console.print(f"Measuring: anonymous read at {large.stored:,} answers, {encoding}")
        rounds = base.rounds(
            (web, [anonymous_read(small, compressed=compressed)]), (large_web, [request]), pace
        )
        cost = median(more.cpu for _, more in rounds) / median(less.cpu for less, _ in rounds)
        slower = median(less.per_second / more.per_second for less, more in rounds)
        what = f"anonymous read at {large.stored:,} answers, {encoding}: processor time"
        note = f"of that at {small.stored:,}; time on the clock {slower:.2f} times"
        found.append(Finding(what, cost, 1.2, "times", note))
    base.console.print(f"Measuring: memory at {large.stored:,} answers")
    for compressed in (True, False):
        requests = named_reads(large, VIEWERS, compressed=compressed)
        for request in requests:
            check_read(request, caller, large)
        file = write_requests(requests, large_web.port, base.folder / "requests-large")
        run_load(large_web, file, pace.seconds)
    found.append(_memory(f"web at {large.stored:,} answers, read with names", large_web, 300))
    large_web.stop()
    return found


def _fresh(base: Ground, small: Community, web: ServerProcess) -> list[Finding]:
    """How fresh answers are: statements of a cold read, and the way of a notice."""
    base.console.print("Measuring: a cold read, and notices between two processes")
    count = checks.statements_of_cold_read(small, Caller(web), base.database_log)
    other_web = base.website(small)
    latencies = checks.notice_latencies(small, Caller(web), Caller(other_web))
    other_web.stop()
    return [
        Finding("SQL statements of a read right after a write", count, 1, ""),
        timed("until another process answers anew", latencies, 200),
    ]


def _memory(what: str, server: ServerProcess, most: float) -> Finding:
    return Finding(f"{what}: peak resident memory", server.peak_memory() / _MEGABYTE, most, "MB")


def fan_out_conditions(pace: FanOutPace) -> str:
    """What a reader has to know about how the fan-out's figures came about."""
    return (
        f"{RECIPIENTS:,} recipients, ledger and send log written; medians of {pace.rounds} rounds, "
        "each in a new process, ours and the reference's in turn, no process on a core of its own. "
        "One at a time: the same rows, each looked for, claimed, sent, settled and logged by a "
        "statement of its own. CPU: processor time for a message, of our process / of PostgreSQL. "
        "SQL: statements for a message, by PostgreSQL's own log."
    )


def conditions(pace: Pace) -> str:
    """What a reader has to know about how the figures came about."""
    cores = "server on one core, loader and PostgreSQL on the other"
    if not PINNED:
        cores = "NOT PINNED: this machine has one core or cannot pin, so ratios say little"
    return (
        f"Medians of {pace.rounds} rounds of {pace.seconds} s each, ours and the reference's in "
        f"turn; {cores}. CPU: processor time of the server for an answer, ours / the reference's."
    )
