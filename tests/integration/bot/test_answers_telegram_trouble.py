"""Answers on Telegram in trouble: presses that make no sense any more, and bad luck on the way."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from muster.channels.messages import NOT_LINKED
from muster.database import Database
from muster.errors import NotLinked
from muster.notifications.messages import EVENING_OVER, NOT_YOURS, UNKNOWN_ANSWER
from muster.usual.rules import Usual
from tests.support.fakes.telegram import flood
from tests.support.running.websites import eventually
from tests.support.scenes.asking import add_cancelled_job, ask
from tests.support.scenes.community import TODAY, add_person
from tests.support.scenes.linked_chats import link, stored
from tests.support.scenes.telegram_answers import (
    ANA,
    BOR,
    Scene,
    ana_on_telegram,
    new_telegram,
    time_for_words,
)

chats, patient, scene = new_telegram, time_for_words, ana_on_telegram


async def test_yesterdays_evening_is_over(scene: Scene) -> None:
    await scene.asks("promotion_reminder")
    before = scene.chats.telegram.shown(ANA)
    scene.now += timedelta(hours=4)  # past midnight
    assert await scene.presses("Coming") == str(EVENING_OVER)
    assert scene.chats.telegram.shown(ANA) == before
    assert await stored(scene.sql, scene.ana) == {}


async def test_a_press_on_a_message_to_somebody_else_changes_nobodys_answer(scene: Scene) -> None:
    bor = await add_person(scene.sql, 12, player="Bor")
    await link(scene.database, bor, "telegram", str(BOR))
    await scene.asks("promotion_reminder")
    data = scene.chats.telegram.buttons(ANA)["Coming"]
    before = scene.chats.telegram.shown(ANA)
    # As if it stood below a message of his own.
    assert await scene.presses("", BOR, data=data) == str(NOT_YOURS)
    # In her chat, by his account; and in a group.
    assert await scene.presses("Coming", by=BOR) == str(NOT_YOURS)
    assert await scene.presses("", -100_777, by=BOR, data=data) == str(NOT_YOURS)
    assert await scene.presses("", -100_777, by=ANA, data=data) == str(NOT_YOURS)
    assert await stored(scene.sql, scene.ana) == await stored(scene.sql, bor) == {}
    assert scene.chats.telegram.shown(ANA) == before
    assert "editMessageText" not in [method for _, method in scene.chats.telegram.requests]


async def test_a_message_of_another_channel_is_not_answered_here(scene: Scene) -> None:
    await scene.asks("promotion_reminder")
    await scene.sql.execute("UPDATE notifications_ledger SET channel_type = 'signal'")
    assert await scene.presses("Coming") == str(NOT_YOURS)
    assert await stored(scene.sql, scene.ana) == {}


async def test_a_chat_that_is_linked_to_nobody_any_more_is_told_how(scene: Scene) -> None:
    await scene.asks("promotion_reminder")
    scene.chats.telegram.write(ANA, "/stop")
    await scene.receiver.step()
    sent = len(scene.chats.telegram.deliveries)
    assert await scene.presses("Coming", message_id=1) == str(NOT_LINKED)
    assert len(scene.chats.telegram.deliveries) == sent, "we said that we would not write there"


async def test_somebody_without_a_player_profile_is_told_so(scene: Scene) -> None:
    await scene.asks("promotion_reminder")
    await scene.sql.execute("DELETE FROM user_player_links WHERE user_id = $1", scene.ana)
    assert await scene.presses("Coming") == str(NotLinked.detail)
    assert scene.sees() == ["Coming", "10 minutes late", "Can't after all"]


@pytest.mark.parametrize(
    "data", ["", "old", "261120.take.{nonce}", "261120.in.m7fffffff-691f5c00", "261399.in.{nonce}"]
)
async def test_a_button_of_another_version_is_answered(scene: Scene, data: str) -> None:
    nonce = await scene.asks("promotion_reminder")
    assert await scene.presses("", data=data.format(nonce=nonce)) == str(UNKNOWN_ANSWER)
    assert await stored(scene.sql, scene.ana) == {}


async def test_a_reference_that_is_nearly_right_names_no_message(scene: Scene) -> None:
    nonce = await scene.asks("promotion_reminder")
    other = nonce[:-1] + ("0" if nonce[-1] != "0" else "1")
    assert await scene.presses("", data=f"261120.coming.{other}") == str(UNKNOWN_ANSWER)


async def test_a_cancelled_campaigns_message_still_takes_an_answer_and_says_so(
    scene: Scene,
) -> None:
    job = await add_cancelled_job(scene.sql, scene.ana)
    await scene.asks("promotion_reminder", job_id=job)
    assert await scene.presses("Coming") == (
        "You are in, first of four. The campaign that asked you was cancelled; your answer counts."
    )


async def test_a_message_that_says_it_already_or_is_gone_is_no_error(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    await scene.asks("promotion_reminder")
    keep = dict(scene.chats.telegram.buttons(ANA))
    await scene.presses("Coming")
    await scene.presses("", data=keep["Coming"])  # an old keyboard, pressed a second time
    assert scene.reads() == "You are in, first of four."
    scene.chats.telegram.messages.clear()
    assert await scene.presses("", data=keep["Can't after all"]) == "You are not playing tonight."
    assert await stored(scene.sql, scene.ana) == {TODAY: "NOT_PLAYING"}
    assert caplog.text == ""


async def test_a_press_that_telegram_has_forgotten_still_counts(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    await scene.asks("promotion_reminder")
    scene.chats.telegram.forgotten.add(scene.chats.telegram.press(ANA, "Coming"))
    assert await scene.receiver.step() == 0.0
    assert scene.reads() == "You are in, first of four."
    assert caplog.text == ""


async def test_a_press_is_handed_over_once_though_its_answer_is_lost(scene: Scene) -> None:
    await scene.asks("promotion_reminder")
    scene.chats.telegram.fail(method="answerCallbackQuery", kind="reset")
    scene.chats.telegram.fail(method="editMessageText", **flood(1))
    scene.chats.telegram.press(ANA, "Coming")
    assert await scene.receiver.step() == 0.0
    assert await stored(scene.sql, scene.ana) == {TODAY: "LOOKING"}
    await scene.receiver.step()
    assert scene.chats.telegram.confirmed == 1


async def test_a_chat_that_telegram_is_slow_about_keeps_nobody_else_waiting(scene: Scene) -> None:
    bor = await add_person(scene.sql, 12, player="Bor")
    await link(scene.database, bor, "telegram", str(BOR))
    await scene.asks("promotion_reminder")
    await ask(scene.sql, scene.channel, str(BOR), bor, "promotion_reminder")
    scene.chats.telegram.fail("hang", method="editMessageText", recipient=str(ANA), times=None)
    await scene.presses("Coming")
    await scene.presses("Coming", BOR)
    assert scene.reads(BOR) == "You are in, second of four."
    assert scene.sees() == ["Coming", "10 minutes late", "Can't after all"]
    await scene.receiver.stop_telling()


async def test_a_slow_database_keeps_nobody_waiting_for_a_sign(scene: Scene) -> None:
    await scene.asks("promotion_reminder")
    query_id = scene.chats.telegram.press(ANA, "Coming")
    async with scene.sql.transaction():
        await scene.sql.execute("LOCK TABLE availability_entries IN ACCESS EXCLUSIVE MODE")
        stepping = asyncio.create_task(scene.receiver.step())
        await eventually(lambda: query_id in scene.chats.telegram.acknowledged)
        assert "text" not in scene.chats.telegram.acknowledged[query_id]
        assert not stepping.done()
    await stepping
    assert scene.reads() == "You are in, first of four."


async def test_a_database_that_is_away_is_said_and_the_answers_stay(
    scene: Scene, database_url: str
) -> None:
    await scene.asks("promotion_reminder")
    scene.database = Database(database_url, application_name="tests")  # never opened
    scene.restart()
    said = await scene.presses("Coming")
    assert said is not None
    assert "does not answer" in said
    assert scene.sees() == ["Coming", "10 minutes late", "Can't after all"]


async def test_a_usual_answer_of_an_evening_that_is_over_says_so(scene: Scene) -> None:
    await scene.asks("daily_reminder", usual=Usual("LOOKING"))
    scene.now += timedelta(days=1)
    assert await scene.presses("As usual: looking") == str(EVENING_OVER)
    assert await stored(scene.sql, scene.ana) == {}
