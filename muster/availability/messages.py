"""The words of an answer: what each status is called, and what is said when one is given. Pure."""

from __future__ import annotations

from typing import Final

from muster.availability.rules import Status

STATUS_NAMES: Final[dict[Status, str]] = {
    "LOOKING": "Looking",
    "AVAILABLE": "Available",
    "MAYBE": "Maybe",
    "NOT_PLAYING": "Not playing",
}
"""A status as the page calls it."""


def status_set(day: str, status: Status) -> str:
    """What is said to somebody who gave an answer; `day` as in "today" or "Fri 20 Nov"."""
    return f"{STATUS_NAMES[status]} {day}."


def status_removed(day: str, *, removed: bool) -> str:
    """What is said to somebody who took one back; `removed`: whether there was one."""
    return f"Your answer for {day} is gone." if removed else f"You had no answer for {day}."
