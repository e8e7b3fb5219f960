"""What open pages are told while it happens: change notices as Server-Sent Events.

Events: ``availability {"date"}`` (that day's answers), ``names {}`` (any day's names), ``viewer
{}`` (what this page's viewer is or may do), ``notices {}`` (something was delivered, or was not),
``promotions {}`` (a campaign or one of its jobs), ``calls {}`` (a call, or whom it asked),
``planning {}`` (a planning room), ``evening_rules {}`` (when people meet on a weekday),
``evening_records {}`` (what an evening was like),
``live_status {}`` (who is in voice or on the server), ``outbox {}`` (the sandbox has sent
something), ``today {"date"}`` (on connect, and at the community's midnight), ``ping {}`` (the
stream lives). Notices of one moment are sent together, each once. The stream of a session that has
ended says ``viewer`` and ends; the page comes back as whoever it is then.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

import orjson
from sse_starlette import ServerSentEvent

from muster.changes import Change, ChangeListener
from muster.clock import CommunityClock
from muster.errors import DatabaseUnavailable, Unavailable
from muster.identity.rules import Viewer
from muster.words import words

say = words("errors")

MOST_STREAMS = 2000
MOST_STREAMS_AN_ADDRESS = 100
PING_SECONDS = 20
RECONNECT_MILLISECONDS = 2000
_GATHER_SECONDS = 0.03
_LONGEST_NAP_SECONDS = 15.0
_SHORTEST_NAP_SECONDS = 0.05

_WITHOUT_A_KEY = (
    "names",
    "viewer",
    "notices",
    "promotions",
    "calls",
    "planning",
    "evening_rules",
    "evening_records",
    "live_status",
    "outbox",
)
_SHOWN_LIVE_STATUS = ("voice_channel", "game_server")  # the bot's heartbeat is on no page

_Event = tuple[str, str]
_VIEWER: _Event = ("viewer", "{}")
FindViewer = Callable[[], Awaitable[Viewer | None]]


class _Stream:
    """One open page: what it has not been told yet.

    `in_doubt` is whether its session may have ended since it was looked up.
    """

    def __init__(self, viewer: Viewer | None, address: str) -> None:
        self.user_id = viewer.user_id if viewer else None
        self.expires_at = viewer.expires_at if viewer else None
        self.in_doubt = True
        self.address = address
        self.pending: dict[_Event, None] = {}
        self.woken = asyncio.Event()

    def tell(self, events: Iterable[_Event]) -> None:
        self.pending.update(dict.fromkeys(events))
        self.woken.set()


def _events(change: Change) -> list[_Event]:
    match change.kind:
        case "availability":
            return [("availability", orjson.dumps({"date": change.key}).decode())]
        case "viewer":
            return []
        case "live_status" if change.key not in _SHOWN_LIVE_STATUS:
            return []
        case kind if kind in _WITHOUT_A_KEY:
            return [(kind, "{}")]
        case "everything":
            return [(kind, "{}") for kind in _WITHOUT_A_KEY]
        case _:
            return []


class LiveFeed:
    """Hands change notices to every open page of this process."""

    def __init__(
        self,
        listener: ChangeListener,
        clock: CommunityClock,
        connections: int,
    ) -> None:
        """`connections`: how many this process may have open for streams at the most."""
        self._listener = listener
        self._clock = clock
        self._connections = connections
        self._streams: set[_Stream] = set()
        self._gathered: dict[_Event, None] = {}
        self._closing = False
        self._today = clock.today()
        self._task: asyncio.Task[None] | None = None
        listener.subscribe(self.on_change)

    @property
    def open_streams(self) -> int:
        return len(self._streams)

    def start(self) -> None:
        self._task = asyncio.create_task(self._watch_midnight(), name="midnight watch")

    def close(self) -> None:
        """End every stream, and refuse new ones; browsers come back to whoever answers next."""
        self._closing = True
        if self._task is not None:
            self._task.cancel()
        for stream in self._streams:
            stream.woken.set()

    def on_change(self, change: Change) -> None:
        if change.kind == "viewer":
            self._tell_viewer(change.key)
            return
        if change.kind == "everything":
            for stream in self._streams:
                stream.in_doubt = True
        events = _events(change) if self._streams else []
        if not events:
            return
        if not self._gathered:
            asyncio.get_running_loop().call_later(_GATHER_SECONDS, self._hand_out)
        self._gathered.update(dict.fromkeys(events))

    async def stream(
        self, viewer: Viewer | None, address: str, find_viewer: FindViewer
    ) -> AsyncIterator[ServerSentEvent]:
        """The events of one page, until it goes, its session ends or the server stops.

        `find_viewer` looks up whose session it is, where that is in doubt.
        """
        stream = _Stream(viewer, address)
        stream.tell([self._today_event()])
        self._streams.add(stream)
        try:
            while not self._closing:
                await stream.woken.wait()
                stream.woken.clear()
                ended = await self._has_ended(stream, find_viewer)
                pending, stream.pending = stream.pending, {}
                for event, data in [_VIEWER] if ended else pending:
                    yield ServerSentEvent(data=data, event=event, retry=RECONNECT_MILLISECONDS)
                if ended:
                    return
        finally:
            self._streams.discard(stream)

    def check_room(self, address: str = "") -> None:
        """Refuse a stream that cannot be served; `address` is the caller's.

        Raises:
            Unavailable: too many streams are open, there or at all, or the server is stopping.
        """
        here = sum(stream.address == address for stream in self._streams) if address else 0
        room = min(MOST_STREAMS, self._connections) - len(self._streams)
        if self._closing or room <= 0 or here >= MOST_STREAMS_AN_ADDRESS:
            raise Unavailable(say("no-live-updates"), retry_after=5)

    def _hand_out(self) -> None:
        gathered, self._gathered = self._gathered, {}
        for stream in self._streams:
            stream.tell(gathered)

    def _tell_viewer(self, user_id: str) -> None:
        """Tell the open pages of this person, and no others, to ask who they are anew."""
        for stream in self._streams:
            if str(stream.user_id) == user_id:
                stream.in_doubt = True
                stream.tell([_VIEWER])

    async def _has_ended(self, stream: _Stream, find_viewer: FindViewer) -> bool:
        """Whether the session of a stream is over; asked for where that may be so.

        With the database gone, a stream goes on, and is asked about again before its next events.
        """
        if stream.expires_at is None or not self._listener.connected:
            return False
        if not stream.in_doubt and self._clock.now() < stream.expires_at:
            return False
        stream.in_doubt = False
        try:
            viewer = await find_viewer()
        except DatabaseUnavailable:
            stream.in_doubt = True
            return False
        if viewer is not None:
            stream.expires_at = viewer.expires_at
        return viewer is None

    def _today_event(self) -> _Event:
        return "today", orjson.dumps({"date": self._clock.today()}).decode()

    async def _watch_midnight(self) -> None:
        # The machine's clock may be set at any time: the date is compared, not midnight slept for.
        while True:
            await asyncio.sleep(self._seconds_to_look_again())
            today = self._clock.today()
            if today != self._today:
                self._today = today
                self._gathered[self._today_event()] = None
                self._hand_out()

    def _seconds_to_look_again(self) -> float:
        left = self._clock.seconds_to_midnight()
        return max(_SHORTEST_NAP_SECONDS, min(left, _LONGEST_NAP_SECONDS))
