"""What people write in their chats: linked, stored, answered, seen on open pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.chats import messages
from bot.chats.conversation import Conversation
from muster.changes import CHANNEL
from muster.channels import messages as channel_messages
from muster.clock import CommunityClock
from muster.crypto import ContactCipher, generate_contact_key
from muster.database import Database
from muster.errors import NotLinked
from tests.support.running.websites import eventually
from tests.support.scenes.community import EVENING, TODAY, add_answer, add_person, settings_for
from tests.support.scenes.evenings import evenings
from tests.support.scenes.linked_chats import (
    CIPHER,
    conversation_of_the_bot,
    link,
    stored,
    token_for,
)

TOMORROW = TODAY + timedelta(days=1)
conversation = conversation_of_the_bot


async def say(
    conversation: Conversation, text: str, *, chat: str = "501", now: datetime = EVENING
) -> str | None:
    return await conversation.answer("telegram", chat, text, now)


async def test_a_chat_is_linked_once_with_its_token(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    token = await token_for(database, ana, "telegram")
    assert await say(conversation, f"/start {token}") == str(str(channel_messages.LINKED))
    assert await say(conversation, "/today looking") == "Looking today."
    refusal = await say(conversation, f"/link {token}")
    assert refusal is not None
    assert "token" in refusal


async def test_an_answer_is_stored_and_open_pages_hear_of_it(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    await link(database, ana, "telegram", "501")
    heard: list[str] = []
    await sql.add_listener(CHANNEL, lambda *news: heard.append(news[-1]))
    assert await say(conversation, "/avail today LOOKING") == "Looking today."
    await eventually(lambda: f"availability {TODAY}" in heard)
    assert await say(conversation, "/tomorrow no") == "Not playing tomorrow."
    assert await stored(sql, ana) == {TODAY: "LOOKING", TOMORROW: "NOT_PLAYING"}
    assert await say(conversation, "/avail remove today") == "Your answer for today is gone."
    assert await say(conversation, "/avail remove today") == "You had no answer for today."
    assert await stored(sql, ana) == {TOMORROW: "NOT_PLAYING"}


async def test_an_answer_says_from_when_and_on_what_condition(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    await link(database, ana, "telegram", "501")
    bor = await add_person(sql, 12, player="Bor")
    await link(database, bor, "telegram", "502")
    assert await say(conversation, "/today 10 late") == "Looking today from 21:10."
    assert await say(conversation, "/today if 3", chat="502") == "Available today if 3 are in."
    assert await say(conversation, "/status", chat="502") == (
        "Today: 1 looking, 1 available. 5 more needed.\nQueue: Ana (21:10)\n"
        "On a condition: Bor (if 3)\nYou: available if 3 are in.\n"
        "Tomorrow: nobody has answered yet.\nYou: no answer yet."
    )
    assert await say(conversation, "/today if 2 22:00", chat="502") == (
        "Looking today from 22:00. Enough others are in."
    )
    rows = await sql.fetch(
        "SELECT source FROM availability_answer_changes WHERE user_id = $1 ORDER BY id", bor
    )
    assert [row[0] for row in rows] == ["telegram", "telegram", "condition"]
    assert await say(conversation, "/today 21:00") == "Looking today."
    for text, told in (
        ("/today 20:30", "The session starts at 21:00; say a time after that, six hours at most."),
        ("/today 400 late", "Say a time after the session's start and at most six hours after it."),
        ("/today if 1", "A condition asks for 2 to 99 players, you among them."),
        ("/today no 21:30", "A time goes with LOOKING or AVAILABLE alone."),
        ("/today 25:00", "I do not know that time. Say it like 21:30, for example /today 21:30."),
        ("/today if", "Say how many have to be in, for example /today if 6."),
    ):
        assert await say(conversation, text) == told


async def test_days_that_cannot_be_answered_for(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    await link(database, ana, "telegram", "501")
    assert await say(conversation, "/avail 2026-11-01 looking") == "Past days are read-only."
    assert "90 days" in (await say(conversation, "/avail 2027-11-01 looking") or "")
    assert "do not know that day" in (await say(conversation, "/avail 2026-02-31 no") or "")
    assert await stored(sql, ana) == {}


async def test_today_is_the_communitys(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    await link(database, ana, "telegram", "501")
    past_midnight = EVENING.replace(hour=23, minute=30)  # 00:30 in Ljubljana
    await say(conversation, "/today maybe", now=past_midnight)
    assert await stored(sql, ana) == {TOMORROW: "MAYBE"}


async def test_a_chat_that_is_not_linked_is_told_how(conversation: Conversation) -> None:
    assert await say(conversation, "/today looking") == str(channel_messages.NOT_LINKED)
    assert await say(conversation, "/link") == str(channel_messages.TOKEN_MISSING)


async def test_a_chat_can_be_had_back_from_whoever_named_it_as_theirs(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    bor = await add_person(sql, 12, player="Bor")
    await link(database, bor, "telegram", "501")
    token = await token_for(database, ana, "telegram")
    assert await say(conversation, f"/link {token}") == str(messages.CHAT_TAKEN)
    assert await say(conversation, "/stop") == str(channel_messages.STOPPED)
    assert await say(conversation, f"/link {token}") == str(str(channel_messages.LINKED))
    await say(conversation, "/today looking")
    assert (await stored(sql, ana), await stored(sql, bor)) == ({TODAY: "LOOKING"}, {})


async def test_stop_unlinks_and_is_remembered_also_of_strangers(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    await link(database, ana, "telegram", "501")
    assert await say(conversation, "STOP") == str(channel_messages.STOPPED)
    assert await say(conversation, "/today looking") == str(channel_messages.NOT_LINKED)
    # Nothing is confirmed that did not happen, and what did is: nobody types that chat any more.
    assert await say(conversation, "/stop", chat="502") == str(channel_messages.NOBODY_STOPPED)
    assert await say(conversation, "/stop") == str(channel_messages.NOBODY_STOPPED)
    assert await sql.fetchval("SELECT count(*) FROM availability_stopped_addresses") == 2


async def test_stop_is_not_confirmed_where_it_could_do_nothing(
    database: Database, database_url: str, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    await link(database, ana, "telegram", "501")
    clock = CommunityClock(settings_for(database_url).zone)
    without = Conversation(database, None, clock, evenings(threshold=6))
    assert await say(without, "/stop") == str(channel_messages.STOP_NEEDS_KEY)
    another_key = ContactCipher([generate_contact_key()])
    with_another = Conversation(database, another_key, clock, evenings(threshold=6))
    assert await say(with_another, "/stop") == str(channel_messages.STOP_NOT_YET)
    reach = "SELECT reachable FROM channel_reach WHERE channel_type = 'telegram'"
    assert await sql.fetchval(reach) is True
    with_a_third = Conversation(
        database, ContactCipher([generate_contact_key()]), clock, evenings(threshold=6)
    )
    await sql.execute("UPDATE availability_channel_links SET channel_type = 'signal'")
    # Where nobody is linked on this channel, whatever the key, there is nothing that was missed.
    assert await say(with_a_third, "/stop") == str(channel_messages.NOBODY_STOPPED)


@pytest.mark.parametrize("text", ["/nonsense", "/stop please", "/help me", "/status now", "/avial"])
async def test_an_unknown_command_is_answered_each_time_and_a_text_once(
    conversation: Conversation, text: str
) -> None:
    for _ in range(3):
        assert await say(conversation, text) == str(messages.NO_SUCH_COMMAND)
    assert await say(conversation, "hello") == str(channel_messages.HELP)
    assert await say(conversation, "hello again") is None
    assert await say(conversation, text) == str(messages.NO_SUCH_COMMAND)


async def test_the_status_shows_names_and_the_own_answer_to_whoever_is_linked(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    bor = await add_person(sql, 12, player="Bor")
    await add_answer(sql, bor, TODAY, "LOOKING")
    await link(database, ana, "telegram", "501")
    assert await say(conversation, "/status") == (
        "Today: 1 looking. 5 more needed.\nQueue: Bor\nYou: no answer yet.\n"
        "Tomorrow: nobody has answered yet.\nYou: no answer yet."
    )
    await say(conversation, "/today maybe")
    await say(conversation, "/tomorrow looking")
    assert await say(conversation, "/status") == (
        "Today: 1 looking, 1 maybe. 5 more needed.\nQueue: Bor\nYou: maybe.\n"
        "Tomorrow: 1 looking.\nLooking: Ana\nYou: looking."
    )


async def test_the_status_tells_strangers_how_to_link_and_no_names(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    bor = await add_person(sql, 12, player="Bor")
    await add_answer(sql, bor, TODAY, "LOOKING")
    counts = "Today: 1 looking. 5 more needed.\nTomorrow: nobody has answered yet.\n"
    assert await say(conversation, "/status") == counts + str(channel_messages.NOT_LINKED)
    # A chat whose owner has no player profile any more is nobody's who may see names.
    await link(database, ana, "telegram", "501")
    await sql.execute("DELETE FROM user_player_links WHERE user_id = $1", ana)
    assert await say(conversation, "/status") == counts + str(NotLinked.detail)
    assert await say(conversation, "/today looking") == str(NotLinked.detail)


async def test_the_status_tells_nobody_who_left_discord_names(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    await add_answer(sql, ana, TODAY, "LOOKING")
    await link(database, ana, "telegram", "501")
    await sql.execute("UPDATE discord_accounts SET unlinked_at = $1", EVENING)
    assert "Ana" not in (await say(conversation, "/status") or "Ana")


async def test_the_help_comes_once_a_chat_unless_asked_for(conversation: Conversation) -> None:
    assert await say(conversation, "hello") == str(channel_messages.HELP)
    assert await say(conversation, "hello?") is None
    assert await say(conversation, "hello", chat="502") == str(channel_messages.HELP)
    assert await say(conversation, "/help") == str(channel_messages.HELP)


async def test_a_database_that_is_gone_is_said_and_not_raised(
    database_url: str, database: Database
) -> None:
    gone = Database(database_url, application_name="tests")  # never opened
    zone = settings_for(database_url).zone
    conversation = Conversation(gone, CIPHER, CommunityClock(zone), evenings(threshold=6))
    assert "does not answer" in (await say(conversation, "/status") or "")


async def test_somebody_is_away_until_they_are_back(
    conversation: Conversation, database: Database, sql: Any
) -> None:
    ana = await add_person(sql, 11, player="Ana")
    assert await say(conversation, "/away friday") == str(channel_messages.NOT_LINKED)
    await link(database, ana, "telegram", "501")
    here = "You are here: you are asked again."
    assert await say(conversation, "/away") == here
    await say(conversation, "/tomorrow looking")
    away = (
        "You are away and hear from us again on Thu 24 Dec. What you said about tomorrow stands;"
        " take it back if you will not play."
    )
    assert await say(conversation, "/away 2026-12-24") == away
    assert await say(conversation, "/away") == away
    refused = "The day on which you are back must be after today."
    assert await say(conversation, "/away today") == refused
    assert await say(conversation, "/away") == away
    assert await say(conversation, "/away off") == here
    assert await sql.fetchval("SELECT away_until FROM subscription_preferences") is None
