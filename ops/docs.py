"""`muster docs`: the documents that messages point to, wherever Muster is installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from muster.errors import OperatorError

ROOT = Path(__file__).parents[1]
"""The repository's top; in a package, the folder that has a part of it."""


_FILES = {
    "settings": (".env.example", "every setting, with its default"),
    "changelog": ("CHANGELOG.md", "what changed"),
    "alerts": ("ops/monitoring/alerts.yml", "alert rules for Prometheus"),
    "dashboard": ("ops/monitoring/dashboard.json", "a dashboard for Grafana"),
}
"""Files to copy and read: where each stands, and what it is."""


class NoSuchDocument(OperatorError):
    """No document has the name that was asked for."""

    code = "no_such_document"


def documents() -> dict[str, tuple[Path, str]]:
    """Where each document stands and what it is, by name; those for operators first."""
    found = {name: (ROOT / path, title) for name, (path, title) in _FILES.items()}
    for folder in (ROOT / "docs" / "operations", ROOT / "docs"):
        found |= {_name(path.stem): (path, _heading(path)) for path in sorted(folder.glob("*.md"))}
    del found["readme"]
    return found


def _heading(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return next(file).lstrip("# ").strip()


def _name(text: str) -> str:
    return text.strip().lower().removesuffix(".md").replace("_", "-").rpartition("/")[2]


def overview() -> Iterator[str]:
    """A line for each document."""
    yield "muster docs NAME prints one of these:"
    for name, (_, title) in documents().items():
        yield f"  {name:<20} {title}"


def document(name: str) -> str:
    """The text of a document; `signal-setup`, `docs/operations/signal-setup.md` are the same.

    Raises:
        NoSuchDocument: there is none of that name.
    """
    found = documents().get(_name(name))
    if found is None:
        raise NoSuchDocument(f"there is no document {name!r}; `muster docs` lists them")
    return found[0].read_text(encoding="utf-8")


def print_document(
    name: Annotated[str, typer.Argument(help="Which one; without it, they are listed.")] = "",
) -> None:
    """Print a document; `muster docs settings` prints every setting with its default."""
    typer.echo((document(name) if name else "\n".join(overview())).rstrip("\n"))
