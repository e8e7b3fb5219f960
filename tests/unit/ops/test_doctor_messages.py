"""What the doctor says of messages, and what it says to programs."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from muster.health.delivery import messages_finding
from muster.health.rules import Finding, Verdict
from muster.notifications.service import InTime
from ops.doctor.examine import as_document

DAY = date(2026, 11, 20)


def test_messages_that_wait_are_a_failure() -> None:
    finding = messages_finding(2, [InTime(DAY, 100, 100)])
    assert finding.state is Verdict.FAIL
    assert finding.text.startswith("2 messages have been due for more than five minutes")


@pytest.mark.parametrize(
    ("due", "in_time", "state"),
    [(100, 95, Verdict.OK), (100, 94, Verdict.WARN), (20, 16, Verdict.OK), (5, 0, Verdict.WARN)],
)
def test_the_share_that_left_in_time_is_told_by_day(due: int, in_time: int, state: Verdict) -> None:
    finding = messages_finding(0, [InTime(date(2026, 11, 19), 1, 1), InTime(DAY, due, in_time)])
    assert finding.state is state
    assert finding.text.startswith(
        f"sent within a second of being due: {in_time} of {due} on Fri 20 Nov, 1 of 1 on "
    )


def test_where_nothing_was_due_all_is_well() -> None:
    finding = messages_finding(0, [])
    assert (finding.state, finding.text) == (
        Verdict.OK,
        "none waits; none was due in the last 7 days",
    )


@pytest.mark.parametrize("failed", [True, False])
def test_the_document_for_programs(failed: bool) -> None:
    findings = [
        Finding.ok("page", "built"),
        Finding.off("Redis", "not set"),
        Finding.warn("a", "b"),
    ]
    if failed:
        findings.append(Finding.fail("database", "none, where Š is"))
    document = json.loads(as_document(findings, datetime(2026, 11, 20, 19, 0, tzinfo=UTC)))
    assert document.keys() == {"format", "muster", "at", "failed", "checks"}
    assert (document["format"], document["failed"]) == (1, failed)
    assert document["at"] == "2026-11-20T19:00:00+00:00"
    assert document["checks"][:3] == [
        {"check": "page", "state": "ok", "text": "built"},
        {"check": "Redis", "state": "off", "text": "not set"},
        {"check": "a", "state": "warn", "text": "b"},
    ]
    assert document["checks"][3:] == (
        [{"check": "database", "state": "fail", "text": "none, where Š is"}] if failed else []
    )
