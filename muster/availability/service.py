"""What a person can do about when they play: one function each.

The website and the bots both come here. `today` is the community's calendar date, `now` an aware
instant.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta

import structlog

from muster.availability import condition_store, given_store, store
from muster.availability.given_store import Gift
from muster.availability.rules import (
    WAITS_FOR,
    Conditions,
    DateRange,
    Day,
    OwnEntry,
    Source,
    Status,
    StatusGroup,
    check_details,
    check_writable,
    come_true,
    group_by_day,
    said_at,
)
from muster.batching import GroupCommit
from muster.database import Connection, Database
from muster.errors import AnswerOvertaken, MusterError, NotLinked

Watch = Callable[[], Callable[[Collection[date]], None]]
SettleConditions = Callable[[datetime], Awaitable[Collection[date]]]
"""Lets those be in whose conditions hold at an instant; which days that changed."""

SETTLE_SECONDS = 1.0
"""How long whoever answers waits for what comes true by it; then a duty of the bot sees to it."""

_log = structlog.stdlib.get_logger(__name__)


def _nobody_watches() -> Callable[[Collection[date]], None]:
    return lambda _days: None


async def read_days(connection: Connection, days: Collection[date]) -> dict[date, Day]:
    """Every day of `days` with its answers, in one statement."""
    return group_by_day(days, await store.list_answers(connection, sorted(days)))


async def read_status_groups(
    connection: Connection, wanted: DateRange, viewer_user_id: int | None, *, named: bool
) -> list[StatusGroup]:
    """A range put together by the database, at most four groups a day; with names if `named`."""
    return await store.list_status_groups(
        connection, wanted.first, wanted.last, viewer_user_id, named=named
    )


async def read_own_entries(
    connection: Connection, user_id: int, wanted: DateRange
) -> list[OwnEntry]:
    """One person's own answers in a range, by date."""
    return await store.list_own_entries(connection, user_id, wanted.first, wanted.last)


async def _nobody_settles(_now: datetime) -> Collection[date]:
    return ()


async def find_due_conditions(connection: Connection, first: date) -> list[Conditions]:
    """The days from `first` on for which somebody's condition holds, as far as one may see without
    a lock.
    """
    found = await condition_store.list_conditions(connection, first)
    return [day for day in found if come_true(day.looking, day.given)]


async def fulfil_conditions(connection: Connection, day: date, now: datetime) -> list[int]:
    """Let everybody be LOOKING on `day` whose condition holds; who they are.

    Call it inside a transaction: others who do wait for its end, and find nothing left to do.
    """
    await condition_store.lock_conditions(connection, day)
    found = await condition_store.list_conditions(connection, day)
    in_now = [
        each.user_id
        for conditions in found
        if conditions.date == day
        for each in come_true(conditions.looking, conditions.given)
    ]
    if in_now:
        await condition_store.fulfil_conditions(connection, day, in_now, now)
    return in_now


async def give_where_none(
    connection: Connection, gifts: Sequence[Gift], now: datetime
) -> list[tuple[int, date]]:
    """Give people answers by themselves, where they have none and have taken none back; (user id,
    day) of each that was given.

    They are marked as usual ones until their person says something about the day.
    """
    return await given_store.insert_where_none(connection, gifts, "usual", now)


async def delete_old_last_words(connection: Connection, now: datetime) -> None:
    """Forget when people last spoke about days that are past, in every zone."""
    await store.delete_last_words(connection, (now.astimezone(UTC) - timedelta(days=1)).date())


async def delete_old_changes(connection: Connection, before: date, most: int) -> int:
    """Forget changes of answers for days before `before`, at most so many; how many there were."""
    return await store.delete_changes(connection, before, most)


async def _store_waited(
    connection: Connection, waited: Sequence[store.EntryWrite], seconds: float
) -> list[store.WriteOutcome]:
    """Write answers that waited, in a transaction, and say which were overtaken.

    What is stored is read again by a statement of its own: the one that writes judges a row as
    whoever held it left it, but shows what stood before that.
    """
    await store.upsert_last_words(connection, waited, seconds)
    outcomes = await store.upsert_entries(connection, waited, seconds, queued=True)
    unwritten = [place for place, each in enumerate(outcomes) if each.linked and not each.changed]
    if unwritten:
        left = [waited[place] for place in unwritten]
        stored = await store.find_said(connection, left, seconds)
        for place, said in zip(unwritten, stored, strict=True):
            overtaken = said != waited[place].said
            outcomes[place] = outcomes[place]._replace(overtaken=overtaken)
    return outcomes


async def _take_back(
    connection: Connection, taken_back: Sequence[store.EntryWrite], seconds: float
) -> list[store.WriteOutcome]:
    """Take answers back, also those that had waited and were being stored in this moment.

    Such an answer is done before the last word can be left, but a statement does not see what came
    after it began: where nothing was found, one that begins later looks for what was said earlier.
    """
    outcomes = await store.delete_entries(connection, taken_back, seconds)
    missing = [place for place, each in enumerate(outcomes) if not each.changed]
    if missing:
        left = [taken_back[place]._replace(queued=True) for place in missing]
        found = await store.delete_entries(connection, left, seconds)
        for place, outcome in zip(missing, found, strict=True):
            outcomes[place] = outcome
    return outcomes


class AvailabilityWriter:
    """Stores answers and takes them back, in the order in which they are accepted.

    Those that arrive together share one transaction (`muster.batching`).

    `watch` is called before each write (one write at a time) and returns a function. That function
    is called with the days that changed, after the commit and before the writers get an answer.

    `settle` is called after a write by which somebody's condition may come true, before its writers
    get an answer. What it changes is not theirs: where it fails, their answers are stored.
    """

    def __init__(
        self,
        database: Database,
        watch: Watch = _nobody_watches,
        settle: SettleConditions = _nobody_settles,
    ) -> None:
        self._database = database
        self._watch = watch
        self._settle = settle
        self._commits: GroupCommit[store.EntryWrite, store.WriteOutcome] = GroupCommit(
            self._write,
            key=lambda write: (write.user_id, write.day),
            owner=lambda write: write.user_id,
        )

    async def set_status(
        self,
        user_id: int,
        day: date,
        status: Status,
        *,
        today: date,
        now: datetime,
        answered_at: datetime | None = None,
        arrives_at: time | None = None,
        only_if: int | None = None,
        source: Source = "page",
    ) -> None:
        """Store one answer; the same status again keeps the person's place in the queue.

        An answer is all that is said: where `arrives_at` (from when they play, on the community's
        wall clock) or `only_if` (how many have to be in for them to be, too) is not given, one that
        was stored is gone. `answered_at` is when it was said, where it has waited since for a
        network, `source` how it came.

        Raises:
            DateInPast, DateTooFar: the day cannot be answered for.
            ArrivalInvalid, ConditionInvalid: `arrives_at` or `only_if` does not go with the status.
            InvalidInput: it was said more than a week ago, or a day ahead.
            AnswerOvertaken: it waited, and a newer answer of this person is stored.
            NotLinked: the person has no player profile (any more).
            DatabaseUnavailable: the database did not confirm that the answer is stored.
            RateLimited: too many changes of this person's answers wait to be written already.
        """
        check_writable(day, today)
        check_details(status, arrives_at, only_if)
        said, queued = said_at(answered_at, now), answered_at is not None
        write = store.EntryWrite(
            user_id, day, status, said, queued, arrives_at, only_if, source, now
        )
        outcome = await self._commits.submit(write)
        if not outcome.linked:
            raise NotLinked
        if outcome.overtaken:
            raise AnswerOvertaken

    async def clear_status(
        self,
        user_id: int,
        day: date,
        *,
        today: date,
        now: datetime,
        answered_at: datetime | None = None,
        source: Source = "page",
    ) -> bool:
        """Remove one answer; whether there was one.

        `answered_at` is when it was taken back, where that has waited since for a network: what was
        said after it stays. `source` is how that came.

        Raises:
            DateInPast, DateTooFar: the day cannot be answered for.
            InvalidInput: it was taken back more than a week ago, or a day ahead.
            DatabaseUnavailable: the database did not confirm that the answer is removed.
            RateLimited: too many changes of this person's answers wait to be written already.
        """
        check_writable(day, today)
        said = said_at(answered_at, now)
        queued = answered_at is not None
        write = store.EntryWrite(user_id, day, None, said, queued, source=source)
        outcome = await self._commits.submit(write)
        return outcome.changed

    async def fill(
        self, gifts: Sequence[Gift], *, now: datetime, source: Source = "page"
    ) -> list[date]:
        """Store a person's answers for those days for which they have none; which days those are.

        They are their own, said by `source`: somebody wanted them all at once.

        Raises:
            DatabaseUnavailable: the database did not confirm that they are stored.
        """
        if not gifts:
            return []
        changed = self._watch()
        async with self._database.transaction() as connection:
            found = await given_store.insert_where_none(connection, gifts, source, now)
        days = [day for _, day in found]
        await self._filled(changed, days, now)
        return days

    async def take_back_unchanged(
        self,
        user_id: int,
        days: Collection[date],
        given_at: datetime,
        *,
        now: datetime,
        source: Source = "page",
    ) -> list[date]:
        """Take back a person's answers that were given at `given_at`, where they have not spoken of
        the day since; which days those are. After a week none is.

        Raises:
            DatabaseUnavailable: the database did not confirm that they are removed.
        """
        if not days or abs(now - given_at) > WAITS_FOR:
            return []
        changed = self._watch()
        async with self._database.transaction() as connection:
            gone = await given_store.delete_unchanged(
                connection, user_id, sorted(days), given_at, source, now
            )
        changed(gone)
        return gone

    async def _filled(
        self, changed: Callable[[Collection[date]], None], days: Collection[date], now: datetime
    ) -> None:
        changed(days)
        if days:
            await self._settle_conditions(now)

    async def close(self) -> None:
        """Wait until all that was begun is stored, a second at most; the rest fails.

        Nothing can be stored any more.
        """
        await self._commits.close()

    async def _write(
        self, writes: Sequence[store.EntryWrite], seconds: float
    ) -> Sequence[store.WriteOutcome]:
        changed = self._watch()
        outcomes = await self._store(writes, seconds)
        pairs = zip(writes, outcomes, strict=True)
        changed({write.day for write, outcome in pairs if outcome.changed})
        if any(outcome.changed and outcome.conditions for outcome in outcomes):
            await self._settle_conditions(max(write.received or write.now for write in writes))
        return outcomes

    async def _settle_conditions(self, now: datetime) -> None:
        changed = self._watch()
        try:
            async with asyncio.timeout(SETTLE_SECONDS):
                changed(await self._settle(now))
        except (MusterError, TimeoutError) as error:
            _log.warning("conditions_wait", error=type(error).__name__)
        except Exception:
            _log.exception("conditions_wait")

    async def _store(
        self, writes: Sequence[store.EntryWrite], seconds: float
    ) -> Sequence[store.WriteOutcome]:
        """Write answers, those that waited and removals by a statement each, in one transaction.

        No two of `writes` are about one row, so their order among each other does not matter.
        """
        said = [write for write in writes if write.status is not None and not write.queued]
        waited = [write for write in writes if write.status is not None and write.queued]
        taken_back = [write for write in writes if write.status is None]
        if not waited and not taken_back:
            async with self._database.connection() as connection:
                return await store.upsert_entries(connection, said, seconds)
        if not waited and not said:
            async with self._database.connection() as connection:
                return await _take_back(connection, taken_back, seconds)
        async with self._database.transaction(within=seconds) as connection:
            stored = await store.upsert_entries(connection, said, seconds)
            late = await _store_waited(connection, waited, seconds)
            removed = await _take_back(connection, taken_back, seconds)
        outcomes = {
            (write.user_id, write.day): outcome
            for kind, found in ((said, stored), (waited, late), (taken_back, removed))
            for write, outcome in zip(kind, found, strict=True)
        }
        return [outcomes[write.user_id, write.day] for write in writes]
