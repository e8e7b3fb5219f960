"""What doctor and admins are told of webhooks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from muster.health.rules import Verdict
from muster.health.webhooks import webhooks_finding
from muster.webhooks.rules import Webhook

NOW = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
GOOD = Webhook(
    id=1,
    label="Chat",
    address="https://hooks.example",
    events=["session.ready"],
    state="on",
    failures=0,
    failing_since=None,
    created_by="Odessa",
    created_at=NOW,
    updated_at=NOW,
    former_secret_until=None,
)


def test_where_there_is_none_nothing_is_amiss() -> None:
    found = webhooks_finding([], NOW)
    assert (found.state, found.subject, found.text) == (Verdict.OFF, "webhooks", "none")


def test_those_that_take_what_they_are_told_are_counted() -> None:
    off = replace(GOOD, state="off")
    fresh = replace(GOOD, failures=3, failing_since=NOW - timedelta(minutes=59))
    found = webhooks_finding([GOOD, fresh], NOW)
    assert (found.state, found.text) == (Verdict.OK, "2 on")
    assert webhooks_finding([GOOD, off], NOW).text == "1 on, 1 switched off"


def test_those_that_do_not_are_named() -> None:
    failing = replace(GOOD, failures=9, failing_since=NOW - timedelta(hours=1))
    long = replace(failing, label="Board", failing_since=NOW - timedelta(days=2, hours=5))
    gone = replace(GOOD, label="Site", state="gone")
    given_up = replace(failing, label="Bot", state="failing")
    found = webhooks_finding([GOOD, failing, long, gone, given_up], NOW)
    assert found.state is Verdict.WARN
    for said in (
        "“Chat” (https://hooks.example) has taken nothing for 1 hour;",
        "“Board” (https://hooks.example) has taken nothing for 2 days;",
        "“Site” (https://hooks.example) said that it is gone (410), and is switched off;",
        "“Bot” (https://hooks.example) took nothing for days, and is switched off;",
        "#/admin?section=webhooks",
    ):
        assert said in found.text
