"""The tonight message is posted once, whatever dies; steps with literal times, real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.chats.contract import TransportError
from bot.discord.gateway.health import DiscordHealth
from bot.discord.send import DiscordChannel
from bot.discord.tonight_message import DiscordTonightMessages
from bot.duties import tonight_message
from bot.duties.tonight_message import TonightKeeper
from bot.registry import build_channels, close_channels
from muster.availability.rules import Day
from muster.database import Database
from muster.settings import Settings
from muster.tonight.message.rules import NONCE_REMEMBERED, Board, StoredMessage
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.discord_parts import VIA
from tests.support.fakes.discord_server import ANNOUNCE_ID
from tests.support.scenes.community import add_answer, add_person
from tests.support.scenes.front_door import front_door_settings

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
MIDNIGHT = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
"""The community's."""


class Killed(BaseException):
    """The process ends here, whatever it was doing."""


@dataclass
class Messages:
    """The real messages, with ends ordered before or after a call."""

    real: DiscordTonightMessages
    kill: tuple[str, str] | None = None
    calls: list[str] = field(default_factory=list)

    async def post(self, message: StoredMessage, board: Board) -> int:
        return await self._do("post", self.real.post(message, board))

    async def find(self, message: StoredMessage, since: datetime) -> int | None:
        return await self._do("find", self.real.find(message, since))

    async def remove(self, message: StoredMessage) -> None:
        return await self._do("remove", self.real.remove(message))

    async def edit(self, message: StoredMessage, board: Board, *, closed: bool) -> None:
        return await self._do("edit", self.real.edit(message, board, closed=closed))

    async def _do(self, what: str, work: Any) -> Any:
        self.calls.append(what)
        if self.kill == (what, "before"):
            self.kill = None
            work.close()
            raise Killed
        done = await work
        if self.kill == (what, "after"):
            self.kill = None
            raise Killed
        return done


@dataclass
class Evening:
    """A keeper that can be killed and started anew, and what is on Discord."""

    database: Database
    settings: Settings
    chats: FakeChats
    messages: Messages
    keeper: TonightKeeper = field(init=False)
    health: DiscordHealth = field(default_factory=DiscordHealth)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.keeper = self.new_keeper()

    def new_keeper(self) -> TonightKeeper:
        return TonightKeeper(self.database, self.settings, self.messages, ANNOUNCE_ID, self.health)

    async def dies(self, now: datetime) -> None:
        with pytest.raises(Killed):
            await self.keeper.step(now)
        self.restart()

    def ids(self) -> list[str]:
        return [each["id"] for each in self.chats.discord.front.messages()]


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


@pytest.fixture
async def evening(
    database: Database, database_url: str, chats: FakeChats
) -> AsyncGenerator[Evening, None]:
    settings = front_door_settings(database_url, chats)
    channels = build_channels(settings, database)
    discord = channels["discord"]
    assert isinstance(discord, DiscordChannel)
    real = DiscordTonightMessages(discord, settings.frontend_origin)
    yield Evening(database, settings, chats, Messages(real))
    await close_channels(channels.values())


async def test_steps_that_find_nothing_new_ask_nobody(evening: Evening) -> None:
    assert await evening.keeper.step(NOW) == MIDNIGHT
    assert evening.messages.calls == ["post"]
    for minute in range(5):
        assert await evening.keeper.step(NOW + timedelta(minutes=minute)) == MIDNIGHT
    assert evening.messages.calls == ["post"]


@pytest.mark.parametrize("point", ["before", "after"])
@pytest.mark.parametrize(
    "later", [timedelta(seconds=1), NONCE_REMEMBERED, timedelta(minutes=10), timedelta(hours=2)]
)
async def test_whoever_is_killed_while_posting_posts_once(
    evening: Evening, point: str, later: timedelta
) -> None:
    evening.messages.kill = ("post", point)
    await evening.dies(NOW)
    if later >= NONCE_REMEMBERED:
        evening.chats.discord.forget_nonces()
    await evening.keeper.step(NOW + later)
    await evening.keeper.step(NOW + later)
    assert len(evening.ids()) == 1
    looked = "find" in evening.messages.calls
    assert looked is (later >= NONCE_REMEMBERED)
    # What was posted by the first attempt shows what is true by now.
    assert evening.messages.calls[-1] == "edit"


@pytest.mark.parametrize("later", [timedelta(seconds=1), timedelta(minutes=10)])
async def test_an_answer_that_never_comes_is_no_second_message(
    evening: Evening, later: timedelta
) -> None:
    evening.chats.discord.fail("reset", does=True)
    due = await evening.keeper.step(NOW)
    assert due == NOW + timedelta(seconds=5)
    assert len(evening.ids()) == 1
    if later >= NONCE_REMEMBERED:
        evening.chats.discord.forget_nonces()
    else:
        later = timedelta(seconds=5)
    await evening.keeper.step(NOW + later)
    assert len(evening.ids()) == 1


async def test_a_pause_begins_when_a_request_that_hung_is_over(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening.chats.discord.fail("reset")
    seconds = iter((0.0, 16.0))
    monkeypatch.setattr(tonight_message, "monotonic", lambda: next(seconds))
    assert await evening.keeper.step(NOW) == NOW + timedelta(seconds=16 + 5)


async def test_two_bots_at_once_post_one_message(evening: Evening) -> None:
    evening.chats.discord.latency = 0.05
    keepers = [evening.new_keeper() for _ in range(3)]
    await asyncio.gather(*(keeper.step(NOW) for keeper in keepers))
    await asyncio.gather(*(keeper.step(NOW) for keeper in keepers))
    assert len(evening.ids()) == 1


async def test_two_bots_that_find_it_deleted_post_one(evening: Evening) -> None:
    await evening.keeper.step(NOW)
    (old,) = evening.ids()
    evening.chats.discord.front.delete_message(old, told=False)
    keepers = [evening.new_keeper() for _ in range(2)]
    for _ in range(2):
        await asyncio.gather(*(keeper.step(NOW) for keeper in keepers))
    assert len(evening.ids()) == 1
    assert evening.ids() != [old]


async def test_others_messages_and_other_days_are_not_taken_for_it(
    evening: Evening, sql: Any
) -> None:
    await evening.keeper.step(NOW - timedelta(days=1))
    (yesterdays,) = evening.ids()
    evening.messages.kill = ("post", "before")
    await evening.dies(NOW)
    evening.chats.discord.forget_nonces()
    await evening.keeper.step(NOW + timedelta(minutes=5))
    assert "find" in evening.messages.calls
    assert len(evening.ids()) == 2
    rows = await sql.fetch(
        "SELECT message_date, discord_message_id::text, closed_at IS NOT NULL"
        " FROM tonight_messages ORDER BY message_date"
    )
    assert [tuple(row) for row in rows] == [
        (TODAY - timedelta(days=1), yesterdays, True),
        (TODAY, evening.ids()[1], False),
    ]


async def test_a_refusal_is_no_doubt_and_is_tried_again_later(evening: Evening, sql: Any) -> None:
    refusal = {"code": 50013, "message": "Missing Permissions"}
    evening.chats.discord.fail(status=403, body=refusal, times=2)
    due = await evening.keeper.step(NOW)
    assert due == NOW + timedelta(seconds=60)
    assert evening.health.problems == {"tonight": "no_access"}
    assert await sql.fetchval("SELECT doubt_since FROM tonight_messages") is None
    # Answers wake it meanwhile: nobody is asked.
    assert await evening.keeper.step(NOW + timedelta(seconds=30)) == due
    assert evening.messages.calls == ["post"]
    await evening.keeper.step(due)
    await evening.keeper.step(due + timedelta(seconds=60))
    assert evening.messages.calls == ["post", "post", "post"]  # and never searched for
    assert evening.health.problems == {}
    assert len(evening.ids()) == 1


async def test_a_clock_that_is_set_back_does_not_silence_it(evening: Evening) -> None:
    evening.chats.discord.fail(status=403, body={"code": 50001, "message": "Missing Access"})
    await evening.keeper.step(NOW + timedelta(days=30))
    assert await evening.keeper.step(NOW) == MIDNIGHT
    assert len(evening.ids()) == 1


async def test_a_message_of_yesterday_that_is_gone_is_closed_all_the_same(
    evening: Evening, sql: Any
) -> None:
    await evening.keeper.step(NOW - timedelta(days=1))
    evening.chats.discord.front.delete_message(evening.ids()[0], told=False)
    await evening.keeper.step(NOW)
    assert await sql.fetchval("SELECT count(*) FROM tonight_messages WHERE closed_at IS NULL") == 1
    assert len(evening.ids()) == 1


async def test_another_channel_gets_the_message_and_the_old_one_loses_it(
    evening: Evening, database: Database, sql: Any
) -> None:
    await evening.keeper.step(NOW)
    other = ANNOUNCE_ID + 100
    evening.chats.discord.channels.add(str(other))
    moved = TonightKeeper(database, evening.settings, evening.messages, other, evening.health)
    await moved.step(NOW)
    assert len(evening.chats.discord.front.messages(other)) == 1
    assert evening.ids() == []  # one a day, also for those who look where it was
    assert await sql.fetchval("SELECT count(*) FROM tonight_messages") == 1
    await evening.new_keeper().step(NOW)
    assert len(evening.ids()) == 1
    assert evening.chats.discord.front.messages(other) == []


async def test_what_it_shows_is_the_day_s_truth(evening: Evening, sql: Any) -> None:
    user_id = await add_person(sql, 501, player="Kestrel")
    await add_answer(sql, user_id, TODAY + timedelta(days=1), "LOOKING")
    await evening.keeper.step(NOW)
    assert "Queue is empty" in evening.chats.discord.front.messages()[0]["content"]
    await evening.keeper.step(MIDNIGHT)
    assert "Kestrel" in evening.chats.discord.front.messages()[1]["content"]


async def test_a_message_that_discord_says_is_unknown_is_said_in_one_word(
    evening: Evening,
) -> None:
    missing = StoredMessage(TODAY, ANNOUNCE_ID, "n", None, 4711)
    board = Board(Day(TODAY, ()), NOW, 3, room_open=False)
    with pytest.raises(TransportError) as raised:
        await evening.messages.real.edit(missing, board, closed=False)
    assert (raised.value.code, raised.value.permanent) == ("unknown_message", True)


async def test_one_that_is_deleted_before_we_know_its_id_comes_back(evening: Evening) -> None:
    server = evening.chats.discord.front
    post = evening.messages.real.post

    async def post_and_lose(message: StoredMessage, board: Board) -> int:
        message_id = await post(message, board)
        server.delete_message(str(message_id), told=False)
        assert not evening.keeper.note_deleted(message_id)
        return message_id

    evening.messages.real.post = post_and_lose
    assert await evening.keeper.step(NOW) == NOW  # it looks once more
    evening.messages.real.post = post
    await evening.keeper.step(NOW)
    assert len(evening.ids()) == 1


async def test_one_that_is_deleted_while_it_is_edited_comes_back(
    evening: Evening, sql: Any
) -> None:
    await evening.keeper.step(NOW)
    (old,) = evening.ids()
    await add_answer(sql, await add_person(sql, 501, player="Kestrel"), TODAY, "LOOKING")
    edit = evening.messages.real.edit

    async def edit_and_lose(message: StoredMessage, board: Board, *, closed: bool) -> None:
        await edit(message, board, closed=closed)
        evening.chats.discord.front.delete_message(old, told=False)
        assert not evening.keeper.note_deleted(int(old))

    evening.messages.real.edit = edit_and_lose
    await evening.keeper.step(NOW)
    evening.messages.real.edit = edit
    await evening.keeper.step(NOW)
    (new,) = evening.ids()
    assert new != old
    assert "Kestrel" in evening.chats.discord.front.messages()[0]["content"]


# --- what a review found --------------------------------------------------------------------------


async def test_an_edit_whose_answer_is_lost_leaves_nothing_untrue(
    evening: Evening, sql: Any
) -> None:
    await evening.keeper.step(NOW)
    user_id = await add_person(sql, 501, player="Kestrel")
    await add_answer(sql, user_id, TODAY, "LOOKING")
    evening.chats.discord.fail("reset", method="edit", does=True)
    due = await evening.keeper.step(NOW)
    assert "Kestrel" in evening.chats.discord.front.messages()[0]["content"]
    # They take it back before the next try: what was shown before is true again.
    await sql.execute("DELETE FROM availability_entries")
    await evening.keeper.step(due)
    assert "Kestrel" not in evening.chats.discord.front.messages()[0]["content"]


async def test_who_leads_again_does_not_believe_what_it_remembers(
    evening: Evening, sql: Any
) -> None:
    first, second = evening.new_keeper(), evening.new_keeper()
    await first.step(NOW)
    user_id = await add_person(sql, 501, player="Kestrel")
    await add_answer(sql, user_id, TODAY, "LOOKING")
    await second.step(NOW)
    await sql.execute("DELETE FROM availability_entries")
    first.forget()  # as its duty does when it begins anew
    await first.step(NOW)
    assert "Kestrel" not in evening.chats.discord.front.messages()[0]["content"]


async def test_one_that_may_be_edited_no_more_is_replaced(evening: Evening, sql: Any) -> None:
    await evening.keeper.step(NOW)
    (old,) = evening.ids()
    user_id = await add_person(sql, 501, player="Kestrel")
    await add_answer(sql, user_id, TODAY, "LOOKING")
    words = "Maximum number of edits to messages older than 1 hour reached. Try again later."
    body = {"message": words, "code": 30046}
    evening.chats.discord.fail(method="edit", status=429, body=body, headers=VIA)
    await evening.keeper.step(NOW)
    (new,) = evening.chats.discord.front.messages()
    assert new["id"] != old
    assert "Kestrel" in new["content"]
    # Nobody else had to wait for it.
    assert await evening.keeper.step(NOW) == MIDNIGHT
    assert evening.messages.calls == ["post", "edit", "remove", "post"]


async def test_yesterday_s_trouble_keeps_today_s_waiting_in_nothing(
    evening: Evening, sql: Any
) -> None:
    await evening.keeper.step(NOW - timedelta(days=1))
    evening.restart()
    body = {"message": "You are being rate limited.", "retry_after": 300.0, "global": False}
    evening.chats.discord.fail(method="edit", status=429, body=body, headers=VIA)
    assert await evening.keeper.step(NOW) == NOW + timedelta(seconds=300)
    assert len(evening.ids()) == 2
    user_id = await add_person(sql, 501, player="Kestrel")
    await add_answer(sql, user_id, TODAY, "LOOKING")
    await evening.keeper.step(NOW + timedelta(seconds=1))
    assert "Kestrel" in evening.chats.discord.front.messages()[1]["content"]
    await evening.keeper.step(NOW + timedelta(seconds=300))
    assert evening.chats.discord.front.messages()[0]["components"] == []


async def test_trouble_that_lasts_is_a_problem_and_a_moment_is_none(evening: Evening) -> None:
    evening.chats.discord.fail(status=503, body={"message": "x"}, times=None)
    now = NOW
    for _ in range(20):
        lasts = now - NOW >= timedelta(seconds=60)
        now = await evening.keeper.step(now)
        assert evening.health.problems == ({"tonight": "service_error"} if lasts else {})
    evening.chats.discord.faults.clear()
    await evening.keeper.step(now)
    assert evening.health.problems == {}
