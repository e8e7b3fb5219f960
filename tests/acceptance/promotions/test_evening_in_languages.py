"""A whole evening of a community that reads Slovenian, with people who read German and English
among them: what each of the services' fakes got, message by message.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.chats import pace
from bot.chats.conversation import Conversation
from bot.discord.send import DiscordChannel
from bot.signal.receive import SignalReceiver
from bot.signal.send import SignalChannel
from bot.telegram import receive
from bot.telegram.receive import TelegramReceiver
from bot.telegram.send import TelegramChannel
from muster.channels.rules import CHANNEL_TYPES
from muster.clock import CommunityClock
from muster.database import Database
from muster.notifications import service
from tests.support.fakes.chats import FakeChats
from tests.support.scenes.campaigns import (
    DAY,
    FOLLOWUP_CHANNEL,
    ORIGIN,
    STARTS,
    ZONE,
    CampaignEvening,
    at,
)
from tests.support.scenes.discord_api import unpaced_discord
from tests.support.scenes.evenings import evenings
from tests.support.scenes.ledger import MemoryChannel
from tests.support.scenes.linked_chats import CIPHER, link, stored

discord = unpaced_discord
EVENINGS = replace(evenings(ORIGIN), language="sl")
CHAT, NUMBER, STRANGER = 501, "+38640123456", 777
TOMORROW = DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine is given time to answer in words."""
    monkeypatch.setattr(receive, "ACKNOWLEDGE_AFTER_SECONDS", 60.0)
    monkeypatch.setattr(receive, "TELL_WITHIN_SECONDS", 60.0)


@dataclass
class Community:
    """A bot that is set to Slovenian, on the fakes of all three services."""

    sql: Any
    database: Database
    chats: FakeChats
    telegram: TelegramChannel
    signal: SignalChannel
    discord: MemoryChannel = field(default_factory=MemoryChannel)

    def __post_init__(self) -> None:
        everything = [self.discord, self.telegram, self.signal]
        self.evening = CampaignEvening(
            self.sql, self.database, everything, evenings=EVENINGS, cipher=CIPHER
        )
        self.conversation = Conversation(self.database, CIPHER, CommunityClock(ZONE), EVENINGS)
        self.said_at = self.evening.now
        self.receiver = TelegramReceiver(
            self.telegram, self.conversation, now=lambda: self.said_at, poll_seconds=0
        )

    async def people(self) -> tuple[int, int, int, int]:
        """Ana and Dora on Discord, Bor on Telegram, Cas on Signal, who all agreed to be asked."""
        ana, bor, cas, dora = await self.evening.add_people(4)
        for each in (ana, bor, cas, dora):
            await self.evening.answer(each, None)
        await link(self.database, bor, "telegram", str(CHAT))
        await link(self.database, cas, "signal", NUMBER)
        await self.reads(cas, chosen="de")
        await self.reads(dora, chosen="en", heard="de")
        return ana, bor, cas, dora

    async def reads(
        self, user_id: int, *, chosen: str | None = None, heard: str | None = None
    ) -> None:
        await self.sql.execute(
            "INSERT INTO reader_languages (user_id, chosen, heard, updated_at)"
            " VALUES ($1, $2, $3, now())"
            " ON CONFLICT (user_id) DO UPDATE SET chosen = $2, heard = $3",
            user_id,
            chosen,
            heard,
        )

    async def heard_of(self, user_id: int) -> str | None:
        found: str | None = await self.sql.fetchval(
            "SELECT heard FROM reader_languages WHERE user_id = $1", user_id
        )
        return found

    async def telegram_hears(self, now: datetime) -> None:
        self.said_at = now
        assert await self.receiver.step() == 0.0

    async def writes(self, chat: int, text: str, now: datetime, language: str | None) -> str:
        """What a Telegram chat is answered."""
        self.chats.telegram.write(chat, text, language=language)
        await self.telegram_hears(now)
        return self.on_telegram(chat)[-1]

    async def presses(self, label: str, now: datetime, language: str | None) -> str:
        """What Bor's latest message says after his press, without its last lines."""
        self.chats.telegram.press(CHAT, label, language=language)
        await self.telegram_hears(now)
        return self.on_telegram(CHAT)[-1].partition("\n")[0]

    async def signals(self, text: str, now: datetime) -> str:
        """What Cas is answered on Signal."""
        before = len(self.chats.signal.received(NUMBER))
        receiver = SignalReceiver(self.signal, self.conversation, now=lambda: now, poll_seconds=0)
        self.chats.signal.write(NUMBER, text)
        await receiver.step()
        return "\n".join(self.chats.signal.received(NUMBER)[before:])

    def on_telegram(self, chat: int) -> list[str]:
        return self.chats.telegram.shown(chat)

    def latest(self, ana: int, dora: int) -> list[str]:
        """The first line of the latest message to Ana, Bor, Cas and Dora."""
        return [
            self.evening.heard(ana)[-1],
            self.on_telegram(CHAT)[-1].splitlines()[0],
            self.chats.signal.received(NUMBER)[-1].splitlines()[0],
            self.evening.heard(dora)[-1],
        ]


@pytest.fixture
async def community(
    sql: Any, database: Database, chats: FakeChats
) -> AsyncGenerator[Community, None]:
    chats.signal.mode = "normal"
    telegram = TelegramChannel(
        chats.telegram.token, base_url=f"{chats.url}/telegram", limiter=pace.Limiter(None)
    )
    signal = SignalChannel(
        base_url=f"{chats.url}/signal", number=chats.signal.number, limiter=pace.Limiter(None)
    )
    made = Community(sql, database, chats, telegram, signal)
    yield made
    await made.conversation.close()
    await telegram.close()
    await signal.close()


async def test_an_evening_in_slovenian_german_and_english(community: Community) -> None:
    evening, sql = community.evening, community.sql
    ana, bor, _cas, dora = await community.people()

    # 12:00. The check-in: Ana and Bor read the community's language, as nothing is known of them.
    evening.now = at(12, 0)
    async with community.database.transaction() as connection:
        queued = await service.queue_daily_reminders(
            connection, EVENINGS.on(DAY), CHANNEL_TYPES, 77, at(12, 0), evening.now
        )
    assert queued == 5
    await evening.tick()
    assert community.latest(ana, dora) == [
        "Igraš nocoj? Odgovora še ni.",
        "Igraš nocoj? Odgovora še ni.",
        "Spielst du heute Abend? Von dir ist noch keine Antwort da.",
        "Do you play tonight? You have not answered yet.",
    ]
    to_ana = next(each for each in community.discord.sent if each.address == f"user:{5000 + ana}")
    assert [each.label for each in to_ana.answers] == ["Igram", "Mogoče", "Nocoj ne"]
    assert to_ana.text.splitlines()[-1].startswith("Izklopi sporočila: http")
    announced = next(each for each in community.discord.sent if each.address == "channel:77")
    assert announced.text.startswith("Kdo igra nocoj?")
    assert list(community.chats.telegram.buttons(CHAT)) == ["Igram", "Mogoče", "Nocoj ne"]
    asked = community.chats.signal.received(NUMBER)[-1].splitlines()
    assert asked[2].startswith("Antworte STOP, dann kommt hier nichts mehr")
    assert asked[-1] == "Antworte 1 Bin dabei · 2 Vielleicht · 3 Heute nicht"

    # Bor presses; his Telegram is in Slovenian, which is heard. The message is edited.
    now = at(12, 5)
    assert await community.presses("Igram", now, "sl-SI") == "Igraš, 1. mesto od 4."
    assert list(community.chats.telegram.buttons(CHAT)) == ["Spremeni"]
    assert await community.heard_of(bor) == "sl"
    # He switches his phone to German: the same message is German from the next press on.
    assert await community.presses("Spremeni", now, "de") == "Du bist dabei, Platz 1 von 4."
    shown = list(community.chats.telegram.buttons(CHAT))
    assert shown == ["Bin dabei", "Vielleicht", "Heute nicht"]
    assert await community.heard_of(bor) == "de"
    assert await community.presses("Vielleicht", now, "sl") == (
        "Za nocoj velja: mogoče. Do igre manjkajo 4."
    )
    # What he chooses counts more than what Telegram says.
    await community.reads(bor, chosen="sl", heard="sl")
    assert await community.writes(CHAT, "/jutri ne", now, "de") == "Velja: jutri ne igraš."
    assert await stored(sql, bor) == {DAY: "MAYBE", TOMORROW: "NOT_PLAYING"}
    # Words of all languages are understood whatever one reads.
    assert await community.writes(CHAT, "/heute dabei", now, None) == "Velja: danes igraš."
    assert await community.writes(CHAT, "/today 10 late", now, None) == (
        "Velja: danes igraš od 21:10."
    )
    assert await community.writes(CHAT, "/danes", now, None) == (
        f"Danes: 1 igra. Manjkajo še 3.\nVrsta: Player{bor} (21:10)\n"
        "Tvoj odgovor: igram od 21:10.\n"
        "Jutri: 1 ne igra.\nTvoj odgovor: ne igram."
    )
    # Somebody whom nobody knows is answered as their Telegram says, else in the community's.
    assert (await community.writes(STRANGER, "/danes igram", now, "de-AT")).startswith(
        "Dieser Chat ist nicht verknüpft."
    )
    assert (await community.writes(STRANGER, "/today in", now, "fr")).startswith(
        "Ta klepet ni povezan."
    )
    assert await sql.fetchval("SELECT count(*) FROM reader_languages") == 3

    # Cas answers on Signal by a number, then in Slovenian words; he reads German.
    assert await community.signals("2", now) == (
        "Für heute Abend gilt: vielleicht. Für eine Runde fehlen noch 3. Ändern:\n"
        "Antworte 1 Bin dabei · 2 Vielleicht · 3 Heute nicht"
    )
    assert (await community.signals("Igram", now)).startswith("Du bist dabei, Platz 2 von 4.")
    assert await community.signals("/danes samo če nas je 3", now) == (
        "Du könntest heute spielen, wenn ihr 3 seid."
    )
    assert await community.signals("/avail umakni danes", now) == "Deine Antwort für heute ist weg."
    assert (await community.signals("Hilfe", now)).startswith("/avail heute dabei: ")
    assert await community.signals("danes igram", now) == "Du bist heute dabei."

    # 20:10. Enough are looking: each hears it in their language, Ana's count in the dual's other.
    evening.now = at(20, 10)
    for each in (ana, dora):
        await evening.answer(each, "LOOKING")
    async with community.database.transaction() as connection:
        await service.queue_session_ready(
            connection, EVENINGS.on(DAY), CHANNEL_TYPES, None, evening.now
        )
    await evening.tick()
    assert community.latest(ana, dora) == [
        f"Dovolj nas je: igrajo 4. Začne se ob <t:{STARTS}:t>.",
        "Dovolj nas je: igrajo 4. Začne se ob 21:00.",
        "Die Runde steht: 4 sind dabei. Los geht es um 21:00.",
        f"The session is ready: 4 are looking. It starts at <t:{STARTS}:t>.",
    ]

    # 20:15. A campaign: reminder, start, and who is missing in voice. Bor said that he comes later.
    evening.now = at(20, 15)
    created = await evening.promote(ana)
    assert created.recipient_count == 4
    await evening.tick(at(20, 45))
    assert community.latest(ana, dora) == [
        f"Nocojšnja igra se začne ob <t:{STARTS}:t>.",
        "Nocojšnja igra se začne ob 21:00.",
        "Heute Abend geht es um 21:00 los.",
        f"Tonight's session starts at <t:{STARTS}:t>.",
    ]
    assert list(community.chats.telegram.buttons(CHAT)) == [
        "Pridem",
        "10 minut kasneje",
        "Vseeno ne morem",
    ]
    assert (await community.presses("Pridem", at(20, 46), None)).startswith("Igraš, 1. mesto od 4.")
    await evening.tick(at(20, 59, 58))
    await evening.tick(at(21, 0))
    assert community.latest(ana, dora) == [
        f"Ura je <t:{STARTS}:t>: nocojšnja igra se začne zdaj.",
        "Ura je 21:00: nocojšnja igra se začne zdaj.",
        "Es ist 21:00: die Runde beginnt jetzt.",
        f"It is <t:{STARTS}:t>: tonight's session starts now.",
    ]
    await evening.voice(ana)
    await evening.server(f"Player{dora}")
    await evening.tick(at(21, 0, 30))
    assert community.latest(ana, dora)[1:] == [
        "Nocojšnja igra se je začela ob 21:00, tebe pa še ni v glasovnem kanalu.",
        "Die Runde hat um 21:00 begonnen, und du bist noch nicht im Voice.",
        "You are on the server but not in voice. Join the others there.",
    ]
    assert evening.announced() == [f"Igra ob <t:{STARTS}:t>: vprašani 4, v glasovnem kanalu 1."]
    assert FOLLOWUP_CHANNEL
    # Whoever stops is told so in their language, and nothing more.
    assert await community.signals("STOP", at(21, 5)) == (
        "Gestoppt. Der Chat ist nicht mehr verknüpft, und wir schreiben hier nicht mehr."
    )
    assert await community.writes(CHAT, "nehaj", at(21, 5), None) == (
        "Ustavljeno. Klepet ni več povezan in sem ne bomo več pisali."
    )


async def test_a_message_is_recognised_by_its_reference_whatever_its_language(
    sql: Any, database: Database, discord: DiscordChannel
) -> None:
    """Discord gave no answer to a message; since then its reader chose another language."""
    evening = CampaignEvening(sql, database, [MemoryChannel()], evenings=EVENINGS)
    (ana,) = await evening.add_people(1)
    await evening.answer(ana, None)
    async with database.transaction() as connection:
        await service.queue_daily_reminders(
            connection, EVENINGS.on(DAY), CHANNEL_TYPES, None, at(12, 0), at(12, 0)
        )
    await evening.tick(at(12, 0))
    (sent,) = evening.discord.sent
    address = f"user:{5000 + ana}"
    message_id = await discord.send(replace(sent, address=address))
    again = replace(sent, address=address, text=sent.text.replace("Igraš", "Spielst du"))
    assert await discord.find_sent(again, at(11, 0)) == message_id
    other = replace(again, nonce="m7f-1", link=f"{ORIGIN}/#/availability?n=m7f-1")
    assert await discord.find_sent(other, at(11, 0)) is None
