"""Waves on a real database: who is asked and when, who is left alone and why, and when it ends."""

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


@pytest.fixture
def evening(sql: Any, database: Database) -> CallEvening:
    return CallEvening(sql, database)


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


async def test_it_stops_in_the_moment_in_which_enough_are_looking(evening: CallEvening) -> None:
    looking = await evening.add_looking(2)
    people = await evening.add_silent(20)
    await evening.start(looking[0])
    # The wave is queued and nothing of it has been sent.
    assert await evening.run_calls(at(20, 15)) == at(20, 23)
    asked = [user_id for user_id, reason in (await evening.asks()).items() if reason is None]
    # Others fill the evening, not those who were asked.
    for user_id in [person for person in people if person not in asked][:2]:
        await evening.answer(user_id, "LOOKING")
    assert await evening.tick(at(20, 15, 1)) == at(21, 0)
    assert evening.called() == []
    for user_id in asked:
        assert await evening.ledger(user_id) == [("skipped", "full")]
    today = await evening.today()
    assert today.call is not None
    assert (today.call.status, today.outcome.asked) == ("full", 0)
    assert today.outcome.unreached == len(asked)


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


async def test_a_full_one_goes_on_when_somebody_drops_out_and_asks_whom_it_spared(
    evening: CallEvening,
) -> None:
    looking = await evening.add_looking(2)
    people = await evening.add_silent(3)
    await evening.start(looking[0])
    await evening.run_calls(at(20, 15))
    for user_id in people[:2]:
        await evening.answer(user_id, "LOOKING")
    await evening.tick(at(20, 16))
    assert evening.called() == []
    await evening.answer(people[0], "NOT_PLAYING")
    assert await evening.tick(at(20, 20)) == at(20, 21)
    assert evening.called() == []
    await evening.tick(at(20, 21))
    assert evening.called() == [people[2]]


async def test_it_ends_at_the_start(evening: CallEvening) -> None:
    looking = await evening.add_looking(1)
    people = await evening.add_silent(30)
    await evening.start(looking[0])
    evening.discord.behave = raising("service_error", retry_after=900)
    await evening.tick(at(20, 55))
    await evening.run_calls(at(21, 0))
    call = await evening.call()
    assert (call.status, call.end_reason) == ("over", "start")
    states = [await evening.ledger(user_id) for user_id in people]
    assert {state for rows in states for state in rows} == {("skipped", "expired")}


async def test_it_ends_when_everybody_was_asked(evening: CallEvening) -> None:
    looking = await evening.add_looking(1)
    people = await evening.add_silent(2)
    await evening.start(looking[0])
    for minute in (15, 23, 31):
        await evening.tick(at(20, minute))
    call = await evening.call()
    assert (call.status, call.end_reason) == ("over", "everybody_asked")
    assert sorted(evening.called()) == people


async def test_it_asks_no_more_than_its_promoter_wants(evening: CallEvening) -> None:
    looking = await evening.add_looking(1)
    await evening.add_silent(30)
    await evening.start(looking[0], most=5)
    for minute in range(15, 60, 2):
        await evening.tick(at(20, minute))
    call = await evening.call()
    assert (call.status, call.end_reason) == ("over", "most_asked")
    assert len(evening.called()) == 5


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


async def test_a_start_that_is_moved_moves_the_end(evening: CallEvening) -> None:
    looking = await evening.add_looking(1)
    await evening.add_silent(40)
    await evening.start(looking[0])
    await evening.tick(at(20, 15))
    await evening.move_start(at(20, 20))
    assert await evening.run_calls(at(20, 16)) == at(20, 20)
    await evening.move_start(at(22, 0))
    await evening.tick(at(20, 23))
    assert (await evening.call()).wave_number == 2
    await evening.tick(at(21, 30))
    assert (await evening.call()).status == "running"
    await evening.move_start(at(21, 0))
    await evening.tick(at(21, 31))
    assert (await evening.call()).end_reason == "start"


async def test_an_evening_that_is_called_off_ends_it_and_what_waits(evening: CallEvening) -> None:
    looking = await evening.add_looking(1)
    people = await evening.add_silent(3)
    await evening.start(looking[0])
    await evening.run_calls(at(20, 15))
    await evening.call_off()
    await evening.tick(at(20, 16))
    assert (await evening.call()).status == "called_off"
    assert evening.called() == []
    assert await evening.ledger(people[0]) == [("skipped", "cancelled")]


async def test_a_clock_that_is_set_back_keeps_no_wave_waiting(evening: CallEvening) -> None:
    looking = await evening.add_looking(1)
    await evening.add_silent(40)
    await evening.start(looking[0])
    due = await evening.tick(at(20, 40))
    assert await evening.tick(at(20, 20)) <= at(20, 28) < due


async def test_a_clock_that_jumps_ahead_ends_it_and_a_day_s_call_is_over_the_next_day(
    evening: CallEvening,
) -> None:
    looking = await evening.add_looking(1)
    await evening.add_silent(40)
    await evening.start(looking[0])
    evening.tonight = type(evening.tonight)(
        DAY + timedelta(days=1), at(21, 0) + timedelta(days=1), THRESHOLD, evening.tonight.zone
    )
    await evening.tick(at(9, 0) + timedelta(days=1))
    row = await evening.sql.fetchrow("SELECT status, end_reason FROM calls")
    assert tuple(row) == ("over", "start")
    assert evening.called() == []


async def test_everybody_says_yes_at_once_and_nobody_is_thrown_out(evening: CallEvening) -> None:
    looking = await evening.add_looking(1)
    people = await evening.add_silent(12)
    await evening.start(looking[0])
    await evening.tick(at(20, 15))
    called = evening.called()
    for user_id in people:
        await evening.answer(user_id, "LOOKING")
    await evening.tick(at(20, 16))
    today = await evening.today()
    assert today.outcome.yes == len(called)
    assert today.call is not None
    assert today.call.status == "full"
    assert evening.called() == called


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
