"""What the bot says of calls on Discord. Pure."""

from __future__ import annotations

from bot.discord.messages import listed, people
from muster.calls.rules import Call, Outcome
from muster.calls.service import Preview
from muster.errors import NobodyMissing
from muster.forecast.messages import forecast_words
from muster.notifications.messages import plain


def preview(found: Preview) -> str:
    """Whom a call would ask first, how many in all, and who would be left alone."""
    if found.call is not None and found.call.is_on:
        return f"{started(found.call)} Tonight is {found.short_by} short."
    if not found.short_by:
        return str(NobodyMissing.detail)
    if not found.first:
        return f"Tonight is {found.short_by} short, and there is nobody who could be asked now."
    names = [plain(each.display_name) for each in found.first]
    next_wave = int(found.next_wave_at.timestamp())
    lines = [
        f"**Tonight is {found.short_by} short.** First asked: {listed(names)}",
        f"{people(found.askable)} could be asked in all. The next are asked at <t:{next_wave}:t>,"
        " if it is still short then.",
    ]
    if found.forecast is not None and (words := forecast_words(found.forecast)) is not None:
        lines.append(str(words))
    if left := sum(found.left_alone.values()):
        lines.append(f"{people(left)} would be left alone, as they want or as none can be reached.")
    return "\n".join(lines)


def started(call: Call) -> str:
    return (
        f"A call is on: it asks {people(call.most)} at most, {call.wait_minutes} minutes apart or"
        " less, until enough are looking. Nobody is asked twice."
    )


def stopped(call: Call, outcome: Outcome) -> str:
    if call.status == "held":
        return "Held: no call starts by itself tonight. /call start still starts one."
    if not outcome.asked:
        return "Stopped. Nobody had been asked."
    return f"Stopped. {people(outcome.asked)} had been asked already; nobody else is."
