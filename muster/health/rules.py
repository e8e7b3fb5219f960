"""What a check found: the doctor's, or one that a website or bot makes of itself. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Final

from muster.words import Language, Sentence, Words, rendered, words

say = words("findings")

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
    said: Words | str
    """A text that is not of the catalogues is English."""

    @property
    def text(self) -> str:
        """The line in English, as the doctor prints it."""
        return str(self.said)

    def in_language(self, language: Language) -> str:
        """The line as its reader is told."""
        return rendered(self.said, language)

    @classmethod
    def ok(cls, subject: str, said: Words | str) -> Finding:
        return cls(Verdict.OK, subject, said)

    @classmethod
    def off(cls, subject: str, said: Words | str) -> Finding:
        return cls(Verdict.OFF, subject, said)

    @classmethod
    def warn(cls, subject: str, said: Words | str) -> Finding:
        return cls(Verdict.WARN, subject, said)

    @classmethod
    def fail(cls, subject: str, said: Words | str) -> Finding:
        return cls(Verdict.FAIL, subject, said)


SUBJECTS: Final[Mapping[str, Sentence]] = {
    "settings file": say("subject-settings-file"),
    "settings": say("subject-settings"),
    "data folder": say("subject-data-folder"),
    "disk": say("subject-disk"),
    "backups": say("subject-backups"),
    "database": say("subject-database"),
    "migrations": say("subject-migrations"),
    "database clock": say("subject-database-clock"),
    "messages": say("subject-messages"),
    "contact key": say("subject-contact-key"),
    "names": say("subject-names"),
    "webhooks": say("subject-webhooks"),
    "push devices": say("subject-push-devices"),
    "bot": say("subject-bot"),
    "running bot": say("subject-running-bot"),
    "Discord gateway": say("subject-gateway"),
    "Discord server": say("subject-server"),
    "Discord channel": say("subject-channel"),
}
"""What is looked at, as it is called for admins; in English as a finding's `subject` is."""


def subject_words(subject: str) -> Words | str:
    """What a finding is about, for its reader; what is not known here stays as it is."""
    return SUBJECTS.get(subject, subject)


def age_words(age: timedelta) -> Sentence:
    """How long something is ago, in whole hours or, from two days on, whole days."""
    hours = max(0, int(age.total_seconds() // 3600))
    return say("hours", count=hours) if hours < 48 else say("days", count=hours // 24)


_WORSE = (Verdict.OK, Verdict.WARN, Verdict.FAIL)


def worst(findings: Iterable[Finding]) -> Verdict:
    """How all of them stand together; what is off is no trouble."""
    states = (each.state for each in findings if each.state is not Verdict.OFF)
    return max(states, key=_WORSE.index, default=Verdict.OK)
