"""Who is added to the planning room's thread, and what is posted in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.chats.contract import TransportError
from bot.discord.send import DiscordChannel
from bot.discord.threads import DiscordThreads
from bot.registry import build_channels, build_threads
from bot.scheduler import LONGEST_NAP
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.database import Database
from muster.planning import service
from muster.tonight.thread.rules import TEAMS_REST
from tests.support.fakes.chats import FakeChats
from tests.support.scenes.community import EVENING, TODAY, settings_for
from tests.support.scenes.discord_api import PARENT, discord_api, running_chats
from tests.support.scenes.evenings import evening, evenings
from tests.support.scenes.planning_thread import ZONE, Thread, room_s_thread

chats, api, thread = running_chats, discord_api, room_s_thread


async def test_the_pool_is_added_and_later_joiners_when_they_join(thread: Thread) -> None:
    await thread.is_wanted("Ana", "Bor")
    await thread.joins("Cene", "MAYBE")
    await thread.joins("Dora", "NOT_PLAYING")
    await thread.add()  # there is no thread yet
    await thread.open()
    assert await thread.add() == EVENING + LONGEST_NAP
    assert thread.members() == ["Ana", "Bor", "Cene"]
    await thread.joins("Dora", "AVAILABLE")
    await thread.joins("Ana", "NOT_PLAYING")
    await thread.add()
    await thread.joins("Ana", "LOOKING")
    await thread.add()  # nobody is added twice: who left the thread wanted to
    assert thread.members() == ["Ana", "Bor", "Cene", "Dora"]


async def test_who_has_no_discord_account_or_player_any_more_is_not_added(thread: Thread) -> None:
    await thread.is_wanted("Ana", "Bor", "Cene")
    await thread.sql.execute(
        "UPDATE discord_accounts SET unlinked_at = $2 WHERE user_id = $1",
        thread.people["Bor"],
        EVENING,
    )
    await thread.sql.execute(
        "DELETE FROM user_player_links WHERE user_id = $1", thread.people["Cene"]
    )
    await thread.open()
    await thread.add()
    assert thread.members() == ["Ana"]


async def test_who_cannot_be_added_is_not_asked_for_again_and_keeps_nobody_out(
    thread: Thread,
) -> None:
    await thread.is_wanted("Ana", "Bor", "Cene")
    await thread.open()
    thread.chats.discord.nobody.add("5000")
    refusal = {"message": "no", "code": 12345}
    thread.chats.discord.fail(status=403, body=refusal, method="add_member", recipient="5001")
    again_at = await thread.add()
    assert EVENING < again_at < EVENING + LONGEST_NAP
    assert thread.members() == ["Cene"]
    thread.chats.discord.nobody.clear()
    await thread.add(again_at)
    assert thread.members() == ["Cene", "Bor"]
    states = await thread.sql.fetch(
        "SELECT state, last_error FROM notifications_ledger"
        " WHERE event_key = 'PLANNING:THREAD:2026-11-20' ORDER BY user_id"
    )
    assert [tuple(each) for each in states] == [
        ("failed", "unknown_recipient"),
        ("sent", None),
        ("sent", None),
    ]


@pytest.mark.parametrize(
    ("status", "json_code", "code"),
    [
        (403, 50001, "no_access"),
        (403, 50013, "no_access"),
        (404, 10003, "unknown_recipient"),
        (404, 10007, "not_a_member"),
        (400, 30033, "thread_full"),
        (400, 160005, "thread_locked"),
    ],
)
async def test_why_somebody_is_not_in_the_thread_is_kept(
    thread: Thread, status: int, json_code: int, code: str
) -> None:
    await thread.is_wanted("Ana")
    await thread.open()
    refusal = {"message": "no", "code": json_code}
    thread.chats.discord.fail(status=status, body=refusal, method="add_member")
    for _ in range(2):
        assert await thread.add() == EVENING + LONGEST_NAP
    assert thread.members() == []
    kept = "SELECT last_error FROM notifications_ledger WHERE user_id = $1 AND state = 'failed'"
    assert await thread.sql.fetchval(kept, thread.people["Ana"]) == code


async def test_members_wait_while_discord_is_away(thread: Thread) -> None:
    await thread.is_wanted("Ana", "Bor")
    await thread.open()
    thread.chats.discord.fail(status=429, body="<html>", method="add_member")
    assert await thread.add() == EVENING + timedelta(minutes=10)
    assert thread.members() == []


async def test_quick_saves_are_one_message_of_the_latest(thread: Thread) -> None:
    await thread.is_wanted("Ana", "Bor", "Cene")
    await thread.open()
    assert await thread.post() == EVENING + LONGEST_NAP  # there is no draft
    for second in (0, 3, 6):
        saved = EVENING + timedelta(seconds=second)
        await thread.save(saved, ["Ana"], ["Bor", "Cene"], captain_a="Ana")
        assert await thread.post(saved) == saved + TEAMS_REST
    assert await thread.ledger() == [("PLANNING:ROOM", "pending")]
    for _ in range(2):
        await thread.post(saved + TEAMS_REST)
    assert (await thread.ledger())[1:] == [("PLANNING:TEAMS:v3", "pending")]
    # One that was not sent yet gives way to the next.
    later = saved + timedelta(minutes=5)
    await thread.save(later, ["Ana", "Bor"], ["Cene"])
    await thread.post(later + TEAMS_REST)
    assert (await thread.ledger())[1:] == [
        ("PLANNING:TEAMS:v3", "skipped"),
        ("PLANNING:TEAMS:v4", "pending"),
    ]


async def test_a_draft_from_before_the_thread_is_posted_once_there_is_one(thread: Thread) -> None:
    await thread.is_wanted("Ana", "Bor")
    await thread.save(EVENING, ["Ana"], ["Bor"])
    later = EVENING + TEAMS_REST
    await thread.post(later)
    assert await thread.ledger() == []
    await thread.open(later)
    await thread.post(later)
    assert (await thread.ledger())[1:] == [("PLANNING:TEAMS:v1", "pending")]


async def test_the_thread_reads_as_it_should(thread: Thread, api: DiscordChannel) -> None:
    await thread.is_wanted("Ana", "*Bor* <@1> https://x.y", "Cene")
    await thread.open()
    await thread.save(EVENING, ["Cene", "Ana"], ["*Bor* <@1> https://x.y"], captain_a="Ana")
    await thread.post(EVENING + TEAMS_REST)
    async with thread.database.transaction() as connection:
        assert (await service.ping(connection, evening(TODAY, 2), EVENING)).pinged
    await deliver(thread, {"discord": api})
    (thread_id,) = thread.chats.discord.members
    texts = [text.rpartition("\n")[0] for text in thread.chats.discord.received(thread_id)]
    assert sorted(texts) == [
        "One more player is needed for two full teams. Who joins?",
        "The planning room is open: vote for a team name and make the teams.",
        "The teams:\n**A:** Ana (captain), Cene\n"
        r"**B:** \*Bor\* \<\@1\> https\:\/\/x\.y",
    ]
    assert {state for _, state in await thread.ledger()} == {"sent"}


async def deliver(thread: Thread, channels: Any) -> None:
    community = evenings("https://muster.example.org", zone=ZONE, start=EVENING.time())
    notifier = AvailabilityNotifierService(
        thread.database,
        channels,
        community,
        None,
        "bot",
        now=lambda: EVENING + TEAMS_REST,
    )
    await notifier.deliver_on("discord")


async def test_another_bot_s_thread_lets_ours_in(thread: Thread, api: DiscordChannel) -> None:
    thread.threads = DiscordThreads(api, PARENT, writer=api)
    await thread.is_wanted("Ana")
    await thread.open()
    (added,) = thread.chats.discord.members.values()
    assert len(added) == 1
    assert int(added[0]) not in range(5_000, 5_100)
    # Where ours may not be let in, there is a thread all the same.
    await thread.sql.execute(
        "UPDATE planning_sessions SET thread_state = 'wanted', discord_thread_id = NULL"
    )
    refusal = {"message": "no", "code": 50001}
    thread.chats.discord.fail(status=403, body=refusal, method="add_member")
    await thread.open()
    assert (await thread.row())["state"] == "created"


async def test_a_parent_that_is_no_server_s_channel(chats: FakeChats, api: DiscordChannel) -> None:
    chats.discord.fail(status=200, body={"id": "4444", "type": 1}, method="channel")
    with pytest.raises(TransportError) as caught:
        await DiscordThreads(api, PARENT).open_thread("Planning r1", "r1", look_first=True)
    assert (caught.value.code, caught.value.permanent) == ("wrong_channel", True)
    assert chats.discord.threads == []


async def test_whose_token_the_threads_use(database: Database, database_url: str) -> None:
    def built(**settings: Any) -> Any:
        chosen = settings_for(database_url, muster_sandbox=False, **settings)
        channels = build_channels(chosen, database)
        return channels.get("discord"), build_threads(chosen, channels)

    own, other = {"discord_bot_token": "ours"}, {"availability_planning_discord_bot_token": "its"}
    assert built() == (None, None)
    discord, threads = built(**own)
    assert threads._api is discord
    discord, threads = built(**own, availability_planning_discord_bot_token="ours")
    assert threads._api is discord
    discord, threads = built(**own, **other)
    assert threads._api is not discord
    assert threads._writer is discord
    discord, threads = built(**other)
    assert discord is None
    assert threads._writer is None


async def test_the_sandbox_s_thread_is_the_outbox(thread: Thread, database_url: str) -> None:
    settings = settings_for(database_url)
    channels = build_channels(settings, thread.database)
    thread.threads = build_threads(settings, channels)
    await thread.is_wanted("Ana")
    await thread.open()
    await thread.add()
    row = await thread.row()
    assert row["state"] == "created"
    assert 2**62 - 2**60 < row["thread_id"] < 2**63
    await deliver(thread, channels)
    shown = await thread.sql.fetch("SELECT channel_type, address, text FROM sandbox_outbox")
    ((channel_type, address, text),) = [tuple(each) for each in shown]
    assert (channel_type, address) == ("discord", f"channel:{row['thread_id']}")
    assert text.startswith("The planning room is open")
    assert thread.chats.discord.requests == []
