"""Running campaigns: due jobs become ledger rows, settled ones close (delivery rules 7 to 12).

A job is expanded in one transaction, which a worker's death undoes: whoever comes next finds it
due. Sending is the notifier's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from muster.availability.rules import comes_later
from muster.backoff import Pauses
from muster.channels.rules import ChannelType
from muster.clock import at_wall_time
from muster.database import Connection, translated_errors
from muster.errors import Conflict, DatabaseUnavailable
from muster.evening import Evenings
from muster.evenings.service import read_evenings
from muster.live_status import service as live_status
from muster.live_status.rules import STALE_AFTER, names_on_server
from muster.notifications import service as notifications
from muster.promotions import campaign_store, job_store, report_store
from muster.promotions.job_store import DueJob
from muster.promotions.rules import (
    JOB_TYPES,
    KINDS,
    campaign_status,
    close_job,
    event_key,
    follows_up,
    jobs_of,
    plan,
    summary_key,
)
from muster.promotions.voice_rules import Asked, check_voice

_PAUSES = Pauses(2.0, 300.0)
TOO_LATE = "It was too late to be of use."
VOICE_UNKNOWN = "Voice could not be read."
OUR_FAULT = "Something went wrong on our side; the log says what."
CALLED_OFF = "The session was called off."
VOICE_CHECK_OFF = "The voice check is switched off."


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What running jobs takes from the settings.

    Attributes:
        channel_types: the channels that this process delivers on; those of other bots count, too.
        summary_channel_id: the Discord channel that gets the voice check's summary.
        check_server: whether the game server is looked at too.
        evenings: as the settings have them; their rules are read with each job.
    """

    worker: str
    channel_types: Sequence[ChannelType]
    summary_channel_id: int | None
    check_voice: bool
    check_server: bool
    evenings: Evenings


class JobFailed(Exception):
    """A job could not be expanded; its transaction is undone."""

    def __init__(self, job_id: int, campaign_id: int) -> None:
        super().__init__(f"job {job_id}")
        self.job_id = job_id
        self.campaign_id = campaign_id


async def run_next_job(connection: Connection, dispatch: Dispatch, now: datetime) -> bool:
    """Expand the next due job; False when none is due. Call it inside a transaction.

    Raises:
        JobFailed: with its cause; pass it to `note_failure` in a transaction of its own.
    """
    job = await job_store.lock_due_job(connection, now)
    if job is None:
        return False
    try:
        with translated_errors():
            await _run(connection, job, dispatch, now)
    except (Conflict, DatabaseUnavailable):
        raise  # nobody's attempt: the job is due again at once
    except Exception as error:
        raise JobFailed(job.id, job.campaign_id) from error
    return True


async def follow_evenings(connection: Connection, dispatch: Dispatch, now: datetime) -> None:
    """Let campaigns aim at the start as it is planned now; call it inside a transaction.

    Jobs whose time has not come move with it; what was written to people already stands.
    """
    evenings = await read_evenings(connection, dispatch.evenings)
    for aimed in await job_store.list_aimed(connection):
        evening = evenings.on(aimed.campaign_date)
        wanted = replace(
            aimed,
            reminder_time=evening.reminder,
            start_time=evening.start,
            zone_name=evening.zone.key,
        )
        if wanted == aimed or not evening.session:
            continue
        schedule = plan(evening.day, now, evening.reminder, evening.start, evening.zone)
        await campaign_store.lock_campaign(connection, aimed.campaign_id)
        await job_store.move_jobs(connection, wanted, jobs_of(schedule), now)


async def note_failure(connection: Connection, failure: JobFailed, now: datetime) -> None:
    """Count the attempt; after the last one the job has failed. Call it inside a transaction."""
    await campaign_store.lock_campaign(connection, failure.campaign_id)
    found, _ = await report_store.list_jobs(connection, failure.campaign_id)
    jobs = {job.id: job for job in found}
    again_at = now + timedelta(seconds=_PAUSES.after(jobs[failure.job_id].attempts + 1))
    if await job_store.note_failure(connection, failure.job_id, OUR_FAULT, again_at, now):
        await job_store.insert_failures(
            connection, failure.campaign_id, failure.job_id, "not_expanded", now
        )
        await _update_campaign(connection, failure.campaign_id, now)


async def find_next_run(connection: Connection) -> datetime | None:
    """When the next job is due; None when none waits."""
    return await job_store.find_next_run(connection)


async def find_settled(connection: Connection) -> list[DueJob]:
    """Jobs whose rows are all settled, for `close_settled`."""
    return await job_store.find_settled_jobs(connection)


async def close_settled(
    connection: Connection, job: DueJob, dispatch: Dispatch, now: datetime
) -> None:
    """Close a job whose rows are all settled; call it inside a transaction of its own.

    The job may have left people to another campaign of the day (`already_notified`). Where that one
    was cancelled or failed and did not tell them, this job queues its own message to them and stays
    open; while the other's message is still under way, it waits. Neither happens after the job's
    useful life.
    """
    await campaign_store.lock_campaign(connection, job.campaign_id)
    key = event_key(job.job_type, job.campaign_date)
    untold = await job_store.list_untold(connection, job.id, key) if _writes(job) else []
    if untold and now < job.useful_until:
        if not any(under_way for _, under_way in untold):
            people = [(user_id, _payload(job)) for user_id, _ in untold]
            await _queue(connection, job, people, dispatch, now)
        return
    found, _ = await report_store.list_jobs(connection, job.campaign_id)
    jobs = {each.id: each for each in found}
    summary = await job_store.find_summary_state(connection, job.id)
    closing = close_job(job.job_type, jobs[job.id].counts, summary)
    await job_store.finish_job(connection, job.id, closing.status, closing.last_error, now)
    await _update_campaign(connection, job.campaign_id, now)


async def _run(connection: Connection, job: DueJob, dispatch: Dispatch, now: datetime) -> None:
    heard_by = [event_key(each, job.campaign_date) for each in JOB_TYPES[:2]]
    later = partial(comes_later, starts_at=_starts_at(job), zone=ZoneInfo(job.zone_name), now=now)
    asked = await job_store.list_asked(connection, job.campaign_id, heard_by, later)
    evenings = await read_evenings(connection, dispatch.evenings)
    if not evenings.on(job.campaign_date).session:
        await _skip(connection, job, asked, "cancelled", CALLED_OFF, dispatch, now)
    elif now >= job.useful_until:
        await _skip(connection, job, asked, "expired", TOO_LATE, dispatch, now)
    elif job.job_type != "voice_check_2100":
        people = [(person.user_id, _payload(job)) for person in asked]
        await _queue(connection, job, people, dispatch, now)
        await job_store.mark_expanded(connection, job.id, dispatch.worker, now)
    elif not dispatch.check_voice:
        await _finish_unsent(connection, job, VOICE_CHECK_OFF, now)
    else:
        await _check_voice(connection, job, asked, dispatch, now)


async def _check_voice(
    connection: Connection, job: DueJob, asked: list[Asked], dispatch: Dispatch, now: datetime
) -> None:
    in_voice = await live_status.read_accounts_in_voice(connection, now)
    server = None
    if dispatch.check_server:
        server = await live_status.read_status(connection, "game_server")
    if in_voice is None:
        if await _summarize(connection, job, {}, dispatch, now):
            skipped = [(person.user_id, "voice_unknown") for person in asked]
            await job_store.insert_skips(connection, job.campaign_id, job.id, skipped, now)
            await job_store.mark_expanded(connection, job.id, dispatch.worker, now)
        else:
            await _skip(connection, job, asked, "voice_unknown", VOICE_UNKNOWN, dispatch, now)
        return
    playing = names_on_server(server, now) or ()
    found = check_voice(asked, in_voice, playing, dry_run=job.dry_run)
    people: list[tuple[int, dict[str, Any]]] = []
    left = list(found.left)
    for user_id in found.missing:
        if not _writes(job):
            left.append((user_id, "already_notified"))
            continue
        payload = _payload(job)
        if server is not None and user_id in found.on_server:
            payload["seen_on_server_at"] = server.updated_at.isoformat()
        people.append((user_id, payload))
    await job_store.insert_skips(connection, job.campaign_id, job.id, left, now)
    await _queue(connection, job, people, dispatch, now)
    if found.expected:
        numbers = {"expected": found.expected, "present": found.present}
        await _summarize(connection, job, numbers, dispatch, now)
    await job_store.set_voice_result(
        connection, job.campaign_id, found.expected, found.present, now
    )
    await job_store.mark_expanded(connection, job.id, dispatch.worker, now)


def _starts_at(job: DueJob) -> datetime:
    return at_wall_time(job.campaign_date, job.start_time, ZoneInfo(job.zone_name))


def _writes(job: DueJob) -> bool:
    """Whether a job writes to people; a late voice check only looks."""
    return job.job_type != "voice_check_2100" or follows_up(job.run_at, _starts_at(job))


def _payload(job: DueJob) -> dict[str, Any]:
    start = _starts_at(job)
    payload: dict[str, Any] = {
        "kind": KINDS[job.job_type],
        "date": job.campaign_date.isoformat(),
        "start": start.astimezone(UTC).isoformat(),
        "dry_run": job.dry_run,
    }
    if job.job_type == "voice_check_2100":
        payload["after"] = event_key("send_start_2100", job.campaign_date)
    return payload


async def _queue(
    connection: Connection,
    job: DueJob,
    people: list[tuple[int, dict[str, Any]]],
    dispatch: Dispatch,
    now: datetime,
) -> None:
    """Ledger rows for `people`, and a send-log row for each who gets none."""
    here = await notifications.channels_to_queue_on(connection, now, dispatch.channel_types)
    queued = await notifications.queue_for_people(
        connection,
        event_key(job.job_type, job.campaign_date),
        people,
        ["discord"] if job.dry_run else here,
        job.id,
        job.run_at,
        job.useful_until,
        now,
    )
    skipped = [(each.user_id, each.reason) for each in queued if each.reason is not None]
    if skipped:
        await job_store.insert_skips(connection, job.campaign_id, job.id, skipped, now)


async def _summarize(
    connection: Connection, job: DueJob, numbers: dict[str, int], dispatch: Dispatch, now: datetime
) -> bool:
    """One neutral message to a channel, not for dry runs; whether there is one."""
    channel_id = dispatch.summary_channel_id
    if channel_id is None or job.dry_run:
        return False
    here = await notifications.channels_to_queue_on(connection, now, dispatch.channel_types)
    if "discord" not in here:
        return False
    await notifications.queue_announcement(
        connection,
        summary_key(job.campaign_id, job.campaign_date),
        channel_id,
        {**_payload(job), "kind": "promotion_summary", **numbers},
        job.id,
        min(job.useful_until, now + STALE_AFTER),  # later its numbers are not true any more
        now,
    )
    return True


async def _skip(
    connection: Connection,
    job: DueJob,
    people: list[Asked],
    reason: str,
    sentence: str,
    dispatch: Dispatch,
    now: datetime,
) -> None:
    """Close a job that sends nothing, with a send-log row for each of `people` that says why."""
    skipped = [(person.user_id, reason) for person in people]
    if skipped:
        await job_store.insert_skips(connection, job.campaign_id, job.id, skipped, now)
    await job_store.mark_expanded(connection, job.id, dispatch.worker, now)
    await _finish_unsent(connection, job, sentence, now)


async def _finish_unsent(connection: Connection, job: DueJob, sentence: str, now: datetime) -> None:
    await job_store.finish_job(connection, job.id, "skipped", sentence, now)
    await _update_campaign(connection, job.campaign_id, now)


async def _update_campaign(connection: Connection, campaign_id: int, now: datetime) -> None:
    jobs, _ = await report_store.list_jobs(connection, campaign_id)
    status = campaign_status(
        {job.job_type: job.status for job in jobs},
        sum(job.counts.missed for job in jobs if job.job_type != "voice_check_2100"),
        begun=any(job.expanded or job.status not in ("pending", "skipped") for job in jobs),
        voice_check_ran=any(job.expanded and job.job_type == "voice_check_2100" for job in jobs),
    )
    await job_store.set_campaign_status(connection, campaign_id, status, now)


async def count_past_campaigns(
    connection: Connection,
    before: date,
    most: int,
    now: datetime,
    *,
    asked_user_id: int | None = None,
) -> int:
    """Write down what became of campaigns before a date, at most so many: from then on it is shown
    without their rows, which may be forgotten. How many there were.

    `asked_user_id`: of those alone that asked this person.
    """
    return await report_store.count_campaigns(connection, before, most, now, asked_user_id)
