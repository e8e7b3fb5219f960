"""The whole bot as a process beside services that err, hang, slow down and refuse (delivery)."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncGenerator, Generator
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr

from muster.channels.messages import refusal_sentence
from muster.clock import local_date, utc_now
from muster.migrations import apply, load_migrations
from ops.postgres.embedded import EmbeddedPostgres
from tests.conftest import MIGRATIONS_FOLDER
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.discord import too_many
from tests.support.fakes.telegram import flood, refusal
from tests.support.running.bot import (
    CONTACT_KEY,
    Person,
    add_reachable_people,
    asked,
    outcomes,
    queue,
    running_bot,
    settles,
)
from tests.support.running.websites import becomes, eventually, running_website
from tests.support.scenes.community import settings_for

HALF_A_MINUTE = timedelta(seconds=30)
GATEWAY_PAGE = "<html><title>502 Bad Gateway</title></html>"


@pytest.fixture(autouse=True)
def clock() -> None:
    """The process has the true time, so these tests keep it too."""


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as chats:
        yield chats


@pytest.fixture
async def sql(database_url: str) -> AsyncGenerator[Any, None]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def server() -> AsyncGenerator[EmbeddedPostgres, None]:
    """A PostgreSQL of this test's own, with our tables; outside pytest's folders, which nobody
    but root may enter where root runs the tests."""
    with tempfile.TemporaryDirectory(prefix="muster-bot-") as folder:
        server = EmbeddedPostgres(Path(folder))
        await server.start()
        connection = await asyncpg.connect(server.url)
        await apply(connection, load_migrations(MIGRATIONS_FOLDER), utc_now())
        await connection.close()
        yield server
        await server.stop()


async def test_a_database_that_restarts_midway_costs_nobody_a_message_and_gives_nobody_two(
    server: EmbeddedPostgres, chats: FakeChats, tmp_path: Path
) -> None:
    sql = await asyncpg.connect(server.url)
    people = await add_reachable_people(sql, chats, 60)
    few = people[:6]
    async with running_bot(server.url, chats, tmp_path) as bot:
        await queue(sql, people, "discord", "telegram")
        await queue(sql, few, "signal")
        await sql.close()
        # Telegram's 60 take two seconds by its rate; Signal's may not have begun by then.
        await eventually(lambda: chats.discord.deliveries and chats.telegram.deliveries)
        await server.stop()
        assert len(chats.telegram.deliveries) < len(people), "it went away midway"
        await server.start()
        sql = await asyncpg.connect(server.url)
        await settles(
            sql,
            {
                ("discord", "sent", ""): 60,
                ("telegram", "sent", ""): 60,
                ("signal", "sent", ""): 6,
            },
        )
        assert chats.discord.counts() == {person.discord: 1 for person in people}
        assert chats.telegram.counts() == {person.telegram: 1 for person in people}
        assert chats.signal.counts() == {person.signal: 1 for person in few}

        # What cannot be settled keeps nobody from ending the bot, and is not lost.
        chats.telegram.latency = chats.discord.latency = 0.2
        # One is taken whose answer does not come while the database is there.
        ana = people[0].telegram
        chats.telegram.fail("hang", does=True, recipient=ana)
        await queue(sql, people, "discord", "telegram", event_key="TEST:2026-11-20:two")
        await sql.close()
        await eventually(lambda: chats.telegram.counts()[ana] == 2)
        await server.stop()
        assert await bot.exits() == 0
    assert "Traceback" not in bot.log_text()

    chats.telegram.latency = chats.discord.latency = 0.0
    async with running_bot(server.url, chats, tmp_path) as bot:  # which starts before its database
        await server.start()
        sql = await asyncpg.connect(server.url)
        doubtful = await sql.fetchval(
            "SELECT count(*) FROM notifications_ledger"
            " WHERE state = 'sending' AND channel_type = 'telegram' AND NOT unopened"
        )
        assert doubtful > 0, "an answer never came that could be written down"
        await sql.execute(
            "UPDATE notifications_ledger SET lease_until = $1 WHERE state = 'sending'", utc_now()
        )
        await queue(sql, few, "signal", event_key="TEST:2026-11-20:two")
        await settles(
            sql,
            {
                ("discord", "sent", ""): 120,
                ("telegram", "sent", ""): 120 - doubtful,
                ("telegram", "unknown", "lease_ran_out"): doubtful,
                ("signal", "sent", ""): 12,
            },
        )
        await sql.close()
    assert chats.discord.counts() == {person.discord: 2 for person in people}
    assert set(chats.telegram.counts().values()) <= {1, 2}
    assert 120 - doubtful <= len(chats.telegram.deliveries) <= 120


async def test_a_service_that_errs_and_then_works_says_nothing_twice(
    sql: Any, database_url: str, chats: FakeChats, tmp_path: Path
) -> None:
    ana, bor, cene = people = await add_reachable_people(sql, chats, 3)
    # Ana's messages are taken and the answer is lost, Bor's are not taken.
    chats.discord.fail(status=500, body="", does=True, recipient=ana.discord)
    chats.discord.fail(status=502, body=GATEWAY_PAGE, recipient=bor.discord)
    chats.telegram.fail(**refusal(500, "Internal Server Error"), does=True, recipient=ana.telegram)
    chats.telegram.fail(status=502, body=GATEWAY_PAGE, recipient=bor.telegram)
    chats.signal.fail(status=500, body="", does=True, recipient=ana.signal)
    chats.signal.fail("reset", recipient=bor.signal)
    async with running_bot(database_url, chats, tmp_path):
        await queue(sql, people)
        expected = {
            ("discord", "sent", ""): 3,
            ("telegram", "sent", ""): 1,
            ("telegram", "unknown", "service_error"): 1,
            ("telegram", "unknown", "unreadable_answer"): 1,
            ("signal", "sent", ""): 1,
            ("signal", "unknown", "service_error"): 1,
            ("signal", "unknown", "connection_lost"): 1,
        }
        await settles(sql, expected)
        await queue(sql, people, event_key="TEST:2026-11-20:two")
        await settles(
            sql,
            expected
            | {
                ("discord", "sent", ""): 6,
                ("telegram", "sent", ""): 4,
                ("signal", "sent", ""): 4,
            },
        )
    assert chats.discord.counts() == {person.discord: 2 for person in people}
    nonces = [each.nonce for each in chats.discord.deliveries]
    assert len(set(nonces)) == len(nonces)
    # Discord was asked twice more, with the same nonces; the others never repeat by themselves.
    assert [asked(each) for each in (chats.discord, chats.telegram, chats.signal)] == [8, 6, 6]
    assert chats.telegram.counts() == {ana.telegram: 2, bor.telegram: 1, cene.telegram: 2}
    assert chats.signal.counts() == {ana.signal: 2, bor.signal: 1, cene.signal: 2}


async def test_while_one_service_hangs_the_others_go_on_and_a_signal_still_ends_the_bot(
    sql: Any, database_url: str, chats: FakeChats, tmp_path: Path
) -> None:
    people = await add_reachable_people(sql, chats, 15)
    few = people[:5]
    chats.telegram.fail("hang", seconds=600, times=None)
    async with running_bot(database_url, chats, tmp_path) as bot:
        await queue(sql, people, "telegram")
        await eventually(lambda: asked(chats.telegram) > 0)
        await queue(sql, few, "discord", "signal")
        others = {("discord", "sent", ""): 5, ("signal", "sent", ""): 5}
        await settles(sql, others, "discord", "signal")
        assert await bot.exits() == 0
    assert "Traceback" not in bot.log_text()
    assert chats.telegram.deliveries == []
    left = await outcomes(sql, "telegram")
    # Whose request was open keeps their lease: whoever finds it run out calls it unknown.
    assert left[("telegram", "sending", "")] == asked(chats.telegram)
    assert left.total() == left[("telegram", "sending", "")] + left[("telegram", "pending", "")]


async def test_a_service_that_asks_for_30_seconds_is_left_alone_for_30_seconds(
    sql: Any, database_url: str, chats: FakeChats, tmp_path: Path
) -> None:
    people = await add_reachable_people(sql, chats, 12)
    body, headers = too_many(30.0, everyone=True)
    async with running_bot(database_url, chats, tmp_path):
        before = utc_now()
        chats.telegram.fail(**flood(30), times=None)
        chats.signal.fail(
            status=429, body={"error": "slower"}, headers={"Retry-After": "30"}, times=None
        )
        await queue(sql, people, "telegram", "signal")
        await rests(sql, "telegram", before)
        await rests(sql, "signal", before)
        refused = asked(chats.telegram), asked(chats.signal)
        # Both would answer again, and new messages wake whoever delivers.
        chats.telegram.faults.clear()
        chats.signal.faults.clear()
        await queue(sql, people, event_key="TEST:2026-11-20:two")
        await settles(sql, {("discord", "sent", ""): 12}, "discord")
        assert (asked(chats.telegram), asked(chats.signal)) == refused
        assert refused[0] <= 10, "no more than were under way together"
        assert refused[1] == 1
        assert chats.telegram.deliveries == chats.signal.deliveries == []

        chats.discord.fail(status=429, body=body, headers=headers, times=None)
        before = utc_now()
        await queue(sql, people, "discord", event_key="TEST:2026-11-20:three")
        await rests(sql, "discord", before)
        assert asked(chats.discord) <= 12 + 20
        assert len(chats.discord.deliveries) == 12
    states = {state for _, state, _ in await outcomes(sql)}
    assert states == {"sent", "pending"}, "waiting fails nobody"


async def rests(sql: Any, channel_type: str, since: Any) -> None:
    """Wait until the ledger says that a service is to be left alone for half a minute."""
    await is_true(
        sql,
        """
        SELECT bool_or(not_before >= $2) AND bool_and(state = 'pending')
          FROM notifications_ledger
         WHERE channel_type = $1 AND state <> 'sent'
        """,
        channel_type,
        since + HALF_A_MINUTE,
    )


async def is_true(sql: Any, question: str, *values: Any) -> None:
    """Wait until the database answers true."""

    async def answer() -> Any:
        return await sql.fetchval(question, *values)

    await becomes(answer, expected=True)


async def test_who_is_refused_for_ever_hears_on_the_next_channel_and_reads_why(
    sql: Any, database_url: str, chats: FakeChats, tmp_path: Path
) -> None:
    ana, bor, cene = people = await add_reachable_people(sql, chats, 3)
    chats.telegram.blocked.add(ana.telegram)  # then Signal
    chats.signal.unregistered.add(bor.signal)  # then Telegram
    chats.discord.closed_dms.add(cene.discord)  # then Telegram, which is gone too: Signal
    chats.telegram.deactivated.add(cene.telegram)
    async with running_bot(database_url, chats, tmp_path):
        await prefer(sql, ana, "telegram")
        await prefer(sql, bor, "signal")
        await prefer(sql, cene, "discord")
        await settles(
            sql,
            {
                ("telegram", "failed", "bot_blocked"): 1,
                ("signal", "sent", ""): 2,
                ("signal", "failed", "unknown_recipient"): 1,
                ("telegram", "sent", ""): 1,
                ("discord", "failed", "dms_closed"): 1,
                ("telegram", "failed", "unknown_recipient"): 1,
            },
        )
        assert chats.signal.counts() == {ana.signal: 1, cene.signal: 1}
        assert chats.telegram.counts() == {bor.telegram: 1}
        assert chats.discord.counts() == {}
        # What was refused for good is not asked again; the next channel is.
        await queue(sql, people, event_key="TEST:2026-11-20:two")
        await settles(
            sql,
            {
                ("telegram", "failed", "bot_blocked"): 1,
                ("telegram", "failed", "unknown_recipient"): 1,
                ("telegram", "sent", ""): 3,
                ("telegram", "skipped", "no_channel"): 2,
                ("signal", "failed", "unknown_recipient"): 1,
                ("signal", "sent", ""): 7,
                ("signal", "skipped", "no_channel"): 1,
                ("discord", "failed", "dms_closed"): 1,
                ("discord", "sent", ""): 2,
                ("discord", "skipped", "no_channel"): 1,
            },
        )
    settings = settings_for(database_url, contact_data_encryption_key=SecretStr(CONTACT_KEY))
    off = {
        ana: {"telegram": str(refusal_sentence("telegram", "bot_blocked"))},
        bor: {"signal": str(refusal_sentence("signal", "unknown_recipient"))},
        cene: {
            "discord": str(refusal_sentence("discord", "dms_closed")),
            "telegram": str(refusal_sentence("telegram", "unknown_recipient")),
        },
    }
    async with running_website(settings) as website:
        for person, reasons in off.items():
            browser = await website.signed_in(int(person.discord))
            answer = (await browser.get("/api/availability/subscriptions")).json()
            shown = {each["channel_type"]: each for each in answer["subscriptions"]}
            assert {
                kind: each["refused_reason"] for kind, each in shown.items() if not each["enabled"]
            } == {**reasons, "push": None}, "who has no device has none that was refused"


async def prefer(sql: Any, person: Person, channel_type: str) -> None:
    """Let somebody prefer a channel, and have today's check-in due for them there."""
    now = utc_now()
    await sql.execute(
        """
        INSERT INTO subscription_preferences (user_id, preferred_channel, created_at, updated_at)
        VALUES ($1, $2, $3, $3)
        """,
        person.user_id,
        channel_type,
        now,
    )
    await sql.execute(
        """
        INSERT INTO availability_user_settings
               (user_id, availability_reminders_enabled, created_at, updated_at)
        VALUES ($1, true, $2, $2)
        """,
        person.user_id,
        now,
    )
    day = local_date(now, settings_for("postgresql://x/x").zone)
    await sql.execute(
        """
        INSERT INTO notifications_ledger
               (user_id, event_key, channel_type, payload, not_before, useful_until, created_at,
                updated_at)
        VALUES ($1, 'DAILY_REMINDER:' || $3::date, $2,
                jsonb_build_object('kind', 'daily_reminder', 'date', $3::date), $4, $5, $4, $4)
        """,
        person.user_id,
        channel_type,
        day,
        now,
        now + timedelta(minutes=10),
    )


async def test_wrong_tokens_at_the_start_are_named_without_being_shown_and_the_others_go_on(
    sql: Any, database_url: str, chats: FakeChats, tmp_path: Path
) -> None:
    people = await add_reachable_people(sql, chats, 3)
    wrong = {"DISCORD_BOT_TOKEN": "OTk5.wrong.token", "TELEGRAM_BOT_TOKEN": "999999:wrongtoken"}
    async with running_bot(database_url, chats, tmp_path, **wrong) as bot:
        await queue(sql, people)
        await settles(sql, {("signal", "sent", ""): 3}, "signal")
        await eventually(lambda: len(bot.log("channel_does_not_work")) == 2)
        for channel_type in ("discord", "telegram"):
            await is_true(
                sql,
                "SELECT bool_and(state = 'pending') AND bool_or(last_error = 'bad_token')"
                "  FROM notifications_ledger WHERE channel_type = $1",
                channel_type,
            )
        assert await bot.exits() == 0
    named = [(line["channel"], line["code"]) for line in bot.log("channel_does_not_work")]
    assert sorted(named) == [("discord", "bad_token"), ("telegram", "bad_token")]
    assert {line["level"] for line in bot.log("channel_does_not_work")} == {"error"}
    for token in wrong.values():
        assert token not in bot.log_text()
    assert "Traceback" not in bot.log_text()
    assert "voice" not in bot.log_text(), "no warnings of what nobody uses"
    assert chats.signal.counts() == {person.signal: 1 for person in people}
