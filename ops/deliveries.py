"""`muster deliveries`: what did not arrive, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from muster.notifications.deliveries import ChannelDay, Undelivered
    from muster.settings import Settings

_PEOPLE_MOST = 1000


def add_deliveries_command(app: typer.Typer, read_settings: Callable[[], Settings]) -> None:
    """Add `deliveries` to the program."""

    @app.command(short_help="Print what did not arrive, and why.")
    def deliveries(
        days: Annotated[int, typer.Option(min=1, max=62, help="Of so many days, with today.")] = 7,
        who: Annotated[bool, typer.Option("--who", help="Whom it did not reach, by name.")] = False,
    ) -> None:
        """Print by day and channel how many messages were sent, failed, or are in doubt.

        Below that each reason, what it means, and what to do about it. No address is printed.
        """
        settings = read_settings()
        from ops.console import run_to_end

        run_to_end(show_deliveries(settings, days, who=who))


async def show_deliveries(settings: Settings, days: int, *, who: bool) -> None:
    """Print what became of the messages of the last `days` days.

    Raises:
        DatabaseUnavailable, MusterError: as for every command on the database.
    """
    from muster.clock import local_date, utc_now
    from muster.counting import counted
    from muster.notifications.deliveries import list_undelivered, read_deliveries
    from muster.promotions.service import list_failed_jobs
    from ops.console import say
    from ops.migrate import connected

    zone = settings.zone
    today = local_date(utc_now(), zone)
    first = today - timedelta(days=days - 1)
    async with connected(settings, "deliveries") as connection:
        found = await read_deliveries(connection, zone, first, today)
        jobs = await list_failed_jobs(connection, first, today)
        people: list[Undelivered] = []
        for day in sorted({each.day for each in found if each.troubles}, reverse=True):
            if who:
                people += await list_undelivered(connection, zone, day, None, None, _PEOPLE_MOST)
    if not found and not jobs:
        say(f"nothing was to leave in the last {counted(days, 'day')}")
    for each in found:
        say(line_of(each))
    for job in jobs:
        nobody = counted(job.people, "person", "people")
        say(f"{job.day} {job.job_type} could not be run, so {nobody} heard nothing: {job.error}")
    for line in reason_lines(found):
        say(line)
    for each in people:
        name = "an announcement" if each.announcement else each.name or "somebody who is gone"
        reason = each.code or "no reason"
        say(f"{each.at:%Y-%m-%d %H:%M} UTC {each.channel_type} {each.state} {name}: {reason}")


def line_of(day: ChannelDay) -> str:
    """One day's messages on one channel."""
    parts = [f"{day.sent} sent"]
    for state, number in (("failed", day.failed), ("unknown", day.unknown)):
        if number:
            codes = [
                f"{each.code or 'no reason'} {each.number}"
                for each in day.troubles
                if each.state == state
            ]
            parts.append(f"{number} {state} ({', '.join(codes)})")
    return f"{day.day} {day.channel_type}: {', '.join(parts)}"


def reason_lines(days: list[ChannelDay]) -> list[str]:
    """Each reason once, with what it means and what to do."""
    from muster.channels.messages import IN_DOUBT

    told: dict[str, None] = {}
    for day in days:
        for each in day.troubles:
            told[
                f"{each.code or 'no reason'} ({day.channel_type}): {each.meaning} {each.advice}"
            ] = None
    lines = list(told)
    if any(day.unknown for day in days):
        lines.append(f"unknown: {IN_DOUBT}")
    return lines
