"""Whether messages leave and people are heard: by the ledger, and by what the running bot says of
its channels.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg  # pyright: ignore[reportMissingTypeStubs]  # the driver ships none

from muster.channels.messages import channel_name, problem_sentence, unheard_sentence
from muster.clock import utc_now
from muster.health.rules import Finding
from muster.live_status.rules import LiveStatus, channel_problems, unheard_channels
from muster.notifications import service as notifications
from muster.notifications.service import InTime
from muster.words import Sentence, lines, words

say = words("findings")

MESSAGES = "messages"
_DAYS = 7
_SEVERAL, _MOSTLY = 5, 0.95
"""How many that were late are more than a few people's own refusals, and which share in time is no
cause to look: as in the alert of late messages."""


def delivery_findings(status: LiveStatus | None, now: datetime) -> list[Finding]:
    """A finding for each channel on which nothing left when the bot last tried, and for each on
    which it hears nobody.

    A channel's own check cannot see all of it: a captcha only shows when something is sent, and
    another program that polls, or a webhook, only where something is received.
    """
    problems, unheard = channel_problems(status, now), unheard_channels(status, now)
    sentences = [
        *(problem_finding(kind, code) for kind, code in problems.items()),
        *(unheard_finding(kind, code) for kind, code in unheard.items()),
    ]
    return [Finding.fail("running bot", sentence) for sentence in sentences]


def problem_finding(kind: str, code: str) -> Sentence:
    """Why nothing leaves on a channel, with the words that the log has."""
    return say("channel-problem", problem=problem_sentence(kind, code), code=f"{kind}: {code}")


def unheard_finding(kind: str, code: str) -> Sentence:
    """What does not work where nobody is heard on a channel, and why, with the log's words."""
    return say(
        "channel-unheard",
        channel=channel_name(kind),
        problem=unheard_sentence(kind, code),
        code=f"{kind}: {code}",
    )


async def messages(zone: ZoneInfo, connection: Any) -> Finding:
    """Whether messages wait that should have left, and which share left on the second, by day."""
    now = utc_now()
    try:
        overdue = await notifications.count_overdue(connection, now)
        days = await notifications.count_in_time(connection, zone, _DAYS, now)
    except asyncpg.UndefinedTableError:
        return Finding.off(MESSAGES, say("after-migrations"))
    return messages_finding(overdue, days)


def messages_finding(overdue: int, days: Sequence[InTime]) -> Finding:
    """The finding by how many are overdue, and by the days on which some were to leave."""
    if overdue:
        return Finding.fail(MESSAGES, say("messages-overdue", count=overdue))
    if not days:
        return Finding.ok(MESSAGES, say("messages-none", days=_DAYS))
    shares = (
        say("share", sent=f"{each.in_time}", due=f"{each.due}", day=each.day)
        for each in reversed(days)
    )
    text = say("messages-in-time", shares=lines(*shares, between=", "))
    late = [
        each
        for each in days
        if each.due - each.in_time >= _SEVERAL and each.in_time < _MOSTLY * each.due
    ]
    if late:
        return Finding.warn(MESSAGES, lines(text, say("who-was-slow"), between="; "))
    return Finding.ok(MESSAGES, text)
