"""The campaigns of the demo's last three weeks, and what became of them. Pure and deterministic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from muster.availability.rules import Status
from muster.channels.rules import ChannelType
from muster.notifications.rules import Reason, RowState
from muster.promotions.dispatch import VOICE_CHECK_OFF
from muster.promotions.rules import (
    JOB_TYPES,
    CampaignStatus,
    JobStatus,
    JobType,
    Outcome,
    Schedule,
    campaign_status,
    close_job,
    count_outcomes,
    plan,
    statuses_to_ask,
)
from muster.sandbox.rules import PERSONAS, Role
from ops.demo.community import Answer, MadeUpPlayer, answers_for, chance

REMINDER, START = time(20, 45), time(21)

_CANCELLED = "The campaign was cancelled."
_TROUBLE: tuple[tuple[RowState, str], ...] = (("failed", "service_error"), ("unknown", "timeout"))
_OUTCOMES: dict[RowState, Outcome] = {
    "sent": "sent",
    "failed": "failed",
    "unknown": "unknown",
    "skipped": "skipped",
}
_MESSAGE_EVERY = timedelta(milliseconds=60)


class _Script(NamedTuple):
    """One campaign: how long ago, whose, with which answers, created when (community time)."""

    days_ago: int
    role: Role
    created: time
    include_maybe: bool = False
    dry_run: bool = False
    cancelled: time | None = None
    trouble: bool = False  # one message failed, one is in doubt, and voice was not looked at


_SCRIPTS = (
    _Script(19, "admin", time(20, 10)),
    _Script(17, "promoter", time(19, 55), include_maybe=True),
    _Script(14, "promoter", time(20, 20), include_maybe=True, trouble=True),
    _Script(11, "admin", time(20, 5), cancelled=time(20, 31)),
    _Script(9, "promoter", time(20, 15), include_maybe=True),
    _Script(6, "promoter", time(20, 30), dry_run=True),
    _Script(5, "promoter", time(20, 12), include_maybe=True),
    _Script(2, "admin", time(20, 18), include_maybe=True),
)


class Recipient(NamedTuple):
    """Whom a campaign's snapshot holds; `status` None: the initiator of a dry run, unanswered."""

    guid: str
    status: Status | None
    channel_type: ChannelType


class Message(NamedTuple):
    """What became of one person's message."""

    guid: str
    channel_type: ChannelType
    state: RowState
    reason: Reason | None
    error: str | None
    at: datetime


class PastJob(NamedTuple):
    """A job that is over; `began_at` None where it never ran."""

    job_type: JobType
    run_at: datetime
    useful_until: datetime
    status: JobStatus
    last_error: str | None
    began_at: datetime | None
    ended_at: datetime
    messages: tuple[Message, ...]


class PastEvening(NamedTuple):
    """One campaign that is over. All instants are aware, in UTC.

    Attributes:
        promoter_guid: the player of whoever started it.
        answers: what its recipients said after it had been created.
        voice: (expected, present); None where voice was not read.
    """

    day: date
    promoter_guid: str
    include_maybe: bool
    dry_run: bool
    status: CampaignStatus
    created_at: datetime
    cancelled_at: datetime | None
    recipients: tuple[Recipient, ...]
    jobs: tuple[PastJob, ...]
    answers: tuple[Answer, ...]
    voice: tuple[int, int] | None

    @property
    def updated_at(self) -> datetime:
        return max(job.ended_at for job in self.jobs)

    @property
    def channels_summary(self) -> dict[str, int]:
        counted = Counter(each.channel_type for each in self.recipients)
        return {"discord": 0, "telegram": 0, "signal": 0, "push": 0} | counted


def evenings(today: date, zone: ZoneInfo, community: Sequence[MadeUpPlayer]) -> list[PastEvening]:
    """The campaigns of the weeks before `today`, oldest first; `community` is all members.

    An evening on which nobody could have been asked has none.
    """
    people = {member.guid: member for member in community}
    found: list[PastEvening] = []
    for script in _SCRIPTS:
        day = today - timedelta(days=script.days_ago)
        answers = answers_for([day], today, _at(today, time(0), zone), zone, community)
        recipients = _recipients(script, day, answers, zone, people)
        if recipients:
            found.append(_Telling(script, day, zone, people, recipients).evening())
    return found


def as_it_turned_out(answers: Sequence[Answer], campaigns: Iterable[PastEvening]) -> list[Answer]:
    """`answers`, each replaced by what the same person said after being asked; in time's order."""
    later = {(each.guid, each.day): each for evening in campaigns for each in evening.answers}
    found = [later.get((each.guid, each.day), each) for each in answers]
    return sorted(found, key=lambda answer: answer.at)


def _recipients(
    script: _Script,
    day: date,
    answers: Sequence[Answer],
    zone: ZoneInfo,
    people: Mapping[str, MadeUpPlayer],
) -> tuple[Recipient, ...]:
    created_at = _at(day, script.created, zone)
    given: dict[str, Status] = {each.guid: each.status for each in answers if each.at <= created_at}
    if script.dry_run:
        promoter = _player_of(script.role, people)
        return (Recipient(promoter, given.get(promoter), "discord"),)
    statuses = statuses_to_ask(include_available=True, include_maybe=script.include_maybe)
    return tuple(
        Recipient(guid, status, wishes.channel)
        for guid, status in given.items()
        if status in statuses and (wishes := people[guid].wishes) is not None
    )


@dataclass(frozen=True)
class _Telling:
    """What happened on one evening."""

    script: _Script
    day: date
    zone: ZoneInfo
    people: Mapping[str, MadeUpPlayer]
    recipients: tuple[Recipient, ...]

    def evening(self) -> PastEvening:
        created_at = _at(self.day, self.script.created, self.zone)
        schedule = plan(self.day, created_at, REMINDER, START, self.zone)
        later = self._later(schedule)
        told = PastEvening(
            day=self.day,
            promoter_guid=_player_of(self.script.role, self.people),
            include_maybe=self.script.include_maybe,
            dry_run=self.script.dry_run,
            status="cancelled",
            created_at=created_at,
            cancelled_at=None,
            recipients=self.recipients,
            jobs=(),
            answers=later,
            voice=None,
        )
        if self.script.cancelled is not None:
            at = _at(self.day, self.script.cancelled, self.zone)
            stopped = [_job(each, schedule, "skipped", _CANCELLED, None, at) for each in JOB_TYPES]
            return told._replace(jobs=tuple(stopped), cancelled_at=at)
        withdrew = {each.guid for each in later if each.status == "NOT_PLAYING"}
        expected = [each for each in self.recipients if each.guid not in withdrew]
        missing = self._missing(expected, later)
        jobs = [
            self._sent("send_reminder_2045", schedule, self.recipients, withdrew),
            self._sent("send_start_2100", schedule, self.recipients, withdrew),
            self._unchecked(schedule)
            if self.script.trouble
            else self._sent("voice_check_2100", schedule, missing, withdrew),
        ]
        missed = sum(count_outcomes(_counted(each.messages)).missed for each in jobs[:2])
        return told._replace(
            status=campaign_status(
                {each.job_type: each.status for each in jobs},
                missed,
                begun=True,
                voice_check_ran=jobs[2].began_at is not None,
            ),
            jobs=tuple(jobs),
            voice=None if self.script.trouble else (len(expected), len(expected) - len(missing)),
        )

    def _later(self, schedule: Schedule) -> tuple[Answer, ...]:
        """Some who could play are looking once somebody asks; a few withdrew before that."""
        if self.script.dry_run or self.script.cancelled is not None:
            return ()
        found: list[Answer] = []
        for each in self.recipients:
            turn = self._chance(each, "asked")
            after = timedelta(minutes=1 + 12 * self._chance(each, "asked minute"))
            if turn > 0.92:
                at = schedule.reminder_at - after
                found.append(Answer(each.guid, self.day, "NOT_PLAYING", at))
            elif each.status != "LOOKING" and turn < 0.5:
                at = schedule.reminder_at + after
                found.append(Answer(each.guid, self.day, "LOOKING", at))
        return tuple(found)

    def _missing(self, expected: Sequence[Recipient], later: Sequence[Answer]) -> list[Recipient]:
        looking = {each.guid for each in (*expected, *later) if each.status == "LOOKING"}
        return [
            each
            for each in expected
            if self._chance(each, "voice") > (0.8 if each.guid in looking else 0.4)
        ]

    def _sent(
        self,
        job_type: JobType,
        schedule: Schedule,
        asked: Sequence[Recipient],
        withdrew: Collection[str],
    ) -> PastJob:
        """A job that ran: one message each, one after the other."""
        run_at = schedule.run_at(job_type)
        trouble = iter(_TROUBLE if self.script.trouble and job_type == "send_start_2100" else ())
        messages: list[Message] = []
        for number, each in enumerate(asked, start=1):
            at = run_at + number * _MESSAGE_EVERY
            state: RowState = "skipped"
            reason: Reason | None = None
            error = None
            if each.guid in withdrew:
                reason = "withdrew"
            elif self._is_quiet(each, at):
                reason = "quiet_hours"
            else:
                state, error = next(trouble, ("sent", None))
            messages.append(Message(each.guid, each.channel_type, state, reason, error, at))
        closing = close_job(job_type, count_outcomes(_counted(messages)))
        ended_at = run_at + (len(messages) + 1) * _MESSAGE_EVERY
        return _job(
            job_type, schedule, closing.status, closing.last_error, run_at, ended_at, messages
        )

    def _unchecked(self, schedule: Schedule) -> PastJob:
        """A voice check that was switched off."""
        at = schedule.voice_check_at
        return _job("voice_check_2100", schedule, "skipped", VOICE_CHECK_OFF, None, at)

    def _is_quiet(self, recipient: Recipient, at: datetime) -> bool:
        wishes = self.people[recipient.guid].wishes
        if wishes is None or wishes.quiet_hours is None:
            return False
        zone = ZoneInfo(wishes.timezone) if wishes.timezone else self.zone
        return wishes.quiet_hours.is_quiet(at, zone)

    def _chance(self, recipient: Recipient, what: str) -> float:
        return chance(recipient.guid, self.day, what)


def _job(
    job_type: JobType,
    schedule: Schedule,
    status: JobStatus,
    last_error: str | None,
    began_at: datetime | None,
    ended_at: datetime,
    messages: Sequence[Message] = (),
) -> PastJob:
    return PastJob(
        job_type,
        schedule.run_at(job_type),
        schedule.useful_until(job_type),
        status,
        last_error,
        began_at,
        ended_at,
        tuple(messages),
    )


def _counted(messages: Sequence[Message]) -> list[tuple[Outcome, Reason | None, int]]:
    return [(_OUTCOMES[each.state], each.reason, 1) for each in messages]


def _player_of(role: Role, people: Mapping[str, MadeUpPlayer]) -> str:
    account = next(persona.discord_user_id for persona in PERSONAS if persona.role == role)
    return next(guid for guid, each in people.items() if each.discord_user_id == account)


def _at(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)
