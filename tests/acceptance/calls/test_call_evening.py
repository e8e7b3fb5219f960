"""A whole evening that is two short: a call, its answers on all three services, press by press."""

from __future__ import annotations

from typing import Any

from bot.chats.contract import OutgoingMessage
from bot.chats.conversation import Conversation
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.availability.service import AvailabilityWriter
from muster.clock import CommunityClock
from muster.database import Database
from muster.notifications.presses import Presses
from tests.support.scenes.calling import THRESHOLD, CallEvening
from tests.support.scenes.campaigns import ORIGIN, ZONE, at
from tests.support.scenes.evenings import evenings
from tests.support.scenes.ledger import MemoryChannel
from tests.support.scenes.linked_chats import CIPHER, link

EVENINGS = evenings(ORIGIN)
CHAT, NUMBER = "501", "+38640123467"


def data_of(message: OutgoingMessage, label: str) -> str:
    return next(each.data for each in message.answers if each.label == label)


async def test_a_call_fills_the_evening_on_all_three_services(sql: Any, database: Database) -> None:
    discord = MemoryChannel()
    telegram = MemoryChannel("telegram", idempotent=False)
    signal = MemoryChannel("signal", idempotent=False)
    evening = CallEvening(sql, database, [discord, telegram, signal])
    by_type: Any = {each.channel_type: each for each in (discord, telegram, signal)}
    evening.notifier = AvailabilityNotifierService(
        database, by_type, EVENINGS, CIPHER, "one", now=lambda: evening.now
    )
    writer = AvailabilityWriter(database)
    presses = Presses(database, writer, EVENINGS)
    conversation = Conversation(database, CIPHER, CommunityClock(ZONE), EVENINGS)
    looking = await evening.add_looking(THRESHOLD - 2)
    ana, bor, cas = await evening.add_silent(3)
    await link(database, bor, "telegram", CHAT)
    await link(database, cas, "signal", NUMBER)

    # 20:15. A promoter calls; all three are asked, each where they read.
    evening.now = at(20, 15)
    await evening.start(looking[0])
    await evening.tick()
    (to_ana,), (to_bor,), (_,) = discord.sent, telegram.sent, signal.sent
    assert to_bor.text.startswith("Tonight is two short: 2 are in, it starts at 21:00.")
    assert [each.label for each in to_bor.answers] == [each.label for each in to_ana.answers]

    # 20:17. On Discord: only if we are four.
    evening.now = at(20, 17)
    told = await presses.press(data_of(to_ana, "Only if we are 4"), ana, "discord", evening.now)
    assert told.text.startswith("You are in if we are four.")
    # 20:19. On Telegram: not tonight. It is somebody else's place now.
    evening.now = at(20, 19)
    told = await conversation.press("telegram", CHAT, data_of(to_bor, "Not tonight"), evening.now)
    assert told.text == "You are not playing tonight."
    await evening.tick()
    outcome = (await evening.today()).outcome
    assert (outcome.asked, outcome.yes, outcome.no, outcome.silent) == (3, 1, 1, 1)

    # 20:20. A newcomer signs up, and is asked by the next wave alone.
    (dan,) = await evening.add_silent(1)
    await evening.tick(at(20, 23))
    assert evening.heard(dan) == [
        f"Tonight is two short: 2 are in, it starts at <t:{int(at(21, 0).timestamp())}:t>."
        " Are you in?"
    ]
    assert (len(discord.sent), len(telegram.sent), len(signal.sent)) == (2, 1, 1)

    # 20:25. On Signal, by a number: I am in.
    evening.now = at(20, 25)
    said = await conversation.answer("signal", NUMBER, "1", evening.now)
    assert said is not None
    assert said.startswith("You are in, third of four.")
    # With Ana they are four: her condition comes true, and the evening is full.
    await evening.tick()
    assert (await evening.call()).status == "full"
    assert evening.heard(ana)[-1].startswith("You are in: 4 are looking.")
    # 20:27. Dan is in as well: nobody is thrown out, and he is told the truth.
    to_dan = discord.sent[1]
    evening.now = at(20, 27)
    told = await presses.press(data_of(to_dan, "I am in"), dan, "discord", evening.now)
    assert told.text == "We are full. You are first substitute."

    # 20:40. Nobody else is asked, whoever is there; 21:00, it is over.
    await evening.add_silent(5)
    for minute in range(30, 60, 5):
        await evening.tick(at(20, minute))
    await evening.tick(at(21, 0))
    today = await evening.today()
    assert today.call is not None
    assert (today.call.status, today.call.end_reason) == ("over", "start")
    assert (today.outcome.asked, today.outcome.yes, today.outcome.no) == (4, 3, 1)
    assert (len(discord.sent), len(telegram.sent), len(signal.sent)) == (3, 1, 1)
    await writer.close()
    await conversation.close()
