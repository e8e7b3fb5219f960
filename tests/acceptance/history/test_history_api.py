"""`/api/evenings`: who may see what of past evenings, and how cheaply it is read again."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import httpx2
import pytest

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite, becomes, counted_statements
from tests.support.scenes.community import TODAY
from tests.support.scenes.recorded_evenings import (
    EVENINGS,
    START,
    YESTERDAY,
    add_record,
    comes,
    details,
    says,
    somebody_was_there,
)


async def test_everybody_gets_numbers_and_a_typical_week(
    website: RunningWebsite, callers: Callers
) -> None:
    for weeks, played, came in ((0, True, 8), (1, False, 5), (2, None, None)):
        day = YESTERDAY - timedelta(weeks=weeks)
        told = None if played is None else "voice"
        await add_record(website, day, played=played, came=came, told_by=told)
    await add_record(
        website, TODAY, session=False, played=None, told_by=None, came=None, closed_at=None
    )
    for client in (callers.anonymous, callers.player, callers.admin):
        found = (await client.get(EVENINGS)).json()
        assert (found["from"], found["to"]) == ("2026-05-22", "2026-11-20")
        assert [each["date"] for each in found["evenings"]] == [
            "2026-11-20",
            "2026-11-19",
            "2026-11-12",
            "2026-11-05",
        ]
        assert found["evenings"][1] == {
            "date": "2026-11-19",
            "session": True,
            "starts_at": "2026-11-19T20:00:00Z",
            "threshold": 6,
            "told_by": "voice",
            "most_in_voice": 7,
            "most_on_server": None,
            "enough_minutes": 40,
            "said_yes": 2,
            "came": 8,
            "played": True,
            "closed": True,
        }
        assert found["weekdays"][3] == {
            "weekday": 3,
            "evenings": 2,
            "played": 1,
            "mean_came": 6.5,
        }
        assert found["weekdays"][4]["mean_came"] is None


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("from=2026-11-20&to=2026-11-19", 422, "invalid_range"),
        ("from=2025-11-19&to=2026-11-20", 422, "range_too_long"),
        ("from=2025-11-20&to=2026-11-20", 200, None),
        ("from=yesterday", 422, "invalid_input"),
        ("to=0001-01-01", 200, None),
        ("from=9999-12-31&to=9999-12-31", 200, None),
    ],
)
async def test_a_range_is_a_year_at_most(
    callers: Callers, query: str, status: int, code: str | None
) -> None:
    for path in (EVENINGS, f"{EVENINGS}/me"):
        answer = await callers.player.get(f"{path}?{query}")
        assert (answer.status_code, answer.json().get("code")) == (status, code)


async def test_who_was_there_is_for_promoters_admins_and_that_evenings_captains(
    website: RunningWebsite, callers: Callers, people: dict[str, int]
) -> None:
    await somebody_was_there(website, people)
    for client in (callers.anonymous, callers.unlinked, callers.player):
        found = await details(client)
        assert (found["people"], found["left_out"], found["others"]) == (None, 0, [])
        assert found["may_close"] is False
        assert found["evening"]["came"] == 2
    room = await website.sql.fetchval(
        "INSERT INTO planning_sessions (session_date, created_by_user_id, created_at, updated_at)"
        " VALUES ($1, $2, now(), now()) RETURNING id",
        YESTERDAY,
        people["Wren"],
    )
    await website.sql.execute(
        "INSERT INTO planning_teams VALUES ($1, 'A', NULL, now(), now())", room
    )
    await website.sql.execute(
        "INSERT INTO planning_team_members VALUES ($1, $2, 'A', 0)", room, people["Shade"]
    )
    assert (await details(callers.player))["people"] is None, "who played leads nobody"
    await website.sql.execute("UPDATE planning_teams SET captain_user_id = $1", people["Shade"])
    for client in (callers.player, callers.promoter, callers.admin):
        found = await details(client)
        assert [
            (each["display_name"], each["said_yes"], each["came"]) for each in found["people"]
        ] == [
            ("Shade", True, True),
            ("Wren", True, False),
        ]
        assert found["people"][0]["first_seen_at"] == "2026-11-19T20:00:00Z"
        assert found["people"][0]["last_seen_at"] == "2026-11-19T20:30:00Z"
        assert found["left_out"] == 1
        assert (found["may_close"], found["others"]) == (False, [])
    # Another evening's list is not theirs.
    await add_record(website, YESTERDAY - timedelta(days=1))
    assert (await details(callers.player, YESTERDAY - timedelta(days=1)))["people"] is None


async def test_nobody_learns_more_of_an_evening_than_its_record_once_names_are_gone(
    website: RunningWebsite, callers: Callers, people: dict[str, int]
) -> None:
    old = TODAY - timedelta(days=401)
    await add_record(website, old)
    await comes(website, people["Shade"], old)
    found = await details(callers.promoter, old)
    assert (found["people"], found["evening"]["came"], found["may_close"]) == ([], 2, False)


async def test_a_day_of_which_nothing_is_known(website: RunningWebsite, callers: Callers) -> None:
    for day in ("2026-11-20", "2026-11-21", "2024-01-01", "0001-01-01", "9999-12-31"):
        answer = await callers.anonymous.get(f"{EVENINGS}/{day}")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_record"), day
    found = await details(callers.anonymous)
    assert (found["evening"]["played"], found["evening"]["closed"]) == (None, False)
    assert (await callers.anonymous.get(f"{EVENINGS}/today")).status_code == 422


async def test_ones_own_evenings_are_for_oneself(
    website: RunningWebsite, callers: Callers, people: dict[str, int]
) -> None:
    await somebody_was_there(website, people)
    shade = people["Shade"]
    for days, played, said, came in (
        (2, False, True, False),
        (3, None, True, False),
        (4, True, False, True),
    ):
        day = TODAY - timedelta(days=days)
        await add_record(website, day, played=played, told_by=None if played is None else "voice")
        if said:
            await says(website, shade, "LOOKING", START - timedelta(days=days), day)
        if came:
            await comes(website, shade, day)
    # From before changes of answers were kept.
    await add_record(website, TODAY - timedelta(days=5))
    await website.sql.execute(
        "INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)"
        " VALUES ($1, $2, 'LOOKING', $3, $3)",
        shade,
        TODAY - timedelta(days=5),
        START - timedelta(days=6),
    )
    found = (await callers.player.get(f"{EVENINGS}/me")).json()
    assert [tuple(each.values()) for each in found["evenings"]] == [
        ("2026-11-19", True, True, True),
        ("2026-11-18", True, False, False),
        ("2026-11-17", True, False, None),
        ("2026-11-16", False, True, True),
        ("2026-11-15", True, False, True),
    ]
    assert (found["came"], found["said_yes"]) == (1, 3)
    other = (await callers.admin.get(f"{EVENINGS}/me")).json()
    assert (other["came"], other["said_yes"]) == (0, 0)


async def test_an_unchanged_answer_is_not_sent_again(
    website: RunningWebsite, callers: Callers, people: dict[str, int]
) -> None:
    await somebody_was_there(website, people)
    known: dict[tuple[str, str], str] = {}
    paths = ("", "/me", f"/{YESTERDAY}")
    for who in ("anonymous", "player", "promoter"):
        client: httpx2.AsyncClient = getattr(callers, who)
        for path in paths if who != "anonymous" else ("", f"/{YESTERDAY}"):
            first = await client.get(f"{EVENINGS}{path}")
            assert first.headers["cache-control"] == "private, no-cache"
            assert first.headers["vary"].startswith("Cookie, Accept-Encoding")
            assert first.headers["content-type"] == "application/json"
            known[who, path] = first.headers["etag"]
            again = await client.get(
                f"{EVENINGS}{path}", headers={"If-None-Match": first.headers["etag"]}
            )
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == first.headers["etag"]
    # What names nobody is everybody's; what one sees more than another is not.
    assert known["anonymous", ""] == known["player", ""] == known["promoter", ""]
    assert known["player", f"/{YESTERDAY}"] == known["anonymous", f"/{YESTERDAY}"]
    assert known["player", f"/{YESTERDAY}"] != known["promoter", f"/{YESTERDAY}"]
    await website.sql.execute("UPDATE evening_records SET played = false")

    async def status(who: str, path: str, etag: str) -> int:
        client: httpx2.AsyncClient = getattr(callers, who)
        answer = await client.get(f"{EVENINGS}{path}", headers={"If-None-Match": etag})
        return answer.status_code

    for (who, path), etag in known.items():  # memory hears of it by a notice
        await becomes(partial(status, who, path, etag), 200)


async def test_an_error_has_no_etag(callers: Callers) -> None:
    for path in ("/2026-11-21", "/me", "?from=yesterday"):
        answer = await callers.anonymous.get(f"{EVENINGS}{path}", headers={"If-None-Match": "*"})
        assert answer.status_code in (401, 404, 422)
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


async def test_reading_takes_two_statements_at_the_most(
    website: RunningWebsite, callers: Callers, people: dict[str, int]
) -> None:
    await somebody_was_there(website, people)
    await website.heard_everything()
    await details(callers.promoter)  # the rules by weekday are in memory from now on
    for path, most in (("", 1), ("/me", 1), (f"/{YESTERDAY}", 2)):
        with counted_statements(website) as statements:
            assert (await callers.promoter.get(f"{EVENINGS}{path}")).status_code == 200
        assert len(statements) <= most, path


async def test_whether_lists_say_so_is_a_preference(
    website: RunningWebsite, callers: Callers
) -> None:
    path = "/api/availability/promotion-preferences"
    assert (await callers.player.get(path)).json()["show_attendance"] is True
    changed = await callers.player.post(path, json={"show_attendance": False})
    assert changed.json()["show_attendance"] is False
    assert (await callers.player.post(path, json={"show_attendance": 1})).status_code == 422
    await callers.player.post(path, json={"notify_threshold": 3})
    assert (await callers.player.get(path)).json()["show_attendance"] is False
