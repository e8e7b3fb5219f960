"""What is in the planning room's thread stays true when the service or the bot is slow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.chats.contract import TransportError
from bot.duties import leased, planning_thread
from bot.duties.planning_thread import add_thread_members
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.refusals import RefusalCode
from muster.tonight.thread.rules import TEAMS_REST
from tests.support.scenes.community import EVENING
from tests.support.scenes.discord_api import discord_api, running_chats
from tests.support.scenes.evenings import evenings
from tests.support.scenes.ledger import MemoryChannel
from tests.support.scenes.outages import REFUSED
from tests.support.scenes.planning_thread import ZONE, Thread, room_s_thread

chats, api, thread = running_chats, discord_api, room_s_thread


async def test_teams_that_wait_are_not_posted_once_newer_ones_are_saved(thread: Thread) -> None:
    await thread.is_wanted("Ana", "Bor")
    await thread.open()
    await thread.save(EVENING, ["Ana"], ["Bor"])
    await thread.post(EVENING + TEAMS_REST)
    await thread.save(EVENING + TEAMS_REST, ["Bor"], ["Ana"])
    channel = MemoryChannel()
    notifier = AvailabilityNotifierService(
        thread.database,
        {"discord": channel},
        evenings("https://muster.example.org", zone=ZONE, start=EVENING.time()),
        None,
        "bot",
        now=lambda: EVENING + TEAMS_REST,
    )
    await notifier.deliver_due()
    assert dict(await thread.ledger())["PLANNING:TEAMS:v1"] == "skipped"
    assert len(channel.sent) == 1  # the room's link


async def test_a_bot_that_was_held_up_after_its_claim_opens_no_thread(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    await thread.is_wanted("Ana")
    seconds = iter((0.0, 100.0))
    with monkeypatch.context() as suspended:
        suspended.setattr(leased, "monotonic", lambda: next(seconds))
        await thread.open()
    assert (await thread.row())["state"] == "creating"
    # Whoever finds the lease ended opens the one thread there is.
    await thread.open(EVENING + timedelta(minutes=2), worker="other")
    assert (await thread.row())["state"] == "created"
    assert len(thread.chats.discord.members) <= 1


async def test_a_pause_begins_when_a_request_that_hung_is_over(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hanging:
        async def open_thread(self, *_arguments: Any, **_more: Any) -> int:
            raise TransportError(RefusalCode.TIMEOUT, maybe_sent=True)

    await thread.is_wanted("Ana")
    seconds = iter((0.0, 0.0, 16.0))
    monkeypatch.setattr(leased, "monotonic", lambda: next(seconds))
    await thread.open(threads=Hanging())
    again_at = await thread.sql.fetchval("SELECT thread_lease_until FROM planning_sessions")
    assert again_at == EVENING + timedelta(seconds=16 + 15)


@pytest.mark.parametrize(("error", "outage"), REFUSED)
async def test_an_outage_is_waited_for_and_is_no_try(
    thread: Thread, error: TransportError, outage: bool
) -> None:
    class Refusing:
        async def open_thread(self, *_arguments: Any, **_more: Any) -> int:
            raise error

    await thread.is_wanted("Ana")
    await thread.open(threads=Refusing())
    row = await thread.row()
    assert row["attempts"] == (0 if outage else 1)
    assert row["state"] == ("failed" if error.code is RefusalCode.BAD_TOKEN else "creating")


class Reluctant:
    """Refuses some people for now, or everybody for a while."""

    def __init__(self, refused: set[int], *, retry_after: float | None = None) -> None:
        self.refused = refused
        self.retry_after = retry_after
        self.asked: list[int] = []

    async def add_member(self, _thread_id: int, discord_user_id: int) -> None:
        self.asked.append(discord_user_id)
        if discord_user_id in self.refused:
            raise TransportError(RefusalCode.SERVICE_ERROR, retry_after=self.retry_after)


async def test_people_who_cannot_be_added_just_now_keep_nobody_else_out(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning_thread, "_MOST_MEMBERS_AT_ONCE", 2)
    await thread.is_wanted("Ana", "Bor", "Cene", "Dora")
    await thread.open()
    threads: Any = Reluctant({5_000, 5_001})
    step = add_thread_members(thread.database, ZONE, threads)
    for second in range(3):
        await step(EVENING + timedelta(seconds=second))
    assert set(threads.asked) == {5_000, 5_001, 5_002, 5_003}
    assert len(threads.asked) == 4


async def test_an_answer_does_not_cut_the_pause_short_that_the_service_wants(
    thread: Thread,
) -> None:
    await thread.is_wanted("Ana", "Bor")
    await thread.open()
    threads: Any = Reluctant({5_000, 5_001}, retry_after=20.0)
    step = add_thread_members(thread.database, ZONE, threads)
    again_at = await step(EVENING)
    assert again_at == EVENING + timedelta(seconds=20)
    assert await step(EVENING + timedelta(seconds=1)) == again_at
    assert len(threads.asked) == 1
