"""A child of `muster up` ends by itself when `muster up` is gone, however that happened."""

from __future__ import annotations

import os
import signal
import threading
import time

GRACE_SECONDS = 4.0
"""How long the child may take for a clean end once its parent is gone."""


def end_with_parent(descriptor: int) -> None:
    """Watch the reading end of a pipe whose writing end only the parent holds.

    Its end of file means that the parent is gone, `kill -9` included: the process then ends itself
    as on SIGTERM, and for good after `GRACE_SECONDS`.
    """
    os.set_inheritable(descriptor, False)

    def watch() -> None:
        while os.read(descriptor, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
