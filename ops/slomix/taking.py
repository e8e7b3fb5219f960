"""What the steps of an import share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from muster.crypto import ContactCipher
from ops.slomix.addresses import SourceKey
from ops.slomix.instants import Instants
from ops.slomix.people import Community
from ops.slomix.report import Report
from ops.slomix.source import Row, Snapshot


@dataclass
class Taking:
    """One import under way.

    Attributes:
        connection: Muster's database, inside the one transaction.
        cipher: by which Muster encrypts; None where it has no key.
        key: what opens slomix's encrypted addresses; None where none was given.
        zone: the community's time zone, on whose calendar `today` is.
        now: aware.
        users: user ids by Discord id, once the people are there.
    """

    connection: Any
    snapshot: Snapshot
    community: Community
    report: Report
    instants: Instants
    cipher: ContactCipher | None
    key: SourceKey | None
    zone: ZoneInfo
    today: date
    now: datetime
    users: dict[int, int] = field(default_factory=dict[int, int])

    def rows(self, table: str) -> list[Row]:
        """slomix's rows of a table."""
        return self.snapshot.rows[table]

    def user(self, user_id: object) -> int | None:
        """The user here whom slomix knows by `user_id`; None where that is nobody."""
        person = self.community.person(user_id)
        return None if person is None else self.users.get(person)
