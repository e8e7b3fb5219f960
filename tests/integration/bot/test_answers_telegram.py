"""Answers below messages on Telegram: pressed, acknowledged, shown in the message itself."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from muster.changes import CHANNEL
from muster.database import Database
from muster.usual.rules import Usual
from tests.support.fakes.chats import FakeChats
from tests.support.running.websites import eventually
from tests.support.scenes.community import EVENING, TODAY, add_answer, add_person
from tests.support.scenes.delivering import Clock, telegram_notifier, with_telegram
from tests.support.scenes.ledger import add_people, add_test_rows
from tests.support.scenes.linked_chats import stored
from tests.support.scenes.telegram_answers import (
    ANA,
    Scene,
    ana_on_telegram,
    new_telegram,
    time_for_words,
)

chats, patient, scene = new_telegram, time_for_words, ana_on_telegram
TOMORROW = TODAY + timedelta(days=1)


# --- what is sent ---------------------------------------------------------------------------------


async def test_the_ledgers_messages_carry_their_answers(
    chats: FakeChats, database: Database, sql: Any, scene: Scene
) -> None:
    (user_id,) = await add_people(sql, 1, EVENING)
    await with_telegram(sql, [user_id])
    clock = Clock()
    clock.now = EVENING
    payload = f'{{"kind": "daily_reminder", "date": "{TODAY}"}}'
    later = EVENING + timedelta(hours=1)
    await add_test_rows(sql, [user_id], EVENING, later, "telegram", "DAILY_REMINDER:x", payload)
    await telegram_notifier(database, clock, scene.channel).deliver_due()
    buttons = chats.telegram.buttons(user_id)
    assert list(buttons) == ["Looking", "Maybe", "Not tonight"]
    nonce = await sql.fetchval("SELECT nonce FROM notifications_ledger WHERE user_id = $1", user_id)
    assert buttons["Maybe"] == f"261120.maybe.{nonce}"
    (row,) = chats.telegram.deliveries[-1].request["reply_markup"]["inline_keyboard"]
    assert len(row) == 3


async def test_an_address_that_was_only_typed_is_asked_without_buttons(
    chats: FakeChats, database: Database, sql: Any, scene: Scene
) -> None:
    (user_id,) = await add_people(sql, 1, EVENING)
    await with_telegram(sql, [user_id])
    await sql.execute(
        "UPDATE availability_channel_links SET verified_at = NULL, typed_at = $2"
        " WHERE user_id = $1",
        user_id,
        EVENING,
    )
    clock = Clock()
    clock.now = EVENING
    await add_test_rows(sql, [user_id], EVENING, EVENING + timedelta(hours=1), "telegram")
    await telegram_notifier(database, clock, scene.channel).deliver_due()
    assert chats.telegram.counts()[str(user_id)] == 1
    assert chats.telegram.buttons(user_id) == {}


# --- what a press does ----------------------------------------------------------------------------


async def test_a_press_stores_the_answer_and_the_message_says_what_holds(scene: Scene) -> None:
    heard: list[str] = []
    await scene.sql.add_listener(CHANNEL, lambda *news: heard.append(news[-1]))
    for other in (12, 13):
        await add_answer(
            scene.sql, await add_person(scene.sql, other, player=f"P{other}"), TODAY, "LOOKING"
        )
    nonce = await scene.asks("daily_reminder")
    assert await scene.presses("Looking") == "You are in, third of four."
    assert await stored(scene.sql, scene.ana) == {TODAY: "LOOKING"}
    await eventually(lambda: f"availability {TODAY}" in heard)
    text = scene.chats.telegram.shown(ANA)[-1]
    assert text.startswith("You are in, third of four.\n")
    assert f"/#/availability?n={nonce}" in text
    assert "Reply STOP" in text
    assert scene.sees() == ["Change"]
    assert len(scene.chats.telegram.shown(ANA)) == 1, "it is edited, nothing is sent beside it"
    assert await scene.sql.fetchval("SELECT count(*) FROM notifications_ledger") == 1


@pytest.mark.parametrize(
    ("kind", "label", "status", "said"),
    [
        ("daily_reminder", "Maybe", "MAYBE", "You said maybe for tonight. 4 short of a session."),
        ("daily_reminder", "Not tonight", "NOT_PLAYING", "You are not playing tonight."),
        ("call", "I am in", "LOOKING", "You are in, first of four."),
        ("call", "Not tonight", "NOT_PLAYING", "You are not playing tonight."),
        ("promotion_reminder", "Coming", "LOOKING", "You are in, first of four."),
        ("promotion_reminder", "Can't after all", "NOT_PLAYING", "You are not playing tonight."),
        ("promotion_start", "Coming", "LOOKING", "You are in, first of four."),
        ("promotion_followup", "On my way", "LOOKING", "You are in, first of four."),
        ("promotion_followup", "Can't after all", "NOT_PLAYING", "You are not playing tonight."),
    ],
)
async def test_every_answer_does_what_it_says(
    scene: Scene, kind: str, label: str, status: str, said: str
) -> None:
    await scene.asks(kind)
    assert await scene.presses(label) == said
    assert scene.reads() == said
    assert await stored(scene.sql, scene.ana) == {TODAY: status}


@pytest.mark.parametrize(
    ("kind", "label", "details", "said"),
    [
        ("call", "Only if we are 4", ("AVAILABLE", None, 4), "You are in if we are four. 4 short"),
        ("promotion_reminder", "10 minutes late", ("LOOKING", time(21, 10), None), "from 21:10, f"),
        ("promotion_start", "Coming", ("LOOKING", None, None), "You are in, first of four."),
    ],
)
async def test_an_answer_says_more_than_its_status_and_how_it_came(
    scene: Scene, kind: str, label: str, details: tuple[str, time | None, int | None], said: str
) -> None:
    await scene.asks(kind)
    assert said in (await scene.presses(label) or "")
    row = "SELECT status, arrives_at, only_if FROM availability_entries"
    assert tuple(await scene.sql.fetchrow(row)) == details
    change = "SELECT status, arrives_at, only_if, source FROM availability_answer_changes"
    assert tuple(await scene.sql.fetchrow(change)) == (*details, "telegram")


async def test_an_answer_can_be_changed_from_its_message(scene: Scene) -> None:
    await scene.asks("promotion_start")
    await scene.presses("Coming")
    assert await scene.presses("Change") == "You are in, first of four."
    assert scene.sees() == ["Coming", "10 minutes late", "Can't after all"]
    await scene.presses("Can't after all")
    assert await stored(scene.sql, scene.ana) == {TODAY: "NOT_PLAYING"}
    assert (scene.reads(), scene.sees()) == ("You are not playing tonight.", ["Change"])


async def test_later_asks_from_when_in_the_same_message(scene: Scene) -> None:
    await scene.asks("call")
    await scene.presses("I am in, later")
    assert scene.reads() == "From when are you in?"
    assert scene.sees() == ["21:15", "21:30", "22:00", "Change"]
    assert await stored(scene.sql, scene.ana) == {}, "nothing is said yet"
    assert await scene.presses("21:30") == "You are in from 21:30, first of four."
    assert await stored(scene.sql, scene.ana) == {TODAY: "LOOKING"}
    assert scene.sees() == ["Change"]


async def test_a_test_message_is_acknowledged_and_answers_nothing(scene: Scene) -> None:
    await scene.asks("test")
    scene.now += timedelta(days=1)
    assert await scene.presses("It works") == "It works: your answer reached us."
    assert scene.sees() == []
    assert await stored(scene.sql, scene.ana) == {}


async def test_a_press_works_after_a_restart_of_the_bot(scene: Scene) -> None:
    await scene.asks("promotion_reminder")
    scene.restart()
    await scene.presses("Coming")
    assert await stored(scene.sql, scene.ana) == {TODAY: "LOOKING"}


async def test_presses_and_words_are_taken_in_the_order_in_which_they_came(scene: Scene) -> None:
    await scene.asks("promotion_reminder")
    scene.chats.telegram.press(ANA, "Coming")
    scene.chats.telegram.write(ANA, "/today maybe")
    scene.chats.telegram.press(ANA, "Can't after all")
    await scene.receiver.step()
    assert await stored(scene.sql, scene.ana) == {TODAY: "NOT_PLAYING"}
    assert "Maybe today." in scene.chats.telegram.shown(ANA)


async def test_the_usual_answer_is_the_first_button(scene: Scene) -> None:
    usual = Usual("AVAILABLE", time(21, 30), 6)
    await scene.asks("daily_reminder", usual=usual)
    label = "As usual: available from 21:30 if 6 are in"
    assert scene.sees() == [label, "Looking", "Maybe", "Not tonight"]
    scene.restart()
    await scene.presses(label)
    assert scene.reads().startswith("You are in from 21:30 if we are six.")
    await scene.presses("Change")
    assert scene.sees()[0] == label
    await scene.presses(label)
    changes = await scene.sql.fetch(
        "SELECT status, arrives_at, only_if, source FROM availability_answer_changes"
    )
    assert [tuple(row) for row in changes] == [("AVAILABLE", time(21, 30), 6, "telegram")]
