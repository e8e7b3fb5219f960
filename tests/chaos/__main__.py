"""``python -m tests.chaos``: kills whoever delivers, for as long as one likes (`make chaos`)."""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import secrets
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import structlog
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from muster.clock import monotonic
from muster.migrations import apply, load_migrations
from tests.chaos.evening import BOTS, VICTIMS, EveningTally
from tests.chaos.evening_play import play_evening
from tests.chaos.ground import SERVICES, ground
from tests.chaos.rounds import PLACES, WITHOUT_MEMORY, Tally, plan_round, play_round
from tests.conftest import MIGRATIONS_FOLDER, Cluster, start_cluster, stop_cluster

KILLS_AN_EVENING = 10
_WIDTH = 100
_HITS = {
    "not written": "noted, and killed before the request was written",
    "open": "killed while the request was open",
    "answered": "killed between the answer and its settling",
}


@dataclass
class Run:
    """A run and what it has to tell, however it ends.

    Attributes:
        evenings: how many there are to be, with real bots, between the rounds.
        minutes: after which nothing is begun any more; None: no end.
        ended: what ended it before its time, in words.
    """

    rounds: int
    evenings: int
    seed: int
    minutes: float | None
    tally: Tally = field(default_factory=Tally)
    evening_tally: EveningTally = field(default_factory=EveningTally)
    ended: str | None = None
    began: float = field(default_factory=monotonic)

    @property
    def kills(self) -> int:
        return self.tally.kills.total() + self.evening_tally.kills.total()

    def goes_on(self) -> bool:
        """Whether there is time for one more; `ended` says so when there is none."""
        if self.minutes is None or monotonic() < self.began + 60 * self.minutes:
            return True
        self.ended = f"{self.minutes:g} minutes were over"
        return False


async def play(run: Run, cluster: Cluster, cluster_folder: Path, console: Console) -> None:
    """All rounds and evenings, with a progress bar; what happens is in the run's tallies.

    Raises:
        AssertionError: a rule was broken; the message names the round.
    """
    url = cluster.url(cluster.create_database())
    sql = await asyncpg.connect(url)
    await apply(sql, load_migrations(MIGRATIONS_FOLDER), datetime.now(UTC))
    await sql.close()
    chance = random.Random(run.seed)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    async with ground(url) as base:
        with Progress(*columns, console=console) as progress:
            bar = progress.add_task("rounds", total=run.rounds + run.evenings)
            for number, is_evening in enumerate(in_turn(run.rounds, run.evenings), start=1):
                if not run.goes_on():
                    return
                seed = chance.randrange(1 << 32)  # so that one's length changes no other's plan
                try:
                    if is_evening:
                        await play_evening(
                            cluster,
                            cluster_folder,
                            random.Random(seed),
                            KILLS_AN_EVENING,
                            run.evening_tally,
                        )
                    else:
                        await play_round(base, plan_round(random.Random(seed)), run.tally)
                except AssertionError as error:
                    what = "evening" if is_evening else "round"
                    raise AssertionError(f"{what} {number}: {error}") from error
                progress.update(bar, advance=1, description=f"{run.kills} kills, rounds")


def in_turn(rounds: int, evenings: int) -> list[bool]:
    """Which of all are evenings: spread, so that a run that ends early had some of both."""
    total = rounds + evenings
    return [
        (number + 1) * evenings // total > number * evenings // total for number in range(total)
    ]


def print_rounds(console: Console, tally: Tally) -> None:
    """Tables of the rounds."""
    kills = Table("killed", "times", title=f"{tally.rounds} rounds, {tally.workers} workers")
    _add_kills(kills, PLACES, tally.kills)
    console.print(kills)
    outcome = Table("recipients", *SERVICES, title="What became of them")
    outcome.add_row("heard it once", *(f"{tally.delivered[each]:,}" for each in SERVICES))
    outcome.add_row("row sent", *(f"{tally.sent[each]:,}" for each in SERVICES))
    for hit, words in _HITS.items():
        numbers = [f"{tally.unknown[each, hit]:,}" for each in SERVICES]
        outcome.add_row(f"row unknown: {words}", *numbers)
    heard = [f"{tally.unknown_but_delivered[each]:,}" for each in SERVICES]
    outcome.add_row("row unknown, and had heard it", *heard)
    console.print(outcome)
    console.print(
        f"Discord gave an earlier message for its nonce {tally.repeats:,} times, and was asked for "
        f"its history {tally.histories:,} times. At most {tally.most_in_doubt} rows of one service "
        f"({', '.join(WITHOUT_MEMORY)}) were in doubt after one kill."
    )


def print_evenings(console: Console, tally: EveningTally) -> None:
    """Tables of the evenings."""
    kills = Table("killed", "times", title=f"{tally.evenings} evenings of {BOTS} bots")
    _add_kills(kills, VICTIMS, tally.kills)
    console.print(kills)
    outcome = Table("messages of campaigns", "", title="What became of them")
    for service in SERVICES:
        outcome.add_row(f"heard once, on {service}", f"{tally.heard[service]:,}")
    outcome.add_row("of those, after another service had refused", f"{tally.handed_over:,}")
    outcome.add_row("in quiet hours, and not heard", f"{tally.quiet:,}")
    outcome.add_row("unknown", f"{tally.unknown:,}")
    outcome.add_row("of those, never heard", f"{tally.unknown_and_unheard:,}")
    for status, number in sorted(tally.statuses.items()):
        outcome.add_row(f"campaigns {status}", f"{number:,}")
    console.print(outcome)


def _add_kills(table: Table, words: Mapping[Any, str], kills: Counter[Any]) -> None:
    for place, in_words in words.items():
        table.add_row(in_words, f"{kills[place]:,}")
    table.add_section()
    table.add_row("in all", f"{kills.total():,}")


def print_run(console: Console, run: Run) -> None:
    """The tally of a run, whatever ended it."""
    if run.tally.workers:
        print_rounds(console, run.tally)
    if run.evening_tally.kills or run.evening_tally.evenings:
        print_evenings(console, run.evening_tally)
    console.print(
        f"{run.kills:,} kills, seed {run.seed}. "
        + ("Every round was played." if run.ended is None else f"Ended early: {run.ended}."),
        markup=False,
    )


def _say_nothing_of_kills() -> None:
    """What a website or a service has to say of them is no news here."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)


def main() -> int:
    """0 when every round kept the rules, 1 when one did not, 130 when it was interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="of workers in a nursery")
    parser.add_argument("--evenings", type=int, default=5, help="of real bots and a campaign")
    parser.add_argument("--minutes", type=float, help="begin nothing after so many")
    parser.add_argument("--seed", type=int, help="repeats the plans of an earlier run")
    options = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if options.seed is None else options.seed
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    _say_nothing_of_kills()
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    console.print(f"{options.rounds} rounds and {options.evenings} evenings, seed {seed}")
    run = Run(options.rounds, options.evenings, seed, options.minutes)
    folder = Path(tempfile.mkdtemp(prefix="muster-chaos-"))
    status = 1
    try:
        cluster = start_cluster(folder / "data")
        asyncio.run(play(run, cluster, folder / "data", console))
        status = 0
    except KeyboardInterrupt:
        run.ended, status = "interrupted", 130
    except AssertionError as error:
        run.ended = f"a rule was broken: {error}"
    except Exception as error:
        console.print_exception()
        run.ended = f"{type(error).__name__}: {error}"
    finally:
        # Whatever ended it; nobody's second Ctrl-C is to cost what was found out.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        print_run(console, run)
        stop_cluster(folder / "data")
        shutil.rmtree(folder, ignore_errors=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
