"""What promoters may know of members: who could be asked at all, and what the others miss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from muster.database import Connection
from muster.identity.rules import canonical_name
from muster.members import store
from muster.members.rules import AT_ONCE, Details, Missing, Person, Totals, found_among, totals_of
from muster.notifications import service as notifications


@dataclass(frozen=True, slots=True)
class Members:
    """A page of members, by name.

    Attributes:
        totals: of everybody, whatever was looked for.
        found: how many were found, on all pages.
        people: those of this page, each with what else is shown of them.
    """

    totals: Totals
    found: int
    people: Sequence[tuple[Person, Details]]


async def list_members(
    connection: Connection,
    day: date,
    now: datetime,
    *,
    name: str = "",
    missing: Missing | None = None,
    page: int = 1,
) -> Members:
    """Members as they stand on `day`, the community's, `AT_ONCE` a page, the first being 1.

    Args:
        name: a part of a name or an alias, as players are searched for; '' is everybody's.
        missing: those alone who miss this.
        now: an aware instant.
    """
    channel_types = await notifications.channels_in_use(connection, now)
    people = await store.list_people(connection, day, channel_types, canonical_name(name))
    found = found_among(people, missing)
    shown = found[(page - 1) * AT_ONCE : page * AT_ONCE]
    details = await store.find_details(
        connection, [person.user_id for person in shown], channel_types
    )
    return Members(
        totals_of(people),
        len(found),
        [(person, details.get(person.user_id, Details())) for person in shown],
    )
