"""The steps of backup, restore and upgrade between which a power cut may fall."""

from __future__ import annotations

from enum import Enum


class Step(Enum):
    """What was done last; the texts say what a power cut right after it leaves."""

    BACKUP_BEGUN = "a part file beside is empty"
    BACKUP_DUMPED = "a part file beside holds the database"
    BACKUP_SEALED = "a part file beside is whole"
    BACKUP_NAMED = "the file has its name"
    RESTORE_READ = "nothing in the database was changed"
    RESTORE_LOADING = "psql was given half of it and commits nothing"
    RESTORE_LOADED = "the new tables are there in a schema of their own"
    RESTORE_MIGRATED = "the new tables are current in a schema of their own"
    RESTORE_STAGED = "the session secret is there beside the old one"
    RESTORE_SUMMED = "the transaction that swaps the tables has changed nothing yet"
    RESTORE_SWAPPED = "the new tables have their place"
    RESTORE_DONE = "the session secret has its place"
    MOVE_LOADED = "a newer PostgreSQL's files beside hold everything"
    MOVE_WHOLE = "the newer files are whole and have no name of their own yet"
    MOVE_OLD_ASIDE = "the older files have another name, the newer ones not theirs"
    UPGRADE_BACKED_UP = "nothing but a backup was made"
    UPGRADE_REVERTED = "the ways back were gone in a transaction that is not committed"
    UPGRADE_MIGRATED = "the database is current"


def reached(_step: Step) -> None:
    """Called after each step; does nothing. The tests of power cuts replace it."""
