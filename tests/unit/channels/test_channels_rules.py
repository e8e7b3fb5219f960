"""The ways to a person: order, addresses, masks, quiet hours (delivery, rules 5 and 6)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.channels.messages import CHANNEL_NAMES, refusal_sentence
from muster.channels.rules import (
    CHANNEL_TYPES,
    LinkedChannel,
    PreferredChannel,
    QuietHours,
    fallback_order,
    is_time_zone,
    mask_address,
    masked_spelling,
    parse_address,
    parse_chat,
)

LJUBLJANA = ZoneInfo("Europe/Ljubljana")
ZONES = [
    LJUBLJANA,
    ZoneInfo("UTC"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),  # changes by half an hour
    ZoneInfo("Africa/Cairo"),  # changes at midnight
    ZoneInfo("Asia/Kathmandu"),
]


def instants(first: str, last: str) -> st.SearchStrategy[datetime]:
    """Any instant, in UTC, between two dates."""
    return st.datetimes(
        datetime.fromisoformat(first), datetime.fromisoformat(last), timezones=st.just(UTC)
    )


NIGHT = QuietHours(time(22, 30), time(7, 0))


@pytest.mark.parametrize(
    ("preferred", "order"),
    [
        ("telegram", ("telegram", "signal", "discord", "push")),
        ("signal", ("signal", "telegram", "discord", "push")),
        ("discord", ("discord", "telegram", "signal", "push")),
        ("push", ("push", "telegram", "signal", "discord")),
        ("any", ("telegram", "signal", "discord", "push")),
    ],
)
def test_fallback_order(preferred: PreferredChannel, order: tuple[str, ...]) -> None:
    assert fallback_order(preferred) == order


# --- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel_type", "text", "spelled", "deliverable"),
    [
        ("telegram", " 123456789 ", "123456789", True),
        ("telegram", "@Nadia_k", "@Nadia_k", False),
        ("telegram", "Nadia_k", "@Nadia_k", False),
        ("signal", "+38640123467", "+38640123467", True),
        ("signal", "+386 (40) 123-467", "+38640123467", True),
    ],
)
def test_addresses_have_one_spelling(
    channel_type: LinkedChannel, text: str, spelled: str, deliverable: bool
) -> None:
    address = parse_address(channel_type, text)
    assert address is not None
    assert (address.text, address.deliverable) == (spelled, deliverable)


@pytest.mark.parametrize(
    ("channel_type", "text"),
    [
        ("telegram", ""),
        ("telegram", "0123"),
        ("telegram", "-100200300"),
        ("telegram", "@na"),
        ("telegram", "@na dia"),
        ("telegram", "@čuk_čuk"),
        ("telegram", "1" * 20),
        ("telegram", "١٢٣٤٥٦"),
        ("telegram", "123456\n7"),
        ("signal", "040123467"),
        ("signal", "+0401234567"),
        ("signal", "+38640"),
        ("signal", "+" + "1" * 16),
        ("signal", "+38640123467 ext 2"),
        ("signal", "@nadia"),
    ],
)
def test_what_is_no_address(channel_type: LinkedChannel, text: str) -> None:
    assert parse_address(channel_type, text) is None


def test_names_on_telegram_ignore_letter_case() -> None:
    first, second = parse_address("telegram", "@Nadia"), parse_address("telegram", "nadia")
    assert first is not None
    assert second is not None
    assert first.identity == second.identity


def test_masks_are_those_of_the_documents() -> None:
    assert mask_address("signal", "+38640123467") == "+386••••67"
    assert mask_address("telegram", "@nadia") == "@na•••"
    assert mask_address("telegram", "123456789") == "12•••89"
    assert masked_spelling("signal", "+386 40 123 467") == "+386••••67"


@given(st.integers(1, 10**18))
def test_a_mask_hides_most_of_a_chat_id(number: int) -> None:
    shown = mask_address("telegram", str(number))
    assert sum(sign.isdigit() for sign in shown) <= max(0, len(str(number)) - 3)
    assert sum(sign.isdigit() for sign in shown) <= 4


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_a_mask_hides_at_least_four_digits_of_a_number(number: str) -> None:
    assert sum(sign.isdigit() for sign in mask_address("signal", number)) <= len(number) - 5


@given(st.text(max_size=70))
def test_no_text_is_too_strange_to_be_judged_and_masked(text: str) -> None:
    for channel_type in ("telegram", "signal"):
        parse_address(channel_type, text)
        masked_spelling(channel_type, text)


def test_every_refusal_has_a_sentence() -> None:
    for channel_type in CHANNEL_TYPES:
        for code in ("dms_closed", "bot_blocked", "unknown_recipient", "something_new"):
            sentence = str(refusal_sentence(channel_type, code))
            assert sentence.endswith(".")
            assert "{" not in sentence
        assert CHANNEL_NAMES[channel_type] in str(refusal_sentence(channel_type, "something_new"))


# --- time -----------------------------------------------------------------------------------------


def test_time_zones_are_those_of_every_machine() -> None:
    assert all(map(is_time_zone, ("Europe/Ljubljana", "UTC", "America/Argentina/Ushuaia")))
    for name in (
        "",
        "Mars/Olympus",
        "localtime",
        "../etc/passwd",
        "/etc/localtime",
        "CEST",
        "\x00",
    ):
        assert not is_time_zone(name)


def local(text: str, zone: ZoneInfo = LJUBLJANA, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        ("2026-11-20 22:29:59", False),
        ("2026-11-20 22:30", True),
        ("2026-11-20 23:59:59", True),
        ("2026-11-21 00:00", True),
        ("2026-11-21 06:59:59", True),
        ("2026-11-21 07:00", False),
    ],
)
def test_quiet_hours_cross_midnight_and_leave_out_their_end(at: str, quiet: bool) -> None:
    assert NIGHT.is_quiet(local(at), LJUBLJANA) is quiet


def test_quiet_hours_are_those_of_the_persons_own_zone() -> None:
    evening = local("2026-11-20 20:45")  # 14:45 in New York
    siesta = QuietHours(time(14), time(15))
    assert siesta.is_quiet(evening, ZoneInfo("America/New_York"))
    assert not siesta.is_quiet(evening, LJUBLJANA)


@given(st.times(), instants("2020-01-01", "2030-01-01"))
def test_equal_ends_mean_never(at: time, instant: datetime) -> None:
    never = QuietHours(at, at)
    assert not never.is_quiet(instant, LJUBLJANA)
    assert never.ends_after(instant, LJUBLJANA) == instant


SPRING, AUTUMN = "2026-03-29", "2026-10-25"  # 02:00 becomes 03:00; 03:00 becomes 02:00


@pytest.mark.parametrize(
    ("start", "end", "at", "until"),
    [
        # The skipped hour is never shown: quiet hours that end in it end when it would begin.
        ("01:00", "02:30", local(f"{SPRING} 01:30"), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        ("22:30", "07:00", local(f"{SPRING} 01:30"), datetime(2026, 3, 29, 5, tzinfo=UTC)),
        ("02:45", "02:30", local(f"{SPRING} 01:30"), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)),
        # The hour that comes twice is quiet twice.
        ("02:00", "03:00", local(f"{AUTUMN} 02:10"), datetime(2026, 10, 25, 2, tzinfo=UTC)),
        ("02:00", "02:30", local(f"{AUTUMN} 02:10"), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("02:00", "02:30", local(f"{AUTUMN} 02:10", fold=1), local(f"{AUTUMN} 02:30", fold=1)),
        # Turning the clock back leads out of quiet hours that had begun.
        ("02:30", "04:00", local(f"{AUTUMN} 02:40"), datetime(2026, 10, 25, 1, tzinfo=UTC)),
        ("22:30", "07:00", local(f"{AUTUMN} 01:30"), datetime(2026, 10, 25, 6, tzinfo=UTC)),
    ],
)
def test_nights_of_23_and_25_hours(start: str, end: str, at: datetime, until: datetime) -> None:
    quiet = QuietHours(time.fromisoformat(start), time.fromisoformat(end))
    assert quiet.is_quiet(at, LJUBLJANA)
    assert quiet.ends_after(at, LJUBLJANA) == until


def test_quiet_hours_inside_the_skipped_hour_do_not_happen() -> None:
    quiet = QuietHours(time(2, 10), time(2, 50))
    start = local(f"{SPRING} 00:00")
    assert not any(
        quiet.is_quiet(start + timedelta(minutes=minute), LJUBLJANA) for minute in range(6 * 60)
    )


minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
near_changes = st.one_of(
    instants("2026-03-28T12:00", "2026-03-30"),
    instants("2026-10-24T12:00", "2026-10-26"),
    instants("2026-04-03", "2026-04-25"),
    instants("2020-01-01", "2035-01-01"),
)


@given(minutes, minutes, near_changes, st.sampled_from(ZONES))
def test_quiet_until_their_end_and_not_a_moment_longer(
    start: time, end: time, instant: datetime, zone: ZoneInfo
) -> None:
    quiet = QuietHours(start, end)
    until = quiet.ends_after(instant, zone)
    assert instant <= until <= instant + timedelta(hours=49)
    assert not quiet.is_quiet(until, zone)
    step = timedelta(minutes=7)
    passed = instant
    while passed < until:
        assert quiet.is_quiet(passed, zone)
        passed += step
    if until > instant:
        assert quiet.is_quiet(until - timedelta(microseconds=1), zone)


ACCOUNT = "0b8f5a3e-1c2d-4e5f-8a9b-0c1d2e3f4a5b"


@pytest.mark.parametrize(
    ("address", "account", "expected"),
    [
        ("+38640123467", None, ("+38640123467", None)),
        ("+38640123467", ACCOUNT, ("+38640123467", ACCOUNT)),
        ("+386 40 123 467", ACCOUNT.upper(), ("+38640123467", ACCOUNT)),
        (ACCOUNT, None, (None, ACCOUNT)),
        (ACCOUNT, ACCOUNT, (None, ACCOUNT)),
        ("+38640123467", "nonsense", ("+38640123467", None)),
        # Nil is what programs write where they know no account.
        ("+38640123467", "00000000-0000-0000-0000-000000000000", ("+38640123467", None)),
    ],
)
def test_a_signal_chat_has_a_number_an_account_or_both(
    address: str, account: str | None, expected: tuple[str | None, str | None]
) -> None:
    chat = parse_chat("signal", address, account)
    assert chat is not None
    assert (chat.address and chat.address.text, chat.account and chat.account.text) == expected
    assert chat.writable.text == (expected[0] or expected[1])


def test_a_telegram_chat_has_no_account_and_nobody_types_one() -> None:
    chat = parse_chat("telegram", "123456789", ACCOUNT)
    assert chat is not None
    assert chat.account is None
    assert parse_chat("telegram", ACCOUNT) is None
    assert parse_chat("signal", "nonsense", "nonsense") is None
    assert parse_address("signal", ACCOUNT) is None, "people do not know theirs"
