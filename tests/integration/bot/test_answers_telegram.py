"""Answers below messages on Telegram: pressed, acknowledged, shown in the message itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from bot.chats import pace
from bot.chats.conversation import Conversation
from bot.telegram import receive
from bot.telegram.receive import TelegramReceiver
from bot.telegram.send import TelegramChannel
from muster.changes import CHANNEL
from muster.channels.messages import NOT_LINKED
from muster.clock import CommunityClock
from muster.database import Database
from muster.errors import NotLinked
from muster.notifications.messages import EVENING_OVER, NOT_YOURS, UNKNOWN_ANSWER
from muster.usual.rules import Usual
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.telegram import flood
from tests.support.running.websites import eventually
from tests.support.scenes.asking import add_cancelled_job, ask
from tests.support.scenes.community import EVENING, TODAY, add_answer, add_person
from tests.support.scenes.delivering import Clock, telegram_notifier, with_telegram
from tests.support.scenes.evenings import LJUBLJANA, evenings
from tests.support.scenes.ledger import add_people, add_test_rows
from tests.support.scenes.linked_chats import CIPHER, link, stored

ANA, BOR = 501, 502
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(scope="module")
def server() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


@pytest.fixture
def chats(server: FakeChats) -> FakeChats:
    server.telegram.__init__()
    return server


@dataclass
class Scene:
    """Ana, whose chat is linked, and a bot that delivers and receives on Telegram."""

    chats: FakeChats
    channel: TelegramChannel
    database: Database
    sql: Any
    ana: int
    now: datetime = EVENING

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Nothing that the bot had in memory is left."""
        conversation = Conversation(self.database, CIPHER, CommunityClock(LJUBLJANA), evenings())
        self.receiver = TelegramReceiver(
            self.channel, conversation, now=lambda: self.now, poll_seconds=0
        )

    async def asks(self, kind: str, **details: Any) -> str:
        return await ask(self.sql, self.channel, str(ANA), self.ana, kind, **details)

    async def presses(self, label: str, chat: int = ANA, **details: Any) -> str | None:
        """Ana presses; the word that she sees at once, None where there is none."""
        query_id = self.chats.telegram.press(chat, label, **details)
        assert await self.receiver.step() == 0.0
        assert query_id in self.chats.telegram.acknowledged, "whoever presses waits for ever"
        return self.chats.telegram.acknowledged[query_id].get("text")

    def reads(self, chat: int = ANA) -> str:
        """The latest message in a chat, without its last lines."""
        return self.chats.telegram.shown(chat)[-1].partition("\n")[0]

    def sees(self, chat: int = ANA) -> list[str]:
        """The buttons below it."""
        return list(self.chats.telegram.buttons(chat))


@pytest.fixture(autouse=True)
def patient(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine is given time to answer in words; what tests slowness keeps the bot's own."""
    if "slow" not in request.node.name:
        monkeypatch.setattr(receive, "ACKNOWLEDGE_AFTER_SECONDS", 60.0)
        monkeypatch.setattr(receive, "TELL_WITHIN_SECONDS", 60.0)


@pytest.fixture
async def scene(chats: FakeChats, database: Database, sql: Any) -> AsyncGenerator[Scene, None]:
    channel = TelegramChannel(
        chats.telegram.token, base_url=f"{chats.url}/telegram", limiter=pace.Limiter(None)
    )
    ana = await add_person(sql, 11, player="Ana")
    await link(database, ana, "telegram", str(ANA))
    yield Scene(chats, channel, database, sql, ana)
    await channel.close()


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


# --- where it makes no sense (any more) -----------------------------------------------------------


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


# --- bad luck -------------------------------------------------------------------------------------


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


async def test_a_usual_answer_of_an_evening_that_is_over_says_so(scene: Scene) -> None:
    await scene.asks("daily_reminder", usual=Usual("LOOKING"))
    scene.now += timedelta(days=1)
    assert await scene.presses("As usual: looking") == str(EVENING_OVER)
    assert await stored(scene.sql, scene.ana) == {}
