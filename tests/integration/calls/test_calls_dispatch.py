"""Waves on a real database: who is asked and when, and who is left alone and why."""

from __future__ import annotations

import asyncio
from datetime import time, timedelta
from typing import Any

import pytest

from muster.database import Database
from muster.notifications import service as notifications
from tests.support.scenes.calling import THRESHOLD, CallEvening
from tests.support.scenes.campaigns import DAY, at
from tests.support.scenes.delivering import with_telegram
from tests.support.scenes.ledger import MemoryChannel, raising
from tests.support.scenes.promoting import refuse

KEY = f"CALL:{DAY.isoformat()}"


async def test_a_wave_asks_the_fewest_likeliest_and_says_what_is_missing(
    evening: CallEvening,
) -> None:
    looking = await evening.add_looking(THRESHOLD - 1)
    people = await evening.add_silent(12)
    likely = people[5:7]
    for user_id in likely:
        await evening.usually_plays(user_id)
    await evening.start(looking[0])
    due = await evening.tick(at(20, 15))
    assert due == at(20, 23)
    # One place is missing: the two likeliest together are worth about one.
    called = evening.called()
    assert set(likely) <= set(called)
    assert len(called) <= 4
    assert evening.heard(likely[0]) == [
        f"Tonight is one short: 3 are in, it starts at <t:{int(at(21, 0).timestamp())}:t>."
        " Are you in?"
    ]
    today = await evening.today()
    assert (today.outcome.asked, today.outcome.silent) == (len(called), len(called))
    assert {each.user_id for each in today.asked} == set(called)
    assert set((await evening.asks()).values()) == {None}


async def test_the_next_wave_follows_after_the_wait_and_nobody_is_asked_twice(
    evening: CallEvening,
) -> None:
    looking = await evening.add_looking(2)
    await evening.add_silent(40)
    await evening.start(looking[0])
    await evening.tick(at(20, 15))
    first = evening.called()
    await evening.tick(at(20, 22, 59))
    assert evening.called() == first
    await evening.tick(at(20, 23))
    assert len(evening.called()) > len(first)
    for minute in range(24, 60):
        await evening.tick(at(20, minute))
    called = evening.called()
    assert len(called) == len(set(called))
    assert not set(called) & set(looking)


async def test_what_was_claimed_already_is_judged_by_the_present(evening: CallEvening) -> None:
    looking = await evening.add_looking(3)
    people = await evening.add_silent(2)
    await evening.start(looking[0])
    await evening.run_calls(at(20, 15))
    await evening.answer(people[0], "LOOKING")
    # The duty has not looked yet: the notifier does before it sends.
    evening.now = at(20, 15, 1)
    await evening.notifier.deliver_due()
    assert evening.called() == []
    assert await evening.ledger(people[1]) == [("skipped", "full")]


async def test_who_is_left_alone_has_a_row_that_says_why(
    sql: Any, database: Database, evening: CallEvening
) -> None:
    looking = await evening.add_looking(1)
    away, never, quiet, tired, no_calls, told, unreachable = await evening.add_silent(7)
    (not_agreed,) = await evening.add_silent(1, agreed=False)
    await evening.go_away(away)
    await evening.prefer(
        quiet, quiet_hours_start=at(20, 0).time(), quiet_hours_end=at(23, 0).time()
    )
    await evening.prefer(no_calls, asks_a_day=0)
    await evening.prefer(tired, asks_a_week=2)
    await evening.was_told(tired, f"CALL:{DAY - timedelta(days=1)}")
    await evening.was_told(tired, f"PROMOTE:T0:{DAY - timedelta(days=6)}")
    await evening.was_told(tired, f"PROMOTE:T-15:{DAY - timedelta(days=6)}")
    await evening.was_told(told, f"PROMOTE:T-15:{DAY}")
    await refuse(sql, unreachable, "discord")
    # Seven days ago is another week, and what was not sent was no ask.
    await evening.prefer(never, asks_a_week=1)
    await evening.was_told(never, f"CALL:{DAY - timedelta(days=7)}")
    await evening.start(looking[0])
    await evening.tick(at(20, 15))
    assert await evening.asks() == {
        away: "away",
        never: None,
        quiet: "quiet_hours",
        tired: "over_limit",
        no_calls: "over_limit",
        told: "already_notified",
        unreachable: "no_channel",
        not_agreed: "opted_out",
    }
    assert evening.called() == [never]
    today = await evening.today()
    assert today.left_alone == {
        "away": 1,
        "quiet_hours": 1,
        "over_limit": 2,
        "already_notified": 1,
        "no_channel": 1,
        "opted_out": 1,
    }
    async with database.connection() as connection:
        (notice, *_) = await notifications.list_notices(connection, tired, 5)
    assert (str(notice.title), notice.state, str(notice.reason_text)) == (
        "Call",
        "skipped",
        "You had been asked as often as you want to be.",
    )
    # Who never agreed to be asked finds nothing about it.
    assert await evening.ledger(not_agreed) == []


async def test_whose_quiet_hours_end_is_asked_then(evening: CallEvening) -> None:
    looking = await evening.add_looking(1)
    (quiet,) = await evening.add_silent(1)
    await evening.prefer(
        quiet,
        timezone="America/New_York",
        quiet_hours_start=time(9),
        quiet_hours_end=time(14, 30),
    )
    await evening.start(looking[0])
    await evening.tick(at(20, 15))
    assert await evening.asks() == {quiet: "quiet_hours"}
    assert (await evening.call()).status == "running"
    for minute in range(16, 40):
        await evening.tick(at(20, minute))
    assert evening.called() == [quiet]
    assert await evening.asks() == {quiet: None}
    assert await evening.ledger(quiet) == [("sent", None)]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ("opts out", "opted_out"),
        ("goes away", "away"),
        ("answers", "cancelled"),
        ("is unlinked", "unlinked"),
        ("wants no calls", "over_limit"),
        ("is told by a campaign", "already_notified"),
        ("wants quiet", "quiet_hours"),
    ],
)
async def test_what_changes_between_choosing_and_sending_counts(
    evening: CallEvening, changes: str, reason: str
) -> None:
    looking = await evening.add_looking(1)
    (person,) = await evening.add_silent(1)
    await evening.start(looking[0])
    await evening.run_calls(at(20, 15))
    evening.now = at(20, 16)
    match changes:
        case "opts out":
            await evening.prefer(person, allow_promotions=False)
        case "goes away":
            await evening.go_away(person)
        case "answers":
            await evening.answer(person, "MAYBE")
        case "is unlinked":
            await evening.sql.execute("DELETE FROM user_player_links WHERE user_id = $1", person)
        case "wants no calls":
            await evening.prefer(person, asks_a_day=0)
        case "is told by a campaign":
            await evening.was_told(person, f"PROMOTE:T0:{DAY}")
        case _:
            await evening.prefer(person, quiet_hours_start=time(20), quiet_hours_end=time(23))
    await evening.notifier.deliver_due()
    assert evening.called() == []
    assert await evening.ledger(person) == [("skipped", reason)]
    # Nobody is asked later instead.
    for minute in (24, 32, 40):
        await evening.tick(at(20, minute))
    assert evening.called() == []


async def test_two_bots_take_a_wave_once(sql: Any, database: Database) -> None:
    one = CallEvening(sql, database, worker="one")
    two = CallEvening(sql, database, worker="two")
    looking = await one.add_looking(1)
    await one.add_silent(60)
    await one.start(looking[0])
    for minute in (15, 23, 31):
        await asyncio.gather(one.tick(at(20, minute)), two.tick(at(20, minute)))
        assert (await one.call()).wave_number == (minute - 7) // 8
    called = one.called() + two.called()
    assert len(called) == len(set(called))
    assert set(called) == {each for each, reason in (await one.asks()).items() if reason is None}


async def test_a_service_that_is_down_keeps_nobody_else_from_being_asked(
    sql: Any, database: Database
) -> None:
    telegram = MemoryChannel("telegram", idempotent=False)
    discord = MemoryChannel(behave=raising("unreachable", everyone=True))
    evening = CallEvening(sql, database, [discord, telegram])
    evening.notifier = evening_with_addresses(evening)
    looking = await evening.add_looking(2)
    on_discord = await evening.add_silent(6)
    on_telegram = await evening.add_silent(6)
    await with_telegram(sql, on_telegram)
    await evening.start(looking[0])
    for minute in (15, 23, 31):
        await evening.tick(at(20, minute))
    assert discord.sent == []
    assert {int(each.address) for each in telegram.sent} <= set(on_telegram)
    assert telegram.sent
    # Who could not be reached has said nothing, and is not counted as asked in vain.
    waiting = [user_id for user_id in on_discord if await evening.ledger(user_id)]
    assert {state for user_id in waiting for state in await evening.ledger(user_id)} == {
        ("pending", None)
    }
    # Once it is back, those are asked whose evening is still short.
    discord.behave = None
    await evening.tick(at(20, 45))
    assert {int(each.address.removeprefix("user:")) - 5000 for each in discord.sent} >= set(waiting)


def evening_with_addresses(evening: CallEvening) -> Any:
    """The notifier, able to read the addresses of `with_telegram`."""
    from bot.services.availability_notifier_service import AvailabilityNotifierService
    from tests.support.scenes.campaigns import EVENINGS
    from tests.support.scenes.delivering import PlainText

    cipher: Any = PlainText()
    channels: Any = {each.channel_type: each for each in evening.channels}
    return AvailabilityNotifierService(
        evening.database, channels, EVENINGS, cipher, "one", now=lambda: evening.now
    )


async def test_a_clock_that_is_set_back_keeps_no_wave_waiting(evening: CallEvening) -> None:
    looking = await evening.add_looking(1)
    await evening.add_silent(40)
    await evening.start(looking[0])
    due = await evening.tick(at(20, 40))
    assert await evening.tick(at(20, 20)) <= at(20, 28) < due


async def test_who_refuses_for_good_on_one_channel_is_asked_on_the_next(
    sql: Any, database: Database
) -> None:
    telegram = MemoryChannel(
        "telegram", idempotent=False, behave=raising("bot_blocked", permanent=True)
    )
    evening = CallEvening(sql, database, [MemoryChannel(), telegram])
    evening.notifier = evening_with_addresses(evening)
    looking = await evening.add_looking(3)
    (person,) = await evening.add_silent(1)
    await with_telegram(sql, [person])
    await evening.start(looking[0])
    await evening.tick(at(20, 15))
    await evening.tick(at(20, 16))
    assert evening.called() == [person]
    assert await evening.ledger(person) == [("failed", None), ("sent", None)]
