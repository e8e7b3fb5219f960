"""Plays an evening: the bot's own duties on a clock of its own, and made-up people who react.

Nothing of this waits for real time: the clock goes from one instant at which something is due to
the next. What the duties do, and what they are told of each other's work, is what a bot does.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from bot.cogs.availability_poll_cog import evening_duty, every_process_duties
from bot.scheduler import LONGEST_NAP, Duty
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.availability.rules import Source, Status
from muster.availability.service import AvailabilityWriter
from muster.calls import service as calls
from muster.calls.rules import MOST_DEFAULT, WAIT_DEFAULT, Tonight
from muster.changes import CHANNEL, EVERYTHING, parse_change
from muster.channels.rules import CHANNEL_TYPES, ChannelType
from muster.clock import at_wall_time
from muster.crypto import ContactCipher
from muster.database import Database, connect
from muster.errors import MusterError
from muster.evening import Evening
from muster.evenings.service import evenings_of, read_evenings
from muster.forecast.service import ReadLearned, read_learned
from muster.live_status import service as live_status
from muster.notifications import dispatch as delivery
from muster.promotions import dispatch
from muster.promotions import service as promotions
from muster.settings import Settings
from ops.rehearse import store
from ops.rehearse.channel import SilentChannel
from ops.rehearse.people import Person, Says
from ops.rehearse.played import Done, Played, Said
from ops.rehearse.store import Message

_MIDDAY_AT = 16
"""From this hour on people say something by themselves."""

_VOICE_EVERY = timedelta(minutes=1)
_AGAIN_AT_LEAST = timedelta(seconds=1)
_FAR = datetime.max.replace(tzinfo=UTC)

Act = Callable[[], Awaitable[None]]


class Play:
    """One community and its evenings, one after the other; an asynchronous context manager.

    Args:
        url: a migrated database that is there for this alone.
        settings: the community's; its `database_url` does not matter.
        people: who reacts, by user id; everybody else hears and says nothing.
        read_learned: gives what calls know of closed evenings.
    """

    def __init__(
        self,
        url: str,
        settings: Settings,
        people: Mapping[int, Person],
        read_learned: ReadLearned = read_learned,
    ) -> None:
        self.settings = settings
        self.people = people
        self.now = datetime.min.replace(tzinfo=UTC)
        self.database = Database(url, application_name="muster rehearse", max_size=8)
        self.evenings = evenings_of(settings)
        self.evening = self.evenings.on(date.min)
        self._url = url
        self._channels: dict[ChannelType, SilentChannel] = {
            kind: SilentChannel(kind) for kind in CHANNEL_TYPES
        }
        self.notifier = AvailabilityNotifierService(
            self.database,
            self._channels,
            self.evenings,
            ContactCipher.from_settings(settings),
            "rehearsal",
            now=lambda: self.now,
        )
        self.writer = AvailabilityWriter(self.database)
        self._duties: list[Duty] = [
            *every_process_duties(settings, self.database, self.notifier, read_learned),
            evening_duty(settings, self.database),
        ]
        self._listener: Any = None
        self._woken: set[str] = set()
        self._acts: list[tuple[datetime, int, Act]] = []
        self._numbers = itertools.count()
        self._accounts: dict[int, int] = {}
        self._in_voice: set[int] = set()
        self._result = Played(date.min)

    async def __aenter__(self) -> Self:
        await self.database.open()
        self._listener = await connect(self._url, application_name="muster rehearse listener")
        await self._listener.add_listener(CHANNEL, self._on_notice)
        async with self.database.connection() as connection:
            members = await store.list_members(connection)
        self._accounts = {
            each.user_id: each.discord_user_id
            for each in members
            if each.discord_user_id is not None
        }
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.writer.close()
        self._listener.terminate()
        await self.database.close()

    # --- an evening ---------------------------------------------------------------------------

    def at(self, act_at: datetime, act: Act) -> None:
        """Let `act` happen at an instant (aware); those of one instant in the order of the calls.

        What lies in the past happens at once.
        """
        heapq.heappush(self._acts, (act_at, next(self._numbers), act))

    async def look_at(self, day: date) -> Evening:
        """The evening of `day`, by the settings and the rules by weekday."""
        async with self.database.connection() as connection:
            self.evening = (await read_evenings(connection, self.evenings)).on(day)
        return self.evening

    async def play(self, day: date, first: datetime, last: datetime) -> Played:
        """Play `day` from `first` to `last` (aware instants).

        Whatever was due before `first` and was not done is done at `first`, as by a bot that
        starts then. What `at` was told before happens, too.
        """
        self._result = Played(day)
        self._in_voice.clear()
        self.now = first
        start = (await self.look_at(day)).starts_at
        for user_id, person in self.people.items():
            if (said := person.by_themselves(day)) is not None:
                midday = at_wall_time(
                    day, self.evening.start.replace(hour=_MIDDAY_AT, minute=0), self.evening.zone
                )
                if first <= midday + said.after < min(start, last):
                    self.at(midday + said.after, self._saying(user_id, said.status, None))
        self.at(start, self._begins)
        for duty in self._duties:
            duty.begin()
        await self._run_until(last)
        self._acts.clear()
        return self._result

    async def _run_until(self, last: datetime) -> None:
        await self._settle()
        while True:
            known = await self._next_known()
            due = min(
                known,
                self._acts[0][0] if self._acts else _FAR,
                *(duty.due or _FAR for duty in self._duties),
            )
            if due > last:
                self.now = last
                return
            self.now = max(self.now, due)
            if due == known:
                for duty in self._duties:
                    if duty.due == _FAR:
                        duty.woken.set()
            while self._acts and self._acts[0][0] <= self.now:
                await heapq.heappop(self._acts)[2]()
            await self._settle()

    async def _next_known(self) -> datetime:
        """When a row or a job is due next, which duties that nap do not say."""
        async with self.database.connection() as connection:
            dues = [
                await delivery.find_next_due(connection, CHANNEL_TYPES),
                await dispatch.find_next_run(connection),
            ]
        known = min((due for due in dues if due is not None), default=_FAR)
        return max(known, self.now + _AGAIN_AT_LEAST)

    # --- the bot ------------------------------------------------------------------------------

    async def _settle(self) -> None:
        """Run the duties that are due or woken, until none is, and let people hear what came."""
        ran = True
        while ran:
            ran = False
            await self._hear_notices()
            for duty in self._duties:
                if not (duty.woken.is_set() or duty.due is None or duty.due <= self.now):
                    continue
                duty.woken.clear()
                # A failure ends the rehearsal: it is the bot's.
                due = await duty.step(self.now)
                # Naps are for clocks that may be set; what is due is asked of the database.
                duty.due = _FAR if due == self.now + LONGEST_NAP else due
                duty.due = max(duty.due, self.now + _AGAIN_AT_LEAST)
                ran = True
            await self._let_people_hear()

    def _on_notice(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        self._woken.add(parse_change(str(payload)).kind)

    async def _hear_notices(self) -> None:
        """Wake the duties that are concerned by what was committed until now."""
        await self._listener.execute("SELECT")  # an answer comes after the notices before it
        woken, self._woken = self._woken, set()
        for duty in self._duties:
            if duty.wakes & woken or (duty.wakes and EVERYTHING.kind in woken):
                duty.woken.set()

    # --- the people ---------------------------------------------------------------------------

    async def _let_people_hear(self) -> None:
        nonces = [nonce for channel in self._channels.values() for nonce in channel.take()]
        if not nonces:
            return
        async with self.database.connection() as connection:
            sent = await store.list_messages_named(connection, nonces)
            answers = await store.list_answers(connection, self._result.day)
        for message in sent:
            self._react(message, answers)

    def _react(self, message: Message, answers: Mapping[int, Status]) -> None:
        user_id = message.user_id
        person = None if user_id is None else self.people.get(user_id)
        if user_id is None or person is None:
            return
        said = person.hears(self._result.day, message.kind, answers.get(user_id))
        if said is not None:
            act = self._saying(user_id, said.status, message)
            self.at(self.now + said.after, act)

    def _saying(self, user_id: int, status: Status | None, to: Message | None) -> Act:
        async def say() -> None:
            start = self.evening.starts_at
            if self.now >= start:
                return  # whoever reads it so late sees that it has begun
            async with self.database.connection() as connection:
                answers = await store.list_answers(connection, self._result.day)
            before = answers.get(user_id)
            if before in ("LOOKING", "NOT_PLAYING") and status is not None:
                return
            await self._write(user_id, status, to)
            if status == "LOOKING":
                self._may_drop_out(user_id, start - self.now)

        return say

    def _may_drop_out(self, user_id: int, left: timedelta) -> None:
        said: Says | None = self.people[user_id].drops_out(self._result.day, left)
        if said is not None:
            self.at(self.now + said.after, self._saying(user_id, None, None))

    async def _write(self, user_id: int, status: Status | None, to: Message | None) -> None:
        day = self._result.day
        source: Source = "page" if to is None else to.channel_type
        if status is None:
            await self.writer.clear_status(user_id, day, today=day, now=self.now, source=source)
        else:
            await self.writer.set_status(
                user_id, day, status, today=day, now=self.now, source=source
            )
        self._result.said.append(Said(self.now, user_id, status, None if to is None else to.kind))
        if await self.count_looking() < self.evening.threshold:
            self._result.full_at = None
        elif self._result.full_at is None:
            self._result.full_at = self.now

    # --- the promoter -------------------------------------------------------------------------

    def promoting(self, promoter_user_id: int) -> Act:
        """Starts a campaign that asks LOOKING, AVAILABLE and MAYBE, as the dialog is preset."""

        async def promote() -> None:
            try:
                async with self.database.transaction() as connection:
                    created = await promotions.create_campaign(
                        connection,
                        promoter_user_id,
                        self.evening,
                        self.now,
                        include_available=True,
                        include_maybe=True,
                        dry_run=False,
                        one_a_day=False,
                        max_attempts=self.settings.availability_promotion_job_max_attempts,
                    )
            except MusterError as error:
                self._note(f"Promote: {error}")
            else:
                self._note(f"Promote: {created.recipient_count} are going to be asked")

        return promote

    def calling(self, promoter_user_id: int) -> Act:
        """Starts a call with what the dialog is preset to."""

        async def call() -> None:
            tonight = Tonight.of(self.evening)
            try:
                async with self.database.transaction() as connection:
                    await calls.start_call(
                        connection, promoter_user_id, tonight, MOST_DEFAULT, WAIT_DEFAULT, self.now
                    )
            except MusterError as error:
                self._note(f"Call: {error}")
            else:
                self._note("Call: it is on")

        return call

    def _note(self, text: str) -> None:
        self._result.done.append(Done(self.now, text))

    async def count_looking(self) -> int:
        """How many are LOOKING at present."""
        async with self.database.connection() as connection:
            answers = await store.list_answers(connection, self._result.day)
        return sum(status == "LOOKING" for status in answers.values())

    # --- the session --------------------------------------------------------------------------

    async def _begins(self) -> None:
        """At the start: whoever is LOOKING comes into voice, one after the other."""
        self._result.looking = await self.count_looking()
        enough = self._result.looking >= self.evening.threshold
        self._result.played = enough and self.evening.session
        async with self.database.connection() as connection:
            answers = await store.list_answers(connection, self._result.day)
        for user_id, status in answers.items():
            person = self.people.get(user_id)
            if person is None or status != "LOOKING" or user_id not in self._accounts:
                continue
            if (after := person.comes_after(self._result.day)) is not None:
                if after > timedelta(0):
                    self.at(self.now + after, self._coming(user_id))
                else:
                    self._in_voice.add(self._accounts[user_id])
        await self._tell_voice()

    def _coming(self, user_id: int) -> Act:
        async def come() -> None:
            self._in_voice.add(self._accounts[user_id])

        return come

    async def _tell_voice(self) -> None:
        members = [{"id": str(account), "name": ""} for account in sorted(self._in_voice)]
        async with self.database.connection() as connection:
            await live_status.write_status(
                connection, "voice_channel", {"members": members}, self.now
            )
        self.at(self.now + _VOICE_EVERY, self._tell_voice)
