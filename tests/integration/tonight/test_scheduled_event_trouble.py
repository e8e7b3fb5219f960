"""Tonight's scheduled event when people or Discord want it otherwise."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.chats.contract import TransportError
from bot.discord.events import DiscordEvents
from bot.duties import leased
from muster.refusals import RefusalCode
from tests.support.fakes.discord import GUILD_ID
from tests.support.fakes.discord_events import ACTIVE, CANCELED, COMPLETED, SCHEDULED
from tests.support.scenes.discord_api import discord_api, discord_of, running_chats
from tests.support.scenes.outages import REFUSED
from tests.support.scenes.scheduled_event import (
    END,
    MINUTE,
    ORIGIN,
    READY_AT,
    START,
    VOICE,
    EventScene,
    tonight_s_event,
)

chats, api, evening = running_chats, discord_api, tonight_s_event

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


# --- what people do on Discord -------------------------------------------------------------------


async def test_a_deleted_event_is_not_made_again(evening: EventScene) -> None:
    await evening.is_made()
    evening.chats.discord.events.clear()
    await evening.says("Cene")
    await evening.step(READY_AT + MINUTE)
    row = await evening.row()
    assert (row["state"], row["error_code"]) == ("deleted", "unknown_event")
    assert evening.health.problems == {}  # there is nothing to be mended
    await evening.says("Dora")
    for now in (READY_AT + 2 * MINUTE, START, END):
        await evening.step(now)
    assert evening.calls("create_event") == 1
    assert evening.calls("edit_event") == 0


async def test_a_description_that_somebody_wrote_stays(evening: EventScene) -> None:
    event = await evening.is_made()
    event["description"] += "\nBring snacks."
    await evening.says("Cene")
    await evening.step(READY_AT + MINUTE)
    await evening.says("Dora")
    await evening.step(READY_AT + 2 * MINUTE)
    assert event["description"].endswith("Bring snacks.")
    assert (await evening.row())["left_alone"] == ["description"]
    assert evening.calls("read_event") == 1
    # The event itself is started and ended as ever.
    await evening.step(START)
    assert evening.chats.discord.edits == [{"status": ACTIVE}]
    await evening.step(END)
    assert event["status"] == COMPLETED


async def test_a_start_that_somebody_moved_is_waited_for(evening: EventScene) -> None:
    event = await evening.is_made()
    later = START + HOUR
    event["scheduled_start_time"] = later.isoformat()
    event["scheduled_end_time"] = (END + HOUR).isoformat()
    await evening.step(START)
    assert event["status"] == SCHEDULED
    await evening.step(START + MINUTE)
    assert f"It starts at <t:{int(later.timestamp())}:t>." in event["description"]
    await evening.step(later)
    assert event["status"] == ACTIVE
    await evening.step(END)
    assert event["status"] == ACTIVE
    await evening.step(END + HOUR)
    assert event["status"] == COMPLETED


async def test_one_that_somebody_cancelled_stays_cancelled(evening: EventScene) -> None:
    event = await evening.is_made()
    event["status"] = CANCELED
    await evening.step(START)
    assert await evening.state() == "cancelled"
    assert evening.calls("edit_event") == 0


async def test_one_that_somebody_started_early_is_ended(evening: EventScene) -> None:
    event = await evening.is_made()
    event["status"] = ACTIVE
    await evening.step(START)
    assert await evening.state() == "active"
    assert event["description"].count("started") == 1
    await evening.step(END)
    assert event["status"] == COMPLETED


async def test_one_that_somebody_ended_early_is_over(evening: EventScene) -> None:
    event = await evening.is_made()
    await evening.step(START)
    event["status"] = COMPLETED
    await evening.says("Cene")
    await evening.step(START + MINUTE)
    assert await evening.state() == "ended"
    assert evening.calls("edit_event") == 1


# --- what Discord refuses ------------------------------------------------------------------------


async def test_a_missing_right_is_said_once_and_heals_the_same_evening(
    evening: EventScene,
) -> None:
    evening.chats.discord.may_create_events = False
    await evening.is_ready()
    now, pauses = READY_AT, list[float]()
    with capture_logs() as log:
        for _ in range(6):
            await evening.step(now)
            row = await evening.row()
            assert (row["state"], row["error_code"]) == ("creating", "no_access")
            pauses.append((row["not_before"] - now).total_seconds())
            # An answer meanwhile does not cut the pause short.
            await evening.says("Cene", "MAYBE")
            await evening.step(now + SECOND)
            now = row["not_before"]
    assert pauses == [60, 120, 240, 480, 600, 600]
    assert evening.calls("create_event") == 6
    refused = [each for each in log if each["event"] == "scheduled_event_refused"]
    assert [(each["code"], each["wanted"]) for each in refused] == [("no_access", "create")]
    assert evening.health.problems == {"event": "no_access"}
    evening.chats.discord.may_create_events = True
    await evening.step(now)
    row = await evening.row()
    assert (row["state"], row["error_code"], row["attempts"]) == ("created", None, 0)
    assert evening.health.problems == {}


@pytest.mark.parametrize(
    ("status", "json_code", "code"),
    [
        (403, 50001, "no_access"),
        (404, 10004, "unknown_server"),
        (404, 10003, "unknown_recipient"),
        (400, 30038, "too_many_events"),
        (400, 50035, "message_refused"),
        (403, 12345, "service_error"),
    ],
)
async def test_a_refused_creation_is_tried_again_minutes_later(
    evening: EventScene, status: int, json_code: int, code: str
) -> None:
    body = {"message": "no", "code": json_code}
    evening.chats.discord.fail(status=status, body=body, method="create_event")
    await evening.is_ready()
    await evening.step(READY_AT)
    row = await evening.row()
    assert (row["error_code"], row["not_before"]) == (code, READY_AT + MINUTE)
    await evening.step(READY_AT + MINUTE)
    assert await evening.state() == "created"


async def test_a_wrong_token_is_no_hot_loop_and_a_new_one_helps(
    evening: EventScene, chats: Any
) -> None:
    wrong = discord_of(chats)
    chats.discord.token = "another"
    await evening.is_ready()
    await evening.step(READY_AT, events=DiscordEvents(wrong, GUILD_ID, VOICE, ORIGIN))
    await wrong.close()
    row = await evening.row()
    assert (row["error_code"], row["not_before"]) == ("bad_token", READY_AT + MINUTE)
    chats.discord.token = "discord-token"
    await evening.step(READY_AT + MINUTE)
    assert await evening.state() == "created"


async def test_discord_down_is_waited_for(evening: EventScene) -> None:
    evening.chats.discord.fail(status=503, body="", method="create_event", times=None)
    await evening.is_ready()
    now, pauses = READY_AT, list[float]()
    for _ in range(5):
        await evening.step(now)
        not_before = (await evening.row())["not_before"]
        pauses.append((not_before - now).total_seconds())
        now = not_before
    assert pauses == [15, 30, 60, 120, 120]
    evening.chats.discord.faults.clear()
    await evening.step(now)
    assert await evening.state() == "created"


@pytest.mark.parametrize(("error", "outage"), REFUSED)
async def test_an_outage_is_looked_at_again_sooner_and_is_no_problem_to_mend(
    evening: EventScene, error: TransportError, outage: bool
) -> None:
    class Refusing:
        async def create(self, _event: Any) -> Any:
            raise error

    await evening.is_ready()
    await evening.step(READY_AT, events=Refusing())
    pause = 15 * SECOND if outage else MINUTE
    assert (await evening.row())["not_before"] == READY_AT + pause
    assert evening.health.problems == ({} if outage else {"event": error.code})


@pytest.mark.parametrize("at", [READY_AT + MINUTE, START])
async def test_a_refused_change_is_final_for_what_it_was_about(
    evening: EventScene, at: datetime
) -> None:
    event = await evening.is_made()
    await evening.says("Cene")
    body = {"message": "Invalid Form Body", "code": 50035}
    evening.chats.discord.fail(status=400, body=body, method="edit_event")
    for second in range(5):
        await evening.step(at + second * MINUTE)
    assert (await evening.row())["left_alone"] == ["start" if at == START else "description"]
    # Nothing loops, and the rest goes on: what was never started is cancelled.
    await evening.step(START + HOUR)
    await evening.step(END)
    assert event["status"] == (CANCELED if at == START else COMPLETED)
    assert evening.calls("edit_event") <= 4


async def test_an_end_that_is_refused_for_good_has_failed(evening: EventScene) -> None:
    await evening.is_made()
    await evening.step(START)
    body = {"message": "Invalid Form Body", "code": 50035}
    evening.chats.discord.fail(status=400, body=body, method="edit_event", times=None)
    await evening.step(END)
    row = await evening.row()
    assert (row["state"], row["error_code"]) == ("failed", "message_refused")
    await evening.step(END + HOUR)
    assert evening.calls("edit_event") == 2


async def test_an_event_that_ended_while_it_was_changed_is_over(evening: EventScene) -> None:
    await evening.is_made()
    await evening.says("Cene")
    body = {"message": "Cannot update a finished event", "code": 180000}
    evening.chats.discord.fail(status=400, body=body, method="edit_event")
    await evening.step(READY_AT + MINUTE)
    assert await evening.state() == "ended"


async def test_a_right_that_is_lost_is_waited_for_and_the_event_ended_then(
    evening: EventScene,
) -> None:
    event = await evening.is_made()
    await evening.step(START)
    evening.chats.discord.may_create_events = False
    await evening.step(END)
    row = await evening.row()
    assert (row["state"], row["error_code"], row["not_before"]) == (
        "active",
        "no_access",
        END + MINUTE,
    )
    evening.chats.discord.may_create_events = True
    await evening.step(END + MINUTE)
    assert event["status"] == COMPLETED


async def test_what_nobody_mends_is_given_up_a_day_later(evening: EventScene) -> None:
    await evening.is_made()
    await evening.step(START)
    evening.chats.discord.may_create_events = False
    now = END
    while await evening.state() == "active":
        await evening.step(now)
        now = (await evening.row())["not_before"] or now + MINUTE
        assert now < END + timedelta(hours=25)
    row = await evening.row()
    assert (row["state"], row["error_code"]) == ("failed", "no_access")
    assert now > END + timedelta(hours=23)


# --- the step itself -----------------------------------------------------------------------------


async def test_a_bot_that_was_held_up_after_its_claim_makes_none(
    evening: EventScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await evening.is_ready()
    seconds = iter((0.0, 100.0))
    with monkeypatch.context() as suspended:
        suspended.setattr(leased, "monotonic", lambda: next(seconds))
        await evening.step(READY_AT)
    assert evening.chats.discord.requests == []
    await evening.step(READY_AT + MINUTE)
    assert len(evening.chats.discord.events) == 1


async def test_a_pause_begins_when_a_request_that_hung_is_over(
    evening: EventScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hanging:
        async def create(self, _event: Any) -> Any:
            raise TransportError(RefusalCode.TIMEOUT, maybe_sent=True)

    await evening.is_ready()
    seconds = iter((0.0, 0.0, 16.0))
    monkeypatch.setattr(leased, "monotonic", lambda: next(seconds))
    await evening.step(READY_AT, events=Hanging())
    assert (await evening.row())["not_before"] == READY_AT + timedelta(seconds=16 + 15)


async def test_a_failure_that_nobody_foresaw_is_written_down(evening: EventScene) -> None:
    class Broken:
        async def create(self, event: Any) -> Any:
            raise RuntimeError(event.name)

    await evening.is_ready()
    with capture_logs() as log:
        await evening.step(READY_AT, events=Broken())
    row = await evening.row()
    assert (row["error_code"], row["not_before"]) == ("unexpected", READY_AT + MINUTE)
    assert {each["event"] for each in log} == {
        "discord_problem",
        "scheduled_event_failed",
        "scheduled_event_refused",
    }
