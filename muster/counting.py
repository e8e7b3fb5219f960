"""Numbers with their words."""

from __future__ import annotations


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its word: "1 player", "2 players"; `many` where an s does not do."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
