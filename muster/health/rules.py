"""What a check found: the doctor's, or one that a website or bot makes of itself. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

CHECK_SECONDS = 10.0
"""How long each service may take: healthy ones take a part of it on a busy machine, too."""


class Verdict(Enum):
    """How it stands, in the words that are printed; only FAIL makes the command exit 1."""

    OK = "ok"
    OFF = "off"
    WARN = "warn"
    FAIL = "FAIL"


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it stands, and what to do about it."""

    state: Verdict
    subject: str
    text: str

    @classmethod
    def ok(cls, subject: str, text: str) -> Finding:
        return cls(Verdict.OK, subject, text)

    @classmethod
    def off(cls, subject: str, text: str) -> Finding:
        return cls(Verdict.OFF, subject, text)

    @classmethod
    def warn(cls, subject: str, text: str) -> Finding:
        return cls(Verdict.WARN, subject, text)

    @classmethod
    def fail(cls, subject: str, text: str) -> Finding:
        return cls(Verdict.FAIL, subject, text)


_WORSE = (Verdict.OK, Verdict.WARN, Verdict.FAIL)


def worst(findings: Iterable[Finding]) -> Verdict:
    """How all of them stand together; what is off is no trouble."""
    states = (each.state for each in findings if each.state is not Verdict.OFF)
    return max(states, key=_WORSE.index, default=Verdict.OK)
