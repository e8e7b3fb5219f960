"""What the running bot says of the channels it sends on in its heartbeat. Nothing is asked here."""

from __future__ import annotations

from datetime import datetime

from muster.channels.messages import problem_sentence
from muster.live_status.rules import LiveStatus, channel_problems
from ops.doctor.findings import Finding


def delivery_findings(status: LiveStatus | None, now: datetime) -> list[Finding]:
    """A finding for each channel on which nothing left when the bot last tried.

    A channel's own check cannot see all of it: a captcha only shows when something is sent.
    """
    return [
        Finding.fail("running bot", f"{problem_sentence(kind, code)} ({kind}: {code})")
        for kind, code in channel_problems(status, now).items()
    ]
