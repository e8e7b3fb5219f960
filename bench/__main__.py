"""``python -m bench``: prints the benchmark's table; see `make bench`."""

from __future__ import annotations

import argparse
import pstats
import signal
import sys
from pathlib import Path

from rich.console import Console

from bench.load import Caller, run_load, write_requests
from bench.report import print_report, write_json
from bench.run import PARTS, PEOPLE, QUICK, THOROUGH, Ground, ground, measure
from bench.servers import CannotMeasure
from bench.works import anonymous_read, named_reads, write_work
from muster.errors import MusterError

_PROFILE_SECONDS = 4
_PROFILE_LINES = 45
_WIDTH = 150


def profile(base: Ground, what: str) -> None:
    """Print where our server's time goes under one kind of load, by cProfile."""
    community = base.community(PEOPLE)
    requests = {
        "anonymous": [anonymous_read(community, compressed=True)],
        "named": named_reads(community, 50, compressed=True),
        "write": write_work(community).ours,
    }[what]
    file = base.folder / "profile"
    web = base.website(community, file)
    caller = Caller(web)
    for request in requests[:50]:
        caller.send(request)
    sample = run_load(
        web, write_requests(requests, web.port, base.folder / "requests"), _PROFILE_SECONDS
    )
    web.stop(signal.SIGINT)
    base.console.print(f"{sample.per_second:,.0f} a second, {sample.cpu:.0f} µs (profiled)")
    pstats.Stats(str(file)).sort_stats("tottime").print_stats(_PROFILE_LINES)


def main() -> int:
    """0 when everything could be measured, whatever came out."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer, shorter rounds")
    parser.add_argument("--only", choices=PARTS, help="leave the other parts out")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--profile", choices=("anonymous", "named", "write"))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # A file or a pipe has no width, and the tables would be folded to eighty columns.
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    pace = QUICK if options.quick else THOROUGH
    try:
        with ground(console) as base:
            if options.profile:
                profile(base, options.profile)
                return 0
            report = measure(base, pace, [options.only] if options.only else PARTS)
    except (CannotMeasure, MusterError) as error:
        console.print(f"bench: {error}", style="red")
        return 1
    except KeyboardInterrupt:
        return 130
    print_report(console, report)
    if options.json:
        write_json(options.json, report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
