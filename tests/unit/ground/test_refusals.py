"""The vocabulary of refusals: what is stored and shown, whom each word blames, what it means."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from muster.channels.messages import problem_sentence, refusal_sentence, unheard_sentence
from muster.notifications.rules import Claimed, Settlement
from muster.notifications.settling_rules import not_done
from muster.refusals import Blame, Meaning, RefusalCode, is_outage

NOW = datetime(2026, 11, 20, 19, 45, tzinfo=UTC)
REFUSALS = Path(__file__).parents[3] / "docs" / "operations" / "refusals.md"
ROW = Claimed(
    id=1,
    user_id=1,
    discord_channel_id=None,
    event_key="TEST:2026-11-20:one",
    channel_type="discord",
    kind="test",
    payload={},
    attempt=1,
    nonce="n",
    useful_until=NOW + timedelta(hours=1),
    claimed_at=NOW,
    doubt_since=None,
    linked=True,
    enabled=True,
    reachable=True,
    verified=True,
    discord_user_id=1,
    discord_dm_channel_id=None,
    address_encrypted=None,
    timezone=None,
    quiet_start=time(0),
    quiet_end=time(0),
    reminders_enabled=True,
    answer=None,
    looking_count=0,
)


def settled(code: RefusalCode, *, permanent: bool = True, everyone: bool = False) -> Settlement:
    return not_done(ROW, code, NOW, permanent=permanent, everyone=everyone, wait=None, jitter=0.5)


@pytest.mark.parametrize("code", RefusalCode)
def test_a_code_is_its_word_wherever_it_is_written(code: RefusalCode) -> None:
    assert re.fullmatch("[a-z_]+", code)
    assert (str(code), f"{code}", json.dumps(code)) == (code.value, code.value, f'"{code.value}"')
    by_code: dict[str, int] = {code: 1}
    assert {code.value: 1}[code] == by_code[code.value] == 1


def test_the_document_blames_as_the_vocabulary_does() -> None:
    text = REFUSALS.read_text(encoding="utf-8").split("\n## Whom a code blames\n")[1]
    rows = re.findall(r"^\| \*\*(.+?)\*\* \|.*?\| (.+) \|$", text.split("\n## ")[0], re.MULTILINE)
    told = {blamed: set(re.findall("`([a-z_]+)`", codes)) for blamed, codes in rows}
    names = {
        Blame.PERSON: "the person",
        Blame.SERVICE: "the service",
        Blame.OPERATOR: "the operator",
        Blame.OURS: "us",
    }
    assert told == {
        name: {code.value for code in RefusalCode if code.blames is blame}
        for blame, name in names.items()
    }


@pytest.mark.parametrize("code", RefusalCode)
def test_only_a_refusal_for_good_that_blames_the_person_switches_their_channel_off(
    code: RefusalCode,
) -> None:
    person = code.blames is Blame.PERSON
    for_good = settled(code)
    assert (for_good.state, for_good.error) == ("failed", code)
    assert for_good.refused == (code if person else None)
    assert settled(code, everyone=True).state == ("failed" if person else "pending")
    passing = settled(code, permanent=False)
    assert (passing.state, passing.refused) == ("pending", None)


def test_what_the_service_will_not_let_us_do_at_all_is_for_the_operator() -> None:
    unwelcome = {code for code in RefusalCode if code.means is Meaning.UNWELCOME}
    assert unwelcome == {RefusalCode.BAD_TOKEN, RefusalCode.QUARANTINED}
    assert all(code.blames is Blame.OPERATOR for code in unwelcome)


@pytest.mark.parametrize("code", RefusalCode)
def test_what_lets_everybody_wait_is_an_outage_unless_somebody_has_to_see_to_it(
    code: RefusalCode,
) -> None:
    assert is_outage(code, maybe_sent=True, everyone=False)
    assert is_outage(code, maybe_sent=False, everyone=False) is (code.means is Meaning.AWAY)
    unwelcome = code.means is Meaning.UNWELCOME
    assert is_outage(code, maybe_sent=False, everyone=True) is not unwelcome


@pytest.mark.parametrize(
    ("channel", "code", "begins"),
    [
        ("telegram", "conflict", "another program polls with the token in TELEGRAM_BOT_TOKEN"),
        ("telegram", "bad_token", "Telegram refuses TELEGRAM_BOT_TOKEN"),
        ("telegram", "refused_connection", "Telegram cannot be reached"),
        ("telegram", "unreadable_answer", "what answers in Telegram's place cannot be read"),
        ("signal", "no_signal_server", "what answers at SIGNAL_API_BASE_URL is no"),
        ("signal", "connection_lost", "nothing comes from Signal"),
        ("pigeon", "odd", "nothing comes from pigeon"),
    ],
)
def test_why_nobody_is_heard_is_said_with_what_to_do(channel: str, code: str, begins: str) -> None:
    assert str(unheard_sentence(channel, code)).startswith(begins)


def test_words_of_old_rows_are_still_read() -> None:
    assert str(refusal_sentence("telegram", "chat_not_found")).startswith("Telegram refused")
    assert str(problem_sentence("telegram", "chat_not_found")).endswith("(chat_not_found)")
