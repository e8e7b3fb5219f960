"""What a community says of its evenings: what the settings say, and the rules by weekday.

`now` is an aware instant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from muster.database import Connection
from muster.evening import EveningRule, Evenings
from muster.evenings import store
from muster.evenings.rules import StoredRule, check_rules
from muster.settings import Settings


def evenings_of(settings: Settings) -> Evenings:
    """The evenings as the settings describe them, without any rules."""
    return Evenings(
        settings.frontend_origin,
        settings.zone,
        settings.availability_promotion_start_time,
        settings.availability_promotion_reminder_time,
        settings.threshold,
    )


async def read_evenings(connection: Connection, evenings: Evenings) -> Evenings:
    """`evenings` with the rules as they are now, by one statement.

    Whoever has a connection anyway reads them with it and cannot be wrong, whatever notices came.
    """
    stored = await store.list_rules(connection)
    return replace(evenings, rules={weekday: each.rule for weekday, each in stored.items()})


async def read_rules(connection: Connection) -> Mapping[int, StoredRule]:
    """The weekdays that have a rule (0 is Monday)."""
    return await store.list_rules(connection)


async def save_rules(
    connection: Connection,
    evenings: Evenings,
    rules: Mapping[int, EveningRule],
    changed_by: int | None,
    now: datetime,
) -> None:
    """Let these weekdays (0 is Monday) have these rules from now on; the others keep theirs.

    Args:
        evenings: as the settings describe them.
        changed_by: the admin's user id; None: an operator, by a command.

    Raises:
        InvalidInput: a weekday, time or number does not fit; nothing is stored.
    """
    check_rules(rules, evenings)
    await store.upsert_rules(connection, rules, changed_by, now)
