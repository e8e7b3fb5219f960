"""What the ledger says to somebody who is to be erased, and what is left of it once they were."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from muster.database import Connection
from muster.notifications import audience_store, report_store, service


async def tell_of_erasure(
    connection: Connection, user_id: int, asked_by: str, erases_at: datetime, now: datetime
) -> None:
    """Tell somebody, on whatever channel leads to them, that they are to be erased; once each time
    that it is asked for.
    """
    channel_types = await service.channels_in_use(connection, now)
    await audience_store.insert_personal(
        connection,
        f"ERASURE:{user_id}:{int(now.timestamp() * 1000)}",
        [user_id],
        {"kind": "erasure", "asked_by": asked_by, "erases_at": erases_at.isoformat()},
        list(channel_types),
        erases_at,
        now,
        in_person=True,
    )


async def forget_person(connection: Connection, user_id: int, zone: ZoneInfo) -> int:
    """Forget all messages to somebody; what became of them stays as numbers, by the date in `zone`
    (the community's) on which they were due. How many there were.
    """
    return await report_store.delete_of_person(connection, zone.key, user_id)
