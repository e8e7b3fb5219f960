"""Replies that more than one cog gives: an answer stored, and "link yourself"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import discord

from bot.discord import messages
from bot.discord.buttons import Given
from bot.discord.interactions import Reply
from bot.discord.parts import Parts, names_of
from bot.discord.views import answered_buttons, link_yourself_buttons
from muster.availability import service as availability
from muster.availability.rules import Status
from muster.clock import utc_now
from muster.database import Connection
from muster.identity import service as identity
from muster.identity.rules import Viewer, canonical_name, is_player_name
from muster.names import name_key
from muster.usual import service as usual_answers
from muster.usual.rules import Usual

_SUGGESTED_MOST = 3


async def set_answer(
    parts: Parts,
    viewer: Viewer,
    day: date,
    status: Status,
    now: datetime,
    arrives_at: time | None = None,
    only_if: int | None = None,
) -> Reply:
    """Store an answer and say what it means tonight.

    Raises:
        MusterError: as `AvailabilityWriter.set_status`.
    """
    today = parts.today(now)
    await parts.writer.set_status(
        viewer.user_id,
        day,
        status,
        today=today,
        now=now,
        arrives_at=arrives_at,
        only_if=only_if,
        source="discord",
    )
    async with parts.database.connection() as connection:
        found = (await availability.read_days(connection, (day,)))[day]
        evening = await parts.evening(connection, day)
        tomorrow = today + timedelta(days=1)
        # Whoever says when they play tonight can say so for tomorrow, too.
        days = (tomorrow,) if day == today else ()
        usual = await find_usual(parts, connection, viewer, days, today)
    text = messages.answered(found, status, viewer.user_id, today, evening)
    return Reply(text, answered_buttons(day, usual, today))


async def find_usual(
    parts: Parts, connection: Connection, viewer: Viewer, days: Sequence[date], today: date
) -> dict[date, Usual]:
    """Somebody's usual answers for those of `days` for which they have given none."""
    if not days:
        return {}
    evenings = [await parts.evening(connection, day) for day in days]
    return await usual_answers.find_open(connection, viewer.user_id, evenings, today)


async def link_yourself(
    parts: Parts, interaction: discord.Interaction[Any], then: Given | None
) -> Reply:
    """The profiles that somebody may be, one press each.

    Args:
        then: the answer that they tried to give, if any.
    """
    settings = parts.settings
    async with parts.database.connection() as connection:
        account = await identity.find_account(connection, interaction.user.id, utc_now())
        if account is not None and account.linked:
            return Reply(messages.already_linked(account.player_name or ""))
        found = await identity.suggest_players_by_names(connection, names_of(interaction.user))
    free = [player for player in found.players if not player.taken][:_SUGGESTED_MOST]
    own_name = canonical_name(interaction.user.display_name)
    names = {
        name_key(name) for each in found.players for name in (each.canonical_name, *each.aliases)
    }
    creates = (
        settings.player_self_registration
        and is_player_name(own_name)
        and name_key(own_name) not in names
    )
    buttons = link_yourself_buttons(
        [(player.guid, player.canonical_name) for player in free],
        own_name if creates else None,
        then,
        settings.frontend_origin,
    )
    text = messages.link_yourself(found=bool(free), creates=creates)
    return Reply(text, buttons)
