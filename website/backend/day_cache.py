"""What PostgreSQL holds for a day, kept ready in this process.

The days that people look at are kept, all of them and no others, so that nobody's reading of other
days takes their place. A day is dropped once by the write that changes it (in this process before
the writer gets an answer, in others through a notice), and nothing is kept or believed while the
listening connection is down.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from contextvars import Context
from datetime import date, timedelta
from functools import cached_property

import orjson

from muster.availability import service
from muster.availability.rules import MAX_RANGE_DAYS, STATUSES, Day, Status
from muster.avatars import avatar_address
from muster.changes import Change, ChangeListener
from muster.clock import CommunityClock
from muster.database import Database
from website.backend.availability_json import aggregate_day
from website.backend.gzip_pieces import compressed_piece

HOT_BACK = timedelta(days=31)
HOT_AHEAD = timedelta(days=MAX_RANGE_DAYS - 1)
"""Which days are hot: those of a calendar that shows the present month, and the longest range from
today.
"""


class ReadyDay:
    """One version of a day, with what answers need of it; each part is made when asked for."""

    def __init__(self, day: Day) -> None:
        self.day = day

    @cached_property
    def counts(self) -> dict[Status, int]:
        return self.day.counts()

    @cached_property
    def status_of(self) -> dict[int, Status]:
        """Each person's own status, by user id."""
        return {answer.user_id: answer.status for answer in self.day.answers}

    @cached_property
    def avatar_of(self) -> dict[int, str | None]:
        """Where each person's picture is, by user id."""
        return {
            each.user_id: avatar_address(each.user_id, each.avatar) for each in self.day.answers
        }

    @cached_property
    def aggregate(self) -> bytes:
        """The day as JSON without names, its last brace left open."""
        return aggregate_day(self.day.date, self.counts)

    @cached_property
    def named(self) -> bytes:
        """The day as JSON with names in the order people came, its last brace left open."""
        users: dict[Status, list[dict[str, object]]] = {status: [] for status in STATUSES}
        for answer in self.day.answers:
            user: dict[str, object] = {
                "user_id": answer.user_id,
                "display_name": answer.display_name,
                "avatar": avatar_address(answer.user_id, answer.avatar),
            }
            if answer.arrives_at is not None:
                user["arrives_at"] = f"{answer.arrives_at:%H:%M}"
            if answer.only_if is not None:
                user["only_if"] = answer.only_if
            if answer.usual:
                user["usual"] = True
            users[answer.status].append(user)
        return self.aggregate + b',"users_by_status":' + orjson.dumps(users)

    @cached_property
    def aggregate_compressed(self) -> bytes:
        return compressed_piece(self.aggregate)

    @cached_property
    def named_compressed(self) -> bytes:
        return compressed_piece(self.named)


class _Load:
    """A statement under way, and what changed since it began."""

    def __init__(self, days: frozenset[date], task: asyncio.Task[dict[date, ReadyDay]]) -> None:
        self.days = days
        self.task = task
        self.outdated: set[date] = set()


class DayCache:
    """Hot days in memory. `version` moves whenever anything that changed was dropped."""

    def __init__(self, database: Database, listener: ChangeListener, clock: CommunityClock) -> None:
        self._database = database
        self._listener = listener
        self._clock = clock
        self._days: dict[date, ReadyDay] = {}
        self._loads: list[_Load] = []
        self._echoes: Counter[date] = Counter()
        self.version = 0
        listener.subscribe(self.on_change)

    @property
    def believed(self) -> bool:
        """Whether memory may be believed: a change would be noticed."""
        return self._listener.connected

    def keeps(self, day: date) -> bool:
        """Whether `day` is hot: once it was read it stays, until it changes or is long past."""
        today = self._clock.today()
        return today - HOT_BACK <= day <= today + HOT_AHEAD

    def get(self, days: Iterable[date]) -> list[ReadyDay] | None:
        """All of `days` from memory, or None when one is missing or memory cannot be believed."""
        if not self._listener.connected:
            return None
        try:
            return [self._days[day] for day in days]
        except KeyError:
            return None

    async def load(self, days: Collection[date]) -> list[ReadyDay]:
        """All of `days`, from memory or by one statement for those that are not there.

        Callers that miss the same days at once share the statement, unless a change came since it
        was sent.

        Raises:
            DatabaseUnavailable: it had to be asked and did not answer.
        """
        believed = self._listener.connected
        found = {day: self._days[day] for day in days if believed and day in self._days}
        missing = frozenset(day for day in days if day not in found)
        if missing:
            found.update(await asyncio.shield(self._load_for(missing).task))
        return [found[day] for day in days]

    def drop(self, day: date) -> None:
        """Forget one day, also where it is being loaded right now."""
        self.version += 1
        self._days.pop(day, None)
        for load in self._loads:
            load.outdated.add(day)

    def drop_all(self) -> None:
        self.version += 1
        self._days.clear()
        self._echoes.clear()
        for load in self._loads:
            load.outdated.update(load.days)

    def writing(self) -> Callable[[Collection[date]], None]:
        """Call this before a write of this process, one write at a time.

        It returns a function, to be called with the days that the write changed once it is
        committed. That function drops the days. The notice of the same commit then has nothing to
        add: it is an echo, and is passed over. An echo is awaited only where nothing was dropped
        since the write began. Otherwise the notice may have come already, and the next one about
        such a day may be of another write.
        """
        before = self.version

        def wrote(days: Collection[date]) -> None:
            echoes = days if self.version == before else ()
            for day in days:
                self.drop(day)
            self._echoes.update(echoes)

        return wrote

    def on_change(self, change: Change) -> None:
        """Drop what a notice says has changed; what cannot be understood drops everything.

        Notices come in the order of the commits. So a notice about a day whose echo is awaited
        tells of a commit no later than our write, and that write has dropped the day already.
        """
        if change.kind == "availability":
            try:
                day = date.fromisoformat(change.key)
            except ValueError:
                self.drop_all()
                return
            if self._echoes[day] > 0:
                self._echoes[day] -= 1
            else:
                self.drop(day)
        elif change.kind in ("names", "everything"):
            self.drop_all()

    def _load_for(self, missing: frozenset[date]) -> _Load:
        # A statement under way may be older than a change that nobody could tell us of.
        for load in self._loads if self._listener.connected else ():
            if missing <= load.days and load.outdated.isdisjoint(missing):
                return load
        # A context of its own: it is shared, so its log lines belong to no single request.
        task = asyncio.create_task(self._read(missing), name="load days", context=Context())
        load = _Load(missing, task)
        self._loads.append(load)
        task.add_done_callback(lambda _task: self._keep(load))
        return load

    async def _read(self, days: frozenset[date]) -> dict[date, ReadyDay]:
        async with self._database.connection() as connection:
            found = await service.read_days(connection, days)
        return {day: ReadyDay(answers) for day, answers in found.items()}

    def _keep(self, load: _Load) -> None:
        self._loads.remove(load)
        if load.task.cancelled() or load.task.exception() is not None:
            return
        if not self._listener.connected:
            return
        for day, ready in load.task.result().items():
            if day not in load.outdated:
                self._days[day] = ready
        # A day that is no longer hot makes no answer wrong, so `version` stays.
        for day in [day for day in self._days if not self.keeps(day)]:
            del self._days[day]
