"""The doctor's look at the daily backups: whether there are any, and how old the last one is."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from muster.backups import LATE, day_of, moment, names_in, newest_daily
from muster.health.rules import Finding, age_words
from muster.settings import Settings
from muster.words import Sayable, words

say = words("findings")

_SUBJECT = "backups"
MISSING = timedelta(days=7)
"""The age of the last backup from which there is none to speak of."""


def backups(settings: Settings, now: datetime) -> Finding:
    """How old the last daily backup is at `now` (aware)."""
    folder = settings.muster_backup_dir
    if folder is None:
        return Finding.off(_SUBJECT, say("backups-off"))
    if not folder.is_dir():
        return Finding.fail(_SUBJECT, say("backups-no-folder", folder=f"{folder}"))
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding.fail(_SUBJECT, say("not-writable", folder=f"{folder}"))
    last = newest_daily(folder)
    if last is None:
        return Finding.warn(_SUBJECT, say("backups-none", folder=f"{folder}"))
    days = len({day_of(name) for name in names_in(folder)} - {None})
    age = now - last
    newest: dict[str, Sayable] = {
        "folder": f"{folder}",
        "age": age_words(age),
        "moment": f"{moment(last)}",
    }
    if age >= LATE:
        late = Finding.fail if age >= MISSING else Finding.warn
        return late(_SUBJECT, say("backups-late", **newest))
    return Finding.ok(_SUBJECT, say("backups-kept", days=days, **newest))
