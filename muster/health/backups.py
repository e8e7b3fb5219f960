"""The doctor's look at the daily backups: whether there are any, and how old the last one is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from muster.backups import LATE, Dailies, dailies, moment
from muster.health.rules import Finding, age_words
from muster.settings import Settings
from muster.words import Sayable, words

say = words("findings")

_SUBJECT = "backups"
MISSING = timedelta(days=7)
"""The age of the last backup from which there is none to speak of."""


_TOLD_BY_NAME = 5


def backups(settings: Settings, now: datetime) -> list[Finding]:
    """How old the last daily backup is at `now` (aware), and which do not count."""
    folder = settings.muster_backup_dir
    if folder is None:
        return [Finding.off(_SUBJECT, say("backups-off"))]
    if not folder.is_dir():
        return [Finding.fail(_SUBJECT, say("backups-no-folder", folder=f"{folder}"))]
    if not os.access(folder, os.W_OK | os.X_OK):
        return [Finding.fail(_SUBJECT, say("not-writable", folder=f"{folder}"))]
    found = dailies(folder, now)
    passed_over = [("backups-empty", found.empty), ("backups-ahead", found.ahead)]
    warnings = [
        Finding.warn(_SUBJECT, say(message, folder=f"{folder}", names=_named(names)))
        for message, names in passed_over
        if names
    ]
    return [_age(folder, found, now), *warnings]


def _age(folder: Path, found: Dailies, now: datetime) -> Finding:
    if found.newest is None:
        return Finding.warn(_SUBJECT, say("backups-none", folder=f"{folder}"))
    age = max(now - found.newest, timedelta())
    newest: dict[str, Sayable] = {
        "folder": f"{folder}",
        "age": age_words(age),
        "moment": f"{moment(found.newest)}",
    }
    if age >= LATE:
        late = Finding.fail if age >= MISSING else Finding.warn
        return late(_SUBJECT, say("backups-late", **newest))
    return Finding.ok(_SUBJECT, say("backups-kept", days=found.days, **newest))


def _named(names: Sequence[str]) -> Sayable:
    shown = ", ".join(names[:_TOLD_BY_NAME])
    more = len(names) - _TOLD_BY_NAME
    return say("and-more", entries=shown, more=f"{more}") if more > 0 else shown
