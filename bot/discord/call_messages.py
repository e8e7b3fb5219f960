"""What the bot says of calls on Discord. Pure."""

from __future__ import annotations

from bot.discord.messages import listed
from muster.calls.rules import Call, Outcome
from muster.calls.service import Preview
from muster.errors import NobodyMissing
from muster.forecast.messages import forecast_words
from muster.notifications.messages import plain
from muster.words import Sentence, Words, lines, sentences, words

say = words("discord")


def preview(found: Preview) -> Words:
    """Whom a call would ask first, how many in all, and who would be left alone."""
    missing = found.short_by
    if found.call is not None and found.call.is_on:
        return sentences(started(found.call), say("call-short", missing=missing))
    if not missing:
        return NobodyMissing.detail
    if not found.first:
        return say("call-nobody", missing=missing)
    names = [plain(each.display_name) for each in found.first]
    next_wave = str(int(found.next_wave_at.timestamp()))
    left = sum(found.left_alone.values())
    return lines(
        say("call-first", missing=missing, names=listed(names)),
        say("call-askable", count=found.askable, next=next_wave),
        None if found.forecast is None else forecast_words(found.forecast),
        say("call-left-alone", count=left) if left else None,
    )


def started(call: Call) -> Sentence:
    return say("call-started", count=call.most, minutes=call.wait_minutes)


def stopped(call: Call, outcome: Outcome) -> Sentence:
    if call.status == "held":
        return say("call-held")
    if not outcome.asked:
        return say("call-stopped-in-time")
    return say("call-stopped", count=outcome.asked)
