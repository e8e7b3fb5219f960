"""`/api/availability/usual`: one's own usual answers, the week at once, and what others see."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from muster.availability.service import Gift, give_where_none
from muster.database import Database
from tests.acceptance.conftest import Callers
from tests.support.refusals import refusal
from tests.support.running.websites import RunningWebsite, becomes
from tests.support.scenes.community import EVENING, TODAY
from tests.support.scenes.evenings import set_rule
from tests.support.scenes.usual import add_weeks

USUAL = "/api/availability/usual"
FRIDAY = TODAY.weekday()
NOTHING = {"mode": "suggest", "status": None, "suggestion": None, "stopped_at": None}
LATE = {"status": "LOOKING", "arrives_at": "21:30", "only_if": None}


def day(ahead: int) -> str:
    return (TODAY + timedelta(days=ahead)).isoformat()


async def usual(client: Any) -> dict[str, Any]:
    answered = await client.get(USUAL)
    assert answered.status_code == 200
    return answered.json()


async def save(client: Any, *weekdays: dict[str, Any]) -> Any:
    return await client.post(USUAL, json={"weekdays": list(weekdays)})


@pytest.fixture
async def player(sql: Any, website: RunningWebsite, callers: Callers) -> int:
    """Somebody who comes late on Fridays."""
    user_id = await website.user_id(callers.player)
    await add_weeks(sql, user_id, TODAY, ["LOOKING"] * 6 + ["MAYBE"], arrives_at=None)
    await sql.execute(
        "UPDATE availability_answer_changes SET arrives_at = $1 WHERE status = 'LOOKING'",
        time(21, 30),
    )
    return user_id


async def test_it_says_what_is_usual_by_weekday_and_for_the_next_days(
    callers: Callers, player: int
) -> None:
    found = await usual(callers.player)
    suggestion = {**LATE, "agreed": 6, "of": 7}
    assert found["weekdays"] == [
        {"weekday": each, **NOTHING, "suggestion": suggestion if each == FRIDAY else None}
        for each in range(7)
    ]
    assert found["days"] == [
        {
            "date": day(ahead),
            "usual": LATE if ahead == 0 else None,
            "answered": False,
            "by_usual": False,
        }
        for ahead in range(7)
    ]


async def test_it_is_shown_to_nobody_else(callers: Callers, player: int) -> None:
    found = await usual(callers.admin)
    assert [each["suggestion"] for each in found["weekdays"]] == [None] * 7


async def test_weekdays_are_changed_whole_and_the_others_stay(
    callers: Callers, player: int
) -> None:
    answered = await save(
        callers.player,
        {"weekday": FRIDAY, "mode": "answer", "status": "MAYBE"},
        {"weekday": 0, "mode": "off"},
    )
    assert answered.status_code == 200
    found = answered.json()
    assert found == await usual(callers.player)
    shown = {each["weekday"]: (each["mode"], each["status"]) for each in found["weekdays"]}
    assert (shown[FRIDAY], shown[0], shown[1]) == (
        ("answer", "MAYBE"),
        ("off", None),
        ("suggest", None),
    )
    assert found["days"][0]["usual"] == {"status": "MAYBE", "arrives_at": None, "only_if": None}
    answered = await save(callers.player, {"weekday": FRIDAY, "mode": "off"})
    assert [each["usual"] for each in answered.json()["days"]] == [None] * 7
    assert answered.json()["weekdays"][0]["mode"] == "off"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"weekdays": []},
        {"weekdays": {}},
        {"weekdays": [{"weekday": FRIDAY}]},
        {"weekdays": [{"mode": "off"}]},
        {"weekdays": [{"weekday": 7, "mode": "off"}]},
        {"weekdays": [{"weekday": -1, "mode": "off"}]},
        {"weekdays": [{"weekday": "4", "mode": "off"}]},
        {"weekdays": [{"weekday": 4.0, "mode": "off"}]},
        {"weekdays": [{"weekday": True, "mode": "off"}]},
        {"weekdays": [{"weekday": FRIDAY, "mode": "always"}]},
        {"weekdays": [{"weekday": FRIDAY, "mode": None}]},
        {"weekdays": [{"weekday": FRIDAY, "mode": "answer", "status": "looking"}]},
        {"weekdays": [{"weekday": FRIDAY, "mode": "answer", "status": ""}]},
        {"weekdays": [{"weekday": 0, "mode": "off"}, {"weekday": 0, "mode": "suggest"}]},
        {"weekdays": [{"weekday": 0, "mode": "off"}, {"weekday": 1, "mode": "never"}]},
        {"weekdays": [{"weekday": each % 7, "mode": "off"} for each in range(8)]},
        [{"weekday": 0, "mode": "off"}],
    ],
)
async def test_what_does_not_fit_changes_nothing(sql: Any, callers: Callers, body: Any) -> None:
    assert refusal(await callers.player.post(USUAL, json=body)) == (422, "invalid_input")
    assert await sql.fetchval("SELECT count(*) FROM usual_answers") == 0


async def test_the_week_is_filled_and_taken_back_by_one_press(
    sql: Any, callers: Callers, player: int, clock: Any
) -> None:
    weekdays = [{"weekday": each, "mode": "suggest", "status": "AVAILABLE"} for each in range(6)]
    assert (await save(callers.player, *weekdays)).status_code == 200
    await set_rule(sql, TODAY + timedelta(days=4), session=False)
    mine = {"date": day(1), "status": "NOT_PLAYING"}
    assert (await callers.player.post("/api/availability", json=mine)).status_code == 200
    filled = (await callers.player.post(f"{USUAL}/week")).json()
    assert datetime.fromisoformat(filled["given_at"]) == EVENING
    assert [each["date"] for each in filled["days"]] == [day(0), day(3), day(5), day(6)]
    assert filled["days"][0] == {
        "date": day(0),
        "status": "AVAILABLE",
        "arrives_at": None,
        "only_if": None,
    }
    shown = (await callers.player.get("/api/availability", params={"to": day(6)})).json()
    assert [each["my_status"] for each in shown["days"]] == [
        *("AVAILABLE", "NOT_PLAYING", None),
        *("AVAILABLE", None, "AVAILABLE", "AVAILABLE"),
    ]
    again = (await callers.player.post(f"{USUAL}/week")).json()
    assert again["days"] == []
    clock.shift(timedelta(minutes=1))
    changed = {"date": day(3), "status": "LOOKING"}
    assert (await callers.player.post("/api/availability", json=changed)).status_code == 200
    undo = {"given_at": filled["given_at"], "days": [each["date"] for each in filled["days"]]}
    others = (await callers.admin.post(f"{USUAL}/week/undo", json=undo)).json()
    assert others == {"days": []}
    undone = (await callers.player.post(f"{USUAL}/week/undo", json=undo)).json()
    assert undone == {"days": [day(0), day(5), day(6)]}
    shown = (await callers.player.get("/api/availability", params={"to": day(6)})).json()
    assert [each["my_status"] for each in shown["days"]] == [
        *(None, "NOT_PLAYING", None),
        *("LOOKING", None, None, None),
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"days": [day(0)]},
        {"given_at": "2026-11-20T19:30:00Z"},
        {"given_at": "2026-11-20T19:30:00Z", "days": []},
        {"given_at": "2026-11-20T19:30:00Z", "days": [day(0)] * 8},
        {"given_at": "2026-11-20T19:30:00Z", "days": ["today"]},
        {"given_at": "2026-11-20", "days": [day(0)]},
        {"given_at": "2026-11-20T19:30:00", "days": [day(0)]},
        {"given_at": 1_700_000_000, "days": [day(0)]},
    ],
)
async def test_what_cannot_be_taken_back_is_refused(callers: Callers, body: Any) -> None:
    answered = await callers.player.post(f"{USUAL}/week/undo", json=body)
    assert refusal(answered) == (422, "invalid_input")


@pytest.mark.parametrize(
    "given_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-01T19:30:00Z"]
)
async def test_of_another_time_nothing_is_taken_back(callers: Callers, given_at: str) -> None:
    undo = {"given_at": given_at, "days": [day(0)]}
    undone = await callers.player.post(f"{USUAL}/week/undo", json=undo)
    assert (undone.status_code, undone.json()) == (200, {"days": []})


async def test_what_was_given_for_somebody_is_marked_until_they_say_it(
    database: Database, website: RunningWebsite, callers: Callers, player: int
) -> None:
    """Both where memory answers and where the database puts a range of other days together."""
    params = {"from": day(0), "to": day(0), "include_users": "true"}
    cold = {"from": day(-1), "to": day(1), "include_users": "true"}
    first = await callers.admin.get("/api/availability", params=params)
    async with database.transaction() as connection:
        gift = Gift(player, TODAY, "LOOKING", time(21, 30))
        assert await give_where_none(connection, [gift], EVENING) == [(player, TODAY)]

    async def is_new() -> bool:
        shown = await callers.admin.get("/api/availability", params=params)
        return shown.headers["etag"] != first.headers["etag"]

    await becomes(is_new, True)
    given = await callers.admin.get("/api/availability", params=params)
    [shown] = given.json()["days"][0]["users_by_status"]["LOOKING"]
    assert (shown["user_id"], shown["usual"], shown["arrives_at"]) == (player, True, "21:30")
    put_together = (await callers.admin.get("/api/availability", params=cold)).json()
    assert put_together["days"][1]["users_by_status"]["LOOKING"] == [shown]
    assert "usual" not in (await callers.anonymous.get("/api/availability", params=params)).text
    [own] = (await callers.player.get("/api/availability/me")).json()["entries"]
    assert own["usual"] is True
    [today, *_] = (await usual(callers.player))["days"]
    assert (today["answered"], today["by_usual"]) == (True, True)

    same = {"date": day(0), "status": "LOOKING", "arrives_at": "21:30"}
    assert (await callers.player.post("/api/availability", json=same)).status_code == 200
    said = await callers.admin.get("/api/availability", params=params)
    assert said.headers["etag"] != given.headers["etag"]
    assert "usual" not in said.json()["days"][0]["users_by_status"]["LOOKING"][0]
    [own] = (await callers.player.get("/api/availability/me")).json()["entries"]
    assert "usual" not in own
