"""Messages in every language: plurals as people say them, nothing that is left in English, and what
happens where a catalogue lacks something.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from bot.chats.contract import OutgoingMessage
from bot.signal.send import _with_answers
from muster import words
from muster.availability.messages import counted_status, what_is_missing
from muster.availability.rules import STATUSES
from muster.notifications.answers import (
    ANSWERED_KINDS,
    CHANGE_IT,
    Choice,
    announced_choices_of,
    choices_of,
    offered,
)
from muster.notifications.messages import (
    TITLES,
    call_words,
    refers_to,
    shown_time,
    text_of,
    title_of,
)
from muster.notifications.rules import MessageKind
from muster.notifications.written_answers import key_in, numbered
from muster.words import LANGUAGES, Language
from tests.support.pseudo import PSEUDO, catalogues_in, escaped, pseudo_words
from tests.unit.notifications.test_notification_messages import ROW

COMMUNITY = ZoneInfo("Europe/Ljubljana")
START = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
ORIGIN = "https://muster.example.org"
KINDS: tuple[MessageKind, ...] = get_args(MessageKind)
PAYLOADS: dict[str, dict[str, Any]] = {
    "call": {"threshold": 6},
    "chat_replaced": {"replaced": "telegram"},
    "erasure": {"asked_by": "admin", "erases_at": START.isoformat()},
    "planning_ping": {"need_count": 3},
    "planning_teams": {
        "A": {"captain": "Ana", "players": ["Bor", "Cene"]},
        "B": {"captain": None, "players": []},
    },
    "promotion_summary": {"expected": 5, "present": 2},
}
PLACES = ("availability", "planning", "notifications", "profile")
NAMES = (
    *("Ana", "Bor", "Cene", "A:", "B:", "New York"),
    *(f"{ORIGIN}/#/{place}?n=m7-abc" for place in PLACES),
)


def said(
    kind: MessageKind,
    language: Language,
    *,
    minutes_late: float = -60,
    zone: ZoneInfo = COMMUNITY,
    **details: Any,
) -> str:
    """A message of a kind as it is sent so many minutes after the start."""
    payload = {"kind": kind, **PAYLOADS.get(kind, {}), **details.pop("payload", {})}
    row = replace(ROW, kind=kind, payload=payload, **details)
    return text_of(
        row,
        origin=ORIGIN,
        start=START,
        zone=zone,
        community=COMMUNITY,
        language=language,
        now=START + timedelta(minutes=minutes_late),
    )


def first(kind: MessageKind, language: Language, **details: Any) -> str:
    return said(kind, language, **details).splitlines()[0]


# --- plurals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "english", "slovenian", "german"),
    [
        (0, "0 are looking", "igra jih 0", "0 sind dabei"),
        (1, "1 is looking", "igra 1", "1 ist dabei"),
        (2, "2 are looking", "igrata 2", "2 sind dabei"),
        (3, "3 are looking", "igrajo 3", "3 sind dabei"),
        (5, "5 are looking", "igra jih 5", "5 sind dabei"),
        (101, "101 are looking", "igra 101", "101 sind dabei"),
        (102, "102 are looking", "igrata 102", "102 sind dabei"),
    ],
)
def test_a_session_is_ready_with_so_many(
    count: int, english: str, slovenian: str, german: str
) -> None:
    assert first("session_ready", "en", looking_count=count) == (
        f"The session is ready: {english}. It starts at 21:00."
    )
    assert first("session_ready", "sl", looking_count=count) == (
        f"Dovolj nas je: {slovenian}. Začne se ob 21:00."
    )
    assert first("session_ready", "de", looking_count=count) == (
        f"Die Runde steht: {german}. Los geht es um 21:00."
    )
    assert "Los ging es um 21:00." in first(
        "session_ready", "de", looking_count=count, minutes_late=1
    )


@pytest.mark.parametrize(
    ("missing", "looking", "slovenian", "german"),
    [
        (0, 0, "manjka še 1: nihče še ne igra", "fehlt noch 1: noch niemand ist dabei"),
        (1, 1, "manjka še 1: igra 1", "fehlt noch 1: 1 ist dabei"),
        (2, 2, "manjkata še 2: igrata 2", "fehlen noch 2: 2 sind dabei"),
        (3, 3, "manjkajo še 3: igrajo 3", "fehlen noch 3: 3 sind dabei"),
        (5, 5, "jih manjka še 5: igra jih 5", "fehlen noch 5: 5 sind dabei"),
        (101, 101, "manjka še 101: igra 101", "fehlen noch 101: 101 sind dabei"),
        (102, 102, "manjkata še 102: igrata 102", "fehlen noch 102: 102 sind dabei"),
    ],
)
def test_a_call_says_how_many_are_missing(
    missing: int, looking: int, slovenian: str, german: str
) -> None:
    call = call_words(missing, looking, "21:00")
    assert call.in_language("sl") == f"Nocoj {slovenian}, začne se ob 21:00. Igraš?"
    assert call.in_language("de") == (f"Heute Abend {german}, los geht es um 21:00. Bist du dabei?")


@pytest.mark.parametrize(
    ("count", "slovenian", "german"),
    [
        (1, "manjka še 1", "fehlt noch 1"),
        (2, "manjkata še 2", "fehlen noch 2"),
        (3, "manjkajo še 3", "fehlen noch 3"),
        (5, "jih manjka še 5", "fehlen noch 5"),
        (101, "manjka še 101", "fehlen noch 101"),
        (102, "manjkata še 102", "fehlen noch 102"),
    ],
)
def test_the_thread_says_how_many_are_needed(count: int, slovenian: str, german: str) -> None:
    payload = {"need_count": count}
    assert first("planning_ping", "sl", payload=payload) == (
        f"Za dve polni ekipi {slovenian}. Kdo se pridruži?"
    )
    assert first("planning_ping", "de", payload=payload) == (
        f"Für zwei volle Teams {german}. Wer kommt dazu?"
    )


@pytest.mark.parametrize(
    ("count", "slovenian", "german"),
    [
        (0, "igra, lahko igra, mogoče, ne igra", "dabei, könnten spielen, vielleicht, nicht dabei"),
        (1, "igra, lahko igra, mogoče, ne igra", "dabei, könnte spielen, vielleicht, nicht dabei"),
        (2, "igrata, lahko igrata, mogoče, ne igrata", "dabei, könnten spielen, vielleicht, "),
        (3, "igrajo, lahko igrajo, mogoče, ne igrajo", "dabei, könnten spielen, vielleicht, "),
        (5, "igra, lahko igra, mogoče, ne igra", "dabei, könnten spielen, vielleicht, "),
        (101, "igra, lahko igra, mogoče, ne igra", "dabei, könnten spielen, vielleicht, "),
        (102, "igrata, lahko igrata, mogoče, ne igrata", "dabei, könnten spielen, vielleicht, "),
    ],
)
def test_answers_are_counted(count: int, slovenian: str, german: str) -> None:
    counted = [counted_status(status, count) for status in STATUSES]
    assert [each.in_language("sl") for each in counted] == [
        f"{count} {said}" for said in slovenian.split(", ")
    ]
    told = ", ".join(each.in_language("de").removeprefix(f"{count} ") for each in counted)
    assert told.startswith(german)


@pytest.mark.parametrize(
    ("missing", "slovenian", "german"),
    [
        (1, "Do igre manjka 1.", "Für eine Runde fehlt noch 1."),
        (2, "Do igre manjkata 2.", "Für eine Runde fehlen noch 2."),
        (3, "Do igre manjkajo 3.", "Für eine Runde fehlen noch 3."),
        (5, "Do igre jih manjka 5.", "Für eine Runde fehlen noch 5."),
        (101, "Do igre manjka 101.", "Für eine Runde fehlen noch 101."),
        (102, "Do igre manjkata 102.", "Für eine Runde fehlen noch 102."),
        (0, "Dovolj nas je.", "Die Runde steht."),
    ],
)
def test_what_is_missing(missing: int, slovenian: str, german: str) -> None:
    assert what_is_missing(missing).in_language("sl") == slovenian
    assert what_is_missing(missing).in_language("de") == german


@pytest.mark.parametrize(
    ("expected", "present", "slovenian", "german"),
    [
        (1, 1, "vprašani 1, v glasovnem kanalu 1", "von 1 Gefragten ist 1 im Voice"),
        (12, 0, "vprašani 12, v glasovnem kanalu 0", "von 12 Gefragten sind 0 im Voice"),
        (102, 101, "vprašani 102, v glasovnem kanalu 101", "von 102 Gefragten sind 101 im Voice"),
    ],
)
def test_the_summary_counts_who_came(
    expected: int, present: int, slovenian: str, german: str
) -> None:
    payload = {"expected": expected, "present": present}
    assert first("promotion_summary", "sl", payload=payload) == f"Igra ob 21:00: {slovenian}."
    assert first("promotion_summary", "de", payload=payload) == f"Runde um 21:00: {german}."


# --- every kind -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("minutes_late", [-60, 0, 5])
def test_every_kind_is_said_in_every_language(kind: MessageKind, minutes_late: float) -> None:
    told = {each: said(kind, each, minutes_late=minutes_late) for each in LANGUAGES}
    assert len(set(told.values())) == len(LANGUAGES)
    for language, text in told.items():
        assert "{" not in text
        assert "\N{WHITE SQUARE}" not in text
        assert refers_to(text, "m7-abc"), language
        assert text.count("https://") == told["en"].count("https://")
        assert len(text) < 600


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_messages_end_is_said_where_they_are_read(language: Language) -> None:
    link = f"{ORIGIN}/#/notifications?n=m7-abc"
    for channel_type in ("telegram", "signal"):
        assert "STOP" in said("call", language, channel_type=channel_type).splitlines()[-1]
    ending = said("call", language, channel_type="discord").splitlines()[-1]
    assert "STOP" not in ending
    assert ending.endswith(link)


def test_a_time_elsewhere_names_its_city_and_a_day_is_the_languages() -> None:
    new_york = ZoneInfo("America/New_York")
    times = [shown_time(START, "signal", new_york, COMMUNITY) for _ in LANGUAGES]
    told = [
        each if isinstance(each, str) else each.in_language(language)
        for each, language in zip(times, LANGUAGES, strict=True)
    ]
    assert told == [
        "15:00 (New York time)",
        "15:00 (krajevni čas: New York)",
        "15:00 (Zeit in New York)",
    ]
    assert "Do pet., 20. nov., 21:00 se nič ne izgubi" in said("erasure", "sl")
    assert "Bis Fr., 20. Nov., 15:00 geht nichts" in said("erasure", "de", zone=new_york)
    seconds = int(START.timestamp())
    assert f"ob <t:{seconds}:t>." in said("session_ready", "sl", channel_type="discord")


def test_a_whole_channel_is_not_spoken_to_like_a_person_in_any_language() -> None:
    details = {"user_id": None, "discord_channel_id": 77, "channel_type": "discord"}
    asked = [first("daily_reminder", language, **details) for language in LANGUAGES]
    assert asked == ["Who plays tonight?", "Kdo igra nocoj?", "Wer spielt heute Abend?"]


# --- answers --------------------------------------------------------------------------------------


def choices() -> list[tuple[str, Choice]]:
    kinds = [*ANSWERED_KINDS, "session_ready"]
    return [
        (kind, choice)
        for kind in kinds
        for choice in (*choices_of(kind, 6), *announced_choices_of(kind), CHANGE_IT)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_fit_into_every_button(language: Language) -> None:
    for _, choice in choices():
        assert 0 < len(choice.said(language)) <= 40


@pytest.mark.parametrize("kind", ANSWERED_KINDS)
def test_a_message_is_answered_by_its_labels_in_any_language(kind: str) -> None:
    own = choices_of(kind, 6)
    for choice in own:
        for language in LANGUAGES:
            assert key_in(choice.said(language), own, None) == choice.key
            assert key_in(choice.said(language).upper() + "!", own, None) == choice.key


def test_buttons_say_the_same_in_every_language_but_for_their_labels() -> None:
    own, day = choices_of("call", 6), date(2026, 11, 20)
    shown = [offered(own, day, "m7-abc", language) for language in LANGUAGES]
    assert len({tuple(each.data for each in answers) for answers in shown}) == 1
    assert [each.label for each in shown[1]] == [
        "Igram",
        "Igram, a kasneje",
        "Samo če nas je 6",
        "Nocoj ne",
    ]


def test_signal_asks_for_a_number_in_the_messages_language() -> None:
    answers = offered(choices_of("promotion_start", 6), date(2026, 11, 20), "m7-abc", "sl")
    message = OutgoingMessage("+38640123456", "Besedilo", "m7-abc", answers=answers, language="sl")
    assert _with_answers(message) == (
        "Besedilo\nOdgovori 1 Pridem · 2 10 minut kasneje · 3 Vseeno ne morem"
    )


# --- what lacks, and what escaped -----------------------------------------------------------------


def test_what_a_language_lacks_is_said_in_english_with_one_line(tmp_path: Path) -> None:
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
        for path in (words.FOLDER / language).glob("*.ftl"):
            text = path.read_text("utf-8")
            if (language, path.name) == ("sl", "messages.ftl"):
                text = text.replace("check-in = ", "nothing-says-this = ")
            (tmp_path / language / path.name).write_text(text, "utf-8")
    with catalogues_in(tmp_path), capture_logs() as logs:
        told = [said("daily_reminder", "sl") for _ in range(3)]
    assert {each.splitlines()[0] for each in told} == {
        "Do you play tonight? You have not answered yet."
    }
    assert told[0].splitlines()[-1].startswith("Odgovori STOP")
    missed = [line for line in logs if line["event"] == "words_missing"]
    assert [(each["language"], each["subject"], each["message"]) for each in missed] == [
        ("sl", "messages", "check-in")
    ]


@pytest.mark.parametrize("channel_type", ["discord", "telegram"])
def test_no_message_says_anything_that_is_in_no_catalogue(
    tmp_path: Path, channel_type: str
) -> None:
    with pseudo_words(tmp_path):
        for kind in KINDS:
            for minutes_late in (-60, 0, 5):
                for zone in (COMMUNITY, ZoneInfo("America/New_York")):
                    text = said(
                        kind,
                        PSEUDO,
                        minutes_late=minutes_late,
                        zone=zone,
                        channel_type=channel_type,
                    )
                    assert escaped(text, NAMES) == "", text
        for key in TITLES:
            assert escaped(title_of(f"{key}:2026-11-20").in_language(PSEUDO)) == ""
        for _, choice in choices():
            assert escaped(choice.said(PSEUDO)) == ""
        labels = [choice.said(PSEUDO) for choice in choices_of("call", 6)]
        assert escaped(numbered(labels).in_language(PSEUDO)) == ""
