"""`muster` and `python -m muster`: the operator's commands, from a package or from a checkout.

Website, bot and commands stand beside this package in the repository. A package of Muster brings
them inside of it (`_beside`), so that an installation has one name among its packages, and only a
process of ours can import the others. Why: docs/decisions/0018-one-package-beside-itself.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

BESIDE = Path(__file__).with_name("_beside")
"""What stands beside `muster` in the repository; there in a package only."""


def main() -> None:
    """The console command."""
    # First of all: whoever installs Muster among other packages may have a `bot` of another kind.
    if BESIDE.is_dir():
        sys.path.insert(0, str(BESIDE))
    from ops.cli import main as commands

    commands()


if __name__ == "__main__":
    main()
