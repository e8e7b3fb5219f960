"""Being away until a day: nobody is asked about the days before it, and nobody else is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from muster.channels import store
from muster.channels.rules import check_back_on
from muster.database import Connection
from muster.errors import NotLinked


@dataclass(frozen=True, slots=True)
class Away:
    """Until when somebody is away, for themselves alone.

    Attributes:
        until: the first day on which they are back; None where they are here.
        answered_days: days before it on which they say that they may play, which still stands.
    """

    until: date | None = None
    answered_days: tuple[date, ...] = ()


async def read_away(connection: Connection, user_id: int, today: date) -> Away:
    """Until when a person is away; who is back by `today`, the community's, is not away."""
    until = await store.find_away_until(connection, user_id)
    if until is None or until <= today:
        return Away()
    return Away(until, tuple(await store.list_answered_days(connection, user_id, today, until)))


async def set_away(
    connection: Connection, user_id: int, until: date | None, today: date, now: datetime
) -> Away:
    """Ask a person nothing about the days before `until`; None: they are here.

    An answer that they give for such a day from now on counts, and so do its messages.

    Raises:
        NotLinked: the person is not linked to a player (any more).
        InvalidInput: the day is not after today, or more than a year ahead.
    """
    if until is not None:
        check_back_on(until, today)
    if not await store.lock_person(connection, user_id):
        raise NotLinked
    await store.set_away(connection, user_id, until, now)
    return await read_away(connection, user_id, today)
