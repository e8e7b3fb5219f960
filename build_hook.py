"""What hatchling does beside its own work when it builds Muster's package: see that the page is in
it, and add the two documents that stand at the top of the repository.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BESIDE = "muster/_beside"
TOP_DOCUMENTS = (".env.example", "CHANGELOG.md")


class Hook(BuildHookInterface):
    """Runs before the files of an archive are chosen; a checkout for work needs none of it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        if not Path(self.root, "website/frontend/dist/index.html").is_file():
            raise SystemExit(
                "muster: the page is not built, and a package without it shows nothing; "
                "run `make package`, which builds both"
            )
        if self.target_name == "wheel":
            build_data["force_include"] |= {
                str(Path(self.root, name)): f"{BESIDE}/{name}" for name in TOP_DOCUMENTS
            }
