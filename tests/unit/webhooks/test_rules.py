"""What is signed and how, when it is tried again, and when an address is switched off."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from muster.webhooks.rules import (
    FAILS_AT_LEAST,
    FAILS_FOR,
    MOST_ATTEMPTS,
    TRIED_FOR,
    Outcome,
    body_of,
    headers_of,
    next_attempt,
    outcome_of_status,
    secret_of,
    signature,
    state_after,
)

NOW = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)


def test_a_signature_is_that_of_the_specification() -> None:
    """The example that libraries of Standard Webhooks are tested with."""
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_secret_that_holds_signs() -> None:
    secrets = [secret_of(b"a" * 32), secret_of(b"b" * 32)]
    headers = headers_of(secrets, "msg_1", 5, b"{}")
    assert headers["webhook-signature"].split(" ") == [
        signature(each, "msg_1", 5, b"{}") for each in secrets
    ]
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("msg_1", "5")


@pytest.mark.parametrize("secret", ["", "whsec_", "bm9uc2Vuc2U=", "whsec_!!!", "whsec_²"])
def test_what_is_no_secret_signs_nothing(secret: str) -> None:
    with pytest.raises(ValueError, match="not a secret of a webhook"):
        signature(secret, "msg_1", 5, b"{}")


def test_a_body_is_the_same_bytes_whoever_makes_it() -> None:
    data = {"threshold": 6, "date": "2026-11-20", "looking": 6}
    made = body_of("session.ready", NOW, "https://muster.example", data)
    again = body_of("session.ready", NOW, "https://muster.example", dict(reversed(data.items())))
    assert made == again
    assert json.loads(made) == {
        "type": "session.ready",
        "timestamp": "2026-11-20T20:00:00.000Z",
        "version": 1,
        "source": "https://muster.example",
        "data": data,
    }


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (200, None),
        (204, None),
        (299, None),
        (301, "redirect"),
        (307, "redirect"),
        (304, "redirect"),
        (400, "status"),
        (404, "status"),
        (410, "gone"),
        (429, "status"),
        (500, "status"),
        (503, "status"),
    ],
)
def test_a_status_means_one_thing(status: int, reason: str | None) -> None:
    outcome = outcome_of_status(status, None)
    assert (outcome.reason, outcome.status) == (reason, status)


@pytest.mark.parametrize(
    ("asked", "pause"),
    [
        (None, None),
        ("30", timedelta(seconds=30)),
        ("0", timedelta(0)),
        ("999999999999999999999", timedelta(hours=1)),
        ("Fri, 20 Nov 2026 21:00:00 GMT", None),
        ("-5", None),
        ("²", None),
    ],
)
def test_a_receiver_may_ask_for_a_pause(asked: str | None, pause: timedelta | None) -> None:
    assert outcome_of_status(503, asked).retry_after == pause


def test_an_event_is_tried_for_almost_a_day_and_ever_less_often() -> None:
    failed = Outcome("status", 500)
    now, pauses = NOW, list[timedelta]()
    for attempt in range(1, MOST_ATTEMPTS):
        due = next_attempt(attempt, failed, 0.0, now)
        assert due is not None
        pauses.append(due - now)
        now = due
    assert next_attempt(MOST_ATTEMPTS, failed, 0.0, now) is None
    assert pauses == sorted(pauses)
    assert now - NOW == TRIED_FOR
    assert timedelta(hours=23) < TRIED_FOR < timedelta(hours=24)


def test_a_pause_is_spread_and_at_least_what_was_asked_for() -> None:
    failed = Outcome("status", 503)
    first, last = (next_attempt(1, failed, chance, NOW) for chance in (0.0, 0.999))
    assert first is not None
    assert last is not None
    assert timedelta(seconds=5) == first - NOW < last - NOW < timedelta(seconds=6)
    asked = next_attempt(1, Outcome("status", 503, timedelta(minutes=10)), 0.5, NOW)
    assert asked == NOW + timedelta(minutes=10)


def test_what_is_gone_or_never_sent_is_not_tried_again() -> None:
    assert next_attempt(1, Outcome("gone", 410), 0.0, NOW) is None
    assert next_attempt(1, Outcome("sandbox"), 0.0, NOW) is None


def test_an_address_is_switched_off_when_it_is_gone_or_took_nothing_for_days() -> None:
    assert state_after(Outcome("gone", 410), 1, NOW, NOW) == "gone"
    long_ago = NOW - FAILS_FOR
    failed = Outcome("timeout")
    assert state_after(failed, FAILS_AT_LEAST, long_ago, NOW) == "failing"
    assert state_after(failed, FAILS_AT_LEAST - 1, long_ago, NOW) == "on"
    assert state_after(failed, 999, long_ago + timedelta(seconds=1), NOW) == "on"
    assert state_after(Outcome(status=200), 999, long_ago, NOW) == "on"
