"""Which answers messages carry, what stands in their buttons, and what each does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.availability.rules import STATUSES, Status, check_arrival
from muster.notifications.answers import (
    ANSWERED_KINDS,
    CHANGE_IT,
    DATA_MOST,
    Acknowledge,
    AskWhen,
    Choice,
    Effect,
    Give,
    Press,
    ShowAnswers,
    announced_choices_of,
    choices_of,
    effect_of,
    ledger_id,
    offered,
    parse_press,
    usual_choice,
    usual_of_key,
)
from muster.notifications.written_answers import key_in, may_answer, numbered
from muster.usual.rules import Usual
from muster.words import LANGUAGES

ZONE = ZoneInfo("Europe/Ljubljana")
START = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # 21:00 there
DAY = date(2026, 11, 20)
BEFORE = START - timedelta(hours=1)
NONCE = "m2a-691f5c00"


def labels(kind: str, threshold: int = 6) -> list[str]:
    return [choice.said("en") for choice in choices_of(kind, threshold)]


def effect(key: str, *, minutes: float = -60, start: datetime = START) -> Effect | None:
    """What a key does so many minutes after the start."""
    return effect_of(key, start, ZONE, start + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("daily_reminder", ["Looking", "Maybe", "Not tonight"]),
        ("call", ["I am in", "I am in, later", "Only if we are 6", "Not tonight"]),
        ("promotion_reminder", ["Coming", "10 minutes late", "Can't after all"]),
        ("promotion_start", ["Coming", "10 minutes late", "Can't after all"]),
        ("promotion_followup", ["On my way", "Can't after all"]),
        ("condition", ["Can't after all"]),
        ("test", ["It works"]),
        ("session_ready", []),
        ("planning_teams", []),
        ("of a later version", []),
    ],
)
def test_a_message_carries_the_answers_to_what_it_asks(kind: str, expected: list[str]) -> None:
    assert labels(kind) == expected
    assert bool(expected) == (kind in ANSWERED_KINDS)


def test_a_condition_that_cannot_be_said_is_not_offered() -> None:
    assert "Only if we are 1" not in labels("call", 1)
    assert labels("call", 100) == ["I am in", "I am in, later", "Not tonight"]


def test_announcements_ask_whoever_reads_them() -> None:
    assert [each.key for each in announced_choices_of("daily_reminder")] == [
        "looking",
        "maybe",
        "no",
    ]
    assert [each.key for each in announced_choices_of("session_ready")] == ["in", "maybe", "no"]
    assert announced_choices_of("promotion_summary") == ()


# Letter by letter what stands below messages that people still see, and what it means for ever.
KNOWN: list[tuple[str, Effect]] = [
    ("looking", Give("LOOKING")),
    ("in", Give("LOOKING")),
    ("coming", Give("LOOKING")),
    ("onway", Give("LOOKING")),
    ("free", Give("AVAILABLE")),
    ("maybe", Give("MAYBE")),
    ("no", Give("NOT_PLAYING")),
    ("cant", Give("NOT_PLAYING")),
    ("if6", Give("AVAILABLE", only_if=6)),
    ("if99", Give("AVAILABLE", only_if=99)),
    ("late10", Give("LOOKING", arrives_at=time(21, 10))),
    ("from2130", Give("LOOKING", arrives_at=time(21, 30))),
    ("works", Acknowledge()),
    ("change", ShowAnswers()),
]


@pytest.mark.parametrize(("key", "expected"), KNOWN, ids=[key for key, _ in KNOWN])
def test_a_key_means_what_it_always_meant(key: str, expected: Effect) -> None:
    assert effect(key) == expected


@pytest.mark.parametrize("key", ["", "if1", "if100", "from2460", "from24", "yes", "take", "in2"])
def test_a_key_of_another_version_means_nothing(key: str) -> None:
    assert effect(key) is None


@pytest.mark.parametrize("kind", [*ANSWERED_KINDS, "session_ready"])
def test_every_answer_that_is_offered_does_something(kind: str) -> None:
    for choice in (*choices_of(kind, 6), *announced_choices_of(kind), CHANGE_IT):
        assert effect(choice.key) is not None


def test_later_asks_from_when_by_the_communitys_clock() -> None:
    assert effect("later") == AskWhen(
        (Choice("from2115", "21:15"), Choice("from2130", "21:30"), Choice("from2200", "22:00"))
    )


def test_a_time_that_has_passed_is_counted_from_now() -> None:
    assert effect("late10", minutes=9) == Give("LOOKING", arrives_at=time(21, 10))
    assert effect("late10", minutes=12) == Give("LOOKING", arrives_at=time(21, 25))
    later = effect("later", minutes=40)
    assert isinstance(later, AskWhen)
    assert [each.label for each in later.choices] == ["21:55", "22:00", "22:10"]


def test_who_comes_past_midnight_does_so_by_the_wall_clock() -> None:
    late = START + timedelta(hours=2, minutes=55)  # 23:55
    assert effect("late10", start=late) == Give("LOOKING", arrives_at=time(0, 5))
    later = effect("later", start=late)
    assert isinstance(later, AskWhen)
    assert [each.label for each in later.choices] == ["00:10", "00:25", "00:55"]


def test_nobody_comes_more_than_six_hours_late() -> None:
    assert effect("late10", minutes=6 * 60) == Give("LOOKING")
    assert effect("later", minutes=6 * 60) == Give("LOOKING")


def test_who_comes_at_the_start_is_not_late() -> None:
    assert effect("from2100") == Give("LOOKING")


@given(
    key=st.sampled_from(["late10", "later"]),
    minute=st.integers(0, 24 * 60 - 1),
    after=st.integers(-12 * 60, 6 * 60),
)
def test_every_time_that_is_offered_may_be_said(key: str, minute: int, after: int) -> None:
    start = datetime(2026, 11, 19, 23, 0, tzinfo=UTC) + timedelta(minutes=minute)
    found = effect(key, minutes=after, start=start)
    keys = [each.key for each in found.choices] if isinstance(found, AskWhen) else [key]
    for each in keys:
        given_then = effect(each, minutes=after, start=start)
        assert isinstance(given_then, Give)
        check_arrival(given_then.arrives_at, start.astimezone(ZONE).time())


@given(
    day=st.dates(min_value=date(2000, 1, 1), max_value=date(2068, 12, 31)),
    kind=st.sampled_from([*ANSWERED_KINDS, "session_ready"]),
    threshold=st.integers(2, 99),
    row=st.integers(1, 2**55),
    created=st.integers(1, 2**34),
)
def test_a_button_says_its_day_its_answer_and_its_message_and_fits_everywhere(
    day: date, kind: str, threshold: int, row: int, created: int
) -> None:
    nonce = f"m{row:x}-{created:x}"
    choices = (*choices_of(kind, threshold), *announced_choices_of(kind), CHANGE_IT)
    for choice, answer in zip(choices, offered(choices, day, nonce, "en"), strict=True):
        assert answer.label == choice.said("en")
        assert len(answer.data.encode()) <= DATA_MOST
        assert parse_press(answer.data) == Press(day, choice.key, nonce)
    assert ledger_id(nonce) == row


def test_a_button_stays_what_it_was() -> None:
    assert parse_press("261120.late10.m2a-691f5c00") == Press(DAY, "late10", NONCE)


@given(st.text(max_size=70))
def test_whatever_else_a_button_says_is_nothing_of_ours(data: str) -> None:
    assert parse_press(data) is None


@pytest.mark.parametrize(
    "data",
    [
        "261320.in.m2a-691f5c00",
        "260229.in.m2a-691f5c00",
        "261120.in.m2a",
        "261120.in.m2A-691f5c00",
        "261120.in.m" + "f" * 16 + "-691f5c00",
        "261120.IN.m2a-691f5c00",
        "261120.in.m2a-691f5c00\n",
        "261120.in",
    ],
)
def test_a_damaged_button_says_nothing(data: str) -> None:
    assert parse_press(data) is None


# --- in words -------------------------------------------------------------------------------------


def test_answers_are_numbered_where_there_are_no_buttons() -> None:
    assert str(numbered(labels("promotion_followup"))) == "Reply 1 On my way · 2 Can't after all"


@pytest.mark.parametrize(
    ("kind", "text", "status", "key"),
    [
        ("call", "1", None, "in"),
        ("call", " 2. ", None, "later"),
        ("call", "4", None, "no"),
        ("call", "5", None, None),
        ("call", "0", None, None),
        ("call", "I AM IN", None, "in"),
        ("call", "i am in, later!", None, "later"),
        ("call", "I'm in", None, None),
        ("call", "only if we are 6", None, "if6"),
        ("call", "if 4", None, "if4"),
        ("call", "if 1", None, None),
        ("call", "21:30", None, "from2130"),
        ("call", "from 9.45", None, "from0945"),
        ("call", "24:30", None, None),
        ("call", "yes", "LOOKING", "in"),
        ("call", "no", "NOT_PLAYING", "no"),
        ("call", "maybe", "MAYBE", "maybe"),
        ("call", "ok", "AVAILABLE", "free"),
        ("daily_reminder", "Looking", "LOOKING", "looking"),
        ("daily_reminder", "not tonight", None, "no"),
        ("promotion_start", "can\u2019t after all", None, "cant"),
        ("promotion_start", "10 Minutes Late", None, "late10"),
        ("promotion_start", "no", "NOT_PLAYING", "cant"),
        ("promotion_start", "ok", "AVAILABLE", "coming"),
        ("promotion_followup", "yes", "LOOKING", "onway"),
        ("condition", "1", None, "cant"),
        ("condition", "ok", "AVAILABLE", "looking"),
        ("test", "1", None, "works"),
        ("test", "It works", None, "works"),
        ("test", "21:30", None, None),
        ("test", "maybe", "MAYBE", None),
        ("planning_teams", "1", None, None),
        ("planning_teams", "yes", "LOOKING", None),
        ("call", "see you there", None, None),
        ("call", "", None, None),
        ("call", "²", None, None),
    ],
)
def test_a_reply_is_a_number_the_answers_own_words_or_any_status(
    kind: str, text: str, status: Status | None, key: str | None
) -> None:
    assert key_in(text, choices_of(kind, 6), status) == key


@pytest.mark.parametrize(
    ("text", "status", "may"),
    [
        *[("1", None, True), ("99", None, True), ("21:30", None, True), ("if 4", None, True)],
        *[("On my way!", None, True), ("yes", "LOOKING", True), ("it works", None, True)],
        *[("hello", None, False), ("100", None, False), ("I am away until Monday", None, False)],
    ],
)
def test_most_of_what_people_write_answers_nothing(
    text: str, status: Status | None, may: bool
) -> None:
    assert may_answer(text, status) is may


# --- what is usual --------------------------------------------------------------------------------


@st.composite
def usual_answers(draw: st.DrawFn) -> Usual:
    status = draw(st.sampled_from(STATUSES))
    comes = status in ("LOOKING", "AVAILABLE")
    at = st.times().map(lambda each: each.replace(second=0, microsecond=0))
    return Usual(
        status,
        draw(st.none() | at) if comes else None,
        draw(st.none() | st.integers(2, 99)) if status == "AVAILABLE" else None,
    )


@given(usual_answers())
def test_a_usual_answers_key_says_all_of_it_and_fits_into_every_button(usual: Usual) -> None:
    choice = usual_choice(usual)
    assert usual_of_key(choice.key) == usual
    [shown] = offered([choice], DAY, f"m{'f' * 15}-{'f' * 9}", "en")
    assert len(shown.data.encode()) <= DATA_MOST
    pressed = parse_press(shown.data)
    assert pressed is not None
    assert pressed.key == choice.key
    assert all(len(choice.said(language)) <= 80 for language in LANGUAGES)


@given(st.text(alphabet="ulamnix0123456789", max_size=12))
def test_what_says_no_usual_answer_is_none(key: str) -> None:
    usual = usual_of_key(key)
    assert usual is None or usual_choice(usual).key == key
