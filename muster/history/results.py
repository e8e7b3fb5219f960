"""Telling other programs what an evening was like; `now` is an aware instant."""

from __future__ import annotations

from datetime import date, datetime

from muster.database import Connection
from muster.history import store
from muster.webhooks import service as webhooks
from muster.webhooks.rules import instant


async def tell_result(connection: Connection, day: date, now: datetime) -> None:
    """Tell of a record that was closed, each time that it was. Call it in that transaction.

    Of one of which nobody could tell what it was like nothing is told, nor of one that is old: a
    bot that begins after weeks closes many.
    """
    record = await store.lock_record(connection, day)
    if record is None or record.closed_at is None or not record.is_news(now):
        return
    key = f"{day.isoformat()}:{instant(record.closed_at)}"
    await webhooks.tell(connection, "result.recorded", key, record.told, now)
