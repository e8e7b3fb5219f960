"""What the bot says on Discord in each language: within its limits, and right with numbers."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from bot.discord import messages
from bot.discord.buttons import AnswerButton, GiveButton, view_of
from bot.discord.command_words import DESCRIPTION_MOST, NAME_MOST, OPTION_NAMES
from bot.discord.messages import MESSAGE_MOST
from muster.availability.messages import STATUS_NAMES
from muster.availability.rules import STATUSES, Answer, Day
from muster.evening import Evening
from muster.notifications.answers import (
    ANSWERED_KINDS,
    announced_choices_of,
    choices_of,
    usual_choice,
    usual_words,
)
from muster.usual.rules import Usual
from muster.words import FOLDER, LANGUAGES, Language, Sentence, rendered

DAY = date(2026, 11, 20)
_LABEL_MOST = 80

LABELS = (
    *("open-page", "planning-room", "take-back", "link-me", "somebody-else", "cancel-campaign"),
    *("call-players", "stop-call", "save-teams", "open-chat", "start-dry-run", "as-discord-says"),
    *("discord-on", "discord-off", "checkin-on", "checkin-off", "promotions-on", "promotions-off"),
)


def all_ids(subject: str) -> list[str]:
    text = (FOLDER / "en" / f"{subject}.ftl").read_text("utf-8")
    body = FluentParser().parse(text).body
    return [entry.id.name for entry in body if isinstance(entry, ftl.Message)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_are_within_discords_limits(language: Language) -> None:
    for each in all_ids("discordCommands"):
        said = Sentence("discordCommands", each).in_language(language)
        if each.startswith("name-"):
            # Letters that every keyboard has, though Discord would take others, too.
            assert re.fullmatch("[a-z0-9_]+", said), each
            assert len(said) <= NAME_MOST, each
        else:
            assert 1 <= len(said) <= DESCRIPTION_MOST, each
    names = [each.in_language(language) for each in OPTION_NAMES.values()]
    assert len(set(names)) == len(names)
    assert OPTION_NAMES.keys() == {each.in_language("en") for each in OPTION_NAMES.values()}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_buttons_are_within_discords_limits(language: Language) -> None:
    offered = [choice for kind in ANSWERED_KINDS for choice in choices_of(kind, 99)]
    offered += [choice for kind in ANSWERED_KINDS for choice in announced_choices_of(kind)]
    usual = Usual("AVAILABLE", time(21, 30), 99)
    labels = [
        *(Sentence("discord", each) for each in LABELS),
        *(choice.label for choice in (*offered, usual_choice(usual))),
        usual_words(usual, date(2026, 9, 30)),
        messages.ask(9_999, dry_run=False),
        messages.ask(9_998, dry_run=True),
        messages.create_player("W" * 32),
        *(messages.this_is_me("W" * 32, first=first) for first in (True, False)),
        *STATUS_NAMES.values(),
    ]
    for label in labels:
        assert 1 <= len(rendered(label, language)) <= _LABEL_MOST, label
    view = view_of(tuple(AnswerButton(DAY, status) for status in STATUSES), language)
    assert view is not None
    shown = [child["label"] for row in view.to_components() for child in row["components"]]
    assert [each[2:] for each in shown] == [STATUS_NAMES[s].in_language(language) for s in STATUSES]


async def test_a_label_that_is_too_long_is_cut() -> None:
    view = view_of((GiveButton("x" * 200, "a"),), "sl")
    assert view is not None
    ((button,),) = (row["components"] for row in view.to_components())
    assert len(button["label"]) == _LABEL_MOST
    assert button["label"].endswith("…")


def test_a_message_without_buttons_has_no_view() -> None:
    assert view_of((), "sl") is None


# --- numbers --------------------------------------------------------------------------------------


def evening(threshold: int) -> Evening:
    zone = ZoneInfo("Europe/Ljubljana")
    return Evening(DAY, "https://muster.example", zone, True, time(21), time(20), threshold)


def queue(looking: int, missing: int) -> list[str]:
    """What /queue says in Slovenian to somebody who sees no names."""
    answers = tuple(Answer(number, f"P{number}", "LOOKING") for number in range(looking))
    said = messages.queue(Day(DAY, answers), evening(looking + missing), names=False)
    return said.in_language("sl").splitlines()


@pytest.mark.parametrize(
    ("count", "looking", "short"),
    [
        (1, "**1 igra.**", "manjka 1."),
        (2, "**2 igrata.**", "manjkata 2."),
        (3, "**3 igrajo.**", "manjkajo 3."),
        (5, "**5 igra.**", "manjka 5."),
        (101, "**101 igra.**", "manjka 101."),
        (102, "**102 igrata.**", "manjkata 102."),
    ],
)
def test_the_queue_agrees_with_its_number(count: int, looking: str, short: str) -> None:
    first, second = queue(count, count)
    assert first.startswith(looking)
    assert second.endswith(short)


@pytest.mark.parametrize(
    ("count", "asks", "sent", "stopped"),
    [
        (1, "1 igralca", "1 sporočilo je že odšlo", "je že dobil 1 igralec"),
        (2, "2 igralca", "2 sporočili sta že odšli", "sta že dobila 2 igralca"),
        (3, "3 igralce", "3 sporočila so že odšla", "so že dobili 3 igralci"),
        (5, "5 igralcev", "5 sporočil je že odšlo", "je že dobilo 5 igralcev"),
        (101, "101 igralca", "101 sporočilo je že odšlo", "je že dobil 101 igralec"),
        (102, "102 igralca", "102 sporočili sta že odšli", "sta že dobila 102 igralca"),
    ],
)
def test_players_and_messages_agree_with_their_number(
    count: int, asks: str, sent: str, stopped: str
) -> None:
    assert messages.ask(count, dry_run=False).in_language("sl") == f"Vprašaj {asks}"
    cancelled = Sentence("discord", "cancelled", (("count", count),)).in_language("sl")
    assert sent in cancelled
    call = Sentence("discord", "call-stopped", (("count", count),)).in_language("sl")
    assert stopped in call


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_lists_fit_into_a_message(language: Language) -> None:
    """Names are cut to 40 letters, and there are 20 of them at the most."""
    answers = tuple(
        Answer(number, "W" * 60, "AVAILABLE", arrives_at=time(21, 30), only_if=99, usual=True)
        for number in range(50)
    )
    everybody = messages.queue(Day(DAY, answers), evening(60), names=True).in_language(language)
    assert len(everybody) <= MESSAGE_MOST
    assert len(messages.cut("x" * 5_000)) == MESSAGE_MOST


def test_instants_have_no_thousands_separators() -> None:
    at = datetime(2026, 11, 20, 20, tzinfo=ZoneInfo("Europe/Ljubljana"))
    for language in LANGUAGES:
        told = messages.link_chat("signal", "token", at, None).in_language(language)
        assert f"<t:{int(at.timestamp())}:t>" in told
        assert "/link token" in told
