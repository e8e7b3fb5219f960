"""Puts what happened in slomix into Muster: today's messages, campaigns, planning rooms."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

from muster.availability.rules import Status
from muster.channels.rules import CHANNEL_TYPES
from muster.clock import start_of_day
from muster.errors import OperatorError
from muster.notifications.rules import MessageKind
from ops.slomix import past_store as store
from ops.slomix.instants import Instants
from ops.slomix.source import Row, Snapshot
from ops.slomix.taking import Taking

CAMPAIGNS = "availability_promotion_campaigns"
JOBS = "availability_promotion_jobs"
SEND_LOGS = "availability_promotion_send_logs"

_STATUSES = frozenset(get_args(Status))
_UNFINISHED = frozenset({"pending", "running"})
_FAILED_THERE = "It failed in slomix."
_NO_CHANNEL = "on a channel that Muster does not have"
_UNFINISHED_THERE = "slomix did not get to it."
_KINDS: tuple[tuple[str, MessageKind], ...] = (
    ("DAILY_REMINDER:", "daily_reminder"),
    ("SESSION_READY:", "session_ready"),
    ("PROMOTE:T-15:", "promotion_reminder"),
    ("PROMOTE:T0:", "promotion_start"),
    ("PROMOTE:FOLLOWUP:", "promotion_followup"),
)
_REASONS = (
    ("quiet hours", "quiet_hours"),
    ("idempotent", "already_notified"),
    ("missing delivery target", "no_channel"),
)
_ID = re.compile(r"[1-9][0-9]{0,18}")
_AFTER_START = timedelta(minutes=30)
_BEFORE_START = timedelta(minutes=15)


class CampaignUnderWay(OperatorError):
    """slomix still has something to send, which Muster would send, too."""

    code = "campaign_under_way"


def refuse_unfinished(snapshot: Snapshot, today: date) -> None:
    """Refuse a campaign of today, or of a day to come, that slomix has not ended.

    Raises:
        CampaignUnderWay: names it by its number there.
    """
    open_jobs = {row["campaign_id"] for row in snapshot.rows[JOBS] if row["status"] in _UNFINISHED}
    for row in snapshot.rows[CAMPAIGNS]:
        if row["campaign_date"] < today or row["status"] == "cancelled":
            continue
        if row["status"] in ("scheduled", "running") or row["id"] in open_jobs:
            raise CampaignUnderWay(
                f"slomix's campaign {row['id']} of {row['campaign_date']} is still under way; "
                "cancel it there, or wait until it is done, and import then"
            )


# --- messages -------------------------------------------------------------------------------------


async def take_messages(taking: Taking) -> None:
    """Today's messages that were sent, so that nobody hears twice on the day of the move."""
    table = "notifications_ledger"
    report = taking.report
    report.read(table, taking.snapshot.other_messages)
    report.leave_many(table, "of other days, or not sent", taking.snapshot.other_messages)
    until = start_of_day(taking.today + timedelta(days=1), taking.zone)
    rows: list[tuple[Any, ...]] = []
    for row in taking.rows(table):
        kind = next((kind for start, kind in _KINDS if row["event_key"].startswith(start)), None)
        channel = -row["user_id"] if row["user_id"] < 0 else None
        user_id = None if channel else taking.user(row["user_id"])
        if kind is None or len(row["event_key"]) > 200:
            report.leave(table, "an event that Muster does not tell of", row["id"])
        elif row["channel_type"] not in CHANNEL_TYPES:
            report.leave(table, _NO_CHANNEL, row["id"])
        elif channel is None and user_id is None:
            report.leave(table, "to nobody who has a Discord account", row["id"])
        else:
            payload = json.dumps({"kind": kind, "date": taking.today.isoformat()})
            sent_at = taking.instants.first(table, row["id"], row["sent_at"])
            message = (row["message_id"] or "")[:200] or None
            rows.append(
                (
                    *(row["id"], user_id, channel, row["event_key"], row["channel_type"]),
                    *(payload, sent_at, message, max(until, sent_at)),
                )
            )
    written = await store.insert_sent_messages(taking.connection, rows)
    report.took(table, len(written))
    report.found(table, len(rows) - len(written))
    report.wrote(table, len(written))


# --- campaigns ------------------------------------------------------------------------------------


async def take_campaigns(taking: Taking) -> None:
    """Campaigns with their recipients, jobs and send logs, each whole or not at all."""
    report = taking.report
    here = await store.list_campaigns(taking.connection)
    jobs, logs = _by_campaign(taking.rows(JOBS)), _by_campaign(taking.rows(SEND_LOGS))
    for row in taking.rows(CAMPAIGNS):
        of_it = jobs.pop(row["id"], [])
        log = logs.pop(row["id"], [])
        promoter = taking.user(row["initiated_by_user_id"])
        began = taking.instants.first(CAMPAIGNS, row["id"], row["created_at"], row["updated_at"])
        others = here.get((row["campaign_date"], promoter or 0), [])
        if any(at == began for at, _ in others):
            _tell_children(taking, of_it, log, None)
            report.found(CAMPAIGNS)
        elif promoter is None:
            _tell_children(taking, of_it, log, "of a campaign that was left out")
            report.leave(CAMPAIGNS, "by nobody who has a Discord account", row["id"])
        elif row["status"] != "cancelled" and any(not cancelled for _, cancelled in others):
            _tell_children(taking, of_it, log, "of a campaign that was left out")
            report.leave(CAMPAIGNS, "its promoter has one on that day in Muster", row["id"])
        else:
            await _take_campaign(taking, row, promoter, began, of_it, log)
            report.took(CAMPAIGNS)
    for rest in (jobs, logs):
        for rows in rest.values():
            _tell_children(taking, rows if rest is jobs else [], rows if rest is logs else [], "")


def _by_campaign(rows: list[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["campaign_id"], []).append(row)
    return found


def _tell_children(taking: Taking, jobs: list[Row], log: list[Row], reason: str | None) -> None:
    for table, rows in ((JOBS, jobs), (SEND_LOGS, log)):
        if reason is None:
            taking.report.found(table, len(rows))
        else:
            for row in rows:
                taking.report.leave(table, reason or "of a campaign that is gone", row["id"])


async def _take_campaign(
    taking: Taking, row: Row, promoter: int, began: datetime, jobs: list[Row], log: list[Row]
) -> None:
    report, instants, connection = taking.report, taking.instants, taking.connection
    zone = _zone(row["target_timezone"], taking.zone)
    starts_at = row["target_start_time"] or time(21, 0)
    start = datetime.combine(row["campaign_date"], starts_at, tzinfo=zone)
    changed = max(began, instants.first(CAMPAIGNS, row["id"], row["updated_at"]))
    status = row["status"]
    if status in ("scheduled", "running"):
        report.change(CAMPAIGNS, "never ended there: failed", row["id"])
        status = "failed"
    campaign_id = await store.insert_campaign(
        connection,
        (
            row["campaign_date"],
            promoter,
            zone.key,
            _reminder(taking.instants, jobs, start, zone),
            starts_at,
            row["include_available"] is True,
            row["include_maybe"] is True,
            row["dry_run"] is True,
            status,
            max(row["recipient_count"] or 0, 0),
            json.dumps(_summary(row["channels_summary"])),
            changed if status == "cancelled" else None,
            began,
            changed,
        ),
    )
    report.wrote(CAMPAIGNS, 1)
    recipients = _recipients(taking, row)
    written = await store.insert_recipients(connection, campaign_id, recipients)
    report.wrote("availability_promotion_recipients", written)
    ids: dict[int, int] = {}
    for job in jobs:
        ids[job["id"]] = await _take_job(taking, job, campaign_id, start)
    await _take_send_logs(taking, log, campaign_id, ids)


def _zone(name: str | None, otherwise: ZoneInfo) -> ZoneInfo:
    try:
        return ZoneInfo(name or "")
    except (KeyError, ValueError, OSError):
        return otherwise


def _reminder(instants: Instants, jobs: list[Row], start: datetime, zone: ZoneInfo) -> time:
    """When the reminder was meant to go out, before the start and on its day."""
    for job in jobs:
        if job["job_type"] == "send_reminder_2045":
            due = instants.planned(job["run_at"], start).astimezone(zone)
            if due.date() == start.date() and due < start:
                return due.time().replace(second=0, microsecond=0)
    before = start - _BEFORE_START
    return before.time() if before.date() == start.date() else time(0, 0)


def _summary(summary: Any) -> dict[str, int]:
    given = summary if isinstance(summary, dict) else {}
    found = {name: given.get(name) for name in CHANNEL_TYPES}
    return {name: number if isinstance(number, int) else 0 for name, number in found.items()}


def _recipients(taking: Taking, row: Row) -> list[tuple[int, str | None, str]]:
    found: dict[int, tuple[int, str | None, str]] = {}
    snapshot = row["recipients_snapshot"]
    for entry in snapshot if isinstance(snapshot, list) else []:
        given = entry if isinstance(entry, dict) else {}
        user_id = taking.user(given.get("user_id"))
        channel = given.get("selected_channel")
        if user_id is None or channel not in CHANNEL_TYPES:
            taking.report.change(CAMPAIGNS, "without a recipient who is nobody here", row["id"])
            continue
        status = given.get("status")
        found[user_id] = (user_id, status if status in _STATUSES else None, channel)
    return list(found.values())


async def _take_job(taking: Taking, row: Row, campaign_id: int, start: datetime) -> int:
    report, instants = taking.report, taking.instants
    reminder = row["job_type"] == "send_reminder_2045"
    run_at = instants.planned(row["run_at"], start)
    useful_until = max(start if reminder else start + _AFTER_START, run_at)
    status, sent_at = row["status"], instants.read(row["sent_at"], JOBS, row["id"])
    error = _FAILED_THERE if status == "failed" else None
    if status in _UNFINISHED:
        report.change(JOBS, "never done there: skipped", row["id"])
        status, error = "skipped", _UNFINISHED_THERE
    attempts = max(row["attempts"] or 0, 0)
    since = instants.first(JOBS, row["id"], row["created_at"], row["updated_at"])
    job_id = await store.insert_job(
        taking.connection,
        (
            campaign_id,
            row["job_type"],
            run_at,
            useful_until,
            status,
            attempts,
            max(row["max_attempts"] or 0, attempts, 1),
            error,
            sent_at,
            since,
            max(since, instants.first(JOBS, row["id"], row["updated_at"])),
        ),
    )
    report.took(JOBS)
    report.wrote(JOBS, 1)
    return job_id


async def _take_send_logs(
    taking: Taking, log: list[Row], campaign_id: int, jobs: dict[int, int]
) -> None:
    """What jobs did about people; slomix's words for errors stay, since they may hold addresses."""
    report = taking.report
    rows: list[tuple[Any, ...]] = []
    for row in log:
        job_id, user_id = jobs.get(row["job_id"]), taking.user(row["user_id"])
        error = (row["error"] or "").lower()
        reason = next((reason for words, reason in _REASONS if words in error), None)
        if user_id is None:
            report.leave(SEND_LOGS, "to a channel, or to nobody", row["id"])
        elif job_id is None:
            report.leave(SEND_LOGS, "of no job", row["id"])
        elif row["channel_type"] not in CHANNEL_TYPES:
            report.leave(SEND_LOGS, _NO_CHANNEL, row["id"])
        elif row["status"] == "skipped" and reason is None:
            report.leave(SEND_LOGS, "skipped for a reason that Muster does not know", row["id"])
        else:
            at = taking.instants.first(SEND_LOGS, row["id"], row["created_at"])
            skipped = reason if row["status"] == "skipped" else None
            failed = _FAILED_THERE if row["status"] == "failed" else None
            message = (row["message_id"] or "")[:200] or None
            rows.append(
                (
                    *(campaign_id, job_id, user_id, row["channel_type"], row["status"]),
                    *(skipped, message, failed, at),
                )
            )
    await store.insert_send_logs(taking.connection, rows)
    report.took(SEND_LOGS, len(rows))
    report.wrote(SEND_LOGS, len(rows))
