"""An evening of which nothing told, closed by hand: by whom, until when, and corrected."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import TODAY
from tests.support.scenes.recorded_evenings import (
    EVENINGS,
    START,
    YESTERDAY,
    add_record,
    close,
    details,
)


async def test_an_evening_of_which_nothing_told_is_closed_by_hand_and_corrected(
    website: RunningWebsite, callers: Callers, people: dict[str, int]
) -> None:
    await add_record(website, told_by=None, played=None, came=None, most_in_voice=None)
    await website.sql.execute("DELETE FROM evening_attendance")
    found = await details(callers.promoter)
    assert found["may_close"] is True
    assert [each["display_name"] for each in found["people"]] == ["Shade", "Wren"]
    assert [each["display_name"] for each in found["others"]] == [
        "Fenn",
        "Marlow",
        "Moss",
        "Odessa",
    ]
    shade, fenn, moss = people["Shade"], people["Fenn"], people["Moss"]
    assert await close(callers.promoter, shade, fenn, moss, shade) == (200, None)
    found = await details(callers.admin)
    assert found["evening"] | {"starts_at": None} == {
        "date": "2026-11-19",
        "session": True,
        "starts_at": None,
        "threshold": 6,
        "told_by": "hand",
        "most_in_voice": None,
        "most_on_server": None,
        "enough_minutes": 40,
        "said_yes": 2,
        "came": 3,
        "played": True,
        "closed": True,
    }
    came = [each["display_name"] for each in found["people"] if each["came"]]
    assert (came, found["left_out"]) == (["Moss", "Shade"], 1)
    assert found["people"][0]["first_seen_at"] is None
    # Whoever corrects it cannot see that Fenn came, who stays.
    assert "Fenn" in [each["display_name"] for each in found["others"]]
    assert await close(callers.admin, moss, played=False) == (200, None)
    found = await details(callers.admin)
    assert (found["evening"]["played"], found["evening"]["came"]) == (False, 2)
    assert [each["display_name"] for each in found["people"] if each["came"]] == ["Moss"]
    by = await website.sql.fetchval("SELECT closed_by FROM evening_records")
    assert by == await website.user_id(callers.admin)


async def test_whoever_opened_that_days_room_may_close_it_and_nobody_else(
    website: RunningWebsite, callers: Callers, people: dict[str, int]
) -> None:
    for client in (callers.player, callers.unlinked):
        assert (await close(client))[0] == 403
    assert (await close(callers.anonymous))[0] == 401
    await website.sql.execute(
        "INSERT INTO planning_sessions (session_date, created_by_user_id, created_at, updated_at)"
        " VALUES ($1, $2, now(), now())",
        YESTERDAY,
        people["Shade"],
    )
    assert (await details(callers.player))["may_close"] is True
    assert await close(callers.player, people["Shade"]) == (200, None)
    before = YESTERDAY - timedelta(days=1)
    assert await close(callers.player, day=before) == (403, "not_team_editor")


async def test_what_cannot_be_closed_by_hand(
    website: RunningWebsite, callers: Callers, people: dict[str, int], clock: Any
) -> None:
    promoter = callers.promoter
    assert await close(promoter, day=TODAY) == (409, "evening_not_begun")
    assert await close(promoter, day=TODAY + timedelta(days=2)) == (409, "evening_not_begun")
    assert await close(promoter, day=date.max) == (409, "evening_not_begun")
    assert await close(promoter, day=date.min) == (409, "evening_forgotten")
    assert await close(promoter, day=TODAY - timedelta(days=401)) == (409, "evening_forgotten")
    assert await close(promoter, 99_999) == (422, "people_unknown")
    assert await close(promoter, await website.user_id(callers.unlinked)) == (
        422,
        "people_unknown",
    )
    for body in (
        {},
        {"played": 1, "present": []},
        {"played": True, "present": ["x"]},
        [],
        {"a": 1},
    ):
        answer = await promoter.post(f"{EVENINGS}/{YESTERDAY}/close", json=body)
        assert answer.status_code == 422, body
    body = {"played": True, "present": [], "beside": 1}
    assert (await promoter.post(f"{EVENINGS}/{YESTERDAY}/close", json=body)).status_code == 200
    for number, told_by in enumerate(("voice", "server"), 2):
        day = TODAY - timedelta(days=number)
        await add_record(website, day, told_by=told_by)
        assert await close(promoter, day=day) == (409, "evening_told")
    quiet = TODAY - timedelta(days=4)
    await add_record(website, quiet, session=False, told_by=None, played=None)
    assert await close(promoter, day=quiet) == (409, "no_session")
    # Tonight, once it has begun.
    clock.move_to(START + timedelta(days=1))
    assert await close(promoter, day=TODAY) == (200, None)
