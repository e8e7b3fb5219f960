"""What is said on the command line of `muster setup`."""

from __future__ import annotations

from dataclasses import dataclass

from ops.setup.proxy import Proxy
from ops.setup.service import Kind


@dataclass(frozen=True)
class Options:
    """The command's options; None for what is asked.

    Attributes:
        replace: without a terminal, whether what is there may be changed.
        user: who runs the machine's unit.
    """

    replace: bool = False
    service: Kind | None = None
    user: str | None = None
    proxy: Proxy | None = None
