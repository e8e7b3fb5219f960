"""Discord: tonight's scheduled event.

Creating one has no nonce, so one that may have been created already is looked for by the reference
in its description.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Protocol

from bot.discord.send import DiscordChannel
from muster.tonight.event.rules import EventChange, NewEvent, SeenEvent, SeenStatus

LOCATION_MOST = 100
_GUILD_ONLY = 2
_VOICE, _EXTERNAL = 2, 3
_NUMBERS: Final[dict[SeenStatus, int]] = {
    "scheduled": 1,
    "active": 2,
    "completed": 3,
    "canceled": 4,
}
_STATUSES: Final[dict[int, SeenStatus]] = {number: status for status, number in _NUMBERS.items()}


class Events(Protocol):
    """The scheduled events of one server; every call raises `TransportError` where it fails.

    `permanent` means that the same request is refused again, `unknown_event` that there is none
    of that id any more.
    """

    async def find(self, reference: str) -> SeenEvent | None:
        """Our event whose description holds `reference`, if one is scheduled or active."""
        ...

    async def create(self, event: NewEvent) -> SeenEvent:
        """Make an event; nothing keeps a repeat from making a second one."""
        ...

    async def read(self, event_id: int) -> SeenEvent:
        """The event as it is now."""
        ...

    async def change(self, event_id: int, change: EventChange) -> SeenEvent:
        """The event after `change`; what it does not name stays as it is."""
        ...


class DiscordEvents:
    """Scheduled events of one server, as the bot whose token `api` has.

    Args:
        api: its client, limiter and errors.
        voice_channel_id: where the session is; None: at `location`.
        location: what Discord shows instead of a channel; cut to 100 characters.
    """

    def __init__(
        self, api: DiscordChannel, guild_id: int, voice_channel_id: int | None, location: str
    ) -> None:
        self._api = api
        self._guild_id = guild_id
        self._place: dict[str, Any] = {
            "entity_type": _EXTERNAL,
            "entity_metadata": {"location": location[:LOCATION_MOST]},
        }
        if voice_channel_id is not None:
            self._place = {"entity_type": _VOICE, "channel_id": str(voice_channel_id)}

    async def find(self, reference: str) -> SeenEvent | None:
        async with self._api.calling() as client:
            own_id = None if client.user is None else str(client.user.id)
            for event in await client.http.get_scheduled_events(self._guild_id, False):
                ours = str(event.get("creator_id")) == own_id
                if ours and reference in (event.get("description") or ""):
                    return _seen(event)
        return None

    async def create(self, event: NewEvent) -> SeenEvent:
        async with self._api.calling() as client:
            created = await client.http.create_guild_scheduled_event(
                self._guild_id,
                name=event.name,
                description=event.description,
                privacy_level=_GUILD_ONLY,
                scheduled_start_time=event.starts_at.isoformat(),
                scheduled_end_time=event.ends_at.isoformat(),
                **self._place,
            )
            return _seen(created)

    async def read(self, event_id: int) -> SeenEvent:
        async with self._api.calling() as client:
            return _seen(await client.http.get_scheduled_event(self._guild_id, event_id, False))

    async def change(self, event_id: int, change: EventChange) -> SeenEvent:
        payload: dict[str, Any] = {}
        if change.description is not None:
            payload["description"] = change.description
        if change.status is not None:
            payload["status"] = _NUMBERS[change.status]
        if change.times is not None:
            starts_at, ends_at = change.times
            payload["scheduled_start_time"] = starts_at.isoformat()
            payload["scheduled_end_time"] = ends_at.isoformat()
        async with self._api.calling() as client:
            return _seen(
                await client.http.edit_scheduled_event(self._guild_id, event_id, **payload)
            )


def _seen(event: Any) -> SeenEvent:
    ends_at = event.get("scheduled_end_time")
    return SeenEvent(
        event_id=int(event["id"]),
        status=_STATUSES[event["status"]],
        starts_at=datetime.fromisoformat(event["scheduled_start_time"]),
        ends_at=None if ends_at is None else datetime.fromisoformat(ends_at),
        description=event.get("description") or "",
    )
