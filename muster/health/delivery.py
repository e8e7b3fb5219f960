"""Whether messages leave: by the ledger, and by what the running bot says of its channels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg  # pyright: ignore[reportMissingTypeStubs]  # the driver ships none

from muster.channels.messages import problem_sentence
from muster.clock import utc_now
from muster.counting import counted
from muster.health.rules import Finding
from muster.live_status.rules import LiveStatus, channel_problems
from muster.notifications import service as notifications
from muster.notifications.service import InTime

MESSAGES = "messages"
_DAYS = 7
_SEVERAL, _MOSTLY = 5, 0.95
"""How many that were late are more than a few people's own refusals, and which share in time is no
cause to look: as in the alert of late messages."""


def delivery_findings(status: LiveStatus | None, now: datetime) -> list[Finding]:
    """A finding for each channel on which nothing left when the bot last tried.

    A channel's own check cannot see all of it: a captcha only shows when something is sent.
    """
    return [
        Finding.fail("running bot", f"{problem_sentence(kind, code)} ({kind}: {code})")
        for kind, code in channel_problems(status, now).items()
    ]


async def messages(zone: ZoneInfo, connection: Any) -> Finding:
    """Whether messages wait that should have left, and which share left on the second, by day."""
    now = utc_now()
    try:
        overdue = await notifications.count_overdue(connection, now)
        days = await notifications.count_in_time(connection, zone, _DAYS, now)
    except asyncpg.UndefinedTableError:
        return Finding.off(MESSAGES, "looked for once all migrations are applied")
    return messages_finding(overdue, days)


def messages_finding(overdue: int, days: Sequence[InTime]) -> Finding:
    """The finding by how many are overdue, and by the days on which some were to leave."""
    if overdue:
        wait = counted(overdue, "message has", "messages have")
        return Finding.fail(
            MESSAGES,
            f"{wait} been due for more than five minutes; see bot and running bot, "
            "and the bot's log",
        )
    if not days:
        return Finding.ok(MESSAGES, f"none waits; none was due in the last {_DAYS} days")
    shares = ", ".join(f"{each.in_time} of {each.due} on {each.day}" for each in reversed(days))
    text = f"sent within a second of being due: {shares}"
    late = [
        each
        for each in days
        if each.due - each.in_time >= _SEVERAL and each.in_time < _MOSTLY * each.due
    ]
    if late:
        return Finding.warn(MESSAGES, f"{text}; service_rests in the bot's log says who was slow")
    return Finding.ok(MESSAGES, text)
