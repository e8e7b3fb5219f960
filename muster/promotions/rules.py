"""Types and pure decisions of promotions (the promote document; the delivery rules 7, 9, 11, 12).

All instants are aware, in UTC; wall times are the community's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from muster.availability.rules import Status
from muster.channels.rules import CHANNEL_TYPES
from muster.notifications.rules import MessageKind, Reason

JobType = Literal["send_reminder_2045", "send_start_2100", "voice_check_2100"]
JobStatus = Literal["pending", "running", "sent", "skipped", "failed"]
CampaignStatus = Literal[
    "scheduled", "running", "sent", "partial", "failed", "followup_sent", "cancelled"
]
Outcome = Literal["sent", "pending", "unknown", "failed", "skipped"]

JOB_TYPES: tuple[JobType, ...] = get_args(JobType)
VOICE_CHECK_AFTER = timedelta(seconds=30)
REMINDER_AT_ONCE, START_AT_ONCE = timedelta(seconds=10), timedelta(seconds=20)
"""How soon after its creation a job runs whose time had passed by then (the promote document)."""
REMINDER_AHEAD_AT_LEAST = timedelta(minutes=2)
"""A reminder whose time had passed is left out where the start follows sooner than this."""
REMINDER_LEFT_OUT = "The start message says it all."
START_USEFUL_FOR = timedelta(minutes=30)

KINDS: dict[JobType, MessageKind] = {
    "send_reminder_2045": "promotion_reminder",
    "send_start_2100": "promotion_start",
    "voice_check_2100": "promotion_followup",
}
_EVENTS: dict[JobType, str] = {
    "send_reminder_2045": "T-15",
    "send_start_2100": "T0",
    "voice_check_2100": "FOLLOWUP",
}


def event_key(job_type: JobType, day: date) -> str:
    """What a job says today, the same for all campaigns of a day: a person hears each once."""
    return f"PROMOTE:{_EVENTS[job_type]}:{day.isoformat()}"


def summary_key(campaign_id: int, day: date) -> str:
    """The voice check's summary in the follow-up channel: one a campaign."""
    return f"PROMOTE:SUMMARY:{day.isoformat()}:campaign={campaign_id}"


def statuses_to_ask(*, include_available: bool, include_maybe: bool) -> list[Status]:
    """The answers whose owners are asked: LOOKING always, the others where the promoter says so."""
    statuses: list[Status] = ["LOOKING"]
    if include_available:
        statuses.append("AVAILABLE")
    if include_maybe:
        statuses.append("MAYBE")
    return statuses


# --- when -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a campaign's jobs run, and until when each is of use (delivery rule 7).

    Attributes:
        starts_at: the session's own start, which the messages name, even where the job runs later.
        reminds: whether the reminder is sent: not where the start is as good as here.
    """

    starts_at: datetime
    reminder_at: datetime
    start_at: datetime
    reminds: bool = True

    @property
    def voice_check_at(self) -> datetime:
        return self.start_at + VOICE_CHECK_AFTER

    @property
    def follows_up(self) -> bool:
        """Whether those missing in voice hear once more."""
        return follows_up(self.voice_check_at, self.starts_at)

    def run_at(self, job_type: JobType) -> datetime:
        match job_type:
            case "send_reminder_2045":
                return self.reminder_at
            case "send_start_2100":
                return self.start_at
            case "voice_check_2100":
                return self.voice_check_at

    def useful_until(self, job_type: JobType) -> datetime:
        """A reminder until the start; the start and the follow-up until half an hour after it."""
        if job_type == "send_reminder_2045":
            return self.start_at
        return self.start_at + START_USEFUL_FOR


def plan(day: date, now: datetime, reminder: time, start: time, zone: ZoneInfo) -> Schedule:
    """The schedule of a campaign that is created at `now` for `day`.

    A time that has passed moves to near-now: the reminder to 10 seconds from now, the start to 20.
    A start that would not come after the moved reminder moves as well. Nobody hears several things
    within seconds: a moved reminder with the start at its heels is left out.
    """
    starts_at = _at(day, start, zone)
    reminder_at = _at(day, reminder, zone)
    moved = reminder_at <= now
    if moved:
        reminder_at = now + REMINDER_AT_ONCE
    start_at = starts_at if starts_at > reminder_at else now + START_AT_ONCE
    return Schedule(
        starts_at=starts_at,
        reminder_at=reminder_at,
        start_at=start_at,
        reminds=not moved or start_at - reminder_at >= REMINDER_AHEAD_AT_LEAST,
    )


def jobs_of(schedule: Schedule) -> str:
    """The three jobs as JSON, as they are stored: [{job_type, run_at, useful_until, status,
    last_error}]. An array of instants costs the driver two more statements.
    """
    return json.dumps([_job(schedule, job_type) for job_type in JOB_TYPES])


def _job(schedule: Schedule, job_type: JobType) -> dict[str, str | None]:
    left_out = job_type == JOB_TYPES[0] and not schedule.reminds
    return {
        "job_type": job_type,
        "run_at": schedule.run_at(job_type).isoformat(),
        "useful_until": schedule.useful_until(job_type).isoformat(),
        "status": "skipped" if left_out else "pending",
        "last_error": REMINDER_LEFT_OUT if left_out else None,
    }


def follows_up(voice_check_at: datetime, starts_at: datetime) -> bool:
    """Whether a voice check writes to those missing.

    Not where the start message left late: they heard it half a minute ago, and the session has
    long begun.
    """
    return voice_check_at <= starts_at + VOICE_CHECK_AFTER


def _at(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)


# --- who ------------------------------------------------------------------------------------------


def summarize_channels(channels: Iterable[str]) -> dict[str, int]:
    """How many on each channel; every channel is named."""
    counted: dict[str, int] = dict.fromkeys(CHANNEL_TYPES, 0)
    for channel in channels:
        counted[channel] += 1
    return counted


# --- what became of it ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the people of a job, or of a whole campaign, each counted once.

    `skipped` has a number for each reason. A person who heard anything counts as delivered, then
    come pending, unknown, failed and skipped.
    """

    pending: int = 0
    delivered: int = 0
    failed: int = 0
    unknown: int = 0
    skipped: Mapping[Reason, int] = field(default_factory=dict[Reason, int])

    @property
    def people(self) -> int:
        return self.pending + self.delivered + self.failed + self.unknown + self.skipped_in_all

    @property
    def skipped_in_all(self) -> int:
        return sum(self.skipped.values())

    @property
    def missed(self) -> int:
        """How many were to hear and did not, or may not have: failed, unknown or too late."""
        return self.failed + self.unknown + self.skipped.get("expired", 0)

    @property
    def nobody_reached(self) -> bool:
        """Whether the job failed as a whole: somebody was to hear, and certainly nobody did.

        That is where sending failed for somebody or no channel led to anybody; never where one
        message arrived, may have arrived, or had come from another campaign.
        """
        if self.delivered or self.unknown or self.skipped.get("already_notified"):
            return False
        unreachable = self.failed + self.skipped.get("no_channel", 0)
        return unreachable > 0 and (self.failed > 0 or unreachable == self.people)


def count_outcomes(rows: Iterable[tuple[Outcome, Reason | None, int]]) -> Counts:
    """Counts from (outcome, reason, people)."""
    numbers: dict[str, int] = {}
    skipped: dict[Reason, int] = {}
    for outcome, reason, number in rows:
        if outcome == "skipped" and reason is not None:
            skipped[reason] = skipped.get(reason, 0) + number
        else:
            numbers[outcome] = numbers.get(outcome, 0) + number
    return Counts(
        pending=numbers.get("pending", 0),
        delivered=numbers.get("sent", 0),
        failed=numbers.get("failed", 0),
        unknown=numbers.get("unknown", 0),
        skipped=skipped,
    )


@dataclass(frozen=True, slots=True)
class Closing:
    """How a job ends; `last_error` is one sentence for the promoter."""

    status: JobStatus
    last_error: str | None


def close_job(job_type: JobType, counts: Counts, summary_state: str | None = None) -> Closing:
    """How a job ends whose rows are settled (delivery rule 11).

    A voice check does not fail for reaching nobody: looking who is in voice was its task.

    Args:
        summary_state: the state of the voice check's summary, where there is one.
    """
    if job_type != "voice_check_2100" and counts.nobody_reached:
        return Closing("failed", "Nobody could be reached.")
    doubts = [
        f"{number} {word}"
        for number, word in (
            (counts.failed, "failed"),
            (counts.unknown, "unknown"),
            (counts.skipped.get("expired", 0), "too late"),
        )
        if number
    ]
    if counts.skipped.get("voice_unknown"):
        doubts.insert(0, "voice could not be read")
    if summary_state in ("failed", "unknown", "skipped"):
        doubts.append("the summary could not be posted")
    if not doubts:
        return Closing("sent", None)
    sentence = ", ".join(doubts)
    return Closing("sent", f"{sentence[0].upper()}{sentence[1:]}.")


def campaign_status(
    jobs: Mapping[JobType, JobStatus], missed: int, *, begun: bool, voice_check_ran: bool
) -> CampaignStatus:
    """A campaign's status from its jobs (the promote document; delivery rules 11, 12).

    A voice check that ran to its end makes a campaign `followup_sent`, whatever it found out: that
    voice could not be read, or that it was too late, is told by the job. One that is switched off
    never ran.

    Args:
        missed: how many the reminder and the start were to reach and did not.
        begun: whether any job has run.
        voice_check_ran: whether the voice check was expanded.
    """
    start_status = jobs["send_start_2100"]
    if start_status in ("pending", "running"):
        return "running" if begun else "scheduled"
    if start_status in ("failed", "skipped"):
        return "failed"
    voice_check = jobs["voice_check_2100"]
    if voice_check_ran and voice_check in ("sent", "skipped"):
        return "followup_sent"
    return "partial" if missed or voice_check == "failed" else "sent"


def is_over(status: CampaignStatus, *, jobs_open: bool) -> bool:
    """Whether nothing more will come of a campaign; `jobs_open`: a job of it has not ended."""
    return status == "cancelled" or not jobs_open


# --- what is shown --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Job:
    """One job of a campaign, with what became of its people; `expanded`: it was run."""

    id: int
    job_type: JobType
    run_at: datetime
    status: JobStatus
    attempts: int
    max_attempts: int
    last_error: str | None
    sent_at: datetime | None
    expanded: bool
    counts: Counts


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that could not be run; so many `people` heard nothing by that."""

    day: date
    job_type: JobType
    error: str
    people: int


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as anybody signed in may see it: no recipient.

    Attributes:
        counts: what became of its people by the reminder and the start together.
    """

    id: int
    campaign_date: date
    promoter_user_id: int | None
    target_timezone: str
    target_start_time: time
    include_available: bool
    include_maybe: bool
    dry_run: bool
    status: CampaignStatus
    recipient_count: int
    channels_summary: Mapping[str, int]
    voice_expected: int | None
    voice_present: int | None
    created_at: datetime
    updated_at: datetime
    jobs: Sequence[Job] = ()
    counts: Counts = field(default_factory=Counts)

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        jobs_open = any(job.status in ("pending", "running") for job in self.jobs)
        return is_over(self.status, jobs_open=jobs_open)


@dataclass(frozen=True, slots=True)
class PastCampaign:
    """One line of the promoters' history.

    Attributes:
        over: whether nothing more will come of it.
        counts: what became of its people by the reminder and the start together.
        looking_afterwards: who said LOOKING for that day after its first message had arrived; a
            campaign that told nobody brought nobody.
    """

    id: int
    campaign_date: date
    promoter_name: str | None
    dry_run: bool
    status: CampaignStatus
    over: bool
    recipient_count: int
    counts: Counts
    looking_afterwards: int
    voice_expected: int | None
    voice_present: int | None
    created_at: datetime
