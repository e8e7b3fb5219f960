"""What a campaign decides without a database: when, who is missing, and how it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.promotions.rules import (
    JOB_TYPES,
    CampaignStatus,
    Closing,
    Counts,
    JobStatus,
    JobType,
    campaign_status,
    close_job,
    count_outcomes,
    event_key,
    is_over,
    plan,
    statuses_to_ask,
    summarize_channels,
    summary_key,
)
from muster.promotions.voice_rules import Asked, check_voice

LJUBLJANA = ZoneInfo("Europe/Ljubljana")
DAY = date(2026, 11, 20)
REMINDER, START = time(20, 45), time(21, 0)


def at(hour: int, minute: int, second: int = 0) -> datetime:
    """An instant of the evening by the community's clock."""
    return datetime(2026, 11, 20, hour, minute, second, tzinfo=LJUBLJANA).astimezone(UTC)


# --- when -----------------------------------------------------------------------------------------


def test_the_schedule_is_the_community_s_wall_clock() -> None:
    schedule = plan(DAY, at(20, 15), REMINDER, START, LJUBLJANA)
    assert [schedule.run_at(each) for each in JOB_TYPES] == [
        datetime(2026, 11, 20, 19, 45, tzinfo=UTC),
        datetime(2026, 11, 20, 20, 0, tzinfo=UTC),
        datetime(2026, 11, 20, 20, 0, 30, tzinfo=UTC),
    ]


def test_in_summer_time_the_same_wall_clock_is_another_instant() -> None:
    schedule = plan(
        date(2026, 7, 1), datetime(2026, 7, 1, 12, tzinfo=UTC), REMINDER, START, LJUBLJANA
    )
    assert schedule.start_at == datetime(2026, 7, 1, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(("hour", "instant"), [(2, 1), (3, 1), (4, 2)])
def test_a_start_in_the_night_that_loses_an_hour(hour: int, instant: int) -> None:
    day = date(2026, 3, 29)  # 02:00 becomes 03:00
    now = datetime(2026, 3, 28, 23, tzinfo=UTC)
    schedule = plan(day, now, time(0, 30), time(hour, 0), LJUBLJANA)
    assert schedule.start_at == datetime(2026, 3, 29, instant, tzinfo=UTC)


def test_a_reminder_whose_time_has_passed_moves_to_ten_seconds_from_now() -> None:
    schedule = plan(DAY, at(20, 50), REMINDER, START, LJUBLJANA)
    assert schedule.reminder_at == at(20, 50, 10)
    assert schedule.start_at == at(21, 0)


def test_after_the_start_both_move_to_near_now_and_the_voice_check_follows() -> None:
    now = at(21, 40)
    schedule = plan(DAY, now, REMINDER, START, LJUBLJANA)
    assert schedule.reminder_at == now + timedelta(seconds=10)
    assert schedule.start_at == now + timedelta(seconds=20)
    assert schedule.voice_check_at == now + timedelta(seconds=50)
    assert schedule.starts_at == at(21, 0)  # what the messages say


def test_a_start_that_a_reminder_of_near_now_would_not_precede_moves_too() -> None:
    now = at(20, 59, 55)
    schedule = plan(DAY, now, REMINDER, START, LJUBLJANA)
    assert schedule.reminder_at == now + timedelta(seconds=10)
    assert schedule.start_at == now + timedelta(seconds=20)
    assert schedule.useful_until("send_reminder_2045") > schedule.reminder_at


@pytest.mark.parametrize(
    ("now", "reminds"),
    [
        (at(20, 15), True),
        (at(20, 45), True),
        (at(20, 57, 50), True),  # the reminder leaves two minutes before the start
        (at(20, 57, 51), False),
        (at(20, 59, 55), False),
        (at(21, 0), False),
        (at(23, 0), False),
    ],
)
def test_a_reminder_that_is_late_is_left_out_where_the_start_is_near(
    now: datetime, reminds: bool
) -> None:
    assert plan(DAY, now, REMINDER, START, LJUBLJANA).reminds is reminds


def test_a_reminder_in_time_is_sent_however_near_the_settings_have_the_start() -> None:
    schedule = plan(DAY, at(20, 15), time(20, 59, 30), START, LJUBLJANA)
    assert schedule.reminds


@pytest.mark.parametrize(
    ("now", "expected"),
    [(at(20, 15), True), (at(20, 59), True), (at(20, 59, 55), False), (at(21, 40), False)],
)
def test_who_is_missing_hears_once_more_unless_the_start_left_late(
    now: datetime, expected: bool
) -> None:
    assert plan(DAY, now, REMINDER, START, LJUBLJANA).follows_up is expected


@given(st.integers(0, 24 * 3600 - 1))
def test_a_moved_schedule_never_writes_twice_within_two_minutes(second: int) -> None:
    now = datetime(2026, 11, 19, 23, tzinfo=UTC) + timedelta(seconds=second)
    schedule = plan(DAY, now, REMINDER, START, LJUBLJANA)
    if schedule.reminds:
        assert schedule.start_at - schedule.reminder_at >= timedelta(minutes=2)
    assert schedule.follows_up or not schedule.reminds


def test_each_job_has_its_useful_life() -> None:
    schedule = plan(DAY, at(20, 15), REMINDER, START, LJUBLJANA)
    assert schedule.useful_until("send_reminder_2045") == at(21, 0)
    assert schedule.useful_until("send_start_2100") == at(21, 30)
    assert schedule.useful_until("voice_check_2100") == at(21, 30)


@given(st.integers(0, 24 * 3600 - 1))
def test_nothing_is_planned_for_the_past_and_the_order_holds(second: int) -> None:
    now = datetime(2026, 11, 19, 23, tzinfo=UTC) + timedelta(seconds=second)
    schedule = plan(DAY, now, REMINDER, START, LJUBLJANA)
    assert now < schedule.reminder_at
    assert now < schedule.start_at < schedule.voice_check_at
    for job_type in JOB_TYPES[1:]:
        assert schedule.run_at(job_type) < schedule.useful_until(job_type)


# --- words ----------------------------------------------------------------------------------------


def test_event_keys_are_those_of_the_promote_document() -> None:
    assert [event_key(each, DAY) for each in JOB_TYPES] == [
        "PROMOTE:T-15:2026-11-20",
        "PROMOTE:T0:2026-11-20",
        "PROMOTE:FOLLOWUP:2026-11-20",
    ]
    assert summary_key(7, DAY) == "PROMOTE:SUMMARY:2026-11-20:campaign=7"


def test_looking_is_always_asked() -> None:
    assert statuses_to_ask(include_available=False, include_maybe=False) == ["LOOKING"]
    assert statuses_to_ask(include_available=True, include_maybe=True) == [
        "LOOKING",
        "AVAILABLE",
        "MAYBE",
    ]


def test_every_channel_is_named_in_the_summary() -> None:
    assert summarize_channels(["signal", "signal"]) == {
        "discord": 0,
        "telegram": 0,
        "signal": 2,
        "push": 0,
    }


# --- voice ----------------------------------------------------------------------------------------


def asked(user_id: int, answer: str | None = "LOOKING", *names: str) -> Asked:
    return Asked(user_id, 5000 + user_id, names or (f"Player{user_id}",), answer)


def test_who_is_in_voice_is_not_missing() -> None:
    found = check_voice([asked(1), asked(2)], {5001}, ())
    assert (found.expected, found.present, found.missing) == (2, 1, (2,))


def test_who_withdrew_is_not_expected() -> None:
    found = check_voice(
        [asked(1), asked(2, "NOT_PLAYING"), asked(3, None), asked(4, "MAYBE")],
        (),
        (),
    )
    assert (found.expected, found.missing) == (2, (1, 4))
    assert found.left == ((2, "withdrew"), (3, "withdrew"))


def test_who_is_not_linked_any_more_or_never_heard_is_not_expected() -> None:
    unlinked = replace(asked(1), linked=False, unheard="no_channel")
    never_heard = replace(asked(2), unheard="quiet_hours")
    found = check_voice([unlinked, never_heard, asked(3)], (), ())
    assert (found.expected, found.missing) == (1, (3,))
    assert found.left == ((1, "unlinked"), (2, "quiet_hours"))


def test_who_comes_later_is_expected_once_they_are_there() -> None:
    later = replace(asked(1), comes_later=True)
    found = check_voice([later, asked(2)], (), ())
    assert (found.expected, found.missing, found.left) == (1, (2,), ((1, "comes_later"),))
    found = check_voice([later, asked(2)], {5001}, ())
    assert (found.expected, found.present, found.missing, found.left) == (2, 1, (2,), ())


def test_who_plays_only_if_others_do_is_not_missing() -> None:
    waits = replace(asked(1, "AVAILABLE"), waits_for_others=True)
    found = check_voice([waits, asked(2)], (), ())
    assert (found.expected, found.missing, found.left) == (1, (2,), ((1, "cancelled"),))
    assert check_voice([waits, asked(2)], {5001}, ()).present == 1


def test_a_dry_run_expects_its_initiator_whatever_they_answered() -> None:
    assert check_voice([asked(1, None)], (), (), dry_run=True).missing == (1,)
    later = replace(asked(1), comes_later=True)
    assert check_voice([later], (), (), dry_run=True).missing == (1,)


def test_names_on_the_server_match_without_colour_codes_letter_case_and_by_alias() -> None:
    server = ["^1Shade^7", "^2o^3ld", "^1", ""]
    found = check_voice(
        [asked(1, "LOOKING", "shade"), asked(2, "LOOKING", "New", "Old"), asked(3)],
        (),
        server,
    )
    assert found.on_server == {1, 2}
    assert found.missing == (1, 2, 3)


def test_somebody_without_a_discord_account_matches_no_member() -> None:
    nobody = Asked(1, None, ("Player1",), "LOOKING")
    assert check_voice([nobody], {5001}, ()).missing == (1,)


# --- how it ends ----------------------------------------------------------------------------------


def test_counts_from_outcomes() -> None:
    counts = count_outcomes(
        [
            ("sent", None, 4),
            ("failed", None, 1),
            ("skipped", "quiet_hours", 2),
            ("skipped", "withdrew", 1),
            ("unknown", None, 1),
            ("pending", None, 3),
        ]
    )
    assert counts == Counts(3, 4, 1, 1, {"quiet_hours": 2, "withdrew": 1})
    assert (counts.people, counts.skipped_in_all) == (12, 3)


@pytest.mark.parametrize(
    ("counts", "status", "sentence"),
    [
        (Counts(delivered=3), "sent", None),
        (Counts(delivered=3, skipped={"withdrew": 1}), "sent", None),
        (Counts(skipped={"quiet_hours": 2}), "sent", None),
        (Counts(skipped={"already_notified": 2}), "sent", None),
        (Counts(), "sent", None),
        (Counts(delivered=2, failed=1), "sent", "1 failed."),
        (Counts(delivered=2, failed=1, unknown=2), "sent", "1 failed, 2 unknown."),
        (Counts(unknown=2), "sent", "2 unknown."),
        (Counts(failed=2), "failed", "Nobody could be reached."),
        (Counts(failed=2, skipped={"withdrew": 1}), "failed", "Nobody could be reached."),
        (Counts(skipped={"no_channel": 2}), "failed", "Nobody could be reached."),
        (Counts(skipped={"no_channel": 2, "withdrew": 1}), "sent", None),
        (Counts(failed=1, skipped={"already_notified": 9}), "sent", "1 failed."),
    ],
)
def test_how_a_settled_job_ends(counts: Counts, status: str, sentence: str | None) -> None:
    closing = close_job("send_start_2100", counts)
    assert (closing.status, closing.last_error) == (status, sentence)


@pytest.mark.parametrize(
    ("counts", "missed"),
    [
        (Counts(delivered=2, skipped={"quiet_hours": 1, "withdrew": 2, "no_channel": 1}), 0),
        (Counts(delivered=2, failed=1), 1),
        (Counts(delivered=2, unknown=1), 1),
        (Counts(delivered=2, skipped={"expired": 1, "opted_out": 1}), 1),
        (Counts(failed=1, unknown=2, skipped={"expired": 3}), 6),
    ],
)
def test_who_was_to_hear_and_did_not_was_missed(counts: Counts, missed: int) -> None:
    assert counts.missed == missed


def test_what_came_too_late_is_said() -> None:
    closing = close_job("send_reminder_2045", Counts(delivered=1, skipped={"expired": 2}))
    assert closing == Closing("sent", "2 too late.")


def test_a_summary_that_could_not_be_posted_is_said() -> None:
    for state in ("failed", "unknown", "skipped"):
        closing = close_job("voice_check_2100", Counts(delivered=1), state)
        assert closing.last_error == "The summary could not be posted."
    assert close_job("voice_check_2100", Counts(delivered=1), "sent").last_error is None


def test_a_voice_check_that_could_not_read_voice_says_so() -> None:
    counts = Counts(failed=1, skipped={"voice_unknown": 3, "quiet_hours": 1})
    assert close_job("voice_check_2100", counts, "sent") == Closing(
        "sent", "Voice could not be read, 1 failed."
    )


def test_a_voice_check_was_made_whoever_could_be_told_of_it() -> None:
    assert close_job("voice_check_2100", Counts(failed=1)) == Closing("sent", "1 failed.")


@pytest.mark.parametrize(
    ("reminder", "start", "voice", "missed", "status"),
    [
        ("pending", "pending", "pending", 0, "scheduled"),
        ("running", "pending", "pending", 0, "running"),
        ("sent", "pending", "pending", 0, "running"),
        ("skipped", "running", "pending", 0, "running"),
        ("sent", "sent", "pending", 0, "sent"),
        ("sent", "sent", "pending", 1, "partial"),
        ("sent", "failed", "pending", 3, "failed"),
        ("sent", "skipped", "pending", 3, "failed"),
        ("sent", "sent", "running", 0, "sent"),
        ("sent", "sent", "sent", 0, "followup_sent"),
        ("sent", "sent", "skipped", 0, "sent"),
        ("sent", "running", "sent", 0, "running"),
        ("sent", "failed", "sent", 3, "failed"),
    ],
)
def test_the_campaign_s_status_follows_from_its_jobs(
    reminder: JobStatus, start: JobStatus, voice: JobStatus, missed: int, status: CampaignStatus
) -> None:
    jobs: dict[JobType, JobStatus] = dict(zip(JOB_TYPES, (reminder, start, voice), strict=True))
    begun = any(each != "pending" for each in jobs.values())
    ran = voice in ("running", "sent")
    assert campaign_status(jobs, missed, begun=begun, voice_check_ran=ran) == status


@pytest.mark.parametrize(
    ("status", "jobs_open", "over"),
    [
        ("scheduled", True, False),
        ("running", True, False),
        ("sent", True, False),
        ("partial", True, False),
        ("sent", False, True),
        ("partial", False, True),
        ("followup_sent", False, True),
        # The reminder failed; the start is still to come.
        ("failed", True, False),
        ("failed", False, True),
        ("cancelled", True, True),
        ("cancelled", False, True),
    ],
)
def test_a_campaign_is_over_once_nothing_more_will_come_of_it(
    status: CampaignStatus, jobs_open: bool, over: bool
) -> None:
    assert is_over(status, jobs_open=jobs_open) is over


@pytest.mark.parametrize(
    ("voice", "ran", "status"),
    [
        ("sent", True, "followup_sent"),
        ("skipped", True, "followup_sent"),  # voice could not be read, or it was too late
        ("skipped", False, "sent"),  # it is switched off
        ("failed", False, "partial"),  # its attempts are spent
        ("running", True, "sent"),
    ],
)
def test_what_the_voice_check_makes_of_a_campaign(
    voice: JobStatus, ran: bool, status: CampaignStatus
) -> None:
    jobs: dict[JobType, JobStatus] = dict(zip(JOB_TYPES, ("sent", "sent", voice), strict=True))
    assert campaign_status(jobs, 0, begun=True, voice_check_ran=ran) == status
