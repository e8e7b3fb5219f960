"""What the bot does with the tonight message: one function each.

`day` is a date of the community's calendar, `now` an aware instant.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime

from muster.availability import service as availability
from muster.calls import service as calls
from muster.database import Connection
from muster.evening import Evening
from muster.forecast.messages import forecast_words
from muster.forecast.rules import Learned, forecast
from muster.planning import service as planning
from muster.tonight.message import store
from muster.tonight.message.rules import Board, StoredMessage


async def read_board(
    connection: Connection, evening: Evening, learned: Learned, now: datetime
) -> Board:
    """What the message of an evening shows at `now`; `learned`: what forecasts are made of."""
    day = evening.day
    found = (await availability.read_days(connection, (day,)))[day]
    room_open = await planning.room_exists(connection, day)
    today = await calls.read_today(connection, day, names=False)
    on = today.call is not None and today.call.status == "running"
    call = (today.outcome.asked, today.outcome.yes) if on else None
    said = forecast(learned, evening, found.answers, now)
    return Board(
        found,
        evening.starts_at,
        evening.threshold,
        room_open,
        call,
        evening.session,
        # A room that is open has enough: it needs no forecast.
        None if room_open else forecast_words(said),
        evening.language,
    )


async def plan_message(
    connection: Connection, day: date, channel_id: int, now: datetime
) -> StoredMessage:
    """The message of `day` in a channel, planned if it was not; safe to repeat."""
    found = await store.find_message(connection, day, channel_id)
    if found is None:
        await store.insert_message(connection, day, channel_id, _new_nonce(), now)
        found = await store.find_message(connection, day, channel_id)
    assert found is not None
    return found


async def note_posting(connection: Connection, message: StoredMessage, now: datetime) -> bool:
    """Note that the message may be posted from now on; False when somebody else was quicker."""
    return await store.set_doubt(connection, message, message.doubt_since or now, now)


async def note_refused(connection: Connection, message: StoredMessage, now: datetime) -> None:
    """Discord certainly did not take it; whatever was in doubt before stays so."""
    await store.set_doubt(connection, message, message.doubt_since, now)


async def note_posted(
    connection: Connection, message: StoredMessage, message_id: int, now: datetime
) -> None:
    await store.set_posted(connection, message, message_id, now)


async def note_deleted(connection: Connection, message: StoredMessage, now: datetime) -> None:
    """Somebody deleted it: it is posted anew."""
    await store.forget_posted(connection, message, _new_nonce(), now)


async def find_open_messages(
    connection: Connection, today: date, channel_id: int
) -> list[StoredMessage]:
    """Messages that still have their buttons and are to lose them: those of earlier days, and
    today's of a channel that was the one for announcements before `channel_id`.
    """
    return await store.list_open(connection, today, channel_id)


async def note_closed(connection: Connection, message: StoredMessage, now: datetime) -> None:
    await store.set_closed(connection, message, now)


async def note_removed(connection: Connection, message: StoredMessage) -> None:
    """Forget the day's message in that channel; if announcements move back, a new one is posted."""
    await store.delete_message(connection, message)


def _new_nonce() -> str:
    return secrets.token_hex(12)
