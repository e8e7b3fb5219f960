"""``python -m tests.chaos``: kills the notifier for as many rounds as one likes (`make chaos`)."""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import shutil
import signal
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from muster.migrations import apply, load_migrations
from tests.chaos.ground import SERVICES, ground
from tests.chaos.rounds import PLACES, WITHOUT_MEMORY, Tally, plan_round, play_round
from tests.conftest import MIGRATIONS_FOLDER, start_cluster, stop_cluster

_WIDTH = 100
_HITS = {
    "not written": "noted, and killed before the request was written",
    "open": "killed while the request was open",
    "answered": "killed between the answer and its settling",
}


async def play(database_url: str, rounds: int, seed: int, console: Console) -> Tally:
    """All rounds, with a progress bar.

    Raises:
        AssertionError: a rule was broken; the message names the round.
    """
    sql = await asyncpg.connect(database_url)
    await apply(sql, load_migrations(MIGRATIONS_FOLDER), datetime.now(UTC))
    await sql.close()
    chance = random.Random(seed)
    tally = Tally()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    async with ground(database_url) as base:
        with Progress(*columns, console=console) as progress:
            bar = progress.add_task("rounds", total=rounds)
            for number in range(1, rounds + 1):
                plan = plan_round(chance)
                try:
                    await play_round(base, plan, tally)
                except AssertionError as error:
                    raise AssertionError(f"round {number}: {error}\n{plan}") from error
                progress.update(bar, advance=1, description=f"{tally.kills.total()} kills, rounds")
    return tally


def print_tally(console: Console, tally: Tally) -> None:
    """Tables of what happened."""
    kills = Table("killed", "times", title=f"{tally.rounds} rounds, {tally.workers} workers")
    for place, words in PLACES.items():
        kills.add_row(words, f"{tally.kills[place]:,}")
    kills.add_section()
    kills.add_row("in all", f"{tally.kills.total():,}")
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
        "Nobody heard it twice and nobody was lost: the first one would have ended the run. "
        f"Discord gave an earlier message for its nonce {tally.repeats:,} times, and was asked for "
        f"its history {tally.histories:,} times. At most {tally.most_in_doubt} rows of one service "
        f"({', '.join(WITHOUT_MEMORY)}) were in doubt after one kill."
    )


def main() -> int:
    """0 when every round kept the rules, 1 when one did not."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, help="repeats the plans of an earlier run")
    options = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if options.seed is None else options.seed
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    console.print(f"{options.rounds} rounds of 300 recipients, seed {seed}")
    folder = Path(tempfile.mkdtemp(prefix="muster-chaos-"))
    try:
        cluster = start_cluster(folder / "data")
        url = cluster.url(cluster.create_database())
        tally = asyncio.run(play(url, options.rounds, seed, console))
    except AssertionError as error:
        console.print(f"chaos: seed {seed}, {error}", style="red", markup=False)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        stop_cluster(folder / "data")
        shutil.rmtree(folder, ignore_errors=True)
    print_tally(console, tally)
    return 0


if __name__ == "__main__":
    sys.exit(main())
