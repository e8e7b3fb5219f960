"""What a bot found is stored as data, and said to each reader in their language."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from muster.health.gateway import gateway_findings
from muster.health.installation import disk_finding
from muster.health.rules import SUBJECTS, Finding, Verdict, age_words, subject_words
from muster.health.service import findings_of
from muster.health.stored import data_of, words_of
from muster.live_status.rules import LiveStatus
from muster.words import LANGUAGES, Sentence, Words, lines, listed, words

NOW = datetime(2026, 11, 28, 18, tzinfo=UTC)
say = words("findings")


def report(**data: Any) -> LiveStatus:
    return LiveStatus("bot_health", data, NOW)


@pytest.mark.parametrize(
    "said",
    [
        say("bot-never"),
        say("hours", count=2),
        say("backups-none", folder="/var/backups"),
        say("webhook-silent", name="chat", age=age_words(timedelta(days=3))),
        lines(say("bot-never"), "as it is", between="; "),
        say("names-same", players=listed(["a", say("hours", count=1)])),
        say("backups-none", folder=date(2026, 11, 28)),
        lines(),
    ],
)
def test_a_sentence_comes_back_from_json_as_it_was(said: Words) -> None:
    assert words_of(json.loads(json.dumps(data_of(said)))) == said


@pytest.mark.parametrize(
    "data",
    [
        None,
        "bot-never",
        5,
        [],
        {},
        {"say": []},
        {"say": ["findings", "bot-never", None]},
        {"say": ["findings", ["bot-never"], {}]},
        {"say": ["../../en/findings", "bot-never", {}]},
        {"say": ["findings", "not-known-yet", {}]},
        {"say": ["nowhere", "bot-never", {}]},
        {"text": [{"say": ["findings", "not-known-yet", {}]}], "between": " "},
        {"text": 5, "between": " "},
        {"text": []},
        {"day": "2026-11-28"},
        {"listed": ["a"]},
    ],
)
def test_what_is_none_of_our_sentences_is_none(data: object) -> None:
    assert words_of(data) is None


def test_what_is_nested_without_end_is_none() -> None:
    data: Any = "x"
    for _ in range(50):
        data = {"text": [data], "between": " "}
    assert words_of(data) is None


def test_a_report_is_said_in_the_readers_language() -> None:
    stored = report(
        findings=[["warn", "bot", str(say("bot-never"))], ["ok", "disk", "12 GiB"]],
        said=[data_of(say("bot-never")), None],
    )
    bot, disk = findings_of(stored, NOW)
    assert bot.in_language("sl") == "tukaj še ni tekel; zažene ga `muster up` ali `muster bot`"
    assert bot.text == "has never run here; `muster up` or `muster bot` runs it"
    assert disk == Finding.ok("disk", "12 GiB")


def test_the_report_of_an_older_bot_is_said_as_it_stands() -> None:
    lines_then = [["FAIL", "disk", "0.1 GiB free at /"], ["odd"], ["ok", "settings", "read"]]
    found = findings_of(report(findings=lines_then), NOW)
    assert [(each.state, each.in_language("de")) for each in found] == [
        (Verdict.FAIL, "0.1 GiB free at /"),
        (Verdict.OK, "read"),
    ]


def test_what_only_a_newer_bot_can_say_is_said_in_its_english() -> None:
    newer: dict[str, Any] = {"say": ["findings", "not-known-yet", {}]}
    (found,) = findings_of(report(findings=[["warn", "bot", "is tired"]], said=[newer, newer]), NOW)
    assert found.in_language("sl") == "is tired"


def test_where_the_lines_are_no_list_nothing_is_said() -> None:
    assert findings_of(report(findings="x", said=5), NOW) == []


def test_subjects_have_a_name_in_every_language() -> None:
    for subject, name in SUBJECTS.items():
        assert str(name) == subject
        assert all(name.in_language(language) for language in LANGUAGES)
    assert subject_words("something newer") == "something newer"


def test_findings_are_said_in_every_language(tmp_path: Any) -> None:
    found = [*gateway_findings(None, NOW), disk_finding(tmp_path, 100 * 2**20)]
    for finding in found:
        assert isinstance(finding.said, Sentence)
        assert len({finding.in_language(language) for language in LANGUAGES}) == len(LANGUAGES)
    assert "naredi prostor" in found[1].in_language("sl")
    assert str(tmp_path) in found[1].in_language("de")


@pytest.mark.parametrize(
    ("hours", "slovenian"),
    [(0, "0 ur"), (1, "1 uro"), (2, "2 uri"), (3, "3 ure"), (5, "5 ur"), (48, "2 dneva")],
)
def test_ages_agree_with_their_number(hours: int, slovenian: str) -> None:
    assert age_words(timedelta(hours=hours)).in_language("sl") == slovenian
