"""What is done to tonight's scheduled event, when, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.refusals import Refusal, RefusalCode
from muster.tonight.event.rules import (
    EVENT_LEASE,
    OVER,
    TELLING_REST,
    EventChange,
    SeenEvent,
    StoredEvent,
    Tonight,
    change_for,
    describe,
    is_wanted,
    plan,
    reference_of,
    times_of,
    work_on,
)
from muster.tonight.event.settling_rules import after_refusal, after_work
from muster.words import LANGUAGES, Language

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
START = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
END = START + timedelta(hours=4)
LAST_CALL = START + timedelta(hours=2)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LINK = "https://muster.example.org/#/availability?n=e20261120-6a0"
TONIGHT = Tonight(6, 6, START, LAST_CALL, LINK)
FEWER = replace(TONIGHT, looking=4)

WANTED = StoredEvent(DAY, "wanted", "e20261120-6a0")
CREATING = replace(WANTED, state="creating", attempts=1)
CREATED = replace(
    WANTED,
    state="created",
    event_id=7,
    starts_at=START,
    ends_at=END,
    told=describe(TONIGHT, START, started=False),
    told_at=NOW,
)
ACTIVE = replace(CREATED, state="active", told=describe(TONIGHT, START, started=True))
SEEN = SeenEvent(7, "scheduled", START, END, describe(TONIGHT, START, started=False))


@pytest.mark.parametrize(
    ("looking", "threshold", "words"),
    [
        (6, 6, "6 are looking: the session is ready."),
        (9, 6, "9 are looking: the session is ready."),
        (1, 1, "1 is looking: the session is ready."),
        (5, 6, "5 are looking at the moment; 1 more is needed."),
        (1, 6, "1 is looking at the moment; 5 more are needed."),
        (0, 1, "Nobody is looking at the moment; 1 more is needed."),
    ],
)
def test_the_description_says_what_is_true(looking: int, threshold: int, words: str) -> None:
    tonight = replace(TONIGHT, looking=looking, threshold=threshold)
    when = f"<t:{int(START.timestamp())}:t>"
    assert describe(tonight, START, started=False) == f"{words} It starts at {when}.\n{LINK}"
    assert describe(tonight, START, started=True) == f"{words} It started at {when}.\n{LINK}"


@given(
    looking=st.integers(0, 10_000),
    threshold=st.integers(1, 99),
    started=st.booleans(),
    more=st.sampled_from(["", " ", "\n", "!"]),
)
def test_our_own_words_are_known_again_and_only_they(
    looking: int, threshold: int, started: bool, more: str
) -> None:
    said = describe(replace(TONIGHT, looking=looking, threshold=threshold), START, started=started)
    assert len(said) < 1000
    seen = replace(SEEN, description=said + more)
    work = work_on(CREATED, "tell", replace(TONIGHT, looking=20_000), NOW)
    change = change_for(work, seen)
    assert (change is None) == (more == "!")
    assert ("description" in after_work(work, seen, work.now).left_alone) == (more == "!")


def test_an_event_is_wanted_once_enough_are_looking_and_until_late() -> None:
    assert is_wanted(TONIGHT, NOW)
    assert is_wanted(TONIGHT, LAST_CALL - SECOND)
    assert not is_wanted(TONIGHT, LAST_CALL)
    assert not is_wanted(FEWER, NOW)


@pytest.mark.parametrize(
    ("now", "starts_at"),
    [
        (NOW, START),
        (START - MINUTE, START),
        (START - MINUTE + timedelta(microseconds=1), START + SECOND),
        (START - 30 * SECOND, START + 30 * SECOND),
        (START + timedelta(hours=1), START + timedelta(hours=1, minutes=1)),
    ],
)
def test_an_event_starts_in_the_future_and_lasts_four_hours(
    now: datetime, starts_at: datetime
) -> None:
    assert times_of(TONIGHT, now) == (starts_at, starts_at + timedelta(hours=4))


def test_references_differ_by_day_and_by_second() -> None:
    references = {
        reference_of(DAY, NOW),
        reference_of(DAY, NOW + SECOND),
        reference_of(DAY + timedelta(days=1), NOW),
    }
    assert len(references) == 3
    assert reference_of(DAY, NOW) == f"e20261120-{int(NOW.timestamp()):x}"


@pytest.mark.parametrize(
    ("event", "tonight", "now", "planned"),
    [
        (WANTED, TONIGHT, NOW, "create"),
        (WANTED, FEWER, NOW, LAST_CALL),
        (WANTED, TONIGHT, LAST_CALL, "give_up"),
        (CREATING, TONIGHT, NOW, "create"),
        (CREATING, FEWER, NOW, "look"),
        (CREATING, TONIGHT, LAST_CALL, "look"),
        (replace(CREATING, attempts=10), FEWER, LAST_CALL + timedelta(hours=24), "give_up"),
        (replace(CREATING, attempts=9), FEWER, LAST_CALL + timedelta(hours=24), "look"),
        (replace(CREATING, lease_until=NOW + SECOND), TONIGHT, NOW, NOW + SECOND),
        (replace(CREATING, lease_until=NOW), TONIGHT, NOW, "create"),
        (replace(CREATING, not_before=NOW + SECOND), TONIGHT, NOW, NOW + SECOND),
        (CREATED, TONIGHT, NOW, START),
        (CREATED, FEWER, NOW, NOW + TELLING_REST),
        (CREATED, FEWER, NOW + TELLING_REST, "tell"),
        # A clock that was set back by more than the rest.
        (CREATED, FEWER, NOW - 2 * TELLING_REST, "tell"),
        (replace(CREATED, left_alone=frozenset({"description"})), FEWER, NOW + MINUTE, START),
        (CREATED, TONIGHT, START, "start"),
        (CREATED, replace(TONIGHT, looking=1), START, "start"),
        (CREATED, replace(TONIGHT, looking=0), START, "cancel"),
        (replace(CREATED, left_alone=frozenset({"start"})), TONIGHT, START, END),
        (CREATED, TONIGHT, END, "end"),
        (ACTIVE, TONIGHT, START, END),
        (ACTIVE, replace(TONIGHT, looking=0), START, "tell"),
        (ACTIVE, TONIGHT, END, "end"),
        (replace(ACTIVE, attempts=10), TONIGHT, END + timedelta(hours=24), "give_up"),
        (replace(ACTIVE, attempts=10), TONIGHT, END + timedelta(hours=23), "end"),
        (ACTIVE, TONIGHT, END + timedelta(days=9), "end"),
    ],
)
def test_what_is_to_be_done(
    event: StoredEvent, tonight: Tonight, now: datetime, planned: Any
) -> None:
    assert plan(event, tonight, now) == planned


@pytest.mark.parametrize(
    ("kind", "seen", "change"),
    [
        ("start", SEEN, EventChange(describe(TONIGHT, START, started=True), "active")),
        ("start", replace(SEEN, description="Mine"), EventChange(None, "active")),
        ("start", replace(SEEN, starts_at=START + MINUTE), None),
        ("start", replace(SEEN, status="completed"), None),
        (
            "start",
            replace(SEEN, status="active"),
            EventChange(describe(TONIGHT, START, started=True)),
        ),
        ("tell", SEEN, None),
        ("tell", replace(SEEN, status="canceled"), None),
        ("cancel", SEEN, EventChange(None, "canceled")),
        ("cancel", replace(SEEN, status="active"), None),
        ("end", replace(SEEN, status="active"), EventChange(None, "completed")),
        ("end", SEEN, EventChange(None, "canceled")),
        ("end", replace(SEEN, status="active", ends_at=END + MINUTE), None),
        ("end", replace(SEEN, status="active", ends_at=None), EventChange(None, "completed")),
    ],
)
def test_what_is_left_to_be_changed(kind: Any, seen: SeenEvent, change: EventChange | None) -> None:
    work = work_on(CREATED, kind, TONIGHT, END if kind == "end" else START)
    assert change_for(work, seen) == change


def test_a_description_that_was_refused_is_not_told_with_the_start() -> None:
    event = replace(CREATED, left_alone=frozenset({"description"}))
    assert change_for(work_on(event, "start", TONIGHT, START), SEEN) == EventChange(None, "active")


def test_what_discord_says_it_did_and_did_not_is_no_hot_loop() -> None:
    event = replace(CREATED, lease_until=START + EVENT_LEASE)
    over = START + timedelta(seconds=20)
    after = after_work(work_on(event, "start", TONIGHT, START), SEEN, over)
    assert (after.state, after.not_before, after.lease_until) == ("created", over + MINUTE, None)


@pytest.mark.parametrize(
    ("event", "kind", "state"),
    [
        (CREATED, "tell", "deleted"),
        (CREATED, "start", "deleted"),
        (replace(CREATED, attempts=2), "start", "deleted"),
        (CREATED, "cancel", "deleted"),
        (replace(CREATED, attempts=2), "cancel", "cancelled"),
        (CREATED, "end", "deleted"),
        (replace(CREATED, attempts=2), "end", "cancelled"),
        (ACTIVE, "end", "ended"),
        (ACTIVE, "tell", "deleted"),
    ],
)
def test_an_event_that_is_gone_is_over(event: StoredEvent, kind: Any, state: str) -> None:
    gone = Refusal(RefusalCode.UNKNOWN_EVENT, permanent=True)
    after = after_refusal(work_on(event, kind, TONIGHT, END), gone, END)
    assert after.state == state
    assert after.state in OVER


@pytest.mark.parametrize(
    ("refusal", "attempts", "seconds"),
    [
        (Refusal(RefusalCode.NO_ACCESS, permanent=True), 1, 60),
        (Refusal(RefusalCode.NO_ACCESS, permanent=True), 3, 240),
        (Refusal(RefusalCode.NO_ACCESS, permanent=True), 5_000, 600),
        (Refusal(RefusalCode.BAD_TOKEN, retry_after=3600.0), 1, 60),
        (Refusal(RefusalCode.RATE_LIMITED, retry_after=2.0), 1, 15),
        (Refusal(RefusalCode.RATE_LIMITED, retry_after=700.0), 1, 700),
        (Refusal(RefusalCode.TIMEOUT, outage=True), 1, 15),
        (Refusal(RefusalCode.TIMEOUT, outage=True), 9, 120),
    ],
)
def test_every_refusal_has_its_pause(refusal: Refusal, attempts: int, seconds: int) -> None:
    for kind, event in (("create", CREATING), ("start", CREATED)):
        kind_of_work: Any = kind
        work = work_on(replace(event, attempts=attempts), kind_of_work, TONIGHT, NOW)
        after = after_refusal(work, refusal, work.now)
        assert after.not_before == NOW + timedelta(seconds=seconds)
        assert (after.state, after.error_code) == (event.state, refusal.code)


# --- in other languages ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("looking", "threshold", "slovenian", "german"),
    [
        (0, 1, "Nihče še ne igra, manjka še 1.", "Noch niemand ist dabei, 1 fehlt noch."),
        (1, 3, "Igra 1, manjkata še 2.", "1 ist dabei, 2 fehlen noch."),
        (2, 5, "Igrata 2, manjkajo še 3.", "2 sind dabei, 3 fehlen noch."),
        (3, 8, "Igrajo 3, manjka jih še 5.", "3 sind dabei, 5 fehlen noch."),
        (5, 5, "Igra jih 5: dovolj nas je.", "5 sind dabei: die Runde steht."),
        (101, 5, "Igra 101: dovolj nas je.", "101 sind dabei: die Runde steht."),
        (102, 5, "Igrata 102: dovolj nas je.", "102 sind dabei: die Runde steht."),
    ],
)
def test_the_description_counts_as_people_do(
    looking: int, threshold: int, slovenian: str, german: str
) -> None:
    when = f"<t:{int(START.timestamp())}:t>"
    tonight = Tonight(looking, threshold, START, LAST_CALL, LINK, language="sl")
    said = describe(tonight, START, started=False)
    assert said == f"{slovenian} Začne se ob {when}.\n{LINK}"
    said = describe(replace(tonight, language="de"), START, started=False)
    assert said == f"{german} Los geht es um {when}.\n{LINK}"


@given(
    looking=st.integers(0, 10_000),
    threshold=st.integers(1, 99),
    started=st.booleans(),
    language=st.sampled_from(LANGUAGES),
    community=st.sampled_from(LANGUAGES),
    more=st.sampled_from(["", " ", "!"]),
)
def test_our_own_words_are_known_again_whatever_the_language_was(
    looking: int,
    threshold: int,
    started: bool,
    language: Language,
    community: Language,
    more: str,
) -> None:
    before = replace(TONIGHT, looking=looking, threshold=threshold, language=language)
    seen = replace(SEEN, description=describe(before, START, started=started) + more)
    now = replace(TONIGHT, looking=20_000, language=community)
    change = change_for(work_on(CREATED, "tell", now, NOW), seen)
    assert (change is None) == (more == "!")


def test_an_event_follows_when_the_community_changes_its_language() -> None:
    told_long_ago = replace(CREATED, told_at=NOW - TELLING_REST)
    slovenian = replace(TONIGHT, language="sl")
    assert plan(told_long_ago, TONIGHT, NOW) != "tell"
    assert plan(told_long_ago, slovenian, NOW) == "tell"
    made = work_on(replace(CREATING), "create", slovenian, NOW).new
    assert made is not None
    assert made.name == "Nocojšnja igra"
