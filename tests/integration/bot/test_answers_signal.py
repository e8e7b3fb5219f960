"""Answers to messages on Signal, which has no buttons: by number, by the answers' words, or any."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from bot.chats import pace
from bot.chats.conversation import Conversation
from bot.signal.receive import SignalReceiver
from bot.signal.send import SignalChannel
from muster.channels.messages import HELP
from muster.clock import CommunityClock
from muster.database import Database
from muster.errors import DatabaseUnavailable, NotLinked
from muster.notifications.messages import EVENING_OVER, IT_WORKS
from muster.usual.rules import Usual
from tests.support.fakes.chats import FakeChats
from tests.support.scenes.asking import ask
from tests.support.scenes.community import EVENING, TODAY, add_person
from tests.support.scenes.evenings import LJUBLJANA, evenings
from tests.support.scenes.linked_chats import CIPHER, link, stored

ANA, BOR = "+38640123456", "+38640999999"
COMING = "Reply 1 Coming · 2 10 minutes late · 3 Can't after all"


@dataclass
class Scene:
    """Ana, whose number is linked, and a bot that delivers and receives on Signal."""

    chats: FakeChats
    channel: SignalChannel
    database: Database
    sql: Any
    ana: int
    now: datetime = EVENING

    async def asks(self, kind: str, **details: Any) -> str:
        await ask(self.sql, self.channel, ANA, self.ana, kind, **details)
        return self.chats.signal.received(ANA)[-1]

    async def writes(
        self, text: str, number: str = ANA, *, database: Database | None = None
    ) -> str:
        """What somebody is answered; '' where it is nothing. The bot has just started again."""
        before = len(self.chats.signal.received(number))
        conversation = Conversation(
            database or self.database, CIPHER, CommunityClock(LJUBLJANA), evenings()
        )
        receiver = SignalReceiver(self.channel, conversation, now=lambda: self.now, poll_seconds=0)
        self.chats.signal.write(number, text)
        await receiver.step()
        return "\n".join(self.chats.signal.received(number)[before:])


@pytest.fixture
async def scene(server: FakeChats, database: Database, sql: Any) -> AsyncGenerator[Scene, None]:
    server.signal.__init__()
    server.signal.mode = "normal"
    channel = SignalChannel(
        base_url=f"{server.url}/signal", number=server.signal.number, limiter=pace.Limiter(None)
    )
    ana = await add_person(sql, 11, player="Ana")
    await link(database, ana, "signal", ANA)
    yield Scene(server, channel, database, sql, ana)
    await channel.close()


async def test_a_message_says_how_to_answer_it(scene: Scene) -> None:
    assert (await scene.asks("promotion_start")).splitlines()[-1] == COMING
    assert (await scene.asks("call")).endswith(
        "Reply 1 I am in · 2 I am in, later · 3 Only if we are 4 · 4 Not tonight"
    )
    assert "Reply" not in await scene.asks("planning_teams")


@pytest.mark.parametrize(
    ("kind", "text", "details"),
    [
        ("daily_reminder", "1", ("LOOKING", None, None)),
        ("daily_reminder", "2", ("MAYBE", None, None)),
        ("daily_reminder", "NOT TONIGHT", ("NOT_PLAYING", None, None)),
        ("daily_reminder", "available", ("AVAILABLE", None, None)),
        ("call", "3", ("AVAILABLE", None, 4)),
        ("call", "if 3", ("AVAILABLE", None, 3)),
        ("call", "from 22:15", ("LOOKING", time(22, 15), None)),
        ("promotion_reminder", "10 minutes late", ("LOOKING", time(21, 10), None)),
        ("promotion_reminder", "yes", ("LOOKING", None, None)),
        ("promotion_start", "Can\u2019t after all", ("NOT_PLAYING", None, None)),
        ("promotion_followup", "On my way!", ("LOOKING", None, None)),
    ],
)
async def test_a_number_or_words_answer_the_latest_message(
    scene: Scene, kind: str, text: str, details: tuple[str, time | None, int | None]
) -> None:
    await scene.asks(kind)
    await scene.writes(text)
    row = "SELECT status, arrives_at, only_if, source FROM availability_answer_changes"
    assert tuple(await scene.sql.fetchrow(row)) == (*details, "signal")


async def test_the_reply_says_what_holds_and_how_to_change_it(scene: Scene) -> None:
    await scene.asks("promotion_start")
    assert await scene.writes("1") == f"You are in, first of four. Change it:\n{COMING}"
    assert (await scene.writes("3")).startswith("You are not playing tonight. Change it:\n")
    assert await stored(scene.sql, scene.ana) == {TODAY: "NOT_PLAYING"}


async def test_later_asks_for_a_time(scene: Scene) -> None:
    await scene.asks("call")
    assert await scene.writes("2") == "From when are you in? Reply with a time, such as 21:15."
    assert await stored(scene.sql, scene.ana) == {}
    assert (await scene.writes("21:30")).startswith("You are in from 21:30, first of four.")
    assert "say a time after that" in await scene.writes("20:15")


async def test_a_number_means_the_latest_of_several_messages(scene: Scene) -> None:
    await scene.asks("daily_reminder", at=EVENING - timedelta(hours=4))
    await scene.asks("promotion_reminder", at=EVENING)
    await scene.writes("2")
    row = await scene.sql.fetchrow("SELECT status, arrives_at FROM availability_entries")
    assert tuple(row) == ("LOOKING", time(21, 10))


async def test_a_test_message_takes_nothing_but_that_it_works(scene: Scene) -> None:
    await scene.asks("daily_reminder", at=EVENING - timedelta(hours=4))
    await scene.asks("test")
    assert await scene.writes("1") == str(IT_WORKS)
    assert await scene.writes("It works") == str(IT_WORKS)
    assert await stored(scene.sql, scene.ana) == {}
    assert (await scene.writes("maybe")).startswith("You said maybe for tonight.")


async def test_a_number_that_is_no_answer_is_told_which_are(scene: Scene) -> None:
    await scene.asks("promotion_start")
    assert await scene.writes("7") == COMING
    assert await stored(scene.sql, scene.ana) == {}


async def test_yesterdays_evening_is_over(scene: Scene) -> None:
    await scene.asks("promotion_start")
    scene.now += timedelta(hours=4)  # an hour past midnight
    for text in ("1", "coming", "yes", "21:30"):
        assert await scene.writes(text) == str(EVENING_OVER)
    assert await stored(scene.sql, scene.ana) == {}


async def test_somebody_else_answers_their_own_messages_alone(scene: Scene) -> None:
    await scene.asks("promotion_start")
    bor = await add_person(scene.sql, 12, player="Bor")
    await link(scene.database, bor, "signal", BOR)
    assert await scene.writes("1", BOR) == str(HELP)
    assert await stored(scene.sql, scene.ana) == await stored(scene.sql, bor) == {}


async def test_a_number_that_is_linked_to_nobody_answers_nothing(scene: Scene) -> None:
    await scene.asks("promotion_start")
    assert await scene.writes("1", "+38640777777") == str(HELP)
    await scene.writes("STOP")
    assert await scene.writes("1") == str(HELP)
    assert await stored(scene.sql, scene.ana) == {}


async def test_who_has_no_player_profile_any_more_is_told_so(scene: Scene) -> None:
    await scene.asks("promotion_start")
    await scene.sql.execute("DELETE FROM user_player_links WHERE user_id = $1", scene.ana)
    assert await scene.writes("1") == str(NotLinked.detail)


async def test_whoever_hides_their_number_is_known_by_their_account(scene: Scene) -> None:
    await scene.writes("/help")  # shows both names
    scene.chats.signal.hidden = {ANA}
    await scene.asks("promotion_start")
    await scene.writes("1")
    assert await stored(scene.sql, scene.ana) == {TODAY: "LOOKING"}


async def test_what_answers_nothing_gets_the_help_as_before(scene: Scene) -> None:
    assert await scene.writes("1") == str(HELP), "nobody has asked anything"
    await scene.asks("promotion_start")
    assert await scene.writes("see you there") == str(HELP)


async def test_while_the_database_is_away_only_an_answer_is_told_so(
    scene: Scene, database_url: str
) -> None:
    gone = Database(database_url, application_name="tests")  # never opened
    assert await scene.writes("1", database=gone) == str(DatabaseUnavailable.detail)
    assert await scene.writes("hello", database=gone) == str(HELP)


LATE = Usual("LOOKING", time(21, 30))


@pytest.mark.parametrize("text", ["1", "as usual", "Usual!", "As usual: looking from 21:30"])
async def test_the_usual_answer_is_the_first(scene: Scene, text: str) -> None:
    asked = await scene.asks("daily_reminder", usual=LATE)
    assert asked.splitlines()[-1] == (
        "Reply 1 As usual: looking from 21:30 · 2 Looking · 3 Maybe · 4 Not tonight"
    )
    assert (await scene.writes(text)).startswith("You are in from 21:30, first of four.")
    row = "SELECT status, arrives_at, only_if, source FROM availability_answer_changes"
    assert tuple(await scene.sql.fetchrow(row)) == ("LOOKING", time(21, 30), None, "signal")
    assert await scene.sql.fetchval("SELECT usual_at FROM availability_entries") is None
    await scene.writes("4")
    assert await stored(scene.sql, scene.ana) == {TODAY: "NOT_PLAYING"}


async def test_as_usual_says_nothing_where_nothing_is(scene: Scene) -> None:
    await scene.asks("daily_reminder")
    await scene.writes("as usual")
    assert await stored(scene.sql, scene.ana) == {}
