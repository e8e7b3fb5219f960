"""When calls end: enough are looking, all were asked, the start came, moved or was called off."""

from __future__ import annotations

from datetime import timedelta

from tests.support.scenes.calling import THRESHOLD, CallEvening
from tests.support.scenes.campaigns import DAY, at
from tests.support.scenes.ledger import raising


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
