"""Sentences without a language, and which language somebody reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from muster import words as catalogues
from muster.words import (
    accepted_language,
    day_words,
    known_language,
    lines,
    listed,
    readers_language,
    rendered,
    sentences,
    words,
)

FILES = {
    "en": """
short = { $missing ->
    [one] Tonight is { $missing } short
   *[other] Tonight is { $missing } short of it
}
who = { $names } come on { $day }
alone = Only in English
inside = Told: { $what }
""",
    "sl": """
short = { $missing ->
    [one] Manjka { $missing } igralec
    [two] Manjkata { $missing } igralca
    [few] Manjkajo { $missing } igralci
   *[other] Manjka { $missing } igralcev
}
who = Pridejo { $names }, { $day }
inside = Povedano: { $what }
""",
}


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for language, text in FILES.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "tried.ftl").write_text(text, "utf-8")
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    catalogues.forget()
    yield
    catalogues.forget()


say = words("tried")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "Manjka 1 igralec"),
        (2, "Manjkata 2 igralca"),
        (3, "Manjkajo 3 igralci"),
        (4, "Manjkajo 4 igralci"),
        (5, "Manjka 5 igralcev"),
        (101, "Manjka 101 igralec"),
        (102, "Manjkata 102 igralca"),
    ],
)
def test_a_sentence_follows_the_number_in_its_readers_language(count: int, said: str) -> None:
    assert say("short", missing=count).in_language("sl") == said


def test_what_a_sentence_holds_is_in_its_language_too() -> None:
    who = say("who", names=listed(["Ana", "Bor", "Cene"]), day=date(2026, 11, 28))
    assert str(who) == "Ana, Bor and Cene come on Sat 28 Nov"
    assert who.in_language("sl") == "Pridejo Ana, Bor in Cene, sob., 28. nov."
    assert say("inside", what=who).in_language("sl") == f"Povedano: {who.in_language('sl')}"


def test_whole_sentences_and_lines_stand_one_behind_the_other() -> None:
    told = lines(sentences(say("short", missing=2), None, say("short", missing=5)), "Ana", None)
    assert told.in_language("sl") == "Manjkata 2 igralca Manjka 5 igralcev\nAna"
    assert str(told) == "Tonight is 2 short of it Tonight is 5 short of it\nAna"
    assert say("inside", what=told).in_language("sl").startswith("Povedano: Manjkata 2 igralca")
    assert rendered(lines("a", "b", between="\n\n"), "sl") == "a\n\nb"


def test_sentences_are_equal_where_they_say_the_same() -> None:
    assert say("short", missing=2) == say("short", missing=2) != say("short", missing=3)


def test_what_a_language_lacks_is_english_with_one_line_in_the_log() -> None:
    with capture_logs() as lines:
        assert [say("alone").in_language("sl") for _ in range(3)] == ["Only in English"] * 3
        assert say("short", missing=1).in_language("de") == "Tonight is 1 short"
    assert [(line["event"], line["language"], line["message"]) for line in lines] == [
        ("words_missing", "sl", "alone"),
        ("words_missing", "de", "short"),
    ]


def test_a_message_that_nobody_wrote_is_its_id_and_no_error() -> None:
    with capture_logs():
        assert say("nowhere").in_language("sl") == "nowhere"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("sl-SI", "sl"),
        ("de_AT", "de"),
        ("EN-us", "en"),
        ("sl", "sl"),
        ("fr", None),
        ("slx", None),
        ("C", None),
        ("", None),
        (None, None),
        ("en-US@posix", "en"),
    ],
)
def test_a_tag_is_one_of_our_languages_or_none(tag: str | None, language: str | None) -> None:
    assert known_language(tag) == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr, de-AT;q=0.8, sl;q=0.9", "sl"),
        ("de, sl", "de"),
        ("de;q=0, sl;q=0.1", "sl"),
        ("de;q=x, sl;q=7", None),
        ("*", None),
        (",;q=1,,", None),
        ("sl;q=0.5" + ",x" * 5000, "sl"),
    ],
)
def test_the_browsers_wish_is_weighed(header: str, language: str | None) -> None:
    assert accepted_language(header) == language


def test_what_somebody_chose_comes_before_what_is_said_of_them() -> None:
    assert readers_language("de", "sl", community="en") == "de"
    assert readers_language(None, "sl-SI", community="en") == "sl"
    assert readers_language("xx", None, community="sl") == "sl"


def test_days_are_written_as_the_language_does() -> None:
    day = date(2026, 11, 28)
    assert [day_words(day, language) for language in ("en", "sl", "de")] == [
        "Sat 28 Nov",
        "sob., 28. nov.",
        "Sa., 28. Nov.",
    ]
    assert rendered(day, "de") == "Sa., 28. Nov."
