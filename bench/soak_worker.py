"""``python -m bench.soak_worker web|bot …``: a process of Muster whose clock the soak sets.

It is the product's own process, started by its own command. Before anything of it is loaded, the
function of `muster/clock.py` that everything asks for the time of day is replaced by one that is
ahead of the machine by what the soak says. Timeouts and the event loop keep the true time.
Nothing that is installed knows of this: it is no setting.

Standard input takes a line a command, and each is answered by a line of JSON on standard output:
`ahead SECONDS` and `sample`.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import threading
from datetime import timedelta
from typing import Any

from muster import clock

_true_now = clock.utc_now
_ahead = [0.0]


def _now() -> Any:
    return _true_now() + timedelta(seconds=_ahead[0])


def _sample() -> dict[str, int]:
    """What the process has, after collecting what nobody has any more."""
    gc.collect()
    # Objects that were there when the bot froze them are looked at nowhere: they stay as many.
    tasks = [each for each in gc.get_objects() if isinstance(each, asyncio.Task)]
    return {
        "tasks": sum(not task.done() for task in tasks),
        "threads": threading.active_count(),
        "objects": len(gc.get_objects()),
    }


def _obey() -> None:
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        if command == "ahead":
            _ahead[0] = float(argument)
        answer = _sample() if command == "sample" else {}
        print(json.dumps(answer), flush=True)


def main() -> None:
    clock.utc_now = _now
    _ahead[0] = float(sys.argv[1])

    # Only now, so that whoever takes the clock's functions by name gets these.
    import bot.app
    import bot.scheduler
    import website.backend.live_feed
    from ops.cli import main as run

    del bot.app
    # A clock that is set is noticed within half a minute by the product; the soak sets it often.
    bot.scheduler.LONGEST_NAP = timedelta(seconds=0.1)
    feed: Any = website.backend.live_feed
    feed._LONGEST_NAP_SECONDS = 1.0
    threading.Thread(target=_obey, daemon=True).start()
    run(sys.argv[2:])


if __name__ == "__main__":
    main()
