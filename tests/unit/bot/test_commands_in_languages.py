"""What people may type in Slovenian and German, and that no word means two things."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.chats import commands, messages
from bot.chats.commands import (
    Away,
    Help,
    NotUnderstood,
    RemoveStatus,
    SetStatus,
    ShowStatus,
    Stop,
    is_day,
    parse_away,
    parse_command,
    parse_day,
    parse_status,
)
from muster.availability.rules import Answer, Day, OwnEntry, Status
from muster.channels import messages as channel_messages
from muster.channels.messages import HELP
from muster.channels.service import Away as AwayUntil
from muster.notifications.written_answers import may_answer
from muster.refusals import RefusalCode
from muster.words import LANGUAGES, Language, Words, folded
from tests.support.pseudo import PSEUDO, escaped, pseudo_words
from tests.support.scenes.evenings import evening

TODAY = date(2026, 11, 20)  # a Friday
TOMORROW = TODAY + timedelta(days=1)
SAID = datetime(2026, 11, 20, 12, tzinfo=UTC)


def on(day: date, status: Status, **details: object) -> SetStatus:
    return SetStatus(day, status, **details)  # pyright: ignore[reportArgumentType]  # the caller's


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/danes igram", on(TODAY, "LOOKING")),
        ("danes igram", on(TODAY, "LOOKING")),
        ("/nocoj lahko", on(TODAY, "AVAILABLE")),
        ("/jutri mogoče", on(TOMORROW, "MAYBE")),
        ("/jutri mogoce", on(TOMORROW, "MAYBE")),
        ("/JUTRI NE IGRAM", on(TOMORROW, "NOT_PLAYING")),
        ("/avail ponedeljek ne", on(date(2026, 11, 23), "NOT_PLAYING")),
        ("/avail v sredo igram", on(date(2026, 11, 25), "LOOKING")),
        ("v petek mogoče", on(TODAY, "MAYBE")),
        ("/avail igram četrtek", on(date(2026, 11, 26), "LOOKING")),
        ("/čet lahko igram", on(date(2026, 11, 26), "AVAILABLE")),
        ("/avail soboto 22:00", on(TOMORROW, "LOOKING", arrives_at=time(22, 0))),
        ("/danes od 21:30", on(TODAY, "LOOKING", arrives_at=time(21, 30))),
        ("/danes 10 min kasneje", on(TODAY, "LOOKING", late_minutes=10)),
        ("/danes 15 minut pozneje", on(TODAY, "LOOKING", late_minutes=15)),
        ("/danes če 6", on(TODAY, "AVAILABLE", only_if=6)),
        ("/danes samo če nas je 6", on(TODAY, "AVAILABLE", only_if=6)),
        ("/danes igram če nas bo 5", on(TODAY, "AVAILABLE", only_if=5)),
        ("/avail umakni danes", RemoveStatus(TODAY)),
        ("/jutri umakni", RemoveStatus(TOMORROW)),
        ("/away do 2026-12-24", Away(date(2026, 12, 24))),
        ("/away nazaj", Away(None)),
        ("/odsotnost do ponedeljek", Away(date(2026, 11, 23))),
        ("pomoč", Help()),
        ("stanje", ShowStatus()),
        ("nehaj", Stop()),
        ("/heute dabei", on(TODAY, "LOOKING")),
        ("heute bin dabei", on(TODAY, "LOOKING")),
        ("/morgen vielleicht", on(TOMORROW, "MAYBE")),
        ("/heute könnte", on(TODAY, "AVAILABLE")),
        ("/heute könnte spielen", on(TODAY, "AVAILABLE")),
        ("/heute koennte", on(TODAY, "AVAILABLE")),
        ("/heute frei", on(TODAY, "AVAILABLE")),
        ("/morgen nicht dabei", on(TOMORROW, "NOT_PLAYING")),
        ("/avail am Samstag nein", on(TOMORROW, "NOT_PLAYING")),
        ("am Montag nein", on(date(2026, 11, 23), "NOT_PLAYING")),
        ("/avail Donnerstag ab 21:30", on(date(2026, 11, 26), "LOOKING", arrives_at=time(21, 30))),
        ("/heute 10 min später", on(TODAY, "LOOKING", late_minutes=10)),
        ("/heute 10 Minuten spaeter", on(TODAY, "LOOKING", late_minutes=10)),
        ("/heute wenn 6", on(TODAY, "AVAILABLE", only_if=6)),
        ("/heute nur wenn wir 6 sind", on(TODAY, "AVAILABLE", only_if=6)),
        ("/heute nur ab 6", on(TODAY, "AVAILABLE", only_if=6)),
        ("/avail löschen heute", RemoveStatus(TODAY)),
        ("/away bis Freitag", Away(TODAY)),
        ("/weg bis 2026-12-24", Away(date(2026, 12, 24))),
        ("/away aus", Away(None)),
        ("Hilfe", Help()),
        ("stopp", Stop()),
        # Half of it means nothing: no word is guessed.
        ("/heute ab 6", NotUnderstood("status")),
        ("/danes če", NotUnderstood("condition")),
        ("danes smo doma", NotUnderstood("text")),
        ("heute war es schön", NotUnderstood("text")),
    ],
)
def test_each_language_is_understood_whoever_writes(text: str, command: object) -> None:
    assert parse_command(text, TODAY) == command


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Da!", "LOOKING"),
        ("ja", "LOOKING"),
        ("Igram", "LOOKING"),
        ("Lahko igram.", "AVAILABLE"),
        ("mogoče", "MAYBE"),
        ("Ne.", "NOT_PLAYING"),
        ("Bin dabei", "LOOKING"),
        ("Könnte spielen", "AVAILABLE"),
        ("Vielleicht", "MAYBE"),
        ("Nein!", "NOT_PLAYING"),
    ],
)
def test_an_answer_may_be_a_word_of_any_language(text: str, status: Status) -> None:
    assert parse_status(text) == status
    assert may_answer(text, status)


@pytest.mark.parametrize(
    "text", ["kot običajno", "po navadi", "wie üblich", "wie immer", "če nas je 4", "ab 21:30"]
)
def test_such_words_may_answer_a_message(text: str) -> None:
    assert may_answer(text, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_teaches_only_what_is_understood(language: Language) -> None:
    """Each command that the help and the hints show, as it stands there."""
    hints = [HELP, *(messages.not_understood(what) for what in ("day", "status", "time"))]
    hints.append(messages.not_understood("condition"))
    shown: list[str] = []
    for hint in hints:
        for line in hint.in_language(language).splitlines():
            shown += re.findall(r"(/[a-z]+(?: [^:·;.,()]*?(?::\d\d)?)?)(?= ·|: |;|\.|, |$)", line)
    assert len(shown) >= 12
    for command in shown:
        parsed = parse_command(command.strip(), TODAY)
        assert not isinstance(parsed, NotUnderstood), command
    said = HELP.in_language(language)
    words_said = re.search(r"\((.*?)\)", said)
    assert words_said is not None
    assert [parse_status(word) for word in words_said[1].split(", ")] == [
        "LOOKING",
        "AVAILABLE",
        "MAYBE",
        "NOT_PLAYING",
    ]


def test_no_word_means_two_things_where_it_can_be_said() -> None:
    statuses = {word for said in commands._STATUSES for word in [said]}
    names = [
        commands._STOP,
        commands._LINK,
        commands._HELP,
        commands._STATUS,
        commands._AWAY,
        commands._AVAILABILITY,
    ]
    removing = commands._REMOVE
    for number, one in enumerate(names):
        for other in names[number + 1 :]:
            assert not one & other
        assert not {word for word in one if is_day(word)}
    assert not statuses & removing
    assert not {word for word in statuses | removing if is_day(word)}
    for each in (*statuses, *removing, *(word for one in names for word in one)):
        assert folded(each) == each, "what people type is compared without accents"


def test_the_beginning_of_a_weekday_names_one_day_in_all_languages() -> None:
    days: dict[str, set[date | None]] = {}
    named = commands._WEEKDAYS
    for names, least in named:
        for number, name in enumerate(names):
            for length in range(least, len(name) + 1):
                meant = TODAY + timedelta(days=(number - TODAY.weekday()) % 7)
                days.setdefault(name[:length], set()).add(meant)
    assert {word for word, meant in days.items() if len(meant) > 1} == set()
    assert {word: parse_day(word, TODAY) for word in days} == {
        word: next(iter(meant)) for word, meant in days.items()
    }


def test_who_is_back_says_so_in_any_language() -> None:
    for word in ("off", "back", "nazaj", "tu", "aus", "da", "zurück"):
        assert parse_away(word, TODAY) == Away(None)


# --- what chats answer ----------------------------------------------------------------------------


def own(status: Status, *, usual: bool = False, **details: object) -> OwnEntry:
    entry = OwnEntry(TODAY, status, SAID, SAID, usual=usual)
    return entry if not details else OwnEntry(TODAY, status, SAID, SAID, **details)  # pyright: ignore[reportArgumentType]  # the test's


def test_the_status_in_slovenian_and_german() -> None:
    day = Day(
        TODAY,
        (
            Answer(1, "Fenrir", "LOOKING", None, time(21, 30)),
            Answer(2, "Bramble", "AVAILABLE", None, None, 6),
            Answer(3, "Ana", "LOOKING"),
        ),
    )
    told = messages.status_words(day, own("MAYBE"), evening(TODAY, 4), TODAY, linked=True)
    assert told.in_language("sl").splitlines() == [
        "Danes: 2 igrata, 1 lahko igra. Manjkata še 2.",
        "Vrsta: Fenrir (21:30), Ana",
        "Pod pogojem: Bramble (če nas je 6)",
        "Tvoj odgovor: mogoče.",
    ]
    assert told.in_language("de").splitlines() == [
        "Heute: 2 dabei, 1 könnte spielen. Es fehlen noch 2.",
        "Warteschlange: Fenrir (21:30), Ana",
        "Mit Bedingung: Bramble (nur ab 6)",
        "Deine Antwort: vielleicht.",
    ]


@pytest.mark.parametrize(
    ("looking", "slovenian", "german"),
    [
        (1, "Danes: 1 igra. Manjka jih še 5.", "Heute: 1 dabei. Es fehlen noch 5."),
        (2, "Danes: 2 igrata. Manjkajo še 4.", "Heute: 2 dabei. Es fehlen noch 4."),
        (4, "Danes: 4 igrajo. Manjkata še 2.", "Heute: 4 dabei. Es fehlen noch 2."),
        (5, "Danes: 5 igra. Manjka še 1.", "Heute: 5 dabei. Es fehlt noch 1."),
        (6, "Danes: 6 igra. Dovolj nas je.", "Heute: 6 dabei. Die Runde steht."),
        (101, "Danes: 101 igra. Dovolj nas je.", "Heute: 101 dabei. Die Runde steht."),
        (102, "Danes: 102 igrata. Dovolj nas je.", "Heute: 102 dabei. Die Runde steht."),
    ],
)
def test_the_status_counts_as_people_do(looking: int, slovenian: str, german: str) -> None:
    day = Day(TODAY, tuple(Answer(n, f"P{n}", "LOOKING") for n in range(looking)))
    told = messages.status_words(day, None, evening(TODAY, 6), TODAY, linked=False)
    assert told.in_language("sl") == slovenian
    assert told.in_language("de") == german


@pytest.mark.parametrize(
    ("more", "ending"), [(1, "še 1 dan"), (2, "še 2 dneva"), (3, "še 3 dni"), (5, "še 5 dni")]
)
def test_days_that_stand_are_counted(more: int, ending: str) -> None:
    days = tuple(TODAY + timedelta(days=number) for number in range(5 + more))
    told = messages.away_words(AwayUntil(TODAY + timedelta(days=9), days), TODAY)
    assert told.in_language("sl").startswith("Zdaj te ni; v ned., 29. nov. ti spet pišemo. ")
    assert f"in {ending} še velja" in told.in_language("sl")


def replies() -> list[Words]:
    """All that chats answer, but for errors."""
    day = Day(
        TODAY,
        tuple(Answer(n, "Ana", "LOOKING", None, time(21, 30), None, True) for n in range(14)),
    )
    alone = Day(TOMORROW, (Answer(1, "Ana", "AVAILABLE", None, None, 6),))
    days = tuple(TODAY + timedelta(days=number) for number in range(8))
    said: list[Words] = [
        *(messages.not_understood(what) for what in ("text", "command", "day", "status")),
        *(messages.not_understood(what) for what in ("time", "condition")),
        messages.CHAT_TAKEN,
        messages.TRY_AGAIN,
        messages.away_words(AwayUntil(None, ()), TODAY),
        messages.away_words(AwayUntil(TOMORROW, days[:2]), TODAY),
        messages.away_words(AwayUntil(TODAY + timedelta(days=9), days), TODAY),
        messages.status_words(day, own("LOOKING"), evening(TODAY, 6), TODAY, linked=True),
        messages.status_words(day, None, evening(TODAY, session=False), TODAY, linked=True),
        messages.status_words(
            alone, own("AVAILABLE", usual=True), evening(TOMORROW), TODAY, linked=True
        ),
        messages.status_words(Day(TOMORROW, ()), None, evening(TOMORROW), TODAY, linked=False),
        channel_messages.LINKED,
        channel_messages.NOT_LINKED,
        channel_messages.TOKEN_MISSING,
        channel_messages.STOPPED,
        channel_messages.NOBODY_STOPPED,
        channel_messages.NOBODY_KNOWN_STOPPED,
        channel_messages.STOP_NOT_YET,
        channel_messages.STOP_NEEDS_KEY,
    ]
    codes = (*RefusalCode, channel_messages.LINKED_BY_ANOTHER, channel_messages.CHAT_STOPPED)
    said += [channel_messages.refusal_sentence("signal", code) for code in codes]
    return said


def test_no_reply_says_anything_that_is_in_no_catalogue(tmp_path: Path) -> None:
    with pseudo_words(tmp_path):
        for reply in replies():
            text = reply.in_language(PSEUDO)
            assert escaped(text, ["Ana", "Signal"]) == "", text


def test_every_reply_differs_from_language_to_language() -> None:
    for reply in replies():
        assert ".." not in reply.in_language("sl") + reply.in_language("de")
        assert len({reply.in_language(language) for language in LANGUAGES}) == len(LANGUAGES)


def test_a_stored_reason_of_old_is_said_in_the_readers_language() -> None:
    old = "You blocked our bot. Unblock it there, then switch this on again."
    said = channel_messages.stored_refusal("telegram", old)
    assert said == channel_messages.refusal_sentence("telegram", RefusalCode.BOT_BLOCKED)
    assert said.in_language("sl").startswith("Naš bot je pri tebi blokiran.")
    other = channel_messages.stored_refusal("telegram", "Something else.")
    assert other.in_language("sl") == "Something else."
