"""The tonight message of a community that reads Slovenian, which has four kinds of numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.discord.gateway.health import DiscordHealth
from bot.discord.send import DiscordChannel
from bot.discord.tonight_message import DiscordTonightMessages
from bot.duties.tonight_message import TonightKeeper
from muster.database import Database
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.discord_server import ANNOUNCE_ID
from tests.support.scenes.campaigns import ORIGIN, STARTS, CampaignEvening, at
from tests.support.scenes.discord_api import unpaced_discord
from tests.support.scenes.front_door import front_door_settings

discord = unpaced_discord


def keeper_in_slovenian(
    database: Database,
    chats: FakeChats,
    discord: DiscordChannel,
    database_url: str,
    *,
    threshold: int,
) -> TonightKeeper:
    settings = front_door_settings(
        database_url, chats, muster_language="sl", availability_session_ready_threshold=threshold
    )
    messages = DiscordTonightMessages(discord, ORIGIN)
    return TonightKeeper(database, settings, messages, ANNOUNCE_ID, DiscordHealth())


async def test_the_tonight_message_is_in_the_communitys_language_and_edited_in_it(
    sql: Any, database: Database, chats: FakeChats, discord: DiscordChannel, database_url: str
) -> None:
    keeper = keeper_in_slovenian(database, chats, discord, database_url, threshold=6)
    evening = CampaignEvening(sql, database)

    def shown() -> list[str]:
        (message,) = chats.discord.front.messages()
        return message["content"].splitlines()

    await keeper.step(at(19, 0))
    assert shown() == [
        f"## Nocoj, <t:{STARTS}:D>",
        f"Začetek: <t:{STARTS}:t>, <t:{STARTS}:R>",
        "● 0 igra",
        "**Vrsta:** še nikogar ni",
        "Do igre jih manjka 6.",
    ]
    (ana,) = await evening.add_people(1)
    (bor,) = await evening.add_people(1, "MAYBE")
    await keeper.step(at(19, 1))
    assert shown()[2:] == [
        "● 1 igra · ◐ 1 mogoče",
        f"**Vrsta:** Player{ana}",
        f"**Mogoče:** Player{bor}",
        "Do igre jih manjka 5.",
    ]
    await evening.answer(bor, "LOOKING")
    await evening.add_people(2)
    await keeper.step(at(19, 2))
    assert (shown()[2], shown()[-1]) == ("● 4 igrajo", "Do igre manjkata 2.")
    await evening.add_people(2)
    await keeper.step(at(19, 3))
    assert shown()[-1] == "Dovolj nas je: načrtovalna soba se lahko odpre."
    await keeper.step(at(19, 0) + timedelta(days=1))
    contents = [each["content"] for each in chats.discord.front.messages()]
    over, today = sorted(contents, key=lambda content: content.startswith("## Nocoj, "))
    assert today.startswith("## Nocoj, ")
    assert over.splitlines() == [f"## Večer <t:{STARTS}:D>", "● 6 igra", "Tega večera je konec."]


async def test_the_tonight_message_counts_as_slovenians_do(
    sql: Any, database: Database, chats: FakeChats, discord: DiscordChannel, database_url: str
) -> None:
    keeper = keeper_in_slovenian(database, chats, discord, database_url, threshold=99)
    evening = CampaignEvening(sql, database)
    looking, shown = 0, dict[int, tuple[str, str]]()
    for minute, count in enumerate((1, 2, 3, 5, 94, 95, 97, 98, 101, 102)):
        await evening.add_people(count - looking)
        looking = count
        await keeper.step(at(19, minute))
        (message,) = chats.discord.front.messages()
        assert len(message["content"]) <= 2_000
        lines = message["content"].splitlines()
        shown[count] = (lines[2], lines[-1])
    enough = "Dovolj nas je: načrtovalna soba se lahko odpre."
    assert shown == {
        1: ("● 1 igra", "Do igre jih manjka 98."),
        2: ("● 2 igrata", "Do igre jih manjka 97."),
        3: ("● 3 igrajo", "Do igre jih manjka 96."),
        5: ("● 5 igra", "Do igre jih manjka 94."),
        94: ("● 94 igra", "Do igre jih manjka 5."),
        95: ("● 95 igra", "Do igre manjkajo 4."),
        97: ("● 97 igra", "Do igre manjkata 2."),
        98: ("● 98 igra", "Do igre manjka 1."),
        101: ("● 101 igra", enough),
        102: ("● 102 igrata", enough),
    }
